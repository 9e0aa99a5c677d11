// SPDX-License-Identifier: GPL-2.0-only

#include "result-table.h"

#include "../../model/input/input-text.h"
#include "../episode/csv-text.h"
#include "svg-text.h"
#include "text-table.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace ns3
{

namespace
{

/// What ">=" means.
constexpr const char* AT_LEAST = "lost tasks cut this percentile off: it is at least that, and "
                                 "never the best";

/// What "~" means.
constexpr const char* COUNTS_LOST = "tasks without an answer count in this mean, each with its "
                                    "deadline or the time until it was dropped, whichever is "
                                    "longer";

/// The sign for that where there are more letters than ASCII's.
constexpr const char* DAGGER = "\xE2\x80\xA0";

/**
 * @param value in the SI unit
 * @param metric the metric
 * @return it in the unit shown; empty for what is no number
 */
std::string
ToText(double value, const EpisodeMetric& metric)
{
    return std::isfinite(value) ? SvgText::Format("%.*f", metric.digits, value * metric.scale) : "";
}

/**
 * @param cell of a metric
 * @param metric the metric
 * @return mean and interval, as in "*12.3 +- 0.4"; one seed has no interval
 */
std::string
ToText(const ResultTable::Cell& cell, const EpisodeMetric& metric)
{
    const std::string mean = ToText(cell.statistics.mean, metric);
    const std::string half = ToText(cell.statistics.ci95, metric);
    return (cell.isBest ? "*" : "") + std::string(cell.isAtLeast && !mean.empty() ? ">= " : "") +
           (cell.countsLost && !mean.empty() ? "~" : "") + mean +
           (half.empty() ? "" : " +- " + half);
}

/**
 * @param text any text
 * @return it as LaTeX
 */
std::string
EscapeLatex(const std::string& text)
{
    std::string safe;
    for (const char c : text)
    {
        switch (c)
        {
        case '\\':
            safe += "\\textbackslash{}";
            break;
        case '~':
            safe += "\\textasciitilde{}";
            break;
        case '^':
            safe += "\\textasciicircum{}";
            break;
        case '&':
        case '%':
        case '$':
        case '#':
        case '_':
        case '{':
        case '}':
            safe += std::string("\\") + c;
            break;
        default:
            safe += c;
        }
    }
    return safe;
}

/**
 * @param lines of LaTeX
 * @param side on which they begin or end: l or r
 * @return them as a cell with a line for each
 */
std::string
StackLatex(const std::vector<std::string>& lines, char side)
{
    std::string text = "\\begin{tabular}{@{}" + std::string(1, side) + "@{}}";
    for (std::size_t i = 0; i < lines.size(); ++i)
    {
        text += (i == 0 ? "" : "\\\\") + lines[i];
    }
    return lines.size() > 1 ? text + "\\end{tabular}" : lines.at(0);
}

/**
 * @param cell of a metric
 * @param metric the metric
 * @return it as LaTeX: the mean, and its interval below
 */
std::string
ToLatex(const ResultTable::Cell& cell, const EpisodeMetric& metric)
{
    const std::string mean = ToText(cell.statistics.mean, metric);
    const std::string half = ToText(cell.statistics.ci95, metric);
    if (mean.empty())
    {
        return "";
    }
    std::vector<std::string> lines{"$" + std::string(cell.isAtLeast ? "\\geq " : "") +
                                   (cell.isBest ? "\\mathbf{" + mean + "}" : mean) +
                                   (cell.countsLost ? "^{\\dagger}" : "") + "$"};
    if (!half.empty())
    {
        lines.push_back("$\\pm " + half + "$");
    }
    return StackLatex(lines, 'r');
}

} // namespace

ResultTable::ResultTable(const std::vector<Name>& names, const MetricNames& metrics)
    : m_names(names),
      m_metrics(metrics)
{
}

void
ResultTable::AddRun(std::vector<Row> rows)
{
    ++m_runs;
    for (const auto& metric : EpisodeMetric::GetAll())
    {
        double best = NAN;
        for (const auto& row : rows)
        {
            const Cell& cell = row.cells[metric.metric];
            const double mean = cell.statistics.mean;
            const bool isBetter = metric.isMoreBetter ? mean > best : mean < best;
            best = !cell.isAtLeast && (std::isnan(best) || isBetter) ? mean : best;
        }
        for (auto& row : rows)
        {
            Cell& cell = row.cells[metric.metric];
            cell.isBest = rows.size() > 1 && !cell.isAtLeast && cell.statistics.mean == best;
        }
    }
    std::move(rows.begin(), rows.end(), std::back_inserter(m_rows));
}

std::string
ResultTable::ChooseMark(bool isUntrained, bool isRising, bool isBelow)
{
    return isUntrained ? UNTRAINED : isRising ? RISING : isBelow ? BELOW : "";
}

void
ResultTable::ExplainMarks()
{
    Explain(UNTRAINED, ABOUT_UNTRAINED);
    Explain(RISING, ABOUT_RISING);
    Explain(BELOW, ABOUT_BELOW);
}

void
ResultTable::Explain(const std::string& mark, const std::string& text)
{
    m_reasons.emplace_back(mark, text);
}

bool
ResultTable::IsShown(const EpisodeMetric& metric) const
{
    return !metric.needsServers || std::any_of(m_rows.begin(), m_rows.end(), [](const Row& row) {
        return std::isfinite(row.cells[EpisodeMetrics::MIGRATIONS].statistics.mean);
    });
}

std::vector<const EpisodeMetric*>
ResultTable::GetShown(bool isBrief) const
{
    std::vector<const EpisodeMetric*> shown;
    for (const auto& metric : EpisodeMetric::GetAll())
    {
        if (IsShown(metric) && (metric.isBrief || !isBrief))
        {
            shown.push_back(&metric);
        }
    }
    return shown;
}

std::vector<std::string>
ResultTable::GetHead(bool isBrief) const
{
    std::vector<std::string> head;
    for (const auto& name : m_names)
    {
        if (!name.title.empty())
        {
            head.push_back(name.title);
        }
    }
    for (const auto* metric : GetShown(isBrief))
    {
        head.push_back(m_metrics.GetLabel(*metric));
    }
    return head;
}

std::vector<std::string>
ResultTable::GetNames(const Row& row) const
{
    std::vector<std::string> names;
    for (std::size_t i = 0; i < m_names.size(); ++i)
    {
        if (!m_names[i].title.empty())
        {
            names.push_back(row.names.at(i));
        }
    }
    names.back() += row.mark.empty() ? "" : " (" + row.mark + ")";
    return names;
}

template <typename Test>
bool
ResultTable::HasCell(const Test& test) const
{
    const auto shown = GetShown(true);
    return std::any_of(m_rows.begin(), m_rows.end(), [&](const Row& row) {
        return std::any_of(shown.begin(), shown.end(), [&](const auto* metric) {
            return test(row.cells[metric->metric]);
        });
    });
}

void
ResultTable::Print(std::ostream& os, std::size_t width) const
{
    std::vector<std::vector<std::string>> rows{GetHead(true)};
    const std::size_t names = rows[0].size() - GetShown(true).size();
    bool hasTrainings = false;
    for (const auto& row : m_rows)
    {
        rows.push_back(GetNames(row));
        for (const auto* metric : GetShown(true))
        {
            rows.back().push_back(ToText(row.cells[metric->metric], *metric));
        }
        if (row.trainings < 2)
        {
            continue;
        }
        hasTrainings = true;
        rows.emplace_back(names);
        rows.back().back() = "  " + std::to_string(row.trainings) + " trainings";
        for (const auto* metric : GetShown(true))
        {
            const std::string half = ToText(row.cells[metric->metric].spread.ci95, *metric);
            rows.back().push_back(half.empty() ? "" : "+- " + half);
        }
    }
    TextTable::Print(os, rows, names, width);
    const auto say = [&](bool isThere, const std::string& text) {
        if (isThere)
        {
            TextTable::PrintParagraph(os, text, width);
        }
    };
    say(HasCell([](const Cell& cell) { return cell.isBest; }),
        std::string("*: the best mean of its column") + (m_runs > 1 ? " and run" : ""));
    say(HasCell([](const Cell& cell) { return std::isfinite(cell.statistics.ci95); }),
        "+-: half the width of the 95 % confidence interval of the mean over evaluation seeds" +
            std::string(hasTrainings ? ", of several trainings over trainings and seeds; in the "
                                       "rows of trainings, over trainings alone"
                                     : ""));
    say(HasCell([](const Cell& cell) { return cell.isAtLeast; }), std::string(">=: ") + AT_LEAST);
    say(HasCell([](const Cell& cell) { return cell.countsLost; }),
        std::string("~: ") + COUNTS_LOST);
    for (const auto& [mark, text] : m_reasons)
    {
        say(std::any_of(m_rows.begin(),
                        m_rows.end(),
                        [&, own = mark](const Row& row) { return row.mark == own; }),
            "(" + mark + "): " + text);
    }
}

std::string
ResultTable::GetNotes() const
{
    std::string notes;
    for (const auto& [mark, text] : m_reasons)
    {
        std::string names;
        for (const auto& row : m_rows)
        {
            names += row.mark == mark ? (names.empty() ? "" : ", ") + row.names.back() : "";
        }
        notes += names.empty() ? "" : " (" + mark + ") " + names + ": " + text + ".";
    }
    bool isCut = false;
    bool countsLost = false;
    for (const auto& row : m_rows)
    {
        for (const auto& cell : row.cells)
        {
            isCut = isCut || cell.isAtLeast;
            countsLost = countsLost || cell.countsLost;
        }
    }
    return notes + (isCut ? std::string(" \xE2\x89\xA5: ") + AT_LEAST + "." : "") +
           (countsLost ? " " + std::string(DAGGER) + ": " + COUNTS_LOST + "." : "");
}

std::string
ResultTable::GetCsv() const
{
    std::string csv;
    for (const auto& name : m_names)
    {
        csv += CsvText::Field(name.column) + ",";
    }
    csv += "seeds";
    for (const auto& metric : EpisodeMetric::GetAll())
    {
        csv += std::string(",") + metric.name + "," + metric.name + "Ci95";
    }
    csv += ",atLeast,countsLost\n";
    for (const auto& row : m_rows)
    {
        for (const auto& name : row.names)
        {
            csv += CsvText::Field(name) + ",";
        }
        csv += std::to_string(row.seeds);
        std::string bounds;
        std::string counts;
        for (const auto& metric : EpisodeMetric::GetAll())
        {
            const Cell& cell = row.cells[metric.metric];
            csv += "," + CsvText::Number(cell.statistics.mean) + "," +
                   CsvText::Number(cell.statistics.ci95);
            bounds += cell.isAtLeast ? (bounds.empty() ? "" : " ") + std::string(metric.name) : "";
            counts += cell.countsLost ? (counts.empty() ? "" : " ") + std::string(metric.name) : "";
        }
        csv += "," + bounds + "," + counts + "\n";
    }
    return csv;
}

std::string
ResultTable::GetLatex() const
{
    const auto head = GetHead(true);
    const auto shown = GetShown(true);
    std::string text =
        "% Results of edge-inference: \\input this file inside of a table* (two columns wide; it "
        "needs no package).\n% Mean, and below it \\pm half the width of its 95 % confidence "
        "interval over evaluation seeds.\n% Bold: the best mean.\n% \\geq: " +
        std::string(AT_LEAST) + ".\n% \\dagger: " + COUNTS_LOST + ".\n\\begin{tabular}{" +
        std::string(head.size() - shown.size(), 'l') + std::string(shown.size(), 'r') +
        "}\n\\hline\n";
    const auto addRow = [&](const std::vector<std::string>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i)
        {
            text += (i == 0 ? "" : " &\n") + cells[i];
        }
        text += " \\\\\n";
    };
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < head.size(); ++i)
    {
        // A word a line, so that the numbers say how wide the table is.
        const bool isName = i + shown.size() < head.size();
        auto words = InputText::Split(EscapeLatex(head[i]), ' ');
        cells.push_back(isName ? EscapeLatex(head[i]) : StackLatex(words, 'r'));
    }
    addRow(cells);
    text += "\\hline\n";
    for (const auto& row : m_rows)
    {
        cells.clear();
        const auto names = GetNames(row);
        std::transform(names.begin(), names.end(), std::back_inserter(cells), EscapeLatex);
        for (const auto* metric : shown)
        {
            cells.push_back(ToLatex(row.cells[metric->metric], *metric));
        }
        addRow(cells);
    }
    return text + "\\hline\n\\end{tabular}\n";
}

