// SPDX-License-Identifier: GPL-2.0-only

#ifndef EDGE_TOPOLOGY_FACTORY_H
#define EDGE_TOPOLOGY_FACTORY_H

#include "ns3/edge-topology-helper.h"

#include <memory>
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
 * @brief Makes the topology helper of a radio by the radio's name: wifi, lte, nr or link.
 */
class EdgeTopologyFactory
{
  public:
    /**
     * @return names of all radios that the module has when everything is compiled in
     */
    static const std::vector<std::string>& GetAllNames();

    /**
     * @return names of the radios of this build
     */
    static std::vector<std::string> GetNames();

    /**
     * @param name of a radio
     * @return the name of its helper's TypeId, also when this build does not have it
     * @throws InferenceInputError when no radio has this name
     */
    static std::string GetTypeName(const std::string& name);

    /**
     * @param name of a radio
     * @return its topology helper, with the defaults of its attributes
     * @throws InferenceInputError when no radio has this name or this build does not have it
     */
    static std::unique_ptr<EdgeTopologyHelper> Create(const std::string& name);
};

} // namespace ns3

#endif // EDGE_TOPOLOGY_FACTORY_H
