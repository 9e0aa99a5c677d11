// SPDX-License-Identifier: GPL-2.0-only

#include "allocation-space.h"

#include "attribute-forwarding.h"
#include "mean-reward.h"
#include "observation-feature.h"
#include "observation-scale.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/log.h"
#include "ns3/string.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("AllocationSpace");

NS_OBJECT_ENSURE_REGISTERED(AllocationSpace);

namespace
{

/// The most that observations tell of a virtual queue, which then bounds its weight in rewards.
constexpr double MOST_BACKLOG = 4;

/// Half of what a score of the actor must win by to leave the tier of the prior.
constexpr float PRIOR_SCORE = 0.5F;

/// What a row of PerStream knows of what all ask for.
struct Demands
{
    double own{0};         //!< tasks/s of the stream
    double ofAll{0};       //!< tasks/s of all streams
    double nStreams{1};    //!< streams
    double uplink{0};      //!< load of the uplink by the stream
    double uplinkOfAll{0}; //!< load of the uplink by all
    double rate{0};        //!< bit/s of the stream's uplink
    double firstServer{0}; //!< load of the first server by the stream
};

using observation::Feature;

/// In order; then follows the load of each server by all.
constexpr std::array<Feature<Demands>, 6> DEMAND_FEATURES{
    {{"demand", [](const Demands& d) { return d.own / observation::DEMAND; }},
     {"demandOfAll", [](const Demands& d) { return d.ofAll / (observation::DEMAND * d.nStreams); }},
     {"uplinkLoad", [](const Demands& d) { return d.uplink; }},
     {"uplinkLoadOfAll", [](const Demands& d) { return d.uplinkOfAll / 2; }},
     {"uplinkCapacity", [](const Demands& d) { return observation::RateScale(d.rate); }},
     {"serverLoad", [](const Demands& d) { return d.firstServer; }}}};

} // namespace

TypeId
AllocationSpace::GetTypeId()
{
    static TypeId tid = [] {
        TypeId type =
            TypeId("ns3::AllocationSpace")
                .SetParent<DecisionSpace>()
                .SetGroupName("EdgeInference")
                .AddConstructor<AllocationSpace>()
                .AddAttribute("PerStream",
                              "One actor and critic serve each stream by itself, instead of one "
                              "action for all.",
                              BooleanValue(false),
                              MakeBooleanAccessor(&AllocationSpace::m_perStream),
                              MakeBooleanChecker())
                .AddAttribute(
                    "OwnReward",
                    "With PerStream: part of a stream's reward that is the mean of its own "
                    "tasks, the rest is that of all tasks (0 to 1).",
                    DoubleValue(0.5),
                    MakeDoubleAccessor(&AllocationSpace::m_ownReward),
                    MakeDoubleChecker<double>(0, 1))
                .AddAttribute(
                    "Prior",
                    "What the action is added to.",
                    EnumValue(NONE),
                    MakeEnumAccessorCompat<AllocationSpace::PriorKind>(&AllocationSpace::m_prior),
                    MakeEnumChecker(NONE, "None", GREEDY, "Greedy"))
                .AddAttribute("PriorMargin",
                              "Margin of the greedy choice, as that of GreedyAllocationPolicy.",
                              DoubleValue(0.7),
                              MakeDoubleAccessor(&AllocationSpace::m_priorMargin),
                              MakeDoubleChecker<double>(1e-3, 10))
                .AddAttribute("Targets",
                              "Long-term mean accuracy (0 to 1) of the services, a number for each "
                              "DNN in the order of the scenario's streams, separated by commas, or "
                              "one for all: their virtual queues are observed, and rewards have "
                              "queue times (accuracy - target) added; empty: none.",
                              StringValue(""),
                              MakeStringAccessor(&AllocationSpace::m_targets),
                              MakeStringChecker());
        AttributeForwarding::Add(type,
                                 AllocationPolicy::GetTypeId(),
                                 [](const ObjectBase* space) -> ObjectBase* {
                                     return PeekPointer(
                                         dynamic_cast<const AllocationSpace*>(space)->m_rule);
                                 });
        return type;
    }();
    return tid;
}

