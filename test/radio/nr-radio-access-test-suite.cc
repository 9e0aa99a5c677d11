// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inference-input-error.h"
#include "ns3/mobility-model.h"
#include "ns3/nr-edge-topology-helper.h"
#include "ns3/nr-radio-access.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;

namespace
{

constexpr uint16_t PORT = 7000;         //!< of servers and UEs
constexpr uint32_t IP_UDP_HEADERS = 28; //!< bytes, RFC 791 and 768
constexpr uint32_t PDCP_HEADER = 2;     //!< bytes, 3GPP TS 36.323, 6.2.3

/// Resource blocks of 20 MHz at 30 kHz subcarriers; nr leaves 4 % for guards (RbOverhead).
constexpr double N_BLOCKS = 53;

/// One packet that arrived.
using Arrival = std::pair<int64_t, uint32_t>;

/// UDP between UEs and the first server, in both directions.
class NrTraffic
{
  public:
    /**
     * @param net topology with a server
     */
    explicit NrTraffic(const EdgeTopology& net)
        : m_net(net),
          atServer(net.ues.GetN()),
          atUe(net.ues.GetN())
    {
        for (uint32_t i = 0; i < net.ues.GetN(); ++i)
        {
            // a socket of the server for each UE
            const auto port = static_cast<uint16_t>(PORT + i);
            m_up.push_back(Open(net.ues.Get(i), PORT, net.serverAddresses[0], port));
            m_down.push_back(Open(net.servers.Get(0), port, net.ueAddresses[i], PORT));
            m_down.back()->SetRecvCallback(MakeBoundCallback(&NrTraffic::OnPackets, &atServer[i]));
            m_up.back()->SetRecvCallback(MakeBoundCallback(&NrTraffic::OnPackets, &atUe[i]));
        }
    }

    /**
     * @param direction which direction
     * @param ue which UE
     * @param size bytes of payload
     */
    void Send(LinkDirection direction, uint32_t ue, uint32_t size)
    {
        (direction == LinkDirection::UPLINK ? m_up : m_down)[ue]->Send(Create<Packet>(size));
    }

    /**
     * @param direction which direction
     * @param ue which UE
     * @param size bytes of payload
     * @param period time between packets
     * @param begin first packet
     * @param end no packet from then on
     */
    void SendPeriodically(LinkDirection direction,
                          uint32_t ue,
                          uint32_t size,
                          Time period,
                          Time begin,
                          Time end)
    {
        const auto& sender =
            direction == LinkDirection::UPLINK ? m_net.ues.Get(ue) : m_net.servers.Get(0);
        for (Time t = begin; t < end; t += period)
        {
            Simulator::ScheduleWithContext(sender->GetId(),
                                           t,
                                           &NrTraffic::Send,
                                           this,
                                           direction,
                                           ue,
                                           size);
        }
    }

    /**
     * @param arrivals received packets
     * @param from begin of a span of time
     * @param to its end
     * @return bit/s in it, IP and UDP headers included
     */
    static double GetRate(const std::vector<Arrival>& arrivals, Time from, Time to)
    {
        double bits = 0;
        for (const auto& [at, size] : arrivals)
        {
            if (at >= from.GetTimeStep() && at < to.GetTimeStep())
            {
                bits += 8.0 * (size + IP_UDP_HEADERS);
            }
        }
        return bits / (to - from).GetSeconds();
    }

