// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/experiment-policies.h"

#include "ns3/inference-input-error.h"
#include "ns3/object-factory.h"
#include "ns3/string.h"

#include <algorithm>
#include <sstream>

namespace ns3
{

namespace
{

constexpr const char* TORCH_SCRIPT = "torchscript:";

/**
 * @param type a TypeId name
 * @return whether this build has it
 */
bool
IsThere(const std::string& type)
{
    TypeId id;
    return TypeId::LookupByNameFailSafe(type, &id);
}

/// Names that "all" does not stand for.
const std::vector<std::pair<std::string, std::string>> FURTHER_NAMES{
    {"dqn", "ns3::DqnPolicy"},
    {"fixed", "ns3::FixedPlanPolicy"}};

/**
 * @param found what --policy has
 * @param own policies of the scenario
 * @return the error that names what it could have
 */
InferenceInputError
MakeError(const std::string& found, const ExperimentPolicies::Own& own = {})
{
    std::string expected = "all, or names among";
    for (const auto& [name, make] : own)
    {
        expected += ' ' + name;
    }
    const auto add = [&](const std::string& name) {
        const bool twice = std::any_of(own.begin(), own.end(), [&](const auto& policy) {
            return policy.first == name;
        });
        expected += twice ? "" : ' ' + name;
    };
    for (const auto& [name, type] : ExperimentPolicies::GetNames())
    {
        add(name);
    }
    for (const auto& [name, type] : FURTHER_NAMES)
    {
        if (IsThere(type))
        {
            add(name);
        }
    }
    expected += IsThere("ns3::TorchScriptPolicy") ? " torchscript:FILE" : "";
    return {"command line",
            "--policy",
            '"' + found + '"',
            expected + ", or the TypeId of an OffloadingPolicy, separated by commas"};
}

} // namespace

const std::vector<std::pair<std::string, std::string>>&
ExperimentPolicies::GetNames()
{
    static const std::vector<std::pair<std::string, std::string>> names = [] {
        std::vector<std::pair<std::string, std::string>> known{
            {"sac-d", "ns3::SacDiscretePolicy"},
            {BEST_FIXED, ""},
            {"edgent", "ns3::EdgentPolicy"},
            {"device-only", "ns3::DeviceOnlyPolicy"},
            {"server-only", "ns3::ServerOnlyPolicy"},
            {"random", "ns3::RandomPolicy"}};
        // Without LibTorch the learning policies are not there.
        known.erase(std::remove_if(known.begin(),
                                   known.end(),
                                   [](const auto& entry) {
                                       return !entry.second.empty() && !IsThere(entry.second);
                                   }),
                    known.end());
        return known;
    }();
    return names;
}

Ptr<OffloadingPolicy>
ExperimentPolicies::Make(const std::string& name)
{
    std::string typeName = name;
    for (const auto& names : {GetNames(), FURTHER_NAMES})
    {
        for (const auto& [known, type] : names)
        {
            typeName = name == known ? type : typeName;
        }
    }
    const std::string prefix = TORCH_SCRIPT;
    const bool isFile = name.compare(0, prefix.size(), prefix) == 0;
    if (isFile)
    {
        typeName = "ns3::TorchScriptPolicy";
    }
    TypeId type;
    if (!TypeId::LookupByNameFailSafe(typeName, &type) ||
        !type.IsChildOf(OffloadingPolicy::GetTypeId()) || !type.HasConstructor())
    {
        throw MakeError(name);
    }
    ObjectFactory factory(typeName);
    if (isFile)
    {
        factory.Set("File", StringValue(name.substr(prefix.size())));
    }
    return factory.Create<OffloadingPolicy>();
}

std::vector<ExperimentPolicies::Entry>
ExperimentPolicies::MakeList(const std::string& list, bool hasSearch, const Own& own)
{
    std::vector<std::string> wanted;
    std::istringstream parts(list);
    for (std::string name; std::getline(parts, name, ',');)
    {
        if (name != "all")
        {
            wanted.push_back(name);
            continue;
        }
        for (const auto& known : GetNames())
        {
            wanted.push_back(known.first);
        }
    }
    std::vector<Entry> entries;
    for (const auto& name : wanted)
    {
        const bool twice = std::any_of(entries.begin(), entries.end(), [&](const auto& other) {
            return other.name == name;
        });
        if (twice)
        {
            continue;
        }
        const auto mine = std::find_if(own.begin(), own.end(), [&](const auto& policy) {
            return policy.first == name;
        });
        Entry entry{name, nullptr};
        try
        {
            entry.policy = mine != own.end()    ? mine->second()
                           : name != BEST_FIXED ? Make(name)
                                                : nullptr;
        }
        catch (const InferenceInputError&)
        {
            if (mine != own.end() || own.empty())
            {
                throw;
            }
            throw MakeError(name, own);
        }
        if (entry.policy || hasSearch)
        {
            entries.push_back(entry);
        }
    }
    if (entries.empty())
    {
        throw MakeError(list, own);
    }
    return entries;
}

} // namespace ns3
