// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/rules/drift-plus-penalty-policy.h"
#include "../../../model/policy/rules/tier-rule-policy.h"
#include "../policy-test-states.h"

#include "ns3/accuracy-constraints.h"
#include "ns3/accuracy-queue.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/inference-input-error.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <gtest/gtest.h>
#include <random>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief AccuracyQueue, AccuracyConstraints and DriftPlusPenaltyPolicy against closed forms and
 * enumeration.
 */

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param nUes number of UEs with a stream each; every other one has the second DNN
 * @param nServers number of edge servers
 * @return who asks for what: two services
 */
EdgeSystem
MakeServices(uint32_t nUes, uint32_t nServers)
{
    std::vector<Ptr<const DnnProfile>> dnns;
    EdgeSystem system;
    const auto first = DnnProfile::Read("resnet20-cifar10");
    const auto second = DnnProfile::Read("alexnet-cifar10");
    for (uint32_t i = 0; i < nUes; ++i)
    {
        dnns.push_back(i % 2 == 0 ? first : second);
    }
    system = MakeSystem(dnns, nServers, 0.5);
    system.dnns = {first, second};
    return system;
}

/**
 * @param system who asks for what
 * @param epoch number of the epoch, from 1; they are 100 ms apart
 * @param random draws the state
 * @return a state in which all is known, works and is connected
 */
EpochState
MakeWorking(const EdgeSystem& system, uint64_t epoch, std::mt19937_64& random)
{
    EpochState state = MakeState(system, random);
    state.epoch = epoch;
    state.time = MilliSeconds(1000 + 100 * epoch);
    const auto draw = [&random](double least, double most) {
        return std::uniform_real_distribution<double>(least, most)(random);
    };
    for (auto& ue : state.ues)
    {
        ue.channel.connected = true;
        ue.channel.uplinkCapacity.value = draw(1e6, 30e6);
        ue.channel.busyRatio.value = 0;
        ue.channel.backlog.value = 0;
        ue.device.speed = draw(0.2, 1);
    }
    for (auto& server : state.servers)
    {
        server.speed = draw(0.2, 1);
    }
    for (auto& stream : state.streams)
    {
        stream.at = state.time;
        stream.arrivals = random() % 3;
        stream.recentMissRatio = 0;
    }
    return state;
}

/**
 * @brief Goes through all decisions.
 * @param policy its objective counts; it has decided for the state
 * @param system who asks for what
 * @param state what is known
 * @return the least objective of all
 */
double
FindLeast(const Ptr<DriftPlusPenaltyPolicy>& policy,
          const EdgeSystem& system,
          const EpochState& state)
{
    const std::size_t n = system.streams.size();
    std::vector<uint32_t> digits(n, 0);
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < n;)
    {
        EpochDecision decision;
        for (std::size_t k = 0; k < n; ++k)
        {
            const uint32_t nExits = system.streams[k].dnn->GetNExits();
            decision.plans.push_back(
                AllocationVector::MakePlan(system, k, digits[k] / nExits, digits[k] % nExits));
        }
        least = std::min(least, policy->GetObjective(state, decision));
        for (i = 0; i < n; ++i)
        {
            const uint32_t nExits = system.streams[i].dnn->GetNExits();
            if (++digits[i] < nExits * (system.servers.size() + 1))
            {
                break;
            }
            digits[i] = 0;
        }
        if (i < n)
        {
            i = 0;
        }
    }
    return least;
}

TEST(AccuracyQueue, FollowsItsRecursionAndBoundsTheMean)
{
    AccuracyQueue queue(0.8);
    EXPECT_EQ(queue.GetLeastMean(), 0.8);
    queue.Update(0.5);
    EXPECT_NEAR(queue.GetBacklog(), 0.3, 1e-12);
    EXPECT_NEAR(queue.GetDrift(0.7), 0.03, 1e-12);
    EXPECT_NEAR(queue.GetDrift(0.9), -0.03, 1e-12);
    queue.Update(1);
    EXPECT_NEAR(queue.GetBacklog(), 0.1, 1e-12);
    queue.Update(1);
    EXPECT_EQ(queue.GetBacklog(), 0) << "what is exceeded is not saved up";
    queue.Reset();
    EXPECT_EQ(queue.GetEpochs(), 0U);
    std::mt19937_64 random(1);
    double sum = 0;
    for (int epoch = 1; epoch <= 200; ++epoch)
    {
        const double accuracy = std::uniform_real_distribution<double>(0.5, 1)(random);
        const double before = queue.GetBacklog();
        const double drift = queue.GetDrift(accuracy);
        queue.Update(accuracy);
        sum += accuracy;
        EXPECT_GE(sum / epoch, queue.GetLeastMean() - 1e-12);
        // Half of the square grows by the drift and half of the square of a step at most.
        const double growth = (std::pow(queue.GetBacklog(), 2) - before * before) / 2;
        EXPECT_LE(growth, drift + std::pow(0.8 - accuracy, 2) / 2 + 1e-12);
    }
    EXPECT_GT(queue.GetBacklog(), 0);
}

