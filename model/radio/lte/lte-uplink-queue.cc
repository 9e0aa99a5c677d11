// SPDX-License-Identifier: GPL-2.0-only

#include "lte-uplink-queue.h"

#include "ns3/abort.h"
#include "ns3/lte-pdcp.h"
#include "ns3/lte-radio-bearer-info.h"
#include "ns3/lte-rlc-um.h"
#include "ns3/lte-rlc.h"
#include "ns3/lte-ue-rrc.h"
#include "ns3/object-map.h"

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

} // namespace ns3
