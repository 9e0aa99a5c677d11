// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-server.h"

#include "../task/plan-text.h"
#include "inference-connection.h"
#include "inference-listener.h"
#include "model-fetcher.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/hash.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InferenceServer");

NS_OBJECT_ENSURE_REGISTERED(InferenceServer);

namespace
{

/**
 * @param header header of a message from a client
 * @param dnns those that are known, by the hash of their names
 * @return whether such a message makes sense
 */
bool
IsExpected(const InferenceHeader& header,
           const std::unordered_map<uint32_t, Ptr<const DnnProfile>>& dnns)
{
    if (header.type == InferenceHeader::MODEL_REQUEST)
    {
        return header.total == 0;
    }
    const auto it = dnns.find(header.dnn);
    if (header.type != InferenceHeader::FEATURES || it == dnns.end())
    {
        return false;
    }
    const DnnProfile& dnn = *it->second;
    const InferencePlan& plan = header.plan;
    constexpr uint32_t anyServer = 65536;
    // An input may be as large as a stream says (InferenceTask::inputBytes); features may not.
    return IsRunnable(plan, dnn, anyServer) && plan.cut != dnn.GetExitPosition(plan.exit) &&
           header.total > 0 &&
           (plan.cut == 0 || header.total == dnn.GetFeatureBytes(plan.cut, plan.bits));
}

} // namespace

