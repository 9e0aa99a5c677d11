// SPDX-License-Identifier: GPL-2.0-only
#ifndef RECURRENT_NET_H
#define RECURRENT_NET_H

#include <cstdint>
#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/rnn.h>

namespace ns3
{
namespace learning
{

/**
 * @brief A gated recurrent unit (Cho et al. 2014, arXiv 1406.1078) that goes through a window of
 * observations from the oldest to the newest, and a layer behind it.
 *
 * It begins each window with a state of 0, when it decides as when it learns (Hausknecht and Stone
 * 2015, arXiv 1507.06527, "random updates"): it has no state between windows that could be stale.
 */
class RecurrentNet : public torch::nn::Module
{
  public:
    /**
     * @param inputs number of inputs: the window, and what belongs to no observation
     * @param outputs number of outputs
     * @param window observations at the beginning of the inputs, oldest first
     * @param observation numbers of each
     * @param width numbers of the state
     */
    RecurrentNet(int64_t inputs,
                 int64_t outputs,
                 int64_t window,
                 int64_t observation,
                 int64_t width);

    /**
     * @param x rows of inputs
     * @return rows of outputs
     */
    at::Tensor forward(at::Tensor x);

  private:
    int64_t m_window;                    //!< observations of a row
    int64_t m_observation;               //!< numbers of each
    torch::nn::GRU m_unit{nullptr};      //!< goes through the observations
    torch::nn::Linear m_hidden{nullptr}; //!< of the last state and what belongs to no observation
    torch::nn::Linear m_output{nullptr}; //!< to the outputs
};

} // namespace learning
} // namespace ns3

#endif // RECURRENT_NET_H
