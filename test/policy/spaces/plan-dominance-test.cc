// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/spaces/plan-dominance.h"

#include "ns3/device-profile.h"
#include "ns3/dnn-profile.h"

#include <algorithm>
#include <gtest/gtest.h>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief GetUndominatedActions() against the definition.
 */

using namespace ns3;

namespace
{

/**
 * @param system a system of one stream
 * @param plan its plan
 * @return what it takes: bytes, s of the UE, s of each server
 */
std::vector<double>
GetCosts(const EdgeSystem& system, const InferencePlan& plan)
{
    const DnnProfile& dnn = *system.streams[0].dnn;
    const uint32_t position = dnn.GetExitPosition(plan.exit);
    std::vector<double> costs(2 + system.servers.size(), 0);
    costs[1] = dnn.GetSeconds(*system.devices[0], plan.exit, 0, plan.cut);
    if (plan.cut < position)
    {
        costs[0] = dnn.GetFeatureBytes(plan.cut, plan.bits);
        costs[2 + plan.server] =
            dnn.GetSeconds(*system.servers[plan.server].device, plan.exit, plan.cut, position);
    }
    return costs;
}

TEST(PlanDominanceTest, NothingNeededIsMissing)
{
    for (const char* dnn : {"resnet20-cifar10", "alexnet-cifar10"})
    {
        EdgeSystem system;
        system.dnns.push_back(DnnProfile::Read(dnn));
        system.streams.push_back({0, system.dnns[0], Seconds(1), {}});
        system.devices.push_back(DeviceProfile::Read("arm-a1-medium"));
        for (const char* server : {"xeon-m4-large", "nvidia-t4"})
        {
            system.servers.emplace_back();
            system.servers.back().device = DeviceProfile::Read(server);
        }
        const NumberedPlans space(system.dnns, system.servers.size());
        const auto& valid = space.GetValidActions(system.dnns[0]);
        std::size_t previous = valid.size();
        for (const double slack : {0.0, 0.0005, 0.002})
        {
            const auto kept = GetUndominatedActions(space, system, 0, slack);
            EXPECT_TRUE(std::is_sorted(kept.begin(), kept.end()));
            EXPECT_LT(kept.size(), previous) << "some are left out";
            previous = kept.size();
            const auto dominates = [&](uint32_t one, uint32_t other) {
                const InferencePlan a = space.GetPlan(one, *system.dnns[0]);
                const InferencePlan b = space.GetPlan(other, *system.dnns[0]);
                const auto costsA = GetCosts(system, a);
                const auto costsB = GetCosts(system, b);
                bool no = GetExpectedAccuracy(a, *system.dnns[0]) <
                              GetExpectedAccuracy(b, *system.dnns[0]) ||
                          costsA[0] > costsB[0];
                for (std::size_t i = 1; i < costsA.size(); ++i)
                {
                    no = no || costsA[i] > costsB[i] + slack;
                }
                return !no;
            };
            for (const uint32_t action : valid)
            {
                EXPECT_TRUE(std::any_of(kept.begin(), kept.end(), [&](uint32_t other) {
                    return dominates(other, action);
                })) << action;
            }
            for (const uint32_t action : kept)
            {
                EXPECT_TRUE(std::none_of(kept.begin(), kept.end(), [&](uint32_t other) {
                    return other != action && dominates(other, action) && !dominates(action, other);
                })) << action;
            }
        }
    }
}

} // namespace
