// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/episode/csv-text.h"
#include "../../../helper/report/result-table.h"
#include "../../../helper/report/text-table.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
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
 * @param names of the row
 * @param value of every metric, SI units
 * @return a row without an interval
 */
ResultTable::Row
MakeRow(const std::vector<std::string>& names, double value)
{
    ResultTable::Row row;
    row.names = names;
    row.seeds = 3;
    for (auto& cell : row.cells)
    {
        cell.statistics = {value, NAN};
    }
    return row;
}

/**
 * @param table a table
 * @param width characters of a line
 * @return what it prints, by line
 */
std::vector<std::string>
Print(const ResultTable& table, std::size_t width)
{
    std::ostringstream os;
    table.Print(os, width);
    std::istringstream is(os.str());
    std::vector<std::string> lines;
    for (std::string line; std::getline(is, line);)
    {
        lines.push_back(line);
    }
    return lines;
}

TEST(ResultTable, WhatLostTasksCutOffIsNeverTheBest)
{
    // 30 ms of a policy that misses a fifth of its deadlines of 30 ms, beside honest 35 and 40 ms.
    ResultTable table({{"policy", "Policy"}}, MetricNames());
    auto lossy = MakeRow({"lossy"}, 0.03);
    lossy.cells[EpisodeMetrics::P99_LATENCY].isAtLeast = true;
    table.AddRun({lossy, MakeRow({"good"}, 0.035), MakeRow({"other"}, 0.04)});
    const auto lines = Print(table, 0);
    ASSERT_EQ(lines.size(), 6U) << "a head, three rows, two lines of legend";
    EXPECT_NE(lines[1].find(" >= 30.0"), std::string::npos) << lines[1];
    EXPECT_NE(lines[2].find(" *35.0"), std::string::npos) << lines[2];
    // It has the least of all others where less is better.
    const auto& all = EpisodeMetric::GetAll();
    const auto least = std::count_if(all.begin(), all.end(), [](const auto& metric) {
        return metric.isBrief && !metric.isMoreBetter;
    });
    EXPECT_EQ(std::count(lines[1].begin(), lines[1].end(), '*'), least - 1) << lines[1];
    EXPECT_EQ(lines[4].substr(0, 2), "*:");
    EXPECT_EQ(lines[5].substr(0, 3), ">=:");
    EXPECT_NE(table.GetCsv().find("lossy,3,0.03,"), std::string::npos);
    EXPECT_NE(table.GetCsv().find(",p99Latency,\n"), std::string::npos);
    EXPECT_NE(table.GetLatex().find("$\\geq 30.0$"), std::string::npos);
    EXPECT_NE(table.GetLatex().find("$\\mathbf{35.0}$"), std::string::npos);
    EXPECT_NE(table.GetNotes().find("\xE2\x89\xA5"), std::string::npos);
    const auto cell = ResultTable::MakePageCell(lossy.cells[EpisodeMetrics::P99_LATENCY],
                                                EpisodeMetric::Get(EpisodeMetrics::P99_LATENCY));
    EXPECT_EQ(cell.text, "\xE2\x89\xA5 30.0");
    // When all are cut off nobody is the best.
    ResultTable cut({{"policy", "Policy"}}, MetricNames());
    auto another = lossy;
    another.names = {"another"};
    cut.AddRun({lossy, another});
    EXPECT_EQ(cut.GetLatex().find("mathbf{30.0}"), std::string::npos);
}

TEST(ResultTable, AMeanThatCountsLostTasksIsMarked)
{
    auto lossy = MakeRow({"lossy"}, 0.03);
    lossy.cells[EpisodeMetrics::MEAN_LATENCY].countsLost = true;
    ResultTable table({{"policy", "Policy"}}, MetricNames());
    table.AddRun({lossy, MakeRow({"good"}, 0.035)});
    const auto lines = Print(table, 0);
    ASSERT_EQ(lines.size(), 5U) << "a head, two rows, two lines of legend";
    EXPECT_NE(lines[1].find(" *~30.00 "), std::string::npos) << lines[1];
    EXPECT_EQ(lines[2].find('~'), std::string::npos) << lines[2];
    EXPECT_EQ(lines[4].substr(0, 2), "~:") << lines[4];
    const auto csv = table.GetCsv();
    EXPECT_NE(csv.find(",atLeast,countsLost\n"), std::string::npos) << csv;
    EXPECT_NE(csv.find(",,meanLatency\ngood"), std::string::npos) << csv;
    EXPECT_NE(table.GetLatex().find("$\\mathbf{30.00}^{\\dagger}$"), std::string::npos)
        << table.GetLatex();
    EXPECT_NE(table.GetNotes().find("\xE2\x80\xA0"), std::string::npos) << table.GetNotes();
    const auto cell = ResultTable::MakePageCell(lossy.cells[EpisodeMetrics::MEAN_LATENCY],
                                                EpisodeMetric::Get(EpisodeMetrics::MEAN_LATENCY));
    EXPECT_EQ(cell.text, "30.00\xE2\x80\xA0");
    ResultTable clean({{"policy", "Policy"}}, MetricNames());
    clean.AddRun({MakeRow({"good"}, 0.035)});
    EXPECT_EQ(clean.GetNotes(), "");
}

