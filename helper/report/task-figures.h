// SPDX-License-Identifier: GPL-2.0-only

#ifndef TASK_FIGURES_H
#define TASK_FIGURES_H

#include "experiment-figure.h"
#include "experiment-page.h"
#include "task-account.h"

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
 * @brief Figures and tables of what policies did with their tasks, and how these ended.
 */
class TaskFigures
{
  public:
    /**
     * @param summary of an experiment whose episodes have rows of tasks.csv
     */
    explicit TaskFigures(const ExperimentSummary& summary);

    /**
     * @return whether there is a task at all
     */
    bool HasTasks() const;

    /**
     * @return mean time of an answered task in each stage, as bars behind each other
     */
    ExperimentFigure MakeStages() const;

    /**
     * @return shares of tasks by the way they ended, as bars behind each other
     */
    ExperimentFigure MakeEnds() const;

    /**
     * @return shares of answered tasks by a part of their plans, as bars behind each other
     * @param part exits, cuts, bits or places of an account
     * @param what it is called
     */
    ExperimentFigure MakePlans(TaskAccount::Shares TaskAccount::*part,
                               const std::string& what) const;

    /**
     * @return share of tasks in time of each UE, from the worst to the best
     */
    ExperimentFigure MakeUes() const;

    /**
     * @brief Adds all of it as a section.
     * @param [in,out] page grows by that
     */
    void AddTo(ExperimentPage& page) const;

  private:
    /**
     * @param shares finds the numbers of an account
     * @param label of the axis
     * @param scale from those numbers to those shown
     * @param order names that come first, in this order
     * @return a row a policy, a bar a name
     */
    ExperimentFigure MakeBars(TaskAccount::Shares TaskAccount::*shares,
                              const std::string& label,
                              double scale,
                              const std::vector<std::string>& order) const;

    /**
     * @brief Adds the table of how fairly UEs and streams were served.
     * @param [in,out] page grows by that
     */
    void AddFairness(ExperimentPage& page) const;

    std::vector<std::pair<std::string, TaskAccount>> m_accounts; //!< by policy
};

} // namespace ns3

#endif // TASK_FIGURES_H
