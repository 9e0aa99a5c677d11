// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/edge-topology-factory.h"

#include "../model/dnn/json-cursor.h"

#include "ns3/inference-input-error.h"
#include "ns3/wifi-edge-topology-helper.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// A radio of the module.
struct Radio
{
    const char* name;                                //!< on the command line and in scenarios
    const char* type;                                //!< TypeId of its helper
    std::unique_ptr<EdgeTopologyHelper> (*create)(); //!< null: not in this build
    const char* missing;                             //!< what a build without it lacks
};

/**
 * @tparam Helper a topology helper
 * @return a new one
 */
template <typename Helper>
std::unique_ptr<EdgeTopologyHelper>
Make()
{
    return std::make_unique<Helper>();
}

/**
 * @return all radios
 */
const std::vector<Radio>&
GetRadios()
{
    static const std::vector<Radio> radios{
        {"wifi", "ns3::WifiEdgeTopologyHelper", &Make<WifiEdgeTopologyHelper>, ""},
        {"lte", "ns3::LteEdgeTopologyHelper", nullptr, "this build has no LTE"},
        {"nr", "ns3::NrEdgeTopologyHelper", nullptr, "this build has no NR"},
        {"link", "ns3::LinkEdgeTopologyHelper", nullptr, "this build has no links"},
    };
    return radios;
}

/**
 * @param name of a radio
 * @return it
 */
const Radio&
Find(const std::string& name)
{
    for (const auto& radio : GetRadios())
    {
        if (name == radio.name)
        {
            return radio;
        }
    }
    const auto& names = EdgeTopologyFactory::GetAllNames();
    const std::string nearest = JsonCursor::FindNearest(name, names);
    throw InferenceInputError("topology",
                              "radio",
                              name,
                              "one of: " + JsonCursor::Join(names),
                              nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
}

} // namespace

const std::vector<std::string>&
EdgeTopologyFactory::GetAllNames()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const auto& radio : GetRadios())
        {
            all.emplace_back(radio.name);
        }
        return all;
    }();
    return names;
}

std::vector<std::string>
EdgeTopologyFactory::GetNames()
{
    std::vector<std::string> names;
    for (const auto& radio : GetRadios())
    {
        if (radio.create)
        {
            names.emplace_back(radio.name);
        }
    }
    return names;
}

std::string
EdgeTopologyFactory::GetTypeName(const std::string& name)
{
    return Find(name).type;
}

std::unique_ptr<EdgeTopologyHelper>
EdgeTopologyFactory::Create(const std::string& name)
{
    const Radio& radio = Find(name);
    if (!radio.create)
    {
        throw InferenceInputError("topology",
                                  "radio",
                                  name,
                                  "one that this build has: " + JsonCursor::Join(GetNames()),
                                  radio.missing);
    }
    return radio.create();
}

} // namespace ns3
