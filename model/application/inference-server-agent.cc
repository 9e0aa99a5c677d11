// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-server-agent.h"

#include "epoch-observer.h"
#include "inference-control-header.h"
#include "inference-socket.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InferenceServerAgent");

NS_OBJECT_ENSURE_REGISTERED(InferenceServerAgent);

TypeId
InferenceServerAgent::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::InferenceServerAgent")
            .SetParent<Application>()
            .SetGroupName("EdgeInference")
            .AddConstructor<InferenceServerAgent>()
            .AddAttribute("Interval",
                          "Time between reports; 0: the server sends none, and in-band control "
                          "knows its state at once.",
                          TimeValue(Time()),
                          MakeTimeAccessor(&InferenceServerAgent::m_interval),
                          MakeTimeChecker(Time()));
    return tid;
}

InferenceServerAgent::InferenceServerAgent()
{
    NS_LOG_FUNCTION(this);
}

InferenceServerAgent::~InferenceServerAgent()
{
    NS_LOG_FUNCTION(this);
}

void
InferenceServerAgent::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_next.Cancel();
    m_server = nullptr;
    m_socket = nullptr;
    Application::DoDispose();
}

void
InferenceServerAgent::SetServer(Ptr<InferenceServer> server,
                                uint32_t index,
                                const std::vector<Ptr<const DnnProfile>>& dnns)
{
    m_server = server;
    m_index = index;
    m_dnns = dnns;
}

void
InferenceServerAgent::SetScheduler(const Address& address)
{
    m_scheduler = address;
}

Time
InferenceServerAgent::GetInterval() const
{
    return m_interval;
}

void
InferenceServerAgent::StartApplication()
{
    NS_LOG_FUNCTION(this);
    NS_ABORT_MSG_IF(!m_server, "InferenceServerAgent needs a server");
    if (m_interval.IsStrictlyPositive())
    {
        m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
        m_socket->Bind();
        m_socket->Connect(m_scheduler);
        Report();
    }
}

void
InferenceServerAgent::StopApplication()
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
InferenceServerAgent::Report()
{
    NS_LOG_FUNCTION(this);
    InferenceControlHeader header;
    header.type = InferenceControlHeader::SERVER_REPORT;
    header.ue = m_index;
    EpochObserver::ObserveServer(
        {GetNode()->GetObject<ComputeNode>(), m_server, GetNode()->GetObject<ModelCache>()},
        m_dnns,
        header.server);
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(header);
    m_socket->Send(packet);
    m_next = Simulator::Schedule(m_interval, &InferenceServerAgent::Report, this);
}

} // namespace ns3
