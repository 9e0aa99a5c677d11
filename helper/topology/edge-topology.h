// SPDX-License-Identifier: GPL-2.0-only

#ifndef EDGE_TOPOLOGY_H
#define EDGE_TOPOLOGY_H

#include "ns3/data-rate.h"
#include "ns3/epoch-state.h"
#include "ns3/ipv4-address.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/radio-access.h"

#include <cstdint>
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
    /// Where a server stands.
    struct ServerSite
    {
        EdgeServerTier tier{EdgeServerTier::EDGE}; //!< beside the cells or in the cloud
        uint32_t cell{0};      //!< index of its cell, when each cell has its own
        DataRate rate;         //!< of its link
        Time delay;            //!< one way, of its link
        Ptr<NetDevice> device; //!< its end of the link
    };

    /// The wires between a cell's gateway (where its packets leave the radio stack) and a server.
    struct WirePath
    {
        DataRate rate; //!< of the slowest of them
        Time delay;    //!< one way, of all of them together
    };

    /// MTU of networks that move messages whole, bytes: the largest packet of IPv4 (RFC 791, 3.1).
    static constexpr uint16_t MESSAGE_MTU = 65535;

    NodeContainer ues;                        //!< the UEs; their index is their number everywhere
    NodeContainer cells;                      //!< eNBs, gNBs or APs
    NodeContainer servers;                    //!< edge servers, then cloud nodes
    NetDeviceContainer ueDevices;             //!< the radio device of each UE
    NetDeviceContainer cellDevices;           //!< the radio device of each cell
    std::vector<Ipv4Address> ueAddresses;     //!< address of each UE
    std::vector<Ipv4Address> serverAddresses; //!< address of each server
    std::vector<Ipv4Address> cellAddresses;   //!< address under which servers reach each cell;
                                              //!< empty: they do not
    std::vector<ServerSite> sites;            //!< where each server stands
    std::vector<std::vector<WirePath>> paths; //!< by cell, by server
    Ptr<RadioAccess> radio;                   //!< observes every UE's channel
    bool movesMessages{false}; //!< tasks' messages travel whole: every network has MESSAGE_MTU
};

} // namespace ns3

#endif // EDGE_TOPOLOGY_H
