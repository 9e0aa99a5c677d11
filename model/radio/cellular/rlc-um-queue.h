// SPDX-License-Identifier: GPL-2.0-only

#ifndef RLC_UM_QUEUE_H
#define RLC_UM_QUEUE_H

#include "ns3/channel-state.h"
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
 * @brief The bytes that wait in RLC buffers in unacknowledged mode, to the byte, and since when.
 *
 * ns-3's RLC has no trace source for its queue. This class follows what goes in (TxPDU of PDCP),
 * what is refused (TxDrop of RLC) and what goes out (TxPDU of RLC); a subclass connects it to these
 * trace sources. RLC tells the size of a PDU with its header. How much of the PDU is data follows
 * from the queue, since the header of a PDU with K pieces of packets has 2 + ceil(1.5 (K - 1))
 * bytes (3GPP TS 36.322, 6.2.1.3; nr uses the RLC of LTE).
 */
class RlcUmQueue
{
  public:
    RlcUmQueue() = default;
    virtual ~RlcUmQueue() = default;

    RlcUmQueue(const RlcUmQueue&) = delete;
    RlcUmQueue& operator=(const RlcUmQueue&) = delete;

    /// The connection is lost, and all buffers with it.
    virtual void Clear();

    /**
     * @return true when all bearers are followed; those in acknowledged mode are not
     */
    virtual bool IsKnown() const;

    /**
     * @brief Tells what waits.
     * @param now the present
     * @param [out] backlog GetBytes(); unknown when not all bearers are followed
     * @param [out] headOfLineDelay s for which the oldest packet has waited, 0 when none waits;
     * unknown when not all bearers are followed
     */
    void Observe(Time now, EdgeMeasurement& backlog, EdgeMeasurement& headOfLineDelay) const;

    /**
     * @return bytes of packets that wait, PDCP headers (2 bytes each) included
     */
    uint32_t GetBytes() const;

    /**
     * @return when the oldest packet that waits came; now when none waits
     */
    Time GetOldest() const;

    /**
     * @return s from a packet's coming to the empty buffers until a PDU left: mean that gives each
     * new one the weight 1/8 (as RFC 6298 does for round trips); unknown before the first
     */
    const EdgeMeasurement& GetGrantDelay() const;

  protected:
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
        uint32_t bytes{0};         //!< bytes of all entries
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

    std::map<uint8_t, Buffer> m_buffers; //!< by logical channel
    bool m_isKnown{true};                //!< all bearers are followed

  private:
    bool m_isFirst{false};        //!< the first packet after a pause waits, none went out yet
    uint8_t m_last{0};            //!< logical channel of the last packet
    Time m_firstAt;               //!< when the first packet after a pause came
    EdgeMeasurement m_grantDelay; //!< s
};

} // namespace ns3

#endif // RLC_UM_QUEUE_H
