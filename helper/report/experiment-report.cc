// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-report.h"

#include "experiment-figures.h"
#include "plan-table.h"
#include "scenario-picture.h"
#include "task-figures.h"
#include "validation-report.h"

#include "ns3/edge-inference-versions.h"

#include <cmath>

namespace ns3
{

ExperimentReport::ExperimentReport(const std::string& title,
                                   const std::string& commandLine,
                                   const std::string& description)
    : m_title(title),
      m_description(description),
      m_commandLine(commandLine)
{
}

void
ExperimentReport::AddVersions(ExperimentPage& page)
{
    const std::string torch = GetLibTorchVersion();
    page.AddPairs({{"edge-inference", GetEdgeInferenceVersion()},
                   {"ns-3", GetNs3Version()},
                   {"LibTorch", torch.empty() ? "without" : torch}});
}

std::string
ExperimentReport::Count(std::size_t n, const std::string& one, const std::string& more)
{
    return std::to_string(n) + " " + (n == 1 ? one : more);
}

std::string
ExperimentReport::GetLead(const ExperimentSummary& summary) const
{
    const auto& policies = summary.GetPolicies();
    const auto& reward = EpisodeMetric::Get(EpisodeMetrics::REWARD);
    uint64_t tasks = 0;
    std::string leader;
    double most = -INFINITY;
    for (const auto& policy : policies)
    {
        for (const auto& episode : policy.episodes)
        {
            tasks += episode.tasks;
        }
        const auto own = policy.GetStatistics(reward.metric);
        if (own.mean > most)
        {
            most = own.mean;
            const auto cell = ResultTable::MakePageCell({own}, reward);
            leader = policy.name + " has the highest mean reward: " + cell.text +
                     (cell.detail.empty() ? "" : " " + cell.detail) + ".";
        }
    }
    return Count(policies.size(), "policy", "policies") + " on the same " +
           Count(summary.GetSeeds().size(), "evaluation seed", "evaluation seeds") + ", " +
           Count(tasks, "task", "tasks") + " in all. " +
           (policies.size() > 1 ? leader : std::string());
}

std::vector<std::string>
ExperimentReport::MakeHead(const ExperimentSummary& summary)
{
    const MetricNames names(summary.GetQualities());
    std::vector<std::string> head{"Policy"};
    for (const auto& metric : EpisodeMetric::GetAll())
    {
        if (summary.IsShown(metric))
        {
            head.push_back(names.GetLabel(metric));
        }
    }
    return head;
}

std::vector<ExperimentPage::Cell>
ExperimentReport::MakeRow(std::size_t policy, const ExperimentSummary& summary, const Find& find)
{
    const auto& own = summary.GetPolicies()[policy];
    std::vector<ExperimentPage::Cell> row{{own.name,
                                           own.IsUntrained() ? ResultTable::UNTRAINED : "",
                                           false,
                                           static_cast<int>(policy)}};
    for (const auto& metric : EpisodeMetric::GetAll())
    {
        if (summary.IsShown(metric))
        {
            row.push_back(ResultTable::MakePageCell(find(policy, metric), metric));
        }
    }
    return row;
}

void
ExperimentReport::AddTable(ExperimentPage& page, const ExperimentSummary& summary)
{
    const ResultTable table = summary.MakeTable();
    page.AddSection("Results",
                    "Mean over evaluation seeds with its 95 % confidence interval; the best mean "
                    "of each column is marked." +
                        table.GetNotes());
    table.AddTo(page);
}

void
ExperimentReport::AddComparison(ExperimentPage& page, const ExperimentSummary& summary)
{
    const auto& policies = summary.GetPolicies();
    std::vector<std::vector<ExperimentPage::Cell>> differences;
    std::vector<std::vector<ExperimentPage::Cell>> spreads;
    for (std::size_t i = 0; i < policies.size(); ++i)
    {
        if (i > 0)
        {
            differences.push_back(
                MakeRow(i, summary, [&](std::size_t policy, const EpisodeMetric& metric) {
                    const bool isCut = policies[policy].IsAtLeast(metric.metric) ||
                                       policies.front().IsAtLeast(metric.metric);
                    return ResultTable::Cell{isCut ? SeedStatistics{NAN, NAN}
                                                   : summary.GetDifference(policy, metric.metric)};
                }));
        }
        if (!policies[i].trainings.empty())
        {
            spreads.push_back(
                MakeRow(i, summary, [&](std::size_t policy, const EpisodeMetric& metric) {
                    return ResultTable::Cell{policies[policy].GetSpread(metric.metric)};
                }));
        }
    }
    if (!differences.empty())
    {
        page.AddSection("Difference to " + policies.front().name,
                        "Each policy minus " + policies.front().name +
                            " on the same seed: mean with its 95 % confidence interval. An "
                            "interval without 0 tells them apart. There is none between "
                            "percentiles that lost tasks cut off.");
        page.AddTable(MakeHead(summary), differences);
    }
    if (!spreads.empty())
    {
        page.AddSection("Spread between trainings",
                        "Each learner was trained several times, from other seeds each time. The "
                        "tables above have the mean over the copies on each evaluation seed; here "
                        "is the mean of the copies' own means, with its 95 % confidence interval "
                        "over trainings.");
        page.AddTable(MakeHead(summary), spreads);
    }
}

void
ExperimentReport::AddPicture(ExperimentPage& page,
                             const std::string& scenario,
                             const std::string& note)
{
    if (!ScenarioPicture::CanDraw(scenario))
    {
        return;
    }
    const ScenarioPicture picture(scenario);
    page.AddSection("The scenario", picture.Describe());
    page.BeginFigures();
    page.AddFigure("Architecture", picture.Draw(), note);
    page.EndFigures();
}

void
ExperimentReport::AddFigures(ExperimentPage& page, const ExperimentResults& results)
{
    const auto& summary = results.summary;
    const MetricNames names(summary.GetQualities());
    page.AddSection("By policy", "");
    page.BeginFigures();
    for (const auto& metric : EpisodeMetric::GetAll())
    {
        if (metric.isBrief && summary.IsShown(metric))
        {
            page.AddFigure(names.GetTitle(metric),
                           ExperimentFigures::MakeRows(summary, metric).Draw(),
                           ExperimentFigures::GetNote(metric));
        }
    }
    page.EndFigures();

    page.AddSection("Latency, accuracy and learning", "");
    std::vector<std::pair<uint32_t, std::string>> legend;
    for (const auto& policy : summary.GetPolicies())
    {
        legend.emplace_back(legend.size(), policy.name);
    }
    page.AddLegend(legend);
    page.BeginFigures();
    page.AddFigure("Distribution of latency",
                   ExperimentFigures::MakeLatency(summary).Draw(),
                   "A dropped task counts with the time until it was dropped or its deadline, "
                   "whichever is longer.");
    page.AddFigure(
        "Accuracy and deadlines",
        ExperimentFigures::MakeTradeOff(summary,
                                        EpisodeMetric::Get(EpisodeMetrics::DEADLINE_SATISFACTION),
                                        EpisodeMetric::Get(EpisodeMetrics::AVERAGE_ACCURACY))
            .Draw(),
        "Up and right is better.");
    const bool hasValidation = ValidationReport::Has(summary);
    if (!results.curve.empty())
    {
        page.AddFigure("Learning curve",
                       ExperimentFigures::MakeLearningCurve(results).Draw(hasValidation),
                       std::string("Reward while exploring: each episode, and the mean of ten. "
                                   "Level lines: policies that do not learn, in the evaluation.") +
                           (hasValidation ? " Validation: without exploration, on seeds of its "
                                            "own; the band is the interval over trainings."
                                          : ""));
    }
    page.EndFigures();
}

void
ExperimentReport::AddBooks(ExperimentPage& page, const ExperimentSummary& summary) const
{
    page.AddSection("How to repeat it", "The same program and arguments give the same bytes.");
    page.AddCode(m_commandLine);
    auto pairs = summary.GetArguments();
    const auto list = [](const std::vector<uint64_t>& runs) {
        std::string text;
        for (const uint64_t run : runs)
        {
            text += (text.empty() ? "" : ", ") + std::to_string(run);
        }
        return text;
    };
    pairs.emplace_back("RngRun of evaluation", list(summary.GetSeeds()));
    if (!summary.GetValidationSeeds().empty())
    {
        pairs.emplace_back("RngRun of validation", list(summary.GetValidationSeeds()));
    }
    page.AddPairs(pairs);
    AddVersions(page);
    for (const auto& policy : summary.GetPolicies())
    {
        pairs = {{"policy", policy.name}};
        pairs.insert(pairs.end(), policy.remarks.begin(), policy.remarks.end());
        if (policy.gradientSteps)
        {
            pairs.emplace_back("gradientSteps", std::to_string(*policy.gradientSteps));
        }
        if (pairs.size() > 1)
        {
            page.AddPairs(pairs);
        }
    }
    if (!summary.GetScenario().empty())
    {
        page.AddDetails("The scenario, with all its defaults", summary.GetScenario());
    }
}

std::string
ExperimentReport::MakePage(const ExperimentResults& results,
                           const std::vector<std::string>& files) const
{
    ExperimentPage page(m_title, m_description, GetLead(results.summary));
    AddTable(page, results.summary);
    AddComparison(page, results.summary);
    ValidationReport::AddTo(page, results.summary);
    AddPicture(page,
               results.summary.GetScenario(),
               "What is there and what joins it. All keys stand at the end of the page.");
    AddFigures(page, results);
    TaskFigures(results.summary).AddTo(page);
    PlanTable(results.summary).AddTo(page);
    page.AddFiles(files);
    AddBooks(page, results.summary);
    return page.GetHtml();
}

} // namespace ns3
