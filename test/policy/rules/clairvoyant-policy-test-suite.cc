// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/experiment/experiment-copy.h"
#include "../../../model/policy/rules/clairvoyant-policy.h"
#include "../../../model/policy/rules/greedy-plan-policy.h"
#include "../../../model/policy/rules/random-policy.h"
#include "../../../model/policy/spaces/numbered-plans.h"
#include "../../../model/policy/spaces/plan-space.h"

#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/edge-inference-helper.h"
#include "ns3/global-value.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-input-error.h"
#include "ns3/link-edge-topology-helper.h"
#include "ns3/object-factory.h"
#include "ns3/pointer.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/trainable-policy.h"
#include "ns3/uinteger.h"

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief ClairvoyantPolicy: decisions tried on the true future, in forked processes.
 */

using namespace ns3;

namespace
{

/// Run of every episode.
constexpr uint64_t RUN = 4;

/**
 * @return a network of two exits and few plans
 */
Ptr<const DnnProfile>
GetDnn()
{
    return DnnProfile::Parse(R"({
      "format": "dnn-profile/1", "name": "bench", "title": "Bench",
      "input": {"elements": 30000, "bits": 8}, "classes": 10,
      "layers": [
        {"name": "l1", "macs": 150000000, "parameters": 1, "outputElements": 20000},
        {"name": "l2", "macs": 300000000, "parameters": 1, "outputElements": 4000}
      ],
      "exits": [
        {"name": "early", "after": "l1", "headMacs": 1000000, "headParameters": 5,
         "accuracy": [{"bits": 32, "top1": 0.6}, {"bits": 8, "top1": 0.5}]},
        {"name": "final", "after": "l2", "headMacs": 1000000, "headParameters": 2,
         "accuracy": [{"bits": 32, "top1": 0.9}, {"bits": 8, "top1": 0.8}]}
      ]})",
                             "bench.json");
}

/// Is told what was installed.
using Watcher = std::function<void(const EdgeInferenceHelper&)>;

/**
 * @param nUes number of UEs
 * @param watch is told what was installed; may be empty
 * @return UEs that share a server whose load changes, as few epochs as there are of use
 */
InferenceEpisode::Scenario
MakeScenario(uint32_t nUes, const Watcher& watch = {})
{
    return [nUes, watch](Ptr<OffloadingPolicy> policy) {
        LinkEdgeTopologyHelper topology;
        topology.SetUes(nUes);
        EdgeInferenceHelper inference(topology.Build());
        inference.SetDnn(GetDnn());
        inference.SetDevices("raspberry-pi-4", "xeon-m4-large");
        inference.SetServerLoad("ns3::MarkovBackgroundLoad");
        inference.AddStreams("ns3::PoissonTaskStream",
                             "Rate",
                             DoubleValue(25),
                             "Deadline",
                             TimeValue(MilliSeconds(60)));
        inference.SetPolicy(policy);
        inference.SetTaskPeriod(MilliSeconds(100), MilliSeconds(400));
        inference.Install();
        if (watch)
        {
            watch(inference);
        }
        return inference;
    };
}

/**
 * @param policy who decides
 * @param scenario builds the episode
 * @return what it came to, recorded
 */
EpisodeResult
RunEpisode(const Ptr<OffloadingPolicy>& policy, const InferenceEpisode::Scenario& scenario)
{
    InferenceEpisode episode(scenario);
    episode.Record("label", 1);
    return episode.Run(policy, RUN, false);
}

/**
 * @param candidates the attribute Candidates
 * @param base the attribute Base
 * @return a ClairvoyantPolicy that tries all plans
 */
Ptr<OffloadingPolicy>
MakeClairvoyant(uint32_t candidates,
                const Ptr<OffloadingPolicy>& base = CreateObject<GreedyPlanPolicy>())
{
    return CreateObjectWithAttributes<ClairvoyantPolicy>("Base",
                                                         PointerValue(base),
                                                         "Space",
                                                         PointerValue(CreateObject<PlanSpace>()),
                                                         "Candidates",
                                                         UintegerValue(candidates),
                                                         "Horizon",
                                                         TimeValue(Seconds(10)));
}

