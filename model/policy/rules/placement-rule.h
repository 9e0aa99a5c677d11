// SPDX-License-Identifier: GPL-2.0-only

#ifndef PLACEMENT_RULE_H
#define PLACEMENT_RULE_H

#include "../spaces/placement-policy.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A PlacementPolicy that learns nothing and has the learner's means: with EvenShares it
 * divides the uplink of each cell among the streams there, and each edge server among all streams,
 * as an untrained network over a DeploymentSpace does.
 */
class PlacementRule : public PlacementPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  private:
    void Assign(EpochDecision& decision) final;

    /**
     * @brief Decides about plans and placements; GetState() and GetCell() are up to date.
     * @param [out] decision its plans and placements have the right sizes, placements are empty
     */
    virtual void DoAssign(EpochDecision& decision) = 0;

    /**
     * @brief Divides spectrum and servers evenly.
     * @param [out] decision gets the shares
     */
    void DivideEvenly(EpochDecision& decision) const;

    bool m_evenShares{false}; //!< the attribute EvenShares
};

} // namespace ns3

#endif // PLACEMENT_RULE_H
