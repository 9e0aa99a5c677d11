// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/double.h"
#include "ns3/edge-inference-helper.h"
#include "ns3/inference-client.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/ue-battery-helper.h"
#include "ns3/wifi-edge-topology-helper.h"

#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * Batteries of UEs.
 */

using namespace ns3;

namespace
{

/// Two UEs on Wi-Fi with batteries that last, or do not.
class BatteryTestCase : public TestCase
{
  public:
    /**
     * @param remote everything runs on the server
     * @param joules energy of each battery, J
     */
    BatteryTestCase(bool remote, double joules)
        : TestCase(std::string("Batteries of ") + std::to_string(joules) + " J, tasks on the " +
                   (remote ? "server" : "UE")),
          m_remote(remote),
          m_joules(joules)
    {
    }

  private:
    /**
     * @brief Trace sink.
     * @param outcome the end of a task
     */
    void Ended(const TaskOutcome& outcome)
    {
        m_down += outcome.reason == InferenceDropReason::DEVICE_DOWN ? 1 : 0;
        m_inTime += outcome.status == InferenceTaskStatus::COMPLETED ? 1 : 0;
        m_last = outcome.status == InferenceTaskStatus::COMPLETED ? Simulator::Now() : m_last;
    }

    void DoRun() override
    {
        WifiEdgeTopologyHelper topology;
        topology.SetUes(2);
        const EdgeTopology net = topology.Build();
        EdgeInferenceHelper inference(net);
        inference.SetDnn("alexnet-cifar10");
        inference.SetDevices("raspberry-pi-4", "nvidia-t4");
        inference.AddStreams("ns3::PoissonTaskStream",
                             "Rate",
                             DoubleValue(10),
                             "Deadline",
                             TimeValue(MilliSeconds(200)));
        if (m_remote)
        {
            inference.SetPolicy("ns3::ServerOnlyPolicy");
        }
        else
        {
            inference.SetPolicy("ns3::DeviceOnlyPolicy");
        }
        inference.SetTaskPeriod(MilliSeconds(500), Seconds(8));
        inference.Install();
        UeBatteryHelper helper(m_joules, 5);
        helper.SetWifi("TxCurrentA", DoubleValue(0.4));
        const auto batteries = helper.Install(net);
        for (uint32_t ue = 0; ue < 2; ++ue)
        {
            const auto client = DynamicCast<InferenceClient>(net.ues.Get(ue)->GetApplication(0));
            NS_TEST_ASSERT_MSG_EQ((client != nullptr), true, "the client");
            client->TraceConnectWithoutContext("TaskEnded",
                                               MakeCallback(&BatteryTestCase::Ended, this));
            m_clients.push_back(client);
        }
        Simulator::Stop(Seconds(10));
        Simulator::Run();

        uint64_t created = 0;
        for (const auto& client : m_clients)
        {
            const auto& books = client->GetCounters();
            created += books.created;
            NS_TEST_EXPECT_MSG_EQ(books.created,
                                  books.completed + books.late + books.dropped,
                                  "the books");
        }
        // a Raspberry Pi 4 draws 2.65 W without tasks, its radio 0.273 A at 5 V, so a battery of 20
        // J is at its least 10 % before 18 J / 4 W = 4.5 s
        const bool empty = m_joules < 30;
        for (const auto& battery : batteries)
        {
            NS_TEST_ASSERT_MSG_EQ((battery.radio != nullptr), true, "Wi-Fi draws, too");
            const double computing = battery.compute->GetTotalEnergyConsumption();
            const double radio = battery.radio->GetTotalEnergyConsumption();
            NS_TEST_EXPECT_MSG_GT(radio, 0.2 * computing, "the radio draws");
            battery.source->UpdateEnergySource();
            NS_TEST_EXPECT_MSG_EQ_TOL((m_joules - battery.source->GetRemainingEnergy()) /
                                          (computing + radio),
                                      1,
                                      1e-3,
                                      "what is drawn is what both have counted");
            if (!empty)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(computing - battery.compute->GetActiveEnergy(),
                                          26.5,
                                          1e-6,
                                          "idle power for 10 s");
            }
        }
        NS_TEST_EXPECT_MSG_EQ((m_down > 0), empty, "tasks that end with the node");
        NS_TEST_EXPECT_MSG_GT(m_inTime, created / 5, "tasks in time");
        if (empty)
        {
            NS_TEST_EXPECT_MSG_GT(m_down, created / 5, "tasks that end with the node");
            NS_TEST_EXPECT_MSG_LT(m_last, Seconds(6), "nothing after the end of the batteries");
        }
        Simulator::Destroy();
    }

    bool m_remote;                               //!< everything runs on the server
    double m_joules;                             //!< energy of each battery, J
    std::vector<Ptr<InferenceClient>> m_clients; //!< by UE
    uint64_t m_down{0};                          //!< tasks dropped since the node is down
    uint64_t m_inTime{0};                        //!< tasks in time
    Time m_last;                                 //!< when a task ended in time last
};

/// Batteries of UEs.
class UeBatteryHelperTestSuite : public TestSuite
{
  public:
    UeBatteryHelperTestSuite()
        : TestSuite("edge-inference-ue-battery-helper", TestSuite::Type::UNIT)
    {
        AddTestCase(new BatteryTestCase(false, 20));
        AddTestCase(new BatteryTestCase(false, 1000));
        AddTestCase(new BatteryTestCase(true, 20));
    }
};

UeBatteryHelperTestSuite g_ueBatteryHelperTestSuite; //!< registers the suite

} // namespace
