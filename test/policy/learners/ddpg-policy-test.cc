// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/rules/greedy-allocation-policy.h"
#include "../../../model/policy/rules/random-allocation-policy.h"
#include "../../../model/policy/spaces/allocation-vector.h"
#include "../policy-test-states.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/learning-policy.h"
#include "ns3/object-factory.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <sstream>
#include <stdexcept>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief DdpgPolicy and GridDqnPolicy on a made-up world without a simulator.
 */

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param nUes number of UEs with a stream each
 * @return an edge server and a cloud node
 */
EdgeSystem
MakeTiers(uint32_t nUes)
{
    EdgeSystem system =
        MakeSystem(std::vector<Ptr<const DnnProfile>>(nUes, DnnProfile::Read("resnet20-cifar10")),
                   2,
                   0.1);
    system.dnns.push_back(system.streams[0].dnn);
    system.servers[1].tier = EdgeServerTier::CLOUD;
    return system;
}

/// A policy of this file: its name, and how it is made.
struct Kind
{
    const char* name;                                                    //!< name
    std::vector<std::pair<std::string, Ptr<AttributeValue>>> attributes; //!< beside the small ones
    bool isGrid{false};                                                  //!< GridDqnPolicy
};

/**
 * @return one of each kind
 */
std::vector<Kind>
GetKinds()
{
    const auto yes = Create<BooleanValue>(true);
    const auto steps = Create<UintegerValue>(40);
    const auto leader = Create<StringValue>("Leader");
    return {{"joint", {}},
            {"td3",
             {{"TwinCritics", yes},
              {"TargetSmoothing", yes},
              {"PolicyDelay", Create<UintegerValue>(2)},
              {"InvertingGradients", yes}}},
            {"per stream", {{"PerStream", yes}}},
            {"history", {{"PerStream", yes}, {"HistorySteps", steps}, {"HistoryPolicies", leader}}},
            {"joint history", {{"HistorySteps", steps}, {"HistoryPolicies", leader}}},
            {"joint residual", {{"Prior", Create<StringValue>("Greedy")}, {"Refine", yes}}},
            {"residual",
             {{"PerStream", yes}, {"Prior", Create<StringValue>("Greedy")}, {"Refine", yes}}},
            {"grid", {}, true}};
}

/**
 * @param kind which
 * @param stream random stream of its seed
 * @return a small policy
 */
Ptr<OffloadingPolicy>
Make(const Kind& kind, int64_t stream)
{
    Ptr<OffloadingPolicy> policy =
        ObjectFactory(kind.isGrid ? "ns3::GridDqnPolicy" : "ns3::DdpgPolicy")
            .Create<OffloadingPolicy>();
    policy->SetAttribute("HiddenUnits", UintegerValue(32));
    policy->SetAttribute("LearningStarts", UintegerValue(60));
    policy->SetAttribute("BatchSize", UintegerValue(32));
    policy->SetAttribute("UpdatesPerStep", DoubleValue(1));
    for (const auto& [name, value] : kind.attributes)
    {
        policy->SetAttribute(name, *value);
    }
    policy->AssignStreams(stream);
    return policy;
}

/// A world in which a stream earns 0.6 for running in the cloud and 0.4 for a deep exit.
class World
{
  public:
    explicit World(const EdgeSystem& system)
        : m_system(system)
    {
    }

    /**
     * @brief An episode.
     * @param policy who decides
     * @param training it learns
     * @param steps epochs
     * @return mean reward of a stream
     */
    double Run(const Ptr<OffloadingPolicy>& policy, bool training, uint64_t steps)
    {
        auto* const learner = TrainablePolicy::Get(policy);
        if (learner)
        {
            learner->SetTraining(training);
        }
        policy->BeginEpisode(m_system);
        EpochState state = Draw(1);
        double sum = 0;
        EpochTransition pending;
        for (uint64_t epoch = 1; epoch <= steps; ++epoch)
        {
            EpochTransition transition;
            transition.state = state;
            policy->Decide(state, transition.decision);
            Check(transition.decision);
            for (std::size_t i = 0; i < m_system.streams.size(); ++i)
            {
                const InferencePlan& plan = transition.decision.plans[i];
                const DnnProfile& dnn = *m_system.streams[i].dnn;
                EdgeStreamReward reward;
                reward.applied = true;
                // Now and then a stream asks for nothing.
                reward.tasks = (epoch + i) % 5;
                const double one = 0.6 * (AllocationVector::GetTier(plan, dnn) == 2) +
                                   0.4 * plan.exit / (dnn.GetNExits() - 1);
                reward.reward = reward.tasks * one;
                transition.rewards.push_back(reward);
                sum += one;
            }
            // As the scheduler does, a transition is complete after the next decision.
            if (training && epoch > 1)
            {
                pending.next = state;
                learner->Learn(pending);
            }
            pending = transition;
            state = Draw(epoch + 1);
        }
        return sum / static_cast<double>(steps * m_system.streams.size());
    }

  private:
    /// @return a random state
    EpochState Draw(uint64_t epoch)
    {
        EpochState state = MakeState(m_system, m_random);
        state.epoch = epoch;
        return state;
    }

