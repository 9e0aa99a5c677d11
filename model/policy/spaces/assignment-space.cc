// SPDX-License-Identifier: GPL-2.0-only

#include "assignment-space.h"

#include "assignment-policy.h"
#include "attribute-forwarding.h"

#include "ns3/log.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("AssignmentSpace");

NS_OBJECT_ENSURE_REGISTERED(AssignmentSpace);

namespace
{

/// Of a stream, in order.
constexpr std::array STREAM_NAMES{"expectedTasks", "way", "deadline", "slackRank"};

/// Of an option of a stream, in order.
constexpr std::array PAIR_NAMES{"latency", "service", "load", "accuracy", "accuracyInTime"};

/// Of an option, in order.
constexpr std::array OPTION_NAMES{"meanAccuracy", "meanService", "meanWait", "loadOfAll", "isOnUe"};

/**
 * @param value at least 0, may be infinite
 * @param limit greatest value
 * @return the value, at most the limit
 */
float
Clip(double value, double limit)
{
    return static_cast<float>(std::min(value, limit));
}

/**
 * @param load work over capacity, at least 0, may be infinite
 * @return load / (1 + load): 1/2 for a load of 1
 */
float
Squash(double load)
{
    return std::isinf(load) ? 1.0F : static_cast<float>(load / (1 + load));
}

} // namespace

/// What an AssignmentPolicy knows, for a learner that decides instead.
class AssignmentSpace::Rule : public AssignmentPolicy
{
  public:
    using AssignmentPolicy::GetCritic;

  private:
    void Assign(const EpochState&, std::vector<uint32_t>& assignment) override
    {
        // Any valid option: what is decided comes from the learner.
        const AssignmentCritic& critic = GetCritic();
        assignment.resize(critic.GetNTasks());
        for (uint32_t task = 0; task < assignment.size(); ++task)
        {
            assignment[task] = 0;
            while (!critic.IsValid(task, assignment[task]))
            {
                ++assignment[task];
            }
        }
    }
};

TypeId
AssignmentSpace::GetTypeId()
{
    static TypeId tid = [] {
        TypeId type = TypeId("ns3::AssignmentSpace")
                          .SetParent<DecisionSpace>()
                          .SetGroupName("EdgeInference")
                          .AddConstructor<AssignmentSpace>();
        AttributeForwarding::Add(type,
                                 AssignmentPolicy::GetTypeId(),
                                 [](const ObjectBase* space) -> ObjectBase* {
                                     return PeekPointer(
                                         dynamic_cast<const AssignmentSpace*>(space)->m_rule);
                                 });
        return type;
    }();
    return tid;
}

AssignmentSpace::AssignmentSpace()
    : m_rule(CreateObject<Rule>())
{
    NS_LOG_FUNCTION(this);
}

AssignmentSpace::~AssignmentSpace()
{
    NS_LOG_FUNCTION(this);
}

void
AssignmentSpace::DoDispose()
{
    m_rule = nullptr;
    DecisionSpace::DoDispose();
}

void
AssignmentSpace::DoBeginEpisode(Layout& layout)
{
    m_rule->BeginEpisode(GetSystem());
    m_decision.plans.resize(GetSystem().streams.size());
    const AssignmentCritic& critic = m_rule->GetCritic();
    layout.rows = critic.GetNTasks();
    layout.isByStream = true;
    layout.heads = {critic.GetNOptions()};
    layout.choiceFeatures = {STREAM_NAMES.size(), PAIR_NAMES.size(), OPTION_NAMES.size()};
    layout.observationSize =
        STREAM_NAMES.size() + critic.GetNOptions() * (PAIR_NAMES.size() + OPTION_NAMES.size());
    const uint32_t size = PAIR_NAMES.size() + OPTION_NAMES.size();
    for (uint32_t option = 0; option < critic.GetNOptions(); ++option)
    {
        DecisionSpace::Member member{std::vector<uint32_t>(size), {option}, {}};
        std::iota(member.observation.begin(),
                  member.observation.end(),
                  STREAM_NAMES.size() + option * size);
        layout.members.push_back(std::move(member));
    }
    layout.hasModel = true;
    m_order.resize(layout.rows);
}

std::vector<std::string>
AssignmentSpace::GetNames() const
{
    std::vector<std::string> names(STREAM_NAMES.begin(), STREAM_NAMES.end());
    for (uint32_t option = 0; option < GetLayout().heads.front(); ++option)
    {
        const std::string prefix = "option" + std::to_string(option) + '.';
        for (const auto* name : PAIR_NAMES)
        {
            names.push_back(prefix + name);
        }
        for (const auto* name : OPTION_NAMES)
        {
            names.push_back(prefix + name);
        }
    }
    return names;
}

void
AssignmentSpace::DescribeStreams(Rows& rows) const
{
    const AssignmentCritic& critic = m_rule->GetCritic();
    const double interval = GetSystem().interval.GetSeconds();
    const uint32_t tasks = critic.GetNTasks();
    const uint32_t size = GetLayout().observationSize;
    const uint32_t remote = critic.GetNOptions() - 1; // an option on the last server, valid or not
    const auto getWay = [&](uint32_t task) {
        uint32_t option = remote;
        while (!critic.IsValid(task, option))
        {
            --option;
        }
        return critic.GetWay(task, option);
    };
    for (uint32_t task = 0; task < tasks; ++task)
    {
        const double way = getWay(task);
        float* features = rows.observations.data() + static_cast<std::size_t>(task) * size;
        features[0] = Clip(critic.GetRate(task) * interval / 4, 4);
        features[1] = Clip(way / critic.GetDeadline(task), 2);
        features[2] = Clip(critic.GetDeadline(task) / interval, 4);
    }
    std::iota(m_order.begin(), m_order.end(), 0U);
    std::stable_sort(m_order.begin(), m_order.end(), [&](uint32_t a, uint32_t b) {
        return critic.GetDeadline(a) - getWay(a) < critic.GetDeadline(b) - getWay(b);
    });
    for (uint32_t rank = 0; rank < tasks; ++rank)
    {
        rows.observations[static_cast<std::size_t>(m_order[rank]) * size + 3] =
            static_cast<float>(rank + 1) / tasks;
    }
}

