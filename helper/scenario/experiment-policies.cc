// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/experiment-policies.h"

#include "../../model/input/input-text.h"

#include "ns3/inference-input-error.h"
#include "ns3/object-factory.h"
#include "ns3/string.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <map>
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

/// Policies for which "all" stands, in the order of tables. Without LibTorch those that learn are
/// not there.
const std::vector<std::string> ALL{"sac-d",
                                   ExperimentPolicies::BEST_FIXED,
                                   "edgent",
                                   "device-only",
                                   "server-only",
                                   "random"};

/// Short names that are not those of their class, by TypeId name.
const std::map<std::string, std::string> SHORTER{{"ns3::SacDiscretePolicy", "sac-d"},
                                                 {"ns3::FixedPlanPolicy", "fixed"}};

/**
 * @return TypeId names of all policies that there are, by their short names
 */
const std::map<std::string, std::string>&
FindAll()
{
    static const std::map<std::string, std::string> all = [] {
        std::map<std::string, std::string> names;
        for (uint32_t i = 0; i < TypeId::GetRegisteredN(); ++i)
        {
            const TypeId type = TypeId::GetRegistered(i);
            if (type.IsChildOf(OffloadingPolicy::GetTypeId()) && type.HasConstructor())
            {
                names.emplace(ExperimentPolicies::GetShortName(type), type.GetName());
            }
        }
        return names;
    }();
    return all;
}

/**
 * @param found what --policy has
 * @param own policies of the scenario
 * @return the error that names what it could have
 */
InferenceInputError
MakeError(const std::string& found, const ExperimentPolicies::Own& own = {})
{
    std::vector<std::string> known;
    for (const auto& [name, make] : own)
    {
        known.push_back(name);
    }
    for (const auto& name : ExperimentPolicies::GetAllNames())
    {
        if (std::find(known.begin(), known.end(), name) == known.end())
        {
            known.push_back(name);
        }
    }
    std::string expected = "all, or names among";
    for (const auto& name : known)
    {
        expected += ' ' + name;
    }
    expected += IsThere("ns3::TorchScriptPolicy") ? " torchscript:FILE" : "";
    const std::string nearest = InputText::FindNearest(found, known);
    return {"command line",
            "--policy",
            '"' + found + '"',
            expected + ", or the TypeId of an OffloadingPolicy, separated by commas",
            nearest.empty() ? "" : "did you mean " + nearest + "?"};
}

} // namespace

std::string
ExperimentPolicies::GetShortName(TypeId type)
{
    const auto shorter = SHORTER.find(type.GetName());
    if (shorter != SHORTER.end())
    {
        return shorter->second;
    }
    std::string name = type.GetName();
    name = name.substr(name.rfind(':') + 1); // npos + 1 is 0
    const std::string end = "Policy";
    if (name.size() > end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0)
    {
        name.resize(name.size() - end.size());
    }
    std::string words;
    for (const char c : name)
    {
        const bool isUpper = std::isupper(static_cast<unsigned char>(c));
        words += isUpper && !words.empty() ? "-" : "";
        words += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return words;
}

const std::vector<std::pair<std::string, std::string>>&
ExperimentPolicies::GetNames()
{
    static const std::vector<std::pair<std::string, std::string>> names = [] {
        const auto& there = FindAll();
        std::vector<std::pair<std::string, std::string>> known;
        for (const auto& name : ALL)
        {
            const auto type = there.find(name);
            if (type != there.end() || name == BEST_FIXED)
            {
                known.emplace_back(name, type == there.end() ? "" : type->second);
            }
        }
        return known;
    }();
    return names;
}

std::vector<std::string>
ExperimentPolicies::GetAllNames()
{
    std::vector<std::string> all;
    for (const auto& [name, type] : GetNames())
    {
        all.push_back(name);
    }
    for (const auto& [name, type] : FindAll())
    {
        if (std::find(ALL.begin(), ALL.end(), name) == ALL.end())
        {
            all.push_back(name);
        }
    }
    return all;
}

Ptr<OffloadingPolicy>
ExperimentPolicies::Make(const std::string& name)
{
    const auto& there = FindAll();
    const auto known = there.find(name);
    std::string typeName = known == there.end() ? name : known->second;
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
    for (std::string part; std::getline(parts, part, ',');)
    {
        const std::string name = InputText::Trim(part);
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
