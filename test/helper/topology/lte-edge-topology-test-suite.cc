// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/rules/fixed-plan-policy.h"
#include "../../../model/radio/lte/lte-radio-access.h"
#include "../../radio/lte/lte-test-bed.h"

#include "ns3/config.h"
#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/edge-inference-helper.h"
#include "ns3/inference-client.h"
#include "ns3/inference-input-error.h"
#include "ns3/lte-edge-topology-helper.h"
#include "ns3/lte-enb-net-device.h"
#include "ns3/lte-enb-rrc.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <array>
#include <cmath>
#include <functional>
#include <memory>
#include <set>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief LteEdgeTopologyHelper: what it builds, and what happens to tasks when UEs move through it.
 */

using namespace ns3;

namespace
{

/// UEs that drive back and forth along the x axis, with tasks of the quickstart's DNN.
class DriveThrough
{
  public:
    /**
     * @param nCells number of cells, 200 m apart
     * @param nUes number of UEs
     * @param turn m: they turn back at this distance from the origin
     * @param speed m/s
     * @param length s, of the period of tasks
     */
    DriveThrough(uint32_t nCells, uint32_t nUes, double turn, double speed, double length)
        : m_turn(turn),
          m_speed(speed)
    {
        LteEdgeTopologyHelper topology;
        topology.SetCells(nCells);
        topology.SetAttribute("CellSpacing", DoubleValue(200));
        topology.SetBandwidth(25, 25);
        topology.SetUes(nUes, "ns3::ConstantVelocityMobilityModel");
        net = topology.Build();
        for (uint32_t i = 0; i < nUes; ++i)
        {
            net.ues.Get(i)->GetObject<MobilityModel>()->SetPosition(Vector(-turn + i, 10, 1.5));
            Simulator::Schedule(Seconds(0.8 + 0.3 * i), &DriveThrough::Turn, this, i, speed);
        }
        inference = std::make_unique<EdgeInferenceHelper>(net);
        inference->SetDnn("alexnet-cifar10");
        inference->SetDevices("raspberry-pi-4", "nvidia-t4");
        inference->AddStreams("ns3::PoissonTaskStream",
                              "Rate",
                              DoubleValue(15),
                              "Deadline",
                              TimeValue(MilliSeconds(200)));
        auto policy = CreateObject<FixedPlanPolicy>();
        InferencePlan plan;
        plan.exit = 2;
        plan.cut = 0;
        plan.bits = 8;
        policy->SetPlan(plan);
        inference->SetPolicy(policy);
        inference->SetTaskPeriod(Seconds(0.5), Seconds(0.5 + length));
        inference->Install();
        inference->AssignStreams(50000);
        for (const auto& client : inference->GetClients())
        {
            client->TraceConnectWithoutContext(
                "TaskEnded",
                MakeLambdaCallback([this](const TaskOutcome& outcome) {
                    ++ended.at(static_cast<int>(outcome.status));
                    endTimes.push_back(Simulator::Now().GetTimeStep());
                }));
        }
    }

    /**
     * @return tasks created so far; 0 when the books are not balanced
     */
    uint64_t CheckBooks() const
    {
        uint64_t created = 0;
        uint64_t over = 0;
        uint64_t open = 0;
        for (const auto& client : inference->GetClients())
        {
            const auto& counters = client->GetCounters();
            created += counters.created;
            over += counters.completed + counters.late + counters.dropped;
            open += client->GetInFlight();
        }
        return created == over + open && over == ended[0] + ended[1] + ended[2] ? created : 0;
    }

    EdgeTopology net;                               //!< the network
    std::unique_ptr<EdgeInferenceHelper> inference; //!< its tasks
    std::array<uint64_t, 3> ended{};                //!< by InferenceTaskStatus
    std::vector<int64_t> endTimes;                  //!< of all tasks

  private:
    /**
     * @param ue who turns
     * @param speed m/s, along the x axis
     */
    void Turn(uint32_t ue, double speed)
    {
        net.ues.Get(ue)->GetObject<ConstantVelocityMobilityModel>()->SetVelocity(
            Vector(speed, 0, 0));
        Simulator::Schedule(Seconds(2 * m_turn / m_speed), &DriveThrough::Turn, this, ue, -speed);
    }

    double m_turn;  //!< m
    double m_speed; //!< m/s
};

} // namespace

/**
 * @ingroup edge-inference-tests
 * @brief What is built.
 */
