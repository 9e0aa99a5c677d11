// SPDX-License-Identifier: GPL-2.0-only

#include "drift-plus-penalty-policy.h"

#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(DriftPlusPenaltyPolicy);

namespace
{

/// Latency in deadlines from which on a decision is no worse: overloads are infinite.
const double WORST_LATENESS = 100;

/// Part of the last exit's accuracy that is the target where none is given (ours).
const double DEFAULT_TARGET = 0.9;

/// Relative improvement that is none but rounding.
const double ROUNDING = 1e-12;

} // namespace

TypeId
DriftPlusPenaltyPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::DriftPlusPenaltyPolicy")
            .SetParent<AllocationPolicy>()
            .SetGroupName("EdgeInference")
            .AddConstructor<DriftPlusPenaltyPolicy>()
            .AddAttribute("V",
                          "Weight of the penalty, the mean latency in deadlines, beside the "
                          "queues of the accuracy targets (at least 0).",
                          DoubleValue(0.1),
                          MakeDoubleAccessor(&DriftPlusPenaltyPolicy::m_penaltyWeight),
                          MakeDoubleChecker<double>(0, 1e9))
            .AddAttribute("Targets",
                          "Long-term mean accuracy (0 to 1) of the services, a number for each "
                          "DNN in the order of the scenario's streams, separated by commas, or one "
                          "for all; empty: 0.9 of the accuracy of each DNN's last exit.",
                          StringValue(""),
                          MakeStringAccessor(&DriftPlusPenaltyPolicy::m_targets),
                          MakeStringChecker())
            .AddAttribute("Margin",
                          "Share of the deadline that an estimated mean latency may take (above "
                          "0); a stream above it is taken as late, with accuracy 0.",
                          DoubleValue(0.7),
                          MakeDoubleAccessor(&DriftPlusPenaltyPolicy::m_margin),
                          MakeDoubleChecker<double>(1e-3, 1e9))
            .AddAttribute(
                "Shares",
                "How spectrum and servers are divided: all alike, in proportion to what a UE asks "
                "of them, or to the root of that, which makes the sum of delays least. Service: "
                "servers by DNN, in proportion to the root of what its tasks would wait for each "
                "other there, and among its UEs by what they ask; spectrum as with Root.",
                EnumValue(ROOT),
                MakeEnumAccessorCompat<AllocationPolicy::ShareRule>(
                    &DriftPlusPenaltyPolicy::m_shares),
                MakeEnumChecker(EQUAL, "Equal", DEMAND, "Demand", ROOT, "Root", SERVICE, "Service"))
            .AddAttribute("MaxEnumeration",
                          "Number of decisions up to which all are tried; with more, the least is "
                          "searched by changing one stream or two at a time.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&DriftPlusPenaltyPolicy::m_maxEnumeration),
                          MakeUintegerChecker<uint32_t>(0, 100000000))
            .AddTraceSource("Backlog",
                            "Each epoch, for each service: the virtual queue of its accuracy "
                            "target.",
                            MakeTraceSourceAccessor(&DriftPlusPenaltyPolicy::m_backlogTrace),
                            "ns3::DriftPlusPenaltyPolicy::BacklogCallback");
    return tid;
}

std::vector<double>
DriftPlusPenaltyPolicy::FindTargets() const
{
    if (!m_targets.empty())
    {
        return ReadTargets(m_targets);
    }
    std::vector<double> targets;
    for (const auto& dnn : GetSystem().dnns)
    {
        InferencePlan plan;
        plan.exit = dnn->GetNExits() - 1;
        plan.cut = dnn->GetExitPosition(plan.exit);
        plan.bits = dnn->GetBitWidths().front();
        targets.push_back(DEFAULT_TARGET * GetExpectedAccuracy(plan, *dnn));
    }
    return targets;
}

void
DriftPlusPenaltyPolicy::DoBeginEpisode()
{
    AllocationPolicy::DoBeginEpisode();
    m_constraints.Begin(GetSystem(), FindTargets());
    m_previous.clear();
}

const AccuracyConstraints&
DriftPlusPenaltyPolicy::GetConstraints() const
{
    return m_constraints;
}

void
DriftPlusPenaltyPolicy::ListOptions(const EpochState& state)
{
    const EdgeSystem& system = GetSystem();
    m_options.assign(system.streams.size(), {});
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        const DnnProfile& dnn = *system.streams[i].dnn;
        for (uint32_t tier = 0; tier <= system.servers.size(); ++tier)
        {
            if (tier > 0 && !state.servers[tier - 1].up)
            {
                continue;
            }
            const uint32_t nExits = AllocationVector::CountExits(dnn, tier);
            for (uint32_t number = DecidesExits() ? 0 : nExits - 1; number < nExits; ++number)
            {
                const uint32_t exit = AllocationVector::GetExit(dnn, tier, number);
                m_options[i].push_back(AllocationVector::MakePlan(system, i, tier, exit));
            }
        }
    }
}

