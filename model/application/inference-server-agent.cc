// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-server-agent.h"

#include "epoch-executor.h"
#include "epoch-observer.h"
#include "epoch-participants.h"
#include "inference-control-header.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/node.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InferenceServerAgent");

NS_OBJECT_ENSURE_REGISTERED(InferenceServerAgent);

namespace
{

/**
 * @param application the application of a server
 * @return the server
 */
EpochParticipants::Server
GetServer(const Ptr<InferenceServer>& application)
{
    const auto node = application->GetNode();
    return {node->GetObject<ComputeNode>(), application, node->GetObject<ModelCache>(), Address()};
}

} // namespace

TypeId
InferenceServerAgent::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::InferenceServerAgent")
            .SetParent<InferenceAgent>()
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
    : InferenceAgent(SCHEDULER_PORT)
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
    m_server = nullptr;
    InferenceAgent::DoDispose();
}

void
InferenceServerAgent::SetServer(Ptr<InferenceServer> server,
                                uint32_t index,
                                const std::vector<Ptr<const DnnProfile>>& dnns,
                                uint32_t nUes)
{
    m_server = server;
    m_index = index;
    m_dnns = dnns;
    m_nUes = nUes;
}

void
InferenceServerAgent::StartApplication()
{
    NS_ABORT_MSG_IF(!m_server, "InferenceServerAgent needs a server");
    InferenceAgent::StartApplication();
}

void
InferenceServerAgent::DoReport(InferenceControlHeader& report) const
{
    report.type = InferenceControlHeader::SERVER_REPORT;
    report.ue = m_index;
    EpochObserver::ObserveServer(GetServer(m_server), m_dnns, report.server);
}

bool
InferenceServerAgent::DoAccept(const InferenceControlHeader& message) const
{
    const std::size_t weights = message.weights.size();
    const std::size_t models = message.placement.size();
    return message.type == InferenceControlHeader::SERVER_DECISION && message.ue == m_index &&
           (weights == 0 || weights == m_nUes) && (models == 0 || models == m_dnns.size());
}

void
InferenceServerAgent::DoCarryOut(const InferenceControlHeader& message)
{
    const auto server = GetServer(m_server);
    if (message.hasWeights)
    {
        server.compute->SetShares(message.weights);
    }
    if (message.hasPlacement)
    {
        EpochExecutor::Place(server, m_dnns, message.placement);
    }
}

} // namespace ns3
