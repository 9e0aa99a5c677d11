// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/experiment/experiment-clock.h"
#include "../../../helper/experiment/experiment-copy.h"
#include "../../../model/process/process-pool.h"

#include "ns3/experiment-options.h"
#include "ns3/inference-input-error.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param value of every metric
 * @param tasks how many
 * @param csv rows of tasks.csv
 * @return what an episode came to
 */
EpisodeResult
MakeEpisode(double value, uint64_t tasks, const std::string& csv)
{
    EpisodeResult result;
    result.values.fill(value);
    result.tasks = tasks;
    result.reward = value * static_cast<double>(tasks);
    result.latencies = {value, value + 1};
    result.tasksCsv = csv;
    return result;
}

TEST(ExperimentCopy, ComesBackFromItsBytes)
{
    ExperimentCopy in;
    in.rows = {"a,1\n", "", std::string("\0\n9\n", 4)};
    in.curve = {{1, 0.1}, {2, std::numeric_limits<double>::quiet_NaN()}, {3, -1e-300}};
    in.episodes = {MakeEpisode(0.5, 3, "row\n"), MakeEpisode(-1, 0, "")};
    in.gradientSteps = 12;
    in.validation.points = {{4, {1, 2}}};
    in.remarks = {{"b", "1"}, {"a", ""}, {"b", "\xff"}};
    const auto out = ExperimentCopy::Unpack(in.Pack());
    EXPECT_EQ(out.rows, in.rows);
    ASSERT_EQ(out.curve.size(), 3U);
    EXPECT_EQ(out.curve[0].reward, 0.1);
    EXPECT_TRUE(std::isnan(out.curve[1].reward));
    EXPECT_EQ(out.curve[2].reward, -1e-300);
    EXPECT_EQ(out.curve[2].episode, 3U);
    ASSERT_EQ(out.episodes.size(), 2U);
    EXPECT_EQ(ExperimentCopy::PackEpisode(out.episodes[0]),
              ExperimentCopy::PackEpisode(in.episodes[0]));
    EXPECT_EQ(out.gradientSteps, in.gradientSteps);
    EXPECT_EQ(out.validation.Pack(), in.validation.Pack());
    EXPECT_EQ(ExperimentCopy::GetValidation({in, ExperimentCopy()}).size(), 1U);
    EXPECT_EQ(out.remarks, in.remarks) << "in their order, whatever bytes they have";
    EXPECT_EQ(out.Pack(), in.Pack());
    EXPECT_EQ(ExperimentCopy::Unpack(ExperimentCopy().Pack()).episodes.size(), 0U);
    EXPECT_FALSE(ExperimentCopy::Unpack(ExperimentCopy().Pack()).gradientSteps.has_value());
}

TEST(ExperimentCopy, EpisodesComeBackFromTheirBytes)
{
    EpisodeResult in = MakeEpisode(0.25, 3, std::string("a\0b\xff\n", 5));
    in.values[3] = std::nan("");
    in.values[4] = 0.1;
    in.atLeast[4] = true;
    in.qualities = {"mAP", "top-1"};
    in.reward = -7.5;
    in.dropped = 2;
    const EpisodeResult out = ExperimentCopy::UnpackEpisode(ExperimentCopy::PackEpisode(in));
    EXPECT_EQ(ExperimentCopy::PackEpisode(out), ExperimentCopy::PackEpisode(in));
    EXPECT_TRUE(std::isnan(out.values[3]));
    EXPECT_EQ(out.values[4], 0.1);
    EXPECT_EQ(out.atLeast, in.atLeast);
    EXPECT_EQ(out.qualities, in.qualities);
    EXPECT_EQ(out.tasks, 3U);
    EXPECT_EQ(out.dropped, 2U);
    EXPECT_EQ(out.reward, -7.5);
    EXPECT_EQ(out.latencies, in.latencies);
    EXPECT_EQ(out.tasksCsv, in.tasksCsv);
    EXPECT_EQ(out.epochsCsv, "");
    // Bytes that are cut off are told, not read over.
    const std::string bytes = ExperimentCopy::PackEpisode(in);
    EXPECT_ANY_THROW(ExperimentCopy::UnpackEpisode(bytes.substr(0, bytes.size() / 2)));
}

TEST(ExperimentCopy, AverageIsSeedBySeed)
{
    ExperimentCopy first;
    first.episodes = {MakeEpisode(1, 10, "first"), MakeEpisode(5, 7, "second")};
    ExperimentCopy other;
    other.episodes = {MakeEpisode(4, 20, "no"), MakeEpisode(NAN, 0, "no")};
    ExperimentCopy third;
    third.episodes = {MakeEpisode(-2, 30, "no"), MakeEpisode(1, 1, "no")};
    third.episodes[0].atLeast[2] = true;
    first.episodes[0].dropped = 1;
    third.episodes[0].dropped = 2;
    const auto means = ExperimentCopy::Average({first, other, third});
    ASSERT_EQ(means.size(), 2U);
    for (const double value : means[0].values)
    {
        EXPECT_NEAR(value, 1, 1e-12);
    }
    EXPECT_TRUE(std::isnan(means[1].values[0])) << "a copy had no task";
    EXPECT_TRUE(means[0].atLeast[2]) << "a mean with a bound is one";
    EXPECT_FALSE(means[0].atLeast[1] || means[1].atLeast[2]);
    EXPECT_EQ(means[0].tasks, 60U);
    EXPECT_EQ(means[0].dropped, 3U);
    EXPECT_EQ(means[0].reward, 10 + 80 - 60);
    EXPECT_EQ(means[0].latencies, (std::vector<double>{-2, -1, 1, 2, 4, 5}));
    EXPECT_EQ(means[0].tasksCsv, "first");
    EXPECT_EQ(ExperimentCopy::PackEpisode(ExperimentCopy::Average({first})[1]),
              ExperimentCopy::PackEpisode(first.episodes[1]));
}

