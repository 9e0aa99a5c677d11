// SPDX-License-Identifier: GPL-2.0-only
#include "module-parameters.h"

#include "learning-error.h"

#include <ATen/CPUGeneratorImpl.h>
#include <sstream>
#include <torch/torch.h>

namespace ns3
{
namespace learning
{

namespace
{

/// What LibTorch throws becomes one line.
LearningError
Describe(const std::string& name, const c10::Error& error)
{
    const std::string text = error.what_without_backtrace();
    return LearningError(name + ": LibTorch found: " + text.substr(0, text.find('\n')));
}

/// Throws when a module cannot be trained here.
void
Check(const std::string& name, const torch::nn::AnyModule& module)
{
    if (module.is_empty())
    {
        throw LearningError(name + ": found an empty AnyModule, expected a module");
    }
    for (const auto& buffer : module.ptr()->named_buffers())
    {
        throw LearningError(name + ": found the buffer '" + buffer.key() +
                            "', expected parameters only: checkpoints have no buffers");
    }
    for (const auto& parameter : module.ptr()->named_parameters())
    {
        if (parameter->scalar_type() != at::kFloat || !parameter->device().is_cpu())
        {
            throw LearningError(name + ": found the parameter '" + parameter.key() + "' of type " +
                                c10::toString(parameter->scalar_type()) +
                                ", expected 32-bit floats on the CPU");
        }
    }
}

} // namespace

torch::nn::AnyModule
MakeModule(const std::string& name,
           const ModuleMaker& maker,
           uint32_t inputs,
           uint32_t outputs,
           uint64_t seed)
{
    // A module draws its start from LibTorch's own generator, which others use, too.
    at::Generator generator = at::detail::getDefaultCPUGenerator();
    const at::Tensor state = generator.get_state();
    generator.set_current_seed(seed);
    try
    {
        torch::nn::AnyModule module = maker(inputs, outputs);
        generator.set_state(state);
        Check(name, module);
        module.ptr()->eval();
        return module;
    }
    catch (const c10::Error& error)
    {
        throw Describe(name, error);
    }
}

std::size_t
CountParameters(const torch::nn::Module& module)
{
    std::size_t count = 0;
    for (const auto& parameter : module.parameters())
    {
        count += static_cast<std::size_t>(parameter.numel());
    }
    return count;
}

std::vector<at::Tensor>
MoveParameters(torch::nn::Module& module, const std::string& prefix, ParameterBlock& block)
{
    std::vector<at::Tensor> parameters;
    for (auto& parameter : module.named_parameters())
    {
        at::Tensor& tensor = parameter.value();
        const int64_t size = tensor.numel();
        const auto offset = static_cast<int64_t>(
            block.Reserve(static_cast<std::size_t>(size), prefix + parameter.key()));
        const auto view = [&](const at::Tensor& flat) {
            return flat.narrow(0, offset, size).view(tensor.sizes());
        };
        tensor.set_data(view(block.ValueTensor()));
        tensor.set_requires_grad(tensor.requires_grad() && block.IsTrainable());
        if (tensor.requires_grad())
        {
            tensor.mutable_grad() = view(block.GradientTensor());
        }
        parameters.push_back(tensor);
    }
    return parameters;
}

at::Tensor
RunModule(const std::string& name,
          torch::nn::AnyModule& module,
          const at::Tensor& input,
          uint32_t outputs)
{
    try
    {
        const at::Tensor output = module.forward(input);
        if (output.dim() != 2 || output.size(0) != input.size(0) ||
            output.size(1) != static_cast<int64_t>(outputs) || output.scalar_type() != at::kFloat)
        {
            std::ostringstream text;
            text << name << ": forward() of " << input.sizes() << " gave "
                 << c10::toString(output.scalar_type()) << output.sizes() << ", expected Float["
                 << input.size(0) << ", " << outputs << "]";
            throw LearningError(text.str());
        }
        return output.contiguous();
    }
    catch (const c10::Error& error)
    {
        throw Describe(name, error);
    }
}

} // namespace learning
} // namespace ns3
