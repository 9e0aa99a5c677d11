// SPDX-License-Identifier: GPL-2.0-only

#ifndef WIFI_RADIO_ACCESS_H
#define WIFI_RADIO_ACCESS_H

#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/radio-access.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class WifiSpectrumShares;

/**
 * @ingroup edge-inference
 * @brief Observes the stations (UEs) of Wi-Fi infrastructure networks through the trace sources of
 * ns-3's Wi-Fi.
 *
 * Nothing is asked of the stack that it does not do anyway, no packet is changed or sent, no random
 * number is drawn: a run with and without this object has the same packets, until shares are set
 * (WifiSpectrumShares). What is measured where:
 * - powerDbm, downlinkSinrDb: frames of the serving AP heard by the UE, beacons included;
 * - uplinkSinrDb: frames of the UE heard by its serving AP, acknowledgements excluded (they name no
 *   sender);
 * - uplinkAccessDelay, downlinkAccessDelay: from a frame's coming to the empty queue (of the UE, of
 *   its access point for the UE) to the begin of its first transmission; mean that gives each new
 *   one the weight 1/8;
 * - uplinkCapacity, downlinkCapacity: MacEfficiency times the physical rate times the share of time
 *   that is not busy (at most the UE's share of the spectrum) and, uplink, of attempts not failed;
 * - uplinkMcs, uplinkPhyRate, downlinkMcs, downlinkPhyRate: last data frame; the MCS is unknown
 *   for a rate of 802.11a/b/g;
 * - uplinkRate, downlinkRate: bytes of network packets (IP header included, LLC header not) handed
 *   up by the Wi-Fi device of the AP or of the UE, over Window;
 * - retryRatio: data frames of the UE whose acknowledgement was missing or negative, and requests
 *   for block acknowledgement without answer, over all attempts in the Window before the last one;
 * - lossRatio: data frames that the UE gave up (retry limit, lifetime, full queue, not associated)
 *   over those ended in the Window before the last end;
 * - busyRatio: share of Window in which the UE received or sensed the frames of others;
 * - backlog: bytes in the UE's MAC queues of all access categories, MAC header and FCS included; a
 *   frame leaves when it is acknowledged;
 * - headOfLineDelay: age in those queues of the frame that was put in first; 0 when they are empty;
 * - downlinkBacklog, downlinkHeadOfLineDelay: the same of the frames for the UE in the queues of
 * all access points; of the age of the oldest, those beyond 2048 frames are not known; while shares
 * are set, both directions include what waits for its airtime above the MAC (IP packets there,
 * without MAC header);
 * - uplinkShare, downlinkShare: GetRealisedShares();
 * - handingOver: from BeginHandover() to the association; handovers: associations with another cell
 *   than before; lastHandover: when the last of those was;
 * - neighbours: frames of the other APs of this object that the UE hears, or ReportCellPower();
 * - cqi: never known on Wi-Fi.
 *
 * UEs and cells are numbered in the order in which they are added. All of it is released by
 * Dispose(), which the destructor of the last Ptr calls.
 */
