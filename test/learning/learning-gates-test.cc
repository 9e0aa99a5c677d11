// SPDX-License-Identifier: GPL-2.0-only
// The short form of the gates; edge-inference-learning-gates --full is the long one.
#include "gate-problems.h"
#include "learning-gates.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

using namespace ns3::learning;
using namespace ns3::learning::test;

namespace
{

class LearningGates : public ::testing::TestWithParam<std::string>
{
};

TEST_P(LearningGates, IsPassedBySeedOne)
{
    const LearningGate& gate = FindLearningGate(GetParam());
    const std::vector<double> scores = gate.run(1);
    ASSERT_EQ(scores.size(), gate.measures.size());
    for (std::size_t i = 0; i < scores.size(); ++i)
    {
        RecordProperty(gate.measures[i].name, std::to_string(scores[i]));
        if (gate.measures[i].atLeast)
        {
            EXPECT_GE(scores[i], gate.measures[i].target) << gate.measures[i].name;
        }
        else
        {
            EXPECT_LE(scores[i], gate.measures[i].target) << gate.measures[i].name;
        }
    }
}

std::vector<std::string>
Names()
{
    std::vector<std::string> names;
    for (const LearningGate& gate : ns3::learning::test::LearningGates())
    {
        names.push_back(gate.name);
    }
    return names;
}

INSTANTIATE_TEST_SUITE_P(All, LearningGates, ::testing::ValuesIn(Names()), [](const auto& info) {
    std::string name = info.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

TEST(CartPole, FollowsTheEquations)
{
    // Two pushes to the right from rest at angle 0, by hand: force 10 / 1.1 kg, no gravity term at
    // 0.
    struct Still : public LearningRandom
    {
        Still()
            : LearningRandom(1)
        {
        }
    } random;

    CartPole pole(random);
    const double start[4] = {pole.Observation()[0],
                             pole.Observation()[1],
                             pole.Observation()[2],
                             pole.Observation()[3]};
    const double c = std::cos(start[2]);
    const double s = std::sin(start[2]);
    const double temp = (10 + 0.05 * start[3] * start[3] * s) / 1.1;
    const double angular = (9.8 * s - c * temp) / (0.5 * (4.0 / 3 - 0.1 * c * c / 1.1));
    const double linear = temp - 0.05 * angular * c / 1.1;
    EXPECT_FALSE(pole.Step(1));
    EXPECT_NEAR(pole.Observation()[0], start[0] + 0.02 * start[1], 1e-6);
    EXPECT_NEAR(pole.Observation()[1], start[1] + 0.02 * linear, 1e-6);
    EXPECT_NEAR(pole.Observation()[2], start[2] + 0.02 * start[3], 1e-6);
    EXPECT_NEAR(pole.Observation()[3], start[3] + 0.02 * angular, 1e-6);
    while (!pole.Step(1))
    {
    }
    EXPECT_TRUE(pole.Fell());
    EXPECT_LT(pole.Steps(), 15);
}

TEST(Pendulum, RestsUprightForFree)
{
    LearningRandom random(3);
    Pendulum pendulum(random);
    const double angle = std::atan2(pendulum.Observation()[1], pendulum.Observation()[0]);
    const double speed = pendulum.Observation()[2];
    const double reward = pendulum.Step(5); // limited to 2
    EXPECT_NEAR(reward, -(angle * angle + 0.1 * speed * speed + 0.001 * 4), 1e-5);
    EXPECT_NEAR(pendulum.Observation()[2], speed + 0.05 * (15 * std::sin(angle) + 6), 1e-5);
}

TEST(TabularMdp, ValueIterationSatisfiesBellman)
{
    for (const TabularMdp& mdp : {TabularMdp::Chain(), TabularMdp::Random(4)})
    {
        EXPECT_GE(mdp.SmallestGap(), 0.02);
        for (double alpha : {0.0, 0.05})
        {
            const std::vector<double> q = mdp.Solve(alpha);
            for (std::size_t i = 0; i < q.size(); ++i)
            {
                double expected = mdp.rewards[i];
                for (uint32_t next : mdp.nextOf8[i])
                {
                    expected += mdp.gamma * mdp.Value(q, next, alpha) / 8;
                }
                EXPECT_NEAR(q[i], expected, 1e-9);
            }
        }
    }
}

TEST(SharedServers, SearchEqualsValue)
{
    LearningRandom random(1);
    const SharedServers servers(random, 4, 3);
    double best = -1e9;
    for (uint32_t code = 0; code < 81; ++code)
    {
        best = std::max(best, servers.Value({code % 3, code / 3 % 3, code / 9 % 3, code / 27}));
    }
    EXPECT_NEAR(servers.Optimum(), best, 1e-9);
    EXPECT_LE(servers.Greedy(), best + 1e-9);
}

} // namespace
