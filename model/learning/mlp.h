// SPDX-License-Identifier: GPL-2.0-only
#ifndef MLP_H
#define MLP_H

#include "approximator.h"
#include "dense-kernels.h"
#include "parameter-block.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace learning
{

/**
 * @brief A multi-layer perceptron whose parameters are a part of a ParameterBlock.
 *
 * Layer l computes activation(x W_l + b_l) with W_l of shape (inputs, outputs), row-major, followed
 * in memory by b_l; the last layer is linear. Forward and backward are written out on DenseKernels,
 * for their speed; the tests compare both with LibTorch's autograd.
 */
class Mlp : public Approximator
{
  public:
    /**
     * @param name for error texts
     * @param sizes inputs, hidden widths, outputs; at least two numbers, none 0
     * @param activation of the hidden layers
     * @param block holds the parameters; must live longer than this
     */
    Mlp(const std::string& name,
        const std::vector<uint32_t>& sizes,
        Activation activation,
        ParameterBlock& block);

    /**
     * @param inputs number of inputs
     * @param hidden widths of the hidden layers
     * @param outputs number of outputs
     * @return the three as one list
     */
    static std::vector<uint32_t> Sizes(uint32_t inputs,
                                       const std::vector<uint32_t>& hidden,
                                       uint32_t outputs);

    /**
     * @param sizes as for the constructor
     * @return number of parameters
     */
    static std::size_t CountParameters(const std::vector<uint32_t>& sizes);

    void InitialiseUniform(LearningRandom& random) override;
    void InitialiseOrthogonal(LearningRandom& random,
                              double hiddenGain,
                              double outputGain) override;
    void SetOutputBiases(const std::vector<double>& biases) override;
    const float* Forward(const float* input, std::size_t rows, Workspace& workspace) const override;
    const float* Infer(const float* input, std::size_t rows, Workspace& workspace) const override;
    const float* Backward(const float* input,
                          std::size_t rows,
                          Workspace& workspace,
                          const float* outputGradient,
                          bool parameterGradients = true,
                          bool inputGradient = false) override;

    /// @return inputs, hidden widths, outputs
    const std::vector<uint32_t>& GetSizes() const;
    /// @return number of layers with weights
    std::size_t GetLayers() const;
    /// @return weights of a layer, (inputs, outputs) row-major
    const float* Weight(std::size_t layer) const;
    /// @return biases of a layer
    const float* Bias(std::size_t layer) const;

  private:
    /// Makes a workspace large enough for that many rows.
    void Fit(Workspace& workspace, std::size_t rows) const;

    std::vector<uint32_t> m_sizes;      //!< inputs, hidden widths, outputs
    Activation m_activation;            //!< of the hidden layers
    ParameterBlock* m_block;            //!< holds the parameters
    std::vector<std::size_t> m_offsets; //!< of each layer's weights in the block
};

} // namespace learning
} // namespace ns3

#endif // MLP_H
