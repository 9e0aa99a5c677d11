// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/rules/fixed-plan-policy.h"

#include "ns3/boolean.h"
#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/edge-inference-helper.h"
#include "ns3/inference-episode.h"
#include "ns3/link-edge-topology-helper.h"
#include "ns3/link-radio-access.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;

namespace
{

/**
 * @param topology builds the network
 * @param rate tasks a second of each UE
 * @param stop when the last task is created
 * @return streams of tasks that all go to server 0
 */
EdgeInferenceHelper
Install(EdgeTopologyHelper& topology, double rate, Time stop)
{
    EdgeInferenceHelper inference(topology.Build());
    inference.SetDnn("alexnet-cifar10");
    inference.SetDevices("raspberry-pi-4", "nvidia-t4");
    inference.AddStreams("ns3::PoissonTaskStream",
                         "Rate",
                         DoubleValue(rate),
                         "Deadline",
                         TimeValue(MilliSeconds(60)));
    auto policy = CreateObject<FixedPlanPolicy>();
    InferencePlan plan;
    plan.exit = 2;
    plan.cut = 0;
    plan.bits = 8;
    policy->SetPlan(plan);
    inference.SetPolicy(policy);
    inference.SetTaskPeriod(MilliSeconds(100), stop);
    inference.Install();
    inference.AssignStreams(InferenceEpisode::FIRST_STREAM);
    return inference;
}

} // namespace

/**
 * @ingroup edge-inference-tests
 * @brief UEs drive along six cells: handovers in order, books balanced at every instant, a state
 * without breaks.
 */
class LinkDriveTestCase : public TestCase
{
  public:
    /**
     * @param drop what becomes of packets that wait when a handover begins
     * @param placement of the servers
     * @param transport of messages
     */
    LinkDriveTestCase(bool drop,
                      EdgeTopologyHelper::ServerPlacement placement,
                      const std::string& transport)
        : TestCase("drive along six cells, " + transport + (drop ? " dropped" : " kept")),
          m_drop(drop),
          m_placement(placement),
          m_transport(transport)
    {
    }

