// SPDX-License-Identifier: GPL-2.0-only

#include "plain-transfer.h"

#include "ns3/boolean.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/inet-socket-address.h"
#include "ns3/node.h"
#include "ns3/object-factory.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <string>
#include <utility>

using namespace ns3;

namespace
{

constexpr uint16_t PORT = 9000;

/**
 * @param node where
 * @param application type of the application whose sockets have the same settings
 * @return a TCP socket
 */
Ptr<Socket>
MakeSocket(Ptr<Node> node, const std::string& application)
{
    Ptr<Socket> socket = Socket::CreateSocket(node, TcpSocketFactory::GetTypeId());
    socket->SetAttribute("TcpNoDelay", BooleanValue(true));
    const Ptr<Object> model = ObjectFactory(application).Create<Object>();
    const std::pair<const char*, const char*> numbers[] = {{"SegmentSize", "SegmentSize"},
                                                           {"SendBuffer", "SndBufSize"},
                                                           {"ReceiveBuffer", "RcvBufSize"},
                                                           {"DataRetries", "DataRetries"}};
    for (const auto& [theirs, name] : numbers)
    {
        UintegerValue value;
        if (model->GetAttributeFailSafe(theirs, value))
        {
            socket->SetAttribute(name, value);
        }
    }
    for (const char* name : {"MinRto", "DelAckTimeout"})
    {
        TimeValue value;
        model->GetAttribute(name, value);
        socket->SetAttribute(name, value);
    }
    return socket;
}

} // namespace

void
TransferSchedule::Sort()
{
    for (auto* writes : {&up, &down})
    {
        std::stable_sort(writes->begin(), writes->end(), [](const auto& a, const auto& b) {
            return a.at < b.at;
        });
    }
}

PlainTransfer::PlainTransfer(const EdgeTopology& net, const TransferSchedule& schedule)
    : m_schedule(schedule),
      m_net(net),
      m_sockets(net.ues.GetN()),
      m_ues(net.ues.GetN()),
      m_server(net.ues.GetN())
{
    for (uint32_t i = 0; i < net.ueAddresses.size(); ++i)
    {
        m_byAddress[net.ueAddresses[i]] = i;
    }
    m_listener = MakeSocket(net.servers.Get(0), "ns3::InferenceServer");
    m_listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
    m_listener->Listen();
    m_listener->SetAcceptCallback(
        MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
        MakeLambdaCallback(
            [this](Ptr<Socket> socket, const Address& from) { HandleAccept(socket, from); }));
    Simulator::Schedule(Seconds(1), &PlainTransfer::Start, this);
}

void
PlainTransfer::Start()
{
    for (uint32_t i = 0; i < m_sockets.size(); ++i)
    {
        Ptr<Socket> socket = MakeSocket(m_net.ues.Get(i), "ns3::InferenceClient");
        End* end = &m_ues[i];
        socket->SetConnectCallback(MakeLambdaCallback([end](Ptr<Socket> connected) {
                                       end->socket = connected;
                                       Pump(*end);
                                   }),
                                   MakeNullCallback<void, Ptr<Socket>>());
        socket->SetSendCallback(MakeLambdaCallback([end](Ptr<Socket>, uint32_t) { Pump(*end); }));
        socket->SetRecvCallback(MakeLambdaCallback([end](Ptr<Socket> readable) {
            while (Ptr<Packet> packet = readable->Recv())
            {
                end->received += packet->GetSize();
            }
        }));
        socket->Bind();
        socket->Connect(InetSocketAddress(m_net.serverAddresses.front(), PORT));
        m_sockets[i] = socket;
    }
    Schedule(true);
    Schedule(false);
}

void
PlainTransfer::HandleAccept(Ptr<Socket> socket, const Address& from)
{
    End* end = &m_server.at(m_byAddress.at(InetSocketAddress::ConvertFrom(from).GetIpv4()));
    end->socket = socket;
    socket->SetSendCallback(MakeLambdaCallback([end](Ptr<Socket>, uint32_t) { Pump(*end); }));
    socket->SetRecvCallback(MakeLambdaCallback([end](Ptr<Socket> readable) {
        while (Ptr<Packet> packet = readable->Recv())
        {
            end->received += packet->GetSize();
        }
    }));
}

void
PlainTransfer::Schedule(bool up)
{
    const auto& writes = up ? m_schedule.up : m_schedule.down;
    if (m_next[up] < writes.size())
    {
        Simulator::Schedule(writes[m_next[up]].at - Simulator::Now(),
                            &PlainTransfer::WriteNext,
                            this,
                            up);
    }
}

void
PlainTransfer::WriteNext(bool up)
{
    const TransferWrite& write = (up ? m_schedule.up : m_schedule.down)[m_next[up]++];
    End& end = (up ? m_ues : m_server)[write.ue];
    end.waiting += write.bytes;
    Pump(end);
    Schedule(up);
}

void
PlainTransfer::Pump(End& end)
{
    while (end.socket && end.waiting > 0)
    {
        const auto bytes =
            static_cast<uint32_t>(std::min<uint64_t>(end.socket->GetTxAvailable(), end.waiting));
        if (bytes == 0 || end.socket->Send(Create<Packet>(bytes)) < 0)
        {
            return;
        }
        end.waiting -= bytes;
    }
}

uint64_t
PlainTransfer::GetBytesUp() const
{
    uint64_t bytes = 0;
    for (const auto& end : m_server)
    {
        bytes += end.received;
    }
    return bytes;
}

uint64_t
PlainTransfer::GetBytesDown() const
{
    uint64_t bytes = 0;
    for (const auto& end : m_ues)
    {
        bytes += end.received;
    }
    return bytes;
}
