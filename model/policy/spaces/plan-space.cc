// SPDX-License-Identifier: GPL-2.0-only

#include "plan-space.h"

#include "../estimation/server-choice.h"
#include "plan-dominance.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/object-factory.h"

#include <algorithm>
#include <numeric>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("PlanSpace");

NS_OBJECT_ENSURE_REGISTERED(PlanSpace);

TypeId
PlanSpace::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::PlanSpace")
            .SetParent<DecisionSpace>()
            .SetGroupName("EdgeInference")
            .AddConstructor<PlanSpace>()
            .AddAttribute("Slack",
                          "Leaves out plans for which another one is as accurate, sends no more "
                          "and takes no more computing than so much longer on any machine (s); "
                          "negative: leaves none out.",
                          DoubleValue(-1),
                          MakeDoubleAccessor(&PlanSpace::m_slack),
                          MakeDoubleChecker<double>())
            .AddAttribute("Baseline",
                          "Subtracted from the mean reward of a decision's tasks before it is "
                          "learnt from (in units of the reward). Near what is usual it keeps "
                          "values near 0 from the beginning; which plan is best stays the same.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&PlanSpace::m_baseline),
                          MakeDoubleChecker<double>())
            .AddAttribute("Forecasts",
                          "Observations also have, for each plan that is left, its latency as "
                          "PlanEstimator predicts it, in deadlines and at most 2.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&PlanSpace::m_forecasts),
                          MakeBooleanChecker());
    return tid;
}

PlanSpace::PlanSpace()
{
    NS_LOG_FUNCTION(this);
}

PlanSpace::~PlanSpace()
{
    NS_LOG_FUNCTION(this);
}

void
PlanSpace::DoBeginEpisode(Layout& layout)
{
    const EdgeSystem& system = GetSystem();
    std::vector<Ptr<const DnnProfile>> dnns;
    for (const auto& stream : system.streams)
    {
        dnns.push_back(stream.dnn);
    }
    m_plans = NumberedPlans(dnns, system.servers.size());
    m_encoder = StateEncoder(system.servers.size());
    MakeMasks();
    layout.rows = system.streams.size();
    layout.isByStream = true;
    layout.observationSize = m_encoder.GetSize() + (m_forecasts ? m_kept.size() : 0);
    layout.heads = {static_cast<uint32_t>(m_kept.size())};
    m_next.resize(layout.observationSize);
}

std::vector<std::string>
PlanSpace::GetNames() const
{
    auto names = m_encoder.GetNames();
    for (std::size_t i = 0; m_forecasts && i < m_kept.size(); ++i)
    {
        names.push_back("latencyOfPlan" + std::to_string(m_kept[i]));
    }
    return names;
}

void
PlanSpace::MakeMasks()
{
    const EdgeSystem& system = GetSystem();
    m_kept.clear();
    m_masks.clear();
    if (m_slack < 0)
    {
        m_kept.resize(m_plans.GetNActions());
        std::iota(m_kept.begin(), m_kept.end(), 0);
        for (const auto& stream : system.streams)
        {
            const auto& mask = m_plans.GetMask(stream.dnn);
            m_masks.insert(m_masks.end(), mask.begin(), mask.end());
        }
        return;
    }
    std::vector<std::vector<uint32_t>> lists;
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        lists.push_back(GetUndominatedActions(m_plans, system, i, m_slack));
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

uint32_t
PlanSpace::FindKept(uint32_t action) const
{
    const auto it = std::lower_bound(m_kept.begin(), m_kept.end(), action);
    return (it != m_kept.end() && *it == action ? it : m_kept.end()) - m_kept.begin();
}

void
PlanSpace::ObserveStream(const EpochState& state, std::size_t stream, float* numbers) const
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
            const InferencePlan plan = m_plans.GetPlan(m_kept[i], *info.dnn);
            latency = m_estimator.Estimate(system, state, stream, plan).GetTotal() /
                      info.deadline.GetSeconds();
        }
        *next++ = static_cast<float>(std::min(latency, 2.0));
    }
}

