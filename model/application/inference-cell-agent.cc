// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-cell-agent.h"

#include "epoch-executor.h"
#include "inference-control-header.h"

#include "ns3/abort.h"
#include "ns3/channel-state.h"
#include "ns3/log.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InferenceCellAgent");

NS_OBJECT_ENSURE_REGISTERED(InferenceCellAgent);

TypeId
InferenceCellAgent::GetTypeId()
{
    static TypeId tid = TypeId("ns3::InferenceCellAgent")
                            .SetParent<InferenceAgent>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<InferenceCellAgent>();
    return tid;
}

InferenceCellAgent::InferenceCellAgent()
    : InferenceAgent(SCHEDULER_PORT)
{
    NS_LOG_FUNCTION(this);
}

InferenceCellAgent::~InferenceCellAgent()
{
    NS_LOG_FUNCTION(this);
}

void
InferenceCellAgent::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_radio = nullptr;
    InferenceAgent::DoDispose();
}

void
InferenceCellAgent::SetCell(Ptr<RadioAccess> radio, uint32_t cell)
{
    m_radio = radio;
    m_cell = cell;
}

void
InferenceCellAgent::StartApplication()
{
    NS_ABORT_MSG_IF(!m_radio, "InferenceCellAgent needs a radio");
    InferenceAgent::StartApplication();
}

bool
InferenceCellAgent::DoAccept(const InferenceControlHeader& message) const
{
    return message.type == InferenceControlHeader::SPECTRUM_DECISION && message.ue == m_cell &&
           EpochExecutor::HasUes(message.spectrum, m_radio->GetNUes());
}

void
InferenceCellAgent::DoCarryOut(const InferenceControlHeader& message)
{
    std::vector<InferenceControlHeader::SpectrumShare> served;
    ChannelState state;
    for (const auto& share : message.spectrum)
    {
        m_radio->Observe(share.ue, state);
        if (state.connected && state.servingCell == m_cell)
        {
            served.push_back(share);
        }
    }
    EpochExecutor::DivideSpectrum(m_radio, served, false);
}

} // namespace ns3