    /// Demands that a decision can be carried out.
    void Check(const EpochDecision& decision) const
    {
        const std::size_t n = m_system.streams.size();
        ASSERT_EQ(decision.plans.size(), n);
        for (std::size_t i = 0; i < n; ++i)
        {
            ASSERT_TRUE(IsRunnable(decision.plans[i], *m_system.streams[i].dnn, 2));
        }
        ASSERT_EQ(decision.computeShares.size(), 2U);
        for (const auto& shares : {decision.uplinkShares, decision.computeShares[0]})
        {
            ASSERT_EQ(shares.size(), n);
            ASSERT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-6);
            ASSERT_GT(*std::min_element(shares.begin(), shares.end()), 0);
        }
    }

    EdgeSystem m_system;          //!< who asks for what
    std::mt19937_64 m_random{17}; //!< draws states
};

/**
 * @param policy a policy
 * @return what it saves
 */
std::string
Save(const Ptr<OffloadingPolicy>& policy)
{
    std::ostringstream stream;
    TrainablePolicy::Get(policy)->Save(stream);
    return stream.str();
}

TEST(AllocationLearners, LearnToDoBetterThanChance)
{
    const EdgeSystem system = MakeTiers(3);
    auto random = CreateObject<RandomAllocationPolicy>();
    random->AssignStreams(3);
    const double chance = World(system).Run(random, false, 500);
    EXPECT_NEAR(chance, 0.6 / 3 + 0.2, 0.03);
    for (const Kind& kind : GetKinds())
    {
        auto policy = Make(kind, 7);
        World world(system);
        for (int episode = 0; episode < 8; ++episode)
        {
            world.Run(policy, true, 100);
        }
        EXPECT_GT(world.Run(policy, false, 100), chance + 0.2) << kind.name;
    }
}

TEST(AllocationLearners, ResumeExactly)
{
    const EdgeSystem system = MakeTiers(3);
    for (const Kind& kind : GetKinds())
    {
        auto whole = Make(kind, 7);
        World world(system);
        world.Run(whole, true, 100);
        const std::string half = Save(whole);
        World copy(world);
        world.Run(whole, true, 100);
        auto resumed = Make(kind, 1234);
        std::istringstream stream(half);
        TrainablePolicy::Get(resumed)->Load(stream);
        EXPECT_EQ(Save(resumed), half) << kind.name << ": before its first episode";
        copy.Run(resumed, true, 100);
        EXPECT_EQ(Save(resumed), Save(whole)) << kind.name;
        // The networks alone decide as the whole does.
        std::ostringstream networks;
        TrainablePolicy::Get(whole)->SaveNetworks(networks);
        EXPECT_LT(networks.str().size(), Save(whole).size() / 2) << kind.name;
        auto decider = Make(kind, 99);
        std::istringstream written(networks.str());
        TrainablePolicy::Get(decider)->Load(written);
        World other(world);
        EXPECT_EQ(other.Run(decider, false, 20), world.Run(whole, false, 20)) << kind.name;
    }
}

TEST(AllocationLearners, TheSameSeedGivesTheSameBytes)
{
    const EdgeSystem system = MakeTiers(2);
    for (const Kind& kind : GetKinds())
    {
        std::vector<std::string> saved;
        for (const int64_t stream : {5, 5, 6})
        {
            auto policy = Make(kind, stream);
            World(system).Run(policy, true, 90);
            saved.push_back(Save(policy));
        }
        EXPECT_EQ(saved[0], saved[1]) << kind.name;
        EXPECT_NE(saved[0], saved[2]) << kind.name;
    }
}

TEST(AllocationLearners, RefuseWhatDoesNotFit)
{
    for (const Kind& kind : GetKinds())
    {
        auto policy = Make(kind, 7);
        World(MakeTiers(2)).Run(policy, true, 5);
        const std::string state = Save(policy);
        const bool isPerStream = std::string(kind.name).find("joint") == std::string::npos &&
                                 !kind.isGrid && std::string(kind.name) != "td3";
        if (isPerStream)
        {
            // Trained on two streams, it serves five.
            World(MakeTiers(5)).Run(policy, false, 5);
        }
        else
        {
            EXPECT_THROW(policy->BeginEpisode(MakeTiers(5)), std::runtime_error) << kind.name;
        }
        auto other = Make(kind, 7);
        std::istringstream cut(state.substr(0, state.size() / 2));
        TrainablePolicy::Get(other)->Load(cut);
        EXPECT_THROW(other->BeginEpisode(MakeTiers(2)), std::runtime_error) << kind.name;
    }
}

TEST(AllocationLearners, ResidualOfNothingIsTheGreedyChoice)
{
    // Before any learning an actor's outputs are small: scores less than one apart do not move a
    // stream from its prior's tier, but for an odd observation.
    const EdgeSystem system = MakeTiers(3);
    std::mt19937_64 random(5);
    auto policy = Make(
        {"residual",
         {{"PerStream", Create<BooleanValue>(true)}, {"Prior", Create<StringValue>("Greedy")}}},
        7);
    auto greedy = CreateObject<GreedyAllocationPolicy>();
    greedy->AssignStreams(1);
    TrainablePolicy::Get(policy)->SetTraining(false);
    policy->BeginEpisode(system);
    greedy->BeginEpisode(system);
    uint32_t same = 0;
    for (int i = 0; i < 50; ++i)
    {
        const EpochState state = MakeState(system, random);
        EpochDecision a;
        EpochDecision b;
        policy->Decide(state, a);
        greedy->Decide(state, b);
        for (std::size_t s = 0; s < 3; ++s)
        {
            const DnnProfile& dnn = *system.streams[s].dnn;
            same += AllocationVector::GetTier(a.plans[s], dnn) ==
                    AllocationVector::GetTier(b.plans[s], dnn);
        }
    }
    EXPECT_GE(same, 145U);
}

} // namespace
} // namespace tests
} // namespace ns3
