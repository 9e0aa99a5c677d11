// SPDX-License-Identifier: GPL-2.0-only

#include "allocation-policy.h"

#include "../../input/input-text.h"
#include "../estimation/server-choice.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/inference-input-error.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(AllocationPolicy);

TypeId
AllocationPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::AllocationPolicy")
            .SetParent<OffloadingPolicy>()
            .SetGroupName("EdgeInference")
            .AddAttribute("Exits",
                          "It decides exits, too; otherwise every task goes to the last one.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&AllocationPolicy::m_exits),
                          MakeBooleanChecker())
            .AddAttribute("DivideUplink",
                          "It divides the uplink's spectrum; otherwise the stack does.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&AllocationPolicy::m_divideUplink),
                          MakeBooleanChecker())
            .AddAttribute("DivideDownlink",
                          "It divides the downlink's spectrum; otherwise the stack does.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&AllocationPolicy::m_divideDownlink),
                          MakeBooleanChecker())
            .AddAttribute(
                "DivideEdge",
                "It divides the edge servers (those that are WeightedSharingComputeNodes).",
                BooleanValue(true),
                MakeBooleanAccessor(&AllocationPolicy::m_divideEdge),
                MakeBooleanChecker())
            .AddAttribute(
                "DivideCloud",
                "It divides the cloud nodes (those that are WeightedSharingComputeNodes).",
                BooleanValue(false),
                MakeBooleanAccessor(&AllocationPolicy::m_divideCloud),
                MakeBooleanChecker())
            .AddAttribute("UsersOnly",
                          "A UE that does not use a resource keeps MinShare of it, and those that "
                          "do divide the rest; otherwise shares are kept, used or not.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&AllocationPolicy::m_usersOnly),
                          MakeBooleanChecker())
            .AddAttribute(
                "MinShare",
                "Least share of each UE (0 to 1), so that what is under way does not stand "
                "still; at most a half over the number of UEs.",
                DoubleValue(0.01),
                MakeDoubleAccessor(&AllocationPolicy::m_minShare),
                MakeDoubleChecker<double>(0, 1));
    return tid;
}

void
AllocationPolicy::DoBeginEpisode()
{
    AllocationOptions options;
    options.exits = m_exits;
    options.uplink = m_divideUplink;
    options.downlink = m_divideDownlink;
    options.edgeCompute = m_divideEdge;
    options.cloudCompute = m_divideCloud;
    options.usersOnly = m_usersOnly;
    options.minShare = m_minShare;
    m_space = AllocationVector(GetSystem(), options);
    m_estimator.Begin(GetSystem(), m_divideUplink);
    m_uplinkShares.clear();
}

void
AllocationPolicy::DoDecide(const EpochState& state, EpochDecision& decision)
{
    m_estimator.Observe(state, m_uplinkShares);
    DoAllocate(state, decision);
    m_uplinkShares = decision.uplinkShares;
}

bool
AllocationPolicy::DecidesExits() const
{
    return m_exits;
}

void
AllocationPolicy::GetDemands(const EpochState& state,
                             const EpochDecision& decision,
                             std::vector<double>& demands) const
{
    const EdgeSystem& system = GetSystem();
    demands.clear();
    for (const auto& shared : m_space.GetShared())
    {
        for (std::size_t stream = 0; stream < system.streams.size(); ++stream)
        {
            const InferencePlan& plan = decision.plans[stream];
            double load = 0;
            switch (shared.kind)
            {
            case AllocationVector::Shared::UPLINK:
                // What waits already is to be gone by the next epoch.
                load = m_estimator.GetUplinkLoad(system, stream, plan) +
                       m_estimator.GetBacklogLoad(system, state, stream);
                break;
            case AllocationVector::Shared::DOWNLINK:
                // All results have about the same size.
                load = m_estimator.GetDemand(stream);
                break;
            case AllocationVector::Shared::SERVER:
                load = m_estimator.GetServerLoad(system, state, stream, plan, shared.server);
                break;
            }
            // Of what asks for more than there is, how much more is not known.
            demands.push_back(std::min(load, 1e3));
        }
    }
}