  private:
    /**
     * @param node where
     * @param port of this end
     * @param peer address of the other end
     * @param peerPort its port
     * @return a socket
     */
    static Ptr<Socket> Open(Ptr<Node> node, uint16_t port, Ipv4Address peer, uint16_t peerPort)
    {
        auto socket = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
        socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), port));
        socket->Connect(InetSocketAddress(peer, peerPort));
        return socket;
    }

    /**
     * @param arrivals where to note them
     * @param socket has packets
     */
    static void OnPackets(std::vector<Arrival>* arrivals, Ptr<Socket> socket)
    {
        while (auto packet = socket->Recv())
        {
            arrivals->emplace_back(Simulator::Now().GetTimeStep(), packet->GetSize());
        }
    }

    EdgeTopology m_net;              //!< who sends
    std::vector<Ptr<Socket>> m_up;   //!< of the UEs
    std::vector<Ptr<Socket>> m_down; //!< of the server

  public:
    std::vector<std::vector<Arrival>> atServer; //!< by UE: what it sent, at the server
    std::vector<std::vector<Arrival>> atUe;     //!< by UE
};

/// What the UEs of a radio used on the air.
class NrUse
{
  public:
    /**
     * @param radio whose
     * @param nUes number of its UEs
     */
    NrUse(Ptr<RadioAccess> radio, uint32_t nUes)
        : m_use{std::vector<std::vector<Arrival>>(nUes), std::vector<std::vector<Arrival>>(nUes)}
    {
        NS_ABORT_MSG_UNLESS(
            radio->TraceConnectWithoutContext("Block", MakeCallback(&NrUse::OnBlock, this)),
            "NrRadioAccess has no trace source Block");
    }

    /**
     * @param direction which direction
     * @param from begin of a span of time
     * @param to its end
     * @return by UE: its part of all that was used in this span
     */
    std::vector<double> GetParts(LinkDirection direction, Time from, Time to) const
    {
        std::vector<double> parts;
        for (const auto& use : m_use[static_cast<std::size_t>(direction)])
        {
            parts.push_back(0);
            for (const auto& [at, amount] : use)
            {
                parts.back() += at >= from.GetTimeStep() && at < to.GetTimeStep() ? amount : 0;
            }
        }
        const double sum = std::accumulate(parts.begin(), parts.end(), 0.0);
        for (auto& part : parts)
        {
            part /= sum;
        }
        return parts;
    }

    uint32_t nWrong{0}; //!< transport blocks with errors

  private:
    /**
     * @param ue index of the UE
     * @param direction of the transport block
     * @param amount resource blocks times symbols
     * @param sinrDb dB
     * @param isCorrect false for errors
     */
    void OnBlock(uint32_t ue, LinkDirection direction, uint32_t amount, double, bool isCorrect)
    {
        m_use[static_cast<std::size_t>(direction)][ue].emplace_back(Simulator::Now().GetTimeStep(),
                                                                    amount);
        nWrong += isCorrect ? 0 : 1;
    }

    std::vector<std::vector<Arrival>> m_use[2]; //!< by direction and UE
};

/**
 * @param helper gets UEs that stand still
 * @param positions where
 */
void
PlaceUes(NrEdgeTopologyHelper& helper, const std::vector<Vector>& positions)
{
    helper.SetUes(static_cast<uint32_t>(positions.size()), "ns3::ConstantPositionMobilityModel");
    helper.SetUePositions(positions);
}

/**
 * @param helper gets UEs on a circle about the cell
 * @param n how many
 */
void
PlaceUesNear(NrEdgeTopologyHelper& helper, uint32_t n)
{
    std::vector<Vector> positions;
    for (uint32_t i = 0; i < n; ++i)
    {
        const double angle = 2 * M_PI * i / n;
        positions.emplace_back(20 * std::cos(angle), 20 * std::sin(angle), 1.5);
    }
    PlaceUes(helper, positions);
}

/// Both directions.
constexpr LinkDirection DIRECTIONS[]{LinkDirection::UPLINK, LinkDirection::DOWNLINK};

} // namespace

/**
 * @ingroup edge-inference-tests
 * @brief Shares of saturated UEs, both directions, within one resource block group.
 */
class NrSharesTestCase : public TestCase
{
  public:
    /**
     * @param shares by UE
     */
    explicit NrSharesTestCase(std::vector<double> shares)
        : TestCase("NR: spectrum shares of " + std::to_string(shares.size()) +
                   " saturated UEs, first " + std::to_string(shares[0])),
          m_shares(std::move(shares))
    {
    }