AllocationSpace::AllocationSpace()
    : m_rule(CreateObject<AllocationRule>())
{
    NS_LOG_FUNCTION(this);
}

AllocationSpace::~AllocationSpace()
{
    NS_LOG_FUNCTION(this);
}

void
AllocationSpace::DoDispose()
{
    m_rule = nullptr;
    DecisionSpace::DoDispose();
}

uint32_t
AllocationSpace::GetStreamSize() const
{
    return m_rule->GetVector().GetNBounded() / std::max<std::size_t>(1, GetSystem().streams.size());
}

void
AllocationSpace::DoBeginEpisode(Layout& layout)
{
    const EdgeSystem& system = GetSystem();
    m_rule->BeginEpisode(system);
    const AllocationVector& vector = m_rule->GetVector();
    if (m_perStream)
    {
        m_streamEncoder = StateEncoder(system.servers.size());
        layout.rows = system.streams.size();
        layout.isByStream = true;
        layout.nBounded = GetStreamSize() + vector.GetSimplexes().size();
        layout.observationSize =
            m_streamEncoder.GetSize() + DEMAND_FEATURES.size() + system.servers.size();
    }
    else
    {
        m_systemEncoder = SystemEncoder(system);
        layout.nBounded = vector.GetNBounded();
        layout.simplexes = vector.GetSimplexes();
        layout.numberMask = vector.GetMask();
        layout.observationSize = m_systemEncoder.GetSize();
    }
    if (m_prior != NONE)
    {
        layout.observationSize += layout.GetNNumbers();
    }
    // An action is added to a prior: none is the greedy choice.
    layout.demonstrates = m_prior == NONE;
    layout.parts.count = m_perStream ? 1 : system.streams.size();
    layout.parts.size = GetStreamSize();
    layout.parts.scores = 1 + system.servers.size();
    if (layout.parts.size > layout.parts.scores)
    {
        uint32_t most = 1;
        for (const auto& stream : system.streams)
        {
            // Where places have different exits, a step is that of the place with most of them.
            most = std::max({most,
                             AllocationVector::CountExits(*stream.dnn, 0),
                             AllocationVector::CountExits(*stream.dnn, 1)});
        }
        layout.parts.step = 2.0F / static_cast<float>(most);
    }
    AddMembers(layout);
    if (!m_targets.empty())
    {
        m_constraints.Begin(system, m_rule->ReadTargets(m_targets));
        layout.observationSize += m_perStream ? 1 : system.dnns.size();
    }
    m_priorAction.assign(vector.GetSize(), 0);
    m_action.assign(vector.GetSize(), 0);
    m_weights.assign(vector.GetSize() - vector.GetNBounded(), 0);
    m_priorDecision.plans.resize(system.streams.size());
}

void
AllocationSpace::AddMembers(Layout& layout) const
{
    if (m_perStream)
    {
        return; // a row is a UE
    }
    const auto all = m_systemEncoder.GetUeNumbers(GetSystem());
    const uint32_t size = m_rule->GetVector().GetStreamSize();
    for (uint32_t i = 0; i < all.size(); ++i)
    {
        DecisionSpace::Member member{all[i], {}, {}};
        for (uint32_t k = 0; k < size; ++k)
        {
            member.numbers.push_back(i * size + k);
        }
        for (std::size_t k = 0; k < layout.simplexes.size(); ++k)
        {
            member.numbers.push_back(layout.nBounded + k * all.size() + i);
        }
        for (std::size_t k = 0; m_prior != NONE && k < member.numbers.size(); ++k)
        {
            member.observation.push_back(m_systemEncoder.GetSize() + member.numbers[k]);
        }
        layout.members.push_back(std::move(member));
    }
}

