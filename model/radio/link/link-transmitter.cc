// SPDX-License-Identifier: GPL-2.0-only

#include "link-transmitter.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ns3
{

namespace
{

/// No end is scheduled farther away than this, s: a change of the rate will come first, or nothing.
constexpr double FARTHEST = 1e8;

} // namespace

LinkTransmitter::~LinkTransmitter()
{
    m_end.Cancel();
}

void
LinkTransmitter::SetSink(Sink sink)
{
    m_sink = std::move(sink);
}

void
LinkTransmitter::SetTimetable(const LinkTimetable& timetable)
{
    m_timetable = timetable;
}

void
LinkTransmitter::SetGrantDelay(std::function<Time()> draw)
{
    m_grantDelay = std::move(draw);
}

void
LinkTransmitter::Enqueue(Ptr<Packet> packet, uint32_t bytes)
{
    m_queue.push_back({packet, bytes, Simulator::Now()});
    m_bytes += bytes;
    if (m_queue.size() == 1)
    {
        m_left = 8.0 * bytes;
        m_since = Simulator::Now() + (m_grantDelay ? m_grantDelay() : Time());
        Schedule();
    }
}

void
LinkTransmitter::Account()
{
    const Time now = Simulator::Now();
    if (now > m_since)
    {
        m_left -= m_rate / m_timetable.GetShare() * m_timetable.GetOpen(m_since, now);
        m_since = now;
    }
}

void
LinkTransmitter::Schedule()
{
    m_end.Cancel();
    if (m_queue.empty() || m_rate <= 0)
    {
        return;
    }
    const double open = std::max(0.0, m_left / m_rate * m_timetable.GetShare());
    if (open < FARTHEST)
    {
        m_end = Simulator::Schedule(m_timetable.GetEnd(m_since, open) - Simulator::Now(),
                                    &LinkTransmitter::OnSent,
                                    this);
    }
}

void
LinkTransmitter::SetRate(double rate)
{
    if (rate == m_rate)
    {
        return;
    }
    if (!m_queue.empty())
    {
        Account();
    }
    m_rate = rate;
    Schedule();
}

double
LinkTransmitter::GetRate() const
{
    return m_rate;
}

void
LinkTransmitter::Restart()
{
    if (!m_queue.empty())
    {
        m_left = 8.0 * m_queue.front().bytes;
        m_since = std::max(m_since, Simulator::Now());
        Schedule();
    }
}

void
LinkTransmitter::Clear(const Sink& sink)
{
    std::deque<Entry> gone;
    gone.swap(m_queue);
    m_bytes = 0;
    m_end.Cancel();
    for (const auto& entry : gone)
    {
        sink(entry.packet, entry.bytes, entry.at);
    }
}

void
LinkTransmitter::OnSent()
{
    Account();
    const Entry sent = m_queue.front();
    m_queue.pop_front();
    m_bytes -= sent.bytes;
    if (!m_queue.empty())
    {
        // m_left is what was sent beyond the end of this packet: not positive
        m_left = 8.0 * m_queue.front().bytes + std::min(0.0, m_left);
        Schedule();
    }
    m_sink(sent.packet, sent.bytes, sent.at);
}

uint64_t
LinkTransmitter::GetBytes() const
{
    return m_bytes;
}

std::size_t
LinkTransmitter::GetPackets() const
{
    return m_queue.size();
}

Time
LinkTransmitter::GetOldest() const
{
    return m_queue.empty() ? Simulator::Now() : m_queue.front().at;
}

} // namespace ns3
