// SPDX-License-Identifier: GPL-2.0-only

#ifndef GREEDY_ASSIGNMENT_POLICY_H
#define GREEDY_ASSIGNMENT_POLICY_H

#include "../spaces/assignment-policy.h"

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
 * @brief Stream after stream takes the option with the greatest joint value, given those before it
 * and as if there were none after it.
 */
class GreedyAssignmentPolicy : public AssignmentPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  private:
    void Assign(const EpochState& state, std::vector<uint32_t>& assignment) override;
};

} // namespace ns3

#endif // GREEDY_ASSIGNMENT_POLICY_H
