// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/experiment-copy.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace ns3
{

std::string
ExperimentCopy::Join(const std::vector<std::string>& parts)
{
    std::string bytes;
    for (const auto& part : parts)
    {
        bytes += std::to_string(part.size()) + '\n' + part;
    }
    return bytes;
}

std::vector<std::string>
ExperimentCopy::Split(const std::string& bytes)
{
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < bytes.size();)
    {
        const auto line = bytes.find('\n', at);
        const auto size = std::strtoull(bytes.c_str() + at, nullptr, 10);
        parts.push_back(bytes.substr(line + 1, size));
        at = line + 1 + size;
    }
    return parts;
}

std::string
ExperimentCopy::Pack() const
{
    std::vector<std::string> rewards;
    for (const auto& point : curve)
    {
        std::array<char, 40> text;
        std::snprintf(text.data(), text.size(), "%.17g", point.reward);
        rewards.emplace_back(text.data());
    }
    std::vector<std::string> results;
    for (const auto& episode : episodes)
    {
        results.push_back(episode.Pack());
    }
    return Join({Join(rows), Join(rewards), Join(results)});
}

ExperimentCopy
ExperimentCopy::Unpack(const std::string& bytes)
{
    const auto parts = Split(bytes);
    ExperimentCopy copy;
    copy.rows = Split(parts.at(0));
    for (const auto& reward : Split(parts.at(1)))
    {
        const auto episode = static_cast<uint32_t>(copy.curve.size() + 1);
        copy.curve.push_back({episode, std::strtod(reward.c_str(), nullptr)});
    }
    for (const auto& episode : Split(parts.at(2)))
    {
        copy.episodes.push_back(EpisodeResult::Unpack(episode));
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
        mean.reward = 0;
        mean.latencies.clear();
        for (const auto& copy : copies)
        {
            const EpisodeResult& own = copy.episodes.at(seed);
            for (std::size_t metric = 0; metric < own.values.size(); ++metric)
            {
                mean.values[metric] += own.values[metric] / n;
            }
            mean.tasks += own.tasks;
            mean.reward += own.reward;
            mean.latencies.insert(mean.latencies.end(), own.latencies.begin(), own.latencies.end());
        }
        std::sort(mean.latencies.begin(), mean.latencies.end());
    }
    return means;
}

} // namespace ns3
