// SPDX-License-Identifier: GPL-2.0-only

#ifndef EDGENT_POLICY_H
#define EDGENT_POLICY_H

#include "../estimation/plan-estimator.h"

#include "ns3/offloading-policy.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The rule of Edgent (Li, Zhou, Chen, MECOMM 2018, arXiv 1806.07840, Algorithm 1): from the
 * last exit to the first, take the cut with the least estimated latency; use the first exit whose
 * latency meets the deadline.
 *
 * Stronger than as published: it also knows queues and background load of UE and servers (see
 * PlanEstimator) and may quantise (attribute Bits). When no exit meets the deadline, where the
 * published rule has no answer, it takes the plan with the least latency.
 */
class EdgentPolicy : public OffloadingPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  private:
    void DoDecide(const EpochState& state, EpochDecision& decision) override;

    PlanEstimator m_estimator; //!< predicts latencies
    uint32_t m_bits;           //!< bits of a transmitted feature
};

} // namespace ns3

#endif // EDGENT_POLICY_H