TEST(AccuracyConstraints, CountTasksOfEachServiceOnce)
{
    const EdgeSystem system = MakeServices(3, 1);
    AccuracyConstraints constraints;
    constraints.Begin(system, {0.9, 0.8});
    std::mt19937_64 random(2);
    EpochState state = MakeWorking(system, 1, random);
    EpochDecision decision;
    for (std::size_t i = 0; i < 3; ++i)
    {
        decision.plans.push_back(AllocationVector::MakePlan(system, i, 1, i == 2 ? 1 : 0));
    }
    const auto accuracy = [&](std::size_t i) {
        return GetExpectedAccuracy(decision.plans[i], *system.streams[i].dnn);
    };
    constraints.Observe(system, state);
    EXPECT_EQ(constraints.GetQueues()[0].GetEpochs(), 0U) << "nothing had been decided";
    constraints.Hold(decision);
    state = MakeWorking(system, 2, random);
    state.streams[0].arrivals = 3;
    state.streams[1].arrivals = 0;
    state.streams[2].arrivals = 1;
    state.streams[2].recentMissRatio = 0.5; // half of them have accuracy 0
    constraints.Observe(system, state);
    constraints.Observe(system, state); // heard twice
    ASSERT_EQ(constraints.GetQueues().size(), 2U);
    const double mean = (3 * accuracy(0) + 0.5 * accuracy(2)) / 4;
    EXPECT_NEAR(constraints.GetQueues()[0].GetBacklog(), std::max(0.0, 0.9 - mean), 1e-12);
    EXPECT_EQ(constraints.GetQueues()[0].GetEpochs(), 1U);
    EXPECT_EQ(constraints.GetQueues()[1].GetEpochs(), 0U) << "no tasks";
    EXPECT_EQ(constraints.GetService(2), 0U);
    const double backlog = constraints.GetQueues()[0].GetBacklog();
    ASSERT_GT(backlog, 0);
    EXPECT_NEAR(constraints.GetDrift({1, 1, 3}, {0.4, 0.1, 0.8}), backlog * 0.2, 1e-12);
    constraints.Begin(system, {0.7});
    EXPECT_EQ(constraints.GetQueues()[0].GetBacklog(), 0) << "a new episode";
    EXPECT_EQ(constraints.GetQueues()[1].GetTarget(), 0.7);
}

TEST(DriftPlusPenaltyPolicy, TakesTheLeastOfAllDecisions)
{
    const EdgeSystem system = MakeServices(2, 1);
    std::mt19937_64 random(3);
    for (uint32_t limit : {1000, 0}) // enumeration, then descent: with two streams it is the same
    {
        auto policy = CreateObject<DriftPlusPenaltyPolicy>();
        policy->SetAttribute("Targets", StringValue("0.85,0.75"));
        policy->SetAttribute("MaxEnumeration", UintegerValue(limit));
        policy->BeginEpisode(system);
        bool isHeld = false;
        for (uint64_t epoch = 1; epoch <= 15; ++epoch)
        {
            const EpochState state = MakeWorking(system, epoch, random);
            EpochDecision decision;
            policy->Decide(state, decision);
            const auto plans = decision.plans;
            const double objective = policy->GetObjective(state, decision);
            EXPECT_EQ(plans, decision.plans);
            EXPECT_NEAR(objective, FindLeast(policy, system, state), 1e-9) << epoch;
            isHeld = isHeld || policy->GetConstraints().GetQueues()[0].GetBacklog() > 0;
        }
        EXPECT_TRUE(isHeld) << "a queue was empty all the time: nothing was tried";
    }
}

TEST(DriftPlusPenaltyPolicy, DescendsToTheLeastMostly)
{
    const EdgeSystem system = MakeServices(3, 1);
    auto policy = CreateObject<DriftPlusPenaltyPolicy>();
    policy->SetAttribute("MaxEnumeration", UintegerValue(0));
    policy->BeginEpisode(system);
    std::mt19937_64 random(4);
    int reached = 0;
    const int epochs = 10;
    for (int epoch = 1; epoch <= epochs; ++epoch)
    {
        const EpochState state = MakeWorking(system, epoch, random);
        EpochDecision decision;
        policy->Decide(state, decision);
        const double objective = policy->GetObjective(state, decision);
        const double least = FindLeast(policy, system, state);
        EXPECT_GE(objective, least - 1e-12);
        reached += objective < least + 1e-9;
    }
    EXPECT_GE(reached, 8);
}

