// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_SUBJECT_H
#define EXPERIMENT_SUBJECT_H

#include "ns3/dnn-profile.h"
#include "ns3/experiment-policies.h"
#include "ns3/inference-episode.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class InferenceScenario;

/**
 * @ingroup edge-inference
 * @brief What an experiment is about: the network, the policies, how often each is trained and
 * evaluated. A scenario file has all of it; a program with a network of its own fills it in.
 */
struct ExperimentSubject
{
    /**
     * @param name of the experiment; results go to the folder results/NAME unless --output says
     * otherwise
     */
    explicit ExperimentSubject(const std::string& name);

    /**
     * @param scenario a scenario
     * @return what it says
     */
    static ExperimentSubject Of(const InferenceScenario& scenario);

    std::string title;                     //!< of the report
    std::string description;               //!< one line of the report; may be empty
    std::string json;                      //!< the scenario for summary.json; may be empty
    std::string output;                    //!< folder for the results unless --output is given
    InferenceEpisode::Scenario evaluation; //!< builds an episode of the evaluation
    InferenceEpisode::Scenario training;   //!< builds one of training; empty: as in the evaluation
    /// What is compared unless --policy is given, which knows their names, too; empty: all
    /// policies.
    ExperimentPolicies::Own policies;
    Ptr<const DnnProfile> dnn;   //!< the DNN of every stream; null: there is no best-fixed
    uint32_t episodes{100};      //!< episodes of one training
    uint32_t seeds{10};          //!< seeds of the evaluation
    uint32_t trainings{1};       //!< times that each learner is trained
    uint32_t actors{1};          //!< episodes of training that are run with the same networks
    bool overlap{false};         //!< learn from episodes while the next ones run
    uint32_t validateEvery{0};   //!< episodes of training from one validation to the next; 0: none
    uint32_t validationSeeds{5}; //!< seeds of the validation
    uint32_t rngSeed;            //!< ns-3's seed; what it is now unless changed
    uint64_t rngRun;             //!< ns-3's run number; what it is now unless changed
    std::string radio; //!< name of the radio in names of files with networks; may be empty
    std::vector<std::string> networks; //!< folders that may have networks for --pretrained
    std::map<std::string, std::string> arguments; //!< further ones for summary.json
    bool figures{true};                           //!< draw figures
    bool table{true};                             //!< print the table to standard output
};

} // namespace ns3

#endif // EXPERIMENT_SUBJECT_H
