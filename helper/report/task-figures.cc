// SPDX-License-Identifier: GPL-2.0-only

#include "task-figures.h"

#include "svg-text.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace ns3
{

namespace
{

/// Most bars of a row: there are no more colours.
constexpr std::size_t MOST_BARS = 8;

/// What stands for all names that have no colour of their own.
constexpr const char* OTHERS = "others";

/**
 * @param a a name, such as "cut 10"
 * @param b another one
 * @return whether it comes first, numbers by their size
 */
bool
ComesFirst(const std::string& a, const std::string& b)
{
    const auto getKey = [](const std::string& name) {
        const auto begin = std::min(name.find_first_of("0123456789"), name.size());
        const std::string number = name.substr(begin, name.find(' ', begin) - begin);
        return std::make_tuple(name.substr(0, begin), number.size(), name);
    };
    return getKey(a) < getKey(b);
}

/**
 * @param totals numbers by name, over all policies
 * @param order names that come first, in this order
 * @return names that get a bar, in their order; behind them those that share one are left out
 */
std::vector<std::string>
ChooseNames(const TaskAccount::Shares& totals, const std::vector<std::string>& order)
{
    std::vector<std::string> names;
    for (const auto& [name, total] : totals)
    {
        names.push_back(name);
    }
    if (names.size() > MOST_BARS)
    {
        std::stable_sort(names.begin(), names.end(), [&](const auto& a, const auto& b) {
            return totals.at(a) > totals.at(b);
        });
        names.resize(MOST_BARS - 1);
    }
    const auto getRank = [&](const std::string& name) {
        return std::find(order.begin(), order.end(), name) - order.begin();
    };
    std::sort(names.begin(), names.end(), [&](const auto& a, const auto& b) {
        return getRank(a) != getRank(b) ? getRank(a) < getRank(b) : ComesFirst(a, b);
    });
    return names;
}

} // namespace

TaskFigures::TaskFigures(const ExperimentSummary& summary)
{
    for (const auto& policy : summary.GetPolicies())
    {
        m_accounts.emplace_back(policy.name, TaskAccount::Of(policy));
    }
}

bool
TaskFigures::HasTasks() const
{
    return std::any_of(m_accounts.begin(), m_accounts.end(), [](const auto& account) {
        return account.second.tasks > 0;
    });
}

ExperimentFigure
TaskFigures::MakeBars(TaskAccount::Shares TaskAccount::*shares,
                      const std::string& label,
                      double scale,
                      const std::vector<std::string>& order) const
{
    TaskAccount::Shares totals;
    for (const auto& [policy, account] : m_accounts)
    {
        for (const auto& [name, share] : account.*shares)
        {
            totals[name] += share;
        }
    }
    auto names = ChooseNames(totals, order);
    if (names.size() < totals.size())
    {
        names.emplace_back(OTHERS);
    }
    ExperimentFigure::Panel panel;
    panel.x.label = label;
    panel.x.least = 0;
    panel.x.low = 0;
    for (uint32_t i = 0; i < names.size(); ++i)
    {
        panel.series.push_back({names[i], i, false, false});
        panel.series.back().bars = true;
    }
    for (std::size_t i = 0; i < m_accounts.size(); ++i)
    {
        const auto& [policy, account] = m_accounts[i];
        const auto row = static_cast<double>(m_accounts.size() - 1 - i);
        panel.y.names.insert(panel.y.names.begin(), {row, policy});
        std::vector<double> lengths(names.size(), 0);
        for (const auto& [name, share] : account.*shares)
        {
            const auto at = std::find(names.begin(), names.end(), name) - names.begin();
            // The last one is that of the others.
            lengths[std::min<std::size_t>(at, names.size() - 1)] += scale * share;
        }
        double from = 0;
        for (std::size_t bar = 0; bar < lengths.size(); ++bar)
        {
            if (lengths[bar] > 0)
            {
                panel.series[bar].points.push_back({from + lengths[bar], row, 0, 0, false, from});
                from += lengths[bar];
            }
        }
    }
    ExperimentFigure figure;
    figure.description = label + ", by policy";
    figure.panels = {panel};
    return figure;
}

ExperimentFigure
TaskFigures::MakeStages() const
{
    return MakeBars(&TaskAccount::stages,
                    "Mean time of an answered task (ms)",
                    1e3,
                    TaskAccount::GetStages());
}

ExperimentFigure
TaskFigures::MakeEnds() const
{
    auto figure = MakeBars(&TaskAccount::ends, "Tasks (%)", 100, {"in time", "late"});
    figure.panels[0].x.high = 100;
    // Green and yellow for what was answered, red first for what was lost.
    constexpr uint32_t styles[] = {2, 3, 0, 1, 4, 5, 6, 7};
    uint32_t next = 2;
    for (auto& series : figure.panels[0].series)
    {
        series.style = series.name == "in time" ? styles[0]
                       : series.name == "late"  ? styles[1]
                                                : styles[next++ % 8];
    }
    return figure;
}

ExperimentFigure
TaskFigures::MakePlans(TaskAccount::Shares TaskAccount::*part, const std::string& what) const
{
    auto figure = MakeBars(part, "Answered tasks by " + what + " (%)", 100, {"UE", "nothing sent"});
    figure.panels[0].x.high = 100;
    return figure;
}

ExperimentFigure
TaskFigures::MakeUes() const
{
    ExperimentFigure::Panel panel;
    panel.x.label = "UEs, from the worst served to the best";
    panel.y.label = "In time (%)";
    panel.y.least = 0;
    panel.y.most = 100;
    panel.x.least = 0;
    uint32_t style = 0;
    for (const auto& [policy, account] : m_accounts)
    {
        auto shares = account.ues.inTime;
        shares.erase(std::remove_if(shares.begin(),
                                    shares.end(),
                                    [](double share) { return std::isnan(share); }),
                     shares.end());
        std::sort(shares.begin(), shares.end());
        ExperimentFigure::Series series{policy, style++};
        series.markers = shares.size() <= 20;
        for (std::size_t i = 0; i < shares.size(); ++i)
        {
            series.points.push_back({static_cast<double>(i + 1), 100 * shares[i], 0, 0});
        }
        panel.series.push_back(std::move(series));
    }
    ExperimentFigure figure;
    figure.description = "Share of tasks in time of each UE, from the worst to the best, by policy";
    figure.panels = {panel};
    return figure;
}

void
TaskFigures::AddFairness(ExperimentPage& page) const
{
    const auto toText = [](double value, double scale, int digits) {
        return std::isfinite(value) ? SvgText::Format("%.*f", digits, scale * value)
                                    : std::string("\xE2\x80\x93");
    };
    std::vector<std::vector<ExperimentPage::Cell>> rows;
    std::size_t streams = 0;
    for (const auto& [policy, account] : m_accounts)
    {
        streams = std::max(streams, account.streams.inTime.size());
    }
    for (const auto& [policy, account] : m_accounts)
    {
        rows.push_back({{policy, "", false, static_cast<int>(rows.size())}});
        for (const auto* party : {&account.ues, &account.streams})
        {
            if (party == &account.streams && streams < 2)
            {
                continue;
            }
            double least = NAN;
            double most = NAN;
            for (const double share : party->inTime)
            {
                least = std::fmin(least, share);
                most = std::fmax(most, share);
            }
            rows.back().push_back({toText(party->fairness.mean, 1, 3), "", false, -1});
            if (std::isfinite(party->fairness.ci95))
            {
                rows.back().back().detail = "\xC2\xB1 " + toText(party->fairness.ci95, 1, 3);
            }
            rows.back().push_back({toText(least, 100, 1), "", false, -1});
            rows.back().push_back({toText(most, 100, 1), "", false, -1});
        }
    }
    std::vector<std::string> head{"Policy",
                                  "Fairness over UEs",
                                  "In time, worst UE (%)",
                                  "In time, best UE (%)"};
    if (streams > 1)
    {
        head.insert(
            head.end(),
            {"Fairness over streams", "In time, worst stream (%)", "In time, best stream (%)"});
    }
    page.AddSection(
        "Who was served",
        "Jain's fairness index of the shares in time: 1 when all have the same, 1/n "
        "when one of n has everything; mean over seeds with its interval. Worst and "
        "best are over all seeds together" +
            std::string(streams > 1 ? "; a stream is counted over all UEs that have it." : "."));
    page.AddTable(head, rows);
}

void
TaskFigures::AddTo(ExperimentPage& page) const
{
    if (!HasTasks())
    {
        return;
    }
    page.AddSection("What the policies did",
                    "Of the tasks in tasks.csv: those of the first training where there are "
                    "several. Bars of stages and plans are of answered tasks, in time or late.");
    page.BeginFigures();
    page.AddFigure("How tasks ended",
                   MakeEnds().Draw(true),
                   "A lost task stands under its reason.");
    page.AddFigure("Where the time went",
                   MakeStages().Draw(true),
                   "The stages of a task add up to its latency.");
    page.AddFigure("Exits", MakePlans(&TaskAccount::exits, "exit").Draw(true), "");
    page.AddFigure("Cuts",
                   MakePlans(&TaskAccount::cuts, "cut").Draw(true),
                   "Layers that ran on the UE; cut 0 sends the input.");
    page.AddFigure("Bits", MakePlans(&TaskAccount::bits, "bits").Draw(true), "Of an element sent.");
    page.AddFigure("Places",
                   MakePlans(&TaskAccount::places, "place").Draw(true),
                   "The machines that computed a task.");
    page.EndFigures();
    AddFairness(page);
    const bool hasSeveral = std::any_of(m_accounts.begin(), m_accounts.end(), [](const auto& one) {
        return one.second.ues.inTime.size() > 1;
    });
    if (hasSeveral)
    {
        page.BeginFigures();
        page.AddFigure("By UE", MakeUes().Draw(true), "Each policy's UEs in an order of its own.");
        page.EndFigures();
    }
}

} // namespace ns3
