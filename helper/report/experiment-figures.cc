// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-figures.h"

#include "ns3/inference-input-error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <spawn.h>
#include <sys/wait.h>

extern char** environ;

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

/**
 * @brief Makes a PNG of an SVG by librsvg's program.
 * @param path of both, without ".svg" and ".png"
 * @return false when that program is not there or failed
 */
bool
ConvertToPng(const std::string& path)
{
    std::string program = "rsvg-convert";
    std::string option = "--output";
    std::string png = path + ".png";
    std::string svg = path + ".svg";
    char* const arguments[] = {program.data(), option.data(), png.data(), svg.data(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    pid_t pid = 0;
    const int error = posix_spawnp(&pid, program.c_str(), &actions, nullptr, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    return error == 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

/**
 * @param path of a picture
 * @return false when the file is there and was not written to its end
 */
bool
IsWholePng(const std::string& path)
{
    constexpr std::array<char, 8> END{'I', 'E', 'N', 'D', '\xae', 'B', '`', '\x82'};
    std::ifstream file(path, std::ios::binary);
    if (!file)
    {
        return true;
    }
    std::array<char, END.size()> last{};
    file.seekg(-static_cast<std::streamoff>(END.size()), std::ios::end);
    file.read(last.data(), last.size());
    return file && last == END;
}

} // namespace

ExperimentAxis
ExperimentFigures::MakeAxis(const EpisodeMetric& metric)
{
    ExperimentAxis axis;
    axis.label = metric.GetLabel();
    axis.least = metric.least * metric.scale;
    axis.most = metric.most * metric.scale;
    return axis;
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
    panel.y = MakeAxis(metric);
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
            const double reward = SeedStatistics::Of(policies[i].GetValues(metric.metric)).mean;
            ExperimentFigure::Series level{policies[i].name, i, true, false};
            level.points = {{each.points.front().x, reward, 0, 0},
                            {each.points.back().x, reward, 0, 0}};
            panel.series.push_back(level);
        }
    }
    ExperimentFigure figure;
    figure.description = "Reward of each training episode, the mean of ten episodes, and the mean "
                         "reward of policies that do not learn";
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
    panel.x = MakeAxis(across);
    panel.y = MakeAxis(up);
    uint32_t style = 0;
    for (const auto& policy : summary.GetPolicies())
    {
        const auto x = Scale(SeedStatistics::Of(policy.GetValues(across.metric)), across);
        const auto y = Scale(SeedStatistics::Of(policy.GetValues(up.metric)), up);
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
    panel.x = MakeAxis(metric);
    for (std::size_t i = 0; i < policies.size(); ++i)
    {
        // The first one at the top.
        const auto row = static_cast<double>(policies.size() - 1 - i);
        const auto own = Scale(SeedStatistics::Of(policies[i].GetValues(metric.metric)), metric);
        panel.y.names.insert(panel.y.names.begin(), {row, policies[i].name});
        ExperimentFigure::Series series{policies[i].name, static_cast<uint32_t>(i), false};
        series.points = {{own.mean, row, own.ci95, 0}};
        panel.series.push_back(std::move(series));
    }
    ExperimentFigure figure;
    figure.description = panel.x.label + " by policy";
    figure.panels = {panel};
    return figure;
}

bool
ExperimentFigures::Write(const ExperimentResults& results, const std::string& folder)
{
    bool isComplete = true;
    const auto write =
        [&](const std::string& name, const ExperimentFigure& figure, const std::string& title) {
            const std::string path = folder + "/" + name;
            std::ofstream file(path + ".svg", std::ios::binary);
            file << figure.DrawFile(title);
            file.close();
            if (!file)
            {
                throw InferenceInputError(path + ".svg",
                                          "",
                                          std::strerror(errno),
                                          "a file that can be written");
            }
            isComplete = ConvertToPng(path) && isComplete;
            if (!IsWholePng(path + ".png"))
            {
                std::remove((path + ".png").c_str());
                throw InferenceInputError(path + ".png",
                                          "",
                                          "a part of a picture",
                                          "a place with room for all of it");
            }
        };
    if (!results.curve.empty())
    {
        write("learning-curve", MakeLearningCurve(results), "Learning curve (exploring)");
    }
    write("latency", MakeLatency(results.summary), "Latency (dropped: the deadline or more)");
    write("accuracy-deadline",
          MakeTradeOff(results.summary,
                       EpisodeMetric::Get(EpisodeMetrics::DEADLINE_SATISFACTION),
                       EpisodeMetric::Get(EpisodeMetrics::AVERAGE_ACCURACY)),
          "Accuracy (late and dropped: 0)");
    return isComplete;
}

} // namespace ns3
