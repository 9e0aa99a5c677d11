// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/fixed-plan-search.h"

#include "ns3/fixed-plan-policy.h"
#include "ns3/plan-space.h"

#include <algorithm>

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

std::vector<InferencePlan>
FixedPlanSearch::GetCandidates() const
{
    const PlanSpace space({m_dnn}, 1);
    std::vector<InferencePlan> plans;
    for (const uint32_t action : space.GetValidActions(m_dnn))
    {
        plans.push_back(space.GetPlan(action, *m_dnn));
    }
    const auto isLocal = [&](const InferencePlan& plan) {
        return plan.cut == m_dnn->GetExitPosition(plan.exit);
    };
    const auto getWork = [&](const InferencePlan& plan) {
        return m_dnn->GetMacs(plan.exit, 0, plan.cut);
    };
    const auto beats = [&](const InferencePlan& a, const InferencePlan& b) {
        if (a == b || a.exit != b.exit || isLocal(a) || isLocal(b))
        {
            return false;
        }
        const auto bytesA = m_dnn->GetFeatureBytes(a.cut, a.bits);
        const auto bytesB = m_dnn->GetFeatureBytes(b.cut, b.bits);
        const double accuracyA = m_dnn->GetAccuracy(a.exit, a.cut, a.bits);
        const double accuracyB = m_dnn->GetAccuracy(b.exit, b.cut, b.bits);
        // Work before the cut must be the same, not less: it is a load off the server.
        const bool noWorse = bytesA <= bytesB && accuracyA >= accuracyB && getWork(a) == getWork(b);
        return noWorse && (bytesA < bytesB || accuracyA > accuracyB);
    };
    std::vector<InferencePlan> candidates;
    std::copy_if(plans.begin(),
                 plans.end(),
                 std::back_inserter(candidates),
                 [&](const InferencePlan& plan) {
                     return std::none_of(plans.begin(), plans.end(), [&](const auto& other) {
                         return beats(other, plan);
                     });
                 });
    return candidates;
}

FixedPlanSearch::Result
FixedPlanSearch::Run(const std::string& label) const
{
    Result result;
    std::vector<Trial> trials;
    for (const auto& plan : GetCandidates())
    {
        trials.push_back({plan, {}});
    }
    result.candidates = trials.size();
    auto policy = CreateObject<FixedPlanPolicy>();
    const std::size_t all = m_seeds.size();
    for (const std::size_t seeds :
         {std::min<std::size_t>(1, all), std::min<std::size_t>(3, all), all})
    {
        for (auto& trial : trials)
        {
            policy->SetPlan(trial.plan);
            while (trial.episodes.size() < seeds)
            {
                InferenceEpisode episode(m_scenario);
                episode.Record(label, trial.episodes.size() + 1);
                trial.episodes.push_back(
                    episode.Run(policy, m_seeds[trial.episodes.size()], false));
                ++result.runs;
            }
        }
        std::stable_sort(trials.begin(), trials.end(), [](const Trial& a, const Trial& b) {
            return a.GetReward() > b.GetReward();
        });
        trials.resize(std::min<std::size_t>(trials.size(), seeds == 1 ? 10 : 4));
    }
    result.plan = trials.front().plan;
    result.episodes = std::move(trials.front().episodes);
    return result;
}

} // namespace ns3
