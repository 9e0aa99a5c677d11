// SPDX-License-Identifier: GPL-2.0-only

#ifndef HEADROOM_H
#define HEADROOM_H

#include "ns3/experiment-policies.h"
#include "ns3/experiment-summary.h"
#include "ns3/inference-experiment.h"
#include "ns3/inference-scenario.h"

#include <cstddef>
#include <functional>
#include <ostream>
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
 * @brief How much the rules of a scenario leave to be won: all of them, and a ClairvoyantPolicy
 * around the best one, on the same seeds.
 *
 * Rules and bound are an experiment each, in the folders "rules" and "bound" of the results, so
 * that what was killed goes on where it was.
 */
class Headroom
{
  public:
    /**
     * @param experiment has the options of the command line
     * @param scenario what rules and bound are run in
     * @throws InferenceInputError when there is an option that only learners need
     */
    Headroom(const InferenceExperiment& experiment, const InferenceScenario& scenario);

    /**
     * @brief Runs the rules, and the bound around the best of them.
     * @throws InferenceInputError when an option is not usable
     */
    void Run();

    /**
     * @brief Prints a row a rule and one of the bound.
     * @param os stream that gets the table
     * @param width characters of a line; 0: no limit
     */
    void Print(std::ostream& os, std::size_t width) const;

    /// Writes headroom.csv into the folder of the results.
    void Write() const;

  private:
    /// A policy beside the bound.
    struct Row
    {
        std::string name;      //!< of the policy
        SeedStatistics reward; //!< mean reward of a task
        SeedStatistics gap;    //!< the bound minus it
        SeedStatistics part;   //!< the gap over its reward; NaN unless that is above 0
    };

    /**
     * @return rules that fit: those of --policy, or those that the scenario names and those that
     * decide anything
     */
    ExperimentPolicies::Own FindRules() const;

    /**
     * @param policies to run
     * @param part name of the folder
     * @return what they came to
     */
    ExperimentSummary RunPart(const ExperimentPolicies::Own& policies, const std::string& part);

    /**
     * @param make makes the best rule
     * @return the bound around it
     */
    static Ptr<OffloadingPolicy> MakeBound(const std::function<Ptr<OffloadingPolicy>()>& make);

    /**
     * @param name of a policy
     * @param values its reward, by seed
     * @param bound reward of the bound, by seed
     * @return its row
     */
    static Row MakeRow(const std::string& name,
                       const std::vector<double>& values,
                       const std::vector<double>& bound);

    InferenceExperiment m_experiment; //!< has the options of the command line
    InferenceScenario m_scenario;     //!< what rules and bound are run in
    std::string m_output;             //!< folder for the results
    std::vector<Row> m_rows;          //!< the rules, then the bound
    std::size_t m_best{0};            //!< row of the best rule
    std::size_t m_seeds{0};           //!< number of seeds
    bool m_isValidation{false};       //!< they are runs of validation
};

} // namespace ns3

#endif // HEADROOM_H
