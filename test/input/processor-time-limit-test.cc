// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/input/processor-time-limit.h"

#include <csignal>
#include <gtest/gtest.h>

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @brief Goes round until a number is reached.
 * @param counter what somebody else counts up
 * @param end the number
 */
void
GoRound(const volatile int& counter, int end)
{
    while (counter < end)
    {
    }
}

volatile int g_never = 0; //!< nobody counts it up

/**
 * @param counter an int that is counted up
 * @return nothing the first two times, so that the program goes on
 */
const char*
GoOnTwice(void* counter)
{
    volatile int& looks = *static_cast<volatile int*>(counter);
    looks = looks + 1;
    return looks > 2 ? "the third look" : nullptr;
}

TEST(ProcessorTimeLimitTest, EndsTheProgramWithItsLine)
{
    EXPECT_EXIT(
        {
            const ProcessorTimeLimit limit(0.01, "it goes round for ever");
            GoRound(g_never, 1);
        },
        testing::ExitedWithCode(2),
        "it goes round for ever");
}

TEST(ProcessorTimeLimitTest, LimitsWithinLimitsEndOneByOne)
{
    EXPECT_EXIT(
        {
            const ProcessorTimeLimit outer(0.05, "the outer one");
            {
                const ProcessorTimeLimit inner(1000, "the inner one");
            }
            GoRound(g_never, 1);
        },
        testing::ExitedWithCode(2),
        "the outer one");
    EXPECT_EXIT(
        {
            const ProcessorTimeLimit outer(1000, "the outer one");
            const ProcessorTimeLimit inner(0.01, "the inner one");
            GoRound(g_never, 1);
        },
        testing::ExitedWithCode(2),
        "the inner one");
}

TEST(ProcessorTimeLimitTest, GoesOnAsLongAsItIsTold)
{
    volatile int looks = 0;
    EXPECT_EXIT(
        {
            const ProcessorTimeLimit limit(0.01, &GoOnTwice, const_cast<int*>(&looks));
            GoRound(g_never, 1);
        },
        testing::ExitedWithCode(2),
        "the third look");
}

TEST(ProcessorTimeLimitTest, LeavesNothingBehind)
{
    volatile int first = 0;
    {
        const ProcessorTimeLimit limit(0.02, &GoOnTwice, const_cast<int*>(&first));
        GoRound(first, 1);
    }
    const int before = first;
    volatile int second = 0;
    {
        const ProcessorTimeLimit limit(0.02, &GoOnTwice, const_cast<int*>(&second));
        GoRound(second, 2);
    }
    EXPECT_EQ(first, before) << "a limit that has ended does not look";
    struct sigaction action = {};
    sigaction(SIGXCPU, nullptr, &action);
    EXPECT_EQ(action.sa_handler, SIG_DFL);
}

} // namespace
} // namespace tests
} // namespace ns3
