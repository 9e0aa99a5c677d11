// SPDX-License-Identifier: GPL-2.0-only

#include "placement-rule.h"

#include "ns3/boolean.h"

#include <vector>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PlacementRule);

TypeId
PlacementRule::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::PlacementRule")
            .SetParent<PlacementPolicy>()
            .SetGroupName("EdgeInference")
            .AddAttribute("EvenShares",
                          "It divides each cell's uplink evenly among the streams there, and each "
                          "edge server (those that are WeightedSharingComputeNodes) evenly among "
                          "all streams; otherwise stack and order of service do as they like.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&PlacementRule::m_evenShares),
                          MakeBooleanChecker());
    return tid;
}

void
PlacementRule::Assign(EpochDecision& decision)
{
    DoAssign(decision);
    if (m_evenShares)
    {
        DivideEvenly(decision);
    }
}

void
PlacementRule::DivideEvenly(EpochDecision& decision) const
{
    const EdgeSystem& system = GetSystem();
    std::vector<double> streams(system.devices.size(), 0);
    std::vector<double> cells(system.nCells, 0);
    for (const auto& stream : system.streams)
    {
        ++streams[stream.ue];
        ++cells.at(GetCell(stream.ue));
    }
    decision.uplinkShares.assign(streams.size(), 0);
    for (std::size_t ue = 0; ue < streams.size(); ++ue)
    {
        const double all = cells.at(GetCell(ue));
        decision.uplinkShares[ue] = all > 0 ? streams[ue] / all : 0;
    }
    decision.computeShares.resize(system.servers.size());
    for (std::size_t server = 0; server < system.servers.size(); ++server)
    {
        if (system.servers[server].tier == EdgeServerTier::EDGE)
        {
            decision.computeShares[server] = streams;
        }
    }
}

} // namespace ns3