class WifiRadioAccess : public RadioAccess
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    WifiRadioAccess();
    ~WifiRadioAccess() override;

    WifiRadioAccess(const WifiRadioAccess&) = delete;
    WifiRadioAccess& operator=(const WifiRadioAccess&) = delete;

    /**
     * @brief Adds an access point, before shares are set.
     * @param device a WifiNetDevice with an ApWifiMac on a node; anything else is a fatal error
     * @return the index of the cell
     */
    uint32_t AddCell(Ptr<NetDevice> device);

    /**
     * @brief Adds a UE, from now on observed; before shares are set.
     * @param device a WifiNetDevice with a StaWifiMac on a node; anything else is a fatal error
     * @return the index of the UE
     */
    uint32_t AddUe(Ptr<NetDevice> device);

    /**
     * @return the number of access points
     */
    uint32_t GetNCells() const;

    uint32_t GetNUes() const override;

    void Observe(uint32_t ue, ChannelState& state) const override;

    /**
     * @brief Tells of the time on the medium, out of what the direction had: what its frames took
     * (those of all UEs of the cell, with their acknowledgements, repetitions and the mean time of
     * contention) and what nobody used. So, with saturated UEs the realised shares of one direction
     * sum to nearly 1, whatever the other direction and neighbouring cells take.
     * @param direction uplink or downlink
     * @param [out] shares by UE, 0..1; NaN for a UE that never had a cell
     */
    void GetRealisedShares(EdgeLinkDirection direction, std::vector<double>& shares) const override;

    /**
     * @param direction uplink or downlink
     * @return true: both are divided by pacing (WifiSpectrumShares)
     */
    bool CanShareSpectrum(EdgeLinkDirection direction) const override;

    /// A station paces its own uplink; the access point paces what it sends.
    bool IsShareKeptByUe(EdgeLinkDirection direction) const override;

    /**
     * @param ue index of a UE
     * @param cell index of a cell
     * @return power with which the UE hears the cell, dBm: of the cell's last frame or of the last
     * ReportCellPower(), whichever is later
     */
    EdgeMeasurement GetCellPower(uint32_t ue, uint32_t cell) const;

    /**
     * @brief Tells of a cell on a channel that the UE's radio does not listen to now.
     * @param ue index of a UE
     * @param cell index of a cell
     * @param powerDbm power with which the UE would hear it, dBm
     */
    void ReportCellPower(uint32_t ue, uint32_t cell, double powerDbm);

    /**
     * @brief Tells that a UE leaves its cell for another one: it is not connected until it is
     * associated. What WifiRoaming calls.
     * @param ue index of a UE
     */
    void BeginHandover(uint32_t ue);

    /**
     * @brief Signature of UplinkFrame and DownlinkFrame.
     *
     * @param [in] ue index of the UE
     * @param [in] cell index of the access point
     * @param [in] powerDbm received power, dBm
     * @param [in] sinrDb signal over noise and interference, dB
     */
    typedef void (*FrameTracedCallback)(uint32_t ue, uint32_t cell, double powerDbm, double sinrDb);

    /**
     * @brief Signature of Association.
     *
     * @param [in] ue index of the UE
     * @param [in] connected true after an association, false after its end
     * @param [in] cell index of the access point; GetNCells() when it is none of this object's
     */
    typedef void (*AssociationTracedCallback)(uint32_t ue, bool connected, uint32_t cell);

  protected:
    void DoDispose() override;

  private:
    struct Cell;
    struct Ue;

    void DoSetSpectrumShares(EdgeLinkDirection direction,
                             const std::vector<double>& shares) override;

    /**
     * @brief Counts time on the medium.
     * @param ue UE that sends the frame or is to receive it
     * @param cell index of the access point, or NO_CELL
     * @param direction of the exchange
     * @param seconds length of the exchange, s
     * @param contention time that the exchange costs beside, s: contention for the medium and
     * spaces between frames
     */
    void ChargeAirtime(Ue& ue,
                       uint32_t cell,
                       EdgeLinkDirection direction,
                       double seconds,
                       double contention);

    /**
     * @brief Observes what waits for the UE's transmissions, and for those to it.
     * @param ue the UE
     * @param now the present
     * @param [in,out] state gets what is known of the queues
     */
    void ObserveQueues(const Ue& ue, Time now, ChannelState& state) const;

    /**
     * @param ue a UE
     * @param direction uplink or downlink
     * @return what GetRealisedShares() tells of the UE
     */
    double GetRealisedShare(const Ue& ue, EdgeLinkDirection direction) const;

    /**
     * @param key BSSID as a number
     * @return the index of the access point, or NO_CELL
     */
    uint32_t FindCell(uint64_t key) const;

    /**
     * @brief Asks the MAC of a UE which access point it is associated with now.
     * @param ue the UE
     */
    void FindServingCell(Ue& ue) const;

    /**
     * @param window new length of the sliding window
     */
    void SetWindow(Time window);

    /**
     * @return length of the sliding window
     */
    Time GetWindow() const;

    Time m_window;          //!< sliding window of rates and ratios
    double m_macEfficiency; //!< 0..1
    Time m_outageTimeout;   //!< without a frame of the cell, until a UE counts as not connected
    Time m_smoothing;       //!< time constant of the average of powers and SINRs, 0 for none
    Time m_shareBurst;      //!< most airtime that a UE with a share saves up
    std::vector<std::unique_ptr<Cell>> m_cells;       //!< access points
    std::vector<std::unique_ptr<Ue>> m_ues;           //!< stations
    std::unordered_map<uint64_t, uint32_t> m_ueByKey; //!< index of the UE with a MAC address
    std::unique_ptr<WifiSpectrumShares> m_sharing;    //!< made when shares are set first

    /// A frame of a UE was received by its serving access point.
    TracedCallback<uint32_t, uint32_t, double, double> m_uplinkFrame;
    /// A frame of an access point was received by a UE.
    TracedCallback<uint32_t, uint32_t, double, double> m_downlinkFrame;
    /// A UE associated or lost its association.
    TracedCallback<uint32_t, bool, uint32_t> m_association;
};

} // namespace ns3

#endif // WIFI_RADIO_ACCESS_H
