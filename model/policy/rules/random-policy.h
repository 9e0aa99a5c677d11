// SPDX-License-Identifier: GPL-2.0-only

#ifndef RANDOM_POLICY_H
#define RANDOM_POLICY_H

#include "../spaces/numbered-plans.h"

#include "ns3/offloading-policy.h"
#include "ns3/random-variable-stream.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Draws, for each stream at each epoch, one of the valid plans of its DNN with equal
 * chances.
 */
class RandomPolicy : public OffloadingPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    RandomPolicy();
    int64_t AssignStreams(int64_t stream) override;

  private:
    void DoBeginEpisode() override;
    void DoDecide(const EpochState& state, EpochDecision& decision) override;

    Ptr<UniformRandomVariable> m_random; //!< the draws
    NumberedPlans m_space;               //!< the plans
};

} // namespace ns3

#endif // RANDOM_POLICY_H
