// SPDX-License-Identifier: GPL-2.0-only

#ifndef ACCURACY_CONSTRAINTS_H
#define ACCURACY_CONSTRAINTS_H

#include "ns3/accuracy-queue.h"
#include "ns3/epoch-state.h"

#include <cstddef>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Long-term accuracy constraints that a policy carries through an episode: a service is all
 * streams of one DNN, and has a target and an AccuracyQueue.
 *
 * The policy calls Begin() at the beginning of an episode, Observe() before and Hold() after each
 * decision. The accuracy of a service in an epoch is the mean over the tasks that its streams
 * created: that of the plan which they had, times the share of tasks that ended in time lately,
 * because a late or dropped task has accuracy 0. An epoch without tasks of a service changes
 * nothing for it.
 */
class AccuracyConstraints
{
  public:
    /**
     * @brief An episode begins: all queues are empty.
     * @param system who asks for what
     * @param targets by EdgeSystem::dnns; one number stands for all of them
     */
    void Begin(const EdgeSystem& system, const std::vector<double>& targets);

    /**
     * @brief Takes in which tasks were created and how tasks ended since the previous report of
     * each stream. A report that comes twice counts once.
     * @param system as given to Begin()
     * @param state what is known
     */
    void Observe(const EdgeSystem& system, const EpochState& state);

    /**
     * @brief Takes in the plans of the tasks to come.
     * @param decision what was decided
     */
    void Hold(const EpochDecision& decision);

    /**
     * @return the queues, by EdgeSystem::dnns
     */
    const std::vector<AccuracyQueue>& GetQueues() const;

    /**
     * @param stream index of a stream
     * @return index of its queue
     */
    std::size_t GetService(std::size_t stream) const;

    /**
     * @param weights by stream: its part of its service's tasks, above 0
     * @param accuracies by stream: mean accuracy of its tasks, 0..1
     * @return sum of the queues' AccuracyQueue::GetDrift()
     */
    double GetDrift(const std::vector<double>& weights,
                    const std::vector<double>& accuracies) const;

  private:
    std::vector<AccuracyQueue> m_queues;    //!< by service
    std::vector<std::size_t> m_services;    //!< by stream: its service
    std::vector<InferencePlan> m_plans;     //!< by stream; none before the first decision
    std::vector<Time> m_reported;           //!< by stream: when its last report was measured
    std::vector<double> m_tasks;            //!< scratch, by service
    std::vector<double> m_sums;             //!< scratch, by service
    mutable std::vector<double> m_weights;  //!< scratch, by service
    mutable std::vector<double> m_weighted; //!< scratch, by service
};

} // namespace ns3

#endif // ACCURACY_CONSTRAINTS_H