std::vector<std::string>
AllocationSpace::GetNames() const
{
    std::vector<std::string> names;
    if (m_perStream)
    {
        names = m_streamEncoder.GetNames();
        observation::AddNames(DEMAND_FEATURES, "", "", names);
        for (std::size_t i = 0; i < GetSystem().servers.size(); ++i)
        {
            names.push_back("serverLoadOfAll" + std::to_string(i));
        }
    }
    else
    {
        names = m_systemEncoder.GetNames();
    }
    const auto numbers = m_rule->GetVector().GetNames();
    for (uint32_t i = 0; m_prior != NONE && i < GetLayout().GetNNumbers(); ++i)
    {
        names.push_back("prior." + (m_perStream ? "number" + std::to_string(i) : numbers[i]));
    }
    const std::size_t nQueues = m_perStream ? 1 : GetSystem().dnns.size();
    for (std::size_t i = 0; !m_targets.empty() && i < nQueues; ++i)
    {
        names.push_back("accuracyQueue" + (m_perStream ? "" : std::to_string(i)));
    }
    return names;
}

void
AllocationSpace::TakeRow(const std::vector<float>& action, std::size_t stream, float* row) const
{
    const uint32_t size = GetStreamSize();
    row = std::copy_n(action.begin() + stream * size, size, row);
    // The greedy choice divides in proportion to demand: weights of 1.
    std::fill_n(row, m_rule->GetVector().GetSimplexes().size(), 0.0F);
}

void
AllocationSpace::Observe(const EpochState& state, bool demonstrate, Rows& rows)
{
    const EdgeSystem& system = GetSystem();
    m_rule->Know(state);
    rows.Reset(GetLayout(), GetLayout().rows);
    for (uint32_t i = 0; i < rows.GetN(); ++i)
    {
        rows.ids[i] = i;
    }
    if (m_prior != NONE || demonstrate)
    {
        m_rule->ChooseGreedily(state, m_priorMargin, m_priorDecision);
        m_rule->GetVector().Encode(system, m_priorDecision, m_priorAction.data());
    }
    if (!m_targets.empty())
    {
        m_constraints.Observe(system, state);
        ObserveQueues(rows);
    }
    if (m_perStream)
    {
        ObserveStreams(state, demonstrate, rows);
        return;
    }
    m_systemEncoder.Encode(system, state, rows.observations.data());
    if (m_prior != NONE)
    {
        std::copy(m_priorAction.begin(),
                  m_priorAction.end(),
                  rows.observations.begin() + m_systemEncoder.GetSize());
    }
    else if (demonstrate)
    {
        std::copy(m_priorAction.begin(), m_priorAction.end(), rows.numbers.begin());
    }
}

void
AllocationSpace::ObserveQueues(Rows& rows) const
{
    const auto& queues = m_constraints.GetQueues();
    const std::size_t size = GetLayout().observationSize;
    const auto tell = [](const AccuracyQueue& queue) {
        return static_cast<float>(std::min(MOST_BACKLOG, queue.GetBacklog()));
    };
    for (std::size_t i = 0; i < rows.GetN(); ++i)
    {
        float* const end = rows.observations.data() + (i + 1) * size;
        if (m_perStream)
        {
            end[-1] = tell(queues[m_constraints.GetService(i)]);
            continue;
        }
        std::transform(queues.begin(), queues.end(), end - queues.size(), tell);
    }
}

