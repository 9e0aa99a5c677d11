// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/application/epoch-ledger.h"

#include <gtest/gtest.h>
#include <vector>

namespace ns3
{
namespace tests
{
namespace
{

/// A ledger of two UEs with one stream each, and what it hands out.
class EpochLedgerTest : public ::testing::Test
{
  protected:
    /**
     * @param atArrivals arrivals trigger the epochs
     */
    void Start(bool atArrivals)
    {
        ledger.Start(
            {MilliSeconds(100), atArrivals, {0, 1}, reward},
            [this](uint64_t decision) { return decision >= followed; },
            [this](const EpochTransition& transition) { complete.push_back(transition); });
    }

    /**
     * @brief An epoch.
     * @param ms when, ms
     * @param arriving number of the stream whose task is about to be created
     */
    void Epoch(uint64_t ms, std::size_t arriving = 0)
    {
        EpochState state;
        state.epoch = ledger.GetNewest() + 1;
        state.time = MilliSeconds(ms);
        ledger.SetNext(state, arriving);
        ledger.Open(state, arriving);
        ledger.Settle(state.time);
    }

    /**
     * @brief A stream creates a task.
     * @param stream the stream
     * @param id number of the task
     * @param decision the decision whose plan it has
     * @param ms when, ms
     * @param isAnswered the arrival triggered an epoch
     */
    void Create(std::size_t stream, uint64_t id, uint64_t decision, uint64_t ms, bool isAnswered)
    {
        InferenceTask task;
        task.id = id;
        task.decision = decision;
        task.created = MilliSeconds(ms);
        ledger.TaskCreated(stream, task, isAnswered);
    }

    /**
     * @brief A task ends in time, after half of its deadline.
     * @param stream the stream
     * @param id number of the task
     * @param decision the decision whose plan it had
     * @param createdMs when it was created, ms
     * @param endedMs when it ended, ms
     */
    void End(std::size_t stream,
             uint64_t id,
             uint64_t decision,
             uint64_t createdMs,
             uint64_t endedMs)
    {
        TaskOutcome outcome;
        outcome.task = id;
        outcome.decision = decision;
        outcome.status = InferenceTaskStatus::COMPLETED;
        outcome.created = MilliSeconds(createdMs);
        outcome.ended = MilliSeconds(endedMs);
        outcome.deadline = 2 * (outcome.ended - outcome.created);
        outcome.accuracy = 1;
        ledger.TaskEnded(stream, outcome, outcome.ended);
    }

    Ptr<RewardModel> reward{CreateObject<RewardModel>()}; //!< a task here has the reward 0.5
    EpochLedger ledger;                                   //!< what is tested
    uint64_t followed{UINT64_MAX};                        //!< oldest decision that streams follow
    std::vector<EpochTransition> complete;                //!< what was handed out
};

TEST_F(EpochLedgerTest, AStepIsCompleteWhenAllOfItIsKnown)
{
    Start(false);
    followed = 1;
    Epoch(0);
    Create(0, 1, 1, 5, true);
    Create(1, 1, 1, 6, true);
    ledger.PlanSet(1, 1);
    End(0, 1, 1, 5, 9);
    EXPECT_TRUE(complete.empty()); // the state that follows is not known
    Epoch(20);
    EXPECT_TRUE(complete.empty()); // the second task has not ended
    End(1, 1, 1, 6, 26);
    EXPECT_TRUE(complete.empty()); // a stream still follows the decision
    followed = UINT64_MAX;
    ledger.Settle(MilliSeconds(27));
    ASSERT_EQ(complete.size(), 1U);
    const auto& step = complete[0];
    EXPECT_EQ(step.state.epoch, 1U);
    EXPECT_EQ(step.next.epoch, 2U);
    ASSERT_EQ(step.rewards.size(), 2U);
    EXPECT_FALSE(step.rewards[0].applied);
    EXPECT_TRUE(step.rewards[1].applied);
    EXPECT_EQ(step.rewards[0].tasks, 1U);
    EXPECT_DOUBLE_EQ(step.rewards[0].reward, 0.5);
    EXPECT_DOUBLE_EQ(step.rewards[1].reward, 0.5);
}

TEST_F(EpochLedgerTest, StepsComeInTheOrderOfEpochs)
{
    Start(false);
    Epoch(0);
    Create(0, 1, 1, 5, true);
    Epoch(20);
    Create(0, 2, 2, 25, true);
    End(0, 2, 2, 25, 29);
    Epoch(40);
    EXPECT_TRUE(complete.empty()); // the second step waits for the first one
    End(0, 1, 1, 5, 45);
    ASSERT_EQ(complete.size(), 2U);
    EXPECT_EQ(complete[0].state.epoch, 1U);
    EXPECT_EQ(complete[1].state.epoch, 2U);
}

TEST_F(EpochLedgerTest, CreditEndsWithTheWindow)
{
    Start(false);
    followed = 1; // the newer decisions are lost on their way
    Epoch(0);
    Create(0, 1, 1, 99, true);
    Create(0, 2, 1, 100, true);
    Epoch(110);
    EXPECT_TRUE(complete.empty());
    End(0, 2, 1, 100, 112);
    EXPECT_TRUE(complete.empty()); // the second task is credited to nothing
    End(0, 1, 1, 99, 113);
    ASSERT_EQ(complete.size(), 1U);
    EXPECT_EQ(complete[0].rewards[0].tasks, 1U);
    EXPECT_DOUBLE_EQ(complete[0].rewards[0].reward, 0.5);
}

TEST_F(EpochLedgerTest, AnArrivalIsCreditedWithItsOwnTaskOnly)
{
    Start(true);
    followed = 0;
    Epoch(0, 0);
    Create(0, 1, 1, 0, true);
    Create(0, 2, 1, 1, false); // came without an epoch, with the plan of the task before
    End(0, 2, 1, 1, 2);
    Epoch(10, 1); // of the other UE: not what comes next for the first one
    Create(1, 1, 2, 10, true);
    End(0, 1, 1, 0, 12);
    EXPECT_TRUE(complete.empty());
    Epoch(20, 0);
    ASSERT_EQ(complete.size(), 1U);
    EXPECT_EQ(complete[0].next.epoch, 3U);
    EXPECT_EQ(complete[0].rewards[0].tasks, 1U);
    EXPECT_DOUBLE_EQ(complete[0].rewards[0].reward, 0.5);
}

TEST_F(EpochLedgerTest, AnArrivalWaitsForTheNextOneNoLongerThanTheWindow)
{
    Start(true);
    Epoch(0, 0);
    Create(0, 1, 1, 0, true);
    End(0, 1, 1, 0, 2);
    Epoch(99, 1);
    Create(1, 1, 2, 99, true);
    EXPECT_TRUE(complete.empty());
    Epoch(100, 1);
    ASSERT_EQ(complete.size(), 1U);
    EXPECT_EQ(complete[0].next.epoch, 3U);
}

TEST_F(EpochLedgerTest, ADecisionThatIsUnknownIsCreditedWithNothing)
{
    Start(false);
    ledger.PlanSet(0, 1);
    Create(0, 1, 0, 0, true);
    End(0, 1, 0, 0, 1);
    Epoch(10);
    Create(0, 2, 7, 11, true);
    Epoch(20);
    ASSERT_EQ(complete.size(), 1U);
    EXPECT_EQ(complete[0].rewards[0].tasks, 0U);
}

} // namespace
} // namespace tests
} // namespace ns3
