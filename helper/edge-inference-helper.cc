// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/edge-inference-helper.h"

#include "../model/input/input-file.h"
#include "../model/input/profile-files.h"

#include "ns3/abort.h"
#include "ns3/hash.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inference-cell-agent.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-server-agent.h"
#include "ns3/log.h"
#include "ns3/model-cache.h"
#include "ns3/observation-model.h"
#include "ns3/profile-error.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("EdgeInferenceHelper");

namespace
{

/// The stream numbers of ObservationModel, ProfileError and control lie so far behind the first one
/// that no other object has them.
constexpr int64_t OBSERVATION_STREAMS = 1000000;
constexpr int64_t PROFILE_STREAMS = OBSERVATION_STREAMS + 100; //!< see OBSERVATION_STREAMS
constexpr int64_t CONTROL_STREAMS = OBSERVATION_STREAMS + 200; //!< see OBSERVATION_STREAMS

/**
 * @brief Headers name a DNN by the hash of its name.
 * @param name the name of a DNN
 * @param [in,out] names names that came before, by their hashes; gets this one
 * @throws InferenceInputError when another name has the same hash
 */
void
RequireOwnHash(const std::string& name, std::map<uint32_t, std::string>& names)
{
    const std::string& other = names.emplace(Hash32(name), name).first->second;
    if (other != name)
    {
        throw InferenceInputError("inference",
                                  "DNN",
                                  name,
                                  "a name that headers can tell from " + other,
                                  "both names have the same hash: rename one DNN");
    }
}

/**
 * @param clients the UEs' applications
 * @return the DNNs of their streams, each once, as the scheduler numbers them
 */
std::vector<Ptr<const DnnProfile>>
ListDnns(const std::vector<Ptr<InferenceClient>>& clients)
{
    std::vector<Ptr<const DnnProfile>> dnns;
    for (const auto& client : clients)
    {
        for (uint32_t i = 0; i < client->GetNStreams(); ++i)
        {
            if (std::find(dnns.begin(), dnns.end(), client->GetDnn(i)) == dnns.end())
            {
                dnns.push_back(client->GetDnn(i));
            }
        }
    }
    return dnns;
}

/**
 * @brief Lets servers and cells take decisions that travel in packets, and servers report their
 * states, where they are to. The first server stands beside the scheduler, which knows and tells it
 * without packets.
 * @param topology the network
 * @param servers the servers' applications
 * @param clients the UEs' applications
 * @param scheduler where reports go and decisions come from
 */
void
InstallAgents(const EdgeTopology& topology,
              const std::vector<Ptr<InferenceServer>>& servers,
              const std::vector<Ptr<InferenceClient>>& clients,
              InferenceScheduler& scheduler)
{
    UintegerValue port;
    TimeValue start;
    TimeValue stop;
    scheduler.GetAttribute("Port", port);
    scheduler.GetAttribute("StartTime", start);
    scheduler.GetAttribute("StopTime", stop);
    const auto install = [&](const Ptr<InferenceAgent>& agent, Ptr<Node> node) {
        agent->SetScheduler(InetSocketAddress(topology.serverAddresses.front(), port.Get()));
        agent->SetStartTime(start.Get());
        agent->SetStopTime(stop.Get());
        node->AddApplication(agent);
    };
    const auto dnns = ListDnns(clients);
    std::vector<Address> serverAgents(1); // the first one is told at once
    for (uint32_t i = 1; i < servers.size(); ++i)
    {
        auto agent = CreateObject<InferenceServerAgent>();
        agent->SetServer(servers[i], i, dnns, clients.size());
        install(agent, topology.servers.Get(i));
        serverAgents.push_back(InetSocketAddress(topology.serverAddresses[i], port.Get()));
    }
    std::vector<Address> cellAgents;
    for (uint32_t i = 0; topology.radio && i < topology.cellAddresses.size(); ++i)
    {
        auto agent = CreateObject<InferenceCellAgent>();
        agent->SetCell(topology.radio, i);
        install(agent, topology.cells.Get(i));
        cellAgents.push_back(InetSocketAddress(topology.cellAddresses[i], port.Get()));
    }
    scheduler.SetAgents(cellAgents, serverAgents);
}

} // namespace

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
    // Messages, caches and results know a DNN by its name.
    const std::string found = ProfileFiles::Find(nameOrFile, "dnn");
    const std::string file = found.empty() ? nameOrFile : found;
    const std::string text = InputFile::Read(file, "a DNN profile");
    const auto& [other, otherText] =
        m_dnnFiles.emplace(m_dnn->GetName(), std::make_pair(file, text)).first->second;
    if (otherText != text)
    {
        throw InferenceInputError(file,
                                  "/name",
                                  '"' + m_dnn->GetName() + '"',
                                  "a name that no other DNN has",
                                  "another one is called so in " + other);
    }
}

