// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/lte-uplink-queue.h"

#include "ns3/abort.h"
#include "ns3/lte-pdcp.h"
#include "ns3/lte-radio-bearer-info.h"
#include "ns3/lte-rlc-um.h"
#include "ns3/lte-rlc.h"
#include "ns3/lte-ue-rrc.h"
#include "ns3/object-map.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

namespace
{

/**
 * @param device a UE
 * @return its data bearers
 */
ObjectMapValue
GetBearers(Ptr<LteUeNetDevice> device)
{
    ObjectMapValue bearers;
    device->GetRrc()->GetAttribute("DataRadioBearerMap", bearers);
    return bearers;
}

} // namespace

LteUplinkQueue::LteUplinkQueue(Ptr<LteUeNetDevice> device)
    : m_device(device)
{
}

void
LteUplinkQueue::AddBearer(uint8_t bearer)
{
    const ObjectMapValue bearers = GetBearers(m_device);
    for (auto it = bearers.Begin(); it != bearers.End(); ++it)
    {
        auto info = DynamicCast<LteDataRadioBearerInfo>(it->second);
        if (!info || info->m_drbIdentity != bearer)
        {
            continue;
        }
        // raw objects: to hold a Ptr to an RLC would keep its timers running after a handover
        if (!DynamicCast<LteRlcUm>(info->m_rlc) || !info->m_pdcp)
        {
            m_isKnown = false;
            return;
        }
        m_buffers[info->m_logicalChannelIdentity] = Buffer();
        const bool connected =
            info->m_pdcp->TraceConnectWithoutContext(
                "TxPDU",
                MakeCallback(&LteUplinkQueue::OnPacket, this)) &&
            info->m_rlc->TraceConnectWithoutContext("TxPDU",
                                                    MakeCallback(&LteUplinkQueue::OnSent, this)) &&
            info->m_rlc->TraceConnectWithoutContext("TxDrop",
                                                    MakeCallback(&LteUplinkQueue::OnDrop, this));
        NS_ABORT_MSG_UNLESS(connected,
                            "PDCP or RLC of this ns-3 has no trace source TxPDU or TxDrop");
        return;
    }
    NS_ABORT_MSG("LteUplinkQueue: the UE has no data bearer " << +bearer);
}

void
LteUplinkQueue::Clear()
{
    m_buffers.clear();
    m_isKnown = true;
}

void
LteUplinkQueue::Disconnect()
{
    const ObjectMapValue bearers = GetBearers(m_device);
    for (auto it = bearers.Begin(); it != bearers.End(); ++it)
    {
        auto info = DynamicCast<LteDataRadioBearerInfo>(it->second);
        if (info && DynamicCast<LteRlcUm>(info->m_rlc) && info->m_pdcp)
        {
            info->m_pdcp->TraceDisconnectWithoutContext(
                "TxPDU",
                MakeCallback(&LteUplinkQueue::OnPacket, this));
            info->m_rlc->TraceDisconnectWithoutContext("TxPDU",
                                                       MakeCallback(&LteUplinkQueue::OnSent, this));
            info->m_rlc->TraceDisconnectWithoutContext("TxDrop",
                                                       MakeCallback(&LteUplinkQueue::OnDrop, this));
        }
    }
}

bool
LteUplinkQueue::IsKnown() const
{
    return m_isKnown;
}

uint32_t
LteUplinkQueue::GetBytes() const
{
    uint32_t bytes = 0;
    for (const auto& [channel, buffer] : m_buffers)
    {
        bytes += buffer.bytes;
    }
    return bytes;
}

bool
LteUplinkQueue::IsWaiting() const
{
    return GetBytes() > 0;
}

Time
LteUplinkQueue::GetOldest() const
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

void
LteUplinkQueue::OnPacket(uint16_t, uint8_t channel, uint32_t bytes)
{
    Buffer& buffer = m_buffers[channel];
    buffer.entries.push_back({bytes, Simulator::Now()});
    buffer.bytes += bytes;
    m_last = channel;
}

void
LteUplinkQueue::OnDrop(Ptr<const Packet>)
{
    Buffer& buffer = m_buffers[m_last];
    if (!buffer.entries.empty())
    {
        buffer.bytes -= buffer.entries.back().bytes;
        buffer.entries.pop_back();
    }
}

void
LteUplinkQueue::OnSent(uint16_t, uint8_t channel, uint32_t bytes)
{
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
