// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/compute-node.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"
#include "ns3/test.h"

using namespace ns3;

namespace
{

/// A scenario of few lines.
const std::string SMALL = R"({
  "format": "edge-inference-scenario/1",
  "name": "small",
  "ues": {"count": 2},
  "streams": [{"type": "ns3::PoissonTaskStream", "Rate": 30, "Deadline": "100ms"}],
  "policies": [{"type": "edgent", "Bits": 4}, "device-only"],
  "period": {"length": 1}
})";

/**
 * @ingroup edge-inference-tests
 * @brief What is read can be asked for, changed, written and read again.
 */
class ScenarioValuesTestCase : public TestCase
{
  public:
    ScenarioValuesTestCase()
        : TestCase("values, defaults and assignments")
    {
    }

  private:
    void DoRun() override
    {
        auto scenario = InferenceScenario::Parse(SMALL, "small.json");
        NS_TEST_ASSERT_MSG_EQ(scenario.GetName(), "small", "name");
        NS_TEST_ASSERT_MSG_EQ(scenario.GetRadio(), "wifi", "default radio");
        NS_TEST_ASSERT_MSG_EQ(scenario.Get("/ues/count"), "2", "given");
        NS_TEST_ASSERT_MSG_EQ(scenario.Get("/servers/device"), "\"nvidia-t4\"", "default");
        NS_TEST_ASSERT_MSG_EQ(scenario.Get("/control/Interval"), "\"100ms\"", "of the attribute");
        const auto policies = scenario.GetPolicies();
        NS_TEST_ASSERT_MSG_EQ(policies.size(), 2, "policies");
        NS_TEST_ASSERT_MSG_EQ(policies[0].name, "edgent", "its name");
        NS_TEST_ASSERT_MSG_EQ(policies[0].type, "ns3::EdgentPolicy", "its class");
        NS_TEST_ASSERT_MSG_EQ(policies[0].attributes.at(0).second, "4", "its attribute");
        NS_TEST_ASSERT_MSG_EQ(scenario.GetOutputFolder(), "results/small", "folder");

        const std::string json = scenario.GetJson();
        NS_TEST_ASSERT_MSG_EQ(InferenceScenario::Parse(json, "again").GetJson(),
                              json,
                              "written and read again");

        InferenceScenario copy = scenario;
        copy.Set("/streams/0/rate=20");
        NS_TEST_ASSERT_MSG_EQ(copy.Get("/streams/0/Rate"), "20", "whatever the case");
        NS_TEST_ASSERT_MSG_EQ(scenario.Get("/streams/0/Rate"), "30", "copies are independent");
        copy.Set("/streams/0/Rate=null");
        NS_TEST_ASSERT_MSG_EQ(copy.Get("/streams/0/Rate"), "10", "the class's default");
        copy.SetAll({"/streams/0/type=ns3::PeriodicTaskStream", "/streams/0/Period=40ms"});
        NS_TEST_ASSERT_MSG_EQ(copy.Get("/streams/0/Period"), "\"40ms\"", "another class");
        copy.Set(R"(/streams/-={"dnn": "vgg16"})");
        NS_TEST_ASSERT_MSG_EQ(copy.Get("/streams/1/dnn"), "\"vgg16\"", "appended");
        NS_TEST_ASSERT_MSG_EQ(bool(copy.GetDnn()), false, "two DNNs");
        copy.Set("/radio/type=wifi");
        NS_TEST_ASSERT_MSG_EQ(copy.GetTrainingScenario().GetRadio(), "wifi", "the same");
        copy.Set("/training/radio=link");
        NS_TEST_ASSERT_MSG_EQ(copy.GetTrainingScenario().GetRadio(), "link", "another radio");
        NS_TEST_ASSERT_MSG_EQ(copy.GetRadio(), "wifi", "evaluation keeps its own");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief An episode of the scenario has the tasks and the policy that it describes.
 */
class ScenarioEpisodeTestCase : public TestCase
{
  public:
    ScenarioEpisodeTestCase()
        : TestCase("episodes")
    {
    }

  private:
    void DoRun() override
    {
        auto scenario = InferenceScenario::Parse(SMALL, "small.json");
        const auto run = [](const InferenceScenario& s) {
            auto policy = InferenceScenario::MakePolicy(s.GetPolicies()[0]);
            InferenceEpisode episode([&s](Ptr<OffloadingPolicy> p) { return s.Build(p); });
            episode.Record("x", 1);
            return episode.Run(policy, 7, false);
        };
        const EpisodeResult first = run(scenario);
        NS_TEST_ASSERT_MSG_GT(first.tasks, 30, "2 UEs with 30 tasks a second each");
        NS_TEST_ASSERT_MSG_LT(first.tasks, 90, "2 UEs with 30 tasks a second each");
        const EpisodeResult again = run(InferenceScenario::Parse(scenario.GetJson(), "again"));
        NS_TEST_ASSERT_MSG_EQ(again.tasksCsv, first.tasksCsv, "written and read again");
        InferenceScenario other = scenario;
        other.Set("/defaults={\"ns3::InferenceClient::Protocol\": \"ns3::UdpSocketFactory\"}");
        NS_TEST_ASSERT_MSG_NE(run(other).tasksCsv, first.tasksCsv, "UDP");
        NS_TEST_ASSERT_MSG_EQ(run(scenario).tasksCsv, first.tasksCsv, "defaults were put back");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Three tiers, devices that differ, streams of some UEs, failures and caches are built as
 * described; all tasks end.
 */
class ScenarioTiersTestCase : public TestCase
{
  public:
    ScenarioTiersTestCase()
        : TestCase("tiers")
    {
    }

  private:
    void DoRun() override
    {
        auto scenario = InferenceScenario::Read("three-tier");
        scenario.SetAll({"/ues/devices=[\"jetson-nano\"]",
                         "/servers/count=2",
                         "/servers/devices=[\"nvidia-t4\"]",
                         R"(/servers/failures={"type": "ns3::FailureProcess",
                            "UpTime": "ns3::ConstantRandomVariable[Constant=0.3]",
                            "DownTime": "ns3::ConstantRandomVariable[Constant=0.2]"})",
                         "/period/length=1s"});
        std::vector<uint32_t> streams;
        std::vector<std::string> types;
        uint32_t servers = 0;
        std::vector<std::string> devices;
        const auto build = [&](Ptr<OffloadingPolicy> policy) {
            const auto built = scenario.Build(policy);
            for (const auto& client : built.GetClients())
            {
                streams.push_back(client->GetNStreams());
            }
            const auto& net = built.GetTopology();
            servers = net.servers.GetN();
            for (const auto& nodes : {net.ues, net.servers})
            {
                for (uint32_t i = 0; i < nodes.GetN(); ++i)
                {
                    auto compute = nodes.Get(i)->GetObject<ComputeNode>();
                    devices.push_back(compute->GetDevice()->GetName());
                    types.push_back(compute->GetInstanceTypeId().GetName());
                }
            }
            return built;
        };
        auto policy = InferenceScenario::MakePolicy({"random", "ns3::RandomPolicy", {}});
        const EpisodeResult result = InferenceEpisode(build).Run(policy, 3, false);
        NS_TEST_ASSERT_MSG_GT(result.tasks, 30, "6 UEs with 10 and 3 with 2 tasks a second");
        NS_TEST_ASSERT_MSG_EQ(servers, 3, "two edge servers and a cloud node");
        NS_TEST_ASSERT_MSG_EQ(streams.size(), 6, "UEs");
        NS_TEST_ASSERT_MSG_EQ(streams.front(), 2, "the first UE has both");
        NS_TEST_ASSERT_MSG_EQ(streams.back(), 1, "the last one not");
        NS_TEST_ASSERT_MSG_EQ(devices[0], "jetson-nano", "the first UE");
        NS_TEST_ASSERT_MSG_EQ(devices[1], "raspberry-pi-4", "the others");
        NS_TEST_ASSERT_MSG_EQ(devices[6], "nvidia-t4", "the first server");
        NS_TEST_ASSERT_MSG_EQ(devices[7], "jetson-orin-nano", "the second");
        NS_TEST_ASSERT_MSG_EQ(devices[8], "nvidia-v100", "the cloud node");
        NS_TEST_ASSERT_MSG_EQ(types[6], "ns3::EarliestDeadlineComputeNode", "discipline");
        NS_TEST_ASSERT_MSG_EQ(types[0], "ns3::FifoComputeNode", "discipline");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief A battery is one key away: UEs go down when it is empty, and only then.
 */
class ScenarioBatteryTestCase : public TestCase
{
  public:
    ScenarioBatteryTestCase()
        : TestCase("batteries")
    {
    }

  private:
    void DoRun() override
    {
        auto scenario = InferenceScenario::Read("one-cell");
        scenario.SetAll({"/ues/count=2", "/period/length=2s", "/ues/battery/voltage=3.7"});
        NS_TEST_ASSERT_MSG_EQ(scenario.Get("/ues/battery/voltage"), "3.7", "a number");
        const auto run = [](const InferenceScenario& s) {
            const auto build = [&s](Ptr<OffloadingPolicy> policy) { return s.Build(policy); };
            InferenceEpisode episode(build);
            episode.Record("device-only", 1);
            return episode.Run(
                InferenceScenario::MakePolicy({"device-only", "ns3::DeviceOnlyPolicy", {}}),
                5,
                false);
        };
        const auto isDown = [](const EpisodeResult& result) {
            return result.tasksCsv.find("device-down") != std::string::npos;
        };
        NS_TEST_ASSERT_MSG_EQ(isDown(run(scenario)), false, "no batteries");
        // A Raspberry Pi 4 draws at least 2.65 W: 1 s for the UE to connect, 2 s with tasks.
        scenario.Set("/ues/battery/energy=1000");
        NS_TEST_ASSERT_MSG_EQ(isDown(run(scenario)), false, "enough for this time");
        scenario.Set("/ues/battery/energy=5");
        NS_TEST_ASSERT_MSG_EQ(isDown(run(scenario)), true, "empty before the end");
        for (const auto* wrong : {"/ues/battery/energy=-1",
                                  "/ues/battery/voltage=0",
                                  "/ues/battery/energy=much",
                                  "/ues/battery/joules=1"})
        {
            bool isRefused = false;
            try
            {
                scenario.Set(wrong);
            }
            catch (const InferenceInputError&)
            {
                isRefused = true;
            }
            NS_TEST_ASSERT_MSG_EQ(isRefused, true, wrong);
        }
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief The suite.
 */
class InferenceScenarioTestSuite : public TestSuite
{
  public:
    InferenceScenarioTestSuite()
        : TestSuite("edge-inference-scenario", Type::UNIT)
    {
        AddTestCase(new ScenarioValuesTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new ScenarioEpisodeTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new ScenarioTiersTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new ScenarioBatteryTestCase, EDGE_INFERENCE_TEST_QUICK);
    }
};

InferenceScenarioTestSuite g_inferenceScenarioTestSuite; //!< the suite

} // namespace