void
AllocationPolicy::DivideByRule(const EpochState& state,
                               ShareRule rule,
                               EpochDecision& decision) const
{
    const EdgeSystem& system = GetSystem();
    const std::size_t nUes = system.devices.size();
    const auto& shared = m_space.GetShared();
    const std::size_t nStreams = system.streams.size();
    const bool isRoot = rule == ROOT || rule == SERVICE;
    m_weights.assign(shared.size() * nUes, rule == EQUAL ? 1 : 0);
    if (rule != EQUAL)
    {
        GetDemands(state, decision, m_demands);
        for (std::size_t i = 0; i < m_demands.size(); ++i)
        {
            m_weights[i / nStreams * nUes + system.streams[i % nStreams].ue] += m_demands[i];
        }
    }
    for (std::size_t i = 0; isRoot && i < m_weights.size(); ++i)
    {
        // The least sum of demand / share over shares that sum to 1 (Lagrange's condition).
        m_weights[i] = std::sqrt(m_weights[i]);
    }
    for (std::size_t i = 0; rule == SERVICE && i < shared.size(); ++i)
    {
        if (shared[i].kind == AllocationVector::Shared::SERVER)
        {
            DivideByService(m_demands.data() + i * nStreams, m_weights.data() + i * nUes);
        }
    }
    m_space.Divide(system, state, m_weights.data(), decision);
}

void
AllocationPolicy::DivideByService(const double* demands, double* weights) const
{
    const EdgeSystem& system = GetSystem();
    std::fill_n(weights, system.devices.size(), 0.0);
    for (const auto& dnn : system.dnns)
    {
        double sum = 0;
        uint32_t users = 0;
        for (std::size_t i = 0; i < system.streams.size(); ++i)
        {
            const bool isUser = system.streams[i].dnn == dnn && demands[i] > 0;
            sum += isUser ? demands[i] : 0;
            users += isUser ? 1 : 0;
        }
        // Of n tasks that come together each waits for half of the others, in the mean.
        const double share = std::sqrt(sum * (users + 1.0) / 2);
        for (std::size_t i = 0; sum > 0 && i < system.streams.size(); ++i)
        {
            weights[system.streams[i].ue] +=
                system.streams[i].dnn == dnn ? share * demands[i] / sum : 0;
        }
    }
}

const std::vector<double>&
AllocationPolicy::EstimateLateness(const EpochState& state, const EpochDecision& decision) const
{
    m_estimator.Estimate(GetSystem(), state, decision, m_latencies);
    for (std::size_t i = 0; i < m_latencies.size(); ++i)
    {
        m_latencies[i] /= GetSystem().streams[i].deadline.GetSeconds();
    }
    return m_latencies;
}

void
AllocationPolicy::LowerExits(const EpochState& state,
                             ShareRule rule,
                             double margin,
                             EpochDecision& decision) const
{
    const EdgeSystem& system = GetSystem();
    while (true)
    {
        DivideByRule(state, rule, decision);
        if (!m_exits)
        {
            return;
        }
        const auto& lateness = EstimateLateness(state, decision);
        const auto getNumber = [&](std::size_t i) {
            return AllocationVector::GetExitNumber(decision.plans[i], *system.streams[i].dnn);
        };
        std::size_t latest = system.streams.size();
        for (std::size_t i = 0; i < system.streams.size(); ++i)
        {
            const bool isLate = lateness[i] > margin && getNumber(i) > 0;
            if (isLate && (latest == system.streams.size() || lateness[i] > lateness[latest]))
            {
                latest = i;
            }
        }
        if (latest == system.streams.size())
        {
            return;
        }
        const DnnProfile& dnn = *system.streams[latest].dnn;
        InferencePlan& plan = decision.plans[latest];
        const uint32_t tier = AllocationVector::GetTier(plan, dnn);
        const uint32_t lower = AllocationVector::GetExit(dnn, tier, getNumber(latest) - 1);
        plan = AllocationVector::MakePlan(system, latest, tier, lower);
    }
}

