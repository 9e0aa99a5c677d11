// SPDX-License-Identifier: GPL-2.0-only

#ifndef WIFI_API_H
#define WIFI_API_H

#include "ns3/edge-inference-compat.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-psdu.h"
#include "ns3/wifi-standards.h"
#include "ns3/wifi-tx-vector.h"

#if EDGE_INFERENCE_NS3_VERSION >= 337
#include "ns3/wifi-mac.h"
#include "ns3/wifi-mpdu.h"
#else
#include "ns3/regular-wifi-mac.h"
#include "ns3/wifi-mac-queue-item.h"
#endif

#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 * @brief Names of ns-3's Wi-Fi that are others before 3.37.
 */

namespace ns3
{

#if EDGE_INFERENCE_NS3_VERSION >= 337
using WifiMacWithQueues = WifiMac; //!< a MAC with its queues and frame exchanges
#else
using WifiMacWithQueues = RegularWifiMac;     //!< a MAC with its queues and frame exchanges
using WifiMpdu = WifiMacQueueItem;            //!< a frame of the MAC
#endif

/// What a PHY hands to its MAC: the arguments of ns-3's RxOkCallback.
#if EDGE_INFERENCE_NS3_VERSION >= 337
using WifiPsduArgument = Ptr<const WifiPsdu>; //!< the frames
#else
using WifiPsduArgument = Ptr<WifiPsdu>;       //!< the frames
#endif
#if EDGE_INFERENCE_NS3_VERSION >= 344
using WifiTxVectorArgument = const WifiTxVector&;    //!< how they were sent
using WifiStatusArgument = const std::vector<bool>&; //!< which of them are right
#else
using WifiTxVectorArgument = WifiTxVector;    //!< how they were sent
using WifiStatusArgument = std::vector<bool>; //!< which of them are right
#endif

/// Names of standards, which had the band in them before 3.36.
#if EDGE_INFERENCE_NS3_VERSION >= 337
constexpr WifiStandard WIFI_STANDARD_N = WIFI_STANDARD_80211n;   //!< 802.11n
constexpr WifiStandard WIFI_STANDARD_AX = WIFI_STANDARD_80211ax; //!< 802.11ax
#else
constexpr WifiStandard WIFI_STANDARD_N = WIFI_STANDARD_80211n_5GHZ;   //!< 802.11n
constexpr WifiStandard WIFI_STANDARD_AX = WIFI_STANDARD_80211ax_5GHZ; //!< 802.11ax
#endif

/// Stations can be sent to another access point: before 3.37 nothing public makes them look for
/// one.
constexpr bool HAS_WIFI_ROAMING = EDGE_INFERENCE_NS3_VERSION >= 337;

/// MAC addresses are given out from the first one again after Simulator::Destroy(): before 3.37 the
/// next episode of a process has other ones, and no other difference.
constexpr bool MAC_ADDRESSES_BEGIN_ANEW = EDGE_INFERENCE_NS3_VERSION >= 337;

/**
 * @param number number of a channel at 5 GHz; 0: the first of its width
 * @param width MHz
 * @return value of ns-3's attribute ChannelSettings
 */
inline std::string
PrintChannel(uint32_t number, uint32_t width)
{
    return "{" + std::to_string(number) + ", " + std::to_string(width) + ", BAND_5GHZ, 0}";
}

/**
 * @tparam PhyHelper a helper of ns-3 that makes PHYs
 * @param phy makes PHYs on this channel from now on
 * @param number number of a channel at 5 GHz; 0: the first of its width
 * @param width MHz
 */
template <typename PhyHelper>
void
SetChannel(PhyHelper& phy, uint32_t number, uint32_t width)
{
#if EDGE_INFERENCE_NS3_VERSION >= 337
    phy.Set("ChannelSettings", StringValue(PrintChannel(number, width)));
#else
    phy.Set("ChannelNumber", UintegerValue(number));
    phy.Set("ChannelWidth", UintegerValue(width));
#endif
}

/**
 * @param device a Wi-Fi device with a MAC
 * @return its MAC, with queues
 */
inline Ptr<WifiMacWithQueues>
GetMacWithQueues(const WifiNetDevice& device)
{
    return StaticCast<WifiMacWithQueues>(device.GetMac());
}

/**
 * @param mac MAC of a station with one link
 * @return address of the access point that it is associated with
 */
inline Mac48Address
GetBssid(const WifiMacWithQueues& mac)
{
#if EDGE_INFERENCE_NS3_VERSION >= 337
    return mac.GetBssid(0);
#else
    return mac.GetBssid();
#endif
}

} // namespace ns3

#endif // WIFI_API_H
