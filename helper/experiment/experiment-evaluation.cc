// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/experiment-evaluation.h"

#include "ns3/experiment-progress.h"

#include <utility>

namespace ns3
{

ExperimentEvaluation::ExperimentEvaluation(const ExperimentOptions& options,
                                           const InferenceEpisode::Scenario& scenario,
                                           const std::vector<uint64_t>& seeds,
                                           const ExperimentFolder& folder)
    : m_options(options),
      m_scenario(scenario),
      m_seeds(seeds),
      m_folder(folder)
{
}

EpisodeResult
ExperimentEvaluation::RunOne(const ExperimentPolicies::Entry& entry,
                             std::size_t seed,
                             bool record) const
{
    InferenceEpisode episode(m_scenario);
    if (record)
    {
        episode.Record(entry.name, static_cast<uint32_t>(seed));
        episode.RecordFiles(
            {m_options.flowMonitor, m_options.netAnim, m_options.pcap, m_folder.GetPath()});
        if (m_options.observations)
        {
            episode.RecordObservations();
        }
    }
    return episode.Run(entry.policy, m_seeds[seed - 1], false);
}

std::vector<std::vector<EpisodeResult>>
ExperimentEvaluation::Run(const std::vector<ExperimentPolicies::Entry>& entries,
                          const std::vector<std::string>& pieces,
                          bool record,
                          ProcessPool& pool) const
{
    ExperimentProgress progress(m_options.quiet);
    progress.Begin("evaluating", static_cast<uint32_t>(entries.size() * m_seeds.size()));
    uint32_t started = 0;
    std::vector<std::vector<EpisodeResult>> results(entries.size(),
                                                    std::vector<EpisodeResult>(m_seeds.size()));
    std::vector<std::pair<std::size_t, EpisodeResult*>> jobs;
    for (std::size_t i = 0; i < entries.size(); ++i)
    {
        for (std::size_t seed = 1; seed <= m_seeds.size(); ++seed)
        {
            const std::string piece = pieces[i] + "-" + std::to_string(seed);
            EpisodeResult& result = results[i][seed - 1];
            if (const auto done = m_folder.Find(piece))
            {
                result = EpisodeResult::Unpack(*done);
            }
            else
            {
                const std::size_t job = pool.Start([&, piece, seed] {
                    const std::string bytes = RunOne(entries[i], seed, record).Pack();
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
        *result = EpisodeResult::Unpack(pool.Wait(job));
    }
    return results;
}

} // namespace ns3
