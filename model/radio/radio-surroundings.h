// SPDX-License-Identifier: GPL-2.0-only

#ifndef RADIO_SURROUNDINGS_H
#define RADIO_SURROUNDINGS_H

#include "ns3/channel-state.h"
#include "ns3/mobility-model.h"
#include "ns3/node.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Tells where a UE is, how it moves and how far its serving cell is. Mobility models are
 * looked for when they are first needed, because they may be installed late.
 *
 * @tparam User with the fields @c node, @c mobility and @c serving
 * @tparam Cells container of pointers to cells with the fields @c node and @c mobility
 * @param ue the UE
 * @param cells all cells; @c serving is an index of them, or beyond when there is none
 * @param now the time
 * @param [out] state its position, velocity and distance
 */
template <typename User, typename Cells>
void
ObservePlace(User& ue, const Cells& cells, Time now, ChannelState& state)
{
    if (!ue.mobility)
    {
        ue.mobility = ue.node->template GetObject<MobilityModel>();
    }
    state.position = ue.mobility ? ue.mobility->GetPosition() : Vector();
    state.velocity = ue.mobility ? ue.mobility->GetVelocity() : Vector();
    state.distance = EdgeMeasurement();
    if (ue.mobility && ue.serving < cells.size())
    {
        auto& cell = *cells[ue.serving];
        if (!cell.mobility)
        {
            cell.mobility = cell.node->template GetObject<MobilityModel>();
        }
        if (cell.mobility)
        {
            state.distance = {ue.mobility->GetDistanceFrom(cell.mobility), now};
        }
    }
}

/**
 * @ingroup edge-inference
 * @brief Tells which other cells a UE hears.
 * @tparam User with the fields @c heard, a power by cell, and @c serving
 * @param ue the UE
 * @param [out] state its neighbours
 */
template <typename User>
void
ObserveNeighbours(const User& ue, ChannelState& state)
{
    state.neighbours.clear();
    for (uint32_t cell = 0; cell < ue.heard.size(); ++cell)
    {
        if (cell != ue.serving && ue.heard[cell].IsKnown())
        {
            state.neighbours.push_back({cell, ue.heard[cell]});
        }
    }
}

} // namespace ns3

#endif // RADIO_SURROUNDINGS_H
