// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/episode/csv-text.h"
#include "../../../helper/report/experiment-page.h"
#include "../../../helper/report/experiment-report.h"
#include "../../../helper/report/plan-table.h"
#include "../../../helper/report/task-account.h"
#include "../../../helper/report/task-figures.h"

#include <cmath>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param begin ue, stream and task
 * @param plan exit, cut, bits, server
 * @param end status and reason
 * @param stages its twelve stages, s
 * @param bytesUp bytes sent
 * @return a row of tasks.csv
 */
std::string
MakeRow(const std::string& begin,
        const std::string& plan,
        const std::string& end,
        const std::string& stages,
        const std::string& bytesUp)
{
    return "p,1," + begin + ",1," + plan + ",,,," + end + ",1,2,1," + stages + "," + bytesUp +
           ",0,0,0,0\n";
}

/**
 * @return a policy with six tasks on two seeds
 */
ExperimentSummary::Policy
MakePolicy()
{
    const std::string local = "0.1,0.3,0,0,0,0,0,0,0,0,0,0";
    const std::string remote = "0,0.1,0.2,0,0.1,0.05,0,0,0,0,0,0.05";
    ExperimentSummary::Policy policy;
    policy.name = "p";
    EpisodeResult first;
    first.tasksCsv =
        MakeRow("0,0,1", "0,2,32,0", "completed,", local, "0") +
        MakeRow("0,0,2", "1,10,8,0", "completed,", remote, "99") +
        MakeRow("1,1,1", "1,0,8,1", "late,", remote, "99") +
        MakeRow("1,1,2", "1,0,8,1", "dropped,expired", "0,0,0.9,0,0,0,0,0,0,0,0,0", "50");
    EpisodeResult second;
    second.tasksCsv = MakeRow("0,0,1", "0,2,32,0", "completed,", local, "0") +
                      MakeRow("2,0,1", "0,2,32,0", "completed,", local, "0");
    policy.episodes = {first, second};
    return policy;
}

TEST(TaskAccount, CountsWhatIsInTheRows)
{
    const auto account = TaskAccount::Of(MakePolicy());
    EXPECT_EQ(account.tasks, 6);
    EXPECT_EQ(account.answered, 5);
    EXPECT_EQ(account.ends.size(), 3U);
    EXPECT_DOUBLE_EQ(account.ends.at("in time"), 4.0 / 6);
    EXPECT_DOUBLE_EQ(account.ends.at("late"), 1.0 / 6);
    EXPECT_DOUBLE_EQ(account.ends.at("expired"), 1.0 / 6);
    EXPECT_DOUBLE_EQ(account.exits.at("exit 0"), 0.6);
    EXPECT_DOUBLE_EQ(account.cuts.at("cut 10"), 0.2);
    EXPECT_DOUBLE_EQ(account.bits.at("nothing sent"), 0.6);
    EXPECT_DOUBLE_EQ(account.bits.at("8 bits"), 0.4);
    EXPECT_DOUBLE_EQ(account.places.at("UE"), 0.6);
    EXPECT_DOUBLE_EQ(account.places.at("UE, server 0"), 0.2);
    EXPECT_DOUBLE_EQ(account.places.at("server 1"), 0.2);
    // Three local tasks and two remote ones.
    EXPECT_DOUBLE_EQ(account.stages.at("computing on the UE"), (3 * 0.3 + 2 * 0.1) / 5);
    EXPECT_DOUBLE_EQ(account.stages.at("uplink"), 2 * 0.2 / 5);
    double latency = 0;
    for (const auto& [stage, seconds] : account.stages)
    {
        latency += seconds;
    }
    EXPECT_DOUBLE_EQ(latency, (3 * 0.4 + 2 * 0.5) / 5) << "the stages are the latency";
    ASSERT_EQ(account.ues.inTime.size(), 3U);
    EXPECT_EQ(account.ues.inTime[0], 1);
    EXPECT_EQ(account.ues.inTime[1], 0);
    // Seed 1: UEs have 1 and 0, an index of 1/2. Seed 2: two UEs have all.
    EXPECT_DOUBLE_EQ(account.ues.fairness.mean, 0.75);
    EXPECT_EQ(TaskAccount::Of({"idle", {EpisodeResult()}, {}}).tasks, 0);
}

TEST(TaskAccount, APolicyMayHaveAnyName)
{
    const std::string name = "a, \"b\"";
    auto policy = MakePolicy();
    policy.name = name;
    std::string& rows = policy.episodes[0].tasksCsv;
    for (std::size_t at = 0; (at = rows.find("p,1,", at)) != std::string::npos;)
    {
        rows.replace(at, 1, CsvText::Field(name));
        at += CsvText::Field(name).size();
    }
    EXPECT_EQ(TaskAccount::Of(policy).tasks, 6) << rows;
    EXPECT_EQ(CsvText::Split(CsvText::Field(name) + ",,1,"),
              (std::vector<std::string>{name, "", "1", ""}));
    EXPECT_EQ(CsvText::Split(""), std::vector<std::string>{""});
}

