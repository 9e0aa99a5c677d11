// SPDX-License-Identifier: GPL-2.0-only

#ifndef GREEDY_ALLOCATION_POLICY_H
#define GREEDY_ALLOCATION_POLICY_H

#include "../spaces/allocation-policy.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief One stream after the other, those that ask for most first, takes the tier and the exit
 * with which the accuracy of all that have chosen, in time by AllocationEstimator, is greatest;
 * shares are in proportion to demand. Of equals it takes what is estimated to be faster.
 *
 * It looks at what is there now and does not come back to a choice.
 */
class GreedyAllocationPolicy : public AllocationPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  private:
    void DoAllocate(const EpochState& state, EpochDecision& decision) override;

    double m_margin{0.7}; //!< the attribute Margin
};

} // namespace ns3

#endif // GREEDY_ALLOCATION_POLICY_H
