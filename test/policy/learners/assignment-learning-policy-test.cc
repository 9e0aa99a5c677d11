// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/rules/exhaustive-assignment-policy.h"
#include "../../../model/policy/rules/random-policy.h"
#include "../policy-test-states.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/learning-policy.h"
#include "ns3/object-factory.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <sstream>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief AssignmentLearningPolicy: its decisions, what it learns, its checkpoints.
 */

namespace ns3
{
namespace tests
{
namespace
{

/// Streams of a DNN with three exits and servers whose capacity is drawn for each slot.
class AssignmentLearningPolicyTest : public testing::Test
{
  protected:
    AssignmentLearningPolicyTest()
        : m_system(MakeSystem(
              std::vector<Ptr<const DnnProfile>>(TASKS, DnnProfile::Read("alexnet-cifar10")),
              2,
              0.06))
    {
        m_system.interval = MilliSeconds(50); // a task a slot: 20/s of 17 to 28 ms each
    }

    /**
     * @param actor Graph or Dense
     * @param seed stream of its random numbers
     * @return a policy that learns fast
     */
    static Ptr<LearningPolicy> Make(const std::string& actor, int64_t seed)
    {
        auto policy = ObjectFactory("ns3::AssignmentLearningPolicy").Create<LearningPolicy>();
        policy->SetAttribute("Actor", StringValue(actor));
        policy->SetAttribute("BatchSize", UintegerValue(16));
        policy->SetAttribute("TrainInterval", UintegerValue(1));
        policy->SetAttribute("Noise", DoubleValue(1));
        policy->SetAttribute("Width", UintegerValue(16));
        policy->AssignStreams(seed);
        return policy;
    }

    /**
     * @param random draws
     * @return a state in which everybody is connected
     */
    EpochState Draw(std::mt19937_64& random) const
    {
        const auto draw = [&](double least, double most) {
            return std::uniform_real_distribution<double>(least, most)(random);
        };
        EpochState state;
        state.ues.resize(m_system.devices.size());
        state.streams.resize(m_system.streams.size());
        state.servers.resize(m_system.servers.size());
        for (auto& ue : state.ues)
        {
            ue.channel.connected = true;
            ue.channel.uplinkCapacity.value = draw(2e6, 20e6);
        }
        for (auto& server : state.servers)
        {
            server.speed = draw(0.3, 1);
            server.backlog = draw(0, 0.02);
        }
        return state;
    }

    /**
     * @param state of a slot
     * @param decision for it
     * @return the critic's value
     */
    double Value(const EpochState& state, const EpochDecision& decision)
    {
        AssignmentCritic critic;
        critic.SetSystem(m_system, AssignmentCritic::Settings());
        critic.SetState(
            state,
            std::vector<double>(m_system.streams.size(), 1 / m_system.interval.GetSeconds()));
        std::vector<uint32_t> assignment;
        for (uint32_t task = 0; task < critic.GetNTasks(); ++task)
        {
            uint32_t option = 0;
            while (critic.GetPlan(task, option) != decision.plans[task])
            {
                ++option;
            }
            assignment.push_back(option);
        }
        return critic.Evaluate(assignment);
    }

    /**
     * @param policy decides
     * @return mean of the critic's values over slots that no training has seen
     */
    double Evaluate(const Ptr<OffloadingPolicy>& policy)
    {
        std::mt19937_64 random(1000);
        if (auto* const learner = TrainablePolicy::Get(policy))
        {
            learner->SetTraining(false);
        }
        policy->BeginEpisode(m_system);
        EpochDecision decision;
        double sum = 0;
        const uint32_t n = 40;
        for (uint32_t slot = 0; slot < n; ++slot)
        {
            const EpochState state = Draw(random);
            policy->Decide(state, decision);
            sum += Value(state, decision) / n;
        }
        return sum;
    }

    /**
     * @param policy learns
     * @param slots number of slots
     * @param seed draws them
     */
    void Train(const Ptr<LearningPolicy>& policy, uint32_t slots, uint64_t seed)
    {
        std::mt19937_64 random(seed);
        policy->SetTraining(true);
        policy->BeginEpisode(m_system);
        EpochDecision decision;
        for (uint32_t slot = 0; slot < slots; ++slot)
        {
            policy->Decide(Draw(random), decision);
        }
    }

