// SPDX-License-Identifier: GPL-2.0-only

#include "lru-greedy-policy.h"

#include "ns3/log.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("LruGreedyPolicy");

NS_OBJECT_ENSURE_REGISTERED(LruGreedyPolicy);

TypeId
LruGreedyPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LruGreedyPolicy")
            .SetParent<PlacementRule>()
            .SetGroupName("EdgeInference")
            .AddConstructor<LruGreedyPolicy>()
            .AddAttribute("AskWindow",
                          "Epochs for which a stream's request for a model counts as new, at least "
                          "1: one stream's change of mind does not empty a memory.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&LruGreedyPolicy::m_askWindow),
                          MakeUintegerChecker<uint64_t>(1));
    return tid;
}

LruGreedyPolicy::LruGreedyPolicy()
{
    NS_LOG_FUNCTION(this);
}

LruGreedyPolicy::~LruGreedyPolicy()
{
    NS_LOG_FUNCTION(this);
}

void
LruGreedyPolicy::DoAssign(EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    std::vector<uint32_t> servers;
    for (uint32_t server = 0; server < system.servers.size(); ++server)
    {
        servers.push_back(server);
    }
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        const uint32_t nearest = GetNearest(GetCell(system.streams[i].ue));
        if (nearest != NONE)
        {
            Request(nearest, GetDnn(i));
        }
        const uint32_t chosen = Choose(i, servers, decision);
        if (chosen != NONE)
        {
            Request(chosen, GetDnn(i));
        }
    }
    PlaceRequested(decision, {}, m_askWindow);
}

} // namespace ns3