TEST(PlanTable, HasARowForEachPlan)
{
    ExperimentSummary summary;
    summary.AddPolicy(MakePolicy());
    summary.AddPolicy({"idle", {EpisodeResult()}, {}});
    const PlanTable plans(summary);
    std::istringstream csv(plans.GetCsv());
    std::vector<std::string> lines;
    for (std::string line; std::getline(csv, line);)
    {
        lines.push_back(line);
    }
    ASSERT_EQ(lines.size(), 4U) << plans.GetCsv();
    EXPECT_EQ(lines[0],
              "policy,stream,exit,cut,bits,server,tailCut,tailBits,tailServer,tasks,share,inTime,"
              "answered,answeredLatency,averageAccuracy,energy,reward");
    // Stream 0 has four tasks, three of which stayed on the UE; of stream 1's two one was dropped.
    EXPECT_EQ(lines[1], "p,0,0,2,32,0,,,,3,0.75,1,1,1,0,0,0");
    EXPECT_EQ(lines[2], "p,0,1,10,8,0,,,,1,0.25,1,1,1,0,0,0");
    EXPECT_EQ(lines[3], "p,1,1,0,8,1,,,,2,1,0,0.5,1,0,0,0");
    ExperimentPage page("name", "", "");
    plans.AddTo(page);
    EXPECT_NE(page.GetHtml().find("exit 0, cut 2, 32 bits, server 0"), std::string::npos);
    ExperimentPage empty("name", "", "");
    PlanTable(ExperimentSummary()).AddTo(empty);
    EXPECT_EQ(empty.GetHtml().find("Plans chosen"), std::string::npos);
}

TEST(TaskAccount, FairnessIsJains)
{
    EXPECT_DOUBLE_EQ(TaskAccount::GetFairness({3, 3, 3}), 1);
    EXPECT_DOUBLE_EQ(TaskAccount::GetFairness({0, 0, 7, 0}), 0.25);
    // (1 + 2 + 3)^2 / (3 (1 + 4 + 9))
    EXPECT_DOUBLE_EQ(TaskAccount::GetFairness({1, NAN, 2, 3}), 36.0 / 42);
    EXPECT_TRUE(std::isnan(TaskAccount::GetFairness({0, 0})));
    EXPECT_TRUE(std::isnan(TaskAccount::GetFairness({})));
}

TEST(TaskFigures, BarsEndWhereTheNextOnesBegin)
{
    ExperimentSummary summary;
    summary.AddPolicy(MakePolicy());
    summary.AddPolicy({"idle", {EpisodeResult()}, {}});
    const TaskFigures figures(summary);
    ASSERT_TRUE(figures.HasTasks());
    for (const auto& figure : {figures.MakeEnds(),
                               figures.MakePlans(&TaskAccount::cuts, "cut"),
                               figures.MakePlans(&TaskAccount::places, "place")})
    {
        double end = 0;
        for (const auto& series : figure.panels[0].series)
        {
            ASSERT_EQ(series.points.size(), 1U) << series.name;
            EXPECT_DOUBLE_EQ(series.points[0].from, end);
            end = series.points[0].x;
        }
        EXPECT_NEAR(end, 100, 1e-9);
    }
    const auto cuts = figures.MakePlans(&TaskAccount::cuts, "cut").panels[0].series;
    ASSERT_EQ(cuts.size(), 3U);
    EXPECT_EQ(cuts[1].name, "cut 2");
    EXPECT_EQ(cuts[2].name, "cut 10") << "numbers by their size";
    EXPECT_EQ(figures.MakeEnds().panels[0].series[0].name, "in time");
    // More names than colours.
    ExperimentSummary::Policy many = MakePolicy();
    for (int cut = 0; cut < 30; ++cut)
    {
        many.episodes[0].tasksCsv += MakeRow("0,0,1",
                                             "0," + std::to_string(cut) + ",8,0",
                                             "completed,",
                                             "0,1,0,0,0,0,0,0,0,0,0,0",
                                             "9");
    }
    ExperimentSummary wide;
    wide.AddPolicy(many);
    const auto series = TaskFigures(wide).MakePlans(&TaskAccount::cuts, "cut").panels[0].series;
    ASSERT_EQ(series.size(), 8U);
    EXPECT_EQ(series.back().name, "others");
    EXPECT_NEAR(series.back().points.at(0).x, 100, 1e-9);
}

TEST(TaskFigures, TheReportTellsWhatAPolicyDidAndLinksItsFiles)
{
    ExperimentResults results;
    results.summary.AddPolicy(MakePolicy());
    const auto page = ExperimentReport("name", "run", "A title")
                          .MakePage(results, {"tasks.csv", "flows-a b.xml"});
    EXPECT_NE(page.find("<h1>A title</h1>"), std::string::npos);
    EXPECT_NE(page.find("edge-inference: name"), std::string::npos);
    for (const auto* words : {"How tasks ended",
                              "Where the time went",
                              "expired",
                              "UE, server 0",
                              "Fairness over UEs",
                              "Fairness over streams",
                              ">0.750<",
                              "href=\"./tasks.csv\"",
                              "href=\"./flows-a%20b.xml\""})
    {
        EXPECT_NE(page.find(words), std::string::npos) << words;
    }
    EXPECT_EQ(page.find("nan"), std::string::npos);
}

} // namespace
} // namespace tests
} // namespace ns3
