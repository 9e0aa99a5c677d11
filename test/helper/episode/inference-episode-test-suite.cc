// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/episode/episode-watch.h"
#include "../../../helper/experiment/experiment-copy.h"
#include "../../../helper/experiment/fixed-plan-search.h"
#include "../../../model/compute/constant-background-load.h"
#include "../../../model/input/last-words.h"
#include "../../../model/policy/rules/device-only-policy.h"
#include "../../../model/policy/rules/fixed-plan-policy.h"
#include "../../../model/policy/rules/random-policy.h"
#include "../../../model/policy/spaces/numbered-plans.h"
#include "../../application/link-test-bed.h"

#include "ns3/double.h"
#include "ns3/edge-inference-helper.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-input-error.h"
#include "ns3/link-edge-topology-helper.h"
#include "ns3/node-list.h"
#include "ns3/test.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief InferenceEpisode and FixedPlanSearch over a point-to-point link.
 */

using namespace ns3;
using namespace ns3::tests;

namespace
{

/**
 * @return the tiny network with more work and smaller tensors, so that its plans differ on real
 * devices
 */
Ptr<const DnnProfile>
GetDnn()
{
    return DnnProfile::Parse(R"({
      "format": "dnn-profile/1", "name": "bench", "title": "Bench",
      "input": {"elements": 3000, "bits": 8}, "classes": 10,
      "layers": [
        {"name": "l1", "macs": 150000000, "parameters": 1, "outputElements": 2500},
        {"name": "l2", "macs": 300000000, "parameters": 1, "outputElements": 400},
        {"name": "l3", "macs": 900000000, "parameters": 1, "outputElements": 100}
      ],
      "exits": [
        {"name": "early", "after": "l2", "headMacs": 1000000, "headParameters": 5,
         "accuracy": [{"bits": 32, "top1": 0.6}, {"bits": 8, "top1": 0.5}, {"bits": 4, "top1": 0.3}]},
        {"name": "final", "after": "l3", "headMacs": 1000000, "headParameters": 2,
         "accuracy": [{"bits": 32, "top1": 0.9}, {"bits": 8, "top1": 0.8}, {"bits": 4, "top1": 0.4}]}
      ]})",
                             "bench.json");
}

/**
 * @param policy who decides
 * @param trace file of arrivals; empty: a Poisson stream
 * @return one UE and one server, installed
 */
EdgeInferenceHelper
BuildWith(Ptr<OffloadingPolicy> policy, const std::string& trace)
{
    EdgeTopology net;
    net.ues.Create(1);
    net.servers.Create(1);
    InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
    stack.Install(net.ues);
    stack.Install(net.servers);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("2Mbps"));
    link.SetChannelAttribute("Delay", StringValue("2ms"));
    net.ueDevices = link.Install(net.ues.Get(0), net.servers.Get(0));
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    const auto interfaces = addresses.Assign(net.ueDevices);
    net.ueAddresses = {interfaces.GetAddress(0)};
    net.serverAddresses = {interfaces.GetAddress(1)};
    EdgeInferenceHelper inference(net);
    inference.SetDnn(GetDnn());
    inference.SetDevices("raspberry-pi-4", "nvidia-t4");
    inference.SetServerLoad("ns3::MarkovBackgroundLoad");
    if (trace.empty())
    {
        inference.AddStreams("ns3::PoissonTaskStream",
                             "Rate",
                             DoubleValue(15),
                             "Deadline",
                             TimeValue(MilliSeconds(80)));
    }
    else
    {
        inference.AddStreams("ns3::TraceTaskStream", "FileName", StringValue(trace));
    }
    inference.SetPolicy(policy);
    inference.SetTaskPeriod(MilliSeconds(100), MilliSeconds(2100));
    inference.Install();
    return inference;
}

/**
 * @param policy who decides
 * @return one UE and one server, installed
 */
EdgeInferenceHelper
Build(Ptr<OffloadingPolicy> policy)
{
    return BuildWith(policy, "");
}

