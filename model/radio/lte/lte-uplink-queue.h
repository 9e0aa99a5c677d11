// SPDX-License-Identifier: GPL-2.0-only

#ifndef LTE_UPLINK_QUEUE_H
#define LTE_UPLINK_QUEUE_H

#include "../cellular/rlc-um-queue.h"

#include "ns3/lte-ue-net-device.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The bytes that wait in the RLC buffers of an LTE UE's data bearers, and since when.
 */
class LteUplinkQueue : public RlcUmQueue
{
  public:
    /**
     * @param device the UE's radio device
     */
    explicit LteUplinkQueue(Ptr<LteUeNetDevice> device);

    /**
     * @brief The RRC made a data bearer, at the start of a connection or in a handover: begins to
     * follow the bearer. Its buffer is empty.
     * @param bearer number of the data radio bearer
     */
    void AddBearer(uint8_t bearer);

    /**
     * @brief Ends all connections to the UE's stack. Not to be called once the UE is disposed of.
     */
    void Disconnect();

  private:
    Ptr<LteUeNetDevice> m_device; //!< radio device of the UE
};

} // namespace ns3

#endif // LTE_UPLINK_QUEUE_H
