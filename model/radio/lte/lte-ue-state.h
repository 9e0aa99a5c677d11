// SPDX-License-Identifier: GPL-2.0-only

#ifndef LTE_UE_STATE_H
#define LTE_UE_STATE_H

#include "ns3/channel-state.h"
#include "ns3/nstime.h"
#include "ns3/radio-windowed-sum.h"

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
 * @brief What LteRadioAccess keeps of a UE. It belongs to the UE (its IMSI), not to an RNTI, so it
 * goes on through handovers. The parts that observe write into it.
 */
struct LteUeState
{
    /// A bearer's downlink queue, as its eNB's RLC reported it to the scheduler.
    struct DownlinkQueue
    {
        uint32_t bytes{0};   //!< to be sent, repetitions and estimated headers included
        Time at;             //!< when it was reported
        Time headOfLine;     //!< age of the oldest packet at that time
        uint32_t granted{0}; //!< bytes granted since
    };

    EdgeMeasurement uplinkMcs;               //!< of the last uplink grant
    EdgeMeasurement downlinkMcs;             //!< of the last downlink assignment
    EdgeMeasurement cqi;                     //!< wideband, last reported
    EdgeMeasurement uplinkPhyRate;           //!< bit/s, as if it had all of the band
    EdgeMeasurement downlinkPhyRate;         //!< bit/s, as if it had all of the band
    std::map<uint8_t, DownlinkQueue> queues; //!< by logical channel
    RadioWindowedSum uplinkUse;              //!< part of its cell's blocks, summed over TTIs
    RadioWindowedSum downlinkUse;            //!< part of its cell's blocks, summed over TTIs
    RadioWindowedSum uplinkBytes;            //!< delivered
    RadioWindowedSum downlinkBytes;          //!< delivered
    RadioWindowedSum attempts;               //!< uplink transport blocks, repetitions included
    RadioWindowedSum failures;               //!< of them, received with errors
    RadioWindowedSum ended;                  //!< uplink transport blocks received or given up
    RadioWindowedSum lost;                   //!< of them, given up
    Time lastAttempt;                        //!< when the last uplink transport block came
    Time lastEnd;                            //!< when the last one was received or given up
    bool anyAttempt{false};                  //!< lastAttempt means something
    bool anyEnd{false};                      //!< lastEnd means something

    /**
     * @brief Starts all sums anew.
     * @param window length of the sliding window
     * @param now the present
     */
    void StartWindows(Time window, Time now)
    {
        for (auto sum : {&uplinkUse,
                         &downlinkUse,
                         &uplinkBytes,
                         &downlinkBytes,
                         &attempts,
                         &failures,
                         &ended,
                         &lost})
        {
            sum->Start(window, now);
        }
        anyAttempt = false;
        anyEnd = false;
    }
};

} // namespace ns3

#endif // LTE_UE_STATE_H