/**
 * @param policy who decides
 * @param run ns-3's run number
 * @param scenario builds it
 * @return what it came to, recorded
 */
EpisodeResult
RunEpisode(Ptr<OffloadingPolicy> policy,
           uint64_t run,
           const InferenceEpisode::Scenario& scenario = Build)
{
    InferenceEpisode episode(scenario);
    episode.Record("label", 3);
    return episode.Run(policy, run, false);
}

/**
 * @param policy who decides
 * @param run ns-3's run number
 * @return all bytes of what it came to
 */
std::string
RunPacked(Ptr<OffloadingPolicy> policy, uint64_t run)
{
    return ExperimentCopy::PackEpisode(RunEpisode(policy, run));
}

/// The run number decides every byte.
class RepeatTestCase : public TestCase
{
  public:
    RepeatTestCase()
        : TestCase("The same run gives the same bytes, whatever ran before")
    {
    }

  private:
    void DoRun() override
    {
        const std::string first = RunPacked(CreateObject<RandomPolicy>(), 5);
        const std::string again = RunPacked(CreateObject<RandomPolicy>(), 5);
        NS_TEST_EXPECT_MSG_EQ((first == again), true, "at once");
        const std::string other = RunPacked(CreateObject<RandomPolicy>(), 6);
        NS_TEST_EXPECT_MSG_EQ((first == other), false, "another run");
        RunEpisode(CreateObject<DeviceOnlyPolicy>(), 77);
        const std::string later = RunPacked(CreateObject<RandomPolicy>(), 5);
        NS_TEST_EXPECT_MSG_EQ((first == later), true, "after others");
    }
};

/// Events that make events at one instant end the episode, and nothing else.
class StandstillTestCase : public TestCase
{
  public:
    StandstillTestCase()
        : TestCase("An episode in which no time passes ends with an error")
    {
    }

  private:
    /// An event that makes the next one at once.
    static void Again()
    {
        Simulator::ScheduleNow(&Again);
    }

    void DoRun() override
    {
        const std::string before = RunPacked(CreateObject<RandomPolicy>(), 5);
        std::string error;
        try
        {
            RunEpisode(CreateObject<RandomPolicy>(), 5, [](Ptr<OffloadingPolicy> policy) {
                Simulator::Schedule(MilliSeconds(250), &Again);
                LastWords::Note("setting /a/key");
                return Build(policy);
            });
        }
        catch (const InferenceInputError& caught)
        {
            error = caught.what();
        }
        for (const std::string part : {"0.250000 s", "events at one instant", "setting /a/key"})
        {
            NS_TEST_EXPECT_MSG_NE(error.find(part), std::string::npos, part << ": " << error);
        }
        // It left no network behind, and watching changes no byte.
        LastWords::Note("");
        NS_TEST_EXPECT_MSG_EQ(NodeList::GetNNodes(), 0, "nodes");
        NS_TEST_EXPECT_MSG_EQ((RunPacked(CreateObject<RandomPolicy>(), 5) == before),
                              true,
                              "bytes");
    }
};

/// An event that does not end ends its process, and many events do not.
class EndlessEventTestCase : public TestCase
{
  public:
    EndlessEventTestCase()
        : TestCase("A simulation whose event does not end ends with an error")
    {
    }

  private:
    /// Most processor time of an event here, s.
    static constexpr double LIMIT = 0.1;

    /// Takes this much processor time and ends, or never ends.
    static void Work(double seconds)
    {
        // clock: what is tried here is an event that takes processor time
        const std::clock_t begin = std::clock();
        // clock: as above
        while (static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC < seconds)
        {
        }
    }

