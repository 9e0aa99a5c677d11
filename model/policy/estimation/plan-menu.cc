// SPDX-License-Identifier: GPL-2.0-only

#include "plan-menu.h"

#include "dominance.h"

#include "ns3/assert.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

namespace ns3
{

namespace
{

/**
 * @param one a bill
 * @param other a bill that is no more accurate
 * @param slack s
 * @return whether the first plan takes no more than the other one, but for the slack
 */
bool
TakesNoMore(const PlanBill& one, const PlanBill& other, double slack)
{
    if (one.bytes > other.bytes || one.device > other.device + slack)
    {
        return false;
    }
    const bool isSameServer = one.plan.server == other.plan.server;
    return one.server <= (isSameServer ? other.server + slack : slack);
}

} // namespace

PlanBill
PlanBill::Make(const EdgeSystem& system, std::size_t stream, const InferencePlan& plan)
{
    NS_ASSERT_MSG(!plan.HasTail(), "plans without tails");
    const auto& info = system.streams.at(stream);
    const DnnProfile& dnn = *info.dnn;
    const uint32_t position = dnn.GetExitPosition(plan.exit);
    PlanBill bill;
    bill.plan = plan;
    bill.accuracy = GetExpectedAccuracy(plan, dnn);
    bill.device = dnn.GetSeconds(*system.devices.at(info.ue), plan.exit, 0, plan.cut);
    if (plan.cut < position)
    {
        const DeviceProfile& machine = *system.servers.at(plan.server).device;
        bill.bytes = static_cast<double>(dnn.GetFeatureBytes(plan.cut, plan.bits));
        bill.server = dnn.GetSeconds(machine, plan.exit, plan.cut, position);
    }
    return bill;
}

std::vector<PlanBill>
PlanBill::LeaveUndominated(const std::vector<PlanBill>& bills, double slack)
{
    std::vector<std::size_t> order(bills.size());
    std::iota(order.begin(), order.end(), 0);
    // Nothing that comes later can dominate what comes before, but within the slack.
    const auto key = [&bills](std::size_t i) {
        const PlanBill& bill = bills[i];
        return std::tuple(-bill.accuracy, bill.bytes, bill.device + bill.server, bill.device, i);
    };
    std::sort(order.begin(), order.end(), [&key](std::size_t a, std::size_t b) {
        return key(a) < key(b);
    });
    KeepUndominated(order, [&](std::size_t one, std::size_t other) {
        return TakesNoMore(bills[one], bills[other], slack);
    });
    std::sort(order.begin(), order.end());
    std::vector<PlanBill> left;
    for (const std::size_t i : order)
    {
        left.push_back(bills[i]);
    }
    return left;
}

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
