// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/rules/exhaustive-assignment-policy.h"
#include "../../../model/policy/rules/greedy-assignment-policy.h"
#include "../policy-test-states.h"

#include "ns3/boolean.h"
#include "ns3/inference-input-error.h"
#include "ns3/trainable-policy.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief GreedyAssignmentPolicy and ExhaustiveAssignmentPolicy against plain searches of their own.
 */

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param decision what a policy answered
 * @param critic of the same slot
 * @return options that stand for its plans
 */
std::vector<uint32_t>
FindOptions(const EpochDecision& decision, const AssignmentCritic& critic)
{
    std::vector<uint32_t> assignment;
    for (uint32_t task = 0; task < critic.GetNTasks(); ++task)
    {
        uint32_t option = 0;
        while (
            option < critic.GetNOptions() &&
            !(critic.IsValid(task, option) && critic.GetPlan(task, option) == decision.plans[task]))
        {
            ++option;
        }
        EXPECT_LT(option, critic.GetNOptions());
        assignment.push_back(option);
    }
    return assignment;
}

/**
 * @brief Greatest value by recursion.
 * @param critic of a slot
 * @param assignment filled up to @p task
 * @param task next one
 * @return the value
 */
double
Search(const AssignmentCritic& critic, std::vector<uint32_t>& assignment, uint32_t task)
{
    if (task == critic.GetNTasks())
    {
        return critic.Evaluate(assignment);
    }
    double most = 0;
    for (uint32_t option = 0; option < critic.GetNOptions(); ++option)
    {
        if (critic.IsValid(task, option))
        {
            assignment[task] = option;
            most = std::max(most, Search(critic, assignment, task + 1));
        }
    }
    return most;
}

TEST(AssignmentPolicies, OptimumGreedyAndChance)
{
    std::mt19937_64 random(11);
    const auto alexnet = DnnProfile::Read("alexnet-cifar10");
    auto greedy = CreateObject<GreedyAssignmentPolicy>();
    auto exhaustive = CreateObject<ExhaustiveAssignmentPolicy>();
    EXPECT_EQ(TrainablePolicy::Get(greedy), nullptr);
    uint32_t greedyIsWorse = 0;
    for (uint32_t round = 0; round < 40; ++round)
    {
        std::vector<Ptr<const DnnProfile>> dnns;
        for (uint32_t i = 0; i < 1 + round % 4; ++i)
        {
            dnns.push_back(random() % 3 == 0 ? GetTestDnn() : alexnet);
        }
        EdgeSystem system = MakeSystem(dnns, 1 + random() % 2, 0.06);
        system.interval = MilliSeconds(20); // so that one task a slot is a load
        const EpochState state = MakeState(system, random);
        AssignmentCritic::Settings settings;
        settings.localExits = round % 2 == 0;
        for (const Ptr<OffloadingPolicy>& policy :
             {Ptr<OffloadingPolicy>(greedy), Ptr<OffloadingPolicy>(exhaustive)})
        {
            policy->SetAttribute("LocalExits", BooleanValue(settings.localExits));
            policy->BeginEpisode(system);
        }
        AssignmentCritic critic;
        critic.SetSystem(system, settings);
        critic.SetState(state, std::vector<double>(dnns.size(), 50)); // one a slot
        EpochDecision decision;
        exhaustive->Decide(state, decision);
        const double optimum = critic.Evaluate(FindOptions(decision, critic));
        std::vector<uint32_t> assignment(dnns.size());
        EXPECT_DOUBLE_EQ(optimum, Search(critic, assignment, 0));

        greedy->Decide(state, decision);
        const auto chosen = FindOptions(decision, critic);
        const double value = critic.Evaluate(chosen);
        EXPECT_LE(value, optimum);
        greedyIsWorse += value < optimum - 1e-6 ? 1 : 0;
        assignment.assign(dnns.size(), AssignmentCritic::NONE);
        for (uint32_t task = 0; task < dnns.size(); ++task)
        {
            assignment[task] = chosen[task];
            const double own = critic.Evaluate(assignment);
            for (uint32_t option = 0; option < critic.GetNOptions(); ++option)
            {
                assignment[task] = critic.IsValid(task, option) ? option : chosen[task];
                EXPECT_LE(critic.Evaluate(assignment), own);
            }
            assignment[task] = chosen[task];
        }
    }
    EXPECT_GT(greedyIsWorse, 3U); // else the comparison says nothing
}

TEST(AssignmentPolicies, ArrivalsOfThePastAreTheExpectedRate)
{
    // A server that a single exit fits on: at a low rate the last exit is best, at a high one not.
    EdgeSystem system = MakeSystem({GetTestDnn()}, 1, 0.02);
    EpochState state;
    state.ues.resize(1);
    state.streams.resize(1);
    state.servers.resize(1);
    state.ues[0].channel.connected = true;
    state.ues[0].channel.uplinkCapacity.value = 48e6;
    auto policy = CreateObject<GreedyAssignmentPolicy>();
    policy->BeginEpisode(system);
    EpochDecision decision;
    const auto decide = [&](double at, uint32_t arrivals) {
        state.streams[0].at = state.time = Seconds(at);
        state.streams[0].arrivals = arrivals;
        policy->Decide(state, decision);
        return decision.plans[0].exit;
    };
    EXPECT_EQ(decide(1, 500), 1); // arrivals before the first report are of no known time
    for (uint32_t i = 1; i < 60; ++i)
    {
        decide(1 + 0.1 * i, 50);
    }
    EXPECT_EQ(decide(7, 50), 0); // 500/s of 4 ms each
    for (uint32_t i = 1; i < 60; ++i)
    {
        decide(7 + 0.1 * i, 1);
    }
    EXPECT_EQ(decide(13, 1), 1);
    // The same report again, as in band, counts once.
    for (uint32_t i = 0; i < 60; ++i)
    {
        state.streams[0].arrivals = 1000;
        policy->Decide(state, decision);
    }
    EXPECT_EQ(decision.plans[0].exit, 1);
    policy->BeginEpisode(system); // forgets
    EXPECT_EQ(decide(1, 500), 1);
}

TEST(AssignmentPolicies, TooManyAssignmentsAreRefused)
{
    auto policy = CreateObject<ExhaustiveAssignmentPolicy>();
    const EdgeSystem system = MakeSystem({GetTestDnn(), GetTestDnn(), GetTestDnn()}, 2, 0.1);
    policy->SetAttribute("MaxAssignments", UintegerValue(64)); // 4^3
    EXPECT_NO_THROW(policy->BeginEpisode(system));
    policy->SetAttribute("MaxAssignments", UintegerValue(63));
    try
    {
        policy->BeginEpisode(system);
        FAIL() << "not refused";
    }
    catch (const InferenceInputError& error)
    {
        EXPECT_NE(error.GetFound().find("64 joint assignments"), std::string::npos);
        EXPECT_NE(error.GetExpected().find("63"), std::string::npos);
    }
}

} // namespace
} // namespace tests
} // namespace ns3
