// SPDX-License-Identifier: GPL-2.0-only

#ifndef SERVER_CHOICE_H
#define SERVER_CHOICE_H

#include "ns3/epoch-state.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @param state what is known
 * @param plan a plan
 * @param dnn the DNN of the plan
 * @return whether every server that the plan needs is up; a plan that stays on the UE needs none
 */
bool IsUp(const EpochState& state, const InferencePlan& plan, const DnnProfile& dnn);

/// Stands for no server.
constexpr uint32_t NO_SERVER = UINT32_MAX;

/**
 * @ingroup edge-inference
 * @brief Finds the edge server that is nearest to a cell: the one with the shortest delay over the
 * wires. Of servers that are equally near (behind a core network all are) those that stand at the
 * cell come first; of what is left, those who ask take turns.
 * @param system who asks for what, and the machines
 * @param state what is known: a server that is down is passed over
 * @param cell index of a cell
 * @param turn number of the one who asks; equal numbers get equal servers
 * @return index of the server; NO_SERVER when no edge server is up
 */
uint32_t FindNearestServer(const EdgeSystem& system,
                           const EpochState& state,
                           uint32_t cell,
                           uint32_t turn = 0);

} // namespace ns3

#endif // SERVER_CHOICE_H
