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

/**
 * @ingroup edge-inference
 * @brief Observes the stations (UEs) of Wi-Fi infrastructure networks through the trace sources of
 * ns-3's Wi-Fi.
 *
 * Nothing is asked of the stack that it does not do anyway, no packet is changed or sent, no random
 * number is drawn: a run with and without this object has the same packets. What is measured where:
 * - powerDbm, downlinkSinrDb: frames of the serving AP heard by the UE, beacons included;
 * - uplinkSinrDb: frames of the UE heard by its serving AP, acknowledgements excluded (they name no
 *   sender);
 * - uplinkMcs, uplinkPhyRate, downlinkMcs: last data frame; the MCS is unknown for a rate of
 *   802.11a/b/g;
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
 * - neighbours: frames of the other APs of this object that the UE hears;
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
     * @brief Adds an access point.
     * @param device a WifiNetDevice with an ApWifiMac on a node; anything else is a fatal error
     * @return the index of the cell
     */
    uint32_t AddCell(Ptr<NetDevice> device);

    /**
     * @brief Adds a UE, from now on observed.
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

    static constexpr uint32_t NO_CELL = 0xffffffff; //!< no access point of this object

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

    Time m_window;        //!< sliding window of rates and ratios
    Time m_outageTimeout; //!< without a frame of the cell, until a UE counts as not connected
    Time m_smoothing;     //!< time constant of the average of powers and SINRs, 0 for none
    std::vector<std::unique_ptr<Cell>> m_cells;       //!< access points
    std::vector<std::unique_ptr<Ue>> m_ues;           //!< stations
    std::unordered_map<uint64_t, uint32_t> m_ueByKey; //!< index of the UE with a MAC address

    /// A frame of a UE was received by its serving access point.
    TracedCallback<uint32_t, uint32_t, double, double> m_uplinkFrame;
    /// A frame of an access point was received by a UE.
    TracedCallback<uint32_t, uint32_t, double, double> m_downlinkFrame;
    /// A UE associated or lost its association.
    TracedCallback<uint32_t, bool, uint32_t> m_association;
};

} // namespace ns3

#endif // WIFI_RADIO_ACCESS_H
