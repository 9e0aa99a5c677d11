// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-sweep-results.h"

#include "../../model/input/input-text.h"
#include "experiment-figures.h"
#include "experiment-report.h"

#include "ns3/edge-inference-versions.h"
#include "ns3/inference-input-error.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

namespace ns3
{

namespace
{

using Json = nlohmann::ordered_json;

/**
 * @param json a number or null
 * @return the number or NaN
 */
double
ToNumber(const Json& json)
{
    return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

/**
 * @param text as of the command line
 * @return the value it stands for: JSON, otherwise a string
 */
Json
ToJson(const std::string& text)
{
    auto json = Json::parse(text, nullptr, false);
    return json.is_discarded() ? Json(text) : json;
}

} // namespace

ExperimentSweepResults::ExperimentSweepResults(const std::string& title,
                                               const std::string& description,
                                               const std::string& commandLine,
                                               const std::string& scenario)
    : m_title(title),
      m_description(description),
      m_commandLine(commandLine),
      m_scenario(scenario)
{
}

void
ExperimentSweepResults::AddKey(const std::string& pointer,
                               const std::string& label,
                               const std::string& title,
                               const std::vector<std::string>& values)
{
    Key key{pointer, label, title, values, {}, "", false};
    // Numbers, or quantities with one unit as in 5ms, 10ms.
    for (const auto& value : values)
    {
        std::string text = value;
        text.erase(std::remove(text.begin(), text.end(), '"'), text.end());
        double number = 0;
        std::string unit;
        if (!InputText::ReadQuantity(text, number, unit) ||
            (!key.numbers.empty() && unit != key.unit))
        {
            key.numbers.clear();
            break;
        }
        key.unit = unit;
        key.numbers.push_back(number);
    }
    if (!key.numbers.empty())
    {
        const auto [least, most] = std::minmax_element(key.numbers.begin(), key.numbers.end());
        key.log = *least > 0 && *most / *least >= 50;
    }
    m_keys.push_back(std::move(key));
}

void
ExperimentSweepResults::AddRun(const std::string& folder,
                               const std::vector<std::string>& values,
                               const std::string& summary)
{
    Run run;
    run.folder = folder;
    for (std::size_t i = 0; i < m_keys.size(); ++i)
    {
        const auto& all = m_keys[i].values;
        run.values.push_back(std::find(all.begin(), all.end(), values.at(i)) - all.begin());
    }
    std::ifstream file(summary, std::ios::binary);
    if (!file)
    {
        throw InferenceInputError(summary, "", std::strerror(errno), "the summary of a run");
    }
    try
    {
        const Json json = Json::parse(file);
        for (const auto& quality : json.at("qualities"))
        {
            m_qualities.insert(quality.get<std::string>());
        }
        for (const auto& [name, policy] : json.at("policies").items())
        {
            Result result;
            result.policy = name;
            const Json validation = policy.value("validation", Json::object());
            result.mark = ResultTable::ChooseMark(policy.value("untrained", false),
                                                  policy.value("stillRising", false),
                                                  !validation.value("betterLeaders", "").empty());
            for (const auto& metric : EpisodeMetric::GetAll())
            {
                const Json& entry = policy.at(metric.name);
                result.cells[metric.metric].statistics = {ToNumber(entry.at("mean")),
                                                          ToNumber(entry.at("ci95"))};
                result.cells[metric.metric].isAtLeast = entry.value("atLeast", false);
                result.cells[metric.metric].countsLost = entry.value("countsLost", false);
                for (const auto& value : entry.at("values"))
                {
                    result.values[metric.metric].push_back(ToNumber(value));
                }
            }
            if (std::find(m_policies.begin(), m_policies.end(), name) == m_policies.end())
            {
                m_policies.push_back(name);
            }
            run.results.push_back(std::move(result));
        }
    }
    catch (const nlohmann::json::exception&)
    {
        throw InferenceInputError(summary,
                                  "",
                                  "a damaged file",
                                  "the summary of a run",
                                  "remove its folder to run it again");
    }
    m_runs.push_back(std::move(run));
}

ResultTable
ExperimentSweepResults::MakeTable() const
{
    std::vector<ResultTable::Name> names{{"run", ""}};
    for (const auto& key : m_keys)
    {
        names.push_back({key.pointer, key.label});
    }
    names.push_back({"policy", "Policy"});
    ResultTable table(names, MetricNames(m_qualities));
    for (const auto& run : m_runs)
    {
        std::vector<ResultTable::Row> rows;
        for (const auto& result : run.results)
        {
            ResultTable::Row row;
            row.names = {run.folder};
            for (std::size_t i = 0; i < m_keys.size(); ++i)
            {
                row.names.push_back(m_keys[i].values[run.values[i]]);
            }
            row.names.push_back(result.policy);
            row.mark = result.mark;
            row.style = static_cast<int>(GetStyle(result.policy));
            row.seeds = result.values[0].size();
            row.cells = result.cells;
            rows.push_back(std::move(row));
        }
        table.AddRun(std::move(rows));
    }
    table.ExplainMarks();
    return table;
}

std::string
ExperimentSweepResults::GetCsv() const
{
    return MakeTable().GetCsv();
}

std::string
ExperimentSweepResults::GetLatex() const
{
    return MakeTable().GetLatex();
}

std::size_t
ExperimentSweepResults::GetStyle(const std::string& policy) const
{
    return std::find(m_policies.begin(), m_policies.end(), policy) - m_policies.begin();
}

std::string
ExperimentSweepResults::GetJson() const
{
    Json json;
    json["commandLine"] = m_commandLine;
    json["keys"] = Json::array();
    for (const auto& key : m_keys)
    {
        Json values = Json::array();
        for (const auto& value : key.values)
        {
            values.push_back(ToJson(value));
        }
        json["keys"].push_back({{"pointer", key.pointer}, {"values", values}});
    }
    json["versions"] = {{"edge-inference", GetEdgeInferenceVersion()},
                        {"ns-3", GetNs3Version()},
                        {"libtorch", GetLibTorchVersion()}};
    json["scenario"] = ToJson(m_scenario);
    json["runs"] = Json::array();
    for (const auto& run : m_runs)
    {
        Json entry;
        entry["folder"] = run.folder;
        for (std::size_t i = 0; i < m_keys.size(); ++i)
        {
            entry["set"][m_keys[i].pointer] = ToJson(m_keys[i].values[run.values[i]]);
        }
        for (const auto& result : run.results)
        {
            for (const auto& metric : EpisodeMetric::GetAll())
            {
                const auto& cell = result.cells[metric.metric];
                Json& item = entry["policies"][result.policy][metric.name];
                item = {{"mean", cell.statistics.mean},
                        {"ci95", cell.statistics.ci95},
                        {"values", result.values[metric.metric]}};
                if (cell.isAtLeast)
                {
                    item["atLeast"] = true;
                }
                if (cell.countsLost)
                {
                    item["countsLost"] = true;
                }
            }
        }
        json["runs"].push_back(std::move(entry));
    }
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string
ExperimentSweepResults::GetName(const Run& run, std::size_t but) const
{
    std::string name;
    for (std::size_t i = 0; i < m_keys.size(); ++i)
    {
        if (i != but)
        {
            name += (name.empty() ? "" : ", ") + m_keys[i].label + " = " +
                    m_keys[i].values[run.values[i]];
        }
    }
    return name;
}

std::vector<const ExperimentSweepResults::Run*>
ExperimentSweepResults::GetFacets(std::size_t key) const
{
    std::vector<const Run*> facets;
    for (const auto& run : m_runs)
    {
        if (run.values[key] == 0)
        {
            facets.push_back(&run);
        }
    }
    return facets;
}

std::vector<const EpisodeMetric*>
ExperimentSweepResults::GetShown() const
{
    const ResultTable table = MakeTable();
    std::vector<const EpisodeMetric*> shown;
    for (const auto& metric : EpisodeMetric::GetAll())
    {
        if (table.IsShown(metric))
        {
            shown.push_back(&metric);
        }
    }
    return shown;
}

bool
ExperimentSweepResults::CountsLost(const EpisodeMetric& metric) const
{
    return std::any_of(m_runs.begin(), m_runs.end(), [&](const Run& run) {
        return std::any_of(run.results.begin(), run.results.end(), [&](const Result& result) {
            return result.cells[metric.metric].countsLost;
        });
    });
}

ExperimentFigure::Series
ExperimentSweepResults::MakeSeries(std::size_t key,
                                   const Run& fixed,
                                   std::size_t policy,
                                   const EpisodeMetric& metric) const
{
    const Key& across = m_keys[key];
    const bool hasNumbers = !across.numbers.empty();
    // Beside each other where lines do not tell policies apart.
    const double shift =
        (static_cast<double>(policy) + 0.5) / static_cast<double>(m_policies.size()) - 0.5;
    ExperimentFigure::Series series{m_policies[policy], static_cast<uint32_t>(policy), hasNumbers};
    for (const auto& run : m_runs)
    {
        bool isSame = true;
        for (std::size_t i = 0; i < m_keys.size(); ++i)
        {
            isSame = isSame && (i == key || run.values[i] == fixed.values[i]);
        }
        for (const auto& result : run.results)
        {
            if (isSame && result.policy == m_policies[policy])
            {
                const auto shown =
                    ExperimentFigures::Scale(result.cells[metric.metric].statistics, metric);
                const std::size_t value = run.values[key];
                const double x =
                    hasNumbers ? across.numbers[value] : static_cast<double>(value) + 0.6 * shift;
                series.points.push_back(
                    {x, shown.mean, 0, shown.ci95, result.cells[metric.metric].isAtLeast});
            }
        }
    }
    std::stable_sort(series.points.begin(), series.points.end(), [](const auto& a, const auto& b) {
        return a.x < b.x;
    });
    return series;
}

ExperimentFigure
ExperimentSweepResults::MakeFigure(std::size_t key,
                                   const Run& fixed,
                                   const EpisodeMetric& metric) const
{
    const Key& across = m_keys[key];
    ExperimentFigure::Panel panel;
    panel.x.label = (across.title.empty() ? across.label : across.title) +
                    (across.unit.empty() ? "" : " (" + across.unit + ")");
    panel.x.log = across.log;
    for (std::size_t i = 0; across.numbers.empty() && i < across.values.size(); ++i)
    {
        panel.x.names.emplace_back(static_cast<double>(i), across.values[i]);
    }
    panel.y = ExperimentFigures::MakeAxis(metric, MetricNames(m_qualities));
    for (std::size_t policy = 0; policy < m_policies.size(); ++policy)
    {
        panel.series.push_back(MakeSeries(key, fixed, policy, metric));
    }
    if (CountsLost(metric))
    {
        panel.y.label += ", lost: deadline";
    }
    ExperimentFigure figure;
    figure.description = panel.y.label + " over " + across.label + ", by policy";
    figure.panels = {panel};
    return figure;
}

FigureFiles
ExperimentSweepResults::WriteFigures(const std::string& folder) const
{
    FigureFiles files(folder);
    const auto facets = GetFacets(0);
    for (std::size_t facet = 0; facet < facets.size(); ++facet)
    {
        const std::string name = GetName(*facets[facet], 0);
        for (const auto* metric : GetShown())
        {
            files.Write(std::string("sweep-") + metric->name +
                            (facets.size() > 1 ? "-" + std::to_string(facet + 1) : ""),
                        MakeFigure(0, *facets[facet], *metric),
                        name);
        }
    }
    return files;
}

void
ExperimentSweepResults::AddFigures(ExperimentPage& page, std::size_t key) const
{
    std::vector<std::pair<uint32_t, std::string>> legend;
    for (const auto& policy : m_policies)
    {
        legend.emplace_back(legend.size(), policy);
    }
    page.AddSection("Over " + m_keys[key].label,
                    "Mean over evaluation seeds, with its 95 % confidence interval.");
    page.AddLegend(legend);
    const auto facets = GetFacets(key);
    for (std::size_t facet = 0; facet < facets.size(); ++facet)
    {
        const std::string name = GetName(*facets[facet], key);
        if (!name.empty())
        {
            page.BeginFold(name, key == 0 && facet < 4);
        }
        page.BeginFigures();
        for (const auto* metric : GetShown())
        {
            if (metric->isBrief)
            {
                page.AddFigure(MetricNames(m_qualities).GetTitle(*metric),
                               MakeFigure(key, *facets[facet], *metric).Draw(),
                               ExperimentFigures::GetNote(*metric));
            }
        }
        page.EndFigures();
        if (!name.empty())
        {
            page.EndFold();
        }
    }
}

void
ExperimentSweepResults::AddTable(ExperimentPage& page) const
{
    const ResultTable table = MakeTable();
    page.AddSection("Every run",
                    "Each run has a folder of its own, with a report, its tasks and its epochs. "
                    "The best mean of each run is marked." +
                        table.GetNotes());
    page.BeginFold("Results of " + ExperimentReport::Count(m_runs.size(), "run", "runs"),
                   m_runs.size() <= 6);
    table.AddTo(page);
    page.EndFold();
}

void
ExperimentSweepResults::AddBooks(ExperimentPage& page) const
{
    page.AddSection("How to repeat it", "The same program and arguments give the same bytes.");
    page.AddCode(m_commandLine);
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& key : m_keys)
    {
        std::string values;
        for (const auto& value : key.values)
        {
            values += (values.empty() ? "" : ", ") + value;
        }
        pairs.emplace_back(key.pointer, values);
    }
    page.AddPairs(pairs);
    ExperimentReport::AddVersions(page);
    page.AddDetails("The scenario that the keys were changed in, with all its defaults",
                    m_scenario);
}

std::string
ExperimentSweepResults::GetPage(const std::vector<std::string>& files) const
{
    std::string keys;
    for (const auto& key : m_keys)
    {
        keys += (keys.empty() ? "" : " by ") +
                ExperimentReport::Count(key.values.size(), "value", "values") + " of " + key.label;
    }
    ExperimentPage page(m_title,
                        m_description,
                        "A sweep of " + ExperimentReport::Count(m_runs.size(), "run", "runs") +
                            ": " + keys + ", " +
                            ExperimentReport::Count(m_policies.size(), "policy", "policies") +
                            " on the same evaluation seeds.");
    for (std::size_t key = 0; key < m_keys.size(); ++key)
    {
        AddFigures(page, key);
    }
    AddTable(page);
    ExperimentReport::AddPicture(page,
                                 m_scenario,
                                 "As it is before the keys of the sweep are changed.");
    auto all = files;
    for (const auto& run : m_runs)
    {
        all.push_back(run.folder + "/report.html");
    }
    page.AddFiles(all);
    AddBooks(page);
    return page.GetHtml();
}

void
ExperimentSweepResults::PrintTable(std::ostream& os, std::size_t width) const
{
    MakeTable().Print(os, width);
}

} // namespace ns3
