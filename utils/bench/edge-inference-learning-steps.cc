// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * Steps of its own that each learner of an experiment needs to the same score, from training.csv.
 *
 * The score of an episode is the mean of its metric over the window of episodes that ends with it,
 * those in which a teacher decided (steps=0 in the figures) left out. The common score is the least
 * over policies of the mean, over trainings, of the last score; the goal is a share of it. Prints
 * a CSV row a policy: trainings, those that reached the goal, mean of the steps of these and half
 * of its 95 % interval over trainings, mean of the first and of the last score, the goal.
 *
 *     edge-inference-learning-steps --file=results/multi-exit-streams/training.csv
 */

#include "ns3/experiment-summary.h"
#include "ns3/inference-input-error.h"
#include "ns3/strict-command-line.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;

namespace
{

/// An episode of a training in which the learner decided.
struct Point
{
    double value{0}; //!< of the metric
    double steps{0}; //!< of its own, so far
};

/// Trainings of a policy, each with its episodes.
using Trainings = std::map<std::string, std::vector<Point>>;

/**
 * @param line of a CSV file without quotes
 * @return its cells
 */
std::vector<std::string>
Split(const std::string& line)
{
    std::vector<std::string> cells;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ',');)
    {
        cells.push_back(cell);
    }
    return cells;
}

/**
 * @param points episodes of a training
 * @param end index behind the last episode of the window
 * @param window number of episodes
 * @return the score
 */
double
GetScore(const std::vector<Point>& points, std::size_t end, std::size_t window)
{
    const std::size_t begin = end - std::min(end, window);
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i)
    {
        sum += points[i].value;
    }
    return sum / static_cast<double>(end - begin);
}

/**
 * @param path of training.csv
 * @param metric name of a column
 * @return trainings by policy
 */
std::map<std::string, Trainings>
Read(const std::string& path, const std::string& metric)
{
    std::ifstream file(path);
    std::string line;
    if (!std::getline(file, line))
    {
        throw InferenceInputError(path, "", "no line", "a training.csv of an experiment");
    }
    const auto header = Split(line);
    const auto find = [&](const std::string& name) {
        const auto it = std::find(header.begin(), header.end(), name);
        if (it == header.end())
        {
            throw InferenceInputError(path, "/" + name, "nothing", "a column of this name");
        }
        return static_cast<std::size_t>(it - header.begin());
    };
    const std::size_t policy = find("policy");
    const std::size_t training = find("training");
    const std::size_t value = find(metric);
    const std::size_t own = find("steps");
    std::map<std::string, Trainings> policies;
    while (std::getline(file, line))
    {
        const auto cells = Split(line);
        if (cells.size() < header.size())
        {
            continue;
        }
        const double steps = std::strtod(cells[own].c_str(), nullptr);
        auto& points = policies[cells[policy]][cells[training]];
        if (steps > 0)
        {
            points.push_back({std::strtod(cells[value].c_str(), nullptr), steps});
        }
    }
    return policies;
}

} // namespace

int
main(int argc, char* argv[])
{
    std::string path = "training.csv";
    std::string metric = "reward";
    double share = 0.95;
    uint32_t window = 3;
    StrictCommandLine cmd(__FILE__);
    cmd.Usage("Steps that each learner needs to the same score.");
    cmd.AddValue("file", "training.csv of an experiment", path);
    cmd.AddValue("metric", "Column that is the score", metric);
    cmd.AddValue("share", "Goal, as a share of the common last score", share);
    cmd.AddValue("window", "Episodes over which the score is the mean", window);
    return RunWithInputErrors([&] {
        cmd.Parse(argc, argv);
        const auto policies = Read(path, metric);
        double goal = INFINITY;
        for (const auto& [name, trainings] : policies)
        {
            double last = 0;
            for (const auto& [number, points] : trainings)
            {
                last += points.empty() ? 0 : GetScore(points, points.size(), window);
            }
            // Who had but teachers so far has no score.
            goal = last > 0 ? std::min(goal, share * last / static_cast<double>(trainings.size()))
                            : goal;
        }
        std::cout << "policy,trainings,reached,steps,halfWidth,first,last,goal\n";
        for (const auto& [name, trainings] : policies)
        {
            std::vector<double> steps;
            double first = 0;
            double last = 0;
            for (const auto& [number, points] : trainings)
            {
                bool reached = false;
                for (std::size_t i = 0; i < points.size(); ++i)
                {
                    if (!reached && GetScore(points, i + 1, window) >= goal)
                    {
                        reached = true;
                        steps.push_back(points[i].steps);
                    }
                }
                first += points.empty() ? 0 : points.front().value;
                last += points.empty() ? 0 : GetScore(points, points.size(), window);
            }
            const auto interval = SeedStatistics::Of(steps);
            const auto n = static_cast<double>(trainings.size());
            std::cout << name << ',' << trainings.size() << ',' << steps.size();
            for (const auto& [value, digits] : {std::pair{interval.mean, 1},
                                                std::pair{interval.ci95, 1},
                                                std::pair{first / n, 4},
                                                std::pair{last / n, 4},
                                                std::pair{goal, 4}})
            {
                // What there is not is an empty cell: the interval of one training, a goal that
                // nobody has.
                std::cout << ',';
                if (std::isfinite(value))
                {
                    std::cout << std::fixed << std::setprecision(digits) << value;
                }
            }
            std::cout << '\n';
        }
        return 0;
    });
}
