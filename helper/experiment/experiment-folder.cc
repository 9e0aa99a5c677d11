// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-folder.h"

#include "ns3/inference-input-error.h"

#include <algorithm>
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

/// Begins the file "key", by which the folder of unfinished work is known.
constexpr const char* MARK = "edge-inference";

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

/**
 * @param path of a file that somebody wants to write
 * @return the path of the file itself, when @p path is a link to it
 * @throws InferenceInputError when something else than a regular file is there
 */
std::string
RequireReplaceable(const std::string& path)
{
    namespace fs = std::filesystem;
    std::error_code code;
    const fs::file_status status = fs::status(path, code);
    if (fs::exists(status) && !fs::is_regular_file(status))
    {
        throw InferenceInputError(path,
                                  "",
                                  fs::is_directory(status) ? "a folder"
                                                           : "something that is no regular file",
                                  "a regular file, or a path where one can be made");
    }
    const fs::path itself = fs::is_symlink(path, code) ? fs::canonical(path, code) : fs::path(path);
    return itself.empty() ? path : itself.string();
}

/**
 * @brief Writes a file whole.
 * @param path of the file
 * @param temporary path of a file of the same file system that is written first
 * @param text what it gets
 */
void
Replace(const std::string& path, const std::string& temporary, const std::string& text)
{
    const std::string target = RequireReplaceable(path);
    std::ofstream os(temporary, std::ios::binary);
    os << text;
    os.close();
    if (!os || std::rename(temporary.c_str(), target.c_str()) != 0)
    {
        const int error = errno;
        std::remove(temporary.c_str());
        throw InferenceInputError(path, "", std::strerror(error), "a file that can be written");
    }
}

/**
 * @param path of a file
 * @return the path of a file that is written first, of this process only: several may write the
 * same bytes at one time, as a sweep's tables
 */
std::string
GetTemporary(const std::string& path)
{
    return path + "." + std::to_string(getpid()) + ".part";
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
    // What a process that is killed leaves behind must lie in the folder that is ours.
    const std::string folder = m_path + "/" + UNFINISHED;
    std::error_code code;
    const bool hasBegun = std::filesystem::exists(folder + "/key", code);
    const std::string path = m_path + "/" + file;
    Replace(path, GetTemporary(hasBegun ? folder + "/" + file : path), text);
}

void
ExperimentFolder::WriteWhole(const std::string& path, const std::string& text)
{
    Replace(path, GetTemporary(RequireReplaceable(path)), text);
}

void
ExperimentFolder::CheckWritable(const std::string& path)
{
    const std::string temporary = GetTemporary(RequireReplaceable(path));
    errno = 0;
    const bool canBeMade = std::ofstream(temporary, std::ios::binary).good();
    const int error = errno;
    std::remove(temporary.c_str());
    if (!canBeMade)
    {
        throw InferenceInputError(path, "", std::strerror(error), "a file that can be written");
    }
}

bool
ExperimentFolder::IsOurs() const
{
    namespace fs = std::filesystem;
    const fs::path folder = m_path + "/" + UNFINISHED;
    std::error_code code;
    if (!fs::exists(fs::symlink_status(folder, code)))
    {
        return true;
    }
    if (!fs::is_directory(fs::symlink_status(folder, code)))
    {
        return false;
    }
    const auto key = ReadWhole((folder / "key").string());
    // A process that was killed at once leaves it empty, or with its key half written.
    return key ? key->compare(0, std::strlen(MARK), MARK) == 0
               : std::all_of(fs::directory_iterator(folder, code),
                             fs::directory_iterator(),
                             [](const auto& entry) {
                                 const std::string name = entry.path().filename().string();
                                 return name.compare(0, 4, "key.") == 0 &&
                                        entry.path().extension() == ".part";
                             });
}

void
ExperimentFolder::Begin(const std::string& key)
{
    const std::string folder = m_path + "/" + UNFINISHED;
    if (!IsOurs())
    {
        throw InferenceInputError(folder,
                                  "",
                                  "a folder that no experiment has made",
                                  "another folder for the results");
    }
    const std::string own = std::string(MARK) + "\n" + key;
    std::error_code error;
    if (ReadWhole(folder + "/key") != own)
    {
        std::filesystem::remove_all(folder, error);
        std::filesystem::create_directories(folder, error);
        WriteWhole(folder + "/key", own);
    }
    // What processes that were killed left behind.
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    {
        if (entry.path().extension() == ".part" && !entry.is_directory(error))
        {
            std::filesystem::remove(entry.path(), error);
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
    if (IsOurs())
    {
        std::filesystem::remove_all(m_path + "/" + UNFINISHED, error);
    }
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
