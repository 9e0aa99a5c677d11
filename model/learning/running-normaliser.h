// SPDX-License-Identifier: GPL-2.0-only
#ifndef RUNNING_NORMALISER_H
#define RUNNING_NORMALISER_H

#include "rank-group.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace learning
{

class CheckpointFields;

/**
 * @brief Shifts and scales numbers by the mean and standard deviation of all numbers seen so far.
 *
 * Batches are merged by the parallel form of Welford's algorithm (Chan, Golub and LeVeque 1983).
 */
class RunningNormaliser
{
  public:
    /**
     * @param size numbers a row
     * @param clip results are limited to +-clip
     */
    RunningNormaliser(uint32_t size, double clip);

    /**
     * @brief Take rows into the statistics, those of all members of a group.
     * @param rows n x size
     * @param n number of rows of this member
     * @param group members that make the same call
     */
    void Update(const float* rows, std::size_t n, RankGroup& group);

    /**
     * @brief Normalise rows; before the first update they are only clipped.
     * @param rows n x size
     * @param n number of rows
     * @param out receives n x size, may be `rows`
     */
    void Normalise(const float* rows, std::size_t n, float* out) const;

    /**
     * @param column which of the size numbers
     * @return its mean, 0 before the first update
     */
    double Mean(uint32_t column) const;

    /**
     * @param column which of the size numbers
     * @return its variance (population), 1 before the first update
     */
    double Variance(uint32_t column) const;

    /**
     * @brief List the state for a checkpoint.
     * @param fields receives the parts
     * @param name prefix of their names
     */
    void List(CheckpointFields& fields, const std::string& name);

  private:
    double m_clip;                //!< limit of the results
    double m_count{0};            //!< rows seen
    std::vector<double> m_mean;   //!< means
    std::vector<double> m_square; //!< sums of squared differences from the means
};

} // namespace learning
} // namespace ns3

#endif // RUNNING_NORMALISER_H
