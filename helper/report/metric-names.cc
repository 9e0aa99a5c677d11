// SPDX-License-Identifier: GPL-2.0-only

#include "metric-names.h"

namespace ns3
{

MetricNames::MetricNames(const std::set<std::string>& qualities)
{
    if (qualities.size() == 1 && *qualities.begin() != "top-1")
    {
        m_accuracy = "Average " + *qualities.begin();
        return;
    }
    m_accuracy = qualities.size() > 1 ? "Average quality" : "";
    for (const auto& quality : qualities)
    {
        m_unit += (m_unit.empty() ? "" : ", ") + quality;
    }
}

std::string
MetricNames::GetTitle(const EpisodeMetric& metric) const
{
    const bool isOwn = metric.metric == EpisodeMetrics::AVERAGE_ACCURACY && !m_accuracy.empty();
    return isOwn ? m_accuracy : metric.title;
}

std::string
MetricNames::GetUnit(const EpisodeMetric& metric) const
{
    return metric.metric == EpisodeMetrics::AVERAGE_ACCURACY ? m_unit : metric.unit;
}

std::string
MetricNames::GetLabel(const EpisodeMetric& metric) const
{
    const std::string unit = GetUnit(metric);
    return GetTitle(metric) + (unit.empty() ? "" : " (" + unit + ")");
}

} // namespace ns3
