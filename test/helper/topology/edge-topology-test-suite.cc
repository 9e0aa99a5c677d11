// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inference-input-error.h"
#include "ns3/link-edge-topology-helper.h"
#include "ns3/mobility-model.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"
#include "ns3/waypoint-mobility-model.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <functional>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief What the topologies of all radios share, tested with the link radio.
 */

using namespace ns3;

namespace
{

constexpr uint16_t PORT = 9100; //!< of every socket

/**
 * @param node a node
 * @param [out] arrival when something comes
 * @return a bound socket
 */
Ptr<Socket>
Open(Ptr<Node> node, Time& arrival)
{
    auto socket = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
    socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
    socket->SetRecvCallback(MakeLambdaCallback([&arrival](Ptr<Socket> s) {
        while (s->Recv())
        {
            arrival = Simulator::Now();
        }
    }));
    return socket;
}

/**
 * @brief Sends a datagram of 100 bytes from node to node.
 * @param from who sends
 * @param to who receives
 * @param address of whom receives
 * @return how long it took; Time::Max() when it did not come within a second
 */
Time
Measure(Ptr<Node> from, Ptr<Node> to, Ipv4Address address)
{
    Time arrival = Time::Max();
    Time unused;
    auto sender = Socket::CreateSocket(from, UdpSocketFactory::GetTypeId());
    sender->Bind();
    auto receiver = Open(to, arrival);
    const Time begin = Simulator::Now();
    Simulator::ScheduleWithContext(from->GetId(), Time(), [sender, address] {
        sender->SendTo(Create<Packet>(100), 0, InetSocketAddress(address, PORT));
    });
    Simulator::Stop(Seconds(1));
    Simulator::Run();
    sender->Close();
    receiver->Close();
    return arrival == Time::Max() ? arrival : arrival - begin;
}

/// @param topology gets links on which a packet takes next to no time
void
MakeFast(LinkEdgeTopologyHelper& topology)
{
    topology.SetAttribute("ShadowingDeviation", DoubleValue(0));
    topology.SetAttribute("NakagamiM", DoubleValue(0));
    topology.SetAttribute("UplinkBandwidth", DoubleValue(1e9));
    topology.SetAttribute("DownlinkBandwidth", DoubleValue(1e9));
    topology.SetAttribute("MinimumSinr", DoubleValue(-200));
}

} // namespace

/**
 * @ingroup edge-inference-tests
 * @brief Where cells stand.
 */
class TopologyLayoutTestCase : public TestCase
{
  public:
    TopologyLayoutTestCase()
        : TestCase("layouts of cells")
    {
    }

  private:
    /**
     * @param layout of the cells
     * @param n number of cells
     * @return where they stand
     */
    static std::vector<Vector> Build(EdgeTopologyHelper::CellLayout layout, uint32_t n)
    {
        LinkEdgeTopologyHelper topology;
        topology.SetAttribute("CellLayout", EnumValue(layout));
        topology.SetAttribute("CellSpacing", DoubleValue(200));
        topology.SetAttribute("CellHeight", DoubleValue(25));
        topology.SetCells(n);
        topology.SetUes(1);
        const EdgeTopology net = topology.Build();
        std::vector<Vector> positions;
        for (uint32_t c = 0; c < net.cells.GetN(); ++c)
        {
            positions.push_back(net.cells.Get(c)->GetObject<MobilityModel>()->GetPosition());
        }
        Simulator::Destroy();
        return positions;
    }

