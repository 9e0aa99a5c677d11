// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-server.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/hash.h"
#include "ns3/inet-socket-address.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InferenceServer");

NS_OBJECT_ENSURE_REGISTERED(InferenceServer);

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
            .AddAttribute("SegmentSize",
                          "Payload of a TCP segment (bytes). Default: Ethernet's; ns-3's own 536 "
                          "takes twice the packets.",
                          UintegerValue(1448),
                          MakeUintegerAccessor(&InferenceServer::m_segmentSize),
                          MakeUintegerChecker<uint32_t>(64, 65495))
            .AddAttribute("FragmentSize",
                          "Largest datagram over UDP, this module's header included (bytes).",
                          UintegerValue(1400),
                          MakeUintegerAccessor(&InferenceServer::m_fragmentSize),
                          MakeUintegerChecker<uint32_t>(64, 65507))
            .AddTraceSource("TaskAccepted",
                            "The features of a task came whole and it was queued.",
                            MakeTraceSourceAccessor(&InferenceServer::m_acceptedTrace),
                            "ns3::InferenceServer::TaskTracedCallback")
            .AddTraceSource("TaskAnswered",
                            "A task was answered with a result or a drop.",
                            MakeTraceSourceAccessor(&InferenceServer::m_answeredTrace),
                            "ns3::InferenceServer::TaskTracedCallback")
            .AddTraceSource("Ignored",
                            "A segment or datagram was ignored: malformed, duplicated or foreign.",
                            MakeTraceSourceAccessor(&InferenceServer::m_ignoredTrace),
                            "ns3::Packet::TracedCallback");
    return tid;
}

InferenceServer::InferenceServer()
    : m_reassembler(Seconds(10))
{
    NS_LOG_FUNCTION(this);
}

InferenceServer::~InferenceServer()
{
    NS_LOG_FUNCTION(this);
}

void
InferenceServer::DoDispose()
{
    NS_LOG_FUNCTION(this);
    for (auto& [job, work] : m_work)
    {
        work.expiry.Cancel();
    }
    m_work.clear();
    m_connections.clear();
    m_listener = nullptr;
    m_datagram = nullptr;
    m_dnns.clear();
    m_compute = nullptr;
    Application::DoDispose();
}

void
InferenceServer::AddDnn(Ptr<const DnnProfile> dnn)
{
    const auto [it, isNew] = m_dnns.emplace(Hash32(dnn->GetName()), dnn);
    NS_ABORT_MSG_IF(!isNew && it->second->GetName() != dnn->GetName(),
                    "the names " << it->second->GetName() << " and " << dnn->GetName()
                                 << " have the same hash: rename one DNN");
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
InferenceServer::StartApplication()
{
    NS_LOG_FUNCTION(this);
    m_compute = GetNode()->GetObject<ComputeNode>();
    NS_ABORT_MSG_IF(!m_compute, "InferenceServer needs a ComputeNode aggregated to its node");
    NS_ABORT_MSG_IF(!m_compute->GetDevice(), "the server's ComputeNode needs a DeviceProfile");
    const InetSocketAddress local(Ipv4Address::GetAny(), m_port);
    m_listener = Socket::CreateSocket(GetNode(), TcpSocketFactory::GetTypeId());
    m_listener->SetAttribute("TcpNoDelay", BooleanValue(true));
    m_listener->SetAttribute("SegmentSize", UintegerValue(m_segmentSize));
    m_listener->SetAttribute("MinRto", TimeValue(m_minRto));
    NS_ABORT_MSG_IF(m_listener->Bind(local) < 0, "TCP port " << m_port << " is taken");
    m_listener->Listen();
    m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                  MakeCallback(&InferenceServer::HandleAccept, this));
    m_datagram = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    NS_ABORT_MSG_IF(m_datagram->Bind(local) < 0, "UDP port " << m_port << " is taken");
    m_datagram->SetRecvCallback(MakeCallback(&InferenceServer::HandleDatagram, this));
}

