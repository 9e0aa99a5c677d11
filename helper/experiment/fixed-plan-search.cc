// SPDX-License-Identifier: GPL-2.0-only

#include "fixed-plan-search.h"

#include "../../model/policy/rules/fixed-plan-policy.h"
#include "../../model/policy/spaces/numbered-plans.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace ns3
{

double
FixedPlanSearch::Trial::GetReward() const
{
    double sum = 0;
    for (const auto& episode : episodes)
    {
        sum += episode.values[EpisodeResult::REWARD];
    }
    return sum / static_cast<double>(episodes.size());
}

FixedPlanSearch::FixedPlanSearch(InferenceEpisode::Scenario scenario,
                                 Ptr<const DnnProfile> dnn,
                                 std::vector<uint64_t> seeds)
    : m_scenario(std::move(scenario)),
      m_dnn(dnn),
      m_seeds(std::move(seeds))
{
}

void
FixedPlanSearch::SetServers(std::vector<EdgeServerTier> tiers, bool tails)
{
    m_tiers = std::move(tiers);
    m_tails = tails;
}

bool
FixedPlanSearch::FindServers()
{
    std::vector<EdgeServerTier> tiers;
    RngSeedManager::SetRun(m_seeds.front());
    {
        const EdgeInferenceHelper inference = m_scenario(CreateObject<FixedPlanPolicy>());
        tiers.resize(inference.GetServers().size(), EdgeServerTier::EDGE);
        const auto& sites = inference.GetTopology().sites;
        for (std::size_t i = 0; i < tiers.size() && i < sites.size(); ++i)
        {
            tiers[i] = sites[i].tier;
        }
    }
    Simulator::Destroy();
    SetServers(tiers, false);
    if (tiers.size() < 2)
    {
        return true;
    }
    // The space lists every combination, valid or not: too many of them are not even counted.
    const double heads = static_cast<double>(m_dnn->GetNExits()) * (m_dnn->GetNLayers() + 1) *
                         m_dnn->GetBitWidths().size() * tiers.size();
    if (heads * heads / m_dnn->GetNExits() > 1e6)
    {
        return false;
    }
    SetServers(tiers, true);
    m_tails = GetCandidates().size() <= MAX_WITH_TAILS;
    return m_tails;
}

std::vector<InferencePlan>
FixedPlanSearch::GetCandidates() const
{
    const NumberedPlans space =
        m_tails ? NumberedPlans({m_dnn}, m_tiers) : NumberedPlans({m_dnn}, m_tiers.size());
    std::vector<InferencePlan> plans;
    for (const uint32_t action : space.GetValidActions(m_dnn))
    {
        plans.push_back(space.GetPlan(action, *m_dnn));
    }
    const auto isLocal = [&](const InferencePlan& plan) {
        return plan.cut == m_dnn->GetExitPosition(plan.exit);
    };
    // Work on each machine must be the same, not less: it is a load off the others.
    const auto getWork = [&](const InferencePlan& plan) {
        const uint64_t first = m_dnn->GetMacs(plan.exit, 0, plan.cut);
        return std::make_pair(first,
                              plan.HasTail() ? m_dnn->GetMacs(plan.exit, plan.cut, plan.tailCut)
                                             : uint64_t{0});
    };
    const auto getBackhaulBytes = [&](const InferencePlan& plan) {
        return plan.HasTail() ? m_dnn->GetFeatureBytes(plan.tailCut, GetBackhaulBits(plan)) : 0;
    };
    const auto beats = [&](const InferencePlan& a, const InferencePlan& b) {
        if (a == b || isLocal(a) || isLocal(b))
        {
            return false;
        }
        const auto bytesA = m_dnn->GetFeatureBytes(a.cut, a.bits);
        const auto bytesB = m_dnn->GetFeatureBytes(b.cut, b.bits);
        const auto backhaulA = getBackhaulBytes(a);
        const auto backhaulB = getBackhaulBytes(b);
        const double accuracyA = GetExpectedAccuracy(a, *m_dnn);
        const double accuracyB = GetExpectedAccuracy(b, *m_dnn);
        const bool noWorse = bytesA <= bytesB && backhaulA <= backhaulB && accuracyA >= accuracyB;
        return noWorse && (bytesA < bytesB || backhaulA < backhaulB || accuracyA > accuracyB);
    };
    // Only plans that do the same work on the same machines can beat each other.
    const auto getGroup = [&](const InferencePlan& plan) {
        return std::make_tuple(plan.exit,
                               plan.server,
                               plan.HasTail() ? 1U + plan.tailServer : 0U,
                               getWork(plan));
    };
    std::map<decltype(getGroup(plans.front())), std::vector<InferencePlan>> groups;
    for (const auto& plan : plans)
    {
        groups[getGroup(plan)].push_back(plan);
    }
    std::vector<InferencePlan> candidates;
    std::copy_if(plans.begin(),
                 plans.end(),
                 std::back_inserter(candidates),
                 [&](const InferencePlan& plan) {
                     const auto& group = groups[getGroup(plan)];
                     return std::none_of(group.begin(), group.end(), [&](const auto& other) {
                         return beats(other, plan);
                     });
                 });
    return candidates;
}

std::vector<FixedPlanSearch::Round>
FixedPlanSearch::GetRounds() const
{
    const std::size_t all = m_seeds.size();
    return {{std::min<std::size_t>(1, all), 10}, {std::min<std::size_t>(3, all), 4}, {all, 1}};
}

uint64_t
FixedPlanSearch::CountEpisodes(std::size_t candidates) const
{
    uint64_t episodes = 0;
    std::size_t before = 0;
    for (const auto& round : GetRounds())
    {
        episodes += candidates * (round.seeds - before);
        before = round.seeds;
        candidates = std::min(candidates, round.plans);
    }
    return episodes;
}

FixedPlanSearch::Result
FixedPlanSearch::Run(const std::string& label, const Memory& memory) const
{
    Result result;
    std::vector<Trial> trials;
    for (const auto& plan : GetCandidates())
    {
        trials.push_back({trials.size(), plan, {}});
    }
    result.candidates = trials.size();
    auto policy = CreateObject<FixedPlanPolicy>();
    for (const auto& round : GetRounds())
    {
        for (auto& trial : trials)
        {
            policy->SetPlan(trial.plan);
            while (trial.episodes.size() < round.seeds)
            {
                const std::size_t seed = trial.episodes.size();
                const auto run = [&] {
                    InferenceEpisode episode(m_scenario);
                    episode.Record(label, static_cast<uint32_t>(seed + 1));
                    return episode.Run(policy, m_seeds[seed], false);
                };
                trial.episodes.push_back(memory ? memory(trial.candidate, seed, run) : run());
                ++result.runs;
            }
        }
        std::stable_sort(trials.begin(), trials.end(), [](const Trial& a, const Trial& b) {
            return a.GetReward() > b.GetReward();
        });
        trials.resize(std::min(trials.size(), round.plans));
    }
    result.plan = trials.front().plan;
    result.episodes = std::move(trials.front().episodes);
    return result;
}

} // namespace ns3
