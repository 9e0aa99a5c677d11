// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/estimation/allocation-estimator.h"
#include "../../../model/policy/rules/greedy-allocation-policy.h"
#include "../../../model/policy/rules/random-allocation-policy.h"
#include "../../../model/policy/rules/tier-rule-policy.h"
#include "../policy-test-states.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/string.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <set>

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param nUes number of UEs with a stream each
 * @param deadline s
 * @return an edge server and a cloud node 10 ms behind 1 Mbit/s
 */
EdgeSystem
MakeTiers(uint32_t nUes, double deadline)
{
    EdgeSystem system =
        MakeSystem(std::vector<Ptr<const DnnProfile>>(nUes, DnnProfile::Read("resnet20-cifar10")),
                   2,
                   deadline);
    system.dnns.push_back(system.streams[0].dnn);
    system.servers[1].tier = EdgeServerTier::CLOUD;
    system.servers[1].backhaulRate = 1e6;
    system.servers[1].backhaulDelay = 0.01;
    return system;
}

/**
 * @param system who asks for what
 * @param epoch number of the epoch, from 1; they are 100 ms apart
 * @param arrivals tasks of each stream since the previous one
 * @param capacity bit/s of each uplink
 * @return a state in which nothing waits and everything is at full speed
 */
EpochState
MakeIdle(const EdgeSystem& system, uint64_t epoch, uint32_t arrivals, double capacity)
{
    EpochState state;
    state.epoch = epoch;
    state.time = MilliSeconds(1000 + 100 * epoch);
    state.ues.resize(system.devices.size());
    state.streams.resize(system.streams.size());
    state.servers.resize(system.servers.size());
    for (auto& ue : state.ues)
    {
        ue.channel.connected = true;
        ue.channel.uplinkCapacity.value = capacity;
    }
    for (auto& stream : state.streams)
    {
        stream.at = state.time;
        stream.arrivals = arrivals;
    }
    return state;
}

/**
 * @param policy a policy
 * @param system who asks for what
 * @param state what is known
 * @return its decision
 */
EpochDecision
Decide(const Ptr<OffloadingPolicy>& policy, const EdgeSystem& system, const EpochState& state)
{
    policy->BeginEpisode(system);
    EpochDecision decision;
    policy->Decide(state, decision);
    return decision;
}

TEST(AllocationEstimator, KnowsWhatIsAskedAndTheWholeUplink)
{
    const EdgeSystem system = MakeTiers(2, 0.1);
    AllocationEstimator estimator;
    estimator.Begin(system);
    EXPECT_EQ(estimator.GetDemand(0), 1) << "nothing is known";
    estimator.Observe(MakeIdle(system, 1, 77, 1e6), {});
    EXPECT_EQ(estimator.GetDemand(0), 1) << "the first report has no beginning";
    for (uint64_t epoch = 2; epoch <= 30; ++epoch)
    {
        const EpochState state = MakeIdle(system, epoch, 2, 1e6);
        estimator.Observe(state, {0.25, 0.75});
        estimator.Observe(state, {0.25, 0.75}); // heard twice, counted once
    }
    EXPECT_NEAR(estimator.GetDemand(0), 20, 1e-9);
    EXPECT_NEAR(estimator.GetUplinkRate(0), 4e6, 1e-3);
    EXPECT_NEAR(estimator.GetUplinkRate(1), 1e6 / 0.75, 1e-3);
    // Half of the demand is heard of within the time constant of 1 s, about.
    for (uint64_t epoch = 31; epoch <= 40; ++epoch)
    {
        estimator.Observe(MakeIdle(system, epoch, 4, 1e6), {});
    }
    EXPECT_NEAR(estimator.GetDemand(0), 20 + 20 * (1 - std::exp(-1)), 1);
    estimator.Begin(system);
    EXPECT_EQ(estimator.GetDemand(0), 1) << "a new episode";
}