  private:
    void DoRun() override
    {
        constexpr uint32_t CELLS = 6;
        constexpr uint32_t UES = 3;
        LinkEdgeTopologyHelper topology;
        topology.SetCells(CELLS);
        topology.SetServerPlacement(m_placement);
        topology.SetAttribute("DropAtHandover", BooleanValue(m_drop));
        topology.SetAttribute("Transport", StringValue(m_transport));
        topology.SetAttribute("HandoverInterruption", TimeValue(MilliSeconds(150)));
        topology.SetAttribute("ShadowingDeviation", DoubleValue(0));
        topology.SetAttribute("UplinkBandwidth", DoubleValue(0.15e6)); // packets often wait
        topology.SetUes(UES, "ns3::ConstantVelocityMobilityModel");
        topology.SetUePositions({Vector(-270, 5, 0), Vector(-280, 8, 0), Vector(-260, -5, 0)});
        const EdgeInferenceHelper inference = Install(topology, 25, Seconds(21.5));
        const EdgeTopology& net = inference.GetTopology();
        uint64_t starts = 0;
        uint64_t ends = 0;
        uint64_t dropped = 0;
        auto medium = DynamicCast<LinkRadioAccess>(net.radio)->GetMedium();
        medium->TraceConnectWithoutContext(
            "HandoverStart",
            MakeLambdaCallback([&starts](uint32_t, uint32_t, uint32_t) { ++starts; }));
        medium->TraceConnectWithoutContext(
            "HandoverEnd",
            MakeLambdaCallback([&ends](uint32_t, uint32_t, uint32_t) { ++ends; }));
        medium->TraceConnectWithoutContext(
            "PacketDropped",
            MakeLambdaCallback([&dropped](uint32_t,
                                          EdgeLinkDirection,
                                          Ptr<const Packet>,
                                          LinkRadioMedium::DropReason reason) {
                dropped += reason == LinkRadioMedium::HANDOVER_DROP ? 1 : 0;
            }));
        for (uint32_t i = 0; i < UES; ++i)
        {
            net.ues.Get(i)->GetObject<ConstantVelocityMobilityModel>()->SetVelocity(
                Vector(25, 0, 0));
        }
        std::vector<ChannelState> last(UES);
        const Time step = MilliSeconds(7);
        bool wasHandingOver = false;
        while (Simulator::Now() < inference.GetEndOfTasks())
        {
            Simulator::Stop(step);
            Simulator::Run();
            for (uint32_t i = 0; i < UES; ++i)
            {
                const auto& client = inference.GetClients()[i];
                const auto& books = client->GetCounters();
                NS_TEST_ASSERT_MSG_EQ(books.created,
                                      books.completed + books.late + books.dropped +
                                          client->GetInFlight(),
                                      "books at " << Simulator::Now().GetSeconds());
                ChannelState state;
                net.radio->Observe(i, state);
                wasHandingOver = wasHandingOver || state.handingOver;
                NS_TEST_ASSERT_MSG_EQ(state.servingCell, state.handovers, "cell after cell");
                NS_TEST_ASSERT_MSG_EQ(state.uplinkRate.IsKnown(), true, "always known");
                NS_TEST_ASSERT_MSG_EQ(state.powerDbm.IsKnown(), true, "always known");
                NS_TEST_ASSERT_MSG_EQ(state.backlog.IsKnown(), true, "always known");
                NS_TEST_ASSERT_MSG_EQ(state.neighbours.size(), CELLS - 1, "all are heard");
                if (state.handingOver)
                {
                    NS_TEST_ASSERT_MSG_EQ(state.uplinkPhyRate.value, 0, "nothing is carried");
                    NS_TEST_ASSERT_MSG_EQ(state.uplinkShare.value, 0, "nothing is given");
                }
                if (last[i].time.IsStrictlyPositive())
                {
                    NS_TEST_ASSERT_MSG_LT(CalculateDistance(state.position, last[i].position),
                                          25 * 0.00701,
                                          "no jump");
                    NS_TEST_ASSERT_MSG_EQ((state.handovers == last[i].handovers ||
                                           state.handovers == last[i].handovers + 1),
                                          true,
                                          "one at a time");
                    // 25 m/s at 5 m: at most 8 dB a block; at a handover 3 dB and more are gained
                    NS_TEST_ASSERT_MSG_LT(std::abs(state.powerDbm.value - last[i].powerDbm.value),
                                          12,
                                          "no jump");
                }
                last[i] = state;
            }
        }
        NS_TEST_EXPECT_MSG_EQ(wasHandingOver, true, "seen");
        NS_TEST_EXPECT_MSG_EQ(starts, UES * (CELLS - 1), "five handovers each");
        NS_TEST_EXPECT_MSG_EQ(ends, starts, "all were completed");
        NS_TEST_EXPECT_MSG_EQ((dropped > 0), m_drop, "packets that waited");
        uint64_t completed = 0;
        uint64_t lost = 0;
        for (const auto& client : inference.GetClients())
        {
            const auto& books = client->GetCounters();
            NS_TEST_EXPECT_MSG_EQ(client->GetInFlight(), 0, "all have ended");
            NS_TEST_EXPECT_MSG_GT(books.created, 400, "there were many");
            completed += books.completed;
            lost += books.late + books.dropped;
        }
        NS_TEST_EXPECT_MSG_GT(completed, 600, "many arrive");
        // 15 handovers of 150 ms, 25 tasks a second with 60 ms to go
        NS_TEST_EXPECT_MSG_GT(lost, 15, "a handover costs some");
        Simulator::Destroy();
    }

    bool m_drop;                                     //!< packets that wait are dropped
    EdgeTopologyHelper::ServerPlacement m_placement; //!< of the servers
    std::string m_transport;                         //!< of messages
};

/**
 * @ingroup edge-inference-tests
 * @brief The run number decides everything, however often it was built before.
 */
class LinkEpisodesTestCase : public TestCase
{
  public:
    LinkEpisodesTestCase()
        : TestCase("same run number, same packets; nothing holds the objects of an episode")
    {
    }

  private:
    /**
     * @param topology what to build
     * @param run RngRun
     * @return digest of when what was sent
     */
    static uint64_t Run(LinkEdgeTopologyHelper& topology, uint64_t run)
    {
        RngSeedManager::SetRun(run);
        uint64_t digest = 14695981039346656037ULL;
        {
            const EdgeInferenceHelper inference = Install(topology, 30, Seconds(2));
            DynamicCast<LinkRadioAccess>(inference.GetTopology().radio)
                ->GetMedium()
                ->TraceConnectWithoutContext(
                    "PacketSent",
                    MakeLambdaCallback(
                        [&digest](uint32_t ue, EdgeLinkDirection, uint32_t bytes, Time delay) {
                            for (uint64_t value : {uint64_t(Simulator::Now().GetTimeStep()),
                                                   uint64_t(ue),
                                                   uint64_t(bytes),
                                                   uint64_t(delay.GetTimeStep())})
                            {
                                digest = (digest ^ value) * 1099511628211ULL;
                            }
                        }));
            Simulator::Stop(inference.GetEndOfTasks());
            Simulator::Run();
        }
        Simulator::Destroy();
        return digest;
    }

