// SPDX-License-Identifier: GPL-2.0-only

#ifndef ALLOCATION_RULE_H
#define ALLOCATION_RULE_H

#include "allocation-policy.h"

#include "ns3/object-base.h"

#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What an AllocationPolicy knows, for a decision space that lets a learner decide instead.
 */
class AllocationRule : public AllocationPolicy
{
  public:
    using AllocationPolicy::ChooseGreedily;
    using AllocationPolicy::DivideByRule;
    using AllocationPolicy::GetDemands;
    using AllocationPolicy::GetNearestTier;
    using AllocationPolicy::ReadTargets;

    /**
     * @param state what is known, for the estimates
     */
    void Know(const EpochState& state)
    {
        m_estimator.Observe(state, m_shares);
    }

    /**
     * @param decision what was decided, for the next estimates
     */
    void Keep(const EpochDecision& decision)
    {
        m_shares = decision.uplinkShares;
    }

    /// @return what is decided, as numbers
    const AllocationVector& GetVector() const
    {
        return m_space;
    }

    /// @return what a decision would come to
    const AllocationEstimator& GetEstimator() const
    {
        return m_estimator;
    }

  private:
    void DoBeginEpisode() override
    {
        AllocationPolicy::DoBeginEpisode();
        m_shares.clear();
    }

    void DoAllocate(const EpochState&, EpochDecision&) override
    {
    }

    std::vector<double> m_shares; //!< of the uplink, of the previous decision
};

} // namespace ns3

#endif // ALLOCATION_RULE_H