class LteTopologyStructureTestCase : public TestCase
{
  public:
    LteTopologyStructureTestCase()
        : TestCase("nodes, addresses, paths and periods of what is built")
    {
    }

  private:
    void DoRun() override
    {
        LteEdgeTopologyHelper topology;
        topology.SetCells(3);
        topology.SetUes(50);
        topology.SetServers(2);
        topology.SetClouds(1);
        topology.SetBackhaul(DataRate("200Mbps"), MilliSeconds(3));
        topology.SetAttribute("S1Delay", TimeValue(MilliSeconds(2)));
        topology.SetAttribute("S5Delay", TimeValue(MilliSeconds(4)));
        EdgeTopology net = topology.Build();
        NS_TEST_EXPECT_MSG_EQ(net.cells.GetN(), 3, "cells");
        NS_TEST_EXPECT_MSG_EQ(net.ues.GetN(), 50, "UEs");
        NS_TEST_EXPECT_MSG_EQ(net.servers.GetN(), 3, "servers and clouds");
        NS_TEST_EXPECT_MSG_EQ(net.ueDevices.GetN(), 50, "UE devices");
        NS_TEST_EXPECT_MSG_EQ(net.cellDevices.GetN(), 3, "cell devices");
        NS_TEST_EXPECT_MSG_EQ(net.radio->GetNUes(), 50, "observed");
        NS_TEST_EXPECT_MSG_EQ(
            std::set<Ipv4Address>(net.ueAddresses.begin(), net.ueAddresses.end()).size(),
            50,
            "addresses of their own");
        NS_TEST_EXPECT_MSG_EQ(net.paths.size(), 3, "paths of each cell");
        NS_TEST_EXPECT_MSG_EQ(net.paths[2][1].delay, MilliSeconds(9), "S1, S5 and backhaul");
        NS_TEST_EXPECT_MSG_EQ(net.paths[2][1].rate.GetBitRate(), 200000000, "the slowest");
        for (uint32_t c = 0; c < 3; ++c)
        {
            auto rrc = DynamicCast<LteEnbNetDevice>(net.cellDevices.Get(c))->GetRrc();
            NS_TEST_EXPECT_MSG_EQ(rrc->GetSrsPeriodicity(), 80, "room for 50 UEs in one cell");
        }
        Simulator::Destroy();

        NS_TEST_EXPECT_MSG_EQ(LteEdgeTopologyHelper::GetSrsPeriodicity(1), 40, "ns-3's default");
        NS_TEST_EXPECT_MSG_EQ(LteEdgeTopologyHelper::GetSrsPeriodicity(32), 40, "room");
        NS_TEST_EXPECT_MSG_EQ(LteEdgeTopologyHelper::GetSrsPeriodicity(33), 80, "no room");
        NS_TEST_EXPECT_MSG_EQ(LteEdgeTopologyHelper::GetSrsPeriodicity(100), 160, "100 UEs");
        NS_TEST_EXPECT_MSG_EQ(LteEdgeTopologyHelper::GetSrsPeriodicity(256), 320, "the most");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Delays of S1 and S5 appear in the packets' delays.
 */
class LteTopologyDelayTestCase : public TestCase
{
  public:
    LteTopologyDelayTestCase()
        : TestCase("the delays of the core network are on every packet's way, both ways")
    {
    }

  private:
    /**
     * @param s1 delay of S1
     * @param s5 delay of S5
     * @return when a packet arrives at the server, and one at the UE
     */
    std::pair<Time, Time> RunOnce(Time s1, Time s5)
    {
        LteEdgeTopologyHelper topology;
        topology.SetUes(1, "ns3::ConstantPositionMobilityModel");
        topology.SetAttribute("S1Delay", TimeValue(s1));
        topology.SetAttribute("S5Delay", TimeValue(s5));
        EdgeTopology net = topology.Build();
        LteTestTraffic traffic(net);
        const auto once = Seconds(1);
        traffic.SendPeriodically(0, true, 500, once, Seconds(0.5), Seconds(0.6));
        traffic.SendPeriodically(0, false, 500, once, Seconds(0.7), Seconds(0.8));
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_EQ(traffic.atServer[0].size(), 1, "uplink");
        NS_TEST_EXPECT_MSG_EQ(traffic.atUes[0].size(), 1, "downlink");
        return traffic.atServer[0].size() == 1 && traffic.atUes[0].size() == 1
                   ? std::make_pair(traffic.atServer[0][0].at, traffic.atUes[0][0].at)
                   : std::make_pair(Time(), Time());
    }

    void DoRun() override
    {
        // whole numbers of subframes, so that the radio's part stays as it is
        const auto [up, down] = RunOnce(MilliSeconds(1), Seconds(0));
        const auto [longUp, longDown] = RunOnce(MilliSeconds(7), MilliSeconds(20));
        NS_TEST_EXPECT_MSG_EQ(longUp - up, MilliSeconds(26), "uplink");
        NS_TEST_EXPECT_MSG_EQ(longDown - down, MilliSeconds(26), "downlink");
        NS_TEST_EXPECT_MSG_GT(up, Seconds(0.502), "wires alone take 2 ms");
        NS_TEST_EXPECT_MSG_LT(up, Seconds(0.530), "the radio takes some subframes");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief UEs drive between two cells.
 */
class LteTopologyHandoverTestCase : public TestCase
{
  public:
    LteTopologyHandoverTestCase()
        : TestCase("at least four handovers: books balanced, state goes on, runs are repeatable")
    {
    }

  private:
    /**
     * @param divide with shares
     * @return when tasks ended
     */
    std::vector<int64_t> RunOnce(bool divide)
    {
        DriveThrough drive(2, 2, 100, 60, 15);
        uint32_t handovers = 0;
        std::vector<uint32_t> cells(2, 0);
        if (divide)
        {
            drive.net.radio->SetSpectrumShares(EdgeLinkDirection::UPLINK, {0.5, 0.5});
            drive.net.radio->SetSpectrumShares(EdgeLinkDirection::DOWNLINK, {0.5, 0.5});
        }
        drive.net.radio->TraceConnectWithoutContext(
            "Handover",
            MakeLambdaCallback([&](uint32_t ue, uint32_t from, uint32_t to, bool isOver) {
                ChannelState state;
                drive.net.radio->Observe(ue, state);
                NS_TEST_EXPECT_MSG_EQ(from, cells[ue], "from where it was");
                NS_TEST_EXPECT_MSG_EQ(to, 1 - from, "to the other cell");
                NS_TEST_EXPECT_MSG_EQ(state.handingOver, !isOver, "said in the state");
                NS_TEST_EXPECT_MSG_EQ(state.servingCell, (isOver ? to : from), "serving cell");
                NS_TEST_EXPECT_MSG_EQ(state.connected, true, "connected all the time");
                NS_TEST_EXPECT_MSG_EQ(state.powerDbm.IsKnown(), true, "goes on");
                NS_TEST_EXPECT_MSG_EQ(state.uplinkSinrDb.IsKnown(), true, "goes on");
                NS_TEST_EXPECT_MSG_EQ(state.cqi.IsKnown(), true, "goes on");
                NS_TEST_EXPECT_MSG_GT(state.uplinkRate.value, 0, "the window goes on");
                NS_TEST_EXPECT_MSG_EQ(state.neighbours.size(), 1, "hears the other cell");
                NS_TEST_EXPECT_MSG_GT(drive.CheckBooks(), 0, "books");
                if (isOver)
                {
                    cells[ue] = to;
                    ++handovers;
                    NS_TEST_EXPECT_MSG_EQ(state.lastHandover, Simulator::Now(), "just now");
                }
            }));
        std::function<void()> look = [&]() {
            ChannelState state;
            for (uint32_t i = 0; i < 2; ++i)
            {
                drive.net.radio->Observe(i, state);
                NS_TEST_EXPECT_MSG_EQ(state.connected, true, "connected");
                NS_TEST_EXPECT_MSG_EQ(state.servingCell, cells[i], "serving cell");
                NS_TEST_EXPECT_MSG_LT(Simulator::Now() - state.powerDbm.at,
                                      MilliSeconds(20),
                                      "fresh, except within a handover");
                const Vector cell =
                    drive.net.cells.Get(cells[i])->GetObject<MobilityModel>()->GetPosition();
                NS_TEST_EXPECT_MSG_EQ_TOL(state.distance.value,
                                          CalculateDistance(state.position, cell),
                                          1e-6,
                                          "to the serving cell");
            }
            Simulator::Schedule(MilliSeconds(100), look);
        };
        Simulator::Schedule(Seconds(0.3), look);
        Simulator::Stop(drive.inference->GetEndOfTasks());
        Simulator::Run();
        ChannelState state;
        uint32_t observed = 0;
        for (uint32_t i = 0; i < 2; ++i)
        {
            drive.net.radio->Observe(i, state);
            observed += state.handovers;
        }
        NS_TEST_EXPECT_MSG_EQ(observed, handovers, "counted");
        NS_TEST_EXPECT_MSG_GT_OR_EQ(handovers, 8, "four a UE");
        const uint64_t created = drive.CheckBooks();
        NS_TEST_EXPECT_MSG_GT(created, 350, "tasks");
        NS_TEST_EXPECT_MSG_EQ(created,
                              drive.ended[0] + drive.ended[1] + drive.ended[2],
                              "all tasks ended");
        NS_TEST_EXPECT_MSG_GT(drive.ended[0], created / 2, "most in time");
        auto times = drive.endTimes;
        drive.net.radio = nullptr;
        Simulator::Destroy();
        return times;
    }

    void DoRun() override
    {
        RngSeedManager::SetRun(7);
        const auto first = RunOnce(false);
        RunOnce(true);
        const auto again = RunOnce(false);
        NS_TEST_EXPECT_MSG_EQ((first == again), true, "the same whatever ran before");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief UEs drive out of coverage and back.
 */
class LteTopologyOutageTestCase : public TestCase
{
  public:
    LteTopologyOutageTestCase()
        : TestCase("radio link failures: no task is lost from the books, UEs come back")
    {
    }

  private:
    void DoRun() override
    {
        for (const uint32_t nCells : {1, 2})
        {
            DriveThrough drive(nCells, 2, 1500, 400, 16);
            uint32_t losses = 0;
            drive.net.radio->TraceConnectWithoutContext(
                "Connection",
                MakeLambdaCallback([&](uint32_t ue, bool connected, uint32_t) {
                    ChannelState state;
                    drive.net.radio->Observe(ue, state);
                    NS_TEST_EXPECT_MSG_EQ(state.connected, connected, "said in the state");
                    NS_TEST_EXPECT_MSG_EQ(state.handingOver, false, "no handover");
                    losses += connected ? 0 : 1;
                }));
            if (nCells == 2)
            {
                for (const auto direction :
                     {EdgeLinkDirection::UPLINK, EdgeLinkDirection::DOWNLINK})
                {
                    drive.net.radio->SetSpectrumShares(direction, {0.3, 0.7});
                }
            }
            Simulator::Stop(drive.inference->GetEndOfTasks());
            Simulator::Run();
            const uint64_t created = drive.CheckBooks();
            NS_TEST_EXPECT_MSG_GT(created, 300, "tasks");
            NS_TEST_EXPECT_MSG_EQ(created,
                                  drive.ended[0] + drive.ended[1] + drive.ended[2],
                                  "all tasks ended");
            NS_TEST_EXPECT_MSG_GT(drive.ended[0], 20, "some in time");
            NS_TEST_EXPECT_MSG_GT(drive.ended[2], 20, "some dropped");
            NS_TEST_EXPECT_MSG_GT(losses, 0, "connections were lost");
            drive.net.radio = nullptr;
            Simulator::Destroy();
        }
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief 100 UEs, attached one by one or at once.
 */
class LteTopologyManyUesTestCase : public TestCase
{
  public:
    /**
     * @param interval between the attaches of two UEs
     */
    explicit LteTopologyManyUesTestCase(Time interval)
        : TestCase("100 UEs, " + std::to_string(interval.GetMilliSeconds()) + " ms apart"),
          m_interval(interval)
    {
    }

  private:
    void DoRun() override
    {
        constexpr uint32_t N = 100;
        LteEdgeTopologyHelper topology;
        topology.SetUes(N);
        topology.SetBandwidth(15, 15);
        topology.SetAttribute("AttachInterval", TimeValue(m_interval));
        EdgeTopology net = topology.Build();
        LteTestTraffic traffic(net);
        for (uint32_t i = 0; i < N; ++i)
        {
            traffic.SendPeriodically(i,
                                     true,
                                     100,
                                     Seconds(1),
                                     MilliSeconds(450 + i),
                                     MilliSeconds(600));
        }
        Simulator::Stop(Seconds(0.65));
        Simulator::Run();
        uint32_t connected = 0;
        uint32_t delivered = 0;
        for (uint32_t i = 0; i < N; ++i)
        {
            ChannelState state;
            net.radio->Observe(i, state);
            connected += state.connected ? 1 : 0;
            delivered += traffic.atServer[i].size();
        }
        NS_TEST_EXPECT_MSG_EQ(connected, N, "all attached");
        NS_TEST_EXPECT_MSG_EQ(delivered, N, "all heard");
        Simulator::Destroy();
    }

    Time m_interval; //!< between the attaches of two UEs
};

/**
 * @ingroup edge-inference-tests
 * @brief What is built can be released in any order.
 */
class LteTopologyReleaseTestCase : public TestCase
{
  public:
    LteTopologyReleaseTestCase()
        : TestCase("helper, topology and simulation may end in any order")
    {
    }

  private:
    void DoRun() override
    {
        for (int order = 0; order < 4; ++order)
        {
            auto topology = std::make_unique<LteEdgeTopologyHelper>();
            topology->SetUes(2);
            topology->SetCells(2);
            topology->SetBandwidth(6, 6);
            auto net = std::make_unique<EdgeTopology>(topology->Build());
            if (order == 0)
            {
                topology.reset();
            }
            if (order == 1)
            {
                net.reset();
            }
            if (order == 2)
            {
                topology->AssignStreams(77);
            }
            if (order < 3)
            {
                Simulator::Stop(Seconds(0.1));
                Simulator::Run();
            }
            Simulator::Destroy();
            if (topology)
            {
                topology->AssignStreams(5); // nothing is there any more
            }
            net.reset();
            topology.reset();
        }
        NS_TEST_EXPECT_MSG_EQ(Simulator::Now(), Time(), "alive");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Unusable values are named at the door.
 */
class LteTopologyInputTestCase : public TestCase
{
  public:
    LteTopologyInputTestCase()
        : TestCase("unusable attributes throw InferenceInputError")
    {
    }

  private:
    /**
     * @param what described
     * @param action must throw, or make Build() throw
     * @param pointer what the error must name
     */
    void ExpectError(const std::string& what,
                     const std::function<void(LteEdgeTopologyHelper&)>& action,
                     const std::string& pointer)
    {
        std::string named = "no error";
        try
        {
            LteEdgeTopologyHelper topology;
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
        using T = LteEdgeTopologyHelper;
        ExpectError(
            "bandwidth",
            [](T& t) { t.SetBandwidth(50, 24); },
            "UplinkBandwidth");
        ExpectError(
            "bandwidth by attribute",
            [](T& t) { t.SetAttribute("DownlinkBandwidth", UintegerValue(7)); },
            "DownlinkBandwidth");
        ExpectError(
            "too many UEs",
            [](T& t) { t.SetUes(300); },
            "Ues");
        ExpectError(
            "no cells",
            [](T& t) { t.SetCells(0); },
            "Cells");
        ExpectError(
            "scheduler",
            [](T& t) { t.SetAttribute("Scheduler", StringValue("ns3::Node")); },
            "Scheduler");
        ExpectError(
            "path loss",
            [](T& t) { t.SetAttribute("PathLossModel", StringValue("ns3::Nothing")); },
            "PathLossModel");
        ExpectError(
            "path loss that needs buildings",
            [](T& t) {
                t.SetAttribute("PathLossModel",
                               StringValue("ns3::HybridBuildingsPropagationLossModel"));
            },
            "PathLossModel");
        ExpectError(
            "fading",
            [](T& t) { t.SetAttribute("NakagamiM", DoubleValue(0.2)); },
            "NakagamiM");
        ExpectError(
            "S1",
            [](T& t) { t.SetAttribute("S1Rate", DataRateValue(DataRate(0))); },
            "S1Rate");
        ExpectError(
            "streams",
            [](T& t) { t.AssignStreams(-5); },
            "FirstStream");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Tests of LteEdgeTopologyHelper.
 */
class LteEdgeTopologyTestSuite : public TestSuite
{
  public:
    LteEdgeTopologyTestSuite()
        : TestSuite("edge-inference-lte-edge-topology", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new LteTopologyStructureTestCase());
        AddTestCase(new LteTopologyDelayTestCase());
        AddTestCase(new LteTopologyHandoverTestCase());
        AddTestCase(new LteTopologyOutageTestCase());
        AddTestCase(new LteTopologyManyUesTestCase(MilliSeconds(3)));
        AddTestCase(new LteTopologyManyUesTestCase(Seconds(0)));
        AddTestCase(new LteTopologyReleaseTestCase());
        AddTestCase(new LteTopologyInputTestCase());
    }
};

static LteEdgeTopologyTestSuite g_lteEdgeTopologyTestSuite; //!< registers the suite
