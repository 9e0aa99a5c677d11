// SPDX-License-Identifier: GPL-2.0-only

#include "plan-dominance.h"

#include "../estimation/plan-menu.h"

namespace ns3
{

std::vector<uint32_t>
GetUndominatedActions(const NumberedPlans& space,
                      const EdgeSystem& system,
                      std::size_t stream,
                      double slack)
{
    const auto& dnn = system.streams.at(stream).dnn;
    std::vector<PlanBill> bills;
    for (const uint32_t action : space.GetValidActions(dnn))
    {
        bills.push_back(PlanBill::Make(system, stream, space.GetPlan(action, *dnn)));
    }
    std::vector<uint32_t> actions;
    for (const auto& bill : PlanBill::LeaveUndominated(bills, slack))
    {
        actions.push_back(space.GetAction(bill.plan, *dnn));
    }
    return actions;
}

} // namespace ns3
