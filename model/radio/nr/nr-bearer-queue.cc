// SPDX-License-Identifier: GPL-2.0-only

#include "nr-bearer-queue.h"

#include "../radio-trace-connections.h"
#include "nr-api.h"

#include "ns3/object-map.h"

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
    RlcUmQueue::Clear();
}

bool
NrBearerQueue::IsKnown() const
{
    return RlcUmQueue::IsKnown() && !m_buffers.empty();
}

void
NrBearerQueue::OnArrival(uint16_t, uint8_t, uint32_t bytes, uint64_t)
{
    m_onArrival(bytes - std::min(bytes, PDCP_HEADER));
}

} // namespace ns3
