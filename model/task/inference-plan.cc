// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-plan.h"

#include <algorithm>

namespace ns3
{

bool
IsRunnable(const InferencePlan& plan, const DnnProfile& dnn, uint32_t nServers)
{
    if (plan.exit >= dnn.GetNExits())
    {
        return false;
    }
    const bool local = plan.cut == dnn.GetExitPosition(plan.exit);
    const auto& cuts = dnn.GetCutPoints(plan.exit);
    const auto& widths = dnn.GetBitWidths();
    return (local || plan.server < nServers) &&
           std::binary_search(cuts.begin(), cuts.end(), plan.cut) &&
           std::find(widths.begin(), widths.end(), plan.bits) != widths.end();
}

} // namespace ns3
