// SPDX-License-Identifier: GPL-2.0-only

#include "follow-nearest-policy.h"

#include "ns3/log.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("FollowNearestPolicy");

NS_OBJECT_ENSURE_REGISTERED(FollowNearestPolicy);

TypeId
FollowNearestPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::FollowNearestPolicy")
                            .SetParent<PlacementRule>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<FollowNearestPolicy>();
    return tid;
}

FollowNearestPolicy::FollowNearestPolicy()
{
    NS_LOG_FUNCTION(this);
}

FollowNearestPolicy::~FollowNearestPolicy()
{
    NS_LOG_FUNCTION(this);
}

void
FollowNearestPolicy::DoAssign(EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    const std::size_t nDnns = system.dnns.size();
    std::vector<std::vector<uint32_t>> demand(system.servers.size(),
                                              std::vector<uint32_t>(nDnns, 0));
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        const uint32_t home = GetNearest(GetCell(system.streams[i].ue));
        if (home != NONE)
        {
            ++demand[home][GetDnn(i)];
        }
    }
    for (uint32_t server = 0; server < demand.size(); ++server)
    {
        std::vector<uint32_t> wanted;
        for (uint32_t dnn = 0; dnn < nDnns; ++dnn)
        {
            if (demand[server][dnn] > 0)
            {
                wanted.push_back(dnn);
            }
        }
        std::stable_sort(wanted.begin(), wanted.end(), [&](uint32_t a, uint32_t b) {
            return demand[server][a] > demand[server][b];
        });
        Place(server, wanted, decision);
    }
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        const uint32_t home = GetNearestHolder(i, decision);
        Choose(i, home == NONE ? std::vector<uint32_t>() : std::vector{home}, decision);
    }
}

} // namespace ns3
