// SPDX-License-Identifier: GPL-2.0-only

#ifndef WIFI_RADIO_ACCESS_PARTS_H
#define WIFI_RADIO_ACCESS_PARTS_H

#include "ns3/mobility-model.h"
#include "ns3/node.h"
#include "ns3/radio-trace-connections.h"
#include "ns3/radio-windowed-sum.h"
#include "ns3/wifi-frame-watch.h"
#include "ns3/wifi-mac.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy-state-helper.h"
#include "ns3/wifi-psdu.h"
#include "ns3/wifi-radio-access.h"

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
struct WifiRadioAccess::Cell
{
    WifiRadioAccess* radio{nullptr};         //!< whose
    uint32_t index{0};                       //!< number of the cell
    uint64_t key{0};                         //!< BSSID
    Ptr<WifiNetDevice> device;               //!< radio device
    Ptr<Node> node;                          //!< where it is
    Ptr<MobilityModel> mobility;             //!< position, found when first needed
    uint32_t lastAmpdu{0xffffffff};          //!< reference number of the last A-MPDU
    std::array<RadioWindowedSum, 2> airtime; //!< s, of its UEs, by direction
    RadioWindowedSum busy;                   //!< s, in which it received, sensed or sent anything
    RadioWindowedSum contention;             //!< s, counted for contention
    RadioTraceConnections connections;       //!< ended first (declared last)

    ~Cell()
    {
        node->UnregisterProtocolHandler(MakeCallback(&Cell::OnPacket, this));
    }

    /// @param window length of the window; starts all sums anew
    void StartWindows(Time window);

    /**
     * @param psdus what the access point begins to send
     * @param txVector how
     * @param power W
     */
    void OnTxBegin(WifiConstPsduMap psdus, WifiTxVector txVector, double power);

    /// @param mpdu entered the MAC
    void OnEnqueue(Ptr<const WifiMpdu> mpdu);

    /// @param mpdu left the MAC
    void OnDequeue(Ptr<const WifiMpdu> mpdu);

    /**
     * @param begin begin of a state that the PHY was in
     * @param duration its length
     * @param state which
     */
    void OnState(Time begin, Time duration, WifiPhyState state);

    /**
     * @brief Any frame was received by this access point.
     * @param packet MPDU
     * @param frequency MHz
     * @param txVector how it was sent
     * @param mpdu its place in an A-MPDU
     * @param signal signal and noise
     * @param staId who sent it, in a multi-user PPDU
     */
    void OnSniff(Ptr<const Packet> packet,
                 uint16_t frequency,
                 WifiTxVector txVector,
                 MpduInfo mpdu,
                 SignalNoiseDbm signal,
                 uint16_t staId);

    /**
     * @brief A network packet is handed up.
     * @param device radio device
     * @param packet network packet
     * @param protocol EtherType
     * @param from who sent it
     * @param to for whom
     * @param type how it was addressed
     */
    void OnPacket(Ptr<NetDevice> device,
                  Ptr<const Packet> packet,
                  uint16_t protocol,
                  const Address& from,
                  const Address& to,
                  NetDevice::PacketType type);
};

/// A station.
struct WifiRadioAccess::Ue
{
    static constexpr std::size_t DOWN_FRAMES = 2048; //!< of which the age is followed

