// SPDX-License-Identifier: GPL-2.0-only
#include "parameter-block.h"

#include "checkpoint-fields.h"
#include "learning-error.h"

#include <ATen/ATen.h>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

namespace ns3
{
namespace learning
{

ParameterBlock::ParameterBlock(std::size_t count, bool trainable)
    : m_size(count)
{
    const auto padded = static_cast<int64_t>(count + DenseKernels::SLACK);
    m_values = at::zeros({padded}, at::kFloat);
    if (trainable)
    {
        m_gradients = at::zeros({padded}, at::kFloat);
        m_first = at::zeros({padded}, at::kFloat);
        m_second = at::zeros({padded}, at::kFloat);
    }
}

std::size_t
ParameterBlock::Reserve(std::size_t count, const std::string& name)
{
    assert(m_reserved + count <= m_size);
    const std::size_t offset = m_reserved;
    m_parts.push_back({name, offset, count});
    m_reserved += count;
    return offset;
}

float*
ParameterBlock::Values()
{
    return m_values.data_ptr<float>();
}

const float*
ParameterBlock::Values() const
{
    return m_values.data_ptr<float>();
}

float*
ParameterBlock::Gradients()
{
    return m_gradients.data_ptr<float>();
}

std::size_t
ParameterBlock::Size() const
{
    return m_size;
}

bool
ParameterBlock::IsTrainable() const
{
    return m_gradients.defined();
}

uint64_t
ParameterBlock::Steps() const
{
    return m_steps;
}

at::Tensor
ParameterBlock::ValueTensor() const
{
    return m_values.narrow(0, 0, static_cast<int64_t>(m_size));
}

at::Tensor
ParameterBlock::GradientTensor() const
{
    return m_gradients.narrow(0, 0, static_cast<int64_t>(m_size));
}

double
ParameterBlock::AdamStep(const AdamOptions& options, const std::string& place)
{
    const double square = Kernels().squaredNorm(Gradients(), m_size);
    const double norm = std::sqrt(square);
    if (!(square <= std::numeric_limits<float>::max())) // the second moment would overflow
    {
        for (const Part& part : m_parts)
        {
            for (std::size_t i = 0; i < part.count; ++i)
            {
                const float value = Gradients()[part.offset + i];
                if (!std::isfinite(value))
                {
                    throw LearningError(place + ": gradient of " + part.name + "[" +
                                        std::to_string(i) + "] is " + std::to_string(value) +
                                        ", expected a finite number");
                }
            }
        }
        throw LearningError(place +
                            ": the norm of the gradient overflows, expected a finite number");
    }
    ++m_steps;
    const double bias1 = 1 - std::pow(options.beta1, static_cast<double>(m_steps));
    const double bias2 = 1 - std::pow(options.beta2, static_cast<double>(m_steps));
    AdamCoefficients k;
    k.beta1 = static_cast<float>(options.beta1);
    k.beta2 = static_cast<float>(options.beta2);
    k.step = static_cast<float>(options.learningRate / bias1);
    k.inverseRootBias2 = static_cast<float>(1 / std::sqrt(bias2));
    k.epsilon = static_cast<float>(options.epsilon);
    k.gradientScale = 1.0F;
    if (options.gradientClip > 0 && norm > options.gradientClip)
    {
        k.gradientScale = static_cast<float>(options.gradientClip / norm);
    }
    Kernels().adam(Values(),
                   Gradients(),
                   m_first.data_ptr<float>(),
                   m_second.data_ptr<float>(),
                   m_size,
                   k);
    return norm;
}

void
ParameterBlock::Track(const ParameterBlock& source, double tau)
{
    assert(source.m_size == m_size);
    if (tau >= 1)
    {
        std::memcpy(Values(), source.Values(), m_size * sizeof(float));
    }
    else
    {
        Kernels().polyak(Values(), source.Values(), m_size, static_cast<float>(tau));
    }
}

void
ParameterBlock::List(CheckpointFields& fields, const std::string& name, bool full)
{
    fields.Add(name, ValueTensor());
    if (full && m_first.defined())
    {
        fields.Add(name + "_adam_first", m_first.data_ptr<float>(), m_size);
        fields.Add(name + "_adam_second", m_second.data_ptr<float>(), m_size);
        fields.Add(name + "_adam_steps", &m_steps, 1);
    }
}

void
ParameterBlock::ResetOptimiser()
{
    m_first.zero_();
    m_second.zero_();
    m_steps = 0;
}

} // namespace learning
} // namespace ns3
