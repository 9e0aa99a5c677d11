// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXHAUSTIVE_ASSIGNMENT_POLICY_H
#define EXHAUSTIVE_ASSIGNMENT_POLICY_H

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
 * @brief The joint assignment with the greatest value of all: the optimum of the critic's model.
 * For small systems only.
 */
class ExhaustiveAssignmentPolicy : public AssignmentPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  private:
    /**
     * @throws InferenceInputError when there are more assignments than MaxAssignments
     */
    void DoBeginEpisode() override;

    void Assign(const EpochState& state, std::vector<uint32_t>& assignment) override;

    uint64_t m_maxAssignments; //!< most assignments to try in a slot
};

} // namespace ns3

#endif // EXHAUSTIVE_ASSIGNMENT_POLICY_H
