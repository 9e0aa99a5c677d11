// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/plan-learning-policy.h"

#include "../../learning/learning-error.h"
#include "../../learning/learning-runtime.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/inference-input-error.h"
#include "ns3/log.h"
#include "ns3/object-factory.h"
#include "ns3/plan-dominance.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <sstream>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("PlanLearningPolicy");

NS_OBJECT_ENSURE_REGISTERED(PlanLearningPolicy);

TypeId
PlanLearningPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::PlanLearningPolicy")
            .SetParent<OffloadingPolicy>()
            .SetGroupName("EdgeInference")
            .AddAttribute("Slack",
                          "Leaves out plans for which another one is as accurate, sends no more "
                          "and takes no more computing than so much longer on any machine (s); "
                          "negative: leaves none out.",
                          DoubleValue(-1),
                          MakeDoubleAccessor(&PlanLearningPolicy::m_slack),
                          MakeDoubleChecker<double>())
            .AddAttribute("Baseline",
                          "Subtracted from the mean reward of a decision's tasks before it is "
                          "learnt from (in units of the reward). Near what is usual it keeps "
                          "values near 0 from the beginning; which plan is best stays the same.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&PlanLearningPolicy::m_baseline),
                          MakeDoubleChecker<double>())
            .AddAttribute("Forecasts",
                          "Observations also have, for each plan that is left, its latency as "
                          "PlanEstimator predicts it, in deadlines and at most 2.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&PlanLearningPolicy::m_forecasts),
                          MakeBooleanChecker());
    return tid;
}

void
PlanLearningPolicy::Agent::RememberHistory(const Step&, bool)
{
    NS_ABORT_MSG("an agent that takes no history");
}

void
PlanLearningPolicy::Agent::Train(uint32_t)
{
    NS_ABORT_MSG("an agent that takes no history");
}

uint64_t
PlanLearningPolicy::Agent::GetHistory() const
{
    return 0;
}

uint64_t
PlanLearningPolicy::Agent::GetUpdates() const
{
    return 0;
}

PlanLearningPolicy::PlanLearningPolicy()
    : m_noise(CreateObject<UniformRandomVariable>()),
      m_seed(CreateObject<UniformRandomVariable>())
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
    m_teachers.clear();
    m_teacher = nullptr;
    m_noise = nullptr;
    m_seed = nullptr;
    OffloadingPolicy::DoDispose();
}

int64_t
PlanLearningPolicy::AssignStreams(int64_t stream)
{
    m_seed->SetStream(stream);
    m_noise->SetStream(stream + 1);
    int64_t used = 2;
    MakeTeachers();
    for (const auto& teacher : m_teachers)
    {
        used += teacher->AssignStreams(stream + used);
    }
    return used;
}

PlanLearningPolicy::History
PlanLearningPolicy::GetHistory() const
{
    return {};
}

bool
PlanLearningPolicy::WantsHistory() const
{
    return IsTraining() && !m_teachers.empty() &&
           (!m_agent || m_agent->GetHistory() < GetHistory().steps);
}

bool
PlanLearningPolicy::NeedsArrivals() const
{
    return WantsHistory() &&
           std::any_of(m_teachers.begin(), m_teachers.end(), [](const auto& teacher) {
               return teacher->NeedsArrivals();
           });
}

void
PlanLearningPolicy::MakeTeachers()
{
    if (!m_teachers.empty() || GetHistory().steps == 0)
    {
        return;
    }
    std::istringstream names(GetHistory().policies);
    for (std::string name; std::getline(names, name, ',');)
    {
        TypeId type;
        if (!TypeId::LookupByNameFailSafe(name, &type) ||
            !type.IsChildOf(OffloadingPolicy::GetTypeId()) || !type.HasConstructor() ||
            type.IsChildOf(GetTypeId()))
        {
            throw InferenceInputError(GetInstanceTypeId().GetName(),
                                      "HistoryPolicies",
                                      name,
                                      "TypeIds of policies that do not learn, separated by commas");
        }
        m_teachers.push_back(ObjectFactory(name).Create<OffloadingPolicy>());
    }
}

