// SPDX-License-Identifier: GPL-2.0-only

#include "figure-files.h"

#include "ns3/inference-input-error.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <spawn.h>
#include <sys/wait.h>

extern char** environ;

namespace ns3
{

namespace
{

constexpr const char* ONE_COLUMN = "3.5in";   ///< of a paper
constexpr const char* TWO_COLUMNS = "7.16in"; ///< of a paper

/**
 * @brief Runs librsvg's program, which says nothing.
 * @param arguments of the program
 * @return false when that program is not there or failed
 */
bool
RunConverter(std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), "rsvg-convert");
    std::vector<char*> words;
    for (auto& argument : arguments)
    {
        words.push_back(argument.data());
    }
    words.push_back(nullptr);
    // A PDF tells when it was made unless it is told when: the same figure has the same bytes.
    std::string date = "SOURCE_DATE_EPOCH=0";
    std::vector<char*> variables{date.data()};
    for (char** variable = environ; *variable; ++variable)
    {
        if (std::strncmp(*variable, date.c_str(), date.find('=') + 1) != 0)
        {
            variables.push_back(*variable);
        }
    }
    variables.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    pid_t pid = 0;
    const int error =
        posix_spawnp(&pid, words[0], &actions, nullptr, words.data(), variables.data());
    posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    return error == 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

/**
 * @param path of a picture
 * @param end bytes that a whole one ends with
 * @return false when the file was not written to its end
 */
bool
IsWhole(const std::string& path, const std::string& end)
{
    std::ifstream file(path, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    return bytes.size() > end.size() &&
           bytes.compare(bytes.size() - end.size(), end.size(), end) == 0;
}

} // namespace

FigureFiles::FigureFiles(const std::string& folder)
    : m_folder(folder)
{
}

void
FigureFiles::Convert(const std::string& name, const std::string& format, const std::string& width)
{
    const std::string path = m_folder + "/" + name;
    const std::string target = path + "." + format;
    std::vector<std::string> arguments{"--output", target, "--format", format};
    if (!width.empty())
    {
        arguments.insert(arguments.end(), {"--keep-aspect-ratio", "--width", width});
    }
    arguments.push_back(path + ".svg");
    if (!RunConverter(std::move(arguments)))
    {
        std::remove(target.c_str());
        m_isComplete = false;
        return;
    }
    static const std::string end = "IEND\xae"
                                   "B`\x82";
    if (!IsWhole(target, format == "png" ? end : "%%EOF\n"))
    {
        std::remove(target.c_str());
        throw InferenceInputError(target,
                                  "",
                                  "a part of a picture",
                                  "a place with room for all of it");
    }
    m_files.push_back(name + "." + format);
}

void
FigureFiles::Write(const std::string& name, ExperimentFigure figure, const std::string& title)
{
    for (const bool isWide : {false, true})
    {
        const std::string own = name + (isWide ? "-wide" : "");
        const std::string path = m_folder + "/" + own + ".svg";
        figure.width = isWide ? ExperimentFigure::WIDE : ExperimentFigure::NARROW;
        std::ofstream file(path, std::ios::binary);
        file << figure.DrawFile(title);
        file.close();
        if (!file)
        {
            throw InferenceInputError(path, "", std::strerror(errno), "a file that can be written");
        }
        m_files.push_back(own + ".svg");
        Convert(own, "pdf", isWide ? TWO_COLUMNS : ONE_COLUMN);
    }
}

void
FigureFiles::WritePng(const std::string& name)
{
    Convert(name, "png", "");
}

bool
FigureFiles::IsComplete() const
{
    return m_isComplete;
}

const std::vector<std::string>&
FigureFiles::GetFiles() const
{
    return m_files;
}

} // namespace ns3