  private:
    void DoRun() override
    {
        const auto n = static_cast<uint32_t>(m_shares.size());
        NrEdgeTopologyHelper helper;
        PlaceUesNear(helper, n);
        EdgeTopology net = helper.Build();
        net.radio->SetAttribute("Window", TimeValue(MilliSeconds(400)));
        NrTraffic traffic(net);
        NrUse use(net.radio, n);
        for (const auto direction : DIRECTIONS)
        {
            NS_TEST_EXPECT_MSG_EQ(net.radio->CanShareSpectrum(direction), true, "can share");
            net.radio->SetSpectrumShares(direction, m_shares);
            for (uint32_t ue = 0; ue < n; ++ue)
            {
                // 112 Mbit/s, more than the cell has
                traffic.SendPeriodically(direction,
                                         ue,
                                         1400,
                                         MicroSeconds(100),
                                         MilliSeconds(200),
                                         MilliSeconds(800));
            }
        }
        Simulator::Stop(MilliSeconds(800));
        Simulator::Run();
        const double sum = std::accumulate(m_shares.begin(), m_shares.end(), 0.0);
        for (const auto direction : DIRECTIONS)
        {
            std::vector<double> realised;
            net.radio->GetRealisedShares(direction, realised);
            const auto parts = use.GetParts(direction, MilliSeconds(400), MilliSeconds(800));
            for (uint32_t ue = 0; ue < n; ++ue)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(realised[ue],
                                          m_shares[ue] / std::max(1.0, sum),
                                          1 / N_BLOCKS,
                                          "realised share of UE " << ue);
                NS_TEST_EXPECT_MSG_EQ_TOL(parts[ue],
                                          m_shares[ue] / sum,
                                          1 / N_BLOCKS,
                                          "part of what was used of UE " << ue);
                ChannelState state;
                net.radio->Observe(ue, state);
                const auto& observed =
                    direction == LinkDirection::UPLINK ? state.uplinkShare : state.downlinkShare;
                NS_TEST_EXPECT_MSG_EQ(observed.value, realised[ue], "observed share");
            }
        }
        Simulator::Destroy();
    }

    std::vector<double> m_shares; //!< by UE
};

/**
 * @ingroup edge-inference-tests
 * @brief Shares that change while the simulation runs take effect within 10 ms.
 */
class NrShareChangeTestCase : public TestCase
{
  public:
    NrShareChangeTestCase()
        : TestCase("NR: shares changed in mid-run")
    {
    }

