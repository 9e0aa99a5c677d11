// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_SUMMARY_H
#define EXPERIMENT_SUMMARY_H

#include "ns3/inference-episode.h"

#include <array>
#include <cstdint>
#include <ostream>
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
 * @brief A mean over seeds with its confidence interval.
 */
struct SeedStatistics
{
    double mean{0}; //!< mean; NaN when a value is
    double ci95{
        0}; //!< half the width of the 95 % confidence interval; NaN for fewer than two values

    /**
     * @brief Student's interval: the values are taken as independent and about normal.
     * @param values one a seed
     * @return mean and interval
     */
    static SeedStatistics Of(const std::vector<double>& values);
};

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
        std::string name;                                         //!< its name
        std::vector<EpisodeResult> episodes;                      //!< one a seed
        std::vector<std::pair<std::string, std::string>> remarks; //!< more of it, name and value
        /// Means over the seeds by metric, one a training; nothing when it was not trained
        /// repeatedly. Then @c episodes are means over the trainings.
        std::vector<std::array<double, EpisodeResult::METRICS>> trainings{};

        /**
         * @param metric an EpisodeResult::Metric
         * @return its values, one a seed
         */
        std::vector<double> GetValues(std::size_t metric) const;

        /**
         * @param metric an EpisodeResult::Metric
         * @return mean over the trainings and the interval of that mean, which tells how far
         * another training may lie off
         */
        SeedStatistics GetSpread(std::size_t metric) const;
    };

    /**
     * @param name of an argument of the program
     * @param value its value
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
     * @return the policies, in the order of AddPolicy()
     */
    const std::vector<Policy>& GetPolicies() const;

    /**
     * @param metric an EpisodeResult::Metric
     * @return false when it tells nothing here: migrations and interruption where there is one
     * server
     */
    bool IsShown(std::size_t metric) const;

    /**
     * @brief Compares a policy with the first one, seed by seed.
     * @param policy index of the policy
     * @param metric an EpisodeResult::Metric
     * @return mean of its value minus the first policy's on the same seed, with Student's interval
     */
    SeedStatistics GetDifference(std::size_t policy, std::size_t metric) const;

    /**
     * @brief Prints a table, a row a policy, the best mean of each column marked with an asterisk;
     * below a policy that was trained repeatedly the spread between its trainings.
     * @param os where to
     */
    void PrintTable(std::ostream& os) const;

    /**
     * @return the text of summary.json
     */
    std::string GetJson() const;

  private:
    std::vector<std::pair<std::string, std::string>> m_arguments; //!< of the program
    std::string m_scenario;                                       //!< JSON
    std::vector<uint64_t> m_seeds;                                //!< run numbers
    std::vector<Policy> m_policies;                               //!< results
};

} // namespace ns3

#endif // EXPERIMENT_SUMMARY_H
