// SPDX-License-Identifier: GPL-2.0-only

#include "link-timetable.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

LinkTimetable::LinkTimetable(const std::string& pattern, char letter, Time slot)
    : m_slot(slot.GetTimeStep()),
      m_before(1, 0)
{
    for (std::size_t i = 0; i < pattern.size(); ++i)
    {
        const bool isOpen = pattern[i] == letter;
        m_before.push_back(m_before.back() + (isOpen ? 1 : 0));
        if (isOpen)
        {
            m_open.push_back(i);
        }
    }
}

std::string
LinkTimetable::GetPatternError(const std::string& pattern)
{
    constexpr std::size_t most = 1000;
    const bool isRight =
        pattern.size() <= most && pattern.find_first_not_of("DSU") == std::string::npos &&
        pattern.find('D') != std::string::npos && pattern.find('U') != std::string::npos;
    return isRight ? "" : "2 to 1000 letters D, S and U with a D and a U, such as DDDSU";
}

double
LinkTimetable::GetShare() const
{
    return m_slot == 0 ? 1 : static_cast<double>(m_open.size()) / (m_before.size() - 1);
}

int64_t
LinkTimetable::GetOpenSteps(int64_t at) const
{
    const auto nSlots = static_cast<int64_t>(m_before.size()) - 1;
    const int64_t slots = at / m_slot;
    const int64_t inRound = slots % nSlots;
    const bool isOpen = m_before[inRound + 1] > m_before[inRound];
    const int64_t whole = slots / nSlots * m_before.back() + m_before[inRound];
    return whole * m_slot + (isOpen ? at % m_slot : 0);
}

double
LinkTimetable::GetOpen(Time from, Time to) const
{
    if (m_slot == 0)
    {
        return (to - from).GetSeconds();
    }
    const int64_t steps = GetOpenSteps(to.GetTimeStep()) - GetOpenSteps(from.GetTimeStep());
    return TimeStep(static_cast<uint64_t>(steps)).GetSeconds();
}

Time
LinkTimetable::GetEnd(Time from, double open) const
{
    const double steps = std::ceil(open * static_cast<double>(Seconds(1).GetTimeStep()));
    if (m_slot == 0 || steps == 0)
    {
        return from + TimeStep(static_cast<uint64_t>(steps));
    }
    const int64_t target = GetOpenSteps(from.GetTimeStep()) + static_cast<int64_t>(steps);
    // The slot in which the last of these steps lies: a slot that ends with it is not left.
    const int64_t slots = (target - 1) / m_slot;
    const auto inRound = static_cast<int64_t>(m_open.size());
    const auto nSlots = static_cast<int64_t>(m_before.size()) - 1;
    const int64_t slot = slots / inRound * nSlots + static_cast<int64_t>(m_open[slots % inRound]);
    const int64_t end = slot * m_slot + (target - slots * m_slot);
    return std::max(from, TimeStep(static_cast<uint64_t>(end)));
}

} // namespace ns3
