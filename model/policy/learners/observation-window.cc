// SPDX-License-Identifier: GPL-2.0-only

#include "observation-window.h"

#include <algorithm>

namespace ns3
{

void
ObservationWindow::Reset(uint32_t size, uint32_t epochs)
{
    m_size = size;
    m_epochs = epochs;
    m_last.clear();
}

void
ObservationWindow::Widen(DecisionSpace::Rows& rows)
{
    if (m_epochs == 1)
    {
        return;
    }
    const std::size_t width = std::size_t{m_epochs} * m_size;
    const std::vector<float> narrow = rows.observations;
    rows.observations.resize(rows.GetN() * width);
    for (std::size_t i = 0; i < rows.GetN(); ++i)
    {
        auto& last = m_last[rows.ids[i]];
        last.resize(width);
        const auto rest = std::copy(last.begin() + m_size, last.end(), last.begin());
        std::copy_n(narrow.begin() + i * m_size, m_size, rest);
        std::copy(last.begin(), last.end(), rows.observations.begin() + i * width);
    }
}

const float*
ObservationWindow::GetNext(const float* window, const float* next)
{
    if (m_epochs == 1)
    {
        return next;
    }
    m_next.assign(window + m_size, window + std::size_t{m_epochs} * m_size);
    m_next.insert(m_next.end(), next, next + m_size);
    return m_next.data();
}

} // namespace ns3
