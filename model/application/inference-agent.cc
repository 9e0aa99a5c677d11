// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-agent.h"

#include "inference-control-header.h"
#include "inference-reassembler.h"
#include "inference-socket.h"

#include "ns3/abort.h"
#include "ns3/inet-socket-address.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InferenceAgent");

NS_OBJECT_ENSURE_REGISTERED(InferenceAgent);

TypeId
InferenceAgent::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::InferenceAgent")
            .SetParent<Application>()
            .SetGroupName("EdgeInference")
            .AddTraceSource("Arrived",
                            "A datagram with a part of a decision came and was carried out.",
                            MakeTraceSourceAccessor(&InferenceAgent::m_arrivedTrace),
                            "ns3::InferenceControlMessage::TracedCallback")
            .AddTraceSource("Ignored",
                            "A datagram was ignored: malformed, foreign, or older than what is in "
                            "force.",
                            MakeTraceSourceAccessor(&InferenceAgent::m_ignoredTrace),
                            "ns3::Packet::TracedCallback");
    return tid;
}

InferenceAgent::InferenceAgent(Door door)
    : m_door(door)
{
    NS_LOG_FUNCTION(this);
}

InferenceAgent::~InferenceAgent()
{
    NS_LOG_FUNCTION(this);
}

void
InferenceAgent::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_next.Cancel();
    m_socket = nullptr;
    Application::DoDispose();
}

void
InferenceAgent::SetScheduler(const Address& address)
{
    m_scheduler = address;
}

Time
InferenceAgent::GetInterval() const
{
    return m_interval;
}

uint64_t
InferenceAgent::GetNIgnored() const
{
    return m_ignored;
}

void
InferenceAgent::StartApplication()
{
    NS_LOG_FUNCTION(this);
    m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    if (m_door == SCHEDULER_PORT)
    {
        const uint16_t port = InetSocketAddress::ConvertFrom(m_scheduler).GetPort();
        const int bound = m_socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), port));
        NS_ABORT_MSG_IF(bound < 0, "UDP port " << port << " is taken");
    }
    else
    {
        m_socket->Bind();
    }
    m_socket->Connect(m_scheduler);
    m_socket->SetRecvCallback(MakeCallback(&InferenceAgent::HandleRead, this));
    if (m_interval.IsStrictlyPositive())
    {
        Report();
    }
}

void
InferenceAgent::StopApplication()
{
    NS_LOG_FUNCTION(this);
    m_next.Cancel();
    if (m_socket)
    {
        ReleaseSocket(m_socket);
        m_socket = nullptr;
    }
}

void
InferenceAgent::DoReport(InferenceControlHeader&) const
{
}

void
InferenceAgent::Report()
{
    NS_LOG_FUNCTION(this);
    InferenceControlHeader header;
    DoReport(header);
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(header);
    m_socket->Send(packet);
    m_next = Simulator::Schedule(m_interval, &InferenceAgent::Report, this);
}

void
InferenceAgent::HandleRead(Ptr<Socket> socket)
{
    Address from;
    while (socket == m_socket) // whoever is told of a decision may stop this
    {
        const Ptr<Packet> packet = socket->RecvFrom(from);
        if (!packet)
        {
            break;
        }
        if (!Take(packet, from))
        {
            ++m_ignored;
            m_ignoredTrace(packet);
        }
    }
}

bool
InferenceAgent::Take(const Ptr<Packet>& packet, const Address& from)
{
    InferenceControlHeader header;
    if (!IsSameEndpoint(from, m_scheduler) || !header.Read(packet) || !header.IsDecision() ||
        !header.IsPlausible(Simulator::Now(), 0))
    {
        return false;
    }
    const InferenceControlMessage message = header.Describe();
    if (message.decision <= m_newest.at(message.content) || !DoAccept(header))
    {
        return false;
    }
    m_newest[message.content] = message.decision;
    DoCarryOut(header);
    m_arrivedTrace(message);
    return true;
}

} // namespace ns3
