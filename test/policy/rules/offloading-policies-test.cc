// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/estimation/plan-estimator.h"
#include "../../../model/policy/rules/device-only-policy.h"
#include "../../../model/policy/rules/edgent-policy.h"
#include "../../../model/policy/rules/fixed-plan-policy.h"
#include "../../../model/policy/rules/random-policy.h"
#include "../../../model/policy/rules/server-only-policy.h"
#include "../../../model/policy/spaces/numbered-plans.h"
#include "../policy-test-states.h"

#include "ns3/double.h"
#include "ns3/reward-model.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <map>

namespace ns3
{
namespace tests
{
namespace
{

/// Both kinds of DNN: the tiny one and a shipped one.
const std::vector<Ptr<const DnnProfile>>&
GetDnns()
{
    static const std::vector<Ptr<const DnnProfile>> dnns{GetTestDnn(),
                                                         DnnProfile::Read("alexnet-cifar10")};
    return dnns;
}

TEST(RewardModel, IsItsClosedForm)
{
    auto model = CreateObject<RewardModel>();
    TaskOutcome outcome;
    outcome.created = Seconds(2);
    outcome.ended = Seconds(2.03);
    outcome.deadline = Seconds(0.1);
    outcome.accuracy = 0.8;
    outcome.energy = 4;
    outcome.status = InferenceTaskStatus::COMPLETED;
    model->SetAttribute("AccuracyWeight", DoubleValue(1));
    model->SetAttribute("LatencyWeight", DoubleValue(0.5));
    model->SetAttribute("EnergyWeight", DoubleValue(0));
    EXPECT_DOUBLE_EQ(model->Score(outcome), 0.8 - 0.5 * 0.3);
    model->SetAttribute("AccuracyWeight", DoubleValue(2));
    model->SetAttribute("LatencyWeight", DoubleValue(3));
    model->SetAttribute("MissPenalty", DoubleValue(5));
    model->SetAttribute("EnergyWeight", DoubleValue(0.25));
    EXPECT_DOUBLE_EQ(model->Score(outcome), 2 * 0.8 - 3 * 0.3 - 0.25 * 4);
    for (const auto status : {InferenceTaskStatus::LATE, InferenceTaskStatus::DROPPED})
    {
        outcome.status = status;
        for (const double end : {2.001, 2.2, 9.0}) // the latency of a miss counts one deadline
        {
            outcome.ended = Seconds(end);
            EXPECT_DOUBLE_EQ(model->Score(outcome), -3 - 5 - 0.25 * 4);
        }
    }
}

TEST(PlanEstimator, IsWhatAHandComputes)
{
    const EdgeSystem system = MakeSystem({GetTestDnn()}, 2, 0.1);
    EpochState state;
    state.ues.resize(1);
    state.streams.resize(1);
    state.servers.resize(2);
    ChannelState& channel = state.ues[0].channel;
    channel.connected = true;
    channel.uplinkCapacity.value = 6e6;
    channel.backlog.value = 1000;
    state.ues[0].device.speed = 0.5;
    state.ues[0].device.backlog = 0.01;
    state.servers[1].speed = 0.25;
    state.servers[1].backlog = 0.02;
    const PlanEstimator estimator(3e-3);
    EXPECT_DOUBLE_EQ(estimator.EstimateUplinkRate(channel), 6e6);
    InferencePlan plan;
    plan.exit = 1;
    plan.cut = 1;
    plan.bits = 8;
    plan.server = 1;
    PlanEstimate estimate = estimator.Estimate(system, state, 0, plan);
    EXPECT_DOUBLE_EQ(estimate.deviceWait, 0.01 / 0.5);
    EXPECT_DOUBLE_EQ(estimate.deviceCompute, 1e6 / 1e8 / 0.5);
    EXPECT_DOUBLE_EQ(estimate.uplink, 8 * (2000 + 1000) / 6e6);
    EXPECT_DOUBLE_EQ(estimate.serverWait, 0.02 / 0.25);
    EXPECT_DOUBLE_EQ(estimate.serverCompute, 3e6 / 1e9 / 0.25);
    EXPECT_DOUBLE_EQ(estimate.downlink, 3e-3);
    EXPECT_DOUBLE_EQ(estimate.GetTotal(), 0.02 + 0.02 + 0.004 + 0.08 + 0.012 + 0.003);
    plan.server = 0;
    EXPECT_DOUBLE_EQ(estimator.Estimate(system, state, 0, plan).serverWait, 0);
    plan.cut = 0; // the UE's queue is passed by
    estimate = estimator.Estimate(system, state, 0, plan);
    EXPECT_EQ(estimate.deviceWait + estimate.deviceCompute, 0);
    plan.cut = 3; // nothing but the UE's
    estimate = estimator.Estimate(system, state, 0, plan);
    EXPECT_DOUBLE_EQ(estimate.GetTotal(), 0.02 + 4e6 / 1e8 / 0.5);
    plan.cut = 1;
    channel.connected = false;
    EXPECT_TRUE(std::isinf(estimator.Estimate(system, state, 0, plan).uplink));
    channel.connected = true;
    channel.uplinkCapacity.value = std::nan("");
    EXPECT_TRUE(std::isinf(estimator.Estimate(system, state, 0, plan).GetTotal()));
    channel.uplinkCapacity.value = 6e6;
    state.servers[0].speed = 0;
    EXPECT_TRUE(std::isinf(estimator.Estimate(system, state, 0, plan).serverCompute));
}

TEST(EdgentPolicy, FollowsItsRule)
{
    std::mt19937_64 random(4);
    const PlanEstimator estimator;
    uint32_t feasible = 0;
    uint32_t infeasible = 0;
    uint32_t early = 0;
    uint32_t sent = 0;
    for (int i = 0; i < 3000; ++i)
    {
        const double deadline = std::uniform_real_distribution<double>(0.005, 0.3)(random);
        const EdgeSystem system = MakeSystem(GetDnns(), 1 + i % 3, deadline);
        const EpochState state = MakeState(system, random);
        auto policy = CreateObject<EdgentPolicy>();
        const uint32_t bits = 1 + random() % 40;
        policy->SetAttribute("Bits", UintegerValue(bits));
        policy->BeginEpisode(system);
        EpochDecision decision;
        policy->Decide(state, decision);
        for (std::size_t stream = 0; stream < 2; ++stream)
        {
            const DnnProfile& dnn = *system.streams[stream].dnn;
            const InferencePlan& plan = decision.plans[stream];
            ASSERT_TRUE(IsRunnable(plan, dnn, state.servers.size()));
            uint32_t width = 0; // the least that is wide enough, or the widest
            for (const uint32_t known : dnn.GetBitWidths())
            {
                width = known >= bits && (width < bits || known < width) ? known : width;
            }
            width = width == 0 ? dnn.GetBitWidths().front() : width;
            EXPECT_EQ(plan.bits, width);
            // The least latency of each exit, by trying everything.
            std::vector<double> least(dnn.GetNExits(), std::numeric_limits<double>::infinity());
            for (uint32_t exit = 0; exit < dnn.GetNExits(); ++exit)
            {
                for (const uint32_t cut : dnn.GetCutPoints(exit))
                {
                    for (uint16_t server = 0; server < state.servers.size(); ++server)
                    {
                        InferencePlan tried;
                        tried.exit = exit;
                        tried.cut = cut;
                        tried.bits = width;
                        tried.server = server;
                        least[exit] =
                            std::min(least[exit],
                                     estimator.Estimate(system, state, stream, tried).GetTotal());
                    }
                }
            }
            int expected = static_cast<int>(dnn.GetNExits()) - 1;
            while (expected >= 0 &&
                   !(least[expected] <= system.streams[stream].deadline.GetSeconds()))
            {
                --expected;
            }
            const double got = estimator.Estimate(system, state, stream, plan).GetTotal();
            if (expected >= 0)
            {
                EXPECT_EQ(plan.exit, expected) << "the latest exit in time";
                EXPECT_EQ(got, least[plan.exit]);
                ++feasible;
                early += expected + 1 < static_cast<int>(dnn.GetNExits());
            }
            else
            {
                EXPECT_EQ(got, *std::min_element(least.begin(), least.end()));
                ++infeasible;
                if (std::isinf(got))
                {
                    EXPECT_EQ(plan.cut, dnn.GetExitPosition(plan.exit)) << "stays on the UE";
                }
            }
            sent += plan.cut != dnn.GetExitPosition(plan.exit);
        }
    }
    EXPECT_GT(feasible, 300U);
    EXPECT_GT(infeasible, 300U);
    EXPECT_GT(early, 100U);
    EXPECT_GT(sent, 100U);
}

TEST(EdgentPolicy, StaysOnTheUeWithoutServers)
{
    std::mt19937_64 random(4);
    const EdgeSystem system = MakeSystem(GetDnns(), 0, 0.1);
    auto policy = CreateObject<EdgentPolicy>();
    policy->BeginEpisode(system);
    for (int i = 0; i < 100; ++i)
    {
        EpochDecision decision;
        policy->Decide(MakeState(system, random), decision);
        for (std::size_t stream = 0; stream < 2; ++stream)
        {
            EXPECT_TRUE(IsRunnable(decision.plans[stream], *system.streams[stream].dnn, 0));
        }
    }
}

TEST(DeviceOnlyPolicy, RunsTheWholeNetworkOnTheUe)
{
    std::mt19937_64 random(1);
    const EdgeSystem system = MakeSystem(GetDnns(), 2, 0.1);
    auto policy = CreateObject<DeviceOnlyPolicy>();
    policy->BeginEpisode(system);
    EpochDecision decision;
    policy->Decide(MakeState(system, random), decision);
    for (std::size_t i = 0; i < 2; ++i)
    {
        const DnnProfile& dnn = *system.streams[i].dnn;
        EXPECT_EQ(decision.plans[i].exit, dnn.GetNExits() - 1);
        EXPECT_EQ(decision.plans[i].cut, dnn.GetNLayers());
        EXPECT_TRUE(IsRunnable(decision.plans[i], dnn, 0));
    }
}

TEST(ServerOnlyPolicy, SendsTheInputUnchangedToTheServerWithTheLeastWait)
{
    std::mt19937_64 random(1);
    const EdgeSystem system = MakeSystem(GetDnns(), 3, 0.1);
    auto policy = CreateObject<ServerOnlyPolicy>();
    policy->BeginEpisode(system);
    std::map<uint32_t, uint32_t> chosen;
    for (int i = 0; i < 300; ++i)
    {
        EpochState state = MakeState(system, random);
        EpochDecision decision;
        policy->Decide(state, decision);
        for (std::size_t stream = 0; stream < 2; ++stream)
        {
            const DnnProfile& dnn = *system.streams[stream].dnn;
            const InferencePlan& plan = decision.plans[stream];
            ASSERT_TRUE(IsRunnable(plan, dnn, 3));
            EXPECT_EQ(plan.exit, dnn.GetNExits() - 1);
            EXPECT_EQ(plan.cut, 0);
            EXPECT_EQ(dnn.GetFeatureBytes(0, plan.bits), dnn.GetFeatureBytes(0, 64)) << "unchanged";
            EXPECT_EQ(dnn.GetAccuracy(plan.exit, 0, plan.bits), dnn.GetExit(plan.exit).accuracy[0]);
            const auto wait = [&](const EdgeComputeState& s) {
                return s.backlog / std::max(s.speed, 1e-6);
            };
            for (const auto& server : state.servers)
            {
                EXPECT_LE(wait(state.servers[plan.server]), wait(server));
            }
            ++chosen[plan.server];
        }
    }
    EXPECT_EQ(chosen.size(), 3U);
}

TEST(FixedPlanPolicy, AnswersItsAttributes)
{
    std::mt19937_64 random(1);
    const EdgeSystem system = MakeSystem(GetDnns(), 3, 0.1);
    auto policy = CreateObject<FixedPlanPolicy>();
    policy->SetAttribute("Exit", UintegerValue(1));
    policy->SetAttribute("Cut", UintegerValue(2));
    policy->SetAttribute("Bits", UintegerValue(4));
    policy->SetAttribute("Server", UintegerValue(2));
    policy->BeginEpisode(system);
    EpochDecision decision;
    policy->Decide(MakeState(system, random), decision);
    for (const auto& plan : decision.plans)
    {
        EXPECT_EQ(plan.exit, 1);
        EXPECT_EQ(plan.cut, 2);
        EXPECT_EQ(plan.bits, 4);
        EXPECT_EQ(plan.server, 2);
    }
    UintegerValue value;
    policy->GetAttribute("Cut", value);
    EXPECT_EQ(value.Get(), 2U);
}

TEST(RandomPolicy, DrawsEveryValidPlanWithEqualChances)
{
    std::mt19937_64 random(1);
    const EdgeSystem system = MakeSystem(GetDnns(), 2, 0.1);
    const EpochState state = MakeState(system, random);
    auto policy = CreateObject<RandomPolicy>();
    EXPECT_EQ(policy->AssignStreams(3), 1);
    policy->BeginEpisode(system);
    const NumberedPlans space(GetDnns(), 2);
    std::map<uint32_t, uint32_t> counts[2];
    constexpr int draws = 40000;
    EpochDecision decision;
    uint32_t together = 0;
    for (int i = 0; i < draws; ++i)
    {
        policy->Decide(state, decision);
        uint32_t actions[2];
        for (std::size_t stream = 0; stream < 2; ++stream)
        {
            actions[stream] = space.GetAction(decision.plans[stream], *GetDnns()[stream]);
            ASSERT_EQ(space.GetMask(GetDnns()[stream])[actions[stream]], 1);
            ++counts[stream][actions[stream]];
        }
        const auto& first = space.GetValidActions(GetDnns()[0]);
        together += actions[0] == first[0] && actions[1] == space.GetValidActions(GetDnns()[1])[0];
    }
    for (std::size_t stream = 0; stream < 2; ++stream)
    {
        const double n = space.GetValidActions(GetDnns()[stream]).size();
        ASSERT_EQ(counts[stream].size(), n);
        double chi2 = 0;
        for (const auto& [action, count] : counts[stream])
        {
            chi2 += std::pow(count - draws / n, 2) / (draws / n);
        }
        // Mean n - 1 and standard deviation sqrt(2 (n - 1)) when the chances are equal.
        EXPECT_LT(chi2, n - 1 + 4 * std::sqrt(2 * (n - 1)));
        EXPECT_GT(chi2, n - 1 - 4 * std::sqrt(2 * (n - 1))) << "too even for chance";
    }
    const double expected = draws / static_cast<double>(counts[0].size() * counts[1].size());
    EXPECT_LT(std::abs(together - expected), 5 * std::sqrt(expected) + 1) << "independent draws";
}

} // namespace
} // namespace tests
} // namespace ns3