void
EdgeInferenceHelper::SetDnn(Ptr<const DnnProfile> dnn)
{
    m_dnn = dnn;
}

void
EdgeInferenceHelper::SetDevices(const std::string& ue, const std::string& server)
{
    SetDevices(ue, server, server);
}

void
EdgeInferenceHelper::SetDevices(const std::string& ue,
                                const std::string& edge,
                                const std::string& cloud)
{
    m_ueTier.device = DeviceProfile::Read(ue);
    m_edgeTier.device = DeviceProfile::Read(edge);
    m_cloudTier.device = cloud == edge ? m_edgeTier.device : DeviceProfile::Read(cloud);
}

void
EdgeInferenceHelper::SetDevice(uint32_t server, const std::string& nameOrFile)
{
    if (server >= m_topology.servers.GetN())
    {
        throw InferenceInputError("inference",
                                  "server",
                                  std::to_string(server),
                                  "a number below " + std::to_string(m_topology.servers.GetN()));
    }
    const auto device = DeviceProfile::Read(nameOrFile);
    m_edgeTier.some[server] = device;
    m_cloudTier.some[server] = device;
}

void
EdgeInferenceHelper::SetUeDevice(uint32_t ue, const std::string& nameOrFile)
{
    if (ue >= m_topology.ues.GetN())
    {
        throw InferenceInputError("inference",
                                  "UE",
                                  std::to_string(ue),
                                  "a number below " + std::to_string(m_topology.ues.GetN()));
    }
    m_ueTier.some[ue] = DeviceProfile::Read(nameOrFile);
}

void
EdgeInferenceHelper::SetUeCompute(const ObjectFactory& factory)
{
    m_ueTier.compute = factory;
}

void
EdgeInferenceHelper::SetServerCompute(const ObjectFactory& factory)
{
    m_edgeTier.compute = factory;
}

void
EdgeInferenceHelper::SetCloudCompute(const ObjectFactory& factory)
{
    m_cloudTier.compute = factory;
}

void
EdgeInferenceHelper::SetUeFailures(const ObjectFactory& factory)
{
    m_ueTier.failures = factory;
}

void
EdgeInferenceHelper::SetServerFailures(const ObjectFactory& factory)
{
    m_edgeTier.failures = factory;
}

void
EdgeInferenceHelper::SetCloudFailures(const ObjectFactory& factory)
{
    m_cloudTier.failures = factory;
}

void
EdgeInferenceHelper::SetServerCache(const ObjectFactory& factory)
{
    m_cache = factory;
}

void
EdgeInferenceHelper::SetModelSource(ModelSource source, bool preloaded)
{
    m_modelSource = source;
    m_preloaded = preloaded;
}

void
EdgeInferenceHelper::AddStreams(const ObjectFactory& factory)
{
    AddStreams({}, factory);
}

