// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/lte-edge-network.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/lte-enb-net-device.h"
#include "ns3/lte-enb-rrc.h"
#include "ns3/lte-radio-bearer-info.h"
#include "ns3/lte-rlc.h"
#include "ns3/lte-ue-net-device.h"
#include "ns3/lte-ue-rrc.h"
#include "ns3/object-map.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("LteEdgeNetwork");

NS_OBJECT_ENSURE_REGISTERED(LteEdgeNetwork);

namespace
{

/**
 * @brief Gives the buffers of all data bearers a size.
 * @param owner the UE's RRC, or the eNB's part of it for one UE
 * @param bytes their size
 */
void
SizeBuffers(Ptr<Object> owner, uint32_t bytes)
{
    ObjectMapValue bearers;
    owner->GetAttribute("DataRadioBearerMap", bearers);
    for (auto it = bearers.Begin(); it != bearers.End(); ++it)
    {
        auto info = DynamicCast<LteRadioBearerInfo>(it->second);
        if (info && info->m_rlc)
        {
            // an RLC without this attribute (saturation mode) has no buffer
            info->m_rlc->SetAttributeFailSafe("MaxTxBufferSize", UintegerValue(bytes));
        }
    }
}

/**
 * @brief A UE has a new bearer.
 * @param rrc of the UE, or the eNB's part of it for one UE; no Ptr, since it holds the callback
 * @param bytes size of each buffer
 * @param imsi of the UE
 * @param cell its cell
 * @param rnti its RNTI there
 * @param bearer the new one
 */
void
OnBearer(Object* rrc,
         uint32_t bytes,
         [[maybe_unused]] uint64_t imsi,
         [[maybe_unused]] uint16_t cell,
         [[maybe_unused]] uint16_t rnti,
         [[maybe_unused]] uint8_t bearer)
{
    SizeBuffers(rrc, bytes);
}

/**
 * @brief Connects, or ends the program with a message.
 * @param object who has the trace source
 * @param source its name
 * @param callback what to call
 */
void
Connect(Ptr<Object> object, const std::string& source, const CallbackBase& callback)
{
    NS_ABORT_MSG_UNLESS(object->TraceConnectWithoutContext(source, callback),
                        object->GetInstanceTypeId().GetName()
                            << " of this ns-3 has no trace source \"" << source << "\"");
}

/**
 * @brief A cell has a new UE.
 * @param rrc of the eNB; no Ptr, since it holds the callback
 * @param bytes size of each buffer
 * @param cell the cell
 * @param rnti of the UE
 */
void
OnUe(LteEnbRrc* rrc, uint32_t bytes, [[maybe_unused]] uint16_t cell, uint16_t rnti)
{
    const Ptr<UeManager> manager = rrc->GetUeManager(rnti);
    Object* raw = PeekPointer(manager);
    Connect(manager, "DrbCreated", MakeBoundCallback(&OnBearer, raw, bytes));
}

} // namespace

TypeId
LteEdgeNetwork::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LteEdgeNetwork")
                            .SetParent<Object>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<LteEdgeNetwork>();
    return tid;
}

LteEdgeNetwork::LteEdgeNetwork()
{
    NS_LOG_FUNCTION(this);
}

LteEdgeNetwork::~LteEdgeNetwork()
{
    NS_LOG_FUNCTION(this);
}

void
LteEdgeNetwork::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_lte = nullptr;
    m_epc = nullptr;
    Object::DoDispose();
}

void
LteEdgeNetwork::Keep(Ptr<LteHelper> lte, Ptr<PointToPointEpcHelper> epc)
{
    m_lte = lte;
    m_epc = epc;
}

Ptr<LteHelper>
LteEdgeNetwork::GetLteHelper() const
{
    return m_lte;
}

Ptr<PointToPointEpcHelper>
LteEdgeNetwork::GetEpcHelper() const
{
    return m_epc;
}

void
LteEdgeNetwork::SetBufferSize(const NetDeviceContainer& cells,
                              const NetDeviceContainer& ues,
                              uint32_t bytes)
{
    for (uint32_t i = 0; i < cells.GetN(); ++i)
    {
        const Ptr<LteEnbRrc> rrc = DynamicCast<LteEnbNetDevice>(cells.Get(i))->GetRrc();
        Connect(rrc, "NewUeContext", MakeBoundCallback(&OnUe, PeekPointer(rrc), bytes));
    }
    for (uint32_t i = 0; i < ues.GetN(); ++i)
    {
        const Ptr<LteUeRrc> rrc = DynamicCast<LteUeNetDevice>(ues.Get(i))->GetRrc();
        Object* raw = PeekPointer(rrc);
        Connect(rrc, "DrbCreated", MakeBoundCallback(&OnBearer, raw, bytes));
    }
}

void
LteEdgeNetwork::AttachOneByOne(const NetDeviceContainer& ues,
                               const NetDeviceContainer& cells,
                               Time interval)
{
    for (uint32_t i = 0; i < ues.GetN(); ++i)
    {
        const Ptr<LteHelper> lte = m_lte;
        const Ptr<NetDevice> ue = ues.Get(i);
        Simulator::ScheduleWithContext(ue->GetNode()->GetId(), i * interval, [lte, ue, cells]() {
            lte->AttachToClosestEnb(ue, cells);
        });
    }
}

} // namespace ns3