double
DriftPlusPenaltyPolicy::GetObjective(const EpochState& state, EpochDecision& decision) const
{
    const EdgeSystem& system = GetSystem();
    DivideByRule(state, m_shares, decision);
    const std::vector<double>& lateness = EstimateLateness(state, decision);
    m_demands.resize(system.streams.size());
    m_accuracies.resize(system.streams.size());
    double sum = 0;
    double tasks = 0;
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        m_demands[i] = m_estimator.GetDemand(i);
        tasks += m_demands[i];
        sum += m_demands[i] * std::min(lateness[i], WORST_LATENESS);
        m_accuracies[i] = lateness[i] <= m_margin
                              ? GetExpectedAccuracy(decision.plans[i], *system.streams[i].dnn)
                              : 0;
    }
    return m_penaltyWeight * sum / tasks + m_constraints.GetDrift(m_demands, m_accuracies);
}

bool
DriftPlusPenaltyPolicy::Improve(const EpochState& state,
                                const std::vector<std::size_t>& streams,
                                EpochDecision& decision,
                                double& least) const
{
    const std::size_t n = streams.size();
    std::vector<InferencePlan> before(n);
    for (std::size_t i = 0; i < n; ++i)
    {
        before[i] = decision.plans[streams[i]];
    }
    std::vector<InferencePlan> best;
    std::vector<std::size_t> choice(n, 0); // the combination, as a number with a digit a stream
    for (bool isLast = false; !isLast;)
    {
        std::vector<InferencePlan> tried(n);
        for (std::size_t i = 0; i < n; ++i)
        {
            tried[i] = m_options[streams[i]][choice[i]];
            decision.plans[streams[i]] = tried[i];
        }
        const double objective = GetObjective(state, decision);
        const double needed = std::isfinite(least) ? ROUNDING * std::max(1.0, std::abs(least)) : 0;
        if (objective < least - needed)
        {
            least = objective;
            best = tried;
        }
        isLast = true;
        for (std::size_t i = 0; i < n && isLast; ++i)
        {
            isLast = ++choice[i] == m_options[streams[i]].size();
            choice[i] = isLast ? 0 : choice[i];
        }
    }
    const auto& kept = best.empty() ? before : best;
    for (std::size_t i = 0; i < n; ++i)
    {
        decision.plans[streams[i]] = kept[i];
    }
    return !best.empty();
}

void
DriftPlusPenaltyPolicy::Enumerate(const EpochState& state, EpochDecision& decision) const
{
    std::vector<std::size_t> all(m_options.size());
    for (std::size_t i = 0; i < all.size(); ++i)
    {
        all[i] = i;
        decision.plans[i] = m_options[i].front();
    }
    double least = std::numeric_limits<double>::infinity();
    Improve(state, all, decision, least);
}

double
DriftPlusPenaltyPolicy::Descend(const EpochState& state, EpochDecision& decision) const
{
    double least = GetObjective(state, decision);
    for (bool isBetter = true; isBetter;)
    {
        isBetter = false;
        for (std::size_t i = 0; i < m_options.size(); ++i)
        {
            isBetter = Improve(state, {i}, decision, least) || isBetter;
        }
        for (std::size_t i = 0; i < m_options.size() && !isBetter; ++i)
        {
            for (std::size_t j = i + 1; j < m_options.size() && !isBetter; ++j)
            {
                isBetter = Improve(state, {i, j}, decision, least);
            }
        }
    }
    return least;
}

void
DriftPlusPenaltyPolicy::DoAllocate(const EpochState& state, EpochDecision& decision)
{
    m_constraints.Observe(GetSystem(), state);
    for (uint32_t service = 0; service < m_constraints.GetQueues().size(); ++service)
    {
        m_backlogTrace(state.epoch, service, m_constraints.GetQueues()[service].GetBacklog());
    }
    ListOptions(state);
    double decisions = 1;
    for (const auto& options : m_options)
    {
        decisions *= static_cast<double>(options.size());
    }
    if (decisions <= m_maxEnumeration)
    {
        Enumerate(state, decision);
    }
    else
    {
        EpochDecision other = decision;
        for (std::size_t i = 0; i < m_options.size(); ++i)
        {
            const auto& options = m_options[i];
            decision.plans[i] = options.front();
            const bool isThere =
                !m_previous.empty() &&
                std::find(options.begin(), options.end(), m_previous[i]) != options.end();
            other.plans[i] = isThere ? m_previous[i] : options.front();
        }
        const double least = Descend(state, decision);
        if (!m_previous.empty() && Descend(state, other) < least)
        {
            decision.plans = other.plans;
        }
    }
    DivideByRule(state, m_shares, decision);
    m_constraints.Hold(decision);
    m_previous = decision.plans;
}

} // namespace ns3
