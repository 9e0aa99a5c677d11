// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-figures.h"

#include "task-figures.h"
#include "validation-report.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

namespace
{

/// Episodes of the mean in a learning curve.
constexpr std::size_t WINDOW = 10;

/**
 * @param curve reward by episode
 * @param last index of an episode
 * @return mean of the episodes that have one, of the last WINDOW
 */
double
GetMean(const std::vector<ExperimentTrainingPoint>& curve, std::size_t last)
{
    double sum = 0;
    double n = 0;
    for (std::size_t i = last < WINDOW ? 0 : last + 1 - WINDOW; i <= last; ++i)
    {
        // An episode without a task has no reward.
        sum += std::isfinite(curve[i].reward) ? curve[i].reward : 0;
        n += std::isfinite(curve[i].reward) ? 1 : 0;
    }
    return sum / n;
}

} // namespace

ExperimentAxis
ExperimentFigures::MakeAxis(const EpisodeMetric& metric, const MetricNames& names)
{
    ExperimentAxis axis;
    axis.label = names.GetLabel(metric);
    axis.least = metric.least * metric.scale;
    axis.most = metric.most * metric.scale;
    return axis;
}

std::string
ExperimentFigures::GetNote(const EpisodeMetric& metric)
{
    return std::string(metric.isMoreBetter ? "More is better." : "Less is better.") +
           (metric.metric == EpisodeMetrics::MEAN_LATENCY
                ? " A task without an answer counts with its deadline, or the time until it was "
                  "dropped."
                : "");
}

SeedStatistics
ExperimentFigures::Scale(SeedStatistics statistics, const EpisodeMetric& metric)
{
    statistics.mean *= metric.scale;
    statistics.ci95 *= metric.scale;
    return statistics;
}

ExperimentFigure
ExperimentFigures::MakeLearningCurve(const ExperimentResults& results)
{
    const auto& metric = EpisodeMetric::Get(EpisodeMetrics::REWARD);
    const auto& policies = results.summary.GetPolicies();
    // The curve is that of the first policy that has trained.
    const auto learner = std::find_if(policies.begin(), policies.end(), [](const auto& policy) {
        return policy.gradientSteps.has_value();
    });
    const auto own = static_cast<uint32_t>(
        learner == policies.end() ? 0 : std::distance(policies.begin(), learner));
    ExperimentFigure::Panel panel;
    panel.x.label = "Episode of training";
    panel.y = MakeAxis(metric, MetricNames(results.summary.GetQualities()));
    ExperimentFigure::Series each{"episode", own, false, true, true};
    ExperimentFigure::Series mean{"mean of " + std::to_string(WINDOW) + " episodes",
                                  own,
                                  true,
                                  false};
    for (std::size_t i = 0; i < results.curve.size(); ++i)
    {
        const auto episode = static_cast<double>(results.curve[i].episode);
        each.points.push_back({episode, results.curve[i].reward, 0, 0});
        mean.points.push_back({episode, GetMean(results.curve, i), 0, 0});
    }
    panel.series = {each, mean};
    for (uint32_t i = 0; i < policies.size() && !results.curve.empty(); ++i)
    {
        if (!policies[i].gradientSteps)
        {
            const double reward = policies[i].GetStatistics(metric.metric).mean;
            ExperimentFigure::Series level{policies[i].name, i, true, false};
            level.points = {{each.points.front().x, reward, 0, 0},
                            {each.points.back().x, reward, 0, 0}};
            panel.series.push_back(level);
        }
    }
    ValidationReport::AddCurves(panel, results.summary);
    ExperimentFigure figure;
    figure.description = "Reward of each training episode, the mean of ten episodes, and the mean "
                         "reward of policies that do not learn";
    figure.description += ValidationReport::Has(results.summary)
                              ? "; rewards without exploration on validation seeds"
                              : "";
    figure.panels = {panel};
    return figure;
}

