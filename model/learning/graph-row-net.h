// SPDX-License-Identifier: GPL-2.0-only
#ifndef GRAPH_ROW_NET_H
#define GRAPH_ROW_NET_H

#include "graph-net.h"
#include "set-net.h"

#include <cstdint>
#include <memory>
#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>

namespace ns3
{
namespace learning
{

/**
 * @brief Graph convolution on a row: what belongs to no member is one node, every member is a node
 * of the other side. As SetNet it does not depend on the order of the members.
 */
class GraphRowNet : public torch::nn::Module
{
  public:
    /**
     * @param columns of the members
     * @param width features of a node inside of the network
     * @param rounds of convolution
     * @throws LearningError as SetSplit
     */
    GraphRowNet(const SetColumns& columns, int64_t width, int64_t rounds);

    /**
     * @param x rows of inputs
     * @return rows of outputs
     */
    at::Tensor forward(at::Tensor x);

  private:
    SetSplit m_split;                      //!< takes rows apart
    std::shared_ptr<GraphNet> m_graph;     //!< features of the members
    torch::nn::Linear m_ofMember{nullptr}; //!< to a member's outputs
    torch::nn::Linear m_ofAll{nullptr};    //!< from the mean to the outputs of no member
};

} // namespace learning
} // namespace ns3

#endif // GRAPH_ROW_NET_H