  private:
    void DoRun() override
    {
        NrEdgeTopologyHelper helper;
        PlaceUesNear(helper, 2);
        EdgeTopology net = helper.Build();
        NrTraffic traffic(net);
        NrUse use(net.radio, 2);
        for (const auto direction : DIRECTIONS)
        {
            net.radio->SetSpectrumShares(direction, {0.2, 0.8});
            for (uint32_t ue = 0; ue < 2; ++ue)
            {
                traffic.SendPeriodically(direction,
                                         ue,
                                         1400,
                                         MicroSeconds(100),
                                         MilliSeconds(200),
                                         MilliSeconds(600));
            }
        }
        Simulator::Schedule(MilliSeconds(400), [&net] {
            for (const auto direction : DIRECTIONS)
            {
                net.radio->SetSpectrumShares(direction, {0.8, 0.2});
            }
        });
        Simulator::Schedule(MilliSeconds(500), [&net] {
            for (const auto direction : DIRECTIONS)
            {
                net.radio->SetSpectrumShares(direction, {});
            }
        });
        Simulator::Stop(MilliSeconds(600));
        Simulator::Run();
        for (const auto direction : DIRECTIONS)
        {
            const auto part = [&](int from, int to) {
                return use.GetParts(direction, MilliSeconds(from), MilliSeconds(to))[0];
            };
            NS_TEST_EXPECT_MSG_EQ_TOL(part(380, 400), 0.2, 1 / N_BLOCKS, "before the change");
            NS_TEST_EXPECT_MSG_EQ_TOL(part(410, 420), 0.8, 1 / N_BLOCKS, "10 ms after it");
            NS_TEST_EXPECT_MSG_EQ_TOL(part(480, 500), 0.8, 1 / N_BLOCKS, "held");
            NS_TEST_EXPECT_MSG_EQ_TOL(part(510, 600), 0.5, 0.05, "round robin without shares");
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief SINR and RSRP against the configured path loss.
 */
class NrSinrTestCase : public TestCase
{
  public:
    NrSinrTestCase()
        : TestCase("NR: SINR and RSRP against the path loss")
    {
    }

  private:
    void DoRun() override
    {
        for (const double x : {30.0, 80.0, 150.0})
        {
            NrEdgeTopologyHelper helper;
            PlaceUes(helper, {Vector(x, 0, 1.5)});
            EdgeTopology net = helper.Build();
            NrTraffic traffic(net);
            for (const auto direction : DIRECTIONS)
            {
                // saturated: the UE's power is spread over all of its band
                traffic.SendPeriodically(direction,
                                         0,
                                         1400,
                                         MicroSeconds(100),
                                         MilliSeconds(100),
                                         MilliSeconds(300));
            }
            Simulator::Stop(MilliSeconds(300));
            Simulator::Run();
            ChannelState state;
            net.radio->Observe(0, state);
            const double d = net.ues.Get(0)->GetObject<MobilityModel>()->GetDistanceFrom(
                net.cells.Get(0)->GetObject<MobilityModel>());
            const double loss = 32.4 + 20 * std::log10(3.5) + 31.9 * std::log10(d);
            const double hertz = 10 * std::log10(N_BLOCKS * 12 * 30e3);
            const double down = 30 - hertz - loss + 174 - 9;
            const double up = 23 - hertz - loss + 174 - 5;
            NS_TEST_EXPECT_MSG_EQ(state.connected, true, "connected");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.distance.value, d, 1e-9, "distance");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.downlinkSinrDb.value, down, 0.5, "downlink SINR");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.uplinkSinrDb.value, up, 0.5, "uplink SINR");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.powerDbm.value,
                                      30 - 10 * std::log10(12 * N_BLOCKS) - loss,
                                      0.5,
                                      "RSRP");
            for (const auto& measured : {state.cqi,
                                         state.uplinkMcs,
                                         state.downlinkMcs,
                                         state.uplinkPhyRate,
                                         state.downlinkPhyRate,
                                         state.retryRatio,
                                         state.lossRatio})
            {
                NS_TEST_EXPECT_MSG_EQ(measured.IsKnown(), true, "measured");
            }
            NS_TEST_EXPECT_MSG_EQ(state.busyRatio.IsKnown(), false, "NR cannot know");
            Simulator::Destroy();
        }
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Observed rates against what arrives at both ends.
 */
class NrRateTestCase : public TestCase
{
  public:
    NrRateTestCase()
        : TestCase("NR: observed rates against sinks")
    {
    }

