// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-plan.h"

#include <algorithm>

namespace ns3
{

bool
IsRunnable(const InferencePlan& plan, const DnnProfile& dnn, uint32_t nServers)
{
    if (plan.exit >= std::min(dnn.GetNExits(), 256U))
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

uint16_t
GetBackhaulBits(const InferencePlan& plan)
{
    return plan.tailCut == plan.cut ? std::min(plan.bits, plan.tailBits) : plan.tailBits;
}

double
GetExpectedAccuracy(const InferencePlan& plan, const DnnProfile& dnn)
{
    if (!plan.HasTail())
    {
        return dnn.GetAccuracy(plan.exit, plan.cut, plan.bits);
    }
    if (plan.tailCut == plan.cut)
    {
        return dnn.GetAccuracy(plan.exit, plan.cut, GetBackhaulBits(plan));
    }
    const double full =
        dnn.GetAccuracy(plan.exit, dnn.GetExitPosition(plan.exit), dnn.GetBitWidths().front());
    const double first = dnn.GetAccuracy(plan.exit, plan.cut, plan.bits);
    const double second = dnn.GetAccuracy(plan.exit, plan.tailCut, plan.tailBits);
    return full > 0 ? first * (second / full) : 0;
}

} // namespace ns3