TEST(ResultTable, LatexIsNarrow)
{
    auto row = MakeRow({"a_policy"}, 0.01);
    for (auto& cell : row.cells)
    {
        cell.statistics.ci95 = 0.002;
    }
    ResultTable table({{"policy", "Policy"}}, MetricNames());
    table.AddRun({row});
    const std::string latex = table.GetLatex();
    // Heads have a word a line, intervals stand below their means, and what is begun ends.
    EXPECT_NE(latex.find("{@{}r@{}}Mean\\\\latency\\\\(ms)\\end"), std::string::npos) << latex;
    EXPECT_NE(latex.find("{@{}r@{}}$10.00$\\\\$\\pm 2.00$\\end"), std::string::npos) << latex;
    EXPECT_NE(latex.find("\na\\_policy &\n"), std::string::npos) << latex;
    std::size_t begun = 0;
    std::size_t ended = 0;
    for (std::size_t at = 0; (at = latex.find("\\begin{tabular}", at)) != std::string::npos; ++at)
    {
        ++begun;
    }
    for (std::size_t at = 0; (at = latex.find("\\end{tabular}", at)) != std::string::npos; ++at)
    {
        ++ended;
    }
    EXPECT_EQ(begun, ended);
    EXPECT_GT(begun, 5U);
}

TEST(ResultTable, EachRunHasItsBest)
{
    ResultTable table({{"run", ""}, {"/ues/count", "count"}, {"policy", "Policy"}}, MetricNames());
    table.AddRun({MakeRow({"r1", "5", "a"}, 1), MakeRow({"r1", "5", "b"}, 2)});
    table.AddRun({MakeRow({"r2", "10", "a"}, 4), MakeRow({"r2", "10", "b"}, 3)});
    table.AddRun({MakeRow({"r3", "20", "a"}, 9)});
    const auto lines = Print(table, 0);
    EXPECT_EQ(lines[0].substr(0, 13), "count  Policy");
    EXPECT_EQ(lines[0].find("run"), std::string::npos) << "the folder stands in CSV only";
    EXPECT_NE(lines[2].find(" *2.000"), std::string::npos) << lines[2];
    EXPECT_NE(lines[3].find(" *4.000"), std::string::npos) << lines[3];
    EXPECT_EQ(lines[5].find('*'), std::string::npos) << "one policy alone is not the best";
    EXPECT_NE(lines[6].find("and run"), std::string::npos);
    EXPECT_EQ(table.GetCsv().substr(0, 30), "run,/ues/count,policy,seeds,re");
}

TEST(ResultTable, WhatIsNoNumberIsEmpty)
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    ResultTable table({{"policy", "Policy"}}, MetricNames());
    table.AddRun({MakeRow({"idle, \"no task\""}, nan), MakeRow({"a&b_%"}, 1)});
    std::string text = table.GetCsv() + table.GetLatex();
    for (const auto& line : Print(table, 60))
    {
        text += line;
    }
    EXPECT_EQ(text.find("nan"), std::string::npos) << text;
    EXPECT_NE(text.find("\"idle, \"\"no task\"\"\",3,,,"), std::string::npos) << text;
    EXPECT_NE(text.find("a\\&b\\_\\%"), std::string::npos);
    EXPECT_EQ(CsvText::Number(nan) + CsvText::Number(INFINITY) + CsvText::Number(0.5), "0.5");
}

TEST(ResultTable, FitsTheTerminal)
{
    ResultTable table({{"policy", "Policy"}}, MetricNames());
    auto row = MakeRow({"a-policy-with-a-name"}, 123.456);
    for (auto& cell : row.cells)
    {
        cell.statistics.ci95 = 7.8;
        cell.spread = {1, 2};
    }
    row.mark = ResultTable::UNTRAINED;
    row.trainings = 5;
    table.AddRun({row, MakeRow({"edgent"}, 1)});
    table.Explain(ResultTable::UNTRAINED, ResultTable::ABOUT_UNTRAINED);
    const auto& metrics = EpisodeMetric::GetAll();
    const auto brief = static_cast<std::size_t>(
        std::count_if(metrics.begin(), metrics.end(), [](const auto& metric) {
            return metric.isBrief;
        }));
    for (const std::size_t width : {60, 80, 120, 400})
    {
        std::size_t heads = 0;
        std::size_t numbers = 0;
        for (const auto& line : Print(table, width))
        {
            EXPECT_LE(line.size(), width) << line;
            heads += line.find("Policy") != std::string::npos;
            for (auto at = line.find("+- "); at != std::string::npos; at = line.find("+- ", at + 1))
            {
                ++numbers;
            }
        }
        EXPECT_EQ(heads > 1, width < 200) << "blocks below each other, each with the names";
        EXPECT_EQ(numbers, 2 * brief) << "no number is lost at " << width;
    }
    const auto lines = Print(table, 400);
    EXPECT_NE(lines[1].find("(untrained)"), std::string::npos);
    EXPECT_EQ(lines[2].substr(0, 13), "  5 trainings");
    EXPECT_NE(lines[2].find("+- 2.000"), std::string::npos);
}

TEST(MetricNames, TellTheQualityOfTheProfiles)
{
    const auto& accuracy = EpisodeMetric::Get(EpisodeMetrics::AVERAGE_ACCURACY);
    EXPECT_EQ(MetricNames().GetLabel(accuracy), "Average accuracy");
    EXPECT_EQ(MetricNames({"top-1"}).GetLabel(accuracy), "Average accuracy (top-1)");
    EXPECT_EQ(MetricNames({"mAP"}).GetLabel(accuracy), "Average mAP");
    EXPECT_EQ(MetricNames({"perplexity (0: 101, 1: 1)"}).GetLabel(accuracy),
              "Average perplexity (0: 101, 1: 1)");
    EXPECT_EQ(MetricNames({"top-1", "mAP"}).GetLabel(accuracy), "Average quality (mAP, top-1)");
    const auto& inTime = EpisodeMetric::Get(EpisodeMetrics::DEADLINE_SATISFACTION);
    EXPECT_EQ(MetricNames({"mAP"}).GetLabel(inTime), "In time (%)");
}

} // namespace
} // namespace tests
} // namespace ns3
