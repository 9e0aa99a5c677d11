// SPDX-License-Identifier: GPL-2.0-only

#ifndef LRU_GREEDY_POLICY_H
#define LRU_GREEDY_POLICY_H

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
 * @brief Least-recently-used caching with greedy offloading: a stream asks the server of its cell
 * for its model; what is missing is fetched there in the place of what was asked for longest ago.
 * Meanwhile and ever each stream gets the plan that is best now, of its UE and all servers.
 */
class LruGreedyPolicy : public PlacementRule
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
    void DoAssign(EpochDecision& decision) override;

    uint64_t m_askWindow{1}; //!< the attribute AskWindow
};

} // namespace ns3

#endif // LRU_GREEDY_POLICY_H