    /**
     * @brief Runs a simulation in a child.
     * @param events how much processor time each event takes, s
     * @param [out] status of the child
     * @return what it said
     */
    static std::string RunChild(const std::vector<double>& events, int& status)
    {
        std::array<int, 2> ends{};
        NS_ABORT_IF(pipe(ends.data()) != 0);
        const pid_t child = fork();
        if (child == 0)
        {
            close(ends[0]);
            const LastWords::Page page;
            page.Use(ends[1]);
            LastWords::Note("setting /a/key");
            const auto watch =
                EpisodeWatch::Begin(EpisodeWatch::MOST_EVENTS, Seconds(1), nullptr, LIMIT);
            for (std::size_t i = 0; i < events.size(); ++i)
            {
                Simulator::Schedule(MilliSeconds(250 + i), &Work, events[i]);
            }
            Simulator::Run();
            watch->End();
            _exit(0);
        }
        close(ends[1]);
        std::string text;
        for (char byte = 0; read(ends[0], &byte, 1) == 1;)
        {
            text += byte;
        }
        close(ends[0]);
        waitpid(child, &status, 0);
        return text;
    }

    void DoRun() override
    {
        int status = 0;
        const std::string error = RunChild({0, std::numeric_limits<double>::infinity()}, status);
        NS_TEST_EXPECT_MSG_EQ(WIFEXITED(status) && WEXITSTATUS(status) == 2, true, status);
        for (const std::string part : {"at 0.251000 s", "one event that took", "setting /a/key"})
        {
            NS_TEST_EXPECT_MSG_NE(error.find(part), std::string::npos, part << ": " << error);
        }
        // Several times the limit, and none of it in one event.
        const std::string none = RunChild(std::vector<double>(40, LIMIT / 10), status);
        NS_TEST_EXPECT_MSG_EQ(WIFEXITED(status) && WEXITSTATUS(status) == 0, true, none);
    }
};

/// What an episode comes to, computed again from its rows.
class ResultTestCase : public TestCase
{
  public:
    ResultTestCase()
        : TestCase("Metrics are those of the rows of tasks.csv")
    {
    }

