// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/radio/wifi/wifi-api.h"
#include "../../../model/radio/wifi/wifi-radio-access.h"
#include "../../../model/radio/wifi/wifi-roaming.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/edge-inference-helper.h"
#include "ns3/inference-client.h"
#include "ns3/inference-input-error.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/waypoint-mobility-model.h"
#include "ns3/wifi-edge-topology-helper.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;

namespace
{

/// Two access points, a UE that drives to and fro, tasks all the way.
class WifiDriveTest : public TestCase
{
  public:
    /**
     * @param shared both cells on one channel
     * @param protocol "Tcp" or "Udp"
     */
    WifiDriveTest(bool shared, const std::string& protocol)
        : TestCase(std::string("drive between two access points, ") +
                   (shared ? "one channel, " : "two channels, ") + protocol),
          m_shared(shared),
          m_protocol(protocol)
    {
    }

  private:
    /// @param outcome of a task
    void OnEnded(const TaskOutcome& outcome)
    {
        m_ended += 1;
        m_late += outcome.status == InferenceTaskStatus::COMPLETED ? 0 : 1;
        NS_TEST_EXPECT_MSG_EQ((outcome.status == InferenceTaskStatus::DROPPED),
                              (outcome.reason != InferenceDropReason::NONE),
                              "a dropped task has a reason");
        NS_TEST_EXPECT_MSG_EQ(m_tasks.insert(outcome.task).second, true, "ends once");
    }

    /**
     * @param ue index of the UE
     * @param from left cell
     * @param to new cell
     * @param duration time without service
     */
    void OnHandover(uint32_t ue, uint32_t from, uint32_t to, Time duration)
    {
        NS_TEST_EXPECT_MSG_EQ(ue, 0, "the UE");
        NS_TEST_EXPECT_MSG_NE(from, to, "another cell");
        NS_TEST_EXPECT_MSG_LT(duration.GetSeconds(), 0.2, "without service");
        m_handovers += 1;
    }

    /**
     * @param ue index of the UE
     * @param from left cell
     * @param to new cell
     */
    void OnStart(uint32_t ue, uint32_t from, [[maybe_unused]] uint32_t to)
    {
        ChannelState state;
        m_radio->Observe(ue, state);
        NS_TEST_EXPECT_MSG_EQ(state.handingOver, true, "between two cells");
        NS_TEST_EXPECT_MSG_EQ(state.connected, false, "between two cells");
        NS_TEST_EXPECT_MSG_EQ(state.servingCell, from, "old cell");
    }

    void DoRun() override
    {
        constexpr double LEG = 4; // s, from one end to the other
        constexpr uint32_t N_LEGS = 5;
        WifiEdgeTopologyHelper topology;
        topology.SetAttribute("SharedChannel", BooleanValue(m_shared));
        topology.SetCellPositions({Vector(-30, 0, 0), Vector(30, 0, 0)});
        topology.SetUes(1, "ns3::WaypointMobilityModel");
        EdgeTopology net = topology.Build();
        m_radio = net.radio;
        auto mobility = net.ues.Get(0)->GetObject<WaypointMobilityModel>();
        for (uint32_t leg = 0; leg <= N_LEGS; ++leg)
        {
            mobility->AddWaypoint(
                Waypoint(Seconds(0.01 + leg * LEG), Vector(leg % 2 == 1 ? 40 : -40, 5, 0)));
        }
        Config::SetDefault(
            "ns3::InferenceClient::Protocol",
            TypeIdValue(TypeId::LookupByName("ns3::" + m_protocol + "SocketFactory")));
        EdgeInferenceHelper inference(net);
        inference.SetDnn("alexnet-cifar10");
        inference.SetDevices("raspberry-pi-4", "nvidia-t4");
        inference.AddStreams("ns3::PoissonTaskStream",
                             "Rate",
                             DoubleValue(20),
                             "Deadline",
                             TimeValue(MilliSeconds(200)));
        inference.SetPolicy("ns3::ServerOnlyPolicy");
        inference.Install();
        Config::ConnectWithoutContext(
            "/NodeList/*/ApplicationList/*/$ns3::InferenceClient/TaskEnded",
            MakeCallback(&WifiDriveTest::OnEnded, this));
        topology.GetRoaming()->TraceConnectWithoutContext(
            "HandoverEnd",
            MakeCallback(&WifiDriveTest::OnHandover, this));
        topology.GetRoaming()->TraceConnectWithoutContext(
            "HandoverStart",
            MakeCallback(&WifiDriveTest::OnStart, this));
        ChannelState state;
        uint32_t before = 0;
        for (uint32_t leg = 1; leg <= N_LEGS; ++leg)
        {
            // near the end of each leg, the access point there serves and the other one is heard
            Simulator::Schedule(Seconds(leg * LEG - 0.3), [&, leg]() {
                net.radio->Observe(0, state);
                NS_TEST_EXPECT_MSG_EQ(state.connected, true, "leg " << leg);
                NS_TEST_EXPECT_MSG_EQ(state.servingCell, leg % 2, "leg " << leg);
                NS_TEST_EXPECT_MSG_EQ(state.handingOver, false, "leg " << leg);
                NS_TEST_EXPECT_MSG_GT(state.handovers, before, "counted");
                NS_TEST_EXPECT_MSG_EQ(state.handovers, m_handovers, "as traced");
                NS_TEST_EXPECT_MSG_GT(state.lastHandover, Seconds((leg - 1) * LEG), "leg " << leg);
                before = state.handovers;
                NS_TEST_ASSERT_MSG_EQ(state.neighbours.size(), 1, "leg " << leg);
                const auto& neighbour = state.neighbours[0];
                NS_TEST_EXPECT_MSG_EQ(neighbour.cell, (leg + 1) % 2, "leg " << leg);
                // log-distance path loss at the time of its last beacon or survey
                const Vector at = state.position;
                const double speed = 80 / LEG;
                const double x = std::abs(at.x) + 30;
                const double early =
                    std::max(0.0, (state.time - neighbour.powerDbm.at).GetSeconds());
                const double d =
                    std::hypot(x - (at.x * state.velocity.x > 0 ? 1 : -1) * speed * early, 5);
                NS_TEST_EXPECT_MSG_EQ_TOL(neighbour.powerDbm.value,
                                          20 - 46.6777 - 30 * std::log10(d),
                                          0.5,
                                          "leg " << leg);
            });
        }
        Simulator::Stop(Seconds(N_LEGS * LEG));
        Simulator::Run();
        auto client = DynamicCast<InferenceClient>(net.ues.Get(0)->GetApplication(0));
        NS_TEST_ASSERT_MSG_EQ(!client, false, "a client");
        NS_TEST_EXPECT_MSG_GT(m_handovers, 4, "handovers");
        const auto& books = client->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(books.created, m_ended + client->GetInFlight(), "no task is lost");
        NS_TEST_EXPECT_MSG_EQ(books.completed + books.late + books.dropped, m_ended, "the books");
        NS_TEST_EXPECT_MSG_GT(m_ended, 300, "20 tasks a second");
        NS_TEST_EXPECT_MSG_LT(m_late, 25, "few of them late or dropped");
        Simulator::Destroy();
        Config::Reset();
        m_radio = nullptr;
    }

