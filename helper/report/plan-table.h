// SPDX-License-Identifier: GPL-2.0-only

#ifndef PLAN_TABLE_H
#define PLAN_TABLE_H

#include "experiment-page.h"

#include "ns3/experiment-summary.h"

#include <array>
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
 * @brief The plans that each policy chose, how often, and what became of the tasks that followed
 * them: plans.csv, and a table of the report. Counted from the rows of tasks.csv.
 */
class PlanTable
{
  public:
    /**
     * @param summary results, with rows of tasks.csv
     */
    explicit PlanTable(const ExperimentSummary& summary);

    /**
     * @return plans.csv: a row for each policy, stream and plan, the commonest plan of a stream
     * first
     */
    std::string GetCsv() const;

    /**
     * @brief Adds the plans that each policy chose most often; nothing when there was no task.
     * @param [in,out] page grows by that
     */
    void AddTo(ExperimentPage& page) const;

  private:
    /// The columns that a plan is told by: exit, cut, bits, server, and the three of its tail.
    using Plan = std::array<std::string, 7>;

    /// Tasks that followed a plan.
    struct Row
    {
        std::size_t policy{0}; //!< index of the policy
        std::string stream;    //!< index of the stream within its UE
        Plan plan;             //!< cells of tasks.csv
        double tasks{0};       //!< number of tasks
        double ofStream{0};    //!< number of tasks of the policy and stream, whatever their plan
        double inTime{0};      //!< tasks in time
        double answered{0};    //!< tasks with an answer, in time or late
        double latency{0};     //!< sum over answered tasks, s
        double accuracy{0};    //!< sum over all tasks
        double energy{0};      //!< sum over all tasks, J
        double reward{0};      //!< sum over all tasks
    };

    /**
     * @param plan cells of tasks.csv
     * @return the plan in words
     */
    static std::string Describe(const Plan& plan);

    std::vector<std::string> m_policies; //!< names
    std::vector<Row> m_rows;             //!< in the order of plans.csv
};

} // namespace ns3

#endif // PLAN_TABLE_H
