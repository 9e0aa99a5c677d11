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

void
OffloadingPolicy::Learn(const EpochTransition&)
{
}

bool
OffloadingPolicy::NeedsArrivals() const
{
    return false;
}

bool
OffloadingPolicy::IsLearner() const
{
    return false;
}

OffloadingPolicy::Ranks
OffloadingPolicy::JoinRanks()
{
    return {};
}

void
OffloadingPolicy::FinishTraining()
{
}

void
OffloadingPolicy::Save(std::ostream&) const
{
}

void
OffloadingPolicy::SaveNetworks(std::ostream& os) const
{
    Save(os);
}

void
OffloadingPolicy::Load(std::istream&)
{
}

std::vector<std::pair<std::string, double>>
OffloadingPolicy::GetTrainingFigures()
{
    return {};
}

int64_t
OffloadingPolicy::AssignStreams(int64_t)
{
    return 0;
}

void
OffloadingPolicy::SetTraining(bool training)
{
    m_training = training;
}

bool
OffloadingPolicy::IsTraining() const
{
    return m_training;
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
