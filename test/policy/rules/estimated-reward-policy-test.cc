// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/estimation/plan-estimator.h"
#include "../../../model/policy/rules/clairvoyant-policy.h"
#include "../../../model/policy/rules/estimated-reward-policy.h"
#include "../../../model/policy/spaces/numbered-plans.h"
#include "../mobility-test-system.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-scenario.h"
#include "ns3/pointer.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <gtest/gtest.h>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief EstimatedRewardPolicy against its definition.
 */

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param state what is known
 * @return it, with the rate that the policy takes an unknown uplink to have
 */
EpochState
WithFirstRate(EpochState state)
{
    for (auto& ue : state.ues)
    {
        ue.channel.uplinkCapacity.value = ue.channel.uplinkCapacity.GetOr(2e6);
    }
    return state;
}

/**
 * @param latency s
 * @param deadline s
 * @param accuracy of the plan
 * @return reward of ns3::RewardModel with its defaults, without energy
 */
double
Score(double latency, double deadline, double accuracy)
{
    return latency <= 0.8 * deadline ? accuracy - latency / deadline : -1.5;
}

TEST(EstimatedRewardPolicyTest, TheGreatestOfAllPlans)
{
    constexpr double DEADLINE = 0.06;
    std::mt19937_64 random(11);
    const auto dnn = GetTestDnn();
    EdgeSystem system = MakeSystem({dnn, dnn, dnn}, 2, DEADLINE);
    system.dnns = {dnn};
    const NumberedPlans plans({dnn}, 2);
    const PlanEstimator estimator;
    auto policy = CreateObject<EstimatedRewardPolicy>();
    policy->SetAttribute("CountGiven", BooleanValue(false));
    policy->BeginEpisode(system);
    int inTime = 0;
    int late = 0;
    for (int round = 0; round < 200; ++round)
    {
        const EpochState known = MakeState(system, random);
        const EpochState state = WithFirstRate(known);
        EpochDecision decision;
        policy->Decide(known, decision);
        for (std::size_t i = 0; i < 3; ++i)
        {
            const auto getReward = [&](const InferencePlan& plan, double& latency) {
                latency = estimator.Estimate(system, state, i, plan).GetTotal();
                return Score(latency, DEADLINE, GetExpectedAccuracy(plan, *dnn));
            };
            double chosenLatency = 0;
            const double chosen = getReward(decision.plans[i], chosenLatency);
            (chosen > -1.5 ? inTime : late) += 1;
            for (const uint32_t action : plans.GetValidActions(dnn))
            {
                double latency = 0;
                const double reward = getReward(plans.GetPlan(action, *dnn), latency);
                EXPECT_LE(reward, chosen + 1e-6); // times are whole nanoseconds there
                if (chosen == -1.5)
                {
                    EXPECT_GE(latency, chosenLatency) << "late in any case: the fastest";
                }
            }
        }
    }
    EXPECT_GT(inTime, 100);
    EXPECT_GT(late, 100);
}

TEST(EstimatedRewardPolicyTest, StaysUnlessTheGainIsGreat)
{
    std::mt19937_64 random(12);
    const auto dnn = GetTestDnn();
    EdgeSystem system = MakeSystem({dnn}, 2, 0.06);
    system.dnns = {dnn};
    const PlanEstimator estimator;
    auto policy = CreateObject<EstimatedRewardPolicy>();
    policy->SetAttribute("Hysteresis", DoubleValue(0.2));
    auto eager = CreateObject<EstimatedRewardPolicy>();
    policy->BeginEpisode(system);
    eager->BeginEpisode(system);
    InferencePlan last;
    int kept = 0;
    int left = 0;
    for (int round = 0; round < 200; ++round)
    {
        const EpochState known = MakeState(system, random);
        EpochDecision decision;
        EpochDecision best;
        policy->Decide(known, decision);
        eager->Decide(known, best);
        const EpochState state = WithFirstRate(known);
        const auto getReward = [&](const InferencePlan& plan) {
            return Score(estimator.Estimate(system, state, 0, plan).GetTotal(),
                         0.06,
                         GetExpectedAccuracy(plan, *dnn));
        };
        if (round > 0 && best.plans[0] != last)
        {
            const bool isKept = getReward(best.plans[0]) - getReward(last) <= 0.2;
            EXPECT_EQ(decision.plans[0] == (isKept ? last : best.plans[0]), true) << round;
            (isKept ? kept : left) += 1;
        }
        last = decision.plans[0];
    }
    EXPECT_GT(kept, 10);
    EXPECT_GT(left, 10);
}

