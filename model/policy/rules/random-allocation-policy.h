// SPDX-License-Identifier: GPL-2.0-only

#ifndef RANDOM_ALLOCATION_POLICY_H
#define RANDOM_ALLOCATION_POLICY_H

#include "../spaces/allocation-policy.h"

#include "ns3/random-variable-stream.h"

#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Draws from the whole AllocationVector at each epoch: bounded entries uniformly, shares
 * uniformly on their simplex.
 */
class RandomAllocationPolicy : public AllocationPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    RandomAllocationPolicy();

    int64_t AssignStreams(int64_t stream) override;

  private:
    void DoAllocate(const EpochState& state, EpochDecision& decision) override;

    Ptr<UniformRandomVariable> m_random; //!< draws
    std::vector<float> m_action;         //!< what was drawn
};

} // namespace ns3

#endif // RANDOM_ALLOCATION_POLICY_H
