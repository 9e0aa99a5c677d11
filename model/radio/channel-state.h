// SPDX-License-Identifier: GPL-2.0-only

#ifndef CHANNEL_STATE_H
#define CHANNEL_STATE_H

#include "ns3/nstime.h"
#include "ns3/vector.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A measured value with the time at which it was measured; NaN while nothing was measured or
 * when the radio cannot know it.
 */
struct EdgeMeasurement
{
    double value{std::numeric_limits<double>::quiet_NaN()}; //!< the value, in the unit of its field
    Time at;                                                //!< when it was measured

    /**
     * @return true when there is a value
     */
    bool IsKnown() const
    {
        return !std::isnan(value);
    }

    /**
     * @param otherwise what to answer when nothing is known
     * @return the value, or @p otherwise
     */
    double GetOr(double otherwise) const
    {
        return IsKnown() ? value : otherwise;
    }
};

/**
 * @ingroup edge-inference
 * @brief What a radio measured, from packets, of one UE. SI units; dB and dBm where the field's
 * name says so.
 */
struct ChannelState
{
    /// A cell that the UE hears.
    struct Cell
    {
        uint32_t cell{0};         //!< index of the cell (eNB, gNB or AP) in its topology
        EdgeMeasurement powerDbm; //!< dBm: RSRP (LTE, NR) or RSSI of its frames (Wi-Fi)
    };

    Time time;                       //!< when this state was put together
    bool connected{false};           //!< attached (LTE, NR) or associated (Wi-Fi)
    uint32_t servingCell{0};         //!< index of the serving cell; meaningful when connected
    EdgeMeasurement powerDbm;        //!< dBm: RSRP or RSSI of the serving cell
    EdgeMeasurement uplinkSinrDb;    //!< dB, of the UE's transmissions at the cell
    EdgeMeasurement downlinkSinrDb;  //!< dB, of the cell's transmissions at the UE
    EdgeMeasurement uplinkMcs;       //!< MCS index of the last uplink transmission
    EdgeMeasurement downlinkMcs;     //!< MCS index of the last downlink transmission
    EdgeMeasurement cqi;             //!< channel quality indicator, 0..15; unknown on Wi-Fi
    EdgeMeasurement uplinkPhyRate;   //!< bit/s, physical rate of the last uplink transmission
    EdgeMeasurement downlinkPhyRate; //!< bit/s, physical rate of the last downlink transmission
    EdgeMeasurement
        uplinkCapacity; //!< bit/s that the uplink should carry for the UE from now on: what the
                        //!< radio expects after retransmissions, contention and its share
    EdgeMeasurement downlinkCapacity; //!< bit/s that the downlink should carry for the UE, likewise
    EdgeMeasurement uplinkAccessDelay; //!< s that a packet which finds the UE's queue empty should
                                       //!< need until it is received, its transmission time at
                                       //!< uplinkCapacity apart: requests, grants, processing,
                                       //!< contention, propagation
    EdgeMeasurement downlinkAccessDelay; //!< s, likewise for a packet that comes to the cell
    EdgeMeasurement uplinkRate;          //!< bit/s, delivered uplink over the last window
    EdgeMeasurement downlinkRate;        //!< bit/s, delivered downlink over the last window
    EdgeMeasurement
        retryRatio; //!< failed transmission attempts over attempts in the last window, 0..1
    EdgeMeasurement
        lossRatio; //!< uplink frames given up over frames ended in the last window, 0..1
    EdgeMeasurement
        busyRatio; //!< share of the last window in which the UE found the medium busy, 0..1
    EdgeMeasurement backlog;                 //!< bytes that wait in the UE's transmit queue
    EdgeMeasurement headOfLineDelay;         //!< s, age of the oldest waiting uplink packet
    EdgeMeasurement downlinkBacklog;         //!< bytes for the UE that wait at its cell
    EdgeMeasurement downlinkHeadOfLineDelay; //!< s, age of the oldest waiting downlink packet
    EdgeMeasurement uplinkShare; //!< share of its cell's uplink spectrum that it was given, 0..1
    EdgeMeasurement
        downlinkShare;            //!< share of its cell's downlink spectrum that it was given, 0..1
    bool handingOver{false};      //!< between the start and the end of a handover
    uint32_t handovers{0};        //!< handovers completed so far
    Time lastHandover;            //!< when the last one was completed; 0 when there was none
    EdgeMeasurement distance;     //!< m, from the UE to its serving cell
    Vector position;              //!< m, of the UE
    Vector velocity;              //!< m/s, of the UE
    std::vector<Cell> neighbours; //!< other cells that the UE hears
};

} // namespace ns3

#endif // CHANNEL_STATE_H
