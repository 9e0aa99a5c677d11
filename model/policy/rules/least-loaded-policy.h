// SPDX-License-Identifier: GPL-2.0-only

#ifndef LEAST_LOADED_POLICY_H
#define LEAST_LOADED_POLICY_H

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
 * @brief The edge server with the least work ahead computes, among those that hold the model.
 * Memories are divided among the models once, by their number of streams. Exits and cuts follow the
 * channel.
 */
class LeastLoadedPolicy : public PlacementRule
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LeastLoadedPolicy();
    ~LeastLoadedPolicy() override;

  private:
    void DoBeginEpisode() override;
    void DoAssign(EpochDecision& decision) override;

    std::vector<std::vector<uint32_t>> m_wanted; //!< models by importance, by server
};

} // namespace ns3

#endif // LEAST_LOADED_POLICY_H
