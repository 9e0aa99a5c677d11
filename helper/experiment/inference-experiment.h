// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_EXPERIMENT_H
#define INFERENCE_EXPERIMENT_H

#include "ns3/command-line.h"
#include "ns3/dnn-profile.h"
#include "ns3/experiment-copy.h"
#include "ns3/experiment-evaluation.h"
#include "ns3/experiment-folder.h"
#include "ns3/experiment-options.h"
#include "ns3/experiment-plots.h"
#include "ns3/experiment-policies.h"
#include "ns3/experiment-progress.h"
#include "ns3/experiment-summary.h"
#include "ns3/inference-episode.h"
#include "ns3/offloading-policy.h"
#include "ns3/process-pool.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class TrainingRanks;

class InferenceScenario;

/**
 * @ingroup edge-inference
 * @brief Trains policies over episodes in one process, evaluates every policy on the same unseen
 * seeds, and writes tasks.csv, epochs.csv, training.csv, summary.json, report.html and plots.
 *
 * With R the RngRun of the command line, episode e of training t = 0, 1, ... has ns-3's run number
 * 1000000 R + 10000 t + e, and evaluation seed i has 1000000 R + 500000 + i. Each copy of a learner
 * (--trainings) is evaluated on all seeds; a policy's result on a seed is the mean over its copies,
 * so that results stay paired by seed. RngSeed, RngRun and the arguments decide
 * every byte of the results, however many processes work (--jobs) and however often the experiment
 * was killed: with the same arguments it goes on where it was (ExperimentFolder).
 */
class InferenceExperiment
{
  public:
    /// Makes the policies to compare, anew.
    using PolicyMaker = std::function<std::vector<ExperimentPolicies::Entry>()>;

    /**
     * @param name of the experiment; results go to the folder results/NAME by default
     */
    explicit InferenceExperiment(const std::string& name);

    /**
     * @brief Adds the options of every experiment (ExperimentOptions).
     * @param cmd the program's command line
     * @param sweep add --sweep as well, for Run(const InferenceScenario&)
     */
    void AddOptions(CommandLine& cmd, bool sweep = false);

    /**
     * @brief Sets how many episodes a training has unless --episodes says otherwise.
     * @param episodes how many
     */
    void SetEpisodes(uint32_t episodes);

    /**
     * @brief Sets how many seeds an evaluation has unless --seeds says otherwise.
     * @param seeds how many
     */
    void SetSeeds(uint32_t seeds);

    /**
     * @brief Sets where results go unless --output says otherwise.
     * @param folder a folder
     */
    void SetOutput(const std::string& folder);

    /**
     * @brief Sets what is compared unless --policy says otherwise; all policies unless called.
     * @param maker makes them
     */
    void SetPolicies(PolicyMaker maker);

    /**
     * @brief Records an argument for summary.json.
     * @param name of the option
     * @param value its value
     */
    void AddArgument(const std::string& name, const std::string& value);

    /**
     * @brief Records the command line for the report, and the attributes in it among the program's
     * arguments.
     * @param argc of main()
     * @param argv of main()
     */
    void AddAttributes(int argc, char* argv[]);

    /**
     * @brief Sets the DNN whose fixed plans best-fixed tries; without it there is no best-fixed.
     * @param dnn the DNN of every stream
     */
    void SetDnn(Ptr<const DnnProfile> dnn);

    /**
     * @brief Records the scenario for summary.json and the report.
     * @param json a JSON text
     */
    void SetScenarioJson(const std::string& json);

    /**
     * @return the options, to read or to change before Run()
     */
    ExperimentOptions& GetOptions();

    /**
     * @return the options
     */
    const ExperimentOptions& GetOptions() const;

    /**
     * @return where results go
     */
    std::string GetOutput() const;

    /**
     * @return the command line, without what cannot change results
     */
    std::string GetCommandLine() const;

    /**
     * @brief Makes this one run of a sweep: its command line has settings instead of the sweep.
     * @param settings each POINTER=VALUE
     */
    void SetSweepRun(const std::vector<std::string>& settings);

    /**
     * @param scenario JSON of the scenario
     * @return all that decides the results, as text
     */
    std::string GetKey(const std::string& scenario) const;

    /**
     * @brief Does it all: trains, evaluates, prints the table to standard output, writes the
     * results.
     * @param scenario builds an episode
     * @throws InferenceInputError when an option or a file is not usable
     */
    void Run(const InferenceEpisode::Scenario& scenario);

    /**
     * @brief The same for a scenario from a file, which says what the command line does not:
     * policies, episodes, seeds and the output folder. With --sweep it runs an ExperimentSweep.
     * @param scenario the scenario
     * @throws InferenceInputError when an option, a key or a file is not usable
     */
    void Run(const InferenceScenario& scenario);

    /**
     * @return the results of the last Run()
     */
    const ExperimentSummary& GetSummary() const;

