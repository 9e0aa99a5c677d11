// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-report.h"

#include "experiment-svg.h"

#include "ns3/edge-inference-versions.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ns3
{

namespace
{

/**
 * @param value a number
 * @param digits after the point
 * @return its text; a dash for NaN
 */
std::string
ToText(double value, int digits)
{
    if (!std::isfinite(value))
    {
        return "\xE2\x80\x93";
    }
    std::array<char, 64> text;
    std::snprintf(text.data(), text.size(), "%.*f", digits, value);
    return text.data();
}

/**
 * @param curve reward by episode
 * @return the drawing
 */
std::string
DrawCurve(const std::vector<ExperimentTrainingPoint>& curve)
{
    ExperimentSvg svg("episode", "mean reward of a task");
    svg.SetDescription("Reward of each training episode and the mean of ten episodes");
    ExperimentSvg::Series each{"episode", 6, false, true, true, {}};
    ExperimentSvg::Series mean{"mean of 10 episodes", 0, true, false, false, {}};
    for (std::size_t i = 0; i < curve.size(); ++i)
    {
        const auto episode = static_cast<double>(curve[i].episode);
        each.points.push_back({episode, curve[i].reward, 0, 0});
        const std::size_t first = i < 10 ? 0 : i - 9;
        double sum = 0;
        double n = 0;
        for (std::size_t j = first; j <= i; ++j)
        {
            // An episode without a task has no reward.
            sum += std::isfinite(curve[j].reward) ? curve[j].reward : 0;
            n += std::isfinite(curve[j].reward) ? 1 : 0;
        }
        mean.points.push_back({episode, sum / n, 0, 0});
    }
    svg.Add(std::move(each));
    svg.Add(std::move(mean));
    return svg.Draw();
}

/**
 * @param summary the results
 * @return the distribution of latency
 */
std::string
DrawLatency(const ExperimentSummary& summary)
{
    ExperimentSvg svg("latency (ms)", "share of tasks with less");
    svg.SetLogX();
    svg.SetYRange(0, 1);
    svg.SetDescription("Distribution of the latency of tasks, by policy");
    uint32_t style = 0;
    for (const auto& policy : summary.GetPolicies())
    {
        std::vector<double> latencies;
        for (const auto& episode : policy.episodes)
        {
            latencies.insert(latencies.end(), episode.latencies.begin(), episode.latencies.end());
        }
        std::sort(latencies.begin(), latencies.end());
        ExperimentSvg::Series series{policy.name, style++, true, false, false, {}};
        constexpr std::size_t points = 100;
        for (std::size_t i = 1; i <= points && !latencies.empty(); ++i)
        {
            const std::size_t rank = (latencies.size() * i + points - 1) / points;
            series.points.push_back(
                {1e3 * latencies[rank - 1], static_cast<double>(i) / points, 0, 0});
        }
        svg.Add(std::move(series));
    }
    return svg.Draw();
}

/**
 * @param summary the results
 * @return accuracy against deadline satisfaction
 */
std::string
DrawTradeOff(const ExperimentSummary& summary)
{
    ExperimentSvg svg("tasks in time (%)", "average accuracy");
    svg.SetDescription("Average accuracy against the share of tasks in time, by policy");
    uint32_t style = 0;
    for (const auto& policy : summary.GetPolicies())
    {
        const auto met = SeedStatistics::Of(policy.GetValues(EpisodeResult::DEADLINE_SATISFACTION));
        const auto accuracy = SeedStatistics::Of(policy.GetValues(EpisodeResult::AVERAGE_ACCURACY));
        svg.Add({policy.name,
                 style++,
                 false,
                 true,
                 false,
                 {{100 * met.mean, accuracy.mean, 100 * met.ci95, accuracy.ci95}}});
    }
    return svg.Draw();
}

} // namespace

std::string
ExperimentReport::Metric::GetLabel() const
{
    return *unit ? std::string(title) + " (" + unit + ")" : title;
}

const std::array<ExperimentReport::Metric, EpisodeResult::METRICS>&
ExperimentReport::GetMetrics()
{
    static const std::array<Metric, EpisodeResult::METRICS> metrics{
        {{EpisodeResult::REWARD, "Reward", "", 1, 3, true},
         {EpisodeResult::AVERAGE_ACCURACY, "Average accuracy", "", 1, 3, true},
         {EpisodeResult::DEADLINE_SATISFACTION, "In time", "%", 100, 1, true},
         {EpisodeResult::MEAN_LATENCY, "Mean latency", "ms", 1e3, 2, false},
         {EpisodeResult::P95_LATENCY, "95th percentile", "ms", 1e3, 1, false},
         {EpisodeResult::P99_LATENCY, "99th percentile", "ms", 1e3, 1, false},
         {EpisodeResult::ENERGY, "Energy", "mJ a task", 1e3, 2, false},
         {EpisodeResult::THROUGHPUT, "Throughput", "tasks/s", 1, 1, true},
         {EpisodeResult::INTERRUPTION, "Interruption", "%", 100, 2, false},
         {EpisodeResult::MIGRATIONS, "Migrations", "a minute", 1, 1, false}}};
    return metrics;
}

ExperimentReport::ExperimentReport(const std::string& title,
                                   const std::string& commandLine,
                                   const std::string& description)
    : m_title(title),
      m_description(description),
      m_commandLine(commandLine)
{
}

ExperimentPage::Cell
ExperimentReport::MakeCell(double mean, double ci95, int digits)
{
    ExperimentPage::Cell cell;
    cell.text = ToText(mean, digits);
    // One seed has no interval.
    cell.detail = std::isfinite(ci95) ? "\xC2\xB1 " + ToText(ci95, digits) : "";
    return cell;
}

void
ExperimentReport::AddVersions(ExperimentPage& page)
{
    const std::string torch = GetLibTorchVersion();
    page.AddPairs({{"edge-inference", GetEdgeInferenceVersion()},
                   {"ns-3", GetNs3Version()},
                   {"LibTorch", torch.empty() ? "without" : torch}});
}

void
ExperimentReport::AddComparison(ExperimentPage& page, const ExperimentSummary& summary)
{
    const auto& policies = summary.GetPolicies();
    std::vector<std::string> head{"Policy"};
    for (const auto& metric : GetMetrics())
    {
        head.push_back(metric.GetLabel());
    }
    const auto makeRow = [&](std::size_t policy, const auto& find) {
        std::vector<ExperimentPage::Cell> row{
            {policies[policy].name, "", false, static_cast<int>(policy)}};
        for (const auto& metric : GetMetrics())
        {
            const SeedStatistics value = find(metric.metric);
            row.push_back(
                MakeCell(value.mean * metric.scale, value.ci95 * metric.scale, metric.digits));
        }
        return row;
    };
    std::vector<std::vector<ExperimentPage::Cell>> differences;
    std::vector<std::vector<ExperimentPage::Cell>> spreads;
    for (std::size_t i = 0; i < policies.size(); ++i)
    {
        if (i > 0)
        {
            differences.push_back(
                makeRow(i, [&](std::size_t metric) { return summary.GetDifference(i, metric); }));
        }
        if (!policies[i].trainings.empty())
        {
            spreads.push_back(
                makeRow(i, [&](std::size_t metric) { return policies[i].GetSpread(metric); }));
        }
    }
    if (!differences.empty())
    {
        page.AddSection("Difference to " + policies.front().name,
                        "Each policy minus " + policies.front().name +
                            " on the same seed: mean with its 95 % confidence interval. An "
                            "interval without 0 tells them apart.");
        page.AddTable(head, differences);
    }
    if (!spreads.empty())
    {
        page.AddSection("Spread between trainings",
                        "Each learner was trained several times, from other seeds each time. The "
                        "tables above have the mean over the copies on each evaluation seed; here "
                        "is the mean of the copies' own means, with its 95 % confidence interval "
                        "over trainings.");
        page.AddTable(head, spreads);
    }
}

std::string
ExperimentReport::MakePage(const ExperimentSummary& summary,
                           const std::vector<ExperimentTrainingPoint>& curve) const
{
    const auto& policies = summary.GetPolicies();
    const auto& metrics = GetMetrics();
    uint64_t tasks = 0;
    std::string leader;
    double most = -INFINITY;
    for (const auto& policy : policies)
    {
        for (const auto& episode : policy.episodes)
        {
            tasks += episode.tasks;
        }
        const auto reward = SeedStatistics::Of(policy.GetValues(EpisodeResult::REWARD));
        if (reward.mean > most)
        {
            most = reward.mean;
            const auto cell = MakeCell(reward.mean, reward.ci95, 3);
            leader = policy.name + " has the highest mean reward: " + cell.text +
                     (cell.detail.empty() ? "" : " " + cell.detail) + ".";
        }
    }
    const auto plural = [](std::size_t n, const std::string& one, const std::string& more) {
        return std::to_string(n) + " " + (n == 1 ? one : more);
    };
    ExperimentPage page(
        m_title,
        (m_description.empty() ? "" : m_description + ". ") +
            plural(policies.size(), "policy", "policies") + " on the same " +
            plural(summary.GetSeeds().size(), "evaluation seed", "evaluation seeds") + ", " +
            plural(tasks, "task", "tasks") + " in all. " +
            (policies.size() > 1 ? leader : std::string()));

    page.AddSection("Results",
                    "Mean over evaluation seeds with its 95 % confidence interval; the best mean "
                    "of each column is marked.");
    std::vector<std::string> head{"Policy"};
    std::vector<std::vector<ExperimentPage::Cell>> rows(policies.size());
    std::vector<std::pair<uint32_t, std::string>> legend;
    for (std::size_t i = 0; i < policies.size(); ++i)
    {
        rows[i].push_back({policies[i].name, "", false, static_cast<int>(i)});
        legend.emplace_back(i, policies[i].name);
    }
    std::vector<std::string> figures;
    for (const auto& metric : metrics)
    {
        if (!summary.IsShown(metric.metric))
        {
            figures.emplace_back();
            continue;
        }
        std::vector<ExperimentSvg::Series> intervals;
        double best = metric.most ? -INFINITY : INFINITY;
        std::vector<SeedStatistics> statistics;
        for (const auto& policy : policies)
        {
            auto own = SeedStatistics::Of(policy.GetValues(metric.metric));
            own.mean *= metric.scale;
            own.ci95 *= metric.scale;
            best = (metric.most ? own.mean > best : own.mean < best) ? own.mean : best;
            statistics.push_back(own);
        }
        for (std::size_t i = 0; i < policies.size(); ++i)
        {
            const auto& own = statistics[i];
            auto cell = MakeCell(own.mean, own.ci95, metric.digits);
            cell.best = policies.size() > 1 && own.mean == best;
            rows[i].push_back(cell);
            intervals.push_back({policies[i].name,
                                 static_cast<uint32_t>(i),
                                 false,
                                 true,
                                 false,
                                 {{own.mean, 0, own.ci95, 0}}});
        }
        head.push_back(metric.GetLabel());
        figures.push_back(ExperimentSvg::DrawRows(metric.GetLabel(), intervals));
    }
    page.AddTable(head, rows);

    AddComparison(page, summary);

    page.AddSection("By policy", "");
    page.BeginFigures();
    for (std::size_t i = 0; i < metrics.size(); ++i)
    {
        if (metrics[i].metric != EpisodeResult::P95_LATENCY &&
            metrics[i].metric != EpisodeResult::THROUGHPUT && !figures[i].empty())
        {
            page.AddFigure(metrics[i].title,
                           figures[i],
                           metrics[i].most ? "More is better." : "Less is better.");
        }
    }
    page.EndFigures();

    page.AddSection("Latency, accuracy and learning", "");
    page.AddLegend(legend);
    page.BeginFigures();
    page.AddFigure("Distribution of latency",
                   DrawLatency(summary),
                   "A dropped task counts with the time until it was dropped or its deadline, "
                   "whichever is longer.");
    page.AddFigure("Accuracy and deadlines", DrawTradeOff(summary), "Up and right is better.");
    if (!curve.empty())
    {
        page.AddFigure("Learning curve",
                       DrawCurve(curve),
                       "Reward while exploring: each episode, and the mean of ten.");
    }
    page.EndFigures();

    page.AddSection("How to repeat it", "The same program and arguments give the same bytes.");
    page.AddCode(m_commandLine);
    auto pairs = summary.GetArguments();
    std::string seeds;
    for (const uint64_t seed : summary.GetSeeds())
    {
        seeds += (seeds.empty() ? "" : ", ") + std::to_string(seed);
    }
    pairs.emplace_back("RngRun of evaluation", seeds);
    page.AddPairs(pairs);
    AddVersions(page);
    for (const auto& policy : policies)
    {
        if (!policy.remarks.empty())
        {
            pairs = {{"policy", policy.name}};
            pairs.insert(pairs.end(), policy.remarks.begin(), policy.remarks.end());
            page.AddPairs(pairs);
        }
    }
    if (!summary.GetScenario().empty())
    {
        page.AddDetails("The scenario, with all its defaults", summary.GetScenario());
    }
    return page.GetHtml();
}

} // namespace ns3
