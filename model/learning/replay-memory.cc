// SPDX-License-Identifier: GPL-2.0-only
#include "replay-memory.h"

#include "checkpoint-fields.h"
#include "learning-random.h"

#include <ATen/ATen.h>
#include <cassert>
#include <cstring>

namespace ns3
{
namespace learning
{

namespace
{

template <typename T>
void
CopyRow(const at::Tensor& from, std::size_t row, std::size_t width, T* to)
{
    const T* source = static_cast<const T*>(from.data_ptr());
    std::memcpy(to, source + row * width, width * sizeof(T));
}

} // namespace

ReplayMemory::ReplayMemory(uint32_t capacity,
                           uint32_t observationSize,
                           uint32_t maskSize,
                           uint32_t actionSize)
    : m_capacity(capacity),
      m_observationSize(observationSize),
      m_maskSize(maskSize),
      m_actionSize(actionSize)
{
    // Memory that was never written costs nothing, so the full capacity is allocated at once.
    m_observations = at::empty({capacity, observationSize}, at::kFloat);
    m_nextObservations = at::empty({capacity, observationSize}, at::kFloat);
    m_masks = at::empty({capacity, maskSize}, at::kByte);
    m_nextMasks = at::empty({capacity, maskSize}, at::kByte);
    m_actions = at::empty({actionSize ? 0 : capacity}, at::kInt);
    m_actionValues = at::empty({capacity, actionSize}, at::kFloat);
    m_rewards = at::empty({capacity}, at::kFloat);
    m_discounts = at::empty({capacity}, at::kFloat);
}

uint32_t
ReplayMemory::Add(const TransitionView& transition)
{
    const std::size_t row = m_next;
    const std::size_t bytes = m_observationSize * sizeof(float);
    float* observations = m_observations.data_ptr<float>() + row * m_observationSize;
    float* nextObservations = m_nextObservations.data_ptr<float>() + row * m_observationSize;
    std::memcpy(observations, transition.observation, bytes);
    std::memcpy(nextObservations, transition.nextObservation, bytes);
    if (m_maskSize > 0)
    {
        uint8_t* masks[2] = {m_masks.data_ptr<uint8_t>() + row * m_maskSize,
                             m_nextMasks.data_ptr<uint8_t>() + row * m_maskSize};
        const uint8_t* sources[2] = {transition.mask, transition.nextMask};
        for (int i = 0; i < 2; ++i)
        {
            if (sources[i])
            {
                std::memcpy(masks[i], sources[i], m_maskSize);
            }
            else
            {
                std::memset(masks[i], 1, m_maskSize);
            }
        }
    }
    if (m_actionSize > 0)
    {
        std::memcpy(m_actionValues.data_ptr<float>() + row * m_actionSize,
                    transition.actionValues,
                    m_actionSize * sizeof(float));
    }
    else
    {
        m_actions.data_ptr<int32_t>()[row] = static_cast<int32_t>(transition.action);
    }
    m_rewards.data_ptr<float>()[row] = transition.reward;
    m_discounts.data_ptr<float>()[row] = transition.discount;
    m_next = m_next + 1 == m_capacity ? 0 : m_next + 1;
    m_size = m_size < m_capacity ? m_size + 1 : m_size;
    return static_cast<uint32_t>(row);
}

uint32_t
ReplayMemory::Size() const
{
    return static_cast<uint32_t>(m_size);
}

uint32_t
ReplayMemory::NextPlace() const
{
    return static_cast<uint32_t>(m_next);
}

uint32_t
ReplayMemory::Capacity() const
{
    return m_capacity;
}

void
ReplayMemory::Sample(LearningRandom& random,
                     std::vector<uint32_t>& places,
                     TransitionBatch& batch) const
{
    for (uint32_t& place : places)
    {
        place = static_cast<uint32_t>(random.Integer(Size()));
    }
    Gather(places.data(), places.size(), batch);
}

void
ReplayMemory::Gather(const uint32_t* places, std::size_t rows, TransitionBatch& batch) const
{
    batch.observations.resize(rows * m_observationSize);
    batch.nextObservations.resize(rows * m_observationSize);
    batch.masks.resize(rows * m_maskSize);
    batch.nextMasks.resize(rows * m_maskSize);
    batch.actions.resize(m_actionSize ? 0 : rows);
    batch.actionValues.resize(rows * m_actionSize);
    batch.rewards.resize(rows);
    batch.discounts.resize(rows);
    for (std::size_t i = 0; i < rows; ++i)
    {
        const std::size_t row = places[i];
        assert(row < m_size);
        CopyRow(m_observations, row, m_observationSize, &batch.observations[i * m_observationSize]);
        CopyRow(m_nextObservations,
                row,
                m_observationSize,
                &batch.nextObservations[i * m_observationSize]);
        if (m_maskSize > 0)
        {
            CopyRow(m_masks, row, m_maskSize, &batch.masks[i * m_maskSize]);
            CopyRow(m_nextMasks, row, m_maskSize, &batch.nextMasks[i * m_maskSize]);
        }
        if (m_actionSize > 0)
        {
            CopyRow(m_actionValues, row, m_actionSize, &batch.actionValues[i * m_actionSize]);
        }
        else
        {
            batch.actions[i] = static_cast<uint32_t>(m_actions.data_ptr<int32_t>()[row]);
        }
        batch.rewards[i] = m_rewards.data_ptr<float>()[row];
        batch.discounts[i] = m_discounts.data_ptr<float>()[row];
    }
}

void
ReplayMemory::List(CheckpointFields& fields,
                   const std::string& name,
                   uint32_t size,
                   uint32_t actions)
{
    fields.Add(name + "_size", &m_size, 1);
    fields.Add(name + "_next", &m_next, 1);
    const std::pair<const char*, at::Tensor*> parts[] = {
        {"_observations", &m_observations},
        {"_next_observations", &m_nextObservations},
        {"_masks", &m_masks},
        {"_next_masks", &m_nextMasks},
        {"_action_values", &m_actionValues},
        {"_rewards", &m_rewards},
        {"_discounts", &m_discounts}};
    for (const auto& part : parts)
    {
        fields.Add(name + part.first, part.second->narrow(0, 0, size));
    }
    if (m_actionSize == 0)
    {
        fields.Add(name + "_actions", m_actions.narrow(0, 0, size));
        fields.RequireBetween(0, actions - 1.0);
    }
}

uint32_t
ReplayMemory::StoredSize(const Checkpoint& checkpoint, const std::string& name) const
{
    return static_cast<uint32_t>(checkpoint.Ring(name, m_capacity));
}

} // namespace learning
} // namespace ns3
