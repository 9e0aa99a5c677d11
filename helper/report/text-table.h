// SPDX-License-Identifier: GPL-2.0-only

#ifndef TEXT_TABLE_H
#define TEXT_TABLE_H

#include "ns3/episode-metric.h"
#include "ns3/seed-statistics.h"

#include <cstddef>
#include <ostream>
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
 * @brief Tables of results on a terminal.
 */
struct TextTable
{
    /**
     * @param statistics of a metric, in SI units
     * @param metric the metric to show
     * @return mean and interval in the unit shown, as in "12.3 +- 0.4"; one seed has no interval
     */
    static std::string Format(const SeedStatistics& statistics, const EpisodeMetric& metric);

    /**
     * @brief Prints rows in columns that are as wide as they have to be.
     * @param os stream that gets the table
     * @param rows cells; the first row is the head
     * @param names number of columns, from the left, that are names: they begin at the left, and
     * all others end at the right
     */
    static void Print(std::ostream& os,
                      const std::vector<std::vector<std::string>>& rows,
                      std::size_t names);
};

} // namespace ns3

#endif // TEXT_TABLE_H
