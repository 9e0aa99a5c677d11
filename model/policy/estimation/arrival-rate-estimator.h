// SPDX-License-Identifier: GPL-2.0-only

#ifndef ARRIVAL_RATE_ESTIMATOR_H
#define ARRIVAL_RATE_ESTIMATOR_H

#include "ns3/epoch-state.h"
#include "ns3/nstime.h"

#include <cstddef>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Estimates at which rate each stream creates tasks, from what the states report.
 *
 * The rate is the number of tasks over the time in which they came, where a task and a second of
 * the past both count exp(-age / memory). Only a new report is counted: with in-band control the
 * same report may be seen at several epochs. The first report of a stream only tells when counting
 * begins.
 */
class ArrivalRateEstimator
{
  public:
    /**
     * @brief Begins anew.
     * @param nStreams number of streams
     * @param memory time after which an arrival counts 1/e, s, above 0
     * @param tasks number of tasks that each stream is taken to have created before the first
     * report
     * @param seconds time in which it is taken to have created them, s; 0: nothing is assumed
     */
    void Begin(std::size_t nStreams, double memory, double tasks, double seconds);

    /**
     * @brief Counts the arrivals that a state reports.
     * @param state what is known
     */
    void Observe(const EpochState& state);

    /**
     * @param stream number of a stream
     * @return tasks/s; 0 while nothing is known
     */
    double GetRate(std::size_t stream) const;

  private:
    /// What was counted of one stream.
    struct Count
    {
        double tasks{0};   //!< weighted number of tasks
        double seconds{0}; //!< weighted time in which they came, s
        Time at;           //!< time of the last report that was counted; 0 before the first one
    };

    std::vector<Count> m_counts; //!< by stream
    double m_memory{1};          //!< time after which an arrival counts 1/e, s
};

} // namespace ns3

#endif // ARRIVAL_RATE_ESTIMATOR_H
