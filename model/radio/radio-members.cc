// SPDX-License-Identifier: GPL-2.0-only

#include "radio-members.h"

namespace ns3
{

Ptr<MobilityModel>
RadioCell::FindMobility()
{
    if (!mobility)
    {
        mobility = node->GetObject<MobilityModel>();
    }
    return mobility;
}

void
RadioUe::Observe(RadioCell* cell, Time now, ChannelState& state)
{
    state.time = now;
    state.connected = connected;
    state.servingCell = serving != NO_CELL ? serving : 0;
    state.handingOver = handingOver;
    state.handovers = handovers;
    state.lastHandover = lastHandover;
    if (!mobility)
    {
        mobility = node->GetObject<MobilityModel>();
    }
    state.position = mobility ? mobility->GetPosition() : Vector();
    state.velocity = mobility ? mobility->GetVelocity() : Vector();
    state.distance = EdgeMeasurement();
    if (mobility && cell && cell->FindMobility())
    {
        state.distance = {mobility->GetDistanceFrom(cell->mobility), now};
    }
}

} // namespace ns3
