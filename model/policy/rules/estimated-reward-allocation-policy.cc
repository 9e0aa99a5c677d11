// SPDX-License-Identifier: GPL-2.0-only

#include "estimated-reward-allocation-policy.h"

#include "estimated-reward-policy.h"

#include "ns3/double.h"
#include "ns3/pointer.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(EstimatedRewardAllocationPolicy);

namespace
{

/// A decision that is worth more by less than this is worth the same.
constexpr double LEAST_GAIN = 1e-9;

} // namespace

TypeId
EstimatedRewardAllocationPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::EstimatedRewardAllocationPolicy")
            .SetParent<AllocationPolicy>()
            .SetGroupName("EdgeInference")
            .AddConstructor<EstimatedRewardAllocationPolicy>()
            .AddAttribute(
                "Margin",
                "Share of the deadline that an estimated mean latency may take (above 0).",
                DoubleValue(0.7),
                MakeDoubleAccessor(&EstimatedRewardAllocationPolicy::m_margin),
                MakeDoubleChecker<double>(1e-3, 10))
            .AddAttribute("Rounds",
                          "Greatest number of times that each stream may change its plan in an "
                          "epoch; 0: the greedy choice.",
                          UintegerValue(5),
                          MakeUintegerAccessor(&EstimatedRewardAllocationPolicy::m_rounds),
                          MakeUintegerChecker<uint32_t>(0, 1000))
            .AddAttribute("RewardModel",
                          "How outcomes are scored: an InferenceScheduler sets its own when it "
                          "starts, so that text cannot.",
                          TypeId::ATTR_GET | TypeId::ATTR_SET,
                          PointerValue(),
                          MakePointerAccessor(&EstimatedRewardAllocationPolicy::m_reward),
                          MakePointerChecker<RewardModel>());
    return tid;
}

void
EstimatedRewardAllocationPolicy::DoBeginEpisode()
{
    AllocationPolicy::DoBeginEpisode();
    if (!m_reward)
    {
        m_reward = CreateObject<RewardModel>();
    }
}

double
EstimatedRewardAllocationPolicy::GetWorth(const EpochState& state,
                                          const EpochDecision& decision) const
{
    const EdgeSystem& system = GetSystem();
    const auto& lateness = EstimateLateness(state, decision);
    double worth = 0;
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        const double latency = lateness[i] * system.streams[i].deadline.GetSeconds();
        worth += m_estimator.GetDemand(i) * EstimatedRewardPolicy::EstimateReward(*m_reward,
                                                                                  system,
                                                                                  i,
                                                                                  decision.plans[i],
                                                                                  latency,
                                                                                  m_margin);
    }
    return worth;
}

bool
EstimatedRewardAllocationPolicy::Improve(const EpochState& state,
                                         std::size_t stream,
                                         EpochDecision& decision,
                                         double& worth) const
{
    const EdgeSystem& system = GetSystem();
    const DnnProfile& dnn = *system.streams[stream].dnn;
    EpochDecision tried = decision;
    bool isBetter = false;
    for (uint32_t tier = 0; tier <= system.servers.size(); ++tier)
    {
        const uint32_t nExits = AllocationVector::CountExits(dnn, tier);
        for (uint32_t number = DecidesExits() ? 0 : nExits - 1; number < nExits; ++number)
        {
            tried.plans[stream] =
                AllocationVector::MakePlan(system,
                                           stream,
                                           tier,
                                           AllocationVector::GetExit(dnn, tier, number));
            for (const ShareRule rule : {DEMAND, ROOT})
            {
                DivideByRule(state, rule, tried);
                const double value = GetWorth(state, tried);
                if (value > worth + LEAST_GAIN)
                {
                    decision = tried;
                    worth = value;
                    isBetter = true;
                }
            }
        }
    }
    return isBetter;
}

void
EstimatedRewardAllocationPolicy::DoAllocate(const EpochState& state, EpochDecision& decision)
{
    ChooseGreedily(state, m_margin, decision);
    double worth = GetWorth(state, decision);
    bool isBetter = true;
    for (uint32_t round = 0; round < m_rounds && isBetter; ++round)
    {
        isBetter = false;
        for (std::size_t stream = 0; stream < decision.plans.size(); ++stream)
        {
            isBetter = Improve(state, stream, decision, worth) || isBetter;
        }
    }
}

} // namespace ns3