void
AllocationSpace::ObserveStreams(const EpochState& state, bool demonstrate, Rows& rows) const
{
    // What a stream would ask of the uplink and of each server with its last exit.
    const EdgeSystem& system = GetSystem();
    const AllocationEstimator& estimator = m_rule->GetEstimator();
    const std::size_t nStreams = system.streams.size();
    const std::size_t nServers = system.servers.size();
    std::vector<double> uplink(nStreams, 0);
    std::vector<double> server(nStreams * nServers, 0);
    std::vector<double> serverOfAll(nServers, 0);
    Demands demands;
    demands.nStreams = nStreams;
    for (std::size_t i = 0; i < nStreams; ++i)
    {
        const DnnProfile& dnn = *system.streams[i].dnn;
        const uint32_t last =
            AllocationVector::GetExit(dnn, 1, AllocationVector::CountExits(dnn, 1) - 1);
        demands.ofAll += estimator.GetDemand(i);
        for (std::size_t s = 0; s < nServers; ++s)
        {
            const auto plan = AllocationVector::MakePlan(system, i, s + 1, last);
            uplink[i] = std::min(2.0, estimator.GetUplinkLoad(system, i, plan));
            server[i * nServers + s] =
                std::min(2.0, estimator.GetServerLoad(system, state, i, plan, s));
            serverOfAll[s] += server[i * nServers + s];
        }
        demands.uplinkOfAll += uplink[i];
    }
    const Layout& layout = GetLayout();
    for (std::size_t i = 0; i < nStreams; ++i)
    {
        float* next = rows.observations.data() + i * layout.observationSize;
        m_streamEncoder.Encode(system, state, i, next);
        next += m_streamEncoder.GetSize();
        demands.own = estimator.GetDemand(i);
        demands.uplink = uplink[i];
        demands.rate = estimator.GetUplinkRate(system.streams[i].ue);
        demands.firstServer = nServers > 0 ? server[i * nServers] : 0;
        for (const auto& feature : DEMAND_FEATURES)
        {
            *next++ = static_cast<float>(std::min(4.0, feature.value(demands)));
        }
        for (std::size_t s = 0; s < nServers; ++s)
        {
            *next++ = static_cast<float>(std::min(4.0, serverOfAll[s] / 2));
        }
        if (m_prior != NONE)
        {
            TakeRow(m_priorAction, i, next);
        }
        else if (demonstrate)
        {
            TakeRow(m_priorAction, i, rows.numbers.data() + i * layout.nBounded);
        }
    }
}

void
AllocationSpace::CarryOut(const EpochState& state, const Rows& rows, EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    const AllocationVector& vector = m_rule->GetVector();
    const std::size_t nUes = system.devices.size();
    const uint32_t nBounded = vector.GetNBounded();
    const uint32_t size = GetStreamSize();
    const uint32_t nTiers = 1 + system.servers.size();
    const std::size_t nShared = vector.GetSimplexes().size();
    const std::size_t stride = m_perStream ? size + nShared : size;
    const auto clip = [](float value) { return std::min(1.0F, std::max(-1.0F, value)); };
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        for (uint32_t k = 0; k < size; ++k)
        {
            float value = clip(rows.numbers[i * stride + k]);
            if (m_prior != NONE)
            {
                const float prior = m_priorAction[i * size + k];
                value += k < nTiers ? PRIOR_SCORE * prior : prior;
                value = k < nTiers ? value : clip(value);
            }
            m_action[i * size + k] = value;
        }
    }
    for (std::size_t i = nBounded; i < m_action.size(); ++i)
    {
        m_action[i] = m_perStream ? 1 : rows.numbers[i];
        if (m_prior != NONE)
        {
            m_action[i] *= 1e-3F + m_priorAction[i];
        }
    }
    vector.Decode(system, state, m_action.data(), decision);
    if (m_perStream)
    {
        // What the plans ask for, times the weights.
        m_rule->GetDemands(state, decision, m_streamDemands);
        std::fill(m_weights.begin(), m_weights.end(), 0);
        for (std::size_t i = 0; i < nShared; ++i)
        {
            for (std::size_t stream = 0; stream < system.streams.size(); ++stream)
            {
                m_weights[i * nUes + system.streams[stream].ue] +=
                    m_streamDemands[i * system.streams.size() + stream] *
                    std::exp(2.0 * clip(rows.numbers[stream * stride + size + i]));
            }
        }
        vector.Divide(system, state, m_weights.data(), decision);
    }
    m_rule->Keep(decision);
    if (!m_targets.empty())
    {
        m_constraints.Hold(decision);
    }
}

