// SPDX-License-Identifier: GPL-2.0-only

#include "accuracy-queue.h"

#include <algorithm>

namespace ns3
{

AccuracyQueue::AccuracyQueue(double target)
    : m_target(target)
{
}

void
AccuracyQueue::Reset()
{
    m_backlog = 0;
    m_epochs = 0;
}

void
AccuracyQueue::Update(double accuracy)
{
    m_backlog = std::max(0.0, m_backlog + m_target - accuracy);
    ++m_epochs;
}

double
AccuracyQueue::GetTarget() const
{
    return m_target;
}

double
AccuracyQueue::GetBacklog() const
{
    return m_backlog;
}

uint64_t
AccuracyQueue::GetEpochs() const
{
    return m_epochs;
}

double
AccuracyQueue::GetDrift(double accuracy) const
{
    return m_backlog * (m_target - accuracy);
}

double
AccuracyQueue::GetLeastMean() const
{
    return m_epochs == 0 ? m_target : m_target - m_backlog / static_cast<double>(m_epochs);
}

} // namespace ns3
