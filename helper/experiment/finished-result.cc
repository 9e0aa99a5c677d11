// SPDX-License-Identifier: GPL-2.0-only

#include "finished-result.h"

#include "experiment-folder.h"

#include "ns3/inference-input-error.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace ns3
{

namespace
{

/**
 * @param file what a result says that it wrote
 * @return whether that is a place inside of its folder
 */
bool
IsInside(const std::string& file)
{
    const std::filesystem::path path(file);
    return !file.empty() && path.is_relative() &&
           std::find(path.begin(), path.end(), "..") == path.end();
}

} // namespace

FinishedResult::FinishedResult(const std::string& folder)
    : m_folder(folder)
{
}

void
FinishedResult::Replace(const std::string& key, bool isKept) const
{
    const std::filesystem::path folder(m_folder);
    std::ifstream marker(folder / FILE);
    std::string hash;
    std::string commandLine;
    std::getline(marker, hash);
    std::getline(marker, commandLine);
    if (hash == ExperimentFolder::Hash(key))
    {
        return; // the same bytes will be there
    }
    std::error_code error;
    // Results of a version that did not write down what they are: anybody's, unless they are half.
    const bool isUnknown = hash.empty() &&
                           std::filesystem::exists(folder / "summary.json", error) &&
                           !std::filesystem::exists(folder / "unfinished", error);
    if (isKept && (isUnknown || !hash.empty()))
    {
        throw InferenceInputError(
            m_folder,
            "",
            "results of " + (commandLine.empty() ? "another run" : '"' + commandLine + '"'),
            "another folder for --output, or --force to replace them");
    }
    std::vector<std::string> files{FILE};
    for (std::string file; std::getline(marker, file);)
    {
        if (IsInside(file) && std::filesystem::is_regular_file(folder / file, error))
        {
            files.push_back(file);
        }
    }
    for (const auto& file : files)
    {
        std::filesystem::remove(folder / file, error);
        // A folder that has nothing more is left with its last file.
        for (auto parent = std::filesystem::path(file).parent_path(); !parent.empty();
             parent = parent.parent_path())
        {
            std::filesystem::remove(folder / parent, error);
        }
    }
}

void
FinishedResult::Keep(const std::string& key,
                     const std::string& commandLine,
                     const std::vector<std::string>& files) const
{
    std::string text =
        ExperimentFolder::Hash(key) + '\n' + InferenceInputError::MakePrintable(commandLine) + '\n';
    for (const auto& file : files)
    {
        text += file + '\n';
    }
    ExperimentFolder::WriteWhole(m_folder + "/" + FILE, text);
}

} // namespace ns3
