// SPDX-License-Identifier: GPL-2.0-only

#include "least-loaded-policy.h"

#include "ns3/log.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("LeastLoadedPolicy");

NS_OBJECT_ENSURE_REGISTERED(LeastLoadedPolicy);

TypeId
LeastLoadedPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LeastLoadedPolicy")
                            .SetParent<PlacementRule>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<LeastLoadedPolicy>();
    return tid;
}

LeastLoadedPolicy::LeastLoadedPolicy()
{
    NS_LOG_FUNCTION(this);
}

LeastLoadedPolicy::~LeastLoadedPolicy()
{
    NS_LOG_FUNCTION(this);
}

void
LeastLoadedPolicy::DoBeginEpisode()
{
    PlacementRule::DoBeginEpisode();
    m_wanted.clear();
}

void
LeastLoadedPolicy::DoAssign(EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    if (m_wanted.empty())
    {
        m_wanted = Deploy();
    }
    for (uint32_t server = 0; server < m_wanted.size(); ++server)
    {
        Place(server, m_wanted[server], decision);
    }
    const auto wait = [&](uint32_t server) {
        const auto& state = GetState().servers[server];
        return state.up ? state.backlog / std::max(state.speed, 1e-6) : 1e9;
    };
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        uint32_t least = NONE;
        for (uint32_t server = 0; server < system.servers.size(); ++server)
        {
            if (system.servers[server].tier == EdgeServerTier::EDGE && Holds(server, GetDnn(i)) &&
                (least == NONE || wait(server) < wait(least)))
            {
                least = server;
            }
        }
        Choose(i, least == NONE ? std::vector<uint32_t>() : std::vector{least}, decision);
    }
}

} // namespace ns3
