// SPDX-License-Identifier: GPL-2.0-only

#ifndef EDGE_TOPOLOGY_H
#define EDGE_TOPOLOGY_H

#include "ns3/ipv4-address.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/radio-access.h"

#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A built network, whatever its radio: what a topology helper returns and
 * EdgeInferenceHelper takes.
 */
struct EdgeTopology
{
    NodeContainer ues;                        //!< the UEs; their index is their number everywhere
    NodeContainer cells;                      //!< eNBs, gNBs or APs
    NodeContainer servers;                    //!< the edge servers
    NetDeviceContainer ueDevices;             //!< the radio device of each UE
    NetDeviceContainer cellDevices;           //!< the radio device of each cell
    std::vector<Ipv4Address> ueAddresses;     //!< address of each UE
    std::vector<Ipv4Address> serverAddresses; //!< address of each edge server
    Ptr<RadioAccess> radio;                   //!< observes every UE's channel
};

} // namespace ns3

#endif // EDGE_TOPOLOGY_H
