// SPDX-License-Identifier: GPL-2.0-only

#include "rlc-um-queue.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

void
RlcUmQueue::Clear()
{
    m_buffers.clear();
    m_isKnown = true;
    m_isFirst = false;
}

bool
RlcUmQueue::IsKnown() const
{
    return m_isKnown;
}

void
RlcUmQueue::Observe(Time now, EdgeMeasurement& backlog, EdgeMeasurement& headOfLineDelay) const
{
    backlog = EdgeMeasurement();
    headOfLineDelay = EdgeMeasurement();
    if (IsKnown())
    {
        backlog = {static_cast<double>(GetBytes()), now};
        headOfLineDelay = {(now - GetOldest()).GetSeconds(), now};
    }
}

uint32_t
RlcUmQueue::GetBytes() const
{
    uint32_t bytes = 0;
    for (const auto& [channel, buffer] : m_buffers)
    {
        bytes += buffer.bytes;
    }
    return bytes;
}

Time
RlcUmQueue::GetOldest() const
{
    Time oldest = Simulator::Now();
    for (const auto& [channel, buffer] : m_buffers)
    {
        if (!buffer.entries.empty())
        {
            oldest = std::min(oldest, buffer.entries.front().at);
        }
    }
    return oldest;
}

const EdgeMeasurement&
RlcUmQueue::GetGrantDelay() const
{
    return m_grantDelay;
}

void
RlcUmQueue::OnPacket(uint16_t, uint8_t channel, uint32_t bytes)
{
    if (GetBytes() == 0)
    {
        m_isFirst = true;
        m_firstAt = Simulator::Now();
    }
    Buffer& buffer = m_buffers[channel];
    buffer.entries.push_back({bytes, Simulator::Now()});
    buffer.bytes += bytes;
    m_last = channel;
}

void
RlcUmQueue::OnDrop(Ptr<const Packet>)
{
    Buffer& buffer = m_buffers[m_last];
    if (!buffer.entries.empty())
    {
        buffer.bytes -= buffer.entries.back().bytes;
        buffer.entries.pop_back();
    }
}

void
RlcUmQueue::OnSent(uint16_t, uint8_t channel, uint32_t bytes)
{
    if (m_isFirst)
    {
        m_isFirst = false;
        const Time now = Simulator::Now();
        const double delay = (now - m_firstAt).GetSeconds();
        const double old = m_grantDelay.GetOr(delay);
        m_grantDelay = {old + (delay - old) / 8, now};
    }
    Buffer& buffer = m_buffers[channel];
    // find the number of pieces for which header and data fit the PDU's size
    uint32_t pieces = 0;
    uint32_t sum = 0;
    uint32_t data = 0;
    for (const auto& entry : buffer.entries)
    {
        ++pieces;
        sum += entry.bytes;
        const uint32_t header = 2 + (3 * (pieces - 1) + 1) / 2;
        data = bytes > header ? bytes - header : 0;
        if (data <= sum)
        {
            break;
        }
    }
    data = std::min(data, buffer.bytes);
    buffer.bytes -= data;
    while (data > 0)
    {
        Entry& first = buffer.entries.front();
        const uint32_t part = std::min(data, first.bytes);
        first.bytes -= part;
        data -= part;
        if (first.bytes == 0)
        {
            buffer.entries.pop_front();
        }
    }
}

} // namespace ns3
