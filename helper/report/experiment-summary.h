// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_SUMMARY_H
#define EXPERIMENT_SUMMARY_H

#include "ns3/episode-metric.h"
#include "ns3/inference-episode.h"
#include "ns3/seed-statistics.h"
#include "ns3/validation-curve.h"

#include <array>
#include <cstdint>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class ResultTable;

/**
 * @ingroup edge-inference
 * @brief The results of all policies, as a table and as summary.json.
 */
class ExperimentSummary
{
  public:
    /// What one policy came to.
    struct Policy
    {
        std::string name;                                         //!< name of the policy
        std::vector<EpisodeResult> episodes;                      //!< one a seed
        std::vector<std::pair<std::string, std::string>> remarks; //!< more of it, name and value
        /// Metrics by training, by seed; nothing when it was not trained repeatedly. Then
        /// @c episodes are means over the trainings.
        std::vector<std::vector<std::array<double, EpisodeResult::METRICS>>> trainings{};
        /// Gradient steps of its training, the fewest of its copies; nothing when it was not
        /// trained here.
        std::optional<uint64_t> gradientSteps{};
        bool isStillRising{false}; //!< its learning curve had not ended: more episodes may help
        /// How it did on validation seeds, one a training; nothing without validation.
        std::vector<ValidationCurve> validation{};

        /**
         * @param metric an EpisodeResult::Metric
         * @return its values, one a seed
         */
        std::vector<double> GetValues(std::size_t metric) const;

        /**
         * @param metric an EpisodeResult::Metric
         * @return its values by training, by seed; of what was not trained repeatedly one training
         */
        std::vector<std::vector<double>> GetTrainingValues(std::size_t metric) const;

        /**
         * @param metric an EpisodeResult::Metric
         * @return its mean and the interval of the mean: over seeds or, of what was trained
         * repeatedly, over trainings and seeds (HierarchicalBootstrap)
         */
        SeedStatistics GetStatistics(std::size_t metric) const;

        /**
         * @param metric an EpisodeResult::Metric
         * @return its mean over the seeds, one a training
         */
        std::vector<double> GetTrainingMeans(std::size_t metric) const;

        /**
         * @param metric an EpisodeResult::Metric
         * @return whether lost tasks cut it off on a seed: the mean is a lower bound
         */
        bool IsAtLeast(std::size_t metric) const;

        /**
         * @param metric an EpisodeResult::Metric
         * @return whether tasks without an answer count in its mean with their deadlines
         */
        bool CountsLost(std::size_t metric) const;

        /**
         * @return whether it is a learner that made no gradient step: it decides as it was made
         */
        bool IsUntrained() const;

        /**
         * @param metric an EpisodeResult::Metric
         * @return mean over the trainings and the interval of that mean, which tells how far
         * another training may lie off
         */
        SeedStatistics GetSpread(std::size_t metric) const;
    };

    /**
     * @param name of an argument of the program
     * @param value value of the argument
     */
    void AddArgument(const std::string& name, const std::string& value);

    /**
     * @param json the scenario as a JSON text, or nothing
     */
    void SetScenario(const std::string& json);

    /**
     * @param seeds ns-3's run numbers of the evaluation, the same for every policy
     */
    void SetSeeds(const std::vector<uint64_t>& seeds);

    /**
     * @param seeds ns-3's run numbers of the validation; none without validation
     */
    void SetValidationSeeds(const std::vector<uint64_t>& seeds);

    /**
     * @param policy what a policy came to; the summary takes it over
     */
    void AddPolicy(Policy policy);

    /**
     * @return the arguments, in the order of AddArgument()
     */
    const std::vector<std::pair<std::string, std::string>>& GetArguments() const;

    /**
     * @return the scenario as a JSON text, or nothing
     */
    const std::string& GetScenario() const;

    /**
     * @return ns-3's run numbers of the evaluation
     */
    const std::vector<uint64_t>& GetSeeds() const;

    /**
     * @return ns-3's run numbers of the validation; none without validation
     */
    const std::vector<uint64_t>& GetValidationSeeds() const;

    /**
     * @return the policies, in the order of AddPolicy()
     */
    const std::vector<Policy>& GetPolicies() const;

    /**
     * @param metric any of the metrics
     * @return false when it tells nothing here: one of several servers where there is one server
     */
    bool IsShown(const EpisodeMetric& metric) const;

    /**
     * @return what the accuracies of its networks are, as of DnnProfile::GetQuality()
     */
    std::set<std::string> GetQualities() const;

    /**
     * @return the table of all policies; of use inside of the module
     */
    ResultTable MakeTable() const;

    /**
     * @brief Compares a policy with the first one, seed by seed.
     * @param policy index of the policy
     * @param metric an EpisodeResult::Metric
     * @return mean of its value minus the first policy's on the same seed, with Student's interval
     * over seeds or, when one of both was trained repeatedly, that of HierarchicalBootstrap
     */
    SeedStatistics GetDifference(std::size_t policy, std::size_t metric) const;

    /**
     * @brief Prints a table, a row a policy, the best mean of each column marked with an asterisk;
     * below a policy that was trained repeatedly the spread between its trainings. Learners that
     * made no gradient step are marked, and so are percentiles that lost tasks cut off. A legend
     * tells what the marks mean.
     * @param os stream that gets the table
     * @param width characters of a line; 0: no limit
     */
    void PrintTable(std::ostream& os, std::size_t width = 0) const;

    /**
     * @return the text of summary.json
     */
    std::string GetJson() const;

  private:
    std::vector<std::pair<std::string, std::string>> m_arguments; //!< of the program
    std::string m_scenario;                                       //!< JSON
    std::vector<uint64_t> m_seeds;                                //!< run numbers of evaluation
    std::vector<uint64_t> m_validationSeeds;                      //!< run numbers of validation
    std::vector<Policy> m_policies;                               //!< results
};

} // namespace ns3

#endif // EXPERIMENT_SUMMARY_H
