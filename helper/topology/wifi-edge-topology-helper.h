// SPDX-License-Identifier: GPL-2.0-only

#ifndef WIFI_EDGE_TOPOLOGY_HELPER_H
#define WIFI_EDGE_TOPOLOGY_HELPER_H

#include "ns3/edge-topology-helper.h"
#include "ns3/propagation-loss-model.h"
#include "ns3/ssid.h"

#include <cstdint>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class WifiRadioAccess;
class WifiRoaming;

/**
 * @ingroup edge-inference
 * @brief Builds Wi-Fi cells on 5 GHz: access points, moving stations (UEs) that roam between them,
 * edge servers wired to the access points, and stations with traffic of their own that load the
 * medium.
 *
 * Access points route between the cells (10.1.0.0/16) and the wires (EdgeWires). A UE keeps its
 * address when it changes its cell, and its packets follow it (EdgeWires::RouteUe()). IPv4
 * only; neighbour caches are kept filled, so there is no ARP. Start-up: station i waits 10 + i mod
 * 100 ms for beacons (so that stations do not all answer the same one) and is associated some
 * milliseconds later; what it sends before is dropped by its MAC.
 *
 * Rate control: the default, ns3::IdealWifiManager, follows the SNR of the last answer, draws no
 * random numbers and ignores collisions; ns3::MinstrelHtWifiManager learns from losses. With 5 UEs
 * that send 4 KiB over TCP 20 times a second, 99 % of the messages arrived within (ns-3.37, 20 s,
 * Ideal and MinstrelHt): 1.9 and 3.6 ms without fading, 4.7 and 5.9 ms with NakagamiM 3, 2425 and
 * 7.6 ms with NakagamiM 1. Take MinstrelHt for Rayleigh fading.
 */
class WifiEdgeTopologyHelper : public EdgeTopologyHelper
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    WifiEdgeTopologyHelper();
    ~WifiEdgeTopologyHelper() override;

    TypeId GetInstanceTypeId() const override;

    /**
     * @param standard "802.11a", "802.11n", "802.11ac" or "802.11ax"
     */
    void SetStandard(const std::string& standard);

    /**
     * @param width channel width, MHz: 20, 40, 80 or 160, as far as the standard has it
     */
    void SetChannelWidth(uint32_t width);

    /**
     * @brief Adds stations that stand still in the area and send UDP to the access point, on and
     * off with exponential times.
     * @param n number of stations
     * @param rate rate of each station while on
     * @param meanOn mean time on
     * @param meanOff mean time off
     */
    void SetBackgroundTraffic(uint32_t n, DataRate rate, Time meanOn, Time meanOff);

    EdgeTopology Build() override;

    /**
     * @return what moves UEs between the cells that were built last; null when there is one cell.
     * It lives as long as EdgeTopology::radio
     */
    Ptr<WifiRoaming> GetRoaming() const;

    /**
     * @return the stations of the background traffic that was built last
     */
    NodeContainer GetBackgroundStations() const;

  private:
    /// Throws InferenceInputError when the attributes cannot be used together.
    void CheckAttributes() const;

    /**
     * @brief Makes the channel and the Wi-Fi devices.
     * @param net gets the devices
     * @return devices of the background stations
     */
    NetDeviceContainer InstallRadio(EdgeTopology& net);

    /**
     * @brief Makes the wires, the IP stacks, addresses and routes.
     * @param net gets the addresses
     * @param backgroundDevices devices of the background stations
     */
    void InstallNetwork(EdgeTopology& net, const NetDeviceContainer& backgroundDevices);

    /**
     * @brief The same for several cells.
     * @param net gets the addresses
     * @param backgroundDevices devices of the background stations
     */
    void InstallRoamingNetwork(EdgeTopology& net, const NetDeviceContainer& backgroundDevices);

    /**
     * @brief Lets UEs change their cell.
     * @param net what was built
     * @param radio the radio of the network
     */
    void InstallRoaming(const EdgeTopology& net, Ptr<WifiRadioAccess> radio);

    /**
     * @param cell index of a cell
     * @return number of its channel; 0: the first of the width
     */
    uint32_t GetChannelNumber(uint32_t cell) const;

    /**
     * @param cell index of a cell
     * @return its SSID
     */
    Ssid GetSsid(uint32_t cell) const;

    /**
     * @return the path loss without fading
     */
    Ptr<PropagationLossModel> MakePathLoss() const;

    /**
     * @param node a station
     * @return the cell that it hears best where it is now, without fading
     */
    uint32_t FindStrongestCell(Ptr<Node> node) const;

    /// Makes the applications of the background stations and their sink.
    void InstallBackgroundTraffic();

    void AssignNodeStreams() const override;

    std::string m_standard;      //!< IEEE name of the standard
    uint32_t m_channelWidth;     //!< MHz
    std::string m_rateManager;   //!< TypeId name of the rate control
    double m_apTxPower;          //!< dBm
    double m_ueTxPower;          //!< dBm
    double m_noiseFigure;        //!< dB, of every receiver
    double m_pathLossExponent;   //!< of the log-distance model
    double m_referenceLoss;      //!< dB at 1 m
    double m_nakagamiM;          //!< shape of Nakagami fading, 0 for none
    Time m_beaconInterval;       //!< time between beacons
    bool m_sharedChannel;        //!< all cells are on one channel
    bool m_roams;                //!< UEs change their cell
    Time m_probeTime;            //!< how long a UE waits for answers to a probe
    uint32_t m_nBackground;      //!< number of background stations
    DataRate m_backgroundRate;   //!< rate of a background station while on
    Time m_backgroundOn;         //!< mean time on
    Time m_backgroundOff;        //!< mean time off
    uint32_t m_backgroundPacket; //!< bytes of a background packet's payload

    NodeContainer m_aps;        //!< access points that were built last
    Ipv4Address m_apAddress;    //!< their address in the cell
    Ptr<WifiRoaming> m_roaming; //!< that was built last, with several cells
    NodeContainer m_ues;        //!< UEs that were built last
    NodeContainer m_background; //!< background stations that were built last
};

} // namespace ns3

#endif // WIFI_EDGE_TOPOLOGY_HELPER_H
