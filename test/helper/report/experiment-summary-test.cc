// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/experiment-summary.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param reward of the episode; the other metrics follow from it
 * @return what an episode came to
 */
EpisodeResult
MakeEpisode(double reward)
{
    EpisodeResult result;
    for (std::size_t i = 0; i < EpisodeResult::METRICS; ++i)
    {
        result.values[i] = reward + static_cast<double>(i);
    }
    result.tasks = 3;
    result.latencies = {0.01, 0.02, 0.05 + reward / 100};
    return result;
}

/**
 * @return two policies and three seeds
 */
ExperimentSummary
MakeSummary()
{
    ExperimentSummary summary;
    summary.AddArgument("nUes", "5");
    summary.SetSeeds({1500001, 1500002, 1500003});
    ExperimentSummary::Policy first;
    first.name = "sac-d";
    first.remarks = {{"trainedEpisodes", "7"}};
    first.episodes = {MakeEpisode(1), MakeEpisode(2), MakeEpisode(4.5)};
    summary.AddPolicy(first);
    ExperimentSummary::Policy second;
    second.name = "edgent";
    second.episodes = {MakeEpisode(0.5), MakeEpisode(0.5), MakeEpisode(0.5)};
    summary.AddPolicy(second);
    return summary;
}

TEST(SeedStatistics, IsStudentsInterval)
{
    // t(0.975) of n - 1 degrees of freedom from a printed table, to three digits.
    const double table[] = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262};
    for (std::size_t n = 2; n <= 10; ++n)
    {
        // -1 and 1 in turn about 5: a sum of squares that a hand computes.
        std::vector<double> values;
        for (std::size_t i = 0; i < n; ++i)
        {
            values.push_back(5 + (i % 2 ? 1.0 : -1.0));
        }
        const double mean = n % 2 ? 5 - 1.0 / static_cast<double>(n) : 5;
        const double squares = static_cast<double>(n) - (n % 2 ? 1.0 / static_cast<double>(n) : 0);
        const auto m = static_cast<double>(n);
        const auto statistics = SeedStatistics::Of(values);
        EXPECT_NEAR(statistics.mean, mean, 1e-12);
        EXPECT_NEAR(statistics.ci95, table[n - 2] * std::sqrt(squares / (m - 1) / m), 1e-3);
    }
    EXPECT_EQ(SeedStatistics::Of({3, 3, 3}).ci95, 0);
    EXPECT_EQ(SeedStatistics::Of({3}).mean, 3);
    EXPECT_TRUE(std::isnan(SeedStatistics::Of({3}).ci95));
    EXPECT_TRUE(std::isnan(SeedStatistics::Of({}).mean));
    EXPECT_TRUE(std::isnan(SeedStatistics::Of({1, std::nan(""), 2}).mean));
    EXPECT_TRUE(std::isnan(SeedStatistics::Of({1, std::nan(""), 2}).ci95));
}

TEST(ExperimentSummary, HasTheLayoutOfSummaryJson)
{
    const auto json = nlohmann::json::parse(MakeSummary().GetJson());
    EXPECT_EQ(json.at("arguments").at("nUes"), "5");
    EXPECT_EQ(json.at("seeds"), (std::vector<uint64_t>{1500001, 1500002, 1500003}));
    for (const auto* name : {"edge-inference", "ns-3", "libtorch"})
    {
        EXPECT_TRUE(json.at("versions").at(name).is_string()) << name;
    }
    ASSERT_EQ(json.at("policies").size(), 2U);
    const char* metrics[] = {"reward",
                             "averageAccuracy",
                             "deadlineSatisfaction",
                             "meanLatency",
                             "p95Latency",
                             "p99Latency",
                             "energy",
                             "throughput",
                             "interruption",
                             "migrations"};
    ASSERT_LE(std::size(metrics), std::size_t{EpisodeResult::METRICS});
    for (std::size_t i = 0; i < std::size(metrics); ++i)
    {
        const auto& metric = json.at("policies").at("sac-d").at(metrics[i]);
        const auto add = static_cast<double>(i);
        EXPECT_EQ(metric.at("values"), (std::vector<double>{1 + add, 2 + add, 4.5 + add}));
        EXPECT_NEAR(metric.at("mean").get<double>(), 2.5 + add, 1e-12);
        // s = sqrt((1.5^2 + 0.5^2 + 2^2) / 2), t = 4.303
        EXPECT_NEAR(metric.at("ci95").get<double>(), 4.303 * std::sqrt(3.25 / 3), 2e-3);
        EXPECT_EQ(metric.size(), 3U);
    }
    EXPECT_EQ(json.at("policies").at("sac-d").at("trainedEpisodes"), "7");
    EXPECT_EQ(json.at("policies").at("edgent").at("reward").at("ci95"), 0);
    EXPECT_FALSE(json.at("policies").at("edgent").contains("gradientSteps")) << "it does not learn";
}

