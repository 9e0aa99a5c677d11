// SPDX-License-Identifier: GPL-2.0-only

#include "tier-rule-policy.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"

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
                "of them, or to the root of that, which makes the sum of delays least.",
                EnumValue(EQUAL),
                MakeEnumAccessorCompat<AllocationPolicy::ShareRule>(&TierRulePolicy::m_shares),
                MakeEnumChecker(EQUAL, "Equal", DEMAND, "Demand", ROOT, "Root"))
            .AddAttribute(
                "FitExits",
                "Take the deepest exits that are in time by the estimate; otherwise the last.",
                BooleanValue(true),
                MakeBooleanAccessor(&TierRulePolicy::m_fitExits),
                MakeBooleanChecker())
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
        decision.plans[i] =
            AllocationVector::MakePlan(system, i, tier, system.streams[i].dnn->GetNExits() - 1);
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
