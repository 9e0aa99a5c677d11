// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/estimation/plan-estimator.h"
#include "../../../model/policy/rules/greedy-plan-policy.h"
#include "../../../model/policy/spaces/numbered-plans.h"
#include "../policy-test-states.h"

#include "ns3/double.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief GreedyPlanPolicy against its definition.
 */

using namespace ns3;
using namespace ns3::tests;

namespace
{

TEST(GreedyPlanPolicyTest, BestForTheTaskAtHand)
{
    std::mt19937_64 random(7);
    const auto dnn = GetTestDnn();
    const EdgeSystem system = MakeSystem({dnn, dnn, dnn}, 2, 0.06);
    const NumberedPlans space({dnn}, 2);
    const PlanEstimator estimator;
    auto policy = CreateObject<GreedyPlanPolicy>();
    policy->SetAttribute("Margin", DoubleValue(0.2));
    policy->BeginEpisode(system);
    int inTime = 0;
    int late = 0;
    for (int round = 0; round < 300; ++round)
    {
        const EpochState known = MakeState(system, random);
        EpochDecision decision;
        policy->Decide(known, decision);
        EpochState state = known; // as the policy takes it: an unknown rate is FirstRate
        for (auto& ue : state.ues)
        {
            ue.channel.uplinkCapacity.value = ue.channel.uplinkCapacity.GetOr(2e6);
        }
        for (std::size_t i = 0; i < 3; ++i)
        {
            double best = -1;
            double fastest = std::numeric_limits<double>::infinity();
            for (const uint32_t action : space.GetValidActions(dnn))
            {
                const InferencePlan plan = space.GetPlan(action, *dnn);
                const double latency = estimator.Estimate(system, state, i, plan).GetTotal();
                fastest = std::min(fastest, latency);
                if (latency <= 0.05)
                {
                    best = std::max(best, GetExpectedAccuracy(plan, *dnn));
                }
            }
            const InferencePlan& chosen = decision.plans[i];
            const double latency = estimator.Estimate(system, state, i, chosen).GetTotal();
            if (best < 0)
            {
                EXPECT_EQ(latency, fastest) << "late in any case: the fastest";
                ++late;
                continue;
            }
            ++inTime;
            EXPECT_LE(latency, 0.05);
            EXPECT_EQ(GetExpectedAccuracy(chosen, *dnn), best);
            for (const uint32_t action : space.GetValidActions(dnn))
            {
                const InferencePlan plan = space.GetPlan(action, *dnn);
                if (GetExpectedAccuracy(plan, *dnn) == best)
                {
                    EXPECT_GE(estimator.Estimate(system, state, i, plan).GetTotal(), latency);
                }
            }
        }
    }
    EXPECT_GT(inTime, 100);
    EXPECT_GT(late, 100);
}

} // namespace
