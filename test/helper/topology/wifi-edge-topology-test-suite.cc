// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/radio/wifi/wifi-api.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inference-input-error.h"
#include "ns3/mobility-model.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-edge-topology-helper.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy.h"

#include <cstdint>
#include <functional>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;

namespace
{

constexpr uint16_t PORT = 7000; //!< of the servers of these tests

/// Everything that an access point receives, and everything that reaches the servers.
struct Trace
{
    uint64_t digest{14695981039346656037ULL}; //!< FNV-1a of instants and bytes
    uint64_t frames{0};                       //!< at the access point
    std::vector<int64_t> arrivals;            //!< time steps, at the servers

    /**
     * @param data bytes to digest
     * @param size how many
     */
    void Digest(const uint8_t* data, std::size_t size)
    {
        for (std::size_t i = 0; i < size; ++i)
        {
            digest = (digest ^ data[i]) * 1099511628211ULL;
        }
    }

    /**
     * @param packet frame
     * @param frequency MHz
     * @param txVector how it was sent
     * @param mpdu its place in an A-MPDU
     * @param signal signal and noise
     * @param staId in a multi-user PPDU
     */
    void OnFrame(Ptr<const Packet> packet,
                 [[maybe_unused]] uint16_t frequency,
                 [[maybe_unused]] WifiTxVector txVector,
                 [[maybe_unused]] MpduInfo mpdu,
                 [[maybe_unused]] SignalNoiseDbm signal,
                 [[maybe_unused]] uint16_t staId)
    {
        ++frames;
        const int64_t now = Simulator::Now().GetTimeStep();
        Digest(reinterpret_cast<const uint8_t*>(&now), sizeof(now));
        std::vector<uint8_t> bytes(packet->GetSize());
        packet->CopyData(bytes.data(), bytes.size());
        Digest(bytes.data(), bytes.size());
        const double power = signal.signal;
        Digest(reinterpret_cast<const uint8_t*>(&power), sizeof(power));
    }

    /// @param socket has bytes
    void OnReceive(Ptr<Socket> socket)
    {
        while (auto packet = socket->Recv())
        {
            arrivals.push_back(Simulator::Now().GetTimeStep());
            arrivals.push_back(packet->GetSize());
        }
    }

    /**
     * @param socket accepted connection
     */
    void OnAccept(Ptr<Socket> socket, [[maybe_unused]] const Address& from)
    {
        socket->SetRecvCallback(MakeCallback(&Trace::OnReceive, this));
    }
};

/**
 * @param topology what to build
 * @param run RngRun
 * @param length simulated time
 * @return what happened
 */
Trace
RunEpisode(WifiEdgeTopologyHelper& topology, uint64_t run, Time length)
{
    RngSeedManager::SetRun(run);
    Trace trace;
    EdgeTopology net = topology.Build();
    DynamicCast<WifiNetDevice>(net.cellDevices.Get(0))
        ->GetPhy()
        ->TraceConnectWithoutContext("MonitorSnifferRx", MakeCallback(&Trace::OnFrame, &trace));
    auto server = Socket::CreateSocket(net.servers.Get(0), TcpSocketFactory::GetTypeId());
    server->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
    server->Listen();
    server->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                              MakeCallback(&Trace::OnAccept, &trace));
    std::vector<Ptr<Socket>> sockets;
    for (uint32_t i = 0; i < net.ues.GetN(); ++i)
    {
        auto socket = Socket::CreateSocket(net.ues.Get(i), TcpSocketFactory::GetTypeId());
        socket->Bind();
        sockets.push_back(socket);
        Simulator::ScheduleWithContext(net.ues.Get(i)->GetId(),
                                       MilliSeconds(200 + i),
                                       [socket, address = net.serverAddresses[0]]() {
                                           socket->Connect(InetSocketAddress(address, PORT));
                                       });
        for (Time t = MilliSeconds(300); t < length; t += MilliSeconds(50))
        {
            Simulator::ScheduleWithContext(net.ues.Get(i)->GetId(), t, [socket]() {
                socket->Send(Create<Packet>(4096));
            });
        }
    }
    Simulator::Stop(length);
    Simulator::Run();
    Simulator::Destroy();
    return trace;
}

/**
 * @param topology gets moving UEs, fading and background traffic
 */
void
ChooseRandomCell(WifiEdgeTopologyHelper& topology)
{
    topology.SetUes(4,
                    "ns3::RandomWaypointMobilityModel",
                    "Speed",
                    StringValue("ns3::UniformRandomVariable[Min=1|Max=10]"),
                    "Pause",
                    StringValue("ns3::ExponentialRandomVariable[Mean=0.2]"));
    topology.SetAttribute("NakagamiM", DoubleValue(2));
    topology.SetBackgroundTraffic(2, DataRate("6Mbps"), Seconds(0.2), Seconds(0.2));
}

} // namespace

