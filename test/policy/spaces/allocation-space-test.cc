// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/spaces/allocation-space.h"
#include "../policy-test-states.h"

#include "ns3/accuracy-constraints.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/inference-input-error.h"
#include "ns3/string.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief Accuracy targets in what a learner of allocations sees and earns.
 */

namespace ns3
{
namespace tests
{
namespace
{

/// Targets of the two services.
const std::vector<double> TARGETS{0.8, 0.9};

/**
 * @return three UEs of two services and an access point
 */
EdgeSystem
MakeServices()
{
    const auto first = DnnProfile::Read("bearing-48k");
    const auto second = DnnProfile::Read("bearing-32k");
    EdgeSystem system = MakeSystem({first, first, second}, 1, 2);
    system.dnns = {first, second};
    return system;
}

/// What a space has done in two epochs.
struct TwoEpochs
{
    DecisionSpace::Rows rows;                   //!< of the second
    EpochTransition transition;                 //!< of the second
    std::vector<double> backlogs;               //!< of the queues then, by service
    std::vector<DecisionSpace::Reward> rewards; //!< of the second
};

/**
 * @param space a space of MakeServices()
 * @param window how many observations a learner with memory sees; zeros are put before the newest
 * @return its second epoch
 */
TwoEpochs
Decide(const Ptr<AllocationSpace>& space, uint32_t window = 1)
{
    const EdgeSystem system = MakeServices();
    std::mt19937_64 random(3);
    AccuracyConstraints constraints;
    constraints.Begin(system, TARGETS);
    space->BeginEpisode(system);
    TwoEpochs result;
    EpochDecision decision;
    for (uint64_t epoch = 1; epoch <= 2; ++epoch)
    {
        EpochState state = MakeState(system, random);
        state.epoch = epoch;
        state.time = Seconds(static_cast<double>(epoch));
        for (auto& stream : state.streams)
        {
            stream.at = state.time;
            stream.arrivals = 2;
        }
        constraints.Observe(system, state);
        space->Observe(state, false, result.rows);
        for (float& number : result.rows.numbers)
        {
            number = std::uniform_real_distribution<float>(0, 0.9F)(random);
        }
        decision.plans.resize(system.streams.size());
        space->CarryOut(state, result.rows, decision);
        constraints.Hold(decision);
        result.transition.state = state;
    }
    result.transition.decision = decision;
    result.transition.rewards = {{true, 2, -0.5}, {true, 1, -0.4}, {true, 3, -0.9}};
    for (const auto& queue : constraints.GetQueues())
    {
        result.backlogs.push_back(queue.GetBacklog());
    }
    const std::size_t size = space->GetLayout().observationSize;
    const std::vector<float> narrow = result.rows.observations;
    result.rows.observations.assign(window * narrow.size(), 0);
    for (std::size_t i = 0; i < result.rows.GetN(); ++i)
    {
        std::copy_n(narrow.begin() + i * size,
                    size,
                    result.rows.observations.begin() + ((i + 1) * window - 1) * size);
    }
    space->Score(result.transition, result.rows, result.rewards);
    return result;
}

/**
 * @param perStream the attribute PerStream
 * @param targets the attribute Targets
 * @return a space in which rows are paid for their own tasks
 */
Ptr<AllocationSpace>
MakeSpace(bool perStream, const std::string& targets)
{
    auto space = CreateObject<AllocationSpace>();
    space->SetAttribute("PerStream", BooleanValue(perStream));
    space->SetAttribute("OwnReward", DoubleValue(1));
    space->SetAttribute("Targets", StringValue(targets));
    return space;
}

/**
 * @param epochs what was done
 * @param stream index of a stream
 * @return accuracy of its plan
 */
double
GetAccuracy(const TwoEpochs& epochs, std::size_t stream)
{
    return GetExpectedAccuracy(epochs.transition.decision.plans[stream],
                               *MakeServices().streams[stream].dnn);
}

TEST(AllocationSpace, TellsTheQueuesOfTargetsAtTheEnd)
{
    for (const bool perStream : {false, true})
    {
        const auto space = MakeSpace(perStream, "0.8,0.9");
        const TwoEpochs epochs = Decide(space);
        ASSERT_GT(epochs.backlogs[0] + epochs.backlogs[1], 0.01);
        const std::size_t size = space->GetLayout().observationSize;
        const auto names = space->GetNames();
        ASSERT_EQ(names.size(), size);
        EXPECT_EQ(names.back(), perStream ? "accuracyQueue" : "accuracyQueue1");
        const auto& seen = epochs.rows.observations;
        for (std::size_t i = 0; perStream && i < 3; ++i)
        {
            EXPECT_NEAR(seen[(i + 1) * size - 1], epochs.backlogs[i / 2], 1e-6);
        }
        for (std::size_t service = 0; !perStream && service < 2; ++service)
        {
            EXPECT_NEAR(seen[size - 2 + service], epochs.backlogs[service], 1e-6);
        }
        const auto without = MakeSpace(perStream, "");
        Decide(without);
        EXPECT_EQ(without->GetLayout().observationSize + (perStream ? 1 : 2), size);
    }
}

TEST(AllocationSpace, PaysTargetsByDriftPlusPenalty)
{
    const TwoEpochs joint = Decide(MakeSpace(false, "0.8,0.9"));
    ASSERT_EQ(joint.rewards.size(), 1U);
    // Mean reward of six tasks, and of each service: three tasks of streams 0 and 1, three of 2.
    const double first = (2 * GetAccuracy(joint, 0) + GetAccuracy(joint, 1)) / 3;
    const double drift =
        joint.backlogs[0] * (0.8 - first) + joint.backlogs[1] * (0.9 - GetAccuracy(joint, 2));
    EXPECT_NEAR(joint.rewards[0].value, -1.8 / 6 - drift, 1e-6);
    // A row's own reward is its part of that.
    const TwoEpochs rows = Decide(MakeSpace(true, "0.8,0.9"));
    ASSERT_EQ(rows.rewards.size(), 3U);
    const double own = -0.4 - 6.0 / 3 * rows.backlogs[0] * (0.8 - GetAccuracy(rows, 1));
    EXPECT_NEAR(rows.rewards[1].value, own, 1e-6);
    const double mean =
        (2 * rows.rewards[0].value + rows.rewards[1].value + 3 * rows.rewards[2].value) / 6;
    const double firstOfRows = (2 * GetAccuracy(rows, 0) + GetAccuracy(rows, 1)) / 3;
    EXPECT_NEAR(mean,
                -1.8 / 6 - rows.backlogs[0] * (0.8 - firstOfRows) -
                    rows.backlogs[1] * (0.9 - GetAccuracy(rows, 2)),
                1e-6);
    // A learner with memory sees the same, and more.
    const TwoEpochs wide = Decide(MakeSpace(true, "0.8,0.9"), 4);
    for (std::size_t i = 0; i < 3; ++i)
    {
        EXPECT_EQ(wide.rewards[i].value, rows.rewards[i].value);
    }
    EXPECT_NEAR(Decide(MakeSpace(false, "")).rewards[0].value, -1.8 / 6, 1e-12);
}

TEST(AllocationSpace, RefusesBrokenTargets)
{
    EXPECT_THROW(MakeSpace(true, "0.8,0.9,1")->BeginEpisode(MakeServices()), InferenceInputError);
    EXPECT_THROW(MakeSpace(true, "much")->BeginEpisode(MakeServices()), InferenceInputError);
}

} // namespace
} // namespace tests
} // namespace ns3
