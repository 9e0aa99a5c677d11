// SPDX-License-Identifier: GPL-2.0-only
#include "graph-net.h"

#include <cmath>
#include <string>
#include <torch/torch.h>

namespace ns3
{
namespace learning
{

namespace
{

torch::Tensor
Activate(const torch::Tensor& x)
{
    return torch::leaky_relu(x, 0.1);
}

} // namespace

GraphNet::GraphNet(int64_t taskFeatures,
                   int64_t optionFeatures,
                   int64_t edgeFeatures,
                   int64_t outputs,
                   int64_t width,
                   int64_t rounds)
    : m_rounds(rounds)
{
    Add(taskFeatures, width);
    Add(optionFeatures, width);
    Add(edgeFeatures, width);
    for (int64_t round = 0; round < rounds; ++round)
    {
        Add(width, width);     // options to messages
        Add(2 * width, width); // task and messages to task
        Add(width, width);     // tasks to messages
        Add(2 * width, width); // option and messages to option
    }
    Add(3 * width, width); // task, option, edge
    Add(width, outputs);   // to the edge's numbers
}

void
GraphNet::Add(int64_t inputs, int64_t outputs)
{
    const std::string name = "layer " + std::to_string(m_weights.size() + 1);
    const double bound = inputs > 0 ? 1 / std::sqrt(static_cast<double>(inputs)) : 0;
    const auto draw = [bound](std::vector<int64_t> shape) {
        return torch::empty(shape).uniform_(-bound, bound);
    };
    m_weights.push_back(register_parameter(name + " weight", draw({inputs, outputs})));
    m_biases.push_back(register_parameter(name + " bias", draw({outputs})));
}

at::Tensor
GraphNet::Run(std::size_t layer, const at::Tensor& x) const
{
    return torch::matmul(x, m_weights[layer]) + m_biases[layer];
}

at::Tensor
GraphNet::forward(at::Tensor tasks, at::Tensor options, at::Tensor edges, at::Tensor mask)
{
    torch::Tensor task = Activate(Run(0, tasks));          // B N width
    torch::Tensor option = Activate(Run(1, options));      // B M width
    const torch::Tensor edge = Run(2, edges);              // B N M width
    mask = mask.unsqueeze(3);                              // B N M 1
    const torch::Tensor ofTask = mask.sum(2).clamp_min(1); // B N 1, edges of a task
    const torch::Tensor ofOption = mask.sum(1).clamp_min(1);
    std::size_t layer = 3;
    for (int64_t round = 0; round < m_rounds; ++round)
    {
        const torch::Tensor down = Activate(Run(layer, option).unsqueeze(1) + edge) * mask;
        const torch::Tensor toTask = down.sum(2) / ofTask;
        const torch::Tensor nextTask = Activate(Run(layer + 1, torch::cat({task, toTask}, 2)));
        const torch::Tensor up = Activate(Run(layer + 2, nextTask).unsqueeze(2) + edge) * mask;
        const torch::Tensor toOption = up.sum(1) / ofOption;
        option = Activate(Run(layer + 3, torch::cat({option, toOption}, 2)));
        task = nextTask;
        layer += 4;
    }
    const std::vector<int64_t> shape = edge.sizes().vec();
    const torch::Tensor all =
        torch::cat({task.unsqueeze(2).expand(shape), option.unsqueeze(1).expand(shape), edge}, 3);
    return Run(layer + 1, Activate(Run(layer, all)));
}

} // namespace learning
} // namespace ns3
