// SPDX-License-Identifier: GPL-2.0-only

#ifndef EPOCH_PARTICIPANTS_H
#define EPOCH_PARTICIPANTS_H

#include "ns3/address.h"
#include "ns3/compute-node.h"
#include "ns3/epoch-state.h"
#include "ns3/inference-client.h"
#include "ns3/inference-server.h"
#include "ns3/model-cache.h"
#include "ns3/nstime.h"
#include "ns3/radio-access.h"

#include <cstddef>
#include <cstdint>
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
 * @brief The UEs, the servers and the radio about which an InferenceScheduler decides, and the
 * EdgeSystem that describes them to the policy.
 */
struct EpochParticipants
{
    /// A UE.
    struct Ue
    {
        Ptr<InferenceClient> client; //!< application of the UE
        uint32_t firstStream{0};     //!< number of its first stream among the streams of all UEs
    };

    /// A server.
    struct Server
    {
        Ptr<ComputeNode> compute;         //!< the machine
        Ptr<InferenceServer> application; //!< null when only the ComputeNode is known
        Ptr<ModelCache> cache;            //!< null when the server always has every model
        Address address;                  //!< where its InferenceServerAgent takes decisions;
                                          //!< invalid: it is told at once
    };

    /// Stands for a stream where there is none.
    static constexpr std::size_t NO_STREAM = SIZE_MAX;

    /**
     * @brief Adds a UE, its device, its streams and their DNNs.
     * @param client the UE's application, installed on a node with a ComputeNode; all its streams
     * are there
     * @return index of the UE
     */
    uint32_t AddUe(Ptr<InferenceClient> client);

    /**
     * @brief Adds a server.
     * @param compute the server's ComputeNode; a ModelCache on the same node is used
     * @param application the server's application, or null
     * @param server where the server stands; device and memory are overwritten by what the
     * ComputeNode and the ModelCache say
     */
    void AddServer(Ptr<ComputeNode> compute,
                   Ptr<InferenceServer> application,
                   const EdgeSystem::Server& server);

    /**
     * @brief Writes into the EdgeSystem all tasks that the streams are going to create. It must be
     * called before any client starts, because a stream that runs cannot tell any more.
     * @param end when the last tasks are created
     * @param policy the class of the policy that needs to know them, for the message
     * @throws InferenceInputError when tasks are created without end
     */
    void ForeseeArrivals(Time end, const std::string& policy);

    /// Forgets everything.
    void Clear();

    std::vector<Ue> ues;         //!< by index of the UE
    std::vector<Server> servers; //!< by index of the server
    Ptr<RadioAccess> radio;      //!< the radio of the UEs; null when nothing is known of it
    std::vector<Address> cells;  //!< where the InferenceCellAgent of each cell takes decisions;
                                 //!< empty: they are told at once
    EdgeSystem system;           //!< what the policy is told at the beginning of an episode
};

} // namespace ns3

#endif // EPOCH_PARTICIPANTS_H