TEST(ExperimentSummary, DescribesItsMetrics)
{
    const auto json = nlohmann::json::parse(MakeSummary().GetJson()).at("metrics");
    ASSERT_EQ(json.size(), std::size_t{EpisodeResult::METRICS});
    const auto& inTime = json.at("deadlineSatisfaction");
    EXPECT_EQ(inTime.at("title"), "In time");
    EXPECT_EQ(inTime.at("unit"), "%");
    EXPECT_EQ(inTime.at("scale"), 100);
    EXPECT_EQ(inTime.at("digits"), 1);
    EXPECT_EQ(inTime.at("best"), "most");
    EXPECT_EQ(inTime.at("range"), nlohmann::json::parse("[0.0, 1.0]"));
    EXPECT_EQ(json.at("energy").at("best"), "least");
    EXPECT_TRUE(json.at("energy").at("range").at(1).is_null());
    EXPECT_TRUE(json.at("reward").at("range").at(0).is_null());
    for (const auto& metric : EpisodeMetric::GetAll())
    {
        EXPECT_EQ(json.at(metric.name).at("title"), metric.title);
    }
}

TEST(ExperimentSummary, TellsWhatLostTasksCutOffAndWhatAccuraciesAre)
{
    ExperimentSummary summary;
    ExperimentSummary::Policy policy = MakeSummary().GetPolicies()[0];
    for (auto& episode : policy.episodes)
    {
        episode.qualities = {"mAP"};
    }
    policy.episodes[1].atLeast[EpisodeResult::P99_LATENCY] = true;
    policy.episodes[1].dropped = 1;
    summary.AddPolicy(policy);
    const auto json = nlohmann::json::parse(summary.GetJson());
    EXPECT_EQ(json.at("policies").at("sac-d").at("p99Latency").at("atLeast"), true)
        << "one seed is enough";
    EXPECT_FALSE(json.at("policies").at("sac-d").at("p95Latency").contains("atLeast"));
    EXPECT_EQ(json.at("policies").at("sac-d").at("meanLatency").at("countsLost"), true);
    EXPECT_FALSE(json.at("policies").at("sac-d").at("p99Latency").contains("countsLost"));
    EXPECT_EQ(json.at("qualities"), (std::vector<std::string>{"mAP"}));
    EXPECT_EQ(json.at("metrics").at("averageAccuracy").at("title"), "Average mAP");
    std::ostringstream table;
    summary.PrintTable(table);
    EXPECT_NE(table.str().find("  Average mAP  "), std::string::npos) << table.str();
    EXPECT_NE(table.str().find(" >= "), std::string::npos) << table.str();
}

TEST(ExperimentSummary, MarksWhoMadeNoGradientStep)
{
    for (const uint64_t steps : {0, 12})
    {
        ExperimentSummary summary;
        ExperimentSummary::Policy policy = MakeSummary().GetPolicies()[0];
        policy.gradientSteps = steps;
        summary.AddPolicy(policy);
        policy.name = "rule";
        policy.gradientSteps.reset();
        summary.AddPolicy(policy);
        const auto json = nlohmann::json::parse(summary.GetJson()).at("policies");
        EXPECT_EQ(json.at("sac-d").at("gradientSteps"), steps);
        EXPECT_EQ(json.at("sac-d").at("untrained"), steps == 0);
        EXPECT_FALSE(json.at("rule").contains("untrained"));
        std::ostringstream table;
        summary.PrintTable(table);
        EXPECT_EQ(table.str().find("sac-d (untrained) ") != std::string::npos, steps == 0);
        EXPECT_EQ(table.str().find("made no gradient step") != std::string::npos, steps == 0);
        EXPECT_EQ(table.str().find("rule (untrained)"), std::string::npos);
    }
}

TEST(ExperimentSummary, ComparesSeedBySeed)
{
    // 0.5 - 1, 0.5 - 2, 0.5 - 4.5: mean -2, s = sqrt((1.5^2 + 0.5^2 + 2^2) / 2), t = 4.303
    const auto summary = MakeSummary();
    const auto difference = summary.GetDifference(1, EpisodeResult::REWARD);
    EXPECT_NEAR(difference.mean, -2, 1e-12);
    EXPECT_NEAR(difference.ci95, 4.303 * std::sqrt(3.25 / 3), 2e-3);
    const auto json = nlohmann::json::parse(summary.GetJson()).at("policies");
    const auto& own = json.at("edgent").at("reward").at("difference");
    EXPECT_NEAR(own.at("mean").get<double>(), -2, 1e-12);
    EXPECT_NEAR(own.at("ci95").get<double>(), difference.ci95, 1e-12);
    EXPECT_FALSE(json.at("sac-d").at("reward").contains("difference"));
}

