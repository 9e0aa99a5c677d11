// SPDX-License-Identifier: GPL-2.0-only

#ifndef RADIO_MEMBERS_H
#define RADIO_MEMBERS_H

#include "radio-direction.h"

#include "ns3/channel-state.h"
#include "ns3/mobility-model.h"
#include "ns3/node.h"
#include "ns3/radio-access.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What every radio stack keeps of a cell.
 */
struct RadioCell
{
    RadioCell() = default;
    virtual ~RadioCell() = default;

    RadioCell(const RadioCell&) = delete;
    RadioCell& operator=(const RadioCell&) = delete;

    /**
     * @return the mobility model of the cell's node, or null; it is looked for when it is first
     * needed, because it may be installed late
     */
    Ptr<MobilityModel> FindMobility();

    uint32_t index{0};           //!< number of the cell
    Ptr<Node> node;              //!< where the cell is
    Ptr<MobilityModel> mobility; //!< position of the cell, once it was found
};

/**
 * @ingroup edge-inference
 * @brief What every radio stack keeps of a UE.
 */
struct RadioUe
{
    static constexpr uint32_t NO_CELL = RadioAccess::NO_CELL; //!< none of the radio's cells

    RadioUe() = default;
    virtual ~RadioUe() = default;

    RadioUe(const RadioUe&) = delete;
    RadioUe& operator=(const RadioUe&) = delete;

    /**
     * @brief Tells the serving cell, the handovers, and where the UE is.
     * @param cell the serving cell; null when there is none
     * @param now the present
     * @param [out] state gets these parts
     */
    void Observe(RadioCell* cell, Time now, ChannelState& state);

    /**
     * @brief Tells which other cells the UE hears.
     * @tparam F callable
     * @param nCells number of cells
     * @param getPower tells the power with which the UE hears a cell (dBm), unknown when it does
     * not
     * @param [out] state gets the neighbours
     */
    template <typename F>
    void ObserveNeighbours(uint32_t nCells, const F& getPower, ChannelState& state) const
    {
        state.neighbours.clear();
        for (uint32_t cell = 0; cell < nCells; ++cell)
        {
            const EdgeMeasurement power = getPower(cell);
            if (cell != serving && power.IsKnown())
            {
                state.neighbours.push_back({cell, power});
            }
        }
    }

    uint32_t index{0};           //!< number of the UE
    Ptr<Node> node;              //!< where the UE is
    Ptr<MobilityModel> mobility; //!< position of the UE, once it was found
    bool connected{false};       //!< attached to or associated with one of the radio's cells
    uint32_t serving{NO_CELL};   //!< cell that the UE is or was connected to
    bool handingOver{false};     //!< between the start and the end of a handover
    uint32_t handovers{0};       //!< handovers completed
    Time lastHandover;           //!< when the last one was completed
};

} // namespace ns3

#endif // RADIO_MEMBERS_H
