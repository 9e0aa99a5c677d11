// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/radio/link/link-fading.h"

#include <cmath>
#include <gtest/gtest.h>

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;

namespace
{

constexpr auto UP = EdgeLinkDirection::UPLINK;
constexpr auto DOWN = EdgeLinkDirection::DOWNLINK;

TEST(LinkFading, NoneIsOne)
{
    LinkFading fading(0);
    fading.Draw();
    EXPECT_EQ(fading.GetGain(UP), 1);
    EXPECT_EQ(fading.GetGain(DOWN), 1);
}

// Rayleigh: P(gain > x) = exp(-x); mean 1; directions independent. Standard errors with 1e5 values
// are at most 1/sqrt(1e5) = 0.3 %.
TEST(LinkFading, RayleighPowerIsExponential)
{
    constexpr int N = 100000;
    LinkFading fading(1);
    fading.AssignStreams(9);
    double mean = 0;
    double product = 0;
    int aboveOne = 0;
    int deep = 0;
    for (int i = 0; i < N; ++i)
    {
        fading.Draw();
        const double gain = fading.GetGain(UP);
        mean += gain / N;
        product += gain * fading.GetGain(DOWN) / N;
        aboveOne += gain > 1 ? 1 : 0;
        deep += gain < 0.1 ? 1 : 0;
    }
    EXPECT_NEAR(mean, 1, 0.016);
    EXPECT_NEAR(product, 1, 0.03);
    EXPECT_NEAR(aboveOne / double(N), std::exp(-1), 0.008);
    EXPECT_NEAR(deep / double(N), 1 - std::exp(-0.1), 0.005);
}

TEST(LinkFading, NakagamiVarianceIsOneOverM)
{
    constexpr int N = 100000;
    LinkFading fading(4);
    fading.AssignStreams(10);
    double mean = 0;
    double square = 0;
    for (int i = 0; i < N; ++i)
    {
        fading.Draw();
        const double gain = fading.GetGain(DOWN);
        mean += gain / N;
        square += gain * gain / N;
    }
    EXPECT_NEAR(mean, 1, 0.008);
    EXPECT_NEAR(square - mean * mean, 0.25, 0.01);
}

} // namespace
