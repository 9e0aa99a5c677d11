// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_EXPERIMENT_H
#define INFERENCE_EXPERIMENT_H

#include "ns3/command-line.h"
#include "ns3/dnn-profile.h"
#include "ns3/experiment-plots.h"
#include "ns3/experiment-progress.h"
#include "ns3/experiment-summary.h"
#include "ns3/inference-episode.h"
#include "ns3/offloading-policy.h"
#include "ns3/process-pool.h"

#include <cstdint>
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

/**
 * @ingroup edge-inference
 * @brief Trains policies over episodes in one process, evaluates every policy on the same unseen
 * seeds, and writes tasks.csv, epochs.csv, training.csv, summary.json and plots.
 *
 * With R the RngRun of the command line, episode e of the training has ns-3's run number 1000000 R
 * + e, and evaluation seed i has 1000000 R + 500000 + i. RngSeed, RngRun and the arguments decide
 * every byte of the results, however many processes evaluate (--jobs).
 */
class InferenceExperiment
{
  public:
    /**
     * @param name of the experiment; results go to the folder results/NAME by default
     */
    explicit InferenceExperiment(const std::string& name);

    /**
     * @brief Adds the options of every experiment: policy, episodes, seeds, output, load, save,
     * jobs, quiet.
     * @param cmd the program's command line
     */
    void AddOptions(CommandLine& cmd);

    /**
     * @brief Sets how many episodes a training has unless --episodes says otherwise.
     * @param episodes how many
     */
    void SetEpisodes(uint32_t episodes);

    /**
     * @brief Records an argument for summary.json.
     * @param name of the option
     * @param value its value
     */
    void AddArgument(const std::string& name, const std::string& value);

    /**
     * @brief Records the attributes among the program's arguments.
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
     * @brief Does it all: trains, evaluates, prints the table to standard output, writes the
     * results.
     * @param scenario builds an episode
     * @throws InferenceInputError when an option or a file is not usable
     */
    void Run(const InferenceEpisode::Scenario& scenario);

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
    /// A policy that was asked for.
    struct Entry
    {
        std::string name;                                         //!< its name
        Ptr<OffloadingPolicy> policy;                             //!< it; null for best-fixed
        std::vector<std::pair<std::string, std::string>> remarks; //!< for summary.json
    };

    /**
     * @return what --policy asks for
     */
    std::vector<Entry> MakePolicies() const;

    /**
     * @param entry a policy that learns
     * @param scenario builds an episode
     */
    void Train(Entry& entry, const InferenceEpisode::Scenario& scenario);

    /**
     * @brief Writes the CSV files and summary.json.
     */
    void WriteFiles() const;

    /**
     * @param file name of a file in the output folder
     * @param text what it gets; it is replaced only when all was written
     */
    void WriteFile(const std::string& file, const std::string& text) const;

    std::string m_name;                                  //!< of the experiment
    std::string m_policies{"all"};                       //!< --policy
    uint32_t m_episodes{100};                            //!< --episodes
    uint32_t m_seeds{10};                                //!< --seeds
    std::string m_output;                                //!< --output
    std::string m_load;                                  //!< --load
    std::string m_save;                                  //!< --save
    uint32_t m_jobs;                                     //!< --jobs
    bool m_quiet{false};                                 //!< --quiet
    uint64_t m_run{1};                                   //!< RngRun of the command line
    Ptr<const DnnProfile> m_dnn;                         //!< of best-fixed
    std::map<std::string, std::string> m_arguments;      //!< for summary.json
    std::string m_trainingCsv;                           //!< rows of training.csv
    std::vector<ExperimentPlots::TrainingPoint> m_curve; //!< of the first learner
    ExperimentSummary m_summary;                         //!< the results
};

} // namespace ns3

#endif // INFERENCE_EXPERIMENT_H
