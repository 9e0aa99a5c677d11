// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/seed-statistics.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace ns3
{

SeedStatistics
SeedStatistics::Of(const std::vector<double>& values)
{
    SeedStatistics statistics;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto n = static_cast<double>(values.size());
    statistics.mean = values.empty() ? nan : 0;
    for (const double value : values)
    {
        statistics.mean += value / n;
    }
    statistics.ci95 = nan;
    if (values.size() >= 2 && !std::isnan(statistics.mean))
    {
        double squares = 0;
        for (const double value : values)
        {
            squares += (value - statistics.mean) * (value - statistics.mean);
        }
        const boost::math::students_t student(n - 1);
        statistics.ci95 = boost::math::quantile(student, 0.975) * std::sqrt(squares / (n - 1) / n);
    }
    return statistics;
}

} // namespace ns3
