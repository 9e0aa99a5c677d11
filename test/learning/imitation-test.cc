// SPDX-License-Identifier: GPL-2.0-only
/**
 * @file
 * @brief Behaviour cloning of every algorithm on problems whose answers are known.
 */
#include "../../model/learning/assignment-learner.h"
#include "../../model/learning/ddpg.h"
#include "../../model/learning/discrete-sac.h"
#include "../../model/learning/dqn.h"
#include "../../model/learning/ppo.h"
#include "learning-test-util.h"

#include <array>
#include <cmath>
#include <memory>

using namespace ns3::learning;
using namespace ns3::learning::test;

namespace
{

const uint32_t STATES = 4;
const uint32_t ACTIONS = 3;
const float AROUND[2] = {0.4F, -0.4F};    // two numbers about the mean of two teachers
const float ENTROPY_OF_QUARTER = 0.5623F; // of 3/4 and 1/4, nat

using Observation = std::array<float, STATES>;
using Mask = std::array<uint8_t, ACTIONS>;

Observation
Observe(uint32_t state)
{
    Observation observation{};
    observation[state] = 1;
    return observation;
}

/// In each state but the first one action is not valid.
Mask
GetMask(uint32_t state)
{
    Mask mask{1, 1, 1};
    if (state > 0)
    {
        mask[state - 1] = 0;
    }
    return mask;
}

/// @return what the leader does
uint32_t
Lead(uint32_t state)
{
    return state % ACTIONS;
}

/// SAC in the small world.
struct SacWorld
{
    SacWorld()
        : agent(GetOptions())
    {
    }

    static DiscreteSacOptions GetOptions()
    {
        DiscreteSacOptions options;
        options.observationSize = STATES;
        options.actionCount = ACTIONS;
        options.hidden = {16};
        options.actorLearningRate = 1e-2;
        options.batchSize = 32;
        options.replayCapacity = 512;
        options.learningStarts = 1;
        return options;
    }

    void Teach(uint32_t state, uint32_t action, float reward, uint32_t next)
    {
        agent.RememberHistory(Observe(state).data(),
                              GetMask(state).data(),
                              action,
                              reward,
                              Observe(next).data(),
                              GetMask(next).data(),
                              false);
    }

    uint32_t Decide(uint32_t state, bool greedy)
    {
        return agent.Act(Observe(state).data(), GetMask(state).data(), greedy);
    }

    DiscreteSac agent;
};

/// Deep Q-learning in the small world.
struct DqnWorld
{
    DqnWorld()
        : agent(GetOptions())
    {
    }

    static DqnOptions GetOptions()
    {
        DqnOptions options;
        options.observationSize = STATES;
        options.actionCount = ACTIONS;
        options.hidden = {16};
        options.learningRate = 1e-2;
        options.gamma = 0.5;
        options.batchSize = 32;
        options.replayCapacity = 512;
        options.epsilonStart = 0;
        options.epsilonEnd = 0;
        return options;
    }

    void Teach(uint32_t state, uint32_t action, float reward, uint32_t next)
    {
        agent.RememberHistory(Observe(state).data(),
                              GetMask(state).data(),
                              action,
                              reward,
                              Observe(next).data(),
                              GetMask(next).data(),
                              false);
    }

    uint32_t Decide(uint32_t state, bool greedy)
    {
        return agent.Act(Observe(state).data(), GetMask(state).data(), greedy);
    }

    Dqn agent;
};

/// PPO in the small world, with a number beside the choice.
struct PpoWorld
{
    PpoWorld()
        : agent(GetOptions())
    {
    }

    static PpoOptions GetOptions()
    {
        PpoOptions options;
        options.observationSize = STATES;
        options.headSizes = {ACTIONS};
        options.continuousSize = 1;
        options.hidden = {16};
        options.learningRate = 1e-2;
        options.rolloutSize = 64;
        options.minibatchSize = 32;
        return options;
    }

