// SPDX-License-Identifier: GPL-2.0-only

#include "../../radio/nr/nr-test-traffic.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/edge-topology-factory.h"
#include "ns3/enum.h"
#include "ns3/inference-input-error.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <memory>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;
using namespace ns3::nrtest;

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
        Refuses("ChannelModel", StringValue("RMa")); // UEs and cells have a height of 0
        auto helper = EdgeTopologyFactory::Create("nr");
        NS_TEST_EXPECT_MSG_EQ((dynamic_cast<NrEdgeTopologyHelper*>(helper.get()) != nullptr),
                              true,
                              "made by name");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Many UEs with data at one time, for whom the same part each would be too small for a
 * grant.
 */
class NrManyUesTestCase : public TestCase
{
  public:
    NrManyUesTestCase()
        : TestCase("NR: 60 UEs of one cell, with and without shares")
    {
    }

  private:
    void DoRun() override
    {
        constexpr uint32_t N = 60;
        for (const bool divided : {false, true})
        {
            NrEdgeTopologyHelper helper;
            PlaceUesNear(helper, N);
            EdgeTopology net = helper.Build();
            NrTraffic traffic(net);
            for (const auto direction : DIRECTIONS)
            {
                if (divided)
                {
                    net.radio->SetSpectrumShares(direction, std::vector<double>(N, 1));
                }
                for (uint32_t ue = 0; ue < N; ++ue)
                {
                    traffic.SendPeriodically(direction,
                                             ue,
                                             500,
                                             MilliSeconds(50),
                                             MilliSeconds(100),
                                             MilliSeconds(200));
                }
            }
            Simulator::Stop(MilliSeconds(400));
            Simulator::Run();
            for (uint32_t ue = 0; ue < N; ++ue)
            {
                NS_TEST_EXPECT_MSG_EQ(traffic.atServer[ue].size(), 2, "uplink of UE " << ue);
                NS_TEST_EXPECT_MSG_EQ(traffic.atUe[ue].size(), 2, "downlink of UE " << ue);
            }
            Simulator::Destroy();
        }
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief NrEdgeTopologyHelper.
 */
class NrEdgeTopologyTestSuite : public TestSuite
{
  public:
    NrEdgeTopologyTestSuite()
        : TestSuite("edge-inference-nr-edge-topology", TestSuite::Type::UNIT)
    {
        AddTestCase(new NrInputTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrCellsTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrManyUesTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new NrBeamsTestCase, EDGE_INFERENCE_TEST_QUICK);
    }
};

/// The suite.
static NrEdgeTopologyTestSuite g_nrEdgeTopologyTestSuite;