  private:
    void DoRun() override
    {
        NrEdgeTopologyHelper helper;
        PlaceUesNear(helper, 2);
        EdgeTopology net = helper.Build();
        NrTraffic traffic(net);
        const auto send = [&traffic](LinkDirection direction, uint32_t ue, int microseconds) {
            traffic.SendPeriodically(direction,
                                     ue,
                                     1000,
                                     MicroSeconds(microseconds),
                                     MilliSeconds(100),
                                     MilliSeconds(1500));
        };
        send(LinkDirection::UPLINK, 0, 4000);
        send(LinkDirection::DOWNLINK, 0, 3000);
        send(LinkDirection::UPLINK, 1, 2000);
        send(LinkDirection::DOWNLINK, 1, 8000);
        Simulator::Stop(MilliSeconds(1500));
        Simulator::Run();
        for (uint32_t ue = 0; ue < 2; ++ue)
        {
            ChannelState state;
            net.radio->Observe(ue, state);
            // the window covers 0.95 s or more of the last second
            const double up =
                NrTraffic::GetRate(traffic.atServer[ue], MilliSeconds(550), MilliSeconds(1500));
            const double down =
                NrTraffic::GetRate(traffic.atUe[ue], MilliSeconds(550), MilliSeconds(1500));
            NS_TEST_EXPECT_MSG_GT(up, 5e5, "uplink runs");
            NS_TEST_EXPECT_MSG_GT(down, 5e5, "downlink runs");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.uplinkRate.value, up, 0.02 * up, "uplink rate");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.downlinkRate.value, down, 0.02 * down, "downlink rate");
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Backlog and head-of-line delay of a UE that may send nothing, to the byte.
 */
class NrBacklogTestCase : public TestCase
{
  public:
    NrBacklogTestCase()
        : TestCase("NR: backlog against injected bytes")
    {
    }

  private:
    void DoRun() override
    {
        NrEdgeTopologyHelper helper;
        PlaceUesNear(helper, 2);
        helper.SetAttribute("S1Delay", TimeValue(MilliSeconds(2)));
        EdgeTopology net = helper.Build();
        NrTraffic traffic(net);
        for (const auto direction : DIRECTIONS)
        {
            net.radio->SetSpectrumShares(direction, {0, 1});
            traffic.SendPeriodically(direction,
                                     0,
                                     1000,
                                     MilliSeconds(1),
                                     MilliSeconds(200),
                                     MilliSeconds(220));
        }
        const double bytes = 20 * (1000 + IP_UDP_HEADERS + PDCP_HEADER);
        Simulator::Schedule(MilliSeconds(300), [this, &net, bytes] {
            ChannelState state;
            net.radio->Observe(0, state);
            NS_TEST_EXPECT_MSG_EQ(state.backlog.value, bytes, "all wait in the UE");
            NS_TEST_EXPECT_MSG_EQ(state.downlinkBacklog.value, bytes, "all wait at the gNB");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.headOfLineDelay.value, 0.1, 1e-4, "since 200 ms");
            // S1 2 ms, backhaul 1 ms and the time to send
            NS_TEST_EXPECT_MSG_EQ_TOL(state.downlinkHeadOfLineDelay.value,
                                      0.097,
                                      1e-3,
                                      "since 203 ms");
            for (const auto direction : DIRECTIONS)
            {
                net.radio->SetSpectrumShares(direction, {0.5, 0.5});
            }
        });
        Simulator::Stop(MilliSeconds(500));
        Simulator::Run();
        ChannelState state;
        net.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_EQ(state.backlog.value, 0, "all is sent");
        NS_TEST_EXPECT_MSG_EQ(state.downlinkBacklog.value, 0, "all is sent");
        NS_TEST_EXPECT_MSG_EQ(state.headOfLineDelay.value, 0, "nothing waits");
        NS_TEST_EXPECT_MSG_EQ(traffic.atServer[0].size(), 20, "all arrived");
        NS_TEST_EXPECT_MSG_EQ(traffic.atUe[0].size(), 20, "all arrived");
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Observing changes nothing: same packets at the same times, in another episode of the same
 * process, too.
 */
class NrTransparentTestCase : public TestCase
{
  public:
    NrTransparentTestCase()
        : TestCase("NR: the same packets with and without RadioAccess, and again")
    {
    }

