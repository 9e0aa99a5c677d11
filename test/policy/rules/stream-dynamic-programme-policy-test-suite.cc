// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/rules/stream-dynamic-programme-policy.h"

#include "ns3/inference-episode.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <string>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief StreamDynamicProgrammePolicy: its plan on packets.
 */

using namespace ns3;

namespace
{

/**
 * @param trigger of the scheduler
 * @param stream type of the streams
 * @return one UE with two streams
 */
InferenceScenario
MakeScenario(const std::string& trigger, const std::string& stream)
{
    return InferenceScenario::Parse(R"({
      "format": "edge-inference-scenario/1", "name": "streams",
      "radio": {"type": "link", "link": {"UplinkBandwidth": 1e6, "MaxSpectralEfficiency": 2,
                                         "ShadowingDeviation": 0, "NakagamiM": 0}},
      "topology": {"Radius": 20},
      "ues": {"count": 1, "device": "arm-a1-medium",
              "mobility": {"type": "ns3::ConstantPositionMobilityModel"}},
      "servers": {"device": "xeon-m4-large"},
      "streams": [{"dnn": "resnet20-cifar10", "type": ")" +
                                        stream + R"(", "Deadline": "50ms"},
                  {"dnn": "resnet20-cifar10", "type": ")" +
                                        stream + R"(", "Deadline": "150ms"}],
      "applications": {"client": {"Protocol": "ns3::UdpSocketFactory"}},
      "control": {"Trigger": ")" + trigger +
                                        R"("},
      "reward": {"type": "ns3::RewardModel", "LatencyWeight": 0, "MissPenalty": 0},
      "period": {"length": "1s"},
      "defaults": {"ns3::PoissonTaskStream::Rate": 90}
    })",
                                    "streams.json");
}

/**
 * @param scenario what to run
 * @param policy who decides
 * @param run ns-3's run number
 * @return what it came to
 */
EpisodeResult
Play(const InferenceScenario& scenario, const Ptr<OffloadingPolicy>& policy, uint64_t run)
{
    InferenceEpisode episode([&](Ptr<OffloadingPolicy> who) { return scenario.Build(who); });
    return episode.Run(policy, run, false);
}

/// What the programme promises comes true on packets, and is more than a greedy rule gets.
class ReplayTestCase : public TestCase
{
  public:
    ReplayTestCase()
        : TestCase("The plan on packets")
    {
    }

  private:
    /**
     * @param value sum of accuracies in the model
     * @param tasks how many
     * @param states of the programme
     */
    void Planned(uint32_t, double value, uint32_t tasks, uint32_t states)
    {
        m_value = value;
        m_tasks = tasks;
        m_states = states;
        ++m_plans;
    }

    void DoRun() override
    {
        const InferenceScenario scenario = MakeScenario("Arrival", "ns3::PoissonTaskStream");
        for (const uint64_t run : {1, 2})
        {
            auto policy = CreateObject<StreamDynamicProgrammePolicy>();
            policy->TraceConnectWithoutContext("Planned",
                                               MakeCallback(&ReplayTestCase::Planned, this));
            m_plans = 0;
            const EpisodeResult result = Play(scenario, policy, run);
            NS_TEST_EXPECT_MSG_EQ(m_plans, 1, "planned once");
            NS_TEST_EXPECT_MSG_EQ(m_tasks, result.tasks, "all tasks were foreseen");
            NS_TEST_EXPECT_MSG_GT(m_states, 10, "not a trivial problem");
            NS_TEST_EXPECT_MSG_EQ_TOL(result.reward / m_value, 1, 0.02, "as in the model");
            const EpisodeResult greedy =
                Play(scenario,
                     ObjectFactory("ns3::GreedyPlanPolicy").Create<OffloadingPolicy>(),
                     run);
            NS_TEST_EXPECT_MSG_EQ(greedy.tasks, result.tasks, "the same arrivals");
            NS_TEST_EXPECT_MSG_GT(result.reward, 1.05 * greedy.reward, "more than greedy");
            // The other policy object of the same episode gives the same bytes.
            const EpisodeResult again = Play(scenario, policy, run);
            NS_TEST_EXPECT_MSG_EQ(again.reward, result.reward, "again");
            // Made anew at each arrival, over a few tasks.
            auto rolling = CreateObject<StreamDynamicProgrammePolicy>();
            rolling->SetAttribute("Horizon", UintegerValue(8));
            rolling->TraceConnectWithoutContext("Planned",
                                                MakeCallback(&ReplayTestCase::Planned, this));
            m_plans = 0;
            const EpisodeResult anew = Play(scenario, rolling, run);
            NS_TEST_EXPECT_MSG_EQ(m_plans, anew.tasks, "planned at each arrival");
            NS_TEST_EXPECT_MSG_GT(anew.reward, 0.9 * result.reward, "nearly as good");
        }
    }

    double m_value{0};    //!< of the last plan
    uint32_t m_tasks{0};  //!< of the last plan
    uint32_t m_states{0}; //!< of the last plan
    uint32_t m_plans{0};  //!< made so far
};

/// What cannot be planned is refused.
class RefusalTestCase : public TestCase
{
  public:
    RefusalTestCase()
        : TestCase("Epochs at an interval and closed loops are refused")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& scenario : {MakeScenario("Interval", "ns3::PoissonTaskStream"),
                                     MakeScenario("Arrival", "ns3::ClosedLoopTaskStream")})
        {
            bool refused = false;
            try
            {
                Play(scenario, CreateObject<StreamDynamicProgrammePolicy>(), 1);
            }
            catch (const InferenceInputError&)
            {
                refused = true;
            }
            Simulator::Destroy();
            NS_TEST_EXPECT_MSG_EQ(refused, true, scenario.Get("/control/Trigger"));
        }
    }
};

/// The suite.
class StreamDynamicProgrammePolicyTestSuite : public TestSuite
{
  public:
    StreamDynamicProgrammePolicyTestSuite()
        : TestSuite("edge-inference-stream-dynamic-programme-policy", Type::UNIT)
    {
        AddTestCase(new ReplayTestCase);
        AddTestCase(new RefusalTestCase);
    }
};

StreamDynamicProgrammePolicyTestSuite g_streamDynamicProgrammePolicyTestSuite; //!< registers it

} // namespace
