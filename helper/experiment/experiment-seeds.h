// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_SEEDS_H
#define EXPERIMENT_SEEDS_H

#include <cstdint>
#include <optional>
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
 * @brief Which runs of ns-3 an experiment has: three parts that share none, by construction.
 *
 * Training makes networks. Validation chooses among them, and among hyperparameters. Evaluation
 * makes tables and nothing else: what was chosen on a seed looks better on it than it is.
 *
 * With R the RngRun of the command line, all runs lie between 1000000 R and 1000000 (R + 1):
 * training t = 0, 1, ... has 10000 t + e for episode e, evaluation seed i has 500000 + i, and
 * validation seed i has 900000 + i.
 */
struct ExperimentSeeds
{
    /// What a run is for.
    enum class Part
    {
        TRAINING,   //!< learners learn from it
        VALIDATION, //!< networks and hyperparameters are chosen by it
        EVALUATION  //!< results are told of it
    };

    /**
     * @brief Which run an episode of training is; it decides all that is random in it, and that of
     * the first episode the first weights of networks.
     * @param base RngRun of the command line
     * @param training number of the training, from 0 to ExperimentOptions::MOST_TRAININGS - 1
     * @param episode number of the episode, from 1; at most ExperimentOptions::MOST_EPISODES_EACH
     * when there are several trainings, so that no two share a run
     * @return ns-3's run number
     */
    static uint64_t GetTraining(uint64_t base, uint32_t training, uint32_t episode);

    /**
     * @param base RngRun of the command line
     * @param count at most ExperimentOptions::MOST_VALIDATION_SEEDS
     * @return so many run numbers of validation
     */
    static std::vector<uint64_t> ListValidation(uint64_t base, uint32_t count);

    /**
     * @param base RngRun of the command line
     * @param count at most ExperimentOptions::MOST_SEEDS
     * @return so many run numbers of evaluation
     */
    static std::vector<uint64_t> ListEvaluation(uint64_t base, uint32_t count);

    /**
     * @param run a run number of ns-3
     * @return what it is for; nothing when no experiment has it
     */
    static std::optional<Part> FindPart(uint64_t run);

    /**
     * @brief Refuses to choose by runs that are not there for it.
     * @param where file or command line
     * @param what option or pointer that asks for them
     * @param runs by which something is to be chosen
     * @throws InferenceInputError when one is no run of validation
     */
    static void CheckChoice(const std::string& where,
                            const std::string& what,
                            const std::vector<uint64_t>& runs);
};

} // namespace ns3

#endif // EXPERIMENT_SEEDS_H
