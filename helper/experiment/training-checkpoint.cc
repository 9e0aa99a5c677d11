// SPDX-License-Identifier: GPL-2.0-only

#include "training-checkpoint.h"

#include "../../model/input/input-file.h"
#include "experiment-folder.h"

#include "ns3/inference-input-error.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace ns3
{

namespace
{

constexpr const char* MAGIC = "edge-inference-checkpoint 2";
constexpr const char* FIRST_MAGIC = "edge-inference-checkpoint 1"; //!< without a checksum
constexpr const char* EXPECTED = "a checkpoint of --save";

/// Greatest size of a checkpoint, bytes.
constexpr std::size_t GREATEST = std::size_t{16} << 30;

/**
 * @param text a text
 * @param [in,out] at where a line begins; where the next one begins afterwards
 * @param [out] line the line
 * @return true when there is a whole line
 */
bool
TakeLine(const std::string& text, std::size_t& at, std::string& line)
{
    const std::size_t end = text.find('\n', at);
    if (end == std::string::npos)
    {
        return false;
    }
    line = text.substr(at, end - at);
    at = end + 1;
    return true;
}

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
    const std::string curve = validation.points.empty() ? std::string() : validation.Pack();
    if (!curve.empty())
    {
        head["validationBytes"] = curve.size();
        head["bestBytes"] = best.size();
    }
    const std::string body = head.dump() + '\n' + state + pending + curve + best;
    ExperimentFolder::WriteWhole(path,
                                 std::string(MAGIC) + '\n' + ExperimentFolder::Hash(body) + '\n' +
                                     body);
}

TrainingCheckpoint
TrainingCheckpoint::Read(const std::string& path)
{
    const std::string bytes = InputFile::Read(path, EXPECTED, GREATEST);
    std::string magic;
    std::string checksum;
    std::string head;
    std::size_t at = 0;
    bool isOurs = TakeLine(bytes, at, magic) && (magic == MAGIC || magic == FIRST_MAGIC);
    isOurs = isOurs && (magic == FIRST_MAGIC || TakeLine(bytes, at, checksum));
    if (isOurs && magic == MAGIC && ExperimentFolder::Hash(bytes.substr(at)) != checksum)
    {
        throw InferenceInputError(path, "", "damaged bytes", "the bytes of its checksum");
    }
    if (!isOurs || !TakeLine(bytes, at, head))
    {
        throw InferenceInputError(path,
                                  "",
                                  "a file of another kind",
                                  std::string("a checkpoint that begins with \"") + MAGIC + "\"");
    }
    TrainingCheckpoint checkpoint;
    std::size_t size = 0;
    std::size_t pending = 0;
    std::size_t validation = 0;
    std::size_t best = 0;
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
        size = json.at("stateBytes").get<std::size_t>();
        pending = json.value("pendingBytes", std::size_t{0});
        validation = json.value("validationBytes", std::size_t{0});
        best = json.value("bestBytes", std::size_t{0});
    }
    catch (const nlohmann::json::exception& error)
    {
        throw InferenceInputError(path, "", "a damaged head", EXPECTED);
    }
    checkpoint.state = bytes.substr(at);
    // What stands behind the state, the last one first.
    std::string curve;
    for (const auto& [length, part] : {std::pair{best, &checkpoint.best},
                                       std::pair{validation, &curve},
                                       std::pair{pending, &checkpoint.pending}})
    {
        const std::size_t rest =
            checkpoint.state.size() - std::min(length, checkpoint.state.size());
        *part = checkpoint.state.substr(rest);
        checkpoint.state.resize(rest);
    }
    if (checkpoint.state.size() != size || checkpoint.rows.size() != checkpoint.curve.size())
    {
        throw InferenceInputError(path,
                                  "/stateBytes",
                                  std::to_string(checkpoint.state.size()) + " bytes",
                                  std::to_string(size) + " bytes");
    }
    if (!curve.empty())
    {
        try
        {
            checkpoint.validation = ValidationCurve::Unpack(curve);
        }
        catch (const nlohmann::json::exception& error)
        {
            throw InferenceInputError(path, "/validationBytes", "damaged bytes", EXPECTED);
        }
    }
    return checkpoint;
}

} // namespace ns3
