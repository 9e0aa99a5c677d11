// SPDX-License-Identifier: GPL-2.0-only

#include "mlp-network.h"

#include "ns3/uinteger.h"

#include <torch/torch.h>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MlpNetwork);

namespace
{

/// A perceptron of LibTorch's own layers.
struct Perceptron : torch::nn::Module
{
    /**
     * @param inputs number of inputs
     * @param hidden widths of the hidden layers
     * @param outputs number of outputs
     */
    Perceptron(int64_t inputs, const std::vector<uint32_t>& hidden, int64_t outputs)
        : layers(register_module("layers", torch::nn::Sequential()))
    {
        for (const uint32_t width : hidden)
        {
            layers->push_back(torch::nn::Linear(inputs, width));
            layers->push_back(torch::nn::ReLU());
            inputs = width;
        }
        layers->push_back(torch::nn::Linear(inputs, outputs));
    }

    /**
     * @param x rows of inputs
     * @return rows of outputs
     */
    torch::Tensor forward(torch::Tensor x)
    {
        return layers->forward(x);
    }

    torch::nn::Sequential layers; //!< linear layers with ReLU between
};

} // namespace

TypeId
MlpNetwork::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MlpNetwork")
                            .SetParent<Network>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<MlpNetwork>()
                            .AddAttribute("HiddenUnits",
                                          "Width of each hidden layer of the perceptrons.",
                                          UintegerValue(64),
                                          MakeUintegerAccessor(&MlpNetwork::m_hiddenUnits),
                                          MakeUintegerChecker<uint32_t>(1, 65536))
                            .AddAttribute("HiddenLayers",
                                          "Number of hidden layers of the perceptrons.",
                                          UintegerValue(2),
                                          MakeUintegerAccessor(&MlpNetwork::m_hiddenLayers),
                                          MakeUintegerChecker<uint32_t>(1, 16));
    return tid;
}

torch::nn::AnyModule
MlpNetwork::Make(const Shape& shape) const
{
    return torch::nn::AnyModule(Perceptron(shape.inputs, GetHidden(), shape.outputs));
}

std::vector<uint32_t>
MlpNetwork::GetHidden() const
{
    return std::vector<uint32_t>(m_hiddenLayers, m_hiddenUnits);
}

} // namespace ns3
