// SPDX-License-Identifier: GPL-2.0-only

#include "link-fading.h"

#include "../radio-direction.h"

#include "ns3/double.h"

namespace ns3
{

LinkFading::LinkFading(double m)
{
    if (m > 0)
    {
        for (auto& draw : m_draw)
        {
            draw = CreateObject<GammaRandomVariable>();
            draw->SetAttribute("Alpha", DoubleValue(m));
            draw->SetAttribute("Beta", DoubleValue(1 / m));
        }
    }
}

void
LinkFading::Draw()
{
    for (std::size_t d = 0; d < m_draw.size(); ++d)
    {
        if (m_draw[d])
        {
            m_gain[d] = m_draw[d]->GetValue();
        }
    }
}

double
LinkFading::GetGain(EdgeLinkDirection direction) const
{
    return m_gain[AtDirection(direction)];
}

int64_t
LinkFading::AssignStreams(int64_t stream)
{
    for (std::size_t d = 0; d < m_draw.size(); ++d)
    {
        if (m_draw[d])
        {
            m_draw[d]->SetStream(stream + static_cast<int64_t>(d));
        }
    }
    return static_cast<int64_t>(m_draw.size());
}

} // namespace ns3
