// SPDX-License-Identifier: GPL-2.0-only

#include "link-shadowing.h"

#include <cmath>

namespace ns3
{

LinkShadowing::LinkShadowing(double deviation, double distance, uint32_t nCells)
    : m_deviation(deviation),
      m_distance(distance),
      m_draw(CreateObject<NormalRandomVariable>()),
      m_loss(nCells, 0)
{
}

void
LinkShadowing::Move(const Vector& position)
{
    if (m_deviation == 0)
    {
        return;
    }
    const double step = m_placed ? CalculateDistance(position, m_position) : 0;
    if (m_placed && step == 0)
    {
        return;
    }
    const double r = m_placed ? std::exp(-step / m_distance) : 0;
    const double spread = std::sqrt(1 - r * r) * m_deviation;
    for (double& loss : m_loss)
    {
        loss = r * loss + spread * m_draw->GetValue();
    }
    m_placed = true;
    m_position = position;
}

double
LinkShadowing::GetLoss(uint32_t cell) const
{
    return m_loss[cell];
}

int64_t
LinkShadowing::AssignStreams(int64_t stream)
{
    m_draw->SetStream(stream);
    return 1;
}

} // namespace ns3
