// SPDX-License-Identifier: GPL-2.0-only

#include "training-checkpoint.h"

#include "ns3/inference-input-error.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

namespace ns3
{

namespace
{

constexpr const char* MAGIC = "edge-inference-checkpoint 1";

} // namespace

void
TrainingCheckpoint::Write(const std::string& path) const
{
    nlohmann::ordered_json head;
    head["policy"] = policy;
    head["arguments"] = arguments;
    head["rows"] = rows;
    head["rewards"] = nlohmann::ordered_json::array();
    for (const auto& point : curve)
    {
        head["rewards"].push_back(point.reward);
    }
    if (gradientSteps)
    {
        head["gradientSteps"] = *gradientSteps;
    }
    head["stateBytes"] = state.size();
    if (!pending.empty())
    {
        head["pendingBytes"] = pending.size();
    }
    const std::string temporary = path + ".part";
    std::ofstream file(temporary, std::ios::binary);
    file << MAGIC << '\n' << head.dump() << '\n' << state << pending;
    file.close();
    if (!file || std::rename(temporary.c_str(), path.c_str()) != 0)
    {
        throw InferenceInputError(path, "", std::strerror(errno), "a file that can be written");
    }
}

TrainingCheckpoint
TrainingCheckpoint::Read(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    std::string magic;
    std::string head;
    if (!file)
    {
        throw InferenceInputError(path, "", std::strerror(errno), "a checkpoint of --save");
    }
    if (!std::getline(file, magic) || magic != MAGIC || !std::getline(file, head))
    {
        throw InferenceInputError(path,
                                  "",
                                  "a file of another kind",
                                  std::string("a checkpoint that begins with \"") + MAGIC + "\"");
    }
    TrainingCheckpoint checkpoint;
    std::size_t bytes = 0;
    std::size_t pending = 0;
    try
    {
        const auto json = nlohmann::ordered_json::parse(head);
        checkpoint.policy = json.at("policy").get<std::string>();
        checkpoint.arguments = json.at("arguments").get<std::map<std::string, std::string>>();
        checkpoint.rows = json.at("rows").get<std::vector<std::string>>();
        for (const auto& reward : json.at("rewards"))
        {
            const auto episode = static_cast<uint32_t>(checkpoint.curve.size() + 1);
            // JSON has no NaN, which is the reward of an episode without tasks.
            checkpoint.curve.push_back({episode,
                                        reward.is_null() ? std::numeric_limits<double>::quiet_NaN()
                                                         : reward.get<double>()});
        }
        if (json.contains("gradientSteps"))
        {
            checkpoint.gradientSteps = json.at("gradientSteps").get<uint64_t>();
        }
        bytes = json.at("stateBytes").get<std::size_t>();
        pending = json.value("pendingBytes", std::size_t{0});
    }
    catch (const nlohmann::json::exception& error)
    {
        throw InferenceInputError(path, "", "a damaged head", "a checkpoint of --save");
    }
    checkpoint.state.assign(std::istreambuf_iterator<char>(file), {});
    const std::size_t all = checkpoint.state.size();
    if (pending <= all)
    {
        checkpoint.pending = checkpoint.state.substr(all - pending);
        checkpoint.state.resize(all - pending);
    }
    if (checkpoint.state.size() != bytes || checkpoint.rows.size() != checkpoint.curve.size())
    {
        throw InferenceInputError(path,
                                  "/stateBytes",
                                  std::to_string(checkpoint.state.size()) + " bytes",
                                  std::to_string(bytes) + " bytes");
    }
    return checkpoint;
}

} // namespace ns3
