// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/estimation/assignment-critic.h"
#include "../policy-test-states.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <random>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief AssignmentCritic against closed forms, a simulated queue and a second writing of it.
 */

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @brief A queue with Poisson arrivals that are admitted when they wait no longer than they can.
 * @param rate arrivals/s
 * @param service mean service time, s
 * @param isExponential else all service times are the mean
 * @param patience s
 * @param slack s
 * @return share of arrivals that are offered a wait of at most @p slack
 */
double
SimulateQueue(double rate, double service, bool isExponential, double patience, double slack)
{
    std::mt19937_64 random(1);
    std::exponential_distribution<double> interval(rate);
    std::exponential_distribution<double> length(1 / service);
    double wait = 0;
    uint64_t inTime = 0;
    const uint64_t n = 400000;
    for (uint64_t i = 0; i < n; ++i)
    {
        wait = std::max(0.0, wait - interval(random));
        inTime += wait <= slack ? 1 : 0;
        if (wait <= patience)
        {
            wait += isExponential ? length(random) : service;
        }
    }
    return static_cast<double>(inTime) / n;
}

/// A system of test machines and what is known of it.
struct Bench
{
    /**
     * @param dnns network of each stream
     * @param nServers number of servers
     * @param deadline s, of each stream
     */
    Bench(const std::vector<Ptr<const DnnProfile>>& dnns, uint32_t nServers, double deadline)
        : system(MakeSystem(dnns, nServers, deadline)),
          rates(dnns.size(), 10)
    {
        state.ues.resize(dnns.size());
        state.streams.resize(dnns.size());
        state.servers.resize(nServers);
        for (auto& ue : state.ues)
        {
            ue.channel.connected = true;
            ue.channel.uplinkCapacity.value = 4.8e6; // 600 bytes in a millisecond
        }
    }

    /**
     * @param assignment options
     * @return their value
     */
    double Evaluate(const std::vector<uint32_t>& assignment)
    {
        critic.SetSystem(system, settings);
        critic.SetState(state, rates);
        return critic.Evaluate(assignment);
    }

    EdgeSystem system;                   //!< who asks for what
    EpochState state;                    //!< what is known
    std::vector<double> rates;           //!< tasks/s
    AssignmentCritic::Settings settings; //!< which options
    AssignmentCritic critic;             //!< under test
};

/**
 * @brief The value of an assignment, written again from the documentation's formulas with numerical
 * integration.
 * @param bench the system
 * @param assignment options
 * @return its value
 */
double
EvaluateByHand(const Bench& bench, const std::vector<uint32_t>& assignment)
{
    const AssignmentCritic& critic = bench.critic;
    const auto getPlace = [&](std::size_t i) {
        return critic.IsLocal(assignment[i]) ? 1000U + bench.system.streams[i].ue
                                             : critic.GetPlan(i, assignment[i]).server;
    };
    double value = 0;
    double total = 0;
    for (std::size_t i = 0; i < assignment.size(); ++i)
    {
        total += bench.rates[i];
        const double way = critic.GetWay(i, assignment[i]);
        const double service = critic.GetService(i, assignment[i]);
        const double slack = critic.GetDeadline(i) - way - service;
        if (!(slack >= 0))
        {
            continue;
        }
        double rate = 0;
        double mean = 0;
        double square = 0;
        double patience = 0;
        for (std::size_t j = 0; j < assignment.size(); ++j)
        {
            const double other = critic.GetService(j, assignment[j]);
            const double left = critic.GetDeadline(j) - critic.GetWay(j, assignment[j]);
            if (getPlace(j) == getPlace(i) && left > 0 && !std::isinf(other))
            {
                rate += bench.rates[j];
                mean += bench.rates[j] * other;
                square += bench.rates[j] * other * other;
                patience += bench.rates[j] * left;
            }
        }
        mean /= rate;
        square /= rate;
        patience = std::max(patience / rate, slack);
        const double scale = 2 / (square / (mean * mean)); // 1 + c^2 = E[S^2] / E[S]^2
        const double m = 1 / mean;
        const auto weigh = [&](double most) {
            const int steps = 20000;
            double sum = 0;
            for (int k = 0; k < steps; ++k)
            {
                const double v = most * (k + 0.5) / steps;
                sum += rate * scale * std::exp(-(m - rate) * scale * v) * most / steps;
            }
            return sum;
        };
        const double beyond = rate / m * std::exp(-(m - rate) * scale * patience);
        const double inTime = (1 + weigh(slack)) / (1 + weigh(patience) + beyond);
        const double late = std::max(0.0, critic.GetWait(i, assignment[i]) - slack) /
                            bench.system.interval.GetSeconds();
        value += bench.rates[i] * critic.GetAccuracy(i, assignment[i]) * inTime *
                 std::max(0.0, 1 - late);
    }
    return value / total;
}

