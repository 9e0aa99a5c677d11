// SPDX-License-Identifier: GPL-2.0-only

#ifndef LTE_UPLINK_QUEUE_H
#define LTE_UPLINK_QUEUE_H

#include "ns3/lte-ue-net-device.h"
#include "ns3/rlc-um-queue.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The bytes that wait in the RLC buffers of a UE's data bearers, to the byte, and since
 * when.
 *
 * ns-3's RLC has no trace source for its queue. This follows what goes in (PDCP's TxPDU), what is
 * refused (RLC's TxDrop) and what goes out (RLC's TxPDU). The last tells a PDU's size with header;
 * how much of it is data follows from the queue, since the header of an unacknowledged mode PDU
 * with K pieces of packets has 2 + ceil(1.5 (K - 1)) bytes (36.322, 6.2.1.3). Bearers in
 * acknowledged mode are not followed.
 */
class LteUplinkQueue : public RlcUmQueue
{
  public:
    /**
     * @param device the UE's radio device
     */
    explicit LteUplinkQueue(Ptr<LteUeNetDevice> device);

    LteUplinkQueue(const LteUplinkQueue&) = delete;
    LteUplinkQueue& operator=(const LteUplinkQueue&) = delete;

    /**
     * @brief The RRC made a data bearer, at the start of a connection or in a handover: begins to
     * follow it. Its buffer is empty.
     * @param bearer number of the data radio bearer
     */
    void AddBearer(uint8_t bearer);

    /// The connection is lost, and all buffers with it.
    void Clear();

    /**
     * @brief Ends all connections to the UE's stack. Not to be called once the UE is disposed of.
     */
    void Disconnect();

    /**
     * @return true when all bearers are followed
     */
    bool IsKnown() const;

    /**
     * @return true when something waits
     */
    bool IsWaiting() const;

  private:
    Ptr<LteUeNetDevice> m_device; //!< whose
};

} // namespace ns3

#endif // LTE_UPLINK_QUEUE_H
