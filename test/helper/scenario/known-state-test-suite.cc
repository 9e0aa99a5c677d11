// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/estimation/plan-estimator.h"

#include "ns3/edge-inference-compat.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"
#include "ns3/offloading-policy.h"
#include "ns3/test.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief What a policy knows: age, noise, loss and missing fields of reports, errors of profiles
 * and hidden loads, against the truth of a run without them.
 */

using namespace ns3;

namespace
{

/// Everything in it but positions, which ns-3 rounds at each look, changes all the time. Epochs are
/// never at the instants at which fading changes, which are multiples of 10 ms.
const std::string SMALL = R"({
  "format": "edge-inference-scenario/1",
  "name": "known",
  "radio": {"type": "link"},
  "ues": {
    "count": 2,
    "mobility": {"type": "ns3::ConstantPositionMobilityModel"},
    "load": {"type": "ns3::MarkovBackgroundLoad",
             "HoldingTime": "ns3::ExponentialRandomVariable[Mean=0.03]"}
  },
  "servers": {
    "count": 2,
    "device": "xeon-m4-large",
    "load": {"type": "ns3::MarkovBackgroundLoad",
             "HoldingTime": "ns3::ExponentialRandomVariable[Mean=0.03]"}
  },
  "streams": [{"type": "ns3::PoissonTaskStream", "Rate": 40, "Deadline": "50ms"}],
  "control": {"Interval": "50ms"},
  "policies": ["greedy-plan"],
  "period": {"start": "1.0037s", "length": "1s"}
})";

/// Sends the input of every task to the server, and remembers what it was told.
class WatchingPolicy : public OffloadingPolicy
{
  public:
    std::vector<EpochState> seen; //!< by epoch
    EdgeSystem system;            //!< what it believes

  private:
    void DoBeginEpisode() override
    {
        system = GetSystem();
    }

    void DoDecide(const EpochState& state, EpochDecision& decision) override
    {
        seen.push_back(state);
        for (std::size_t i = 0; i < decision.plans.size(); ++i)
        {
            const DnnProfile& dnn = *GetSystem().streams[i].dnn;
            decision.plans[i].exit = dnn.GetNExits() - 1;
            decision.plans[i].cut = i % 2 == 0 ? 0 : dnn.GetNLayers();
            decision.plans[i].bits = dnn.GetInputBits();
        }
    }
};

/// What a run came to.
struct WatchedRun
{
    Ptr<WatchingPolicy> policy; //!< what it was told
    EpisodeResult result;       //!< what happened
};

/**
 * @param changes of the scenario
 * @return a run of it with a policy that decides without looking
 */
WatchedRun
Watch(const std::vector<std::string>& changes)
{
    auto scenario = InferenceScenario::Parse(SMALL, "known.json");
    scenario.SetAll(changes);
    const auto policy = CreateObject<WatchingPolicy>();
    InferenceEpisode episode([&](Ptr<OffloadingPolicy> p) { return scenario.Build(p); });
    episode.Record("x", 1);
    const EpisodeResult result = episode.Run(policy, 3, false);
    return {policy, result};
}

/**
 * @param a state of a ComputeNode
 * @param b state of a ComputeNode
 * @return whether they are the same, bit by bit
 */
bool
IsSame(const EdgeComputeState& a, const EdgeComputeState& b)
{
    return a.at == b.at && a.speed == b.speed && a.backlog == b.backlog && a.queue == b.queue &&
           a.utilisation == b.utilisation;
}

/**
 * @param a a state
 * @param b a state
 * @return whether UEs and servers are the same
 */
bool
AreMachinesSame(const EpochState& a, const EpochState& b)
{
    bool isSame = true;
    for (std::size_t i = 0; i < a.ues.size(); ++i)
    {
        const ChannelState& x = a.ues[i].channel;
        const ChannelState& y = b.ues[i].channel;
        isSame = isSame && IsSame(a.ues[i].device, b.ues[i].device) && x.time == y.time &&
                 x.uplinkCapacity.value == y.uplinkCapacity.value &&
                 x.backlog.value == y.backlog.value && x.distance.value == y.distance.value;
    }
    for (std::size_t i = 0; i < a.servers.size(); ++i)
    {
        isSame = isSame && IsSame(a.servers[i], b.servers[i]);
    }
    return isSame;
}

/**
 * @param a a state
 * @param b a state
 * @return whether the streams are the same
 */
