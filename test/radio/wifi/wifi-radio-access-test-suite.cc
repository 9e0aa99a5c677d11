// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/radio/radio-trace-connections.h"
#include "../../../model/radio/radio-windowed-sum.h"
#include "../../../model/radio/wifi/wifi-api.h"
#include "../../../model/radio/wifi/wifi-radio-access.h"

#include "ns3/boolean.h"
#include "ns3/constant-position-mobility-model.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/inet-socket-address.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/wifi-edge-topology-helper.h"
#include "ns3/wifi-mac-header.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy.h"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <functional>
#include <utility>
#include <vector>

#if defined(__unix__) || defined(__APPLE__)
#include <sys/wait.h>
#include <unistd.h>
#endif

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;

namespace
{

constexpr uint16_t PORT = 7000;             //!< of the servers of these tests
constexpr uint32_t IP_UDP_HEADERS = 28;     //!< bytes, RFC 791 and 768
constexpr uint32_t LLC_HEADER = 8;          //!< bytes, IEEE 802.2 with SNAP
constexpr uint32_t QOS_HEADER_FCS = 26 + 4; //!< bytes, IEEE 802.11-2020, 9.2.3

/// One packet that a test saw arrive.
struct Arrival
{
    Time at;       //!< when
    uint32_t size; //!< bytes of payload
};

/// UDP between UEs and the first server of a topology.
class UdpTraffic
{
  public:
    /**
     * @param net topology with a server
     * @param reply bytes of the answer to each packet, 0 for none
     */
    explicit UdpTraffic(const EdgeTopology& net, uint32_t reply = 0)
        : m_net(net),
          m_reply(reply),
          m_server(Socket::CreateSocket(net.servers.Get(0), UdpSocketFactory::GetTypeId()))
    {
        m_server->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
        m_server->SetRecvCallback(MakeCallback(&UdpTraffic::OnServer, this));
        for (uint32_t i = 0; i < net.ues.GetN(); ++i)
        {
            m_sockets.push_back(
                Socket::CreateSocket(net.ues.Get(i), UdpSocketFactory::GetTypeId()));
            m_sockets.back()->Bind();
            m_sockets.back()->Connect(InetSocketAddress(net.serverAddresses[0], PORT));
            m_sockets.back()->SetRecvCallback(MakeCallback(&UdpTraffic::OnUe, this));
        }
    }

    /// Sockets hold callbacks of this object.
    ~UdpTraffic()
    {
        m_server->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        for (auto& socket : m_sockets)
        {
            socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        }
    }

    UdpTraffic(const UdpTraffic&) = delete;
    UdpTraffic& operator=(const UdpTraffic&) = delete;

    /**
     * @param ue who sends
     * @param size bytes of payload
     */
    void Send(uint32_t ue, uint32_t size)
    {
        m_sockets[ue]->Send(Create<Packet>(size));
    }

    /**
     * @param ue who sends
     * @param size bytes of payload
     * @param period time between packets
     * @param begin first packet
     * @param end no packet from then on
     */
    void SendPeriodically(uint32_t ue, uint32_t size, Time period, Time begin, Time end)
    {
        for (Time t = begin; t < end; t += period)
        {
            Simulator::ScheduleWithContext(m_net.ues.Get(ue)->GetId(),
                                           t,
                                           &UdpTraffic::Send,
                                           this,
                                           ue,
                                           size);
        }
    }

    /**
     * @param arrivals received packets
     * @param from begin of a span of time
     * @param to its end
     * @return payload in it, bit/s
     */
    static double GetRate(const std::vector<Arrival>& arrivals, Time from, Time to)
    {
        double bits = 0;
        for (const auto& arrival : arrivals)
        {
            bits += arrival.at >= from && arrival.at < to ? 8.0 * arrival.size : 0;
        }
        return bits / (to - from).GetSeconds();
    }

    std::vector<Arrival> atServer; //!< packets at the server
    std::vector<Arrival> atUes;    //!< packets at all UEs

  private:
    /// @param socket has packets
    void OnServer(Ptr<Socket> socket)
    {
        Address from;
        while (auto packet = socket->RecvFrom(from))
        {
            atServer.push_back({Simulator::Now(), packet->GetSize()});
            if (m_reply > 0)
            {
                socket->SendTo(Create<Packet>(m_reply), 0, from);
            }
        }
    }

