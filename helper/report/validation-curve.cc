// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/validation-curve.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace ns3
{

namespace
{

using Json = nlohmann::json;

/**
 * @param values some of which may be no numbers
 * @return those that are numbers
 */
std::vector<double>
KeepNumbers(std::vector<double> values)
{
    values.erase(std::remove_if(values.begin(),
                                values.end(),
                                [](double value) { return !std::isfinite(value); }),
                 values.end());
    return values;
}

} // namespace

double
ValidationCurve::Point::GetMean() const
{
    return SeedStatistics::Of(KeepNumbers(rewards)).mean;
}

const ValidationCurve::Point*
ValidationCurve::FindBest() const
{
    const Point* best = nullptr;
    for (const auto& point : points)
    {
        const double mean = point.GetMean();
        if (std::isfinite(mean) && (!best || mean > best->GetMean()))
        {
            best = &point;
        }
    }
    return best;
}

std::string
ValidationCurve::Pack() const
{
    Json json{{"points", Json::array()}, {"leaders", Json::array()}, {"rows", rows}};
    for (const auto& point : points)
    {
        json["points"].push_back({{"episode", point.episode}, {"rewards", point.rewards}});
    }
    for (const auto& leader : leaders)
    {
        json["leaders"].push_back({{"name", leader.name}, {"rewards", leader.rewards}});
    }
    std::string bytes;
    Json::to_cbor(json, bytes);
    return bytes;
}

ValidationCurve
ValidationCurve::Unpack(const std::string& bytes)
{
    const Json json = Json::from_cbor(bytes);
    ValidationCurve curve;
    for (const auto& point : json.at("points"))
    {
        curve.points.push_back(
            {point.at("episode").get<uint32_t>(), point.at("rewards").get<std::vector<double>>()});
    }
    for (const auto& leader : json.at("leaders"))
    {
        curve.leaders.push_back({leader.at("name").get<std::string>(),
                                 leader.at("rewards").get<std::vector<double>>()});
    }
    json.at("rows").get_to(curve.rows);
    return curve;
}

std::size_t
ValidationCurve::CountPoints(const std::vector<ValidationCurve>& curves)
{
    std::size_t count = curves.empty() ? 0 : curves.front().points.size();
    for (const auto& curve : curves)
    {
        count = std::min(count, curve.points.size());
    }
    return count;
}

SeedStatistics
ValidationCurve::GetSpread(const std::vector<ValidationCurve>& curves, std::size_t point)
{
    std::vector<double> means;
    means.reserve(curves.size());
    for (const auto& curve : curves)
    {
        means.push_back(curve.points.at(point).GetMean());
    }
    return SeedStatistics::Of(KeepNumbers(means));
}

std::vector<double>
ValidationCurve::GetKept(const std::vector<ValidationCurve>& curves)
{
    std::vector<double> kept;
    for (const auto& curve : curves)
    {
        const Point* const best = curve.FindBest();
        const std::size_t seeds = best ? best->rewards.size() : 0;
        kept.resize(std::max(kept.size(), seeds), 0);
        for (std::size_t seed = 0; seed < kept.size(); ++seed)
        {
            kept[seed] += seed < seeds ? best->rewards[seed] / static_cast<double>(curves.size())
                                       : std::nan("");
        }
    }
    return kept;
}

SeedStatistics
ValidationCurve::Compare(const std::vector<ValidationCurve>& curves, const Leader& leader)
{
    auto differences = GetKept(curves);
    differences.resize(std::min(differences.size(), leader.rewards.size()));
    for (std::size_t seed = 0; seed < differences.size(); ++seed)
    {
        differences[seed] -= leader.rewards[seed];
    }
    return SeedStatistics::Of(KeepNumbers(differences));
}

std::string
ValidationCurve::FindBetterLeaders(const std::vector<ValidationCurve>& curves)
{
    std::string names;
    for (std::size_t i = 0; !curves.empty() && i < curves.front().leaders.size(); ++i)
    {
        const Leader& leader = curves.front().leaders[i];
        names += Compare(curves, leader).mean < 0 ? (names.empty() ? "" : ", ") + leader.name : "";
    }
    return names;
}

} // namespace ns3