TEST(AssignmentCritic, QueueHasItsClosedForms)
{
    const double endless = 1e3;
    for (const double load : {0.1, 0.5, 0.9})
    {
        const double service = 0.01;
        const double rate = load / service;
        for (const double y : {0.0, 0.01, 0.05})
        {
            // M/M/1
            EXPECT_NEAR(AssignmentCritic::GetWaitProbability(rate, service, 1, endless, y),
                        1 - load * std::exp(-(1 / service - rate) * y),
                        1e-9);
        }
        // Pollaczek and Khinchine: the mean wait is rate E[S^2] / 2 / (1 - load).
        for (const double variation : {0.0, 0.5, 3.0})
        {
            double mean = 0;
            const double step = 1e-4;
            for (double y = step / 2; y < 4; y += step)
            {
                mean +=
                    step *
                    (1 -
                     AssignmentCritic::GetWaitProbability(rate, service, variation, endless, y));
            }
            const double square = service * service * (1 + variation);
            EXPECT_NEAR(mean, rate * square / 2 / (1 - load), 1e-5) << load << ' ' << variation;
        }
    }
    // Of twice what can be served half is served, when the patience is long; none of it overflows.
    for (const double patience : {1.0, 100.0, 1e6})
    {
        EXPECT_NEAR(AssignmentCritic::GetWaitProbability(200, 0.01, 1, patience, patience),
                    0.5,
                    1e-9);
    }
    // Load 1: uniform.
    EXPECT_NEAR(AssignmentCritic::GetWaitProbability(100, 0.01, 1, 0.03, 0.01), 2.0 / 5.0, 1e-9);
    // It does not jump there.
    EXPECT_NEAR(AssignmentCritic::GetWaitProbability(100.0001, 0.01, 1, 0.03, 0.01), 0.4, 1e-5);
    EXPECT_NEAR(AssignmentCritic::GetWaitProbability(99.9999, 0.01, 1, 0.03, 0.01), 0.4, 1e-5);
}

TEST(AssignmentCritic, QueueIsThatOfASimulation)
{
    for (const double load : {0.3, 0.8, 1.0, 1.5, 3.0})
    {
        for (const double patience : {0.02, 0.05})
        {
            for (const double slack : {0.005, 0.015})
            {
                // Exact for exponential service times, close for constant ones.
                EXPECT_NEAR(
                    AssignmentCritic::GetWaitProbability(load / 0.01, 0.01, 1, patience, slack),
                    SimulateQueue(load / 0.01, 0.01, true, patience, slack),
                    0.006)
                    << load << ' ' << patience << ' ' << slack;
                EXPECT_NEAR(
                    AssignmentCritic::GetWaitProbability(load / 0.01, 0.01, 0, patience, slack),
                    SimulateQueue(load / 0.01, 0.01, false, patience, slack),
                    0.1)
                    << load << ' ' << patience << ' ' << slack;
            }
        }
    }
}

