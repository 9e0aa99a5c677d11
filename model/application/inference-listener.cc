// SPDX-License-Identifier: GPL-2.0-only

#include "inference-listener.h"

#include "inference-datagram-writer.h"
#include "inference-socket.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/inet-socket-address.h"
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

NS_LOG_COMPONENT_DEFINE("InferenceListener");

InferenceListener::InferenceListener(Callbacks callbacks)
    : m_callbacks(std::move(callbacks)),
      m_reassembler(Seconds(10))
{
}

void
InferenceListener::Start(Ptr<Node> node, const Settings& settings)
{
    m_settings = settings;
    Listen(node);
    const InetSocketAddress local(Ipv4Address::GetAny(), settings.port);
    m_datagram = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
    NS_ABORT_MSG_IF(m_datagram->Bind(local) < 0, "UDP port " << settings.port << " is taken");
    m_datagram->SetRecvCallback(MakeCallback(&InferenceListener::HandleDatagram, this));
}

void
InferenceListener::Listen(Ptr<Node> node)
{
    const InetSocketAddress local(Ipv4Address::GetAny(), m_settings.port);
    m_listener = Socket::CreateSocket(node, TcpSocketFactory::GetTypeId());
    m_listener->SetAttribute("TcpNoDelay", BooleanValue(true));
    m_listener->SetAttribute("SegmentSize", UintegerValue(m_settings.segmentSize));
    m_listener->SetAttribute("DataRetries", UintegerValue(m_settings.dataRetries));
    m_listener->SetAttribute("MinRto", TimeValue(m_settings.minRto));
    m_listener->SetAttribute("DelAckTimeout", TimeValue(m_settings.delAckTimeout));
    m_listener->SetAttribute("SndBufSize", UintegerValue(m_settings.sendBuffer));
    m_listener->SetAttribute("RcvBufSize", UintegerValue(m_settings.receiveBuffer));
    NS_ABORT_MSG_IF(m_listener->Bind(local) < 0, "TCP port " << m_settings.port << " is taken");
    m_listener->Listen();
    m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                  MakeCallback(&InferenceListener::HandleAccept, this));
    m_listener->TraceConnectWithoutContext("Rx",
                                           MakeCallback(&InferenceListener::HandleSegment, this));
}

void
InferenceListener::HandleSegment(Ptr<const Packet>,
                                 const TcpHeader& header,
                                 Ptr<const TcpSocketBase> socket)
{
    // Sockets that were accepted inherit this trace.
    if (PeekPointer(socket) == PeekPointer(m_listener) &&
        (header.GetWindowSize() == 0 || !(header.GetFlags() & (TcpHeader::SYN | TcpHeader::ACK))))
    {
        m_renewal = Simulator::ScheduleNow(&InferenceListener::Renew, this);
    }
}

void
InferenceListener::Renew()
{
    if (m_listener)
    {
        const Ptr<Node> node = m_listener->GetNode();
        ReleaseSocket(m_listener);
        Listen(node);
    }
}

void
InferenceListener::Stop()
{
    m_renewal.Cancel();
    for (const auto& connection : m_connections)
    {
        const Ptr<Socket> socket = connection->socket;
        Unbind(*connection);
        ReleaseSocket(socket);
    }
    m_connections.clear();
    for (const auto& socket : {m_listener, m_datagram})
    {
        if (socket)
        {
            ReleaseSocket(socket);
        }
    }
    m_listener = nullptr;
    m_datagram = nullptr;
    m_reassembler.Clear();
}

void
InferenceListener::Dispose()
{
    m_renewal.Cancel();
    m_connections.clear();
    m_listener = nullptr;
    m_datagram = nullptr;
}

void
InferenceListener::Send(const ConnectionPointer& connection,
                        const Address& client,
                        const InferenceHeader& header)
{
    if (connection)
    {
        connection->writer.Push(header);
    }
    else
    {
        SendAsDatagrams(m_datagram, header, m_settings.fragmentSize, client);
    }
}

