// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_COPY_H
#define EXPERIMENT_COPY_H

#include "../report/experiment-results.h"

#include "ns3/inference-episode.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
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
    /// Form of the bytes, for pieces of work that wait in files.
    static constexpr const char* FORMAT = "results packed as CBOR, 4";

    std::vector<std::string> rows;              //!< of training.csv, one an episode
    std::vector<ExperimentTrainingPoint> curve; //!< the learning curve, one point an episode
    std::vector<EpisodeResult> episodes;        //!< the evaluation, one a seed
    std::vector<std::pair<std::string, std::string>>
        remarks{}; //!< names and values for summary.json

    /// Gradient steps of its training; nothing when it was not trained or nobody knows.
    std::optional<uint64_t> gradientSteps{};

    ValidationCurve validation{}; //!< how it did on validation seeds while it was trained

    /**
     * @return the whole as bytes (CBOR, RFC 8949), for a pipe between processes of one program
     */
    std::string Pack() const;

    /**
     * @param bytes what Pack() returned
     * @return the copy
     */
    static ExperimentCopy Unpack(const std::string& bytes);

    /**
     * @param episode what an episode came to
     * @return the whole as bytes
     */
    static std::string PackEpisode(const EpisodeResult& episode);

    /**
     * @param bytes what PackEpisode() returned
     * @return what the episode came to
     */
    static EpisodeResult UnpackEpisode(const std::string& bytes);

    /**
     * @brief Puts copies together, seed by seed, so that a policy has one result a seed however
     * often it was trained: metrics are means over the copies, tasks and latencies those of all,
     * and rows of CSV files those of the first copy.
     * @param copies at least one, all with the same seeds
     * @return the results, one a seed; those of the copy itself when there is one
     */
    static std::vector<EpisodeResult> Average(const std::vector<ExperimentCopy>& copies);

    /**
     * @param copies of a policy
     * @return every metric by copy, by seed; nothing for a single copy
     */
    static std::vector<std::vector<std::array<double, EpisodeResult::METRICS>>> GetTrainings(
        const std::vector<ExperimentCopy>& copies);

    /**
     * @param copies of a policy
     * @return the fewest gradient steps of a copy; nothing when one is not known
     */
    static std::optional<uint64_t> GetGradientSteps(const std::vector<ExperimentCopy>& copies);

    /**
     * @param copies of a policy
     * @return their curves of validation, one a copy; nothing without validation
     */
    static std::vector<ValidationCurve> GetValidation(const std::vector<ExperimentCopy>& copies);

    /**
     * @brief Looks at the end of a learning curve, the mean over copies: the rewards of the last
     * fifth of the episodes beside those of the fifth before.
     * @param copies of a policy
     * @return whether the mean difference is above 0 with its 95 % interval; false for fewer than
     * MOST_SHORT episodes
     */
    static bool IsStillRising(const std::vector<ExperimentCopy>& copies);

    static constexpr std::size_t MOST_SHORT = 20; //!< episodes of which nothing can be said
};

} // namespace ns3

#endif // EXPERIMENT_COPY_H