/**
 * @param action something
 * @return the error that it throws
 */
std::string
GetError(const std::function<void()>& action)
{
    try
    {
        action();
    }
    catch (const std::exception& error)
    {
        return error.what();
    }
    return "no error";
}

/// The greedy rule, but for the plans of the first epochs.
class Script : public OffloadingPolicy
{
  public:
    std::vector<std::vector<InferencePlan>> plans; //!< by epoch
    std::vector<std::vector<InferencePlan>> taken; //!< by epoch, by this policy

  private:
    void DoBeginEpisode() override
    {
        m_base->BeginEpisode(GetSystem());
        taken.clear();
    }

    void DoDecide(const EpochState& state, EpochDecision& decision) override
    {
        m_base->Decide(state, decision);
        if (state.epoch <= plans.size())
        {
            decision.plans = plans[state.epoch - 1];
        }
        taken.push_back(decision.plans);
    }

    Ptr<OffloadingPolicy> m_base{CreateObject<GreedyPlanPolicy>()}; //!< the rule
};

/// What trying decisions in forked processes finds is what whole runs find.
class BruteForceTestCase : public TestCase
{
  public:
    /**
     * @param nUes number of UEs
     * @param candidates the attribute Candidates
     */
    BruteForceTestCase(uint32_t nUes, uint32_t candidates)
        : TestCase("The best decisions of whole runs, " + std::to_string(nUes) + " UEs, " +
                   std::to_string(candidates) + " candidates"),
          m_nUes(nUes),
          m_candidates(candidates)
    {
    }

  private:
    void DoRun() override
    {
        const auto scenario = MakeScenario(m_nUes);
        auto script = CreateObject<Script>();
        const double base = RunEpisode(script, scenario).reward;
        const std::size_t nEpochs = script->taken.size();
        NS_TEST_ASSERT_MSG_EQ((nEpochs >= 3 && nEpochs <= 6), true, nEpochs << " epochs");
        double best = base;
        for (std::size_t epoch = 0; epoch < nEpochs; ++epoch)
        {
            RunEpisode(script, scenario);
            auto winner = script->taken[epoch];
            for (const auto& plans : ListAlternatives(winner))
            {
                script->plans.resize(epoch);
                script->plans.push_back(plans);
                const double reward = RunEpisode(script, scenario).reward;
                if (reward > best + 1e-9) // as of tasks that end in another order
                {
                    best = reward;
                    winner = plans;
                }
            }
            script->plans.resize(epoch);
            script->plans.push_back(winner);
        }
        NS_TEST_EXPECT_MSG_GT(best, base + 0.01, "there is something to win");
        auto policy = MakeClairvoyant(m_candidates);
        double told = 0;
        policy->TraceConnectWithoutContext(
            "Tried",
            MakeLambdaCallback([&](uint64_t, uint64_t, double own, double greatest) {
                NS_TEST_EXPECT_MSG_EQ((greatest >= own), true, "the best is no worse");
                told += greatest - own;
            }));
        const EpisodeResult result = RunEpisode(policy, scenario);
        NS_TEST_EXPECT_MSG_EQ_TOL(result.reward, best, 1e-9, "as by brute force");
        NS_TEST_EXPECT_MSG_EQ_TOL(told, best - base, 1e-9, "gains of all epochs");
        script->plans.resize(nEpochs);
        NS_TEST_EXPECT_MSG_EQ((RunEpisode(script, scenario).tasksCsv == result.tasksCsv),
                              true,
                              "the same decisions");
    }

    /**
     * @param plans one a stream
     * @return decisions with one other plan; of one stream these are all
     */
    static std::vector<std::vector<InferencePlan>> ListAlternatives(
        const std::vector<InferencePlan>& plans)
    {
        const auto dnn = GetDnn();
        const NumberedPlans numbers({dnn}, 1);
        const auto& valid = numbers.GetValidActions(dnn);
        std::vector<std::vector<InferencePlan>> alternatives;
        for (std::size_t stream = 0; stream < plans.size(); ++stream)
        {
            for (const uint32_t action : valid)
            {
                auto other = plans;
                other[stream] = numbers.GetPlan(action, *dnn);
                if (other != plans)
                {
                    alternatives.push_back(std::move(other));
                }
            }
        }
        return alternatives;
    }

