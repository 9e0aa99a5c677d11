// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRAINING_CHECKPOINT_H
#define TRAINING_CHECKPOINT_H

#include "../report/experiment-results.h"

#include "ns3/offloading-policy.h"

#include <cstdint>
#include <map>
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
 * @brief A policy in the middle of its training, with the record of it so far: what --save writes
 * and
 * --load reads.
 *
 * The file is a line "edge-inference-checkpoint 2", a line with the checksum of all that follows
 * (ExperimentFolder::Hash()), a line of JSON (policy, episodes, arguments, rows of training.csv),
 * the bytes of OffloadingPolicy::Save(), those of InferenceActors::SavePending(), those of
 * ValidationCurve::Pack(), and those of the best networks. Version 1 had no checksum of its own;
 * its files are read still. A training that is resumed goes on exactly as if it had not been
 * interrupted.
 */
struct TrainingCheckpoint
{
    std::string policy;                           //!< TypeId name of the policy
    std::map<std::string, std::string> arguments; //!< of the program that trained it
    std::vector<std::string> rows;                //!< of training.csv, one an episode
    std::vector<ExperimentTrainingPoint> curve;   //!< the learning curve, one an episode
    std::string state;                            //!< what OffloadingPolicy::Save() wrote
    std::string pending;          //!< what InferenceActors::SavePending() wrote; mostly nothing
    ValidationCurve validation{}; //!< how the learner did on validation seeds
    std::string best{};           //!< SaveNetworks() at the best point of validation; may be empty
    /// Gradient steps so far; nothing in a file of an earlier version.
    std::optional<uint64_t> gradientSteps{};

    /**
     * @param path file to write; it is replaced only when all was written
     * @throws InferenceInputError when it cannot be written
     */
    void Write(const std::string& path) const;

    /**
     * @param path file to read
     * @return what Write() wrote
     * @throws InferenceInputError when it cannot be read or is no checkpoint
     */
    static TrainingCheckpoint Read(const std::string& path);
};

} // namespace ns3

#endif // TRAINING_CHECKPOINT_H