    /// @param socket has packets
    void OnUe(Ptr<Socket> socket)
    {
        while (auto packet = socket->Recv())
        {
            atUes.push_back({Simulator::Now(), packet->GetSize()});
        }
    }

    EdgeTopology m_net;                 //!< who sends
    uint32_t m_reply;                   //!< bytes
    Ptr<Socket> m_server;               //!< of the server
    std::vector<Ptr<Socket>> m_sockets; //!< of the UEs
};

/**
 * @param net topology
 * @param ue which UE
 * @param distance where to put it, m from the access point
 */
void
MoveTo(const EdgeTopology& net, uint32_t ue, double distance)
{
    net.ues.Get(ue)->GetObject<MobilityModel>()->SetPosition(Vector(distance, 0, 0));
}

} // namespace

/**
 * @ingroup edge-inference-tests
 * @brief RadioWindowedSum against sums by hand.
 */
class RadioWindowedSumTestCase : public TestCase
{
  public:
    RadioWindowedSumTestCase()
        : TestCase("sliding window: sum, span and interval")
    {
    }

  private:
    void DoRun() override
    {
        RadioWindowedSum sum;
        sum.Start(Seconds(1), Seconds(10));
        NS_TEST_EXPECT_MSG_EQ(sum.GetSum(Seconds(10)), 0, "nothing yet");
        NS_TEST_EXPECT_MSG_EQ(sum.GetSpan(Seconds(10)), 0, "no time has passed");
        sum.Add(Seconds(10.01), 3);
        sum.Add(Seconds(10.6), 4);
        NS_TEST_EXPECT_MSG_EQ(sum.GetSum(Seconds(10.7)), 7, "both within the window");
        NS_TEST_EXPECT_MSG_EQ_TOL(sum.GetSpan(Seconds(10.7)), 0.7, 1e-9, "since the start");
        NS_TEST_EXPECT_MSG_EQ(sum.GetSum(Seconds(11.02)), 4, "the first has left");
        NS_TEST_EXPECT_MSG_EQ_TOL(sum.GetSpan(Seconds(11.02)), 0.97, 1e-9, "19 slots and 20 ms");
        NS_TEST_EXPECT_MSG_EQ(sum.GetSum(Seconds(99)), 0, "all have left");
        NS_TEST_EXPECT_MSG_EQ(sum.GetSum(Seconds(10.7)), 7, "reading changed nothing");

        sum.Start(Seconds(1), Seconds(0));
        sum.AddInterval(Seconds(0.2), Seconds(0.5));
        NS_TEST_EXPECT_MSG_EQ_TOL(sum.GetSum(Seconds(0.5)), 0.3, 1e-9, "an interval in the window");
        NS_TEST_EXPECT_MSG_EQ_TOL(sum.GetSum(Seconds(1.3)), 0.15, 1e-9, "half of it has left");
        sum.AddInterval(Seconds(0), Seconds(5));
        NS_TEST_EXPECT_MSG_EQ_TOL(sum.GetSum(Seconds(5)), 0.95, 1e-9, "cut at the window");

        // Short intervals one after the other, as a PHY's states: most lie within one slot.
        sum.Start(MilliSeconds(20), Seconds(0));
        std::vector<std::pair<int64_t, int64_t>> intervals;
        for (int64_t begin = 0, i = 0; begin < 100000000; ++i)
        {
            const int64_t end = begin + 1000 * (1 + i * 7919 % 613); // at most 0.6 of a slot
            intervals.emplace_back(begin, end);
            sum.AddInterval(NanoSeconds(begin), NanoSeconds(end));
            begin = end + (i % 3 == 0 ? 0 : 250000);
        }
        const int64_t last = intervals.back().second;
        const int64_t oldest = last / 1000000 * 1000000 - 19000000; // slots of 1 ms
        double expected = 0;
        for (const auto& [begin, end] : intervals)
        {
            expected += 1e-9 * std::max<int64_t>(0, end - std::max(begin, oldest));
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(sum.GetSum(NanoSeconds(last)), expected, 1e-12, "one by one");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Power and SINR against the log-distance path loss and thermal noise.
 */
class WifiRadioPathLossTestCase : public TestCase
{
  public:
    WifiRadioPathLossTestCase()
        : TestCase("power and SINR against path loss at several distances")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<double> distances{1, 3, 10, 20, 40, 60};
        WifiEdgeTopologyHelper topology;
        topology.SetUes(distances.size(), "ns3::ConstantPositionMobilityModel");
        EdgeTopology net = topology.Build();
        UdpTraffic traffic(net, 100);
        for (uint32_t i = 0; i < distances.size(); ++i)
        {
            MoveTo(net, i, distances[i]);
            traffic.SendPeriodically(i,
                                     200,
                                     MilliSeconds(100),
                                     MilliSeconds(300 + 10 * i),
                                     Seconds(1));
        }
        Simulator::Stop(Seconds(1.2));
        Simulator::Run();
        // thermal noise kTB at 290 K over 20 MHz and the noise figure of 7 dB
        const double noise = 10 * std::log10(1.380649e-23 * 290 * 20e6 * 1000) + 7;
        for (uint32_t i = 0; i < distances.size(); ++i)
        {
            const double loss = 46.6777 + 30 * std::log10(distances[i]);
            ChannelState state;
            net.radio->Observe(i, state);
            NS_TEST_EXPECT_MSG_EQ(state.connected, true, "associated at " << distances[i] << " m");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.powerDbm.GetOr(-1e9), 20 - loss, 0.1, "power");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.downlinkSinrDb.GetOr(-1e9),
                                      20 - loss - noise,
                                      0.5,
                                      "downlink SINR at " << distances[i] << " m");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.uplinkSinrDb.GetOr(-1e9),
                                      15 - loss - noise,
                                      0.5,
                                      "uplink SINR at " << distances[i] << " m");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.distance.GetOr(-1e9), distances[i], 1e-9, "distance");
            NS_TEST_EXPECT_MSG_EQ(state.uplinkMcs.IsKnown(), true, "sent data");
            NS_TEST_EXPECT_MSG_EQ(state.downlinkMcs.IsKnown(), true, "received data");
            NS_TEST_EXPECT_MSG_EQ(state.cqi.IsKnown(), false, "no CQI on Wi-Fi");
            NS_TEST_EXPECT_MSG_GT(state.powerDbm.at, Seconds(1), "beacons are fresh");
            NS_TEST_EXPECT_MSG_LT(state.uplinkSinrDb.at, Seconds(1.1), "last frame before");
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief What a UE measures against ns-3's own sniffer, for two observers of the same devices.
 */
class WifiRadioSnifferTestCase : public TestCase
{
  public:
    WifiRadioSnifferTestCase()
        : TestCase("every frame of the access point, as the sniffer has it")
    {
    }

