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
 *
 * A helper needs no entry anywhere: every class derived from EdgeTopologyHelper that is registered
 * (NS_OBJECT_ENSURE_REGISTERED), has a constructor and is called ns3::NameEdgeTopologyHelper (one
 * capital letter, then small ones) is the helper of the radio "name". So a user's program can bring
 * a radio of its own.
 */
class EdgeTopologyFactory
{
  public:
    /**
     * @return names of all radios that the module has when everything is compiled in, and of those
     * that are registered beside them
     */
    static std::vector<std::string> GetAllNames();

    /**
     * @return names of the radios of this build
     */
    static std::vector<std::string> GetNames();

    /**
     * @param name of a radio
     * @return the TypeId name of the helper, also when this build does not have it
     * @throws InferenceInputError when no radio has this name
     */
    static std::string GetTypeName(const std::string& name);

    /**
     * @param name of a radio
     * @return topology helper of the radio, with the defaults of its attributes
     * @throws InferenceInputError when no radio has this name or this build does not have it
     */
    static std::unique_ptr<EdgeTopologyHelper> Create(const std::string& name);
};

} // namespace ns3

#endif // EDGE_TOPOLOGY_FACTORY_H
