// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_COPY_H
#define EXPERIMENT_COPY_H

#include "ns3/experiment-plots.h"
#include "ns3/inference-episode.h"

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
 * @brief What one copy of a policy came to: a learner has as many as --trainings says, each trained
 * and evaluated by itself; any other policy has one.
 */
struct ExperimentCopy
{
    std::vector<std::string> rows;                     //!< of training.csv, one an episode
    std::vector<ExperimentPlots::TrainingPoint> curve; //!< the learning curve, one an episode
    std::vector<EpisodeResult> episodes;               //!< the evaluation, one a seed

    /**
     * @return the whole as bytes, for a pipe between processes of one program
     */
    std::string Pack() const;

    /**
     * @param bytes what Pack() returned
     * @return the copy
     */
    static ExperimentCopy Unpack(const std::string& bytes);

    /**
     * @param parts any bytes
     * @return them in one
     */
    static std::string Join(const std::vector<std::string>& parts);

    /**
     * @param bytes what Join() returned
     * @return the parts
     */
    static std::vector<std::string> Split(const std::string& bytes);

    /**
     * @brief Puts copies together, seed by seed, so that a policy has one result a seed however
     * often it was trained: metrics are means over the copies, tasks and latencies those of all,
     * and rows of CSV files those of the first copy.
     * @param copies at least one, all with the same seeds
     * @return the results, one a seed; those of the copy itself when there is one
     */
    static std::vector<EpisodeResult> Average(const std::vector<ExperimentCopy>& copies);
};

} // namespace ns3

#endif // EXPERIMENT_COPY_H
