// SPDX-License-Identifier: GPL-2.0-only

#include "allocation-grid-space.h"

#include "attribute-forwarding.h"
#include "mean-reward.h"

#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("AllocationGridSpace");

NS_OBJECT_ENSURE_REGISTERED(AllocationGridSpace);

TypeId
AllocationGridSpace::GetTypeId()
{
    static TypeId tid = [] {
        TypeId type = TypeId("ns3::AllocationGridSpace")
                          .SetParent<DecisionSpace>()
                          .SetGroupName("EdgeInference")
                          .AddConstructor<AllocationGridSpace>()
                          .AddAttribute("TierSteps",
                                        "Steps of the parts of the streams that go to a tier.",
                                        UintegerValue(3),
                                        MakeUintegerAccessor(&AllocationGridSpace::m_tierSteps),
                                        MakeUintegerChecker<uint32_t>(1, 100))
                          .AddAttribute("ExitSteps",
                                        "Levels of the exits, the last exit included.",
                                        UintegerValue(3),
                                        MakeUintegerAccessor(&AllocationGridSpace::m_exitSteps),
                                        MakeUintegerChecker<uint32_t>(1, 256));
        AttributeForwarding::Add(type,
                                 AllocationPolicy::GetTypeId(),
                                 [](const ObjectBase* space) -> ObjectBase* {
                                     return PeekPointer(
                                         dynamic_cast<const AllocationGridSpace*>(space)->m_rule);
                                 });
        return type;
    }();
    return tid;
}

AllocationGridSpace::AllocationGridSpace()
    : m_rule(CreateObject<AllocationRule>())
{
    NS_LOG_FUNCTION(this);
}

AllocationGridSpace::~AllocationGridSpace()
{
    NS_LOG_FUNCTION(this);
}

void
AllocationGridSpace::DoDispose()
{
    m_rule = nullptr;
    DecisionSpace::DoDispose();
}

void
AllocationGridSpace::DoBeginEpisode(Layout& layout)
{
    const EdgeSystem& system = GetSystem();
    m_rule->BeginEpisode(system);
    const auto has = [&](EdgeServerTier tier) {
        return std::any_of(system.servers.begin(), system.servers.end(), [&](const auto& server) {
            return server.tier == tier;
        });
    };
    const uint32_t cloudSteps = has(EdgeServerTier::CLOUD) ? m_tierSteps : 0;
    const uint32_t edgeSteps = has(EdgeServerTier::EDGE) ? m_tierSteps : 0;
    m_grid.clear();
    for (uint32_t cloud = 0; cloud <= cloudSteps; ++cloud)
    {
        for (uint32_t edge = 0; edge <= edgeSteps && cloud + edge <= m_tierSteps; ++edge)
        {
            for (uint32_t exit = 1; exit <= m_exitSteps; ++exit)
            {
                for (const auto rule : {AllocationPolicy::EQUAL, AllocationPolicy::DEMAND})
                {
                    m_grid.push_back({1.0 * cloud / m_tierSteps,
                                      1.0 * edge / m_tierSteps,
                                      1.0 * exit / m_exitSteps,
                                      rule});
                }
            }
        }
    }
    m_encoder = SystemEncoder(system);
    layout.observationSize = m_encoder.GetSize();
    layout.heads = {static_cast<uint32_t>(m_grid.size())};
}

std::vector<std::string>
AllocationGridSpace::GetNames() const
{
    return m_encoder.GetNames();
}

void
AllocationGridSpace::Observe(const EpochState& state, bool, Rows& rows)
{
    m_rule->Know(state);
    rows.Reset(GetLayout(), 1);
    rows.ids[0] = 0;
    m_encoder.Encode(GetSystem(), state, rows.observations.data());
    std::fill(rows.masks.begin(), rows.masks.end(), 1);
}

void
AllocationGridSpace::CarryOut(const EpochState& state, const Rows& rows, EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    const Point& point = m_grid.at(rows.choices.front());
    const std::size_t n = system.streams.size();
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), 0);
    const AllocationEstimator& estimator = m_rule->GetEstimator();
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return estimator.GetUplinkRate(system.streams[a].ue) >
               estimator.GetUplinkRate(system.streams[b].ue);
    });
    const auto nCloud = static_cast<std::size_t>(std::lround(point.cloud * n));
    const auto nOff = static_cast<std::size_t>(std::lround((point.cloud + point.edge) * n));
    std::vector<uint32_t> clouds;
    for (uint32_t i = 0; i < system.servers.size(); ++i)
    {
        if (system.servers[i].tier == EdgeServerTier::CLOUD)
        {
            clouds.push_back(i + 1);
        }
    }
    for (std::size_t place = 0; place < n; ++place)
    {
        const std::size_t i = order[place];
        uint32_t tier = 0;
        if (place < nCloud)
        {
            tier = clouds[place % clouds.size()];
        }
        else if (place < nOff)
        {
            tier = m_rule->GetNearestTier(state, i);
        }
        const DnnProfile& dnn = *system.streams[i].dnn;
        const uint32_t nExits = AllocationVector::CountExits(dnn, tier);
        const auto number = static_cast<uint32_t>(std::lround(point.depth * nExits));
        const uint32_t exit =
            AllocationVector::GetExit(dnn, tier, std::max(1U, std::min(number, nExits)) - 1);
        decision.plans[i] = AllocationVector::MakePlan(system, i, tier, exit);
    }
    m_rule->DivideByRule(state, point.shares, decision);
    m_rule->Keep(decision);
}

Ptr<OffloadingPolicy>
AllocationGridSpace::MakeLeader() const
{
    return AttributeForwarding::Make<OffloadingPolicy>("ns3::GreedyAllocationPolicy",
                                                       AllocationPolicy::GetTypeId(),
                                                       *m_rule);
}

void
AllocationGridSpace::Score(const EpochTransition& transition,
                           const Rows& rows,
                           std::vector<Reward>& rewards) const
{
    rewards.assign(rows.GetN(), GetMeanReward(transition));
}

} // namespace ns3