/**
 * @ingroup edge-inference-tests
 * @brief Nodes, addresses, routes and start-up.
 */
class WifiTopologyStructureTestCase : public TestCase
{
  public:
    WifiTopologyStructureTestCase()
        : TestCase("nodes, addresses, association and routes of a built cell")
    {
    }

  private:
    void DoRun() override
    {
        WifiEdgeTopologyHelper topology;
        topology.SetUes(30);
        topology.SetServers(2);
        topology.SetBackhaul(DataRate("100Mbps"), MilliSeconds(3));
        EdgeTopology net = topology.Build();
        NS_TEST_EXPECT_MSG_EQ(net.ues.GetN(), 30, "UEs");
        NS_TEST_EXPECT_MSG_EQ(net.cells.GetN(), 1, "access points");
        NS_TEST_EXPECT_MSG_EQ(net.servers.GetN(), 2, "servers");
        NS_TEST_EXPECT_MSG_EQ(net.ueAddresses.size(), 30, "an address each");
        NS_TEST_EXPECT_MSG_EQ(net.serverAddresses.size(), 2, "an address each");
        NS_TEST_EXPECT_MSG_EQ(net.radio->GetNUes(), 30, "all observed");
        for (uint32_t i = 0; i < 30; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(net.ueDevices.Get(i)->GetNode(), net.ues.Get(i), "order");
        }
        // start-up: everybody is associated within 10 ms and 1 ms a station, and the handshake
        Simulator::Stop(MilliSeconds(60));
        Simulator::Run();
        ChannelState state;
        for (uint32_t i = 0; i < 30; ++i)
        {
            net.radio->Observe(i, state);
            NS_TEST_EXPECT_MSG_EQ(state.connected, true, "associated: UE " << i);
        }
        // each server reaches a UE and is reached, over the backhaul's two delays
        for (uint32_t s = 0; s < 2; ++s)
        {
            auto server = Socket::CreateSocket(net.servers.Get(s), TcpSocketFactory::GetTypeId());
            server->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
            server->Listen();
            auto client = Socket::CreateSocket(net.ues.Get(7), TcpSocketFactory::GetTypeId());
            const Time begin = Simulator::Now();
            Time connected;
            client->SetConnectCallback(
                MakeLambdaCallback([&connected](Ptr<Socket>) { connected = Simulator::Now(); }),
                MakeNullCallback<void, Ptr<Socket>>());
            client->Connect(InetSocketAddress(net.serverAddresses[s], PORT));
            Simulator::Stop(MilliSeconds(200));
            Simulator::Run();
            NS_TEST_EXPECT_MSG_GT(connected - begin, MilliSeconds(6), "two delays of 3 ms");
            NS_TEST_EXPECT_MSG_LT(connected - begin, MilliSeconds(20), "and little more");
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief UEs stay in the area, whatever model moves them.
 */
class WifiTopologyMobilityTestCase : public TestCase
{
  public:
    /// @param model TypeId name of a mobility model
    explicit WifiTopologyMobilityTestCase(const std::string& model)
        : TestCase("UEs move within the area: " + model),
          m_model(model)
    {
    }

  private:
    void DoRun() override
    {
        WifiEdgeTopologyHelper topology;
        topology.SetArea(15);
        topology.SetUes(6, m_model);
        EdgeTopology net = topology.Build();
        std::vector<double> moved(6, 0);
        std::vector<Vector> last(6);
        for (int t = 0; t < 50; ++t)
        {
            for (uint32_t i = 0; i < 6; ++i)
            {
                const Vector at = net.ues.Get(i)->GetObject<MobilityModel>()->GetPosition();
                NS_TEST_EXPECT_MSG_LT(CalculateDistance(at, Vector()), 15 * 1.4143, "in the area");
                moved[i] += t > 0 ? CalculateDistance(at, last[i]) : 0;
                last[i] = at;
            }
            Simulator::Stop(Seconds(1));
            Simulator::Run();
        }
        for (double length : moved)
        {
            NS_TEST_EXPECT_MSG_GT(length, 0.5, "it moves");
        }
        Simulator::Destroy();
    }

    std::string m_model; //!< TypeId name
};

/**
 * @ingroup edge-inference-tests
 * @brief Episodes of one process: the run number decides every frame.
 */
class WifiTopologyEpisodesTestCase : public TestCase
{
  public:
    WifiTopologyEpisodesTestCase()
        : TestCase("same run number, same frames, however often it was built before")
    {
    }

  private:
    void DoRun() override
    {
        const uint64_t run = RngSeedManager::GetRun();
        WifiEdgeTopologyHelper topology;
        ChooseRandomCell(topology);
        const Trace first = RunEpisode(topology, 1, Seconds(2));
        const Trace second = RunEpisode(topology, 2, Seconds(2));
        for (int i = 0; i < 17; ++i)
        {
            CreateObject<UniformRandomVariable>()->GetValue(); // takes automatic streams
        }
        WifiEdgeTopologyHelper another;
        ChooseRandomCell(another);
        const Trace third = RunEpisode(another, 1, Seconds(2));
        NS_TEST_EXPECT_MSG_GT(first.frames, 1000, "there was traffic");
        NS_TEST_EXPECT_MSG_GT(first.arrivals.size(), 200, "that arrived");
        NS_TEST_EXPECT_MSG_EQ(first.frames, third.frames, "same number of frames");
        if (MAC_ADDRESSES_BEGIN_ANEW)
        {
            NS_TEST_EXPECT_MSG_EQ(first.digest, third.digest, "same bytes at the same instants");
        }
        NS_TEST_EXPECT_MSG_EQ((first.arrivals == third.arrivals), true, "same arrivals");
        NS_TEST_EXPECT_MSG_NE(first.digest, second.digest, "another run is another one");

        another.AssignStreams(77);
        const Trace streams = RunEpisode(another, 1, Seconds(2));
        NS_TEST_EXPECT_MSG_NE(first.digest, streams.digest, "other streams are others");
        RngSeedManager::SetRun(run);
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief What an episode built is gone after it.
 */
class WifiTopologyReleaseTestCase : public TestCase
{
  public:
    WifiTopologyReleaseTestCase()
        : TestCase("nothing holds the objects of an episode after it")
    {
    }

  private:
    void DoRun() override
    {
        for (int episode = 0; episode < 20; ++episode)
        {
            Ptr<Node> ue;
            Ptr<Node> ap;
            Ptr<WifiPhy> phy;
            Ptr<RadioAccess> radio;
            {
                WifiEdgeTopologyHelper topology;
                ChooseRandomCell(topology);
                EdgeTopology net = topology.Build();
                ue = net.ues.Get(0);
                ap = net.cells.Get(0);
                phy = DynamicCast<WifiNetDevice>(net.ueDevices.Get(0))->GetPhy();
                radio = net.radio;
                Simulator::Stop(MilliSeconds(300));
                Simulator::Run();
                Simulator::Destroy();
            }
            NS_TEST_EXPECT_MSG_EQ(radio->GetReferenceCount(), 1, "nobody holds the radio");
            radio = nullptr;
            NS_TEST_EXPECT_MSG_EQ(ue->GetReferenceCount(), 1, "nobody holds a UE");
            NS_TEST_EXPECT_MSG_EQ(ap->GetReferenceCount(), 1, "nobody holds the access point");
            NS_TEST_EXPECT_MSG_EQ(phy->GetReferenceCount(), 1, "nobody holds a PHY");
        }
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief The background stations load the medium, as much as they are told to.
 */
class WifiTopologyBackgroundTestCase : public TestCase
{
  public:
    WifiTopologyBackgroundTestCase()
        : TestCase("background traffic loads the medium in turns")
    {
    }

  private:
    /**
     * @param n number of background stations
     * @param busy gets the busy ratio of each second
     * @return mean busy ratio
     */
    double Measure(uint32_t n, std::vector<double>& busy)
    {
        WifiEdgeTopologyHelper topology;
        topology.SetUes(1);
        topology.SetBackgroundTraffic(n, DataRate("10Mbps"), Seconds(2), Seconds(2));
        EdgeTopology net = topology.Build();
        ChannelState state;
        double sum = 0;
        for (int t = 0; t < 40; ++t)
        {
            Simulator::Stop(Seconds(1));
            Simulator::Run();
            net.radio->Observe(0, state);
            busy.push_back(state.busyRatio.value);
            sum += state.busyRatio.value;
        }
        Simulator::Destroy();
        return sum / 40;
    }

    void DoRun() override
    {
        std::vector<double> none;
        std::vector<double> one;
        NS_TEST_EXPECT_MSG_LT(Measure(0, none), 0.01, "beacons only");
        const double mean = Measure(1, one);
        // on half of the time; a frame of 1400 bytes of payload takes 0.2 to 0.6 ms with its
        // acknowledgement, and there are 893 a second
        NS_TEST_EXPECT_MSG_GT(mean, 0.03, "busier");
        NS_TEST_EXPECT_MSG_LT(mean, 0.4, "not always");
        std::size_t idle = 0;
        std::size_t loaded = 0;
        for (double ratio : one)
        {
            idle += ratio < 0.01 ? 1 : 0;
            loaded += ratio > 0.1 ? 1 : 0;
        }
        NS_TEST_EXPECT_MSG_GT(idle, 2, "there are quiet seconds");
        NS_TEST_EXPECT_MSG_GT(loaded, 2, "and loud ones");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Unusable values are named at the door.
 */
class WifiTopologyInputTestCase : public TestCase
{
  public:
    WifiTopologyInputTestCase()
        : TestCase("unusable attributes throw InferenceInputError")
    {
    }

  private:
    /**
     * @param what described
     * @param action must throw
     * @param pointer what the error must name
     */
    void ExpectError(const std::string& what,
                     const std::function<void(WifiEdgeTopologyHelper&)>& action,
                     const std::string& pointer)
    {
        std::string named = "no error";
        try
        {
            WifiEdgeTopologyHelper topology;
            action(topology);
            topology.Build();
        }
        catch (const InferenceInputError& error)
        {
            named = error.GetPointer();
        }
        NS_TEST_EXPECT_MSG_EQ(named, pointer, what);
        Simulator::Destroy();
    }

    void DoRun() override
    {
        using T = WifiEdgeTopologyHelper;
        ExpectError(
            "standard",
            [](T& t) { t.SetStandard("802.11zz"); },
            "Standard");
        ExpectError(
            "standard by attribute",
            [](T& t) { t.SetAttribute("Standard", StringValue("wifi6")); },
            "Standard");
        ExpectError(
            "no UEs",
            [](T& t) { t.SetUes(0); },
            "Ues");
        ExpectError(
            "no servers",
            [](T& t) { t.SetServers(0); },
            "Servers");
        ExpectError(
            "radius",
            [](T& t) { t.SetArea(-1); },
            "Radius");
        ExpectError(
            "width",
            [](T& t) { t.SetChannelWidth(30); },
            "ChannelWidth");
        ExpectError(
            "width beyond the standard",
            [](T& t) {
                t.SetStandard("802.11n");
                t.SetChannelWidth(80);
            },
            "ChannelWidth");
        ExpectError(
            "model",
            [](T& t) { t.SetUes(1, "ns3::NoSuchModel"); },
            "mobility model");
        ExpectError(
            "not a mobility model",
            [](T& t) { t.SetUes(1, "ns3::Node"); },
            "mobility model");
        ExpectError(
            "attribute of the model",
            [](T& t) { t.SetUes(1, "ns3::RandomWaypointMobilityModel", "Sped", DoubleValue(1)); },
            "ns3::RandomWaypointMobilityModel");
        ExpectError(
            "value of the attribute",
            [](T& t) {
                t.SetUes(1, "ns3::RandomWaypointMobilityModel", "Speed", UintegerValue(1));
            },
            "ns3::RandomWaypointMobilityModel::Speed");
        ExpectError(
            "beacons",
            [](T& t) { t.SetAttribute("BeaconInterval", TimeValue(MilliSeconds(100))); },
            "BeaconInterval");
        ExpectError(
            "fading",
            [](T& t) { t.SetAttribute("NakagamiM", DoubleValue(0.2)); },
            "NakagamiM");
        ExpectError(
            "rate control",
            [](T& t) { t.SetAttribute("RateManager", StringValue("ns3::Node")); },
            "RateManager");
        ExpectError(
            "background",
            [](T& t) { t.SetBackgroundTraffic(1, DataRate("1Mbps"), Seconds(0), Seconds(1)); },
            "background traffic");
        ExpectError(
            "streams",
            [](T& t) { t.AssignStreams(-5); },
            "FirstStream");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Tests of WifiEdgeTopologyHelper.
 */
class WifiEdgeTopologyTestSuite : public TestSuite
{
  public:
    WifiEdgeTopologyTestSuite()
        : TestSuite("edge-inference-wifi-edge-topology", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new WifiTopologyStructureTestCase());
        AddTestCase(new WifiTopologyMobilityTestCase("ns3::RandomWaypointMobilityModel"));
        AddTestCase(new WifiTopologyMobilityTestCase("ns3::RandomWalk2dMobilityModel"));
        AddTestCase(new WifiTopologyMobilityTestCase("ns3::RandomDirection2dMobilityModel"));
        AddTestCase(new WifiTopologyMobilityTestCase("ns3::GaussMarkovMobilityModel"));
        AddTestCase(new WifiTopologyEpisodesTestCase());
        AddTestCase(new WifiTopologyReleaseTestCase());
        AddTestCase(new WifiTopologyBackgroundTestCase());
        AddTestCase(new WifiTopologyInputTestCase());
    }
};

static WifiEdgeTopologyTestSuite g_wifiEdgeTopologyTestSuite; //!< registers the suite