void
InferenceServer::StopApplication()
{
    NS_LOG_FUNCTION(this);
    for (auto& [job, work] : m_work)
    {
        m_compute->Cancel(job);
        work.expiry.Cancel();
        Refuse(work, DropReason::SERVER_STOPPED);
    }
    m_work.clear();
    for (const auto& connection : m_connections)
    {
        const Ptr<Socket> socket = connection->socket;
        socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
        socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                                  MakeNullCallback<void, Ptr<Socket>>());
        socket->Close();
    }
    m_connections.clear();
    for (const auto& socket : {m_listener, m_datagram})
    {
        if (socket)
        {
            socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
            socket->Close();
        }
    }
    m_listener = nullptr;
    m_datagram = nullptr;
    m_reassembler.Clear();
}

bool
InferenceServer::Accept(const std::shared_ptr<Connection>& connection,
                        const Address& client,
                        const InferenceHeader& header)
{
    NS_LOG_FUNCTION(this << client << header);
    const auto it = m_dnns.find(header.dnn);
    if (header.type != InferenceHeader::FEATURES || it == m_dnns.end())
    {
        return false;
    }
    const DnnProfile& dnn = *it->second;
    const InferencePlan& plan = header.plan;
    if (!IsRunnable(plan, dnn, 1) || plan.cut == dnn.GetExitPosition(plan.exit) ||
        header.total != dnn.GetFeatureBytes(plan.cut, plan.bits))
    {
        return false;
    }
    Work work{header, client, connection, Simulator::Now(), EventId()};
    if (m_dropExpired && header.due <= Simulator::Now())
    {
        Refuse(work, DropReason::EXPIRED);
        return true;
    }
    ComputeJob asked;
    asked.dnn = it->second;
    asked.exit = plan.exit;
    asked.from = plan.cut;
    asked.to = dnn.GetExitPosition(plan.exit);
    asked.seconds = dnn.GetSeconds(*m_compute->GetDevice(), asked.exit, asked.from, asked.to);
    asked.due = header.due;
    const uint64_t job = m_compute->Submit(asked, MakeCallback(&InferenceServer::Done, this));
    if (job == 0)
    {
        const ComputeRefusal refusal = m_compute->GetRefusal();
        Refuse(work,
               refusal == ComputeRefusal::QUEUE_FULL ? DropReason::SERVER_QUEUE
               : refusal == ComputeRefusal::DOWN     ? DropReason::SERVER_DOWN
                                                     : DropReason::ADMISSION);
        return true;
    }
    ++m_counters.accepted;
    if (m_dropExpired)
    {
        work.expiry =
            Simulator::Schedule(header.due - Simulator::Now(), &InferenceServer::Expire, this, job);
    }
    m_work.emplace(job, std::move(work));
    m_acceptedTrace(client, header);
    return true;
}

void
InferenceServer::Done(const ComputeReceipt& receipt)
{
    NS_LOG_FUNCTION(this << receipt.job);
    auto node = m_work.extract(receipt.job);
    NS_ASSERT_MSG(node, "a job without a task");
    Work& work = node.mapped();
    work.expiry.Cancel();
    if (receipt.failed)
    {
        Refuse(work, DropReason::SERVER_DOWN);
        return;
    }
    InferenceHeader answer;
    answer.type = InferenceHeader::RESULT;
    answer.task = work.features.task;
    answer.total = m_dnns.at(work.features.dnn)->GetResultBytes();
    answer.payload = answer.total;
    answer.received = work.received;
    answer.wait = receipt.started - receipt.queued;
    answer.compute = receipt.ended - receipt.started;
    answer.sent = Simulator::Now();
    ++m_counters.done;
    Answer(work, answer);
}

void
InferenceServer::Expire(uint64_t job)
{
    NS_LOG_FUNCTION(this << job);
    auto node = m_work.extract(job);
    NS_ASSERT_MSG(node, "a deadline without a task");
    m_compute->Cancel(job);
    Refuse(node.mapped(), DropReason::EXPIRED);
}

void
InferenceServer::Refuse(const Work& work, DropReason reason)
{
    InferenceHeader answer;
    answer.type = InferenceHeader::DROPPED;
    answer.task = work.features.task;
    answer.reason = reason;
    ++m_counters.dropped;
    Answer(work, answer);
}