TEST(ExperimentSummary, TellsTheSpreadBetweenTrainings)
{
    ExperimentSummary summary = MakeSummary();
    ExperimentSummary::Policy policy = summary.GetPolicies()[0];
    policy.name = "repeated";
    policy.trainings.resize(2);
    for (std::size_t training = 0; training < 2; ++training)
    {
        // Means of 2 and 3; the seeds of both lie 0.5 below, 0.5 above and at the mean.
        for (const double offset : {-0.5, 0.5, 0.0})
        {
            policy.trainings[training].emplace_back();
            policy.trainings[training].back().fill(2.0 + training + offset);
        }
    }
    summary.AddPolicy(policy);
    // Two values, 2 and 3: s = sqrt(0.5), t = 12.706
    const double ci95 = 12.706 * std::sqrt(0.5 / 2);
    const auto json = nlohmann::json::parse(summary.GetJson()).at("policies");
    for (const auto* metric : {"reward", "throughput"})
    {
        const auto& trainings = json.at("repeated").at(metric).at("trainings");
        EXPECT_NEAR(trainings.at("ci95").get<double>(), ci95, 1e-3);
        EXPECT_EQ(trainings.at("means"), (std::vector<double>{2, 3}));
        EXPECT_EQ(trainings.at("values"),
                  (std::vector<std::vector<double>>{{1.5, 2.5, 2}, {2.5, 3.5, 3}}));
        // Trainings are a part of the interval of the mean, and of the difference to a policy that
        // was trained once.
        EXPECT_GT(json.at("repeated").at(metric).at("ci95").get<double>(), 0.9 * ci95);
        EXPECT_GT(json.at("repeated").at(metric).at("difference").at("ci95").get<double>(),
                  0.5 * ci95);
        EXPECT_FALSE(json.at("sac-d").at(metric).contains("trainings"));
    }
    std::ostringstream table;
    summary.PrintTable(table);
    const std::string text = table.str();
    EXPECT_TRUE(std::regex_search(text, std::regex("\n  2 trainings +\\+- 6\\.353 "))) << text;
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 7) << "five rows, two of legend";
}

TEST(ExperimentSummary, WritesWhatIsNoNumberAsNull)
{
    ExperimentSummary summary;
    ExperimentSummary::Policy policy;
    policy.name = "one";
    policy.episodes = {MakeEpisode(std::nan(""))};
    summary.AddPolicy(policy);
    const auto json = nlohmann::json::parse(summary.GetJson());
    EXPECT_TRUE(json.at("policies").at("one").at("reward").at("mean").is_null());
    EXPECT_TRUE(json.at("policies").at("one").at("reward").at("ci95").is_null());
    std::ostringstream table;
    summary.PrintTable(table);
    EXPECT_NE(table.str().find("one"), std::string::npos);
}

TEST(ExperimentSummary, MarksTheBestOfEachColumn)
{
    std::ostringstream table;
    MakeSummary().PrintTable(table);
    std::istringstream lines(table.str());
    std::string head;
    std::string sac;
    std::string edgent;
    std::getline(lines, head);
    std::getline(lines, sac);
    std::getline(lines, edgent);
    EXPECT_EQ(sac.substr(0, 5), "sac-d");
    EXPECT_NE(sac.find("*2.500 +- "), std::string::npos) << sac;
    EXPECT_NE(edgent.find(" 0.500 +- 0.000"), std::string::npos) << edgent;
    // Each metric of sac-d is the greater one.
    long most = 0;
    long least = 0;
    for (const auto& metric : EpisodeMetric::GetAll())
    {
        most += metric.isBrief && metric.isMoreBetter;
        least += metric.isBrief && !metric.isMoreBetter;
    }
    EXPECT_GE(most, 4);
    EXPECT_GE(least, 5);
    EXPECT_EQ(std::count(sac.begin(), sac.end(), '*'), most);
    EXPECT_EQ(std::count(edgent.begin(), edgent.end(), '*'), least);
}

TEST(ExperimentSummary, ShowsMigrationsOfSeveralServersOnly)
{
    ExperimentSummary::Policy policy;
    policy.name = "edgent";
    policy.episodes = {MakeEpisode(1)};
    policy.episodes[0].values[EpisodeResult::MIGRATIONS] = std::nan("");
    ExperimentSummary summary;
    summary.AddPolicy(policy);
    std::ostringstream table;
    summary.PrintTable(table);
    EXPECT_EQ(table.str().find("Migrations (a minute)"), std::string::npos);
    EXPECT_EQ(table.str().find("Interruption (%)"), std::string::npos);
    policy.name = "other";
    policy.episodes[0].values[EpisodeResult::MIGRATIONS] = 0;
    summary.AddPolicy(policy);
    table.str("");
    summary.PrintTable(table);
    EXPECT_NE(table.str().find("Migrations (a minute)"), std::string::npos);
    EXPECT_NE(table.str().find("Interruption (%)"), std::string::npos);
}

} // namespace
} // namespace tests
} // namespace ns3
