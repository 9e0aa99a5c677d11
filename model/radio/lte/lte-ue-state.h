// SPDX-License-Identifier: GPL-2.0-only

#ifndef LTE_UE_STATE_H
#define LTE_UE_STATE_H

#include "../cellular/cellular-members.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <map>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What LteRadioAccess keeps of a UE beside what all cellular radios keep. LteSchedulerSap
 * writes into it what it sees pass.
 */
struct LteUeState : CellularUe
{
    /// A bearer's downlink queue, as the RLC of the eNB reported it to the scheduler.
    struct DownlinkQueue
    {
        uint32_t bytes{0};   //!< to be sent, repetitions and estimated headers included
        Time at;             //!< when it was reported
        Time headOfLine;     //!< age of the oldest packet at that time
        uint32_t granted{0}; //!< bytes granted since
    };

    std::map<uint8_t, DownlinkQueue> queues; //!< by logical channel
};

} // namespace ns3

#endif // LTE_UE_STATE_H
