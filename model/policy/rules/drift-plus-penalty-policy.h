// SPDX-License-Identifier: GPL-2.0-only

#ifndef DRIFT_PLUS_PENALTY_POLICY_H
#define DRIFT_PLUS_PENALTY_POLICY_H

#include "../spaces/allocation-policy.h"

#include "ns3/accuracy-constraints.h"
#include "ns3/traced-callback.h"

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
 * @brief Least latency under long-term accuracy targets, by drift plus penalty (Neely, Stochastic
 * Network Optimization, 2010): learns nothing and knows nothing of the future.
 *
 * Every service (all streams of a DNN) has an AccuracyQueue Z. Each epoch takes tiers and exits
 * with the least
 * @f[ V \cdot L + \sum_m Z_m (target_m - A_m) @f]
 * where L is the estimated latency in deadlines, the mean over the tasks that are expected, and A_m
 * the accuracy of service m. A stream that is late by the estimate has accuracy 0. A larger V means
 * less latency, longer queues and accuracies that stay longer below their targets.
 *
 * As many decisions as MaxEnumeration are all tried; where there are more, it goes down from the
 * previous decision and from the first exits on the devices by changing one stream, then two, as
 * long as that is better. The end of this is mostly, but not always, the least.
 */
class DriftPlusPenaltyPolicy : public AllocationPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param epoch number of the epoch within the episode
     * @param service index of the service, in the order of EdgeSystem::dnns
     * @param backlog Z of its AccuracyQueue
     */
    typedef void (*BacklogCallback)(uint64_t epoch, uint32_t service, double backlog);

    /**
     * @brief What a decision costs, as in the last call of Decide().
     * @param state what is known, as given to Decide()
     * @param [in,out] decision its plans are there, its shares are written
     * @return V L + sum of Z (target - A)
     */
    double GetObjective(const EpochState& state, EpochDecision& decision) const;

    /**
     * @return the queues of the services
     */
    const AccuracyConstraints& GetConstraints() const;

  private:
    void DoBeginEpisode() override;
    void DoAllocate(const EpochState& state, EpochDecision& decision) override;

    /**
     * @return by service: mean accuracy to be reached, as the attribute Targets says
     */
    std::vector<double> FindTargets() const;

    /**
     * @brief Lists what each stream may do: every exit on its device and on each server that works.
     * @param state what is known
     */
    void ListOptions(const EpochState& state);

    /**
     * @brief Tries all decisions.
     * @param state what is known
     * @param [in,out] decision gets the best plans
     */
    void Enumerate(const EpochState& state, EpochDecision& decision) const;

    /**
     * @brief Goes down from a decision as long as changing one stream, or two, is better.
     * @param state what is known
     * @param [in,out] decision where it begins, and where it ends
     * @return the objective there
     */
    double Descend(const EpochState& state, EpochDecision& decision) const;

    /**
     * @brief Takes the best option of some streams, the others staying as they are.
     * @param state what is known
     * @param streams one or two of them
     * @param [in,out] decision its plans
     * @param [in,out] least objective of the decision
     * @return whether a better one was found
     */
    bool Improve(const EpochState& state,
                 const std::vector<std::size_t>& streams,
                 EpochDecision& decision,
                 double& least) const;

    double m_penaltyWeight{0.1};                               //!< the attribute V
    std::string m_targets;                                     //!< the attribute Targets
    double m_margin{0.7};                                      //!< the attribute Margin
    ShareRule m_shares{ROOT};                                  //!< the attribute Shares
    uint32_t m_maxEnumeration{1000};                           //!< the attribute MaxEnumeration
    AccuracyConstraints m_constraints;                         //!< of the services
    std::vector<std::vector<InferencePlan>> m_options;         //!< by stream
    std::vector<InferencePlan> m_previous;                     //!< plans of the previous decision
    mutable std::vector<double> m_demands;                     //!< scratch, by stream
    mutable std::vector<double> m_accuracies;                  //!< scratch, by stream
    TracedCallback<uint64_t, uint32_t, double> m_backlogTrace; //!< the trace source Backlog
};

} // namespace ns3

#endif // DRIFT_PLUS_PENALTY_POLICY_H
