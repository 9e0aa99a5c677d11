// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-client.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/hash.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InferenceClient");

NS_OBJECT_ENSURE_REGISTERED(InferenceClient);

TypeId
InferenceClient::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::InferenceClient")
            .SetParent<Application>()
            .SetGroupName("EdgeInference")
            .AddConstructor<InferenceClient>()
            .AddAttribute("Protocol",
                          "Socket factory of the way to the servers: ns3::TcpSocketFactory or "
                          "ns3::UdpSocketFactory.",
                          TypeIdValue(TcpSocketFactory::GetTypeId()),
                          MakeTypeIdAccessor(&InferenceClient::m_protocol),
                          MakeTypeIdChecker())
            .AddAttribute("Timeout",
                          "Time after its deadline at which a task without a result is given up.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&InferenceClient::m_timeout),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("DropExpired",
                          "Abandon a task on the UE at its deadline; otherwise it goes on until "
                          "Timeout.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&InferenceClient::m_dropExpired),
                          MakeBooleanChecker())
            .AddAttribute(
                "ReconnectDelay",
                "Time between a lost or refused TCP connection and the next attempt; also "
                "the first wait for an answer to an attempt, if above MinRto.",
                TimeValue(MilliSeconds(500)),
                MakeTimeAccessor(&InferenceClient::m_reconnectDelay),
                MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("MinRto",
                          "Least retransmission timeout of TCP (Linux: 200 ms; ns-3's own default "
                          "is 1 s).",
                          TimeValue(MilliSeconds(200)),
                          MakeTimeAccessor(&InferenceClient::m_minRto),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("SendBuffer",
                          "Send buffer of TCP (bytes). What is in it cannot be withdrawn any more.",
                          UintegerValue(32768),
                          MakeUintegerAccessor(&InferenceClient::m_sendBuffer),
                          MakeUintegerChecker<uint32_t>(2048))
            .AddAttribute("SegmentSize",
                          "Payload of a TCP segment (bytes). Default: Ethernet's; ns-3's own 536 "
                          "takes twice the packets.",
                          UintegerValue(1448),
                          MakeUintegerAccessor(&InferenceClient::m_segmentSize),
                          MakeUintegerChecker<uint32_t>(64, 65495))
            .AddAttribute("FragmentSize",
                          "Largest datagram over UDP, this module's header included (bytes).",
                          UintegerValue(1400),
                          MakeUintegerAccessor(&InferenceClient::m_fragmentSize),
                          MakeUintegerChecker<uint32_t>(64, 65507))
            .AddAttribute("TxEnergyPerBit",
                          "Energy of sending a bit by radio (J/bit). Default: Wi-Fi of Huang et "
                          "al., MobiSys 2012, as used by PureEdgeSim.",
                          DoubleValue(283.17e-9),
                          MakeDoubleAccessor(&InferenceClient::m_txEnergyPerBit),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("RxEnergyPerBit",
                          "Energy of receiving a bit by radio (J/bit). Default: as TxEnergyPerBit.",
                          DoubleValue(137.01e-9),
                          MakeDoubleAccessor(&InferenceClient::m_rxEnergyPerBit),
                          MakeDoubleChecker<double>(0))
            .AddTraceSource("TaskCreated",
                            "A stream asked for an inference.",
                            MakeTraceSourceAccessor(&InferenceClient::m_createdTrace),
                            "ns3::InferenceTask::TracedCallback")
            .AddTraceSource("TaskEnded",
                            "A task ended: completed, late, or dropped.",
                            MakeTraceSourceAccessor(&InferenceClient::m_endedTrace),
                            "ns3::TaskOutcome::TracedCallback")
            .AddTraceSource("Ignored",
                            "A segment or datagram was ignored: malformed, duplicated, foreign, or "
                            "of a task that has ended.",
                            MakeTraceSourceAccessor(&InferenceClient::m_ignoredTrace),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("Connection",
                            "The TCP connection to a server (its index) went up (true) or down.",
                            MakeTraceSourceAccessor(&InferenceClient::m_connectionTrace),
                            "ns3::InferenceClient::ConnectionTracedCallback")
            .AddTraceSource("PlanSet",
                            "A stream got the plan of its next tasks.",
                            MakeTraceSourceAccessor(&InferenceClient::m_planTrace),
                            "ns3::InferenceClient::PlanTracedCallback");
    return tid;
}

InferenceClient::InferenceClient()
    : m_reassembler(Seconds(10))
{
    NS_LOG_FUNCTION(this);
}

InferenceClient::~InferenceClient()
{
    NS_LOG_FUNCTION(this);
}

void
InferenceClient::DoDispose()
{
    NS_LOG_FUNCTION(this);
    for (auto& [id, flight] : m_flights)
    {
        flight.timer.Cancel();
    }
    m_flights.clear();
    m_connections.clear();
    m_streams.clear();
    m_compute = nullptr;
    Application::DoDispose();
}

void
InferenceClient::SetUe(uint32_t ue)
{
    m_ue = ue;
}

uint32_t
InferenceClient::AddStream(Ptr<TaskStream> stream, Ptr<const DnnProfile> dnn)
{
    NS_LOG_FUNCTION(this << stream << dnn->GetName());
    Stream entry;
    entry.arrivals = stream;
    entry.dnn = dnn;
    entry.plan.exit = dnn->GetNExits() - 1;
    entry.plan.cut = dnn->GetExitPosition(entry.plan.exit);
    entry.plan.bits = dnn->GetBitWidths().front();
    m_streams.push_back(entry);
    return m_streams.size() - 1;
}

void
InferenceClient::AddServer(const Address& address)
{
    auto connection = std::make_unique<Connection>();
    connection->server = address;
    m_connections.push_back(std::move(connection));
}

void
InferenceClient::SetPlan(uint32_t stream, const InferencePlan& plan, uint64_t decision)
{
    NS_LOG_FUNCTION(this << stream << plan.exit << plan.cut << +plan.bits << decision);
    m_streams.at(stream).plan = plan;
    m_streams[stream].decision = decision;
    m_planTrace(stream, plan, decision);
}

uint32_t
InferenceClient::GetUe() const
{
    return m_ue;
}

uint64_t
InferenceClient::GetDecision(uint32_t stream) const
{
    return m_streams.at(stream).decision;
}

void
InferenceClient::CloseStreams()
{
    NS_LOG_FUNCTION(this);
    for (const auto& stream : m_streams)
    {
        stream.arrivals->Stop();
    }
}

uint32_t
InferenceClient::GetNStreams() const
{
    return m_streams.size();
}

Ptr<TaskStream>
InferenceClient::GetStream(uint32_t stream) const
{
    return m_streams.at(stream).arrivals;
}

Ptr<const DnnProfile>
InferenceClient::GetDnn(uint32_t stream) const
{
    return m_streams.at(stream).dnn;
}

void
InferenceClient::Report(uint32_t stream, StreamState& state)
{
    Stream& entry = m_streams.at(stream);
    state.at = Simulator::Now();
    state.arrivals = entry.arrivalsInPeriod;
    state.recentLatency =
        entry.endedInPeriod ? entry.latencyInPeriod.GetSeconds() / entry.endedInPeriod : 0;
    state.recentMissRatio =
        entry.endedInPeriod ? static_cast<double>(entry.missedInPeriod) / entry.endedInPeriod : 0;
    entry.arrivalsInPeriod = 0;
    entry.endedInPeriod = 0;
    entry.missedInPeriod = 0;
    entry.latencyInPeriod = Time(0);
    state.pending = 0;
    state.oldestTimeLeft = 0;
    for (const auto& [id, flight] : m_flights)
    {
        if (flight.task.stream != stream)
        {
            continue;
        }
        const double left = (flight.task.GetDue() - Simulator::Now()).GetSeconds();
        if (state.pending++ == 0 || left < state.oldestTimeLeft)
        {
            state.oldestTimeLeft = left;
        }
    }
}

const InferenceClient::Counters&
InferenceClient::GetCounters() const
{
    return m_counters;
}

uint64_t
InferenceClient::GetInFlight() const
{
    return m_flights.size();
}

int64_t
InferenceClient::AssignStreams(int64_t stream)
{
    int64_t used = 0;
    for (const auto& entry : m_streams)
    {
        used += entry.arrivals->AssignStreams(stream + used);
    }
    return used;
}

void
InferenceClient::StartApplication()
{
    NS_LOG_FUNCTION(this);
    m_running = true;
    m_compute = GetNode()->GetObject<ComputeNode>();
    NS_ABORT_MSG_IF(!m_compute, "InferenceClient needs a ComputeNode aggregated to its node");
    NS_ABORT_MSG_IF(!m_compute->GetDevice(), "the UE's ComputeNode needs a DeviceProfile");
    m_isStream = m_protocol == TcpSocketFactory::GetTypeId();
    for (uint32_t i = 0; i < m_connections.size(); ++i)
    {
        Connect(i);
    }
    for (uint32_t i = 0; i < m_streams.size(); ++i)
    {
        m_streams[i].arrivals->Start(
            Callback<void, Time>([this, i](Time deadline) { Create(i, deadline); }));
    }
}

void
InferenceClient::StopApplication()
{
    NS_LOG_FUNCTION(this);
    m_running = false;
    CloseStreams();
    while (!m_flights.empty())
    {
        End(m_flights.begin()->first, DropReason::CLIENT_STOPPED);
    }
    for (auto& connection : m_connections)
    {
        connection->retry.Cancel();
        connection->writer.SetSocket(nullptr);
        connection->writer.Clear();
        if (connection->socket)
        {
            // Nothing of a stopped application may be called any more.
            Ptr<Socket> socket = connection->socket;
            connection->socket = nullptr;
            connection->up = false;
            socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
            socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
            socket->Close();
        }
    }
    m_reassembler.Clear();
}

void
InferenceClient::Create(uint32_t stream, Time deadline)
{
    NS_LOG_FUNCTION(this << stream << deadline);
    const Stream& entry = m_streams[stream];
    const uint64_t id = m_nextTask++;
    Flight& flight = m_flights[id];
    InferenceTask& task = flight.task;
    task.id = id;
    task.ue = m_ue;
    task.stream = stream;
    task.dnn = entry.dnn;
    task.created = Simulator::Now();
    task.deadline = deadline;
    task.plan = entry.plan;
    task.decision = entry.decision;
    TaskOutcome& outcome = flight.outcome;
    outcome.task = id;
    outcome.ue = m_ue;
    outcome.stream = stream;
    outcome.decision = entry.decision;
    outcome.plan = entry.plan;
    outcome.created = task.created;
    outcome.deadline = deadline;
    ++m_counters.created;
    ++m_streams[stream].arrivalsInPeriod;
    m_createdTrace(task);
    if (!IsRunnable(task.plan, *task.dnn, m_connections.size()))
    {
        End(id, DropReason::INVALID_PLAN);
        return;
    }
    if (!m_compute->IsUp())
    {
        // a UE that has failed, or whose battery is empty, sends nothing either
        End(id, DropReason::DEVICE_DOWN);
        return;
    }
    flight.timer = Simulator::Schedule(deadline, &InferenceClient::Timer, this, id);
    if (task.plan.cut == 0)
    {
        SendFeatures(flight);
        return;
    }
    ComputeJob job;
    job.dnn = task.dnn;
    job.exit = task.plan.exit;
    job.to = task.plan.cut;
    job.seconds = task.dnn->GetSeconds(*m_compute->GetDevice(), job.exit, job.from, job.to);
    job.owner = m_ue;
    job.due = task.GetDue();
    flight.job = m_compute->Submit(job, MakeCallback(&InferenceClient::DeviceDone, this));
    if (flight.job == 0)
    {
        const ComputeRefusal refusal = m_compute->GetRefusal();
        End(id,
            refusal == ComputeRefusal::QUEUE_FULL ? DropReason::DEVICE_QUEUE
            : refusal == ComputeRefusal::DOWN     ? DropReason::DEVICE_DOWN
                                                  : DropReason::ADMISSION);
        return;
    }
    m_jobs[flight.job] = id;
}

void
InferenceClient::DeviceDone(const ComputeReceipt& receipt)
{
    NS_LOG_FUNCTION(this << receipt.job);
    const auto job = m_jobs.find(receipt.job);
    NS_ASSERT_MSG(job != m_jobs.end(), "a job without a task");
    const uint64_t id = job->second;
    m_jobs.erase(job);
    Flight& flight = m_flights.at(id);
    flight.job = 0;
    if (receipt.failed)
    {
        End(id, DropReason::DEVICE_DOWN);
        return;
    }
    TaskStages& stages = flight.outcome.stages;
    stages.deviceWait = receipt.started - receipt.queued;
    stages.deviceCompute = receipt.ended - receipt.started;
    const InferencePlan& plan = flight.task.plan;
    const double energy =
        m_compute->GetDevice()->GetComputeEnergy(receipt.machine,
                                                 flight.task.dnn->GetMacs(plan.exit, 0, plan.cut));
    flight.outcome.energy += std::isnan(energy) ? 0 : energy;
    if (plan.cut == flight.task.dnn->GetExitPosition(plan.exit))
    {
        End(id, DropReason::NONE);
        return;
    }
    SendFeatures(flight);
}

void
InferenceClient::SendFeatures(Flight& flight)
{
    const InferenceTask& task = flight.task;
    flight.ready = Simulator::Now();
    flight.stage = Stage::SENDING;
    InferenceHeader header;
    header.type = InferenceHeader::FEATURES;
    header.task = task.id;
    header.total = task.dnn->GetFeatureBytes(task.plan.cut, task.plan.bits);
    header.payload = header.total;
    header.dnn = Hash32(task.dnn->GetName());
    header.plan = task.plan;
    header.due = task.GetDue();
    header.ready = flight.ready;
    Connection& connection = *m_connections[task.plan.server];
    if (m_isStream)
    {
        flight.outcome.bytesUp = header.GetSerializedSize() + header.total;
        connection.writer.Push(header);
    }
    else
    {
        flight.stage = Stage::REMOTE;
        flight.outcome.bytesUp =
            SendAsDatagrams(connection.socket, header, m_fragmentSize, nullptr);
    }
    flight.outcome.energy += m_txEnergyPerBit * 8 * flight.outcome.bytesUp;
}

void
InferenceClient::Timer(uint64_t id)
{
    NS_LOG_FUNCTION(this << id);
    Flight& flight = m_flights.at(id);
    const bool atDeadline = Simulator::Now() == flight.task.GetDue();
    const Connection* connection =
        flight.stage == Stage::SENDING ? m_connections[flight.task.plan.server].get() : nullptr;
    const bool unsent = connection && connection->writer.IsWaiting(id);
    const bool unconnected = unsent && !connection->up;
    if (!atDeadline)
    {
        End(id, unconnected ? DropReason::NO_CONNECTION : DropReason::TIMEOUT);
        return;
    }
    if (m_dropExpired && (unsent || flight.stage == Stage::DEVICE))
    {
        End(id, unconnected ? DropReason::NO_CONNECTION : DropReason::EXPIRED);
        return;
    }
    flight.timer =
        Simulator::Schedule(std::max(m_timeout, NanoSeconds(1)), &InferenceClient::Timer, this, id);
}

void
InferenceClient::Receive(uint32_t server, const InferenceHeader& header)
{
    const auto it = m_flights.find(header.task);
    // Nobody can answer what was not asked: features come from clients only, and a task is answered
    // by the server that has it.
    if (it == m_flights.end() || header.type == InferenceHeader::FEATURES ||
        it->second.stage == Stage::DEVICE || it->second.task.plan.server != server ||
        m_connections[server]->writer.IsWaiting(header.task))
    {
        ++m_counters.ignored;
        return;
    }
    Flight& flight = it->second;
    if (header.type == InferenceHeader::DROPPED)
    {
        End(header.task, header.reason);
        return;
    }
    TaskStages& stages = flight.outcome.stages;
    stages.uplink = header.received - flight.ready;
    stages.serverWait = header.wait;
    stages.serverCompute = header.compute;
    stages.downlink = Simulator::Now() - header.sent;
    flight.outcome.bytesDown = header.GetSerializedSize() * header.fragments + header.total;
    flight.outcome.energy += m_rxEnergyPerBit * 8 * flight.outcome.bytesDown;
    End(header.task, DropReason::NONE);
}

void
InferenceClient::End(uint64_t id, DropReason reason)
{
    NS_LOG_FUNCTION(this << id << ToString(reason));
    const auto node = m_flights.extract(id);
    NS_ASSERT_MSG(node, "a task ends once");
    const Flight& flight = node.mapped();
    TaskOutcome outcome = flight.outcome;
    if (flight.stage == Stage::SENDING &&
        m_connections[flight.task.plan.server]->writer.Withdraw(id))
    {
        // It never left, so it cost no radio.
        outcome.energy -= m_txEnergyPerBit * 8 * outcome.bytesUp;
        outcome.bytesUp = 0;
    }
    EventId timer = flight.timer;
    timer.Cancel();
    if (flight.job != 0)
    {
        m_compute->Cancel(flight.job);
        m_jobs.erase(flight.job);
    }
    outcome.ended = Simulator::Now();
    outcome.reason = reason;
    Stream& stream = m_streams[flight.task.stream];
    ++stream.endedInPeriod;
    stream.latencyInPeriod += outcome.GetLatency();
    if (reason != DropReason::NONE)
    {
        outcome.status = TaskStatus::DROPPED;
        ++m_counters.dropped;
        ++stream.missedInPeriod;
    }
    else if (outcome.ended > flight.task.GetDue())
    {
        outcome.status = TaskStatus::LATE;
        ++m_counters.late;
        ++stream.missedInPeriod;
    }
    else
    {
        outcome.status = TaskStatus::COMPLETED;
        outcome.accuracy =
            flight.task.dnn->GetAccuracy(outcome.plan.exit, outcome.plan.cut, outcome.plan.bits);
        ++m_counters.completed;
    }
    m_endedTrace(outcome);
    stream.arrivals->NotifyTaskEnded();
}

void
InferenceClient::Connect(uint32_t server)
{
    NS_LOG_FUNCTION(this << server);
    Connection& connection = *m_connections[server];
    connection.socket = Socket::CreateSocket(GetNode(), m_protocol);
    Ptr<Socket> socket = connection.socket;
    if (m_isStream)
    {
        socket->SetAttribute("TcpNoDelay", BooleanValue(true));
        socket->SetAttribute("SegmentSize", UintegerValue(m_segmentSize));
        socket->SetAttribute("SndBufSize", UintegerValue(m_sendBuffer));
        socket->SetAttribute("MinRto", TimeValue(m_minRto));
        // ns-3's TCP does not take a reset for an answer to its SYN, so a refusal shows only when
        // the attempt times out: by default after 3 s, then 6 s, ... Twice at our own pace instead.
        socket->SetAttribute("ConnTimeout", TimeValue(std::max(m_reconnectDelay, m_minRto)));
        socket->SetAttribute("ConnCount", UintegerValue(2));
        socket->SetConnectCallback(MakeCallback(&InferenceClient::ConnectionSucceeded, this),
                                   MakeCallback(&InferenceClient::ConnectionFailed, this));
        socket->SetCloseCallbacks(MakeCallback(&InferenceClient::ConnectionClosed, this),
                                  MakeCallback(&InferenceClient::ConnectionClosed, this));
        socket->SetSendCallback(MakeCallback(&InferenceClient::HandleSend, this));
    }
    socket->SetRecvCallback(MakeCallback(&InferenceClient::HandleRead, this));
    socket->Bind();
    if (socket->Connect(connection.server) < 0 && m_isStream)
    {
        // No route, for example: no callback follows, so try again as after a refusal.
        Disconnected(connection);
    }
}

void
InferenceClient::Disconnected(Connection& connection)
{
    NS_LOG_FUNCTION(this);
    const uint32_t server = GetIndex(connection);
    const bool wasUp = connection.up;
    connection.up = false;
    connection.socket = nullptr;
    connection.writer.SetSocket(nullptr);
    connection.reader.Reset();
    if (!m_running)
    {
        return;
    }
    connection.retry =
        Simulator::Schedule(m_reconnectDelay, &InferenceClient::Connect, this, server);
    // What had been begun cannot have an answer any more; what waits may go out later.
    std::vector<uint64_t> broken;
    for (const auto& [id, flight] : m_flights)
    {
        if (flight.stage != Stage::DEVICE && flight.task.plan.server == server &&
            flight.task.plan.cut != flight.task.dnn->GetExitPosition(flight.task.plan.exit) &&
            !connection.writer.IsWaiting(id))
        {
            broken.push_back(id);
        }
    }
    for (const uint64_t id : broken)
    {
        End(id, DropReason::NO_CONNECTION);
    }
    if (wasUp)
    {
        m_connectionTrace(server, false);
    }
}

uint32_t
InferenceClient::GetIndex(const Connection& connection) const
{
    return std::find_if(m_connections.begin(),
                        m_connections.end(),
                        [&](const auto& other) { return other.get() == &connection; }) -
           m_connections.begin();
}

InferenceClient::Connection*
InferenceClient::Find(const Ptr<Socket>& socket)
{
    for (const auto& connection : m_connections)
    {
        if (connection->socket == socket)
        {
            return connection.get();
        }
    }
    return nullptr;
}

void
InferenceClient::ConnectionSucceeded(Ptr<Socket> socket)
{
    if (Connection* connection = Find(socket))
    {
        connection->up = true;
        connection->reader.Reset();
        connection->writer.SetSocket(socket);
        m_connectionTrace(GetIndex(*connection), true);
    }
}

void
InferenceClient::ConnectionFailed(Ptr<Socket> socket)
{
    if (Connection* connection = Find(socket))
    {
        Disconnected(*connection);
    }
}

void
InferenceClient::ConnectionClosed(Ptr<Socket> socket)
{
    if (Connection* connection = Find(socket))
    {
        Disconnected(*connection);
        socket->Close();
    }
}

void
InferenceClient::HandleRead(Ptr<Socket> socket)
{
    Address from;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        Connection* connection = Find(socket);
        if (packet->GetSize() == 0 || !connection)
        {
            break;
        }
        const uint32_t server = GetIndex(*connection);
        if (m_isStream)
        {
            if (!connection->reader.Receive(packet,
                                            InferenceStreamReader::MessageCallback(
                                                [this, server](const InferenceHeader& header) {
                                                    Receive(server, header);
                                                })))
            {
                ++m_counters.ignored;
                m_ignoredTrace(packet);
                Disconnected(*connection);
                socket->Close();
                break;
            }
            continue;
        }
        std::array<uint8_t, InferenceHeader::MAX_SIZE> bytes;
        const uint32_t size = packet->CopyData(bytes.data(), bytes.size());
        InferenceHeader header;
        const bool valid = header.Read(bytes.data(), size) &&
                           header.type != InferenceHeader::FEATURES &&
                           IsSameEndpoint(from, connection->server) &&
                           packet->GetSize() == header.GetSerializedSize() + header.payload;
        const auto result = valid ? m_reassembler.Add(from, header, Simulator::Now())
                                  : InferenceReassembler::MISMATCH;
        if (result == InferenceReassembler::COMPLETE)
        {
            Receive(server, header);
        }
        else if (result != InferenceReassembler::INCOMPLETE)
        {
            ++m_counters.ignored;
            m_ignoredTrace(packet);
        }
    }
}

void
InferenceClient::HandleSend(Ptr<Socket> socket, uint32_t)
{
    if (Connection* connection = Find(socket))
    {
        connection->writer.Pump();
    }
}

} // namespace ns3
