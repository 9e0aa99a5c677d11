// SPDX-License-Identifier: GPL-2.0-only
#include "../../model/learning/assignment-learner.h"
#include "gate-problems.h"
#include "learning-test-util.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace ns3::learning;
using namespace ns3::learning::test;

namespace
{

AssignmentLearnerOptions
SmallOptions(AssignmentActor actor)
{
    AssignmentLearnerOptions options;
    options.actor = actor;
    options.taskFeatures = 1;
    options.optionFeatures = 1;
    options.edgeFeatures = 1;
    options.maxTasks = 5;
    options.maxOptions = 3;
    options.width = 8;
    options.hidden = {12, 10};
    options.memoryCapacity = 16;
    options.batchSize = 8;
    options.trainInterval = 3;
    options.candidates = 6;
    options.adaptInterval = 8;
    options.seed = 3;
    return options;
}

void
Feed(AssignmentLearner& learner, LearningRandom& random, int slots)
{
    for (int i = 0; i < slots; ++i)
    {
        const SharedServers servers(random, 2 + random.Integer(4), 2 + random.Integer(2));
        learner.Decide(
            servers.Problem(),
            [&servers](const std::vector<uint32_t>& a) { return servers.Value(a); },
            true);
    }
}

std::string
Bytes(const AssignmentLearner& learner, bool full)
{
    std::ostringstream stream;
    learner.Save(stream, full);
    return stream.str();
}

TEST(AssignmentLearner, GraphScoresFollowAPermutationOfTheNodes)
{
    AssignmentLearner learner(SmallOptions(AssignmentActor::GRAPH));
    LearningRandom random(1);
    AssignmentProblem problem = SharedServers(random, 5, 3).Problem();
    problem.mask.assign(15, 1);
    problem.mask[4] = 0;
    const std::vector<float> scores = learner.Scores(problem);
    EXPECT_EQ(scores[4], 0.0F);
    const std::vector<uint32_t> tasks{3, 0, 4, 1, 2};
    const std::vector<uint32_t> options{2, 0, 1};
    AssignmentProblem other = problem;
    for (uint32_t i = 0; i < 5; ++i)
    {
        other.taskFeatures[i] = problem.taskFeatures[tasks[i]];
        for (uint32_t j = 0; j < 3; ++j)
        {
            other.optionFeatures[j] = problem.optionFeatures[options[j]];
            other.edgeFeatures[i * 3 + j] = problem.edgeFeatures[tasks[i] * 3 + options[j]];
            other.mask[i * 3 + j] = problem.mask[tasks[i] * 3 + options[j]];
        }
    }
    const std::vector<float> permuted = learner.Scores(other);
    for (uint32_t i = 0; i < 5; ++i)
    {
        for (uint32_t j = 0; j < 3; ++j)
        {
            EXPECT_NEAR(permuted[i * 3 + j], scores[tasks[i] * 3 + options[j]], 1e-6);
        }
    }
}

TEST(AssignmentLearner, AnIsolatedOptionChangesNothing)
{
    AssignmentLearner learner(SmallOptions(AssignmentActor::GRAPH));
    LearningRandom random(1);
    AssignmentProblem problem = SharedServers(random, 4, 3).Problem();
    problem.mask.assign(12, 1);
    for (uint32_t i = 0; i < 4; ++i)
    {
        problem.mask[i * 3 + 2] = 0;
    }
    const std::vector<float> before = learner.Scores(problem);
    problem.optionFeatures[2] = 99;
    problem.edgeFeatures[5] = -7;
    EXPECT_EQ(learner.Scores(problem), before);
}

TEST(AssignmentLearner, PaddingChangesNothing)
{
    // The loss of the first gradient step is of the same network and the same slots in both.
    double losses[2];
    for (int variant = 0; variant < 2; ++variant)
    {
        AssignmentLearnerOptions options = SmallOptions(AssignmentActor::GRAPH);
        options.maxTasks += variant * 4;
        options.maxOptions += variant * 2;
        AssignmentLearner learner(options);
        LearningRandom random(8);
        Feed(learner, random, 3);
        EXPECT_EQ(learner.GetStatistics().updates, 1U);
        losses[variant] = learner.GetStatistics().loss;
    }
    EXPECT_GT(losses[0], 0.3);
    EXPECT_NEAR(losses[0], losses[1], 1e-6);
}

TEST(AssignmentLearner, TakesTheCriticsBestCandidateAndLearnsToProposeItFirst)
{
    for (AssignmentActor actor : {AssignmentActor::GRAPH, AssignmentActor::DENSE})
    {
        AssignmentLearnerOptions options = SmallOptions(actor);
        options.candidates = 11;
        options.learningRate = 0.01;
        options.memoryCapacity = 128;
        options.batchSize = 32;
        AssignmentLearner learner(options);
        LearningRandom random(2);
        // The best option of every task is the one with the largest utility: capacities are huge.
        double early = 0;
        double late = 0;
        for (int slot = 0; slot < 1500; ++slot)
        {
            AssignmentProblem problem = SharedServers(random, 5, 3).Problem();
            const auto critic = [&problem](const std::vector<uint32_t>& a) {
                double sum = 0;
                for (uint32_t i = 0; i < 5; ++i)
                {
                    sum += problem.edgeFeatures[i * 3 + a[i]];
                }
                return sum;
            };
            const auto decision = learner.Decide(problem, critic, true);
            EXPECT_DOUBLE_EQ(learner.GetStatistics().value, critic(decision));
            double best = 0;
            for (uint32_t i = 0; i < 5; ++i)
            {
                best += *std::max_element(&problem.edgeFeatures[i * 3],
                                          &problem.edgeFeatures[i * 3] + 3);
            }
            // The actor's own first answer, without the critic's help.
            const std::vector<float> scores = learner.Scores(problem);
            std::vector<uint32_t> own;
            for (uint32_t i = 0; i < 5; ++i)
            {
                const auto row = scores.begin() + i * 3;
                own.push_back(static_cast<uint32_t>(std::max_element(row, row + 3) - row));
            }
            early += slot < 20 ? critic(own) / best / 20 : 0; // before much was learnt
            late += slot >= 1400 ? critic(own) / best / 100 : 0;
        }
        EXPECT_GT(late, early + 0.02);
        EXPECT_GT(late, actor == AssignmentActor::GRAPH ? 0.99 : 0.88);
        EXPECT_LE(learner.GetStatistics().candidates, 11U);
    }
}

TEST(AssignmentLearner, SameSeedSameBytesAndResumeEqualsUninterrupted)
{
    for (AssignmentActor actor : {AssignmentActor::GRAPH, AssignmentActor::DENSE})
    {
        AssignmentLearnerOptions options = SmallOptions(actor);
        options.noise = actor == AssignmentActor::GRAPH ? 0.5 : 0;
        std::string bytes[2];
        for (std::string& run : bytes)
        {
            AssignmentLearner learner(options);
            LearningRandom random(5);
            Feed(learner, random, 60);
            run = Bytes(learner, true);
        }
        EXPECT_EQ(bytes[0], bytes[1]);

        AssignmentLearner straight(options);
        LearningRandom random(5);
        Feed(straight, random, 40);
        std::stringstream stream(Bytes(straight, true));
        LearningRandom continued = random;
        Feed(straight, random, 40);
        AssignmentLearnerOptions other = options;
        other.seed = 99;
        AssignmentLearner resumed(other);
        EXPECT_TRUE(resumed.Load(stream));
        Feed(resumed, continued, 40);
        EXPECT_EQ(Bytes(straight, true), Bytes(resumed, true));

        ExpectDamageRefused(Bytes(straight, true), [&](std::istream& s) { straight.Load(s); });
        std::istringstream weights(Bytes(straight, false));
        AssignmentLearner loaded(options);
        EXPECT_FALSE(loaded.Load(weights));
        const AssignmentProblem problem = SharedServers(random, 4, 3).Problem();
        EXPECT_EQ(loaded.Scores(problem), straight.Scores(problem));
    }
}

TEST(AssignmentLearner, RefusesBadOptionsAndProblems)
{
    AssignmentLearnerOptions options = SmallOptions(AssignmentActor::GRAPH);
    options.candidates = 0;
    ExpectError([&options] { AssignmentLearner learner(options); }, "candidates");
    AssignmentLearner learner(SmallOptions(AssignmentActor::DENSE));
    LearningRandom random(1);
    const AssignmentProblem good = SharedServers(random, 4, 3).Problem();
    const auto refused = [&](const std::function<void(AssignmentProblem&)>& change,
                             const std::string& part) {
        AssignmentProblem problem = good;
        change(problem);
        ExpectError([&] { learner.Scores(problem); }, part);
    };
    refused([](auto& p) { p.tasks = 6; }, "tasks: found 6");
    refused([](auto& p) { p.taskFeatures.pop_back(); },
            "taskFeatures: found 3 numbers, expected 4");
    refused([](auto& p) { p.edgeFeatures[3] = std::nanf(""); }, "edgeFeatures[3]");
    refused([](auto& p) { p.mask.assign(12, 0); }, "task 0 without an edge");
    ExpectError(
        [&] {
            learner.Decide(
                good,
                [](const auto&) { return std::nan(""); },
                true);
        },
        "critic: found NaN");
}

} // namespace
