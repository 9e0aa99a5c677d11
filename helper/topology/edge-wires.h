// SPDX-License-Identifier: GPL-2.0-only

#ifndef EDGE_WIRES_H
#define EDGE_WIRES_H

#include "ns3/data-rate.h"
#include "ns3/edge-topology.h"
#include "ns3/ipv4-address.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class Ipv4StaticRouting;

/**
 * @ingroup edge-inference
 * @brief The wired part of a topology, whatever its radio: the hub router, the point-to-point links
 * of servers, cloud nodes and cells, their addresses and routes.
 *
 * A gateway is a node at which packets leave the radio stack. Where each cell has its own (local
 * breakout: an access point, a cell of LinkEdgeTopologyHelper), packets reach a server that stands
 * at the cell without crossing the backhaul. Where all cells share one (LTE's PGW), everything goes
 * through it, and the gateway is the hub. With one cell its gateway is the hub, too; else the hub
 * is a router of its own.
 *
 * | link                             | wires    | network      |
 * | -------------------------------- | -------- | ------------ |
 * | hub - server, shared             | backhaul | 10.2.s.0/24  |
 * | gateway - server of the cell     | local    | 10.2.s.0/24  |
 * | central gateway - server, a cell | backhaul | 10.2.s.0/24  |
 * | hub - gateway, servers shared    | local    | 10.3.c.0/24  |
 * | hub - gateway, a server a cell   | backhaul | 10.3.c.0/24  |
 * | hub - cloud node                 | cloud    | 10.4.k.0/24  |
 *
 * Each link has ns-3's point-to-point devices with their queues, and the queue discs that ns-3
 * installs by default.
 */
class EdgeWires : public Object
{
  public:
    /// A kind of wires.
    struct Wire
    {
        DataRate rate; //!< positive
        Time delay;    //!< one way
    };

    /// What the links are like.
    struct Settings
    {
        Wire backhaul; //!< between the cells' site and the servers', or between cells
        Wire local;    //!< within a site
        Wire cloud;    //!< between the hub and a cloud node
    };

    /// Most cells, edge servers or cloud nodes: a network of 256 addresses each.
    static constexpr uint32_t MOST = 250;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    EdgeWires() = default;
    ~EdgeWires() override = default;

    /**
     * @brief Makes links, addresses and routes, and installs IPv4 on servers and hub.
     * @param [in,out] net has cells and servers (edge servers, then cloud nodes), and says whether
     * it moves messages; gets serverAddresses, sites, paths and, unless the gateway is central,
     * cellAddresses
     * @param gateways with IPv4 and static routing: one by cell, or one for all
     * @param central true when the one gateway is not at the cell: no local breakout
     * @param nClouds number of cloud nodes among the servers
     * @param perCell true: edge server i stands at cell i, else the cells share all of them
     * @param settings what the links are like
     */
    void Install(EdgeTopology& net,
                 const NodeContainer& gateways,
                 bool central,
                 uint32_t nClouds,
                 bool perCell,
                 const Settings& settings);

    /**
     * @return the router between servers and cells; a gateway when there is one only
     */
    Ptr<Node> GetHub() const;

    /**
     * @brief Sends what is for a UE through a cell from now on. Packets that were on the way to the
     * cell before go back to the hub and from there to the UE's cell.
     *
     * Does nothing when there is one gateway for all cells.
     *
     * @param ue address of the UE; no gateway may have a route to a network that it is in
     * @param cell the cell
     * @param interface number of the IPv4 interface of the cell's gateway through which the UE is
     * reached
     */
    void RouteUe(Ipv4Address ue, uint32_t cell, uint32_t interface);

    /**
     * @brief Installs IPv4 with static routing.
     * @param nodes nodes without
     */
    static void InstallInternet(const NodeContainer& nodes);

    /**
     * @param node a node with IPv4
     * @return its static routing
     */
    static Ptr<Ipv4StaticRouting> GetStaticRouting(Ptr<Node> node);

  protected:
    void DoDispose() override;

  private:
    /// One end of a link.
    struct End
    {
        Ptr<NetDevice> device; //!< the device
        Ipv4Address address;   //!< address of the device
        uint32_t interface;    //!< number of its IPv4 interface
    };

    /**
     * @param near one node
     * @param far the other node
     * @param wire what the link is like
     * @param network number of the second byte of the network's address
     * @param number number of the third
     * @return near and far end
     */
    std::pair<End, End> Connect(Ptr<Node> near,
                                Ptr<Node> far,
                                const Wire& wire,
                                uint32_t network,
                                uint32_t number) const;

    /// Where a UE is.
    struct UePlace
    {
        uint32_t cell;      //!< index of the UE's cell
        uint32_t interface; //!< of the cell's gateway
    };

    bool m_movesMessages{false};             //!< packets may be as large as messages
    Ptr<Node> m_hub;                         //!< the router in the middle
    std::vector<Ptr<Node>> m_gateways;       //!< by cell; empty when one is for all
    std::vector<End> m_cellEnds;             //!< by cell: the hub's end of the link
    std::vector<Ipv4Address> m_cellSides;    //!< by cell: address of the gateway on that link
    std::map<Ipv4Address, UePlace> m_places; //!< where each UE is routed to
};

} // namespace ns3

#endif // EDGE_WIRES_H
