// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/radio/lte/lte-radio-access.h"
#include "../../../model/radio/lte/lte-spectrum-credit.h"
#include "lte-test-bed.h"

#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/lte-edge-topology-helper.h"
#include "ns3/lte-ue-net-device.h"
#include "ns3/lte-ue-phy.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief LteRadioAccess and its parts.
 */

using namespace ns3;

namespace
{

constexpr uint32_t IP_UDP_HEADERS = 28; //!< bytes, RFC 791 and 768
constexpr uint32_t PDCP_HEADER = 2;     //!< bytes, 36.323, 6.2.3
constexpr uint32_t RLC_ESTIMATE = 2;    //!< bytes a packet that ns-3's RLC adds to its reports

/// @param at run until then
void
RunUntil(Time at)
{
    Simulator::Stop(at - Simulator::Now());
    Simulator::Run();
}

/**
 * @param nUes UEs that stand still
 * @param blocks bandwidth of both directions, resource blocks
 * @param distance of the UEs from the cell, m
 * @return one cell
 */
EdgeTopology
BuildCell(uint32_t nUes, uint32_t blocks, double distance)
{
    LteEdgeTopologyHelper topology;
    topology.SetUes(nUes, "ns3::ConstantPositionMobilityModel");
    topology.SetBandwidth(blocks, blocks);
    EdgeTopology net = topology.Build();
    for (uint32_t i = 0; i < nUes; ++i)
    {
        net.ues.Get(i)->GetObject<MobilityModel>()->SetPosition(Vector(distance, 0.01 * i, 0));
    }
    return net;
}

/// Resource blocks that UEs used on the air, told by their PHYs.
class AirWatch
{
  public:
    /// @param net who to watch
    explicit AirWatch(const EdgeTopology& net)
        : blocks(net.ues.GetN())
    {
        for (uint32_t i = 0; i < net.ues.GetN(); ++i)
        {
            auto device = DynamicCast<LteUeNetDevice>(net.ueDevices.Get(i));
            device->GetPhy()->TraceConnectWithoutContext(
                "ReportUlPhyResourceBlocks",
                MakeLambdaCallback([this, i](uint16_t, const std::vector<int>& used) {
                    blocks[i] += used.size();
                }));
        }
    }

    /**
     * @return each UE's part of all that were used since the last call
     */
    std::vector<double> TakeShares()
    {
        const double sum = std::accumulate(blocks.begin(), blocks.end(), 0.0);
        std::vector<double> shares;
        for (auto& n : blocks)
        {
            shares.push_back(n / sum);
            n = 0;
        }
        return shares;
    }

    std::vector<double> blocks; //!< by UE, since the last call of TakeShares()
};

/**
 * @param net UEs
 * @param traffic sends
 * @param up uplink
 * @param down downlink
 * @param rate bit/s of payload of each UE
 * @param begin when to begin, from now
 * @param end when to end, from now
 */
void
Saturate(const EdgeTopology& net,
         LteTestTraffic& traffic,
         bool up,
         bool down,
         double rate,
         Time begin,
         Time end)
{
    for (uint32_t i = 0; i < net.ues.GetN(); ++i)
    {
        for (const bool direction : {true, false})
        {
            if (direction ? up : down)
            {
                traffic.SendPeriodically(i, direction, 1000, Seconds(8000 / rate), begin, end);
            }
        }
    }
}

} // namespace

/**
 * @ingroup edge-inference-tests
 * @brief LteSpectrumCredit: the mean is the share, what cannot be used is lost in proportion.
 */
class LteSpectrumCreditTestCase : public TestCase
{
  public:
    LteSpectrumCreditTestCase()
        : TestCase("Credit: rounding is carried on, idle UEs save one TTI, waste is shared")
    {
    }

