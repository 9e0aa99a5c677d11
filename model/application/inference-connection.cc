// SPDX-License-Identifier: GPL-2.0-only

#include "inference-connection.h"

#include "inference-socket.h"

#include "ns3/boolean.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/inference-input-error.h"
#include "ns3/log.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InferenceConnection");

namespace
{

/**
 * @param protocol a TypeId
 * @param factory a socket factory
 * @return true when it is this factory, or one that derives from it
 */
bool
IsFactory(TypeId protocol, TypeId factory)
{
    return protocol == factory || protocol.IsChildOf(factory);
}

} // namespace

void
RequireProtocol(const std::string& owner, TypeId protocol)
{
    if (!IsFactory(protocol, TcpSocketFactory::GetTypeId()) &&
        !IsFactory(protocol, UdpSocketFactory::GetTypeId()))
    {
        throw InferenceInputError(owner,
                                  "Protocol",
                                  protocol.GetName(),
                                  "ns3::TcpSocketFactory or ns3::UdpSocketFactory");
    }
}

InferenceConnection::InferenceConnection(const Address& server, Callbacks callbacks)
    : m_server(server),
      m_callbacks(std::move(callbacks)),
      m_reassembler(Seconds(10))
{
}

void
InferenceConnection::Start(Ptr<Node> node, const InferenceConnectionSettings& settings)
{
    NS_LOG_FUNCTION(this << node);
    if (m_running)
    {
        return;
    }
    m_node = node;
    m_settings = settings;
    m_isStream = IsFactory(settings.protocol, TcpSocketFactory::GetTypeId());
    m_running = true;
    Connect();
}

void
InferenceConnection::Stop()
{
    NS_LOG_FUNCTION(this);
    m_running = false;
    m_retry.Cancel();
    m_again.Cancel();
    m_writer.SetSocket(nullptr);
    m_writer.Clear();
    m_reader.Reset();
    m_datagrams.Stop();
    m_reassembler.Clear();
    m_up = false;
    if (m_socket)
    {
        // Nothing of a stopped application may be called any more.
        Ptr<Socket> socket = m_socket;
        m_socket = nullptr;
        ReleaseSocket(socket);
    }
    m_node = nullptr;
}

void
InferenceConnection::Watch(bool isBack)
{
    if (!m_running || !m_isStream || (!m_up && !isBack))
    {
        return;
    }
    const Time quiet = Simulator::Now() - (m_up ? m_heard : m_tried);
    const bool waits = m_up ? m_socket->GetTxAvailable() < m_settings.sendBuffer : bool(m_socket);
    if (m_up && !waits)
    {
        m_heard = Simulator::Now(); // nothing is owed
        return;
    }
    const Time patience = isBack ? m_settings.minRto : m_settings.stallTimeout;
    if (waits && quiet < patience)
    {
        if (isBack) // an answer may be on its way; nobody asks a second time
        {
            m_again.Cancel();
            m_again =
                Simulator::Schedule(patience - quiet, &InferenceConnection::Watch, this, true);
        }
        return;
    }
    NS_LOG_INFO("connects anew after " << quiet.As(Time::S));
    const Ptr<Socket> socket = m_socket;
    if (m_up)
    {
        Disconnected(); // ends what had been begun
    }
    if (socket)
    {
        ReleaseSocket(socket); // what it has begun to send may still arrive, and finds nobody
    }
    if (m_running)
    {
        m_retry.Cancel();
        Connect();
    }
}

bool
InferenceConnection::IsStarted() const
{
    return m_running;
}

bool
InferenceConnection::IsUp() const
{
    return m_up;
}

uint64_t
InferenceConnection::Send(const InferenceHeader& header)
{
    if (m_isStream)
    {
        m_writer.Push(header);
        return uint64_t{header.GetSerializedSize()} + header.total;
    }
    return m_datagrams.Push(header);
}

bool
InferenceConnection::IsWaiting(uint64_t task) const
{
    return m_isStream ? m_writer.IsWaiting(task) : m_datagrams.IsWaiting(task);
}

bool
InferenceConnection::Withdraw(uint64_t task)
{
    return m_isStream ? m_writer.Withdraw(task) : m_datagrams.Withdraw(task);
}

uint64_t
InferenceConnection::GetReceivedBytes() const
{
    return m_received;
}

