// SPDX-License-Identifier: GPL-2.0-only
#ifndef PARAMETER_BLOCK_H
#define PARAMETER_BLOCK_H

#include "dense-kernels.h"

#include <ATen/core/Tensor.h>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace learning
{

class CheckpointFields;

/**
 * @brief Settings of Adam.
 */
struct AdamOptions
{
    double learningRate{3e-4}; //!< step size, > 0
    double beta1{0.9};         //!< decay of the first moment
    double beta2{0.999};       //!< decay of the second moment
    double epsilon{1e-8};      //!< added to the root of the second moment
    double gradientClip{0};    //!< largest 2-norm of the whole gradient, 0 = no clipping
};

/**
 * @brief Parameters of one or several networks in one flat tensor, with gradient and Adam's
 * moments.
 *
 * One buffer makes an optimiser step, a target update, a gradient norm and an all-reduce one loop
 * each.
 */
class ParameterBlock
{
  public:
    /**
     * @param count number of parameters that will be reserved
     * @param trainable false: no gradient and no moments (target networks)
     */
    explicit ParameterBlock(std::size_t count, bool trainable = true);

    /**
     * @brief Take the next part of the block.
     * @param count number of parameters
     * @param name what a NaN report calls the part
     * @return offset of the part
     */
    std::size_t Reserve(std::size_t count, const std::string& name);

    /// @return the parameters (SLACK floats are readable behind them)
    float* Values();
    /// @return the parameters
    const float* Values() const;
    /// @return the gradient
    float* Gradients();
    /// @return number of parameters
    std::size_t Size() const;
    /// @return whether it has a gradient and moments
    bool IsTrainable() const;
    /// @return optimiser steps so far
    uint64_t Steps() const;

    /// @return the parameters as a tensor that shares the memory
    at::Tensor ValueTensor() const;
    /// @return the gradient as a tensor that shares the memory
    at::Tensor GradientTensor() const;

    /**
     * @brief One Adam step with the gradient in Gradients(), clipped first.
     * @param options step size and the rest
     * @param place what is being trained and at which step, for the error text
     * @return norm of the gradient before clipping
     * @throws LearningError naming place and part when the gradient is not finite
     */
    double AdamStep(const AdamOptions& options, const std::string& place);

    /**
     * @brief Move towards another block: this += tau (source - this).
     * @param source block of the same size
     * @param tau in [0, 1]; 1 copies exactly
     */
    void Track(const ParameterBlock& source, double tau);

    /**
     * @brief List the state for a checkpoint.
     * @param fields receives the parts
     * @param name prefix of their names
     * @param full also Adam's moments and step number
     */
    void List(CheckpointFields& fields, const std::string& name, bool full);

    /// @brief Forget Adam's moments.
    void ResetOptimiser();

  private:
    /// @brief A part, for error texts.
    struct Part
    {
        std::string name;   //!< for instance "critic 1 weight 2"
        std::size_t offset; //!< first parameter
        std::size_t count;  //!< number of parameters
    };

    std::size_t m_size;        //!< number of parameters
    std::size_t m_reserved{0}; //!< parameters given out
    at::Tensor m_values;       //!< parameters and slack
    at::Tensor m_gradients;    //!< gradient and slack
    at::Tensor m_first;        //!< Adam's first moment
    at::Tensor m_second;       //!< Adam's second moment
    uint64_t m_steps{0};       //!< optimiser steps
    std::vector<Part> m_parts; //!< for error texts
};

} // namespace learning
} // namespace ns3

#endif // PARAMETER_BLOCK_H
