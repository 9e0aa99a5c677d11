// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-inputs.h"

#include "../../model/input/profile-files.h"
#include "experiment-folder.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace ns3
{

namespace
{

/// Longer texts name no file.
constexpr std::size_t LONGEST_PATH = 4096;

/**
 * What parts of a text stand between, the outer ones first. A path may have any character that
 * stands further on in the list: it is found before it is cut there.
 */
constexpr std::array<const char*, 4> SEPARATORS{"[]|=", ";,", ":", " "};

/**
 * @param text a text
 * @param add called with the parts of the text, with the parts of its parts...
 * @param level what to cut the text at first, an index of SEPARATORS
 */
template <typename T>
void
ForEachPart(const std::string& text, const T& add, std::size_t level = 0)
{
    while (level < SEPARATORS.size() && text.find_first_of(SEPARATORS[level]) == std::string::npos)
    {
        ++level;
    }
    for (std::size_t begin = 0; level < SEPARATORS.size() && begin < text.size();)
    {
        const auto end = std::min(text.find_first_of(SEPARATORS[level], begin), text.size());
        if (end > begin)
        {
            const std::string part = text.substr(begin, end - begin);
            add(part);
            ForEachPart(part, add, level + 1);
        }
        begin = end + 1;
    }
}

/**
 * @param path a path
 * @return true when a regular file is there
 */
bool
IsFile(const std::string& path)
{
    std::error_code code;
    return std::filesystem::is_regular_file(path, code);
}

} // namespace

void
ExperimentInputs::AddName(const std::string& name)
{
    if (name.empty() || name.size() > LONGEST_PATH)
    {
        return;
    }
    if (IsFile(name))
    {
        m_files.insert(name);
    }
    for (const auto* kind : {"dnn", "devices"})
    {
        const std::string path = ProfileFiles::Find(name, kind);
        if (!path.empty() && IsFile(path))
        {
            m_files.insert(path);
        }
    }
}

void
ExperimentInputs::AddText(const std::string& text)
{
    AddName(text);
    ForEachPart(text, [this](const std::string& part) { AddName(part); });
}

void
ExperimentInputs::AddJson(const std::string& json)
{
    const auto root = nlohmann::json::parse(json, nullptr, false);
    const auto values = root.flatten(); // by pointer; items() needs it as long as the loop
    for (const auto& [pointer, value] : values.items())
    {
        if (value.is_string())
        {
            AddText(value.get<std::string>());
        }
    }
}

void
ExperimentInputs::AddFolder(const std::string& folder)
{
    std::error_code code;
    for (std::filesystem::directory_iterator file(folder, code), end; !code && file != end;
         file.increment(code))
    {
        AddName(file->path().string());
    }
}

std::string
ExperimentInputs::GetHash() const
{
    std::string hashes;
    for (const auto& path : m_files)
    {
        std::ifstream file(path, std::ios::binary);
        hashes += ExperimentFolder::Hash(std::string(std::istreambuf_iterator<char>(file), {}));
    }
    return ExperimentFolder::Hash(hashes);
}

} // namespace ns3