/// How an episode of a policy ended.
struct LongRun
{
    double accuracy{0};  //!< mean over the tasks of the first stream
    double leastMean{0}; //!< what its queue says of that
    double backlog{0};   //!< mean of its queue over the epochs
};

/**
 * @param target of the first service
 * @param penaltyWeight V
 * @return what 300 epochs gave
 */
LongRun
RunLong(double target, double penaltyWeight)
{
    const EdgeSystem system = MakeServices(2, 1);
    auto policy = CreateObject<DriftPlusPenaltyPolicy>();
    policy->SetAttribute("Targets", StringValue(std::to_string(target) + ",0.6"));
    policy->SetAttribute("V", DoubleValue(penaltyWeight));
    policy->BeginEpisode(system);
    std::mt19937_64 random(5);
    LongRun run;
    EpochDecision decision;
    const int epochs = 300;
    for (int epoch = 1; epoch <= epochs; ++epoch)
    {
        EpochState state = MakeWorking(system, epoch, random);
        state.streams[0].arrivals = 1; // of the plan of the epoch before
        policy->Decide(state, decision);
        run.accuracy += GetExpectedAccuracy(decision.plans[0], *system.streams[0].dnn) / epochs;
        run.backlog += policy->GetConstraints().GetQueues()[0].GetBacklog() / epochs;
    }
    run.leastMean = policy->GetConstraints().GetQueues()[0].GetLeastMean();
    EXPECT_EQ(policy->GetConstraints().GetQueues()[0].GetEpochs(), epochs - 1U);
    return run;
}

TEST(DriftPlusPenaltyPolicy, MeetsTargetsInTheLongRun)
{
    double previous = 0;
    for (const double target : {0.5, 0.65, 0.75})
    {
        const LongRun run = RunLong(target, 0.05);
        EXPECT_GE(run.leastMean, target - 0.01);
        EXPECT_GE(run.accuracy, run.leastMean - 1.0 / 300); // the queue lags by an epoch
        EXPECT_GT(run.accuracy, previous) << "a higher target asks for more";
        previous = run.accuracy;
    }
    EXPECT_LT(previous, 0.8) << "more accuracy than asked for costs latency";
}

TEST(DriftPlusPenaltyPolicy, HasLongerQueuesWithALargerV)
{
    EXPECT_LT(2 * RunLong(0.7, 0.02).backlog, RunLong(0.7, 5).backlog);
}

TEST(DriftPlusPenaltyPolicy, RefusesTargetsThatAreNone)
{
    const EdgeSystem system = MakeServices(2, 1);
    for (const std::string targets : {"0.8,0.9,0.7", "0.8,x", "1.5", "0.8,", "-0.1,0.5"})
    {
        auto policy = CreateObject<DriftPlusPenaltyPolicy>();
        policy->SetAttribute("Targets", StringValue(targets));
        EXPECT_THROW(policy->BeginEpisode(system), InferenceInputError) << targets;
    }
    auto policy = CreateObject<DriftPlusPenaltyPolicy>();
    policy->BeginEpisode(system);
    const DnnProfile& dnn = *system.dnns[0];
    const auto last = AllocationVector::MakePlan(system, 0, 0, dnn.GetNExits() - 1);
    EXPECT_NEAR(policy->GetConstraints().GetQueues()[0].GetTarget(),
                0.9 * GetExpectedAccuracy(last, dnn),
                1e-12);
}

TEST(TierRulePolicy, DividesByTheRootForTheLeastSumOfDelays)
{
    const EdgeSystem system = MakeServices(2, 1);
    std::mt19937_64 random(6);
    const auto decide = [&](const std::string& rule) {
        auto policy = CreateObject<TierRulePolicy>();
        policy->SetAttribute("Shares", StringValue(rule));
        policy->SetAttribute("MinShare", DoubleValue(0));
        policy->SetAttribute("FitExits", BooleanValue(false));
        policy->BeginEpisode(system);
        std::mt19937_64 same = random;
        EpochDecision decision;
        policy->Decide(MakeWorking(system, 1, same), decision);
        return decision;
    };
    const auto demand = decide("Demand").computeShares.at(0);
    const auto root = decide("Root").computeShares.at(0);
    ASSERT_EQ(root.size(), 2U);
    EXPECT_NEAR(root[0] / root[1], std::sqrt(demand[0] / demand[1]), 1e-6);
    const auto sum = [&demand](double share) {
        return demand[0] / share + demand[1] / (1 - share);
    };
    EXPECT_NEAR(root[0] + root[1], 1, 1e-6);
    for (double share = 0.01; share < 1; share += 0.01)
    {
        EXPECT_GE(sum(share), sum(root[0]) - 1e-6);
    }
}

} // namespace
} // namespace tests
} // namespace ns3
