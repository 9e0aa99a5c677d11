// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_REPORT_H
#define EXPERIMENT_REPORT_H

#include "experiment-page.h"
#include "experiment-results.h"

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
 * @brief Makes report.html of an experiment: its results as a table and plots, and all it takes to
 * repeat it. The same results give the same bytes.
 */
class ExperimentReport
{
  public:
    /// How a metric is shown.
    struct Metric
    {
        EpisodeResult::Metric metric; //!< which
        const char* title;            //!< in words
        const char* unit;             //!< of the values shown; may be empty
        double scale;                 //!< from SI to the unit
        int digits;                   //!< after the point
        bool most;                    //!< more is better

        /**
         * @return title and unit
         */
        std::string GetLabel() const;
    };

    /**
     * @return the metrics that reports show, in order
     */
    static const std::array<Metric, EpisodeResult::METRICS>& GetMetrics();

    /**
     * @param title of the experiment
     * @param commandLine that repeats it
     * @param description one line, without a full stop; may be empty
     */
    ExperimentReport(const std::string& title,
                     const std::string& commandLine,
                     const std::string& description = "");

    /**
     * @param summary the results
     * @param curve learning curve of the first learner; may be empty
     * @return the file
     */
    std::string MakePage(const ExperimentSummary& summary,
                         const std::vector<ExperimentTrainingPoint>& curve) const;

    /**
     * @param mean a mean in the unit shown
     * @param ci95 half width of its interval
     * @param digits after the point
     * @return the cell of a table
     */
    static ExperimentPage::Cell MakeCell(double mean, double ci95, int digits);

    /**
     * @param [in,out] page gets the versions of everything
     */
    static void AddVersions(ExperimentPage& page);

  private:
    /**
     * @brief Adds the differences to the first policy, and the spread between trainings.
     * @param page it grows by that
     * @param summary the results
     */
    static void AddComparison(ExperimentPage& page, const ExperimentSummary& summary);

    std::string m_title;       //!< of the experiment
    std::string m_description; //!< one line
    std::string m_commandLine; //!< that repeats it
};

} // namespace ns3

#endif // EXPERIMENT_REPORT_H