ExperimentFigure
ExperimentFigures::MakeLatency(const ExperimentSummary& summary)
{
    ExperimentFigure::Panel panel;
    panel.x.label = "Latency of a task (ms)";
    panel.x.log = true;
    panel.y.label = "Share of tasks with less";
    panel.y.low = 0;
    panel.y.high = 1;
    uint32_t style = 0;
    for (const auto& policy : summary.GetPolicies())
    {
        std::vector<double> latencies;
        for (const auto& episode : policy.episodes)
        {
            latencies.insert(latencies.end(), episode.latencies.begin(), episode.latencies.end());
        }
        std::sort(latencies.begin(), latencies.end());
        ExperimentFigure::Series series{policy.name, style++, true, false};
        constexpr std::size_t points = 200;
        for (std::size_t i = 1; i <= points && !latencies.empty(); ++i)
        {
            const std::size_t rank = (latencies.size() * i + points - 1) / points;
            series.points.push_back(
                {1e3 * latencies[rank - 1], static_cast<double>(i) / points, 0, 0});
        }
        panel.series.push_back(std::move(series));
    }
    ExperimentFigure figure;
    figure.description = "Distribution of the latency of tasks, by policy";
    figure.panels = {panel};
    return figure;
}

ExperimentFigure
ExperimentFigures::MakeTradeOff(const ExperimentSummary& summary,
                                const EpisodeMetric& across,
                                const EpisodeMetric& up)
{
    ExperimentFigure::Panel panel;
    const MetricNames names(summary.GetQualities());
    panel.x = MakeAxis(across, names);
    panel.y = MakeAxis(up, names);
    uint32_t style = 0;
    for (const auto& policy : summary.GetPolicies())
    {
        const auto x = Scale(policy.GetStatistics(across.metric), across);
        const auto y = Scale(policy.GetStatistics(up.metric), up);
        ExperimentFigure::Series series{policy.name, style++, false};
        series.points = {{x.mean, y.mean, x.ci95, y.ci95}};
        panel.series.push_back(std::move(series));
    }
    ExperimentFigure figure;
    figure.description = panel.y.label + " against " + panel.x.label + ", by policy";
    figure.panels = {panel};
    return figure;
}

ExperimentFigure
ExperimentFigures::MakeRows(const ExperimentSummary& summary, const EpisodeMetric& metric)
{
    const auto& policies = summary.GetPolicies();
    ExperimentFigure::Panel panel;
    panel.x = MakeAxis(metric, MetricNames(summary.GetQualities()));
    for (std::size_t i = 0; i < policies.size(); ++i)
    {
        // The first one at the top.
        const auto row = static_cast<double>(policies.size() - 1 - i);
        const auto own = Scale(policies[i].GetStatistics(metric.metric), metric);
        panel.y.names.insert(panel.y.names.begin(), {row, policies[i].name});
        ExperimentFigure::Series series{policies[i].name, static_cast<uint32_t>(i), false};
        series.points = {{own.mean, row, own.ci95, 0, policies[i].IsAtLeast(metric.metric)}};
        panel.series.push_back(std::move(series));
    }
    ExperimentFigure figure;
    figure.description = panel.x.label + " by policy";
    figure.panels = {panel};
    return figure;
}

FigureFiles
ExperimentFigures::Write(const ExperimentResults& results, const std::string& folder)
{
    FigureFiles files(folder);
    if (!results.curve.empty())
    {
        files.Write("learning-curve", MakeLearningCurve(results), "Learning curve (exploring)");
        files.WritePng("learning-curve");
    }
    files.Write("latency", MakeLatency(results.summary), "Latency (dropped: the deadline or more)");
    files.WritePng("latency");
    files.Write("accuracy-deadline",
                MakeTradeOff(results.summary,
                             EpisodeMetric::Get(EpisodeMetrics::DEADLINE_SATISFACTION),
                             EpisodeMetric::Get(EpisodeMetrics::AVERAGE_ACCURACY)),
                "Accuracy (late and dropped: 0)");
    files.WritePng("accuracy-deadline");
    const TaskFigures tasks(results.summary);
    if (tasks.HasTasks())
    {
        files.Write("endings", tasks.MakeEnds(), "How tasks ended");
        files.Write("stage-times", tasks.MakeStages(), "Where the time of answered tasks went");
    }
    return files;
}

} // namespace ns3
