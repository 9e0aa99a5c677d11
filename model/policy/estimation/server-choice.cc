// SPDX-License-Identifier: GPL-2.0-only

#include "server-choice.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace ns3
{

bool
IsUp(const EpochState& state, const InferencePlan& plan, const DnnProfile& dnn)
{
    if (plan.cut >= dnn.GetExitPosition(plan.exit))
    {
        return true;
    }
    return state.servers.at(plan.server).up &&
           (!plan.HasTail() || state.servers.at(plan.tailServer).up);
}

uint32_t
FindNearestServer(const EdgeSystem& system, const EpochState& state, uint32_t cell, uint32_t turn)
{
    std::vector<uint32_t> nearest;
    double least = std::numeric_limits<double>::infinity();
    for (uint32_t i = 0; i < system.servers.size(); ++i)
    {
        if (system.servers[i].tier != EdgeServerTier::EDGE || !state.servers.at(i).up)
        {
            continue;
        }
        const double delay = system.GetPath(cell, i).delay;
        if (nearest.empty() || delay < least)
        {
            nearest.clear();
            least = delay;
        }
        if (delay <= least)
        {
            nearest.push_back(i);
        }
    }
    if (nearest.empty())
    {
        return NO_SERVER;
    }
    const auto end = std::stable_partition(nearest.begin(), nearest.end(), [&](uint32_t i) {
        return system.servers[i].cell == cell;
    });
    if (end != nearest.begin())
    {
        nearest.erase(end, nearest.end());
    }
    return nearest[turn % nearest.size()];
}

} // namespace ns3