TEST(ExperimentCopy, GradientStepsAreTheFewest)
{
    ExperimentCopy one;
    ExperimentCopy other;
    EXPECT_FALSE(ExperimentCopy::GetGradientSteps({one}).has_value());
    one.gradientSteps = 5;
    EXPECT_FALSE(ExperimentCopy::GetGradientSteps({one, other}).has_value());
    other.gradientSteps = 0;
    EXPECT_EQ(ExperimentCopy::GetGradientSteps({one, other}), uint64_t{0});
    EXPECT_EQ(ExperimentCopy::GetGradientSteps({one}), uint64_t{5});
}

TEST(ExperimentCopy, TellsACurveThatHadNotEnded)
{
    const auto make = [](std::size_t episodes, const auto& getReward) {
        ExperimentCopy copy;
        for (uint32_t i = 0; i < episodes; ++i)
        {
            // Noise of a fixed pattern, without a trend.
            const double noise = 0.1 * (i * 7 % 5) - 0.2;
            copy.curve.push_back({i + 1, getReward(i) + noise});
        }
        return copy;
    };
    const auto rising = make(100, [](double i) { return 0.05 * i; });
    const auto flat = make(100, [](double i) { return i < 50 ? 0.05 * i : 2.5; });
    const auto falling = make(100, [](double i) { return -0.05 * i; });
    EXPECT_TRUE(ExperimentCopy::IsStillRising({rising}));
    EXPECT_FALSE(ExperimentCopy::IsStillRising({flat}));
    EXPECT_FALSE(ExperimentCopy::IsStillRising({falling}));
    EXPECT_TRUE(ExperimentCopy::IsStillRising({rising, flat})) << "their mean rises";
    EXPECT_FALSE(ExperimentCopy::IsStillRising({rising, falling}));
    EXPECT_FALSE(ExperimentCopy::IsStillRising({make(19, [](double i) { return i; })}))
        << "too short to tell";
    auto gaps = rising;
    gaps.curve[85].reward = NAN;
    EXPECT_TRUE(ExperimentCopy::IsStillRising({gaps}));
    EXPECT_FALSE(ExperimentCopy::IsStillRising({ExperimentCopy()})) << "a rule";
}

TEST(ExperimentClock, CountsTheWorkOfAllProcesses)
{
    ExperimentClock clock;
    EXPECT_TRUE(std::isnan(clock.GetLeft())) << "nobody knows yet";
    clock.Expect(ExperimentClock::TRAINING, 10);
    clock.Expect(ExperimentClock::SEARCH, 4);
    clock.Finish(ExperimentClock::TRAINING, 0);
    EXPECT_TRUE(std::isnan(clock.GetLeft())) << "what was there already took no time";
    ProcessPool pool(2);
    pool.Run({[&] {
                  clock.Finish(ExperimentClock::TRAINING, 3);
                  return std::string();
              },
              [&] {
                  clock.Finish(ExperimentClock::TRAINING, 5);
                  clock.Finish(ExperimentClock::SEARCH, 1);
                  return std::string();
              }});
    EXPECT_EQ(clock.GetCount(ExperimentClock::TRAINING).done, 3U);
    EXPECT_EQ(clock.GetCount(ExperimentClock::TRAINING).all, 10U);
    // 7 episodes of 4 s and 3 of 1 s are left, beside 9 s that are done.
    const double one = clock.GetLeft();
    EXPECT_GT(one, 0);
    clock.Expect(ExperimentClock::SEARCH, 1000);
    EXPECT_GT(clock.GetLeft(), 20 * one);
    for (int i = 0; i < 20; ++i)
    {
        clock.Finish(ExperimentClock::TRAINING, 0);
    }
    for (int i = 0; i < 1003; ++i)
    {
        clock.Finish(ExperimentClock::SEARCH, 0);
    }
    EXPECT_EQ(clock.GetLeft(), 0) << "more than expected is no negative time";
    EXPECT_EQ(ExperimentClock::Describe(119.4), "119 s");
    EXPECT_EQ(ExperimentClock::Describe(130), "2 min");
    EXPECT_EQ(ExperimentClock::Describe(3 * 3600 + 20 * 60), "3 h 20 min");
}

TEST(ExperimentOptions, TrainingsHaveLimits)
{
    ExperimentOptions options;
    options.trainings.value = 5;
    options.episodes.value = 10000;
    options.Check();
    options.episodes.value = 10001;
    EXPECT_THROW(options.Check(), InferenceInputError);
    options.trainings.value = 1;
    options.Check();
    options.episodes.value = 10;
    for (const int64_t trainings : {0, -1, 50})
    {
        options.trainings.value = trainings;
        EXPECT_THROW(options.Check(), InferenceInputError) << trainings;
    }
    options.trainings.value = 2;
    options.save = "file";
    EXPECT_THROW(options.Check(), InferenceInputError);
}

} // namespace
} // namespace tests
} // namespace ns3
