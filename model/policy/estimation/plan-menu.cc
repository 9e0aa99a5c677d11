// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/plan-menu.h"

#include <utility>

namespace ns3
{

PlanMenu::PlanMenu(const EdgeSystem& system)
{
    for (std::size_t stream = 0; stream < system.streams.size(); ++stream)
    {
        const DnnProfile& dnn = *system.streams[stream].dnn;
        std::vector<PlanBill> local;
        std::vector<std::vector<PlanBill>> away(system.servers.size());
        for (uint16_t exit = 0; exit < dnn.GetNExits(); ++exit)
        {
            for (const uint32_t cut : dnn.GetCutPoints(exit))
            {
                InferencePlan plan;
                plan.exit = exit;
                plan.cut = static_cast<uint16_t>(cut);
                plan.bits = static_cast<uint16_t>(dnn.GetBitWidths().front());
                if (cut == dnn.GetExitPosition(exit))
                {
                    // Nothing is sent, so that all widths come to the same.
                    local.push_back(PlanBill::Make(system, stream, plan));
                    continue;
                }
                for (const uint32_t bits : dnn.GetBitWidths())
                {
                    plan.bits = static_cast<uint16_t>(bits);
                    for (plan.server = 0; plan.server < away.size(); ++plan.server)
                    {
                        away[plan.server].push_back(PlanBill::Make(system, stream, plan));
                    }
                }
            }
        }
        m_local.push_back(PlanBill::LeaveUndominated(local, 0));
        for (auto& bills : away)
        {
            bills = PlanBill::LeaveUndominated(bills, 0);
        }
        m_away.push_back(std::move(away));
    }
}

bool
PlanMenu::IsBetter(const Choice& a, const Choice& b)
{
    if (a.isWithin != b.isWithin)
    {
        return a.isWithin;
    }
    if (a.isWithin && a.accuracy != b.accuracy)
    {
        return a.accuracy > b.accuracy;
    }
    return a.latency < b.latency;
}

PlanMenu::Choice
PlanMenu::Choose(const EdgeSystem& system,
                 const EpochState& state,
                 std::size_t stream,
                 uint32_t server,
                 double limit,
                 const std::vector<PlanBill>& bills) const
{
    Choice best;
    bool isFirst = true;
    for (const auto& bill : bills)
    {
        Choice choice;
        choice.plan = bill.plan;
        choice.plan.server = static_cast<uint16_t>(server);
        choice.latency = m_estimator.Estimate(system, state, stream, choice.plan).GetTotal();
        choice.accuracy = bill.accuracy;
        choice.isWithin = choice.latency <= limit;
        choice.server = bill.server;
        choice.device = bill.device;
        if (isFirst || IsBetter(choice, best))
        {
            best = choice;
            isFirst = false;
        }
    }
    return best;
}

PlanMenu::Choice
PlanMenu::ChooseLocal(const EdgeSystem& system,
                      const EpochState& state,
                      std::size_t stream,
                      double limit) const
{
    return Choose(system, state, stream, 0, limit, m_local.at(stream));
}

PlanMenu::Choice
PlanMenu::ChooseAt(const EdgeSystem& system,
                   const EpochState& state,
                   std::size_t stream,
                   uint32_t server,
                   double limit) const
{
    return Choose(system, state, stream, server, limit, m_away.at(stream).at(server));
}

} // namespace ns3
