// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-folder.h"

#include "ns3/inference-input-error.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace ns3
{

namespace
{

constexpr const char* UNFINISHED = "unfinished";

/**
 * @param path of a file
 * @return its bytes; nothing when it cannot be read
 */
std::optional<std::string>
ReadWhole(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
    {
        return {};
    }
    return std::string(std::istreambuf_iterator<char>(file), {});
}

} // namespace

ExperimentFolder::ExperimentFolder(const std::string& path, std::chrono::milliseconds patience)
    : m_path(path)
{
    std::error_code error;
    std::filesystem::create_directories(m_path, error);
    if (error && !std::filesystem::is_directory(m_path))
    {
        throw InferenceInputError(m_path, "", error.message(), "a folder that can be made");
    }
    const auto end = std::chrono::steady_clock::now() + patience;
    m_lock = open(m_path.c_str(), O_RDONLY | O_CLOEXEC);
    while (m_lock >= 0 && flock(m_lock, LOCK_EX | LOCK_NB) != 0 &&
           (errno == EWOULDBLOCK || errno == EINTR))
    {
        if (std::chrono::steady_clock::now() > end)
        {
            close(m_lock);
            m_lock = -1;
            throw InferenceInputError(m_path,
                                      "",
                                      "a folder in which another process works",
                                      "a folder of its own for each experiment at a time");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

ExperimentFolder::~ExperimentFolder()
{
    if (m_lock >= 0)
    {
        close(m_lock);
    }
}

const std::string&
ExperimentFolder::GetPath() const
{
    return m_path;
}

void
ExperimentFolder::Write(const std::string& file, const std::string& text) const
{
    WriteWhole(m_path + "/" + file, text);
}

void
ExperimentFolder::WriteWhole(const std::string& path, const std::string& text)
{
    // Several processes may write the same bytes at one time: a sweep's tables.
    const std::string temporary = path + "." + std::to_string(getpid()) + ".part";
    std::ofstream os(temporary, std::ios::binary);
    os << text;
    os.close();
    if (!os || std::rename(temporary.c_str(), path.c_str()) != 0)
    {
        const int error = errno;
        std::remove(temporary.c_str());
        throw InferenceInputError(path, "", std::strerror(error), "a file that can be written");
    }
}

void
ExperimentFolder::Begin(const std::string& key)
{
    const std::string folder = m_path + "/" + UNFINISHED;
    if (ReadWhole(folder + "/key") != key)
    {
        Finish();
        std::error_code error;
        std::filesystem::create_directories(folder, error);
        WriteWhole(folder + "/key", key);
    }
    // What processes that were killed left behind.
    std::error_code error;
    for (const auto& place : {m_path, folder})
    {
        for (const auto& entry : std::filesystem::directory_iterator(place, error))
        {
            if (entry.path().extension() == ".part" && !entry.is_directory(error))
            {
                std::filesystem::remove(entry.path(), error);
            }
        }
    }
}

std::string
ExperimentFolder::GetPiecePath(const std::string& piece) const
{
    return m_path + "/" + UNFINISHED + "/" + piece;
}

void
ExperimentFolder::Keep(const std::string& piece, const std::string& bytes) const
{
    WriteWhole(GetPiecePath(piece), Hash(bytes) + bytes);
}

std::optional<std::string>
ExperimentFolder::Find(const std::string& piece) const
{
    auto bytes = ReadWhole(GetPiecePath(piece));
    if (!bytes || bytes->size() < 16)
    {
        return {};
    }
    const std::string hash = bytes->substr(0, 16);
    bytes->erase(0, 16);
    if (Hash(*bytes) != hash)
    {
        return {};
    }
    return bytes;
}

void
ExperimentFolder::Finish()
{
    std::error_code error;
    std::filesystem::remove_all(m_path + "/" + UNFINISHED, error);
}

std::string
ExperimentFolder::Hash(const std::string& text)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text)
    {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
    std::array<char, 17> digits;
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash));
    return digits.data();
}

} // namespace ns3
