// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-sweep-results.h"

#include "experiment-report.h"

#include "../../model/input/input-text.h"

#include "ns3/edge-inference-versions.h"
#include "ns3/inference-input-error.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
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
 * @param text a text
 * @return it as a field of a CSV file (RFC 4180)
 */
std::string
ToField(const std::string& text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos)
    {
        return text;
    }
    std::string field = "\"";
    for (const char c : text)
    {
        field += c == '"' ? "\"\"" : std::string(1, c);
    }
    return field + "\"";
}

/**
 * @param value a number
 * @return it, with as many digits as it takes; nothing for NaN
 */
std::string
ToText(double value)
{
    std::array<char, 40> text;
    std::snprintf(text.data(), text.size(), "%.9g", value);
    return std::isfinite(value) ? text.data() : "";
}

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
                               const std::vector<std::string>& values)
{
    Key key{pointer, label, values, {}, "", false};
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
        for (const auto& [name, policy] : json.at("policies").items())
        {
            Result result;
            result.policy = name;
            for (std::size_t metric = 0; metric < EpisodeResult::METRICS; ++metric)
            {
                const Json& entry = policy.at(EpisodeResult::GetName(metric));
                result.means[metric] = {ToNumber(entry.at("mean")), ToNumber(entry.at("ci95"))};
                for (const auto& value : entry.at("values"))
                {
                    result.values[metric].push_back(ToNumber(value));
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

std::string
ExperimentSweepResults::GetCsv() const
{
    std::string csv = "run";
    for (const auto& key : m_keys)
    {
        csv += "," + ToField(key.pointer);
    }
    csv += ",policy,seeds";
    for (std::size_t metric = 0; metric < EpisodeResult::METRICS; ++metric)
    {
        const std::string name = EpisodeResult::GetName(metric);
        csv += "," + name + "," + name + "Ci95";
    }
    csv += "\n";
    for (const auto& run : m_runs)
    {
        for (const auto& result : run.results)
        {
            csv += ToField(run.folder);
            for (std::size_t i = 0; i < m_keys.size(); ++i)
            {
                csv += "," + ToField(m_keys[i].values[run.values[i]]);
            }
            csv += "," + ToField(result.policy) + "," + std::to_string(result.values[0].size());
            for (const auto& statistics : result.means)
            {
                csv += "," + ToText(statistics.mean) + "," + ToText(statistics.ci95);
            }
            csv += "\n";
        }
    }
    return csv;
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
            for (std::size_t metric = 0; metric < EpisodeResult::METRICS; ++metric)
            {
                entry["policies"][result.policy][EpisodeResult::GetName(metric)] = {
                    {"mean", result.means[metric].mean},
                    {"ci95", result.means[metric].ci95},
                    {"values", result.values[metric]}};
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

std::vector<std::size_t>
ExperimentSweepResults::GetShown() const
{
    bool hasServers = false;
    for (const auto& run : m_runs)
    {
        for (const auto& result : run.results)
        {
            hasServers = hasServers || std::isfinite(result.means[EpisodeResult::MIGRATIONS].mean);
        }
    }
    std::vector<std::size_t> shown;
    const auto& metrics = ExperimentReport::GetMetrics();
    for (std::size_t i = 0; i < metrics.size(); ++i)
    {
        if (hasServers || (metrics[i].metric != EpisodeResult::MIGRATIONS &&
                           metrics[i].metric != EpisodeResult::INTERRUPTION))
        {
            shown.push_back(i);
        }
    }
    return shown;
}

ExperimentSvg
ExperimentSweepResults::Draw(std::size_t key, const Run& fixed, std::size_t metric) const
{
    const Key& across = m_keys[key];
    const auto& shown = ExperimentReport::GetMetrics().at(metric);
    const std::string unit = across.unit.empty() ? "" : " (" + across.unit + ")";
    ExperimentSvg svg(across.label + unit, shown.unit);
    svg.SetDescription(shown.GetLabel() + " over " + across.label + ", by policy");
    if (across.numbers.empty())
    {
        svg.SetCategories(across.values);
    }
    if (across.log)
    {
        svg.SetLogX();
    }
    for (std::size_t policy = 0; policy < m_policies.size(); ++policy)
    {
        ExperimentSvg::Series series{m_policies[policy],
                                     static_cast<uint32_t>(policy),
                                     !across.numbers.empty(),
                                     true,
                                     false,
                                     {}};
        for (const auto& run : m_runs)
        {
            bool same = true;
            for (std::size_t i = 0; i < m_keys.size(); ++i)
            {
                same = same && (i == key || run.values[i] == fixed.values[i]);
            }
            for (const auto& result : run.results)
            {
                if (same && result.policy == m_policies[policy])
                {
                    const auto& statistics = result.means[shown.metric];
                    const std::size_t value = run.values[key];
                    // Beside each other where lines do not tell policies apart.
                    const double shift = (static_cast<double>(policy) + 0.5) /
                                             static_cast<double>(m_policies.size()) -
                                         0.5;
                    const double x = across.numbers.empty()
                                         ? static_cast<double>(value) + 0.6 * shift
                                         : across.numbers[value];
                    series.points.push_back(
                        {x, shown.scale * statistics.mean, 0, shown.scale * statistics.ci95});
                }
            }
        }
        std::stable_sort(series.points.begin(),
                         series.points.end(),
                         [](const auto& a, const auto& b) { return a.x < b.x; });
        svg.Add(std::move(series));
    }
    return svg;
}

std::vector<std::pair<std::string, std::string>>
ExperimentSweepResults::GetFigures() const
{
    std::vector<std::pair<std::string, std::string>> figures;
    const auto facets = GetFacets(0);
    const auto& metrics = ExperimentReport::GetMetrics();
    for (std::size_t facet = 0; facet < facets.size(); ++facet)
    {
        const std::string name = GetName(*facets[facet], 0);
        for (const std::size_t metric : GetShown())
        {
            figures.emplace_back(
                std::string("sweep-") + EpisodeResult::GetName(metrics[metric].metric) +
                    (facets.size() > 1 ? "-" + std::to_string(facet + 1) : "") + ".svg",
                Draw(0, *facets[facet], metric)
                    .DrawFile(metrics[metric].GetLabel() + (name.empty() ? "" : ": " + name)));
        }
    }
    return figures;
}

std::string
ExperimentSweepResults::GetPage() const
{
    const auto& metrics = ExperimentReport::GetMetrics();
    const auto plural = [](std::size_t n, const std::string& one, const std::string& more) {
        return std::to_string(n) + " " + (n == 1 ? one : more);
    };
    std::string keys;
    for (const auto& key : m_keys)
    {
        keys += (keys.empty() ? "" : " by ") + plural(key.values.size(), "value", "values") +
                " of " + key.label;
    }
    ExperimentPage page(m_title,
                        (m_description.empty() ? "" : m_description + ". ") + "A sweep of " +
                            plural(m_runs.size(), "run", "runs") + ": " + keys + ", " +
                            plural(m_policies.size(), "policy", "policies") +
                            " on the same evaluation seeds.");
    std::vector<std::pair<uint32_t, std::string>> legend;
    for (std::size_t policy = 0; policy < m_policies.size(); ++policy)
    {
        legend.emplace_back(policy, m_policies[policy]);
    }
    for (std::size_t key = 0; key < m_keys.size(); ++key)
    {
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
            for (const std::size_t metric : GetShown())
            {
                if (metrics[metric].metric != EpisodeResult::P95_LATENCY &&
                    metrics[metric].metric != EpisodeResult::THROUGHPUT)
                {
                    page.AddFigure(metrics[metric].title,
                                   Draw(key, *facets[facet], metric).Draw(),
                                   metrics[metric].most ? "More is better." : "Less is better.");
                }
            }
            page.EndFigures();
            if (!name.empty())
            {
                page.EndFold();
            }
        }
    }
    page.AddSection("Every run",
                    "Each run has a folder of its own, with a report, its tasks and its epochs.");
    page.BeginFold("Results of " + plural(m_runs.size(), "run", "runs"), m_runs.size() <= 6);
    std::vector<std::string> head{"Policy"};
    for (const auto& key : m_keys)
    {
        head.push_back(key.label);
    }
    for (const std::size_t shown : GetShown())
    {
        head.push_back(metrics[shown].GetLabel());
    }
    std::vector<std::vector<ExperimentPage::Cell>> rows;
    for (const auto& run : m_runs)
    {
        for (const auto& result : run.results)
        {
            const auto policy = std::find(m_policies.begin(), m_policies.end(), result.policy);
            std::vector<ExperimentPage::Cell> row{
                {result.policy, "", false, static_cast<int>(policy - m_policies.begin())}};
            for (std::size_t i = 0; i < m_keys.size(); ++i)
            {
                row.push_back({m_keys[i].values[run.values[i]], "", false, -1});
            }
            for (const std::size_t shown : GetShown())
            {
                const auto& metric = metrics[shown];
                const auto& statistics = result.means[metric.metric];
                row.push_back(ExperimentReport::MakeCell(metric.scale * statistics.mean,
                                                         metric.scale * statistics.ci95,
                                                         metric.digits));
            }
            rows.push_back(std::move(row));
        }
    }
    page.AddTable(head, rows);
    page.EndFold();
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
    return page.GetHtml();
}

void
ExperimentSweepResults::PrintTable(std::ostream& os) const
{
    std::vector<std::vector<std::string>> rows(1);
    for (const auto& key : m_keys)
    {
        rows[0].push_back(key.label);
    }
    rows[0].push_back("policy");
    const auto& metrics = ExperimentReport::GetMetrics();
    for (const std::size_t shown : GetShown())
    {
        rows[0].emplace_back(EpisodeResult::GetName(metrics[shown].metric));
    }
    for (const auto& run : m_runs)
    {
        for (const auto& result : run.results)
        {
            std::vector<std::string> row;
            for (std::size_t i = 0; i < m_keys.size(); ++i)
            {
                row.push_back(m_keys[i].values[run.values[i]]);
            }
            row.push_back(result.policy);
            for (const std::size_t shown : GetShown())
            {
                const auto& statistics = result.means[metrics[shown].metric];
                std::array<char, 64> text;
                std::snprintf(text.data(),
                              text.size(),
                              std::isnan(statistics.ci95) ? "%.4g" : "%.4g +- %.2g",
                              statistics.mean,
                              statistics.ci95);
                row.emplace_back(text.data());
            }
            rows.push_back(std::move(row));
        }
    }
    std::vector<std::size_t> widths(rows[0].size(), 0);
    for (const auto& row : rows)
    {
        for (std::size_t i = 0; i < row.size(); ++i)
        {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    for (const auto& row : rows)
    {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
        {
            line += row[i] + std::string(widths[i] - row[i].size() + 2, ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        os << line << '\n';
    }
}

} // namespace ns3
