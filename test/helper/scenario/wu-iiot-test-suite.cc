// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/accuracy-queue.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-scenario.h"
#include "ns3/object-factory.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <cmath>
#include <cstdlib>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief Wu et al. on packets (scenarios/wu-iiot.json) against closed forms.
 */

using namespace ns3;

namespace
{

/// Two sensors, one of each service, whose tasks come together and never wait for each other.
const std::string PAIR = R"({
  "format": "edge-inference-scenario/1",
  "name": "pair",
  "radio": {"type": "link",
            "link": {"UplinkRate": "ns3::ConstantRandomVariable[Constant=5e6]"}},
  "ues": {"count": 2, "device": "iiot-sensor",
          "mobility": {"type": "ns3::ConstantPositionMobilityModel"}},
  "servers": {"device": "iiot-access-point",
              "compute": {"type": "ns3::WeightedSharingComputeNode", "QueueBy": "Dnn"}},
  "streams": [
    {"dnn": "bearing-48k", "ues": [0], "type": "ns3::PeriodicTaskStream", "Period": "2s",
     "Deadline": "2s"},
    {"dnn": "bearing-32k", "ues": [1], "type": "ns3::PeriodicTaskStream", "Period": "2s",
     "Deadline": "2s"}
  ],
  "control": {"Interval": "1s"},
  "policies": ["device-only"],
  "period": {"length": "5s"}
})";

/**
 * @param csv rows of tasks.csv
 * @return a row each: numbers by column, where there are some
 */
std::vector<std::map<std::string, double>>
ReadTasks(const std::string& csv)
{
    std::vector<std::string> names;
    std::istringstream header(InferenceEpisode::GetTasksHeader());
    for (std::string name; std::getline(header, name, ',');)
    {
        names.push_back(name);
    }
    std::vector<std::map<std::string, double>> tasks;
    std::istringstream lines(csv);
    for (std::string line; std::getline(lines, line);)
    {
        tasks.emplace_back();
        std::istringstream cells(line);
        std::size_t column = 0;
        for (std::string cell; std::getline(cells, cell, ','); ++column)
        {
            tasks.back()[names.at(column)] = std::strtod(cell.c_str(), nullptr);
        }
    }
    return tasks;
}

/**
 * @param scenario a scenario
 * @param policy who decides
 * @return the tasks of a run
 */
std::vector<std::map<std::string, double>>
RunOnce(const InferenceScenario& scenario, Ptr<OffloadingPolicy> policy)
{
    InferenceEpisode episode([&](Ptr<OffloadingPolicy> p) { return scenario.Build(p); });
    episode.Record("x", 1);
    return ReadTasks(episode.Run(policy, 3, false).tasksCsv);
}

/// Delays of single tasks, for every sampling rate and place.
class DelayTestCase : public TestCase
{
  public:
    DelayTestCase()
        : TestCase("delays on the device, over the link and at the access point")
    {
    }

  private:
    /**
     * @param type a policy
     * @param attributes of the policy
     * @return the tasks of a run of PAIR under it
     */
    static std::vector<std::map<std::string, double>> Decide(
        const std::string& type,
        const std::vector<std::pair<std::string, std::string>>& attributes)
    {
        ObjectFactory factory(type);
        for (const auto& [name, value] : attributes)
        {
            factory.Set(name, StringValue(value));
        }
        return RunOnce(InferenceScenario::Parse(PAIR, "pair.json"),
                       factory.Create<OffloadingPolicy>());
    }

