// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/plan-learning-policy.h"

#include "../learning/learning-error.h"
#include "../learning/learning-runtime.h"

#include "ns3/log.h"

#include <iterator>
#include <sstream>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("PlanLearningPolicy");

NS_OBJECT_ENSURE_REGISTERED(PlanLearningPolicy);

TypeId
PlanLearningPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::PlanLearningPolicy")
                            .SetParent<OffloadingPolicy>()
                            .SetGroupName("EdgeInference");
    return tid;
}

PlanLearningPolicy::PlanLearningPolicy()
    : m_seed(CreateObject<UniformRandomVariable>())
{
    NS_LOG_FUNCTION(this);
}

PlanLearningPolicy::~PlanLearningPolicy()
{
    NS_LOG_FUNCTION(this);
}

void
PlanLearningPolicy::DoDispose()
{
    m_agent.reset();
    m_seed = nullptr;
    OffloadingPolicy::DoDispose();
}

int64_t
PlanLearningPolicy::AssignStreams(int64_t stream)
{
    m_seed->SetStream(stream);
    return 1;
}

bool
PlanLearningPolicy::IsLearner() const
{
    return true;
}

void
PlanLearningPolicy::DoBeginEpisode()
{
    NS_LOG_FUNCTION(this);
    const EdgeSystem& system = GetSystem();
    std::vector<Ptr<const DnnProfile>> dnns;
    for (const auto& stream : system.streams)
    {
        dnns.push_back(stream.dnn);
    }
    m_space = PlanSpace(dnns, system.servers.size());
    m_encoder = StateEncoder(system.servers.size());
    m_observations.resize(system.streams.size() * m_encoder.GetSize());
    m_nextObservation.resize(m_encoder.GetSize());
    m_actions.resize(system.streams.size());
    m_masks.clear();
    for (const auto& stream : system.streams)
    {
        const auto& mask = m_space.GetMask(stream.dnn);
        m_masks.insert(m_masks.end(), mask.begin(), mask.end());
    }
    if (!m_agent)
    {
        learning::ConfigureLibTorch();
        m_observationSize = m_encoder.GetSize();
        m_actionCount = m_space.GetNActions();
        m_agent = MakeAgent(m_observationSize, m_actionCount, m_seed->GetInteger(1, 0x7fffffff));
        if (!m_checkpoint.empty())
        {
            std::istringstream checkpoint(m_checkpoint);
            m_agent->Load(checkpoint);
            m_checkpoint.clear();
        }
    }
    else if (m_observationSize != m_encoder.GetSize() || m_actionCount != m_space.GetNActions())
    {
        std::ostringstream text;
        text << GetInstanceTypeId().GetName() << ": found a scenario with " << m_encoder.GetSize()
             << " numbers an observation and " << m_space.GetNActions() << " actions, expected the "
             << m_observationSize << " and " << m_actionCount << " of its earlier episodes";
        throw learning::LearningError(text.str());
    }
}

void
PlanLearningPolicy::DoDecide(const EpochState& state, EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    const std::size_t n = system.streams.size();
    for (std::size_t i = 0; i < n; ++i)
    {
        m_encoder.Encode(system, state, i, m_observations.data() + i * m_encoder.GetSize());
    }
    m_agent->Act(m_observations.data(), m_masks.data(), n, !IsTraining(), m_actions.data());
    for (std::size_t i = 0; i < n; ++i)
    {
        decision.plans[i] = m_space.GetPlan(m_actions[i], *system.streams[i].dnn);
    }
}

void
PlanLearningPolicy::Learn(const EpochTransition& transition)
{
    NS_LOG_FUNCTION(this << transition.state.epoch);
    const EdgeSystem& system = GetSystem();
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        const StreamReward& reward = transition.rewards[i];
        if (reward.tasks == 0)
        {
            // Without a task the decision had no consequence, and nothing is to be learnt from it.
            continue;
        }
        const DnnProfile& dnn = *system.streams[i].dnn;
        m_encoder.Encode(system, transition.state, i, m_observations.data());
        m_encoder.Encode(system, transition.next, i, m_nextObservation.data());
        m_agent->Remember(m_observations.data(),
                          m_masks.data() + i * m_space.GetNActions(),
                          m_space.GetAction(transition.decision.plans[i], dnn),
                          static_cast<float>(reward.reward / reward.tasks),
                          m_nextObservation.data());
    }
    m_agent->Update();
}

void
PlanLearningPolicy::Save(std::ostream& os) const
{
    if (m_agent)
    {
        m_agent->Save(os);
    }
    else
    {
        // What was loaded and waits for the first episode.
        os << m_checkpoint;
    }
}

void
PlanLearningPolicy::SaveNetworks(std::ostream& os) const
{
    if (m_agent)
    {
        m_agent->SaveNetworks(os);
    }
    else
    {
        os << m_checkpoint;
    }
}

void
PlanLearningPolicy::Load(std::istream& is)
{
    m_checkpoint.assign(std::istreambuf_iterator<char>(is), {});
    if (m_agent)
    {
        std::istringstream checkpoint(m_checkpoint);
        m_agent->Load(checkpoint);
        m_checkpoint.clear();
    }
}

std::vector<std::pair<std::string, double>>
PlanLearningPolicy::GetTrainingFigures()
{
    if (!m_agent)
    {
        return {};
    }
    return m_agent->GetFigures();
}

} // namespace ns3
