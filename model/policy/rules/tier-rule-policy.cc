// SPDX-License-Identifier: GPL-2.0-only

#include "tier-rule-policy.h"

#include "ns3/assert.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/string.h"

#include <algorithm>
#include <limits>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TierRulePolicy);

TypeId
TierRulePolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TierRulePolicy")
            .SetParent<AllocationPolicy>()
            .SetGroupName("EdgeInference")
            .AddConstructor<TierRulePolicy>()
            .AddAttribute("Tier",
                          "Where every stream runs. Without such a server: on its device.",
                          EnumValue(NEAREST),
                          MakeEnumAccessorCompat<TierRulePolicy::TierRule>(&TierRulePolicy::m_tier),
                          MakeEnumChecker(DEVICE, "Device", NEAREST, "Nearest", CLOUD, "Cloud"))
            .AddAttribute(
                "Shares",
                "How spectrum and servers are divided: all alike, in proportion to what a UE asks "
                "of them, or to the root of that, which makes the sum of delays least. Service: "
                "servers by DNN, in proportion to the root of what its tasks would wait for each "
                "other there, and among its UEs by what they ask; spectrum as with Root.",
                EnumValue(EQUAL),
                MakeEnumAccessorCompat<AllocationPolicy::ShareRule>(&TierRulePolicy::m_shares),
                MakeEnumChecker(EQUAL, "Equal", DEMAND, "Demand", ROOT, "Root", SERVICE, "Service"))
            .AddAttribute(
                "FitExits",
                "Take the deepest exits that are in time by the estimate; otherwise the last.",
                BooleanValue(true),
                MakeBooleanAccessor(&TierRulePolicy::m_fitExits),
                MakeBooleanChecker())
            .AddAttribute(
                "Targets",
                "Accuracies (0 to 1), a number for each DNN in the order of the scenario's "
                "streams, separated by commas, or one for all: each stream takes the first of "
                "its tier's exits that reaches it, in place of the last; empty: the last.",
                StringValue(""),
                MakeStringAccessor(&TierRulePolicy::m_targets),
                MakeStringChecker())
            .AddAttribute(
                "Margin",
                "Share of the deadline that an estimated mean latency may take (above 0).",
                DoubleValue(0.7),
                MakeDoubleAccessor(&TierRulePolicy::m_margin),
                MakeDoubleChecker<double>(1e-3, 10));
    return tid;
}

std::vector<uint32_t>
TierRulePolicy::FindClouds(const EpochState& state) const
{
    std::vector<uint32_t> clouds;
    for (uint32_t i = 0; i < GetSystem().servers.size(); ++i)
    {
        if (GetSystem().servers[i].tier == EdgeServerTier::CLOUD && state.servers[i].up)
        {
            clouds.push_back(i);
        }
    }
    return clouds;
}

void
TierRulePolicy::DoBeginEpisode()
{
    AllocationPolicy::DoBeginEpisode();
    const EdgeSystem& system = GetSystem();
    // Without targets: what no exit reaches.
    m_accuracies.assign(system.streams.size(), std::numeric_limits<double>::infinity());
    if (m_targets.empty())
    {
        return;
    }
    const std::vector<double> targets = ReadTargets(m_targets);
    for (std::size_t i = 0; i < m_accuracies.size(); ++i)
    {
        const auto dnn = std::find(system.dnns.begin(), system.dnns.end(), system.streams[i].dnn);
        NS_ASSERT(dnn != system.dnns.end());
        m_accuracies[i] = targets[dnn - system.dnns.begin()];
    }
}

void
TierRulePolicy::DoAllocate(const EpochState& state, EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    const std::vector<uint32_t> clouds = FindClouds(state);
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        uint32_t tier = m_tier == NEAREST ? GetNearestTier(state, i) : 0;
        if (m_tier == CLOUD && !clouds.empty())
        {
            tier = clouds[system.streams[i].ue % clouds.size()] + 1;
        }
        const DnnProfile& dnn = *system.streams[i].dnn;
        const uint32_t nExits = AllocationVector::CountExits(dnn, tier);
        for (uint32_t number = 0; number < nExits; ++number)
        {
            decision.plans[i] =
                AllocationVector::MakePlan(system,
                                           i,
                                           tier,
                                           AllocationVector::GetExit(dnn, tier, number));
            if (GetExpectedAccuracy(decision.plans[i], dnn) >= m_accuracies[i])
            {
                break;
            }
        }
    }
    if (m_fitExits)
    {
        LowerExits(state, m_shares, m_margin, decision);
    }
    else
    {
        DivideByRule(state, m_shares, decision);
    }
}

} // namespace ns3
