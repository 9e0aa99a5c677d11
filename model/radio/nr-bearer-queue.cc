// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/nr-bearer-queue.h"

#include "nr-api.h"

#include "ns3/object-map.h"
#include "ns3/radio-trace-connections.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace ns3
{

namespace
{

constexpr uint32_t PDCP_HEADER = 2; //!< bytes, 3GPP TS 36.323, 6.2.3

} // namespace

NrBearerQueue::NrBearerQueue(std::function<void(uint32_t)> onArrival)
    : m_onArrival(std::move(onArrival)),
      m_traces(std::make_unique<RadioTraceConnections>())
{
}

NrBearerQueue::~NrBearerQueue() = default;

void
NrBearerQueue::AddBearers(const Object& owner)
{
    ObjectMapValue bearers;
    owner.GetAttribute("DataRadioBearerMap", bearers);
    for (auto it = bearers.Begin(); it != bearers.End(); ++it)
    {
        auto info = DynamicCast<nrapi::DataBearerInfo>(it->second);
        if (!info || m_buffers.count(info->m_logicalChannelIdentity) > 0)
        {
            continue;
        }
        m_buffers[info->m_logicalChannelIdentity] = Buffer();
        if (!info->m_pdcp || !DynamicCast<nrapi::RlcUm>(info->m_rlc))
        {
            m_isKnown = false;
            continue;
        }
        m_traces->Connect(info->m_pdcp, "TxPDU", MakeCallback(&NrBearerQueue::OnPacket, this));
        m_traces->Connect(info->m_pdcp, "RxPDU", MakeCallback(&NrBearerQueue::OnArrival, this));
        m_traces->Connect(info->m_rlc, "TxPDU", MakeCallback(&NrBearerQueue::OnSent, this));
        m_traces->Connect(info->m_rlc, "TxDrop", MakeCallback(&NrBearerQueue::OnDrop, this));
    }
}

void
NrBearerQueue::Clear()
{
    m_traces = std::make_unique<RadioTraceConnections>();
    m_buffers.clear();
    m_isKnown = true;
}

bool
NrBearerQueue::IsKnown() const
{
    return m_isKnown && !m_buffers.empty();
}

uint32_t
NrBearerQueue::GetBytes() const
{
    uint32_t bytes = 0;
    for (const auto& [channel, buffer] : m_buffers)
    {
        bytes += buffer.bytes;
    }
    return bytes;
}

Time
NrBearerQueue::GetAge() const
{
    const Time now = Simulator::Now();
    Time oldest = now;
    for (const auto& [channel, buffer] : m_buffers)
    {
        if (!buffer.entries.empty())
        {
            oldest = std::min(oldest, buffer.entries.front().at);
        }
    }
    return now - oldest;
}

void
NrBearerQueue::OnPacket(uint16_t, uint8_t channel, uint32_t bytes)
{
    Buffer& buffer = m_buffers[channel];
    buffer.entries.push_back({bytes, Simulator::Now()});
    buffer.bytes += bytes;
    m_last = channel;
}

void
NrBearerQueue::OnDrop(Ptr<const Packet>)
{
    Buffer& buffer = m_buffers[m_last];
    if (!buffer.entries.empty())
    {
        buffer.bytes -= buffer.entries.back().bytes;
        buffer.entries.pop_back();
    }
}

void
NrBearerQueue::OnSent(uint16_t, uint8_t channel, uint32_t bytes)
{
    Buffer& buffer = m_buffers[channel];
    // the number of pieces for which header and data make the PDU's size
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

void
NrBearerQueue::OnArrival(uint16_t, uint8_t, uint32_t bytes, uint64_t)
{
    m_onArrival(bytes - std::min(bytes, PDCP_HEADER));
}

} // namespace ns3
