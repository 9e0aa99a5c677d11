// SPDX-License-Identifier: GPL-2.0-only

#ifndef RADIO_ACCESS_H
#define RADIO_ACCESS_H

#include "ns3/channel-state.h"
#include "ns3/object.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What carries the tasks: one object for all UEs of a topology, whatever the stack below.
 *
 * A radio of one's own derives from this class; no other part of the module knows which stack it
 * is.
 */
class RadioAccess : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @return the number of UEs; they are numbered from 0 as in their EdgeTopology
     */
    virtual uint32_t GetNUes() const = 0;

    /**
     * @brief Tells what is known of a UE's channel now, from packets already sent and received.
     *
     * Observing changes nothing in the stack.
     *
     * @param ue index of the UE
     * @param state where to put it (reused by callers, so that observing needs no allocation)
     */
    virtual void Observe(uint32_t ue, ChannelState& state) const = 0;
};

} // namespace ns3

#endif // RADIO_ACCESS_H
