// SPDX-License-Identifier: GPL-2.0-only

#ifndef RADIO_ACCESS_H
#define RADIO_ACCESS_H

#include "ns3/channel-state.h"
#include "ns3/object.h"

#include <cstdint>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A direction of a radio link.
 */
enum class EdgeLinkDirection : uint8_t
{
    UPLINK,  //!< UE to cell
    DOWNLINK //!< cell to UE
};

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
    static constexpr uint32_t NO_CELL = 0xffffffff; //!< stands for a cell where there is none

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

    /**
     * @brief Divides the spectrum of the cells among their UEs, from now on until changed.
     *
     * A share is the part of its serving cell's spectrum (of its time, where the stack divides
     * time) that a UE may use at most, 0..1. Where the shares of the UEs of one cell sum to more
     * than 1 they are scaled down to 1; what is left over when they sum to less stays unused. A UE
     * keeps its share when it changes its cell.
     *
     * @param direction uplink or downlink
     * @param shares by UE, each at least 0 and finite; empty: the stack's own scheduler decides
     * @throws std::invalid_argument (nothing is changed) when there is not one number a UE, or one
     * is negative or not finite
     */
    void SetSpectrumShares(EdgeLinkDirection direction, const std::vector<double>& shares);

    /**
     * @brief Changes the shares of some UEs, as SetSpectrumShares() does; the others keep theirs.
     *
     * A UE may be left without a share. While no UE has one the stack's own scheduler decides;
     * beside UEs that have shares, one without counts as if its share were 1.
     *
     * @param direction uplink or downlink
     * @param shares UEs and their new shares, each at least 0 and finite, or NaN: none
     * @throws std::invalid_argument (nothing is changed) when there is no such UE, or a share is
     * negative or infinite
     */
    void ChangeSpectrumShares(EdgeLinkDirection direction,
                              const std::vector<std::pair<uint32_t, double>>& shares);

    /**
     * @param shares by UE; empty: none
     * @throws std::invalid_argument when SetSpectrumShares() would refuse them
     */
    void CheckSpectrumShares(const std::vector<double>& shares) const;

    /**
     * @param direction uplink or downlink
     * @return what SetSpectrumShares() set last; empty when nothing is set
     */
    const std::vector<double>& GetSpectrumShares(EdgeLinkDirection direction) const;

    /**
     * @brief Tells which part of its cell's spectrum each UE was given over the last window, out of
     * all that the cell had to give.
     * @param direction uplink or downlink
     * @param [out] shares by UE, 0..1; NaN when the radio cannot know
     */
    virtual void GetRealisedShares(EdgeLinkDirection direction, std::vector<double>& shares) const;

    /**
     * @param direction uplink or downlink
     * @return true when SetSpectrumShares() acts on this radio
     */
    virtual bool CanShareSpectrum(EdgeLinkDirection direction) const;

    /**
     * @brief Tells who has to know a UE's share, and so where control that travels takes it.
     * @param direction uplink or downlink
     * @return true when the UE itself keeps to its share; false when its cell holds it to it
     */
    virtual bool IsShareKeptByUe(EdgeLinkDirection direction) const;

  protected:
    /**
     * @brief Carries out new shares. A radio that cannot leaves the division to its stack.
     * @param direction uplink or downlink
     * @param shares by UE, checked; empty: the stack's own scheduler decides
     */
    virtual void DoSetSpectrumShares(EdgeLinkDirection direction,
                                     const std::vector<double>& shares);

  private:
    std::vector<double> m_shares[2]; //!< by direction: what was set last
    std::vector<double> m_own[2]; //!< by direction: the same, NaN where a UE has no share; empty:
                                  //!< nobody has one
};

} // namespace ns3

#endif // RADIO_ACCESS_H
