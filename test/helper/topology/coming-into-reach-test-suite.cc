// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/radio/wifi/wifi-api.h"

#include "ns3/edge-inference-compat.h"
#include "ns3/edge-inference-helper.h"
#include "ns3/edge-topology-factory.h"
#include "ns3/mobility-model.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <algorithm>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief A UE that comes into reach of a cell is served within 2 s, on every radio.
 */

using namespace ns3;

namespace
{

/// A UE that is out of reach at first, and later for some time.
class ComingIntoReachTestCase : public TestCase
{
  public:
    /**
     * @param radio its name
     * @param cells number of cells, far from each other
     * @param gap how long it is away the second time, s
     * @param isSlow it drives away before, so that some of what it sends is lost and some is not
     */
    ComingIntoReachTestCase(const std::string& radio,
                            uint32_t cells,
                            double gap,
                            bool isSlow = false)
        : TestCase(radio + ", cells: " + std::to_string(cells) + ", away for " +
                   std::to_string(gap) + " s" + (isSlow ? ", drives away" : "")),
          m_radio(radio),
          m_cells(cells),
          m_gap(gap),
          m_isSlow(isSlow)
    {
    }

  private:
    static constexpr double COMES = 5;  //!< s, when it comes
    static constexpr double STAYS = 4;  //!< s, how long it stays
    static constexpr double WITHIN = 2; //!< s, after which it must be served

    void DoRun() override
    {
        const Vector away(50000, 20, 0);
        // The second time it comes into the other cell, if there is one. NR has no handover: there
        // it comes to the cell that was closest at the start.
        const Vector last(600 * (m_cells - 1) + 10, 20, 0);
        const std::vector<Vector> near{m_radio == "nr" ? last : Vector(10, 20, 0), last};
        auto topology = EdgeTopologyFactory::Create(m_radio);
        std::vector<Vector> cells;
        for (uint32_t i = 0; i < m_cells; ++i)
        {
            cells.emplace_back(600 * i, 0, 0);
        }
        topology->SetCellPositions(cells);
        topology->SetUes(1, "ns3::ConstantPositionMobilityModel");
        topology->SetUePositions({away});
        EdgeTopology net = topology->Build();
        EdgeInferenceHelper inference(net);
        inference.SetDnn("alexnet-cifar10");
        inference.SetDevices("raspberry-pi-4", "nvidia-t4");
        inference.AddStreams("ns3::PeriodicTaskStream",
                             "Period",
                             TimeValue(MilliSeconds(100)),
                             "Deadline",
                             TimeValue(MilliSeconds(150)));
        inference.SetPolicy("ns3::ServerOnlyPolicy");
        const double back = COMES + STAYS + m_gap;
        inference.SetTaskPeriod(Seconds(1), Seconds(back + STAYS));
        inference.Install();
        std::vector<double> served; // s, when tasks were created that were completed
        const auto client = inference.GetClients().front();
        client->TraceConnectWithoutContext(
            "TaskEnded",
            MakeLambdaCallback([&served, this](const TaskOutcome& outcome) {
                if (outcome.status == InferenceTaskStatus::COMPLETED)
                {
                    served.push_back(outcome.created.GetSeconds());
                }
                NS_TEST_EXPECT_MSG_EQ((outcome.status == InferenceTaskStatus::DROPPED),
                                      (outcome.reason != InferenceDropReason::NONE),
                                      "each drop has a reason");
            }));
        const auto mobility = net.ues.Get(0)->GetObject<MobilityModel>();
        const auto move = [&mobility](double at, const Vector& to) {
            Simulator::Schedule(Seconds(at), [mobility, to]() { mobility->SetPosition(to); });
        };
        move(COMES, near[0]);
        // 100 m/s
        for (double at = 1; m_isSlow && at < STAYS; at += 0.05)
        {
            move(COMES + at, Vector(near[0].x + (at - 1) * 100, near[0].y, 0));
        }
        move(COMES + STAYS, away);
        move(back, near[1]);
        Simulator::Stop(inference.GetEndOfTasks());
        Simulator::Run();
        const auto getFirst = [&served](double after) {
            const auto it = std::find_if(served.begin(), served.end(), [after](double at) {
                return at >= after;
            });
            return it == served.end() ? 1e9 : *it;
        };
        NS_TEST_EXPECT_MSG_GT(getFirst(0), COMES - 0.5, "out of reach at first");
        NS_TEST_EXPECT_MSG_LT(getFirst(COMES) - COMES, WITHIN, "served when it has come");
        NS_TEST_EXPECT_MSG_GT(getFirst(COMES + STAYS + 0.2), back - 0.5, "out of reach again");
        NS_TEST_EXPECT_MSG_LT(getFirst(back) - back, WITHIN, "served when it is back");
        const auto& c = client->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(c.created, c.completed + c.late + c.dropped, "books");
        Simulator::Destroy();
    }

    std::string m_radio; //!< its name
    uint32_t m_cells;    //!< number of cells
    double m_gap;        //!< s
    bool m_isSlow;       //!< it drives away
};

/// The suite.
class ComingIntoReachTestSuite : public TestSuite
{
  public:
    ComingIntoReachTestSuite()
        : TestSuite("edge-inference-coming-into-reach", TestSuite::Type::SYSTEM)
    {
        for (const auto& radio : EdgeTopologyFactory::GetNames())
        {
            AddTestCase(new ComingIntoReachTestCase(radio, 1, 4));
            AddTestCase(new ComingIntoReachTestCase(radio, 1, 12, true));
            if (radio != "wifi" || HAS_WIFI_ROAMING)
            {
                AddTestCase(new ComingIntoReachTestCase(radio, 2, 10));
            }
        }
    }
};

ComingIntoReachTestSuite g_comingIntoReachTestSuite; //!< registers the suite

} // namespace
