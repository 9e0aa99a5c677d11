// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/estimation/stream-dynamic-programme.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief StreamDynamicProgramme against exhaustive search.
 */

using ns3::StreamDynamicProgramme;

namespace
{

using Option = StreamDynamicProgramme::Option;
using Task = StreamDynamicProgramme::Task;
using State = StreamDynamicProgramme::State;

/// Tasks and what they may do.
struct Problem
{
    std::vector<std::vector<Option>> menus; //!< lists of options
    std::vector<Task> tasks;                //!< in order
};

/**
 * @param random numbers
 * @param nTasks number of tasks
 * @param load tasks a second
 * @return two kinds of tasks with deadlines of 30 and 120 ms
 */
Problem
MakeProblem(std::mt19937& random, std::size_t nTasks, double load)
{
    std::uniform_real_distribution<double> uniform(0, 1);
    std::exponential_distribution<double> interval(load);
    Problem problem;
    problem.menus.resize(2);
    for (auto& menu : problem.menus)
    {
        for (int i = 0; i < 2; ++i)
        {
            menu.push_back({0.4 + 0.5 * uniform(random), 0.03 * uniform(random), 0, 0, 0});
        }
        menu.push_back({uniform(random), 0, 0.03 * uniform(random), 0.01 * uniform(random), 0.002});
        menu.push_back({uniform(random),
                        0.01 * uniform(random),
                        0.01 * uniform(random),
                        0.01 * uniform(random),
                        0.002});
    }
    double at = 0;
    for (std::size_t i = 0; i < nTasks; ++i)
    {
        at += interval(random);
        const std::size_t menu = uniform(random) < 0.5;
        problem.tasks.push_back({at, at + (menu ? 0.03 : 0.12), menu});
    }
    return problem;
}

/**
 * @brief Exhaustive search, with the model written down once more.
 * @param problem the problem
 * @param i next task
 * @param device when the device becomes free
 * @param uplink when the uplink becomes free
 * @param server when the server becomes free
 * @return the greatest value of the tasks from i on
 */
double
Search(const Problem& problem, std::size_t i, double device, double uplink, double server)
{
    if (i == problem.tasks.size())
    {
        return 0;
    }
    const Task& task = problem.tasks[i];
    double best = Search(problem, i + 1, device, uplink, server); // given up
    for (const Option& option : problem.menus[task.menu])
    {
        const double atUplink =
            option.device > 0 ? std::max(device, task.arrival) + option.device : task.arrival;
        const double atServer =
            option.uplink > 0 ? std::max(uplink, atUplink) + option.uplink : atUplink;
        const double done =
            option.server > 0 ? std::max(server, atServer) + option.server : atServer;
        if (done + option.delay <= task.due)
        {
            best = std::max(best,
                            option.value + Search(problem,
                                                  i + 1,
                                                  option.device > 0 ? atUplink : device,
                                                  option.uplink > 0 ? atServer : uplink,
                                                  option.server > 0 ? done : server));
        }
    }
    return best;
}

/**
 * @brief Serves the tasks as was chosen, without rounding; all but those given up must be in time.
 * @param problem the problem
 * @param choices by task
 * @return the value
 */
double
Replay(const Problem& problem, const std::vector<int32_t>& choices)
{
    State state;
    double value = 0;
    for (std::size_t i = 0; i < problem.tasks.size(); ++i)
    {
        if (choices[i] == StreamDynamicProgramme::GIVE_UP)
        {
            continue;
        }
        const Option& option = problem.menus[problem.tasks[i].menu].at(choices[i]);
        EXPECT_TRUE(StreamDynamicProgramme::Serve(problem.tasks[i], option, state)) << i;
        value += option.value;
    }
    return value;
}

TEST(StreamDynamicProgrammeTest, ExactAgainstExhaustiveSearch)
{
    std::mt19937 random(1);
    int contended = 0;
    for (int instance = 0; instance < 60; ++instance)
    {
        const double load = instance % 3 == 0 ? 30 : instance % 3 == 1 ? 100 : 400;
        const Problem problem = MakeProblem(random, 7, load);
        const double optimum = Search(problem, 0, 0, 0, 0);
        const StreamDynamicProgramme exact(problem.menus, 0);
        const auto result = exact.Solve(problem.tasks, State());
        EXPECT_NEAR(result.value, optimum, 1e-12) << instance;
        EXPECT_NEAR(Replay(problem, result.choices), optimum, 1e-12) << instance;
        contended += result.states > 5;
        // Grids that divide each other: feasible, no more than the optimum, and ever nearer.
        double previous = 0;
        for (const double grid : {0.032, 0.016, 0.008, 0.004, 0.002, 0.001, 1e-7})
        {
            const StreamDynamicProgramme rounded(problem.menus, grid);
            const auto coarse = rounded.Solve(problem.tasks, State());
            EXPECT_GE(coarse.value, previous - 1e-12) << instance << ' ' << grid;
            EXPECT_LE(coarse.value, optimum + 1e-12) << instance << ' ' << grid;
            EXPECT_NEAR(Replay(problem, coarse.choices), coarse.value, 1e-12);
            previous = coarse.value;
        }
        EXPECT_NEAR(previous, optimum, 1e-12) << "the finest grid, " << instance;
    }
    EXPECT_GT(contended, 20) << "instances in which tasks are in each other's way";
}

TEST(StreamDynamicProgrammeTest, ClosedForms)
{
    // One stage and one option: of n tasks that come at once, those that fit are served.
    const StreamDynamicProgramme one({{{0.5, 0.01, 0, 0, 0}}}, 0);
    const std::vector<Task> tasks(20, Task{1, 1.0751, 0});
    const auto result = one.Solve(tasks, {0, 0, 0});
    EXPECT_DOUBLE_EQ(result.value, 7 * 0.5);
    // A device that is busy until 1.05 leaves time for two.
    EXPECT_DOUBLE_EQ(one.Solve(tasks, {1.05, 0, 0}).value, 2 * 0.5);
    EXPECT_EQ(one.Solve({}, State()).value, 0);
    // Two stages beside each other: what one cannot take the other does.
    const StreamDynamicProgramme two({{{0.5, 0.01, 0, 0, 0}, {0.75, 0, 0.025, 0, 0}}}, 0);
    EXPECT_DOUBLE_EQ(two.Solve(tasks, {0, 0, 0}).value, 7 * 0.5 + 3 * 0.75);
}

TEST(StreamDynamicProgrammeTest, ManyTasks)
{
    std::mt19937 random(2);
    const Problem problem = MakeProblem(random, 300, 150);
    double previous = 0;
    for (const double grid : {0.008, 0.004, 0.002})
    {
        const StreamDynamicProgramme programme(problem.menus, grid);
        const auto result = programme.Solve(problem.tasks, State());
        EXPECT_NEAR(Replay(problem, result.choices), result.value, 1e-9);
        EXPECT_GE(result.value, previous);
        EXPECT_EQ(result.choices, programme.Solve(problem.tasks, State()).choices);
        previous = result.value;
    }
    EXPECT_GT(previous, 100);
}

} // namespace
