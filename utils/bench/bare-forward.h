// SPDX-License-Identifier: GPL-2.0-only

#ifndef BARE_FORWARD_H
#define BARE_FORWARD_H

#include <cstdint>
#include <memory>

/**
 * @brief A forward pass of an untrained perceptron by LibTorch's own modules, batch 1, without
 * gradients: what a decision is compared with.
 */
class BareForward
{
  public:
    /**
     * @param inputs numbers of an observation
     * @param hiddenLayers number of hidden layers, with ReLU
     * @param hiddenUnits width of a hidden layer
     * @param outputs number of actions
     */
    BareForward(int64_t inputs, int64_t hiddenLayers, int64_t hiddenUnits, int64_t outputs);
    ~BareForward();

    /**
     * @param observation numbers, as many as inputs
     * @return index of the greatest output
     */
    int64_t Run(float* observation);

  private:
    struct Network;                     //!< LibTorch's
    std::unique_ptr<Network> m_network; //!< the perceptron
};

#endif // BARE_FORWARD_H
