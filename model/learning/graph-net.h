// SPDX-License-Identifier: GPL-2.0-only
#ifndef GRAPH_NET_H
#define GRAPH_NET_H

#include <cstdint>
#include <torch/nn/module.h>
#include <vector>

namespace ns3
{
namespace learning
{

/**
 * @brief Graph convolution on a bipartite graph of tasks and options, for any number of both; it
 * gives numbers for every edge (GRLE: Li, Iosifidis and Zhang 2022, arXiv 2210.13464).
 *
 * In each round every node takes the mean over its edges of activation(W h of the other node +
 * edge), joined to its own features. All layers are linear, with weights of shape (inputs,
 * outputs).
 */
class GraphNet : public torch::nn::Module
{
  public:
    /**
     * @param taskFeatures features of a task
     * @param optionFeatures features of an option
     * @param edgeFeatures features of an edge
     * @param outputs numbers of an edge that it gives
     * @param width features of a node inside of the network
     * @param rounds of convolution
     */
    GraphNet(int64_t taskFeatures,
             int64_t optionFeatures,
             int64_t edgeFeatures,
             int64_t outputs,
             int64_t width,
             int64_t rounds);

    /**
     * @param tasks B x N x task features
     * @param options B x M x option features
     * @param edges B x N x M x edge features
     * @param mask B x N x M, 1 = edge, 0 = none
     * @return B x N x M x outputs
     */
    at::Tensor forward(at::Tensor tasks, at::Tensor options, at::Tensor edges, at::Tensor mask);

  private:
    /// Adds a layer, drawn uniform in +-1/sqrt(inputs).
    void Add(int64_t inputs, int64_t outputs);

    /// Runs a layer.
    at::Tensor Run(std::size_t layer, const at::Tensor& x) const;

    int64_t m_rounds;                  //!< of convolution
    std::vector<at::Tensor> m_weights; //!< by layer, inputs x outputs
    std::vector<at::Tensor> m_biases;  //!< by layer
};

} // namespace learning
} // namespace ns3

#endif // GRAPH_NET_H