    bool m_shared;              //!< one channel
    std::string m_protocol;     //!< of the tasks
    Ptr<RadioAccess> m_radio;   //!< of the topology
    std::set<uint64_t> m_tasks; //!< those that ended
    uint32_t m_ended{0};        //!< how many
    uint32_t m_late{0};         //!< of them late or dropped
    uint32_t m_handovers{0};    //!< completed
};

/// Handovers to and fro at short intervals, beyond the reach of the new cell, too: no abort.
class WifiForcedHandoverTest : public TestCase
{
  public:
    WifiForcedHandoverTest()
        : TestCase("a UE that is sent to a cell out of reach comes back")
    {
    }

  private:
    void DoRun() override
    {
        WifiEdgeTopologyHelper topology;
        topology.SetCellPositions({Vector(0, 0, 0), Vector(3000, 0, 0)});
        topology.SetUes(2, "ns3::ConstantPositionMobilityModel");
        topology.SetArea(10);
        EdgeTopology net = topology.Build();
        for (int i = 1; i < 4; ++i)
        {
            Simulator::Schedule(Seconds(i), &WifiRoaming::HandOver, topology.GetRoaming(), 0, 1);
        }
        ChannelState state;
        Simulator::Schedule(Seconds(1.1), [&]() {
            net.radio->Observe(0, state);
            NS_TEST_EXPECT_MSG_EQ(state.handingOver, true, "nobody answers");
            net.radio->Observe(1, state);
            NS_TEST_EXPECT_MSG_EQ(state.connected, true, "the other UE stays");
        });
        Simulator::Schedule(Seconds(1.9), [&]() {
            net.radio->Observe(0, state);
            NS_TEST_EXPECT_MSG_EQ(state.connected, true, "back at its old cell");
            NS_TEST_EXPECT_MSG_EQ(state.servingCell, 0, "back at its old cell");
            NS_TEST_EXPECT_MSG_EQ(state.handovers, 0, "no handover");
        });
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        net.radio->Observe(0, state);
        NS_TEST_EXPECT_MSG_EQ(state.connected, true, "in the end");
        Simulator::Destroy();
    }
};

/// With an ns-3 that cannot move stations, several cells are built, and roaming is refused.
class WifiNoRoamingTest : public TestCase
{
  public:
    WifiNoRoamingTest()
        : TestCase("roaming that cannot be had is refused")
    {
    }

  private:
    /**
     * @param action what cannot be done
     * @return whether it was refused
     */
    static bool IsRefused(const std::function<void()>& action)
    {
        try
        {
            action();
        }
        catch (const InferenceInputError&)
        {
            return true;
        }
        return false;
    }

    void DoRun() override
    {
        WifiEdgeTopologyHelper topology;
        topology.SetCellPositions({Vector(0, 0, 0), Vector(50, 0, 0)});
        topology.SetUes(1, "ns3::ConstantPositionMobilityModel");
        const EdgeTopology net = topology.Build();
        NS_TEST_EXPECT_MSG_EQ(net.cells.GetN(), 2, "cells");
        const auto handOver = [&topology] { topology.GetRoaming()->HandOver(0, 1); };
        NS_TEST_EXPECT_MSG_EQ(IsRefused(handOver), true, "a handover");
        Simulator::Destroy();
        topology.SetAttribute("Roaming", BooleanValue(true));
        NS_TEST_EXPECT_MSG_EQ(IsRefused([&topology] { topology.Build(); }), true, "roaming");
        Simulator::Destroy();
        Config::Reset();
    }
};

/// All tests of roaming.
class WifiRoamingTestSuite : public TestSuite
{
  public:
    WifiRoamingTestSuite()
        : TestSuite("edge-inference-wifi-roaming", TestSuite::Type::UNIT)
    {
        if (!HAS_WIFI_ROAMING)
        {
            AddTestCase(new WifiNoRoamingTest);
            return;
        }
        AddTestCase(new WifiDriveTest(true, "Tcp"));
        AddTestCase(new WifiDriveTest(false, "Tcp"));
        AddTestCase(new WifiDriveTest(true, "Udp"));
        AddTestCase(new WifiForcedHandoverTest);
    }
};

const WifiRoamingTestSuite g_wifiRoamingTestSuite; //!< registers itself

} // namespace