    WifiRadioAccess* radio{nullptr};       //!< whose
    uint32_t index{0};                     //!< number of the UE
    uint64_t key{0};                       //!< MAC address
    Ptr<WifiNetDevice> device;             //!< radio device
    Ptr<Node> node;                        //!< where it is
    Ptr<MobilityModel> mobility;           //!< position, found when first needed
    bool connected{false};                 //!< associated with one of the cells
    uint32_t serving{NO_CELL};             //!< last cell it was associated with
    uint64_t servingKey{0};                //!< its BSSID
    WifiFrameSignal uplink;                //!< its frames at the serving cell
    std::vector<WifiFrameSignal> heard;    //!< frames of each cell at this UE
    std::vector<EdgeMeasurement> reported; //!< of each cell, by others (ReportCellPower())
    WifiFrameRate uplinkRate;              //!< last uplink data frame
    WifiFrameRate downlinkRate;            //!< last downlink data frame
    uint32_t lastAmpdu{0xffffffff};        //!< reference number of the last A-MPDU it received
    RadioWindowedSum uplinkBytes;          //!< delivered uplink
    RadioWindowedSum downlinkBytes;        //!< delivered downlink
    RadioWindowedSum attempts;             //!< data frames sent, repetitions included
    RadioWindowedSum acked;                //!< data frames acknowledged
    RadioWindowedSum lost;                 //!< data frames given up
    RadioWindowedSum busy;                 //!< seconds
    RadioWindowedSum contention;           //!< s, counted for contention
    uint32_t pending{0};                   //!< data frames on the air, not yet counted as attempts
    Time lastAttempt;                      //!< when an attempt last ended
    Time lastEnd;                          //!< when a frame was last acknowledged or given up
    bool anyAttempt{false};                //!< lastAttempt means something
    bool anyEnd{false};                    //!< lastEnd means something
    std::vector<std::unique_ptr<WifiQueueWatch>> queues; //!< of every access category
    WifiQueueWatch downQueue{DOWN_FRAMES};               //!< frames for it at access points
    std::array<EdgeMeasurement, 2> access;               //!< s, by direction: wait for the medium
    std::array<RadioWindowedSum, 2> airtime;             //!< s, by direction
    bool handingOver{false};                             //!< between two cells
    bool wasServed{false};                               //!< it had a cell of this object
    uint32_t handovers{0};                               //!< completed
    Time lastHandover;                                   //!< when the last one was
    RadioTraceConnections connections;                   //!< ended first (declared last)

    ~Ue()
    {
        node->UnregisterProtocolHandler(MakeCallback(&Ue::OnPacket, this));
    }

    /// @param window length of the window; starts all sums anew
    void StartWindows(Time window);

    /// @param bssid the UE associated with it
    void OnAssoc(Mac48Address bssid);

    /// @param bssid the UE lost it
    void OnDeAssoc(Mac48Address bssid);

    /**
     * @brief Any frame was received by this UE.
     * @param packet MPDU
     * @param frequency MHz
     * @param txVector how it was sent
     * @param mpdu its place in an A-MPDU
     * @param signal signal and noise
     * @param staId for whom, in a multi-user PPDU
     */
    void OnSniff(Ptr<const Packet> packet,
                 uint16_t frequency,
                 WifiTxVector txVector,
                 MpduInfo mpdu,
                 SignalNoiseDbm signal,
                 uint16_t staId);

    /**
     * @brief A network packet is handed up.
     * @param device radio device
     * @param packet network packet
     * @param protocol EtherType
     * @param from who sent it
     * @param to for whom
     * @param type how it was addressed
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
     * @param txVector how
     * @param power W
     */
    void OnTxBegin(WifiConstPsduMap psdus, WifiTxVector txVector, double power);

    /// @param mpdu was acknowledged
    void OnAcked(Ptr<const WifiMpdu> mpdu);

    /// @param mpdu was not in the block acknowledgement
    void OnNacked(Ptr<const WifiMpdu> mpdu);

    /**
     * @param reason which response is missing
     * @param mpdu to what
     * @param txVector how it was sent
     */
    void OnMpduTimeout(uint8_t reason, Ptr<const WifiMpdu> mpdu, const WifiTxVector& txVector);

    /**
     * @param reason which response is missing
     * @param psdu to what
     * @param txVector how it was sent
     */
    void OnPsduTimeout(uint8_t reason, Ptr<const WifiPsdu> psdu, const WifiTxVector& txVector);

    /// @param mpdu entered the MAC
    void OnEnqueue(Ptr<const WifiMpdu> mpdu);

    /// @param mpdu left the MAC
    void OnDequeue(Ptr<const WifiMpdu> mpdu);

    /// Counts a frame as given up.
    void CountLost();

    /**
     * @param reason why
     * @param mpdu was given up
     */
    void OnDropped(WifiMacDropReason reason, Ptr<const WifiMpdu> mpdu);

    /// @param packet was not taken by the MAC because the UE is not associated
    void OnTxDrop(Ptr<const Packet> packet);

    /**
     * @param begin begin of a state that the PHY was in
     * @param duration its length
     * @param state which
     */
    void OnState(Time begin, Time duration, WifiPhyState state);
};

} // namespace ns3

#endif // WIFI_RADIO_ACCESS_PARTS_H