bool
AllocationSpace::CanRecognise() const
{
    // With a prior an action says by how much it leaves that: not every decision is near.
    return m_prior == NONE;
}

bool
AllocationSpace::RecognisesExactly() const
{
    return false;
}

void
AllocationSpace::Recognise(const EpochDecision& decision, Rows& rows) const
{
    std::vector<float> action(m_rule->GetVector().GetSize());
    m_rule->GetVector().Encode(GetSystem(), decision, action.data());
    for (std::size_t i = 0; m_perStream && i < rows.GetN(); ++i)
    {
        TakeRow(action, i, rows.numbers.data() + i * GetLayout().nBounded);
    }
    if (!m_perStream)
    {
        rows.numbers.assign(action.begin(), action.end());
    }
}

Ptr<OffloadingPolicy>
AllocationSpace::MakeLeader() const
{
    const auto leader = AttributeForwarding::Make<OffloadingPolicy>("ns3::GreedyAllocationPolicy",
                                                                    AllocationPolicy::GetTypeId(),
                                                                    *m_rule);
    leader->SetAttribute("Margin", DoubleValue(m_priorMargin));
    return leader;
}

void
AllocationSpace::Score(const EpochTransition& transition,
                       const Rows& rows,
                       std::vector<Reward>& rewards) const
{
    rewards.assign(rows.GetN(), GetMeanReward(transition));
    for (std::size_t i = 0; m_perStream && i < rows.GetN(); ++i)
    {
        const EdgeStreamReward& own = transition.rewards[i];
        rewards[i].counts = own.tasks > 0;
        if (own.tasks > 0)
        {
            rewards[i].value =
                m_ownReward * own.reward / own.tasks + (1 - m_ownReward) * rewards[i].value;
        }
    }
    if (!m_targets.empty())
    {
        AddDrift(transition, rows, rewards);
    }
}

void
AllocationSpace::AddDrift(const EpochTransition& transition,
                          const Rows& rows,
                          std::vector<Reward>& rewards) const
{
    const EdgeSystem& system = GetSystem();
    const std::size_t nServices = system.dnns.size();
    // Of a window of observations the newest is at the end.
    const std::size_t size = rows.observations.size() / rows.GetN();
    const auto& queues = m_constraints.GetQueues();
    std::vector<double> backlogs(nServices, 0); // as they were at the decision
    std::vector<double> tasks(nServices, 0);
    std::vector<double> gains(system.streams.size(), 0); // queue times what exceeds the target
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        const std::size_t service = m_constraints.GetService(i);
        const float* const end = rows.observations.data() + (m_perStream ? i + 1 : 1) * size;
        backlogs[service] = m_perStream ? end[-1] : (end - nServices)[service];
        tasks[service] += transition.rewards[i].tasks;
        const double accuracy =
            GetExpectedAccuracy(transition.decision.plans[i], *system.streams[i].dnn);
        gains[i] = backlogs[service] * (accuracy - queues[service].GetTarget());
    }
    const double all = std::accumulate(tasks.begin(), tasks.end(), 0.0);
    double sum = 0;
    for (std::size_t i = 0; i < gains.size(); ++i)
    {
        const double ofService = tasks[m_constraints.GetService(i)];
        sum += ofService > 0 ? transition.rewards[i].tasks / ofService * gains[i] : 0;
    }
    for (std::size_t i = 0; i < rewards.size(); ++i)
    {
        // A task of the row moves its service's mean by 1 / ofService, and the mean reward of all
        // by 1 / all.
        const double ofService = tasks[m_constraints.GetService(m_perStream ? i : 0)];
        const double own = ofService > 0 ? all / ofService * gains[i] : 0;
        const double part = m_perStream ? m_ownReward : 0;
        rewards[i].value += rewards[i].counts ? part * own + (1 - part) * sum : 0;
    }
}

} // namespace ns3