    /// @param topology gets everything that is random
    static void Choose(LinkEdgeTopologyHelper& topology)
    {
        topology.SetCells(3);
        topology.SetArea(150);
        topology.SetUes(5,
                        "ns3::RandomWaypointMobilityModel",
                        "Speed",
                        StringValue("ns3::UniformRandomVariable[Min=10|Max=30]"));
    }

    void DoRun() override
    {
        const uint64_t saved = RngSeedManager::GetRun();
        LinkEdgeTopologyHelper topology;
        Choose(topology);
        const uint64_t first = Run(topology, 1);
        const uint64_t second = Run(topology, 2);
        CreateObject<UniformRandomVariable>()->GetValue(); // takes an automatic stream
        LinkEdgeTopologyHelper another;
        Choose(another);
        NS_TEST_EXPECT_MSG_EQ(Run(another, 1), first, "the same again");
        NS_TEST_EXPECT_MSG_NE(second, first, "another run");
        another.AssignStreams(77);
        NS_TEST_EXPECT_MSG_NE(Run(another, 1), first, "other streams");
        RngSeedManager::SetRun(saved);

        Ptr<Node> ue;
        Ptr<Node> cell;
        Ptr<RadioAccess> radio;
        Ptr<LinkRadioMedium> medium;
        {
            LinkEdgeTopologyHelper scoped;
            Choose(scoped);
            const EdgeTopology net = scoped.Build();
            ue = net.ues.Get(0);
            cell = net.cells.Get(0);
            radio = net.radio;
            medium = DynamicCast<LinkRadioAccess>(radio)->GetMedium();
            Simulator::Stop(MilliSeconds(300));
            Simulator::Run();
            Simulator::Destroy();
        }
        NS_TEST_EXPECT_MSG_EQ(radio->GetReferenceCount(), 1, "nobody holds the radio");
        radio = nullptr;
        NS_TEST_EXPECT_MSG_EQ(medium->GetReferenceCount(), 1, "nobody holds the medium");
        medium = nullptr;
        NS_TEST_EXPECT_MSG_EQ(ue->GetReferenceCount(), 1, "nobody holds a UE");
        NS_TEST_EXPECT_MSG_EQ(cell->GetReferenceCount(), 1, "nobody holds a cell");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief A thousand UEs are built, served and heard.
 */
class LinkThousandTestCase : public TestCase
{
  public:
    LinkThousandTestCase()
        : TestCase("a thousand UEs in seven cells")
    {
    }

  private:
    void DoRun() override
    {
        LinkEdgeTopologyHelper topology;
        topology.SetAttribute("CellLayout", StringValue("Hexagon"));
        topology.SetCells(7);
        topology.SetArea(150);
        topology.SetUes(1000);
        const EdgeInferenceHelper inference = Install(topology, 2, Seconds(0.6));
        Simulator::Stop(inference.GetEndOfTasks());
        Simulator::Run();
        uint64_t created = 0;
        uint64_t ended = 0;
        std::vector<uint32_t> served(7, 0);
        ChannelState state;
        for (uint32_t i = 0; i < 1000; ++i)
        {
            const auto& books = inference.GetClients()[i]->GetCounters();
            created += books.created;
            ended += books.completed + books.late + books.dropped;
            inference.GetTopology().radio->Observe(i, state);
            ++served[state.servingCell];
        }
        NS_TEST_EXPECT_MSG_GT(created, 800, "tasks");
        NS_TEST_EXPECT_MSG_EQ(ended, created, "all ended");
        for (uint32_t n : served)
        {
            NS_TEST_EXPECT_MSG_GT(n, 50, "every cell serves some");
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Tests of LinkEdgeTopologyHelper.
 */
class LinkEdgeTopologyTestSuite : public TestSuite
{
  public:
    LinkEdgeTopologyTestSuite()
        : TestSuite("edge-inference-link-edge-topology", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new LinkDriveTestCase(false, EdgeTopologyHelper::SHARED, "Packets"));
        AddTestCase(new LinkDriveTestCase(true, EdgeTopologyHelper::PER_CELL, "Packets"));
        AddTestCase(new LinkDriveTestCase(false, EdgeTopologyHelper::PER_CELL, "Messages"));
        AddTestCase(new LinkDriveTestCase(true, EdgeTopologyHelper::SHARED, "Messages"));
        AddTestCase(new LinkEpisodesTestCase());
        AddTestCase(new LinkThousandTestCase());
    }
};

static LinkEdgeTopologyTestSuite g_linkEdgeTopologyTestSuite; //!< registers the suite
