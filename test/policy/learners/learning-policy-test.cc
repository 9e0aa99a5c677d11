// SPDX-License-Identifier: GPL-2.0-only

#include "../policy-test-states.h"

#include "ns3/inference-input-error.h"
#include "ns3/learning-policy.h"
#include "ns3/object-factory.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <sstream>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief LearningPolicy with a learner that learns nothing and writes down what it is told.
 */

namespace ns3
{
namespace tests
{
namespace
{

/// Takes the last valid choice of each row, and keeps every step.
class WritingLearner : public Learner
{
  public:
    /// A step, copied.
    struct Kept
    {
        uint32_t row;                   //!< which row
        std::vector<float> observation; //!< before
        uint32_t choice;                //!< taken
        float reward;                   //!< of it
        std::vector<float> next;        //!< after
    };

    std::string Describe() const override
    {
        return "one choice";
    }

    bool Fits(const Layout& layout) const override
    {
        return layout.heads.size() == 1 && layout.GetNNumbers() == 0;
    }

    void Make(const Ptr<DecisionSpace>& space, uint64_t) override
    {
        layout = space->GetLayout();
    }

    uint32_t GetWindow() const override
    {
        return window;
    }

    void Act(Rows& rows, bool) override
    {
        seen = rows;
        for (std::size_t i = 0; i < rows.GetN(); ++i)
        {
            const uint8_t* mask = rows.masks.data() + i * layout.heads[0];
            for (uint32_t choice = 0; choice < layout.heads[0]; ++choice)
            {
                rows.choices[i] = mask[choice] ? choice : rows.choices[i];
            }
        }
        taken = rows.choices;
    }

    void Remember(const Step& step) override
    {
        const std::size_t size = std::size_t{window} * layout.observationSize;
        kept.push_back({step.row,
                        {step.observation, step.observation + size},
                        step.choices[0],
                        step.reward,
                        {step.next, step.next + size}});
    }

    void Update() override
    {
        ++updates;
    }

    void Skip(uint32_t row) override
    {
        skipped.push_back(row);
    }

    void Save(std::ostream& os, bool full) const override
    {
        os << (full ? "all of it" : "a part");
    }

    void Load(std::istream& is) override
    {
        std::getline(is, loaded);
    }

    uint64_t GetUpdates() const override
    {
        return updates;
    }

    Figures GetFigures() const override
    {
        return {{"updates", static_cast<double>(updates)}};
    }

    uint32_t window{1};            //!< epochs that it wants to see
    Layout layout;                 //!< of its first episode
    Rows seen;                     //!< of the last decision
    std::vector<uint32_t> taken;   //!< in the last decision
    std::vector<Kept> kept;        //!< steps
    std::vector<uint32_t> skipped; //!< rows
    uint64_t updates{0};           //!< calls of Update()
    std::string loaded;            //!< what Load() got
};

/// A policy with that learner over plans.
class LearningPolicyTest : public testing::Test
{
  public:
    LearningPolicyTest()
        : system(MakeSystem({DnnProfile::Read("alexnet-cifar10"), GetTestDnn()}, 2, 0.1)),
          learner(CreateObject<WritingLearner>()),
          policy(
              CreateObject<LearningPolicy>(ObjectFactory("ns3::PlanSpace").Create<DecisionSpace>(),
                                           learner))
    {
    }

    /**
     * @brief Decides an epoch.
     * @param epoch its number
     * @return the step, without its rewards and what comes next
     */
    EpochTransition Decide(uint64_t epoch)
    {
        EpochTransition transition;
        transition.state = MakeState(system, random);
        transition.state.epoch = epoch;
        policy->Decide(transition.state, transition.decision);
        return transition;
    }

