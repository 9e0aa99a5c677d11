// SPDX-License-Identifier: GPL-2.0-only

#include "scenario-command-line.h"

#include "../../model/input/attribute-text.h"
#include "../../model/input/input-text.h"
#include "../../model/input/json-cursor.h"
#include "../../model/input/profile-files.h"
#include "scenario-reader.h"
#include "scenario-remarks.h"

#include "ns3/edge-inference-compat.h"
#include "ns3/edge-topology-factory.h"
#include "ns3/experiment-policies.h"
#include "ns3/inference-input-error.h"
#include "ns3/strict-command-line.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace ns3
{

namespace
{

using Json = ScenarioCommandLine::Json;

/// Options of every experiment that stand for keys of its scenario.
const std::vector<std::pair<std::string, std::string>> COMMON{
    {"radio", "/radio/type"},
    {"episodes", "/training/episodes"},
    {"seeds", "/evaluation/seeds"},
    {"trainings", "/training/trainings"},
    {"actors", "/training/actors"},
    {"validate-every", "/training/validateEvery"},
    {"validation-seeds", "/training/validationSeeds"},
    {"policy", "/policies"},
    {"output", "/output/folder"},
    {"RngSeed", "/random/seed"},
    {"RngRun", "/random/run"}};

/// Keys that set attributes of another name.
const std::vector<std::pair<std::string, std::string>> ELSEWHERE{
    {"ns3::EdgeTopologyHelper::Ues", "/ues/count"},
    {"ns3::EdgeTopologyHelper::Servers", "/servers/count"},
    {"ns3::EdgeTopologyHelper::Clouds", "/clouds/count"}};

/**
 * @param name of an attribute, as in ns3::CLASS::NAME
 * @param [out] type takes its class
 * @param [out] attribute takes its name in the class
 * @return whether there is such a class
 */
bool
SplitAttribute(const std::string& name, TypeId& type, std::string& attribute)
{
    const std::size_t colons = name.rfind("::");
    attribute = colons == std::string::npos ? "" : name.substr(colons + 2);
    return colons != std::string::npos &&
           TypeId::LookupByNameFailSafe(name.substr(0, colons), &type);
}

/**
 * @param object a place of a scenario
 * @param key its entry in the table
 * @param [out] type takes the class whose attributes stand there
 * @return whether there is one
 */
bool
FindClass(const Json& object, const ScenarioKey& key, TypeId& type)
{
    const bool isTyped = key.kind == ScenarioKey::TYPED || key.kind == ScenarioKey::POLICIES;
    if (isTyped && object.is_object() && object.contains("type") && object["type"].is_string())
    {
        return TypeId::LookupByNameFailSafe(object["type"].get<std::string>(), &type);
    }
    return key.kind == ScenarioKey::ATTRIBUTES && TypeId::LookupByNameFailSafe(key.base, &type);
}

/**
 * @param value a place of a scenario
 * @param key its entry in the table
 * @param pointer its JSON pointer
 * @param name of an attribute, as in ns3::CLASS::NAME
 * @param text that the attribute should have
 * @return JSON pointer of the first key that gives it another text; "" when there is none
 */
std::string
FindSetter(const Json& value,
           const ScenarioKey& key,
           const std::string& pointer,
           const std::string& name,
           const std::string& text)
{
    if (value.is_array())
    {
        const bool isList = key.kind == ScenarioKey::LIST;
        for (std::size_t i = 0; i < value.size(); ++i)
        {
            const std::string found = FindSetter(value[i],
                                                 isList ? key.children.front() : key,
                                                 pointer + "/" + std::to_string(i),
                                                 name,
                                                 text);
            if (!found.empty())
            {
                return found;
            }
        }
    }
    if (!value.is_object())
    {
        return "";
    }
    if (key.kind == ScenarioKey::DEFAULTS)
    {
        const bool differs = value.contains(name) && ScenarioReader::GetText(value[name]) != text;
        return differs ? pointer + "/" + name : "";
    }
    TypeId wanted;
    TypeId type;
    std::string attribute;
    if (SplitAttribute(name, wanted, attribute) && FindClass(value, key, type) &&
        value.contains(attribute) && (type == wanted || type.IsChildOf(wanted)) &&
        ScenarioReader::GetText(value[attribute]) != text)
    {
        return pointer + "/" + attribute;
    }
    for (const auto& child : key.children)
    {
        const std::string found =
            value.contains(child.name)
                ? FindSetter(value[child.name], child, pointer + "/" + child.name, name, text)
                : "";
        if (!found.empty())
        {
            return found;
        }
    }
    return "";
}

/**
 * @param scenario a scenario
 * @param pointer JSON pointer of a key
 * @return whether the key takes a time
 */
bool
IsTime(const Json& scenario, const std::string& pointer)
{
    std::vector<std::string> words;
    for (auto rest = JsonCursor::ReadPointer(pointer, ""); !rest.empty(); rest.pop_back())
    {
        words.insert(words.begin(), rest.back());
    }
    const ScenarioKey* const key = ScenarioReader::Resolve(scenario, words);
    if (key || words.empty())
    {
        return key && key->kind == ScenarioKey::TIME;
    }
    const std::string attribute = words.back();
    words.pop_back();
    const ScenarioKey* const above = ScenarioReader::Resolve(scenario, words);
    nlohmann::json::json_pointer place;
    for (const auto& word : words)
    {
        place.push_back(word);
    }
    const Json::json_pointer at(place.to_string());
    TypeId type;
    TypeId::AttributeInformation info;
    return above && scenario.contains(at) && FindClass(scenario[at], *above, type) &&
           type.LookupAttributeByName(attribute, &info) &&
           AttributeText::GetKind(info.checker) == "Time";
}

/**
 * @param text a value
 * @return whether it is a number, without a unit
 */
bool
IsPlain(const std::string& text)
{
    double number = 0;
    return InputText::ReadNumber(text, number);
}

/**
 * @param what one of the words of --list
 * @return names, one a line
 * @throws InferenceInputError when there is no such list
 */
std::vector<std::string>
MakeList(const std::string& what)
{
    const std::vector<std::pair<std::string, std::function<std::vector<std::string>()>>> lists{
        {"policies", &ExperimentPolicies::GetAllNames},
        {"scenarios", [] { return ProfileFiles::GetNames("scenarios"); }},
        {"dnns", [] { return ProfileFiles::GetNames("dnn"); }},
        {"devices", [] { return ProfileFiles::GetNames("devices"); }},
        {"radios", &EdgeTopologyFactory::GetNames}};
    std::vector<std::string> known;
    for (const auto& [name, make] : lists)
    {
        if (name == what)
        {
            return make();
        }
        known.push_back(name);
    }
    const std::string nearest = InputText::FindNearest(what, known);
    throw InferenceInputError("command line",
                              "--list",
                              '"' + what + '"',
                              "one of: " + InputText::Join(known),
                              nearest.empty() ? "" : "did you mean " + nearest + "?");
}

} // namespace

ScenarioCommandLine::ScenarioCommandLine(const std::string& file)
    : m_file(file)
{
}

void
ScenarioCommandLine::AddSetting(const std::string& option, const std::string& text)
{
    const std::size_t equal = text.find('=');
    m_settings.push_back({option,
                          text.substr(0, equal),
                          equal == std::string::npos ? "" : text.substr(equal + 1),
                          text});
}

void
ScenarioCommandLine::AddOptions(CommandLine& cmd)
{
    cmd.AddValue("scenario",
                 "Scenario: a name, or the path of a file that ends in .json",
                 MakeLambdaCallback([this](OptionText text) {
                     m_file = text;
                     return true;
                 }),
                 m_file.empty() ? "none" : m_file);
    cmd.AddValue("radio",
                 "Radio: " + InputText::Join(EdgeTopologyFactory::GetNames()),
                 MakeLambdaCallback([this](OptionText text) {
                     AddSetting("--radio=" + text, "/radio/type=" + nlohmann::json(text).dump());
                     return true;
                 }));
    cmd.AddValue("set",
                 "Change a key of the scenario, as in --set=/streams/0/Rate=20; can be repeated",
                 MakeLambdaCallback([this](OptionText text) {
                     AddSetting("--set=" + text, text);
                     return true;
                 }));
    cmd.AddValue("list",
                 "List what there is: policies, scenarios, dnns, devices or radios",
                 MakeLambdaCallback([this](OptionText text) {
                     m_list = text;
                     return true;
                 }));
}

void
ScenarioCommandLine::AddShorthand(CommandLine& cmd,
                                  const std::string& option,
                                  const std::string& pointer,
                                  const std::string& help)
{
    m_options.emplace_back(option, pointer);
    cmd.AddValue(option,
                 help + " (" + pointer + ")",
                 MakeLambdaCallback([this, option, pointer](OptionText text) {
                     AddSetting("--" + option + "=" + text, pointer + "=" + text);
                     return true;
                 }));
}

void
ScenarioCommandLine::Parse(CommandLine& cmd, int argc, char* argv[])
{
    const auto arguments =
        StrictCommandLine::Check(cmd, argc, argv, {"set", "scenario", "radio"}, {"set", "sweep"});
    m_values = arguments.values;
    m_isHelp = arguments.isHelp;
    cmd.Parse(arguments.words);
    if (m_values.count("list") > 0)
    {
        for (const auto& name : MakeList(m_list))
        {
            std::cout << name << '\n';
        }
        std::cout.flush();
        std::exit(0);
    }
}

const std::string&
ScenarioCommandLine::GetFile() const
{
    return m_file;
}

std::vector<std::string>
ScenarioCommandLine::GetChanges(const Json& scenario) const
{
    std::vector<std::string> changes;
    std::map<std::string, const Setting*> first;
    // The radio first, whatever the order: other settings may be about its attributes.
    auto settings = m_settings;
    std::stable_partition(settings.begin(), settings.end(), [](const auto& setting) {
        return setting.pointer == "/radio/type";
    });
    for (const auto& setting : settings)
    {
        std::string place;
        auto rest = JsonCursor::ReadPointer(setting.pointer, setting.option);
        std::vector<std::string> words;
        for (; !rest.empty(); rest.pop_back())
        {
            words.insert(words.begin(), rest.back());
        }
        ScenarioReader::Resolve(scenario, words); // upper and lower case do not matter
        for (const auto& word : words)
        {
            place += "/" + word;
        }
        const auto [other, isNew] = first.insert({place, &setting});
        const bool appends = std::find(words.begin(), words.end(), "-") != words.end();
        if (!isNew && !appends && other->second->value != setting.value)
        {
            throw InferenceInputError("command line",
                                      setting.option,
                                      "another value of " + place + " in " + other->second->option,
                                      "one value of each key");
        }
        changes.push_back(setting.text);
    }
    for (const auto& [option, pointer] : COMMON)
    {
        const auto value = m_values.find(option);
        if (value != m_values.end() && pointer.rfind("/random/", 0) == 0)
        {
            changes.push_back(pointer + "=" + value->second);
        }
    }
    return changes;
}

std::map<std::string, std::string>
ScenarioCommandLine::GetAttributes() const
{
    std::map<std::string, std::string> attributes;
    for (const auto& [name, value] : m_values)
    {
        if (name.find("::") != std::string::npos)
        {
            attributes[name] = value;
        }
    }
    return attributes;
}

std::string
ScenarioCommandLine::GetPolicies() const
{
    const auto policies = m_values.find("policy");
    return policies == m_values.end() ? "" : policies->second;
}

void
ScenarioCommandLine::CheckAttributes(const Json& scenario) const
{
    for (const auto& [name, value] : GetAttributes())
    {
        std::string pointer = FindSetter(scenario, ScenarioKey::GetRoot(), "", name, value);
        for (const auto& [attribute, other] : ELSEWHERE)
        {
            pointer = name == attribute ? other : pointer;
        }
        if (!pointer.empty())
        {
            throw InferenceInputError("command line",
                                      "--" + name,
                                      value,
                                      "--set=" + pointer + "=" + value,
                                      "the scenario sets this attribute itself, so that a default "
                                      "has no effect");
        }
    }
}

void
ScenarioCommandLine::Tell(const CommandLine& cmd, const Show& show, const Json& scenario) const
{
    if (m_isHelp)
    {
        std::map<std::string, std::string> ends{{"scenario", "[" + m_file + "]"}};
        for (const auto& [option, pointer] : m_options)
        {
            ends[option] = "[" + show(pointer) + "]";
        }
        for (const auto& [option, pointer] : COMMON)
        {
            const auto given = m_values.find(option);
            ends[option] = "(" + pointer + ") [" +
                           (given == m_values.end() ? show(pointer) : given->second) + "]";
        }
        StrictCommandLine::PrintHelpWith(cmd, ends);
        std::exit(0);
    }
    const auto quiet = m_values.find("quiet");
    if (quiet != m_values.end() && quiet->second != "0" && quiet->second != "false")
    {
        return;
    }
    for (const auto& remark : ScenarioRemarks::Find(scenario))
    {
        std::cerr << "warning: " << remark << std::endl;
    }
    std::string times;
    for (const auto& setting : m_settings)
    {
        if (IsPlain(setting.value) && IsTime(scenario, setting.pointer))
        {
            times += (times.empty() ? "" : ", ") + setting.option;
        }
    }
    for (const auto& [name, value] : m_values)
    {
        TypeId type;
        std::string attribute;
        TypeId::AttributeInformation info;
        if (IsPlain(value) && SplitAttribute(name, type, attribute) &&
            type.LookupAttributeByName(attribute, &info) &&
            AttributeText::GetKind(info.checker) == "Time")
        {
            times += (times.empty() ? "" : ", ") + ("--" + name + "=" + value);
        }
    }
    if (!times.empty())
    {
        std::cerr << "note: a time without a unit is in seconds: " << times << std::endl;
    }
}

} // namespace ns3
