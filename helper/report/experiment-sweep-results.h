// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_SWEEP_RESULTS_H
#define EXPERIMENT_SWEEP_RESULTS_H

#include "experiment-figure.h"
#include "experiment-page.h"
#include "figure-files.h"
#include "result-table.h"

#include "ns3/episode-metric.h"
#include "ns3/experiment-summary.h"

#include <array>
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

/**
 * @ingroup edge-inference
 * @brief The results of a sweep's runs put together: tables, figures and a page. They come from the
 * runs' summary.json alone, so that who puts them together does not matter.
 */
class ExperimentSweepResults
{
  public:
    /**
     * @param title of the sweep
     * @param description one line, without a full stop; may be empty
     * @param commandLine that repeats it
     * @param scenario that keys were changed in, JSON
     */
    ExperimentSweepResults(const std::string& title,
                           const std::string& description,
                           const std::string& commandLine,
                           const std::string& scenario);

    /**
     * @param pointer of a key
     * @param label its short name, for tables
     * @param title what it is, for figures; empty: the label
     * @param values that it took
     */
    void AddKey(const std::string& pointer,
                const std::string& label,
                const std::string& title,
                const std::vector<std::string>& values);

    /**
     * @param folder name of a run
     * @param values one a key
     * @param summary path of its summary.json
     * @throws InferenceInputError when that cannot be read
     */
    void AddRun(const std::string& folder,
                const std::vector<std::string>& values,
                const std::string& summary);

    /**
     * @return sweep.csv: a row a run and policy; SI units
     */
    std::string GetCsv() const;

    /**
     * @return results.tex: the table as LaTeX
     */
    std::string GetLatex() const;

    /**
     * @return sweep.json: keys, runs and values of every seed
     */
    std::string GetJson() const;

    /**
     * @brief Writes a figure a metric over the first key; with more than one key, one a combination
     * of the others.
     * @param folder where the files go; it exists
     * @return the files
     * @throws InferenceInputError when a file cannot be written
     */
    FigureFiles WriteFigures(const std::string& folder) const;

    /**
     * @param files names of other files in the same folder, to which the page has links
     * @return report.html
     */
    std::string GetPage(const std::vector<std::string>& files) const;

    /**
     * @brief Prints a table, a row a run and policy.
     * @param os stream that gets the table
     * @param width characters of a line; 0: no limit
     */
    void PrintTable(std::ostream& os, std::size_t width = 0) const;

  private:
    /// A key that took several values.
    struct Key
    {
        std::string pointer;             //!< into the scenario
        std::string label;               //!< short name
        std::string title;               //!< what it is; may be empty
        std::vector<std::string> values; //!< in order
        std::vector<double> numbers;     //!< of values; empty when they are no numbers
        std::string unit;                //!< of numbers
        bool log{false};                 //!< numbers go over decades
    };

    /// What a policy came to in a run.
    struct Result
    {
        std::string policy; //!< name of the policy
        std::string mark;   //!< what is wrong with it; may be empty
        std::array<ResultTable::Cell, EpisodeResult::METRICS> cells;    //!< by metric
        std::array<std::vector<double>, EpisodeResult::METRICS> values; //!< by metric and seed
    };

    /// A run.
    struct Run
    {
        std::string folder;              //!< name of the run's folder
        std::vector<std::size_t> values; //!< index of the value of each key
        std::vector<Result> results;     //!< by policy
    };

    /**
     * @param metric any of the metrics
     * @return whether tasks without an answer count in its mean somewhere
     */
    bool CountsLost(const EpisodeMetric& metric) const;

    /**
     * @brief Draws a metric over a key.
     * @param key index of the key across
     * @param fixed a run: of the other keys its values count
     * @param metric the metric to draw
     * @return the figure
     */
    ExperimentFigure MakeFigure(std::size_t key,
                                const Run& fixed,
                                const EpisodeMetric& metric) const;

    /**
     * @param key index of the key across
     * @param fixed a run: of the other keys its values count
     * @param policy index of a policy
     * @param metric the metric to draw
     * @return the policy's points
     */
    ExperimentFigure::Series MakeSeries(std::size_t key,
                                        const Run& fixed,
                                        std::size_t policy,
                                        const EpisodeMetric& metric) const;

    /**
     * @brief Adds the figures over a key.
     * @param [in,out] page grows by that
     * @param key index of the key across
     */
    void AddFigures(ExperimentPage& page, std::size_t key) const;

    /**
     * @brief Adds the table of every run.
     * @param [in,out] page grows by that
     */
    void AddTable(ExperimentPage& page) const;

    /**
     * @brief Adds what repeating the sweep takes.
     * @param [in,out] page grows by that
     */
    void AddBooks(ExperimentPage& page) const;

    /**
     * @return the table of every run and policy
     */
    ResultTable MakeTable() const;

    /**
     * @param policy name of a policy
     * @return number of its style
     */
    std::size_t GetStyle(const std::string& policy) const;

    /**
     * @return the metrics to show: all, or all but those of several servers where every run has one
     */
    std::vector<const EpisodeMetric*> GetShown() const;

    /**
     * @param key index of the key across
     * @return the first run of every combination of the other keys
     */
    std::vector<const Run*> GetFacets(std::size_t key) const;

    /**
     * @param run a run
     * @param but index of a key that is left out
     * @return its values, as "a = 1, b = 2"; empty when there are none
     */
    std::string GetName(const Run& run, std::size_t but) const;

    std::string m_title;                 //!< of the sweep
    std::string m_description;           //!< one line
    std::string m_commandLine;           //!< that repeats it
    std::string m_scenario;              //!< JSON
    std::vector<Key> m_keys;             //!< that changed
    std::vector<Run> m_runs;             //!< in order
    std::vector<std::string> m_policies; //!< of all runs, in order of appearance
    std::set<std::string> m_qualities;   //!< of the networks of all runs
};

} // namespace ns3

#endif // EXPERIMENT_SWEEP_RESULTS_H
