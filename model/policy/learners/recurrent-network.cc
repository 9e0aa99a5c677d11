// SPDX-License-Identifier: GPL-2.0-only

#include "../../learning/recurrent-net.h"

#include "ns3/network.h"
#include "ns3/uinteger.h"

#include <torch/nn/modules/container/any.h>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A gated recurrent unit that goes through the last epochs of a row
 * (learning::RecurrentNet), for observations that are late or do not tell all. An episode begins
 * with an empty memory.
 */
class RecurrentNetwork : public Network
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    torch::nn::AnyModule Make(const Shape& shape) const override;
    uint32_t GetWindow() const override;

  private:
    uint32_t m_width{0};  //!< numbers of the state
    uint32_t m_window{0}; //!< epochs that it goes through
};

NS_OBJECT_ENSURE_REGISTERED(RecurrentNetwork);

TypeId
RecurrentNetwork::GetTypeId()
{
    static TypeId tid = TypeId("ns3::RecurrentNetwork")
                            .SetParent<Network>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<RecurrentNetwork>()
                            .AddAttribute("Width",
                                          "Numbers of the state, and of the layer behind it.",
                                          UintegerValue(64),
                                          MakeUintegerAccessor(&RecurrentNetwork::m_width),
                                          MakeUintegerChecker<uint32_t>(1, 65536))
                            .AddAttribute("Window",
                                          "Epochs of a row that it goes through at each decision, "
                                          "the newest included; what was before is forgotten.",
                                          UintegerValue(8),
                                          MakeUintegerAccessor(&RecurrentNetwork::m_window),
                                          MakeUintegerChecker<uint32_t>(2, 1000));
    return tid;
}

torch::nn::AnyModule
RecurrentNetwork::Make(const Shape& shape) const
{
    return torch::nn::AnyModule(learning::RecurrentNet(shape.inputs,
                                                       shape.outputs,
                                                       shape.window,
                                                       shape.observation,
                                                       m_width));
}

uint32_t
RecurrentNetwork::GetWindow() const
{
    return m_window;
}

} // namespace ns3
