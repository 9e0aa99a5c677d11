// SPDX-License-Identifier: GPL-2.0-only

#ifndef NETWORK_H
#define NETWORK_H

#include "ns3/decision-space.h"
#include "ns3/object.h"

#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace torch
{
namespace nn
{
class AnyModule;
} // namespace nn
} // namespace torch

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The kind of network that a learner learns with: makes a module of LibTorch for given
 * numbers of inputs and outputs. The attribute Network of a learner names it.
 *
 * A network of one's own overrides Make() (doc/tutorial-own-network.rst). The module takes a tensor
 * of rows x inputs and gives one of rows x outputs, each row on its own. All its state is
 * parameters, of 32-bit floats: they are what is trained, followed by target networks, and written
 * to checkpoints. The module begins as it draws itself; the seed of the training decides the draw.
 */
class Network : public Object
{
  public:
    /// One of several things of a kind whose order has no meaning: a UE, a server, an option.
    struct Member
    {
        std::vector<uint32_t> inputs;  //!< which inputs tell of it; as many for every member
        std::vector<uint32_t> outputs; //!< which outputs decide for it; as many for every member
    };

    /// What a module takes and gives.
    struct Shape
    {
        int64_t inputs{0};           //!< numbers of an input row
        int64_t outputs{0};          //!< numbers of an output row
        int64_t window{1};           //!< observations at the beginning of the inputs, oldest first
        int64_t observation{0};      //!< numbers of each of them; a critic's action may follow
        std::vector<Member> members; //!< of the inputs, where the space knows them
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Makes a module. A learner makes several: actors, critics, and those that follow them.
     * @param shape what it takes and gives
     * @return the module; torch/torch.h declares what that is
     * @throws std::runtime_error with one line when it has no module of this shape
     */
    virtual torch::nn::AnyModule Make(const Shape& shape) const = 0;

    /**
     * @return how many epochs an input shows, this one included; 1 unless overridden
     */
    virtual uint32_t GetWindow() const;
};

} // namespace ns3

#endif // NETWORK_H
