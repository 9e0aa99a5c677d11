// SPDX-License-Identifier: GPL-2.0-only
#ifndef LEARNING_TEST_UTIL_H
#define LEARNING_TEST_UTIL_H

#include "../../model/learning/learning-error.h"
#include "../../model/learning/learning-random.h"

#include <cstdint>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <string>
#include <torch/torch.h>
#include <vector>

namespace ns3
{
namespace learning
{
namespace test
{

/// @brief A network of LibTorch tensors with autograd, from the flat parameters of an Mlp.
struct ReferenceMlp
{
    /**
     * @param flat flat parameters, weights (inputs, outputs) and biases layer by layer
     * @param sizes inputs, hidden widths, outputs
     * @param useTanh hidden activation: tanh instead of ReLU
     */
    ReferenceMlp(const torch::Tensor& flat,
                 const std::vector<uint32_t>& sizes,
                 bool useTanh = false);

    /// @return outputs of rows of inputs
    torch::Tensor Forward(const torch::Tensor& input) const;
    /// @return the parameters, flat
    torch::Tensor Flat() const;
    /// @return the gradients, flat
    torch::Tensor FlatGradient() const;
    /// @brief Move towards another network's parameters.
    void Track(const ReferenceMlp& source, double tau);

    std::vector<torch::Tensor> parameters; //!< weight, bias, weight, bias, ...
    bool tanh;                             //!< hidden activation
};

/**
 * @param save writes a checkpoint
 * @return its tensors by name
 */
std::map<std::string, torch::Tensor> Tensors(const std::function<void(std::ostream&)>& save);

/// @return a row-major tensor of random normal numbers
torch::Tensor RandomTensor(LearningRandom& random, std::vector<int64_t> shape);

/// @return the largest absolute difference
double Distance(const torch::Tensor& a, const torch::Tensor& b);

/**
 * @brief Expect a LearningError whose text contains a part.
 * @param action what throws
 * @param part of the text
 */
void ExpectError(const std::function<void()>& action, const std::string& part);

/**
 * @brief Expect that every damaged form of a checkpoint is refused with a LearningError: cut short
 * at many places, one bit flipped at many places, nothing, other text.
 * @param bytes a sound checkpoint
 * @param load loads one
 */
void ExpectDamageRefused(const std::string& bytes, const std::function<void(std::istream&)>& load);

} // namespace test
} // namespace learning
} // namespace ns3

#endif // LEARNING_TEST_UTIL_H