TEST(AllocationEstimator, AddsWaitsOfEveryQueueThatIsPassed)
{
    const EdgeSystem system = MakeTiers(2, 0.1);
    const DnnProfile& dnn = *system.streams[0].dnn;
    const uint32_t last = dnn.GetNExits() - 1;
    AllocationEstimator estimator;
    estimator.Begin(system);
    for (uint64_t epoch = 1; epoch <= 20; ++epoch)
    {
        estimator.Observe(MakeIdle(system, epoch, 1, 10e6), {}); // 10 tasks/s
    }
    const EpochState state = MakeIdle(system, 21, 1, 10e6);
    const auto wait = [](double load, double service) { return load * service / (2 * (1 - load)); };
    const auto estimate =
        [&](uint32_t tier0, uint32_t tier1, uint32_t exit, EpochDecision decision) {
            decision.plans = {AllocationVector::MakePlan(system, 0, tier0, exit),
                              AllocationVector::MakePlan(system, 1, tier1, exit)};
            std::vector<double> latencies;
            estimator.Estimate(system, state, decision, latencies);
            return latencies;
        };
    // On the device: 1e8 MAC/s.
    const double local = dnn.GetSeconds(*system.devices[0], 0, 0, dnn.GetExitPosition(0));
    EXPECT_NEAR(estimate(0, 0, 0, {})[0], local + wait(10 * local, local), 1e-9);
    // The last exit takes 0.41 s there: more than there is.
    EXPECT_TRUE(std::isinf(estimate(0, 1, last, {})[0]));
    // On the edge server, half of the uplink and no shares of the server: FIFO.
    const double bits = 8.0 * dnn.GetFeatureBytes(0, 8);
    const double send = bits / 5e6;
    const double work = dnn.GetSeconds(*system.servers[0].device, 1, 0, dnn.GetExitPosition(1));
    const double overhead = 2e-3;
    const auto fifo = estimate(1, 1, 1, {});
    EXPECT_NEAR(fifo[0],
                send + wait(10 * send, send) + work + wait(20 * work, work) + overhead,
                1e-6);
    EXPECT_EQ(fifo[0], fifo[1]);
    // With shares of the server; the other one leaves a part of its own.
    EpochDecision shares;
    shares.uplinkShares = {0.5, 0.5};
    shares.computeShares = {{0.2, 0.8}, {}};
    const double part = 1 - 10 * work;
    ASSERT_GT(part, 0.8);
    EXPECT_NEAR(estimate(1, 1, 1, shares)[0],
                send + wait(10 * send, send) + work / part + wait(10 * work / part, work / part) +
                    overhead,
                1e-6);
    // In the cloud, behind a link that is passed, too.
    const double pass = bits / 1e6;
    EXPECT_NEAR(estimate(2, 0, 1, {})[0],
                send + wait(10 * send, send) + pass + wait(10 * pass, pass) + work +
                    wait(10 * work, work) + 0.02,
                1e-6);
}

