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
    const auto isWidth = [&](uint16_t bits) {
        return std::find(widths.begin(), widths.end(), bits) != widths.end();
    };
    const auto isCut = [&](uint16_t cut) {
        return std::binary_search(cuts.begin(), cuts.end(), cut);
    };
    const bool tail =
        !plan.HasTail() ||
        (!local && plan.tailCut >= plan.cut && plan.tailCut < dnn.GetExitPosition(plan.exit) &&
         isCut(plan.tailCut) && isWidth(plan.tailBits) && plan.tailServer < nServers &&
         plan.tailServer != plan.server);
    return (local || plan.server < nServers) && isCut(plan.cut) && isWidth(plan.bits) && tail;
}

} // namespace ns3
