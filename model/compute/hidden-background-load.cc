// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/hidden-background-load.h"

#include "ns3/edge-inference-compat.h"
#include "ns3/log.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("HiddenBackgroundLoad");

NS_OBJECT_ENSURE_REGISTERED(HiddenBackgroundLoad);

TypeId
HiddenBackgroundLoad::GetTypeId()
{
    // No constructor: text cannot give it its loads.
    static TypeId tid = TypeId("ns3::HiddenBackgroundLoad")
                            .SetParent<BackgroundLoad>()
                            .SetGroupName("EdgeInference");
    return tid;
}

HiddenBackgroundLoad::HiddenBackgroundLoad()
{
    NS_LOG_FUNCTION(this);
}

HiddenBackgroundLoad::~HiddenBackgroundLoad()
{
    NS_LOG_FUNCTION(this);
}

void
HiddenBackgroundLoad::DoDispose()
{
    NS_LOG_FUNCTION(this);
    BackgroundLoad::DoDispose();
    for (const auto& load : {m_seen, m_hidden})
    {
        if (load)
        {
            load->Dispose();
        }
    }
    m_seen = nullptr;
    m_hidden = nullptr;
}

void
HiddenBackgroundLoad::SetLoads(Ptr<BackgroundLoad> seen, Ptr<BackgroundLoad> hidden)
{
    m_seen = seen;
    m_hidden = hidden;
}

double
HiddenBackgroundLoad::GetSeen() const
{
    return m_seen ? m_seen->GetLoad() : 0;
}

int64_t
HiddenBackgroundLoad::AssignStreams(int64_t stream)
{
    int64_t used = m_seen ? m_seen->AssignStreams(stream) : 0;
    used += m_hidden ? m_hidden->AssignStreams(stream + used) : 0;
    return used;
}

void
HiddenBackgroundLoad::DoStart()
{
    m_starting = true;
    for (const auto& load : {m_seen, m_hidden})
    {
        if (load)
        {
            load->Start(MakeLambdaCallback([this](double) { Combine(); }));
        }
    }
    m_starting = false;
    Combine();
}

void
HiddenBackgroundLoad::DoStop()
{
    for (const auto& load : {m_seen, m_hidden})
    {
        if (load)
        {
            load->Stop();
        }
    }
}

void
HiddenBackgroundLoad::Combine()
{
    if (m_starting)
    {
        return;
    }
    const double seen = GetSeen();
    const double hidden = m_hidden ? m_hidden->GetLoad() : 0;
    // Without a hidden load the same bits as without this object.
    SetLoad(hidden > 0 ? 1 - (1 - seen) * (1 - hidden) : seen);
}

} // namespace ns3
