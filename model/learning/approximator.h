// SPDX-License-Identifier: GPL-2.0-only
#ifndef APPROXIMATOR_H
#define APPROXIMATOR_H

#include "learning-random.h"

#include <ATen/core/Tensor.h>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace learning
{

/**
 * @brief Memory of forward and backward passes of one network.
 */
struct Workspace
{
    std::size_t rows{0};                         //!< rows that fit, of a perceptron
    std::vector<std::vector<float>> activations; //!< output of each layer, rows x width
    std::vector<float> gradient;                 //!< gradient of a layer's output
    std::vector<float> nextGradient;             //!< gradient of a layer's input
    std::vector<float> transposed;               //!< a layer's weights, transposed
    at::Tensor input;                            //!< of a module, with its graph
    at::Tensor output;                           //!< of a module, with its graph
    at::Tensor inputGradient;                    //!< of a module
};

/**
 * @brief A function that is learnt: a network whose parameters are a part of a ParameterBlock.
 *
 * The algorithms know of a network no more than this. It is an Mlp, or any module of LibTorch.
 */
class Approximator
{
  public:
    virtual ~Approximator() = default;

    /**
     * @brief Draw parameters: of a perceptron uniform in +-1/sqrt(inputs of the layer), as
     * LibTorch's Linear; of a module as it draws its own.
     * @param random source
     */
    virtual void InitialiseUniform(LearningRandom& random) = 0;

    /**
     * @brief Draw parameters: of a perceptron orthogonal weights, biases 0 (Saxe et al. 2014, arXiv
     * 1312.6120); of a module as it draws its own.
     * @param random source
     * @param hiddenGain gain of the hidden layers
     * @param outputGain gain of the last layer
     */
    virtual void InitialiseOrthogonal(LearningRandom& random,
                                      double hiddenGain,
                                      double outputGain) = 0;

    /**
     * @brief Set what the first outputs begin with: biases of a perceptron's last layer; for ever
     * added to what a module gives.
     * @param biases of the first outputs; others stay
     */
    virtual void SetOutputBiases(const std::vector<double>& biases) = 0;

    /**
     * @brief Compute the outputs; Backward may follow.
     * @param input rows x inputs
     * @param rows number of rows
     * @param workspace keeps what Backward needs; grows when needed
     * @return rows x outputs, inside the workspace
     */
    virtual const float* Forward(const float* input,
                                 std::size_t rows,
                                 Workspace& workspace) const = 0;

    /**
     * @brief Compute the outputs, when no Backward follows.
     * @param input rows x inputs
     * @param rows number of rows
     * @param workspace grows when needed
     * @return rows x outputs, inside the workspace
     */
    virtual const float* Infer(const float* input,
                               std::size_t rows,
                               Workspace& workspace) const = 0;

    /**
     * @brief Compute gradients after Forward with the same input, rows and workspace, once.
     * @param input rows x inputs
     * @param rows number of rows
     * @param workspace as left by Forward
     * @param outputGradient rows x outputs, derivative of the loss
     * @param parameterGradients whether to write the gradient of the parameters into the block
     * @param inputGradient whether to compute it
     * @return derivative by the input, rows x inputs, inside the workspace; nullptr unless wanted
     */
    virtual const float* Backward(const float* input,
                                  std::size_t rows,
                                  Workspace& workspace,
                                  const float* outputGradient,
                                  bool parameterGradients = true,
                                  bool inputGradient = false) = 0;
};

} // namespace learning
} // namespace ns3

#endif // APPROXIMATOR_H
