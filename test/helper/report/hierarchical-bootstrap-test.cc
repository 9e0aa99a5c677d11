// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/report/hierarchical-bootstrap.h"

#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief HierarchicalBootstrap: intervals over trainings and seeds.
 */

namespace ns3
{
namespace tests
{
namespace
{

using Values = HierarchicalBootstrap::Values;

/// How far results lie apart: standard deviations of normal effects.
struct Spread
{
    double trainings; //!< between trainings
    double seeds;     //!< between seeds, the same in all policies
    double rest;      //!< of each episode by itself
};

/// Draws the results of policies on the same seeds.
class Study
{
  public:
    /**
     * @param spread how far results lie apart
     * @param seeds number of seeds
     */
    Study(const Spread& spread, std::size_t seeds)
        : m_spread(spread),
          m_seeds(seeds)
    {
    }

    /// Draws the effects of the seeds anew.
    void Begin()
    {
        for (double& seed : m_seeds)
        {
            seed = Draw(m_spread.seeds);
        }
    }

    /**
     * @param mean that a policy has
     * @param trainings its trainings
     * @return its results; a rule (one training) has no effect of a training
     */
    Values Evaluate(double mean, std::size_t trainings)
    {
        Values values(trainings);
        for (auto& training : values)
        {
            const double own = mean + (trainings > 1 ? Draw(m_spread.trainings) : 0);
            for (const double seed : m_seeds)
            {
                training.push_back(own + seed + Draw(m_spread.rest));
            }
        }
        return values;
    }

  private:
    /**
     * @param deviation standard deviation
     * @return a normal number about 0
     */
    double Draw(double deviation)
    {
        // Box and Muller: std::normal_distribution differs between libraries.
        const double u = (static_cast<double>(m_random() >> 11) + 0.5) / 9007199254740992.0;
        const double v = static_cast<double>(m_random() >> 11) / 9007199254740992.0;
        return deviation * std::sqrt(-2 * std::log(u)) * std::cos(2 * std::acos(-1.0) * v);
    }