void
AssignmentSpace::Observe(const EpochState& state, bool, Rows& rows)
{
    m_rule->Decide(state, m_decision);
    const AssignmentCritic& critic = m_rule->GetCritic();
    const uint32_t tasks = critic.GetNTasks();
    const uint32_t options = critic.GetNOptions();
    rows.Reset(GetLayout(), tasks);
    DescribeStreams(rows);
    double deadlines = 0;
    for (uint32_t task = 0; task < tasks; ++task)
    {
        rows.ids[task] = task;
        deadlines += critic.GetDeadline(task) / tasks;
    }
    const uint32_t size = GetLayout().observationSize;
    for (uint32_t option = 0; option < options; ++option)
    {
        const std::size_t first =
            STREAM_NAMES.size() + option * (PAIR_NAMES.size() + OPTION_NAMES.size());
        double load = 0;
        double accuracy = 0;
        double service = 0;
        double wait = 0;
        uint32_t valid = 0;
        for (uint32_t task = 0; task < tasks; ++task)
        {
            float* pair = rows.observations.data() + static_cast<std::size_t>(task) * size + first;
            const bool isValid = critic.IsValid(task, option);
            rows.masks[static_cast<std::size_t>(task) * options + option] = isValid;
            if (!isValid)
            {
                std::fill_n(pair, PAIR_NAMES.size(), 0.0F);
                continue;
            }
            ++valid;
            const double deadline = critic.GetDeadline(task);
            const double taskService = critic.GetService(task, option);
            const double taskLoad =
                critic.GetRate(task) > 0 ? critic.GetRate(task) * taskService : 0;
            const double latency =
                critic.GetWay(task, option) + taskService + critic.GetWait(task, option);
            const double taskAccuracy = critic.GetAccuracy(task, option);
            load += taskLoad;
            accuracy += taskAccuracy;
            service += taskService;
            wait += critic.GetWait(task, option);
            pair[0] = Clip(latency / deadline, 2);
            pair[1] = Clip(taskService / deadline, 2);
            pair[2] = Squash(taskLoad);
            pair[3] = static_cast<float>(taskAccuracy);
            pair[4] = static_cast<float>(latency <= deadline ? taskAccuracy : 0);
        }
        std::array<float, OPTION_NAMES.size()> features{};
        if (valid > 0)
        {
            features[0] = static_cast<float>(accuracy / valid);
            features[1] = Clip(service / valid / deadlines, 2);
            features[2] = Clip(wait / valid / deadlines, 2);
            features[3] = Squash(load);
            features[4] = critic.IsLocal(option) ? 1.0F : 0.0F;
        }
        for (uint32_t task = 0; task < tasks; ++task)
        {
            std::copy(features.begin(),
                      features.end(),
                      rows.observations.begin() + static_cast<std::size_t>(task) * size + first +
                          PAIR_NAMES.size());
        }
    }
}

void
AssignmentSpace::CarryOut(const EpochState&, const Rows& rows, EpochDecision& decision)
{
    for (std::size_t i = 0; i < rows.GetN(); ++i)
    {
        decision.plans[rows.ids[i]] = m_rule->GetCritic().GetPlan(rows.ids[i], rows.choices[i]);
    }
}

bool
AssignmentSpace::CanRecognise() const
{
    return true;
}

void
AssignmentSpace::Recognise(const EpochDecision& decision, Rows& rows) const
{
    const AssignmentCritic& critic = m_rule->GetCritic();
    for (std::size_t i = 0; i < rows.GetN(); ++i)
    {
        const uint32_t task = rows.ids[i];
        uint32_t option = 0;
        while (
            option < critic.GetNOptions() &&
            !(critic.IsValid(task, option) && critic.GetPlan(task, option) == decision.plans[task]))
        {
            ++option;
        }
        rows.known[i] = option < critic.GetNOptions();
        rows.choices[i] = rows.known[i] ? option : 0;
    }
}

double
AssignmentSpace::Evaluate(const std::vector<uint32_t>& choices) const
{
    return m_rule->GetCritic().Evaluate(choices);
}

Ptr<OffloadingPolicy>
AssignmentSpace::MakeLeader() const
{
    return AttributeForwarding::Make<OffloadingPolicy>("ns3::GreedyAssignmentPolicy",
                                                       AssignmentPolicy::GetTypeId(),
                                                       *m_rule);
}

void
AssignmentSpace::Score(const EpochTransition& transition,
                       const Rows& rows,
                       std::vector<Reward>& rewards) const
{
    rewards.assign(rows.GetN(), Reward());
    for (std::size_t i = 0; i < rows.GetN(); ++i)
    {
        const EdgeStreamReward& own = transition.rewards[rows.ids[i]];
        rewards[i] = {own.tasks > 0, own.tasks > 0 ? own.reward / own.tasks : 0};
    }
}

} // namespace ns3
