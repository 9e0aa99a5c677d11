// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/radio/link/link-shadowing.h"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;

namespace
{

TEST(LinkShadowing, NoneIsNone)
{
    LinkShadowing shadowing(0, 10, 2);
    shadowing.Move(Vector(5, 0, 0));
    EXPECT_EQ(shadowing.GetLoss(0), 0);
    EXPECT_EQ(shadowing.GetLoss(1), 0);
}

TEST(LinkShadowing, StandingStillChangesNothing)
{
    LinkShadowing shadowing(6, 10, 1);
    shadowing.AssignStreams(5);
    shadowing.Move(Vector(5, 0, 0));
    const double loss = shadowing.GetLoss(0);
    EXPECT_NE(loss, 0);
    shadowing.Move(Vector(5, 0, 0));
    EXPECT_EQ(shadowing.GetLoss(0), loss);
}

// Steps of 2 m, correlation distance 10 m: deviation s, correlation exp(-d / 10) at any lag, none
// between cells. With n values whose correlation time is tau = 5 steps, the estimates' standard
// errors are about sqrt(2 tau / n) = 0.7 %; the bounds are 5 of them.
TEST(LinkShadowing, DeviationAndCorrelationOverDistance)
{
    constexpr int N = 200000;
    LinkShadowing shadowing(8, 10, 2);
    shadowing.AssignStreams(77);
    std::vector<double> a;
    std::vector<double> b;
    for (int i = 0; i < N; ++i)
    {
        shadowing.Move(Vector(2.0 * i, 0, 0));
        a.push_back(shadowing.GetLoss(0) / 8);
        b.push_back(shadowing.GetLoss(1) / 8);
    }
    const auto correlate = [](const std::vector<double>& x, const std::vector<double>& y, int lag) {
        double sum = 0;
        for (int i = 0; i + lag < N; ++i)
        {
            sum += x[i] * y[i + lag];
        }
        return sum / (N - lag);
    };
    EXPECT_NEAR(correlate(a, a, 0), 1, 0.035);
    EXPECT_NEAR(correlate(b, b, 0), 1, 0.035);
    EXPECT_NEAR(correlate(a, a, 1), std::exp(-0.2), 0.035);
    EXPECT_NEAR(correlate(a, a, 5), std::exp(-1), 0.035);
    EXPECT_NEAR(correlate(a, a, 20), std::exp(-4), 0.035);
    EXPECT_NEAR(correlate(a, b, 0), 0, 0.035);
}

TEST(LinkShadowing, StreamDecides)
{
    const auto walk = [](int64_t stream) {
        LinkShadowing shadowing(4, 10, 1);
        shadowing.AssignStreams(stream);
        shadowing.Move(Vector(0, 0, 0));
        shadowing.Move(Vector(3, 4, 0));
        return shadowing.GetLoss(0);
    };
    EXPECT_EQ(walk(3), walk(3));
    EXPECT_NE(walk(3), walk(4));
}

} // namespace