  private:
    void DoRun() override
    {
        Ptr<InferenceClient> client;
        const auto scenario = [&](Ptr<OffloadingPolicy> policy) {
            EdgeInferenceHelper inference = Build(policy);
            client = inference.GetClients().front();
            return inference;
        };
        const EpisodeResult result = RunEpisode(CreateObject<RandomPolicy>(), 9, scenario);
        NS_TEST_EXPECT_MSG_EQ(result.tasks, client->GetCounters().created, "every task");
        NS_TEST_EXPECT_MSG_EQ(result.latencies.size(), result.tasks, "a latency each");
        NS_TEST_EXPECT_MSG_EQ(std::is_sorted(result.latencies.begin(), result.latencies.end()),
                              true,
                              "rising");
        const std::string header = InferenceEpisode::GetTasksHeader();
        const auto columns = std::count(header.begin(), header.end(), ',');
        std::istringstream rows(result.tasksCsv);
        double n = 0;
        double completed = 0;
        double sums[4] = {0, 0, 0, 0}; // latency, energy, accuracy, reward
        std::vector<double> endless;   // latencies, if lost tasks went on for ever
        for (std::string row; std::getline(rows, row); ++n)
        {
            NS_TEST_EXPECT_MSG_EQ(std::count(row.begin(), row.end(), ','), columns, row);
            std::vector<std::string> cells;
            std::istringstream line(row);
            for (std::string cell; std::getline(line, cell, ',');)
            {
                cells.push_back(cell);
            }
            NS_TEST_EXPECT_MSG_EQ(cells[0] + cells[1], "label3", "label and seed");
            completed += cells[13] == "completed";
            const bool dropped = cells[13] == "dropped";
            sums[0] += dropped ? std::max(0.08, std::stod(cells[17])) : std::stod(cells[17]);
            endless.push_back(dropped ? INFINITY : std::stod(cells[17]));
            sums[1] += std::stod(cells[32]);
            sums[2] += std::stod(cells[33]);
            sums[3] += std::stod(cells[34]);
        }
        NS_TEST_EXPECT_MSG_EQ(n, result.tasks, "a row a task");
        NS_TEST_EXPECT_MSG_GT(completed, 0, "some in time");
        NS_TEST_EXPECT_MSG_LT(completed, n, "some not");
        const auto expect = [&](EpisodeResult::Metric metric, double value) {
            NS_TEST_EXPECT_MSG_EQ_TOL(result.values[metric],
                                      value,
                                      1e-6,
                                      EpisodeMetric::Get(metric).name);
        };
        expect(EpisodeResult::MEAN_LATENCY, sums[0] / n);
        expect(EpisodeResult::ENERGY, sums[1] / n);
        expect(EpisodeResult::AVERAGE_ACCURACY, sums[2] / n);
        expect(EpisodeResult::REWARD, sums[3] / n);
        expect(EpisodeResult::DEADLINE_SATISFACTION, completed / n);
        expect(EpisodeResult::THROUGHPUT, completed / 2);
        // Nearest rank.
        expect(EpisodeResult::P95_LATENCY, result.latencies[std::ceil(0.95 * n) - 1]);
        expect(EpisodeResult::P99_LATENCY, result.latencies[std::ceil(0.99 * n) - 1]);
        std::sort(endless.begin(), endless.end());
        for (const auto& [metric, share] :
             {std::pair{EpisodeResult::P95_LATENCY, 0.95}, {EpisodeResult::P99_LATENCY, 0.99}})
        {
            const double value = endless[std::ceil(share * n) - 1];
            NS_TEST_EXPECT_MSG_EQ(result.atLeast[metric],
                                  (value > result.values[metric] + 1e-6),
                                  "a bound where lost tasks decide");
        }
        NS_TEST_EXPECT_MSG_EQ(result.atLeast[EpisodeResult::P99_LATENCY], true, "lost tasks");
        // On the device alone nothing is lost here, and every percentile is what it says.
        auto local = CreateObject<FixedPlanPolicy>();
        local->SetPlan({0, 2, 32, 0});
        const EpisodeResult kept = RunEpisode(local, 9);
        NS_TEST_EXPECT_MSG_EQ(kept.atLeast[EpisodeResult::P99_LATENCY],
                              (kept.tasksCsv.find("dropped") != std::string::npos),
                              "a bound only when tasks are lost");
        NS_TEST_EXPECT_MSG_EQ(result.qualities.count("top-1"), 1, "what accuracies are");
    }
};

/// A plan that names a server that is not there.
class ForeignServerTestCase : public TestCase
{
  public:
    ForeignServerTestCase()
        : TestCase("A plan with an unknown server drops its tasks and can be recorded")
    {
    }

  private:
    void DoRun() override
    {
        auto policy = CreateObject<FixedPlanPolicy>();
        policy->SetPlan({1, 0, 8, 5});
        const EpisodeResult result = RunEpisode(policy, 1);
        NS_TEST_EXPECT_MSG_GT(result.tasks, 10, "tasks");
        TaskOutcome dropped;
        dropped.status = InferenceTaskStatus::DROPPED;
        NS_TEST_EXPECT_MSG_EQ_TOL(result.values[EpisodeResult::REWARD],
                                  CreateObject<RewardModel>()->Score(dropped),
                                  1e-12,
                                  "all dropped");
        NS_TEST_EXPECT_MSG_EQ((result.tasksCsv.find("invalid-plan") != std::string::npos),
                              true,
                              "with the reason");
        NS_TEST_EXPECT_MSG_EQ(result.epochsCsv.empty(), false, "recorded");
    }
};

/// The search against trying every plan on every seed.
class SearchTestCase : public TestCase
{
  public:
    SearchTestCase()
        : TestCase("The search finds what trying every plan on every seed finds")
    {
    }

