// SPDX-License-Identifier: GPL-2.0-only

#ifndef STREAM_DYNAMIC_PROGRAMME_H
#define STREAM_DYNAMIC_PROGRAMME_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The best choice of exit and cut for every task when all arrivals are known: three stages
 * in series (device, uplink, server), each of which takes the tasks one by one in the order of
 * their arrival.
 *
 * A task either ends before its deadline, with the value of the option chosen for it, or is given
 * up and costs nothing. The value of a choice for all tasks is the sum. The programme goes through
 * the tasks; its state is when each stage becomes free. Of two ways to come to a state, one that is
 * worth no more and frees no stage earlier is never needed, because whatever can follow it can
 * follow the other: what is left is exact without any grid, and their number stays bounded with
 * one. With a grid the instants are rounded up to its multiples, so that every choice found is
 * feasible and worth at least what is said: the value is a lower bound of the optimum, which rises
 * when the grid is divided.
 *
 * Formulation ours, after the abstract of Liu et al., IEEE TMC 23(1), 2024.
 */
class StreamDynamicProgramme
{
  public:
    /// One way to serve a task.
    struct Option
    {
        double value{0};  //!< value of a task that ends in time, at least 0
        double device{0}; //!< s that the task keeps the device busy; 0: it does not wait there
        double uplink{0}; //!< s that the task keeps the uplink busy; 0: it ends on the device
        double server{0}; //!< s that the task keeps the server busy; 0: it does not wait there
        double delay{0};  //!< s from the uplink to the server and back, in which no stage is busy
    };

    /// One task.
    struct Task
    {
        double arrival{0};   //!< s
        double due{0};       //!< s: the end of its deadline
        std::size_t menu{0}; //!< which list of options it has
    };

    /// When each stage becomes free.
    struct State
    {
        double device{0}; //!< s
        double uplink{0}; //!< s
        double server{0}; //!< s
    };

    /// The best choice.
    struct Result
    {
        double value{0};              //!< sum of the tasks' values
        std::vector<int32_t> choices; //!< by task: index of an option, or GIVE_UP
        std::size_t states{0};        //!< states at the task that had most
    };

    /// Choice of a task that is given up.
    static constexpr int32_t GIVE_UP = -1;

    /**
     * @param menus lists of options
     * @param grid s, to multiples of which instants are rounded up; 0: not rounded
     */
    StreamDynamicProgramme(std::vector<std::vector<Option>> menus, double grid);

    /**
     * @param tasks in the order of their arrivals
     * @param begin the state before the first
     * @return the best choice
     */
    Result Solve(const std::vector<Task>& tasks, const State& begin) const;

    /**
     * @brief Serves a task.
     * @param task the task
     * @param option plan by which the task is served
     * @param [in,out] state the state, without rounding; unchanged when the task is late
     * @return whether it ends in time
     */
    static bool Serve(const Task& task, const Option& option, State& state);

  private:
    /// A choice for the first tasks, and the state to which it leads.
    struct Label
    {
        State state;        //!< the state
        double value{0};    //!< sum of the values of the tasks so far
        uint32_t parent{0}; //!< number of the label of the task before
        int32_t choice{0};  //!< the option of the last task
    };

    /**
     * @brief Leaves the labels that no other makes superfluous, the most valuable first. Instants
     * before a time are brought to it.
     * @param [in,out] labels some labels
     * @param now s, arrival of the next task
     */
    static void Prune(std::vector<Label>& labels, double now);

    /**
     * @brief The same with instants rounded up to the grid: one label a state, compared with all
     * states that are no later in one pass over the grid.
     * @param [in,out] labels some labels
     * @param now s, arrival of the next task
     */
    void PruneOnGrid(std::vector<Label>& labels, double now) const;

    /**
     * @param instant s
     * @param base a multiple of the grid
     * @return steps of the grid from the multiple to the instant, rounded up; 0 when it is before
     */
    std::size_t CountSteps(double instant, double base) const;

    /**
     * @brief The same with a table of all states, which fits into memory.
     * @param [in,out] labels some ways
     * @param base the multiple of the grid at which the table begins
     * @param n steps of the table by stage
     */
    void PruneInTable(std::vector<Label>& labels,
                      double base,
                      const std::array<std::size_t, 3>& n) const;

    std::vector<std::vector<Option>> m_menus; //!< lists of options
    double m_grid;                            //!< s
};

} // namespace ns3

#endif // STREAM_DYNAMIC_PROGRAMME_H
