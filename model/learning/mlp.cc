// SPDX-License-Identifier: GPL-2.0-only
#include "mlp.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace ns3
{
namespace learning
{

Mlp::Mlp(const std::string& name,
         const std::vector<uint32_t>& sizes,
         Activation activation,
         ParameterBlock& block)
    : m_sizes(sizes),
      m_activation(activation),
      m_block(&block)
{
    for (std::size_t l = 0; l < GetLayers(); ++l)
    {
        const std::size_t weights = static_cast<std::size_t>(sizes[l]) * sizes[l + 1];
        const std::string layer = " of layer " + std::to_string(l + 1);
        m_offsets.push_back(block.Reserve(weights, name + " weight" + layer));
        block.Reserve(sizes[l + 1], name + " bias" + layer);
    }
}

std::vector<uint32_t>
Mlp::Sizes(uint32_t inputs, const std::vector<uint32_t>& hidden, uint32_t outputs)
{
    std::vector<uint32_t> sizes{inputs};
    sizes.insert(sizes.end(), hidden.begin(), hidden.end());
    sizes.push_back(outputs);
    return sizes;
}

std::size_t
Mlp::CountParameters(const std::vector<uint32_t>& sizes)
{
    std::size_t count = 0;
    for (std::size_t l = 0; l + 1 < sizes.size(); ++l)
    {
        count += (static_cast<std::size_t>(sizes[l]) + 1) * sizes[l + 1];
    }
    return count;
}

void
Mlp::InitialiseUniform(LearningRandom& random)
{
    for (std::size_t l = 0; l < GetLayers(); ++l)
    {
        const double bound = 1 / std::sqrt(static_cast<double>(m_sizes[l]));
        float* values = m_block->Values() + m_offsets[l];
        const std::size_t count = (static_cast<std::size_t>(m_sizes[l]) + 1) * m_sizes[l + 1];
        for (std::size_t i = 0; i < count; ++i)
        {
            values[i] = static_cast<float>(bound * (2 * random.Uniform() - 1));
        }
    }
}

void
Mlp::SetOutputBiases(const std::vector<double>& biases)
{
    const std::size_t last = GetLayers() - 1;
    float* values = m_block->Values() + m_offsets[last] + m_sizes[last] * m_sizes[last + 1];
    for (std::size_t i = 0; i < biases.size() && i < m_sizes[last + 1]; ++i)
    {
        values[i] = static_cast<float>(biases[i]);
    }
}

void
Mlp::InitialiseOrthogonal(LearningRandom& random, double hiddenGain, double outputGain)
{
    for (std::size_t l = 0; l < GetLayers(); ++l)
    {
        const std::size_t inputs = m_sizes[l];
        const std::size_t outputs = m_sizes[l + 1];
        const double gain = l + 1 == GetLayers() ? outputGain : hiddenGain;
        // Gram-Schmidt, twice for accuracy, on the shorter side's vectors.
        const std::size_t vectors = std::min(inputs, outputs);
        const std::size_t length = std::max(inputs, outputs);
        std::vector<double> basis(vectors * length);
        for (double& value : basis)
        {
            value = random.Normal();
        }
        for (std::size_t i = 0; i < vectors; ++i)
        {
            double* row = &basis[i * length];
            for (int pass = 0; pass < 2; ++pass)
            {
                for (std::size_t j = 0; j < i; ++j)
                {
                    const double* other = &basis[j * length];
                    double product = 0;
                    for (std::size_t k = 0; k < length; ++k)
                    {
                        product += row[k] * other[k];
                    }
                    for (std::size_t k = 0; k < length; ++k)
                    {
                        row[k] -= product * other[k];
                    }
                }
            }
            double norm = 0;
            for (std::size_t k = 0; k < length; ++k)
            {
                norm += row[k] * row[k];
            }
            for (std::size_t k = 0; k < length; ++k)
            {
                row[k] /= std::sqrt(norm);
            }
        }
        float* weight = m_block->Values() + m_offsets[l];
        for (std::size_t i = 0; i < inputs; ++i)
        {
            for (std::size_t o = 0; o < outputs; ++o)
            {
                const double value =
                    inputs <= outputs ? basis[i * length + o] : basis[o * length + i];
                weight[i * outputs + o] = static_cast<float>(gain * value);
            }
        }
        std::fill(weight + inputs * outputs, weight + (inputs + 1) * outputs, 0.0F);
    }
}

void
Mlp::Fit(Workspace& workspace, std::size_t rows) const
{
    if (workspace.rows >= rows)
    {
        return;
    }
    workspace.rows = rows;
    std::size_t widest = m_sizes[0];
    std::size_t largest = 0;
    workspace.activations.resize(GetLayers());
    for (std::size_t l = 0; l < GetLayers(); ++l)
    {
        workspace.activations[l].resize(rows * m_sizes[l + 1] + DenseKernels::SLACK);
        widest = std::max<std::size_t>(widest, m_sizes[l + 1]);
        largest = std::max(largest, static_cast<std::size_t>(m_sizes[l]) * m_sizes[l + 1]);
    }
    workspace.gradient.resize(rows * widest + DenseKernels::SLACK);
    workspace.nextGradient.resize(rows * widest + DenseKernels::SLACK);
    workspace.transposed.resize(largest + DenseKernels::SLACK);
}

const float*
Mlp::Forward(const float* input, std::size_t rows, Workspace& workspace) const
{
    Fit(workspace, rows);
    const float* x = input;
    for (std::size_t l = 0; l < GetLayers(); ++l)
    {
        const bool last = l + 1 == GetLayers();
        float* y = workspace.activations[l].data();
        Kernels().multiply(x,
                           m_sizes[l],
                           1,
                           Weight(l),
                           m_sizes[l + 1],
                           Bias(l),
                           last ? Activation::LINEAR : m_activation,
                           y,
                           rows,
                           m_sizes[l + 1],
                           m_sizes[l]);
        x = y;
    }
    return x;
}

const float*
Mlp::Infer(const float* input, std::size_t rows, Workspace& workspace) const
{
    return Forward(input, rows, workspace);
}

const float*
Mlp::Backward(const float* input,
              std::size_t rows,
              Workspace& workspace,
              const float* outputGradient,
              bool parameterGradients,
              bool inputGradient)
{
    assert(workspace.rows >= rows);
    const DenseKernels& kernels = Kernels();
    float* d = workspace.gradient.data();
    float* dInput = workspace.nextGradient.data();
    std::copy(outputGradient, outputGradient + rows * m_sizes.back(), d);
    for (std::size_t l = GetLayers(); l-- > 0;)
    {
        const std::size_t inputs = m_sizes[l];
        const std::size_t outputs = m_sizes[l + 1];
        const float* x = l == 0 ? input : workspace.activations[l - 1].data();
        if (parameterGradients)
        {
            float* weightGradient = m_block->Gradients() + m_offsets[l];
            kernels.multiply(x,
                             1,
                             inputs,
                             d,
                             outputs,
                             nullptr,
                             Activation::LINEAR,
                             weightGradient,
                             inputs,
                             outputs,
                             rows);
            kernels.columnSums(d, rows, outputs, weightGradient + inputs * outputs);
        }
        if (l == 0 && !inputGradient)
        {
            return nullptr;
        }
        kernels.transpose(Weight(l), inputs, outputs, workspace.transposed.data());
        kernels.multiply(d,
                         outputs,
                         1,
                         workspace.transposed.data(),
                         inputs,
                         nullptr,
                         Activation::LINEAR,
                         dInput,
                         rows,
                         inputs,
                         outputs);
        if (l > 0)
        {
            kernels.activationBackward(dInput, x, rows * inputs, m_activation);
        }
        std::swap(d, dInput);
    }
    return d;
}

const std::vector<uint32_t>&
Mlp::GetSizes() const
{
    return m_sizes;
}

std::size_t
Mlp::GetLayers() const
{
    return m_sizes.size() - 1;
}

const float*
Mlp::Weight(std::size_t layer) const
{
    return m_block->Values() + m_offsets[layer];
}

const float*
Mlp::Bias(std::size_t layer) const
{
    return Weight(layer) + static_cast<std::size_t>(m_sizes[layer]) * m_sizes[layer + 1];
}

} // namespace learning
} // namespace ns3