    void DoRun() override
    {
        const double bits[] = {768e3, 512e3};
        const double cycles[] = {80, 160};
        for (int k = 1; k <= 4; ++k)
        {
            const std::string position = std::to_string(2 * k - 1);
            const std::string exit = std::to_string(2 * k - 2);
            for (auto& task : Decide("ns3::FixedPlanPolicy",
                                     {{"Exit", exit}, {"Cut", position}, {"Bits", "16"}}))
            {
                const auto ue = static_cast<int>(task["ue"]);
                // Wu et al., eq. 1: 0.1536 k s and 0.2048 k s.
                const double local = cycles[ue] * bits[ue] * k / 4 / 1e8;
                NS_TEST_EXPECT_MSG_EQ_TOL(task["latency"], local, 2e-9, "on the device, " << k);
            }
            for (auto& task : Decide("ns3::FixedPlanPolicy",
                                     {{"Exit", position}, {"Cut", position}, {"Bits", "16"}}))
            {
                const auto ue = static_cast<int>(task["ue"]);
                // eq. 4, at half of the band; headers of TCP, IP and the module come on top, and
                // the first bits wait for acknowledgements.
                const double upload = bits[ue] * k / 4 / 2.5e6;
                NS_TEST_EXPECT_MSG_GT(task["uplink"], upload, "upload, " << k);
                NS_TEST_EXPECT_MSG_LT(task["uplink"], 1.06 * upload + 0.01, "upload, " << k);
                NS_TEST_EXPECT_MSG_EQ(task["deviceCompute"], 0, "sampling is no work");
            }
        }
        // Service I at 50 % and II at 75 % have the same bits, and come to the access point at one
        // instant. Theorem 1: c is sqrt(2) - 1 for I; when I is done, II has everything.
        const auto tasks = Decide("ns3::TierRulePolicy",
                                  {{"Targets", "0.8,0.9"},
                                   {"FitExits", "false"},
                                   {"Shares", "Service"},
                                   {"MinShare", "0"}});
        NS_TEST_ASSERT_MSG_GT(tasks.size(), 3, "tasks");
        for (auto task : tasks)
        {
            const double first = 384e3 * 200 / 2e9;
            const double edge = task["ue"] == 0 ? first * (1 + std::sqrt(2.0)) : 3 * first;
            NS_TEST_EXPECT_MSG_EQ_TOL(task["serverWait"] + task["serverCompute"],
                                      edge,
                                      2e-5,
                                      "at the access point, UE " << task["ue"]);
        }
    }
};

/// The virtual queues of a run are those of its tasks, and bound their mean accuracy.
class TargetTestCase : public TestCase
{
  public:
    TargetTestCase()
        : TestCase("accuracy targets hold in the long run")
    {
    }

  private:
    void DoRun() override
    {
        auto scenario = InferenceScenario::Read("wu-iiot");
        scenario.Set("/period/length=25s");
        ObjectFactory factory("ns3::DriftPlusPenaltyPolicy");
        factory.Set("Targets", StringValue("0.8,0.9"));
        factory.Set("Shares", StringValue("Service"));
        factory.Set("V", DoubleValue(1));
        auto policy = factory.Create<OffloadingPolicy>();
        std::vector<std::vector<double>> backlogs(2); // by service, by epoch
        policy->TraceConnectWithoutContext(
            "Backlog",
            MakeLambdaCallback([&backlogs](uint64_t, uint32_t service, double backlog) {
                backlogs.at(service).push_back(backlog);
            }));
        auto tasks = RunOnce(scenario, policy);
        NS_TEST_ASSERT_MSG_GT(tasks.size(), 150, "tasks");
        NS_TEST_ASSERT_MSG_EQ(backlogs[0].size(), 25, "epochs, one a second");
        const double targets[] = {0.8, 0.9};
        for (uint32_t service = 0; service < 2; ++service)
        {
            AccuracyQueue queue(targets[service]);
            double sum = 0;
            for (std::size_t epoch = 0; epoch + 1 < backlogs[service].size(); ++epoch)
            {
                double accuracy = 0;
                double n = 0;
                for (auto& task : tasks)
                {
                    const bool isOf = static_cast<uint32_t>(task["ue"]) % 2 == service &&
                                      std::floor(task["created"]) == epoch + 1.0;
                    n += isOf ? 1 : 0;
                    accuracy += isOf ? task["accuracy"] : 0;
                }
                if (n > 0)
                {
                    queue.Update(accuracy / n);
                    sum += accuracy / n;
                }
                NS_TEST_EXPECT_MSG_EQ_TOL(backlogs[service][epoch + 1],
                                          queue.GetBacklog(),
                                          1e-9,
                                          "service " << service << ", epoch " << epoch + 2);
            }
            const double mean = sum / static_cast<double>(queue.GetEpochs());
            NS_TEST_EXPECT_MSG_GT(mean, queue.GetLeastMean() - 1e-9, "service " << service);
            NS_TEST_EXPECT_MSG_GT(mean, targets[service] - 0.05, "service " << service);
        }
    }
};

/// The suite.
class WuIiotTestSuite : public TestSuite
{
  public:
    WuIiotTestSuite()
        : TestSuite("edge-inference-wu-iiot", Type::UNIT)
    {
        AddTestCase(new DelayTestCase);
        AddTestCase(new TargetTestCase);
    }
};

WuIiotTestSuite g_wuIiotTestSuite; //!< registers the suite

} // namespace
