// SPDX-License-Identifier: GPL-2.0-only

#include "epoch-observer.h"

#include "ns3/hidden-background-load.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

namespace ns3
{

namespace
{

/**
 * @param compute a ComputeNode
 * @param [out] state the state of the ComputeNode now
 */
void
ObserveCompute(const Ptr<ComputeNode>& compute, EdgeComputeState& state)
{
    state.at = Simulator::Now();
    const auto load = DynamicCast<HiddenBackgroundLoad>(compute->GetBackgroundLoad());
    state.speed = load ? 1 - load->GetSeen() : compute->GetSpeed();
    state.backlog = compute->GetBacklog();
    state.queue = compute->GetQueueLength();
    state.utilisation = compute->GetUtilisation();
}

} // namespace

void
EpochObserver::ObserveUe(const Ptr<InferenceClient>& client,
                         const Ptr<RadioAccess>& radio,
                         EdgeUeState& state)
{
    if (radio)
    {
        radio->Observe(client->GetUe(), state.channel);
    }
    ObserveCompute(client->GetNode()->GetObject<ComputeNode>(), state.device);
}

void
EpochObserver::ObserveUes(const EpochParticipants& participants, EpochState& state)
{
    for (std::size_t i = 0; i < participants.ues.size(); ++i)
    {
        const auto& ue = participants.ues[i];
        ObserveUe(ue.client, participants.radio, state.ues[i]);
        for (uint32_t k = 0; k < ue.client->GetNStreams(); ++k)
        {
            ue.client->Report(k, state.streams[ue.firstStream + k]);
        }
    }
}

void
EpochObserver::ObserveServer(const EpochParticipants::Server& server,
                             const std::vector<Ptr<const DnnProfile>>& dnns,
                             EdgeServerState& state)
{
    ObserveCompute(server.compute, state);
    state.up = !server.application || server.application->IsUp();
    state.models.clear();
    if (server.cache)
    {
        for (const auto& dnn : dnns)
        {
            state.models.push_back(server.cache->GetShare(dnn));
        }
    }
}

void
EpochObserver::ObserveServers(const EpochParticipants& participants, EpochState& state)
{
    for (std::size_t i = 0; i < participants.servers.size(); ++i)
    {
        ObserveServer(participants.servers[i], participants.system.dnns, state.servers[i]);
    }
}

} // namespace ns3
