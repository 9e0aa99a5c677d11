// SPDX-License-Identifier: GPL-2.0-only

#ifndef TIER_RULE_POLICY_H
#define TIER_RULE_POLICY_H

#include "../spaces/allocation-policy.h"

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
 * @brief Decides by rules alone: where streams run, how shares are divided, and as deep an exit as
 * the estimate lets each one go in time.
 */
class TierRulePolicy : public AllocationPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// Where a stream runs.
    enum TierRule
    {
        DEVICE,  //!< on its own machine
        NEAREST, //!< on the edge server next to it
        CLOUD    //!< on a cloud node; where there are several, UEs take turns
    };

  private:
    void DoBeginEpisode() override;
    void DoAllocate(const EpochState& state, EpochDecision& decision) override;

    /**
     * @param state what is known
     * @return indices of the cloud nodes that are up
     */
    std::vector<uint32_t> FindClouds(const EpochState& state) const;

    TierRule m_tier{NEAREST};         //!< the attribute Tier
    ShareRule m_shares{EQUAL};        //!< the attribute Shares
    bool m_fitExits{true};            //!< the attribute FitExits
    double m_margin{0.7};             //!< the attribute Margin
    std::string m_targets;            //!< the attribute Targets
    std::vector<double> m_accuracies; //!< by stream: accuracy that its exit is to reach
};

} // namespace ns3

#endif // TIER_RULE_POLICY_H
