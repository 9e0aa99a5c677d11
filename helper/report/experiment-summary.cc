// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/experiment-summary.h"

#include "hierarchical-bootstrap.h"
#include "result-table.h"

#include "ns3/edge-inference-versions.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace ns3
{

std::vector<double>
ExperimentSummary::Policy::GetValues(std::size_t metric) const
{
    std::vector<double> values;
    values.reserve(episodes.size());
    for (const auto& episode : episodes)
    {
        values.push_back(episode.values.at(metric));
    }
    return values;
}

bool
ExperimentSummary::Policy::IsAtLeast(std::size_t metric) const
{
    return std::any_of(episodes.begin(), episodes.end(), [&](const auto& episode) {
        return episode.atLeast.at(metric);
    });
}

bool
ExperimentSummary::Policy::CountsLost(std::size_t metric) const
{
    return metric == EpisodeResult::MEAN_LATENCY &&
           std::any_of(episodes.begin(), episodes.end(), [](const auto& episode) {
               return episode.dropped > 0;
           });
}

bool
ExperimentSummary::Policy::IsUntrained() const
{
    return gradientSteps && *gradientSteps == 0;
}

SeedStatistics
ExperimentSummary::Policy::GetSpread(std::size_t metric) const
{
    return SeedStatistics::Of(GetTrainingMeans(metric));
}

std::vector<std::vector<double>>
ExperimentSummary::Policy::GetTrainingValues(std::size_t metric) const
{
    if (trainings.empty())
    {
        return {GetValues(metric)};
    }
    std::vector<std::vector<double>> values;
    for (const auto& training : trainings)
    {
        values.emplace_back();
        for (const auto& seed : training)
        {
            values.back().push_back(seed.at(metric));
        }
    }
    return values;
}

std::vector<double>
ExperimentSummary::Policy::GetTrainingMeans(std::size_t metric) const
{
    std::vector<double> means;
    means.reserve(trainings.size());
    for (const auto& training : GetTrainingValues(metric))
    {
        means.push_back(SeedStatistics::Of(training).mean);
    }
    return means;
}

SeedStatistics
ExperimentSummary::Policy::GetStatistics(std::size_t metric) const
{
    return trainings.empty() ? SeedStatistics::Of(GetValues(metric))
                             : HierarchicalBootstrap::GetMean(GetTrainingValues(metric));
}

SeedStatistics
ExperimentSummary::GetDifference(std::size_t policy, std::size_t metric) const
{
    const Policy& own = m_policies.at(policy);
    const Policy& other = m_policies.front();
    if (!own.trainings.empty() || !other.trainings.empty())
    {
        return HierarchicalBootstrap::GetDifference(own.GetTrainingValues(metric),
                                                    other.GetTrainingValues(metric));
    }
    auto differences = own.GetValues(metric);
    const auto first = other.GetValues(metric);
    for (std::size_t i = 0; i < differences.size(); ++i)
    {
        differences[i] -= first.at(i);
    }
    return SeedStatistics::Of(differences);
}

void
ExperimentSummary::AddArgument(const std::string& name, const std::string& value)
{
    m_arguments.emplace_back(name, value);
}

void
ExperimentSummary::SetScenario(const std::string& json)
{
    m_scenario = json;
}

const std::vector<std::pair<std::string, std::string>>&
ExperimentSummary::GetArguments() const
{
    return m_arguments;
}

const std::string&
ExperimentSummary::GetScenario() const
{
    return m_scenario;
}

const std::vector<uint64_t>&
ExperimentSummary::GetSeeds() const
{
    return m_seeds;
}

void
ExperimentSummary::SetSeeds(const std::vector<uint64_t>& seeds)
{
    m_seeds = seeds;
}

const std::vector<uint64_t>&
ExperimentSummary::GetValidationSeeds() const
{
    return m_validationSeeds;
}

void
ExperimentSummary::SetValidationSeeds(const std::vector<uint64_t>& seeds)
{
    m_validationSeeds = seeds;
}

void
ExperimentSummary::AddPolicy(Policy policy)
{
    m_policies.push_back(std::move(policy));
}

const std::vector<ExperimentSummary::Policy>&
ExperimentSummary::GetPolicies() const
{
    return m_policies;
}

bool
ExperimentSummary::IsShown(const EpisodeMetric& metric) const
{
    return !metric.needsServers ||
           std::any_of(m_policies.begin(), m_policies.end(), [](const Policy& policy) {
               const auto values = policy.GetValues(EpisodeResult::MIGRATIONS);
               return std::any_of(values.begin(), values.end(), [](double value) {
                   return !std::isnan(value);
               });
           });
}

std::set<std::string>
ExperimentSummary::GetQualities() const
{
    std::set<std::string> qualities;
    for (const auto& policy : m_policies)
    {
        for (const auto& episode : policy.episodes)
        {
            qualities.insert(episode.qualities.begin(), episode.qualities.end());
        }
    }
    return qualities;
}

ResultTable
ExperimentSummary::MakeTable() const
{
    ResultTable table({{"policy", "Policy"}}, MetricNames(GetQualities()));
    std::vector<ResultTable::Row> rows;
    for (const auto& policy : m_policies)
    {
        ResultTable::Row row;
        row.names = {policy.name};
        row.mark =
            ResultTable::ChooseMark(policy.IsUntrained(),
                                    policy.isStillRising,
                                    !ValidationCurve::FindBetterLeaders(policy.validation).empty());
        row.style = static_cast<int>(rows.size());
        row.seeds = policy.episodes.size();
        row.trainings = std::max<std::size_t>(1, policy.trainings.size());
        for (std::size_t metric = 0; metric < EpisodeResult::METRICS; ++metric)
        {
            row.cells[metric] = {policy.GetStatistics(metric),
                                 policy.IsAtLeast(metric),
                                 policy.CountsLost(metric),
                                 false,
                                 policy.GetSpread(metric)};
        }
        rows.push_back(std::move(row));
    }
    table.AddRun(std::move(rows));
    table.ExplainMarks();
    return table;
}

void
ExperimentSummary::PrintTable(std::ostream& os, std::size_t width) const
{
    MakeTable().Print(os, width);
}

namespace
{

using Json = nlohmann::ordered_json;

/**
 * @param names titles and units of metrics
 * @return what is known about each metric
 */
Json
DescribeMetrics(const MetricNames& names)
{
    Json json = Json::object();
    const auto limit = [](double value) { return std::isfinite(value) ? Json(value) : Json(); };
    for (const auto& metric : EpisodeMetric::GetAll())
    {
        json[metric.name] = {{"title", names.GetTitle(metric)},
                             {"unit", names.GetUnit(metric)},
                             {"scale", metric.scale},
                             {"digits", metric.digits},
                             {"best", metric.isMoreBetter ? "most" : "least"},
                             {"range", {limit(metric.least), limit(metric.most)}}};
    }
    return json;
}

/**
 * @param curves of a learner, one a training
 * @return how it did on validation seeds
 */
Json
DescribeValidation(const std::vector<ValidationCurve>& curves)
{
    Json json = {{"episodes", Json::array()}, {"means", Json::array()}, {"ci95", Json::array()}};
    for (std::size_t i = 0; i < ValidationCurve::CountPoints(curves); ++i)
    {
        const auto statistics = ValidationCurve::GetSpread(curves, i);
        json["episodes"].push_back(curves.front().points[i].episode);
        json["means"].push_back(statistics.mean);
        json["ci95"].push_back(statistics.ci95);
    }
    json["keptEpisodes"] = Json::array();
    for (const auto& curve : curves)
    {
        const auto* const best = curve.FindBest();
        json["keptEpisodes"].push_back(best ? Json(best->episode) : Json());
    }
    json["kept"] = SeedStatistics::Of(ValidationCurve::GetKept(curves)).mean;
    json["leaders"] = Json::object();
    for (const auto& leader : curves.front().leaders)
    {
        const auto difference = ValidationCurve::Compare(curves, leader);
        json["leaders"][leader.name] = {
            {"mean", SeedStatistics::Of(leader.rewards).mean},
            {"difference", {{"mean", difference.mean}, {"ci95", difference.ci95}}}};
    }
    json["betterLeaders"] = ValidationCurve::FindBetterLeaders(curves);
    return json;
}

/**
 * @param summary results
 * @param number of a policy
 * @return what the policy came to
 */
Json
DescribePolicy(const ExperimentSummary& summary, std::size_t number)
{
    const auto& policy = summary.GetPolicies()[number];
    Json entry = Json::object();
    for (const auto& metric : EpisodeMetric::GetAll())
    {
        const auto values = policy.GetValues(metric.metric);
        const auto statistics = policy.GetStatistics(metric.metric);
        // nlohmann writes NaN as null.
        Json& item = entry[metric.name];
        item = {{"mean", statistics.mean}, {"ci95", statistics.ci95}, {"values", values}};
        if (policy.IsAtLeast(metric.metric))
        {
            item["atLeast"] = true;
        }
        if (policy.CountsLost(metric.metric))
        {
            item["countsLost"] = true;
        }
        if (number > 0)
        {
            const auto difference = summary.GetDifference(number, metric.metric);
            item["difference"] = {{"mean", difference.mean}, {"ci95", difference.ci95}};
        }
        if (!policy.trainings.empty())
        {
            item["trainings"] = {{"ci95", policy.GetSpread(metric.metric).ci95},
                                 {"means", policy.GetTrainingMeans(metric.metric)},
                                 {"values", policy.GetTrainingValues(metric.metric)}};
        }
    }
    for (const auto& [name, value] : policy.remarks)
    {
        entry[name] = value;
    }
    if (policy.gradientSteps)
    {
        entry["gradientSteps"] = *policy.gradientSteps;
        entry["untrained"] = policy.IsUntrained();
        entry["stillRising"] = policy.isStillRising;
    }
    if (!policy.validation.empty())
    {
        entry["validation"] = DescribeValidation(policy.validation);
    }
    return entry;
}

} // namespace

std::string
ExperimentSummary::GetJson() const
{
    Json json;
    json["arguments"] = Json::object();
    for (const auto& [name, value] : m_arguments)
    {
        json["arguments"][name] = value;
    }
    if (!m_scenario.empty())
    {
        json["scenario"] = Json::parse(m_scenario);
    }
    json["seeds"] = m_seeds;
    if (!m_validationSeeds.empty())
    {
        json["validationSeeds"] = m_validationSeeds;
    }
    json["versions"] = {{"edge-inference", GetEdgeInferenceVersion()},
                        {"ns-3", GetNs3Version()},
                        {"libtorch", GetLibTorchVersion()}};
    json["qualities"] = GetQualities();
    json["metrics"] = DescribeMetrics(MetricNames(GetQualities()));
    json["policies"] = Json::object();
    for (std::size_t i = 0; i < m_policies.size(); ++i)
    {
        json["policies"][m_policies[i].name] = DescribePolicy(*this, i);
    }
    return json.dump(2) + "\n";
}

} // namespace ns3
