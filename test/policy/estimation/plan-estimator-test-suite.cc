// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/estimation/plan-estimator.h"
#include "../../../model/policy/spaces/numbered-plans.h"
#include "../policy-test-states.h"

#include "ns3/double.h"
#include "ns3/edge-inference-helper.h"
#include "ns3/edge-topology-factory.h"
#include "ns3/inference-episode.h"
#include "ns3/mobility-model.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief PlanEstimator against what packets take.
 */

using namespace ns3;
using namespace ns3::tests;

namespace
{

/// Every plan of two DNNs over an idle link, TCP and UDP.
class IdleLinkTestCase : public TestCase
{
  public:
    IdleLinkTestCase()
        : TestCase("Within 5 % of the measured latency of every plan over an idle link")
    {
    }

  private:
    void DoRun() override
    {
        // Headers take a twentieth of the link; a round trip is two delays and a short result.
        const PlanEstimator estimator(2.15e-3);
        uint32_t plans = 0;
        for (const auto& dnn : {GetTestDnn(), DnnProfile::Read("alexnet-cifar10")})
        {
            EpochState state;
            state.ues.resize(1);
            state.streams.resize(1);
            state.servers.resize(1);
            state.ues[0].channel.connected = true;
            state.ues[0].channel.uplinkCapacity.value = 0.95 * 10e6;
            for (uint16_t exit = 0; exit < dnn->GetNExits(); ++exit)
            {
                for (const uint32_t cut : dnn->GetCutPoints(exit))
                {
                    InferencePlan plan;
                    plan.exit = exit;
                    plan.cut = cut;
                    plan.bits = dnn->GetBitWidths().front();
                    LinkTestBed bed;
                    bed.dnn = dnn;
                    bed.AddServer();
                    auto client = bed.AddClient(0, {MakeScript({Seconds(1)}, Seconds(100))});
                    client->SetPlan(0, plan, 1);
                    if (cut % 2)
                    {
                        client->SetAttribute("Protocol",
                                             TypeIdValue(UdpSocketFactory::GetTypeId()));
                    }
                    OutcomeRecorder recorder(client);
                    Simulator::Stop(Seconds(200));
                    Simulator::Run();
                    NS_TEST_ASSERT_MSG_EQ(recorder.outcomes.size(), 1, "one task");
                    const double measured = recorder.outcomes[0].GetLatency().GetSeconds();
                    const double estimated =
                        estimator.Estimate(MakeSystem({dnn}, 1, 1), state, 0, plan).GetTotal();
                    NS_TEST_EXPECT_MSG_EQ_TOL(estimated,
                                              measured,
                                              0.05 * measured,
                                              dnn->GetName() << " exit " << exit << " cut " << cut);
                    ++plans;
                    Simulator::Destroy();
                }
            }
        }
        NS_TEST_EXPECT_MSG_GT(plans, 20, "plans");
    }
};

/// Exhaustive search over plans with and without tails, against the estimator's own search.
class ExhaustiveSearchTestCase : public TestCase
{
  public:
    ExhaustiveSearchTestCase()
        : TestCase("Within 5 % of every plan on two tiers, and of the best one, over idle links")
    {
    }

  private:
    /**
     * @param dnn the network
     * @param plan of two tasks; the first one makes the connection of the servers
     * @return measured latency of the second, s
     */
    double Measure(Ptr<const DnnProfile> dnn, const InferencePlan& plan)
    {
        LinkTestBed bed(1, "10Mbps", MilliSeconds(1), 2);
        bed.dnn = dnn;
        // From hub to hub: the delays of both servers' links.
        bed.ConnectServers("10Mbps", MilliSeconds(2));
        bed.AddServer(0);
        bed.AddServer(1);
        auto client = bed.AddClient(0, {MakeScript({Seconds(1), Seconds(50)}, Seconds(40))});
        client->SetPlan(0, plan, 1);
        OutcomeRecorder recorder(client);
        Simulator::Stop(Seconds(100));
        Simulator::Run();
        const bool complete = recorder.outcomes.size() == 2;
        NS_TEST_EXPECT_MSG_EQ(complete, true, "two tasks");
        const double latency = complete ? recorder.outcomes[1].GetLatency().GetSeconds() : 0;
        Simulator::Destroy();
        return latency;
    }

    void DoRun() override
    {
        const PlanEstimator estimator(2.15e-3);
        for (const auto& dnn : {GetTestDnn(), DnnProfile::Read("alexnet-cifar10")})
        {
            EdgeSystem system = MakeSystem({dnn}, 2, 1);
            for (auto& server : system.servers)
            {
                server.backhaulRate = 10e6;
                server.backhaulDelay = 1e-3;
            }
            system.servers[1].tier = EdgeServerTier::CLOUD;
            EpochState state;
            state.ues.resize(1);
            state.streams.resize(1);
            state.servers.resize(2);
            state.ues[0].channel.connected = true;
            state.ues[0].channel.uplinkCapacity.value = 0.95 * 10e6;
            const NumberedPlans space({dnn}, {EdgeServerTier::EDGE, EdgeServerTier::CLOUD});
            uint32_t tails = 0;
            double leastMeasured = std::numeric_limits<double>::infinity();
            double leastEstimated = leastMeasured;
            double measuredOfChoice = 0;
            for (const uint32_t action : space.GetValidActions(dnn))
            {
                const InferencePlan plan = space.GetPlan(action, *dnn);
                // All widths of the small network, tails at 8 bits of the large one.
                if (dnn->GetNLayers() > 3 && plan.HasTail() &&
                    (plan.bits != 8 || plan.tailBits != 8))
                {
                    continue;
                }
                tails += plan.HasTail();
                const double measured = Measure(dnn, plan);
                const double estimated = estimator.Estimate(system, state, 0, plan).GetTotal();
                NS_TEST_EXPECT_MSG_EQ_TOL(estimated,
                                          measured,
                                          0.05 * measured,
                                          dnn->GetName()
                                              << " exit " << plan.exit << " cut " << plan.cut
                                              << " bits " << plan.bits << " tail cut "
                                              << plan.tailCut << " bits " << plan.tailBits);
                leastMeasured = std::min(leastMeasured, measured);
                if (estimated < leastEstimated)
                {
                    leastEstimated = estimated;
                    measuredOfChoice = measured;
                }
            }
            NS_TEST_EXPECT_MSG_GT(tails, 20, "plans with a tail");
            NS_TEST_EXPECT_MSG_EQ_TOL(leastEstimated, leastMeasured, 0.05 * leastMeasured, "best");
            NS_TEST_EXPECT_MSG_LT(measuredOfChoice, 1.05 * leastMeasured, "its plan is as good");
        }
    }
};

/// Always one plan; keeps what the estimator makes of what it sees.
class WatchedPlanPolicy : public OffloadingPolicy
{
  public:
    InferencePlan plan;            //!< of every task
    std::vector<double> estimates; //!< s, by epoch from 2 s on

