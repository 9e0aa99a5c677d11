// SPDX-License-Identifier: GPL-2.0-only

#ifndef CELLULAR_MEMBERS_H
#define CELLULAR_MEMBERS_H

#include "../radio-attempts.h"
#include "../radio-members.h"
#include "../radio-windowed-sum.h"

#include "ns3/channel-state.h"
#include "ns3/nstime.h"

#include <array>
#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What LTE and NR keep of a UE. It belongs to the UE and not to an RNTI, so that it goes on
 * through handovers. Arrays have one element a direction, at AtDirection().
 */
struct CellularUe : RadioUe
{
    /**
     * @brief Starts all sums anew.
     * @param window length of the sliding window
     * @param now the present
     */
    void StartWindows(Time window, Time now);

    /**
     * @brief An uplink transport block was received at the cell.
     * @param now the present
     * @param isCorrect false when it has errors
     * @param isLast true when it will not be repeated any more
     */
    void CountUplinkBlock(Time now, bool isCorrect, bool isLast);

    /**
     * @brief The UE measured a cell's reference signals.
     * @param cell index of the cell; NO_CELL is ignored
     * @param nCells number of cells
     * @param rsrp RSRP, dBm
     * @param now the present
     */
    void Hear(uint32_t cell, uint32_t nCells, double rsrp, Time now);

    uint16_t rnti{0};                       //!< RNTI at the serving cell
    std::array<EdgeMeasurement, 2> mcs;     //!< MCS index of the last transmission
    std::array<EdgeMeasurement, 2> phyRate; //!< bit/s, as if the UE had all of the band
    EdgeMeasurement cqi;                    //!< wideband CQI
    std::vector<EdgeMeasurement> heard;     //!< by cell: RSRP, dBm
    std::array<RadioWindowedSum, 2> use;    //!< of the spectrum; the radio chooses the unit
    std::array<RadioWindowedSum, 2> bytes;  //!< delivered
    RadioAttempts blocks;                   //!< uplink transport blocks
};

} // namespace ns3

#endif // CELLULAR_MEMBERS_H
