// SPDX-License-Identifier: GPL-2.0-only
#ifndef MODULE_MAKER_H
#define MODULE_MAKER_H

#include <cstdint>
#include <functional>

namespace torch
{
namespace nn
{
class AnyModule;
} // namespace nn
} // namespace torch

namespace ns3
{
namespace learning
{

/// Makes a module of LibTorch that turns rows x inputs into rows x outputs (torch/torch.h declares
/// its result). Empty: the networks are perceptrons.
using ModuleMaker = std::function<torch::nn::AnyModule(int64_t inputs, int64_t outputs)>;

} // namespace learning
} // namespace ns3

#endif // MODULE_MAKER_H
