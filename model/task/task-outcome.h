// SPDX-License-Identifier: GPL-2.0-only

#ifndef TASK_OUTCOME_H
#define TASK_OUTCOME_H

#include "ns3/inference-plan.h"
#include "ns3/nstime.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/// How a task ended.
enum class InferenceTaskStatus : uint8_t
{
    COMPLETED, //!< its result was there at its deadline or before
    LATE,      //!< its result came after its deadline
    DROPPED    //!< it has no result; TaskOutcome::reason says why
};

/// Why a task was dropped.
enum class InferenceDropReason : uint8_t
{
    NONE,           //!< it was not dropped
    EXPIRED,        //!< its deadline had passed before a stage began
    DEVICE_QUEUE,   //!< the UE's queue was full
    SERVER_QUEUE,   //!< the server's queue was full
    NO_CONNECTION,  //!< the connection to the server could not be made or broke
    SERVER_STOPPED, //!< the server stopped while it held the task
    CLIENT_STOPPED, //!< the UE's application stopped while the task was in flight
    TIMEOUT,        //!< no result came within the client's timeout
    INVALID_PLAN,   //!< the plan did not fit the task's DNN or the servers
    ADMISSION,      //!< a node refused it, for it would not have been done by its deadline
    DEVICE_DOWN,    //!< the UE's node was down, or failed while it held the task
    SERVER_DOWN,    //!< the server's node was down, or failed while it held the task
    MODEL_MISSING,  //!< the server had not the model's weights and did not get them
    NO_BACKHAUL,    //!< the connection of the server to the tail's server could not be made or
                    //!< broke, or the tail was never answered
    REASONS         //!< the number of reasons, not a reason
};

/**
 * @param status a status
 * @return name of the status in lower case, as in tasks.csv
 */
const char* ToString(InferenceTaskStatus status);

/**
 * @param reason a reason
 * @return name of the reason in lower case with hyphens, as in tasks.csv; empty for
 * InferenceDropReason::NONE
 */
const char* ToString(InferenceDropReason reason);

/**
 * @ingroup edge-inference
 * @brief The time a task spent in each stage; zero for stages it did not reach or did not need.
 */
struct InferenceTaskStages
{
    Time deviceWait;     //!< in the queue of the UE's ComputeNode
    Time deviceCompute;  //!< in service on the UE
    Time uplink;         //!< from the features being ready to their last byte at the server
    Time serverLoad;     //!< waiting for the model's weights at the server
    Time serverWait;     //!< in the queue of the server's ComputeNode
    Time serverCompute;  //!< in service on the server
    Time backhaul;       //!< from the tail's features being ready to their last byte at its server
    Time tailLoad;       //!< waiting for the model's weights at the tail's server
    Time tailWait;       //!< in the queue of the tail's server
    Time tailCompute;    //!< in service at the tail's server
    Time backhaulReturn; //!< way of the result from the tail's server back to the server
    Time downlink; //!< from the result given to the server's socket to its last byte at the UE

    /**
     * @return the sum of all stages: the latency of a task that has a result
     */
    Time GetTotal() const
    {
        return deviceWait + deviceCompute + uplink + serverLoad + serverWait + serverCompute +
               backhaul + tailLoad + tailWait + tailCompute + backhaulReturn + downlink;
    }
};

/**
 * @ingroup edge-inference
 * @brief The end of one task. Every task that was created has exactly one.
 */
struct TaskOutcome
{
    uint64_t task{0};     //!< number of the task, unique within its client
    uint32_t ue{0};       //!< index of the UE
    uint32_t stream{0};   //!< index of the stream within the UE
    uint64_t decision{0}; //!< number of the decision whose plan it followed
    InferencePlan plan;   //!< the plan it followed
    InferenceTaskStatus status{InferenceTaskStatus::DROPPED}; //!< how it ended
    InferenceDropReason reason{InferenceDropReason::NONE};    //!< why it was dropped
    Time created;                                             //!< when it was created
    Time ended;                                               //!< when it ended
    Time deadline;              //!< its deadline, relative to its creation
    InferenceTaskStages stages; //!< its latency by stage
    uint64_t bytesUp{0};   //!< bytes it gave to the uplink socket, headers of the module included
    uint64_t bytesDown{0}; //!< bytes of its result, headers of the module included
    double energy{0};      //!< J, on the UE: compute, and radio where the model knows it
    double accuracy{0};    //!< expected accuracy of its result; 0 when late or dropped

    /**
     * @return the time from creation to end
     */
    Time GetLatency() const
    {
        return ended - created;
    }

    /**
     * @brief Signature of a trace source that reports the end of a task.
     * @param outcome the outcome
     */
    typedef void (*TracedCallback)(const TaskOutcome& outcome);
};

} // namespace ns3

#endif // TASK_OUTCOME_H
