// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/radio/radio-attempts.h"

#include <gtest/gtest.h>

namespace ns3
{

namespace tests
{

namespace
{

/// Window of 20 slots of 1 ms.
const Time WINDOW = MilliSeconds(20);

/**
 * @brief Four frames are sent 5 ms after the start, and three are acknowledged then.
 * @return what counted them
 */
RadioAttempts
SendFour()
{
    RadioAttempts frames;
    frames.Start(WINDOW, Seconds(0));
    frames.AddAttempts(MilliSeconds(5), 4, 0);
    for (int i = 0; i < 3; ++i)
    {
        frames.AddEnd(MilliSeconds(5), false);
    }
    return frames;
}

} // namespace

TEST(RadioAttemptsTest, NothingIsKnownBeforeTheFirstAttempt)
{
    RadioAttempts frames;
    frames.Start(WINDOW, Seconds(0));
    EXPECT_FALSE(frames.GetUnreceivedRatio().IsKnown());
    EXPECT_FALSE(frames.GetFailedRatio().IsKnown());
    EXPECT_FALSE(frames.GetLossRatio().IsKnown());
}

TEST(RadioAttemptsTest, RatiosAreThoseOfTheWindow)
{
    RadioAttempts frames = SendFour();
    EXPECT_DOUBLE_EQ(frames.GetUnreceivedRatio().GetOr(-1), 0.25);
    EXPECT_DOUBLE_EQ(frames.GetLossRatio().GetOr(-1), 0);
    frames.AddEnd(MilliSeconds(6), true);
    EXPECT_DOUBLE_EQ(frames.GetLossRatio().GetOr(-1), 0.25);
}

TEST(RadioAttemptsTest, ALateLossLeavesWhatWasReceivedInTheWindowOfTheLastAttempt)
{
    RadioAttempts frames = SendFour();
    // Given up a whole window later, in the slot that the received frames had.
    frames.AddEnd(MilliSeconds(25), true);
    EXPECT_DOUBLE_EQ(frames.GetUnreceivedRatio().GetOr(-1), 0.25);
    EXPECT_DOUBLE_EQ(frames.GetLossRatio().GetOr(-1), 1);
}

} // namespace tests

} // namespace ns3