void
PlanSpace::Observe(const EpochState& state, bool, Rows& rows)
{
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
    rows.Reset(GetLayout(), n);
    const std::size_t size = GetLayout().observationSize;
    for (std::size_t i = 0; i < n; ++i)
    {
        rows.ids[i] = first + i;
        ObserveStream(state, first + i, rows.observations.data() + i * size);
    }
    const std::size_t width = m_kept.size();
    std::copy_n(m_masks.begin() + (n > 0 ? first * width : 0), n * width, rows.masks.begin());
    MaskDown(state, rows);
}

void
PlanSpace::MaskDown(const EpochState& state, Rows& rows) const
{
    const auto& servers = state.servers;
    if (std::all_of(servers.begin(), servers.end(), [](const auto& server) { return server.up; }))
    {
        return;
    }
    const std::size_t width = m_kept.size();
    for (std::size_t i = 0; i < rows.GetN(); ++i)
    {
        const DnnProfile& dnn = *GetSystem().streams[rows.ids[i]].dnn;
        const auto begin = rows.masks.begin() + static_cast<std::ptrdiff_t>(i * width);
        std::vector<uint8_t> mask(begin, begin + static_cast<std::ptrdiff_t>(width));
        for (std::size_t choice = 0; choice < width; ++choice)
        {
            mask[choice] = mask[choice] && IsUp(state, m_plans.GetPlan(m_kept[choice], dnn), dnn);
        }
        // Somewhere a task has to go, also when all that could compute it is down.
        if (std::find(mask.begin(), mask.end(), 1) != mask.end())
        {
            std::copy(mask.begin(), mask.end(), begin);
        }
    }
}

void
PlanSpace::CarryOut(const EpochState&, const Rows& rows, EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    for (std::size_t i = 0; i < rows.GetN(); ++i)
    {
        const uint32_t stream = rows.ids[i];
        decision.plans[stream] =
            m_plans.GetPlan(m_kept[rows.choices[i]], *system.streams[stream].dnn);
    }
}

bool
PlanSpace::CanRecognise() const
{
    return true;
}

void
PlanSpace::Recognise(const EpochDecision& decision, Rows& rows) const
{
    const EdgeSystem& system = GetSystem();
    for (std::size_t i = 0; i < rows.GetN(); ++i)
    {
        const DnnProfile& dnn = *system.streams[rows.ids[i]].dnn;
        const InferencePlan& plan = decision.plans[rows.ids[i]];
        const bool isPlain = !plan.HasTail() && IsRunnable(plan, dnn, system.servers.size());
        const uint32_t choice =
            isPlain ? FindKept(m_plans.GetAction(plan, dnn)) : static_cast<uint32_t>(m_kept.size());
        rows.known[i] = choice < m_kept.size() && rows.masks[i * m_kept.size() + choice];
        rows.choices[i] = rows.known[i] ? choice : 0;
    }
}

Ptr<OffloadingPolicy>
PlanSpace::MakeLeader() const
{
    return ObjectFactory("ns3::GreedyPlanPolicy").Create<OffloadingPolicy>();
}

void
PlanSpace::Score(const EpochTransition& transition,
                 const Rows& rows,
                 std::vector<Reward>& rewards) const
{
    rewards.assign(rows.GetN(), Reward());
    for (std::size_t i = 0; i < rows.GetN(); ++i)
    {
        const EdgeStreamReward& own = transition.rewards[rows.ids[i]];
        // Without a task the decision had no consequence, and nothing is to be learnt from it.
        rewards[i].counts = own.tasks > 0;
        rewards[i].value = own.tasks > 0 ? own.reward / own.tasks - m_baseline : 0;
    }
}

bool
PlanSpace::FindNext(const EpochTransition& transition, const Rows* after, uint32_t id, Next& next)
{
    const auto& streams = GetSystem().streams;
    if (transition.next.streams.size() != streams.size())
    {
        return FindRow(after, id, next);
    }
    // The stream whose observation comes next: that of the UE's next arrival, or itself.
    uint32_t stream = id;
    for (std::size_t i = streams.size(); i-- > 0;)
    {
        if (transition.next.streams[i].arriving && streams[i].ue == streams[id].ue)
        {
            stream = i;
        }
    }
    if (!FindRow(after, stream, next))
    {
        // Another UE's arrival ended the time in which tasks are credited: nothing was decided for
        // this one then.
        ObserveStream(transition.next, stream, m_next.data());
        next.observation = m_next.data();
        next.mask = m_masks.data() + stream * m_kept.size();
    }
    return true;
}

} // namespace ns3
