// SPDX-License-Identifier: GPL-2.0-only

#ifndef EPISODE_METRIC_H
#define EPISODE_METRIC_H

#include <array>
#include <cstddef>
#include <limits>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Names of the yardsticks of an episode.
 */
struct EpisodeMetrics
{
    /// The yardsticks, in the order of tables and of EpisodeResult::values.
    enum Metric
    {
        REWARD,                //!< mean reward of a task
        AVERAGE_ACCURACY,      //!< mean accuracy of a task
        DEADLINE_SATISFACTION, //!< share of tasks completed in time
        MEAN_LATENCY,          //!< s
        P95_LATENCY,           //!< s
        P99_LATENCY,           //!< s
        ENERGY,                //!< J a task, on the UE
        THROUGHPUT,            //!< tasks completed in time a second
        INTERRUPTION, //!< share of time in which a stream had no fresh result (ServiceContinuity)
        MIGRATIONS,   //!< changes of the server of a stream a minute; NaN with one server
        METRICS       //!< number of metrics
    };
};

/**
 * @ingroup edge-inference
 * @brief All that tables, figures, reports and scripts know about a yardstick. They read it here,
 * or from "metrics" in summary.json, where it is written; InferenceEpisode computes its value.
 */
struct EpisodeMetric
{
    static constexpr double NO_LIMIT = std::numeric_limits<double>::infinity(); //!< of a range

    EpisodeMetrics::Metric metric; //!< which of the metrics this is
    const char* name;              //!< in summary.json and in the CSV files
    const char* title;             //!< wherever people read it
    const char* unit;              //!< of the values shown; empty for a plain number
    double scale;                  //!< from the SI unit to the unit shown
    int digits;                    //!< after the point, in the unit shown
    bool isMoreBetter;             //!< a greater value is the better one
    double least;                  //!< least possible value, in the SI unit
    double most;                   //!< greatest possible value, in the SI unit
    bool isBrief;                  //!< short tables and figures show it, too
    bool needsServers;             //!< it tells nothing where there is one server

    /**
     * @return all of them, in the order of EpisodeMetrics::Metric
     */
    static const std::array<EpisodeMetric, EpisodeMetrics::METRICS>& GetAll();

    /**
     * @param metric an EpisodeMetrics::Metric
     * @return what is known about it
     */
    static const EpisodeMetric& Get(std::size_t metric)
    {
        return GetAll().at(metric);
    }
};

inline const std::array<EpisodeMetric, EpisodeMetrics::METRICS>&
EpisodeMetric::GetAll()
{
    using M = EpisodeMetrics;
    constexpr double none = NO_LIMIT;
    // clang-format off
    static constexpr std::array<EpisodeMetric, M::METRICS> all{{
        {M::REWARD, "reward", "Reward", "", 1, 3, true, -none, none, true, false},
        {M::AVERAGE_ACCURACY, "averageAccuracy", "Average accuracy", "", 1, 3, true, 0, 1, true, false},
        {M::DEADLINE_SATISFACTION, "deadlineSatisfaction", "In time", "%", 100, 1, true, 0, 1, true, false},
        {M::MEAN_LATENCY, "meanLatency", "Mean latency", "ms", 1e3, 2, false, 0, none, true, false},
        {M::P95_LATENCY, "p95Latency", "P95 latency", "ms", 1e3, 1, false, 0, none, false, false},
        {M::P99_LATENCY, "p99Latency", "P99 latency", "ms", 1e3, 1, false, 0, none, true, false},
        {M::ENERGY, "energy", "Energy of a task", "mJ", 1e3, 2, false, 0, none, true, false},
        {M::THROUGHPUT, "throughput", "Throughput", "tasks/s", 1, 1, true, 0, none, true, false},
        {M::INTERRUPTION, "interruption", "Interruption", "%", 100, 2, false, 0, 1, true, true},
        {M::MIGRATIONS, "migrations", "Migrations", "a minute", 1, 1, false, 0, none, true, true},
    }};
    // clang-format on
    static_assert(
        [] {
            for (std::size_t i = 0; i < M::METRICS; ++i)
            {
                if (all[i].metric != i || !all[i].name)
                {
                    return false;
                }
            }
            return true;
        }(),
        "a row for every metric, in their order");
    return all;
}

} // namespace ns3

#endif // EPISODE_METRIC_H
