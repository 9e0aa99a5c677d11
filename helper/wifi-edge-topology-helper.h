// SPDX-License-Identifier: GPL-2.0-only

#ifndef WIFI_EDGE_TOPOLOGY_HELPER_H
#define WIFI_EDGE_TOPOLOGY_HELPER_H

#include "ns3/edge-topology-helper.h"

#include <cstdint>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Builds one Wi-Fi cell on 5 GHz: an access point at the origin, moving stations (UEs), edge
 * servers wired to the access point, and stations with traffic of their own that load the medium.
 *
 * The access point routes between the cell (10.1.0.0/16) and each server's link (10.2.s.0/24). IPv4
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
    ~WifiEdgeTopologyHelper() override = default;

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

    int64_t AssignStreams(int64_t stream) override;

    EdgeTopology Build() override;

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

    /// Makes the applications of the background stations and their sink.
    void InstallBackgroundTraffic();

    /// Gives every random source of what was built last its stream.
    void AssignNodeStreams() const;

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
    uint32_t m_nBackground;      //!< number of background stations
    DataRate m_backgroundRate;   //!< rate of a background station while on
    Time m_backgroundOn;         //!< mean time on
    Time m_backgroundOff;        //!< mean time off
    uint32_t m_backgroundPacket; //!< bytes of a background packet's payload

    Ptr<Node> m_ap;             //!< access point that was built last
    Ipv4Address m_apAddress;    //!< its address in the cell
    NodeContainer m_ues;        //!< UEs that were built last
    NodeContainer m_background; //!< background stations that were built last
};

} // namespace ns3

#endif // WIFI_EDGE_TOPOLOGY_HELPER_H