TEST(AllocationEstimator, TakesARadiosCapacityAsItIsWhenTheStackDivides)
{
    // A link of 4 Mbit/s that its stack divides evenly among four UEs: each reports 1 Mbit/s, which
    // is its own. A quarter of that would be a sixteenth of the link.
    const EdgeSystem system = MakeTiers(4, 0.1);
    const DnnProfile& dnn = *system.streams[0].dnn;
    AllocationEstimator estimator;
    estimator.Begin(system, false);
    for (uint64_t epoch = 1; epoch <= 20; ++epoch)
    {
        estimator.Observe(MakeIdle(system, epoch, 1, 1e6), {}); // 10 tasks/s
    }
    EXPECT_EQ(estimator.GetUplinkRate(0), 1e6);
    EpochDecision decision;
    for (std::size_t i = 0; i < 4; ++i)
    {
        decision.plans.push_back(AllocationVector::MakePlan(system, i, i == 0 ? 1 : 0, 0));
    }
    std::vector<double> latencies;
    estimator.Estimate(system, MakeIdle(system, 21, 1, 1e6), decision, latencies);
    const double send = 8.0 * dnn.GetFeatureBytes(0, 8) / 1e6;
    const double work = dnn.GetSeconds(*system.servers[0].device, 0, 0, dnn.GetExitPosition(0));
    const auto wait = [](double load, double service) { return load * service / (2 * (1 - load)); };
    const double overhead = 2e-3;
    EXPECT_NEAR(latencies[0],
                send + wait(10 * send, send) + work + wait(10 * work, work) + overhead,
                1e-9);

    // A rule that leaves the uplink to the stack estimates in the same way: with a sixteenth of the
    // link everything would come too late.
    ASSERT_LT(latencies[0], 0.07);
    ASSERT_GT(4 * send, 0.07);
    auto rule = CreateObject<GreedyAllocationPolicy>();
    rule->SetAttribute("DivideUplink", BooleanValue(false));
    const EpochDecision chosen = Decide(rule, system, MakeIdle(system, 1, 1, 1e6));
    EXPECT_TRUE(chosen.uplinkShares.empty());
    std::set<uint32_t> tiers;
    for (std::size_t i = 0; i < 4; ++i)
    {
        tiers.insert(AllocationVector::GetTier(chosen.plans[i], dnn));
    }
    EXPECT_GT(tiers.count(1), 0U);
}

TEST(AllocationPolicies, DecideValidlyWhateverTheState)
{
    std::mt19937_64 random(3);
    const EdgeSystem system = MakeTiers(4, 0.1);
    auto drawn = CreateObject<RandomAllocationPolicy>();
    drawn->AssignStreams(5);
    auto demand = CreateObject<TierRulePolicy>();
    demand->SetAttribute("Shares", StringValue("Demand"));
    demand->SetAttribute("Tier", StringValue("Cloud"));
    auto few = CreateObject<GreedyAllocationPolicy>();
    few->SetAttribute("MinShare", DoubleValue(1));
    const std::vector<Ptr<OffloadingPolicy>> policies{drawn,
                                                      CreateObject<GreedyAllocationPolicy>(),
                                                      few,
                                                      CreateObject<TierRulePolicy>(),
                                                      demand};
    for (const auto& policy : policies)
    {
        policy->BeginEpisode(system);
        EpochDecision decision;
        std::set<uint32_t> tiers;
        for (int i = 0; i < 100; ++i)
        {
            policy->Decide(MakeState(system, random), decision);
            for (std::size_t s = 0; s < 4; ++s)
            {
                ASSERT_TRUE(IsRunnable(decision.plans[s], *system.streams[s].dnn, 2));
                tiers.insert(AllocationVector::GetTier(decision.plans[s], *system.streams[s].dnn));
            }
            for (const auto& shares : {decision.uplinkShares, decision.computeShares.at(0)})
            {
                ASSERT_EQ(shares.size(), 4U);
                ASSERT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-9);
                ASSERT_GE(*std::min_element(shares.begin(), shares.end()), 0.01 - 1e-12);
            }
            ASSERT_TRUE(decision.computeShares.at(1).empty());
            ASSERT_TRUE(decision.downlinkShares.empty());
        }
        if (policy == drawn)
        {
            EXPECT_EQ(tiers, (std::set<uint32_t>{0, 1, 2}));
        }
    }
}

