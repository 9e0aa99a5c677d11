// SPDX-License-Identifier: GPL-2.0-only

#include "policy-test-states.h"

#include "ns3/plan-estimator.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"

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
        const PlanEstimator estimator(0.95, 2.15e-3);
        uint32_t plans = 0;
        for (const auto& dnn : {GetTestDnn(), DnnProfile::Read("alexnet-cifar10")})
        {
            EpochState state;
            state.ues.resize(1);
            state.streams.resize(1);
            state.servers.resize(1);
            state.ues[0].channel.connected = true;
            state.ues[0].channel.uplinkPhyRate.value = 10e6;
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

/// The suite.
class PlanEstimatorTestSuite : public TestSuite
{
  public:
    PlanEstimatorTestSuite()
        : TestSuite("edge-inference-plan-estimator", Type::UNIT)
    {
        AddTestCase(new IdleLinkTestCase);
    }
};

PlanEstimatorTestSuite g_planEstimatorTestSuite; //!< registers the suite

} // namespace