void
EdgeInferenceHelper::AddStreams(const std::vector<uint32_t>& ues, const ObjectFactory& factory)
{
    NS_ABORT_MSG_IF(!m_dnn, "SetDnn() comes before AddStreams()");
    for (const uint32_t ue : ues)
    {
        if (ue >= m_topology.ues.GetN())
        {
            throw InferenceInputError("inference",
                                      "UE of a stream",
                                      std::to_string(ue),
                                      "a number below " + std::to_string(m_topology.ues.GetN()));
        }
    }
    m_streams.push_back({factory, m_dnn, ues});
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
EdgeInferenceHelper::InstallCompute(Ptr<Node> node, const Tier& tier, uint32_t index)
{
    auto compute = tier.compute.Create<ComputeNode>();
    const auto it = tier.some.find(index);
    compute->SetDevice(it == tier.some.end() ? tier.device : it->second);
    if (tier.load.IsTypeIdSet())
    {
        compute->SetBackgroundLoad(tier.load.Create<BackgroundLoad>());
    }
    if (tier.service.IsTypeIdSet())
    {
        compute->SetServiceTimes(tier.service.Create<ServiceTimes>());
    }
    node->AggregateObject(compute);
    if (tier.failures.IsTypeIdSet())
    {
        auto process = tier.failures.Create<FailureProcess>();
        Simulator::Schedule(m_start, &FailureProcess::Drive, process, compute);
        m_failures.push_back(process);
    }
    return compute;
}

EdgeServerTier
EdgeInferenceHelper::GetTier(uint32_t index) const
{
    return index < m_topology.sites.size() ? m_topology.sites[index].tier : EdgeServerTier::EDGE;
}

void
EdgeInferenceHelper::InstallServers()
{
    const uint32_t n = m_topology.servers.GetN();
    for (uint32_t i = 0; i < n; ++i)
    {
        Ptr<Node> node = m_topology.servers.Get(i);
        const EdgeServerTier tier = GetTier(i);
        m_compute.push_back(
            InstallCompute(node, tier == EdgeServerTier::EDGE ? m_edgeTier : m_cloudTier, i));
        auto server = CreateObject<InferenceServer>();
        if (m_topology.movesMessages)
        {
            server->MoveMessages();
        }
        Ptr<ModelCache> cache;
        if (tier == EdgeServerTier::EDGE && m_cache.IsTypeIdSet())
        {
            cache = m_cache.Create<ModelCache>();
            node->AggregateObject(cache);
        }
        for (std::size_t k = 0; k < m_streams.size(); ++k)
        {
            server->AddDnn(m_streams[k].dnn);
            if (cache)
            {
                // Each server begins with another model, so that those that do not fit everywhere
                // are somewhere.
                cache->AddModel(m_streams[(k + i) % m_streams.size()].dnn, m_preloaded);
            }
        }
        node->AddApplication(server);
        m_servers.push_back(server);
        EdgeSystem::Server site;
        site.tier = tier;
        if (i < m_topology.sites.size())
        {
            site.cell = m_topology.sites[i].cell;
            site.backhaulRate = m_topology.sites[i].rate.GetBitRate();
            site.backhaulDelay = m_topology.sites[i].delay.GetSeconds();
            SetModelPath(i, site);
        }
        m_scheduler->AddServer(server, site);
    }
    UintegerValue port;
    m_servers.front()->GetAttribute("Port", port);
    const auto getAddress = [&](uint32_t server) {
        return InetSocketAddress(m_topology.serverAddresses[server], port.Get());
    };
    for (uint32_t i = 0; i < n; ++i)
    {
        for (uint32_t other = 0; other < n; ++other)
        {
            m_servers[i]->AddServer(other == i ? Address() : getAddress(other));
        }
        for (const uint32_t source : GetModelSources(i))
        {
            m_servers[i]->AddModelSource(getAddress(source));
        }
    }
}

std::vector<uint32_t>
EdgeInferenceHelper::GetModelSources(uint32_t server) const
{
    const EdgeServerTier first =
        m_modelSource == ModelSource::CLOUD ? EdgeServerTier::CLOUD : EdgeServerTier::EDGE;
    std::vector<uint32_t> sources;
    for (const bool isFirst : {true, false})
    {
        for (uint32_t other = 0; other < m_topology.servers.GetN(); ++other)
        {
            if (other != server && (GetTier(other) == first) == isFirst)
            {
                sources.push_back(other);
            }
        }
    }
    return sources;
}

void
EdgeInferenceHelper::SetModelPath(uint32_t server, EdgeSystem::Server& site) const
{
    const auto sources = GetModelSources(server);
    if (sources.empty() || sources.front() >= m_topology.sites.size() || m_topology.paths.empty())
    {
        return;
    }
    const auto& own = m_topology.sites[server];
    const auto& paths = m_topology.paths.at(own.cell);
    const auto& source = m_topology.sites[sources.front()];
    // A server at its cell goes through it; another one stands behind the hub, as its source does.
    const bool isAtCell = paths.at(server).delay == own.delay;
    const auto way =
        isAtCell ? paths.at(sources.front()) : EdgeTopology::WirePath{source.rate, source.delay};
    site.modelRate = std::min(own.rate, way.rate).GetBitRate();
    site.modelDelay = (own.delay + way.delay).GetSeconds();
}

void
EdgeInferenceHelper::Install()
{
    NS_ABORT_MSG_IF(!m_policy, "SetPolicy() comes before Install()");
    NS_ABORT_MSG_IF(!m_ueTier.device, "SetDevices() comes before Install()");
    NS_ABORT_MSG_IF(m_streams.empty(), "AddStreams() comes before Install()");
    NS_ABORT_MSG_IF(m_scheduler, "Install() comes once");
    std::map<uint32_t, std::string> names;
    for (const auto& stream : m_streams)
    {
        RequireOwnHash(stream.dnn->GetName(), names);
    }
    m_scheduler = CreateObject<InferenceScheduler>();
    // Begins before the clients at the same instant, so that no task is created without a decision.
    m_topology.servers.Get(0)->AddApplication(m_scheduler);
    m_scheduler->SetStartTime(m_start);
    m_scheduler->SetStopTime(m_stop);
    m_scheduler->SetPolicy(m_policy);
    m_scheduler->SetRewardModel(m_reward);
    m_scheduler->SetRadio(m_topology.radio);
    m_scheduler->SetNCells(m_topology.cells.GetN());
    std::vector<std::vector<EdgeSystem::Path>> paths;
    for (const auto& cell : m_topology.paths)
    {
        paths.emplace_back();
        for (const auto& path : cell)
        {
            paths.back().push_back(
                {static_cast<double>(path.rate.GetBitRate()), path.delay.GetSeconds()});
        }
    }
    m_scheduler->SetPaths(paths);

    InstallServers();
    const std::vector<Ptr<ComputeNode>> serverCompute = std::move(m_compute);
    m_compute.clear();
    UintegerValue port;
    m_servers.front()->GetAttribute("Port", port);
    UintegerValue controlPort;
    m_scheduler->GetAttribute("Port", controlPort);
    StringValue control;
    m_scheduler->GetAttribute("Control", control);
    if (control.Get() == "InBand" && port.Get() == controlPort.Get())
    {
        throw InferenceInputError("ns3::InferenceScheduler",
                                  "Port",
                                  std::to_string(port.Get()),
                                  "another port than that of ns3::InferenceServer");
    }
    for (uint32_t i = 0; i < m_topology.ues.GetN(); ++i)
    {
        Ptr<Node> node = m_topology.ues.Get(i);
        m_compute.push_back(InstallCompute(node, m_ueTier, i));
        auto client = CreateObject<InferenceClient>();
        client->SetUe(i);
        client->SetRadio(m_topology.radio);
        if (m_topology.movesMessages)
        {
            client->MoveMessages();
        }
        for (const auto& stream : m_streams)
        {
            if (stream.ues.empty() ||
                std::find(stream.ues.begin(), stream.ues.end(), i) != stream.ues.end())
            {
                client->AddStream(stream.factory.Create<TaskStream>(), stream.dnn);
            }
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
    if (m_scheduler->GetControl() == InferenceScheduler::IN_BAND)
    {
        InstallAgents(m_topology, m_servers, m_clients, *m_scheduler);
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
    for (const auto& process : m_failures)
    {
        used += process->AssignStreams(stream + used);
    }
    // Not counted: what is known of the state must not change what happens.
    if (const auto observation = m_scheduler->GetObject<ObservationModel>())
    {
        observation->AssignStreams(stream + OBSERVATION_STREAMS);
    }
    if (const auto error = m_scheduler->GetObject<ProfileError>())
    {
        error->AssignStreams(stream + PROFILE_STREAMS);
    }
    m_scheduler->AssignStreams(stream + CONTROL_STREAMS);
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
EdgeInferenceHelper::GetEndOfTaskPeriod() const
{
    return m_stop;
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
