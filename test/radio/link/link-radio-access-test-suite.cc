// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/radio/link/link-transmitter.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inference-input-error.h"
#include "ns3/link-edge-topology-helper.h"
#include "ns3/link-radio-access.h"
#include "ns3/mobility-model.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;

namespace
{

constexpr uint16_t PORT = 9000;      //!< of every sink
constexpr uint32_t PAYLOAD = 972;    //!< bytes of a UDP datagram
constexpr uint32_t IP_PACKET = 1000; //!< the same with UDP and IP header
constexpr auto UP = EdgeLinkDirection::UPLINK;
constexpr auto DOWN = EdgeLinkDirection::DOWNLINK;

/// UDP between UEs and servers, counted at the receivers.
class Traffic
{
  public:
    /// @param net the network
    explicit Traffic(const EdgeTopology& net)
        : m_net(net),
          received{std::vector<uint64_t>(net.ues.GetN()), std::vector<uint64_t>(net.ues.GetN())}
    {
        for (uint32_t i = 0; i < net.ues.GetN(); ++i)
        {
            m_ueSockets.push_back(Open(net.ues.Get(i)));
            m_ueSockets[i]->SetRecvCallback(MakeLambdaCallback([this, i](Ptr<Socket> s) {
                while (auto packet = s->Recv())
                {
                    received[1][i] += packet->GetSize() + IP_PACKET - PAYLOAD;
                }
            }));
        }
        for (uint32_t s = 0; s < net.servers.GetN(); ++s)
        {
            m_serverSockets.push_back(Open(net.servers.Get(s)));
            m_serverSockets[s]->SetRecvCallback(MakeLambdaCallback([this](Ptr<Socket> s) {
                Address from;
                while (auto packet = s->RecvFrom(from))
                {
                    const auto ip = InetSocketAddress::ConvertFrom(from).GetIpv4();
                    for (uint32_t i = 0; i < m_net.ues.GetN(); ++i)
                    {
                        received[0][i] += ip == m_net.ueAddresses[i]
                                              ? packet->GetSize() + IP_PACKET - PAYLOAD
                                              : 0;
                    }
                }
            }));
        }
    }

    /**
     * @brief Sends datagrams now.
     * @param direction which direction
     * @param ue which UE
     * @param n how many
     * @param server which server
     */
    void Send(EdgeLinkDirection direction, uint32_t ue, uint32_t n, uint32_t server = 0)
    {
        for (uint32_t k = 0; k < n; ++k)
        {
            if (direction == UP)
            {
                m_ueSockets[ue]->SendTo(Create<Packet>(PAYLOAD),
                                        0,
                                        InetSocketAddress(m_net.serverAddresses[server], PORT));
            }
            else
            {
                m_serverSockets[server]->SendTo(Create<Packet>(PAYLOAD),
                                                0,
                                                InetSocketAddress(m_net.ueAddresses[ue], PORT));
            }
        }
    }

    /**
     * @brief Sends again and again.
     * @param direction which direction
     * @param ue which UE
     * @param interval between datagrams
     * @param end when to stop
     */
    void Stream(EdgeLinkDirection direction, uint32_t ue, Time interval, Time end)
    {
        Send(direction, ue, 1);
        if (Simulator::Now() + interval < end)
        {
            const uint32_t node =
                direction == UP ? m_net.ues.Get(ue)->GetId() : m_net.servers.Get(0)->GetId();
            Simulator::ScheduleWithContext(node, interval, [this, direction, ue, interval, end] {
                Stream(direction, ue, interval, end);
            });
        }
    }

  private:
    /**
     * @param node a node
     * @return a bound socket
     */
    static Ptr<Socket> Open(Ptr<Node> node)
    {
        auto socket = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
        socket->SetAttribute("RcvBufSize", UintegerValue(1U << 30));
        socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
        return socket;
    }

    EdgeTopology m_net;                       //!< the network
    std::vector<Ptr<Socket>> m_ueSockets;     //!< by UE
    std::vector<Ptr<Socket>> m_serverSockets; //!< by server

  public:
    std::array<std::vector<uint64_t>, 2> received; //!< bytes of IP packets, by direction, by UE
};

/// Bytes that links sent completely, by direction and UE.
struct SentBytes
{
    std::array<std::vector<uint64_t>, 2> bytes; //!< by direction, by UE
    uint64_t dropped{0};                        //!< packets

    /// @param radio of the network
    explicit SentBytes(Ptr<RadioAccess> radio)
        : bytes{std::vector<uint64_t>(radio->GetNUes()), std::vector<uint64_t>(radio->GetNUes())}
    {
        auto medium = DynamicCast<LinkRadioAccess>(radio)->GetMedium();
        medium->TraceConnectWithoutContext("PacketSent", MakeCallback(&SentBytes::OnSent, this));
        medium->TraceConnectWithoutContext("PacketDropped",
                                           MakeCallback(&SentBytes::OnDropped, this));
    }

