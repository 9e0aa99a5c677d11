// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_EVALUATION_H
#define EXPERIMENT_EVALUATION_H

#include "../../model/process/process-pool.h"
#include "experiment-folder.h"
#include "experiment-plan.h"

#include "ns3/inference-episode.h"

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
     * @param plan of the experiment; it must outlive this object
     * @param folder keeps what is done; it must outlive this object
     */
    ExperimentEvaluation(const ExperimentPlan& plan, const ExperimentFolder& folder);

    /**
     * @brief Evaluates policies; episodes of all of them run at one time.
     * @param entries the policies, as they are
     * @param pieces a name of each for what is done
     * @param record fill the CSV rows, and write what the plan asks for
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
     * @param record fill the CSV rows, and write what the plan asks for
     * @return what it came to
     */
    EpisodeResult RunOne(const ExperimentPolicies::Entry& entry,
                         std::size_t seed,
                         bool record) const;

    const ExperimentPlan& m_plan;     //!< of the experiment
    const ExperimentFolder& m_folder; //!< keeps what is done
};

} // namespace ns3

#endif // EXPERIMENT_EVALUATION_H
