// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/report/experiment-figures.h"
#include "../../../helper/report/experiment-report.h"
#include "../../../helper/report/validation-report.h"

#include "ns3/validation-curve.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace ns3
{
namespace tests
{
namespace
{

constexpr double NONE = std::numeric_limits<double>::quiet_NaN();

TEST(ValidationCurve, KeepsTheFirstOfTheBest)
{
    ValidationCurve curve;
    EXPECT_EQ(curve.FindBest(), nullptr);
    curve.points = {{5, {NONE, NONE}}};
    EXPECT_EQ(curve.FindBest(), nullptr) << "no task, no reward";
    curve.points = {{5, {0, 1}}, {10, {2, NONE}}, {15, {3, 1}}, {20, {1, 2}}};
    EXPECT_EQ(curve.points[1].GetMean(), 2) << "of the seeds that had tasks";
    EXPECT_EQ(curve.FindBest(), &curve.points[1]) << "the first one of two";
}

TEST(ValidationCurve, ComesBackFromItsBytes)
{
    ValidationCurve in;
    in.points = {{5, {0.1, NONE}}, {10, {-1e-300, 2}}};
    in.leaders = {{"greedy-plan", {0.5, 0.25}}};
    in.rows = {"a,1\n", "b\xff\n"};
    const auto out = ValidationCurve::Unpack(in.Pack());
    EXPECT_EQ(out.Pack(), in.Pack());
    ASSERT_EQ(out.points.size(), 2U);
    EXPECT_EQ(out.points[1].episode, 10U);
    EXPECT_EQ(out.points[1].rewards, in.points[1].rewards);
    EXPECT_TRUE(std::isnan(out.points[0].rewards[1]));
    EXPECT_EQ(out.leaders.at(0).name, "greedy-plan");
    EXPECT_EQ(out.rows, in.rows);
    EXPECT_TRUE(ValidationCurve::Unpack(ValidationCurve().Pack()).points.empty());
}

/**
 * @return two trainings with a leader in between
 */
std::vector<ValidationCurve>
MakeCurves()
{
    ValidationCurve first;
    first.points = {{5, {1, 3}}, {10, {2, 4}}};
    first.leaders = {{"low", {0, 1}}, {"high", {5, 4}}};
    ValidationCurve second;
    second.points = {{5, {3, 5}}, {10, {0, 0}}};
    return {first, second};
}

TEST(ValidationCurve, ComparesWithLeadersSeedBySeed)
{
    const auto curves = MakeCurves();
    ASSERT_EQ(ValidationCurve::CountPoints(curves), 2U);
    // Means of the trainings: 2 and 4 at first, 3 and 0 then.
    EXPECT_EQ(ValidationCurve::GetSpread(curves, 0).mean, 3);
    EXPECT_NEAR(ValidationCurve::GetSpread(curves, 0).ci95, 12.7062, 1e-4) << "Student's, 1 degree";
    EXPECT_EQ(ValidationCurve::GetSpread(curves, 1).mean, 1.5);
    EXPECT_TRUE(std::isnan(ValidationCurve::GetSpread({curves.front()}, 1).ci95));
    // Kept: the second point of the first training, the first one of the second.
    EXPECT_EQ(ValidationCurve::GetKept(curves), (std::vector<double>{2.5, 4.5}));
    EXPECT_EQ(ValidationCurve::Compare(curves, curves.front().leaders[0]).mean, 3);
    EXPECT_EQ(ValidationCurve::Compare(curves, curves.front().leaders[1]).mean, -1);
    EXPECT_EQ(ValidationCurve::FindBetterLeaders(curves), "high");
    EXPECT_EQ(ValidationCurve::FindBetterLeaders({}), "");
    auto good = curves;
    good.front().leaders.pop_back();
    EXPECT_EQ(ValidationCurve::FindBetterLeaders(good), "");
}

TEST(ValidationReport, SaysWhoEndsBelowALeader)
{
    ExperimentResults results;
    ExperimentSummary& summary = results.summary;
    summary.SetSeeds({1500001});
    summary.SetValidationSeeds({1900001, 1900002});
    for (const std::string name : {"learner", "rule"})
    {
        ExperimentSummary::Policy policy;
        policy.name = name;
        policy.episodes.resize(1);
        policy.episodes.front().values.fill(1);
        if (name == "learner")
        {
            policy.gradientSteps = 9;
            policy.validation = MakeCurves();
        }
        summary.AddPolicy(policy);
    }
    results.curve = {{1, 0.1}, {2, 0.2}};
    EXPECT_EQ(ValidationReport::FindRemarks(summary),
              (std::vector<std::string>{"learner ends below high on the validation seeds: that "
                                        "rule is the better choice"}));
    std::ostringstream table;
    summary.PrintTable(table);
    EXPECT_NE(table.str().find("learner (below a leader)"), std::string::npos) << table.str();
    EXPECT_EQ(table.str().find("rule (below"), std::string::npos);
    const std::string json = summary.GetJson();
    EXPECT_NE(json.find("\"betterLeaders\": \"high\""), std::string::npos);
    EXPECT_NE(json.find("\"keptEpisodes\": [\n          10,\n          5\n"), std::string::npos)
        << json;
    const std::string page = ExperimentReport("t", "c").MakePage(results);
    EXPECT_NE(page.find("learner ends below high"), std::string::npos);
    EXPECT_NE(page.find("1900001, 1900002"), std::string::npos);
    EXPECT_NE(page.find("10, 5"), std::string::npos) << "after which episodes";
    const std::string figure = ExperimentFigures::MakeLearningCurve(results).Draw(true);
    for (const auto* word : {"learner, validation", "low, validation", "high, validation"})
    {
        EXPECT_NE(figure.find(word), std::string::npos) << word;
    }

    // Without validation there is no word of it.
    ExperimentResults other;
    auto policy = summary.GetPolicies().front();
    policy.validation.clear();
    other.summary.SetSeeds({1500001});
    other.summary.AddPolicy(policy);
    other.curve = results.curve;
    EXPECT_TRUE(ValidationReport::FindRemarks(other.summary).empty());
    for (const std::string& text : {other.summary.GetJson(),
                                    ExperimentReport("t", "c").MakePage(other),
                                    ExperimentFigures::MakeLearningCurve(other).Draw(true)})
    {
        EXPECT_EQ(text.find("alidation"), std::string::npos);
    }
}

TEST(ValidationReport, AGraverMarkStands)
{
    EXPECT_EQ(ResultTable::ChooseMark(true, true, true), ResultTable::UNTRAINED);
    EXPECT_EQ(ResultTable::ChooseMark(false, true, true), ResultTable::RISING);
    EXPECT_EQ(ResultTable::ChooseMark(false, false, true), ResultTable::BELOW);
    EXPECT_EQ(ResultTable::ChooseMark(false, false, false), "");
}

} // namespace
} // namespace tests
} // namespace ns3
