// SPDX-License-Identifier: GPL-2.0-only

#ifndef STRICT_COMMAND_LINE_H
#define STRICT_COMMAND_LINE_H

#include "ns3/command-line.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief ns-3's CommandLine, which never guesses what the user meant.
 *
 * CommandLine passes over words that are no option, takes the last of two values, cuts a text at
 * its first blank, reads 5 from "5x", and answers an unknown option with its whole help. Here all
 * of these are refused in one line (InferenceInputError) that names the nearest option, and a text
 * is taken as a whole. -h is --help, and --version tells the versions of all that is linked.
 *
 * ns-3's environment variables NS_GLOBAL_VALUE and NS_ATTRIBUTE_DEFAULT count as arguments that
 * come before those of the command line, which win.
 */
class StrictCommandLine : public CommandLine
{
  public:
    /// What a command line says, checked.
    struct Arguments
    {
        std::vector<std::string> words; //!< for CommandLine::Parse(): the program, then options
        std::map<std::string, std::string> values; //!< last value of each option, by its name
        bool isHelp{false};                        //!< the user asks for help
    };

    /**
     * @param filename __FILE__, or the name of the program
     */
    explicit StrictCommandLine(const std::string& filename);

    using CommandLine::AddValue;

    /**
     * @brief Adds an option that is a text of any characters.
     * @param name of the option
     * @param help what it means
     * @param value takes the text
     */
    void AddValue(const std::string& name, const std::string& help, std::string& value);

    /**
     * @brief Adds an option that is true or false; true without a value.
     * @param name of the option
     * @param help what it means
     * @param value takes it
     */
    void AddValue(const std::string& name, const std::string& help, bool& value);

    /// @copydoc AddValue(const std::string&,const std::string&,std::string&)
    void AddValue(const std::string& name, const std::string& help, int32_t& value);
    /// @copydoc AddValue(const std::string&,const std::string&,std::string&)
    void AddValue(const std::string& name, const std::string& help, uint32_t& value);
    /// @copydoc AddValue(const std::string&,const std::string&,std::string&)
    void AddValue(const std::string& name, const std::string& help, int64_t& value);
    /// @copydoc AddValue(const std::string&,const std::string&,std::string&)
    void AddValue(const std::string& name, const std::string& help, uint64_t& value);
    /// @copydoc AddValue(const std::string&,const std::string&,std::string&)
    void AddValue(const std::string& name, const std::string& help, double& value);

    /**
     * @brief Reads the command line; --help and --version print and end the program.
     * @param argc of main()
     * @param argv of main()
     * @throws InferenceInputError when something cannot be used
     */
    void Parse(int argc, char* argv[]);

    /**
     * @brief Adds an option that is a text of any characters to any command line.
     * @param cmd the command line
     * @param name of the option
     * @param help what it means
     * @param value takes the text
     */
    static void AddText(CommandLine& cmd,
                        const std::string& name,
                        const std::string& help,
                        std::string& value);

    /**
     * @brief Adds an option that is true or false to any command line; true without a value.
     * @param cmd the command line
     * @param name of the option
     * @param help what it means
     * @param value takes it
     */
    static void AddFlag(CommandLine& cmd,
                        const std::string& name,
                        const std::string& help,
                        bool& value);

    /**
     * @brief Checks arguments before CommandLine::Parse() sees them. --version prints and ends the
     * program.
     * @param cmd knows the options
     * @param argc of main()
     * @param argv of main()
     * @param spaced options that may have their value in the next word, as in --set X
     * @param repeated options that may come several times with different values
     * @return what they say, without words that ask for help
     * @throws InferenceInputError when one cannot be used
     */
    static Arguments Check(const CommandLine& cmd,
                           int argc,
                           char* argv[],
                           const std::vector<std::string>& spaced = {},
                           const std::vector<std::string>& repeated = {});

    /**
     * @brief Prints ns-3's help, with other ends of lines than the default in brackets.
     * @param cmd knows the options
     * @param ends what stands at the end of the line of an option, by its name
     */
    static void PrintHelpWith(const CommandLine& cmd,
                              const std::map<std::string, std::string>& ends);

    /**
     * @return what NS_GLOBAL_VALUE and NS_ATTRIBUTE_DEFAULT say, as options of a command line, such
     * as --RngRun=3
     * @throws InferenceInputError when a name or value cannot be used
     */
    static std::vector<std::string> ReadEnvironment();
};

} // namespace ns3

#endif // STRICT_COMMAND_LINE_H
