// SPDX-License-Identifier: GPL-2.0-only

#ifndef RESULT_TABLE_H
#define RESULT_TABLE_H

#include "experiment-page.h"
#include "metric-names.h"

#include "ns3/episode-metric.h"
#include "ns3/seed-statistics.h"

#include <array>
#include <cmath>
#include <cstddef>
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
 * @brief The table of results, a row a policy or a row a run and policy: the one form of
 * experiments and sweeps, on a terminal, in a page, as CSV and as LaTeX.
 */
class ResultTable
{
  public:
    static constexpr const char* UNTRAINED = "untrained"; //!< mark of a learner
    /// What it means.
    static constexpr const char* ABOUT_UNTRAINED =
        "the learner made no gradient step; its networks are as they were made";

    static constexpr const char* RISING = "still rising"; //!< mark of a learner
    /// What it means.
    static constexpr const char* ABOUT_RISING =
        "rewards of the last fifth of its training were above those of the fifth before; more "
        "episodes may help";

    static constexpr const char* BELOW = "below a leader"; //!< mark of a learner
    /// What it means.
    static constexpr const char* ABOUT_BELOW =
        "on the validation seeds a rule that knows as much had a higher mean reward than the "
        "learner's best networks";

    /**
     * @param isUntrained the learner made no gradient step
     * @param isRising its learning curve had not ended
     * @param isBelow a leader was better on the validation seeds
     * @return its mark, the gravest one; "" for none
     */
    static std::string ChooseMark(bool isUntrained, bool isRising, bool isBelow);

    /// Explains the marks of learners below the table.
    void ExplainMarks();

    /// A column of names.
    struct Name
    {
        std::string column; //!< its head in CSV
        std::string title;  //!< its head elsewhere; empty: it stands in CSV only
    };

    /// What a policy came to in one metric.
    struct Cell
    {
        SeedStatistics statistics;       //!< SI units
        bool isAtLeast{false};           //!< lost tasks cut it off: the value is a lower bound
        bool countsLost{false};          //!< lost tasks count in this mean, with their deadlines
        bool isBest{false};              //!< no other row of its run has a better mean
        SeedStatistics spread{NAN, NAN}; //!< over trainings; NaN when there is one
    };

    /// A policy, in a run.
    struct Row
    {
        std::vector<std::string> names; //!< one a column of names
        std::string mark{};             //!< what is wrong with it, in a word or two
        int style{-1};                  //!< of its key in a page; -1: none
        std::size_t seeds{0};           //!< of the evaluation
        std::size_t trainings{1};       //!< of the policy
        std::array<Cell, EpisodeMetrics::METRICS> cells; //!< by metric
    };

    /**
     * @param names columns of names
     * @param metrics titles of the metrics
     */
    ResultTable(const std::vector<Name>& names, const MetricNames& metrics);

    /**
     * @brief Adds the rows of one run, and marks the best of each metric among them: values that
     * lost tasks cut off are not, and one row alone has none.
     * @param rows one a policy
     */
    void AddRun(std::vector<Row> rows);

    /**
     * @brief Explains a mark below the table.
     * @param mark of rows
     * @param text what it means, one sentence
     */
    void Explain(const std::string& mark, const std::string& text);

    /**
     * @param metric any of the metrics
     * @return false when it tells nothing here: one of several servers where there is one server
     */
    bool IsShown(const EpisodeMetric& metric) const;

    /**
     * @brief Prints the brief metrics and a legend of the signs that stand in the table.
     * @param os stream that gets the table
     * @param width characters of a line; 0: no limit
     */
    void Print(std::ostream& os, std::size_t width) const;

    /**
     * @return all metrics in SI units with the half widths of their intervals, in the column
     * atLeast the names of those that lost tasks cut off, and in the column countsLost the names of
     * those in whose means lost tasks count with their deadlines
     */
    std::string GetCsv() const;

    /**
     * @return a tabular environment with the brief metrics; it needs no package
     */
    std::string GetLatex() const;

    /**
     * @brief Adds all metrics as a table whose first column is that of the policies.
     * @param [in,out] page grows by that
     */
    void AddTo(ExperimentPage& page) const;

    /**
     * @return in a few sentences what the marks of rows and of values mean, where they stand in the
     * table; otherwise empty
     */
    std::string GetNotes() const;

    /**
     * @param cell of a metric
     * @param metric the metric
     * @return the cell of a page
     */
    static ExperimentPage::Cell MakePageCell(const Cell& cell, const EpisodeMetric& metric);

  private:
    /**
     * @param row a row
     * @return its names that are shown, the mark behind the last one
     */
    std::vector<std::string> GetNames(const Row& row) const;

    /**
     * @param isBrief only those of short tables
     * @return the metrics that are shown
     */
    std::vector<const EpisodeMetric*> GetShown(bool isBrief) const;

    /**
     * @param isBrief only the metrics of short tables
     * @return the head of the table
     */
    std::vector<std::string> GetHead(bool isBrief) const;

    /**
     * @param test of a cell
     * @return whether a shown cell of a brief metric passes it
     */
    template <typename Test>
    bool HasCell(const Test& test) const;

    std::vector<Name> m_names;                                  //!< columns of names
    MetricNames m_metrics;                                      //!< titles
    std::vector<Row> m_rows;                                    //!< of all runs
    std::size_t m_runs{0};                                      //!< number of runs
    std::vector<std::pair<std::string, std::string>> m_reasons; //!< marks and what they mean
};

} // namespace ns3

#endif // RESULT_TABLE_H