  private:
    /**
     * @param observe true to observe, false to dispose of the radio at once
     * @return all arrivals
     */
    static std::vector<std::vector<Arrival>> RunOnce(bool observe)
    {
        NrEdgeTopologyHelper helper;
        helper.SetUes(4);
        helper.SetArea(60);
        helper.SetAttribute("ChannelModel", EnumValue(NrEdgeTopologyHelper::UMI));
        EdgeTopology net = helper.Build();
        NrTraffic traffic(net);
        if (!observe)
        {
            net.radio->Dispose();
        }
        for (const auto direction : DIRECTIONS)
        {
            for (uint32_t ue = 0; ue < 4; ++ue)
            {
                traffic.SendPeriodically(direction,
                                         ue,
                                         1200,
                                         MicroSeconds(2500),
                                         MilliSeconds(100),
                                         MilliSeconds(500));
            }
        }
        ChannelState state;
        for (int t = 0; observe && t < 500; t += 10)
        {
            Simulator::Schedule(MilliSeconds(t), [&net, &state] {
                for (uint32_t ue = 0; ue < 4; ++ue)
                {
                    net.radio->Observe(ue, state);
                }
            });
        }
        Simulator::Stop(MilliSeconds(500));
        Simulator::Run();
        auto all = traffic.atServer;
        all.insert(all.end(), traffic.atUe.begin(), traffic.atUe.end());
        Simulator::Destroy();
        return all;
    }

