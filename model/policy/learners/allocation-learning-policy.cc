// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/allocation-learning-policy.h"

#include "../../learning/learning-error.h"
#include "../../learning/learning-runtime.h"

#include "ns3/log.h"

#include <iterator>
#include <sstream>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("AllocationLearningPolicy");

NS_OBJECT_ENSURE_REGISTERED(AllocationLearningPolicy);

TypeId
AllocationLearningPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::AllocationLearningPolicy")
                            .SetParent<AllocationPolicy>()
                            .SetGroupName("EdgeInference");
    return tid;
}

AllocationLearningPolicy::AllocationLearningPolicy()
    : m_seed(CreateObject<UniformRandomVariable>())
{
    NS_LOG_FUNCTION(this);
}

AllocationLearningPolicy::~AllocationLearningPolicy()
{
    NS_LOG_FUNCTION(this);
}

void
AllocationLearningPolicy::DoDispose()
{
    m_agent.reset();
    m_seed = nullptr;
    AllocationPolicy::DoDispose();
}

int64_t
AllocationLearningPolicy::AssignStreams(int64_t stream)
{
    m_seed->SetStream(stream);
    return 1;
}

void
AllocationLearningPolicy::DoBeginEpisode()
{
    NS_LOG_FUNCTION(this);
    AllocationPolicy::DoBeginEpisode();
    // What the previous episode left without a next state teaches nothing.
    m_pending.clear();
    const Layout layout = DoPrepare();
    if (!m_agent)
    {
        learning::ConfigureLibTorch();
        m_agent = MakeAgent(layout, m_seed->GetInteger(1, 0x7fffffff));
        if (!m_checkpoint.empty())
        {
            std::istringstream checkpoint(m_checkpoint);
            m_agent->Load(checkpoint);
            m_checkpoint.clear();
        }
    }
    else if (!layout.Fits(m_layout))
    {
        std::ostringstream text;
        text << GetInstanceTypeId().GetName() << ": found a scenario with "
             << layout.observationSize << " numbers an observation and " << layout.actionSize
             << " an action, expected the " << m_layout.observationSize << " and "
             << m_layout.actionSize << " of its earlier episodes";
        throw learning::LearningError(text.str());
    }
    if (IsTraining())
    {
        // Also of a learner that was just read: what was read ended with its episode.
        m_agent->EndEpisode();
    }
    m_layout = layout;
}

void
AllocationLearningPolicy::DoAllocate(const EpochState& state, EpochDecision& decision)
{
    if (IsTraining())
    {
        m_pending.emplace_back();
    }
    Pending& now = IsTraining() ? m_pending.back() : m_now;
    now.epoch = state.epoch;
    now.observations.resize(m_layout.rows * m_layout.observationSize);
    now.actions.assign(m_layout.rows * m_layout.actionSize, 0);
    DoObserve(state, now.observations.data(), now.actions.data());
    for (uint32_t row = 0; row < m_layout.rows; ++row)
    {
        m_agent->Act(now.observations.data() + row * m_layout.observationSize,
                     !IsTraining(),
                     now.actions.data() + row * m_layout.actionSize);
    }
    DoCarryOut(state, now.actions.data(), decision);
}

void
AllocationLearningPolicy::Learn(const EpochTransition& transition)
{
    NS_LOG_FUNCTION(this << transition.state.epoch);
    // Transitions come in the order of epochs; the decision of the next epoch was made already.
    while (!m_pending.empty() && m_pending.front().epoch < transition.state.epoch)
    {
        m_pending.pop_front();
    }
    if (m_pending.size() < 2 || m_pending.front().epoch != transition.state.epoch)
    {
        return;
    }
    const Pending& before = m_pending[0];
    const Pending& after = m_pending[1];
    for (uint32_t row = 0; row < m_layout.rows; ++row)
    {
        double reward = 0;
        if (DoScore(transition, row, reward))
        {
            m_agent->Remember(before.observations.data() + row * m_layout.observationSize,
                              before.actions.data() + row * m_layout.actionSize,
                              static_cast<float>(reward),
                              after.observations.data() + row * m_layout.observationSize);
        }
    }
    m_pending.pop_front();
    m_agent->Update();
}

bool
AllocationLearningPolicy::DoScore(const EpochTransition& transition, uint32_t, double& reward) const
{
    uint32_t tasks = 0;
    double sum = 0;
    for (const auto& stream : transition.rewards)
    {
        tasks += stream.tasks;
        sum += stream.reward;
    }
    reward = tasks > 0 ? sum / tasks : 0;
    return tasks > 0;
}

void
AllocationLearningPolicy::Save(std::ostream& os) const
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
AllocationLearningPolicy::SaveNetworks(std::ostream& os) const
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
AllocationLearningPolicy::Load(std::istream& is)
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
AllocationLearningPolicy::GetTrainingFigures() const
{
    if (!m_agent)
    {
        return {};
    }
    return m_agent->GetFigures();
}

} // namespace ns3
