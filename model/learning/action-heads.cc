// SPDX-License-Identifier: GPL-2.0-only
#include "action-heads.h"

#include "dense-kernels.h"
#include "learning-checks.h"
#include "learning-error.h"

namespace ns3
{
namespace learning
{

ActionHeads::ActionHeads(const std::string& name,
                         const std::vector<uint32_t>& sizes,
                         uint32_t width)
    : m_name(name),
      m_sizes(sizes),
      m_width(width),
      m_actions(1)
{
    if (m_sizes.empty())
    {
        m_sizes.push_back(width);
    }
    uint64_t sum = 0;
    for (uint32_t size : m_sizes)
    {
        m_offsets.push_back(static_cast<uint32_t>(sum));
        sum += size;
        m_actions *= size;
        if (m_actions == 0 || m_actions > UINT32_MAX)
        {
            throw LearningError(m_name + ": found a head of size 0 or more than 2^32 - 1 actions, "
                                         "expected heads of 1 or more choices");
        }
    }
    if (sum != width)
    {
        throw LearningError(m_name + ": found head sizes that sum to " + std::to_string(sum) +
                            ", expected actionCount " + std::to_string(width));
    }
    m_weights.assign(m_sizes.size(), 1);
    for (std::size_t h = m_sizes.size() - 1; h-- > 0;)
    {
        m_weights[h] = m_weights[h + 1] * m_sizes[h + 1];
    }
}

ActionHeads::ActionHeads(const std::string& name, const std::vector<uint32_t>& sizes)
    : m_name(name),
      m_sizes(sizes),
      m_weights(sizes.size(), 0),
      m_width(0),
      m_actions(0)
{
    for (uint32_t size : m_sizes)
    {
        RequireRange(m_name + " size of a head", size, 1, 1e6);
        m_offsets.push_back(m_width);
        m_width += size;
    }
}

std::size_t
ActionHeads::Count() const
{
    return m_sizes.size();
}

uint32_t
ActionHeads::Actions() const
{
    return m_actions;
}

uint32_t
ActionHeads::Width() const
{
    return m_width;
}

uint32_t
ActionHeads::Size(std::size_t head) const
{
    return m_sizes[head];
}

uint32_t
ActionHeads::Offset(std::size_t head) const
{
    return m_offsets[head];
}

uint32_t
ActionHeads::Entry(uint32_t action, std::size_t head) const
{
    return m_offsets[head] + action / m_weights[head] % m_sizes[head];
}

void
ActionHeads::RequireValid(uint32_t action, const uint8_t* mask) const
{
    if (action >= m_actions)
    {
        throw LearningError(m_name + ": found action " + std::to_string(action) +
                            ", expected less than " + std::to_string(m_actions));
    }
    for (std::size_t h = 0; mask && h < Count(); ++h)
    {
        if (!mask[Entry(action, h)])
        {
            throw LearningError(m_name + ": found action " + std::to_string(action) +
                                ", expected one that the mask allows (head " + std::to_string(h) +
                                ")");
        }
    }
}

void
ActionHeads::RequireSome(const uint8_t* mask) const
{
    for (std::size_t h = 0; mask && h < Count(); ++h)
    {
        bool some = false;
        for (uint32_t i = 0; i < m_sizes[h]; ++i)
        {
            some = some || mask[m_offsets[h] + i];
        }
        if (!some)
        {
            FailNoValid(h);
        }
    }
}

void
ActionHeads::RequireValid(const uint32_t* choices, const uint8_t* mask) const
{
    for (std::size_t h = 0; h < Count(); ++h)
    {
        if (choices[h] >= m_sizes[h] || (mask && !mask[m_offsets[h] + choices[h]]))
        {
            throw LearningError(m_name + ": found choice " + std::to_string(choices[h]) +
                                " in head " + std::to_string(h) + ", expected one of " +
                                std::to_string(m_sizes[h]) + " that the mask allows");
        }
    }
}

uint32_t
ActionHeads::BestOf(std::size_t head, const float* values, const uint8_t* mask) const
{
    const uint8_t* valid = mask ? mask + m_offsets[head] : nullptr;
    const std::size_t best = ArgMax(values + m_offsets[head], valid, m_sizes[head]);
    if (best == m_sizes[head])
    {
        FailNoValid(head);
    }
    return static_cast<uint32_t>(best);
}

uint32_t
ActionHeads::DrawOf(std::size_t head, const float* probabilities, double uniform) const
{
    const float* p = probabilities + m_offsets[head];
    uint32_t chosen = m_sizes[head];
    for (uint32_t i = 0; i < m_sizes[head]; ++i)
    {
        // A rounding error may leave a rest after the last entry: then the last possible one.
        if (p[i] > 0)
        {
            chosen = i;
            uniform -= p[i];
            if (uniform < 0)
            {
                break;
            }
        }
    }
    if (chosen == m_sizes[head])
    {
        FailNoValid(head);
    }
    return chosen;
}

uint32_t
ActionHeads::Best(const float* values, const uint8_t* mask) const
{
    RequireFinite(m_name.c_str(), values, m_width);
    uint32_t action = 0;
    for (std::size_t h = 0; h < Count(); ++h)
    {
        action += BestOf(h, values, mask) * m_weights[h];
    }
    return action;
}

void
ActionHeads::Best(const float* values, const uint8_t* mask, uint32_t* choices) const
{
    RequireFinite(m_name.c_str(), values, m_width);
    for (std::size_t h = 0; h < Count(); ++h)
    {
        choices[h] = BestOf(h, values, mask);
    }
}

uint32_t
ActionHeads::Sample(const float* logits,
                    const uint8_t* mask,
                    float* probabilities,
                    LearningRandom& random) const
{
    RequireFinite(m_name.c_str(), logits, m_width);
    Softmax(logits, mask, 1, probabilities, nullptr);
    uint32_t action = 0;
    for (std::size_t h = 0; h < Count(); ++h)
    {
        action += DrawOf(h, probabilities, random.Uniform()) * m_weights[h];
    }
    return action;
}

void
ActionHeads::Sample(const float* logits,
                    const uint8_t* mask,
                    float* probabilities,
                    LearningRandom& random,
                    uint32_t* choices) const
{
    RequireFinite(m_name.c_str(), logits, m_width);
    Softmax(logits, mask, 1, probabilities, nullptr);
    for (std::size_t h = 0; h < Count(); ++h)
    {
        choices[h] = DrawOf(h, probabilities, random.Uniform());
    }
}

uint32_t
ActionHeads::Uniform(const uint8_t* mask, LearningRandom& random) const
{
    uint32_t action = 0;
    for (std::size_t h = 0; h < Count(); ++h)
    {
        const uint8_t* valid = mask ? mask + m_offsets[h] : nullptr;
        uint32_t count = 0;
        for (uint32_t i = 0; i < m_sizes[h]; ++i)
        {
            count += !valid || valid[i] ? 1 : 0;
        }
        if (count == 0)
        {
            FailNoValid(h);
        }
        auto skip = static_cast<uint32_t>(random.Integer(count));
        for (uint32_t i = 0; i < m_sizes[h]; ++i)
        {
            if ((!valid || valid[i]) && skip-- == 0)
            {
                action += i * m_weights[h];
                break;
            }
        }
    }
    return action;
}

void
ActionHeads::Softmax(const float* logits,
                     const uint8_t* masks,
                     std::size_t rows,
                     float* probabilities,
                     float* logProbabilities) const
{
    for (std::size_t h = 0; h < Count(); ++h)
    {
        const std::size_t o = m_offsets[h];
        Kernels().softmax(logits + o,
                          masks ? masks + o : nullptr,
                          rows,
                          m_sizes[h],
                          m_width,
                          probabilities + o,
                          logProbabilities ? logProbabilities + o : nullptr);
    }
}

void
ActionHeads::FailNoValid(std::size_t head) const
{
    throw LearningError(m_name + ": found a mask without any valid action in head " +
                        std::to_string(head) + ", expected at least one");
}

} // namespace learning
} // namespace ns3
