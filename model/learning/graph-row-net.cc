// SPDX-License-Identifier: GPL-2.0-only
#include "graph-row-net.h"

#include <torch/torch.h>

namespace ns3
{
namespace learning
{

GraphRowNet::GraphRowNet(const SetColumns& columns, int64_t width, int64_t rounds)
    : m_split(columns),
      m_graph(std::make_shared<GraphNet>(m_split.CommonInputs(),
                                         m_split.MemberInputs(),
                                         0,
                                         width,
                                         width,
                                         rounds))
{
    register_module("graph", m_graph);
    if (m_split.MemberOutputs() > 0)
    {
        m_ofMember = register_module("member", torch::nn::Linear(width, m_split.MemberOutputs()));
    }
    if (m_split.CommonOutputs() > 0)
    {
        m_ofAll = register_module("all", torch::nn::Linear(width, m_split.CommonOutputs()));
    }
}

at::Tensor
GraphRowNet::forward(at::Tensor x)
{
    const torch::Tensor members = m_split.Members(x); // B M inputs
    const int64_t rows = members.size(0);
    const int64_t count = members.size(1);
    const torch::Tensor edges = x.new_zeros({rows, 1, count, 0});
    const torch::Tensor mask = x.new_ones({rows, 1, count});
    const torch::Tensor common = m_split.Common(x).unsqueeze(1);
    const torch::Tensor h = m_graph->forward(common, members, edges, mask).squeeze(1).relu();
    const torch::Tensor none = x.new_zeros({rows, 0});
    return m_split.Join(m_ofMember ? m_ofMember(h) : none, m_ofAll ? m_ofAll(h.mean(1)) : none);
}

} // namespace learning
} // namespace ns3