bool
AreStreamsSame(const EpochState& a, const EpochState& b)
{
    bool isSame = true;
    for (std::size_t i = 0; i < a.streams.size(); ++i)
    {
        const EdgeStreamState& x = a.streams[i];
        const EdgeStreamState& y = b.streams[i];
        isSame = isSame && x.at == y.at && x.arrivals == y.arrivals && x.pending == y.pending &&
                 x.oldestTimeLeft == y.oldestTimeLeft && x.recentLatency == y.recentLatency &&
                 x.recentMissRatio == y.recentMissRatio;
    }
    return isSame;
}

/**
 * @ingroup edge-inference-tests
 * @brief With an age the policy sees the state of that long ago, and nothing else changes.
 */
class ObservationAgeTestCase : public TestCase
{
  public:
    ObservationAgeTestCase()
        : TestCase("age and period of reports")
    {
    }

  private:
    void DoRun() override
    {
        const WatchedRun truth = Watch({});
        const auto& now = truth.policy->seen;
        NS_TEST_ASSERT_MSG_EQ(now.size(), 20, "epochs");
        const WatchedRun old = Watch({"/observation/Age=100ms"});
        NS_TEST_ASSERT_MSG_EQ(old.result.tasksCsv, truth.result.tasksCsv, "what happens");
        for (std::size_t k = 0; k < now.size(); ++k)
        {
            const EpochState& seen = old.policy->seen[k];
            const EpochState& then = now[k < 2 ? 0 : k - 2];
            NS_TEST_EXPECT_MSG_EQ(AreMachinesSame(seen, then), true, "epoch " << k);
            NS_TEST_EXPECT_MSG_EQ(AreStreamsSame(seen, then), true, "epoch " << k);
            NS_TEST_EXPECT_MSG_EQ(seen.time, now[k].time, "it is now all the same");
            NS_TEST_EXPECT_MSG_EQ((k < 3 || !AreMachinesSame(seen, now[k])), true, "epoch " << k);
        }

        // Between epochs, against a run in which the policy looks five times as often.
        const WatchedRun often = Watch({"/control/Interval=10ms"});
        const WatchedRun odd = Watch({"/observation/Age=30ms"});
        const WatchedRun rare = Watch({"/observation/Period=120ms", "/observation/Age=10ms"});
        for (std::size_t k = 1; k < now.size(); ++k)
        {
            NS_TEST_EXPECT_MSG_EQ(
                AreMachinesSame(odd.policy->seen[k], often.policy->seen[5 * k - 3]),
                true,
                "30 ms before epoch " << k);
            const std::size_t last = (5 * k - 1) / 12 * 12;
            NS_TEST_EXPECT_MSG_EQ(AreMachinesSame(rare.policy->seen[k], often.policy->seen[last]),
                                  true,
                                  "report before epoch " << k);
        }
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Noise of nothing is no noise, bit by bit; a constant one changes values as it says.
 */
class ObservationNoiseTestCase : public TestCase
{
  public:
    ObservationNoiseTestCase()
        : TestCase("noise, loss and missing fields")
    {
    }

  private:
    void DoRun() override
    {
        const WatchedRun truth = Watch({});
        const std::string half = "=ns3::ConstantRandomVariable[Constant=0.5]";
        const WatchedRun noisy = Watch({"/observation/ChannelNoise" + half,
                                        "/observation/ServerNoise" + half,
                                        "/observation/StreamNoise" + half});
        const WatchedRun without =
            Watch({"/observation/Missing=server.backlog, channel.uplinkCapacity"});
        const WatchedRun lost = Watch({"/observation/Loss=1"});
        NS_TEST_ASSERT_MSG_EQ(noisy.result.tasksCsv, truth.result.tasksCsv, "what happens");
        bool hasBacklog = false;
        for (std::size_t k = 0; k < truth.policy->seen.size(); ++k)
        {
            const EpochState& a = truth.policy->seen[k];
            const EpochState& b = noisy.policy->seen[k];
            const EpochState& c = without.policy->seen[k];
            const ChannelState& channel = a.ues[0].channel;
            NS_TEST_EXPECT_MSG_EQ(b.ues[0].channel.uplinkCapacity.value,
                                  1.5 * channel.uplinkCapacity.value,
                                  "capacity");
            if (channel.uplinkSinrDb.IsKnown())
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(b.ues[0].channel.uplinkSinrDb.value,
                                          channel.uplinkSinrDb.value + 10 * std::log10(1.5),
                                          1e-12,
                                          "SINR");
            }
            NS_TEST_EXPECT_MSG_EQ(IsSame(b.ues[0].device, a.ues[0].device), true, "another group");
            NS_TEST_EXPECT_MSG_EQ(b.servers[0].backlog, 1.5 * a.servers[0].backlog, "backlog");
            NS_TEST_EXPECT_MSG_EQ(b.servers[0].speed, std::min(1.5 * a.servers[0].speed, 1.0), "");
            NS_TEST_EXPECT_MSG_EQ(b.servers[0].queue, std::round(1.5 * a.servers[0].queue), "jobs");
            NS_TEST_EXPECT_MSG_EQ(b.streams[1].arrivals,
                                  std::round(1.5 * a.streams[1].arrivals),
                                  "arrivals");
            hasBacklog = hasBacklog || a.servers[0].backlog > 0;
            NS_TEST_EXPECT_MSG_EQ(c.servers[0].backlog, 0, "missing");
            NS_TEST_EXPECT_MSG_EQ(c.ues[0].channel.uplinkCapacity.IsKnown(), false, "missing");
            NS_TEST_EXPECT_MSG_EQ(c.servers[0].speed, a.servers[0].speed, "not missing");
            const EpochState& first = truth.policy->seen.front();
            NS_TEST_EXPECT_MSG_EQ(AreMachinesSame(lost.policy->seen[k], first), true, "lost");
        }
        NS_TEST_EXPECT_MSG_EQ(hasBacklog, true, "a server had work");

        // A rule that looks: with all defaults written out it does what it does without.
        const auto run = [](const std::vector<std::string>& changes) {
            auto scenario = InferenceScenario::Parse(SMALL, "known.json");
            scenario.SetAll(changes);
            InferenceEpisode episode([&](Ptr<OffloadingPolicy> p) { return scenario.Build(p); });
            episode.Record("x", 1);
            const auto result =
                episode.Run(InferenceScenario::MakePolicy(scenario.GetPolicies().front()),
                            3,
                            false);
            return result.tasksCsv + result.epochsCsv;
        };
        const std::string off = run({});
        const std::string none = "=ns3::ConstantRandomVariable[Constant=0]";
        const std::string one = "=ns3::ConstantRandomVariable[Constant=1]";
        NS_TEST_EXPECT_MSG_EQ((run({"/observation/ChannelNoise" + none,
                                    "/observation/Loss=0",
                                    "/profiles/error/Speed" + one}) == off),
                              true,
                              "noise of nothing is none");
        NS_TEST_EXPECT_MSG_EQ(
            (run({"/observation/ServerNoise=ns3::UniformRandomVariable[Min=-1|Max=1]"}) == off),
            false,
            "noise is seen");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Factors of profiles change what is estimated by them, and nothing of what happens; so does
 * a hidden load the other way round.
 */
class BeliefTestCase : public TestCase
{
  public:
    BeliefTestCase()
        : TestCase("errors of profiles, hidden loads")
    {
    }

  private:
    /**
     * @param run a run
     * @param stream its stream
     * @param plan a plan
     * @return what the policy estimates in the first state
     */
    static PlanEstimate Estimate(const WatchedRun& run,
                                 std::size_t stream,
                                 const InferencePlan& plan)
    {
        return PlanEstimator().Estimate(run.policy->system, run.policy->seen.front(), stream, plan);
    }

    void DoRun() override
    {
        const auto factor = [](const char* name, const char* value) {
            return std::string("/profiles/error/") + name +
                   "=ns3::ConstantRandomVariable[Constant=" + value + "]";
        };
        const WatchedRun truth = Watch({});
        const WatchedRun fast = Watch({factor("Speed", "4"), factor("Accuracy", "0.5")});
        const WatchedRun slow = Watch({factor("ExitTime", "3"), factor("Accuracy", "2")});
        for (const WatchedRun* const run : {&fast, &slow})
        {
            NS_TEST_EXPECT_MSG_EQ(run->result.tasksCsv, truth.result.tasksCsv, "what happens");
        }
        const DnnProfile& dnn = *truth.policy->system.dnns.front();
        const DnnProfile& poor = *fast.policy->system.dnns.front();
        const DnnProfile& rich = *slow.policy->system.dnns.front();
        for (uint32_t exit = 0; exit < dnn.GetNExits(); ++exit)
        {
            for (const uint32_t cut : dnn.GetCutPoints(exit))
            {
                InferencePlan plan;
                plan.exit = exit;
                plan.cut = cut;
                const PlanEstimate right = Estimate(truth, 0, plan);
                const PlanEstimate quick = Estimate(fast, 0, plan);
                const PlanEstimate late = Estimate(slow, 0, plan);
                NS_TEST_EXPECT_MSG_EQ_TOL(4 * quick.deviceCompute, right.deviceCompute, 1e-12, "");
                NS_TEST_EXPECT_MSG_EQ_TOL(4 * quick.serverCompute, right.serverCompute, 1e-12, "");
                NS_TEST_EXPECT_MSG_EQ_TOL(late.deviceCompute, 3 * right.deviceCompute, 1e-12, "");
                NS_TEST_EXPECT_MSG_EQ_TOL(late.serverCompute, 3 * right.serverCompute, 1e-12, "");
                NS_TEST_EXPECT_MSG_EQ(quick.uplink, right.uplink, "no machine");
                const double accuracy = dnn.GetAccuracy(exit, cut, 8);
                NS_TEST_EXPECT_MSG_EQ(poor.GetAccuracy(exit, cut, 8), 0.5 * accuracy, "accuracy");
                NS_TEST_EXPECT_MSG_EQ(rich.GetAccuracy(exit, cut, 8),
                                      std::min(2 * accuracy, 1.0),
                                      "accuracy");
            }
        }

        // Drawn once a run: for each run another factor, for both UEs the same.
        const WatchedRun drawn =
            Watch({"/profiles/error/Speed=ns3::UniformRandomVariable[Min=0.5|Max=2]"});
        InferencePlan local;
        local.exit = dnn.GetNExits() - 1;
        local.cut = dnn.GetNLayers();
        const double ratio =
            Estimate(drawn, 0, local).deviceCompute / Estimate(truth, 0, local).deviceCompute;
        NS_TEST_EXPECT_MSG_EQ((ratio > 0.5 && ratio < 2 && ratio != 1), true, "a factor");
        NS_TEST_EXPECT_MSG_EQ_TOL(Estimate(drawn, 1, local).deviceCompute /
                                      Estimate(truth, 1, local).deviceCompute,
                                  ratio,
                                  1e-12,
                                  "the same device profile");

        const std::string half =
            R"(/servers/hiddenLoad={"type": "ns3::ConstantBackgroundLoad", "Load": 0.5})";
        const WatchedRun hidden = Watch({half});
        NS_TEST_EXPECT_MSG_NE(hidden.result.tasksCsv, truth.result.tasksCsv, "it works");
        for (std::size_t k = 0; k < truth.policy->seen.size(); ++k)
        {
            for (std::size_t i = 0; i < 2; ++i)
            {
                const EdgeServerState& a = truth.policy->seen[k].servers[i];
                const EdgeServerState& b = hidden.policy->seen[k].servers[i];
                NS_TEST_EXPECT_MSG_EQ(b.speed, a.speed, "only the seen load is reported");
                // No task goes to the second server: nothing else could tell of its load.
                NS_TEST_EXPECT_MSG_EQ((i == 0 || IsSame(a, b)), true, "no field has it");
            }
        }
        const double alone = GetServerSeconds(Watch({"/servers/load=null"}).result);
        const double shared = GetServerSeconds(Watch({"/servers/load=null", half}).result);
        NS_TEST_EXPECT_MSG_EQ_TOL(shared, 2 * alone, 1e-8, "half of the speed");
    }

    /**
     * @param result of a run
     * @return s of service at the server of the first task of the first UE that ended in time
     */
    static double GetServerSeconds(const EpisodeResult& result)
    {
        constexpr std::size_t STATUS = 13;
        constexpr std::size_t SERVER_COMPUTE = 23;
        std::istringstream rows(result.tasksCsv);
        for (std::string row; std::getline(rows, row);)
        {
            std::vector<std::string> fields;
            std::istringstream words(row);
            for (std::string word; std::getline(words, word, ',');)
            {
                fields.push_back(word);
            }
            if (fields.at(2) == "0" && fields.at(STATUS) == "completed")
            {
                return std::stod(fields.at(SERVER_COMPUTE));
            }
        }
        return 0;
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief With in-band control the states of servers travel in packets, too, when they report.
 */
class ServerReportsTestCase : public TestCase
{
  public:
    ServerReportsTestCase()
        : TestCase("reports of servers in packets")
    {
    }

  private:
    void DoRun() override
    {
        const std::string inBand = "/control/Control=InBand";
        const WatchedRun atOnce = Watch({inBand, "/servers/count=3"});
        const WatchedRun sent =
            Watch({inBand, "/servers/count=3", "/applications/serverAgent/Interval=50ms"});
        const auto& truth = atOnce.policy->seen;
        const auto& seen = sent.policy->seen;
        NS_TEST_ASSERT_MSG_EQ(seen.size(), truth.size(), "epochs");
        for (std::size_t k = 0; k < seen.size(); ++k)
        {
            NS_TEST_EXPECT_MSG_EQ(truth[k].servers[1].at, truth[k].time, "known at once");
            NS_TEST_EXPECT_MSG_EQ(seen[k].servers[0].at, seen[k].time, "beside the scheduler");
            for (std::size_t i = 1; i < 3; ++i)
            {
                // The report of this instant is on its way.
                const EdgeServerState& then = truth[k < 1 ? 0 : k - 1].servers[i];
                NS_TEST_EXPECT_MSG_EQ(IsSame(seen[k].servers[i], then), true, "epoch " << k);
                NS_TEST_EXPECT_MSG_EQ(seen[k].servers[i].up, true, "it works");
            }
        }

        // Failures are known late, and so is their end.
        const std::string failures = R"(/servers/failures={"type": "ns3::FailureProcess",
            "UpTime": "ns3::ConstantRandomVariable[Constant=0.22]",
            "DownTime": "ns3::ConstantRandomVariable[Constant=0.2]"})";
        const WatchedRun failing = Watch({inBand, failures});
        const WatchedRun told =
            Watch({inBand, failures, "/applications/serverAgent/Interval=50ms"});
        int down = 0;
        for (std::size_t k = 1; k < failing.policy->seen.size(); ++k)
        {
            const bool isUp = failing.policy->seen[k - 1].servers[1].up;
            NS_TEST_EXPECT_MSG_EQ(told.policy->seen[k].servers[1].up, isUp, "epoch " << k);
            down += !isUp;
        }
        NS_TEST_EXPECT_MSG_GT(down, 3, "it failed");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief What cannot be is refused with file, pointer, found and expected.
 */
class KnowledgeErrorsTestCase : public TestCase
{
  public:
    KnowledgeErrorsTestCase()
        : TestCase("errors name file and pointer")
    {
    }

  private:
    /**
     * @param key that is wrong
     * @param value its value, JSON
     * @param expected part of what is expected
     */
    void Refuse(const std::string& key, const std::string& value, const std::string& expected)
    {
        std::string found;
        try
        {
            InferenceScenario::Parse(SMALL.substr(0, SMALL.rfind('}')) + ", " +
                                         InferenceKeyText(key, value) + "}",
                                     "known.json");
        }
        catch (const InferenceInputError& error)
        {
            found = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ((found.find("known.json: " + key + ": found ") == 0 &&
                               found.find(expected) != std::string::npos),
                              true,
                              key << " = " << value << ": " << found);
    }

    /**
     * @param key pointer of two or three words
     * @param value JSON
     * @return the text of the sections around it
     */
    static std::string InferenceKeyText(const std::string& key, const std::string& value)
    {
        std::string text = value;
        for (std::size_t end = key.size(); end != 0 && end != std::string::npos;)
        {
            const std::size_t slash = key.rfind('/', end - 1);
            text = '"' + key.substr(slash + 1, end - slash - 1) + "\": " + text;
            end = slash;
            text = end == 0 ? text : '{' + text + '}';
        }
        return text;
    }

    void DoRun() override
    {
        Refuse("/observation/Age", R"("-1s")", "a time from 0 s to 1000 s");
        Refuse("/observation/Period", "true", "a time from 0 s to 1000 s");
        Refuse("/applications/serverAgent/Interval", R"("1us")", "a multiple of 0.001 s");
        Refuse("/observation/Loss", "1.5", "from 0 to 1");
        Refuse("/observation/Missing", R"("server.sped")", "names separated by commas, of: ");
        Refuse("/observation/ServerNoise", "0.1", "ns3::UniformRandomVariable");
        Refuse("/profiles/error/Speed",
               R"("ns3::UniformRandomVariable[Min=-1|Max=1]")",
               "draws are from 0.001 to 1000");
        Refuse("/profiles/error/Seed", "1", "Speed");

        auto scenario = InferenceScenario::Parse(SMALL, "known.json");
        scenario.SetAll({"/control/Trigger=Arrival", "/observation/Age=10ms"});
        std::string found;
        try
        {
            InferenceEpisode([&](Ptr<OffloadingPolicy> p) {
                return scenario.Build(p);
            }).Run(CreateObject<WatchingPolicy>(), 1, false);
        }
        catch (const InferenceInputError& error)
        {
            found = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ(
            (found.find("ns3::ObservationModel: Period: found 0 s with an Age") == 0),
            true,
            found);
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief What policies know of the truth.
 */
class KnownStateTestSuite : public TestSuite
{
  public:
    KnownStateTestSuite()
        : TestSuite("edge-inference-known-state", Type::UNIT)
    {
        AddTestCase(new ObservationAgeTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new ObservationNoiseTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new BeliefTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new ServerReportsTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new KnowledgeErrorsTestCase, EDGE_INFERENCE_TEST_QUICK);
    }
};

KnownStateTestSuite g_knownStateTestSuite; //!< the suite

} // namespace