  private:
    /// Power (dBm) and SINR (dB) of a frame.
    using Measurement = std::pair<double, double>;

    void DoRun() override
    {
        WifiEdgeTopologyHelper topology;
        topology.SetUes(3);
        topology.SetAttribute("NakagamiM", DoubleValue(2));
        topology.SetBackgroundTraffic(1, DataRate("4Mbps"), Seconds(0.3), Seconds(0.3));
        EdgeTopology net = topology.Build();
        auto second = CreateObject<WifiRadioAccess>();
        second->AddCell(net.cellDevices.Get(0));
        second->AddUe(net.ueDevices.Get(0));
        std::vector<Measurement> seen;
        std::vector<Measurement> seenAgain;
        std::vector<Measurement> sniffed;
        const auto collect = [](std::vector<Measurement>& all) {
            return MakeLambdaCallback([&all](uint32_t ue, uint32_t, double power, double sinr) {
                if (ue == 0)
                {
                    all.emplace_back(power, sinr);
                }
            });
        };
        net.radio->TraceConnectWithoutContext("DownlinkFrame", collect(seen));
        second->TraceConnectWithoutContext("DownlinkFrame", collect(seenAgain));
        const auto device = DynamicCast<WifiNetDevice>(net.ueDevices.Get(0));
        const auto cell = DynamicCast<WifiNetDevice>(net.cellDevices.Get(0));
        uint32_t lastAmpdu = 0;
        device->GetPhy()->TraceConnectWithoutContext(
            "MonitorSnifferRx",
            MakeLambdaCallback([&](Ptr<const Packet> packet,
                                   uint16_t,
                                   WifiTxVector,
                                   MpduInfo mpdu,
                                   SignalNoiseDbm signal,
                                   uint16_t) {
                const bool isSubframe = mpdu.type != NORMAL_MPDU;
                if (isSubframe && mpdu.mpduRefNumber == lastAmpdu)
                {
                    return; // one measurement a PSDU
                }
                lastAmpdu = isSubframe ? mpdu.mpduRefNumber : lastAmpdu;
                const Ptr<Packet> frame = packet->Copy();
                if (isSubframe)
                {
                    frame->RemoveAtStart(4); // the delimiter
                }
                WifiMacHeader header;
                frame->PeekHeader(header);
                if (!header.IsAck() && !header.IsCts() &&
                    header.GetAddr2() == cell->GetMac()->GetAddress())
                {
                    sniffed.emplace_back(signal.signal, signal.signal - signal.noise);
                }
            }));
        UdpTraffic traffic(net, 100);
        for (uint32_t i = 0; i < net.ues.GetN(); ++i)
        {
            traffic.SendPeriodically(i, 1200, MilliSeconds(4), Seconds(0.2), Seconds(1));
        }
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_GT(sniffed.size(), 300, "there was traffic");
        NS_TEST_EXPECT_MSG_EQ(seen.size(), sniffed.size(), "every frame, once");
        NS_TEST_EXPECT_MSG_EQ((seen == seenAgain), true, "two observers see the same");
        double difference = 0;
        for (std::size_t i = 0; i < std::min(seen.size(), sniffed.size()); ++i)
        {
            difference = std::max({difference,
                                   std::abs(seen[i].first - sniffed[i].first),
                                   std::abs(seen[i].second - sniffed[i].second)});
        }
        NS_TEST_EXPECT_MSG_LT(difference, 1e-9, "power and SINR of every frame, dB");
        Simulator::Destroy();
        second->Dispose();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief PHY rate and MCS against the rate tables of IEEE 802.11.
 */
class WifiRadioRateTableTestCase : public TestCase
{
  public:
    /**
     * @param standard IEEE name
     * @param mcs expected MCS, -1 for unknown
     * @param rate expected rate, bit/s
     */
    WifiRadioRateTableTestCase(const std::string& standard, int mcs, double rate)
        : TestCase("MCS and PHY rate beside the access point, " + standard),
          m_standard(standard),
          m_mcs(mcs),
          m_rate(rate)
    {
    }

  private:
    void DoRun() override
    {
        WifiEdgeTopologyHelper topology;
        topology.SetStandard(m_standard);
        topology.SetUes(1, "ns3::ConstantPositionMobilityModel");
        EdgeTopology net = topology.Build();
        MoveTo(net, 0, 1);
        UdpTraffic traffic(net);
        traffic.SendPeriodically(0, 1000, MilliSeconds(10), Seconds(0.3), Seconds(1));
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        ChannelState state;
        net.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_EQ_TOL(state.uplinkPhyRate.GetOr(-1e9),
                                  m_rate,
                                  1e5,
                                  "rate of the table");
        NS_TEST_EXPECT_MSG_EQ(state.uplinkMcs.GetOr(-1), m_mcs, "MCS of the table");
        Simulator::Destroy();
    }

    std::string m_standard; //!< IEEE name
    int m_mcs;              //!< expected
    double m_rate;          //!< expected, bit/s
};

/**
 * @ingroup edge-inference-tests
 * @brief Delivered rates against the counts of the sinks.
 */
class WifiRadioDeliveredRateTestCase : public TestCase
{
  public:
    WifiRadioDeliveredRateTestCase()
        : TestCase("delivered rates against the sinks' counts")
    {
    }

  private:
    void DoRun() override
    {
        constexpr uint32_t SIZE = 1000;
        constexpr uint32_t REPLY = 300;
        WifiEdgeTopologyHelper topology;
        topology.SetUes(1, "ns3::ConstantPositionMobilityModel");
        topology.SetAttribute("NakagamiM", DoubleValue(3));
        EdgeTopology net = topology.Build();
        MoveTo(net, 0, 20);
        UdpTraffic traffic(net, REPLY);
        traffic.SendPeriodically(0, SIZE, MicroSeconds(1700), Seconds(0.5), Seconds(3));
        traffic.SendPeriodically(0, SIZE, MicroSeconds(2900), Seconds(3), Seconds(6));
        // at a slot's border the window is exactly the last 0.95 s
        for (const Time& at : {Seconds(2), Seconds(2.5), Seconds(4.2), Seconds(5.5)})
        {
            Simulator::Stop(at - Simulator::Now());
            Simulator::Run();
            ChannelState state;
            net.radio->Observe(0, state);
            const double up = UdpTraffic::GetRate(traffic.atServer, at - Seconds(0.95), at) *
                              (SIZE + IP_UDP_HEADERS) / SIZE;
            const double down = UdpTraffic::GetRate(traffic.atUes, at - Seconds(0.95), at) *
                                (REPLY + IP_UDP_HEADERS) / REPLY;
            NS_TEST_EXPECT_MSG_GT(up, 2e6, "the sink receives");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.uplinkRate.GetOr(-1e9), up, 0.02 * up, "uplink");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.downlinkRate.GetOr(-1e9),
                                      down,
                                      0.02 * down,
                                      "downlink");
            NS_TEST_EXPECT_MSG_EQ(state.uplinkRate.at, at, "measured now");
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Backlog and head-of-line delay of a station that cannot send.
 */
class WifiRadioBacklogTestCase : public TestCase
{
  public:
    WifiRadioBacklogTestCase()
        : TestCase("backlog against injected bytes, head-of-line delay")
    {
    }

  private:
    void DoRun() override
    {
        WifiEdgeTopologyHelper topology;
        topology.SetUes(2, "ns3::ConstantPositionMobilityModel");
        EdgeTopology net = topology.Build();
        MoveTo(net, 0, 10);
        MoveTo(net, 1, 12);
        UdpTraffic traffic(net);
        // a first packet sets up what the MAC needs
        traffic.SendPeriodically(0, 100, Seconds(1), Seconds(0.5), Seconds(0.6));
        RunUntil(Seconds(1));
        auto phy = DynamicCast<WifiNetDevice>(net.ueDevices.Get(0))->GetPhy();
        phy->SetSleepMode();
        RunUntil(Seconds(1.01));
        uint32_t injected = 0;
        for (uint32_t i = 0; i < 30; ++i)
        {
            const uint32_t size = 300 + 20 * i;
            traffic.Send(0, size);
            injected += size + IP_UDP_HEADERS + LLC_HEADER + QOS_HEADER_FCS;
        }
        RunUntil(Seconds(1.05));
        ChannelState state;
        net.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_EQ(state.backlog.value, injected, "all bytes wait");
        NS_TEST_EXPECT_MSG_EQ_TOL(state.headOfLineDelay.GetOr(-1e9), 0.04, 1e-9, "since injection");
        net.radio->Observe(1, state);
        NS_TEST_EXPECT_MSG_EQ(state.backlog.value, 0, "another UE's queue is its own");
        traffic.Send(0, 1000);
        injected += 1000 + IP_UDP_HEADERS + LLC_HEADER + QOS_HEADER_FCS;
        RunUntil(Seconds(1.1));
        net.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_EQ(state.backlog.value, injected, "one more");
        NS_TEST_EXPECT_MSG_EQ_TOL(state.headOfLineDelay.GetOr(-1e9),
                                  0.09,
                                  1e-9,
                                  "the oldest counts");
        phy->ResumeFromSleep();
        RunUntil(Seconds(2));
        net.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_EQ(state.backlog.value, 0, "all was sent");
        NS_TEST_EXPECT_MSG_EQ(state.headOfLineDelay.value, 0, "nothing waits");
        NS_TEST_EXPECT_MSG_EQ(traffic.atServer.size(), 32, "and arrived");
        Simulator::Destroy();
    }

    /// @param at when to stop
    void RunUntil(Time at)
    {
        Simulator::Stop(at - Simulator::Now());
        Simulator::Run();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Retry and loss ratio near the access point, under fading at the edge, and out of coverage.
 */
class WifiRadioRetryTestCase : public TestCase
{
  public:
    WifiRadioRetryTestCase()
        : TestCase("retry and loss ratio, near and at the edge")
    {
    }

  private:
    /**
     * @param distance m
     * @param nakagami shape, 0 for no fading
     * @return the state after traffic
     */
    ChannelState Measure(double distance, double nakagami)
    {
        WifiEdgeTopologyHelper topology;
        topology.SetUes(1, "ns3::ConstantPositionMobilityModel");
        topology.SetAttribute("NakagamiM", DoubleValue(nakagami));
        EdgeTopology net = topology.Build();
        MoveTo(net, 0, 5);
        UdpTraffic traffic(net);
        traffic.SendPeriodically(0, 1000, MilliSeconds(5), Seconds(0.5), Seconds(3));
        Simulator::Schedule(Seconds(1), &MoveTo, net, 0, distance);
        Simulator::Stop(Seconds(3));
        Simulator::Run();
        ChannelState state;
        net.radio->Observe(0, state);
        Simulator::Destroy();
        return state;
    }

    void DoRun() override
    {
        const ChannelState near = Measure(5, 0);
        NS_TEST_EXPECT_MSG_LT(near.retryRatio.value, 0.02, "near, no fading");
        NS_TEST_EXPECT_MSG_EQ(near.lossRatio.value, 0, "near, no fading");
        const ChannelState edge = Measure(45, 1);
        NS_TEST_EXPECT_MSG_GT(edge.retryRatio.value, 0.1, "edge, Rayleigh fading");
        NS_TEST_EXPECT_MSG_LT(edge.retryRatio.value, 1, "edge, Rayleigh fading");
        const ChannelState away = Measure(5000, 0);
        NS_TEST_EXPECT_MSG_GT(away.retryRatio.value, 0.95, "nothing is acknowledged");
        NS_TEST_EXPECT_MSG_EQ(away.lossRatio.value, 1, "all is given up");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief The medium that others keep busy.
 */
class WifiRadioBusyTestCase : public TestCase
{
  public:
    WifiRadioBusyTestCase()
        : TestCase("busy ratio against the air time of another station")
    {
    }

  private:
    void DoRun() override
    {
        WifiEdgeTopologyHelper topology;
        topology.SetStandard("802.11a");
        topology.SetAttribute("RateManager", StringValue("ns3::ConstantRateWifiManager"));
        topology.SetUes(2, "ns3::ConstantPositionMobilityModel");
        EdgeTopology net = topology.Build();
        MoveTo(net, 0, 5);
        MoveTo(net, 1, 6);
        UdpTraffic traffic(net);
        traffic.SendPeriodically(0, 1000, MilliSeconds(5), Seconds(0.5), Seconds(3));
        Simulator::Stop(Seconds(3));
        Simulator::Run();
        ChannelState state;
        net.radio->Observe(1, state);
        // at 6 Mb/s (24 bits a symbol of 4 us, 20 us of preamble and SIGNAL, 22 bits of service and
        // tail; IEEE 802.11-2020, 17.4.3), 200 frames with their acknowledgements; beacons add 1 %
        const auto airTime = [](uint32_t bytes) {
            return 20e-6 + 4e-6 * std::ceil((22 + 8.0 * bytes) / 24);
        };
        const double frames =
            200 * (airTime(1000 + IP_UDP_HEADERS + LLC_HEADER + 24 + 4) + airTime(14));
        // the 4 us before a preamble is detected are idle time to ns-3
        NS_TEST_EXPECT_MSG_EQ_TOL(state.busyRatio.GetOr(-1),
                                  frames,
                                  0.02 * frames,
                                  "frames of the other UE");
        net.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_LT(state.busyRatio.value,
                              200 * airTime(14) + 10 * airTime(150),
                              "own frames do not count");
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief A run has the same packets whether it is observed or not.
 */
class WifiRadioNeutralTestCase : public TestCase
{
  public:
    WifiRadioNeutralTestCase()
        : TestCase("observing changes nothing")
    {
    }

  private:
    /**
     * @param observe observe often, or remove the radio
     * @return what arrived
     */
    std::vector<Arrival> RunOnce(bool observe)
    {
        WifiEdgeTopologyHelper topology;
        topology.SetUes(4);
        topology.SetAttribute("NakagamiM", DoubleValue(2));
        topology.SetBackgroundTraffic(2, DataRate("4Mbps"), Seconds(0.3), Seconds(0.3));
        EdgeTopology net = topology.Build();
        UdpTraffic traffic(net, 100);
        for (uint32_t i = 0; i < net.ues.GetN(); ++i)
        {
            traffic.SendPeriodically(i, 1200, MilliSeconds(4), Seconds(0.2), Seconds(3));
        }
        ChannelState state;
        std::function<void()> look = [&]() {
            for (uint32_t i = 0; i < net.ues.GetN(); ++i)
            {
                net.radio->Observe(i, state);
            }
            Simulator::Schedule(MilliSeconds(3), look);
        };
        if (observe)
        {
            Simulator::Schedule(MilliSeconds(1), look);
        }
        else
        {
            net.radio = nullptr;
        }
        Simulator::Stop(Seconds(3));
        Simulator::Run();
        Simulator::Destroy();
        auto all = traffic.atServer;
        all.insert(all.end(), traffic.atUes.begin(), traffic.atUes.end());
        return all;
    }

    void DoRun() override
    {
        const auto with = RunOnce(true);
        const auto without = RunOnce(false);
        NS_TEST_EXPECT_MSG_GT(with.size(), 3000, "there was traffic");
        NS_TEST_ASSERT_MSG_EQ(with.size(), without.size(), "same number of packets");
        std::size_t differing = 0;
        for (std::size_t i = 0; i < with.size(); ++i)
        {
            differing += with[i].at != without[i].at || with[i].size != without[i].size ? 1 : 0;
        }
        NS_TEST_EXPECT_MSG_EQ(differing, 0, "same packets at the same instants");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief A UE that leaves the coverage and comes back.
 */
class WifiRadioCoverageTestCase : public TestCase
{
  public:
    WifiRadioCoverageTestCase()
        : TestCase("out of coverage: not connected, measurements age; back again")
    {
    }

  private:
    void DoRun() override
    {
        WifiEdgeTopologyHelper topology;
        topology.SetUes(1, "ns3::ConstantPositionMobilityModel");
        EdgeTopology net = topology.Build();
        MoveTo(net, 0, 10);
        std::vector<bool> associations;
        net.radio->TraceConnectWithoutContext(
            "Association",
            MakeLambdaCallback([&associations](uint32_t, bool connected, uint32_t) {
                associations.push_back(connected);
            }));
        UdpTraffic traffic(net);
        traffic.SendPeriodically(0, 500, MilliSeconds(50), Seconds(0.3), Seconds(1));
        ChannelState state;
        net.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_EQ(state.connected, false, "not yet");
        NS_TEST_EXPECT_MSG_EQ(state.powerDbm.IsKnown(), false, "nothing heard yet");
        NS_TEST_EXPECT_MSG_EQ(state.retryRatio.IsKnown(), false, "nothing sent yet");
        RunUntil(Seconds(1));
        net.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_EQ(state.connected, true, "near");
        MoveTo(net, 0, 20000);
        RunUntil(Seconds(5));
        net.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_EQ(state.connected, false, "far");
        NS_TEST_EXPECT_MSG_EQ(state.powerDbm.IsKnown(), true, "the last power is remembered");
        NS_TEST_EXPECT_MSG_GT((state.time - state.powerDbm.at).GetSeconds(), 3.8, "and its age");
        NS_TEST_EXPECT_MSG_GT((state.time - state.uplinkSinrDb.at).GetSeconds(), 3.8, "uplink");
        NS_TEST_EXPECT_MSG_EQ(state.uplinkRate.value, 0, "nothing is delivered");
        MoveTo(net, 0, 10);
        RunUntil(Seconds(6));
        net.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_EQ(state.connected, true, "back");
        NS_TEST_EXPECT_MSG_LT((state.time - state.powerDbm.at).GetSeconds(), 0.2, "fresh");
        NS_TEST_EXPECT_MSG_EQ((associations == std::vector<bool>{true}),
                              true,
                              "the association outlives the outage");
        Simulator::Destroy();
    }

    /// @param at when to stop
    void RunUntil(Time at)
    {
        Simulator::Stop(at - Simulator::Now());
        Simulator::Run();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief The average of fading powers.
 */
class WifiRadioSmoothingTestCase : public TestCase
{
  public:
    WifiRadioSmoothingTestCase()
        : TestCase("smoothing narrows the spread of fading powers")
    {
    }

  private:
    /**
     * @param smoothing time constant
     * @return variance of observed powers, dB^2
     */
    double GetVariance(Time smoothing)
    {
        WifiEdgeTopologyHelper topology;
        topology.SetUes(1, "ns3::ConstantPositionMobilityModel");
        topology.SetAttribute("NakagamiM", DoubleValue(1));
        EdgeTopology net = topology.Build();
        net.radio->SetAttribute("Smoothing", TimeValue(smoothing));
        MoveTo(net, 0, 10);
        double n = 0;
        double sum = 0;
        double squares = 0;
        ChannelState state;
        for (Time at = Seconds(2); at < Seconds(40); at += MilliSeconds(100))
        {
            Simulator::Stop(at - Simulator::Now());
            Simulator::Run();
            net.radio->Observe(0, state);
            n += 1;
            sum += state.powerDbm.value;
            squares += state.powerDbm.value * state.powerDbm.value;
        }
        Simulator::Destroy();
        return squares / n - sum / n * sum / n;
    }

    void DoRun() override
    {
        const double raw = GetVariance(Seconds(0));
        // Rayleigh fading: the variance of the power in dB is (10 / ln 10)^2 pi^2 / 6 = 31 dB^2
        NS_TEST_EXPECT_MSG_EQ_TOL(raw, 31, 8, "variance of Rayleigh fading");
        NS_TEST_EXPECT_MSG_LT(GetVariance(Seconds(1)), 0.2 * raw, "beacons of one second averaged");
    }
};

#if defined(__unix__) || defined(__APPLE__)
/**
 * @ingroup edge-inference-tests
 * @brief A trace source that does not exist ends the program.
 */
class RadioTraceConnectionsTestCase : public TestCase
{
  public:
    RadioTraceConnectionsTestCase()
        : TestCase("a missing trace source is a loud error")
    {
    }

  private:
    /// Never called.
    static void OnNothing()
    {
    }

    void DoRun() override
    {
        const pid_t child = fork();
        NS_TEST_ASSERT_MSG_EQ((child >= 0), true, "fork");
        if (child == 0)
        {
            std::signal(SIGABRT, SIG_DFL);
            if (!std::freopen("/dev/null", "w", stderr))
            {
                _exit(3);
            }
            RadioTraceConnections connections;
            connections.Connect(CreateObject<ConstantPositionMobilityModel>(),
                                "NoSuchTraceSource",
                                MakeCallback(&RadioTraceConnectionsTestCase::OnNothing));
            _exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        NS_TEST_EXPECT_MSG_EQ(WIFSIGNALED(status), true, "the program ended by an abort");
    }
};
#endif

/**
 * @ingroup edge-inference-tests
 * @brief Tests of WifiRadioAccess.
 */
class WifiRadioAccessTestSuite : public TestSuite
{
  public:
    WifiRadioAccessTestSuite()
        : TestSuite("edge-inference-wifi-radio-access", TestSuite::Type::UNIT)
    {
        AddTestCase(new RadioWindowedSumTestCase());
        AddTestCase(new WifiRadioPathLossTestCase());
        AddTestCase(new WifiRadioSnifferTestCase());
        // highest MCS, one stream, 20 MHz; long guard interval in 802.11n and ac, 3.2 us in ax as
        // the ns-3 defaults are (IEEE 802.11-2020, tables 17-4, 19-27, 21-29; 802.11ax, 27-55)
        AddTestCase(new WifiRadioRateTableTestCase("802.11a", -1, 54e6));
        AddTestCase(new WifiRadioRateTableTestCase("802.11n", 7, 65e6));
        AddTestCase(new WifiRadioRateTableTestCase("802.11ac", 8, 78e6));
        AddTestCase(new WifiRadioRateTableTestCase("802.11ax", 11, 121.9e6));
        AddTestCase(new WifiRadioDeliveredRateTestCase());
        AddTestCase(new WifiRadioBacklogTestCase());
        AddTestCase(new WifiRadioRetryTestCase());
        AddTestCase(new WifiRadioBusyTestCase());
        AddTestCase(new WifiRadioNeutralTestCase());
        AddTestCase(new WifiRadioCoverageTestCase());
        AddTestCase(new WifiRadioSmoothingTestCase());
#if defined(__unix__) || defined(__APPLE__)
        AddTestCase(new RadioTraceConnectionsTestCase());
#endif
    }
};

static WifiRadioAccessTestSuite g_wifiRadioAccessTestSuite; //!< registers the suite
