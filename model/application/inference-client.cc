// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-client.h"

#include "../dnn/exit-places.h"
#include "../task/plan-text.h"
#include "inference-connection.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/hash.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InferenceClient");

NS_OBJECT_ENSURE_REGISTERED(InferenceClient);

namespace
{

/// How often the client looks whether its UE has come into reach of a cell.
constexpr int64_t WATCH_MS = 100;

} // namespace

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
            .AddAttribute("DelAckTimeout",
                          "Longest delay of TCP's acknowledgements (Linux: 40 ms; ns-3's own "
                          "default, 200 ms, is no less than MinRto, so that senders repeat).",
                          TimeValue(MilliSeconds(40)),
                          MakeTimeAccessor(&InferenceClient::m_delAckTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("SendBuffer",
                          "Send buffer of TCP (bytes). What is in it cannot be withdrawn any more. "
                          "Where messages are moved whole: most bytes of them in the radio, beside "
                          "the last one.",
                          UintegerValue(32768),
                          MakeUintegerAccessor(&InferenceClient::m_sendBuffer),
                          MakeUintegerChecker<uint32_t>(2048))
            .AddAttribute("SegmentSize",
                          "Payload of a TCP segment (bytes). Default: Ethernet's; ns-3's own 536 "
                          "takes twice the packets.",
                          UintegerValue(1448),
                          MakeUintegerAccessor(&InferenceClient::m_segmentSize),
                          MakeUintegerChecker<uint32_t>(64, 65495))
            .AddAttribute(
                "DataRetries",
                "Times that TCP repeats a segment without an answer before the connection "
                "is given up, its tasks end, and it is made anew. With MinRto, "
                "2 take 1.4 s; ns-3's own default, 6, takes 25 s.",
                UintegerValue(2),
                MakeUintegerAccessor(&InferenceClient::m_dataRetries),
                MakeUintegerChecker<uint32_t>(1, 100))
            .AddAttribute("FragmentSize",
                          "Largest datagram over UDP, this module's header included (bytes).",
                          UintegerValue(1400),
                          MakeUintegerAccessor(&InferenceClient::m_fragmentSize),
                          MakeUintegerChecker<uint32_t>(64, 65507))
            .AddAttribute("StallTimeout",
                          "Time without an acknowledgement, while one is owed, after which a TCP "
                          "connection is given up and made anew.",
                          TimeValue(Seconds(2)),
                          MakeTimeAccessor(&InferenceClient::m_stallTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("DatagramBurst",
                          "Over UDP: most bytes of features that wait in the UE's radio; of larger "
                          "features the rest follows as the radio sends (bytes).",
                          UintegerValue(500000),
                          MakeUintegerAccessor(&InferenceClient::m_datagramBurst),
                          MakeUintegerChecker<uint32_t>(1))
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
            .AddTraceSource("TaskArriving",
                            "A stream (its index) is about to create a task with this deadline; a "
                            "plan that is set meanwhile is the task's.",
                            MakeTraceSourceAccessor(&InferenceClient::m_arrivingTrace),
                            "ns3::InferenceClient::ArrivingTracedCallback")
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
    m_radio = nullptr;
    m_watch.Cancel();
    Application::DoDispose();
}

void
InferenceClient::SetUe(uint32_t ue)
{
    m_ue = ue;
}

void
InferenceClient::SetRadio(Ptr<RadioAccess> radio)
{
    m_radio = radio;
}

uint32_t
InferenceClient::AddStream(Ptr<TaskStream> stream, Ptr<const DnnProfile> dnn)
{
    NS_LOG_FUNCTION(this << stream << dnn->GetName());
    Stream entry;
    entry.arrivals = stream;
    entry.dnn = dnn;
    entry.plan.exit = GetLastExit(*dnn, ExitPlace::DEVICE);
    entry.plan.cut = dnn->GetExitPosition(entry.plan.exit);
    entry.plan.bits = dnn->GetBitWidths().front();
    m_streams.push_back(entry);
    return m_streams.size() - 1;
}

void
InferenceClient::AddServer(const Address& address)
{
    const uint32_t server = m_connections.size();
    InferenceConnection::Callbacks callbacks;
    callbacks.message = [this, server](const InferenceHeader& header) { Receive(server, header); };
    callbacks.broken = [this, server]() { Broken(server); };
    callbacks.changed = [this, server](bool up) { m_connectionTrace(server, up); };
    callbacks.ignored = [this](Ptr<const Packet> packet) {
        ++m_counters.ignored;
        m_ignoredTrace(packet);
    };
    if (m_radio)
    {
        callbacks.backlog = [this]() {
            m_radio->Observe(m_ue, m_channel);
            return m_channel.backlog.GetOr(0);
        };
    }
    m_connections.push_back(std::make_unique<InferenceConnection>(address, std::move(callbacks)));
}

void
InferenceClient::MoveMessages()
{
    m_movesMessages = true;
    m_protocol = UdpSocketFactory::GetTypeId();
    m_fragmentSize = InferenceDatagramWriter::LARGEST;
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

const InferencePlan&
InferenceClient::GetPlan(uint32_t stream) const
{
    return m_streams.at(stream).plan;
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
InferenceClient::Report(uint32_t stream, EdgeStreamState& state)
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
    m_compute = GetNode()->GetObject<ComputeNode>();
    NS_ABORT_MSG_IF(!m_compute, "InferenceClient needs a ComputeNode aggregated to its node");
    NS_ABORT_MSG_IF(!m_compute->GetDevice(), "the UE's ComputeNode needs a DeviceProfile");
    RequireProtocol(GetTypeId().GetName(), m_protocol);
    InferenceConnectionSettings settings;
    settings.protocol = m_protocol;
    settings.reconnectDelay = m_reconnectDelay;
    settings.minRto = m_minRto;
    settings.delAckTimeout = m_delAckTimeout;
    settings.sendBuffer = m_sendBuffer;
    settings.segmentSize = m_segmentSize;
    settings.dataRetries = m_dataRetries;
    settings.stallTimeout = m_stallTimeout;
    settings.fragmentSize = m_fragmentSize;
    settings.datagramBurst = m_movesMessages ? m_sendBuffer : m_datagramBurst;
    settings.wholeMessages = m_movesMessages;
    for (const auto& connection : m_connections)
    {
        connection->Start(GetNode(), settings);
    }
    for (uint32_t i = 0; i < m_streams.size(); ++i)
    {
        m_streams[i].arrivals->Start(
            MakeLambdaCallback([this, i](Time deadline) { Create(i, deadline); }));
    }
    m_inReach = true;
    Watch();
}

void
InferenceClient::Watch()
{
    bool isBack = false;
    if (m_radio)
    {
        m_radio->Observe(m_ue, m_channel);
        isBack = m_channel.connected && !m_inReach;
        m_inReach = m_channel.connected;
    }
    m_watch = Simulator::Schedule(MilliSeconds(WATCH_MS), &InferenceClient::Watch, this);
    for (const auto& connection : m_connections)
    {
        connection->Watch(isBack);
    }
}

void
InferenceClient::StopApplication()
{
    NS_LOG_FUNCTION(this);
    m_watch.Cancel();
    CloseStreams();
    while (!m_flights.empty())
    {
        End(m_flights.begin()->first, InferenceDropReason::CLIENT_STOPPED);
    }
    for (const auto& connection : m_connections)
    {
        connection->Stop();
    }
}

void
InferenceClient::Create(uint32_t stream, Time deadline)
{
    NS_LOG_FUNCTION(this << stream << deadline);
    m_arrivingTrace(stream, deadline);
    const Stream& entry = m_streams[stream];
    const uint64_t id = m_nextTask++;
    Flight& flight = m_flights[id];
    InferenceTask& task = flight.task;
    task.id = id;
    task.ue = m_ue;
    task.stream = stream;
    task.dnn = entry.dnn;
    task.inputBytes = entry.arrivals->GetInputBytes();
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
    NS_LOG_INFO("UE " << m_ue << ", task " << id << " of stream " << stream
                      << " is created, due in " << deadline.As(Time::MS) << ": "
                      << DescribePlan(task.plan) << " (decision " << task.decision << ")");
    m_createdTrace(InferenceTask(task)); // a copy: whoever is told may stop this
    if (m_flights.count(id) == 0)
    {
        return; // it was stopped
    }
    if (!IsRunnable(task.plan, *task.dnn, m_connections.size()))
    {
        End(id, InferenceDropReason::INVALID_PLAN);
        return;
    }
    if (!m_compute->IsUp())
    {
        // a UE that has failed, or whose battery is empty, sends nothing either
        End(id, InferenceDropReason::DEVICE_DOWN);
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
            refusal == ComputeRefusal::QUEUE_FULL ? InferenceDropReason::DEVICE_QUEUE
            : refusal == ComputeRefusal::DOWN     ? InferenceDropReason::DEVICE_DOWN
                                                  : InferenceDropReason::ADMISSION);
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
        End(id, InferenceDropReason::DEVICE_DOWN);
        return;
    }
    InferenceTaskStages& stages = flight.outcome.stages;
    stages.deviceWait = receipt.started - receipt.queued;
    stages.deviceCompute = receipt.ended - receipt.started;
    NS_LOG_INFO("UE " << m_ue << ", task " << id << " is computed on the UE: waited "
                      << stages.deviceWait.As(Time::MS) << ", took "
                      << stages.deviceCompute.As(Time::MS));
    const InferencePlan& plan = flight.task.plan;
    const double energy =
        m_compute->GetDevice()->GetComputeEnergy(receipt.machine,
                                                 flight.task.dnn->GetMacs(plan.exit, 0, plan.cut));
    flight.outcome.energy += std::isnan(energy) ? 0 : energy;
    if (plan.cut == flight.task.dnn->GetExitPosition(plan.exit))
    {
        End(id, InferenceDropReason::NONE);
        return;
    }
    SendFeatures(flight);
}

void
InferenceClient::SendFeatures(Flight& flight)
{
    const InferenceTask& task = flight.task;
    flight.ready = Simulator::Now();
    flight.sent = true;
    InferenceHeader header;
    header.type = InferenceHeader::FEATURES;
    header.task = task.id;
    header.total = task.plan.cut == 0 && task.inputBytes > 0
                       ? task.inputBytes
                       : task.dnn->GetFeatureBytes(task.plan.cut, task.plan.bits);
    header.payload = header.total;
    header.dnn = Hash32(task.dnn->GetName());
    header.ue = m_ue;
    header.plan = task.plan;
    header.due = task.GetDue();
    NS_LOG_INFO("UE " << m_ue << ", task " << task.id << ": a feature of " << header.total
                      << " bytes goes to server " << task.plan.server);
    flight.outcome.bytesUp = m_connections[task.plan.server]->Send(header);
    flight.outcome.energy += m_txEnergyPerBit * 8 * flight.outcome.bytesUp;
}

void
InferenceClient::Timer(uint64_t id)
{
    NS_LOG_FUNCTION(this << id);
    Flight& flight = m_flights.at(id);
    const bool atDeadline = Simulator::Now() == flight.task.GetDue();
    const InferenceConnection* connection =
        flight.sent ? m_connections[flight.task.plan.server].get() : nullptr;
    const bool unsent = connection && connection->IsWaiting(id);
    const bool unconnected = unsent && !connection->IsUp();
    if (!atDeadline)
    {
        End(id, unconnected ? InferenceDropReason::NO_CONNECTION : InferenceDropReason::TIMEOUT);
        return;
    }
    if (m_dropExpired && (unsent || !flight.sent))
    {
        End(id, unconnected ? InferenceDropReason::NO_CONNECTION : InferenceDropReason::EXPIRED);
        return;
    }
    flight.timer =
        Simulator::Schedule(std::max(m_timeout, NanoSeconds(1)), &InferenceClient::Timer, this, id);
}

void
InferenceClient::Receive(uint32_t server, const InferenceHeader& header)
{
    const auto it = m_flights.find(header.task);
    // Nobody can answer what was not asked: a task is answered by the server that was given it, and
    // only a plan with a tail by what came of the tail.
    if (it == m_flights.end() || !it->second.sent || it->second.task.plan.server != server ||
        (header.type != InferenceHeader::DROPPED &&
         header.type != (it->second.task.plan.HasTail() ? InferenceHeader::TAIL_RESULT
                                                        : InferenceHeader::RESULT)) ||
        m_connections[server]->IsWaiting(header.task))
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
    InferenceTaskStages& stages = flight.outcome.stages;
    stages.uplink = header.received - flight.ready;
    stages.serverLoad = header.load;
    stages.serverWait = header.wait;
    stages.serverCompute = header.compute;
    if (header.type == InferenceHeader::TAIL_RESULT)
    {
        stages.backhaul = header.backhaul;
        stages.tailLoad = header.tailLoad;
        stages.tailWait = header.tailWait;
        stages.tailCompute = header.tailCompute;
        stages.backhaulReturn = header.backhaulReturn;
    }
    stages.downlink = Simulator::Now() - header.sent;
    flight.outcome.bytesDown = header.GetSerializedSize() * header.fragments + header.total;
    flight.outcome.energy += m_rxEnergyPerBit * 8 * flight.outcome.bytesDown;
    End(header.task, InferenceDropReason::NONE);
}

void
InferenceClient::End(uint64_t id, InferenceDropReason reason)
{
    NS_LOG_FUNCTION(this << id << ToString(reason));
    const auto node = m_flights.extract(id);
    NS_ASSERT_MSG(node, "a task ends once");
    const Flight& flight = node.mapped();
    TaskOutcome outcome = flight.outcome;
    if (flight.sent && m_connections[flight.task.plan.server]->Withdraw(id))
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
    if (reason != InferenceDropReason::NONE)
    {
        outcome.status = InferenceTaskStatus::DROPPED;
        ++m_counters.dropped;
        ++stream.missedInPeriod;
    }
    else if (outcome.ended > flight.task.GetDue())
    {
        outcome.status = InferenceTaskStatus::LATE;
        ++m_counters.late;
        ++stream.missedInPeriod;
    }
    else
    {
        outcome.status = InferenceTaskStatus::COMPLETED;
        outcome.accuracy = GetExpectedAccuracy(outcome.plan, *flight.task.dnn);
        ++m_counters.completed;
    }
    NS_LOG_INFO("UE " << m_ue << ", task " << id << " is " << ToString(outcome.status) << " after "
                      << outcome.GetLatency().As(Time::MS)
                      << (reason == InferenceDropReason::NONE ? "" : ": ") << ToString(reason));
    m_endedTrace(outcome);
    stream.arrivals->NotifyTaskEnded();
}

void
InferenceClient::Broken(uint32_t server)
{
    std::vector<uint64_t> broken;
    for (const auto& [id, flight] : m_flights)
    {
        if (flight.sent && flight.task.plan.server == server &&
            !m_connections[server]->IsWaiting(id))
        {
            broken.push_back(id);
        }
    }
    for (const uint64_t id : broken)
    {
        if (m_flights.count(id) > 0) // whoever is told of an end may stop this
        {
            End(id, InferenceDropReason::NO_CONNECTION);
        }
    }
}

} // namespace ns3
