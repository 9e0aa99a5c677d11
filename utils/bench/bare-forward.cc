// SPDX-License-Identifier: GPL-2.0-only

#include "bare-forward.h"

#include <torch/torch.h>

/// LibTorch's modules in a row.
struct BareForward::Network
{
    torch::nn::Sequential layers; //!< linear, ReLU, ..., linear
    int64_t inputs{0};            //!< of the first
};

BareForward::BareForward(int64_t inputs, int64_t hiddenLayers, int64_t hiddenUnits, int64_t outputs)
    : m_network(std::make_unique<Network>())
{
    m_network->inputs = inputs;
    int64_t width = inputs;
    for (int64_t i = 0; i < hiddenLayers; ++i)
    {
        m_network->layers->push_back(torch::nn::Linear(width, hiddenUnits));
        m_network->layers->push_back(torch::nn::ReLU());
        width = hiddenUnits;
    }
    m_network->layers->push_back(torch::nn::Linear(width, outputs));
}

BareForward::~BareForward() = default;

int64_t
BareForward::Run(float* observation)
{
    const c10::InferenceMode guard;
    const auto input = torch::from_blob(observation, {1, m_network->inputs});
    return m_network->layers->forward(input).argmax(1).item<int64_t>();
}
