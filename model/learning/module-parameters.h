// SPDX-License-Identifier: GPL-2.0-only
#ifndef MODULE_PARAMETERS_H
#define MODULE_PARAMETERS_H

#include "module-maker.h"
#include "parameter-block.h"

#include <cstdint>
#include <string>
#include <torch/nn/modules/container/any.h>
#include <vector>

namespace ns3
{
namespace learning
{

/**
 * @brief Make a module that can be trained here: its parameters are floats, and all its state. It
 * is put into evaluation mode, because what is drawn in a forward pass would not come again after
 * a resume.
 * @param name for error texts
 * @param maker makes it
 * @param inputs number of inputs
 * @param outputs number of outputs
 * @param seed of LibTorch's generator while it is made; the generator is left as it was
 * @return the module
 * @throws LearningError when it is not such a module
 */
torch::nn::AnyModule MakeModule(const std::string& name,
                                const ModuleMaker& maker,
                                uint32_t inputs,
                                uint32_t outputs,
                                uint64_t seed);

/**
 * @param module a module
 * @return number of its parameters
 */
std::size_t CountParameters(const torch::nn::Module& module);

/**
 * @brief Make the parameters of a module a part of a block, so that optimiser, target updates and
 * checkpoints are those of the block. Values are not kept. With a trainable block, gradients are a
 * part of it, too.
 * @param module the module
 * @param prefix before the names of its parameters, for error texts
 * @param block gets them; must live longer than the module
 * @return the parameters
 */
std::vector<at::Tensor> MoveParameters(torch::nn::Module& module,
                                       const std::string& prefix,
                                       ParameterBlock& block);

/**
 * @brief Run a module of rows, and check what it gives.
 * @param name for error texts
 * @param module the module
 * @param input rows of inputs
 * @param outputs how many it has to give
 * @return rows of outputs, contiguous
 * @throws LearningError when it fails or gives another size
 */
at::Tensor RunModule(const std::string& name,
                     torch::nn::AnyModule& module,
                     const at::Tensor& input,
                     uint32_t outputs);

} // namespace learning
} // namespace ns3

#endif // MODULE_PARAMETERS_H
