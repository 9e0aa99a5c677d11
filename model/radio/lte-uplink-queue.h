// SPDX-License-Identifier: GPL-2.0-only

#ifndef LTE_UPLINK_QUEUE_H
#define LTE_UPLINK_QUEUE_H

#include "ns3/lte-ue-net-device.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <cstdint>
#include <deque>
#include <map>

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
class LteUplinkQueue
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
     * @return bytes of packets that wait, PDCP headers (2 bytes each) included
     */
    uint32_t GetBytes() const;

    /**
     * @return true when something waits
     */
    bool IsWaiting() const;

    /**
     * @return when the oldest packet that waits came; meaningful when IsWaiting()
     */
    Time GetOldest() const;

  private:
    /// A packet, or what is left of it.
    struct Entry
    {
        uint32_t bytes; //!< PDCP header included
        Time at;        //!< when it came
    };

    /// The buffer of a bearer.
    struct Buffer
    {
        std::deque<Entry> entries; //!< oldest first
        uint32_t bytes{0};         //!< their sum
    };

    /**
     * @brief PDCP hands a packet down.
     * @param rnti of the UE
     * @param channel logical channel
     * @param bytes PDCP header included
     */
    void OnPacket(uint16_t rnti, uint8_t channel, uint32_t bytes);

    /**
     * @brief RLC refuses the packet that was handed down last.
     * @param packet with PDCP header
     */
    void OnDrop(Ptr<const Packet> packet);

    /**
     * @brief RLC sends a PDU.
     * @param rnti of the UE
     * @param channel logical channel
     * @param bytes RLC header included
     */
    void OnSent(uint16_t rnti, uint8_t channel, uint32_t bytes);

    Ptr<LteUeNetDevice> m_device;        //!< whose
    std::map<uint8_t, Buffer> m_buffers; //!< by logical channel
    uint8_t m_last{0};                   //!< logical channel of the last packet
    bool m_isKnown{true};                //!< all bearers are followed
};

} // namespace ns3

#endif // LTE_UPLINK_QUEUE_H
