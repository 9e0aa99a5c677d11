// SPDX-License-Identifier: GPL-2.0-only

#ifndef VALIDATION_CURVE_H
#define VALIDATION_CURVE_H

#include "ns3/seed-statistics.h"

#include <cstddef>
#include <cstdint>
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
 * @brief How well a learner decided without exploration while one training went on: mean rewards on
 * seeds that are neither those of training nor those of evaluation. The networks of its best point
 * are those that are kept.
 *
 * A policy has one curve for each of its trainings, all with the same seeds and the same episodes;
 * the leaders are with the first.
 */
struct ValidationCurve
{
    /// The learner after an episode.
    struct Point
    {
        uint32_t episode{0};         //!< episodes of training so far
        std::vector<double> rewards; //!< mean reward of a task, one a seed; NaN without a task

        /**
         * @return mean over the seeds that had tasks; NaN when none had
         */
        double GetMean() const;
    };

    /// A rule that knows as much as the learner does.
    struct Leader
    {
        std::string name;            //!< short name of the rule
        std::vector<double> rewards; //!< as those of a point
    };

    std::vector<Point> points;     //!< in the order of episodes
    std::vector<Leader> leaders{}; //!< rules to compare with
    std::vector<std::string> rows; //!< of validation.csv

    /**
     * @return the first point of the highest mean; null when no point has one
     */
    const Point* FindBest() const;

    /**
     * @return the whole as bytes (CBOR, RFC 8949)
     */
    std::string Pack() const;

    /**
     * @param bytes what Pack() returned
     * @return the curve
     */
    static ValidationCurve Unpack(const std::string& bytes);

    /**
     * @param curves of a policy, one a training
     * @return points that all of them have
     */
    static std::size_t CountPoints(const std::vector<ValidationCurve>& curves);

    /**
     * @param curves of a policy, one a training
     * @param point number of a point
     * @return mean over trainings, with the interval of that mean; without one for one training
     */
    static SeedStatistics GetSpread(const std::vector<ValidationCurve>& curves, std::size_t point);

    /**
     * @param curves of a policy, one a training
     * @return of the networks that were kept: mean reward over trainings, one a seed
     */
    static std::vector<double> GetKept(const std::vector<ValidationCurve>& curves);

    /**
     * @param curves of a policy, one a training
     * @param leader one of its leaders
     * @return the networks that were kept minus the leader, seed by seed: mean and interval
     */
    static SeedStatistics Compare(const std::vector<ValidationCurve>& curves, const Leader& leader);

    /**
     * @param curves of a policy, one a training
     * @return names of the leaders whose mean is higher, separated by commas
     */
    static std::string FindBetterLeaders(const std::vector<ValidationCurve>& curves);
};

} // namespace ns3

#endif // VALIDATION_CURVE_H
