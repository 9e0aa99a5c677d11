// SPDX-License-Identifier: GPL-2.0-only

#include "static-deployment-policy.h"

#include "ns3/log.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("StaticDeploymentPolicy");

NS_OBJECT_ENSURE_REGISTERED(StaticDeploymentPolicy);

TypeId
StaticDeploymentPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::StaticDeploymentPolicy")
                            .SetParent<PlacementRule>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<StaticDeploymentPolicy>();
    return tid;
}

StaticDeploymentPolicy::StaticDeploymentPolicy()
{
    NS_LOG_FUNCTION(this);
}

StaticDeploymentPolicy::~StaticDeploymentPolicy()
{
    NS_LOG_FUNCTION(this);
}

void
StaticDeploymentPolicy::DoBeginEpisode()
{
    PlacementRule::DoBeginEpisode();
    m_homes.clear();
}

void
StaticDeploymentPolicy::DoAssign(EpochDecision& decision)
{
    const std::size_t nStreams = GetSystem().streams.size();
    const bool isFirst = m_homes.empty();
    if (isFirst)
    {
        m_wanted = Deploy();
    }
    for (uint32_t server = 0; server < m_wanted.size(); ++server)
    {
        Place(server, m_wanted[server], decision);
    }
    for (std::size_t i = 0; i < nStreams; ++i)
    {
        if (isFirst)
        {
            m_homes.push_back(GetNearestHolder(i, decision));
        }
        Choose(i, m_homes[i] == NONE ? std::vector<uint32_t>() : std::vector{m_homes[i]}, decision);
    }
}

} // namespace ns3
