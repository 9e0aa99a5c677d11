// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_TRAINING_H
#define EXPERIMENT_TRAINING_H

#include "event-file.h"
#include "experiment-plan.h"
#include "experiment-progress.h"
#include "experiment-validation.h"
#include "training-checkpoint.h"

#include "ns3/trainable-policy.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Trains one policy over episodes, with checkpoints: those that the user asks for by --save
 * and --load, and those from which a training goes on by itself after it was killed.
 */
class ExperimentTraining
{
  public:
    /**
     * @param plan of the experiment; it must outlive this object
     */
    explicit ExperimentTraining(const ExperimentPlan& plan);

    /**
     * @brief Trains a policy as often as the plan says.
     *
     * With several ranks (ExperimentPlan::hasRanks and TrainablePolicy::JoinRanks()) episode e is
     * of the rank (e - 1) modulo their number, and only the first rank writes files.
     * @param entry a policy that learns; it has learnt afterwards
     * @param path of the checkpoint of a training that may be killed; of no use to other ranks than
     * the first
     * @param training number of the training, from 0: which runs of ns-3 are its own
     * @param networks file to write the networks to when training ends; "" for none
     * @param jobs simulators that run at one time, when there are several
     * @return the record of the training; its @c state is of no use
     */
    TrainingCheckpoint Run(const ExperimentPolicies::Entry& entry,
                           const std::string& path,
                           uint32_t training,
                           const std::string& networks,
                           uint32_t jobs) const;

    /**
     * @brief Makes a policy go on from a file.
     * @param policy takes the state
     * @param path of a checkpoint, or of networks
     * @return what the file has
     * @throws InferenceInputError when it cannot be read or is another policy's
     */
    static TrainingCheckpoint Load(Ptr<OffloadingPolicy> policy, const std::string& path);

  private:
    /**
     * @param policy takes the state
     * @param path of the checkpoint of a training that was killed; perhaps not there
     * @return where the training goes on: that checkpoint, that of --load, or the beginning
     */
    TrainingCheckpoint Resume(Ptr<OffloadingPolicy> policy, const std::string& path) const;

    /// One training on its way.
    struct Work
    {
        const ExperimentPolicies::Entry& entry; //!< the policy
        uint32_t training{0};                   //!< number of the training, from 0
        TrainablePolicy::Ranks ranks{};         //!< the processes that train together
        uint32_t episodes{0};                   //!< of this process
        uint32_t jobs{1};                       //!< simulators that run at one time
        TrainingCheckpoint checkpoint{};        //!< record of the training
        ExperimentProgress progress;            //!< tells how far it is
        ExperimentClock::Watch watch{};         //!< since the last episode
        ExperimentValidation validation;        //!< runs it on validation seeds
        std::unique_ptr<EventFile> events{};    //!< for TensorBoard; null: none
        /// Writes the checkpoint if there is to be one after these episodes.
        std::function<void(uint32_t before, uint32_t after)> keep{};
    };

    /**
     * @brief Trains in episodes of this process.
     * @param [in,out] work the training
     */
    void RunHere(Work& work) const;

    /**
     * @brief Trains in simulators of their own.
     * @param [in,out] work the training
     */
    void RunActors(Work& work) const;

    /**
     * @brief Writes down an episode that was learnt from.
     * @param [in,out] work its checkpoint gets a row and a point of the curve
     * @param number of the episode among those of this process, from 1
     * @param result what the episode came to
     */
    void AddRow(Work& work, uint32_t number, const EpisodeResult& result) const;

    /**
     * @brief Runs the learner on validation seeds, and keeps its networks when they are the best.
     * @param [in,out] work its checkpoint gets a point
     * @param episode episodes of all ranks so far
     */
    void Validate(Work& work, uint32_t episode) const;

    /**
     * @brief Ends the validation: runs the last networks if that was not done, and the leaders, and
     * gives the policy its best networks.
     * @param [in,out] work a training that has ended
     */
    void KeepBest(Work& work) const;

    /**
     * @brief Shows an episode as soon as it has ended: training.csv, events.
     * @param [in,out] work the training
     * @param row number of its row, from 0
     */
    void TellRow(Work& work, std::size_t row) const;

    /**
     * @brief Shows a point of validation as soon as it is there.
     * @param [in,out] work the training
     * @param point its number, from 0
     */
    void TellPoint(Work& work, std::size_t point) const;

    /**
     * @brief Shows rows of validation.csv as they come.
     * @param work the training
     * @param first number of the first row to show
     */
    void TellValidation(const Work& work, std::size_t first) const;

    /**
     * @brief Shows again what a training that goes on had come to.
     * @param [in,out] work the training
     */
    void TellRecord(Work& work) const;

    /**
     * @param work the training
     * @param number of an episode among those of this process, from 1
     * @return its number among those of all ranks, from 1
     */
    static uint32_t GetNumber(const Work& work, uint32_t number);

    /**
     * @param policy it has trained, or was loaded
     * @param training number of the training, from 0
     * @param hasTrained whether it ran an episode in this process
     * @param path file for its networks
     */
    void WriteNetworks(Ptr<OffloadingPolicy> policy,
                       uint32_t training,
                       bool hasTrained,
                       const std::string& path) const;

    const ExperimentPlan& m_plan; //!< of the experiment
};

} // namespace ns3

#endif // EXPERIMENT_TRAINING_H
