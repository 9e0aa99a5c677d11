// SPDX-License-Identifier: GPL-2.0-only
#ifndef MLP_H
#define MLP_H

#include "dense-kernels.h"
#include "learning-random.h"
#include "parameter-block.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace learning
{

/**
 * @brief Memory of forward and backward passes of one network, so that neither allocates.
 */
struct MlpWorkspace
{
    std::size_t rows{0};                         //!< rows that fit
    std::vector<std::vector<float>> activations; //!< output of each layer, rows x width
    std::vector<float> gradient;                 //!< gradient of a layer's output
    std::vector<float> nextGradient;             //!< gradient of a layer's input
    std::vector<float> transposed;               //!< a layer's weights, transposed
};

/**
 * @brief A multi-layer perceptron whose parameters are a part of a ParameterBlock.
 *
 * Layer l computes activation(x W_l + b_l) with W_l of shape (inputs, outputs), row-major, followed
 * in memory by b_l; the last layer is linear. Forward and backward are written out on DenseKernels;
 * the tests compare both with LibTorch's autograd.
 */
class Mlp
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

    /**
     * @brief Weights and biases uniform in +-1/sqrt(inputs of the layer), as LibTorch's Linear.
     * @param random source
     */
    void InitialiseUniform(LearningRandom& random);

    /**
     * @brief Orthogonal weights, biases 0 (Saxe et al. 2014, arXiv 1312.6120).
     * @param random source
     * @param hiddenGain gain of the hidden layers
     * @param outputGain gain of the last layer
     */
    void InitialiseOrthogonal(LearningRandom& random, double hiddenGain, double outputGain);

    /**
     * @brief Set the biases of the last layer.
     * @param biases of its first outputs; others stay
     */
    void SetOutputBiases(const std::vector<double>& biases);

    /**
     * @brief Multiply the last layer's weights and biases.
     * @param factor for instance 0.01 for a start near 0
     */
    void ScaleOutputLayer(float factor);

    /**
     * @brief Compute the outputs.
     * @param input rows x inputs
     * @param rows number of rows
     * @param workspace keeps the layers' outputs for Backward; grows when needed
     * @return rows x outputs, inside the workspace
     */
    const float* Forward(const float* input, std::size_t rows, MlpWorkspace& workspace) const;

    /**
     * @brief Compute gradients after Forward with the same input, rows and workspace.
     * @param input rows x inputs
     * @param rows number of rows
     * @param workspace as left by Forward
     * @param outputGradient rows x outputs, derivative of the loss
     * @param parameterGradients whether to write the gradient of the parameters into the block
     * @return derivative by the input, rows x inputs, inside the workspace; nullptr unless wanted
     * @param inputGradient whether to compute it
     */
    const float* Backward(const float* input,
                          std::size_t rows,
                          MlpWorkspace& workspace,
                          const float* outputGradient,
                          bool parameterGradients = true,
                          bool inputGradient = false);

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
    void Fit(MlpWorkspace& workspace, std::size_t rows) const;

    std::vector<uint32_t> m_sizes;      //!< inputs, hidden widths, outputs
    Activation m_activation;            //!< of the hidden layers
    ParameterBlock* m_block;            //!< holds the parameters
    std::vector<std::size_t> m_offsets; //!< of each layer's weights in the block
};

} // namespace learning
} // namespace ns3

#endif // MLP_H