TEST(AssignmentCritic, OptionsAreServersAndExits)
{
    const auto alexnet = DnnProfile::Read("alexnet-cifar10"); // three exits, the test's has two
    Bench bench({GetTestDnn(), alexnet}, 2, 0.1);
    bench.Evaluate({0, 0});
    const AssignmentCritic& critic = bench.critic;
    ASSERT_EQ(critic.GetNOptions(), 6U);
    EXPECT_EQ(critic.CountAssignments(), 4.0 * 6.0);
    for (uint32_t option = 0; option < 6; ++option)
    {
        EXPECT_EQ(critic.IsValid(0, option), option % 3 < 2);
        EXPECT_TRUE(critic.IsValid(1, option));
        const InferencePlan plan = critic.GetPlan(1, option);
        EXPECT_TRUE(IsRunnable(plan, *alexnet, 2));
        EXPECT_EQ(plan.server, option / 3);
        EXPECT_EQ(plan.exit, option % 3);
        EXPECT_EQ(plan.cut, 0);
        EXPECT_EQ(critic.GetAccuracy(1, option), GetExpectedAccuracy(plan, *alexnet));
    }
    bench.settings.earlyExit = false;
    bench.Evaluate({0, 0});
    ASSERT_EQ(critic.GetNOptions(), 2U);
    EXPECT_EQ(critic.GetPlan(0, 1).exit, 1);
    EXPECT_EQ(critic.GetPlan(1, 1).exit, 2);
    EXPECT_EQ(critic.GetPlan(1, 1).server, 1);
    bench.settings.localExits = true;
    bench.Evaluate({0, 0});
    ASSERT_EQ(critic.GetNOptions(), 3U);
    EXPECT_TRUE(critic.IsLocal(0));
    EXPECT_EQ(critic.GetPlan(1, 0).cut, alexnet->GetExitPosition(2));
    EXPECT_EQ(critic.GetWay(1, 0), 0);
    EXPECT_FALSE(critic.IsLocal(1));
    EXPECT_EQ(critic.GetPlan(1, 1).server, 0);
    EXPECT_EQ(critic.GetPlan(1, 2).server, 1);
}

TEST(AssignmentCritic, ValueIsWhatAHandComputes)
{
    Bench bench({GetTestDnn()}, 1, 0.02);
    // 600 bytes in 1 ms, 2 ms of overhead; 4 million MACs at 1e9 MAC/s.
    const double slack = 0.02 - 0.003 - 0.004;
    const double inTime = AssignmentCritic::GetWaitProbability(10, 0.004, 0, 0.017, slack);
    EXPECT_DOUBLE_EQ(bench.Evaluate({1}), 0.9 * inTime);
    EXPECT_GT(inTime, 0.99);
    // The early exit: 1.75 million MACs.
    EXPECT_DOUBLE_EQ(bench.Evaluate({0}),
                     0.6 * AssignmentCritic::GetWaitProbability(10, 1.75e-3, 0, 0.017, 0.01525));
    EXPECT_EQ(bench.critic.Evaluate({AssignmentCritic::NONE}), 0);
    // Work ahead of all: the first 30 of 100 ms are lost, and all when the slot is.
    bench.state.servers[0].backlog = slack + 0.03;
    EXPECT_DOUBLE_EQ(bench.Evaluate({1}), 0.9 * inTime * 0.7);
    bench.state.servers[0].backlog = slack + 0.1;
    EXPECT_EQ(bench.Evaluate({1}), 0);
    bench.state.servers[0].backlog = slack;
    EXPECT_DOUBLE_EQ(bench.Evaluate({1}), 0.9 * inTime);
    bench.state.servers[0].backlog = 0;
    // Nothing is in time on a server that is down, has no capacity, or over no channel.
    bench.state.servers[0].up = false;
    EXPECT_EQ(bench.Evaluate({1}), 0);
    bench.state.servers[0].up = true;
    bench.state.servers[0].speed = 0;
    EXPECT_EQ(bench.Evaluate({1}), 0);
    bench.state.servers[0].speed = 1;
    bench.state.ues[0].channel.connected = false;
    EXPECT_EQ(bench.Evaluate({1}), 0);
    bench.state.ues[0].channel.connected = true;
    bench.system = MakeSystem({GetTestDnn()}, 1, 0.0069); // less than way and service
    EXPECT_EQ(bench.Evaluate({1}), 0);
    bench.rates = {0};
    EXPECT_EQ(bench.Evaluate({1}), 0);
}

