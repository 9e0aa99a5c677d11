// SPDX-License-Identifier: GPL-2.0-only
#include "module-approximator.h"

#include "learning-error.h"

#include <ATen/CPUGeneratorImpl.h>
#include <algorithm>
#include <sstream>
#include <torch/torch.h>

namespace ns3
{
namespace learning
{

namespace
{

/// Runs something of LibTorch or of the user; what either throws becomes one line with a name.
template <typename Action>
auto
Try(const std::string& name, const Action& action)
{
    try
    {
        return action();
    }
    catch (const c10::Error& error)
    {
        const std::string text = error.what_without_backtrace();
        throw LearningError(name + ": LibTorch found: " + text.substr(0, text.find('\n')));
    }
}

/// A module that can be trained here: parameters are floats, and all its state.
torch::nn::AnyModule
MakeModule(const std::string& name,
           const ModuleMaker& maker,
           uint32_t inputs,
           uint32_t outputs,
           uint64_t seed = 0)
{
    // A module draws its start from LibTorch's own generator, which others use, too.
    at::Generator generator = at::detail::getDefaultCPUGenerator();
    const at::Tensor state = generator.get_state();
    generator.set_current_seed(seed);
    torch::nn::AnyModule module = Try(name, [&] { return maker(inputs, outputs); });
    generator.set_state(state);
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
    module.ptr()->eval();
    return module;
}

at::Tensor
View(const float* values, std::size_t rows, uint32_t columns)
{
    return at::from_blob(const_cast<float*>(values),
                         {static_cast<int64_t>(rows), static_cast<int64_t>(columns)});
}

} // namespace

ModuleApproximator::ModuleApproximator(const std::string& name,
                                       const ModuleMaker& maker,
                                       uint32_t inputs,
                                       uint32_t outputs,
                                       ParameterBlock& block)
    : m_name(name),
      m_maker(maker),
      m_inputs(inputs),
      m_outputs(outputs),
      m_block(&block),
      m_module(MakeModule(name, maker, inputs, outputs))
{
    const torch::NoGradGuard noGrad;
    for (auto& parameter : m_module.ptr()->named_parameters())
    {
        at::Tensor& tensor = parameter.value();
        const auto size = static_cast<std::size_t>(tensor.numel());
        const auto offset = static_cast<int64_t>(block.Reserve(size, name + " " + parameter.key()));
        const auto view = [&](const at::Tensor& flat) {
            return flat.narrow(0, offset, tensor.numel()).view(tensor.sizes());
        };
        tensor.set_data(view(block.ValueTensor()));
        tensor.set_requires_grad(tensor.requires_grad() && block.IsTrainable());
        m_parameters.push_back(tensor);
        if (tensor.requires_grad())
        {
            m_trainable.push_back(tensor);
            m_gradients.push_back(view(block.GradientTensor()));
        }
    }
    Run(at::zeros({2, static_cast<int64_t>(inputs)}));
}

std::size_t
ModuleApproximator::CountParameters(const ModuleMaker& maker, uint32_t inputs, uint32_t outputs)
{
    std::size_t count = 0;
    for (const auto& parameter : MakeModule("network", maker, inputs, outputs).ptr()->parameters())
    {
        count += static_cast<std::size_t>(parameter.numel());
    }
    return count;
}

void
ModuleApproximator::InitialiseUniform(LearningRandom& random)
{
    const torch::NoGradGuard noGrad;
    const auto fresh =
        MakeModule(m_name, m_maker, m_inputs, m_outputs, random.Bits()).ptr()->parameters();
    for (std::size_t i = 0; i < m_parameters.size(); ++i)
    {
        m_parameters[i].copy_(fresh[i]);
    }
}

void
ModuleApproximator::InitialiseOrthogonal(LearningRandom& random, double, double)
{
    InitialiseUniform(random);
}

void
ModuleApproximator::SetOutputBiases(const std::vector<double>& biases)
{
    if (biases.empty())
    {
        return;
    }
    m_biases = at::zeros({static_cast<int64_t>(m_outputs)});
    const std::size_t count = std::min<std::size_t>(biases.size(), m_outputs);
    std::copy_n(biases.begin(), count, m_biases.data_ptr<float>());
}

at::Tensor
ModuleApproximator::Run(const at::Tensor& input) const
{
    return Try(m_name, [&] {
        at::Tensor output = m_module.forward(input);
        if (output.dim() != 2 || output.size(0) != input.size(0) ||
            output.size(1) != static_cast<int64_t>(m_outputs) || output.scalar_type() != at::kFloat)
        {
            std::ostringstream text;
            text << m_name << ": forward() of " << input.sizes() << " gave "
                 << c10::toString(output.scalar_type()) << output.sizes() << ", expected Float["
                 << input.size(0) << ", " << m_outputs << "]";
            throw LearningError(text.str());
        }
        output = m_biases.defined() ? output + m_biases : output;
        return output.contiguous();
    });
}

const float*
ModuleApproximator::Forward(const float* input, std::size_t rows, Workspace& workspace) const
{
    workspace.input = View(input, rows, m_inputs).set_requires_grad(true);
    workspace.output = Run(workspace.input);
    return workspace.output.data_ptr<float>();
}

const float*
ModuleApproximator::Infer(const float* input, std::size_t rows, Workspace& workspace) const
{
    const torch::NoGradGuard noGrad;
    workspace.output = Run(View(input, rows, m_inputs));
    return workspace.output.data_ptr<float>();
}

const float*
ModuleApproximator::Backward(const float*,
                             std::size_t rows,
                             Workspace& workspace,
                             const float* outputGradient,
                             bool parameterGradients,
                             bool inputGradient)
{
    std::vector<at::Tensor> by;
    if (parameterGradients)
    {
        by = m_trainable;
    }
    if (inputGradient)
    {
        by.push_back(workspace.input);
    }
    if (by.empty())
    {
        return nullptr; // all parameters are frozen
    }
    const auto gradients = Try(m_name, [&] {
        return torch::autograd::grad({workspace.output},
                                     by,
                                     {View(outputGradient, rows, m_outputs)},
                                     /*retain_graph=*/false,
                                     /*create_graph=*/false,
                                     /*allow_unused=*/true);
    });
    const auto put = [](const at::Tensor& from, at::Tensor to) {
        from.defined() ? to.copy_(from) : to.zero_();
    };
    for (std::size_t i = 0; parameterGradients && i < m_gradients.size(); ++i)
    {
        put(gradients[i], m_gradients[i]);
    }
    workspace.output = at::Tensor(); // its graph is spent
    if (!inputGradient)
    {
        return nullptr;
    }
    workspace.inputGradient = at::empty_like(workspace.input, at::MemoryFormat::Contiguous);
    put(gradients.back(), workspace.inputGradient);
    return workspace.inputGradient.data_ptr<float>();
}

} // namespace learning
} // namespace ns3
