// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_EVALUATION_H
#define EXPERIMENT_EVALUATION_H

#include "ns3/experiment-folder.h"
#include "ns3/experiment-options.h"
#include "ns3/experiment-policies.h"
#include "ns3/inference-episode.h"
#include "ns3/process-pool.h"

#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Runs a policy once on every evaluation seed, each episode in a process of its own, and
 * keeps what is done for an experiment that is killed.
 */
class ExperimentEvaluation
{
  public:
    /**
     * @param options recordings, quiet
     * @param scenario builds an episode
     * @param seeds ns-3's run numbers
     * @param folder keeps what is done; recordings go there
     */
    ExperimentEvaluation(const ExperimentOptions& options,
                         const InferenceEpisode::Scenario& scenario,
                         const std::vector<uint64_t>& seeds,
                         const ExperimentFolder& folder);

    /**
     * @brief Evaluates policies; episodes of all of them run at one time.
     * @param entries the policies, as they are
     * @param pieces a name of each for what is done
     * @param record fill the CSV rows, and write what the options ask for
     * @param pool runs the episodes
     * @return what each came to on each seed
     */
    std::vector<std::vector<EpisodeResult>> Run(
        const std::vector<ExperimentPolicies::Entry>& entries,
        const std::vector<std::string>& pieces,
        bool record,
        ProcessPool& pool) const;

  private:
    /**
     * @param entry a policy
     * @param seed number of the seed, from 1
     * @param record fill the CSV rows, and write what the options ask for
     * @return what it came to
     */
    EpisodeResult RunOne(const ExperimentPolicies::Entry& entry,
                         std::size_t seed,
                         bool record) const;

    const ExperimentOptions& m_options;           //!< what is asked for
    const InferenceEpisode::Scenario& m_scenario; //!< builds an episode
    const std::vector<uint64_t>& m_seeds;         //!< ns-3's run numbers
    const ExperimentFolder& m_folder;             //!< keeps what is done
};

} // namespace ns3

#endif // EXPERIMENT_EVALUATION_H
