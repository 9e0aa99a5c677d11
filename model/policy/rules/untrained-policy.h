// SPDX-License-Identifier: GPL-2.0-only

#ifndef UNTRAINED_POLICY_H
#define UNTRAINED_POLICY_H

#include "ns3/offloading-policy.h"
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
 * @brief Another policy as it was made, whether that could learn or not: what a learner decides
 * before it has learnt anything. Networks are drawn anew in each evaluation seed.
 */
class UntrainedPolicy : public OffloadingPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param policy the policy that decides, which nobody else uses
     */
    void SetPolicy(Ptr<OffloadingPolicy> policy);

    bool NeedsArrivals() const override;
    int64_t AssignStreams(int64_t stream) override;

  protected:
    void DoDispose() override;

  private:
    void DoBeginEpisode() override;
    void DoDecide(const EpochState& state, EpochDecision& decision) override;

    Ptr<OffloadingPolicy> m_policy; //!< the policy that decides
};

} // namespace ns3

#endif // UNTRAINED_POLICY_H
