// SPDX-License-Identifier: GPL-2.0-only

#include "dominance.h"

#include "ns3/assert.h"

#include <algorithm>
#include <numeric>
#include <tuple>

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

} // namespace ns3
