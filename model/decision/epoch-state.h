// SPDX-License-Identifier: GPL-2.0-only

#ifndef EPOCH_STATE_H
#define EPOCH_STATE_H

#include "ns3/channel-state.h"
#include "ns3/device-profile.h"
#include "ns3/dnn-profile.h"
#include "ns3/inference-plan.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <limits>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Where a server stands.
 */
enum class EdgeServerTier : uint8_t
{
    EDGE, //!< beside the cells
    CLOUD //!< behind the backhaul
};

/**
 * @ingroup edge-inference
 * @brief What does not change during an episode: who asks for which DNN and which machines there
 * are.
 */
struct EdgeSystem
{
    /// A task that is known ahead.
    struct Arrival
    {
        Time at;       //!< when it comes
        Time deadline; //!< relative to it
    };

    /// One stream of tasks.
    struct Stream
    {
        uint32_t ue{0};                  //!< index of its UE
        Ptr<const DnnProfile> dnn;       //!< the network that its tasks run
        Time deadline;                   //!< deadline of its tasks, relative to their creation
        std::vector<Arrival> arrivals{}; //!< all its tasks of the episode, in order; only for a
                                         //!< policy that OffloadingPolicy::NeedsArrivals()
    };

    /// One server.
    struct Server
    {
        Ptr<const DeviceProfile> device;           //!< device profile of the machine
        EdgeServerTier tier{EdgeServerTier::EDGE}; //!< edge server or cloud node
        uint32_t cell{0}; //!< index of the cell that it stands at; of no meaning in the
                          //!< cloud and for a server that all cells share
        double backhaulRate{std::numeric_limits<double>::infinity()}; //!< bit/s, of its link
        double backhaulDelay{0};                                      //!< s, one way, of its link
        double modelMemory{
            std::numeric_limits<double>::infinity()}; //!< bytes of models it can hold
        double modelRate{0};  //!< bit/s, of the slowest wire to the server that it asks first for
                              //!< models; 0: not known, its own link counts
        double modelDelay{0}; //!< s, one way, to that server
    };

    /// The wires between a cell and a server.
    struct Path
    {
        double rate{std::numeric_limits<double>::infinity()}; //!< bit/s, of the slowest of them
        double delay{0};                                      //!< s, one way, of all together
    };

    /**
     * @param cell index of a cell
     * @param server index of a server
     * @return the wires between them; the server's own link where nothing else is known
     */
    Path GetPath(uint32_t cell, uint32_t server) const
    {
        return cell < paths.size() && server < paths[cell].size()
                   ? paths[cell][server]
                   : Path{servers.at(server).backhaulRate, servers.at(server).backhaulDelay};
    }

    std::vector<Stream> streams;                   //!< every stream, in the order of UEs
    std::vector<Ptr<const DeviceProfile>> devices; //!< machine of each UE
    std::vector<Server> servers;                   //!< edge servers, then cloud nodes
    std::vector<Ptr<const DnnProfile>> dnns;       //!< every DNN of the streams once
    std::vector<std::vector<Path>> paths;          //!< by cell, by server; empty: not known
    uint32_t nCells{1};                            //!< number of cells
    Time interval;                                 //!< time between epochs; of no meaning when
                                                   //!< arrivals trigger them
    bool atArrivals{false};                        //!< arrivals trigger the epochs
};

/**
 * @ingroup edge-inference
 * @brief State of one ComputeNode.
 */
struct EdgeComputeState
{
    Time at;               //!< when it was measured
    double speed{1};       //!< share of its capacity that our jobs get, 0..1
    double backlog{0};     //!< s of work at full speed that waits or is in service
    uint32_t queue{0};     //!< jobs waiting and in service
    double utilisation{0}; //!< share of the recent past in which it served our jobs, 0..1
};

/**
 * @ingroup edge-inference
 * @brief State of one server.
 */
struct EdgeServerState : EdgeComputeState
{
    bool up{true};              //!< it works
    std::vector<double> models; //!< by EdgeSystem::dnns: share of the model's weights that are
                                //!< there, 0..1; empty: all are
};

/**
 * @ingroup edge-inference
 * @brief What is known of one UE at an epoch.
 */
struct EdgeUeState
{
    ChannelState channel;    //!< its channel, as its radio measured it
    EdgeComputeState device; //!< its own ComputeNode
};

/**
 * @ingroup edge-inference
 * @brief What is known of one stream at an epoch.
 */
struct EdgeStreamState
{
    Time at;                  //!< when it was measured
    bool arriving{false};     //!< a task of it arrives now, for which the answer holds (only when
                              //!< arrivals trigger the epochs)
    uint32_t arrivals{0};     //!< tasks created since the previous report, one that arrives now not
                              //!< counted
    uint32_t pending{0};      //!< tasks created and not ended
    double oldestTimeLeft{0}; //!< s until the oldest pending task is due; negative when overdue, 0
                              //!< when none is pending
    double recentLatency{
        0}; //!< s, mean latency of the tasks that ended since the previous report; 0 when none did
    double recentMissRatio{0}; //!< share of those that were late or dropped, 0..1
};

/**
 * @ingroup edge-inference
 * @brief What an OffloadingPolicy sees at an epoch.
 */
struct EpochState
{
    uint64_t epoch{0};            //!< number of the epoch within the episode, counted from 1
    Time time;                    //!< when it was put together
    std::vector<EdgeUeState> ues; //!< by UE
    std::vector<EdgeStreamState> streams; //!< by stream, as EdgeSystem::streams
    std::vector<EdgeServerState> servers; //!< by server, as EdgeSystem::servers
};

/**
 * @ingroup edge-inference
 * @brief What an OffloadingPolicy answers. A policy that has nothing to say about shares and
 * placements leaves those lists as they are: empty.
 */
struct EpochDecision
{
    std::vector<InferencePlan>
        plans; //!< by stream: the plan of the tasks that it creates from now on; when arrivals
               //!< trigger epochs, that of the arriving task (the others come in with the plans
               //!< that their streams have, and are not carried out)
    std::vector<double> uplinkShares;   //!< by UE: RadioAccess::SetSpectrumShares(); empty: the
                                        //!< stack's own scheduler
    std::vector<double> downlinkShares; //!< by UE, as uplinkShares
    std::vector<std::vector<double>>
        computeShares; //!< by server, by UE: weight of its jobs, at least 0; an empty list leaves
                       //!< that server's order of service as it is
    std::vector<std::vector<uint8_t>>
        placements; //!< by server, by EdgeSystem::dnns: 1 when the server is to hold that model; an
                    //!< empty list leaves it to the server's own eviction
};

/**
 * @ingroup edge-inference
 * @brief What became of the tasks that one stream created under one decision.
 */
struct EdgeStreamReward
{
    bool applied{false}; //!< the decision reached the UE (in-band decisions may be lost)
    uint32_t tasks{0};   //!< tasks created under it; all of them have ended
    double reward{0};    //!< sum of their rewards (RewardModel)
};

/**
 * @ingroup edge-inference
 * @brief One step of experience, complete: the last task of the decision has ended.
 */
struct EpochTransition
{
    EpochState state;                      //!< what the policy saw
    EpochDecision decision;                //!< what it answered
    std::vector<EdgeStreamReward> rewards; //!< by stream
    EpochState next;                       //!< what it saw at the next epoch; when arrivals trigger
                     //!< epochs, at the next one of the same UE, or at the first
                     //!< one after InferenceScheduler's CreditWindow
};

} // namespace ns3

#endif // EPOCH_STATE_H