void
AllocationPolicy::ChooseGreedily(const EpochState& state,
                                 double margin,
                                 EpochDecision& decision) const
{
    const EdgeSystem& system = GetSystem();
    const std::size_t n = system.streams.size();
    const auto getLoad = [&](std::size_t i) {
        return m_estimator.GetDemand(i) *
               static_cast<double>(system.streams[i].dnn->GetTotalMacs());
    };
    std::vector<std::size_t> order(n);
    for (std::size_t i = 0; i < n; ++i)
    {
        // Who has not chosen yet asks for next to nothing: the first exit on its own device.
        decision.plans[i] =
            AllocationVector::MakePlan(system,
                                       i,
                                       0,
                                       AllocationVector::GetExit(*system.streams[i].dnn, 0, 0));
        order[i] = i;
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return getLoad(a) > getLoad(b);
    });
    for (std::size_t chosen = 0; chosen < n; ++chosen)
    {
        const std::size_t i = order[chosen];
        const DnnProfile& dnn = *system.streams[i].dnn;
        InferencePlan best = decision.plans[i];
        double bestValue = -1;
        double bestLateness = 0;
        for (uint32_t tier = 0; tier <= system.servers.size(); ++tier)
        {
            const uint32_t nExits = AllocationVector::CountExits(dnn, tier);
            for (uint32_t number = m_exits ? 0 : nExits - 1; number < nExits; ++number)
            {
                const uint32_t exit = AllocationVector::GetExit(dnn, tier, number);
                decision.plans[i] = AllocationVector::MakePlan(system, i, tier, exit);
                DivideByRule(state, DEMAND, decision);
                const auto& lateness = EstimateLateness(state, decision);
                double value = 0;
                for (std::size_t k = 0; k <= chosen; ++k)
                {
                    const std::size_t other = order[k];
                    if (lateness[other] <= margin)
                    {
                        value +=
                            m_estimator.GetDemand(other) *
                            GetExpectedAccuracy(decision.plans[other], *system.streams[other].dnn);
                    }
                }
                const bool isEqual = std::abs(value - bestValue) < 1e-9;
                if (isEqual ? lateness[i] < bestLateness : value > bestValue)
                {
                    best = decision.plans[i];
                    bestValue = value;
                    bestLateness = lateness[i];
                }
            }
        }
        decision.plans[i] = best;
    }
    DivideByRule(state, DEMAND, decision);
}

std::vector<double>
AllocationPolicy::ReadTargets(const std::string& text) const
{
    const std::size_t n = GetSystem().dnns.size();
    std::vector<double> targets;
    bool isRead = true;
    for (const std::string& part : InputText::Split(text, ','))
    {
        targets.push_back(0);
        isRead = isRead && InputText::ReadNumber(part, targets.back()) && targets.back() >= 0 &&
                 targets.back() <= 1;
    }
    if (!isRead || (targets.size() != 1 && targets.size() != n))
    {
        throw InferenceInputError(GetInstanceTypeId().GetName(),
                                  "Targets",
                                  '"' + text + '"',
                                  "one number from 0 to 1, or " + std::to_string(n) +
                                      " of them, one for each DNN, separated by commas");
    }
    targets.resize(n, targets.front());
    return targets;
}

uint32_t
AllocationPolicy::GetNearestTier(const EpochState& state, std::size_t stream) const
{
    const uint32_t ue = GetSystem().streams[stream].ue;
    const uint32_t cell = state.ues[ue].channel.servingCell;
    const uint32_t server = FindNearestServer(GetSystem(), state, cell, ue);
    return server == NO_SERVER ? 0 : server + 1;
}

} // namespace ns3
