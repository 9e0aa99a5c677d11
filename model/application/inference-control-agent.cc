// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-control-agent.h"

#include "epoch-executor.h"
#include "epoch-observer.h"
#include "inference-control-header.h"

#include "ns3/abort.h"
#include "ns3/log.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InferenceControlAgent");

NS_OBJECT_ENSURE_REGISTERED(InferenceControlAgent);

TypeId
InferenceControlAgent::GetTypeId()
{
    static TypeId tid = TypeId("ns3::InferenceControlAgent")
                            .SetParent<InferenceAgent>()
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
    : InferenceAgent(OWN_PORT)
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
    m_client = nullptr;
    m_radio = nullptr;
    InferenceAgent::DoDispose();
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
InferenceControlAgent::StartApplication()
{
    NS_ABORT_MSG_IF(!m_client, "InferenceControlAgent needs a client");
    InferenceAgent::StartApplication();
}

void
InferenceControlAgent::DoReport(InferenceControlHeader& report) const
{
    report.type = InferenceControlHeader::REPORT;
    report.ue = m_client->GetUe();
    EpochObserver::ObserveUe(m_client, m_radio, report.state);
    report.streams.resize(m_client->GetNStreams());
    for (uint32_t i = 0; i < report.streams.size(); ++i)
    {
        m_client->Report(i, report.streams[i]);
    }
}

bool
InferenceControlAgent::DoAccept(const InferenceControlHeader& message) const
{
    if (message.ue != m_client->GetUe())
    {
        return false;
    }
    if (message.type == InferenceControlHeader::DECISION)
    {
        return message.plans.size() == m_client->GetNStreams();
    }
    return message.type == InferenceControlHeader::UE_SPECTRUM_DECISION && m_radio &&
           message.spectrum.size() == 1 && message.spectrum[0].ue == message.ue &&
           EpochExecutor::HasUes(message.spectrum, m_radio->GetNUes());
}

void
InferenceControlAgent::DoCarryOut(const InferenceControlHeader& message)
{
    if (message.type == InferenceControlHeader::UE_SPECTRUM_DECISION)
    {
        EpochExecutor::DivideSpectrum(m_radio, message.spectrum, true);
        return;
    }
    for (uint32_t i = 0; i < message.plans.size(); ++i)
    {
        m_client->SetPlan(i, message.plans[i], message.decision);
    }
}

} // namespace ns3
