// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-validation.h"

#include "../../model/process/process-pool.h"
#include "../episode/csv-text.h"
#include "experiment-clock.h"
#include "experiment-copy.h"
#include "experiment-progress.h"
#include "experiment-seeds.h"

#include "ns3/trainable-policy.h"

#include <algorithm>
#include <string>

namespace ns3
{

ExperimentValidation::ExperimentValidation(const ExperimentPlan& plan, uint32_t jobs)
    : m_plan(plan),
      m_jobs(jobs)
{
    ExperimentSeeds::CheckChoice(plan.title, "/training/validationSeeds", plan.validation);
}

bool
ExperimentValidation::IsOn() const
{
    return m_plan.validateEvery > 0;
}

bool
ExperimentValidation::IsDue(uint32_t before, uint32_t after) const
{
    return IsOn() && before / m_plan.validateEvery < after / m_plan.validateEvery;
}

uint32_t
ExperimentValidation::CountPoints() const
{
    const uint32_t every = m_plan.validateEvery;
    return IsOn() ? m_plan.episodes / every + (m_plan.episodes % every > 0) : 0;
}

std::string
ExperimentValidation::GetHeader()
{
    std::string header = "policy,training,leader,episode,seed,run,tasks";
    for (const auto& metric : EpisodeMetric::GetAll())
    {
        header += std::string(",") + metric.name;
    }
    return header + '\n';
}

std::vector<double>
ExperimentValidation::Run(const Ptr<OffloadingPolicy>& policy,
                          const std::string& begin,
                          std::vector<std::string>& rows) const
{
    ProcessPool pool(m_jobs);
    std::vector<ProcessPool::Job> jobs;
    for (const uint64_t run : m_plan.validation)
    {
        jobs.emplace_back([this, policy, run] {
            const ExperimentClock::Watch watch;
            InferenceEpisode episode(m_plan.evaluation);
            EpisodeResult result = episode.Run(policy, run, false);
            result.latencies.clear();
            m_plan.clock->Finish(ExperimentClock::VALIDATION, watch.GetSeconds());
            return ExperimentCopy::PackEpisode(result);
        });
    }
    std::vector<double> rewards;
    for (const auto& answer : pool.Run(jobs))
    {
        const EpisodeResult result = ExperimentCopy::UnpackEpisode(answer);
        const std::size_t seed = rewards.size();
        std::string row = begin + ',' + std::to_string(seed + 1) + ',' +
                          std::to_string(m_plan.validation[seed]) + ',' +
                          std::to_string(result.tasks);
        for (const double value : result.values)
        {
            row += ',' + CsvText::Number(value);
        }
        rows.push_back(row + '\n');
        rewards.push_back(result.values[EpisodeResult::REWARD]);
    }
    return rewards;
}

bool
ExperimentValidation::AddPoint(const ExperimentPolicies::Entry& entry,
                               uint32_t training,
                               uint32_t episode,
                               ValidationCurve& curve) const
{
    const std::string begin = CsvText::Field(entry.name) + ',' + std::to_string(training + 1) +
                              ",," + std::to_string(episode);
    curve.points.push_back({episode, Run(entry.policy, begin, curve.rows)});
    return curve.FindBest() == &curve.points.back();
}

void
ExperimentValidation::AddLeaders(const ExperimentPolicies::Entry& entry,
                                 uint32_t training,
                                 ValidationCurve& curve) const
{
    for (const auto& leader : TrainablePolicy::Get(entry.policy)->MakeLeaders())
    {
        // Two of a class, with other attributes, are told apart by a number.
        const std::string shortName = ExperimentPolicies::GetShortName(leader->GetInstanceTypeId());
        std::string name = shortName;
        for (uint32_t i = 2; std::any_of(curve.leaders.begin(),
                                         curve.leaders.end(),
                                         [&](const auto& other) { return other.name == name; });
             ++i)
        {
            name = shortName + "-" + std::to_string(i);
        }
        m_plan.clock->Expect(ExperimentClock::VALIDATION, m_plan.validation.size());
        const std::string begin = CsvText::Field(entry.name) + ',' + std::to_string(training + 1) +
                                  ',' + CsvText::Field(name) + ',';
        auto rewards = Run(leader, begin, curve.rows);
        curve.leaders.push_back({name, std::move(rewards)});
    }
}

} // namespace ns3