    void Teach(uint32_t state, uint32_t action, float reward, uint32_t next)
    {
        const auto number = static_cast<float>(action);
        agent.RememberHistory(0,
                              Observe(state).data(),
                              GetMask(state).data(),
                              &action,
                              &number,
                              reward,
                              Observe(next).data(),
                              false);
    }

    uint32_t Decide(uint32_t state, bool greedy)
    {
        uint32_t choice = 0;
        agent.Act(Observe(state).data(),
                  GetMask(state).data(),
                  1,
                  greedy,
                  &choice,
                  &number,
                  nullptr);
        return choice;
    }

    Ppo agent;
    float number{0}; //!< of the last decision
};

/**
 * @brief The leader's walk through the states, which it visits unevenly.
 * @param world learns
 * @param seed decides the walk
 */
template <typename World>
void
TeachWalk(World& world, uint64_t seed = 5)
{
    LearningRandom random(seed);
    uint32_t state = 0;
    for (int i = 0; i < 200; ++i)
    {
        const auto next = static_cast<uint32_t>(random.Integer(STATES));
        world.Teach(state, Lead(state), 0.25F * static_cast<float>(state), next);
        state = next;
    }
}

template <typename Agent>
std::string
Bytes(const Agent& agent, bool full = true)
{
    std::ostringstream stream;
    agent.Save(stream, full);
    return stream.str();
}

template <typename World>
class Imitation : public testing::Test
{
};

using Worlds = testing::Types<SacWorld, DqnWorld, PpoWorld>;
TYPED_TEST_SUITE(Imitation, Worlds);

TYPED_TEST(Imitation, DecidesAsTheLeaderInEveryState)
{
    TypeParam world;
    TeachWalk(world);
    EXPECT_EQ(world.agent.GetStatistics().history, 200U);
    EXPECT_EQ(world.agent.GetStatistics().steps, 0U);
    world.agent.Imitate(1);
    const double before = world.agent.GetStatistics().imitationLoss;
    world.agent.Imitate(0); // of PPO the rollout has gone
    TeachWalk(world);
    world.agent.Imitate(299);
    const auto statistics = world.agent.GetStatistics();
    EXPECT_EQ(statistics.imitations, 300U);
    EXPECT_EQ(statistics.updates, 0U);
    EXPECT_LT(statistics.imitationLoss, before - 0.3);
    for (uint32_t state = 0; state < STATES; ++state)
    {
        EXPECT_EQ(world.Decide(state, true), Lead(state)) << state;
    }
}

TYPED_TEST(Imitation, GoesOnExactlyInTheMiddle)
{
    // Half of the history, the other half, half of the steps, the rest: always from a checkpoint.
    TypeParam whole;
    TeachWalk(whole, 5);
    TeachWalk(whole, 6);
    TypeParam parts[2];
    TeachWalk(parts[0], 5);
    std::istringstream first(Bytes(parts[0].agent));
    parts[1].agent.Load(first);
    EXPECT_EQ(parts[1].agent.GetStatistics().history, 200U);
    TeachWalk(parts[1], 6);
    whole.agent.Imitate(20);
    parts[1].agent.Imitate(20);
    TypeParam last;
    std::istringstream second(Bytes(parts[1].agent));
    last.agent.Load(second);
    TeachWalk(whole, 7); // PPO's rollout has gone
    TeachWalk(last, 7);
    whole.agent.Imitate(20);
    last.agent.Imitate(20);
    EXPECT_EQ(last.agent.GetStatistics().imitations, 40U);
    EXPECT_EQ(Bytes(whole.agent), Bytes(last.agent));
    EXPECT_EQ(whole.Decide(1, false), last.Decide(1, false));
}

TYPED_TEST(Imitation, LeavesNothingInTheCheckpointsOfOthers)
{
    TypeParam taught;
    TeachWalk(taught);
    taught.agent.Imitate(5);
    const auto names = [](const TypeParam& world, bool full) {
        std::string all;
        for (const auto& [name, part] :
             Tensors([&](std::ostream& s) { world.agent.Save(s, full); }))
        {
            all += name + ' ';
        }
        return all;
    };
    EXPECT_NE(names(taught, true).find("imitation_loss"), std::string::npos);
    EXPECT_NE(names(taught, false).find("imitations"), std::string::npos);
    TypeParam plain;
    EXPECT_EQ(names(plain, true).find("imitation"), std::string::npos);
    // What it had done is forgotten with the networks that it was.
    std::istringstream checkpoint(Bytes(plain.agent));
    taught.agent.Load(checkpoint);
    EXPECT_EQ(taught.agent.GetStatistics().imitations, 0U);
    EXPECT_EQ(taught.agent.GetStatistics().history, 0U);
    EXPECT_EQ(Bytes(taught.agent), Bytes(plain.agent));
    std::istringstream again(Bytes(plain.agent));
    ExpectDamageRefused(Bytes(plain.agent), [&](std::istream& s) { taught.agent.Load(s); });
}

TEST(ImitationOf, SacIsTheShareOfEachChoice)
{
    // One state, two teachers: three times the first action, once the second.
    SacWorld world;
    for (int i = 0; i < 64; ++i)
    {
        world.Teach(1, i % 4 == 0 ? 1 : 2, 0, 1);
    }
    EXPECT_EQ(world.agent.GetStatistics().updates, 0U);
    world.agent.Imitate(800);
    float probabilities[ACTIONS];
    world.agent.Probabilities(Observe(1).data(), GetMask(1).data(), probabilities);
    EXPECT_EQ(probabilities[0], 0.0F) << "not valid";
    EXPECT_NEAR(probabilities[1], 0.25, 0.08);
    EXPECT_NEAR(probabilities[2], 0.75, 0.08);
    EXPECT_NEAR(world.agent.GetStatistics().imitationLoss, ENTROPY_OF_QUARTER, 0.2);
    // It explores as it was taught, not evenly.
    int first = 0;
    for (int i = 0; i < 400; ++i)
    {
        first += world.Decide(1, false) == 2 ? 1 : 0;
    }
    EXPECT_NEAR(first, 300, 60);
}

TEST(ImitationOf, SacIsAutogradsGradientAndAdamsStep)
{
    SacWorld world;
    world.Teach(0, 1, 0, 1);
    world.Teach(2, 2, 0, 1);
    auto state = Tensors([&](std::ostream& s) { world.agent.Save(s, true); });
    ReferenceMlp actor(state["actor"], {STATES, 16, ACTIONS});
    const auto options = SacWorld::GetOptions();
    torch::optim::Adam optimiser(actor.parameters,
                                 torch::optim::AdamOptions(options.actorLearningRate));
    LearningRandom sampler(options.seed, 2);
    for (int step = 0; step < 5; ++step)
    {
        torch::Tensor rows = torch::empty({options.batchSize}, torch::kLong);
        for (uint32_t i = 0; i < options.batchSize; ++i)
        {
            rows[i] = static_cast<int64_t>(sampler.Integer(2));
        }
        const torch::Tensor masks = state["replay_masks"].index_select(0, rows);
        const torch::Tensor logits =
            actor.Forward(state["replay_observations"].index_select(0, rows));
        const torch::Tensor loss = torch::nn::functional::cross_entropy(
            logits.masked_fill(masks == 0, -1e30),
            state["replay_actions"].index_select(0, rows).to(torch::kLong));
        optimiser.zero_grad();
        loss.backward();
        optimiser.step();
        world.agent.Imitate(1);
        EXPECT_NEAR(world.agent.GetStatistics().imitationLoss, loss.item<double>(), 1e-5);
        const auto now = Tensors([&](std::ostream& s) { world.agent.Save(s, true); });
        EXPECT_LT(Distance(now.at("actor"), actor.Flat()), 1e-5) << step;
        EXPECT_EQ(Distance(now.at("critics"), state["critics"]), 0) << "the actor alone";
    }
}

TEST(ImitationOf, DqnPutsTheLeadersActionAMarginAbove)
{
    DqnWorld world;
    TeachWalk(world);
    world.agent.Imitate(1500);
    for (uint32_t state = 0; state < STATES; ++state)
    {
        float values[ACTIONS];
        world.agent.Values(Observe(state).data(), values);
        for (uint32_t other = 0; other < ACTIONS; ++other)
        {
            if (other != Lead(state) && GetMask(state)[other])
            {
                EXPECT_GT(values[Lead(state)] - values[other],
                          0.75 * DqnWorld::GetOptions().imitationMargin)
                    << state;
            }
        }
    }
}

TEST(ImitationOf, PpoTakesNumbersTooAndLeavesTheirDeviation)
{
    PpoWorld world;
    TeachWalk(world);
    const auto before = world.agent.Parameters();
    world.agent.Imitate(800);
    for (uint32_t state = 0; state < STATES; ++state)
    {
        world.Decide(state, true);
        EXPECT_NEAR(world.number, Lead(state), 0.15) << state;
    }
    // Actor (4 x 16 + 16, 16 x 4 + 4 outputs), then the logarithm of the deviation.
    const std::size_t place = STATES * 16 + 16 + 16 * (ACTIONS + 1) + ACTIONS + 1;
    EXPECT_EQ(before.at(place), 0.0F);
    EXPECT_EQ(world.agent.Parameters().at(place), 0.0F);
    // Its critic expects what the leader earned: at least 0 and at most 0.75 a step.
    EXPECT_NEAR(world.agent.Value(Observe(3).data()) - world.agent.Value(Observe(0).data()),
                0.75,
                0.4);
    // What follows is a rollout of its own.
    uint32_t choice = 0;
    float number = 0;
    float note = 0;
    for (int i = 0; i < 64; ++i)
    {
        world.agent.Act(Observe(0).data(), GetMask(0).data(), 1, false, &choice, &number, &note);
        world.agent.Remember(0,
                             Observe(0).data(),
                             GetMask(0).data(),
                             &choice,
                             &number,
                             note,
                             0,
                             Observe(0).data(),
                             false);
        EXPECT_EQ(world.agent.Update(), i == 63) << i;
    }
    EXPECT_EQ(world.agent.GetStatistics().steps, 64U);
}

/// Two bounded numbers, and shares of three whose last must be 0.
DdpgOptions
GetDdpgOptions()
{
    DdpgOptions options;
    options.observationSize = STATES;
    options.actionSize = 5;
    options.simplexes = {3};
    options.hidden = {16};
    options.actorLearningRate = 1e-2;
    options.batchSize = 32;
    options.replayCapacity = 512;
    return options;
}

const uint8_t SHARES[5] = {1, 1, 1, 1, 0};

void
TeachNumbers(Ddpg& agent)
{
    for (int i = 0; i < 128; ++i)
    {
        const auto state = static_cast<uint32_t>(i % 2);
        const float sign = i % 4 < 2 ? 1.0F : -1.0F; // two teachers
        const float action[5] = {state == 0 ? 0.5F : -0.5F,
                                 0.1F + sign * AROUND[0],
                                 state == 0 ? 0.8F : 0.3F,
                                 state == 0 ? 0.2F : 0.7F,
                                 0};
        agent.RememberHistory(Observe(state).data(),
                              SHARES,
                              action,
                              0,
                              Observe(1 - state).data(),
                              SHARES,
                              false);
    }
}

TEST(ImitationOf, DdpgIsTheMeanOfTheActions)
{
    for (const bool inverting : {false, true})
    {
        DdpgOptions options = GetDdpgOptions();
        options.invertingGradients = inverting;
        Ddpg agent(options);
        TeachNumbers(agent);
        agent.Imitate(1);
        const double before = agent.GetStatistics().imitationLoss;
        agent.Imitate(799);
        for (const uint32_t state : {0, 1})
        {
            float action[5];
            agent.Act(Observe(state).data(), SHARES, true, action);
            EXPECT_NEAR(action[0], state == 0 ? 0.5 : -0.5, 0.1);
            EXPECT_NEAR(action[1], 0.1, 0.15) << "between two teachers";
            EXPECT_NEAR(action[2], state == 0 ? 0.8 : 0.3, 0.05);
            EXPECT_NEAR(action[3], state == 0 ? 0.2 : 0.7, 0.05);
            EXPECT_EQ(action[4], 0.0F);
        }
        // What is left is what the two differ by.
        EXPECT_NEAR(agent.GetStatistics().imitationLoss, AROUND[0] * AROUND[0], 0.05);
        EXPECT_LT(agent.GetStatistics().imitationLoss, before);
        const auto state = Tensors([&](std::ostream& s) { agent.Save(s, true); });
        EXPECT_EQ(Distance(state.at("actor"), state.at("target_actor")), 0);
        EXPECT_EQ(agent.GetStatistics().steps, 0U);
        agent.Train(2);
        EXPECT_EQ(agent.GetStatistics().updates, 2U);
    }
}

TEST(ImitationOf, DdpgGoesOnExactlyInTheMiddle)
{
    Ddpg whole(GetDdpgOptions());
    TeachNumbers(whole);
    whole.Imitate(10);
    Ddpg other(GetDdpgOptions());
    std::istringstream middle(Bytes(whole));
    other.Load(middle);
    whole.Imitate(10);
    other.Imitate(10);
    EXPECT_EQ(other.GetStatistics().history, 128U);
    EXPECT_EQ(Bytes(whole), Bytes(other));
}

/// Two tasks of three options; option 1 of the first task does not exist.
AssignmentProblem
GetProblem(float first)
{
    AssignmentProblem problem;
    problem.tasks = 2;
    problem.options = 3;
    problem.taskFeatures = {first, 1 - first};
    problem.optionFeatures = {0, 0.5F, 1};
    problem.edgeFeatures = {0, 0, 1, 1, 0, 0};
    problem.mask = {1, 0, 1, 1, 1, 1};
    return problem;
}

TEST(ImitationOf, AssignmentsAreScoredAsTheyWereMade)
{
    AssignmentLearnerOptions options;
    options.actor = AssignmentActor::DENSE;
    options.taskFeatures = 1;
    options.optionFeatures = 1;
    options.edgeFeatures = 1;
    options.maxTasks = 2;
    options.maxOptions = 3;
    options.hidden = {16};
    options.learningRate = 0.01;
    options.batchSize = 32;
    options.memoryCapacity = 128;
    AssignmentLearner learner(options);
    for (int i = 0; i < 32; ++i)
    {
        // The second task's option is the first task's feature; now and then it has no words.
        const auto other = static_cast<uint32_t>(i % 2);
        learner.RememberHistory(
            GetProblem(static_cast<float>(other)),
            {i % 8 == 0 ? 0U : 2U, i % 4 == 2 ? AssignmentLearner::NO_OPTION : other});
    }
    EXPECT_EQ(learner.GetStatistics().history, 32U);
    EXPECT_EQ(learner.GetStatistics().slots, 0U);
    learner.Imitate(1);
    const double before = learner.GetStatistics().imitationLoss;
    learner.Imitate(199);
    EXPECT_LT(learner.GetStatistics().imitationLoss, 0.5 * before);
    EXPECT_EQ(learner.GetStatistics().updates, 0U);
    const auto even = learner.Scores(GetProblem(0)); // of the teachers' a quarter took option 0
    EXPECT_NEAR(even[0], 0.25, 0.1);
    EXPECT_NEAR(even[2], 0.75, 0.1);
    EXPECT_GT(even[3], 0.95);
    const auto odd = learner.Scores(GetProblem(1));
    EXPECT_GT(odd[2], 0.95);
    EXPECT_GT(odd[4], 0.95);
    // Exactly so from a checkpoint in the middle.
    AssignmentLearner other(options);
    std::istringstream middle(Bytes(learner));
    other.Load(middle);
    learner.Imitate(5);
    other.Imitate(5);
    EXPECT_EQ(Bytes(learner), Bytes(other));
}

} // namespace
