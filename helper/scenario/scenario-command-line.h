// SPDX-License-Identifier: GPL-2.0-only

#ifndef SCENARIO_COMMAND_LINE_H
#define SCENARIO_COMMAND_LINE_H

#include "ns3/command-line.h"

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What the command line says about a scenario: which one, and what is changed in it. Private
 * to the module.
 */
class ScenarioCommandLine
{
  public:
    /// JSON with keys in the order of their insertion.
    using Json = nlohmann::ordered_json;

    /// Tells the value at a JSON pointer of a scenario, as a user would write it.
    using Show = std::function<std::string(const std::string& pointer)>;

    /**
     * @param file the scenario unless --scenario names another one
     */
    explicit ScenarioCommandLine(const std::string& file);

    ScenarioCommandLine(const ScenarioCommandLine&) = delete;
    ScenarioCommandLine& operator=(const ScenarioCommandLine&) = delete;

    /**
     * @brief Adds --scenario, --radio, --set and --list. This object must stay where it is.
     * @param cmd the program's command line
     */
    void AddOptions(CommandLine& cmd);

    /**
     * @brief Adds an option that stands for a --set.
     * @param cmd the program's command line
     * @param option name of the option
     * @param pointer JSON pointer of the key
     * @param help what it means
     */
    void AddShorthand(CommandLine& cmd,
                      const std::string& option,
                      const std::string& pointer,
                      const std::string& help);

    /**
     * @brief Reads the command line. --list prints and ends the program.
     * @param cmd the program's command line
     * @param argc of main()
     * @param argv of main()
     * @throws InferenceInputError when something cannot be used
     */
    void Parse(CommandLine& cmd, int argc, char* argv[]);

    /**
     * @return the scenario: a name, or the path of a file
     */
    const std::string& GetFile() const;

    /**
     * @param scenario as it is in its file
     * @return what is changed in it, each POINTER=VALUE
     * @throws InferenceInputError when two options give a key different values
     */
    std::vector<std::string> GetChanges(const Json& scenario) const;

    /**
     * @brief Refuses attributes of the command line that would have no effect, because the scenario
     * sets them, too.
     * @param scenario with all changes
     * @throws InferenceInputError that names the key to set
     */
    void CheckAttributes(const Json& scenario) const;

    /**
     * @return attributes that the command line or the environment sets, by their full names
     */
    std::map<std::string, std::string> GetAttributes() const;

    /**
     * @return --policy; "" when it is not given
     */
    std::string GetPolicies() const;

    /**
     * @brief Prints help and ends the program when the user asked for it; otherwise says which
     * times were given without a unit.
     * @param cmd the program's command line
     * @param show tells the values of the scenario that would run
     * @param scenario the same scenario
     */
    void Tell(const CommandLine& cmd, const Show& show, const Json& scenario) const;

  private:
    /// A change of one key.
    struct Setting
    {
        std::string option;  //!< as the user wrote it
        std::string pointer; //!< JSON pointer of the key
        std::string value;   //!< what it gets; JSON, or any text
        std::string text;    //!< all of it, as InferenceScenario::Set() takes it
    };

    /**
     * @param option as the user wrote it
     * @param text POINTER=VALUE
     */
    void AddSetting(const std::string& option, const std::string& text);

    std::string m_file;                                         //!< --scenario
    std::string m_list;                                         //!< --list
    std::vector<Setting> m_settings;                            //!< in their order
    std::vector<std::pair<std::string, std::string>> m_options; //!< options that stand for keys
    std::map<std::string, std::string> m_values;                //!< of all options
    bool m_isHelp{false};                                       //!< --help
};

} // namespace ns3

#endif // SCENARIO_COMMAND_LINE_H
