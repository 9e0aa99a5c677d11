// SPDX-License-Identifier: GPL-2.0-only
#include "recurrent-net.h"

#include "learning-error.h"

#include <torch/torch.h>

namespace ns3
{
namespace learning
{

RecurrentNet::RecurrentNet(int64_t inputs,
                           int64_t outputs,
                           int64_t window,
                           int64_t observation,
                           int64_t width)
    : m_window(window),
      m_observation(observation)
{
    const int64_t rest = inputs - window * observation;
    if (window < 1 || observation < 1 || rest < 0)
    {
        throw LearningError("RecurrentNet: found " + std::to_string(inputs) + " inputs, expected " +
                            std::to_string(window) + " observations of " +
                            std::to_string(observation));
    }
    m_unit = register_module(
        "unit",
        torch::nn::GRU(torch::nn::GRUOptions(observation, width).batch_first(true)));
    m_hidden = register_module("hidden", torch::nn::Linear(width + rest, width));
    m_output = register_module("output", torch::nn::Linear(width, outputs));
}

at::Tensor
RecurrentNet::forward(at::Tensor x)
{
    const int64_t seen = m_window * m_observation;
    const auto windows = x.narrow(1, 0, seen).reshape({x.size(0), m_window, m_observation});
    const torch::Tensor state = std::get<1>(m_unit(windows)).squeeze(0);
    const torch::Tensor h = torch::cat({state, x.narrow(1, seen, x.size(1) - seen)}, 1);
    return m_output(m_hidden(h).relu());
}

} // namespace learning
} // namespace ns3
