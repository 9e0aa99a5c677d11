// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/radio/link/link-handover.h"

#include <gtest/gtest.h>

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;

namespace
{

TEST(LinkHandover, WaitsForHysteresisAndTime)
{
    LinkHandover handover(3, MilliSeconds(100));
    EXPECT_FALSE(handover.Update({-80, -77}, 0, MilliSeconds(0))) << "3 dB are not more than 3 dB";
    EXPECT_FALSE(handover.Update({-80, -76.9}, 0, MilliSeconds(20)));
    EXPECT_FALSE(handover.Update({-80, -60}, 0, MilliSeconds(119)));
    const auto target = handover.Update({-80, -76.9}, 0, MilliSeconds(120));
    ASSERT_TRUE(target);
    EXPECT_EQ(*target, 1U);
}

TEST(LinkHandover, ABreakBeginsAnew)
{
    LinkHandover handover(1, MilliSeconds(50));
    EXPECT_FALSE(handover.Update({-80, -70}, 0, MilliSeconds(0)));
    EXPECT_FALSE(handover.Update({-80, -80}, 0, MilliSeconds(40)));
    EXPECT_FALSE(handover.Update({-80, -70}, 0, MilliSeconds(60)));
    EXPECT_FALSE(handover.Update({-80, -70}, 0, MilliSeconds(109)));
    EXPECT_TRUE(handover.Update({-80, -70}, 0, MilliSeconds(110)));
}

TEST(LinkHandover, TakesTheStrongestOfThoseThatWaited)
{
    LinkHandover handover(0, MilliSeconds(10));
    EXPECT_FALSE(handover.Update({-70, -90, -75, -80}, 1, MilliSeconds(0)));
    const auto target = handover.Update({-95, -90, -75, -72}, 1, MilliSeconds(10));
    ASSERT_TRUE(target);
    EXPECT_EQ(*target, 3U);
}

TEST(LinkHandover, WithoutTimeToTriggerAtOnce)
{
    LinkHandover handover(0, Time());
    EXPECT_FALSE(handover.Update({-70, -80}, 0, Time()));
    EXPECT_TRUE(handover.Update({-70, -69}, 0, MilliSeconds(1)));
}

TEST(LinkHandover, ResetForgets)
{
    LinkHandover handover(0, MilliSeconds(10));
    EXPECT_FALSE(handover.Update({-80, -70}, 0, MilliSeconds(0)));
    handover.Reset();
    EXPECT_FALSE(handover.Update({-80, -70}, 0, MilliSeconds(10)));
    EXPECT_TRUE(handover.Update({-80, -70}, 0, MilliSeconds(20)));
}

} // namespace
