// SPDX-License-Identifier: GPL-2.0-only

#include "edge-wires.h"

#include "ns3/assert.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/log.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <string>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("EdgeWires");

NS_OBJECT_ENSURE_REGISTERED(EdgeWires);

namespace
{

// second byte of the networks' addresses
constexpr uint32_t SERVER_NETWORKS = 2;
constexpr uint32_t CELL_NETWORKS = 3;
constexpr uint32_t CLOUD_NETWORKS = 4;

/**
 * @param routing a static routing
 * @param address a host
 */
void
RemoveHostRoute(Ptr<Ipv4StaticRouting> routing, Ipv4Address address)
{
    for (uint32_t i = 0; i < routing->GetNRoutes(); ++i)
    {
        const Ipv4RoutingTableEntry route = routing->GetRoute(i);
        if (route.IsHost() && route.GetDest() == address)
        {
            routing->RemoveRoute(i);
            return;
        }
    }
}

/**
 * @param network second byte
 * @param number third byte
 * @return the network's address
 */
std::string
MakeNetwork(uint32_t network, uint32_t number)
{
    return "10." + std::to_string(network) + "." + std::to_string(number) + ".0";
}

} // namespace

TypeId
EdgeWires::GetTypeId()
{
    static TypeId tid = TypeId("ns3::EdgeWires")
                            .SetParent<Object>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<EdgeWires>();
    return tid;
}

void
EdgeWires::DoDispose()
{
    m_hub = nullptr;
    m_gateways.clear();
    m_cellEnds.clear();
    Object::DoDispose();
}

void
EdgeWires::InstallInternet(const NodeContainer& nodes)
{
    InternetStackHelper internet;
    internet.SetRoutingHelper(Ipv4StaticRoutingHelper());
    internet.SetIpv6StackInstall(false);
    internet.Install(nodes);
}

Ptr<Ipv4StaticRouting>
EdgeWires::GetStaticRouting(Ptr<Node> node)
{
    return Ipv4StaticRoutingHelper().GetStaticRouting(node->GetObject<Ipv4>());
}

std::pair<EdgeWires::End, EdgeWires::End>
EdgeWires::Connect(Ptr<Node> near,
                   Ptr<Node> far,
                   const Wire& wire,
                   uint32_t network,
                   uint32_t number) const
{
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", DataRateValue(wire.rate));
    link.SetChannelAttribute("Delay", TimeValue(wire.delay));
    if (m_movesMessages)
    {
        link.SetDeviceAttribute("Mtu", UintegerValue(EdgeTopology::MESSAGE_MTU));
    }
    const NetDeviceContainer devices = link.Install(near, far);
    const std::string base = MakeNetwork(network, number);
    Ipv4AddressHelper addresses(base.c_str(), "255.255.255.0");
    const Ipv4InterfaceContainer ends = addresses.Assign(devices);
    return {{devices.Get(0), ends.GetAddress(0), ends.Get(0).second},
            {devices.Get(1), ends.GetAddress(1), ends.Get(1).second}};
}

void
EdgeWires::Install(EdgeTopology& net,
                   const NodeContainer& gateways,
                   bool central,
                   uint32_t nClouds,
                   bool perCell,
                   const Settings& settings)
{
    const uint32_t nCells = net.cells.GetN();
    const uint32_t nEdge = net.servers.GetN() - nClouds;
    const bool hasHub = !central && nCells > 1;
    NS_ASSERT_MSG(gateways.GetN() == (central ? 1 : nCells), "one gateway, or one a cell");
    NS_ASSERT_MSG(!perCell || nEdge == nCells, "one edge server a cell");

    InstallInternet(net.servers);
    m_movesMessages = net.movesMessages;
    m_hub = gateways.Get(0);
    if (hasHub)
    {
        m_hub = CreateObject<Node>();
        InstallInternet(NodeContainer(m_hub));
    }
    const Wire& toCell = perCell ? settings.backhaul : settings.local;
    for (uint32_t c = 0; hasHub && c < nCells; ++c)
    {
        const Ptr<Node> gateway = gateways.Get(c);
        const auto [hubEnd, cellEnd] = Connect(m_hub, gateway, toCell, CELL_NETWORKS, c);
        GetStaticRouting(gateway)->SetDefaultRoute(hubEnd.address, cellEnd.interface);
        m_gateways.push_back(gateway);
        m_cellEnds.push_back(hubEnd);
        m_cellSides.push_back(cellEnd.address);
        net.cellAddresses.push_back(cellEnd.address);
    }

    net.paths.assign(nCells, std::vector<EdgeTopology::WirePath>(net.servers.GetN()));
    for (uint32_t s = 0; s < net.servers.GetN(); ++s)
    {
        const bool isCloud = s >= nEdge;
        const bool isAtCell = !isCloud && perCell && !central;
        const Wire& wire = isCloud ? settings.cloud : isAtCell ? settings.local : settings.backhaul;
        const Ptr<Node> near = isAtCell ? gateways.Get(s) : m_hub;
        const auto [nearEnd, end] = Connect(near,
                                            net.servers.Get(s),
                                            wire,
                                            isCloud ? CLOUD_NETWORKS : SERVER_NETWORKS,
                                            isCloud ? s - nEdge : s);
        GetStaticRouting(net.servers.Get(s))->SetDefaultRoute(nearEnd.address, end.interface);
        if (!central && !hasHub && s == 0)
        {
            net.cellAddresses.push_back(nearEnd.address); // the only cell is the hub
        }
        if (near != m_hub)
        {
            GetStaticRouting(m_hub)->AddNetworkRouteTo(MakeNetwork(SERVER_NETWORKS, s).c_str(),
                                                       "255.255.255.0",
                                                       m_cellSides[s],
                                                       m_cellEnds[s].interface);
        }
        net.serverAddresses.push_back(end.address);
        net.sites.push_back({isCloud ? EdgeServerTier::CLOUD : EdgeServerTier::EDGE,
                             !isCloud && perCell ? s : 0,
                             wire.rate,
                             wire.delay,
                             end.device});
        for (uint32_t c = 0; c < nCells; ++c)
        {
            EdgeTopology::WirePath& path = net.paths[c][s];
            path = {wire.rate, wire.delay};
            // from the cell to the hub, and on to the cell at which the server stands
            const int hops = !hasHub ? 0 : !isAtCell ? 1 : c == s ? 0 : 2;
            for (int i = 0; i < hops; ++i)
            {
                path.rate = std::min(path.rate, toCell.rate);
                path.delay += toCell.delay;
            }
        }
    }
}

Ptr<Node>
EdgeWires::GetHub() const
{
    return m_hub;
}

void
EdgeWires::RouteUe(Ipv4Address ue, uint32_t cell, uint32_t interface)
{
    NS_LOG_FUNCTION(this << ue << cell << interface);
    if (m_gateways.empty())
    {
        return;
    }
    NS_ASSERT(cell < m_gateways.size());
    const auto place = m_places.find(ue);
    if (place != m_places.end())
    {
        if (place->second.cell == cell && place->second.interface == interface)
        {
            return;
        }
        RemoveHostRoute(GetStaticRouting(m_gateways[place->second.cell]), ue);
        RemoveHostRoute(GetStaticRouting(m_hub), ue);
    }
    GetStaticRouting(m_gateways[cell])->AddHostRouteTo(ue, interface);
    GetStaticRouting(m_hub)->AddHostRouteTo(ue, m_cellSides[cell], m_cellEnds[cell].interface);
    m_places[ue] = {cell, interface};
}

} // namespace ns3
