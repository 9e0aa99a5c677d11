// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/plan-dominance.h"

#include "ns3/assert.h"

#include <algorithm>
#include <tuple>

namespace ns3
{

namespace
{

/// What a plan gives and takes.
struct Bill
{
    uint32_t action{0};          //!< its number
    double accuracy{0};          //!< top-1 share
    double bytes{0};             //!< sent
    double total{0};             //!< s of computing in all
    std::vector<double> seconds; //!< s of computing, of the UE and of each server
};

/**
 * @param one a bill
 * @param other another one, no more accurate
 * @param slack s
 * @return whether the first takes no more than the other
 */
bool
Dominates(const Bill& one, const Bill& other, double slack)
{
    if (one.bytes > other.bytes)
    {
        return false;
    }
    for (std::size_t i = 0; i < one.seconds.size(); ++i)
    {
        if (one.seconds[i] > other.seconds[i] + slack)
        {
            return false;
        }
    }
    return true;
}

} // namespace

std::vector<uint32_t>
GetUndominatedActions(const NumberedPlans& space,
                      const EdgeSystem& system,
                      std::size_t stream,
                      double slack)
{
    const auto& info = system.streams.at(stream);
    const DnnProfile& dnn = *info.dnn;
    std::vector<Bill> bills;
    for (const uint32_t action : space.GetValidActions(info.dnn))
    {
        const InferencePlan plan = space.GetPlan(action, dnn);
        NS_ASSERT_MSG(!plan.HasTail(), "plans without tails");
        const uint32_t position = dnn.GetExitPosition(plan.exit);
        Bill bill;
        bill.action = action;
        bill.accuracy = GetExpectedAccuracy(plan, dnn);
        bill.seconds.assign(1 + system.servers.size(), 0);
        bill.seconds[0] = dnn.GetSeconds(*system.devices.at(info.ue), plan.exit, 0, plan.cut);
        if (plan.cut < position)
        {
            bill.bytes = static_cast<double>(dnn.GetFeatureBytes(plan.cut, plan.bits));
            bill.seconds[1 + plan.server] = dnn.GetSeconds(*system.servers.at(plan.server).device,
                                                           plan.exit,
                                                           plan.cut,
                                                           position);
        }
        for (const double seconds : bill.seconds)
        {
            bill.total += seconds;
        }
        bills.push_back(bill);
    }
    // Nothing that comes later can dominate what comes before, but within the slack.
    std::sort(bills.begin(), bills.end(), [](const Bill& a, const Bill& b) {
        return std::tie(b.accuracy, a.bytes, a.total, a.action) <
               std::tie(a.accuracy, b.bytes, b.total, b.action);
    });
    std::vector<Bill> kept;
    for (const auto& bill : bills)
    {
        const bool isNeeded = std::none_of(kept.begin(), kept.end(), [&](const Bill& other) {
            return Dominates(other, bill, slack);
        });
        if (isNeeded)
        {
            kept.push_back(bill);
        }
    }
    std::vector<uint32_t> actions;
    for (const auto& bill : kept)
    {
        actions.push_back(bill.action);
    }
    std::sort(actions.begin(), actions.end());
    return actions;
}

} // namespace ns3
