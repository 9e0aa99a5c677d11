// SPDX-License-Identifier: GPL-2.0-only

#include "graph-network.h"

#include "../../learning/graph-row-net.h"
#include "set-network.h"

#include "ns3/uinteger.h"

#include <torch/nn/modules/container/any.h>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(GraphNetwork);

TypeId
GraphNetwork::GetTypeId()
{
    static TypeId tid = TypeId("ns3::GraphNetwork")
                            .SetParent<Network>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<GraphNetwork>()
                            .AddAttribute("Width",
                                          "Features of a node inside of the network.",
                                          UintegerValue(32),
                                          MakeUintegerAccessor(&GraphNetwork::m_width),
                                          MakeUintegerChecker<uint32_t>(1, 65536))
                            .AddAttribute("Rounds",
                                          "Rounds of convolution.",
                                          UintegerValue(2),
                                          MakeUintegerAccessor(&GraphNetwork::m_rounds),
                                          MakeUintegerChecker<uint32_t>(0, 100));
    return tid;
}

torch::nn::AnyModule
GraphNetwork::Make(const Shape& shape) const
{
    return torch::nn::AnyModule(
        learning::GraphRowNet(SetNetwork::GetColumns(*this, shape), m_width, m_rounds));
}

uint32_t
GraphNetwork::GetWidth() const
{
    return m_width;
}

uint32_t
GraphNetwork::GetRounds() const
{
    return m_rounds;
}

} // namespace ns3
