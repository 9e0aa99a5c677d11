// SPDX-License-Identifier: GPL-2.0-only

#include "nr-test-traffic.h"

#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/mobility-model.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;
using namespace ns3::nrtest;

namespace
{

constexpr uint32_t PDCP_HEADER = 2; //!< bytes, 3GPP TS 36.323, 6.2.3

/// Resource blocks of 20 MHz at 30 kHz subcarriers; nr leaves 4 % for guards (RbOverhead).
constexpr double N_BLOCKS = 53;

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
        net.radio->SetAttribute("Window", TimeValue(MilliSeconds(200)));
        NrTraffic traffic(net);
        NrUse use(net.radio, n);
        for (const auto direction : DIRECTIONS)
        {
            NS_TEST_EXPECT_MSG_EQ(net.radio->CanShareSpectrum(direction), true, "can share");
            net.radio->SetSpectrumShares(direction, m_shares);
            for (uint32_t ue = 0; ue < n; ++ue)
            {
                // 57 Mbit/s, more than the share of any
                traffic.SendPeriodically(direction,
                                         ue,
                                         1400,
                                         MicroSeconds(200),
                                         MilliSeconds(100),
                                         MilliSeconds(400));
            }
        }
        Simulator::Stop(MilliSeconds(400));
        Simulator::Run();
        const double sum = std::accumulate(m_shares.begin(), m_shares.end(), 0.0);
        for (const auto direction : DIRECTIONS)
        {
            std::vector<double> realised;
            net.radio->GetRealisedShares(direction, realised);
            const auto parts = use.GetParts(direction, MilliSeconds(200), MilliSeconds(400));
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
                const auto& observed = direction == EdgeLinkDirection::UPLINK ? state.uplinkShare
                                                                              : state.downlinkShare;
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
                                         MicroSeconds(200),
                                         MilliSeconds(300),
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
                                         MicroSeconds(200),
                                         MilliSeconds(100),
                                         MilliSeconds(200));
            }
            Simulator::Stop(MilliSeconds(200));
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
        const auto send = [&traffic](EdgeLinkDirection direction, uint32_t ue, int microseconds) {
            traffic.SendPeriodically(direction,
                                     ue,
                                     1000,
                                     MicroSeconds(microseconds),
                                     MilliSeconds(100),
                                     MilliSeconds(1500));
        };
        send(EdgeLinkDirection::UPLINK, 0, 4000);
        send(EdgeLinkDirection::DOWNLINK, 0, 3000);
        send(EdgeLinkDirection::UPLINK, 1, 2000);
        send(EdgeLinkDirection::DOWNLINK, 1, 8000);
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
                                         MilliSeconds(400));
            }
        }
        ChannelState state;
        for (int t = 0; observe && t < 400; t += 10)
        {
            Simulator::Schedule(MilliSeconds(t), [&net, &state] {
                for (uint32_t ue = 0; ue < 4; ++ue)
                {
                    net.radio->Observe(ue, state);
                }
            });
        }
        Simulator::Stop(MilliSeconds(400));
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
 * @brief The NR radio against closed forms.
 */
class NrRadioAccessTestSuite : public TestSuite
{
  public:
    NrRadioAccessTestSuite()
        : TestSuite("edge-inference-nr-radio-access", TestSuite::Type::UNIT)
    {
        AddTestCase(new NrSinrTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrBacklogTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrRateTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrSharesTestCase({0.2, 0.8}), EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrSharesTestCase({0.1, 0.3, 0.6}), EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrSharesTestCase({0.25, 0.15}), EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrSharesTestCase({1.5, 0.5}), EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrShareChangeTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrTransparentTestCase, EDGE_INFERENCE_TEST_QUICK);
    }
};

/// The suite.
static NrRadioAccessTestSuite g_nrRadioAccessTestSuite;
