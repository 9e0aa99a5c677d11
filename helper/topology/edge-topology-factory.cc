// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/edge-topology-factory.h"

#include "../../model/input/input-text.h"

#include "ns3/inference-input-error.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace ns3
{

namespace
{

/// What the TypeId names of helpers begin and end with; the radio's name stands between.
constexpr std::string_view NAMESPACE = "ns3::";
constexpr std::string_view SUFFIX = "EdgeTopologyHelper";

/// The radios of this module, those that a build may lack included: their order in messages,
/// scenario files and documentation. Radios that are registered beside them follow.
constexpr std::array<const char*, 4> SHIPPED{"wifi", "lte", "nr", "link"};

/**
 * @param name of a radio, lower case
 * @return the name of its helper's TypeId: the first letter is a capital there
 */
std::string
MakeTypeName(const std::string& name)
{
    std::string type = name;
    type[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(type[0])));
    return std::string(NAMESPACE) + type + std::string(SUFFIX);
}

/**
 * @param tid a TypeId
 * @return the name of the radio whose helper it is; empty when it is no helper that can be made
 */
std::string
GetRadioName(TypeId tid)
{
    const std::string type = tid.GetName();
    const std::size_t around = NAMESPACE.size() + SUFFIX.size();
    if (!tid.HasConstructor() || !tid.IsChildOf(EdgeTopologyHelper::GetTypeId()) ||
        type.size() <= around || type.compare(0, NAMESPACE.size(), NAMESPACE) != 0 ||
        type.compare(type.size() - SUFFIX.size(), SUFFIX.size(), SUFFIX) != 0)
    {
        return "";
    }
    std::string name = type.substr(NAMESPACE.size(), type.size() - around);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return MakeTypeName(name) == type ? name : "";
}

/**
 * @return names of all radios whose helpers are registered, in alphabetical order
 */
std::vector<std::string>
GetRegistered()
{
    std::vector<std::string> names;
    for (uint16_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const std::string name = GetRadioName(TypeId::GetRegistered(i));
        if (!name.empty())
        {
            names.push_back(name);
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

/**
 * @param names names of radios
 * @param name a name
 * @return whether it is one of them
 */
bool
Has(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

std::vector<std::string>
EdgeTopologyFactory::GetAllNames()
{
    std::vector<std::string> names(SHIPPED.begin(), SHIPPED.end());
    for (const auto& name : GetRegistered())
    {
        if (!Has(names, name))
        {
            names.push_back(name);
        }
    }
    return names;
}

std::vector<std::string>
EdgeTopologyFactory::GetNames()
{
    const auto registered = GetRegistered();
    std::vector<std::string> names;
    for (const auto& name : GetAllNames())
    {
        if (Has(registered, name))
        {
            names.push_back(name);
        }
    }
    return names;
}

std::string
EdgeTopologyFactory::GetTypeName(const std::string& name)
{
    if (Has(GetAllNames(), name))
    {
        return MakeTypeName(name);
    }
    const std::string nearest = InputText::FindNearest(name, GetAllNames());
    throw InferenceInputError("topology",
                              "radio",
                              name,
                              "one of: " + InputText::Join(GetNames()),
                              nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
}

std::unique_ptr<EdgeTopologyHelper>
EdgeTopologyFactory::Create(const std::string& name)
{
    const std::string type = GetTypeName(name);
    if (!Has(GetNames(), name))
    {
        throw InferenceInputError("topology",
                                  "radio",
                                  name,
                                  "one of: " + InputText::Join(GetNames()),
                                  name + " is not in this build");
    }
    return std::unique_ptr<EdgeTopologyHelper>(
        static_cast<EdgeTopologyHelper*>(TypeId::LookupByName(type).GetConstructor()()));
}

} // namespace ns3