  private:
    void DoDecide(const EpochState& state, EpochDecision& decision) override
    {
        decision.plans.assign(state.streams.size(), plan);
        if (state.time >= Seconds(2))
        {
            estimates.push_back(m_estimator.Estimate(GetSystem(), state, 0, plan).GetTotal());
        }
    }

    PlanEstimator m_estimator; //!< as the policies have it
};

/// Some plans of one UE alone in a cell, from what its radio measures.
class IdleRadioTestCase : public TestCase
{
  public:
    /**
     * @param radio its name
     * @param tolerance relative deviation
     */
    IdleRadioTestCase(const std::string& radio, double tolerance)
        : TestCase("From what is measured alone, within " +
                   std::to_string(static_cast<int>(100 * tolerance)) +
                   " % of the mean latency of a UE alone on " + radio),
          m_radio(radio),
          m_tolerance(tolerance)
    {
    }

  private:
    /**
     * @param outcome of a task
     */
    void Ended(const TaskOutcome& outcome)
    {
        if (outcome.created >= Seconds(2))
        {
            m_latencies.push_back(outcome.GetLatency().GetSeconds());
        }
    }

    /**
     * @param plan of every task
     */
    void Compare(const InferencePlan& plan)
    {
        m_latencies.clear();
        auto topology = EdgeTopologyFactory::Create(m_radio);
        topology->SetUes(1, "ns3::ConstantPositionMobilityModel");
        const EdgeTopology net = topology->Build();
        net.ues.Get(0)->GetObject<MobilityModel>()->SetPosition(Vector(15, 0, 0));
        EdgeInferenceHelper inference(net);
        inference.SetDnn("alexnet-cifar10");
        inference.SetDevices("raspberry-pi-4", "i7-13700k");
        // every phase of a radio's frames of 10 ms
        inference.AddStreams("ns3::PeriodicTaskStream",
                             "Period",
                             TimeValue(MicroSeconds(90700)),
                             "Deadline",
                             TimeValue(Seconds(1)));
        auto policy = CreateObject<WatchedPlanPolicy>();
        policy->plan = plan;
        inference.SetPolicy(policy);
        inference.SetTaskPeriod(Seconds(1), Seconds(10));
        inference.Install();
        inference.AssignStreams(InferenceEpisode::FIRST_STREAM);
        inference.GetClients()[0]->TraceConnectWithoutContext(
            "TaskEnded",
            MakeCallback(&IdleRadioTestCase::Ended, this));
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        const auto getMean = [](const std::vector<double>& values) {
            return std::accumulate(values.begin(), values.end(), 0.0) / values.size();
        };
        NS_TEST_ASSERT_MSG_GT(m_latencies.size(), 80, "tasks");
        NS_TEST_ASSERT_MSG_GT(policy->estimates.size(), 70, "epochs");
        const double measured = getMean(m_latencies);
        NS_TEST_EXPECT_MSG_EQ_TOL(getMean(policy->estimates),
                                  measured,
                                  m_tolerance * measured,
                                  m_radio << " exit " << plan.exit << " cut " << plan.cut
                                          << " bits " << plan.bits);
        policy->Dispose();
        Simulator::Destroy();
    }

    void DoRun() override
    {
        const auto plan = [](uint16_t exit, uint16_t cut, uint8_t bits) {
            InferencePlan made;
            made.exit = exit;
            made.cut = cut;
            made.bits = bits;
            return made;
        };
        for (const auto& made :
             {plan(2, 0, 8), plan(0, 0, 2), plan(2, 4, 8), plan(2, 2, 8), plan(2, 8, 4)})
        {
            Compare(made);
        }
    }

    std::string m_radio;             //!< its name
    double m_tolerance;              //!< relative deviation
    std::vector<double> m_latencies; //!< s
};

/// The suite.
class PlanEstimatorTestSuite : public TestSuite
{
  public:
    PlanEstimatorTestSuite()
        : TestSuite("edge-inference-plan-estimator", Type::UNIT)
    {
        AddTestCase(new IdleLinkTestCase);
        AddTestCase(new ExhaustiveSearchTestCase);
        AddTestCase(new IdleRadioTestCase("link", 0.1));
        AddTestCase(new IdleRadioTestCase("wifi", 0.2));
        AddTestCase(new IdleRadioTestCase("lte", 0.1));
    }
};

PlanEstimatorTestSuite g_planEstimatorTestSuite; //!< registers the suite

} // namespace