    uint32_t m_nUes;       //!< number of UEs
    uint32_t m_candidates; //!< the attribute Candidates
};

/// Candidates of every kind of space.
class SpacesTestCase : public TestCase
{
  public:
    SpacesTestCase()
        : TestCase("What is told of candidates of any space is what the run comes to")
    {
    }

  private:
    void DoRun() override
    {
        const auto scenario = MakeScenario(2);
        const double base = RunEpisode(CreateObject<GreedyPlanPolicy>(), scenario).reward;
        int winners = 0;
        for (const std::string space : {"ns3::PlanSpace",
                                        "ns3::AssignmentSpace",
                                        "ns3::AllocationGridSpace",
                                        "ns3::AllocationSpace",
                                        "ns3::AllocationSpace[PerStream=1]",
                                        "ns3::DeploymentSpace",
                                        "ns3::DeploymentSpace[ShareUplink=0|ShareCompute=0]"})
        {
            auto policy = MakeClairvoyant(4);
            policy->SetAttribute("Space", StringValue(space));
            double gain = 0;
            policy->TraceConnectWithoutContext(
                "Tried",
                MakeLambdaCallback([&](uint64_t, uint64_t tried, double own, double greatest) {
                    NS_TEST_EXPECT_MSG_EQ((tried >= 2 && tried <= 4), true, space);
                    gain += greatest - own;
                }));
            const double reward = RunEpisode(policy, scenario).reward;
            winners += gain > 0.01;
            NS_TEST_EXPECT_MSG_EQ_TOL(reward, base + gain, 1e-9, space);
        }
        NS_TEST_EXPECT_MSG_GT(winners, 2, "spaces in which there is something to win");
    }
};

/// The future is that of the base rule, byte by byte, however many processes look at it.
class SameBytesTestCase : public TestCase
{
  public:
    SameBytesTestCase()
        : TestCase("Bytes of the base rule with one candidate; of any number of processes")
    {
    }

  private:
    void DoRun() override
    {
        const auto scenario = MakeScenario(2);
        const auto pack = [&](const Ptr<OffloadingPolicy>& policy) {
            return ExperimentCopy::PackEpisode(RunEpisode(policy, scenario));
        };
        NS_TEST_EXPECT_MSG_EQ((pack(CreateObject<GreedyPlanPolicy>()) == pack(MakeClairvoyant(1))),
                              true,
                              "a rule");
        NS_TEST_EXPECT_MSG_EQ((pack(CreateObject<RandomPolicy>()) ==
                               pack(MakeClairvoyant(1, CreateObject<RandomPolicy>()))),
                              true,
                              "a rule that draws random numbers");
        std::vector<std::string> bytes;
        for (const uint32_t processes : {1, 3})
        {
            auto policy = MakeClairvoyant(5);
            policy->SetAttribute("Processes", UintegerValue(processes));
            policy->SetAttribute("Rounds", UintegerValue(2));
            bytes.push_back(pack(policy));
        }
        NS_TEST_EXPECT_MSG_EQ((bytes[0] == bytes[1]), true, "processes");
        NS_TEST_EXPECT_MSG_EQ((bytes[0] == pack(CreateObject<GreedyPlanPolicy>())),
                              false,
                              "decisions drawn at random win something");
    }
};

/// A learner that begins with decisions that were tried.
class TeacherTestCase : public TestCase
{
  public:
    TeacherTestCase()
        : TestCase("As a teacher of a learner it decides as it does alone")
    {
    }

