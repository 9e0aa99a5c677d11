// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/experiment-command-line.h"

#include "ns3/strict-command-line.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace ns3
{

namespace
{

/**
 * @param word an argument of the command line
 * @return the argument, in quotes when a shell would not take it as it is
 */
std::string
Quote(const std::string& word)
{
    const std::string plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                              "-_=:/.,+@%";
    if (word.find_first_not_of(plain) == std::string::npos)
    {
        return word;
    }
    std::string quoted = "'";
    for (const char c : word)
    {
        quoted += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return quoted + "'";
}

/**
 * @param argument of the command line
 * @return name of the option; "" when there is none
 */
std::string
GetOptionName(const std::string& argument)
{
    const auto begin = argument.find_first_not_of('-');
    return begin == std::string::npos ? "" : argument.substr(0, argument.find('=')).substr(begin);
}

} // namespace

ExperimentCommandLine
ExperimentCommandLine::Read(int argc, char* argv[])
{
    ExperimentCommandLine line;
    if (argc > 0)
    {
        line.words.push_back(std::filesystem::path(argv[0]).filename().string());
    }
    std::set<std::string> given;
    std::vector<std::string> arguments;
    for (int i = 1; i < argc; ++i)
    {
        arguments.emplace_back(argv[i]);
        given.insert(GetOptionName(arguments.back()));
    }
    for (const auto& argument : StrictCommandLine::ReadEnvironment())
    {
        if (given.count(GetOptionName(argument)) == 0)
        {
            arguments.push_back(argument);
        }
    }
    for (const auto& argument : arguments)
    {
        const auto equals = argument.find('=');
        const std::string name = GetOptionName(argument);
        if (name.find("::") != std::string::npos && equals != std::string::npos)
        {
            line.attributes[name] = argument.substr(equals + 1);
        }
        if (name != "output" && name != "jobs" && name != "quiet" && name != "force")
        {
            line.words.push_back(argument);
        }
    }
    return line;
}

ExperimentCommandLine
ExperimentCommandLine::ForRun(const std::vector<std::string>& settings) const
{
    ExperimentCommandLine line = *this;
    line.words.erase(
        std::remove_if(line.words.begin(),
                       line.words.end(),
                       [](const std::string& word) { return word.rfind("--sweep=", 0) == 0; }),
        line.words.end());
    for (const auto& setting : settings)
    {
        line.words.push_back("--set=" + setting);
    }
    return line;
}

std::string
ExperimentCommandLine::GetText() const
{
    std::string text;
    for (const auto& word : words)
    {
        text += (text.empty() ? "" : " ") + Quote(word);
    }
    return text;
}

} // namespace ns3
