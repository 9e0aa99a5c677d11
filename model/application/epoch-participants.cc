// SPDX-License-Identifier: GPL-2.0-only

#include "epoch-participants.h"

#include "ns3/abort.h"
#include "ns3/inference-input-error.h"
#include "ns3/node.h"

#include <algorithm>

namespace ns3
{

uint32_t
EpochParticipants::AddUe(Ptr<InferenceClient> client)
{
    const auto ue = static_cast<uint32_t>(ues.size());
    ues.push_back({client, static_cast<uint32_t>(system.streams.size())});
    const auto compute = client->GetNode()->GetObject<ComputeNode>();
    NS_ABORT_MSG_IF(!compute, "a client's node needs a ComputeNode");
    system.devices.push_back(compute->GetDevice());
    for (uint32_t i = 0; i < client->GetNStreams(); ++i)
    {
        TimeValue deadline;
        client->GetStream(i)->GetAttribute("Deadline", deadline);
        const auto& dnn = client->GetDnn(i);
        system.streams.push_back({ue, dnn, deadline.Get(), {}});
        if (std::find(system.dnns.begin(), system.dnns.end(), dnn) == system.dnns.end())
        {
            system.dnns.push_back(dnn);
        }
    }
    return ue;
}

void
EpochParticipants::AddServer(Ptr<ComputeNode> compute,
                             Ptr<InferenceServer> application,
                             const EdgeSystem::Server& server)
{
    const auto cache = compute->GetObject<ModelCache>();
    servers.push_back({compute, application, cache, Address()});
    system.servers.push_back(server);
    system.servers.back().device = compute->GetDevice();
    if (cache && cache->GetMemory() > 0)
    {
        system.servers.back().modelMemory = cache->GetMemory();
    }
}

void
EpochParticipants::ForeseeArrivals(Time end, const std::string& policy)
{
    if (!end.IsStrictlyPositive() || end == Time::Max())
    {
        throw InferenceInputError(policy,
                                  "",
                                  "tasks without end",
                                  "an end of the period in which tasks are created",
                                  "a policy needs to know the arrivals");
    }
    for (const auto& ue : ues)
    {
        TimeValue start;
        ue.client->GetAttribute("StartTime", start);
        for (uint32_t i = 0; i < ue.client->GetNStreams(); ++i)
        {
            auto& list = system.streams[ue.firstStream + i].arrivals;
            list.clear();
            for (const auto& arrival : ue.client->GetStream(i)->Foresee(start.Get(), end))
            {
                list.insert(list.end(), arrival.tasks, {arrival.at, arrival.deadline});
            }
        }
    }
}

void
EpochParticipants::Clear()
{
    ues.clear();
    servers.clear();
    cells.clear();
    radio = nullptr;
    system = EdgeSystem();
}

} // namespace ns3
