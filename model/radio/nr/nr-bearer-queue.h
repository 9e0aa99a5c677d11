// SPDX-License-Identifier: GPL-2.0-only

#ifndef NR_BEARER_QUEUE_H
#define NR_BEARER_QUEUE_H

#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/rlc-um-queue.h"

#include <cstdint>
#include <functional>
#include <memory>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class RadioTraceConnections;

/**
 * @ingroup edge-inference
 * @brief The bytes that wait in the RLC buffers of one end of a UE's data bearers, to the byte, and
 * since when; and what arrives at that end.
 *
 * nr's RLC has no trace source for its queue. This follows what goes in (PDCP's TxPDU), what is
 * refused (RLC's TxDrop) and what goes out (RLC's TxPDU). The last tells a PDU's size with header;
 * how much of it is data follows from the queue, since the header of an unacknowledged mode PDU
 * with K pieces of packets has 2 + ceil(1.5 (K - 1)) bytes (nr uses the RLC of LTE: 3GPP TS 36.322,
 * 6.2.1.3). Bearers in acknowledged mode are not followed.
 */
class NrBearerQueue : public RlcUmQueue
{
  public:
    /**
     * @param onArrival is called with the bytes of each packet that arrives, PDCP header excluded
     */
    explicit NrBearerQueue(std::function<void(uint32_t)> onArrival);
    ~NrBearerQueue();

    NrBearerQueue(const NrBearerQueue&) = delete;
    NrBearerQueue& operator=(const NrBearerQueue&) = delete;

    /**
     * @brief The RRC made a data bearer: begins to follow those that are new.
     * @param owner the UE's RRC, or what the gNB's RRC knows of the UE
     */
    void AddBearers(const Object& owner);

    /// The connection is lost, and all buffers with it.
    void Clear();

    /**
     * @return true when there are bearers and all of them are followed
     */
    bool IsKnown() const;

    /**
     * @return for how long the oldest packet has waited; 0 when none waits
     */
    Time GetAge() const;

  private:
    /**
     * @brief PDCP hands a packet up.
     * @param rnti of the UE
     * @param channel logical channel
     * @param bytes PDCP header included
     * @param delay ns, since it was handed down
     */
    void OnArrival(uint16_t rnti, uint8_t channel, uint32_t bytes, uint64_t delay);

    std::function<void(uint32_t)> m_onArrival;       //!< who counts what arrives
    std::unique_ptr<RadioTraceConnections> m_traces; //!< of the bearers
};

} // namespace ns3

#endif // NR_BEARER_QUEUE_H
