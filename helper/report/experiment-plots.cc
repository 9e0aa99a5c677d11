// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-plots.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>

extern char** environ;

namespace ns3
{

namespace
{

/**
 * @param folder where to run it
 * @param script file name in the folder
 * @return true when gnuplot ran it without an error
 */
bool
RunGnuplot(const std::string& folder, const std::string& script)
{
    // The shell's cd, so that scripts name files without a folder and can be run again by hand,
    // which also shows gnuplot's warnings (of a range with one point, for example).
    const std::string command = "cd \"$0\" && exec gnuplot \"$1\" 2> /dev/null";
    std::string sh = "sh";
    std::string option = "-c";
    std::string text = command;
    std::string zero = folder;
    std::string one = script;
    char* const arguments[] =
        {sh.data(), option.data(), text.data(), zero.data(), one.data(), nullptr};
    pid_t pid = 0;
    if (posix_spawnp(&pid, "sh", nullptr, nullptr, arguments, environ) != 0)
    {
        return false;
    }
    int status = 0;
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// Colours that stay apart for most kinds of colour vision (Okabe and Ito), SAC-d's first.
constexpr const char* COLOURS = "set linetype 1 lc rgb '#D55E00' lw 2.5\n"
                                "set linetype 2 lc rgb '#0072B2' lw 1.8\n"
                                "set linetype 3 lc rgb '#009E73' lw 1.8\n"
                                "set linetype 4 lc rgb '#E69F00' lw 1.8\n"
                                "set linetype 5 lc rgb '#CC79A7' lw 1.8\n"
                                "set linetype 6 lc rgb '#56B4E9' lw 1.8\n"
                                "set linetype 7 lc rgb '#000000' lw 1.8\n"
                                "set linetype 8 lc rgb '#999999' lw 1.8\n";

} // namespace

ExperimentPlots::ExperimentPlots(const std::string& folder)
    : m_folder(folder)
{
}

bool
ExperimentPlots::DrawFigure(const std::string& name,
                            const std::string& data,
                            const std::string& commands) const
{
    std::ofstream(m_folder + "/" + name + ".dat") << data;
    std::ofstream script(m_folder + "/" + name + ".gp");
    for (const auto& [terminal, suffix] :
         {std::pair{"pngcairo size 900,560 font 'sans,12'", ".png"},
          std::pair{"svg size 900,560 font 'sans,14'", ".svg"}})
    {
        script << "reset\nset terminal " << terminal << "\nset output '" << name << suffix << "'\n"
               << COLOURS << "set grid lc rgb '#dddddd'\nset border 3\nset tics nomirror\n"
               << "DATA = '" << name << ".dat'\n"
               << commands << "unset output\n";
    }
    script.close();
    return RunGnuplot(m_folder, name + ".gp");
}

bool
ExperimentPlots::Draw(const std::vector<ExperimentTrainingPoint>& training,
                      const ExperimentSummary& summary)
{
    bool drawn = true;
    const auto& policies = summary.GetPolicies();
    if (!training.empty())
    {
        std::ostringstream data;
        double mean = 0;
        data << "# episode reward mean-of-last-10\n";
        for (std::size_t i = 0; i < training.size(); ++i)
        {
            const std::size_t first = i < 10 ? 0 : i - 9;
            mean = 0;
            for (std::size_t j = first; j <= i; ++j)
            {
                mean += training[j].reward / static_cast<double>(i - first + 1);
            }
            data << training[i].episode << ' ' << training[i].reward << ' ' << mean << '\n';
        }
        std::ostringstream commands;
        commands << "set title 'Learning curve (exploring)'\nset xlabel 'episode'\n"
                    "set ylabel 'mean reward of a task'\nset key outside right center\n"
                    "plot DATA using 1:2 with points pt 7 ps 0.4 lc rgb '#bbbbbb' title 'episode', "
                    "DATA using 1:3 with lines lt 1 title 'mean of 10 episodes'";
        // Where the others end up, without training.
        int line = 2;
        for (const auto& policy : policies)
        {
            if (policy.name != policies.front().name)
            {
                commands << ", " << SeedStatistics::Of(policy.GetValues(EpisodeResult::REWARD)).mean
                         << " with lines dt 2 lt " << line++ << " title '" << policy.name << "'";
            }
        }
        commands << '\n';
        drawn = DrawFigure("learning-curve", data.str(), commands.str()) && drawn;
    }
    {
        std::ostringstream data;
        std::ostringstream commands;
        commands
            << "set title 'Latency of tasks (a dropped task counts with its deadline or more)'\n"
               "set xlabel 'latency (ms)'\nset logscale x\nset ylabel 'share of tasks'\nset yrange "
               "[0:1]\n"
               "set key outside right center\nplot ";
        int line = 1;
        double longest = 0;
        for (const auto& policy : policies)
        {
            std::vector<double> latencies;
            for (const auto& episode : policy.episodes)
            {
                latencies.insert(latencies.end(),
                                 episode.latencies.begin(),
                                 episode.latencies.end());
            }
            std::sort(latencies.begin(), latencies.end());
            data << "# " << policy.name << "\n";
            constexpr int points = 400;
            for (int i = 1; i <= points && !latencies.empty(); ++i)
            {
                const std::size_t rank = (latencies.size() * i + points - 1) / points;
                data << 1e3 * latencies[rank - 1] << ' ' << double(i) / points << '\n';
            }
            data << "\n\n";
            longest = latencies.empty() ? longest : std::max(longest, 1e3 * latencies.back());
            commands << (line > 1 ? ", " : "") << "DATA index " << line - 1
                     << " using 1:2 with lines lt " << line << " title '" << policy.name << "'";
            ++line;
        }
        commands << '\n';
        drawn = DrawFigure("latency", data.str(), commands.str()) && drawn;
    }
    {
        std::ostringstream data;
        std::ostringstream commands;
        data << "# satisfaction ci accuracy ci\n";
        commands << "set title 'Average accuracy (late and dropped count 0) and deadlines met'\n"
                    "set xlabel 'deadlines met (%)'\nset ylabel 'average accuracy'\n"
                    "set key outside right center\nplot ";
        int line = 1;
        for (const auto& policy : policies)
        {
            const auto met =
                SeedStatistics::Of(policy.GetValues(EpisodeResult::DEADLINE_SATISFACTION));
            const auto accuracy =
                SeedStatistics::Of(policy.GetValues(EpisodeResult::AVERAGE_ACCURACY));
            data << "# " << policy.name << '\n'
                 << 100 * met.mean << ' ' << 100 * met.ci95 << ' ' << accuracy.mean << ' '
                 << accuracy.ci95 << "\n\n\n";
            commands << (line > 1 ? ", " : "") << "DATA index " << line - 1
                     << " using 1:3:2:4 with xyerrorbars pt 7 ps 1.2 lt " << line << " title '"
                     << policy.name << "'";
            ++line;
        }
        commands << '\n';
        drawn = DrawFigure("accuracy-deadline", data.str(), commands.str()) && drawn;
    }
    return drawn;
}

} // namespace ns3
