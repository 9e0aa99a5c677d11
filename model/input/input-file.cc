// SPDX-License-Identifier: GPL-2.0-only

#include "input-file.h"

#include "ns3/inference-input-error.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace ns3
{

namespace InputFile
{

std::size_t
Check(const std::string& path, const std::string& expected, std::size_t greatest)
{
    namespace fs = std::filesystem;
    const auto refuse = [&](const std::string& found, const std::string& wanted) {
        throw InferenceInputError(path, "", found, wanted);
    };
    std::error_code code;
    const fs::file_status status = fs::status(path, code);
    if (status.type() == fs::file_type::not_found)
    {
        refuse("no such file", expected);
    }
    if (status.type() == fs::file_type::directory)
    {
        refuse("a directory", expected);
    }
    if (status.type() != fs::file_type::regular)
    {
        refuse(code ? code.message() : "something that is not a regular file", expected);
    }
    const auto size = fs::file_size(path, code);
    if (code)
    {
        refuse(code.message(), expected);
    }
    if (size > greatest)
    {
        refuse(std::to_string(size) + " bytes", "at most " + std::to_string(greatest) + " bytes");
    }
    return size;
}

std::string
Read(const std::string& path, const std::string& expected, std::size_t greatest)
{
    std::string text(Check(path, expected, greatest), '\0');
    errno = 0;
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
    {
        throw InferenceInputError(path,
                                  "",
                                  errno != 0 ? std::strerror(errno)
                                             : "a file that cannot be opened",
                                  expected);
    }
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad())
    {
        throw InferenceInputError(path, "", "a read error", expected);
    }
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return text;
}

} // namespace InputFile

} // namespace ns3
