// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_FIGURES_H
#define EXPERIMENT_FIGURES_H

#include "experiment-figure.h"
#include "experiment-results.h"
#include "figure-files.h"
#include "metric-names.h"

#include "ns3/episode-metric.h"

#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The figures of an experiment.
 */
struct ExperimentFigures
{
    /**
     * @param results of an experiment
     * @return reward of each training episode, the mean of ten, and where the other policies are
     */
    static ExperimentFigure MakeLearningCurve(const ExperimentResults& results);

    /**
     * @param summary results
     * @return the distribution of the latency of tasks
     */
    static ExperimentFigure MakeLatency(const ExperimentSummary& summary);

    /**
     * @param summary results
     * @param across metric of the x axis
     * @param up metric of the y axis
     * @return one metric against the other, a point a policy
     */
    static ExperimentFigure MakeTradeOff(const ExperimentSummary& summary,
                                         const EpisodeMetric& across,
                                         const EpisodeMetric& up);

    /**
     * @param summary results
     * @param metric the metric to draw
     * @return mean and interval, a row a policy
     */
    static ExperimentFigure MakeRows(const ExperimentSummary& summary, const EpisodeMetric& metric);

    /**
     * @brief Writes learning-curve, latency and accuracy-deadline, also as PNG, and endings and
     * stage-times.
     * @param results of an experiment
     * @param folder where the files go; it exists
     * @return the files
     * @throws InferenceInputError when a file cannot be written
     */
    static FigureFiles Write(const ExperimentResults& results, const std::string& folder);

    /**
     * @param metric the metric to draw
     * @param names titles of metrics
     * @return an axis with its label, within its range
     */
    static ExperimentAxis MakeAxis(const EpisodeMetric& metric, const MetricNames& names);

    /**
     * @param metric any of the metrics
     * @return what a reader of its figure has to know, a sentence or two
     */
    static std::string GetNote(const EpisodeMetric& metric);

    /**
     * @param statistics of a metric
     * @param metric the metric to draw
     * @return the same in the unit shown
     */
    static SeedStatistics Scale(SeedStatistics statistics, const EpisodeMetric& metric);
};

} // namespace ns3

#endif // EXPERIMENT_FIGURES_H
