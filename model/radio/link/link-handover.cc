// SPDX-License-Identifier: GPL-2.0-only

#include "link-handover.h"

namespace ns3
{

LinkHandover::LinkHandover(double hysteresis, Time timeToTrigger)
    : m_hysteresis(hysteresis),
      m_timeToTrigger(timeToTrigger)
{
}

std::optional<uint32_t>
LinkHandover::Update(const std::vector<double>& powers, uint32_t serving, Time now)
{
    m_since.resize(powers.size());
    std::optional<uint32_t> target;
    for (uint32_t cell = 0; cell < powers.size(); ++cell)
    {
        if (cell == serving || powers[cell] <= powers[serving] + m_hysteresis)
        {
            m_since[cell].reset();
            continue;
        }
        if (!m_since[cell])
        {
            m_since[cell] = now;
        }
        if (now - *m_since[cell] >= m_timeToTrigger && (!target || powers[cell] > powers[*target]))
        {
            target = cell;
        }
    }
    return target;
}

void
LinkHandover::Reset()
{
    m_since.clear();
}

} // namespace ns3
