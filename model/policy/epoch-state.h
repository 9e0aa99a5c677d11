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
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What does not change during an episode: who asks for which DNN and which machines there
 * are.
 */
struct EdgeSystem
{
    /// One stream of tasks.
    struct Stream
    {
        uint32_t ue{0};            //!< index of its UE
        Ptr<const DnnProfile> dnn; //!< the network that its tasks run
        Time deadline;             //!< deadline of its tasks, relative to their creation
    };

    std::vector<Stream> streams;                   //!< every stream, in the order of UEs
    std::vector<Ptr<const DeviceProfile>> devices; //!< machine of each UE
    std::vector<Ptr<const DeviceProfile>> servers; //!< machine of each edge server
    Time interval;                                 //!< time between epochs
};

/**
 * @ingroup edge-inference
 * @brief State of one ComputeNode.
 */
struct ComputeState
{
    Time at;               //!< when it was measured
    double speed{1};       //!< share of its capacity that our jobs get, 0..1
    double backlog{0};     //!< s of work at full speed that waits or is in service
    uint32_t queue{0};     //!< jobs waiting and in service
    double utilisation{0}; //!< share of the recent past in which it served our jobs, 0..1
};

/**
 * @ingroup edge-inference
 * @brief What is known of one UE at an epoch.
 */
struct UeState
{
    ChannelState channel; //!< its channel, as its radio measured it
    ComputeState device;  //!< its own ComputeNode
};

/**
 * @ingroup edge-inference
 * @brief What is known of one stream at an epoch.
 */
struct StreamState
{
    Time at;                  //!< when it was measured
    uint32_t arrivals{0};     //!< tasks created since the previous report
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
    uint64_t epoch{0};                 //!< number of the epoch within the episode, counted from 1
    Time time;                         //!< when it was put together
    std::vector<UeState> ues;          //!< by UE
    std::vector<StreamState> streams;  //!< by stream, as EdgeSystem::streams
    std::vector<ComputeState> servers; //!< by edge server
};

/**
 * @ingroup edge-inference
 * @brief What an OffloadingPolicy answers.
 */
struct EpochDecision
{
    std::vector<InferencePlan>
        plans; //!< by stream: the plan of the tasks that it creates from now on
};

/**
 * @ingroup edge-inference
 * @brief What became of the tasks that one stream created under one decision.
 */
struct StreamReward
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
    EpochState state;                  //!< what the policy saw
    EpochDecision decision;            //!< what it answered
    std::vector<StreamReward> rewards; //!< by stream
    EpochState next;                   //!< what it saw at the next epoch
};

} // namespace ns3

#endif // EPOCH_STATE_H
