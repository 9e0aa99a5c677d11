// SPDX-License-Identifier: GPL-2.0-only

#ifndef FOLLOW_NEAREST_POLICY_H
#define FOLLOW_NEAREST_POLICY_H

#include "placement-rule.h"

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
 * @brief The nearest server computes: each server holds the models of the UEs in its cell, those of
 * most streams first, and a stream moves with its UE to the nearest server that is to hold its
 * model. Exits and cuts follow the channel; while a model is on its way a stream stays on its UE
 * when that is better.
 */
class FollowNearestPolicy : public PlacementRule
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    FollowNearestPolicy();
    ~FollowNearestPolicy() override;

  private:
    void DoAssign(EpochDecision& decision) override;
};

} // namespace ns3

#endif // FOLLOW_NEAREST_POLICY_H
