// SPDX-License-Identifier: GPL-2.0-only

#ifndef SET_NETWORK_H
#define SET_NETWORK_H

#include "ns3/network.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

namespace learning
{
struct SetColumns;
} // namespace learning

/**
 * @ingroup edge-inference
 * @brief A network on the members of an observation (UEs, options) whatever their order: one
 * encoder for all of them, and attention among them (learning::SetNet). Its size does not depend on
 * their number.
 */
class SetNetwork : public Network
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    torch::nn::AnyModule Make(const Shape& shape) const override;

    /**
     * @param network for errors
     * @param shape what a module takes and gives
     * @return its members for the networks of model/learning/
     * @throws InferenceInputError when the space tells of no members
     */
    static learning::SetColumns GetColumns(const Network& network, const Shape& shape);

  private:
    uint32_t m_width{0};  //!< features of a member
    uint32_t m_rounds{0}; //!< of attention
};

} // namespace ns3

#endif // SET_NETWORK_H