    /**
     * @brief Names of policies on the command line and their TypeIds.
     * @return pairs of name and TypeId name; best-fixed has no TypeId
     */
    static const std::vector<std::pair<std::string, std::string>>& GetPolicyNames();

  private:
    /// What one policy has to do and came to.
    struct Work
    {
        ExperimentPolicies::Entry entry;                          //!< the policy
        std::vector<std::pair<std::string, std::string>> remarks; //!< for summary.json
        std::vector<ExperimentCopy> copies;                       //!< one a training
    };

    /**
     * @brief Searches the best fixed plan.
     * @param scenario builds an episode
     * @param seeds run numbers
     * @return the answer for ReadSearch()
     */
    std::string Search(const InferenceEpisode::Scenario& scenario,
                       const std::vector<uint64_t>& seeds) const;

    /**
     * @param answer of Search()
     * @param [out] work takes it
     */
    static void ReadSearch(const std::string& answer, Work& work);

    /**
     * @return the policies to compare, anew
     */
    std::vector<ExperimentPolicies::Entry> MakePolicies() const;

    /**
     * @param folder of networks
     * @param policy name of a policy
     * @return path of its networks: POLICY-RADIO.bin, without a scenario file POLICY.bin
     */
    std::string GetNetworks(const std::string& folder, const std::string& policy) const;

    /**
     * @brief Evaluates a learner with networks from a file.
     * @param entry the policy
     * @param piece a name for what is done
     * @param evaluation evaluates it
     * @param pool runs the episodes
     * @return what it came to
     * @throws InferenceInputError when the file is not there or does not fit
     */
    ExperimentCopy RunPretrained(const ExperimentPolicies::Entry& entry,
                                 const std::string& piece,
                                 const ExperimentEvaluation& evaluation,
                                 ProcessPool& pool) const;

    /**
     * @brief Trains and evaluates one copy of a learner.
     * @param number of the policy in the list
     * @param training number of the training, from 0
     * @param evaluation evaluates it
     * @param scenario builds an episode
     * @param folder keeps checkpoints
     * @param pool runs the episodes of the evaluation
     * @return what it came to
     */
    ExperimentCopy RunCopy(std::size_t number,
                           uint32_t training,
                           const ExperimentEvaluation& evaluation,
                           const InferenceEpisode::Scenario& scenario,
                           const ExperimentFolder& folder,
                           ProcessPool& pool) const;

    /**
     * @brief Trains all learners, as often as asked for, and evaluates all policies but the search.
     * @param works the policies
     * @param scenario builds an episode
     * @param seeds run numbers of the evaluation
     * @param folder keeps what is done
     * @param pool runs what can run at one time
     */
    void TrainAndEvaluate(std::vector<Work>& works,
                          const InferenceEpisode::Scenario& scenario,
                          const std::vector<uint64_t>& seeds,
                          const ExperimentFolder& folder,
                          ProcessPool& pool) const;

    /**
     * @brief Trains, with the first rank, the policies that several ranks train together.
     * @param works the policies
     * @param scenario builds an episode
     */
    void Assist(const std::vector<Work>& works, const InferenceEpisode::Scenario& scenario);

    /**
     * @brief Writes the CSV files, summary.json and the report.
     * @param folder where
     */
    void WriteFiles(const ExperimentFolder& folder) const;

    std::string m_name;                             //!< of the experiment
    std::string m_title;                            //!< of the report
    InferenceEpisode::Scenario m_training;          //!< of episodes of training; empty: that of all
    std::string m_description;                      //!< of the report
    std::string m_output;                           //!< where results go unless --output is
    ExperimentOptions m_options;                    //!< of the command line
    PolicyMaker m_policies;                         //!< what is compared unless --policy is
    ExperimentPolicies::Own m_own;                  //!< of the scenario, for --policy
    std::string m_radio;                            //!< of the scenario
    std::vector<std::string> m_networks;            //!< folders that may have its networks
    uint64_t m_run{1};                              //!< RngRun of the command line
    Ptr<const DnnProfile> m_dnn;                    //!< of best-fixed
    std::map<std::string, std::string> m_arguments; //!< for summary.json
    std::string m_scenario;                         //!< JSON, for the report
    std::vector<std::string> m_commandLine;         //!< program and arguments
    std::string m_trainingCsv;                      //!< rows of training.csv
    std::vector<ExperimentPlots::TrainingPoint> m_curve; //!< of the first learner
    uint32_t m_ranks{1};                                 //!< processes that train together
    std::shared_ptr<TrainingRanks> m_rankGroup;          //!< they; null before a policy joins
    bool m_isSweepRun{false};                            //!< one run of a sweep
    ExperimentSummary m_summary;                         //!< the results
};

} // namespace ns3

#endif // INFERENCE_EXPERIMENT_H
