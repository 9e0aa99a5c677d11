// SPDX-License-Identifier: GPL-2.0-only

#ifndef VALIDATION_REPORT_H
#define VALIDATION_REPORT_H

#include "experiment-figure.h"
#include "experiment-page.h"

#include "ns3/experiment-summary.h"

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
 * @brief What the report tells of validation: how learners did while they were trained, and whether
 * a rule that knows as much does better.
 */
struct ValidationReport
{
    /**
     * @param summary results
     * @return whether there was any
     */
    static bool Has(const ExperimentSummary& summary);

    /**
     * @brief Adds the curve of each learner, with the interval over trainings as a band, and a
     * level line for each leader.
     * @param [in,out] panel of a learning curve; its x axis has episodes
     * @param summary results
     */
    static void AddCurves(ExperimentFigure::Panel& panel, const ExperimentSummary& summary);

    /**
     * @brief Adds a section, if there was validation.
     * @param [in,out] page gets a table of learners and leaders
     * @param summary results
     */
    static void AddTo(ExperimentPage& page, const ExperimentSummary& summary);

    /**
     * @param summary results
     * @return a line for each learner that ends below a leader
     */
    static std::vector<std::string> FindRemarks(const ExperimentSummary& summary);
};

} // namespace ns3

#endif // VALIDATION_REPORT_H
