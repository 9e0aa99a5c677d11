// SPDX-License-Identifier: GPL-2.0-only

#include "network-profiler.h"

#include "labelled-data.h"

#include "ns3/edge-inference-versions.h"
#include "ns3/inference-input-error.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

namespace ns3
{

namespace
{

/**
 * @param shape of an input without the batch
 * @return an input that is the same each time
 */
at::Tensor
MakeInput(std::vector<int64_t> shape)
{
    shape.insert(shape.begin(), 1);
    const auto n = std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
    // No random numbers: a sawtooth from 0 to 1.
    return at::arange(n, at::kFloat).remainder(251).div(250).view(shape);
}

/**
 * @brief Sends a tensor through a number of bits an element: the values between its least and its
 * greatest one in even steps.
 * @param tensor that is changed
 * @param bits that an element takes
 */
void
Narrow(at::Tensor& tensor, uint32_t bits)
{
    const at::Tensor least = tensor.min();
    const double steps = std::ldexp(1.0, static_cast<int>(std::min(bits, 24U))) - 1;
    const at::Tensor step = (tensor.max() - least).div(steps).clamp_min(1e-30);
    tensor.copy_((tensor - least).div(step).round().mul(step).add(least));
}

/**
 * @param values some values
 * @return the middle one
 */
double
GetMedian(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/// @return the processor of this machine in words
std::string
GetProcessor()
{
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
    {
        const std::size_t colon = line.find(": ");
        if (line.rfind("model name", 0) == 0 && colon != std::string::npos)
        {
            return line.substr(colon + 2);
        }
    }
    return "an unnamed processor";
}

/**
 * @param name of an exit
 * @return it as profiles take it
 */
std::string
MakeExitName(std::string name)
{
    name = name.substr(0, 64);
    const std::string plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    for (char& c : name)
    {
        c = plain.find(c) == std::string::npos ? '_' : c;
    }
    return name;
}

} // namespace

NetworkProfiler::NetworkProfiler(TorchNetwork network, const Options& options)
    : m_network(std::move(network)),
      m_options(options),
      m_run(m_network.Run(MakeInput(options.shape)))
{
    m_chain = std::make_unique<LayerChain>(m_run, options.exits, m_network.GetSource());
    if (!m_options.accuracy.empty() && m_options.accuracy.size() != m_chain->GetExits().size())
    {
        throw InferenceInputError("command line",
                                  "--accuracy",
                                  std::to_string(m_options.accuracy.size()) + " numbers",
                                  "one for each of " + std::to_string(m_chain->GetExits().size()) +
                                      " exits");
    }
    if (m_options.classes == 0)
    {
        uint64_t numbers = 0;
        for (const uint32_t tensor : m_chain->GetExits().back().answer)
        {
            numbers += m_run.elements[tensor];
        }
        m_options.classes = static_cast<uint32_t>(std::min<uint64_t>(numbers, 10'000'000));
    }
}

const LayerChain&
NetworkProfiler::GetChain() const
{
    return *m_chain;
}

const std::vector<double>&
NetworkProfiler::GetSeconds() const
{
    return m_seconds;
}

void
NetworkProfiler::CheckSteps(const NetworkRun& run) const
{
    const bool isSame = std::equal(
        run.steps.begin(),
        run.steps.end(),
        m_run.steps.begin(),
        m_run.steps.end(),
        [](const auto& a, const auto& b) { return a.op == b.op && a.outputs == b.outputs; });
    if (!isSame)
    {
        throw InferenceInputError(m_network.GetSource(),
                                  "forward",
                                  "steps that depend on the input's numbers",
                                  "the same steps for every input");
    }
}

void
NetworkProfiler::Measure()
{
    const at::Tensor input = MakeInput(m_options.shape);
    std::vector<const std::vector<std::size_t>*> parts;
    for (const auto& layer : m_chain->GetLayers())
    {
        parts.push_back(&layer.steps);
    }
    for (const auto& exit : m_chain->GetExits())
    {
        parts.push_back(&exit.steps);
    }
    std::vector<std::vector<double>> times(parts.size());
    constexpr uint32_t WARM = 3;
    for (uint32_t i = 0; i < WARM + m_options.repetitions; ++i)
    {
        const NetworkRun run = m_network.Run(input.clone());
        CheckSteps(run);
        for (std::size_t part = 0; i >= WARM && part < parts.size(); ++part)
        {
            double seconds = 0;
            for (const std::size_t step : *parts[part])
            {
                seconds += run.steps[step].seconds;
            }
            times[part].push_back(seconds);
        }
    }
    m_seconds.clear();
    for (const auto& each : times)
    {
        m_seconds.push_back(GetMedian(each));
    }
}

std::vector<double>
NetworkProfiler::CountRight(const LabelledData& data, std::size_t layer, uint32_t bits)
{
    const auto& exits = m_chain->GetExits();
    std::vector<double> right(exits.size(), 0);
    const std::size_t at = layer == 0 ? 0 : m_chain->GetLayers()[layer - 1].steps.back();
    for (std::size_t i = 0; i < data.inputs.size(); ++i)
    {
        const NetworkRun run =
            m_network.Run(data.inputs[i].clone(), [&](std::size_t step, at::Tensor& made) {
                if (layer > 0 && step == at)
                {
                    Narrow(made, bits);
                }
            });
        CheckSteps(run);
        for (std::size_t exit = 0; exit < exits.size(); ++exit)
        {
            const at::Tensor& answer = m_network.GetTensor(exits[exit].answer.front());
            right[exit] += answer.flatten().argmax().item<int64_t>() == data.labels[i] ? 1 : 0;
        }
    }
    for (double& count : right)
    {
        count /= static_cast<double>(data.inputs.size());
    }
    return right;
}

void
NetworkProfiler::Evaluate(const LabelledData& data)
{
    const auto& exits = m_chain->GetExits();
    m_samples = data.inputs.size();
    m_accuracy.assign(exits.size(), {});
    const auto full = CountRight(data, 0, 0);
    for (std::size_t i = 0; i < m_options.bits.size(); ++i)
    {
        std::vector<double> sums(exits.size(), 0);
        std::vector<double> cuts(exits.size(), 0);
        for (std::size_t layer = 1; i > 0 && layer < m_chain->GetLayers().size(); ++layer)
        {
            const auto right = CountRight(data, layer, m_options.bits[i]);
            for (std::size_t exit = 0; exit < exits.size(); ++exit)
            {
                const bool isBefore = layer < exits[exit].position;
                sums[exit] += isBefore ? right[exit] : 0;
                cuts[exit] += isBefore ? 1 : 0;
            }
        }
        for (std::size_t exit = 0; exit < exits.size(); ++exit)
        {
            const double mean = cuts[exit] > 0 ? sums[exit] / cuts[exit] : full[exit];
            // Fewer bits cannot be counted as better by chance.
            m_accuracy[exit].push_back(i == 0 ? mean : std::min(mean, m_accuracy[exit].back()));
        }
    }
}

std::string
NetworkProfiler::GetQualityKey() const
{
    return m_options.quality.empty() ? "top1" : "value";
}

NetworkProfiler::Json
NetworkProfiler::MakeAccuracy(std::size_t exit) const
{
    Json list = Json::array();
    if (!m_accuracy.empty())
    {
        for (std::size_t i = 0; i < m_options.bits.size(); ++i)
        {
            list.push_back(
                {{"bits", m_options.bits[i]},
                 {GetQualityKey(), std::round(m_accuracy[exit][i] * 1e6) / 1e6},
                 {"source",
                  "measured by edge-inference-profile-dnn with " + std::to_string(m_samples) +
                      " inputs; below the first width the mean over all cuts, even "
                      "steps between least and greatest value"}});
        }
        return list;
    }
    const double value = m_options.accuracy.empty() ? m_options.best : m_options.accuracy[exit];
    const std::string source = m_options.accuracy.empty()
                                   ? "nobody measured it: a right answer each time"
                                   : "as --accuracy of edge-inference-profile-dnn says";
    for (const uint32_t bits : {32, 8})
    {
        list.push_back({{"bits", bits},
                        {GetQualityKey(), value},
                        {"assumed", true},
                        {"source", source + (bits < 32 ? "; 8 bits cost nothing" : "")}});
    }
    return list;
}

NetworkProfiler::Json
NetworkProfiler::MakeProfile() const
{
    const auto& layers = m_chain->GetLayers();
    const auto& exits = m_chain->GetExits();
    if (exits.size() > 1 && m_accuracy.empty() && m_options.accuracy.empty())
    {
        throw InferenceInputError("command line",
                                  "--accuracy",
                                  "nothing for " + std::to_string(exits.size()) + " exits",
                                  "--data, or --accuracy with a number for each exit");
    }
    Json profile{
        {"format", "dnn-profile/1"},
        {"name", m_options.name},
        {"source",
         "Chain, multiply-accumulates (convolutions, matrix products), parameters and sizes "
         "found by edge-inference-profile-dnn " +
             GetEdgeInferenceVersion() + " in " +
             m_network.GetSource().substr(m_network.GetSource().rfind('/') + 1)},
        {"input", {{"elements", m_run.elements[0]}, {"bits", m_options.inputBits}}}};
    if (m_options.resultBytes > 0)
    {
        profile["resultBytes"] = m_options.resultBytes;
    }
    else
    {
        profile["classes"] = m_options.classes;
    }
    if (!m_options.quality.empty())
    {
        profile["quality"] = {{"name", m_options.quality},
                              {"worst", m_options.worst},
                              {"best", m_options.best}};
    }
    for (const auto& layer : layers)
    {
        profile["layers"].push_back({{"name", layer.name},
                                     {"macs", layer.macs},
                                     {"parameters", layer.parameters},
                                     {"outputElements", layer.outputElements}});
    }
    for (std::size_t i = 0; i < exits.size(); ++i)
    {
        Json exit{{"name", MakeExitName(exits[i].name)},
                  {"after", layers[exits[i].position - 1].name}};
        if (exits[i].headMacs + exits[i].headParameters > 0)
        {
            exit["headMacs"] = exits[i].headMacs;
            exit["headParameters"] = exits[i].headParameters;
        }
        exit["accuracy"] = MakeAccuracy(i);
        profile["exits"].push_back(exit);
    }
    if (!m_seconds.empty())
    {
        Json table{{"device", m_options.device}, {"kind", "layers"}};
        for (std::size_t i = 0; i < m_seconds.size(); ++i)
        {
            const bool isLayer = i < layers.size();
            // A layer that does nothing takes the time of a clock's tick, not none.
            table[isLayer ? "seconds" : "heads"].push_back(isLayer ? std::max(1e-9, m_seconds[i])
                                                                   : m_seconds[i]);
        }
        table["source"] = MakeDevice()["macRate"]["source"];
        profile["latency"].push_back(table);
    }
    return profile;
}

NetworkProfiler::Json
NetworkProfiler::MakeDevice() const
{
    double seconds = 0;
    uint64_t macs = 0;
    for (std::size_t i = 0; i < m_chain->GetLayers().size(); ++i)
    {
        seconds += m_seconds.at(i);
        macs += m_chain->GetLayers()[i].macs;
    }
    const std::string source = m_options.name +
                               " measured by edge-inference-profile-dnn: median of " +
                               std::to_string(m_options.repetitions) + " runs, batch of 1, " +
                               std::to_string(at::get_num_threads()) + " threads, LibTorch " +
                               GetLibTorchVersion() + ", " + GetProcessor();
    return {
        {"format", "device-profile/1"},
        {"name", m_options.device},
        {"title", GetProcessor().substr(0, 128)},
        {"macRate",
         {{"value", std::max(1.0, std::round(static_cast<double>(macs) / std::max(seconds, 1e-9)))},
          {"source", source}}}};
}

} // namespace ns3