  private:
    void DoRun() override
    {
        const auto dnn = GetDnn();
        const std::vector<uint64_t> seeds{101, 102, 103, 104};
        const FixedPlanSearch search(Build, dnn, seeds);
        const FixedPlanSearch::Result found = search.Run("best");
        NS_TEST_EXPECT_MSG_EQ(found.runs,
                              search.CountEpisodes(search.GetCandidates().size()),
                              "it knows before how many episodes it runs");
        // Ended in the middle, then gone on with: each episode is run once, and the end is the
        // same.
        std::map<std::pair<std::size_t, std::size_t>, std::string> kept;
        std::size_t runs = 0;
        const auto remember = [&](std::size_t candidate, std::size_t seed, const auto& run) {
            std::string& piece = kept[{candidate, seed}];
            if (piece.empty())
            {
                if (++runs == found.runs / 2)
                {
                    throw std::runtime_error("killed");
                }
                piece = ExperimentCopy::PackEpisode(run());
            }
            return ExperimentCopy::UnpackEpisode(piece);
        };
        bool wasKilled = false;
        try
        {
            search.Run("best", remember);
        }
        catch (const std::runtime_error&)
        {
            wasKilled = true;
        }
        NS_TEST_EXPECT_MSG_EQ(wasKilled, true, "in the middle");
        const auto again = search.Run("best", remember);
        NS_TEST_EXPECT_MSG_EQ(runs, found.runs + 1, "nothing is run twice");
        NS_TEST_EXPECT_MSG_EQ((again.plan == found.plan), true, "the same plan");
        NS_TEST_EXPECT_MSG_EQ(ExperimentCopy::PackEpisode(again.episodes.at(3)),
                              ExperimentCopy::PackEpisode(found.episodes.at(3)),
                              "the same bytes");
        const NumberedPlans space({dnn}, 1);
        double best = -1e9;
        double second = -1e9;
        InferencePlan plan;
        for (const uint32_t action : space.GetValidActions(dnn))
        {
            auto policy = CreateObject<FixedPlanPolicy>();
            policy->SetPlan(space.GetPlan(action, *dnn));
            double reward = 0;
            for (const uint64_t seed : seeds)
            {
                reward += RunEpisode(policy, seed).values[EpisodeResult::REWARD] / seeds.size();
            }
            if (reward > best)
            {
                second = best;
                best = reward;
                plan = space.GetPlan(action, *dnn);
            }
            else
            {
                second = std::max(second, reward);
            }
        }
        double reward = 0;
        for (const auto& episode : found.episodes)
        {
            reward += episode.values[EpisodeResult::REWARD] / seeds.size();
        }
        NS_TEST_ASSERT_MSG_GT(best, second, "one plan is the best");
        NS_TEST_EXPECT_MSG_EQ(found.episodes.size(), seeds.size(), "an episode a seed");
        NS_TEST_EXPECT_MSG_EQ_TOL(reward, best, 1e-12, "the best reward");
        NS_TEST_EXPECT_MSG_EQ((found.plan == plan), true, "the best plan");
        NS_TEST_EXPECT_MSG_LT(found.candidates,
                              space.GetValidActions(dnn).size() + 1,
                              "not more than there are");
        NS_TEST_EXPECT_MSG_GT(found.candidates, 5, "candidates");
    }
};

/// Deadlines of a trace that outlast what the attribute Deadline lets expect.
class LongDeadlineTestCase : public TestCase
{
  public:
    LongDeadlineTestCase()
        : TestCase("Tasks with longer deadlines than the attribute's end, too")
    {
    }

  private:
    void DoRun() override
    {
        const std::string trace = CreateTempDirFilename("arrivals.csv");
        std::ofstream(trace) << "time,deadline\n0.1,0.05\n1.9,30\n1.95,40\n";
        // 0.09 s of work at full speed each, at 1/200 of it.
        const EpisodeResult result =
            RunEpisode(CreateObject<DeviceOnlyPolicy>(), 1, [&](Ptr<OffloadingPolicy> policy) {
                EdgeInferenceHelper inference = BuildWith(policy, trace);
                auto load = CreateObject<ConstantBackgroundLoad>();
                load->SetAttribute("Load", DoubleValue(0.995));
                auto compute = inference.GetTopology().ues.Get(0)->GetObject<ComputeNode>();
                compute->SetBackgroundLoad(load);
                return inference;
            });
        NS_TEST_EXPECT_MSG_EQ(result.tasks, 3, "each ended once");
        NS_TEST_EXPECT_MSG_GT(result.latencies.back(), 10, "the last long after the others");
    }
};

