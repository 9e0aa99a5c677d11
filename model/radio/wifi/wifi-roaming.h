// SPDX-License-Identifier: GPL-2.0-only

#ifndef WIFI_ROAMING_H
#define WIFI_ROAMING_H

#include "wifi-radio-access.h"

#include "ns3/callback.h"
#include "ns3/event-id.h"
#include "ns3/mac48-address.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/packet.h"
#include "ns3/ssid.h"
#include "ns3/traced-callback.h"
#include "ns3/wifi-net-device.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class RadioTraceConnections;

/**
 * @ingroup edge-inference
 * @brief Moves stations (UEs) between the access points of one network, and says when.
 *
 * When: every Interval it compares the powers with which a UE hears the access points. One that is
 * stronger than the serving one by Hysteresis for TimeToTrigger becomes the new one. On one shared
 * channel the powers are those of frames that the UE received; on several channels they come from a
 * survey (SetSurvey()), as from a second radio that only listens.
 *
 * How: every access point has an SSID of its own. The station's SSID, and channel if need be, are
 * changed and it scans actively; so it is without service for the time of a probe
 * (StaWifiMac::ProbeRequestTimeout) and an association. What waits in its MAC goes with it; what
 * waits for it in the MAC of the old access point is handed back to that node's IPv4, which
 * forwards it. Block acknowledgement agreements with the old access point end.
 *
 * A UE that has no cell yet is looked after in the same way: its first request may be lost, for its
 * access point is heard farther than the UE is. When it is not associated some time after the
 * start, it listens for the strongest cell anew again and again, until it is.
 *
 * Why not by ns-3's own loss of beacons: up to ns-3.38 at least, StaWifiMac::Disassociated() leaves
 * the timer of an association request running; when it expires there is no BSSID, and
 * SendAssociationRequest() ends the program (ns-3 issue 862, mended by ns-3.40). So stations must
 * have a MaxMissedBeacons that is never reached and an AssocRequestTimeout that is never over; an
 * association request that nobody answers is repeated by this object.
 */
class WifiRoaming : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    WifiRoaming();
    ~WifiRoaming() override;

    /**
     * @brief Tells with which power a UE would hear a cell: UE, cell; dBm.
     */
    typedef Callback<double, uint32_t, uint32_t> Survey;

    /**
     * @brief Called when a UE is associated: UE, cell.
     */
    typedef Callback<void, uint32_t, uint32_t> Arrival;

    /**
     * @brief Adds an access point, in the order of WifiRadioAccess.
     * @param device Wi-Fi device of the access point
     * @param ssid its own SSID
     * @param channel its ChannelSettings, as text
     */
    void AddCell(Ptr<NetDevice> device, const Ssid& ssid, const std::string& channel);

    /**
     * @brief Adds a UE, in the order of WifiRadioAccess.
     * @param device its device, with the SSID and on the channel of its first cell
     * @param cell its first cell
     */
    void AddUe(Ptr<NetDevice> device, uint32_t cell);

    /**
     * @param radio who knows the powers and is told of handovers; must live as long as this, as
     * an aggregate does
     */
    void SetRadio(Ptr<WifiRadioAccess> radio);

    /**
     * @param survey where powers come from; none: from the frames that UEs receive
     */
    void SetSurvey(Survey survey);

    /**
     * @param arrival what to do at each association, such as changing routes
     */
    void SetArrival(Arrival arrival);

    /**
     * @brief Begins to compare powers.
     * @param roams false: a UE stays with the cell that it was first associated with
     */
    void Start(bool roams = true);

    /**
     * @brief Sends a UE to another access point now. Nothing happens while it is between two.
     * @param ue index of the UE
     * @param cell index of the new cell
     */
    void HandOver(uint32_t ue, uint32_t cell);

    /**
     * @brief Signature of HandoverStart.
     *
     * @param [in] ue index of the UE
     * @param [in] from index of the cell it leaves
     * @param [in] to index of the cell it goes to
     */
    typedef void (*HandoverStartTracedCallback)(uint32_t ue, uint32_t from, uint32_t to);

    /**
     * @brief Signature of HandoverEnd.
     *
     * @param [in] ue index of the UE
     * @param [in] from index of the cell it left
     * @param [in] to index of its new cell
     * @param [in] duration how long it was without service
     */
    typedef void (*HandoverEndTracedCallback)(uint32_t ue,
                                              uint32_t from,
                                              uint32_t to,
                                              Time duration);

  protected:
    void DoDispose() override;

  private:
    struct Ue;

    /// An access point.
    struct Cell
    {
        Ptr<WifiNetDevice> device; //!< device of the access point
        Ssid ssid;                 //!< SSID of the access point
        std::string channel;       //!< ChannelSettings of the PHY
    };

    /// A network packet that waited in a MAC.
    struct Waiting
    {
        Ptr<Packet> packet; //!< with LLC header
        Mac48Address to;    //!< destination of the packet
        Mac48Address from;  //!< source of the packet
    };

    /// Compares powers and comes again.
    void Tick();

    /**
     * @param ue a UE
     * @return true while it has no cell: it is between two, or was never associated
     */
    static bool IsLooking(const Ue& ue);

    /**
     * @param ue a UE
     * @return the cell that it should go to, or its own
     */
    uint32_t Choose(const Ue& ue) const;

    /**
     * @brief Leaves the old cell when no frame is under way, and begins to look for the new one.
     * @param ue index of the UE
     * @param tries number of attempts so far
     */
    void Leave(uint32_t ue, uint32_t tries);

    /**
     * @brief Begins to look for the new cell.
     * @param ue index of the UE
     */
    void Scan(uint32_t ue);

    /**
     * @brief Clears the MAC of an access point of a UE that left, until nothing is under way.
     * @param ue index of the UE
     * @param cell the cell that it left
     * @param tries number of attempts so far
     */
    void Forget(uint32_t ue, uint32_t cell, uint32_t tries);

    /**
     * @brief Takes the packets for a peer out of a MAC and ends agreements with it.
     * @param device the device
     * @param peer address of the peer
     * @param [in,out] packets gets the packets
     * @return false when some are on the air and had to be left
     */
    static bool Clear(Ptr<WifiNetDevice> device, Mac48Address peer, std::vector<Waiting>& packets);

    /**
     * @brief Hands packets back to the IPv4 of an access point.
     * @param ue index of the UE they are for
     * @param cell the cell
     * @param packets the packets; empty afterwards
     */
    void Forward(uint32_t ue, uint32_t cell, std::vector<Waiting>& packets);

    Time m_interval;                        //!< between two comparisons
    double m_hysteresis;                    //!< dB
    Time m_timeToTrigger;                   //!< how long another cell must be stronger
    Time m_retry;                           //!< until an unanswered request is repeated
    WifiRadioAccess* m_radio{nullptr};      //!< powers; may be the aggregate of this, so no Ptr
    Survey m_survey;                        //!< powers, on several channels
    Arrival m_arrival;                      //!< what to do at an association
    std::vector<Cell> m_cells;              //!< access points
    std::vector<std::unique_ptr<Ue>> m_ues; //!< UEs
    bool m_roams{true};                     //!< UEs with a cell change it
    EventId m_tick;                         //!< next comparison

    /// A UE leaves its cell for another one.
    TracedCallback<uint32_t, uint32_t, uint32_t> m_handoverStart;
    /// A UE is associated with another cell.
    TracedCallback<uint32_t, uint32_t, uint32_t, Time> m_handoverEnd;
};

} // namespace ns3

#endif // WIFI_ROAMING_H