  private:
    void DoRun() override
    {
        LteSpectrumCredit credit;
        NS_TEST_EXPECT_MSG_EQ(credit.IsActive(), false, "nothing to divide");
        credit.SetShares({{1, 0.21}, {2, 0.79}}, false);
        NS_TEST_EXPECT_MSG_EQ(credit.IsActive(), true, "two UEs");
        double given = 0;
        for (int tti = 0; tti < 1000; ++tti)
        {
            credit.Earn(10);
            for (auto& [rnti, account] : credit.GetAccounts())
            {
                account.waiting = true;
                const double whole = std::floor(std::max(0.0, account.credit) + 1e-9);
                credit.Pay(rnti, whole);
                given += rnti == 1 ? whole : 0;
            }
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(given, 2100, 1, "21 % of 10000 blocks");

        credit.SetShares({{1, 0.2}, {2, 0.8}}, true);
        NS_TEST_EXPECT_MSG_LT(std::abs(credit.GetAccounts()[1].credit), 1, "kept");
        credit.SetShares({{1, 0.2}, {2, 0.8}}, false);
        NS_TEST_EXPECT_MSG_EQ(credit.GetAccounts()[1].credit, 0, "begun anew");
        for (auto& [rnti, account] : credit.GetAccounts())
        {
            account.waiting = false;
        }
        for (int tti = 0; tti < 1000; ++tti)
        {
            credit.Earn(10);
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(credit.GetAccounts()[1].credit, 10, 1e-9, "one TTI of the cell");
        NS_TEST_EXPECT_MSG_EQ_TOL(credit.GetAccounts()[2].credit, 10, 1e-9, "one TTI of the cell");

        // 8 of 10 blocks can be used: both get 80 % of their shares, not the first one all it wants
        credit.SetShares({{1, 0.4}, {2, 0.6}}, false);
        std::vector<double> got(3);
        for (int tti = 0; tti < 5000; ++tti)
        {
            credit.Earn(10);
            double left = 8;
            for (auto& [rnti, account] : credit.GetAccounts())
            {
                account.waiting = true;
            }
            const bool firstFirst =
                credit.GetAccounts()[1].credit * 6 > credit.GetAccounts()[2].credit * 4;
            for (const uint16_t rnti : {firstFirst ? 1 : 2, firstFirst ? 2 : 1})
            {
                const double part =
                    std::min(left, std::floor(std::max(0.0, credit.GetAccounts()[rnti].credit)));
                credit.Pay(rnti, part);
                got[rnti] += part;
                left -= part;
            }
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(got[1] / (got[1] + got[2]), 0.4, 0.01, "in proportion");
        credit.SetShares({}, false);
        NS_TEST_EXPECT_MSG_EQ(credit.IsActive(), false, "over");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Shares of saturated UEs, as the sinks and the UEs' PHYs count them.
 */
class LteSharesTestCase : public TestCase
{
  public:
    /**
     * @param blocks bandwidth, resource blocks
     * @param shares by UE
     */
    LteSharesTestCase(uint32_t blocks, const std::vector<double>& shares)
        : TestCase("Shares of " + std::to_string(shares.size()) + " saturated UEs, " +
                   std::to_string(blocks) + " resource blocks"),
          m_blocks(blocks),
          m_shares(shares)
    {
    }

  private:
    void DoRun() override
    {
        const auto n = static_cast<uint32_t>(m_shares.size());
        EdgeTopology net = BuildCell(n, m_blocks, 20);
        LteTestTraffic traffic(net);
        AirWatch air(net);
        NS_TEST_EXPECT_MSG_EQ(net.radio->CanShareSpectrum(EdgeLinkDirection::UPLINK),
                              true,
                              "uplink");
        NS_TEST_EXPECT_MSG_EQ(net.radio->CanShareSpectrum(EdgeLinkDirection::DOWNLINK),
                              true,
                              "downlink");
        net.radio->SetSpectrumShares(EdgeLinkDirection::UPLINK, m_shares);
        net.radio->SetSpectrumShares(EdgeLinkDirection::DOWNLINK, m_shares);
        for (uint32_t i = 0; i < n; ++i)
        {
            // the cell carries 0.7 Mbit/s a resource block: each UE sends more than its part
            const Time period = Seconds(8000 / (m_shares[i] * 0.9e6 * m_blocks));
            traffic.SendPeriodically(i, true, 1000, period, Seconds(0.2), Seconds(1.6));
            traffic.SendPeriodically(i, false, 1000, period, Seconds(0.2), Seconds(1.6));
        }
        RunUntil(Seconds(0.5));
        air.TakeShares();
        RunUntil(Seconds(1.55));
        const auto onAir = air.TakeShares();
        std::vector<double> up;
        std::vector<double> down;
        net.radio->GetRealisedShares(EdgeLinkDirection::UPLINK, up);
        net.radio->GetRealisedShares(EdgeLinkDirection::DOWNLINK, down);
        double received = 0;
        for (uint32_t i = 0; i < n; ++i)
        {
            received += LteTestTraffic::GetBytes(traffic.atUes[i], Seconds(0.5), Seconds(1.55));
        }
        // 36.213, table 7.1.6.1-1
        const double rbg = 1.0 / (m_blocks / (m_blocks <= 26 ? 2 : 3));
        for (uint32_t i = 0; i < n; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(up[i], m_shares[i], 0.03, "uplink of UE " << i);
            NS_TEST_EXPECT_MSG_EQ_TOL(onAir[i], m_shares[i], 0.03, "uplink on the air, UE " << i);
            NS_TEST_EXPECT_MSG_EQ_TOL(down[i], m_shares[i], rbg, "downlink of UE " << i);
            // the carried rounding makes the mean far better than one group of resource blocks
            NS_TEST_EXPECT_MSG_EQ_TOL(down[i], m_shares[i], 0.01, "mean downlink of UE " << i);
            NS_TEST_EXPECT_MSG_EQ_TOL(
                LteTestTraffic::GetBytes(traffic.atUes[i], Seconds(0.5), Seconds(1.55)) / received,
                m_shares[i],
                0.02,
                "bytes of UE " << i);
            ChannelState state;
            net.radio->Observe(i, state);
            NS_TEST_EXPECT_MSG_EQ_TOL(state.uplinkShare.value, up[i], 1e-9, "as in the state");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.downlinkShare.value, down[i], 1e-9, "as in the state");
        }
        Simulator::Destroy();
    }

    uint32_t m_blocks;            //!< bandwidth
    std::vector<double> m_shares; //!< by UE
};

/**
 * @ingroup edge-inference-tests
 * @brief Shares that change, that leave something over, that sum to more than 1, that end.
 */
class LteShareChangesTestCase : public TestCase
{
  public:
    LteShareChangesTestCase()
        : TestCase("Shares: new ones within 10 ms, caps, scaling, end, bad ones")
    {
    }

  private:
    void DoRun() override
    {
        EdgeTopology net = BuildCell(2, 25, 20);
        LteTestTraffic traffic(net);
        AirWatch air(net);
        const auto set = [&net](std::vector<double> shares) {
            net.radio->SetSpectrumShares(EdgeLinkDirection::UPLINK, shares);
            net.radio->SetSpectrumShares(EdgeLinkDirection::DOWNLINK, shares);
        };
        Saturate(net, traffic, true, true, 20e6, Seconds(0.2), Seconds(3));
        set({0.2, 0.8});
        RunUntil(Seconds(0.5));
        const auto check = [&](Time from, Time to, double first, double all, const char* what) {
            RunUntil(from);
            air.TakeShares();
            RunUntil(to);
            const double n = air.blocks[0] + air.blocks[1];
            NS_TEST_EXPECT_MSG_EQ_TOL(air.TakeShares()[0], first, 0.03, "uplink, " << what);
            NS_TEST_EXPECT_MSG_EQ_TOL(n / ((to - from).GetSeconds() * 1000 * 25),
                                      all,
                                      0.05,
                                      "all of the uplink, " << what);
            const double a = LteTestTraffic::GetBytes(traffic.atUes[0], from, to);
            const double b = LteTestTraffic::GetBytes(traffic.atUes[1], from, to);
            NS_TEST_EXPECT_MSG_EQ_TOL(a / (a + b), first, 0.03, "downlink, " << what);
        };
        check(Seconds(0.5), Seconds(0.7), 0.2, 1, "first");
        set({0.8, 0.2});
        check(Seconds(0.71), Seconds(0.81), 0.8, 1, "10 ms after the change");
        set({0.1, 0.3});
        check(Seconds(0.9), Seconds(1.1), 0.25, 0.4, "caps");
        set({3, 1});
        check(Seconds(1.2), Seconds(1.4), 0.75, 1, "scaled down to 1");
        set({0, 1});
        check(Seconds(1.5), Seconds(1.6), 0, 1, "nothing");
        NS_TEST_EXPECT_MSG_EQ(net.radio->GetSpectrumShares(EdgeLinkDirection::UPLINK).size(),
                              2,
                              "set");
        set({});
        check(Seconds(1.7), Seconds(2), 0.5, 1, "left to the scheduler");

        std::vector<double> nan{0.5, std::nan("")};
        for (const auto& bad : std::vector<std::vector<double>>{{1}, {0.5, -0.1}, nan})
        {
            bool thrown = false;
            try
            {
                set(bad);
            }
            catch (const std::invalid_argument&)
            {
                thrown = true;
            }
            NS_TEST_EXPECT_MSG_EQ(thrown, true, "bad shares are refused");
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Powers and SINRs against the log-distance path loss and thermal noise; CQI and MCS.
 */
class LtePathLossTestCase : public TestCase
{
  public:
    LtePathLossTestCase()
        : TestCase("RSRP and SINR against path loss at several distances")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<double> distances{3, 20, 60, 120, 200, 300};
        EdgeTopology net = BuildCell(distances.size(), 25, 1);
        LteTestTraffic traffic(net);
        for (uint32_t i = 0; i < distances.size(); ++i)
        {
            net.ues.Get(i)->GetObject<MobilityModel>()->SetPosition(Vector(distances[i], 0, 0));
        }
        RunUntil(Seconds(0.2));
        std::vector<ChannelState> silent(distances.size());
        for (uint32_t i = 0; i < distances.size(); ++i)
        {
            net.radio->Observe(i, silent[i]);
        }
        Saturate(net, traffic, true, true, 2e5, Seconds(0), Seconds(0.8));
        RunUntil(Seconds(1));
        const Vector cell = net.cells.Get(0)->GetObject<MobilityModel>()->GetPosition();
        double lastCqi = 16;
        double lastMcs = 100;
        for (uint32_t i = 0; i < distances.size(); ++i)
        {
            const double distance = CalculateDistance(cell, Vector(distances[i], 0, 0));
            const double loss = 30.6 + 36.7 * std::log10(distance);
            // -174 dBm/Hz over 25 resource blocks of 180 kHz
            const double noise = -174 + 10 * std::log10(25 * 180e3);
            ChannelState state;
            net.radio->Observe(i, state);
            NS_TEST_EXPECT_MSG_EQ(state.connected, true, "attached at " << distances[i] << " m");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.powerDbm.GetOr(-1e9),
                                      30 - 10 * std::log10(25 * 12) - loss,
                                      0.01,
                                      "RSRP: one of 12 subcarriers of 25 blocks");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.downlinkSinrDb.GetOr(-1e9),
                                      30 - loss - noise - 9,
                                      0.5,
                                      "downlink SINR at " << distances[i] << " m");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.uplinkSinrDb.GetOr(-1e9),
                                      23 - loss - noise - 5,
                                      0.5,
                                      "uplink SINR at " << distances[i] << " m");
            NS_TEST_EXPECT_MSG_EQ_TOL(state.distance.GetOr(-1e9), distance, 1e-9, "distance");
            NS_TEST_EXPECT_MSG_GT(state.powerDbm.at, MilliSeconds(998), "every subframe");
            NS_TEST_EXPECT_MSG_GT(state.uplinkSinrDb.at, MilliSeconds(950), "every 40 ms");
            NS_TEST_EXPECT_MSG_EQ(state.busyRatio.IsKnown(), false, "no contention in LTE");
            NS_TEST_EXPECT_MSG_EQ(state.neighbours.size(), 0, "no other cell");
            NS_TEST_EXPECT_MSG_LT_OR_EQ(state.cqi.GetOr(99), lastCqi, "falls with distance");
            NS_TEST_EXPECT_MSG_GT_OR_EQ(state.cqi.GetOr(-1), 1, "in coverage");
            NS_TEST_EXPECT_MSG_LT_OR_EQ(state.uplinkMcs.GetOr(99), lastMcs, "falls with distance");
            NS_TEST_EXPECT_MSG_GT(state.uplinkPhyRate.GetOr(0), 1e5, "sent data");
            NS_TEST_EXPECT_MSG_GT(state.downlinkPhyRate.GetOr(0), 1e5, "received data");
            NS_TEST_EXPECT_MSG_LT(state.uplinkPhyRate.GetOr(0), 25 * 180e3 * 6, "below 64QAM");
            NS_TEST_EXPECT_MSG_EQ(silent[i].uplinkMcs.IsKnown(), false, "nothing sent yet");
            NS_TEST_EXPECT_MSG_EQ_TOL(silent[i].uplinkPhyRate.GetOr(0),
                                      state.uplinkPhyRate.value,
                                      0.1 * state.uplinkPhyRate.value,
                                      "foreseen from the sounding reference signal");
            NS_TEST_EXPECT_MSG_EQ_TOL(silent[i].downlinkPhyRate.GetOr(0),
                                      state.downlinkPhyRate.value,
                                      0.1 * state.downlinkPhyRate.value,
                                      "foreseen from the CQI");
            NS_TEST_EXPECT_MSG_EQ(state.lossRatio.GetOr(-1), 0, "no errors without fading");
            lastCqi = state.cqi.value;
            lastMcs = state.uplinkMcs.value;
        }
        NS_TEST_EXPECT_MSG_LT(lastCqi, 15, "the last UE is far");
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Delivered rates against the sinks' counts, with and without fading.
 */
class LteDeliveredRateTestCase : public TestCase
{
  public:
    /**
     * @param nakagamiM shape of the fading, 0 for none
     */
    explicit LteDeliveredRateTestCase(double nakagamiM)
        : TestCase("Delivered rates against the sinks' counts, fading " +
                   std::to_string(nakagamiM)),
          m_nakagamiM(nakagamiM)
    {
    }

  private:
    void DoRun() override
    {
        LteEdgeTopologyHelper topology;
        topology.SetUes(2, "ns3::ConstantPositionMobilityModel");
        topology.SetBandwidth(25, 25);
        topology.SetAttribute("NakagamiM", DoubleValue(m_nakagamiM));
        EdgeTopology net = topology.Build();
        for (uint32_t i = 0; i < 2; ++i)
        {
            net.ues.Get(i)->GetObject<MobilityModel>()->SetPosition(
                Vector(m_nakagamiM > 0 ? 110 : 40, 0.1 * i, 0));
        }
        LteTestTraffic traffic(net);
        Saturate(net, traffic, true, true, 2.5e6, Seconds(0.3), Seconds(4));
        for (const double at : {1.5, 2.0, 3.6})
        {
            // at a slot's border the window is exactly the last 0.95 s
            RunUntil(Seconds(at));
            std::vector<ChannelState> states(2);
            net.radio->Observe(0, states[0]);
            net.radio->Observe(1, states[1]);
            // from the cell to the server 2 ms pass, and the wire's time
            const Time shift = MicroSeconds(2020);
            RunUntil(Seconds(at) + shift);
            for (uint32_t i = 0; i < 2; ++i)
            {
                const ChannelState& state = states[i];
                const double factor = (1000.0 + IP_UDP_HEADERS) / 1000 * 8 / 0.95;
                const double up = factor * LteTestTraffic::GetBytes(traffic.atServer[i],
                                                                    Seconds(at - 0.95) + shift,
                                                                    Seconds(at) + shift);
                const double down =
                    factor *
                    LteTestTraffic::GetBytes(traffic.atUes[i], Seconds(at - 0.95), Seconds(at));
                NS_TEST_EXPECT_MSG_GT(up, 1e6, "the sink receives");
                NS_TEST_EXPECT_MSG_EQ_TOL(state.uplinkRate.GetOr(0), up, 0.02 * up, "uplink");
                NS_TEST_EXPECT_MSG_EQ_TOL(state.downlinkRate.GetOr(0),
                                          down,
                                          0.02 * down,
                                          "downlink");
                NS_TEST_EXPECT_MSG_EQ((state.retryRatio.GetOr(0) > 0), (m_nakagamiM > 0), "errors");
                NS_TEST_EXPECT_MSG_LT(state.lossRatio.GetOr(1), 0.5, "HARQ repairs most");
            }
        }
        Simulator::Destroy();
    }

    double m_nakagamiM; //!< fading
};

/**
 * @ingroup edge-inference-tests
 * @brief Backlog and head-of-line delay of a UE that is given no spectrum.
 */
class LteBacklogTestCase : public TestCase
{
  public:
    LteBacklogTestCase()
        : TestCase("Backlog against injected bytes, head-of-line delay, both directions")
    {
    }

  private:
    void DoRun() override
    {
        EdgeTopology net = BuildCell(2, 25, 20);
        LteTestTraffic traffic(net);
        Saturate(net, traffic, true, true, 1e6, Seconds(0.1), Seconds(0.3));
        RunUntil(Seconds(0.5));
        net.radio->SetSpectrumShares(EdgeLinkDirection::UPLINK, {0, 1});
        net.radio->SetSpectrumShares(EdgeLinkDirection::DOWNLINK, {0, 1});
        RunUntil(Seconds(0.6));
        uint32_t up = 0;
        uint32_t down = 0;
        for (uint32_t i = 0; i < 30; ++i)
        {
            const uint32_t size = 20 + 45 * i; // one packet each, below the MTU
            traffic.SendUp(0, size);
            up += size + IP_UDP_HEADERS + PDCP_HEADER;
            traffic.SendDown(0, size);
            down += size + IP_UDP_HEADERS + PDCP_HEADER + RLC_ESTIMATE;
        }
        RunUntil(Seconds(0.65));
        ChannelState state;
        net.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_EQ(state.backlog.value, up, "all bytes wait");
        NS_TEST_EXPECT_MSG_EQ_TOL(state.headOfLineDelay.GetOr(0), 0.05, 1e-9, "since injection");
        NS_TEST_EXPECT_MSG_EQ(state.downlinkBacklog.value, down, "all bytes wait at the cell");
        NS_TEST_EXPECT_MSG_EQ_TOL(state.downlinkHeadOfLineDelay.GetOr(0),
                                  0.048,
                                  0.002,
                                  "since they came to the cell, 2 ms after injection");
        net.radio->Observe(1, state);
        NS_TEST_EXPECT_MSG_EQ(state.backlog.value, 0, "another UE's queue is its own");
        NS_TEST_EXPECT_MSG_EQ(state.headOfLineDelay.value, 0, "nothing waits");

        // exact again in the middle of sending, with segments and several packets in a block
        net.radio->SetSpectrumShares(EdgeLinkDirection::UPLINK, {0.03, 0.9});
        const std::size_t before = traffic.atServer[0].size();
        RunUntil(Seconds(0.7));
        net.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_LT(state.backlog.value, up, "some are sent");
        NS_TEST_EXPECT_MSG_GT(state.backlog.value, 0, "some are not");
        const double left = state.backlog.value;
        net.radio->SetSpectrumShares(EdgeLinkDirection::UPLINK, {0, 1});
        RunUntil(Seconds(0.9));
        net.radio->Observe(0, state);
        double arrived = 0;
        for (std::size_t i = before; i < traffic.atServer[0].size(); ++i)
        {
            arrived += traffic.atServer[0][i].size + IP_UDP_HEADERS + PDCP_HEADER;
        }
        // what is neither queued nor delivered are the first segments of one packet
        const double partial = up - arrived - state.backlog.value;
        NS_TEST_EXPECT_MSG_GT_OR_EQ(partial, 0, "no byte is counted twice");
        NS_TEST_EXPECT_MSG_LT(partial, 20 + 45 * 29 + IP_UDP_HEADERS + PDCP_HEADER, "one packet");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(state.backlog.value, left, "nothing came back");
        net.radio->SetSpectrumShares(EdgeLinkDirection::UPLINK, {});
        net.radio->SetSpectrumShares(EdgeLinkDirection::DOWNLINK, {});
        RunUntil(Seconds(1.2));
        net.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_EQ(state.backlog.value, 0, "all sent");
        NS_TEST_EXPECT_MSG_EQ(state.downlinkBacklog.value, 0, "all sent");
        NS_TEST_EXPECT_MSG_EQ(traffic.atServer[0].size() - before, 30, "all delivered");
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief The same run with and without a LteRadioAccess.
 */
class LtePassiveTestCase : public TestCase
{
  public:
    LtePassiveTestCase()
        : TestCase("Observing changes no packet; a radio that goes leaves the stack as it was")
    {
    }

  private:
    /// When the radio goes.
    enum Radio
    {
        STAYS,  //!< observes every 3 ms
        NEVER,  //!< gone before the run
        MIDDLE, //!< gone in the middle of it
        SHARED  //!< divides spectrum for a while before the traffic begins
    };

    /**
     * @param radio when the radio goes
     * @return packets that arrived, everywhere
     */
    std::vector<LteTestTraffic::Arrival> RunOnce(Radio radio)
    {
        LteEdgeTopologyHelper topology;
        topology.SetUes(4);
        topology.SetBandwidth(25, 25);
        topology.SetAttribute("NakagamiM", DoubleValue(2));
        EdgeTopology net = topology.Build();
        LteTestTraffic traffic(net);
        Saturate(net, traffic, true, true, 1.5e6, Seconds(0.2), Seconds(1));
        ChannelState state;
        std::function<void()> look = [&]() {
            for (uint32_t i = 0; i < net.ues.GetN() && net.radio; ++i)
            {
                net.radio->Observe(i, state);
            }
            Simulator::Schedule(MilliSeconds(3), look);
        };
        Simulator::Schedule(MilliSeconds(1), look);
        switch (radio)
        {
        case NEVER:
            net.radio = nullptr;
            break;
        case MIDDLE:
            Simulator::Schedule(Seconds(0.6), [&net]() { net.radio = nullptr; });
            break;
        case SHARED:
            for (const auto direction : {EdgeLinkDirection::UPLINK, EdgeLinkDirection::DOWNLINK})
            {
                net.radio->SetSpectrumShares(direction, {0.1, 0.2, 0.3, 0.4});
                Simulator::Schedule(Seconds(0.15), [&net, direction]() {
                    net.radio->SetSpectrumShares(direction, {});
                });
            }
            break;
        default:
            break;
        }
        Simulator::Stop(Seconds(1.1));
        Simulator::Run();
        Simulator::Destroy();
        std::vector<LteTestTraffic::Arrival> all;
        for (uint32_t i = 0; i < 4; ++i)
        {
            all.insert(all.end(), traffic.atServer[i].begin(), traffic.atServer[i].end());
            all.insert(all.end(), traffic.atUes[i].begin(), traffic.atUes[i].end());
        }
        return all;
    }

    void DoRun() override
    {
        const auto without = RunOnce(NEVER);
        NS_TEST_EXPECT_MSG_GT(without.size(), 800, "there was traffic");
        for (const auto radio : {STAYS, MIDDLE, SHARED})
        {
            const auto with = RunOnce(radio);
            NS_TEST_ASSERT_MSG_EQ(with.size(), without.size(), "same packets, case " << radio);
            std::size_t differing = 0;
            for (std::size_t i = 0; i < with.size(); ++i)
            {
                differing += with[i].at != without[i].at || with[i].size != without[i].size ? 1 : 0;
            }
            NS_TEST_EXPECT_MSG_EQ(differing, 0, "same packets at the same instants, " << radio);
        }
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Tests of LteRadioAccess.
 */
class LteRadioAccessTestSuite : public TestSuite
{
  public:
    LteRadioAccessTestSuite()
        : TestSuite("edge-inference-lte-radio-access", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new LteSpectrumCreditTestCase());
        AddTestCase(new LteSharesTestCase(25, {0.2, 0.8}));
        AddTestCase(new LteSharesTestCase(25, {0.1, 0.3, 0.6}));
        AddTestCase(new LteSharesTestCase(50, {0.4, 0.3, 0.15, 0.1, 0.05}));
        AddTestCase(
            new LteSharesTestCase(25, {0.3, 0.2, 0.1, 0.1, 0.1, 0.05, 0.05, 0.04, 0.03, 0.03}));
        AddTestCase(new LteShareChangesTestCase());
        AddTestCase(new LtePathLossTestCase());
        AddTestCase(new LteDeliveredRateTestCase(0));
        AddTestCase(new LteDeliveredRateTestCase(1));
        AddTestCase(new LteBacklogTestCase());
        AddTestCase(new LtePassiveTestCase());
    }
};

static LteRadioAccessTestSuite g_lteRadioAccessTestSuite; //!< registers the suite
