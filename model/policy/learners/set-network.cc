// SPDX-License-Identifier: GPL-2.0-only

#include "set-network.h"

#include "../../learning/set-net.h"

#include "ns3/inference-input-error.h"
#include "ns3/uinteger.h"

#include <torch/nn/modules/container/any.h>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SetNetwork);

TypeId
SetNetwork::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SetNetwork")
                            .SetParent<Network>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<SetNetwork>()
                            .AddAttribute("Width",
                                          "Features of a member inside of the network.",
                                          UintegerValue(64),
                                          MakeUintegerAccessor(&SetNetwork::m_width),
                                          MakeUintegerChecker<uint32_t>(1, 65536))
                            .AddAttribute("Rounds",
                                          "Rounds of attention; 0: members know of each other "
                                          "only what they have in common.",
                                          UintegerValue(1),
                                          MakeUintegerAccessor(&SetNetwork::m_rounds),
                                          MakeUintegerChecker<uint32_t>(0, 100));
    return tid;
}

learning::SetColumns
SetNetwork::GetColumns(const Network& network, const Shape& shape)
{
    if (shape.members.empty())
    {
        throw InferenceInputError(network.GetInstanceTypeId().GetName(),
                                  "Network",
                                  "a space that tells of no members",
                                  "ns3::AssignmentSpace, or ns3::AllocationSpace without PerStream "
                                  "and with one stream a UE");
    }
    learning::SetColumns columns;
    columns.nInputs = shape.inputs;
    columns.nOutputs = shape.outputs;
    for (const auto& member : shape.members)
    {
        columns.inputs.emplace_back(member.inputs.begin(), member.inputs.end());
        columns.outputs.emplace_back(member.outputs.begin(), member.outputs.end());
    }
    return columns;
}

torch::nn::AnyModule
SetNetwork::Make(const Shape& shape) const
{
    return torch::nn::AnyModule(learning::SetNet(GetColumns(*this, shape), m_width, m_rounds));
}

} // namespace ns3
