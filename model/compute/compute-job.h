// SPDX-License-Identifier: GPL-2.0-only

#ifndef COMPUTE_JOB_H
#define COMPUTE_JOB_H

#include "ns3/dnn-profile.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What is asked of a ComputeNode. Its work alone is needed by every order of service.
 */
struct ComputeJob
{
    double seconds{0};     //!< work in s at full speed, alone; at least 0 and finite
    uint32_t owner{0};     //!< index of the UE for which the job is done and whose share it takes
    Time due{Time::Max()}; //!< when its result is due, absolute; Time::Max(): never
    Ptr<const DnnProfile>
        dnn{};         //!< the network; null: not told, so it is never batched with others
    uint32_t exit{0};  //!< exit of the network
    uint32_t from{0};  //!< cut at which the layers begin: from+1..to are run
    uint32_t to{0};    //!< cut at which the layers end, at an exit's position with its head
    uint32_t bits{32}; //!< bits of precision of the computation
};

/**
 * @ingroup edge-inference
 * @brief What happened to one job of a ComputeNode.
 */
struct ComputeReceipt
{
    uint64_t job{0};   //!< number of the job, as answered by ComputeNode::Submit()
    double seconds{0}; //!< work of the job, s at full speed
    uint32_t owner{0}; //!< index of the UE for which the job is done
    Time queued;       //!< when it was submitted
    Time started;      //!< when its service first began; 0 when it never did
    Time ended;        //!< when its service ended, or it failed; 0 while it runs
    double machine{0}; //!< s at full speed that it took of a worker: less than its work when it was
                       //!< served in a batch; known when it has ended
    uint32_t batch{1}; //!< number of jobs that were served together, itself included
    bool failed{false}; //!< the node went down while it held the job: there is no result

    /**
     * @brief Signature of a trace source that reports a job.
     * @param receipt what has happened to the job so far
     */
    typedef void (*TracedCallback)(const ComputeReceipt& receipt);
};

/**
 * @ingroup edge-inference
 * @brief Why a ComputeNode did not take a job.
 */
enum class ComputeRefusal : uint8_t
{
    NONE,       //!< it was taken
    QUEUE_FULL, //!< the node holds as many jobs as it may
    DOWN,       //!< the node has failed
    DUE         //!< the node estimates that it would end after it is due
};

/**
 * @param refusal a refusal
 * @return the name of the reason in lower case with hyphens; empty for ComputeRefusal::NONE
 */
const char* ToString(ComputeRefusal refusal);

} // namespace ns3

#endif // COMPUTE_JOB_H
