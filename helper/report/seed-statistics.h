// SPDX-License-Identifier: GPL-2.0-only

#ifndef SEED_STATISTICS_H
#define SEED_STATISTICS_H

#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A mean over seeds with its confidence interval.
 */
struct SeedStatistics
{
    double mean{0}; //!< mean; NaN when a value is
    double ci95{
        0}; //!< half the width of the 95 % confidence interval; NaN for fewer than two values

    /**
     * @brief Student's interval: the values are taken as independent and about normal.
     * @param values one a seed
     * @return mean and interval
     */
    static SeedStatistics Of(const std::vector<double>& values);
};

} // namespace ns3

#endif // SEED_STATISTICS_H
