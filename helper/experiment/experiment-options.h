// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_OPTIONS_H
#define EXPERIMENT_OPTIONS_H

#include "ns3/command-line.h"

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
 * @brief The options of every experiment on the command line.
 */
struct ExperimentOptions
{
    /// A number that the command line may have given.
    struct Number
    {
        int64_t value{0};    //!< the number
        bool isGiven{false}; //!< the command line has it
    };

    // More would meet other runs (ExperimentSeeds).
    static constexpr int64_t MOST_EPISODES = 499999;       //!< of one training
    static constexpr int64_t MOST_TRAININGS = 49;          //!< of a learner
    static constexpr int64_t MOST_EPISODES_EACH = 10000;   //!< of several trainings
    static constexpr int64_t MOST_SEEDS = 399999;          //!< of evaluation
    static constexpr int64_t MOST_VALIDATION_SEEDS = 9999; //!< of validation
    static constexpr int64_t MOST_ACTORS = 1024;           //!< processes are no threads

    ExperimentOptions();

    /**
     * @brief Adds the options. This object must stay where it is until the command line was parsed.
     * @param cmd the program's command line
     */
    void AddTo(CommandLine& cmd);

    /**
     * @brief Adds --sweep, for programs that have a scenario to change keys of.
     * @param cmd the program's command line
     */
    void AddSweepTo(CommandLine& cmd);

    /**
     * @throws InferenceInputError when a number is out of range
     */
    void Check() const;

    /**
     * @return the options that decide what is recorded, as text
     */
    std::string GetRecordings() const;

    std::string policies;           //!< --policy; empty: what the scenario says, or all
    Number episodes{100};           //!< --episodes
    Number seeds{10};               //!< --seeds
    Number trainings{1};            //!< --trainings
    Number actors{1};               //!< --actors
    Number validateEvery{0};        //!< --validate-every: episodes; 0: no validation
    Number validationSeeds{5};      //!< --validation-seeds
    bool onValidation{false};       //!< of a program: runs of validation instead of evaluation
    std::string output;             //!< --output; empty: what the scenario says
    bool force{false};              //!< --force: replace results of other arguments
    std::string load;               //!< --load
    std::string save;               //!< --save
    std::string saveNetworks;       //!< --save-networks
    bool untrained{false};          //!< --untrained: a row of each learner as it was made
    bool pretrained{false};         //!< --pretrained
    std::string networks;           //!< folder of --pretrained; empty: the scenario's
    Number jobs;                    //!< --jobs
    Number checkpoint{10};          //!< --checkpoint: episodes between checkpoints; 0: none
    bool quiet{false};              //!< --quiet
    bool flowMonitor{false};        //!< --flow-monitor
    bool netAnim{false};            //!< --netanim
    std::string pcap;               //!< --pcap
    bool observations{false};       //!< --observations
    bool gzip{false};               //!< --gzip
    bool tensorboard{false};        //!< --tensorboard
    std::vector<std::string> sweep; //!< --sweep, each POINTER=VALUE,VALUE,...
};

} // namespace ns3

#endif // EXPERIMENT_OPTIONS_H