    /**
     * @param ue which UE
     * @param direction which direction
     * @param size of the packet
     */
    void OnSent(uint32_t ue, EdgeLinkDirection direction, uint32_t size, Time)
    {
        bytes[static_cast<std::size_t>(direction)][ue] += size;
    }

    /// A packet was dropped.
    void OnDropped(uint32_t, EdgeLinkDirection, Ptr<const Packet>, LinkRadioMedium::DropReason)
    {
        ++dropped;
    }
};

/// @param topology gets links whose rate can be computed by hand: 1 MHz, nothing random
void
MakePlain(LinkEdgeTopologyHelper& topology)
{
    topology.SetAttribute("ShadowingDeviation", DoubleValue(0));
    topology.SetAttribute("NakagamiM", DoubleValue(0));
    topology.SetAttribute("UplinkBandwidth", DoubleValue(1e6));
    topology.SetAttribute("DownlinkBandwidth", DoubleValue(2e6));
    topology.SetBackhaul(DataRate("10Gbps"), MicroSeconds(10));
}

/**
 * @param direction which direction of MakePlain()'s links
 * @param distance m
 * @return SINR in dB, from the definitions: powers 23 and 30 dBm, noise figures 5 and 9 dB, 43.33
 * dB at 1 m and exponent 3
 */
double
ExpectedSinrDb(EdgeLinkDirection direction, double distance)
{
    const double loss = 43.33 + 30 * std::log10(distance);
    return direction == UP ? 23 - loss - (-174 + 60 + 5)
                           : 30 - loss - (-174 + 10 * std::log10(2e6) + 9);
}

/**
 * @param direction which direction of MakePlain()'s links
 * @param distance m
 * @return rate of the whole band, bit/s
 */
double
ExpectedRate(EdgeLinkDirection direction, double distance)
{
    return (direction == UP ? 1e6 : 2e6) *
           std::log2(1 + std::pow(10, ExpectedSinrDb(direction, distance) / 10));
}

} // namespace

/**
 * @ingroup edge-inference-tests
 * @brief SINR, power and rate of a UE that stands still, against the formulas; unknown fields.
 */
class LinkSinrTestCase : public TestCase
{
  public:
    LinkSinrTestCase()
        : TestCase("observed SINR, power and rate are those of the formulas")
    {
    }

  private:
    void DoRun() override
    {
        for (double distance : {5.0, 30.0, 100.0, 400.0})
        {
            LinkEdgeTopologyHelper topology;
            MakePlain(topology);
            topology.SetUes(1, "ns3::ConstantPositionMobilityModel");
            topology.SetUePositions({Vector(distance, 0, 0)});
            const EdgeTopology net = topology.Build();
            ChannelState state;
            net.radio->Observe(0, state);
            NS_TEST_EXPECT_MSG_EQ(state.connected, false, "not before the start");
            NS_TEST_EXPECT_MSG_EQ(state.uplinkSinrDb.IsKnown(), false, "not before the start");
            Simulator::Stop(Seconds(1));
            Simulator::Run();
            net.radio->Observe(0, state);
            NS_TEST_EXPECT_MSG_EQ(state.connected, true, "served");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.uplinkSinrDb.value,
                                      ExpectedSinrDb(UP, distance),
                                      1e-6,
                                      "uplink at " << distance);
            NS_TEST_EXPECT_MSG_EQ_TOL(state.downlinkSinrDb.value,
                                      ExpectedSinrDb(DOWN, distance),
                                      1e-6,
                                      "downlink at " << distance);
            NS_TEST_EXPECT_MSG_EQ_TOL(state.powerDbm.value,
                                      30 - 43.33 - 30 * std::log10(distance),
                                      1e-9,
                                      "power");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.uplinkPhyRate.value,
                                      ExpectedRate(UP, distance),
                                      1,
                                      "uplink rate");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.downlinkPhyRate.value,
                                      ExpectedRate(DOWN, distance),
                                      1,
                                      "downlink rate");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.distance.value, distance, 1e-9, "distance");
            NS_TEST_EXPECT_MSG_EQ(state.uplinkShare.value, 1, "alone");
            NS_TEST_EXPECT_MSG_EQ(state.cqi.IsKnown(), false, "there is none");
            NS_TEST_EXPECT_MSG_EQ(state.uplinkMcs.IsKnown(), false, "there is none");
            NS_TEST_EXPECT_MSG_EQ(state.busyRatio.IsKnown(), false, "there is none");
            Simulator::Destroy();
        }
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Shares of saturated UEs: bits sent are share * W log2(1+SINR) * time, to one packet; also
 * when they change, at once; and what observing tells.
 */
class LinkSharesTestCase : public TestCase
{
  public:
    /// @param shares of the UEs; their number is that of the UEs
    explicit LinkSharesTestCase(const std::vector<double>& shares)
        : TestCase("shares of saturated UEs are realised exactly: " +
                   std::to_string(shares.size())),
          m_shares(shares)
    {
    }