TEST(EstimatedRewardPolicyTest, CorrectsByPlace)
{
    const EdgeSystem system = MakeMobileSystem(2, 1, 1e9);
    EpochState state = MakeMobileState(system, 1);
    const PlanEstimator estimator;
    auto policy = CreateObject<EstimatedRewardPolicy>();
    policy->SetAttribute("Correction", DoubleValue(0.25));
    policy->SetAttribute("CountGiven", BooleanValue(false));
    policy->BeginEpisode(system);
    EpochDecision decision;
    policy->Decide(state, decision);
    ASSERT_EQ(decision.plans[0].server, 0);
    ASSERT_LT(decision.plans[0].cut, system.dnns[0]->GetExitPosition(decision.plans[0].exit));
    const double predicted = estimator.Estimate(system, state, 0, decision.plans[0]).GetTotal();
    // A report of twice what was predicted counts once, however often it is seen.
    state.streams[0].at = Seconds(1);
    state.streams[0].recentLatency = 2 * predicted;
    for (int epoch = 2; epoch < 5; ++epoch)
    {
        policy->Decide(state, decision);
        EXPECT_NEAR(policy->GetCorrection(1), 1.25, 1e-12);
        EXPECT_EQ(policy->GetCorrection(0), 1) << "nothing was on a UE";
        EXPECT_EQ(policy->GetCorrection(2), 1) << "nothing was in the cloud";
    }
    // What cannot be of this plan counts as ten times, and a server that is ten times as slow as
    // predicted is left.
    for (int epoch = 5; epoch < 12; ++epoch)
    {
        state.streams[0].at = Seconds(epoch);
        state.streams[0].recentLatency = 100;
        policy->Decide(state, decision);
    }
    EXPECT_GT(policy->GetCorrection(1), 2);
    EXPECT_LE(policy->GetCorrection(1), 10);
    const bool isLeft =
        decision.plans[0].server != 0 ||
        decision.plans[0].cut == system.dnns[0]->GetExitPosition(decision.plans[0].exit);
    EXPECT_TRUE(isLeft);
    policy->BeginEpisode(system);
    EXPECT_EQ(policy->GetCorrection(1), 1) << "an episode begins anew";
}

TEST(EstimatedRewardPolicyTest, TakesTheRewardOfTheScenario)
{
    auto scenario = InferenceScenario::Read("one-cell");
    scenario.SetAll({"/radio/type=link", "/period/length=0.2s", "/reward/EnergyWeight=7"});
    const auto build = [&](Ptr<OffloadingPolicy> p) { return scenario.Build(p); };
    const auto getWeight = [](Ptr<OffloadingPolicy> policy) {
        PointerValue reward;
        policy->GetAttribute("RewardModel", reward);
        DoubleValue weight;
        reward.Get<RewardModel>()->GetAttribute("EnergyWeight", weight);
        return weight.Get();
    };
    auto policy = CreateObject<EstimatedRewardPolicy>();
    InferenceEpisode(build).Run(policy, 1, false);
    EXPECT_EQ(getWeight(policy), 7);
    // As the base of a policy that knows the future, too.
    auto base = CreateObject<EstimatedRewardPolicy>();
    auto clairvoyant = CreateObjectWithAttributes<ClairvoyantPolicy>("Base",
                                                                     PointerValue(base),
                                                                     "Candidates",
                                                                     UintegerValue(1));
    InferenceEpisode(build).Run(clairvoyant, 1, false);
    EXPECT_EQ(getWeight(base), 7);
}

TEST(EstimatedRewardPolicyTest, AsksForModelsAndDividesEvenly)
{
    // Room for one model; UEs 0 and 2 in cell 0, UE 1 in cell 1.
    const EdgeSystem system = MakeMobileSystem(3, 2, 30e6);
    auto policy = CreateObject<EstimatedRewardPolicy>();
    policy->SetAttribute("EvenShares", BooleanValue(true));
    policy->SetAttribute("AskWindow", UintegerValue(5));
    policy->BeginEpisode(system);
    EpochDecision decision;
    policy->Decide(MakeMobileState(system, 1), decision);
    EXPECT_EQ(std::count(decision.placements[1].begin(), decision.placements[1].end(), 1), 1);
    EXPECT_EQ(decision.uplinkShares, (std::vector<double>{0.5, 1, 0.5}));
    ASSERT_EQ(decision.computeShares.size(), 3);
    EXPECT_EQ(decision.computeShares[0], (std::vector<double>{1, 1, 1}));
    EXPECT_EQ(decision.computeShares[1], (std::vector<double>{1, 1, 1}));
    EXPECT_TRUE(decision.computeShares[2].empty()) << "the cloud is not divided";

    auto plain = CreateObject<EstimatedRewardPolicy>();
    plain->BeginEpisode(system);
    EpochDecision other;
    plain->Decide(MakeMobileState(system, 1), other);
    EXPECT_TRUE(other.uplinkShares.empty());
    EXPECT_TRUE(other.computeShares.empty());
}

} // namespace
} // namespace tests
} // namespace ns3
