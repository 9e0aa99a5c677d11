// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_TASK_H
#define INFERENCE_TASK_H

#include "ns3/dnn-profile.h"
#include "ns3/inference-plan.h"
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
 * @brief One DNN inference that a stream asks for.
 */
struct InferenceTask
{
    uint64_t id{0};            //!< number of the task, unique within its client
    uint32_t ue{0};            //!< index of the UE
    uint32_t stream{0};        //!< index of the stream within the UE
    Ptr<const DnnProfile> dnn; //!< the network to run
    Time created;              //!< when it was created
    Time deadline;             //!< its deadline, relative to its creation
    uint64_t inputBytes{0};    //!< size of its input; 0: as many bytes as its network takes
    InferencePlan plan;        //!< the plan that it follows
    uint64_t decision{0};      //!< number of the decision that gave the plan; 0 before the first

    /**
     * @return the instant at which its result is due
     */
    Time GetDue() const
    {
        return created + deadline;
    }

    /**
     * @brief Signature of a trace source that reports the creation of a task.
     * @param task the task
     */
    typedef void (*TracedCallback)(const InferenceTask& task);
};

} // namespace ns3

#endif // INFERENCE_TASK_H
