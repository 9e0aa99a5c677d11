// SPDX-License-Identifier: GPL-2.0-only

#ifndef PLAN_DOMINANCE_H
#define PLAN_DOMINANCE_H

#include "numbered-plans.h"

#include "ns3/epoch-state.h"

#include <cstddef>
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
 * @brief Tells which plans of a stream can ever be of use: those for which no other plan is at
 * least as accurate, sends no more bytes, and takes no more computing time on the UE and on each
 * server, but for a slack. Without slack nothing that can be reached in FIFO stages is lost; with
 * some, plans that save less than that are.
 * @param space plans without tails
 * @param system who asks for what, and the machines
 * @param stream index of a stream
 * @param slack s, at least 0
 * @return numbers of actions, rising; at least one
 */
std::vector<uint32_t> GetUndominatedActions(const NumberedPlans& space,
                                            const EdgeSystem& system,
                                            std::size_t stream,
                                            double slack);

} // namespace ns3

#endif // PLAN_DOMINANCE_H