TypeId
InferenceServer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::InferenceServer")
            .SetParent<Application>()
            .SetGroupName("EdgeInference")
            .AddConstructor<InferenceServer>()
            .AddAttribute("Port",
                          "Port on which it listens, TCP and UDP.",
                          UintegerValue(9000),
                          MakeUintegerAccessor(&InferenceServer::m_port),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("DropExpired",
                          "Abandon a task that is held when its deadline passes; otherwise it is "
                          "computed all the same.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&InferenceServer::m_dropExpired),
                          MakeBooleanChecker())
            .AddAttribute("MinRto",
                          "Least retransmission timeout of TCP (Linux: 200 ms; ns-3's own default "
                          "is 1 s).",
                          TimeValue(MilliSeconds(200)),
                          MakeTimeAccessor(&InferenceServer::m_minRto),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("DelAckTimeout",
                          "Longest delay of TCP's acknowledgements (Linux: 40 ms; ns-3's own "
                          "default, 200 ms, is no less than MinRto, so that senders repeat).",
                          TimeValue(MilliSeconds(40)),
                          MakeTimeAccessor(&InferenceServer::m_delAckTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("SegmentSize",
                          "Payload of a TCP segment (bytes). Default: Ethernet's; ns-3's own 536 "
                          "takes twice the packets.",
                          UintegerValue(1448),
                          MakeUintegerAccessor(&InferenceServer::m_segmentSize),
                          MakeUintegerChecker<uint32_t>(64, 65495))
            .AddAttribute(
                "DataRetries",
                "Times that TCP repeats a segment without an answer before the connection "
                "is given up. With MinRto, "
                "2 take 1.4 s; ns-3's own default, 6, takes 25 s.",
                UintegerValue(2),
                MakeUintegerAccessor(&InferenceServer::m_dataRetries),
                MakeUintegerChecker<uint32_t>(1, 100))
            .AddAttribute("FragmentSize",
                          "Largest datagram over UDP, this module's header included (bytes).",
                          UintegerValue(1400),
                          MakeUintegerAccessor(&InferenceServer::m_fragmentSize),
                          MakeUintegerChecker<uint32_t>(64, 65507))
            .AddAttribute("Protocol",
                          "Socket factory of the way to other servers, for tails: "
                          "ns3::TcpSocketFactory or ns3::UdpSocketFactory.",
                          TypeIdValue(TcpSocketFactory::GetTypeId()),
                          MakeTypeIdAccessor(&InferenceServer::m_protocol),
                          MakeTypeIdChecker())
            .AddAttribute("ReconnectDelay",
                          "Time between a lost or refused TCP connection to another server and the "
                          "next attempt; also the first wait for an answer to an attempt, if above "
                          "MinRto.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&InferenceServer::m_reconnectDelay),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute(
                "TailTimeout",
                "With DropExpired off: time after its deadline at which a task that waits "
                "for its model or for the answer to its tail is given up.",
                TimeValue(MilliSeconds(500)),
                MakeTimeAccessor(&InferenceServer::m_tailTimeout),
                MakeTimeChecker(Time(0)))
            .AddAttribute("SendBuffer",
                          "Send buffer of TCP, for other servers and for answers (bytes). With "
                          "ReceiveBuffer it bounds the rate to one buffer a round trip.",
                          UintegerValue(1 << 20),
                          MakeUintegerAccessor(&InferenceServer::m_sendBuffer),
                          MakeUintegerChecker<uint32_t>(2048))
            .AddAttribute("ReceiveBuffer",
                          "Receive buffer of TCP (bytes).",
                          UintegerValue(1 << 20),
                          MakeUintegerAccessor(&InferenceServer::m_receiveBuffer),
                          MakeUintegerChecker<uint32_t>(2048))
            .AddAttribute(
                "MissAction",
                "What becomes of a task whose model is not in the node's ModelCache: "
                "Wait, until it is fetched and loaded, or Refuse.",
                EnumValue(InferenceServer::WAIT),
                MakeEnumAccessorCompat<InferenceServer::MissAction>(&InferenceServer::m_missAction),
                MakeEnumChecker(InferenceServer::WAIT, "Wait", InferenceServer::REFUSE, "Refuse"))
            .AddAttribute("FetchTimeout",
                          "Time without a byte after which a source of models is left for the "
                          "next.",
                          TimeValue(Seconds(2)),
                          MakeTimeAccessor(&InferenceServer::m_fetchTimeout),
                          MakeTimeChecker(NanoSeconds(4)))
            .AddTraceSource("TaskAccepted",
                            "The features of a task came whole and it was taken.",
                            MakeTraceSourceAccessor(&InferenceServer::m_acceptedTrace),
                            "ns3::InferenceServer::TaskTracedCallback")
            .AddTraceSource("TaskAnswered",
                            "A task was answered with a result or a drop.",
                            MakeTraceSourceAccessor(&InferenceServer::m_answeredTrace),
                            "ns3::InferenceServer::TaskTracedCallback")
            .AddTraceSource("TaskRelayed",
                            "A task was passed on to another server.",
                            MakeTraceSourceAccessor(&InferenceServer::m_relayedTrace),
                            "ns3::InferenceServer::TaskTracedCallback")
            .AddTraceSource("ModelFetched",
                            "The fetch of a model ended: it is there, or no source had it.",
                            MakeTraceSourceAccessor(&InferenceServer::m_fetchedTrace),
                            "ns3::InferenceServer::FetchTracedCallback")
            .AddTraceSource("Ignored",
                            "A segment or datagram was ignored: malformed, duplicated or foreign.",
                            MakeTraceSourceAccessor(&InferenceServer::m_ignoredTrace),
                            "ns3::Packet::TracedCallback");
    return tid;
}

InferenceServer::InferenceServer()
    : m_fetcher(std::make_unique<ModelFetcher>())
{
    NS_LOG_FUNCTION(this);
    InferenceListener::Callbacks callbacks;
    callbacks.message = [this](const ClientConnection& connection,
                               const Address& client,
                               const InferenceHeader& header) {
        return Accept(connection, client, header);
    };
    callbacks.expected = [this](const InferenceHeader& header) {
        return IsExpected(header, m_dnns);
    };
    callbacks.closed = [this](const ClientConnection& connection) { Forget(connection); };
    callbacks.ignored = [this](Ptr<const Packet> packet) { Ignore(packet); };
    m_listener = std::make_unique<InferenceListener>(std::move(callbacks));
}

InferenceServer::~InferenceServer()
{
    NS_LOG_FUNCTION(this);
}

void
InferenceServer::DoDispose()
{
    NS_LOG_FUNCTION(this);
    for (auto& [id, work] : m_work)
    {
        work.expiry.Cancel();
    }
    m_work.clear();
    m_jobs.clear();
    m_fetcher->Stop();
    m_listener->Dispose();
    m_cache = nullptr;
    m_dnns.clear();
    m_compute = nullptr;
    Application::DoDispose();
}

InferenceConnectionSettings
InferenceServer::MakeConnectionSettings(TypeId protocol) const
{
    InferenceConnectionSettings settings;
    settings.protocol = protocol;
    settings.reconnectDelay = m_reconnectDelay;
    settings.minRto = m_minRto;
    settings.delAckTimeout = m_delAckTimeout;
    settings.sendBuffer = m_sendBuffer;
    settings.receiveBuffer = m_receiveBuffer;
    settings.segmentSize = m_segmentSize;
    settings.dataRetries = m_dataRetries;
    settings.fragmentSize = m_fragmentSize;
    settings.datagramBurst = m_fragmentSize;
    return settings;
}

void
InferenceServer::Ignore(Ptr<const Packet> packet)
{
    ++m_counters.ignored;
    m_ignoredTrace(packet);
}

void
InferenceServer::AddDnn(Ptr<const DnnProfile> dnn)
{
    const auto [it, isNew] = m_dnns.emplace(Hash32(dnn->GetName()), dnn);
    NS_ABORT_MSG_IF(!isNew && it->second->GetName() != dnn->GetName(),
                    "the names " << it->second->GetName() << " and " << dnn->GetName()
                                 << " have the same hash: rename one DNN");
}

void
InferenceServer::AddServer(const Address& address)
{
    if (address.IsInvalid())
    {
        m_servers.push_back(nullptr);
        return;
    }
    const uint32_t server = m_servers.size();
    InferenceConnection::Callbacks callbacks;
    callbacks.message = [this, server](const InferenceHeader& header) { Receive(server, header); };
    callbacks.broken = [this, server]() { Broken(server); };
    callbacks.changed = [](bool) {};
    callbacks.ignored = [this](Ptr<const Packet> packet) { Ignore(packet); };
    m_servers.push_back(std::make_unique<InferenceConnection>(address, std::move(callbacks)));
}

void
InferenceServer::MoveMessages()
{
    m_protocol = UdpSocketFactory::GetTypeId();
    m_fragmentSize = InferenceDatagramWriter::LARGEST;
}

void
InferenceServer::AddModelSource(const Address& address)
{
    m_fetcher->AddSource(address);
}

const InferenceServer::Counters&
InferenceServer::GetCounters() const
{
    return m_counters;
}

uint64_t
InferenceServer::GetHeld() const
{
    return m_work.size();
}

void
InferenceServer::SetRunning(bool running)
{
    if (running != m_running)
    {
        running ? StartApplication() : StopApplication();
    }
}

bool
InferenceServer::IsUp() const
{
    return m_running && m_compute->IsUp();
}

void
InferenceServer::StartApplication()
{
    NS_LOG_FUNCTION(this);
    if (m_running)
    {
        return;
    }
    RequireProtocol(GetTypeId().GetName(), m_protocol);
    m_running = true;
    m_compute = GetNode()->GetObject<ComputeNode>();
    NS_ABORT_MSG_IF(!m_compute, "InferenceServer needs a ComputeNode aggregated to its node");
    NS_ABORT_MSG_IF(!m_compute->GetDevice(), "the server's ComputeNode needs a DeviceProfile");
    m_cache = GetNode()->GetObject<ModelCache>();
    m_compute->TraceConnectWithoutContext("Up", MakeCallback(&InferenceServer::NodeChanged, this));
    StartModels();
    InferenceListener::Settings settings;
    settings.port = m_port;
    settings.minRto = m_minRto;
    settings.delAckTimeout = m_delAckTimeout;
    settings.segmentSize = m_segmentSize;
    settings.sendBuffer = m_sendBuffer;
    settings.receiveBuffer = m_receiveBuffer;
    settings.dataRetries = m_dataRetries;
    settings.fragmentSize = m_fragmentSize;
    m_listener->Start(GetNode(), settings);
}

void
InferenceServer::StopApplication()
{
    NS_LOG_FUNCTION(this);
    m_running = false;
    if (m_compute) // it was started
    {
        m_compute->TraceDisconnectWithoutContext("Up",
                                                 MakeCallback(&InferenceServer::NodeChanged, this));
    }
    StopModels();
    while (!m_work.empty())
    {
        Drop(m_work.begin()->first, InferenceDropReason::SERVER_STOPPED);
    }
    for (const auto& server : m_servers)
    {
        if (server)
        {
            server->Stop();
        }
    }
    m_listener->Stop();
}

void
InferenceServer::NodeChanged(bool, bool up)
{
    if (up)
    {
        StartModels();
        return;
    }
    // The jobs of others come back one by one after this; these have none.
    StopModels();
    std::vector<uint64_t> loading;
    for (const auto& [id, work] : m_work)
    {
        if (work.stage == Stage::LOADING)
        {
            loading.push_back(id);
        }
    }
    DropHeld(loading, InferenceDropReason::SERVER_DOWN);
}

void
InferenceServer::StartModels()
{
    if (!m_cache || !m_compute->IsUp())
    {
        return;
    }
    ModelFetcher::Settings settings;
    settings.node = GetNode();
    settings.cache = m_cache;
    settings.connection = MakeConnectionSettings(TcpSocketFactory::GetTypeId());
    settings.timeout = m_fetchTimeout;
    settings.loadTime = [this](const DnnProfile& dnn) {
        return Seconds(m_compute->GetDevice()->GetLoadSeconds(dnn.GetModelBytes()));
    };
    settings.done = [this](const ModelCache::Fetch& fetch) { Fetched(fetch); };
    settings.ignored = [this](Ptr<const Packet> packet) { Ignore(packet); };
    m_fetcher->Start(settings);
}

void
InferenceServer::StopModels()
{
    m_fetcher->Stop();
    if (m_cache)
    {
        m_cache->Clear();
    }
}

void
InferenceServer::SetPlacement(const std::vector<Ptr<const DnnProfile>>& held)
{
    if (!m_cache || !IsUp())
    {
        return;
    }
    for (const auto& dnn : m_cache->SetPlacement(held))
    {
        m_fetcher->Ask(dnn, false);
    }
    m_fetcher->Poke();
}

void
InferenceServer::ClearPlacement()
{
    if (m_cache)
    {
        m_cache->ClearPlacement();
    }
}

bool
InferenceServer::Accept(const ClientConnection& connection,
                        const Address& client,
                        const InferenceHeader& header)
{
    if (header.type == InferenceHeader::MODEL_REQUEST && connection)
    {
        return SendModel(connection, header);
    }
    if (header.type != InferenceHeader::FEATURES || !IsExpected(header, m_dnns))
    {
        return false;
    }
    const InferencePlan& plan = header.plan;
    Work work{header, m_dnns.at(header.dnn), client, connection, Simulator::Now()};
    if (plan.HasTail() && (plan.tailServer >= m_servers.size() || !m_servers[plan.tailServer]))
    {
        Refuse(work, InferenceDropReason::INVALID_PLAN);
        return true;
    }
    if (m_dropExpired && header.due <= Simulator::Now())
    {
        Refuse(work, InferenceDropReason::EXPIRED);
        return true;
    }
    const uint64_t id = ++m_lastTask;
    NS_LOG_INFO("node " << GetNode()->GetId() << ": the feature of task " << header.task
                        << " of UE " << header.ue << " is here: " << DescribePlan(plan));
    if (m_dropExpired)
    {
        work.expiry =
            Simulator::Schedule(header.due - Simulator::Now(), &InferenceServer::Expire, this, id);
    }
    m_work.emplace(id, std::move(work));
    if (plan.HasTail() && plan.tailCut == plan.cut)
    {
        Relay(id);
    }
    else
    {
        Load(id);
    }
    return true;
}

bool
InferenceServer::SendModel(const ClientConnection& connection, const InferenceHeader& header)
{
    const auto it = m_dnns.find(header.dnn);
    if (it == m_dnns.end())
    {
        return false;
    }
    const uint64_t bytes = it->second->GetModelBytes();
    InferenceHeader answer;
    answer.task = header.task;
    if (!m_compute->IsUp() || (m_cache && m_cache->GetState(it->second) != ModelCache::PRESENT))
    {
        answer.type = InferenceHeader::DROPPED;
        answer.reason = InferenceDropReason::MODEL_MISSING;
    }
    else
    {
        answer.type = InferenceHeader::MODEL;
        answer.dnn = header.dnn;
        answer.total = answer.payload = bytes;
        ++m_counters.models;
    }
    m_listener->Send(connection, connection->client, answer);
    return true;
}

void
InferenceServer::Load(uint64_t id)
{
    Work& work = m_work.at(id);
    if (!m_cache)
    {
        Compute(id);
        return;
    }
    if (!m_compute->IsUp())
    {
        Drop(id, InferenceDropReason::SERVER_DOWN);
        return;
    }
    const Ptr<const DnnProfile> dnn = work.dnn;
    if (m_cache->Use(dnn))
    {
        work.holds = true;
        Compute(id);
        return;
    }
    if (!m_cache->CanHold(dnn))
    {
        Drop(id, InferenceDropReason::MODEL_MISSING);
        return;
    }
    if (m_missAction == REFUSE)
    {
        Drop(id, InferenceDropReason::MODEL_MISSING);
    }
    else
    {
        Limit(id, work);
        Take(work);
    }
    // The task stands in the books before this: a fetch may fail at once.
    if (m_running) // whoever is told of a task may stop this
    {
        m_fetcher->Ask(dnn, true);
    }
}

void
InferenceServer::Fetched(const ModelCache::Fetch& fetch)
{
    m_fetchedTrace(fetch);
    std::vector<uint64_t> waiting;
    for (auto& [id, work] : m_work)
    {
        if (work.stage == Stage::LOADING && work.dnn->GetName() == fetch.dnn->GetName())
        {
            waiting.push_back(id);
            work.load = Simulator::Now() - work.received;
            // Held for all before the first is computed: nothing may evict it between two.
            work.holds = fetch.stored;
            if (fetch.stored)
            {
                m_cache->Hold(fetch.dnn);
            }
        }
    }
    if (!fetch.stored)
    {
        DropHeld(waiting, InferenceDropReason::MODEL_MISSING);
        return;
    }
    for (const uint64_t id : waiting)
    {
        if (m_work.count(id) > 0) // whoever is told of a task may stop this
        {
            Compute(id);
        }
    }
}

void
InferenceServer::Compute(uint64_t id)
{
    Work& work = m_work.at(id);
    const InferencePlan& plan = work.features.plan;
    work.stage = Stage::COMPUTING;
    if (!m_dropExpired)
    {
        work.expiry.Cancel();
    }
    ComputeJob job;
    job.dnn = work.dnn;
    job.exit = plan.exit;
    job.from = plan.cut;
    job.to = plan.HasTail() ? plan.tailCut : work.dnn->GetExitPosition(plan.exit);
    job.seconds = work.dnn->GetSeconds(*m_compute->GetDevice(), job.exit, job.from, job.to);
    job.owner = work.features.ue;
    job.due = work.features.due;
    work.job = m_compute->Submit(job, MakeCallback(&InferenceServer::Done, this));
    if (work.job == 0)
    {
        const ComputeRefusal refusal = m_compute->GetRefusal();
        Drop(id,
             refusal == ComputeRefusal::QUEUE_FULL ? InferenceDropReason::SERVER_QUEUE
             : refusal == ComputeRefusal::DOWN     ? InferenceDropReason::SERVER_DOWN
                                                   : InferenceDropReason::ADMISSION);
        return;
    }
    m_jobs[work.job] = id;
    Take(work);
}

void
InferenceServer::Take(Work& work)
{
    if (!work.taken)
    {
        work.taken = true;
        ++m_counters.accepted;
        // Copies: whoever is told may stop this.
        m_acceptedTrace(Address(work.client), InferenceHeader(work.features));
    }
}

void
InferenceServer::Done(const ComputeReceipt& receipt)
{
    const auto job = m_jobs.find(receipt.job);
    NS_ASSERT_MSG(job != m_jobs.end(), "a job without a task");
    const uint64_t id = job->second;
    m_jobs.erase(job);
    m_work.at(id).job = 0;
    ReleaseModel(m_work.at(id));
    const auto it = m_work.find(id);
    if (it == m_work.end())
    {
        return; // another model's fetch began with its memory, failed at once, and stopped this
    }
    if (receipt.failed)
    {
        Drop(id, InferenceDropReason::SERVER_DOWN);
        return;
    }
    Work& work = it->second;
    work.wait = receipt.started - receipt.queued;
    work.compute = receipt.ended - receipt.started;
    if (work.features.plan.HasTail())
    {
        Relay(id);
        return;
    }
    auto node = m_work.extract(id);
    node.mapped().expiry.Cancel();
    InferenceHeader answer;
    answer.type = InferenceHeader::RESULT;
    answer.total = answer.payload = work.dnn->GetResultBytes();
    ++m_counters.done;
    Answer(node.mapped(), answer);
}

void
InferenceServer::Relay(uint64_t id)
{
    Work& work = m_work.at(id);
    work.stage = Stage::RELAYED;
    work.ready = Simulator::Now();
    Take(work);
    if (m_work.count(id) == 0)
    {
        return; // whoever was told has stopped this
    }
    const InferencePlan plan = work.features.plan;
    InferenceHeader header = work.features;
    header.task = id;
    header.plan = InferencePlan();
    header.plan.exit = plan.exit;
    header.plan.cut = plan.tailCut;
    header.plan.bits = GetBackhaulBits(plan);
    header.plan.server = plan.tailServer;
    header.total = header.payload = work.dnn->GetFeatureBytes(header.plan.cut, header.plan.bits);
    header.fragment = 0;
    header.fragments = 1;
    Limit(id, work);
    ++m_counters.relayed;
    NS_LOG_INFO("node " << GetNode()->GetId() << ": task " << work.features.task << " of UE "
                        << work.features.ue << " goes on to server " << plan.tailServer);
    m_relayedTrace(Address(work.client), header);
    if (m_work.count(id) == 0)
    {
        return;
    }
    InferenceConnection& server = *m_servers[plan.tailServer];
    server.Start(GetNode(), MakeConnectionSettings(m_protocol));
    if (m_work.count(id) > 0) // connecting may have failed at once
    {
        server.Send(header);
    }
}

void
InferenceServer::Receive(uint32_t server, const InferenceHeader& header)
{
    const auto it = m_work.find(header.task);
    if (it == m_work.end() || it->second.stage != Stage::RELAYED ||
        it->second.features.plan.tailServer != server ||
        (header.type != InferenceHeader::RESULT && header.type != InferenceHeader::DROPPED) ||
        m_servers[server]->IsWaiting(header.task))
    {
        ++m_counters.ignored;
        return;
    }
    if (header.type == InferenceHeader::DROPPED)
    {
        Drop(header.task, header.reason);
        return;
    }
    auto node = m_work.extract(it);
    Work& work = node.mapped();
    work.expiry.Cancel();
    InferenceHeader answer;
    answer.type = InferenceHeader::TAIL_RESULT;
    answer.total = answer.payload = work.dnn->GetResultBytes();
    answer.backhaul = header.received - work.ready;
    answer.tailLoad = header.load;
    answer.tailWait = header.wait;
    answer.tailCompute = header.compute;
    answer.backhaulReturn = Simulator::Now() - header.sent;
    ++m_counters.done;
    Answer(work, answer);
}

void
InferenceServer::Broken(uint32_t server)
{
    std::vector<uint64_t> broken;
    for (const auto& [id, work] : m_work)
    {
        if (work.stage == Stage::RELAYED && work.features.plan.tailServer == server &&
            !m_servers[server]->IsWaiting(id))
        {
            broken.push_back(id);
        }
    }
    DropHeld(broken, InferenceDropReason::NO_BACKHAUL);
}

void
InferenceServer::Expire(uint64_t id)
{
    const Work& work = m_work.at(id);
    InferenceDropReason reason = InferenceDropReason::EXPIRED;
    if (work.stage == Stage::RELAYED)
    {
        const auto& server = m_servers[work.features.plan.tailServer];
        const bool unconnected = server->IsWaiting(id) && !server->IsUp();
        reason = unconnected || !m_dropExpired ? InferenceDropReason::NO_BACKHAUL : reason;
    }
    else if (!m_dropExpired)
    {
        reason = InferenceDropReason::MODEL_MISSING;
    }
    Drop(id, reason);
}

void
InferenceServer::Limit(uint64_t id, Work& work)
{
    if (!m_dropExpired)
    {
        const Time wait = std::max(work.features.due - Simulator::Now(), Time(0)) + m_tailTimeout;
        work.expiry = Simulator::Schedule(wait, &InferenceServer::Expire, this, id);
    }
}

void
InferenceServer::Withdraw(uint64_t id, Work& work)
{
    work.expiry.Cancel();
    if (work.stage == Stage::RELAYED)
    {
        m_servers[work.features.plan.tailServer]->Withdraw(id);
    }
    if (work.job != 0)
    {
        m_compute->Cancel(work.job);
        m_jobs.erase(work.job);
        work.job = 0;
    }
    ReleaseModel(work);
}

void
InferenceServer::ReleaseModel(Work& work)
{
    if (work.holds)
    {
        work.holds = false;
        m_cache->Release(work.dnn);
        m_fetcher->Poke();
    }
}

void
InferenceServer::Drop(uint64_t id, InferenceDropReason reason)
{
    NS_LOG_FUNCTION(this << id << ToString(reason));
    auto node = m_work.extract(id);
    NS_ASSERT_MSG(node, "a task ends once");
    Work& work = node.mapped();
    Withdraw(id, work);
    Refuse(work, reason);
}

void
InferenceServer::DropHeld(const std::vector<uint64_t>& ids, InferenceDropReason reason)
{
    for (const uint64_t id : ids)
    {
        if (m_work.count(id) > 0) // whoever is told of a drop may stop this
        {
            Drop(id, reason);
        }
    }
}

void
InferenceServer::Refuse(const Work& work, InferenceDropReason reason)
{
    InferenceHeader answer;
    answer.type = InferenceHeader::DROPPED;
    answer.reason = reason;
    ++m_counters.dropped;
    Answer(work, answer);
}

void
InferenceServer::Answer(const Work& work, const InferenceHeader& what)
{
    InferenceHeader answer = what;
    NS_LOG_INFO(
        "node " << GetNode()->GetId() << ": task " << work.features.task << " of UE "
                << work.features.ue << " is answered: "
                << (what.type == InferenceHeader::DROPPED ? ToString(what.reason) : "a result")
                << "; loading " << work.load.As(Time::MS) << ", waiting " << work.wait.As(Time::MS)
                << ", computing " << work.compute.As(Time::MS));
    answer.task = work.features.task;
    answer.received = work.received;
    answer.load = work.load;
    answer.wait = work.wait;
    answer.compute = work.compute;
    answer.sent = Simulator::Now();
    m_listener->Send(work.connection, work.client, answer);
    m_answeredTrace(work.client, work.features);
}

void
InferenceServer::Forget(const ClientConnection& connection)
{
    // Nobody waits for these any more: the client has dropped them with the connection.
    std::vector<uint64_t> lost;
    for (const auto& [id, work] : m_work)
    {
        if (work.connection == connection)
        {
            lost.push_back(id);
        }
    }
    for (const uint64_t id : lost)
    {
        // To withdraw one may end others.
        if (auto node = m_work.extract(id))
        {
            Withdraw(id, node.mapped());
            ++m_counters.dropped;
        }
    }
}

} // namespace ns3