ExperimentPage::Cell
ResultTable::MakePageCell(const Cell& cell, const EpisodeMetric& metric)
{
    const std::string mean = ToText(cell.statistics.mean, metric);
    const std::string half = ToText(cell.statistics.ci95, metric);
    ExperimentPage::Cell shown;
    shown.text = mean.empty() ? "\xE2\x80\x93"
                              : (cell.isAtLeast ? "\xE2\x89\xA5 " : "") + mean +
                                    (cell.countsLost ? DAGGER : "");
    // One seed has no interval.
    shown.detail = half.empty() ? "" : "\xC2\xB1 " + half;
    shown.best = cell.isBest;
    return shown;
}

void
ResultTable::AddTo(ExperimentPage& page) const
{
    std::vector<std::vector<ExperimentPage::Cell>> rows;
    for (const auto& row : m_rows)
    {
        std::vector<ExperimentPage::Cell> cells;
        for (std::size_t i = 0; i < m_names.size(); ++i)
        {
            if (!m_names[i].title.empty())
            {
                cells.push_back({row.names[i], "", false, -1});
            }
        }
        cells.back().detail = row.mark;
        cells.back().style = row.style;
        std::rotate(cells.begin(), cells.end() - 1, cells.end());
        for (const auto* metric : GetShown(false))
        {
            cells.push_back(MakePageCell(row.cells[metric->metric], *metric));
        }
        rows.push_back(std::move(cells));
    }
    auto head = GetHead(false);
    const auto names = static_cast<long>(head.size() - GetShown(false).size());
    std::rotate(head.begin(), head.begin() + names - 1, head.begin() + names);
    page.AddTable(head, rows);
}

} // namespace ns3
