// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_TRAINING_H
#define EXPERIMENT_TRAINING_H

#include "ns3/experiment-folder.h"
#include "ns3/experiment-options.h"
#include "ns3/experiment-policies.h"
#include "ns3/inference-episode.h"
#include "ns3/training-checkpoint.h"

#include <cstdint>
#include <map>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class TrainingRanks;

/**
 * @ingroup edge-inference
 * @brief Trains one policy over episodes, with checkpoints: those that the user asks for by --save
 * and --load, and those from which a training goes on by itself after it was killed.
 */
class ExperimentTraining
{
  public:
    /**
     * @param options episodes, checkpoint, load, save, quiet
     * @param arguments of the program, for the checkpoint
     * @param run RngRun of the command line
     * @param ranks processes that train together; null: this one alone
     */
    ExperimentTraining(const ExperimentOptions& options,
                       const std::map<std::string, std::string>& arguments,
                       uint64_t run,
                       std::shared_ptr<TrainingRanks> ranks);

    /**
     * @param entry a policy that learns; it has learnt afterwards
     * @param scenario builds an episode
     * @param path of the checkpoint of a training that may be killed; of no use to other ranks than
     * the first
     * @param training number of the training, from 0: which runs of ns-3 are its own
     * @param networks file to write the networks to when training ends; "" for none
     *
     * With several ranks (ExperimentOptions::hasRanks and TrainablePolicy::JoinRanks()) episode e
     * is of the rank (e - 1) modulo their number, and only the first rank writes files.
     * @return the record of the training; its @c state is of no use
     */
    TrainingCheckpoint Run(const ExperimentPolicies::Entry& entry,
                           const InferenceEpisode::Scenario& scenario,
                           const std::string& path,
                           uint32_t training,
                           const std::string& networks) const;

    /**
     * @brief Makes a policy go on from a file.
     * @param policy takes the state
     * @param path of a checkpoint, or of networks
     * @return what the file has
     * @throws InferenceInputError when it cannot be read or is another policy's
     */
    static TrainingCheckpoint Load(Ptr<OffloadingPolicy> policy, const std::string& path);

    /**
     * @brief Which run of ns-3 an episode is; it decides all that is random in it, and that of the
     * first episode the first weights of networks.
     * @param base RngRun of the command line
     * @param training number of the training, from 0 to ExperimentOptions::MOST_TRAININGS - 1
     * @param episode number of the episode, from 1; at most ExperimentOptions::MOST_EPISODES_EACH
     * when there are several trainings, so that no two share a run
     * @return 1000000 base + 10000 training + episode
     */
    static uint64_t GetRun(uint64_t base, uint32_t training, uint32_t episode);

    /**
     * @return header line of training.csv
     */
    static std::string GetHeader();

  private:
    const ExperimentOptions& m_options;                    //!< what is asked for
    const std::map<std::string, std::string>& m_arguments; //!< of the program
    uint64_t m_run;                                        //!< of the command line
    std::shared_ptr<TrainingRanks> m_ranks;                //!< that train together, or null
};

} // namespace ns3

#endif // EXPERIMENT_TRAINING_H
