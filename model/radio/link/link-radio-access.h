// SPDX-License-Identifier: GPL-2.0-only

#ifndef LINK_RADIO_ACCESS_H
#define LINK_RADIO_ACCESS_H

#include "ns3/link-radio-medium.h"
#include "ns3/nstime.h"
#include "ns3/radio-access.h"

#include <cstdint>
#include <memory>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Observes the UEs of a LinkRadioMedium and divides its spectrum.
 *
 * What is measured where:
 * - connected: false while one of the directions carries nothing (SINR below the minimum, or a rate
 *   of 0 in a trace); a handover leaves it true;
 * - powerDbm, neighbours: mean power over the band in downlink (path loss and shadowing), at the
 *   beginning of the present block; neighbours are the cells whose power over noise is at least the
 *   minimum SINR;
 * - uplinkSinrDb, downlinkSinrDb: of the present block, with fading; unknown where a trace gives
 * the rate;
 * - uplinkAccessDelay, downlinkAccessDelay: the links' delay;
 * - uplinkCapacity, downlinkCapacity: the same as the next;
 * - uplinkPhyRate, downlinkPhyRate: present rate of the UE's link, with its share; 0 during a
 *   handover and an outage;
 * - uplinkRate, downlinkRate: bytes of IP packets that were sent completely, over Window;
 * - lossRatio: uplink packets dropped (full queue, handover) over those ended, in Window; unknown
 *   when none did;
 * - retryRatio: 0, there are no retransmissions;
 * - backlog, downlinkBacklog: bytes of the IP packets that are not completely sent, that which is
 *   being sent counted whole;
 * - headOfLineDelay, downlinkHeadOfLineDelay: age of the oldest of them; 0 when there is none;
 * - uplinkShare, downlinkShare: present share of the cell's spectrum; 0 during a handover;
 * - handingOver, handovers, lastHandover, distance, position, velocity;
 * - MCS, CQI, busyRatio: never known, there are none.
 *
 * GetRealisedShares() averages the shares that UEs were given over Window, whether they had
 * something to send or not.
 */
class LinkRadioAccess : public RadioAccess
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LinkRadioAccess();
    ~LinkRadioAccess() override;

    LinkRadioAccess(const LinkRadioAccess&) = delete;
    LinkRadioAccess& operator=(const LinkRadioAccess&) = delete;

    /**
     * @brief Begins to observe.
     * @param medium what to observe, with all its UEs; once only
     */
    void SetMedium(Ptr<LinkRadioMedium> medium);

    /**
     * @return what is observed: queues, rates, trace sources
     */
    Ptr<LinkRadioMedium> GetMedium() const;

    uint32_t GetNUes() const override;

    void Observe(uint32_t ue, ChannelState& state) const override;

    void GetRealisedShares(EdgeLinkDirection direction, std::vector<double>& shares) const override;

    bool CanShareSpectrum(EdgeLinkDirection direction) const override;

  protected:
    void DoDispose() override;
    void DoSetSpectrumShares(EdgeLinkDirection direction,
                             const std::vector<double>& shares) override;

  private:
    struct Watch;

    /// Ends the connections to the medium.
    void Disconnect();

    /**
     * @param window new length of the sliding window
     */
    void SetWindow(Time window);

    /**
     * @return length of the sliding window
     */
    Time GetWindow() const;

    /**
     * @param ue index of the UE
     * @param direction uplink or downlink
     * @param bytes of the IP packet
     * @param delay since it came
     */
    void OnSent(uint32_t ue, EdgeLinkDirection direction, uint32_t bytes, Time delay);

    /**
     * @param ue index of the UE
     * @param direction uplink or downlink
     * @param packet the packet
     * @param reason why it was dropped
     */
    void OnDropped(uint32_t ue,
                   EdgeLinkDirection direction,
                   Ptr<const Packet> packet,
                   LinkRadioMedium::DropReason reason);

    /**
     * @param ue index of the UE
     * @param direction uplink or downlink
     * @param before share until now
     * @param share from now on
     */
    void OnShare(uint32_t ue, EdgeLinkDirection direction, double before, double share);

    Ptr<LinkRadioMedium> m_medium; //!< what is observed
    Time m_window;                 //!< of rates and ratios
    std::vector<Watch> m_watches;  //!< by UE
};

} // namespace ns3

#endif // LINK_RADIO_ACCESS_H