    static constexpr uint32_t TASKS = 4;
    EdgeSystem m_system; //!< who asks for what
};

TEST_F(AssignmentLearningPolicyTest, LearnsWhatTheCriticValues)
{
    auto exhaustive = CreateObject<ExhaustiveAssignmentPolicy>();
    const double optimum = Evaluate(exhaustive);
    auto chance = CreateObject<RandomPolicy>();
    for (const std::string actor : {"Graph", "Dense"})
    {
        auto policy = Make(actor, 1);
        policy->SetAttribute("Candidates", UintegerValue(4));
        EXPECT_NE(TrainablePolicy::Get(policy), nullptr);
        const double before = Evaluate(policy);
        Train(policy, 300, 7);
        const double after = Evaluate(policy);
        EXPECT_LE(after, optimum + 1e-12);
        EXPECT_GT(after, before + 0.3 * (optimum - before)) << actor << ' ' << before;
        EXPECT_GT(after, 0.9 * optimum) << actor;
        const auto figures = policy->GetTrainingFigures();
        ASSERT_EQ(figures.size(), 6U);
        EXPECT_EQ(figures[4].second, 300);
        EXPECT_EQ(figures[5].second, 300);
        EXPECT_EQ(Evaluate(policy), after); // evaluation changes nothing
    }
}

TEST_F(AssignmentLearningPolicyTest, ResumesFromItsCheckpoint)
{
    for (const std::string actor : {"Graph", "Dense"})
    {
        auto straight = Make(actor, 1);
        Train(straight, 20, 7);
        std::stringstream checkpoint;
        straight->Save(checkpoint);
        auto resumed = Make(actor, 2);
        resumed->Load(checkpoint); // before it knows its sizes
        std::stringstream again;
        resumed->Save(again);
        EXPECT_EQ(again.str(), checkpoint.str());
        Train(straight, 20, 8);
        Train(resumed, 20, 8);
        std::stringstream ends[2];
        straight->Save(ends[0]);
        resumed->Save(ends[1]);
        EXPECT_EQ(ends[0].str(), ends[1].str());
        EXPECT_NE(ends[0].str(), checkpoint.str());
        // Networks alone decide alike.
        std::stringstream networks;
        straight->SaveNetworks(networks);
        EXPECT_LT(networks.str().size(), ends[0].str().size());
        auto other = Make(actor, 3);
        other->Load(networks);
        EXPECT_EQ(Evaluate(other), Evaluate(straight));
        std::stringstream broken("no checkpoint");
        EXPECT_THROW(resumed->Load(broken), std::runtime_error);
    }
}

TEST_F(AssignmentLearningPolicyTest, GraphDoesNotCareForTheOrderOfStreams)
{
    auto policy = Make("Graph", 3);
    // As it is made: a trained one is so sure of itself that equal margins decide by index.
    policy->SetTraining(false);
    std::mt19937_64 random(4);
    std::vector<uint32_t> order{0, 1, 2, 3};
    EpochDecision decision;
    EpochDecision moved;
    bool differ = false;
    uint32_t unequal = 0;
    for (uint32_t round = 0; round < 20; ++round)
    {
        const EpochState state = Draw(random);
        std::shuffle(order.begin(), order.end(), random);
        EpochState other = state;
        for (uint32_t i = 0; i < TASKS; ++i)
        {
            other.ues[i] = state.ues[order[i]];
        }
        policy->BeginEpisode(m_system);
        policy->Decide(state, decision);
        policy->BeginEpisode(m_system);
        policy->Decide(other, moved);
        // Rounding decides between margins that are all but equal.
        unequal += std::fabs(Value(other, moved) - Value(state, decision)) < 1e-9 ? 0 : 1;
        for (uint32_t i = 0; i < TASKS; ++i)
        {
            differ = differ || decision.plans[i] != decision.plans[0];
        }
    }
    EXPECT_LE(unequal, 2U);
    EXPECT_TRUE(differ); // else there is nothing to get wrong
}

TEST_F(AssignmentLearningPolicyTest, DecidesWhateverTheStateIs)
{
    std::mt19937_64 random(9);
    for (uint32_t round = 0; round < 24; ++round)
    {
        const std::vector<Ptr<const DnnProfile>> dnns{DnnProfile::Read("alexnet-cifar10"),
                                                      GetTestDnn(),
                                                      GetTestDnn()};
        const EdgeSystem system = MakeSystem(dnns, 1 + round % 3, round % 2 == 0 ? 0.001 : 0.1);
        auto policy = Make(round % 2 == 0 ? "Graph" : "Dense", 1);
        policy->SetAttribute("EarlyExit", BooleanValue(round % 3 > 0));
        policy->SetAttribute("LocalExits", BooleanValue(round % 4 > 1));
        policy->SetTraining(true);
        policy->BeginEpisode(system);
        EpochDecision decision;
        for (uint32_t slot = 0; slot < 10; ++slot)
        {
            policy->Decide(MakeState(system, random), decision);
            for (uint32_t i = 0; i < dnns.size(); ++i)
            {
                EXPECT_TRUE(IsRunnable(decision.plans[i], *dnns[i], system.servers.size()));
                EXPECT_TRUE(round % 3 > 0 || decision.plans[i].exit + 1U == dnns[i]->GetNExits());
            }
        }
    }
}

TEST_F(AssignmentLearningPolicyTest, OtherSizesAreRefused)
{
    auto policy = Make("Dense", 1);
    policy->BeginEpisode(m_system);
    const EdgeSystem larger = MakeSystem({GetTestDnn(), GetTestDnn()}, 2, 0.1);
    try
    {
        policy->BeginEpisode(larger);
        FAIL() << "not refused";
    }
    catch (const std::runtime_error& error)
    {
        EXPECT_NE(std::string(error.what()).find("2 rows of 44 numbers with a choice among 4"),
                  std::string::npos);
    }
}

} // namespace
} // namespace tests
} // namespace ns3
