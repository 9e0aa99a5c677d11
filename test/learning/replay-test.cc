// SPDX-License-Identifier: GPL-2.0-only
#include "../../model/learning/n-step-returns.h"
#include "../../model/learning/priority-tree.h"
#include "../../model/learning/replay-memory.h"
#include "learning-test-util.h"

#include <algorithm>
#include <cmath>

using namespace ns3::learning;
using namespace ns3::learning::test;

namespace
{

TransitionView
Transition(const float* observation, const float* next, float reward, float discount)
{
    TransitionView view;
    view.observation = observation;
    view.nextObservation = next;
    view.reward = reward;
    view.discount = discount;
    view.action = static_cast<uint32_t>(reward);
    return view;
}

TEST(ReplayMemory, OverwritesTheOldestAndGathersExactly)
{
    ReplayMemory memory(5, 2, 3, 0);
    for (int i = 0; i < 8; ++i)
    {
        const float now[2] = {static_cast<float>(i), -1};
        const float next[2] = {static_cast<float>(i) + 0.5F, -2};
        const uint8_t mask[3] = {1, 0, static_cast<uint8_t>(i % 2)};
        TransitionView view = Transition(now, next, static_cast<float>(i), 0.9F);
        view.mask = mask;
        EXPECT_EQ(memory.NextPlace(), static_cast<uint32_t>(i % 5));
        EXPECT_EQ(memory.Add(view), static_cast<uint32_t>(i % 5));
        EXPECT_EQ(memory.Size(), static_cast<uint32_t>(std::min(i + 1, 5)));
    }
    const std::vector<uint32_t> places{0, 4, 2};
    TransitionBatch batch;
    memory.Gather(places.data(), 3, batch);
    EXPECT_EQ(batch.rewards, (std::vector<float>{5, 4, 7}));
    EXPECT_EQ(batch.observations, (std::vector<float>{5, -1, 4, -1, 7, -1}));
    EXPECT_EQ(batch.nextObservations, (std::vector<float>{5.5, -2, 4.5, -2, 7.5, -2}));
    EXPECT_EQ(batch.masks, (std::vector<uint8_t>{1, 0, 1, 1, 0, 0, 1, 0, 1}));
    EXPECT_EQ(batch.nextMasks, std::vector<uint8_t>(9, 1));
    EXPECT_EQ(batch.actions, (std::vector<uint32_t>{5, 4, 7}));
    EXPECT_EQ(batch.discounts, std::vector<float>(3, 0.9F));
}

TEST(NStepReturns, AddUpByHand)
{
    // Rewards 1, 2, 4, 8 with discount 1/2 and three steps: 1 + 2/2 + 4/4 = 3, then 2 + 4/2 + 8/4
    // = 6.
    ReplayMemory memory(10, 1, 0, 0);
    NStepReturns returns(3, 1, 0, 0);
    const float at[5] = {0, 1, 2, 3, 4};
    EXPECT_EQ(returns.Add(Transition(&at[0], &at[1], 1, 0.5F), memory), 0U);
    EXPECT_EQ(returns.Add(Transition(&at[1], &at[2], 2, 0.5F), memory), 0U);
    EXPECT_EQ(returns.Add(Transition(&at[2], &at[3], 4, 0.5F), memory), 1U);
    EXPECT_EQ(returns.Add(Transition(&at[3], &at[4], 8, 0.5F), memory), 1U);
    EXPECT_EQ(returns.EndEpisode(memory), 2U); // 4 + 8/2 = 8 and 8, bootstrapping from the last
    TransitionBatch batch;
    std::vector<uint32_t> places{0, 1, 2, 3};
    memory.Gather(places.data(), 4, batch);
    EXPECT_EQ(batch.rewards, (std::vector<float>{3, 6, 8, 8}));
    EXPECT_EQ(batch.discounts, (std::vector<float>{0.125, 0.125, 0.25, 0.5}));
    EXPECT_EQ(batch.observations, (std::vector<float>{0, 1, 2, 3}));
    EXPECT_EQ(batch.nextObservations, (std::vector<float>{3, 4, 4, 4}));
    EXPECT_EQ(batch.actions, (std::vector<uint32_t>{1, 2, 4, 8}));

    // A terminal transition ends all with discount 0; a time limit keeps the bootstrap (above).
    EXPECT_EQ(returns.Add(Transition(&at[0], &at[1], 1, 0.5F), memory), 0U);
    EXPECT_EQ(returns.Add(Transition(&at[1], &at[2], 2, 0), memory), 2U);
    places = {4, 5};
    memory.Gather(places.data(), 2, batch);
    EXPECT_EQ(batch.rewards, (std::vector<float>{2, 2}));
    EXPECT_EQ(batch.discounts, (std::vector<float>{0, 0}));
}

TEST(PriorityTree, DrawsInProportion)
{
    // p_i^alpha / sum within 1 % over 1e6 draws, for every place.
    const uint32_t places = 20;
    const double alpha = 0.6;
    PriorityTree tree(places);
    std::vector<double> weights(places);
    double total = 0;
    for (uint32_t i = 0; i < places; ++i)
    {
        weights[i] = std::pow(1.0 + i % 7, alpha);
        total += weights[i];
        tree.Set(i, 5.0); // overwritten below
        tree.Set(i, weights[i]);
    }
    EXPECT_NEAR(tree.Total(), total, 1e-12);
    LearningRandom random(11);
    std::vector<double> counts(places, 0);
    const int draws = 1000000;
    for (int i = 0; i < draws; ++i)
    {
        // Stratified in batches of 100, as prioritised replay draws.
        const double part = (i % 100 + random.Uniform()) / 100;
        counts[tree.Find(part * tree.Total())] += 1;
    }
    for (uint32_t i = 0; i < places; ++i)
    {
        EXPECT_NEAR(counts[i] / draws / (weights[i] / total), 1, 0.01) << i;
    }
}

TEST(PriorityTree, NeverDrawsWeightZeroAndDoesNotDrift)
{
    PriorityTree tree(37);
    LearningRandom random(5);
    for (int i = 0; i < 100000; ++i)
    {
        tree.Set(static_cast<uint32_t>(random.Integer(37)), random.Uniform() * 1e6);
    }
    for (uint32_t i = 0; i < 37; ++i)
    {
        tree.Set(i, i == 17 ? 1e-3 : 0);
    }
    EXPECT_EQ(tree.Total(), 1e-3);
    for (double part : {0.0, 0.5, 0.999999999, 1.0, 2.0})
    {
        EXPECT_EQ(tree.Find(part * tree.Total()), 17U);
    }
    tree.Rebuild();
    EXPECT_EQ(tree.Total(), 1e-3);
    EXPECT_EQ(tree.Get(17), 1e-3);
}

} // namespace
