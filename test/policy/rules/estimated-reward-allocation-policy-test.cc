// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/rules/estimated-reward-allocation-policy.h"
#include "../../../model/policy/rules/greedy-allocation-policy.h"
#include "../../../model/policy/spaces/allocation-rule.h"
#include "../policy-test-states.h"

#include "ns3/double.h"
#include "ns3/pointer.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>
#include <random>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief EstimatedRewardAllocationPolicy against its definition.
 */

namespace ns3
{
namespace tests
{
namespace
{

constexpr double MARGIN = 0.7; //!< of both rules

/// Four streams with 100 ms, an edge server and a cloud node behind a thin wire.
class EstimatedRewardAllocationPolicyTest : public testing::Test
{
  protected:
    EstimatedRewardAllocationPolicyTest()
        : m_dnn(DnnProfile::Read("resnet20-cifar10")),
          m_system(MakeSystem({m_dnn, m_dnn, m_dnn, m_dnn}, 2, 0.1)),
          m_reward(CreateObject<RewardModel>())
    {
        m_system.dnns = {m_dnn};
        m_system.servers[1].tier = EdgeServerTier::CLOUD;
        m_system.servers[1].backhaulRate = 1e6;
        m_system.servers[1].backhaulDelay = 0.01;
        m_reward->SetAttribute("AccuracyWeight", DoubleValue(1));
        m_reward->SetAttribute("LatencyWeight", DoubleValue(0));
        m_reward->SetAttribute("MissPenalty", DoubleValue(1));
        m_reward->SetAttribute("EnergyWeight", DoubleValue(0));
    }

    /**
     * @param state what is known
     * @param decision a decision
     * @return what it is worth with this reward, by hand
     */
    double GetWorth(const EpochState& state, const EpochDecision& decision) const
    {
        AllocationEstimator estimator;
        estimator.Begin(m_system);
        estimator.Observe(state, {});
        std::vector<double> latencies;
        estimator.Estimate(m_system, state, decision, latencies);
        double worth = 0;
        for (std::size_t i = 0; i < latencies.size(); ++i)
        {
            const bool isInTime = latencies[i] <= MARGIN * 0.1;
            worth += estimator.GetDemand(i) *
                     (isInTime ? GetExpectedAccuracy(decision.plans[i], *m_dnn) : -1);
        }
        return worth;
    }

    /**
     * @param policy a policy
     * @param state what is known
     * @return its decision
     */
    EpochDecision Decide(const Ptr<OffloadingPolicy>& policy, const EpochState& state) const
    {
        policy->BeginEpisode(m_system);
        EpochDecision decision;
        policy->Decide(state, decision);
        return decision;
    }

    Ptr<const DnnProfile> m_dnn; //!< of all streams
    EdgeSystem m_system;         //!< who asks for what
    Ptr<RewardModel> m_reward;   //!< accuracy in time, -1 otherwise
};

TEST_F(EstimatedRewardAllocationPolicyTest, NoOtherPlanOfOneStreamIsWorthMore)
{
    std::mt19937_64 random(17);
    auto policy = CreateObject<EstimatedRewardAllocationPolicy>();
    policy->SetAttribute("Margin", DoubleValue(MARGIN));
    policy->SetAttribute("Rounds", UintegerValue(1000));
    policy->SetAttribute("RewardModel", PointerValue(m_reward));
    auto greedy = CreateObject<GreedyAllocationPolicy>();
    greedy->SetAttribute("Margin", DoubleValue(MARGIN));
    auto rule = CreateObject<AllocationRule>();
    int gains = 0;
    for (int round = 0; round < 60; ++round)
    {
        const EpochState state = MakeState(m_system, random);
        const EpochDecision decision = Decide(policy, state);
        const double worth = GetWorth(state, decision);
        EXPECT_NEAR(policy->GetWorth(state, decision), worth, 1e-9);
        const double first = GetWorth(state, Decide(greedy, state));
        EXPECT_GE(worth, first - 1e-6);
        gains += worth > first + 1e-6;

        rule->BeginEpisode(m_system);
        rule->Know(state);
        for (std::size_t i = 0; i < 4; ++i)
        {
            EpochDecision other = decision;
            for (uint32_t tier = 0; tier <= 2; ++tier)
            {
                for (uint32_t number = 0; number < AllocationVector::CountExits(*m_dnn, tier);
                     ++number)
                {
                    const uint32_t exit = AllocationVector::GetExit(*m_dnn, tier, number);
                    other.plans[i] = AllocationVector::MakePlan(m_system, i, tier, exit);
                    for (const auto shares : {AllocationRule::DEMAND, AllocationRule::ROOT})
                    {
                        rule->DivideByRule(state, shares, other);
                        EXPECT_LE(GetWorth(state, other), worth + 1e-6) << round << ", " << i;
                    }
                }
            }
        }
    }
    EXPECT_GT(gains, 5) << "coming back to choices gains something";
}

TEST_F(EstimatedRewardAllocationPolicyTest, WithoutRoundsItIsTheGreedyChoice)
{
    std::mt19937_64 random(3);
    auto policy = CreateObject<EstimatedRewardAllocationPolicy>();
    policy->SetAttribute("Rounds", UintegerValue(0));
    for (int round = 0; round < 20; ++round)
    {
        const EpochState state = MakeState(m_system, random);
        const EpochDecision a = Decide(policy, state);
        const EpochDecision b = Decide(CreateObject<GreedyAllocationPolicy>(), state);
        EXPECT_EQ(a.plans, b.plans);
        EXPECT_EQ(a.uplinkShares, b.uplinkShares);
        EXPECT_EQ(a.computeShares, b.computeShares);
    }
}

} // namespace
} // namespace tests
} // namespace ns3
