// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-control-agent.h"

#include "epoch-observer.h"
#include "inference-control-header.h"
#include "inference-reassembler.h"
#include "inference-socket.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InferenceControlAgent");

NS_OBJECT_ENSURE_REGISTERED(InferenceControlAgent);

TypeId
InferenceControlAgent::GetTypeId()
{
    static TypeId tid = TypeId("ns3::InferenceControlAgent")
                            .SetParent<Application>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<InferenceControlAgent>()
                            .AddAttribute("Interval",
                                          "Time between reports.",
                                          TimeValue(MilliSeconds(50)),
                                          MakeTimeAccessor(&InferenceControlAgent::m_interval),
                                          MakeTimeChecker(NanoSeconds(1)));
    return tid;
}

InferenceControlAgent::InferenceControlAgent()
{
    NS_LOG_FUNCTION(this);
}

InferenceControlAgent::~InferenceControlAgent()
{
    NS_LOG_FUNCTION(this);
}

void
InferenceControlAgent::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_next.Cancel();
    m_client = nullptr;
    m_radio = nullptr;
    m_socket = nullptr;
    Application::DoDispose();
}

void
InferenceControlAgent::SetClient(Ptr<InferenceClient> client)
{
    m_client = client;
}

void
InferenceControlAgent::SetRadio(Ptr<RadioAccess> radio)
{
    m_radio = radio;
}

void
InferenceControlAgent::SetScheduler(const Address& address)
{
    m_scheduler = address;
}

uint64_t
InferenceControlAgent::GetNIgnored() const
{
    return m_ignored;
}

void
InferenceControlAgent::StartApplication()
{
    NS_LOG_FUNCTION(this);
    NS_ABORT_MSG_IF(!m_client, "InferenceControlAgent needs a client");
    m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    m_socket->Bind();
    m_socket->Connect(m_scheduler);
    m_socket->SetRecvCallback(MakeCallback(&InferenceControlAgent::HandleRead, this));
    Report();
}

void
InferenceControlAgent::StopApplication()
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
InferenceControlAgent::Report()
{
    NS_LOG_FUNCTION(this);
    InferenceControlHeader header;
    header.type = InferenceControlHeader::REPORT;
    header.ue = m_client->GetUe();
    EpochObserver::ObserveUe(m_client, m_radio, header.state);
    header.streams.resize(m_client->GetNStreams());
    for (uint32_t i = 0; i < header.streams.size(); ++i)
    {
        m_client->Report(i, header.streams[i]);
    }
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(header);
    m_socket->Send(packet);
    m_next = Simulator::Schedule(m_interval, &InferenceControlAgent::Report, this);
}

void
InferenceControlAgent::HandleRead(Ptr<Socket> socket)
{
    Address from;
    while (socket == m_socket) // whoever is told of a plan may stop this
    {
        const Ptr<Packet> packet = socket->RecvFrom(from);
        if (!packet)
        {
            break;
        }
        InferenceControlHeader header;
        if (!IsSameEndpoint(from, m_scheduler) || !header.Read(packet) ||
            header.type != InferenceControlHeader::DECISION || header.ue != m_client->GetUe() ||
            header.plans.size() != m_client->GetNStreams() || header.decision <= m_decision)
        {
            ++m_ignored;
            continue;
        }
        m_decision = header.decision;
        for (uint32_t i = 0; i < header.plans.size(); ++i)
        {
            m_client->SetPlan(i, header.plans[i], header.decision);
        }
    }
}

} // namespace ns3
