// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/edge-inference-helper.h"

#include "ns3/abort.h"
#include "ns3/fifo-compute-node.h"
#include "ns3/inet-socket-address.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("EdgeInferenceHelper");

EdgeInferenceHelper::EdgeInferenceHelper(const EdgeTopology& topology)
    : m_topology(topology),
      m_reward(CreateObject<RewardModel>()),
      m_start(Seconds(1)),
      m_stop(Time::Max())
{
}

void
EdgeInferenceHelper::SetDnn(const std::string& nameOrFile)
{
    m_dnn = DnnProfile::Read(nameOrFile);
}

void
EdgeInferenceHelper::SetDnn(Ptr<const DnnProfile> dnn)
{
    m_dnn = dnn;
}

void
EdgeInferenceHelper::SetDevices(const std::string& ue, const std::string& server)
{
    m_ueDevice = DeviceProfile::Read(ue);
    m_serverDevice = DeviceProfile::Read(server);
}

void
EdgeInferenceHelper::AddStreams(const ObjectFactory& factory)
{
    NS_ABORT_MSG_IF(!m_dnn, "SetDnn() comes before AddStreams()");
    m_streams.push_back({factory, m_dnn});
}

void
EdgeInferenceHelper::SetPolicy(Ptr<OffloadingPolicy> policy)
{
    m_policy = policy;
}

void
EdgeInferenceHelper::SetRewardModel(Ptr<RewardModel> reward)
{
    m_reward = reward;
}

void
EdgeInferenceHelper::SetTaskPeriod(Time start, Time stop)
{
    NS_ABORT_MSG_IF(stop < start, "the task period ends before it begins");
    m_start = start;
    m_stop = stop;
}

Ptr<ComputeNode>
EdgeInferenceHelper::InstallCompute(Ptr<Node> node,
                                    Ptr<const DeviceProfile> device,
                                    const ObjectFactory& load)
{
    auto compute = CreateObject<FifoComputeNode>();
    compute->SetDevice(device);
    if (load.IsTypeIdSet())
    {
        compute->SetBackgroundLoad(load.Create<BackgroundLoad>());
    }
    node->AggregateObject(compute);
    return compute;
}

void
EdgeInferenceHelper::Install()
{
    NS_ABORT_MSG_IF(!m_policy, "SetPolicy() comes before Install()");
    NS_ABORT_MSG_IF(!m_ueDevice, "SetDevices() comes before Install()");
    NS_ABORT_MSG_IF(m_streams.empty(), "AddStreams() comes before Install()");
    NS_ABORT_MSG_IF(m_scheduler, "Install() comes once");
    m_scheduler = CreateObject<InferenceScheduler>();
    // Begins before the clients at the same instant, so that no task is created without a decision.
    m_topology.servers.Get(0)->AddApplication(m_scheduler);
    m_scheduler->SetStartTime(m_start);
    m_scheduler->SetStopTime(m_stop);
    m_scheduler->SetPolicy(m_policy);
    m_scheduler->SetRewardModel(m_reward);
    m_scheduler->SetRadio(m_topology.radio);
    m_scheduler->SetNCells(m_topology.cells.GetN());

    std::vector<Ptr<ComputeNode>> serverCompute;
    for (uint32_t i = 0; i < m_topology.servers.GetN(); ++i)
    {
        Ptr<Node> node = m_topology.servers.Get(i);
        serverCompute.push_back(InstallCompute(node, m_serverDevice, m_serverLoad));
        auto server = CreateObject<InferenceServer>();
        for (const auto& stream : m_streams)
        {
            server->AddDnn(stream.dnn);
        }
        node->AddApplication(server);
        m_servers.push_back(server);
        EdgeSystem::Server site;
        if (i < m_topology.sites.size())
        {
            site.tier = m_topology.sites[i].tier;
            site.cell = m_topology.sites[i].cell;
            site.backhaulRate = m_topology.sites[i].rate.GetBitRate();
            site.backhaulDelay = m_topology.sites[i].delay.GetSeconds();
        }
        m_scheduler->AddServer(serverCompute.back(), site);
    }
    UintegerValue port;
    m_servers.front()->GetAttribute("Port", port);
    UintegerValue controlPort;
    m_scheduler->GetAttribute("Port", controlPort);
    for (uint32_t i = 0; i < m_topology.ues.GetN(); ++i)
    {
        Ptr<Node> node = m_topology.ues.Get(i);
        m_compute.push_back(InstallCompute(node, m_ueDevice, m_ueLoad));
        auto client = CreateObject<InferenceClient>();
        client->SetUe(i);
        for (const auto& stream : m_streams)
        {
            client->AddStream(stream.factory.Create<TaskStream>(), stream.dnn);
        }
        for (const auto& address : m_topology.serverAddresses)
        {
            client->AddServer(InetSocketAddress(address, port.Get()));
        }
        client->SetStartTime(m_start);
        node->AddApplication(client);
        m_clients.push_back(client);
        m_scheduler->AddClient(client);
        if (m_stop < Time::Max())
        {
            Simulator::Schedule(m_stop, &InferenceClient::CloseStreams, client);
        }
        if (m_scheduler->GetControl() == InferenceScheduler::IN_BAND)
        {
            auto agent = CreateObject<InferenceControlAgent>();
            agent->SetClient(client);
            agent->SetRadio(m_topology.radio);
            agent->SetScheduler(
                InetSocketAddress(m_topology.serverAddresses.front(), controlPort.Get()));
            agent->SetStartTime(m_start);
            agent->SetStopTime(m_stop);
            node->AddApplication(agent);
        }
    }
    m_compute.insert(m_compute.end(), serverCompute.begin(), serverCompute.end());
}

int64_t
EdgeInferenceHelper::AssignStreams(int64_t stream) const
{
    NS_ABORT_MSG_IF(!m_scheduler, "Install() comes before AssignStreams()");
    int64_t used = 0;
    for (const auto& compute : m_compute)
    {
        used += compute->AssignStreams(stream + used);
    }
    for (const auto& client : m_clients)
    {
        used += client->AssignStreams(stream + used);
    }
    return used;
}

const std::vector<Ptr<InferenceClient>>&
EdgeInferenceHelper::GetClients() const
{
    return m_clients;
}

const std::vector<Ptr<InferenceServer>>&
EdgeInferenceHelper::GetServers() const
{
    return m_servers;
}

Ptr<InferenceScheduler>
EdgeInferenceHelper::GetScheduler() const
{
    return m_scheduler;
}

Ptr<OffloadingPolicy>
EdgeInferenceHelper::GetPolicy() const
{
    return m_policy;
}

Ptr<RewardModel>
EdgeInferenceHelper::GetRewardModel() const
{
    return m_reward;
}

const EdgeTopology&
EdgeInferenceHelper::GetTopology() const
{
    return m_topology;
}

Time
EdgeInferenceHelper::GetTaskPeriod() const
{
    return m_stop - m_start;
}

Time
EdgeInferenceHelper::GetEndOfTasks() const
{
    Time longest;
    for (const auto& client : m_clients)
    {
        TimeValue timeout;
        client->GetAttribute("Timeout", timeout);
        for (uint32_t i = 0; i < client->GetNStreams(); ++i)
        {
            TimeValue deadline;
            client->GetStream(i)->GetAttribute("Deadline", deadline);
            longest = std::max(longest, deadline.Get() + timeout.Get());
        }
    }
    return m_stop == Time::Max() ? m_stop : m_stop + longest + MilliSeconds(1);
}

} // namespace ns3
