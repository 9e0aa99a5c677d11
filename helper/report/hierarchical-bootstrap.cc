// SPDX-License-Identifier: GPL-2.0-only

#include "hierarchical-bootstrap.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstddef>
#include <limits>

namespace ns3
{

namespace
{

/// The trainings of a policy, or the seeds of all.
struct Level
{
    std::size_t size{0};       //!< number of items
    std::vector<double> equal; //!< weights of the items when each counts as often as the others
    std::vector<double> drawn; //!< weights in each resample, one resample after the other
};

/**
 * @brief Resamples a level.
 * @param size number of items
 * @param number of the level; decides the random numbers
 * @return the level with the weights of all resamples
 */
Level
MakeLevel(std::size_t size, uint64_t number)
{
    constexpr std::size_t RESAMPLES = HierarchicalBootstrap::RESAMPLES;
    const std::size_t draws = std::max<std::size_t>(1, size - 1);
    Level level{size,
                std::vector<double>(size, 1.0 / static_cast<double>(size)),
                std::vector<double>(RESAMPLES * size, 0)};
    uint64_t state = number; // SplitMix64 (Steele, Lea, Flood, OOPSLA 2014)
    for (std::size_t i = 0; i < RESAMPLES * draws; ++i)
    {
        state += 0x9e3779b97f4a7c15;
        uint64_t z = state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        z ^= z >> 31;
        level.drawn[i / draws * size + ((z >> 32) * size >> 32)] +=
            1.0 / static_cast<double>(draws);
    }
    return level;
}

/**
 * @param values results of a policy
 * @param trainings weights of trainings
 * @param seeds weights of seeds
 * @return the weighted mean
 */
double
GetWeightedMean(const HierarchicalBootstrap::Values& values,
                const double* trainings,
                const double* seeds)
{
    double mean = 0;
    for (std::size_t t = 0; t < values.size(); ++t)
    {
        double own = 0;
        for (std::size_t s = 0; trainings[t] > 0 && s < values[t].size(); ++s)
        {
            own += seeds[s] * values[t][s];
        }
        mean += trainings[t] * own;
    }
    return mean;
}

/**
 * @param policies results of policies
 * @param statistic what is asked of their means
 * @param levels seeds, then the trainings of each policy
 * @param isDrawn by level: whether it is resampled
 * @return variance of the statistic over the resamples
 */
double
GetVariance(const std::vector<HierarchicalBootstrap::Values>& policies,
            const HierarchicalBootstrap::Statistic& statistic,
            const std::vector<Level>& levels,
            const std::vector<bool>& isDrawn)
{
    constexpr std::size_t RESAMPLES = HierarchicalBootstrap::RESAMPLES;
    const auto getWeights = [&](std::size_t level, std::size_t resample) {
        const Level& own = levels[level];
        return isDrawn[level] ? own.drawn.data() + resample * own.size : own.equal.data();
    };
    std::vector<double> values;
    std::vector<double> means(policies.size());
    double mean = 0;
    for (std::size_t i = 0; i < RESAMPLES; ++i)
    {
        for (std::size_t p = 0; p < policies.size(); ++p)
        {
            means[p] = GetWeightedMean(policies[p], getWeights(p + 1, i), getWeights(0, i));
        }
        values.push_back(statistic(means));
        mean += values.back() / RESAMPLES;
    }
    double squares = 0;
    for (const double value : values)
    {
        squares += (value - mean) * (value - mean);
    }
    return squares / (RESAMPLES - 1);
}

} // namespace

SeedStatistics
HierarchicalBootstrap::Estimate(const std::vector<Values>& policies, const Statistic& statistic)
{
    std::vector<Level> levels{MakeLevel(policies.at(0).at(0).size(), 0)};
    std::vector<double> means;
    for (const auto& values : policies)
    {
        levels.push_back(MakeLevel(values.size(), levels.size()));
        means.push_back(
            GetWeightedMean(values, levels.back().equal.data(), levels[0].equal.data()));
    }
    SeedStatistics result{statistic(means), std::numeric_limits<double>::quiet_NaN()};
    if (levels[0].size < 2 || !std::isfinite(result.mean))
    {
        return result;
    }
    double most = 0;
    double sum = 0;
    double squares = 0;
    for (std::size_t level = 0; level < levels.size(); ++level)
    {
        if (levels[level].size < 2)
        {
            continue;
        }
        std::vector<bool> isDrawn(levels.size(), false);
        isDrawn[level] = true;
        const double variance = GetVariance(policies, statistic, levels, isDrawn);
        most = std::max(most, variance);
        sum += variance;
        squares += variance * variance / static_cast<double>(levels[level].size - 1);
    }
    const double all =
        GetVariance(policies, statistic, levels, std::vector<bool>(levels.size(), true));
    const double freedom = squares > 0 ? std::max(1.0, std::floor(sum * sum / squares + 1e-9)) : 1;
    const boost::math::students_t student(freedom);
    result.ci95 = boost::math::quantile(student, 0.975) * std::sqrt(std::max(most, 2 * sum - all));
    return result;
}

SeedStatistics
HierarchicalBootstrap::GetMean(const Values& values)
{
    return Estimate({values}, [](const auto& means) { return means[0]; });
}

SeedStatistics
HierarchicalBootstrap::GetDifference(const Values& values, const Values& other)
{
    return Estimate({values, other}, [](const auto& means) { return means[0] - means[1]; });
}

SeedStatistics
HierarchicalBootstrap::GetRatio(const Values& values, const Values& other)
{
    return Estimate({values, other}, [](const auto& means) { return means[0] / means[1]; });
}

} // namespace ns3