  private:
    void DoRun() override
    {
        const auto n = static_cast<uint32_t>(m_shares.size());
        LinkEdgeTopologyHelper topology;
        MakePlain(topology);
        topology.SetAttribute("MaxPackets", UintegerValue(100000));
        topology.SetUes(n, "ns3::ConstantPositionMobilityModel");
        std::vector<Vector> positions;
        std::vector<double> rates[2];
        for (uint32_t i = 0; i < n; ++i)
        {
            const double distance = 20 + 30 * i;
            positions.emplace_back(0, distance, 0);
            rates[0].push_back(ExpectedRate(UP, distance));
            rates[1].push_back(ExpectedRate(DOWN, distance));
        }
        topology.SetUePositions(positions);
        const EdgeTopology net = topology.Build();
        Traffic traffic(net);
        SentBytes sent(net.radio);
        NS_TEST_EXPECT_MSG_EQ(net.radio->CanShareSpectrum(UP), true, "it can");
        for (uint32_t i = 0; i < n; ++i)
        {
            for (auto direction : {UP, DOWN})
            {
                Simulator::ScheduleWithContext(
                    net.ues.Get(i)->GetId(),
                    MilliSeconds(1),
                    [&, i, direction] {
                        // more than can be sent; the servers' wires pass it on quickly
                        traffic.Stream(direction, i, MicroSeconds(200), Seconds(4));
                    });
            }
        }
        Simulator::Stop(MilliSeconds(100));
        Simulator::Run(); // the queues have filled

        // equal division, then the shares, then those turned round, then equal division again
        std::vector<double> turned(m_shares.rbegin(), m_shares.rend());
        const std::vector<std::vector<double>> phases{{}, m_shares, turned, {}};
        for (const auto& shares : phases)
        {
            net.radio->SetSpectrumShares(UP, shares);
            net.radio->SetSpectrumShares(DOWN, shares);
            double sum = 0;
            for (double share : shares)
            {
                sum += share;
            }
            const auto before = sent.bytes;
            Simulator::Stop(MilliSeconds(500));
            Simulator::Run();
            std::vector<double> realised[2];
            net.radio->GetRealisedShares(UP, realised[0]);
            net.radio->GetRealisedShares(DOWN, realised[1]);
            ChannelState state;
            for (uint32_t i = 0; i < n; ++i)
            {
                const double share = shares.empty() ? 1.0 / n : shares[i] / std::max(1.0, sum);
                net.radio->Observe(i, state);
                NS_TEST_EXPECT_MSG_EQ_TOL(state.uplinkShare.value, share, 1e-12, "share");
                for (int d = 0; d < 2; ++d)
                {
                    NS_TEST_EXPECT_MSG_EQ_TOL(realised[d][i], share, 1e-9, "realised");
                    const double bits = 8.0 * (sent.bytes[d][i] - before[d][i]);
                    // a packet at the begin and one at the end are there in part
                    NS_TEST_EXPECT_MSG_EQ_TOL(bits,
                                              0.5 * share * rates[d][i],
                                              8.0 * IP_PACKET,
                                              "bits of UE " << i << ", direction " << d);
                    const double observed =
                        d == 0 ? state.uplinkRate.value : state.downlinkRate.value;
                    NS_TEST_EXPECT_MSG_EQ_TOL(observed,
                                              share * rates[d][i],
                                              0.02 * share * rates[d][i] + 8.0 * IP_PACKET / 0.19,
                                              "observed rate");
                }
            }
        }
        Simulator::Destroy();
    }

    std::vector<double> m_shares; //!< of the UEs
};

/**
 * @ingroup edge-inference-tests
 * @brief A change acts within a packet: a packet of 1 s is finished at the rate of the new share.
 */
class LinkShareChangeTestCase : public TestCase
{
  public:
    LinkShareChangeTestCase()
        : TestCase("changed shares act at once, on the packet that is being sent")
    {
    }

