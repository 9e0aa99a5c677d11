// SPDX-License-Identifier: GPL-2.0-only

#ifndef NR_BEARER_QUEUE_H
#define NR_BEARER_QUEUE_H

#include "../cellular/rlc-um-queue.h"

#include "ns3/object.h"

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
 * @brief The bytes that wait in the RLC buffers of one end of an NR UE's data bearers, and since
 * when; and what arrives at that end.
 */
class NrBearerQueue : public RlcUmQueue
{
  public:
    /**
     * @param onArrival is called with the bytes of each packet that arrives, PDCP header excluded
     */
    explicit NrBearerQueue(std::function<void(uint32_t)> onArrival);
    ~NrBearerQueue() override;

    /**
     * @brief The RRC made a data bearer: begins to follow the bearers that are new.
     * @param owner the UE's RRC, or what the gNB's RRC knows of the UE
     */
    void AddBearers(const Object& owner);

    void Clear() override;

    /**
     * @return true when there are bearers and all of them are followed
     */
    bool IsKnown() const override;

  private:
    /**
     * @brief PDCP hands a packet up.
     * @param rnti of the UE
     * @param channel logical channel
     * @param bytes PDCP header included
     * @param delay ns, since it was handed down
     */
    void OnArrival(uint16_t rnti, uint8_t channel, uint32_t bytes, uint64_t delay);

    std::function<void(uint32_t)> m_onArrival;       //!< counts what arrives
    std::unique_ptr<RadioTraceConnections> m_traces; //!< of the bearers
};

} // namespace ns3

#endif // NR_BEARER_QUEUE_H
