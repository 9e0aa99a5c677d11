// SPDX-License-Identifier: GPL-2.0-only
#include "module-approximator.h"

#include "module-parameters.h"

#include <algorithm>
#include <torch/torch.h>

namespace ns3
{
namespace learning
{

namespace
{

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
      m_module(MakeModule(name, maker, inputs, outputs, 0)),
      m_parameters(MoveParameters(*m_module.ptr(), name + " ", block))
{
    std::copy_if(m_parameters.begin(),
                 m_parameters.end(),
                 std::back_inserter(m_trainable),
                 [](const at::Tensor& parameter) { return parameter.requires_grad(); });
    const torch::NoGradGuard noGrad;
    Run(at::zeros({2, static_cast<int64_t>(inputs)})); // for its errors
}

std::size_t
ModuleApproximator::CountParameters(const ModuleMaker& maker, uint32_t inputs, uint32_t outputs)
{
    return learning::CountParameters(*MakeModule("network", maker, inputs, outputs, 0).ptr());
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
    const at::Tensor output = RunModule(m_name, m_module, input, m_outputs);
    return m_biases.defined() ? output + m_biases : output;
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
    std::vector<at::Tensor> by = parameterGradients ? m_trainable : std::vector<at::Tensor>();
    if (inputGradient)
    {
        by.push_back(workspace.input);
    }
    if (by.empty())
    {
        return nullptr; // all parameters are frozen
    }
    const auto gradients = torch::autograd::grad({workspace.output},
                                                 by,
                                                 {View(outputGradient, rows, m_outputs)},
                                                 /*retain_graph=*/false,
                                                 /*create_graph=*/false,
                                                 /*allow_unused=*/true);
    const torch::NoGradGuard noGrad;
    for (std::size_t i = 0; parameterGradients && i < m_trainable.size(); ++i)
    {
        at::Tensor& flat = m_trainable[i].mutable_grad();
        gradients[i].defined() ? flat.copy_(gradients[i]) : flat.zero_();
    }
    if (!inputGradient)
    {
        return nullptr;
    }
    workspace.inputGradient = gradients.back().defined() ? gradients.back().contiguous()
                                                         : at::zeros_like(workspace.input);
    return workspace.inputGradient.data_ptr<float>();
}

} // namespace learning
} // namespace ns3