/// Streams of some UEs only.
class SomeUesTestCase : public TestCase
{
  public:
    SomeUesTestCase()
        : TestCase("Rows of epochs.csv name the UE that has the stream")
    {
    }

  private:
    void DoRun() override
    {
        InferenceEpisode episode([](Ptr<OffloadingPolicy> policy) {
            LinkEdgeTopologyHelper topology;
            topology.SetUes(4);
            EdgeInferenceHelper inference(topology.Build());
            inference.SetDnn(GetDnn());
            inference.SetDevices("raspberry-pi-4", "nvidia-t4");
            const ObjectFactory streams("ns3::PeriodicTaskStream");
            inference.AddStreams({2, 3}, streams);
            inference.AddStreams({3}, streams);
            inference.SetPolicy(policy);
            inference.SetTaskPeriod(MilliSeconds(100), MilliSeconds(600));
            inference.Install();
            return inference;
        });
        episode.Record("one", 1);
        std::istringstream rows(episode.Run(CreateObject<DeviceOnlyPolicy>(), 1, false).epochsCsv);
        const std::vector<std::string> expected{"2", "3", "3"};
        std::size_t n = 0;
        for (std::string row; std::getline(rows, row); ++n)
        {
            std::istringstream cells(row);
            std::vector<std::string> cell(6);
            for (auto& text : cell)
            {
                std::getline(cells, text, ',');
            }
            NS_TEST_EXPECT_MSG_EQ(cell[4], expected[n % 3], "UE of row " << n);
            NS_TEST_EXPECT_MSG_EQ(cell[5], std::to_string(n % 3), "stream of row " << n);
        }
        NS_TEST_EXPECT_MSG_GT(n, 10, "rows");
    }
};

/// Rows of every table quote the policy's name where it needs that.
class NameTestCase : public TestCase
{
  public:
    NameTestCase()
        : TestCase("A policy's name may have commas and quotes")
    {
    }

  private:
    void DoRun() override
    {
        InferenceEpisode episode(Build);
        episode.Record("a, \"b\"", 3);
        episode.RecordObservations();
        const EpisodeResult result = episode.Run(CreateObject<DeviceOnlyPolicy>(), 1, false);
        const std::string& observations = result.observationsCsv;
        for (const std::string& rows :
             {result.tasksCsv, result.epochsCsv, observations.substr(observations.find('\n') + 1)})
        {
            std::istringstream lines(rows);
            std::size_t n = 0;
            for (std::string line; std::getline(lines, line); ++n)
            {
                NS_TEST_EXPECT_MSG_EQ(line.rfind("\"a, \"\"b\"\"\",3,", 0), 0, line);
            }
            NS_TEST_EXPECT_MSG_GT(n, 3, "rows");
        }
    }
};

/// The suite.
class InferenceEpisodeTestSuite : public TestSuite
{
  public:
    InferenceEpisodeTestSuite()
        : TestSuite("edge-inference-inference-episode", Type::UNIT)
    {
        AddTestCase(new NameTestCase);
        AddTestCase(new RepeatTestCase);
        AddTestCase(new ResultTestCase);
        AddTestCase(new StandstillTestCase);
        AddTestCase(new EndlessEventTestCase);
        AddTestCase(new ForeignServerTestCase);
        AddTestCase(new SearchTestCase);
        AddTestCase(new LongDeadlineTestCase);
        AddTestCase(new SomeUesTestCase);
    }
};

InferenceEpisodeTestSuite g_inferenceEpisodeTestSuite; //!< registers the suite

} // namespace