    void DoRun() override
    {
        for (auto layout :
             {EdgeTopologyHelper::LINE, EdgeTopologyHelper::HEXAGON, EdgeTopologyHelper::GRID})
        {
            for (uint32_t n : {1, 2, 5, 7, 19, 37})
            {
                const auto positions = Build(layout, n);
                NS_TEST_ASSERT_MSG_EQ(positions.size(), n, "cells");
                Vector sum;
                for (const Vector& a : positions)
                {
                    NS_TEST_EXPECT_MSG_EQ(a.z, 25, "height");
                    sum = sum + a;
                    double nearest = 1e9;
                    for (const Vector& b : positions)
                    {
                        nearest = &a == &b ? nearest : std::min(nearest, CalculateDistance(a, b));
                    }
                    if (n > 1)
                    {
                        NS_TEST_EXPECT_MSG_EQ_TOL(nearest, 200, 1e-9, "spacing");
                    }
                }
                if (layout == EdgeTopologyHelper::LINE ||
                    (layout == EdgeTopologyHelper::HEXAGON && n != 2 && n != 5))
                {
                    NS_TEST_EXPECT_MSG_EQ_TOL(sum.x, 0, 1e-9, "about the origin");
                    NS_TEST_EXPECT_MSG_EQ_TOL(sum.y, 0, 1e-9, "about the origin");
                }
            }
        }
        LinkEdgeTopologyHelper topology;
        topology.SetCellPositions({Vector(1, 2, 3), Vector(-4.5, 0, 10)});
        topology.SetUePositions({Vector(0.1, 0.2, 1.5)});
        topology.SetUes(2, "ns3::ConstantPositionMobilityModel");
        topology.SetAttribute("UeHeight", DoubleValue(1.25));
        NS_TEST_EXPECT_MSG_EQ(topology.GetNCells(), 2, "as listed");
        const EdgeTopology net = topology.Build();
        const auto at = [](Ptr<Node> node) {
            return node->GetObject<MobilityModel>()->GetPosition();
        };
        NS_TEST_EXPECT_MSG_EQ(at(net.cells.Get(0)), Vector(1, 2, 3), "as listed");
        NS_TEST_EXPECT_MSG_EQ(at(net.cells.Get(1)), Vector(-4.5, 0, 10), "as listed");
        NS_TEST_EXPECT_MSG_EQ(at(net.ues.Get(0)), Vector(0.1, 0.2, 1.5), "as listed");
        NS_TEST_EXPECT_MSG_EQ(at(net.ues.Get(1)).z, 1.25, "the others' height");
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Wires: every server is reached from every cell and UE and back, over the delay that paths
 * says, and no more.
 */
class TopologyWiresTestCase : public TestCase
{
  public:
    /**
     * @param nCells number of cells
     * @param placement of the edge servers
     */
    TopologyWiresTestCase(uint32_t nCells, EdgeTopologyHelper::ServerPlacement placement)
        : TestCase(std::string("wires of ") + std::to_string(nCells) + " cells, servers " +
                   (placement == EdgeTopologyHelper::SHARED ? "shared" : "a cell")),
          m_nCells(nCells),
          m_placement(placement)
    {
    }

  private:
    void DoRun() override
    {
        const bool perCell = m_placement == EdgeTopologyHelper::PER_CELL;
        LinkEdgeTopologyHelper topology;
        MakeFast(topology);
        topology.SetCells(m_nCells);
        topology.SetServers(2);
        topology.SetServerPlacement(m_placement);
        topology.SetClouds(2, DataRate("500Mbps"), MilliSeconds(30));
        topology.SetBackhaul(DataRate("2Gbps"), MilliSeconds(5));
        topology.SetAttribute("LocalRate", DataRateValue(DataRate("8Gbps")));
        topology.SetAttribute("LocalDelay", TimeValue(MicroSeconds(200)));
        topology.SetUes(m_nCells, "ns3::ConstantPositionMobilityModel");
        std::vector<Vector> positions;
        for (uint32_t c = 0; c < m_nCells; ++c)
        {
            positions.emplace_back(100 * (c - (m_nCells - 1) / 2.0), 5, 0);
        }
        topology.SetUePositions(positions);
        const EdgeTopology net = topology.Build();
        const uint32_t nEdge = perCell ? m_nCells : 2;
        NS_TEST_ASSERT_MSG_EQ(net.servers.GetN(), nEdge + 2, "edge servers and clouds");
        NS_TEST_ASSERT_MSG_EQ(net.sites.size(), nEdge + 2, "all have a site");
        NS_TEST_ASSERT_MSG_EQ(net.serverAddresses.size(), nEdge + 2, "all have an address");
        NS_TEST_ASSERT_MSG_EQ(net.paths.size(), m_nCells, "paths of every cell");
        const Time local = MicroSeconds(200);
        const Time backhaul = MilliSeconds(5);
        const Time cloud = MilliSeconds(30);
        for (uint32_t s = 0; s < net.servers.GetN(); ++s)
        {
            const auto& site = net.sites[s];
            const bool isCloud = s >= nEdge;
            NS_TEST_EXPECT_MSG_EQ((site.tier == EdgeServerTier::CLOUD),
                                  isCloud,
                                  "clouds come last");
            NS_TEST_EXPECT_MSG_EQ(site.cell, (!isCloud && perCell ? s : 0), "its cell");
            NS_TEST_EXPECT_MSG_EQ(site.device->GetNode(), net.servers.Get(s), "its device");
            NS_TEST_EXPECT_MSG_EQ(site.delay,
                                  (isCloud   ? cloud
                                   : perCell ? local
                                             : backhaul),
                                  "of its link");
            for (uint32_t c = 0; c < m_nCells; ++c)
            {
                // the definition, once more by hand
                const Time toHub = m_nCells == 1 ? Time() : perCell ? backhaul : local;
                const Time expected = isCloud          ? toHub + cloud
                                      : !perCell       ? toHub + backhaul
                                      : c == site.cell ? local
                                                       : toHub + toHub + local;
                NS_TEST_EXPECT_MSG_EQ(net.paths[c][s].delay, expected, "cell " << c << " to " << s);
                const uint64_t rate = net.paths[c][s].rate.GetBitRate();
                NS_TEST_EXPECT_MSG_EQ(rate,
                                      (isCloud                     ? 500000000U
                                       : perCell && c == site.cell ? 8000000000U
                                                                   : 2000000000U),
                                      "slowest wire");
                // each of at most four links takes less than 3 us for the datagram, the radio 1 us
                const Time cellTime =
                    Measure(net.cells.Get(c), net.servers.Get(s), net.serverAddresses[s]);
                NS_TEST_EXPECT_MSG_EQ(
                    (cellTime >= expected && cellTime < expected + MicroSeconds(15)),
                    true,
                    "from cell " << c << " to server " << s);
                const Time up = Measure(net.ues.Get(c), net.servers.Get(s), net.serverAddresses[s]);
                NS_TEST_EXPECT_MSG_EQ((up >= expected && up < expected + MicroSeconds(15)),
                                      true,
                                      "from UE " << c << " to server " << s);
                const Time down = Measure(net.servers.Get(s), net.ues.Get(c), net.ueAddresses[c]);
                NS_TEST_EXPECT_MSG_EQ((down >= expected && down < expected + MicroSeconds(15)),
                                      true,
                                      "from server " << s << " to UE " << c);
            }
            for (uint32_t t = 0; t < net.servers.GetN(); ++t)
            {
                if (t != s)
                {
                    NS_TEST_EXPECT_MSG_NE(
                        Measure(net.servers.Get(s), net.servers.Get(t), net.serverAddresses[t]),
                        Time::Max(),
                        "from server " << s << " to server " << t);
                }
            }
        }
        Simulator::Destroy();
    }

    uint32_t m_nCells;                               //!< number of cells
    EdgeTopologyHelper::ServerPlacement m_placement; //!< of the edge servers
};

/**
 * @ingroup edge-inference-tests
 * @brief Movement by an ns-2 file, by waypoints and at a constant velocity.
 */
class TopologyMobilityTestCase : public TestCase
{
  public:
    TopologyMobilityTestCase()
        : TestCase("UEs move by ns-2 file, waypoints, constant velocity")
    {
    }

  private:
    void DoRun() override
    {
        const std::string file = CreateTempDirFilename("movement.ns2");
        std::ofstream(file) << "# two nodes\n"
                               "$node_(0) set X_ 10\n$node_(0) set Y_ -5.5\n"
                               "$god_ set-dist 0 1 1\n\n"
                               "$node_(1) set X_ 0.0\n$node_(1) set Y_ 0\n$node_(1) set Z_ 7\n"
                               "$ns_ at 1.0 \"$node_(0) setdest 30 -5.5 4\"\n"
                               "$ns_ at 2 \"$node_(1) setdest 0 9 3\"\r\n"
                               "$node_(2) set X_ 1\n$node_(2) set Y_ 1\n";
        LinkEdgeTopologyHelper topology;
        topology.SetUes(2);
        topology.SetAttribute("UeHeight", DoubleValue(1.5));
        topology.SetMobilityTrace(file);
        EdgeTopology net = topology.Build();
        const auto at = [&net](uint32_t ue) {
            return net.ues.Get(ue)->GetObject<MobilityModel>()->GetPosition();
        };
        const auto expect = [&](double time, const Vector& a, const Vector& b) {
            Simulator::Stop(Seconds(time) - Simulator::Now());
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ_TOL(CalculateDistance(at(0), a), 0, 1e-6, "UE 0 at " << time);
            NS_TEST_EXPECT_MSG_EQ_TOL(CalculateDistance(at(1), b), 0, 1e-6, "UE 1 at " << time);
        };
        expect(0.5, Vector(10, -5.5, 1.5), Vector(0, 0, 7));
        expect(3, Vector(18, -5.5, 1.5), Vector(0, 3, 7));
        expect(10, Vector(30, -5.5, 1.5), Vector(0, 9, 7));
        Simulator::Destroy();

        LinkEdgeTopologyHelper waypoints;
        waypoints.SetUes(1, "ns3::WaypointMobilityModel");
        waypoints.SetUePositions({Vector(5, 5, 0)});
        net = waypoints.Build();
        auto way = net.ues.Get(0)->GetObject<WaypointMobilityModel>();
        way->AddWaypoint(Waypoint(Seconds(1), Vector(5, 5, 0)));
        way->AddWaypoint(Waypoint(Seconds(3), Vector(25, 5, 0)));
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ_TOL(CalculateDistance(at(0), Vector(15, 5, 0)), 0, 1e-6, "half way");
        ChannelState state;
        net.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_EQ_TOL(state.velocity.x, 10, 1e-6, "its speed");
        Simulator::Destroy();

        LinkEdgeTopologyHelper straight;
        straight.SetUes(1, "ns3::ConstantVelocityMobilityModel");
        net = straight.Build();
        const Vector begin = at(0);
        NS_TEST_EXPECT_MSG_LT(CalculateDistance(begin, Vector()), 40, "in the area");
        net.ues.Get(0)->GetObject<ConstantVelocityMobilityModel>()->SetVelocity(Vector(0, 3, 0));
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ_TOL(CalculateDistance(at(0), begin), 30, 1e-6, "10 s at 3 m/s");
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Unusable values are named at the door.
 */
class TopologyInputTestCase : public TestCase
{
  public:
    TopologyInputTestCase()
        : TestCase("unusable attributes and movement files throw InferenceInputError")
    {
    }

  private:
    /**
     * @param action must throw, or make Build() throw
     * @param pointer what the error must name
     */
    void ExpectError(const std::function<void(LinkEdgeTopologyHelper&)>& action,
                     const std::string& pointer)
    {
        std::string named = "no error";
        try
        {
            LinkEdgeTopologyHelper topology;
            action(topology);
            topology.Build();
        }
        catch (const InferenceInputError& error)
        {
            named = error.GetPointer();
        }
        NS_TEST_EXPECT_MSG_EQ(named, pointer, "what was wrong");
        Simulator::Destroy();
    }

    void DoRun() override
    {
        using T = LinkEdgeTopologyHelper;
        ExpectError([](T& t) { t.SetCells(0); }, "Cells");
        ExpectError([](T& t) { t.SetCells(251); }, "Cells");
        ExpectError([](T& t) { t.SetServers(251); }, "Servers");
        ExpectError([](T& t) { t.SetClouds(251); }, "Clouds");
        ExpectError([](T& t) { t.SetClouds(1, DataRate(0), Seconds(0)); }, "CloudRate");
        ExpectError([](T& t) { t.SetClouds(1, DataRate(1), Seconds(-1)); }, "CloudDelay");
        ExpectError([](T& t) { t.SetAttribute("LocalRate", DataRateValue(DataRate(0))); },
                    "LocalRate");
        ExpectError([](T& t) { t.SetBackhaul(DataRate(0), Seconds(0)); }, "BackhaulRate");
        for (const std::string text : {"1", "1,2,3,4", "a,b", "1,2;", "1,nan", "1,0x10", ",", ";"})
        {
            // a semicolon at the end ends the list
            ExpectError([&](T& t) { t.SetAttribute("CellPositions", StringValue(text)); },
                        text == "1,2;" ? "no error" : "CellPositions");
            ExpectError([&](T& t) { t.SetAttribute("UePositions", StringValue(text)); },
                        text == "1,2;" ? "no error" : "UePositions");
        }
        ExpectError(
            [](T& t) {
                t.SetUes(1);
                t.SetUePositions({Vector(), Vector()});
            },
            "UePositions");
        ExpectError([](T& t) { t.SetAttribute("NakagamiM", DoubleValue(0.3)); }, "NakagamiM");
        ExpectError([](T& t) { t.AssignStreams(-1); }, "FirstStream");
        ExpectError([](T& t) { t.SetTraces("/no/such/file", ""); }, "");

        ExpectError([](T& t) { t.SetMobilityTrace("/no/such/file"); }, "");
        ExpectError([this](T& t) { t.SetMobilityTrace(CreateTempDirFilename("")); }, "");
        const std::string place = "$node_(0) set X_ 1\n$node_(0) set Y_ 1\n";
        const std::vector<std::pair<std::string, std::string>> broken{
            {"", ""},
            {"$node_(0) set X_ 1\n", ""},
            {"$node_(0) set X_ one\n", "line 1"},
            {"$node_(0) set X_\n", "line 1"},
            {"$node_(-1) set X_ 1\n", "line 1"},
            {"$node_(0 set X_ 1\n", "line 1"},
            {"$node_(9999999) set X_ 1\n", "line 1"},
            {place + "$ns_ at 1 \"$node_(0) setdest 1 2\"\n", "line 3"},
            {place + "$ns_ at -1 \"$node_(0) setdest 1 2 3\"\n", "line 3"},
            {place + "$ns_ at 1 \"$node_(0) setdest 1 2 -3\"\n", "line 3"},
            {place + "$ns_ at 1 \"$node_(0) setdest inf 2 3\"\n", "line 3"},
            {place + "$ns_ at 1e99 \"$node_(0) setdest 1 2 3\"\n", "line 3"},
            {place + "$ns_ at 1 \"$node_(0) teleport 1 2 3\"\n", "line 3"},
            {place + "$ns_ at 9 \"$node_(0) set X_ 100\"\n", "line 3"},
            {place + "hello\n", "line 3"},
            {std::string("\0\0\n", 3), "line 1"},
        };
        for (const auto& [text, pointer] : broken)
        {
            const std::string file = CreateTempDirFilename("broken.ns2");
            std::ofstream(file, std::ios::binary) << text;
            ExpectError(
                [&file](T& t) {
                    t.SetUes(1);
                    t.SetMobilityTrace(file);
                },
                pointer);
        }
        const std::string file = CreateTempDirFilename("one.ns2");
        std::ofstream(file) << place;
        ExpectError(
            [&file](T& t) {
                t.SetUes(2);
                t.SetMobilityTrace(file);
            },
            "");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Tests of EdgeTopologyHelper, EdgeWires and Ns2MobilityTrace.
 */
class EdgeTopologyTestSuite : public TestSuite
{
  public:
    EdgeTopologyTestSuite()
        : TestSuite("edge-inference-edge-topology", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new TopologyLayoutTestCase());
        for (uint32_t nCells : {1, 3})
        {
            AddTestCase(new TopologyWiresTestCase(nCells, EdgeTopologyHelper::SHARED));
            AddTestCase(new TopologyWiresTestCase(nCells, EdgeTopologyHelper::PER_CELL));
        }
        AddTestCase(new TopologyMobilityTestCase());
        AddTestCase(new TopologyInputTestCase());
    }
};

static EdgeTopologyTestSuite g_edgeTopologyTestSuite; //!< registers the suite
