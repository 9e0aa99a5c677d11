// SPDX-License-Identifier: GPL-2.0-only

#include "plan-table.h"

#include "../episode/csv-text.h"
#include "svg-text.h"
#include "task-row.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <sstream>

namespace ns3
{

namespace
{

/// The columns of tasks.csv that tell a plan.
constexpr const char* COLUMNS[] =
    {"exit", "cut", "bits", "server", "tailCut", "tailBits", "tailServer"};

/// Plans of a policy and stream that the report shows.
constexpr std::size_t MOST_SHOWN = 3;

/**
 * @param value a number
 * @param digits after the point
 * @return it as text; a dash for what is no number
 */
std::string
ToText(double value, int digits)
{
    return std::isfinite(value) ? SvgText::Format("%.*f", digits, value) : "\xE2\x80\x93";
}

} // namespace

PlanTable::PlanTable(const ExperimentSummary& summary)
{
    TaskRow task;
    for (const auto& policy : summary.GetPolicies())
    {
        std::map<std::pair<std::string, Plan>, Row> rows;
        std::map<std::string, double> ofStreams;
        for (const auto& episode : policy.episodes)
        {
            std::istringstream lines(episode.tasksCsv);
            for (std::string line; std::getline(lines, line);)
            {
                task.Read(line);
                Plan plan;
                std::transform(std::begin(COLUMNS),
                               std::end(COLUMNS),
                               plan.begin(),
                               [&](const char* column) { return task[column]; });
                Row& row = rows[{task["stream"], plan}];
                const bool isAnswered = task["status"] != "dropped";
                row.tasks += 1;
                row.inTime += task["status"] == "completed" ? 1 : 0;
                row.answered += isAnswered ? 1 : 0;
                row.latency += isAnswered ? task.GetNumber("latency") : 0;
                row.accuracy += task.GetNumber("accuracy");
                row.energy += task.GetNumber("energy");
                row.reward += task.GetNumber("reward");
                ofStreams[task["stream"]] += 1;
            }
        }
        const std::size_t first = m_rows.size();
        for (auto& [key, row] : rows)
        {
            row.policy = m_policies.size();
            std::tie(row.stream, row.plan) = key;
            row.ofStream = ofStreams[row.stream];
            m_rows.push_back(std::move(row));
        }
        std::stable_sort(m_rows.begin() + static_cast<std::ptrdiff_t>(first),
                         m_rows.end(),
                         [](const Row& a, const Row& b) {
                             return a.stream.size() != b.stream.size()
                                        ? a.stream.size() < b.stream.size()
                                    : a.stream != b.stream ? a.stream < b.stream
                                                           : a.tasks > b.tasks;
                         });
        m_policies.push_back(policy.name);
    }
}

std::string
PlanTable::GetCsv() const
{
    std::string csv = "policy,stream";
    for (const char* column : COLUMNS)
    {
        csv += std::string(",") + column;
    }
    csv += ",tasks,share,inTime,answered,answeredLatency,averageAccuracy,energy,reward\n";
    for (const auto& row : m_rows)
    {
        csv += CsvText::Field(m_policies[row.policy]) + "," + row.stream;
        for (const auto& cell : row.plan)
        {
            csv += "," + cell;
        }
        for (const double value : {row.tasks,
                                   row.tasks / row.ofStream,
                                   row.inTime / row.tasks,
                                   row.answered / row.tasks,
                                   row.latency / row.answered,
                                   row.accuracy / row.tasks,
                                   row.energy / row.tasks,
                                   row.reward / row.tasks})
        {
            csv += "," + CsvText::Number(value);
        }
        csv += "\n";
    }
    return csv;
}

std::string
PlanTable::Describe(const Plan& plan)
{
    const auto& [exit, cut, bits, server, tailCut, tailBits, tailServer] = plan;
    std::string text = "exit " + exit + ", cut " + cut + ", " + bits + " bits, server " + server;
    if (!tailServer.empty())
    {
        text += "; tail: cut " + tailCut + ", " + tailBits + " bits, server " + tailServer;
    }
    return text;
}

void
PlanTable::AddTo(ExperimentPage& page) const
{
    const bool hasStreams =
        std::any_of(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.stream != "0"; });
    std::vector<std::string> head{"Policy"};
    if (hasStreams)
    {
        head.emplace_back("Stream");
    }
    head.insert(
        head.end(),
        {"Plan", "Tasks (%)", "In time (%)", "Latency of answered tasks (ms)", "Average accuracy"});
    std::vector<std::vector<ExperimentPage::Cell>> rows;
    const Row* last = nullptr;
    std::size_t shown = 0;
    for (const auto& row : m_rows)
    {
        const bool isSame = last && last->policy == row.policy && last->stream == row.stream;
        shown = isSame ? shown + 1 : 1;
        last = &row;
        if (shown > MOST_SHOWN)
        {
            continue;
        }
        rows.push_back({{m_policies[row.policy], "", false, static_cast<int>(row.policy)}});
        const auto add = [&](const std::string& text) {
            rows.back().push_back({text, "", false, -1});
        };
        if (hasStreams)
        {
            add(row.stream);
        }
        add(Describe(row.plan));
        add(ToText(100 * row.tasks / row.ofStream, 1));
        add(ToText(100 * row.inTime / row.tasks, 1));
        add(ToText(1e3 * row.latency / row.answered, 2));
        add(ToText(row.accuracy / row.tasks, 3));
    }
    if (!rows.empty())
    {
        page.AddSection("Plans chosen most often",
                        "Of all tasks in tasks.csv, lost ones included: up to " +
                            std::to_string(MOST_SHOWN) + " plans of a policy" +
                            (hasStreams ? " and stream" : "") +
                            ". A cut at the exit's own layer computes everything on the UE, "
                            "whatever the bits and the server. plans.csv has every plan.");
        page.AddTable(head, rows);
    }
}

} // namespace ns3