  private:
    void DoRun() override
    {
        LinkEdgeTopologyHelper topology;
        MakePlain(topology);
        topology.SetUes(2, "ns3::ConstantPositionMobilityModel");
        topology.SetUePositions({Vector(10, 0, 0), Vector(20, 0, 0)});
        const double rate = ExpectedRate(UP, 10);
        const EdgeTopology net = topology.Build();
        Traffic traffic(net);
        Time arrival;
        auto medium = DynamicCast<LinkRadioAccess>(net.radio)->GetMedium();
        medium->TraceConnectWithoutContext(
            "PacketSent",
            MakeLambdaCallback([&arrival](uint32_t, EdgeLinkDirection, uint32_t, Time) {
                arrival = Simulator::Now();
            }));
        // 8000 bits: the first 10 ms at a thousandth of what half of them needs
        const double slow = 0.5 * 8000 / 0.010 / rate;
        net.radio->SetSpectrumShares(UP, {slow, 0.1});
        Simulator::Schedule(Seconds(1), [&] { traffic.Send(UP, 0, 1); });
        Simulator::Schedule(Seconds(1.010), [&] { net.radio->SetSpectrumShares(UP, {0.9, 0.1}); });
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ_TOL(arrival.GetSeconds(),
                                  1.010 + 4000 / (0.9 * rate),
                                  2e-9,
                                  "the other half at 0.9");
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Observed rate against a sink's count, and backlog against what was put in.
 */
class LinkRateAndBacklogTestCase : public TestCase
{
  public:
    LinkRateAndBacklogTestCase()
        : TestCase("observed rate and backlog against what was sent and received")
    {
    }

  private:
    void DoRun() override
    {
        // with fading, shadowing and movement: the rate differs all the time
        LinkEdgeTopologyHelper topology;
        topology.SetAttribute("UplinkBandwidth", DoubleValue(1e6));
        topology.SetAttribute("DownlinkBandwidth", DoubleValue(1e6));
        topology.SetBackhaul(DataRate("10Gbps"), NanoSeconds(0));
        topology.SetUes(3,
                        "ns3::RandomWaypointMobilityModel",
                        "Speed",
                        StringValue("ns3::ConstantRandomVariable[Constant=20]"));
        topology.SetArea(200);
        const EdgeTopology net = topology.Build();
        net.radio->SetAttribute("Window", TimeValue(Seconds(1)));
        Traffic traffic(net);
        for (uint32_t i = 0; i < 3; ++i)
        {
            for (auto direction : {UP, DOWN})
            {
                Simulator::ScheduleWithContext(
                    net.ues.Get(i)->GetId(),
                    MilliSeconds(10),
                    [&, i, direction] {
                        traffic.Stream(direction, i, MilliSeconds(5 + i), Seconds(9));
                    });
            }
        }
        ChannelState state;
        std::vector<uint64_t> last[2] = {{0, 0, 0}, {0, 0, 0}};
        for (int second = 1; second <= 8; ++second)
        {
            // the window covers 95 to 100 % of a second: compare where it covers all of it
            Simulator::Stop(Seconds(second) - Simulator::Now() - NanoSeconds(1));
            Simulator::Run();
            for (uint32_t i = 0; i < 3; ++i)
            {
                net.radio->Observe(i, state);
                const std::array<double, 2> rate{state.uplinkRate.value, state.downlinkRate.value};
                for (int d = 0; d < 2; ++d)
                {
                    const double counted = 8.0 * (traffic.received[d][i] - last[d][i]);
                    last[d][i] = traffic.received[d][i];
                    NS_TEST_EXPECT_MSG_EQ_TOL(rate[d],
                                              counted,
                                              0.02 * counted + 8.0 * IP_PACKET,
                                              "rate of UE " << i << " at " << second);
                }
            }
        }
        Simulator::Destroy();

        // nothing is carried: what is put in waits, to the byte and to the ns
        LinkEdgeTopologyHelper deaf;
        MakePlain(deaf);
        deaf.SetUes(2, "ns3::ConstantPositionMobilityModel");
        deaf.SetUePositions({Vector(10, 0, 0), Vector(20, 0, 0)});
        deaf.SetAttribute("MaxPackets", UintegerValue(60));
        deaf.SetBackhaul(DataRate("10Gbps"), NanoSeconds(0));
        const EdgeTopology quiet = deaf.Build();
        Traffic injected(quiet);
        SentBytes sent(quiet.radio);
        quiet.radio->SetSpectrumShares(UP, {0, 1});
        quiet.radio->SetSpectrumShares(DOWN, {0, 1});
        Simulator::Schedule(Seconds(1), [&] { injected.Send(UP, 0, 7); });
        Simulator::Schedule(Seconds(2), [&] { injected.Send(UP, 0, 50); });
        Simulator::Schedule(Seconds(2), [&] { injected.Send(DOWN, 0, 3); });
        Simulator::Schedule(Seconds(3), [&] { injected.Send(UP, 0, 10); });
        Simulator::Stop(Seconds(2.5));
        Simulator::Run();
        quiet.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_EQ(state.backlog.value, 57 * IP_PACKET, "57 packets");
        NS_TEST_EXPECT_MSG_EQ_TOL(state.headOfLineDelay.value, 1.5, 1e-12, "since 1 s");
        NS_TEST_EXPECT_MSG_EQ(state.downlinkBacklog.value, 3 * IP_PACKET, "3 packets");
        NS_TEST_EXPECT_MSG_EQ_TOL(state.downlinkHeadOfLineDelay.value, 0.5, 1e-5, "since 2 s");
        NS_TEST_EXPECT_MSG_EQ(state.lossRatio.IsKnown(), false, "none has ended");
        Simulator::Stop(Seconds(0.6));
        Simulator::Run();
        quiet.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_EQ(state.backlog.value, 60 * IP_PACKET, "full");
        NS_TEST_EXPECT_MSG_EQ(sent.dropped, 7, "and the rest dropped");
        NS_TEST_EXPECT_MSG_EQ(state.lossRatio.value, 1, "all that ended");
        quiet.radio->Observe(1, state);
        NS_TEST_EXPECT_MSG_EQ(state.backlog.value, 0, "nothing");
        NS_TEST_EXPECT_MSG_EQ(state.headOfLineDelay.value, 0, "nothing");
        quiet.radio->SetSpectrumShares(UP, {1, 1});
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(injected.received[0][0], 60 * IP_PACKET, "what waited arrives");
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief With fading the SINR is the mean one times a gain of mean 1, and the rate follows it;
 * below the minimum nothing is carried and the UE is not connected.
 */
class LinkOutageTestCase : public TestCase
{
  public:
    LinkOutageTestCase()
        : TestCase("blocks of fading, and outages")
    {
    }

  private:
    void DoRun() override
    {
        LinkEdgeTopologyHelper topology;
        MakePlain(topology);
        topology.SetAttribute("NakagamiM", DoubleValue(1));
        topology.SetAttribute("MinimumSinr", DoubleValue(ExpectedSinrDb(UP, 50) - 3));
        topology.SetAttribute("CoherenceTime", TimeValue(MilliSeconds(10)));
        topology.SetUes(1, "ns3::ConstantPositionMobilityModel");
        topology.SetUePositions({Vector(0, 0, 50)});
        const EdgeTopology net = topology.Build();
        ChannelState state;
        const double mean = std::pow(10, ExpectedSinrDb(UP, 50) / 10);
        double sum = 0;
        int outages = 0;
        double previous = -1;
        constexpr int BLOCKS = 10000;
        Simulator::Stop(MilliSeconds(5));
        Simulator::Run();
        for (int block = 0; block < BLOCKS; ++block)
        {
            net.radio->Observe(0, state);
            const double sinr = std::pow(10, state.uplinkSinrDb.value / 10);
            NS_TEST_ASSERT_MSG_NE(sinr, previous, "another block");
            previous = sinr;
            sum += sinr;
            const bool isOut = sinr < mean * std::pow(10, -0.3);
            outages += isOut ? 1 : 0;
            NS_TEST_ASSERT_MSG_EQ_TOL(state.uplinkPhyRate.value,
                                      (isOut ? 0 : 1e6 * std::log2(1 + sinr)),
                                      1e-3,
                                      "rate");
            if (isOut)
            {
                NS_TEST_ASSERT_MSG_EQ(state.connected, false, "outage");
            }
            NS_TEST_ASSERT_MSG_EQ(state.uplinkSinrDb.at, MilliSeconds(10 * block), "its begin");
            Simulator::Stop(MilliSeconds(10));
            Simulator::Run();
        }
        // standard errors: 1 % of the mean, 0.5 % of the ratio
        NS_TEST_EXPECT_MSG_EQ_TOL(sum / BLOCKS / mean, 1, 0.05, "mean gain 1");
        NS_TEST_EXPECT_MSG_EQ_TOL(outages / double(BLOCKS),
                                  1 - std::exp(-std::pow(10, -0.3)),
                                  0.025,
                                  "P(gain < 1/2)");
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Rates from files of both formats: bits sent are the integral of the file's rate.
 */
class LinkTraceTestCase : public TestCase
{
  public:
    LinkTraceTestCase()
        : TestCase("rates from CSV and mahimahi files are realised exactly")
    {
    }

  private:
    void DoRun() override
    {
        const std::string csv = CreateTempDirFilename("link-rate.csv");
        std::ofstream(csv) << "time,rate\n0,2e6\n0.5,0\n0.7,1000000\n1.0,123456\n";
        const std::string mahimahi = CreateTempDirFilename("link-rate.mahimahi");
        std::ofstream(mahimahi) << "1\n1\n3\n8\n20\n";
        LinkEdgeTopologyHelper topology;
        topology.SetTraces(csv, mahimahi);
        topology.SetAttribute("MaxPackets", UintegerValue(100000));
        topology.SetBackhaul(DataRate("10Gbps"), MicroSeconds(10));
        topology.SetUes(2, "ns3::ConstantPositionMobilityModel");
        const EdgeTopology net = topology.Build();
        Traffic traffic(net);
        SentBytes sent(net.radio);
        Simulator::Schedule(NanoSeconds(1), [&] {
            for (uint32_t i = 0; i < 2; ++i)
            {
                traffic.Send(UP, i, 500);
                traffic.Send(DOWN, i, 4000);
            }
        });
        ChannelState state;
        Simulator::Stop(Seconds(0.6));
        Simulator::Run();
        net.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_EQ(state.connected, false, "rate 0");
        NS_TEST_EXPECT_MSG_EQ(state.uplinkSinrDb.IsKnown(), false, "a file says the rate");
        for (uint32_t i = 0; i < 2; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(8.0 * sent.bytes[0][i], 1e6, 8.0 * IP_PACKET, "up to 0.5 s");
        }
        Simulator::Stop(Seconds(0.6));
        Simulator::Run();
        for (uint32_t i = 0; i < 2; ++i)
        {
            // each UE has the file's rate for itself: 1e6 + 0.3e6 + 0.2 * 123456 bits
            NS_TEST_EXPECT_MSG_EQ_TOL(8.0 * sent.bytes[0][i],
                                      1.3e6 + 0.2 * 123456,
                                      8.0 * IP_PACKET,
                                      "up to 1.2 s");
            // 60 rounds of 5 opportunities of 1500 bytes, all used
            NS_TEST_EXPECT_MSG_EQ_TOL(double(sent.bytes[1][i]),
                                      60 * 5 * 1500.0,
                                      1.0 * IP_PACKET,
                                      "down to 1.2 s");
        }
        // a share caps the UE's own link
        net.radio->SetSpectrumShares(UP, {0.25, 1});
        Simulator::Stop(Seconds(0));
        Simulator::Run();
        net.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_EQ_TOL(state.uplinkPhyRate.value, 0.25 / 1.25 * 123456, 1e-6, "a share");
        Simulator::Destroy();

        // the cell's rate, divided
        LinkEdgeTopologyHelper divided;
        divided.SetTraces(csv, "");
        divided.SetAttribute("TracePerUe", BooleanValue(false));
        divided.SetUes(4, "ns3::ConstantPositionMobilityModel");
        const EdgeTopology shared = divided.Build();
        Simulator::Stop(Seconds(0.1));
        Simulator::Run();
        shared.radio->Observe(3, state);
        NS_TEST_EXPECT_MSG_EQ_TOL(state.uplinkPhyRate.value, 0.5e6, 1e-6, "a fourth of 2 Mbit/s");
        NS_TEST_EXPECT_MSG_EQ(state.downlinkSinrDb.IsKnown(), true, "the downlink has no file");
        Simulator::Destroy();
        CheckFilesOfUes();
    }

    /// A file for each UE: a list, which begins again behind its end, and a name with its number.
    void CheckFilesOfUes()
    {
        std::string list;
        std::string pattern = CreateTempDirFilename("rate-{}.csv");
        for (uint32_t i = 0; i < 2; ++i)
        {
            const std::string file = CreateTempDirFilename("rate-" + std::to_string(i) + ".csv");
            std::ofstream(file) << "time,rate\n0," << 1000000 * (i + 1) << "\n";
            list += (i > 0 ? ", " : "") + file;
        }
        for (const auto& [text, nUes] : {std::pair{list, 3U}, {pattern, 2U}})
        {
            LinkEdgeTopologyHelper topology;
            topology.SetTraces(text, "");
            topology.SetUes(nUes, "ns3::ConstantPositionMobilityModel");
            const EdgeTopology net = topology.Build();
            Simulator::Stop(Seconds(0.1));
            Simulator::Run();
            ChannelState state;
            for (uint32_t i = 0; i < nUes; ++i)
            {
                net.radio->Observe(i, state);
                NS_TEST_EXPECT_MSG_EQ_TOL(state.uplinkPhyRate.value,
                                          1e6 * (i % 2 + 1),
                                          1e-6,
                                          text << ", UE " << i);
            }
            Simulator::Destroy();
        }
        for (const auto& [text, perUe] : {std::pair{pattern, true}, {list, false}})
        {
            LinkEdgeTopologyHelper topology;
            topology.SetTraces(text, "");
            topology.SetAttribute("TracePerUe", BooleanValue(perUe));
            topology.SetUes(3, "ns3::ConstantPositionMobilityModel");
            bool isRefused = false;
            try
            {
                topology.Build();
            }
            catch (const InferenceInputError&)
            {
                isRefused = true;
            }
            NS_TEST_EXPECT_MSG_EQ(isRefused, true, "no third file, or several for one cell");
            Simulator::Destroy();
        }
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Delays, grants, rates and slots that attributes of the topology say, against closed forms.
 */
class LinkDrawnTestCase : public TestCase
{
  public:
    LinkDrawnTestCase()
        : TestCase("drawn rates and delays, grants and TDD slots act as their attributes say")
    {
    }

  private:
    /**
     * @param topology gets a link of 8 Mbit/s up and down whose delays are drawn
     */
    static void MakeDrawn(LinkEdgeTopologyHelper& topology)
    {
        MakePlain(topology);
        topology.SetBackhaul(DataRate("1000Gbps"), Seconds(0));
        topology.SetUes(1, "ns3::ConstantPositionMobilityModel");
        topology.SetAttribute("UplinkRate",
                              StringValue("ns3::ConstantRandomVariable[Constant=8e6]"));
        topology.SetAttribute("DownlinkRate",
                              StringValue("ns3::ConstantRandomVariable[Constant=8e6]"));
    }

    /**
     * @param topology to run
     * @param direction of one packet of 1000 bytes at 10.25 ms
     * @return s from then until it has come
     */
    double GetDelay(LinkEdgeTopologyHelper& topology, EdgeLinkDirection direction)
    {
        const EdgeTopology net = topology.Build();
        Traffic traffic(net);
        Simulator::Schedule(MicroSeconds(10250), [&] { traffic.Send(direction, 0, 1); });
        Time came;
        for (int us = 10250; us < 100000; ++us)
        {
            Simulator::Schedule(MicroSeconds(us), [&, direction] {
                const bool isThere = traffic.received[direction == UP ? 0 : 1][0] > 0;
                came = isThere && came.IsZero() ? Simulator::Now() : came;
            });
        }
        Simulator::Stop(MilliSeconds(100));
        Simulator::Run();
        ChannelState state;
        net.radio->Observe(0, state);
        m_access = {state.uplinkAccessDelay.value, state.downlinkAccessDelay.value};
        m_rate = state.uplinkPhyRate.value;
        Simulator::Destroy();
        return (came - MicroSeconds(10250)).GetSeconds();
    }

    void DoRun() override
    {
        const double tick = 1.5e-6; // the look every microsecond, and the wires
        {
            LinkEdgeTopologyHelper topology;
            MakeDrawn(topology);
            NS_TEST_EXPECT_MSG_EQ_TOL(GetDelay(topology, UP), 0.001, tick, "sending alone");
            NS_TEST_EXPECT_MSG_EQ(m_rate, 8e6, "drawn rate");
        }
        LinkEdgeTopologyHelper topology;
        MakeDrawn(topology);
        const auto constant = [](const std::string& seconds) {
            return StringValue("ns3::ConstantRandomVariable[Constant=" + seconds + "]");
        };
        topology.SetAttribute("UplinkDelay", constant("0.02"));
        topology.SetAttribute("DownlinkDelay", constant("0.007"));
        topology.SetAttribute("UplinkGrantDelay", constant("0.004"));
        NS_TEST_EXPECT_MSG_EQ_TOL(GetDelay(topology, UP), 0.025, tick, "grant, sending, delay");
        NS_TEST_EXPECT_MSG_EQ_TOL(m_access[0], 0.024, 1e-9, "observed: without sending");
        NS_TEST_EXPECT_MSG_EQ_TOL(GetDelay(topology, DOWN), 0.008, tick, "no grant downwards");
        NS_TEST_EXPECT_MSG_EQ_TOL(m_access[1], 0.007, 1e-9, "observed");
        // slots of 500 us from time 0: 10.25 ms is in the middle of the first one, a D
        topology.SetAttribute("TddPattern", StringValue("DDDSU"));
        NS_TEST_EXPECT_MSG_EQ_TOL(GetDelay(topology, DOWN),
                                  // at 8 / 0.6 Mbit/s: 0.6 ms of sending, all within D D D
                                  0.007 + 0.0006,
                                  tick,
                                  "downlink slots");
        NS_TEST_EXPECT_MSG_EQ_TOL(GetDelay(topology, UP),
                                  // granted at 14.25 ms; U from 14.5 ms on at 40 Mbit/s: 0.2 ms
                                  0.02 + 0.00425 + 0.0002,
                                  tick,
                                  "uplink slot");
        CheckOrder();
        CheckRefusals();
    }

    /// Packets stay in order whatever is drawn, and share a draw for as long as it holds.
    void CheckOrder()
    {
        for (const auto& [isHeld, isInOrder] :
             {std::pair{false, true}, {true, true}, {false, false}})
        {
            LinkEdgeTopologyHelper topology;
            MakeDrawn(topology);
            topology.SetAttribute("UplinkDelay",
                                  StringValue("ns3::UniformRandomVariable[Min=0.01|Max=0.05]"));
            topology.SetAttribute("DelayHold", TimeValue(MilliSeconds(isHeld ? 50 : 0)));
            topology.SetAttribute("DelayInOrder", BooleanValue(isInOrder));
            const EdgeTopology net = topology.Build();
            std::vector<std::pair<uint32_t, Time>> came;
            auto server = Socket::CreateSocket(net.servers.Get(0), UdpSocketFactory::GetTypeId());
            server->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
            server->SetRecvCallback(MakeLambdaCallback([&came](Ptr<Socket> s) {
                while (auto packet = s->Recv())
                {
                    came.emplace_back(packet->GetSize(), Simulator::Now());
                }
            }));
            auto ue = Socket::CreateSocket(net.ues.Get(0), UdpSocketFactory::GetTypeId());
            for (uint32_t i = 0; i < 20; ++i)
            {
                Simulator::Schedule(MilliSeconds(2 * i), [&net, ue, i] {
                    ue->SendTo(Create<Packet>(100 + i),
                               0,
                               InetSocketAddress(net.serverAddresses[0], PORT));
                });
            }
            Simulator::Stop(Seconds(1));
            Simulator::Run();
            NS_TEST_ASSERT_MSG_EQ(came.size(), 20, "all came");
            bool isEven = true;
            bool isSorted = true;
            for (uint32_t i = 0; i < came.size(); ++i)
            {
                isSorted = isSorted && came[i].first == 100 + i;
                isEven = isEven &&
                         (i == 0 || std::abs((came[i].second - came[i - 1].second).GetSeconds() -
                                             0.002001) < 2e-6);
            }
            NS_TEST_EXPECT_MSG_EQ(isSorted, isInOrder, "order");
            NS_TEST_EXPECT_MSG_EQ(isEven, isHeld, "one draw for all, or one for each");
            Simulator::Destroy();
        }
    }

    /// What cannot be used is refused.
    void CheckRefusals()
    {
        const std::string file = CreateTempDirFilename("drawn-rate.csv");
        std::ofstream(file) << "time,rate\n0,1e6\n";
        for (const auto& [attribute, text] :
             {std::pair<std::string, std::string>{"TddPattern", "DDD"}, {"UplinkTrace", file}})
        {
            LinkEdgeTopologyHelper topology;
            MakeDrawn(topology);
            topology.SetAttribute(attribute, StringValue(text));
            bool isRefused = false;
            try
            {
                topology.Build();
            }
            catch (const InferenceInputError&)
            {
                isRefused = true;
            }
            NS_TEST_EXPECT_MSG_EQ(isRefused, true, attribute);
            Simulator::Destroy();
        }
    }

    std::array<double, 2> m_access{}; //!< observed delays, by direction
    double m_rate{0};                 //!< observed rate of the uplink
};

/**
 * @ingroup edge-inference-tests
 * @brief A run with and without a RadioAccess that is asked all the time: the same packets at the
 * same instants.
 */
class LinkObservingTestCase : public TestCase
{
  public:
    LinkObservingTestCase()
        : TestCase("observing changes nothing")
    {
    }

  private:
    /**
     * @param observe whether the radio stays and is asked
     * @return digest of what arrived when
     */
    uint64_t Run(bool observe)
    {
        LinkEdgeTopologyHelper topology;
        topology.SetCells(3);
        topology.SetArea(150);
        topology.SetUes(8,
                        "ns3::RandomWaypointMobilityModel",
                        "Speed",
                        StringValue("ns3::ConstantRandomVariable[Constant=30]"));
        EdgeTopology net = topology.Build();
        uint64_t digest = 14695981039346656037ULL;
        DynamicCast<LinkRadioAccess>(net.radio)->GetMedium()->TraceConnectWithoutContext(
            "PacketSent",
            MakeLambdaCallback(
                [&digest](uint32_t ue, EdgeLinkDirection direction, uint32_t bytes, Time) {
                    for (uint64_t value : {uint64_t(Simulator::Now().GetTimeStep()),
                                           uint64_t(ue),
                                           uint64_t(direction),
                                           uint64_t(bytes)})
                    {
                        digest = (digest ^ value) * 1099511628211ULL;
                    }
                }));
        if (!observe)
        {
            net.radio = nullptr;
        }
        Traffic traffic(net);
        for (uint32_t i = 0; i < 8; ++i)
        {
            Simulator::ScheduleWithContext(net.ues.Get(i)->GetId(), MilliSeconds(1), [&, i] {
                traffic.Stream(UP, i, MilliSeconds(2), Seconds(4));
                traffic.Stream(DOWN, i, MilliSeconds(3), Seconds(4));
            });
        }
        ChannelState state;
        for (int i = 0; i < 400; ++i)
        {
            Simulator::Stop(MilliSeconds(10));
            Simulator::Run();
            for (uint32_t ue = 0; observe && ue < 8; ++ue)
            {
                net.radio->Observe(ue, state);
            }
        }
        uint64_t received = 0;
        for (uint32_t ue = 0; ue < 8; ++ue)
        {
            received += traffic.received[0][ue] + traffic.received[1][ue];
        }
        NS_TEST_EXPECT_MSG_GT(received, 1000000, "there was traffic");
        Simulator::Destroy();
        return digest ^ received;
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(Run(true), Run(false), "same packets at the same instants");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Tests of LinkRadioAccess and LinkRadioMedium.
 */
class LinkRadioAccessTestSuite : public TestSuite
{
  public:
    LinkRadioAccessTestSuite()
        : TestSuite("edge-inference-link-radio-access", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new LinkSinrTestCase());
        AddTestCase(new LinkSharesTestCase({0.2, 0.8}));
        AddTestCase(new LinkSharesTestCase({0.1, 0.3, 0.6}));
        AddTestCase(new LinkSharesTestCase({0.1, 0.1, 0.2, 0.2, 0.4}));
        AddTestCase(new LinkSharesTestCase({0.05, 0.3})); // less than 1: the rest stays unused
        AddTestCase(new LinkSharesTestCase({1, 3}));      // more than 1: scaled down
        AddTestCase(new LinkShareChangeTestCase());
        AddTestCase(new LinkRateAndBacklogTestCase());
        AddTestCase(new LinkOutageTestCase());
        AddTestCase(new LinkTraceTestCase());
        AddTestCase(new LinkDrawnTestCase());
        AddTestCase(new LinkObservingTestCase());
    }
};

static LinkRadioAccessTestSuite g_linkRadioAccessTestSuite; //!< registers the suite
