// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/estimation/arrival-rate-estimator.h"

#include <cmath>
#include <gtest/gtest.h>

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param ms time of the report, ms
 * @param arrivals tasks that came since the report before
 * @return a state with one stream
 */
EpochState
MakeState(uint64_t ms, uint32_t arrivals)
{
    EpochState state;
    state.streams.resize(1);
    state.streams[0].at = MilliSeconds(ms);
    state.streams[0].arrivals = arrivals;
    return state;
}

TEST(ArrivalRateEstimator, KnowsNothingBeforeTheSecondReport)
{
    ArrivalRateEstimator estimator;
    estimator.Begin(1, 1, 0, 0);
    EXPECT_EQ(estimator.GetRate(0), 0);
    estimator.Observe(MakeState(100, 7)); // came in a time that nobody knows
    EXPECT_EQ(estimator.GetRate(0), 0);
    estimator.Observe(MakeState(200, 3));
    EXPECT_DOUBLE_EQ(estimator.GetRate(0), 30);
}

TEST(ArrivalRateEstimator, BeginsWithWhatIsAssumed)
{
    ArrivalRateEstimator estimator;
    estimator.Begin(1, 1, 1, 0.1);
    EXPECT_DOUBLE_EQ(estimator.GetRate(0), 10);
    estimator.Observe(MakeState(100, 7));
    EXPECT_DOUBLE_EQ(estimator.GetRate(0), 10);
}

TEST(ArrivalRateEstimator, ThePastCountsLess)
{
    ArrivalRateEstimator estimator;
    estimator.Begin(1, 0.5, 0, 0);
    estimator.Observe(MakeState(1000, 0));
    estimator.Observe(MakeState(1100, 1));
    estimator.Observe(MakeState(1350, 8));
    const double kept = std::exp(-0.25 / 0.5);
    EXPECT_DOUBLE_EQ(estimator.GetRate(0), (kept * 1 + 8) / (kept * 0.1 + 0.25));
}

TEST(ArrivalRateEstimator, AReportThatIsSeenTwiceCountsOnce)
{
    ArrivalRateEstimator estimator;
    estimator.Begin(1, 1, 0, 0);
    estimator.Observe(MakeState(100, 0));
    estimator.Observe(MakeState(200, 3));
    const double rate = estimator.GetRate(0);
    estimator.Observe(MakeState(200, 3));
    estimator.Observe(MakeState(150, 3)); // overtaken
    EXPECT_EQ(estimator.GetRate(0), rate);
}

} // namespace
} // namespace tests
} // namespace ns3