void
InferenceServer::Answer(const Work& work, const InferenceHeader& answer)
{
    if (work.connection)
    {
        work.connection->writer.Push(answer);
    }
    else
    {
        SendAsDatagrams(m_datagram, answer, m_fragmentSize, &work.client);
    }
    m_answeredTrace(work.client, work.features);
}

void
InferenceServer::HandleAccept(Ptr<Socket> socket, const Address& from)
{
    NS_LOG_FUNCTION(this << socket << from);
    if (!m_listener)
    {
        // The handshake was under way when the application stopped.
        socket->Close();
        return;
    }
    auto connection = std::make_shared<Connection>();
    connection->socket = socket;
    connection->client = from;
    connection->writer.SetSocket(socket);
    m_connections.push_back(connection);
    socket->SetRecvCallback(MakeCallback(&InferenceServer::HandleRead, this));
    socket->SetSendCallback(MakeCallback(&InferenceServer::HandleSend, this));
    socket->SetCloseCallbacks(MakeCallback(&InferenceServer::HandleClose, this),
                              MakeCallback(&InferenceServer::HandleClose, this));
}

void
InferenceServer::HandleRead(Ptr<Socket> socket)
{
    const std::shared_ptr<Connection> connection = Find(socket);
    if (!connection)
    {
        return;
    }
    while (Ptr<Packet> packet = socket->Recv())
    {
        if (packet->GetSize() == 0)
        {
            break;
        }
        bool sense = true;
        const bool framed = connection->reader.Receive(
            packet,
            InferenceStreamReader::MessageCallback([&](const InferenceHeader& header) {
                sense = sense && Accept(connection, connection->client, header);
            }));
        if (!framed || !sense)
        {
            NS_LOG_INFO("no stream of this protocol from " << connection->client);
            ++m_counters.ignored;
            m_ignoredTrace(packet);
            Disconnect(socket);
            socket->Close();
            return;
        }
    }
}

void
InferenceServer::HandleDatagram(Ptr<Socket> socket)
{
    Address from;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        std::array<uint8_t, InferenceHeader::MAX_SIZE> bytes;
        const uint32_t size = packet->CopyData(bytes.data(), bytes.size());
        InferenceHeader header;
        const bool valid = header.Read(bytes.data(), size) &&
                           header.type == InferenceHeader::FEATURES &&
                           packet->GetSize() == header.GetSerializedSize() + header.payload;
        const auto result = valid ? m_reassembler.Add(from, header, Simulator::Now())
                                  : InferenceReassembler::MISMATCH;
        const bool taken =
            result == InferenceReassembler::INCOMPLETE ||
            (result == InferenceReassembler::COMPLETE && Accept(nullptr, from, header));
        if (!taken)
        {
            ++m_counters.ignored;
            m_ignoredTrace(packet);
        }
    }
}

void
InferenceServer::HandleSend(Ptr<Socket> socket, uint32_t)
{
    if (const auto connection = Find(socket))
    {
        connection->writer.Pump();
    }
}

void
InferenceServer::HandleClose(Ptr<Socket> socket)
{
    NS_LOG_FUNCTION(this << socket);
    Disconnect(socket);
    socket->Close();
}

std::shared_ptr<InferenceServer::Connection>
InferenceServer::Find(const Ptr<Socket>& socket) const
{
    for (const auto& connection : m_connections)
    {
        if (connection->socket == socket)
        {
            return connection;
        }
    }
    return nullptr;
}

void
InferenceServer::Disconnect(Ptr<Socket> socket)
{
    const std::shared_ptr<Connection> connection = Find(socket);
    if (!connection)
    {
        return;
    }
    m_connections.erase(std::find(m_connections.begin(), m_connections.end(), connection));
    connection->socket = nullptr;
    connection->writer.SetSocket(nullptr);
    // Nobody waits for these any more: the client has dropped them with the connection.
    for (auto work = m_work.begin(); work != m_work.end();)
    {
        if (work->second.connection == connection)
        {
            m_compute->Cancel(work->first);
            work->second.expiry.Cancel();
            ++m_counters.dropped;
            work = m_work.erase(work);
        }
        else
        {
            ++work;
        }
    }
}

} // namespace ns3
