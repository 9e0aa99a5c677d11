// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-copy.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace ns3
{

namespace
{

using Json = nlohmann::json;

/**
 * @param episode what an episode came to
 * @return the whole as JSON. NaN, and strings that are no UTF-8, are allowed: it becomes CBOR, not
 * text
 */
Json
ToJson(const EpisodeResult& episode)
{
    return {{"values", episode.values},
            {"atLeast", episode.atLeast},
            {"qualities", episode.qualities},
            {"tasks", episode.tasks},
            {"dropped", episode.dropped},
            {"reward", episode.reward},
            {"latencies", episode.latencies},
            {"tasksCsv", episode.tasksCsv},
            {"epochsCsv", episode.epochsCsv},
            {"observationsCsv", episode.observationsCsv},
            {"observationsLayout", episode.observationsLayout}};
}

/**
 * @param json what ToJson() returned
 * @return what the episode came to
 */
EpisodeResult
ToEpisode(const Json& json)
{
    EpisodeResult episode;
    json.at("values").get_to(episode.values);
    json.at("atLeast").get_to(episode.atLeast);
    json.at("qualities").get_to(episode.qualities);
    json.at("tasks").get_to(episode.tasks);
    json.at("dropped").get_to(episode.dropped);
    json.at("reward").get_to(episode.reward);
    json.at("latencies").get_to(episode.latencies);
    json.at("tasksCsv").get_to(episode.tasksCsv);
    json.at("epochsCsv").get_to(episode.epochsCsv);
    json.at("observationsCsv").get_to(episode.observationsCsv);
    json.at("observationsLayout").get_to(episode.observationsLayout);
    return episode;
}

/**
 * @param json any value
 * @return its CBOR
 */
std::string
ToBytes(const Json& json)
{
    std::string bytes;
    Json::to_cbor(json, bytes);
    return bytes;
}

} // namespace

std::string
ExperimentCopy::PackEpisode(const EpisodeResult& episode)
{
    return ToBytes(ToJson(episode));
}

EpisodeResult
ExperimentCopy::UnpackEpisode(const std::string& bytes)
{
    return ToEpisode(Json::from_cbor(bytes));
}

std::string
ExperimentCopy::Pack() const
{
    Json json{{"rows", rows},
              {"rewards", Json::array()},
              {"episodes", Json::array()},
              {"remarks", remarks},
              {"gradientSteps", gradientSteps ? Json(*gradientSteps) : Json()},
              {"validation", validation.Pack()}};
    for (const auto& point : curve)
    {
        json["rewards"].push_back(point.reward);
    }
    for (const auto& episode : episodes)
    {
        json["episodes"].push_back(ToJson(episode));
    }
    return ToBytes(json);
}

ExperimentCopy
ExperimentCopy::Unpack(const std::string& bytes)
{
    const Json json = Json::from_cbor(bytes);
    ExperimentCopy copy;
    json.at("rows").get_to(copy.rows);
    json.at("remarks").get_to(copy.remarks);
    if (!json.at("gradientSteps").is_null())
    {
        copy.gradientSteps = json.at("gradientSteps").get<uint64_t>();
    }
    copy.validation = ValidationCurve::Unpack(json.at("validation").get<std::string>());
    for (const auto& reward : json.at("rewards"))
    {
        const auto episode = static_cast<uint32_t>(copy.curve.size() + 1);
        copy.curve.push_back({episode, reward.get<double>()});
    }
    for (const auto& episode : json.at("episodes"))
    {
        copy.episodes.push_back(ToEpisode(episode));
    }
    return copy;
}

std::vector<EpisodeResult>
ExperimentCopy::Average(const std::vector<ExperimentCopy>& copies)
{
    std::vector<EpisodeResult> means = copies.at(0).episodes;
    const auto n = static_cast<double>(copies.size());
    for (std::size_t seed = 0; copies.size() > 1 && seed < means.size(); ++seed)
    {
        EpisodeResult& mean = means[seed];
        mean.values.fill(0);
        mean.tasks = 0;
        mean.dropped = 0;
        mean.reward = 0;
        mean.latencies.clear();
        for (const auto& copy : copies)
        {
            const EpisodeResult& own = copy.episodes.at(seed);
            for (std::size_t metric = 0; metric < own.values.size(); ++metric)
            {
                mean.values[metric] += own.values[metric] / n;
                mean.atLeast[metric] = mean.atLeast[metric] || own.atLeast[metric];
            }
            mean.tasks += own.tasks;
            mean.dropped += own.dropped;
            mean.reward += own.reward;
            mean.latencies.insert(mean.latencies.end(), own.latencies.begin(), own.latencies.end());
        }
        std::sort(mean.latencies.begin(), mean.latencies.end());
    }
    return means;
}

std::vector<std::vector<std::array<double, EpisodeResult::METRICS>>>
ExperimentCopy::GetTrainings(const std::vector<ExperimentCopy>& copies)
{
    std::vector<std::vector<std::array<double, EpisodeResult::METRICS>>> trainings;
    for (std::size_t i = 0; copies.size() > 1 && i < copies.size(); ++i)
    {
        trainings.emplace_back();
        for (const auto& episode : copies[i].episodes)
        {
            trainings.back().push_back(episode.values);
        }
    }
    return trainings;
}

std::optional<uint64_t>
ExperimentCopy::GetGradientSteps(const std::vector<ExperimentCopy>& copies)
{
    auto fewest = copies.at(0).gradientSteps;
    for (const auto& copy : copies)
    {
        // Nothing is less than any number.
        fewest = std::min(fewest, copy.gradientSteps);
    }
    return fewest;
}

std::vector<ValidationCurve>
ExperimentCopy::GetValidation(const std::vector<ExperimentCopy>& copies)
{
    std::vector<ValidationCurve> curves;
    for (const auto& copy : copies)
    {
        if (!copy.validation.points.empty())
        {
            curves.push_back(copy.validation);
        }
    }
    return curves;
}

bool
ExperimentCopy::IsStillRising(const std::vector<ExperimentCopy>& copies)
{
    std::size_t episodes = copies.at(0).curve.size();
    for (const auto& copy : copies)
    {
        episodes = std::min(episodes, copy.curve.size());
    }
    if (episodes < MOST_SHORT)
    {
        return false;
    }
    const auto getMean = [&](std::size_t episode) {
        double sum = 0;
        for (const auto& copy : copies)
        {
            sum += copy.curve[episode].reward / static_cast<double>(copies.size());
        }
        return sum;
    };
    const std::size_t fifth = episodes / 5;
    std::vector<double> differences;
    for (std::size_t i = 0; i < fifth; ++i)
    {
        const double difference = getMean(episodes - fifth + i) - getMean(episodes - 2 * fifth + i);
        // An episode without a task has no reward.
        if (std::isfinite(difference))
        {
            differences.push_back(difference);
        }
    }
    const auto statistics = SeedStatistics::Of(differences);
    return statistics.mean - statistics.ci95 > 0;
}

} // namespace ns3
