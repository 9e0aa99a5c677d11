// SPDX-License-Identifier: GPL-2.0-only

#include "wifi-frame-watch.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{

uint64_t
ToWifiKey(const Mac48Address& address)
{
    uint8_t bytes[6];
    address.CopyTo(bytes);
    uint64_t key = 0;
    for (uint8_t byte : bytes)
    {
        key = key << 8 | byte;
    }
    return key;
}

void
WifiFrameRate::Update(const WifiTxVector& txVector, uint16_t staId, Time now)
{
    const WifiMode mode = txVector.GetMode(staId);
    const uint64_t newKey = uint64_t{mode.GetUid()} << 32 | uint64_t{txVector.GetNss(staId)} << 24 |
                            static_cast<uint64_t>(txVector.GetChannelWidth());
    if (newKey != key || txVector.IsMu())
    {
        key = newKey;
        phyRate.value = static_cast<double>(mode.GetDataRate(txVector, staId));
        mcs.value = mode.GetModulationClass() >= WIFI_MOD_CLASS_HT
                        ? mode.GetMcsValue()
                        : std::numeric_limits<double>::quiet_NaN();
    }
    phyRate.at = now;
    mcs.at = now;
}

void
WifiFrameSignal::Update(double power, double sinr, Time smoothing, Time now)
{
    if (smoothing.IsStrictlyPositive() && powerDbm.IsKnown())
    {
        const double weight =
            1 - std::exp(-(now - powerDbm.at).GetSeconds() / smoothing.GetSeconds());
        powerDbm.value += weight * (power - powerDbm.value);
        sinrDb.value += weight * (sinr - sinrDb.value);
    }
    else
    {
        powerDbm.value = power;
        sinrDb.value = sinr;
    }
    powerDbm.at = now;
    sinrDb.at = now;
}

WifiQueueWatch::WifiQueueWatch(std::size_t frames)
    : m_entries(frames)
{
}

WifiQueueWatch::WifiQueueWatch(Ptr<WifiMacQueue> queue)
    : m_queue(queue)
{
    constexpr std::size_t SLACK = 64;       // for holes
    constexpr std::size_t LARGEST = 65536;  // bounds the memory whatever the queue's limit
    constexpr std::size_t SMALL_FRAME = 64; // bytes, when the queue's limit is in bytes
    const QueueSize limit = queue->GetMaxSize();
    const std::size_t frames = limit.GetUnit() == QueueSizeUnit::PACKETS
                                   ? limit.GetValue()
                                   : limit.GetValue() / SMALL_FRAME;
    m_entries.resize(std::min(frames + SLACK, LARGEST));
}

void
WifiQueueWatch::OnEnqueue(Ptr<const WifiMpdu> mpdu)
{
    if (m_bytes == 0)
    {
        m_isFirst = true;
        m_firstAt = Simulator::Now();
    }
    m_bytes += mpdu->GetSize();
    if (m_count == m_entries.size())
    {
        Compact();
    }
    if (m_count < m_entries.size())
    {
        At(m_count++) = {PeekPointer(mpdu), Simulator::Now()};
    }
}

void
WifiQueueWatch::OnDequeue(Ptr<const WifiMpdu> mpdu)
{
    m_bytes -= std::min<uint64_t>(m_bytes, mpdu->GetSize());
    m_isFirst = m_isFirst && m_bytes > 0;
    // those of the present block acknowledgement window leave first, so it is found near the head
    for (std::size_t i = 0; i < m_count; ++i)
    {
        if (At(i).mpdu == PeekPointer(mpdu))
        {
            At(i).mpdu = nullptr;
            break;
        }
    }
    while (m_count > 0 && !At(0).mpdu)
    {
        m_head = (m_head + 1) % m_entries.size();
        --m_count;
    }
}

void
WifiQueueWatch::OnSent(EdgeMeasurement& delay)
{
    if (m_isFirst)
    {
        m_isFirst = false;
        const Time now = Simulator::Now();
        const double latest = (now - m_firstAt).GetSeconds();
        const double old = delay.GetOr(latest);
        delay = {old + (latest - old) / 8, now};
    }
}

Ptr<WifiMacQueue>
WifiQueueWatch::GetQueue() const
{
    return m_queue;
}

uint64_t
WifiQueueWatch::GetBytes() const
{
    return m_bytes;
}

bool
WifiQueueWatch::IsEmpty() const
{
    return m_count == 0;
}

Time
WifiQueueWatch::GetOldest() const
{
    return m_entries[m_head].at;
}

WifiQueueWatch::Entry&
WifiQueueWatch::At(std::size_t i)
{
    const std::size_t position = m_head + i;
    return m_entries[position < m_entries.size() ? position : position - m_entries.size()];
}

void
WifiQueueWatch::Compact()
{
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_count; ++i)
    {
        if (At(i).mpdu)
        {
            At(kept++) = At(i);
        }
    }
    m_count = kept;
}

} // namespace ns3
