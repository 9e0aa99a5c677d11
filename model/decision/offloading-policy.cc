// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/offloading-policy.h"

#include "ns3/assert.h"
#include "ns3/log.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("OffloadingPolicy");

NS_OBJECT_ENSURE_REGISTERED(OffloadingPolicy);

TypeId
OffloadingPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::OffloadingPolicy").SetParent<Object>().SetGroupName("EdgeInference");
    return tid;
}

void
OffloadingPolicy::BeginEpisode(const EdgeSystem& system)
{
    NS_LOG_FUNCTION(this);
    m_system = system;
    DoBeginEpisode();
}

void
OffloadingPolicy::Decide(const EpochState& state, EpochDecision& decision)
{
    NS_LOG_FUNCTION(this << state.epoch);
    NS_ASSERT_MSG(state.streams.size() == m_system.streams.size(), "BeginEpisode() comes first");
    decision.plans.resize(m_system.streams.size());
    DoDecide(state, decision);
}

bool
OffloadingPolicy::NeedsArrivals() const
{
    return false;
}

int64_t
OffloadingPolicy::AssignStreams(int64_t)
{
    return 0;
}

const EdgeSystem&
OffloadingPolicy::GetSystem() const
{
    return m_system;
}

void
OffloadingPolicy::DoBeginEpisode()
{
}

} // namespace ns3