void
InferenceConnection::Connect()
{
    NS_LOG_FUNCTION(this);
    m_tried = Simulator::Now();
    m_socket = Socket::CreateSocket(m_node, m_settings.protocol);
    Ptr<Socket> socket = m_socket;
    if (m_isStream)
    {
        socket->SetAttribute("TcpNoDelay", BooleanValue(true));
        socket->SetAttribute("SegmentSize", UintegerValue(m_settings.segmentSize));
        socket->SetAttribute("SndBufSize", UintegerValue(m_settings.sendBuffer));
        if (m_settings.receiveBuffer > 0)
        {
            socket->SetAttribute("RcvBufSize", UintegerValue(m_settings.receiveBuffer));
        }
        socket->SetAttribute("DataRetries", UintegerValue(m_settings.dataRetries));
        socket->SetAttribute("MinRto", TimeValue(m_settings.minRto));
        socket->SetAttribute("DelAckTimeout", TimeValue(m_settings.delAckTimeout));
        // ns-3's TCP does not take a reset for an answer to its SYN, so a refusal shows only when
        // the attempt times out: by default after 3 s, then 6 s, ... Twice at our own pace instead.
        socket->SetAttribute("ConnTimeout",
                             TimeValue(std::max(m_settings.reconnectDelay, m_settings.minRto)));
        socket->SetAttribute("ConnCount", UintegerValue(2));
        socket->SetConnectCallback(MakeCallback(&InferenceConnection::ConnectionSucceeded, this),
                                   MakeCallback(&InferenceConnection::ConnectionFailed, this));
        socket->SetCloseCallbacks(MakeCallback(&InferenceConnection::ConnectionClosed, this),
                                  MakeCallback(&InferenceConnection::ConnectionClosed, this));
        socket->SetSendCallback(MakeCallback(&InferenceConnection::HandleSend, this));
    }
    else
    {
        m_up = true;
        m_datagrams.Start(
            socket,
            {m_settings.fragmentSize, m_settings.datagramBurst, m_settings.wholeMessages},
            m_callbacks.backlog);
    }
    socket->SetRecvCallback(MakeCallback(&InferenceConnection::HandleRead, this));
    socket->Bind();
    if (socket->Connect(m_server) < 0 && m_isStream)
    {
        // No route, for example: no callback follows, so try again as after a refusal.
        Disconnected();
    }
}

void
InferenceConnection::Disconnected()
{
    NS_LOG_FUNCTION(this);
    const bool wasUp = m_up;
    m_up = false;
    m_socket = nullptr;
    m_writer.SetSocket(nullptr);
    m_reader.Reset();
    if (!m_running)
    {
        return;
    }
    m_retry = Simulator::Schedule(m_settings.reconnectDelay, &InferenceConnection::Connect, this);
    // What had been begun cannot have an answer any more; what waits may go out later.
    m_callbacks.broken();
    if (wasUp && m_running) // whoever is told may stop this
    {
        m_callbacks.changed(false);
    }
}

void
InferenceConnection::ConnectionSucceeded(Ptr<Socket> socket)
{
    if (socket == m_socket)
    {
        m_up = true;
        m_heard = Simulator::Now();
        m_reader.Reset();
        m_writer.SetSocket(socket);
        m_callbacks.changed(true);
    }
}

void
InferenceConnection::ConnectionFailed(Ptr<Socket> socket)
{
    if (socket == m_socket)
    {
        Disconnected();
    }
}

void
InferenceConnection::ConnectionClosed(Ptr<Socket> socket)
{
    if (socket == m_socket)
    {
        Disconnected();
        ReleaseSocket(socket);
    }
}

void
InferenceConnection::HandleRead(Ptr<Socket> socket)
{
    Address from;
    // Whoever is told of a message may stop this, which releases the socket.
    while (socket == m_socket)
    {
        const Ptr<Packet> packet = socket->RecvFrom(from);
        if (!packet || packet->GetSize() == 0)
        {
            break;
        }
        m_received += packet->GetSize();
        m_heard = Simulator::Now();
        if (m_isStream)
        {
            if (!m_reader.Receive(packet, MakeLambdaCallback([this](const InferenceHeader& header) {
                                      m_callbacks.message(header);
                                  })))
            {
                m_callbacks.ignored(packet);
                if (socket == m_socket)
                {
                    Disconnected();
                    ReleaseSocket(socket);
                }
                break;
            }
            continue;
        }
        std::array<uint8_t, InferenceHeader::MAX_SIZE> bytes;
        const uint32_t size = packet->CopyData(bytes.data(), bytes.size());
        InferenceHeader header;
        const bool valid = header.Read(bytes.data(), size) &&
                           header.type != InferenceHeader::FEATURES &&
                           IsSameEndpoint(from, m_server) &&
                           packet->GetSize() == header.GetSerializedSize() + header.payload;
        const auto result = valid ? m_reassembler.Add(from, header, Simulator::Now())
                                  : InferenceReassembler::MISMATCH;
        if (result == InferenceReassembler::COMPLETE)
        {
            m_callbacks.message(header);
        }
        else if (result != InferenceReassembler::INCOMPLETE)
        {
            m_callbacks.ignored(packet);
        }
    }
}

void
InferenceConnection::HandleSend(Ptr<Socket> socket, uint32_t)
{
    if (socket == m_socket)
    {
        m_heard = Simulator::Now(); // something was acknowledged
        m_writer.Pump();
    }
}

} // namespace ns3
