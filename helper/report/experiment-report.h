// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_REPORT_H
#define EXPERIMENT_REPORT_H

#include "experiment-page.h"
#include "experiment-results.h"
#include "result-table.h"

#include "ns3/episode-metric.h"

#include <functional>
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
 * @brief Makes report.html of an experiment: its results as a table and figures, and all it takes
 * to repeat it. The same results give the same bytes.
 */
class ExperimentReport
{
  public:
    /**
     * @param title of the experiment
     * @param commandLine that repeats it
     * @param description one line, without a full stop; may be empty
     */
    ExperimentReport(const std::string& title,
                     const std::string& commandLine,
                     const std::string& description = "");

    /**
     * @param results of the experiment
     * @param files names of other files in the same folder, to which the page has links
     * @return the file
     */
    std::string MakePage(const ExperimentResults& results,
                         const std::vector<std::string>& files = {}) const;

    /**
     * @brief Adds a picture of a scenario.
     * @param [in,out] page grows by that
     * @param scenario JSON with all defaults; of anything else there is no picture
     * @param note what a reader has to know about it
     */
    static void AddPicture(ExperimentPage& page,
                           const std::string& scenario,
                           const std::string& note);

    /**
     * @param [in,out] page gets the versions of everything
     */
    static void AddVersions(ExperimentPage& page);

    /**
     * @param n a number of things
     * @param one a thing
     * @param more several things
     * @return both, as in "1 seed" and "2 seeds"
     */
    static std::string Count(std::size_t n, const std::string& one, const std::string& more);

  private:
    /// What a table shows of a policy and a metric.
    using Find = std::function<ResultTable::Cell(std::size_t, const EpisodeMetric&)>;

    /**
     * @param summary the results
     * @return one or two sentences
     */
    std::string GetLead(const ExperimentSummary& summary) const;

    /**
     * @param policy index of a policy
     * @param summary the results
     * @param find finds the values
     * @return a row of a table: the policy and all metrics
     */
    static std::vector<ExperimentPage::Cell> MakeRow(std::size_t policy,
                                                     const ExperimentSummary& summary,
                                                     const Find& find);

    /**
     * @param summary the results
     * @return heads of a table's columns
     */
    static std::vector<std::string> MakeHead(const ExperimentSummary& summary);

    /**
     * @brief Adds the table of all policies.
     * @param [in,out] page grows by that
     * @param summary the results
     */
    static void AddTable(ExperimentPage& page, const ExperimentSummary& summary);

    /**
     * @brief Adds the differences to the first policy, and the spread between trainings.
     * @param [in,out] page grows by that
     * @param summary the results
     */
    static void AddComparison(ExperimentPage& page, const ExperimentSummary& summary);

    /**
     * @brief Adds the figures.
     * @param [in,out] page grows by that
     * @param results of the experiment
     */
    static void AddFigures(ExperimentPage& page, const ExperimentResults& results);

    /**
     * @brief Adds what repeating the experiment takes.
     * @param [in,out] page grows by that
     * @param summary the results
     */
    void AddBooks(ExperimentPage& page, const ExperimentSummary& summary) const;

    std::string m_title;       //!< of the experiment
    std::string m_description; //!< one line
    std::string m_commandLine; //!< that repeats it
};

} // namespace ns3

#endif // EXPERIMENT_REPORT_H
