// SPDX-License-Identifier: GPL-2.0-only

#ifndef LRU_GREEDY_POLICY_H
#define LRU_GREEDY_POLICY_H

#include "../spaces/placement-policy.h"

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
 * @brief Least-recently-used caching with greedy offloading: a stream asks the server of its cell
 * for its model; what is missing is fetched there in the place of what was asked for longest ago.
 * Meanwhile and ever each stream gets the plan that is best now, of its UE and all servers.
 */
class LruGreedyPolicy : public PlacementPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LruGreedyPolicy();
    ~LruGreedyPolicy() override;

  private:
    void Assign(EpochDecision& decision) override;
};

} // namespace ns3

#endif // LRU_GREEDY_POLICY_H