    Spread m_spread;              //!< how far results lie apart
    std::vector<double> m_seeds;  //!< effects of the seeds
    std::mt19937_64 m_random{17}; //!< draws
};

/// How many studies are drawn for an estimate of coverage: 3 standard deviations are 0.038 at 0.95.
constexpr int STUDIES = 300;

/**
 * @param spread how far results lie apart
 * @param trainings of the learner
 * @return how often the interval of its mean, of its difference to a rule, of its difference to
 * another learner, and of its ratio to a rule has the true value in it
 */
std::array<double, 4>
FindCoverage(const Spread& spread, std::size_t trainings)
{
    Study study(spread, 10);
    std::array<double, 4> hits{};
    const auto add = [](double& hit, const SeedStatistics& found, double truth) {
        hit += std::abs(found.mean - truth) <= found.ci95 ? 1.0 / STUDIES : 0;
    };
    for (int i = 0; i < STUDIES; ++i)
    {
        study.Begin();
        const Values learner = study.Evaluate(12, trainings);
        const Values other = study.Evaluate(11, trainings);
        const Values rule = study.Evaluate(10, 1);
        add(hits[0], HierarchicalBootstrap::GetMean(learner), 12);
        add(hits[1], HierarchicalBootstrap::GetDifference(learner, rule), 2);
        add(hits[2], HierarchicalBootstrap::GetDifference(learner, other), 1);
        add(hits[3], HierarchicalBootstrap::GetRatio(learner, rule), 1.2);
    }
    return hits;
}

TEST(HierarchicalBootstrap, CoversAsOftenAsItSays)
{
    // Nominal 0.95; fewer degrees of freedom than there are make it more, never less.
    for (const auto& [spread, trainings] : {std::pair{Spread{0.5, 0.5, 0.2}, std::size_t{3}},
                                            {Spread{0.5, 0.1, 0.1}, 5},
                                            {Spread{0.1, 0.5, 0.5}, 5}})
    {
        for (const double coverage : FindCoverage(spread, trainings))
        {
            EXPECT_GE(coverage, 0.91) << spread.trainings << ' ' << spread.seeds;
            EXPECT_LE(coverage, 0.99) << spread.trainings << ' ' << spread.seeds;
        }
    }
}

TEST(HierarchicalBootstrap, CoversWhereSeedsAloneDoNot)
{
    Study study({0.5, 0.1, 0.1}, 10);
    double hits = 0;
    for (int i = 0; i < STUDIES; ++i)
    {
        study.Begin();
        const Values values = study.Evaluate(12, 3);
        std::vector<double> means(10, 0);
        for (const auto& training : values)
        {
            for (std::size_t seed = 0; seed < means.size(); ++seed)
            {
                means[seed] += training[seed] / 3;
            }
        }
        const auto found = SeedStatistics::Of(means);
        hits += std::abs(found.mean - 12) <= found.ci95 ? 1.0 / STUDIES : 0;
    }
    EXPECT_LT(hits, 0.5) << "so that both are not the same";
}

TEST(HierarchicalBootstrap, IsStudentsIntervalWhereOneLevelVaries)
{
    // Trainings alone: 1, 2, 6 have a mean of 3, s = sqrt(7), t = 4.303. Resampling adds some
    // noise.
    const Values trainings{{1, 1, 1, 1}, {2, 2, 2, 2}, {6, 6, 6, 6}};
    const auto found = HierarchicalBootstrap::GetMean(trainings);
    EXPECT_NEAR(found.mean, 3, 1e-12);
    EXPECT_NEAR(found.ci95 / (4.303 * std::sqrt(7.0 / 3)), 1, 0.06);
    // Seeds alone: the same of four seeds, t = 3.182.
    const Values seeds{{1, 2, 6, 3}, {1, 2, 6, 3}};
    EXPECT_NEAR(HierarchicalBootstrap::GetMean(seeds).ci95 / (3.182 * std::sqrt(14.0 / 3 / 4)),
                1,
                0.06);
    // What is the same in both policies is no difference.
    const Values other{{0, 1, 5, 2}, {0, 1, 5, 2}, {0, 1, 5, 2}};
    const auto difference = HierarchicalBootstrap::GetDifference(seeds, other);
    EXPECT_NEAR(difference.mean, 1, 1e-12);
    EXPECT_NEAR(difference.ci95, 0, 1e-9);
    const auto ratio = HierarchicalBootstrap::GetRatio({{2, 4, 6}, {2, 4, 6}}, {{1, 2, 3}});
    EXPECT_NEAR(ratio.mean, 2, 1e-12);
    EXPECT_NEAR(ratio.ci95, 0, 1e-9);
}

TEST(HierarchicalBootstrap, GivesTheNumbersOfTheStudyTables)
{
    // The same values stand in test/end-to-end/study.sh, for the method in Python.
    const Values learner{{1, 2, 4, 3}, {2, 2, 5, 3}, {3, 1, 6, 5}};
    const Values rule{{1, 1, 2, 2}};
    EXPECT_NEAR(HierarchicalBootstrap::GetMean(learner).ci95, 2.2912, 1e-3);
    EXPECT_NEAR(HierarchicalBootstrap::GetDifference(learner, rule).ci95, 1.6394, 1e-3);
    EXPECT_NEAR(HierarchicalBootstrap::GetRatio(learner, rule).ci95, 0.7764, 1e-3);
}

TEST(HierarchicalBootstrap, GivesTheSameAgainAndNoneWhereThereIsNone)
{
    const Values values{{1, 2, 4}, {2, 2, 5}};
    EXPECT_EQ(HierarchicalBootstrap::GetMean(values).ci95,
              HierarchicalBootstrap::GetMean(values).ci95);
    EXPECT_TRUE(std::isnan(HierarchicalBootstrap::GetMean({{1}, {2}}).ci95)) << "one seed";
    EXPECT_EQ(HierarchicalBootstrap::GetMean({{1}, {2}}).mean, 1.5);
    const auto unknown = HierarchicalBootstrap::GetMean({{1, NAN}, {2, 3}});
    EXPECT_TRUE(std::isnan(unknown.mean) && std::isnan(unknown.ci95));
}

} // namespace
} // namespace tests
} // namespace ns3
