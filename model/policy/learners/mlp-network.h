// SPDX-License-Identifier: GPL-2.0-only

#ifndef MLP_NETWORK_H
#define MLP_NETWORK_H

#include "ns3/network.h"

#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A multi-layer perceptron: what learners learn with unless told otherwise. They compute it
 * with loops of their own (learning::Mlp), at small widths faster than the module of Make(),
 * and with the activation of their paper.
 */
class MlpNetwork : public Network
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    torch::nn::AnyModule Make(const Shape& shape) const override;

    /**
     * @return widths of the hidden layers
     */
    std::vector<uint32_t> GetHidden() const;

  private:
    uint32_t m_hiddenUnits{0};  //!< width of a hidden layer
    uint32_t m_hiddenLayers{0}; //!< hidden layers
};

} // namespace ns3

#endif // MLP_NETWORK_H