void
PlanLearningPolicy::DecideAsTeacher(const EpochState& state, EpochDecision& decision)
{
    m_teacher->Decide(state, decision);
    const EdgeSystem& system = GetSystem();
    // Who planned ahead could not answer to what another one did.
    const double noise = m_teacher->NeedsArrivals() ? 0 : GetHistory().noise;
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        if ((system.atArrivals && !state.streams[i].arriving) || m_noise->GetValue(0, 1) >= noise)
        {
            continue;
        }
        const uint8_t* mask = m_masks.data() + i * m_kept.size();
        std::vector<uint32_t> valid;
        for (std::size_t k = 0; k < m_kept.size(); ++k)
        {
            if (mask[k])
            {
                valid.push_back(m_kept[k]);
            }
        }
        const uint32_t action = valid[m_noise->GetInteger(0, valid.size() - 1)];
        decision.plans[i] = m_space.GetPlan(action, *system.streams[i].dnn);
    }
}

void
PlanLearningPolicy::BeginHistory()
{
    m_teacher = nullptr;
    MakeTeachers();
    if (!IsTraining() || m_teachers.empty())
    {
        return;
    }
    const History history = GetHistory();
    if (WantsHistory())
    {
        m_teacher = m_teachers[m_agent->GetHistory() * m_teachers.size() / history.steps];
        m_teacher->BeginEpisode(GetSystem());
    }
    else if (m_agent->GetUpdates() == 0)
    {
        m_agent->Train(history.updates);
    }
}

void
PlanLearningPolicy::Observe(const EpochState& state, std::size_t stream, float* numbers) const
{
    const EdgeSystem& system = GetSystem();
    m_encoder.Encode(system, state, stream, numbers);
    if (!m_forecasts)
    {
        return;
    }
    const auto& info = system.streams[stream];
    const uint8_t* mask = m_masks.data() + stream * m_kept.size();
    float* next = numbers + m_encoder.GetSize();
    for (std::size_t i = 0; i < m_kept.size(); ++i)
    {
        double latency = 2;
        if (mask[i])
        {
            const InferencePlan plan = m_space.GetPlan(m_kept[i], *info.dnn);
            latency = m_estimator.Estimate(system, state, stream, plan).GetTotal() /
                      info.deadline.GetSeconds();
        }
        *next++ = static_cast<float>(std::min(latency, 2.0));
    }
}

uint32_t
PlanLearningPolicy::FindKept(uint32_t action) const
{
    const auto it = std::lower_bound(m_kept.begin(), m_kept.end(), action);
    return (it != m_kept.end() && *it == action ? it : m_kept.end()) - m_kept.begin();
}

void
PlanLearningPolicy::MakeMasks()
{
    const EdgeSystem& system = GetSystem();
    m_kept.clear();
    m_masks.clear();
    if (m_slack < 0)
    {
        m_kept.resize(m_space.GetNActions());
        std::iota(m_kept.begin(), m_kept.end(), 0);
        for (const auto& stream : system.streams)
        {
            const auto& mask = m_space.GetMask(stream.dnn);
            m_masks.insert(m_masks.end(), mask.begin(), mask.end());
        }
        return;
    }
    std::vector<std::vector<uint32_t>> lists;
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        lists.push_back(GetUndominatedActions(m_space, system, i, m_slack));
        m_kept.insert(m_kept.end(), lists.back().begin(), lists.back().end());
    }
    std::sort(m_kept.begin(), m_kept.end());
    m_kept.erase(std::unique(m_kept.begin(), m_kept.end()), m_kept.end());
    for (const auto& list : lists)
    {
        std::vector<uint8_t> mask(m_kept.size(), 0);
        for (const uint32_t action : list)
        {
            mask[FindKept(action)] = 1;
        }
        m_masks.insert(m_masks.end(), mask.begin(), mask.end());
    }
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
    m_space = NumberedPlans(dnns, system.servers.size());
    m_encoder = StateEncoder(system.servers.size());
    MakeMasks();
    const uint32_t size = m_encoder.GetSize() + (m_forecasts ? m_kept.size() : 0);
    m_observations.resize(system.streams.size() * size);
    m_nextObservation.resize(size);
    m_actions.resize(system.streams.size());
    if (!m_agent)
    {
        learning::ConfigureLibTorch();
        m_observationSize = size;
        m_actionCount = m_kept.size();
        m_agent = MakeAgent(m_observationSize, m_actionCount, m_seed->GetInteger(1, 0x7fffffff));
        if (!m_checkpoint.empty())
        {
            std::istringstream checkpoint(m_checkpoint);
            m_agent->Load(checkpoint);
            m_checkpoint.clear();
        }
    }
    else if (m_observationSize != size || m_actionCount != m_kept.size())
    {
        std::ostringstream text;
        text << GetInstanceTypeId().GetName() << ": found a scenario with " << size
             << " numbers an observation and " << m_kept.size() << " actions, expected the "
             << m_observationSize << " and " << m_actionCount << " of its earlier episodes";
        throw learning::LearningError(text.str());
    }
    BeginHistory();
}

