// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_EPISODE_H
#define INFERENCE_EPISODE_H

#include "ns3/edge-inference-helper.h"
#include "ns3/episode-metric.h"
#include "ns3/episode-recordings.h"
#include "ns3/offloading-policy.h"

#include <array>
#include <cstdint>
#include <functional>
#include <set>
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
 * @brief What one episode came to. Late and dropped tasks count as accuracy 0; a dropped task
 * counts, as latency, the time until it was dropped or its deadline, whichever is longer.
 */
struct EpisodeResult : EpisodeMetrics
{
    std::array<double, METRICS> values{}; //!< by Metric; NaN when there was no task
    std::array<bool, METRICS> atLeast{};  //!< by Metric; lost tasks decide it: a lower bound
    std::set<std::string> qualities;      //!< of its DNNs, as of DnnProfile::GetQuality()
    uint64_t tasks{0};                    //!< tasks created, all of which ended
    uint64_t dropped{0};                  //!< of these, those that got no answer
    double reward{0};                     //!< sum of the tasks' rewards
    std::vector<double> latencies;        //!< s, of each task, rising
    std::string tasksCsv;                 //!< rows of tasks.csv, when recorded
    std::string epochsCsv;                //!< rows of epochs.csv, when recorded
    std::string observationsCsv;          //!< observations.csv with its header, when recorded
    std::string observationsLayout;       //!< JSON that explains it, when recorded
};

/**
 * @ingroup edge-inference
 * @brief Builds, runs and destroys a scenario once.
 */
class InferenceEpisode
{
  public:
    /// Builds the network, installs the inference with the given policy, and returns what was
    /// installed.
    using Scenario = std::function<EdgeInferenceHelper(Ptr<OffloadingPolicy>)>;

    /// First of the random streams of arrivals, loads and policy; topologies use 1000000 to
    /// 1511999.
    static constexpr int64_t FIRST_STREAM = 2000000;

    /**
     * @param scenario builds it
     */
    explicit InferenceEpisode(Scenario scenario);

    /**
     * @param label name of the policy in the rows of the CSV files
     * @param seed number of the seed in the rows of the CSV files
     */
    void Record(const std::string& label, uint32_t seed);

    /**
     * @brief Records what a network sees and what was decided, for training elsewhere: the rows of
     * observations.csv. Record() comes first.
     */
    void RecordObservations();

    /**
     * @brief Records flows, an animation or packets into files. Record() comes first.
     * @param options what to record
     */
    void RecordFiles(const EpisodeRecordings::Options& options);

    /**
     * @brief Builds it, lets the policy take up the sizes of the scenario, and destroys it: no task
     * is created, and nothing is learnt.
     * @param policy who would decide
     * @param run ns-3's run number; decides the first weights of networks
     */
    void Prepare(Ptr<OffloadingPolicy> policy, uint64_t run);

    /**
     * @param notice takes a line for the user when an episode will take long, with an estimate
     */
    void SetNotice(const std::function<void(const std::string&)>& notice);

    /**
     * @brief Runs it.
     *
     * An episode in which simulated time no longer passes ends with an InferenceInputError.
     *
     * @param policy who decides
     * @param run ns-3's run number; with RngSeed it decides everything
     * @param training true: the policy explores and learns
     * @return what it came to
     */
    EpisodeResult Run(Ptr<OffloadingPolicy> policy, uint64_t run, bool training);

    /**
     * @return header line of tasks.csv
     */
    static std::string GetTasksHeader();

    /**
     * @return header line of epochs.csv
     */
    static std::string GetEpochsHeader();

  private:
    /**
     * @brief Builds it.
     * @param policy who decides
     * @param run ns-3's run number
     * @param training true: the policy explores and learns
     * @return what was installed
     */
    EdgeInferenceHelper Build(Ptr<OffloadingPolicy> policy, uint64_t run, bool training);

    Scenario m_scenario;                              //!< builds it
    bool m_record{false};                             //!< fill the CSV rows
    bool m_observe{false};                            //!< those of observations.csv as well
    EpisodeRecordings::Options m_files;               //!< what to record into files
    std::string m_label;                              //!< name of the policy in the rows
    uint32_t m_seed{0};                               //!< number of the seed in the rows
    std::function<void(const std::string&)> m_notice; //!< is told that an episode takes long
};

} // namespace ns3

#endif // INFERENCE_EPISODE_H
