// SPDX-License-Identifier: GPL-2.0-only

#ifndef TASK_ACCOUNT_H
#define TASK_ACCOUNT_H

#include "ns3/experiment-summary.h"

#include <cstddef>
#include <map>
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
 * @brief What a policy did with its tasks, and how they ended, from the rows of tasks.csv.
 */
struct TaskAccount
{
    /// Numbers by name.
    using Shares = std::map<std::string, double>;

    /// Of those who share: UEs or streams.
    struct Party
    {
        std::vector<double> inTime; //!< share of its tasks in time, by index; NaN: no task
        SeedStatistics fairness{};  //!< Jain's index of these shares, over seeds
    };

    double tasks{0};         //!< number of tasks
    double answered{0};      //!< those that got an answer, in time or late
    Shares stages;           //!< mean time of an answered task in each group of stages, s
    Shares ends;             //!< share of tasks by "in time", "late" or the reason of a loss
    std::string mostLost;    //!< commonest way of a loss: its reason and, where that is time, the
                             //!< longest stage; empty: none
    double mostLostShare{0}; //!< share of tasks that were lost in that way
    Shares exits;            //!< share of answered tasks by exit
    Shares cuts;             //!< share of answered tasks by cut
    Shares bits;             //!< share of answered tasks by bits of what was sent
    Shares places;           //!< share of answered tasks by the machines that computed them
    Party ues;               //!< by UE
    Party streams;           //!< by stream within the UE

    /**
     * @param policy what it came to, with rows of tasks.csv
     * @return the account; no task when there are no rows
     */
    static TaskAccount Of(const ExperimentSummary::Policy& policy);

    /**
     * @return names of the groups of stages, in the order of a task's way
     */
    static const std::vector<std::string>& GetStages();

    /**
     * @brief Jain's fairness index: (sum of x)^2 / (n sum of x^2).
     * @param values of those who share, at least 0; NaN counts as not there
     * @return 1/n when one has all, 1 when all have the same; NaN when nobody has anything
     */
    static double GetFairness(const std::vector<double>& values);
};

} // namespace ns3

#endif // TASK_ACCOUNT_H