    std::mt19937_64 random{1};   //!< draws states
    EdgeSystem system;           //!< who asks for what
    Ptr<WritingLearner> learner; //!< writes down what it is told
    Ptr<LearningPolicy> policy;  //!< under test
};

TEST_F(LearningPolicyTest, AStepHasWhatWasSeenAndDone)
{
    policy->SetTraining(true);
    policy->BeginEpisode(system);
    EpochTransition first = Decide(1);
    const auto before = learner->seen.observations;
    const auto taken = learner->taken;
    EpochTransition second = Decide(2);
    const auto after = learner->seen.observations;
    first.next = second.state;
    first.rewards = {{true, 2, 1.5}, {true, 0, 0}};
    // The action is not read out of the plans: whatever became of these, it is the one taken.
    first.decision.plans[0] = InferencePlan();
    policy->Learn(first);
    ASSERT_EQ(learner->kept.size(), 1U);
    const auto& step = learner->kept[0];
    const uint32_t size = learner->layout.observationSize;
    EXPECT_EQ(step.row, 0U);
    EXPECT_EQ(step.choice, taken[0]);
    EXPECT_EQ(step.reward, 0.75F);
    EXPECT_EQ(step.observation, std::vector<float>(before.begin(), before.begin() + size));
    EXPECT_EQ(step.next, std::vector<float>(after.begin(), after.begin() + size));
    EXPECT_EQ(learner->skipped, (std::vector<uint32_t>{1})); // it had no task
    EXPECT_EQ(learner->updates, 1U);
    // A step is taken once; one that was never decided is not.
    policy->Learn(first);
    EXPECT_EQ(learner->updates, 1U);
    // What an episode leaves open teaches nothing in the next.
    policy->BeginEpisode(system);
    second.next = first.state;
    second.rewards = first.rewards;
    policy->Learn(second);
    EXPECT_EQ(learner->kept.size(), 1U);
}

TEST_F(LearningPolicyTest, EvaluationKeepsNothing)
{
    policy->SetTraining(false);
    policy->BeginEpisode(system);
    EpochTransition first = Decide(1);
    first.next = Decide(2).state;
    first.rewards = {{true, 1, 1}, {true, 1, 1}};
    policy->Learn(first);
    EXPECT_TRUE(learner->kept.empty());
    EXPECT_EQ(policy->GetGradientSteps(), 0U);
}

TEST_F(LearningPolicyTest, AtAnArrivalTheUesNextArrivalComesNext)
{
    system.atArrivals = true;
    system.streams[1].ue = 0; // both streams are of one UE
    policy->SetTraining(true);
    policy->BeginEpisode(system);
    const auto arrive = [&](uint64_t epoch, std::size_t stream) {
        EpochTransition transition;
        transition.state = MakeState(system, random);
        transition.state.epoch = epoch;
        transition.state.streams[stream].arriving = true;
        policy->Decide(transition.state, transition.decision);
        EXPECT_EQ(learner->seen.ids, (std::vector<uint32_t>{static_cast<uint32_t>(stream)}));
        return transition;
    };
    EpochTransition first = arrive(1, 0);
    const EpochTransition second = arrive(2, 1);
    first.next = second.state;
    first.rewards = {{true, 1, 1}, {false, 0, 0}};
    policy->Learn(first);
    ASSERT_EQ(learner->kept.size(), 1U);
    EXPECT_EQ(learner->kept[0].next, learner->seen.observations);
}

TEST_F(LearningPolicyTest, AWindowShowsTheEpochsBefore)
{
    learner->window = 3;
    policy->SetTraining(true);
    policy->BeginEpisode(system);
    const uint32_t size = learner->layout.observationSize;
    const auto part = [size](const std::vector<float>& windows, std::size_t i) {
        return std::vector<float>(windows.begin() + i * size, windows.begin() + (i + 1) * size);
    };
    const std::vector<float> nothing(size, 0);
    std::vector<EpochTransition> steps;
    std::vector<std::vector<float>> windows; // of both rows
    for (uint64_t epoch = 1; epoch <= 4; ++epoch)
    {
        steps.push_back(Decide(epoch));
        windows.push_back(learner->seen.observations);
        ASSERT_EQ(windows.back().size(), 2 * 3 * size);
    }
    for (const std::size_t row : {0, 1})
    {
        EXPECT_EQ(part(windows[0], 3 * row), nothing);
        EXPECT_EQ(part(windows[0], 3 * row + 1), nothing);
        EXPECT_EQ(part(windows[2], 3 * row), part(windows[0], 3 * row + 2));
        EXPECT_EQ(part(windows[2], 3 * row + 1), part(windows[1], 3 * row + 2));
        EXPECT_EQ(part(windows[3], 3 * row), part(windows[1], 3 * row + 2));
    }
    // A step has the windows of its decision and of the next.
    steps[1].next = steps[2].state;
    steps[1].rewards = {{true, 1, 1}, {true, 1, 1}};
    policy->Learn(steps[1]);
    ASSERT_EQ(learner->kept.size(), 2U);
    const auto whole = [size](const std::vector<float>& both, std::size_t row) {
        return std::vector<float>(both.begin() + row * 3 * size,
                                  both.begin() + (row + 1) * 3 * size);
    };
    for (const std::size_t row : {0, 1})
    {
        EXPECT_EQ(learner->kept[row].observation, whole(windows[1], row));
        EXPECT_EQ(learner->kept[row].next, whole(windows[2], row));
    }
    // An episode begins with nothing, in evaluation, too.
    policy->SetTraining(false);
    policy->BeginEpisode(system);
    Decide(1);
    EXPECT_EQ(part(learner->seen.observations, 1), nothing);
}

TEST_F(LearningPolicyTest, AWindowGoesOnWithWhatWasNotDecided)
{
    learner->window = 2;
    system.atArrivals = true;
    policy->SetTraining(true);
    policy->BeginEpisode(system);
    const auto arrive = [&](uint64_t epoch, std::size_t stream) {
        EpochTransition transition;
        transition.state = MakeState(system, random);
        transition.state.epoch = epoch;
        transition.state.streams[stream].arriving = true;
        policy->Decide(transition.state, transition.decision);
        return transition;
    };
    EpochTransition first = arrive(1, 0);
    const auto seen = learner->seen.observations;
    const EpochTransition second = arrive(2, 1); // of the other UE
    first.next = second.state;
    first.rewards = {{true, 1, 1}, {false, 0, 0}};
    policy->Learn(first);
    ASSERT_EQ(learner->kept.size(), 1U);
    const auto size = static_cast<std::ptrdiff_t>(learner->layout.observationSize);
    const auto& step = learner->kept[0];
    ASSERT_EQ(step.next.size(), 2U * size);
    EXPECT_EQ(step.observation, seen);
    EXPECT_TRUE(std::equal(step.next.begin(), step.next.begin() + size, seen.begin() + size));
    EXPECT_FALSE(std::equal(step.next.begin() + size, step.next.end(), seen.begin() + size));
}

TEST_F(LearningPolicyTest, ACheckpointWaitsForTheFirstEpisode)
{
    std::istringstream checkpoint("a checkpoint");
    policy->Load(checkpoint);
    std::ostringstream again;
    policy->Save(again);
    EXPECT_EQ(again.str(), "a checkpoint");
    EXPECT_TRUE(learner->loaded.empty());
    EXPECT_TRUE(policy->GetTrainingFigures().empty());
    policy->BeginEpisode(system);
    EXPECT_EQ(learner->loaded, "a checkpoint");
    std::ostringstream all;
    std::ostringstream networks;
    policy->Save(all);
    policy->SaveNetworks(networks);
    EXPECT_EQ(all.str(), "all of it");
    EXPECT_EQ(networks.str(), "a part");
    std::istringstream other("another");
    policy->Load(other);
    EXPECT_EQ(learner->loaded, "another");
}

TEST_F(LearningPolicyTest, RefusesWhatDoesNotFit)
{
    const auto getError = [](const Ptr<LearningPolicy>& who, const EdgeSystem& what) {
        try
        {
            who->AssignStreams(1);
            who->BeginEpisode(what);
        }
        catch (const InferenceInputError& error)
        {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_EQ(getError(policy, system), "");
    EXPECT_NE(getError(policy, MakeSystem({GetTestDnn()}, 1, 0.1)).find("earlier episodes"),
              std::string::npos);
    EXPECT_NE(getError(CreateObject<LearningPolicy>(), system).find("Space"), std::string::npos);
    const auto pair =
        CreateObject<LearningPolicy>(ObjectFactory("ns3::AllocationSpace").Create<DecisionSpace>(),
                                     CreateObject<WritingLearner>());
    const std::string misfit = getError(pair, system);
    EXPECT_NE(misfit.find("shares that sum to 1"), std::string::npos) << misfit;
    EXPECT_NE(misfit.find("which learns one choice"), std::string::npos) << misfit;
    // History of others wants a learner that takes it, and teachers that do not learn.
    policy->SetAttribute("HistorySteps", UintegerValue(10));
    EXPECT_NE(getError(policy, system).find("HistorySteps"), std::string::npos);
}

} // namespace
} // namespace tests
} // namespace ns3