TEST(AssignmentCritic, ValueIsThatOfASecondWriting)
{
    std::mt19937_64 random(3);
    const auto alexnet = DnnProfile::Read("alexnet-cifar10");
    uint32_t positive = 0;
    for (uint32_t round = 0; round < 100; ++round)
    {
        std::vector<Ptr<const DnnProfile>> dnns;
        for (uint32_t i = 0; i < 1 + round % 5; ++i)
        {
            dnns.push_back(random() % 2 == 0 ? alexnet : GetTestDnn());
        }
        Bench bench(dnns, 1 + random() % 3, round % 2 == 0 ? 0.05 : 0.2);
        bench.settings.localExits = random() % 2 == 0;
        bench.settings.earlyExit = random() % 4 > 0;
        bench.state = MakeState(bench.system, random);
        for (double& rate : bench.rates)
        {
            rate = std::uniform_real_distribution<double>(0.1, 60)(random);
        }
        bench.critic.SetSystem(bench.system, bench.settings);
        bench.critic.SetState(bench.state, bench.rates);
        std::vector<uint32_t> assignment;
        for (uint32_t i = 0; i < dnns.size(); ++i)
        {
            uint32_t option = random() % bench.critic.GetNOptions();
            while (!bench.critic.IsValid(i, option))
            {
                option = random() % bench.critic.GetNOptions();
            }
            assignment.push_back(option);
        }
        const double value = bench.critic.Evaluate(assignment);
        EXPECT_NEAR(value, EvaluateByHand(bench, assignment), 2e-4) << round;
        EXPECT_GE(value, 0);
        EXPECT_LE(value, 1);
        positive += value > 0.01 ? 1 : 0;
    }
    EXPECT_GT(positive, 20U);
}

TEST(AssignmentCritic, OrderOfStreamsDoesNotMatter)
{
    std::mt19937_64 random(5);
    const std::vector<Ptr<const DnnProfile>> dnns(6, DnnProfile::Read("alexnet-cifar10"));
    Bench bench(dnns, 2, 0.05);
    for (uint32_t i = 0; i < 6; ++i)
    {
        bench.state.ues[i].channel.uplinkCapacity.value = 2e6 * (i + 1);
        bench.rates[i] = 5 + 3 * i;
    }
    std::vector<uint32_t> assignment{0, 1, 2, 3, 4, 5};
    const double value = bench.Evaluate(assignment);
    EXPECT_GT(value, 0.1);
    std::vector<uint32_t> order{0, 1, 2, 3, 4, 5};
    std::shuffle(order.begin(), order.end(), random);
    Bench other = bench;
    std::vector<uint32_t> moved(6);
    for (uint32_t i = 0; i < 6; ++i)
    {
        other.state.ues[i] = bench.state.ues[order[i]];
        other.rates[i] = bench.rates[order[i]];
        moved[i] = assignment[order[i]];
    }
    EXPECT_NEAR(other.Evaluate(moved), value, 1e-12);
}

TEST(AssignmentCritic, ATaskOnlyHurtsThoseOfItsServer)
{
    Bench bench({GetTestDnn(), GetTestDnn(), GetTestDnn()}, 2, 0.02);
    bench.rates = {100, 100, 100};
    const uint32_t none = AssignmentCritic::NONE;
    const double alone = bench.Evaluate({1, none, none});
    const double apart = bench.Evaluate({1, 3, none});
    const double together = bench.Evaluate({1, 1, none});
    EXPECT_NEAR(apart, 2 * alone, 1e-12);
    EXPECT_LT(together, apart - 0.01);
    bench.rates = {300, 300, 300};
    // An earlier exit hurts the others less.
    EXPECT_GT(bench.Evaluate({1, 0, none}), bench.Evaluate({1, 1, none}));
}

} // namespace
} // namespace tests
} // namespace ns3
