// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/experiment-summary.h"

#include "ns3/edge-inference-versions.h"

#include <algorithm>
#include <array>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

namespace ns3
{

SeedStatistics
SeedStatistics::Of(const std::vector<double>& values)
{
    SeedStatistics statistics;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto n = static_cast<double>(values.size());
    statistics.mean = values.empty() ? nan : 0;
    for (const double value : values)
    {
        statistics.mean += value / n;
    }
    statistics.ci95 = nan;
    if (values.size() >= 2 && !std::isnan(statistics.mean))
    {
        double squares = 0;
        for (const double value : values)
        {
            squares += (value - statistics.mean) * (value - statistics.mean);
        }
        const boost::math::students_t student(n - 1);
        statistics.ci95 = boost::math::quantile(student, 0.975) * std::sqrt(squares / (n - 1) / n);
    }
    return statistics;
}

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

SeedStatistics
ExperimentSummary::Policy::GetSpread(std::size_t metric) const
{
    std::vector<double> means;
    means.reserve(trainings.size());
    for (const auto& training : trainings)
    {
        means.push_back(training.at(metric));
    }
    return SeedStatistics::Of(means);
}

SeedStatistics
ExperimentSummary::GetDifference(std::size_t policy, std::size_t metric) const
{
    auto differences = m_policies.at(policy).GetValues(metric);
    const auto first = m_policies.front().GetValues(metric);
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
ExperimentSummary::IsShown(std::size_t metric) const
{
    return (metric != EpisodeResult::MIGRATIONS && metric != EpisodeResult::INTERRUPTION) ||
           std::any_of(m_policies.begin(), m_policies.end(), [](const Policy& policy) {
               const auto values = policy.GetValues(EpisodeResult::MIGRATIONS);
               return std::any_of(values.begin(), values.end(), [](double value) {
                   return !std::isnan(value);
               });
           });
}

void
ExperimentSummary::PrintTable(std::ostream& os) const
{
    /// A column of the table.
    struct Column
    {
        EpisodeResult::Metric metric; //!< what it shows
        const char* title;            //!< its head
        double scale;                 //!< from SI to the unit of the head
        int digits;                   //!< after the point
        bool most;                    //!< more is better
    };

    static const std::array<Column, 9> all{
        {{EpisodeResult::REWARD, "reward", 1, 3, true},
         {EpisodeResult::AVERAGE_ACCURACY, "accuracy", 1, 3, true},
         {EpisodeResult::DEADLINE_SATISFACTION, "in time %", 100, 1, true},
         {EpisodeResult::MEAN_LATENCY, "latency ms", 1e3, 2, false},
         {EpisodeResult::P99_LATENCY, "p99 ms", 1e3, 1, false},
         {EpisodeResult::ENERGY, "energy mJ", 1e3, 2, false},
         {EpisodeResult::THROUGHPUT, "in time/s", 1, 1, true},
         {EpisodeResult::INTERRUPTION, "interrupted %", 100, 2, false},
         {EpisodeResult::MIGRATIONS, "migrations/min", 1, 1, false}}};
    std::vector<Column> columns;
    std::copy_if(all.begin(), all.end(), std::back_inserter(columns), [this](const Column& column) {
        return IsShown(column.metric);
    });
    std::array<char, 128> cell;
    std::snprintf(cell.data(), cell.size(), "%-14s", "policy");
    os << cell.data();
    for (const auto& column : columns)
    {
        std::snprintf(cell.data(), cell.size(), " %17s", column.title);
        os << cell.data();
    }
    os << '\n';
    for (const auto& policy : m_policies)
    {
        std::snprintf(cell.data(), cell.size(), "%-14s", policy.name.c_str());
        os << cell.data();
        for (const auto& column : columns)
        {
            const auto own = SeedStatistics::Of(policy.GetValues(column.metric));
            bool best = true;
            for (const auto& other : m_policies)
            {
                const double mean = SeedStatistics::Of(other.GetValues(column.metric)).mean;
                best = best && !(column.most ? mean > own.mean : mean < own.mean);
            }
            std::array<char, 64> value;
            // One seed has no interval.
            std::snprintf(value.data(),
                          value.size(),
                          std::isnan(own.ci95) ? "%s%.*f" : "%s%.*f +- %.*f",
                          best ? "*" : "",
                          column.digits,
                          own.mean * column.scale,
                          column.digits,
                          own.ci95 * column.scale);
            std::snprintf(cell.data(), cell.size(), " %17s", value.data());
            os << cell.data();
        }
        os << '\n';
        if (policy.trainings.empty())
        {
            continue;
        }
        std::snprintf(cell.data(), cell.size(), "  %2zu trainings", policy.trainings.size());
        os << cell.data();
        for (const auto& column : columns)
        {
            std::array<char, 64> value;
            std::snprintf(value.data(),
                          value.size(),
                          "+- %.*f",
                          column.digits,
                          policy.GetSpread(column.metric).ci95 * column.scale);
            std::snprintf(cell.data(), cell.size(), " %17s", value.data());
            os << cell.data();
        }
        os << '\n';
    }
}

std::string
ExperimentSummary::GetJson() const
{
    using Json = nlohmann::ordered_json;
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
    json["versions"] = {{"edge-inference", GetEdgeInferenceVersion()},
                        {"ns-3", GetNs3Version()},
                        {"libtorch", GetLibTorchVersion()}};
    json["policies"] = Json::object();
    for (std::size_t i = 0; i < m_policies.size(); ++i)
    {
        const Policy& policy = m_policies[i];
        Json& entry = json["policies"][policy.name];
        entry = Json::object();
        for (std::size_t metric = 0; metric < EpisodeResult::METRICS; ++metric)
        {
            const auto values = policy.GetValues(metric);
            const auto statistics = SeedStatistics::Of(values);
            // nlohmann writes NaN as null.
            entry[EpisodeResult::GetName(metric)] = {{"mean", statistics.mean},
                                                     {"ci95", statistics.ci95},
                                                     {"values", values}};
            Json& item = entry[EpisodeResult::GetName(metric)];
            if (i > 0)
            {
                const auto difference = GetDifference(i, metric);
                item["difference"] = {{"mean", difference.mean}, {"ci95", difference.ci95}};
            }
            if (!policy.trainings.empty())
            {
                std::vector<double> means;
                for (const auto& training : policy.trainings)
                {
                    means.push_back(training[metric]);
                }
                item["trainings"] = {{"ci95", policy.GetSpread(metric).ci95}, {"means", means}};
            }
        }
        for (const auto& [name, value] : policy.remarks)
        {
            entry[name] = value;
        }
    }
    return json.dump(2) + "\n";
}

} // namespace ns3
