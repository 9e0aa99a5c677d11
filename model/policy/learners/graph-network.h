// SPDX-License-Identifier: GPL-2.0-only

#ifndef GRAPH_NETWORK_H
#define GRAPH_NETWORK_H

#include "ns3/network.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Graph convolution between a row and the members of its observation (learning::GraphNet).
 * With ns3::AssignmentLearner, whose own network it is, between all streams and all options.
 */
class GraphNetwork : public Network
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    torch::nn::AnyModule Make(const Shape& shape) const override;

    /**
     * @return features of a node
     */
    uint32_t GetWidth() const;

    /**
     * @return rounds of convolution
     */
    uint32_t GetRounds() const;

  private:
    uint32_t m_width{0};  //!< features of a node
    uint32_t m_rounds{0}; //!< of convolution
};

} // namespace ns3

#endif // GRAPH_NETWORK_H