void
InferenceListener::HandleAccept(Ptr<Socket> socket, const Address& from)
{
    NS_LOG_FUNCTION(this << socket << from);
    if (!m_listener)
    {
        // The handshake was under way when the application stopped.
        ReleaseSocket(socket);
        return;
    }
    auto connection = std::make_shared<InferenceListenerConnection>();
    connection->socket = socket;
    connection->client = from;
    connection->writer.SetSocket(socket);
    connection->reader.SetCheck(m_callbacks.expected);
    m_connections.push_back(connection);
    socket->SetRecvCallback(MakeCallback(&InferenceListener::HandleRead, this));
    socket->SetSendCallback(MakeCallback(&InferenceListener::HandleSend, this));
    socket->SetCloseCallbacks(MakeCallback(&InferenceListener::HandleClose, this),
                              MakeCallback(&InferenceListener::HandleClose, this));
}

void
InferenceListener::HandleRead(Ptr<Socket> socket)
{
    const ConnectionPointer connection = Find(socket);
    if (!connection)
    {
        DiscardReceived(socket);
        return;
    }
    // Whoever is told of a message may stop this, which releases the socket.
    while (connection->socket)
    {
        const Ptr<Packet> packet = socket->Recv();
        if (!packet || packet->GetSize() == 0)
        {
            break;
        }
        bool sense = true;
        const bool framed = connection->reader.Receive(
            packet,
            MakeLambdaCallback([&](const InferenceHeader& header) {
                sense = sense && m_callbacks.message(connection, connection->client, header);
            }));
        if (!framed || !sense)
        {
            NS_LOG_INFO("no stream of this protocol from " << connection->client);
            m_callbacks.ignored(packet);
            Disconnect(socket);
            return;
        }
    }
}

void
InferenceListener::HandleDatagram(Ptr<Socket> socket)
{
    Address from;
    while (socket == m_datagram)
    {
        const Ptr<Packet> packet = socket->RecvFrom(from);
        if (!packet)
        {
            break;
        }
        std::array<uint8_t, InferenceHeader::MAX_SIZE> bytes;
        const uint32_t size = packet->CopyData(bytes.data(), bytes.size());
        InferenceHeader header;
        const bool valid = header.Read(bytes.data(), size) &&
                           header.type == InferenceHeader::FEATURES &&
                           packet->GetSize() == header.GetSerializedSize() + header.payload;
        const auto result = valid ? m_reassembler.Add(from, header, Simulator::Now())
                                  : InferenceReassembler::MISMATCH;
        const bool taken = result == InferenceReassembler::INCOMPLETE ||
                           (result == InferenceReassembler::COMPLETE &&
                            m_callbacks.message(nullptr, from, header));
        if (!taken)
        {
            m_callbacks.ignored(packet);
        }
    }
}

void
InferenceListener::HandleSend(Ptr<Socket> socket, uint32_t)
{
    if (const auto connection = Find(socket))
    {
        connection->writer.Pump();
    }
}

void
InferenceListener::HandleClose(Ptr<Socket> socket)
{
    NS_LOG_FUNCTION(this << socket);
    Disconnect(socket);
}

InferenceListener::ConnectionPointer
InferenceListener::Find(const Ptr<Socket>& socket) const
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
InferenceListener::Disconnect(const Ptr<Socket>& socket)
{
    const ConnectionPointer connection = Find(socket);
    if (!connection)
    {
        return;
    }
    m_connections.erase(std::find(m_connections.begin(), m_connections.end(), connection));
    Unbind(*connection);
    m_callbacks.closed(connection);
    ReleaseSocket(socket);
}

void
InferenceListener::Unbind(InferenceListenerConnection& connection)
{
    connection.socket = nullptr;
    connection.writer.SetSocket(nullptr);
    connection.reader.Reset();
}

} // namespace ns3
