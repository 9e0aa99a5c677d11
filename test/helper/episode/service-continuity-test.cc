// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/episode/service-continuity.h"

#include <cmath>
#include <gtest/gtest.h>

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param created s
 * @param latency s; negative: dropped after its magnitude
 * @param deadline s
 * @return the outcome
 */
TaskOutcome
MakeOutcome(double created, double latency, double deadline = 0.1)
{
    TaskOutcome outcome;
    outcome.created = Seconds(created);
    outcome.ended = Seconds(created + std::abs(latency));
    outcome.deadline = Seconds(deadline);
    outcome.status = latency < 0          ? InferenceTaskStatus::DROPPED
                     : latency > deadline ? InferenceTaskStatus::LATE
                                          : InferenceTaskStatus::COMPLETED;
    return outcome;
}

/// Ten tasks, 100 ms apart from 1 s on, with a deadline of 100 ms: the period is 100 ms.
class ServiceContinuityTest : public ::testing::Test
{
  protected:
    /**
     * @param missed index of the first task without a result
     * @param n how many have none
     * @param latency s, of the others
     */
    void Fill(int missed, int n, double latency)
    {
        for (int i = 0; i < 10; ++i)
        {
            const bool isMissed = i >= missed && i < missed + n;
            continuity.Add(MakeOutcome(1 + 0.1 * i, isMissed ? -0.1 : latency), 0, 0);
        }
    }

    ServiceContinuity continuity; //!< looked at
};

TEST_F(ServiceContinuityTest, IsNotInterruptedWhenAllAreInTime)
{
    Fill(0, 0, 0.1); // the very last moment
    EXPECT_NEAR(continuity.GetInterruption(Seconds(2)), 0, 1e-12);
}

TEST_F(ServiceContinuityTest, CountsFromDeadlinePlusPeriodToTheNextResult)
{
    // Without the tasks of 1.3 and 1.4 s: the result of the task of 1.2 s is too old from 1.4 s on;
    // that of 1.5 s arrives at 1.53 s.
    Fill(3, 2, 0.03);
    EXPECT_NEAR(continuity.GetInterruption(Seconds(2)), 0.13, 1e-9);
}

TEST_F(ServiceContinuityTest, CountsBeforeTheFirstResult)
{
    // As if a result of 0.9 s were there: too old from 1.1 s on; that of 1.2 s comes at 1.25 s.
    Fill(0, 2, 0.05);
    EXPECT_NEAR(continuity.GetInterruption(Seconds(2)), 0.15, 1e-9);
}

TEST_F(ServiceContinuityTest, CountsToTheEndOfThePeriod)
{
    // The last result is of 1.4 s: too old from 1.6 to 2 s.
    Fill(5, 5, 0.05);
    EXPECT_NEAR(continuity.GetInterruption(Seconds(2)), 0.4, 1e-9);
}

TEST_F(ServiceContinuityTest, IsInterruptedThroughoutWithoutAnyResult)
{
    // All but the first 100 ms, in which a result of one period before would have been fresh.
    Fill(0, 10, 0.05);
    EXPECT_NEAR(continuity.GetInterruption(Seconds(2)), 0.9, 1e-9);
}

TEST(ServiceContinuity, LateResultsAreNone)
{
    ServiceContinuity continuity;
    continuity.Add(MakeOutcome(0, 0.05), 0, 0);
    continuity.Add(MakeOutcome(0.5, 0.15), 0, 0);
    // The period is 0.5 s, so the first result is too old from 0.6 s on.
    EXPECT_NEAR(continuity.GetInterruption(Seconds(1)), 0.4, 1e-9);
}

TEST(ServiceContinuity, OvertakenResultsDoNotMakeItOlder)
{
    ServiceContinuity continuity;
    continuity.Add(MakeOutcome(0, 0.45, 0.5), 0, 0); // arrives after the next one
    continuity.Add(MakeOutcome(0.25, 0.05, 0.5), 0, 0);
    continuity.Add(MakeOutcome(0.5, -0.5, 0.5), 0, 0);
    continuity.Add(MakeOutcome(0.75, -0.5, 0.5), 0, 0);
    // Deadline plus period are 0.75 s: the result of 0.25 s lasts to the end.
    EXPECT_NEAR(continuity.GetInterruption(Seconds(1)), 0, 1e-12);
}

TEST(ServiceContinuity, IsTheMeanOverStreamsThatHadTasks)
{
    ServiceContinuity continuity;
    continuity.Add(MakeOutcome(0, 0.05), 0, 0);
    continuity.Add(MakeOutcome(0, -0.1), 3, 0);
    // Period 1 s: the first is never interrupted; the second from 0.1 s on.
    EXPECT_NEAR(continuity.GetInterruption(Seconds(1)), 0.45, 1e-9);
    EXPECT_TRUE(std::isnan(ServiceContinuity().GetInterruption(Seconds(1))));
    EXPECT_TRUE(std::isnan(ServiceContinuity().GetMigrations(Seconds(1))));
}

TEST(ServiceContinuity, CountsMigrationsInTheOrderOfCreation)
{
    ServiceContinuity continuity;
    const uint32_t ue = ServiceContinuity::NO_SERVER;
    // Ended in another order than created: 0 0 (UE) 0 1 (UE) 2 are two migrations.
    continuity.Add(MakeOutcome(0.3, 0.01), 0, 0);
    continuity.Add(MakeOutcome(0.0, 0.01), 0, 0);
    continuity.Add(MakeOutcome(0.6, 0.01), 0, 2);
    continuity.Add(MakeOutcome(0.1, 0.01), 0, 0);
    continuity.Add(MakeOutcome(0.2, 0.01), 0, ue);
    continuity.Add(MakeOutcome(0.5, 0.01), 0, ue);
    continuity.Add(MakeOutcome(0.4, 0.01), 0, 1);
    EXPECT_NEAR(continuity.GetMigrations(Seconds(30)), 4, 1e-9);
    // A second stream that never leaves its server halves the mean.
    continuity.Add(MakeOutcome(0.0, 0.01), 1, 3);
    continuity.Add(MakeOutcome(0.1, 0.01), 1, 3);
    EXPECT_NEAR(continuity.GetMigrations(Seconds(30)), 2, 1e-9);
}

} // namespace
} // namespace tests
} // namespace ns3
