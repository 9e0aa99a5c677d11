// SPDX-License-Identifier: GPL-2.0-only

#ifndef WIFI_RADIO_ACCESS_PARTS_H
#define WIFI_RADIO_ACCESS_PARTS_H

#include "../radio-attempts.h"
#include "../radio-members.h"
#include "../radio-trace-connections.h"
#include "../radio-windowed-sum.h"
#include "wifi-frame-watch.h"
#include "wifi-radio-access.h"
#include "wifi-receptions.h"

#include "ns3/wifi-phy-state-helper.h"
#include "ns3/wifi-psdu.h"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 * @brief What WifiRadioAccess keeps of each access point and of each station. For its own sources.
 */

namespace ns3
{

/// An access point.
struct WifiRadioAccess::Cell : RadioCell
{
    WifiRadioAccess* radio{nullptr};         //!< the radio that observes the cell
    uint64_t key{0};                         //!< BSSID
    Ptr<WifiNetDevice> device;               //!< radio device
    std::array<RadioWindowedSum, 2> airtime; //!< s, of its UEs, by direction
    RadioWindowedSum busy;                   //!< s, in which it received, sensed or sent anything
    RadioWindowedSum contention;             //!< s, counted for contention
    RadioTraceConnections connections;       //!< ended first (declared last)

    ~Cell() override
    {
        node->UnregisterProtocolHandler(MakeCallback(&Cell::OnPacket, this));
    }

    /// @param window length of the window; starts all sums anew
    void StartWindows(Time window);

    /**
     * @param psdus what the access point begins to send
     * @param txVector how the frames are sent
     * @param power W
     */
    void OnTxBegin(WifiConstPsduMap psdus, WifiTxVector txVector, double power);

    /// @param mpdu frame that entered the MAC
    void OnEnqueue(Ptr<const WifiMpdu> mpdu);

    /// @param mpdu frame that left the MAC
    void OnDequeue(Ptr<const WifiMpdu> mpdu);

    /**
     * @param begin begin of a state that the PHY was in
     * @param duration length of the state
     * @param state the state
     */
    void OnState(Time begin, Time duration, WifiPhyState state);

    /// @param reception frames that this access point received, from whomever
    void OnReceived(const WifiReception& reception);

    /**
     * @brief A network packet is handed up.
     * @param device radio device
     * @param packet network packet
     * @param protocol EtherType
     * @param from address of the sender
     * @param to address of the receiver
     * @param type how the packet was addressed
     */
    void OnPacket(Ptr<NetDevice> device,
                  Ptr<const Packet> packet,
                  uint16_t protocol,
                  const Address& from,
                  const Address& to,
                  NetDevice::PacketType type);
};

/// A station.
struct WifiRadioAccess::Ue : RadioUe
{
    static constexpr std::size_t DOWN_FRAMES = 2048; //!< of which the age is followed

    WifiRadioAccess* radio{nullptr};       //!< the radio that observes the UE
    uint64_t key{0};                       //!< MAC address
    Ptr<WifiNetDevice> device;             //!< radio device
    uint64_t servingKey{0};                //!< BSSID of the serving cell
    WifiFrameSignal uplink;                //!< its frames at the serving cell
    std::vector<WifiFrameSignal> heard;    //!< frames of each cell at this UE
    std::vector<EdgeMeasurement> reported; //!< of each cell, by others (ReportCellPower())
    WifiFrameRate uplinkRate;              //!< last uplink data frame
    WifiFrameRate downlinkRate;            //!< last downlink data frame
    RadioWindowedSum uplinkBytes;          //!< delivered uplink
    RadioWindowedSum downlinkBytes;        //!< delivered downlink
    RadioAttempts frames;                  //!< uplink data frames
    RadioWindowedSum busy;                 //!< seconds
    RadioWindowedSum contention;           //!< s, counted for contention
    uint32_t pending{0};                   //!< data frames on the air, not yet counted as attempts
    std::vector<std::unique_ptr<WifiQueueWatch>> queues; //!< of every access category
    WifiQueueWatch downQueue{DOWN_FRAMES};               //!< frames for it at access points
    std::array<EdgeMeasurement, 2> access;               //!< s, by direction: wait for the medium
    std::array<RadioWindowedSum, 2> airtime;             //!< s, by direction
    bool wasServed{false};                               //!< the UE had a cell of this object
    RadioTraceConnections connections;                   //!< ended first (declared last)

    ~Ue() override
    {
        node->UnregisterProtocolHandler(MakeCallback(&Ue::OnPacket, this));
    }

    /// @param window length of the window; starts all sums anew
    void StartWindows(Time window);

    /// @param bssid the UE associated with it
    void OnAssoc(Mac48Address bssid);

    /// @param bssid the UE lost it
    void OnDeAssoc(Mac48Address bssid);

    /// @param reception frames that this UE received, from whomever
    void OnReceived(const WifiReception& reception);

    /**
     * @brief A network packet is handed up.
     * @param device radio device
     * @param packet network packet
     * @param protocol EtherType
     * @param from address of the sender
     * @param to address of the receiver
     * @param type how the packet was addressed
     */
    void OnPacket(Ptr<NetDevice> device,
                  Ptr<const Packet> packet,
                  uint16_t protocol,
                  const Address& from,
                  const Address& to,
                  NetDevice::PacketType type);

    /// Counts the frames on the air as attempts: their fate is known, or others follow.
    void EndAttempts();

    /**
     * @param psdus what the UE begins to send
     * @param txVector how the frames are sent
     * @param power W
     */
    void OnTxBegin(WifiConstPsduMap psdus, WifiTxVector txVector, double power);

    /// @param mpdu frame that was acknowledged
    void OnAcked(Ptr<const WifiMpdu> mpdu);

    /// @param mpdu frame that was not in the block acknowledgement
    void OnNacked(Ptr<const WifiMpdu> mpdu);

    /**
     * @param reason which response is missing
     * @param mpdu frame without the response
     * @param txVector how the frame was sent
     */
    void OnMpduTimeout(uint8_t reason, Ptr<const WifiMpdu> mpdu, const WifiTxVector& txVector);

    /**
     * @param reason which response is missing
     * @param psdu frames without the response
     * @param txVector how the frame was sent
     */
    void OnPsduTimeout(uint8_t reason, Ptr<const WifiPsdu> psdu, const WifiTxVector& txVector);

    /// @param mpdu frame that entered the MAC
    void OnEnqueue(Ptr<const WifiMpdu> mpdu);

    /// @param mpdu frame that left the MAC
    void OnDequeue(Ptr<const WifiMpdu> mpdu);

    /// Counts a frame as given up.
    void CountLost();

    /**
     * @param reason why it was dropped
     * @param mpdu frame that was given up
     */
    void OnDropped(WifiMacDropReason reason, Ptr<const WifiMpdu> mpdu);

    /// @param packet packet that the MAC did not take, because the UE is not associated
    void OnTxDrop(Ptr<const Packet> packet);

    /**
     * @param begin begin of a state that the PHY was in
     * @param duration length of the state
     * @param state the state
     */
    void OnState(Time begin, Time duration, WifiPhyState state);
};

} // namespace ns3

#endif // WIFI_RADIO_ACCESS_PARTS_H
