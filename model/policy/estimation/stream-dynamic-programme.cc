// SPDX-License-Identifier: GPL-2.0-only

#include "stream-dynamic-programme.h"

#include "dominance.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace ns3
{

StreamDynamicProgramme::StreamDynamicProgramme(std::vector<std::vector<Option>> menus, double grid)
    : m_menus(std::move(menus)),
      m_grid(grid)
{
}

bool
StreamDynamicProgramme::Serve(const Task& task, const Option& option, State& state)
{
    State next = state;
    double ready = task.arrival;
    if (option.device > 0)
    {
        ready = std::max(ready, state.device) + option.device;
        next.device = ready;
    }
    if (option.uplink > 0)
    {
        ready = std::max(ready, state.uplink) + option.uplink;
        next.uplink = ready;
        if (option.server > 0)
        {
            ready = std::max(ready, state.server) + option.server;
            next.server = ready;
        }
        ready += option.delay;
    }
    if (ready > task.due)
    {
        return false;
    }
    state = next;
    return true;
}

void
StreamDynamicProgramme::Prune(std::vector<Label>& labels, double now)
{
    for (auto& label : labels)
    {
        for (double* instant : {&label.state.device, &label.state.uplink, &label.state.server})
        {
            *instant = std::max(*instant, now);
        }
    }
    std::sort(labels.begin(), labels.end(), [](const Label& a, const Label& b) {
        return std::tie(b.value,
                        a.state.device,
                        a.state.uplink,
                        a.state.server,
                        a.parent,
                        a.choice) < std::tie(a.value,
                                             b.state.device,
                                             b.state.uplink,
                                             b.state.server,
                                             b.parent,
                                             b.choice);
    });
    KeepUndominated(labels, [](const Label& one, const Label& other) {
        return one.state.device <= other.state.device && one.state.uplink <= other.state.uplink &&
               one.state.server <= other.state.server;
    });
}

void
StreamDynamicProgramme::PruneOnGrid(std::vector<Label>& labels, double now) const
{
    // Multiples of the grid, counted from the last one that is not after now: what is free before
    // is as good as free then.
    const double base = std::floor(now / m_grid);
    std::array<std::size_t, 3> n{1, 1, 1};
    for (const auto& label : labels)
    {
        n[0] = std::max(n[0], CountSteps(label.state.device, base) + 1);
        n[1] = std::max(n[1], CountSteps(label.state.uplink, base) + 1);
        n[2] = std::max(n[2], CountSteps(label.state.server, base) + 1);
    }
    // A grid too fine for a table: 32 MB.
    const double cells =
        static_cast<double>(n[0]) * static_cast<double>(n[1]) * static_cast<double>(n[2]);
    if (cells <= (1U << 22))
    {
        PruneInTable(labels, base, n);
        return;
    }
    for (auto& label : labels)
    {
        for (double* instant : {&label.state.device, &label.state.uplink, &label.state.server})
        {
            *instant = (base + static_cast<double>(CountSteps(*instant, base))) * m_grid;
        }
    }
    Prune(labels, now);
}

std::size_t
StreamDynamicProgramme::CountSteps(double instant, double base) const
{
    // What rounding of floating point put above a multiple is that multiple.
    return static_cast<std::size_t>(std::max(0.0, std::ceil(instant / m_grid - 1e-6) - base));
}

void
StreamDynamicProgramme::PruneInTable(std::vector<Label>& labels,
                                     double base,
                                     const std::array<std::size_t, 3>& n) const
{
    constexpr uint32_t NOBODY = UINT32_MAX;
    std::vector<uint32_t> best(n[0] * n[1] * n[2], NOBODY);
    for (uint32_t i = 0; i < labels.size(); ++i)
    {
        const State& state = labels[i].state;
        uint32_t& cell =
            best[(CountSteps(state.device, base) * n[1] + CountSteps(state.uplink, base)) * n[2] +
                 CountSteps(state.server, base)];
        if (cell == NOBODY || labels[i].value > labels[cell].value)
        {
            cell = i;
        }
    }
    // Greatest value of the cells that are no later in any stage.
    std::vector<double> greatest(best.size());
    std::vector<Label> kept;
    std::size_t cell = 0;
    for (std::size_t device = 0; device < n[0]; ++device)
    {
        for (std::size_t uplink = 0; uplink < n[1]; ++uplink)
        {
            for (std::size_t server = 0; server < n[2]; ++server, ++cell)
            {
                double before = -1;
                before = device > 0 ? std::max(before, greatest[cell - n[1] * n[2]]) : before;
                before = uplink > 0 ? std::max(before, greatest[cell - n[2]]) : before;
                before = server > 0 ? std::max(before, greatest[cell - 1]) : before;
                if (best[cell] != NOBODY && labels[best[cell]].value > before)
                {
                    Label label = labels[best[cell]];
                    label.state.device = (base + static_cast<double>(device)) * m_grid;
                    label.state.uplink = (base + static_cast<double>(uplink)) * m_grid;
                    label.state.server = (base + static_cast<double>(server)) * m_grid;
                    before = label.value;
                    kept.push_back(label);
                }
                greatest[cell] = before;
            }
        }
    }
    std::swap(labels, kept);
}

StreamDynamicProgramme::Result
StreamDynamicProgramme::Solve(const std::vector<Task>& tasks, const State& begin) const
{
    Result result;
    std::vector<std::vector<std::pair<uint32_t, int32_t>>> ways(tasks.size());
    std::vector<Label> labels{{begin, 0, 0, GIVE_UP}};
    std::vector<Label> next;
    for (std::size_t i = 0; i < tasks.size(); ++i)
    {
        const Task& task = tasks[i];
        const auto& menu = m_menus.at(task.menu);
        next.clear();
        for (uint32_t parent = 0; parent < labels.size(); ++parent)
        {
            Label label = labels[parent];
            label.parent = parent;
            label.choice = GIVE_UP;
            next.push_back(label);
            for (std::size_t choice = 0; choice < menu.size(); ++choice)
            {
                label.state = labels[parent].state;
                if (Serve(task, menu[choice], label.state))
                {
                    label.value = labels[parent].value + menu[choice].value;
                    label.choice = static_cast<int32_t>(choice);
                    next.push_back(label);
                }
            }
        }
        const double now = i + 1 < tasks.size() ? tasks[i + 1].arrival : task.due;
        m_grid > 0 ? PruneOnGrid(next, now) : Prune(next, now);
        std::swap(labels, next);
        ways[i].reserve(labels.size());
        for (const auto& label : labels)
        {
            ways[i].emplace_back(label.parent, label.choice);
        }
        result.states = std::max(result.states, labels.size());
    }
    const auto most =
        std::max_element(labels.begin(), labels.end(), [](const Label& a, const Label& b) {
            return a.value < b.value;
        });
    result.value = most->value;
    result.choices.resize(tasks.size());
    auto at = static_cast<uint32_t>(most - labels.begin());
    for (std::size_t i = tasks.size(); i-- > 0;)
    {
        std::tie(at, result.choices[i]) = ways[i][at];
    }
    return result;
}

} // namespace ns3
