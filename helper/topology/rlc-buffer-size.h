// SPDX-License-Identifier: GPL-2.0-only

#ifndef RLC_BUFFER_SIZE_H
#define RLC_BUFFER_SIZE_H

#include "ns3/abort.h"
#include "ns3/callback.h"
#include "ns3/object-map.h"
#include "ns3/object.h"
#include "ns3/uinteger.h"

#include <cstdint>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Gives the RLC buffers of all data bearers a size. The stacks make bearers during the
 * simulation, so that the size is given whenever there is a new one.
 *
 * @tparam CellRrc class of a cell's RRC; it tells what it knows of a UE by GetUeManager(rnti)
 * @tparam BearerInfo class of a data radio bearer, with the field @c m_rlc
 */
template <typename CellRrc, typename BearerInfo>
class RlcBufferSize
{
  public:
    /**
     * @param rrc RRC of a cell
     * @param bytes size of each buffer towards the cell's UEs
     */
    static void SetInCell(Ptr<CellRrc> rrc, uint32_t bytes)
    {
        Connect(rrc, "NewUeContext", MakeBoundCallback(&OnUe, PeekPointer(rrc), bytes));
    }

    /**
     * @param rrc RRC of a UE
     * @param bytes size of each buffer towards the UE's cell
     */
    static void SetInUe(Ptr<Object> rrc, uint32_t bytes)
    {
        Object* raw = PeekPointer(rrc);
        Connect(rrc, "DrbCreated", MakeBoundCallback(&OnBearer, raw, bytes));
    }

  private:
    /**
     * @brief Connects, or ends the program with a message.
     * @param object object that has the trace source
     * @param source name of the trace source
     * @param callback what to call
     */
    static void Connect(Ptr<Object> object, const std::string& source, const CallbackBase& callback)
    {
        NS_ABORT_MSG_UNLESS(object->TraceConnectWithoutContext(source, callback),
                            object->GetInstanceTypeId().GetName()
                                << " of this ns-3 has no trace source \"" << source << "\"");
    }

    /**
     * @brief A cell has a new UE.
     * @param rrc RRC of the cell; no Ptr, since it holds the callback
     * @param bytes size of each buffer
     * @param cell the stack's number of the cell
     * @param rnti RNTI of the UE
     */
    static void OnUe(CellRrc* rrc, uint32_t bytes, [[maybe_unused]] uint16_t cell, uint16_t rnti)
    {
        SetInUe(rrc->GetUeManager(rnti), bytes);
    }

    /**
     * @brief There is a new bearer.
     * @param owner the UE's RRC, or what the cell's RRC knows of one UE; no Ptr, since it holds the
     * callback
     * @param bytes size of each buffer
     * @param imsi IMSI of the UE
     * @param cell the stack's number of the cell
     * @param rnti RNTI of the UE
     * @param bearer number of the new bearer
     */
    static void OnBearer(Object* owner,
                         uint32_t bytes,
                         [[maybe_unused]] uint64_t imsi,
                         [[maybe_unused]] uint16_t cell,
                         [[maybe_unused]] uint16_t rnti,
                         [[maybe_unused]] uint8_t bearer)
    {
        ObjectMapValue bearers;
        owner->GetAttribute("DataRadioBearerMap", bearers);
        for (auto it = bearers.Begin(); it != bearers.End(); ++it)
        {
            auto info = DynamicCast<BearerInfo>(it->second);
            if (info && info->m_rlc)
            {
                // an RLC without this attribute (saturation mode) has no buffer
                info->m_rlc->SetAttributeFailSafe("MaxTxBufferSize", UintegerValue(bytes));
            }
        }
    }
};

} // namespace ns3

#endif // RLC_BUFFER_SIZE_H