TEST(AllocationPolicies, ShareByTheirRules)
{
    const EdgeSystem system = MakeTiers(3, 1);
    EpochState state = MakeIdle(system, 1, 0, 20e6);
    state.ues[2].channel.uplinkCapacity.value = 5e6;
    const auto equal = Decide(CreateObject<TierRulePolicy>(), system, state);
    auto policy = CreateObject<TierRulePolicy>();
    policy->SetAttribute("Shares", StringValue("Demand"));
    const auto demand = Decide(policy, system, state);
    for (uint32_t ue = 0; ue < 3; ++ue)
    {
        EXPECT_NEAR(equal.uplinkShares[ue], 1.0 / 3, 1e-6);
        EXPECT_NEAR(equal.computeShares[0][ue], 1.0 / 3, 1e-6);
        EXPECT_NEAR(demand.computeShares[0][ue], 1.0 / 3, 1e-6);
        // The slow one takes four times the time for the same bits.
        EXPECT_NEAR(demand.uplinkShares[ue], 0.01 + 0.97 * (ue == 2 ? 4 : 1) / 6.0, 1e-6);
        EXPECT_EQ(AllocationVector::GetTier(equal.plans[ue], *system.streams[ue].dnn), 1U);
        EXPECT_EQ(equal.plans[ue].exit, system.streams[ue].dnn->GetNExits() - 1) << "time enough";
    }
    policy->SetAttribute("Tier", StringValue("Device"));
    for (const auto& plan : Decide(policy, system, state).plans)
    {
        EXPECT_EQ(AllocationVector::GetTier(plan, *system.streams[0].dnn), 0U);
        EXPECT_EQ(plan.exit, system.streams[0].dnn->GetNExits() - 1) << "0.41 of 1 s";
    }
}

TEST(AllocationPolicies, FitExitsToDeadlines)
{
    // 41 MMAC take 0.41 s on a device: of 0.3 s a part only.
    const EdgeSystem system = MakeTiers(2, 0.3);
    const DnnProfile& dnn = *system.streams[0].dnn;
    auto policy = CreateObject<TierRulePolicy>();
    policy->SetAttribute("Tier", StringValue("Device"));
    const EpochState state = MakeIdle(system, 1, 0, 20e6);
    uint32_t before = dnn.GetNExits();
    for (const double margin : {2.0, 0.9, 0.5, 0.2, 0.001})
    {
        policy->SetAttribute("Margin", DoubleValue(margin));
        const uint32_t exit = Decide(policy, system, state).plans[0].exit;
        EXPECT_LT(exit, before) << margin;
        before = exit;
        const auto time = [&](uint32_t e) {
            const double s = dnn.GetSeconds(*system.devices[0], e, 0, dnn.GetExitPosition(e));
            return s < 1 ? s + s * s / (2 * (1 - s)) : 1e9; // one task/s
        };
        EXPECT_TRUE(exit == 0 || time(exit) <= margin * 0.3);
        EXPECT_TRUE(exit + 1 == dnn.GetNExits() || time(exit + 1) > margin * 0.3);
    }
}

TEST(AllocationPolicies, GreedyGoesWhereTheLastExitIsInTime)
{
    const EdgeSystem system = MakeTiers(3, 0.1);
    const uint32_t last = system.streams[0].dnn->GetNExits() - 1;
    auto greedy = CreateObject<GreedyAllocationPolicy>();
    // The servers are ten times as fast as the devices, and the uplink is fast.
    for (const auto& plan : Decide(greedy, system, MakeIdle(system, 1, 0, 50e6)).plans)
    {
        EXPECT_EQ(plan.exit, last);
        EXPECT_EQ(AllocationVector::GetTier(plan, *system.streams[0].dnn), 1U);
    }
    // Without an uplink all stay at home.
    for (const auto& plan : Decide(greedy, system, MakeIdle(system, 1, 0, 0)).plans)
    {
        EXPECT_EQ(AllocationVector::GetTier(plan, *system.streams[0].dnn), 0U);
    }
    // The edge server has failed.
    EpochState state = MakeIdle(system, 1, 0, 50e6);
    state.servers[0].up = false;
    for (const auto& plan : Decide(greedy, system, state).plans)
    {
        EXPECT_NE(AllocationVector::GetTier(plan, *system.streams[0].dnn), 1U);
    }
}

} // namespace
} // namespace tests
} // namespace ns3
