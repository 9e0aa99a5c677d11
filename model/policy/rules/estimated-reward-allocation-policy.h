// SPDX-License-Identifier: GPL-2.0-only

#ifndef ESTIMATED_REWARD_ALLOCATION_POLICY_H
#define ESTIMATED_REWARD_ALLOCATION_POLICY_H

#include "../spaces/allocation-policy.h"

#include "ns3/ptr.h"
#include "ns3/reward-model.h"

#include <cstddef>
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
 * @brief Of all allocations that can be reached by changing one stream at a time, one with the
 * greatest estimated reward: EstimatedRewardPolicy with the means of those that divide spectrum and
 * servers. It learns nothing.
 *
 * A decision is worth the sum over the streams of their demand times the reward of a task that
 * takes the latency of AllocationEstimator, by the RewardModel of the scenario. A latency of more
 * than Margin of the deadline counts as late. It begins with the choice of GreedyAllocationPolicy
 * and, round after round, gives each stream the tier, the exit and the rule of the shares (in
 * proportion to demand, or to its root) with which the decision is worth most, until no stream
 * changes any more. By its estimate it is therefore never worse than the greedy choice.
 */
class EstimatedRewardAllocationPolicy : public AllocationPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param state what is known, which the policy has seen
     * @param decision plans and shares
     * @return what the decision is worth by the estimate
     */
    double GetWorth(const EpochState& state, const EpochDecision& decision) const;

  private:
    void DoBeginEpisode() override;
    void DoAllocate(const EpochState& state, EpochDecision& decision) override;

    /**
     * @brief Gives a stream the best tier, exit and rule of shares while all others stay.
     * @param state what is known
     * @param stream index of the stream
     * @param [in,out] decision plans and shares
     * @param [in,out] worth what it is worth
     * @return whether it is worth more now
     */
    bool Improve(const EpochState& state,
                 std::size_t stream,
                 EpochDecision& decision,
                 double& worth) const;

    double m_margin{0};        //!< the attribute Margin
    uint32_t m_rounds{0};      //!< the attribute Rounds
    Ptr<RewardModel> m_reward; //!< the attribute RewardModel
};

} // namespace ns3

#endif // ESTIMATED_REWARD_ALLOCATION_POLICY_H
