// SPDX-License-Identifier: GPL-2.0-only

#include "inference-connection.h"

#include "ns3/boolean.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/log.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InferenceConnection");

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
    m_isStream = settings.protocol == TcpSocketFactory::GetTypeId();
    m_running = true;
    Connect();
}

void
InferenceConnection::Stop()
{
    NS_LOG_FUNCTION(this);
    m_running = false;
    m_retry.Cancel();
    m_writer.SetSocket(nullptr);
    m_writer.Clear();
    m_reader.Reset();
    m_reassembler.Clear();
    m_up = false;
    if (m_socket)
    {
        // Nothing of a stopped application may be called any more.
        Ptr<Socket> socket = m_socket;
        m_socket = nullptr;
        socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
        socket->Close();
    }
    m_node = nullptr;
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
    return SendAsDatagrams(m_socket, header, m_settings.fragmentSize, nullptr);
}

bool
InferenceConnection::IsWaiting(uint64_t task) const
{
    return m_writer.IsWaiting(task);
}

bool
InferenceConnection::Withdraw(uint64_t task)
{
    return m_writer.Withdraw(task);
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
    if (wasUp)
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
        socket->Close();
    }
}

void
InferenceConnection::HandleRead(Ptr<Socket> socket)
{
    Address from;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        if (packet->GetSize() == 0 || socket != m_socket)
        {
            break;
        }
        m_received += packet->GetSize();
        if (m_isStream)
        {
            if (!m_reader.Receive(packet, MakeLambdaCallback([this](const InferenceHeader& header) {
                                      m_callbacks.message(header);
                                  })))
            {
                m_callbacks.ignored(packet);
                Disconnected();
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
        m_writer.Pump();
    }
}

} // namespace ns3
