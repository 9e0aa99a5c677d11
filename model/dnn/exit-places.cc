// SPDX-License-Identifier: GPL-2.0-only

#include "exit-places.h"

#include "ns3/assert.h"

namespace ns3
{

bool
HasExit(const DnnProfile& dnn, uint32_t exit, ExitPlace place)
{
    const auto& cuts = dnn.GetCutPoints(exit);
    const uint32_t position = dnn.GetExitPosition(exit);
    return place == ExitPlace::DEVICE ? cuts.back() == position : cuts.front() < position;
}

uint32_t
CountExits(const DnnProfile& dnn, ExitPlace place)
{
    uint32_t n = 0;
    for (uint32_t exit = 0; exit < dnn.GetNExits(); ++exit)
    {
        n += HasExit(dnn, exit, place) ? 1 : 0;
    }
    return n;
}

uint32_t
GetExitAt(const DnnProfile& dnn, ExitPlace place, uint32_t number)
{
    uint32_t exit = 0;
    for (uint32_t left = number + 1; exit < dnn.GetNExits(); ++exit)
    {
        left -= HasExit(dnn, exit, place) ? 1 : 0;
        if (left == 0)
        {
            break;
        }
    }
    NS_ASSERT_MSG(exit < dnn.GetNExits(), "no exit " << number << " there");
    return exit;
}

uint32_t
GetLastExit(const DnnProfile& dnn, ExitPlace place)
{
    return GetExitAt(dnn, place, CountExits(dnn, place) - 1);
}

uint32_t
GetExitNumber(const DnnProfile& dnn, ExitPlace place, uint32_t exit)
{
    NS_ASSERT_MSG(HasExit(dnn, exit, place), "exit " << exit << " is not there");
    uint32_t number = 0;
    for (uint32_t before = 0; before < exit; ++before)
    {
        number += HasExit(dnn, before, place) ? 1 : 0;
    }
    return number;
}

uint32_t
GetLeastCut(const DnnProfile& dnn, uint32_t exit, ExitPlace place)
{
    return place == ExitPlace::DEVICE ? dnn.GetExitPosition(exit) : dnn.GetCutPoints(exit).front();
}

} // namespace ns3
