// SPDX-License-Identifier: GPL-2.0-only

#include "wifi-airtime-budget.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

namespace
{

/// A closed gate opens with this part of the burst.
constexpr double OPENING = 8;

} // namespace

void
WifiAirtimeBudget::SetRate(double rate, double burst, Time now)
{
    Refill(now);
    m_rate = rate;
    m_burst = burst;
    m_tokens = std::clamp(m_tokens, -burst, burst);
}

double
WifiAirtimeBudget::GetRate() const
{
    return m_rate;
}

void
WifiAirtimeBudget::Spend(double seconds, Time now)
{
    Refill(now);
    m_spent += seconds;
    // Debt is bounded: a UE whose share grows again must not pay for long for what it sent before.
    m_tokens = std::max(m_tokens - seconds, -2 * m_burst);
}

void
WifiAirtimeBudget::Enter(uint32_t bytes)
{
    m_waiting += bytes;
}

void
WifiAirtimeBudget::Leave(uint32_t bytes)
{
    constexpr uint64_t ENOUGH = 10000; // bytes, some full-sized packets
    constexpr double WEIGHT = 0.5;
    m_waiting = std::max<int64_t>(0, m_waiting - bytes);
    m_carried += bytes;
    if (m_carried >= ENOUGH)
    {
        m_cost += WEIGHT * (m_spent / static_cast<double>(m_carried) - m_cost);
        m_spent = 0;
        m_carried = 0;
    }
}

bool
WifiAirtimeBudget::IsOpen(Time now)
{
    if (m_rate > 1)
    {
        return true;
    }
    Refill(now);
    const double left = GetLeft();
    if (m_open)
    {
        m_open = left > 0;
    }
    else
    {
        m_open = left >= m_burst / OPENING;
    }
    return m_open;
}

Time
WifiAirtimeBudget::GetWait(Time now) const
{
    const Time longest = Seconds(1);
    if (m_rate <= 0)
    {
        return longest;
    }
    const double missing = m_burst / OPENING - GetLeft();
    const Time wait = Seconds(std::max(0.0, missing) / m_rate) - (now - m_refilled);
    // one time step more, so that rounding does not wake the sender too early
    return std::clamp(wait + MicroSeconds(1), MicroSeconds(1), longest);
}

uint64_t
WifiAirtimeBudget::GetWaitingBytes() const
{
    return static_cast<uint64_t>(m_waiting);
}

void
WifiAirtimeBudget::Refill(Time now)
{
    if (now > m_refilled)
    {
        const double seconds = (now - m_refilled).GetSeconds();
        m_tokens = std::min(m_burst, m_tokens + std::min(m_rate, 1.0) * seconds);
        m_refilled = now;
    }
}

double
WifiAirtimeBudget::GetLeft() const
{
    return m_tokens - static_cast<double>(m_waiting) * m_cost;
}

} // namespace ns3
