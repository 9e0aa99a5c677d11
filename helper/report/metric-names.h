// SPDX-License-Identifier: GPL-2.0-only

#ifndef METRIC_NAMES_H
#define METRIC_NAMES_H

#include "ns3/episode-metric.h"

#include <set>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Titles and units of metrics as people read them: those of EpisodeMetric, where that of the
 * accuracy says what the DNN profiles call an accuracy (top-1, mAP, ...).
 */
class MetricNames
{
  public:
    /**
     * @param qualities as of DnnProfile::GetQuality(), of all networks; may be empty
     */
    explicit MetricNames(const std::set<std::string>& qualities = {});

    /**
     * @param metric any of the metrics
     * @return title of that metric
     */
    std::string GetTitle(const EpisodeMetric& metric) const;

    /**
     * @param metric any of the metrics
     * @return the unit of its values; may be empty
     */
    std::string GetUnit(const EpisodeMetric& metric) const;

    /**
     * @param metric any of the metrics
     * @return title and unit
     */
    std::string GetLabel(const EpisodeMetric& metric) const;

  private:
    std::string m_accuracy; //!< title of the accuracy; empty: that of EpisodeMetric
    std::string m_unit;     //!< of the accuracy
};

} // namespace ns3

#endif // METRIC_NAMES_H
