// SPDX-License-Identifier: GPL-2.0-only

#ifndef STATIC_DEPLOYMENT_POLICY_H
#define STATIC_DEPLOYMENT_POLICY_H

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
 * @brief Decides once who is served where: memories are divided among the models by their number of
 * streams, and each stream stays for the whole episode with the server that was nearest at its
 * beginning among those that hold its model. Exits and cuts follow the channel.
 */
class StaticDeploymentPolicy : public PlacementRule
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    StaticDeploymentPolicy();
    ~StaticDeploymentPolicy() override;

  private:
    void DoBeginEpisode() override;
    void DoAssign(EpochDecision& decision) override;

    std::vector<std::vector<uint32_t>> m_wanted; //!< models by importance, by server
    std::vector<uint32_t>
        m_homes; //!< server of each stream; NONE: its UE; empty before the first epoch
};

} // namespace ns3

#endif // STATIC_DEPLOYMENT_POLICY_H
