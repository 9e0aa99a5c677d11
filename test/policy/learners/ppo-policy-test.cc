// SPDX-License-Identifier: GPL-2.0-only

#include "../mobility-test-system.h"

#include "ns3/double.h"
#include "ns3/learning-policy.h"
#include "ns3/object-factory.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/training-ranks.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>
#include <sstream>

namespace ns3
{
namespace tests
{
namespace
{

/// Room for one of the two models.
constexpr double ONE = 30e6;

/**
 * @return a policy that learns from few transitions
 */
Ptr<LearningPolicy>
MakePolicy()
{
    RngSeedManager::SetRun(4);
    auto policy = ObjectFactory("ns3::PpoPolicy").Create<LearningPolicy>();
    policy->SetAttribute("RolloutSize", UintegerValue(200));
    policy->SetAttribute("MinibatchSize", UintegerValue(50));
    policy->SetAttribute("LearningRate", DoubleValue(3e-3));
    policy->SetAttribute("SharedReward", DoubleValue(0));
    policy->SetAttribute("Gamma", DoubleValue(0));
    policy->AssignStreams(7);
    return policy;
}

/**
 * @param policy decides
 * @param system who asks for what
 * @param epochs how many
 * @return share of the plans that stay on the UE
 */
double
Train(Ptr<LearningPolicy> policy, const EdgeSystem& system, uint64_t epochs)
{
    policy->SetTraining(true);
    policy->BeginEpisode(system);
    EpochTransition transition;
    double local = 0;
    for (uint64_t epoch = 1; epoch <= epochs; ++epoch)
    {
        EpochTransition now;
        now.state = MakeMobileState(system, epoch);
        policy->Decide(now.state, now.decision);
        // A task of each stream earns 1 on the UE and nothing elsewhere.
        for (std::size_t i = 0; i < system.streams.size(); ++i)
        {
            const auto& plan = now.decision.plans[i];
            const bool isLocal = plan.cut == system.streams[i].dnn->GetExitPosition(plan.exit);
            now.rewards.push_back({true, 1, isLocal ? 1.0 : 0.0});
            local += isLocal;
        }
        if (epoch > 1)
        {
            transition.next = now.state;
            policy->Learn(transition);
        }
        transition = now;
    }
    return local / static_cast<double>(epochs * system.streams.size());
}

TEST(PpoPolicy, LearnsWhatItIsRewardedFor)
{
    // Streams of the first model only: its early exits are in time on the UE.
    EdgeSystem system = MakeMobileSystem(4, 2, ONE);
    for (auto& stream : system.streams)
    {
        stream.dnn = system.dnns[0];
    }
    auto policy = MakePolicy();
    const double before = Train(policy, system, 51);
    for (int i = 0; i < 14; ++i)
    {
        Train(policy, system, 51);
    }
    const double after = Train(policy, system, 51);
    EXPECT_LT(before, 0.5); // it begins with the best plan, which is a server's
    EXPECT_GT(after, 0.9);
}

TEST(PpoPolicy, GoesOnFromACheckpointBitForBit)
{
    const EdgeSystem system = MakeMobileSystem(5, 3, ONE);
    auto policy = MakePolicy();
    Train(policy, system, 60);
    std::stringstream state;
    policy->Save(state);
    auto other = MakePolicy();
    other->Load(state);
    EXPECT_EQ(Train(policy, system, 80), Train(other, system, 80));
    std::stringstream one;
    std::stringstream two;
    policy->Save(one);
    other->Save(two);
    EXPECT_EQ(one.str(), two.str());
}

TEST(PpoPolicy, DecidesTheSameWithItsNetworksAlone)
{
    const EdgeSystem system = MakeMobileSystem(5, 3, ONE);
    auto policy = MakePolicy();
    Train(policy, system, 90);
    std::stringstream networks;
    std::stringstream all;
    policy->SaveNetworks(networks);
    policy->Save(all);
    EXPECT_LT(networks.str().size(), all.str().size() / 2);
    auto other = MakePolicy();
    other->Load(networks);
    policy->SetTraining(false);
    other->SetTraining(false);
    policy->BeginEpisode(system);
    other->BeginEpisode(system);
    std::mt19937_64 random(2);
    for (uint64_t epoch = 1; epoch <= 20; ++epoch)
    {
        const EpochState state = MakeRandomMobileState(system, epoch, random);
        EpochDecision one;
        EpochDecision two;
        policy->Decide(state, one);
        other->Decide(state, two);
        EXPECT_TRUE(one.plans == two.plans);
        EXPECT_EQ(one.placements, two.placements);
        EXPECT_EQ(one.uplinkShares, two.uplinkShares);
        EXPECT_EQ(one.computeShares, two.computeShares);
    }
}

TEST(PpoPolicy, ServesOtherNumbersOfUesAndCells)
{
    auto policy = MakePolicy();
    Train(policy, MakeMobileSystem(5, 3, ONE), 60);
    const EdgeSystem larger = MakeMobileSystem(12, 6, ONE);
    policy->SetTraining(false);
    policy->BeginEpisode(larger);
    EpochDecision decision;
    policy->Decide(MakeMobileState(larger, 1), decision);
    EXPECT_EQ(decision.plans.size(), 12U);
    // Another number of models makes other observations.
    EdgeSystem other = MakeMobileSystem(2, 2, ONE);
    other.dnns.push_back(DnnProfile::Read("resnet18"));
    EXPECT_THROW(policy->BeginEpisode(other), std::runtime_error);
}

TEST(PpoPolicy, IsAloneWithoutMpirun)
{
    auto policy = MakePolicy();
    std::shared_ptr<TrainingRanks> ranks;
    EXPECT_EQ(policy->JoinRanks(ranks).size, 1U);
    EXPECT_EQ(policy->JoinRanks(ranks).rank, 0U);
    EXPECT_EQ(ranks, nullptr); // MPI is not begun for one process
    policy->FinishTraining();  // waits for nobody
}

} // namespace
} // namespace tests
} // namespace ns3