void
PlanLearningPolicy::DoDecide(const EpochState& state, EpochDecision& decision)
{
    if (m_teacher)
    {
        DecideAsTeacher(state, decision);
        return;
    }
    const EdgeSystem& system = GetSystem();
    // All streams, or the one whose task arrives.
    std::size_t first = 0;
    std::size_t n = system.streams.size();
    if (system.atArrivals)
    {
        const auto it = std::find_if(state.streams.begin(),
                                     state.streams.end(),
                                     [](const auto& stream) { return stream.arriving; });
        first = it - state.streams.begin();
        n = it == state.streams.end() ? 0 : 1;
    }
    for (std::size_t i = 0; i < n; ++i)
    {
        Observe(state, first + i, m_observations.data() + i * m_observationSize);
    }
    m_agent->Act(m_observations.data(),
                 m_masks.data() + first * m_kept.size(),
                 n,
                 !IsTraining(),
                 m_actions.data());
    for (std::size_t i = 0; i < n; ++i)
    {
        decision.plans[first + i] =
            m_space.GetPlan(m_kept[m_actions[i]], *system.streams[first + i].dnn);
    }
}

std::size_t
PlanLearningPolicy::GetNextStream(const EpochTransition& transition, std::size_t stream) const
{
    const auto& streams = GetSystem().streams;
    for (std::size_t i = 0; i < streams.size(); ++i)
    {
        if (transition.next.streams[i].arriving && streams[i].ue == streams[stream].ue)
        {
            return i;
        }
    }
    return stream;
}

void
PlanLearningPolicy::Learn(const EpochTransition& transition)
{
    NS_LOG_FUNCTION(this << transition.state.epoch);
    const EdgeSystem& system = GetSystem();
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        const EdgeStreamReward& reward = transition.rewards[i];
        if (reward.tasks == 0)
        {
            // Without a task the decision had no consequence, and nothing is to be learnt from it.
            continue;
        }
        const DnnProfile& dnn = *system.streams[i].dnn;
        const InferencePlan& plan = transition.decision.plans[i];
        const uint8_t* mask = m_masks.data() + i * m_kept.size();
        const bool known = !plan.HasTail() && IsRunnable(plan, dnn, system.servers.size());
        const uint32_t action =
            known ? FindKept(m_space.GetAction(plan, dnn)) : static_cast<uint32_t>(m_kept.size());
        if (action == m_kept.size() || mask[action] == 0)
        {
            continue; // a teacher's plan that the agent does not have
        }
        const std::size_t next = GetNextStream(transition, i);
        Observe(transition.state, i, m_observations.data());
        Observe(transition.next, next, m_nextObservation.data());
        const Agent::Step step{m_observations.data(),
                               mask,
                               action,
                               static_cast<float>(reward.reward / reward.tasks - m_baseline),
                               m_nextObservation.data(),
                               m_masks.data() + next * m_kept.size()};
        if (!m_teacher)
        {
            m_agent->Remember(step);
            continue;
        }
        // Hindsight is the expert.
        m_agent->RememberHistory(step, m_teacher->NeedsArrivals());
    }
    if (!m_teacher)
    {
        m_agent->Update();
    }
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
PlanLearningPolicy::GetTrainingFigures() const
{
    if (!m_agent)
    {
        return {};
    }
    return m_agent->GetFigures();
}

} // namespace ns3
