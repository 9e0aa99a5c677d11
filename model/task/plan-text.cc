// SPDX-License-Identifier: GPL-2.0-only

#include "plan-text.h"

namespace ns3
{

std::string
DescribePlan(const InferencePlan& plan)
{
    std::string text = "exit " + std::to_string(plan.exit) + ", cut " + std::to_string(plan.cut) +
                       ", " + std::to_string(plan.bits) + " bits, server " +
                       std::to_string(plan.server);
    if (plan.HasTail())
    {
        text += ", then cut " + std::to_string(plan.tailCut) + ", " +
                std::to_string(plan.tailBits) + " bits, server " + std::to_string(plan.tailServer);
    }
    return text;
}

} // namespace ns3