    void DoRun() override
    {
        const auto observed = RunOnce(true);
        const auto alone = RunOnce(false);
        const auto again = RunOnce(true);
        NS_TEST_EXPECT_MSG_EQ((observed == alone), true, "with and without");
        NS_TEST_EXPECT_MSG_EQ((observed == again), true, "first and third episode");
        for (const auto& arrivals : observed)
        {
            NS_TEST_EXPECT_MSG_GT(arrivals.size(), 100u, "packets arrive");
        }
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Several cells: UEs attach to the closest, and all of them reach the server.
 */
class NrCellsTestCase : public TestCase
{
  public:
    NrCellsTestCase()
        : TestCase("NR: three cells, bandwidth parts, clouds")
    {
    }

  private:
    void DoRun() override
    {
        NrEdgeTopologyHelper helper;
        helper.SetCellPositions({Vector(0, 0, 10), Vector(300, 0, 10), Vector(0, 300, 10)});
        PlaceUes(helper, {Vector(310, 20, 1.5), Vector(10, 10, 1.5), Vector(20, 290, 1.5)});
        helper.SetClouds(1);
        helper.SetAttribute("BandwidthParts", UintegerValue(2));
        EdgeTopology net = helper.Build();
        NS_TEST_EXPECT_MSG_EQ(net.servers.GetN(), 2, "an edge server and a cloud node");
        NrTraffic traffic(net);
        for (const auto direction : DIRECTIONS)
        {
            for (uint32_t ue = 0; ue < 3; ++ue)
            {
                traffic.SendPeriodically(direction,
                                         ue,
                                         500,
                                         MilliSeconds(5),
                                         MilliSeconds(100),
                                         MilliSeconds(300));
            }
        }
        Simulator::Stop(MilliSeconds(400));
        Simulator::Run();
        const uint32_t serving[]{1, 0, 2};
        for (uint32_t ue = 0; ue < 3; ++ue)
        {
            ChannelState state;
            net.radio->Observe(ue, state);
            NS_TEST_EXPECT_MSG_EQ(state.connected, true, "connected");
            NS_TEST_EXPECT_MSG_EQ(state.servingCell, serving[ue], "the closest cell");
            NS_TEST_EXPECT_MSG_EQ(traffic.atServer[ue].size(), 40, "all arrived");
            NS_TEST_EXPECT_MSG_EQ(traffic.atUe[ue].size(), 40, "all arrived");
            for (const auto& neighbour : state.neighbours)
            {
                NS_TEST_EXPECT_MSG_NE(neighbour.cell, serving[ue], "no neighbour of itself");
            }
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief FR2 with beams: UEs of different beams follow each other in time, by their shares.
 */
class NrBeamsTestCase : public TestCase
{
  public:
    NrBeamsTestCase()
        : TestCase("NR: shares over beams at 28 GHz")
    {
    }

  private:
    void DoRun() override
    {
        NrEdgeTopologyHelper helper;
        PlaceUesNear(helper, 2);
        helper.SetBand(28e9, 50e6, 3);
        helper.SetAttribute("ChannelModel", EnumValue(NrEdgeTopologyHelper::UMI));
        helper.SetAttribute("Shadowing", BooleanValue(false));
        helper.SetAttribute("Beamforming", BooleanValue(true));
        helper.SetAttribute("CellAntennaRows", UintegerValue(4));
        helper.SetAttribute("CellAntennaColumns", UintegerValue(4));
        helper.SetAttribute("UeAntennaRows", UintegerValue(2));
        helper.SetAttribute("UeAntennaColumns", UintegerValue(2));
        EdgeTopology net = helper.Build();
        net.radio->SetAttribute("Window", TimeValue(MilliSeconds(100)));
        NrTraffic traffic(net);
        NrUse use(net.radio, 2);
        for (const auto direction : DIRECTIONS)
        {
            net.radio->SetSpectrumShares(direction, {0.3, 0.7});
            for (uint32_t ue = 0; ue < 2; ++ue)
            {
                traffic.SendPeriodically(direction,
                                         ue,
                                         1400,
                                         MicroSeconds(50),
                                         MilliSeconds(100),
                                         MilliSeconds(250));
            }
        }
        Simulator::Stop(MilliSeconds(250));
        Simulator::Run();
        for (const auto direction : DIRECTIONS)
        {
            const auto parts = use.GetParts(direction, MilliSeconds(150), MilliSeconds(250));
            NS_TEST_EXPECT_MSG_EQ_TOL(parts[0], 0.3, 0.03, "share of the first beam");
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Unusable values are refused at the door.
 */
class NrInputTestCase : public TestCase
{
  public:
    NrInputTestCase()
        : TestCase("NR: unusable attributes")
    {
    }

  private:
    /**
     * @param name attribute
     * @param value unusable
     */
    void Refuses(const std::string& name, const AttributeValue& value)
    {
        NrEdgeTopologyHelper helper;
        helper.SetAttribute(name, value);
        bool thrown = false;
        try
        {
            helper.Build();
        }
        catch (const InferenceInputError&)
        {
            thrown = true;
        }
        NS_TEST_EXPECT_MSG_EQ(thrown, true, name << " is refused");
        Simulator::Destroy();
    }

    void DoRun() override
    {
        for (const char* pattern : {"", "DL", "DL|UL", "DL|XX|UL|", "DL|DL|", "UL|"})
        {
            Refuses("Pattern", StringValue(pattern));
        }
        Refuses("Beamforming", BooleanValue(true));
        Refuses("Scheduler", StringValue("ns3::NoSuchScheduler"));
        Refuses("PathLossModel", StringValue("ns3::Node"));
        Refuses("Bandwidth", DoubleValue(1.1e6));
        Refuses("Ues", UintegerValue(2000));
        Refuses("S1Rate", DataRateValue(DataRate(0)));
        auto helper = EdgeTopologyHelper::Create("nr");
        NS_TEST_EXPECT_MSG_EQ((dynamic_cast<NrEdgeTopologyHelper*>(helper.get()) != nullptr),
                              true,
                              "made by name");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief The NR radio against closed forms.
 */
class NrRadioAccessTestSuite : public TestSuite
{
  public:
    NrRadioAccessTestSuite()
        : TestSuite("edge-inference-nr-radio-access", TestSuite::Type::UNIT)
    {
        AddTestCase(new NrInputTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrSinrTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrBacklogTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrRateTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrSharesTestCase({0.2, 0.8}), EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrSharesTestCase({0.1, 0.3, 0.6}), EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrSharesTestCase({0.25, 0.15}), EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrSharesTestCase({1.5, 0.5}), EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrShareChangeTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrTransparentTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrCellsTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrBeamsTestCase, EDGE_INFERENCE_TEST_QUICK);
    }
};

/// The suite.
static NrRadioAccessTestSuite g_nrRadioAccessTestSuite;
