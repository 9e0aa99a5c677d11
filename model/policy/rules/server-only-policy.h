// SPDX-License-Identifier: GPL-2.0-only

#ifndef SERVER_ONLY_POLICY_H
#define SERVER_ONLY_POLICY_H

#include "ns3/offloading-policy.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Sends every input unchanged to the server with the least wait, which runs the DNN up to
 * the last exit.
 */
class ServerOnlyPolicy : public OffloadingPolicy
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

#endif // SERVER_ONLY_POLICY_H