  private:
    void DoRun() override
    {
        TypeId type;
        if (!TypeId::LookupByNameFailSafe("ns3::DqnPolicy", &type))
        {
            return; // built without LibTorch
        }
        // More candidates than there are, so that none are drawn.
        Config::SetDefault("ns3::ClairvoyantPolicy::Candidates", UintegerValue(20));
        const auto scenario = MakeScenario(2);
        const auto alone = RunEpisode(CreateObject<ClairvoyantPolicy>(), scenario);
        NS_TEST_EXPECT_MSG_EQ(
            (alone.tasksCsv == RunEpisode(CreateObject<GreedyPlanPolicy>(), scenario).tasksCsv),
            false,
            "not as its base rule");
        const auto learner = ObjectFactory("ns3::DqnPolicy").Create<OffloadingPolicy>();
        learner->SetAttribute("HistoryPolicies", StringValue("ns3::ClairvoyantPolicy"));
        learner->SetAttribute("HistorySteps", UintegerValue(100));
        InferenceEpisode episode(scenario);
        episode.Record("label", 1);
        const auto taught = episode.Run(learner, RUN, true);
        Config::SetDefault("ns3::ClairvoyantPolicy::Candidates", UintegerValue(16));
        NS_TEST_EXPECT_MSG_EQ((alone.tasksCsv == taught.tasksCsv), true, "the same decisions");
        double history = 0;
        for (const auto& [name, value] : TrainablePolicy::Get(learner)->GetTrainingFigures())
        {
            history = name == "history" ? value : history;
        }
        NS_TEST_EXPECT_MSG_GT(history, 2, "steps that were taken into the memory");
    }
};

/// Children write nothing, whatever the program does at every task.
class OutputsTestCase : public TestCase
{
  public:
    OutputsTestCase()
        : TestCase("Files get what the run itself writes, once")
    {
    }

  private:
    /**
     * @param policy who decides
     * @param folder gets the files
     * @return what the files have in them
     */
    static std::vector<std::string> Write(const Ptr<OffloadingPolicy>& policy,
                                          const std::filesystem::path& folder)
    {
        std::filesystem::create_directories(folder);
        std::ofstream stream(folder / "stream.txt");
        std::FILE* const file = std::fopen((folder / "file.txt").c_str(), "w");
        std::ifstream input(folder / "stream.txt");
        stream << "head";
        std::fputs("head", file); // both wait in a buffer when the first child is forked
        RunEpisode(policy, MakeScenario(1, [&](const EdgeInferenceHelper& inference) {
                       inference.GetClients().front()->TraceConnectWithoutContext(
                           "TaskEnded",
                           MakeLambdaCallback([&](const TaskOutcome& outcome) {
                               stream << ' ' << outcome.task << std::flush;
                               std::fprintf(file, " %d", static_cast<int>(outcome.task));
                               std::fflush(file);
                               std::ofstream(folder / std::to_string(getpid())) << "new";
                               input.get(); // a position that children must not move
                           }));
                   }));
        std::vector<std::string> texts{std::to_string(input.tellg())};
        stream.close();
        std::fclose(file);
        for (const auto& name : {"stream.txt", "file.txt"})
        {
            std::ifstream text(folder / name);
            texts.emplace_back(std::istreambuf_iterator<char>(text),
                               std::istreambuf_iterator<char>());
        }
        const auto count = std::distance(std::filesystem::directory_iterator(folder),
                                         std::filesystem::directory_iterator());
        texts.push_back(std::to_string(count));
        return texts;
    }

    void DoRun() override
    {
        const std::filesystem::path folder = CreateTempDirFilename("clairvoyant");
        const auto alone = Write(CreateObject<GreedyPlanPolicy>(), folder / "alone");
        const auto tried = Write(MakeClairvoyant(1), folder / "tried");
        NS_TEST_EXPECT_MSG_GT(alone[1].size(), 6, "something was written");
        NS_TEST_EXPECT_MSG_EQ(alone[1], alone[2], "to both");
        NS_TEST_EXPECT_MSG_EQ(alone[3], "3", "and one new file");
        for (std::size_t i = 0; i < alone.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(tried[i], alone[i], "file " << i);
        }
    }
};

/// The greedy rule, with something that happens in processes that were forked.
class Mortal : public OffloadingPolicy
{
  public:
    /**
     * @param happen what happens in a child
     */
    explicit Mortal(std::function<void()> happen)
        : m_happen(std::move(happen)),
          m_parent(getpid())
    {
    }

