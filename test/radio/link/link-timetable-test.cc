// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/radio/link/link-timetable.h"

#include <gtest/gtest.h>
#include <string>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief Slots of TDD patterns.
 */

namespace ns3
{
namespace tests
{
namespace
{

TEST(LinkTimetable, WithoutPatternAllTimeIsOpen)
{
    const LinkTimetable always;
    EXPECT_EQ(always.GetShare(), 1);
    EXPECT_DOUBLE_EQ(always.GetOpen(Seconds(1), Seconds(3.5)), 2.5);
    EXPECT_EQ(always.GetEnd(Seconds(1), 0.25), Seconds(1.25));
}

TEST(LinkTimetable, InstantsByHand)
{
    const LinkTimetable up("DDSU", 'U', MilliSeconds(1));
    const LinkTimetable down("DDSU", 'D', MilliSeconds(1));
    EXPECT_EQ(up.GetShare(), 0.25);
    EXPECT_EQ(down.GetShare(), 0.5);
    EXPECT_DOUBLE_EQ(up.GetOpen(Time(), MilliSeconds(8)), 0.002);
    EXPECT_DOUBLE_EQ(up.GetOpen(MicroSeconds(3250), MicroSeconds(7500)), 0.00125);
    EXPECT_DOUBLE_EQ(down.GetOpen(MicroSeconds(1500), MicroSeconds(4250)), 0.00075);
    EXPECT_EQ(up.GetEnd(Time(), 0.0005), MicroSeconds(3500));
    EXPECT_EQ(up.GetEnd(Time(), 0.001), MilliSeconds(4)) << "a slot is used to its end";
    EXPECT_EQ(up.GetEnd(Time(), 0.0015), MicroSeconds(7500));
    EXPECT_EQ(up.GetEnd(MicroSeconds(3500), 0.0015), MilliSeconds(8));
    EXPECT_EQ(down.GetEnd(MicroSeconds(1500), 0.001), MicroSeconds(4500));
    EXPECT_EQ(down.GetEnd(MicroSeconds(2500), 0), MicroSeconds(2500)) << "nothing to send";
}

TEST(LinkTimetable, EndsAndOpenTimesAgree)
{
    const LinkTimetable table("UDSSUUD", 'U', MicroSeconds(125));
    for (int from = 0; from < 2000; from += 37)
    {
        for (int open = 1; open < 700; open += 23)
        {
            const Time begin = MicroSeconds(from);
            const Time end = table.GetEnd(begin, open * 1e-6);
            EXPECT_NEAR(table.GetOpen(begin, end), open * 1e-6, 1.1e-9);
            EXPECT_LT(table.GetOpen(begin, end - NanoSeconds(2)), open * 1e-6);
        }
    }
}

TEST(LinkTimetable, PatternsHaveBothDirections)
{
    for (const std::string right : {"DU", "UD", "DDDSU", "DDDDDDDSUU", "USDS"})
    {
        EXPECT_EQ(LinkTimetable::GetPatternError(right), "") << right;
    }
    for (const std::string wrong : {"", "D", "DD", "UU", "DS", "SU", "dU", "DU ", "DXU"})
    {
        EXPECT_NE(LinkTimetable::GetPatternError(wrong), "") << wrong;
    }
    EXPECT_NE(LinkTimetable::GetPatternError(std::string(1000, 'D') + "U"), "");
}

} // namespace
} // namespace tests
} // namespace ns3
