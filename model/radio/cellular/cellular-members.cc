// SPDX-License-Identifier: GPL-2.0-only

#include "cellular-members.h"

namespace ns3
{

void
CellularUe::StartWindows(Time window, Time now)
{
    for (auto* sum : {&use[0], &use[1], &bytes[0], &bytes[1]})
    {
        sum->Start(window, now);
    }
    blocks.Start(window, now);
}

void
CellularUe::CountUplinkBlock(Time now, bool isCorrect, bool isLast)
{
    blocks.AddAttempts(now, 1, isCorrect ? 0 : 1);
    if (isCorrect || isLast)
    {
        blocks.AddEnd(now, !isCorrect);
    }
}

void
CellularUe::Hear(uint32_t cell, uint32_t nCells, double rsrp, Time now)
{
    if (cell != NO_CELL)
    {
        heard.resize(nCells);
        heard[cell] = {rsrp, now};
    }
}

} // namespace ns3
