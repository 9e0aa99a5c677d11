// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/edge-inference-compat.h"
#include "ns3/inet-socket-address.h"
#include "ns3/mobility-model.h"
#include "ns3/ofdm-phy.h"
#include "ns3/on-off-helper.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/wifi-edge-topology-helper.h"
#include "ns3/wifi-mac-header.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy.h"
#include "ns3/wifi-psdu.h"
#include "ns3/wifi-tx-vector.h"

#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief Stations that hear each other do not send into each other's frames.
 */

using namespace ns3;

namespace
{

/// Saturated UEs collide in the same slot, and never later.
class WifiCarrierSenseTestCase : public TestCase
{
  public:
    /// @param run of the random numbers; without the guard some runs have such frames, some none
    explicit WifiCarrierSenseTestCase(uint64_t run)
        : TestCase("a UE whose frame collided waits until the other's has ended, run " +
                   std::to_string(run)),
          m_run(run)
    {
    }

  private:
    /// A frame on the air.
    struct Frame
    {
        uint32_t ue{0}; //!< who sends it
        Time begin;     //!< when it begins
        Time end;       //!< when it ends
    };

    void DoRun() override
    {
        RngSeedManager::SetRun(m_run);
        constexpr uint32_t UES = 2;
        WifiEdgeTopologyHelper topology;
        topology.SetUes(UES, "ns3::ConstantPositionMobilityModel");
        topology.SetArea(10);
        EdgeTopology net = topology.Build();
        std::vector<Frame> frames;
        for (uint32_t ue = 0; ue < UES; ++ue)
        {
            OnOffHelper source("ns3::UdpSocketFactory",
                               InetSocketAddress(net.serverAddresses[0], 100));
            source.SetConstantRate(DataRate("120Mbps"), 1400);
            source.SetAttribute("StartTime", TimeValue(MilliSeconds(500)));
            source.Install(net.ues.Get(ue));
            const auto phy = DynamicCast<WifiNetDevice>(net.ueDevices.Get(ue))->GetPhy();
            phy->TraceConnectWithoutContext(
                "PhyTxPsduBegin",
                MakeLambdaCallback([&frames, ue, phy = PeekPointer(phy)](WifiConstPsduMap psdus,
                                                                         WifiTxVector txVector,
                                                                         double) {
                    const WifiMacHeader& header = psdus.begin()->second->GetHeader(0);
                    if (header.IsAck() || header.IsBlockAck() || header.IsCts())
                    {
                        return; // an answer waits for nothing
                    }
                    const Time now = Simulator::Now();
                    const Time duration =
                        WifiPhy::CalculateTxDuration(psdus, txVector, phy->GetPhyBand());
                    frames.push_back({ue, now, now + duration});
                }));
        }
        Simulator::Stop(Seconds(3));
        Simulator::Run();
        Simulator::Destroy();

        uint32_t sameSlot = 0;
        uint32_t later = 0;
        Frame last;
        for (const Frame& frame : frames)
        {
            if (frame.ue != last.ue && frame.begin < last.end)
            {
                // a slot has 9 us, and a signal needs less than 0.1 us
                ++(frame.begin - last.begin < MicroSeconds(1) ? sameSlot : later);
            }
            if (frame.end > last.end)
            {
                last = frame;
            }
        }
        NS_TEST_EXPECT_MSG_GT(frames.size(), 400, "both send");
        NS_TEST_EXPECT_MSG_GT(sameSlot, 10, "some collide, or this test shows nothing");
        NS_TEST_EXPECT_MSG_EQ(later, 0, "frames begun while the other's was on the air");
    }

    const uint64_t m_run; //!< run of the random numbers
};

/// A weak frame that is being decoded keeps the medium busy when another weak one comes.
class WifiDecodingTestCase : public TestCase
{
  public:
    WifiDecodingTestCase()
        : TestCase("the medium is busy while a header is decoded")
    {
    }

  private:
    void DoRun() override
    {
        WifiEdgeTopologyHelper topology;
        topology.SetUes(2, "ns3::ConstantPositionMobilityModel");
        EdgeTopology net = topology.Build();
        // Powers of -89.8 and -91.7 dBm: the first is decoded, both together are below -82 dBm.
        const double distances[] = {87, -100};
        const Vector center = net.cells.Get(0)->GetObject<MobilityModel>()->GetPosition();
        std::vector<Ptr<WifiPhy>> phys;
        for (uint32_t ue = 0; ue < 2; ++ue)
        {
            net.ues.Get(ue)->GetObject<MobilityModel>()->SetPosition(
                Vector(center.x + distances[ue], center.y, center.z));
            phys.push_back(DynamicCast<WifiNetDevice>(net.ueDevices.Get(ue))->GetPhy());
        }
        const Ptr<WifiPhy> phy = DynamicCast<WifiNetDevice>(net.cellDevices.Get(0))->GetPhy();
        uint32_t decoding = 0;
        uint32_t idle = 0;
        for (uint32_t i = 0; i < 20; ++i)
        {
            const Time begin = MilliSeconds(300 + 7 * i);
            Simulator::Schedule(begin, [sender = phys[0]] { Send(*sender); });
            Simulator::Schedule(begin + MicroSeconds(15), [&decoding, phy, sender = phys[1]] {
                decoding += phy->IsStateCcaBusy() ? 1 : 0;
                Send(*sender);
            });
            Simulator::Schedule(begin + MicroSeconds(16),
                                [&idle, phy] { idle += phy->IsStateIdle() ? 1 : 0; });
        }
        Simulator::Stop(MilliSeconds(500));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_GT(decoding, 10, "the first is decoded when the second comes");
        NS_TEST_EXPECT_MSG_EQ(idle, 0, "and still when it has come");
        Simulator::Destroy();
    }

    /// @param phy sends a frame of 802.11a at 6 Mbit/s that is for nobody
    static void Send(WifiPhy& phy)
    {
        WifiTxVector txVector;
        txVector.SetMode(OfdmPhy::GetOfdmRate6Mbps());
        txVector.SetPreambleType(WIFI_PREAMBLE_LONG);
        txVector.SetChannelWidth(20);
        WifiMacHeader header(WIFI_MAC_DATA);
        header.SetAddr1(Mac48Address("02:00:00:00:00:01"));
        header.SetAddr2(Mac48Address("02:00:00:00:00:02"));
        header.SetAddr3(Mac48Address("02:00:00:00:00:03"));
        phy.Send(Create<WifiPsdu>(Create<Packet>(20), header), txVector);
    }
};

/// The suite.
class WifiCarrierSenseTestSuite : public TestSuite
{
  public:
    WifiCarrierSenseTestSuite()
        : TestSuite("edge-inference-wifi-carrier-sense", TestSuite::Type::UNIT)
    {
        for (uint64_t run : {1, 4})
        {
            AddTestCase(new WifiCarrierSenseTestCase(run));
        }
        AddTestCase(new WifiDecodingTestCase());
    }
};

const WifiCarrierSenseTestSuite g_wifiCarrierSenseTestSuite; //!< registers itself

} // namespace
