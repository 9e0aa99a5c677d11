// SPDX-License-Identifier: GPL-2.0-only

#ifndef TASK_OBSERVER_H
#define TASK_OBSERVER_H

#include "ns3/inference-task.h"
#include "ns3/offloading-policy.h"
#include "ns3/ptr.h"
#include "ns3/task-outcome.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What a policy has beside OffloadingPolicy when it wants to know what becomes of every
 * task.
 *
 * A policy that derives from OffloadingPolicy and from this class is told by the
 * InferenceScheduler, at once and whatever the control of the scenario is: this is bookkeeping of
 * the simulation, as the crediting of rewards is, and costs no packets.
 */
class TaskObserver
{
  public:
    virtual ~TaskObserver() = default;

    /**
     * @param policy any policy, or null
     * @return what it has beside OffloadingPolicy when it observes tasks; null otherwise
     */
    static TaskObserver* Get(const Ptr<OffloadingPolicy>& policy)
    {
        return dynamic_cast<TaskObserver*>(PeekPointer(policy));
    }

    /**
     * @brief An episode begins. Comes after OffloadingPolicy::BeginEpisode() and before the first
     * decision.
     * @param open number of tasks that were created before and have not ended
     */
    virtual void BeginTasks(uint64_t open) = 0;

    /**
     * @brief A task was created.
     * @param task the task
     */
    virtual void TaskCreated(const InferenceTask& task) = 0;

    /**
     * @brief A task has ended.
     * @param outcome how it ended
     * @param reward what the RewardModel gives for it
     */
    virtual void TaskEnded(const TaskOutcome& outcome, double reward) = 0;
};

} // namespace ns3

#endif // TASK_OBSERVER_H
