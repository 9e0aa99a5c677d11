// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/edge-topology-factory.h"

#include "../../model/input/input-text.h"

#include "ns3/inference-input-error.h"

#include <array>
#include <utility>

namespace ns3
{

namespace
{

/// Names of radios, and TypeIds of their helpers.
constexpr std::array<std::pair<const char*, const char*>, 4> RADIOS{
    {{"wifi", "ns3::WifiEdgeTopologyHelper"},
     {"lte", "ns3::LteEdgeTopologyHelper"},
     {"nr", "ns3::NrEdgeTopologyHelper"},
     {"link", "ns3::LinkEdgeTopologyHelper"}}};

/**
 * @param type name of a helper's TypeId
 * @param [out] tid takes the TypeId
 * @return whether this build has it
 */
bool
IsThere(const std::string& type, TypeId& tid)
{
    return TypeId::LookupByNameFailSafe(type, &tid) && tid.HasConstructor();
}

} // namespace

const std::vector<std::string>&
EdgeTopologyFactory::GetAllNames()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const auto& radio : RADIOS)
        {
            all.emplace_back(radio.first);
        }
        return all;
    }();
    return names;
}

std::vector<std::string>
EdgeTopologyFactory::GetNames()
{
    std::vector<std::string> names;
    TypeId tid;
    for (const auto& [name, type] : RADIOS)
    {
        if (IsThere(type, tid))
        {
            names.emplace_back(name);
        }
    }
    return names;
}

std::string
EdgeTopologyFactory::GetTypeName(const std::string& name)
{
    for (const auto& [known, type] : RADIOS)
    {
        if (name == known)
        {
            return type;
        }
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
    TypeId tid;
    if (!IsThere(GetTypeName(name), tid))
    {
        throw InferenceInputError("topology",
                                  "radio",
                                  name,
                                  "one of: " + InputText::Join(GetNames()),
                                  name + " is not in this build");
    }
    return std::unique_ptr<EdgeTopologyHelper>(
        static_cast<EdgeTopologyHelper*>(tid.GetConstructor()()));
}

} // namespace ns3
