// SPDX-License-Identifier: GPL-2.0-only

#ifndef DEVICE_ONLY_POLICY_H
#define DEVICE_ONLY_POLICY_H

#include "ns3/offloading-policy.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Runs every DNN on its UE, up to the last exit.
 */
class DeviceOnlyPolicy : public OffloadingPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  private:
    void DoDecide(const EpochState& state, EpochDecision& decision) override;
};

} // namespace ns3

#endif // DEVICE_ONLY_POLICY_H
