// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_PLOTS_H
#define EXPERIMENT_PLOTS_H

#include "experiment-results.h"

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
 * @brief Draws an experiment with gnuplot, as PNG and SVG: the learning curve, the distribution of
 * latency, and accuracy against deadline satisfaction.
 */
class ExperimentPlots
{
  public:
    /**
     * @param folder where the figures, gnuplot's scripts and their data go; it exists
     */
    explicit ExperimentPlots(const std::string& folder);

    /**
     * @param training the learning curve; without points it is not drawn
     * @param summary the results
     * @return false when gnuplot is not there: its scripts and data are written all the same
     */
    bool Draw(const std::vector<ExperimentTrainingPoint>& training,
              const ExperimentSummary& summary);

  private:
    /**
     * @param name of the figure
     * @param data text of its data file
     * @param commands gnuplot's commands, without terminal and output; DATA stands for the data
     * file
     * @return true when gnuplot drew it
     */
    bool DrawFigure(const std::string& name,
                    const std::string& data,
                    const std::string& commands) const;

    std::string m_folder; //!< where it goes
};

} // namespace ns3

#endif // EXPERIMENT_PLOTS_H
