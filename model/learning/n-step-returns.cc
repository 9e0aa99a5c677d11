// SPDX-License-Identifier: GPL-2.0-only
#include "n-step-returns.h"

#include "checkpoint-fields.h"

#include <algorithm>

namespace ns3
{
namespace learning
{

NStepReturns::NStepReturns(uint32_t n,
                           uint32_t observationSize,
                           uint32_t maskSize,
                           uint32_t actionSize)
    : m_n(n),
      m_observationSize(observationSize),
      m_maskSize(maskSize),
      m_actionSize(actionSize),
      m_observations(static_cast<std::size_t>(n) * observationSize),
      m_masks(static_cast<std::size_t>(n) * maskSize, 1),
      m_actions(n),
      m_actionValues(static_cast<std::size_t>(n) * actionSize),
      m_rewards(n),
      m_discounts(n),
      m_nextObservation(observationSize),
      m_nextMask(maskSize, 1)
{
}

uint32_t
NStepReturns::Add(const TransitionView& transition, ReplayMemory& memory)
{
    if (m_n == 1)
    {
        memory.Add(transition);
        return 1;
    }
    const std::size_t slot = (m_first + m_count) % m_n;
    std::copy_n(transition.observation,
                m_observationSize,
                m_observations.begin() + slot * m_observationSize);
    if (transition.mask)
    {
        std::copy_n(transition.mask, m_maskSize, m_masks.begin() + slot * m_maskSize);
    }
    else
    {
        std::fill_n(m_masks.begin() + slot * m_maskSize, m_maskSize, 1);
    }
    m_actions[slot] = transition.action;
    if (m_actionSize > 0)
    {
        std::copy_n(transition.actionValues,
                    m_actionSize,
                    m_actionValues.begin() + slot * m_actionSize);
    }
    m_rewards[slot] = 0;
    m_discounts[slot] = 1;
    ++m_count;
    for (uint64_t i = 0; i < m_count; ++i)
    {
        const std::size_t open = (m_first + i) % m_n;
        m_rewards[open] += m_discounts[open] * transition.reward;
        m_discounts[open] *= transition.discount;
    }
    std::copy_n(transition.nextObservation, m_observationSize, m_nextObservation.begin());
    if (transition.nextMask)
    {
        std::copy_n(transition.nextMask, m_maskSize, m_nextMask.begin());
    }
    else
    {
        std::fill(m_nextMask.begin(), m_nextMask.end(), 1);
    }
    if (transition.discount == 0)
    {
        return EndEpisode(memory);
    }
    if (m_count == m_n)
    {
        Emit(memory);
        return 1;
    }
    return 0;
}

uint32_t
NStepReturns::EndEpisode(ReplayMemory& memory)
{
    const auto count = static_cast<uint32_t>(m_count);
    while (m_count > 0)
    {
        Emit(memory);
    }
    return count;
}

void
NStepReturns::Emit(ReplayMemory& memory)
{
    TransitionView whole;
    whole.observation = &m_observations[m_first * m_observationSize];
    whole.mask = m_maskSize ? &m_masks[m_first * m_maskSize] : nullptr;
    whole.action = m_actions[m_first];
    whole.actionValues = m_actionSize ? &m_actionValues[m_first * m_actionSize] : nullptr;
    whole.reward = m_rewards[m_first];
    whole.nextObservation = m_nextObservation.data();
    whole.nextMask = m_maskSize ? m_nextMask.data() : nullptr;
    whole.discount = m_discounts[m_first];
    memory.Add(whole);
    m_first = (m_first + 1) % m_n;
    --m_count;
}

void
NStepReturns::List(CheckpointFields& fields, const std::string& name, uint32_t actions)
{
    fields.Add(name + "_first", &m_first, 1);
    fields.Add(name + "_count", &m_count, 1);
    fields.Add(name + "_observations", m_observations.data(), m_observations.size());
    fields.Add(name + "_masks", m_masks.data(), m_masks.size());
    fields.Add(name + "_actions", m_actions.data(), m_actions.size());
    fields.RequireBetween(0, actions - 1.0);
    fields.Add(name + "_action_values", m_actionValues.data(), m_actionValues.size());
    fields.Add(name + "_rewards", m_rewards.data(), m_rewards.size());
    fields.Add(name + "_discounts", m_discounts.data(), m_discounts.size());
    fields.Add(name + "_next_observation", m_nextObservation.data(), m_nextObservation.size());
    fields.Add(name + "_next_mask", m_nextMask.data(), m_nextMask.size());
}

void
NStepReturns::Check(const Checkpoint& checkpoint, const std::string& name) const
{
    checkpoint.Integer(name + "_first", m_n - 1);
    checkpoint.Integer(name + "_count", m_n - 1);
}

} // namespace learning
} // namespace ns3
