// SPDX-License-Identifier: GPL-2.0-only

#ifndef HIERARCHICAL_BOOTSTRAP_H
#define HIERARCHICAL_BOOTSTRAP_H

#include "ns3/seed-statistics.h"

#include <cstdint>
#include <functional>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Intervals of policies that were trained several times and evaluated on several seeds: what
 * another training on other seeds may come to.
 *
 * Trainings and seeds are levels that cross: every training is evaluated on every seed. Each level
 * is resampled RESAMPLES times with replacement, alone and together with the others, and seeds
 * alike for all trainings and policies. Of n trainings or seeds n - 1 are drawn, because the
 * variance of a mean then comes out without bias (Rao and Wu, J. Am. Stat. Assoc. 83, 1988). What
 * an episode has by itself, beyond its training and its seed, is in the variance of each of the two
 * levels once, and three times in that of both together (Owen, Ann. Appl. Stat. 1, 2007): twice the
 * sum of the single ones minus that of all counts everything once. It is at least that of a single
 * level. Its root times Student's quantile is half of the interval. The degrees of freedom are
 * those of the levels in proportion to their variances (Satterthwaite, Biometrics 2, 1946), rounded
 * down.
 *
 * The random numbers begin anew for each interval (SplitMix64 from a fixed state for each level),
 * so that the same values give the same interval. `hierarchical` in utils/study/results.py is the
 * same method for tables of studies; the test of study tables holds one against the other.
 */
class HierarchicalBootstrap
{
  public:
    /// Results of one policy by training, by seed; a rule has one training.
    using Values = std::vector<std::vector<double>>;

    /// What is asked of the means of policies.
    using Statistic = std::function<double(const std::vector<double>& means)>;

    static constexpr uint32_t RESAMPLES = 2000; //!< of each interval

    /**
     * @param policies results of policies, on the same seeds
     * @param statistic what is asked of their means
     * @return the statistic and its interval: NaN where a value is, and where there is one seed
     */
    static SeedStatistics Estimate(const std::vector<Values>& policies, const Statistic& statistic);

    /**
     * @param values results of a policy
     * @return mean of the policy, over trainings and seeds
     */
    static SeedStatistics GetMean(const Values& values);

    /**
     * @param values results of a policy
     * @param other results of another one on the same seeds
     * @return mean of the first minus mean of the other
     */
    static SeedStatistics GetDifference(const Values& values, const Values& other);

    /**
     * @param values results of a policy
     * @param other results of another one on the same seeds
     * @return mean of the first over mean of the other
     */
    static SeedStatistics GetRatio(const Values& values, const Values& other);
};

} // namespace ns3

#endif // HIERARCHICAL_BOOTSTRAP_H
