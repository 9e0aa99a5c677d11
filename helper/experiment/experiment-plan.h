// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_PLAN_H
#define EXPERIMENT_PLAN_H

#include "ns3/episode-recordings.h"
#include "ns3/experiment-command-line.h"
#include "ns3/experiment-options.h"
#include "ns3/experiment-policies.h"
#include "ns3/experiment-subject.h"
#include "ns3/inference-episode.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class ExperimentClock;
class TrainingRanks;

/**
 * @ingroup edge-inference
 * @brief All that an experiment will do, decided before it begins: options and subject put together
 * and checked. Everybody who carries it out takes it as a constant.
 */
struct ExperimentPlan
{
    /// Whether an experiment stands alone.
    enum class Role
    {
        ALONE,   //!< it prints its table, draws its figures, and processes of mpirun may train
                 //!< together
        OF_SWEEP //!< one run of a sweep: files only
    };

    /**
     * @param options of the command line
     * @param commandLine for the books
     * @param subject what the experiment is about
     * @param role whether it stands alone
     * @return the plan
     * @throws InferenceInputError when a number is out of range, a policy is not known, or options
     * contradict each other or the policies
     */
    static ExperimentPlan Make(const ExperimentOptions& options,
                               const ExperimentCommandLine& commandLine,
                               const ExperimentSubject& subject,
                               Role role = Role::ALONE);

    /**
     * @param arguments names and values for summary.json
     * @param options of the command line
     * @param json the scenario
     * @return all that decides the results, as text
     */
    static std::string MakeKey(const std::map<std::string, std::string>& arguments,
                               const ExperimentOptions& options,
                               const std::string& json);

    /**
     * @param folder of networks
     * @param policy name of a policy
     * @return path of the policy's networks: POLICY-RADIO.bin, without a radio's name POLICY.bin
     */
    std::string GetNetworks(const std::string& folder, const std::string& policy) const;

    // What is compared.
    /// Makes the policies anew, in their order; that of best-fixed is null.
    std::function<std::vector<ExperimentPolicies::Entry>()> makePolicies;
    InferenceEpisode::Scenario evaluation; //!< builds an episode of the evaluation
    InferenceEpisode::Scenario training;   //!< builds an episode of training
    Ptr<const DnnProfile> dnn;             //!< the DNN of best-fixed

    // How often, and with which random numbers.
    uint32_t episodes{0};        //!< episodes of one training
    uint32_t trainings{1};       //!< times that each learner is trained
    uint32_t actors{1};          //!< episodes of training that are run with the same networks
    bool overlap{false};         //!< learn from episodes while the next ones run
    std::vector<uint64_t> seeds; //!< ns-3's run numbers of the evaluation
    uint32_t validateEvery{0};   //!< episodes of training from one validation to the next; 0: none
    std::vector<uint64_t> validation; //!< ns-3's run numbers of the validation
    bool leaders{true};               //!< compare learners with their leaders in validation
    uint32_t rngSeed{1};              //!< ns-3's seed
    uint64_t rngRun{1};               //!< RngRun of the command line, from which run numbers follow

    // Networks and checkpoints.
    bool pretrained{false}; //!< learners take their networks from files, and do not train
    std::vector<std::string> networks; //!< folders that may have these files, best first
    std::string radio;                 //!< name of the radio in names of such files; may be empty
    std::string saveNetworks;          //!< folder to write networks to; may be empty
    std::string load;                  //!< checkpoint to go on from; may be empty
    std::string save;                  //!< file for a checkpoint at the end; may be empty
    uint32_t checkpoint{0};            //!< episodes between checkpoints; 0: none

    // Files and books.
    std::string output;                           //!< folder for the results
    bool isOutputKept{false};                     //!< results of other arguments there are kept
    EpisodeRecordings::Options recordings;        //!< what is recorded of each evaluated episode
    bool observations{false};                     //!< write observations.csv
    bool gzip{false};                             //!< compress the large tables
    bool tensorboard{false};                      //!< write event files of trainings
    bool figures{true};                           //!< draw figures
    bool table{true};                             //!< print the table to standard output
    bool quiet{false};                            //!< say nothing but the table
    std::string title;                            //!< of the report
    std::string description;                      //!< one line of the report; may be empty
    std::string commandLine;                      //!< that repeats the experiment
    std::string json;                             //!< the scenario; may be empty
    std::map<std::string, std::string> arguments; //!< for summary.json
    std::string key;                              //!< all that decides the results

    // Processes.
    uint32_t jobs{1};     //!< processes that work at one time
    bool hasRanks{false}; //!< processes of mpirun may train together
    uint32_t rank{0};     //!< number of this process among them; only 0 evaluates and writes
    uint32_t ranks{1};    //!< number of processes that train together
    std::shared_ptr<TrainingRanks> rankGroup; //!< they; null when this process trains alone
    std::shared_ptr<ExperimentClock> clock;   //!< counts episodes and tells the time that is left

  private:
    /**
     * @brief Takes what the options say.
     * @param options of the command line
     */
    void SetOptions(const ExperimentOptions& options);

    /**
     * @brief Takes what the subject says.
     * @param subject what the experiment is about
     * @param options of the command line, which say of which part the seeds are
     */
    void SetSubject(const ExperimentSubject& subject, const ExperimentOptions& options);

    /**
     * @brief Finds out which processes train together.
     * @param entries the policies
     */
    void FindRanks(const std::vector<ExperimentPolicies::Entry>& entries);

    /**
     * @brief Writes down what summary.json tells about the experiment.
     * @param options of the command line
     * @param subject what the experiment is about
     * @param entries the policies
     */
    void SetArguments(const ExperimentOptions& options,
                      const ExperimentSubject& subject,
                      const std::vector<ExperimentPolicies::Entry>& entries);
};

} // namespace ns3

#endif // EXPERIMENT_PLAN_H
