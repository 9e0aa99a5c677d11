// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-evaluation.h"

#include "experiment-clock.h"
#include "experiment-copy.h"
#include "experiment-progress.h"

#include <utility>

namespace ns3
{

ExperimentEvaluation::ExperimentEvaluation(const ExperimentPlan& plan,
                                           const ExperimentFolder& folder)
    : m_plan(plan),
      m_folder(folder)
{
}

EpisodeResult
ExperimentEvaluation::RunOne(const ExperimentPolicies::Entry& entry,
                             std::size_t seed,
                             bool record) const
{
    InferenceEpisode episode(m_plan.evaluation);
    episode.SetNotice(
        [quiet = m_plan.quiet](const auto& line) { ExperimentProgress(quiet).Say(line); });
    if (record)
    {
        episode.Record(entry.name, static_cast<uint32_t>(seed));
        episode.RecordFiles(m_plan.recordings);
        if (m_plan.observations)
        {
            episode.RecordObservations();
        }
    }
    return episode.Run(entry.policy, m_plan.seeds[seed - 1], false);
}

std::vector<std::vector<EpisodeResult>>
ExperimentEvaluation::Run(const std::vector<ExperimentPolicies::Entry>& entries,
                          const std::vector<std::string>& pieces,
                          bool record,
                          ProcessPool& pool) const
{
    ExperimentProgress progress(m_plan.quiet, m_plan.clock);
    const auto finish = [&](const std::string& name, double seconds) {
        m_plan.clock->Finish(ExperimentClock::EVALUATION, seconds);
        const auto count = m_plan.clock->GetCount(ExperimentClock::EVALUATION);
        progress.Begin("evaluating", count.all);
        progress.Step(count.done, name);
    };
    std::vector<std::vector<EpisodeResult>> results(
        entries.size(),
        std::vector<EpisodeResult>(m_plan.seeds.size()));
    std::vector<std::pair<std::size_t, EpisodeResult*>> jobs;
    for (std::size_t i = 0; i < entries.size(); ++i)
    {
        for (std::size_t seed = 1; seed <= m_plan.seeds.size(); ++seed)
        {
            const std::string piece = pieces[i] + "-" + std::to_string(seed);
            EpisodeResult& result = results[i][seed - 1];
            if (const auto done = m_folder.Find(piece))
            {
                result = ExperimentCopy::UnpackEpisode(*done);
                finish(entries[i].name, 0);
                continue;
            }
            const std::size_t job = pool.Start([&, piece, seed] {
                const ExperimentClock::Watch watch;
                const std::string bytes =
                    ExperimentCopy::PackEpisode(RunOne(entries[i], seed, record));
                m_folder.Keep(piece, bytes);
                finish(entries[i].name, watch.GetSeconds());
                return bytes;
            });
            jobs.emplace_back(job, &result);
        }
    }
    for (const auto& [job, result] : jobs)
    {
        *result = ExperimentCopy::UnpackEpisode(pool.Wait(job));
    }
    if (!entries.empty())
    {
        progress.End();
    }
    return results;
}

} // namespace ns3
