// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-evaluation.h"

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
    ExperimentProgress progress(m_plan.quiet);
    progress.Begin("evaluating", static_cast<uint32_t>(entries.size() * m_plan.seeds.size()));
    uint32_t started = 0;
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
            }
            else
            {
                const std::size_t job = pool.Start([&, piece, seed] {
                    const std::string bytes =
                        ExperimentCopy::PackEpisode(RunOne(entries[i], seed, record));
                    m_folder.Keep(piece, bytes);
                    return bytes;
                });
                jobs.emplace_back(job, &result);
            }
            progress.Step(++started, entries[i].name);
        }
    }
    if (started > 0)
    {
        progress.End();
    }
    for (const auto& [job, result] : jobs)
    {
        *result = ExperimentCopy::UnpackEpisode(pool.Wait(job));
    }
    return results;
}

} // namespace ns3
