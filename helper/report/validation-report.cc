// SPDX-License-Identifier: GPL-2.0-only

#include "validation-report.h"

#include "result-table.h"

#include "ns3/episode-metric.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace ns3
{

namespace
{

/**
 * @param statistics of rewards
 * @return them as a cell
 */
ExperimentPage::Cell
MakeCell(const SeedStatistics& statistics)
{
    return ResultTable::MakePageCell({statistics}, EpisodeMetric::Get(EpisodeMetrics::REWARD));
}

/**
 * @param curves of a learner
 * @return after which episodes the networks that are kept were there
 */
std::string
ListKept(const std::vector<ValidationCurve>& curves)
{
    std::string text;
    for (const auto& curve : curves)
    {
        const auto* const best = curve.FindBest();
        text += (text.empty() ? "" : ", ") + (best ? std::to_string(best->episode) : "none");
    }
    return text;
}

} // namespace

bool
ValidationReport::Has(const ExperimentSummary& summary)
{
    const auto& policies = summary.GetPolicies();
    return std::any_of(policies.begin(), policies.end(), [](const auto& policy) {
        return !policy.validation.empty();
    });
}

void
ValidationReport::AddCurves(ExperimentFigure::Panel& panel, const ExperimentSummary& summary)
{
    const double scale = EpisodeMetric::Get(EpisodeMetrics::REWARD).scale;
    auto style = static_cast<uint32_t>(summary.GetPolicies().size());
    std::set<std::string> leaders;
    for (const auto& policy : summary.GetPolicies())
    {
        const auto& curves = policy.validation;
        const std::size_t count = ValidationCurve::CountPoints(curves);
        ExperimentFigure::Series series{policy.name + ", validation", style, true, true};
        series.band = curves.size() > 1;
        for (std::size_t i = 0; i < count; ++i)
        {
            const auto own = ValidationCurve::GetSpread(curves, i);
            series.points.push_back({static_cast<double>(curves.front().points[i].episode),
                                     scale * own.mean,
                                     0,
                                     series.band ? scale * own.ci95 : 0});
        }
        if (count == 0)
        {
            continue;
        }
        ++style;
        const double first = series.points.front().x;
        const double last = series.points.back().x;
        panel.series.push_back(std::move(series));
        for (const auto& leader : curves.front().leaders)
        {
            const double mean = scale * SeedStatistics::Of(leader.rewards).mean;
            if (leaders.insert(leader.name).second)
            {
                ExperimentFigure::Series level{leader.name + ", validation", style++, true, false};
                level.points = {{first, mean, 0, 0}, {last, mean, 0, 0}};
                panel.series.push_back(std::move(level));
            }
        }
    }
}

void
ValidationReport::AddTo(ExperimentPage& page, const ExperimentSummary& summary)
{
    if (!Has(summary))
    {
        return;
    }
    std::vector<std::vector<ExperimentPage::Cell>> rows;
    for (std::size_t i = 0; i < summary.GetPolicies().size(); ++i)
    {
        const auto& policy = summary.GetPolicies()[i];
        if (policy.validation.empty())
        {
            continue;
        }
        const auto& curves = policy.validation;
        const auto kept = SeedStatistics::Of(ValidationCurve::GetKept(curves));
        const int style = static_cast<int>(i);
        const std::vector<ExperimentPage::Cell> own{{policy.name, "", false, style},
                                                    {ListKept(curves), "", false, -1},
                                                    MakeCell(kept)};
        for (const auto& leader : curves.front().leaders)
        {
            auto row = own;
            row.push_back({leader.name, "", false, -1});
            row.push_back(MakeCell(SeedStatistics::Of(leader.rewards)));
            row.push_back(MakeCell(ValidationCurve::Compare(curves, leader)));
            rows.push_back(std::move(row));
        }
        if (curves.front().leaders.empty())
        {
            rows.push_back(own);
            rows.back().resize(6, {"", "", false, -1});
        }
    }
    std::string text =
        "While they were trained, learners were run without exploration on seeds "
        "that neither training nor evaluation uses. The networks of the best of "
        "these runs are those that were kept and evaluated. A leader is a rule that "
        "knows as much as the learner does; differences are taken seed by seed, with "
        "their 95 % confidence interval.";
    for (const auto& remark : FindRemarks(summary))
    {
        text += " " + remark + ".";
    }
    page.AddSection("Validation", text);
    page.AddTable({"Learner",
                   "Kept after episode",
                   "Reward",
                   "Leader",
                   "Reward of the leader",
                   "Learner minus leader"},
                  rows);
}

std::vector<std::string>
ValidationReport::FindRemarks(const ExperimentSummary& summary)
{
    std::vector<std::string> remarks;
    for (const auto& policy : summary.GetPolicies())
    {
        const std::string leaders = ValidationCurve::FindBetterLeaders(policy.validation);
        if (!leaders.empty())
        {
            remarks.push_back(policy.name + " ends below " + leaders +
                              " on the validation seeds: that rule is the better choice");
        }
    }
    return remarks;
}

} // namespace ns3