  private:
    void DoBeginEpisode() override
    {
        m_base->BeginEpisode(GetSystem());
    }

    void DoDecide(const EpochState& state, EpochDecision& decision) override
    {
        if (getpid() != m_parent)
        {
            m_happen();
        }
        m_base->Decide(state, decision);
    }

    std::function<void()> m_happen; //!< what happens in a child
    pid_t m_parent;                 //!< the process that is no child
    Ptr<OffloadingPolicy> m_base{CreateObject<GreedyPlanPolicy>()}; //!< the rule
};

/// What goes wrong in a child is told.
class ErrorsTestCase : public TestCase
{
  public:
    ErrorsTestCase()
        : TestCase("A child that dies or throws, and what cannot be forked, are errors")
    {
    }

  private:
    /**
     * @param error a text
     * @param parts what is expected in it
     */
    void ExpectParts(const std::string& error, const std::vector<std::string>& parts)
    {
        for (const auto& part : parts)
        {
            NS_TEST_EXPECT_MSG_NE(error.find(part), std::string::npos, part << ": " << error);
        }
    }

    /**
     * @param happen what happens in a child
     * @param scenario builds the episode
     * @return the error of the episode
     */
    static std::string Fail(const std::function<void()>& happen,
                            const InferenceEpisode::Scenario& scenario = MakeScenario(1))
    {
        return GetError(
            [&] { RunEpisode(MakeClairvoyant(3, CreateObject<Mortal>(happen)), scenario); });
    }

    void DoRun() override
    {
        const std::string place = "ns3::ClairvoyantPolicy, epoch 1 at 0.1";
        ExpectParts(Fail([] { raise(SIGKILL); }), {place, "candidate 0", "signal 9"});
        ExpectParts(Fail([] { throw std::runtime_error("no answer"); }), {place, "no answer"});
        ExpectParts(Fail([] { throw 1; }), {place, "no std::exception"});
        ExpectParts(Fail([] { std::exit(0); }), {place, "status 1"});
        // In the very event in which the child was forked.
        const pid_t parent = getpid();
        const auto scenario = MakeScenario(1, [parent](const EdgeInferenceHelper& inference) {
            inference.GetScheduler()->TraceConnectWithoutContext(
                "Epoch",
                MakeLambdaCallback([parent](const EpochState&, const EpochDecision&) {
                    if (getpid() != parent)
                    {
                        throw std::runtime_error("of a trace sink");
                    }
                }));
        });
        ExpectParts(Fail([] {}, scenario), {place, "an exception ended the simulation"});
        ExpectParts(
            GetError([] { RunEpisode(MakeClairvoyant(2, MakeClairvoyant(2)), MakeScenario(1)); }),
            {"Base", "ns3::ClairvoyantPolicy"});
        StringValue usual;
        GlobalValue::GetValueByName("SimulatorImplementationType", usual);
        GlobalValue::Bind("SimulatorImplementationType", StringValue("ns3::RealtimeSimulatorImpl"));
        const std::string error = GetError([] { RunEpisode(MakeClairvoyant(2), MakeScenario(1)); });
        GlobalValue::Bind("SimulatorImplementationType", usual);
        ExpectParts(error, {"ns3::RealtimeSimulatorImpl", "ns3::DefaultSimulatorImpl"});
    }
};

/// The suite.
class ClairvoyantPolicyTestSuite : public TestSuite
{
  public:
    ClairvoyantPolicyTestSuite()
        : TestSuite("edge-inference-clairvoyant-policy", Type::UNIT)
    {
        AddTestCase(new BruteForceTestCase(1, 100));
        AddTestCase(new BruteForceTestCase(2, 20));
        AddTestCase(new SpacesTestCase);
        AddTestCase(new SameBytesTestCase);
        AddTestCase(new TeacherTestCase);
        AddTestCase(new OutputsTestCase);
        AddTestCase(new ErrorsTestCase);
    }
};

ClairvoyantPolicyTestSuite g_clairvoyantPolicyTestSuite; //!< registers the suite

} // namespace
