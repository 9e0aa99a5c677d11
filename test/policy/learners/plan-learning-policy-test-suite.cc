// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/rules/fixed-plan-policy.h"
#include "../../../model/policy/rules/random-policy.h"
#include "../../../model/policy/spaces/numbered-plans.h"
#include "../policy-test-states.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scheduler.h"
#include "ns3/learning-policy.h"
#include "ns3/object-factory.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <sstream>
#include <stdexcept>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief The learners of plans, ns3::SacDiscretePolicy and ns3::DqnPolicy, on packets of a
 * point-to-point link.
 */

using namespace ns3;
using namespace ns3::tests;

namespace
{

/**
 * @return a network with two plans: 100 ms on the UE, or 600 bytes to send and 10 ms on the server
 */
Ptr<const DnnProfile>
GetTwoArmDnn()
{
    return DnnProfile::Parse(R"({
      "format": "dnn-profile/1", "name": "arms", "title": "Two arms",
      "input": {"elements": 600, "bits": 32}, "classes": 10,
      "layers": [{"name": "l1", "macs": 10000000, "parameters": 1, "outputElements": 5}],
      "exits": [{"name": "e", "after": "l1", "headMacs": 0, "headParameters": 0,
                 "accuracy": [{"bits": 32, "top1": 0.9}]}]})",
                             "arms.json");
}

/// SAC-d, which is fast enough with its defaults.
struct SacDiscrete
{
    static constexpr const char* NAME = "ns3::SacDiscretePolicy"; //!< its short form

    /// Leaves it as it is.
    static void Hasten(const Ptr<LearningPolicy>&)
    {
    }
};

/// Deep Q-learning, made to learn faster than with its defaults.
struct Dqn
{
    static constexpr const char* NAME = "ns3::DqnPolicy"; //!< its short form

    /**
     * @param policy is to learn faster
     */
    static void Hasten(const Ptr<LearningPolicy>& policy)
    {
        policy->SetAttribute("EpsilonSteps", UintegerValue(400));
        policy->SetAttribute("Prioritised", BooleanValue(true));
        policy->SetAttribute("Duelling", BooleanValue(true));
    }
};

/**
 * @tparam Kind which policy
 * @param stream random stream of its seed
 * @return a small policy that learns from the first transitions on
 */
template <typename Kind>
Ptr<LearningPolicy>
MakePolicy(int64_t stream)
{
    auto policy = ObjectFactory(Kind::NAME).Create<LearningPolicy>();
    Kind::Hasten(policy);
    policy->SetAttribute("HiddenUnits", UintegerValue(16));
    policy->SetAttribute("BatchSize", UintegerValue(32));
    policy->SetAttribute("LearningStarts", UintegerValue(100));
    policy->SetAttribute("UpdatesPerStep", DoubleValue(1));
    policy->AssignStreams(stream);
    return policy;
}

/// What an episode came to.
struct Episode
{
    double reward{0};                 //!< mean of the tasks'
    uint32_t tasks{0};                //!< how many
    std::vector<InferencePlan> plans; //!< decided, one an epoch
};

/**
 * @brief One UE with a task every 25 ms for 5 s, a deadline of 50 ms and an epoch every 25 ms.
 * @param policy who decides
 * @param dnn the network
 * @param training it learns
 * @return what it came to
 */
Episode
RunEpisode(Ptr<OffloadingPolicy> policy, Ptr<const DnnProfile> dnn, bool training)
{
    LinkTestBed bed;
    bed.dnn = dnn;
    bed.AddServer();
    std::vector<Time> at;
    for (int i = 0; i < 200; ++i)
    {
        at.push_back(MilliSeconds(25 * i + 1));
    }
    if (auto* const learner = TrainablePolicy::Get(policy))
    {
        learner->SetTraining(training);
    }
    auto scheduler = CreateObject<InferenceScheduler>();
    scheduler->SetAttribute("Interval", TimeValue(MilliSeconds(25)));
    scheduler->SetPolicy(policy);
    scheduler->SetStartTime(MilliSeconds(100));
    scheduler->SetStopTime(MilliSeconds(5100));
    bed.servers.Get(0)->AddApplication(scheduler);
    scheduler->AddServer(bed.servers.Get(0)->GetObject<ComputeNode>());
    auto client = bed.AddClient(0, {MakeScript(at, MilliSeconds(50))}, MilliSeconds(100));
    scheduler->AddClient(client);
    Episode episode;
    scheduler->TraceConnectWithoutContext(
        "Epoch",
        MakeLambdaCallback([&](const EpochState&, const EpochDecision& decision) {
            episode.plans.push_back(decision.plans[0]);
        }));
    auto reward = CreateObject<RewardModel>();
    reward->SetAttribute("AccuracyWeight", DoubleValue(1));
    reward->SetAttribute("LatencyWeight", DoubleValue(0.5));
    reward->SetAttribute("MissPenalty", DoubleValue(0.5));
    reward->SetAttribute("EnergyWeight", DoubleValue(0));
    scheduler->SetRewardModel(reward);
    client->TraceConnectWithoutContext("TaskEnded",
                                       MakeLambdaCallback([&](const TaskOutcome& outcome) {
                                           episode.reward += reward->Score(outcome);
                                           ++episode.tasks;
                                       }));
    Simulator::Stop(Seconds(6));
    Simulator::Run();
    Simulator::Destroy();
    episode.reward /= episode.tasks;
    return episode;
}

/**
 * @param policy a policy
 * @return what it saves
 */
std::string
Save(const Ptr<OffloadingPolicy>& policy)
{
    std::ostringstream state;
    TrainablePolicy::Get(policy)->Save(state);
    return state.str();
}

/**
 * @param policy a policy
 * @param state what it loads
 */
void
Load(const Ptr<OffloadingPolicy>& policy, const std::string& state)
{
    std::istringstream stream(state);
    TrainablePolicy::Get(policy)->Load(stream);
}

/// One plan always misses its deadline, the other never does.
template <typename Policy>
class TwoArmTestCase : public TestCase
{
  public:
    TwoArmTestCase()
        : TestCase(std::string(Policy::NAME) + ": Learns which of two plans meets the deadline")
    {
    }

  private:
    void DoRun() override
    {
        const auto dnn = GetTwoArmDnn();
        auto best = CreateObject<FixedPlanPolicy>();
        best->SetPlan({0, 0, 32, 0});
        const Episode optimum = RunEpisode(best, dnn, false);
        // 2458 bytes of features on 10 Mbit/s, 10 ms of computing, delays: 15 to 16 of 50 ms.
        NS_TEST_ASSERT_MSG_EQ(optimum.tasks, 200, "tasks");
        NS_TEST_ASSERT_MSG_GT(optimum.reward, 0.73, "always in time");
        auto worst = CreateObject<FixedPlanPolicy>();
        worst->SetPlan({0, 1, 32, 0});
        NS_TEST_ASSERT_MSG_EQ(RunEpisode(worst, dnn, false).reward, -1, "never in time");
        auto random = CreateObject<RandomPolicy>();
        random->AssignStreams(1);
        NS_TEST_ASSERT_MSG_LT(RunEpisode(random, dnn, false).reward, 0.5, "chance is not enough");
        for (const int64_t seed : {11, 12, 13})
        {
            auto policy = MakePolicy<Policy>(seed);
            for (int i = 0; i < 4; ++i)
            {
                RunEpisode(policy, dnn, true);
            }
            const Episode result = RunEpisode(policy, dnn, false);
            NS_TEST_EXPECT_MSG_GT(result.reward,
                                  0.95 * optimum.reward,
                                  "share of the optimum, seed " << seed);
        }
    }
};

/// Only plans that can be run, trained or not.
template <typename Policy>
class ValidPlanTestCase : public TestCase
{
  public:
    ValidPlanTestCase()
        : TestCase(std::string(Policy::NAME) + ": Never picks a plan that cannot be run")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<Ptr<const DnnProfile>> dnns{GetTestDnn(),
                                                      DnnProfile::Read("alexnet-cifar10"),
                                                      GetTwoArmDnn()};
        const EdgeSystem system = MakeSystem(dnns, 2, 0.1);
        const NumberedPlans space(dnns, 2);
        std::mt19937_64 random(6);
        auto policy = MakePolicy<Policy>(3);
        policy->BeginEpisode(system);
        std::vector<uint32_t> valid(3);
        for (int i = 0; i < 600; ++i)
        {
            policy->SetTraining(i % 5 != 0);
            EpochTransition transition;
            transition.state = MakeState(system, random);
            policy->Decide(transition.state, transition.decision);
            for (std::size_t stream = 0; stream < 3; ++stream)
            {
                const InferencePlan& plan = transition.decision.plans[stream];
                const bool runnable = IsRunnable(plan, *dnns[stream], 2);
                NS_TEST_ASSERT_MSG_EQ(runnable, true, "stream " << stream);
                const uint32_t action = space.GetAction(plan, *dnns[stream]);
                NS_TEST_ASSERT_MSG_EQ(+space.GetMask(dnns[stream])[action], 1, "masked");
                ++valid[stream];
            }
            transition.next = MakeState(system, random);
            // To choose what cannot be chosen would pay: the more bits, the better.
            transition.rewards.resize(3);
            for (std::size_t stream = 0; stream < 3; ++stream)
            {
                const double bits = transition.decision.plans[stream].bits;
                transition.rewards[stream] = {stream != 1 || i % 2 == 0, 1, bits / 32};
            }
            policy->Learn(transition);
        }
        double updates = 0;
        for (const auto& [name, value] : policy->GetTrainingFigures())
        {
            NS_TEST_EXPECT_MSG_EQ(std::isfinite(value), true, name);
            updates = name == "updates" ? value : updates;
        }
        NS_TEST_EXPECT_MSG_GT(updates, 1000, "it was trained on the way");
    }
};

/// A training that is saved and loaded goes on as if nothing had been.
template <typename Policy>
class ResumeTestCase : public TestCase
{
  public:
    ResumeTestCase()
        : TestCase(std::string(Policy::NAME) + ": Resumes exactly, and tells a wrong checkpoint")
    {
    }

  private:
    /**
     * @param state a checkpoint that does not fit
     * @param dnn the network of the scenario
     * @return the error's text
     */
    static std::string GetError(const std::string& state, Ptr<const DnnProfile> dnn)
    {
        auto policy = MakePolicy<Policy>(1);
        try
        {
            Load(policy, state);
            policy->BeginEpisode(MakeSystem({dnn}, 1, 0.1));
        }
        catch (const std::runtime_error& error)
        {
            return error.what();
        }
        return "";
    }

    void DoRun() override
    {
        const auto dnn = GetTestDnn();
        auto whole = MakePolicy<Policy>(21);
        RunEpisode(whole, dnn, true);
        const std::string middle = Save(whole);
        const Episode second = RunEpisode(whole, dnn, true);
        const std::string end = Save(whole);
        NS_TEST_EXPECT_MSG_EQ((middle == end), false, "the second episode changed it");

        auto resumed = MakePolicy<Policy>(99); // another seed: all must come from the checkpoint
        Load(resumed, middle);
        NS_TEST_EXPECT_MSG_EQ((Save(resumed) == middle), true, "not lost before it is used");
        const Episode again = RunEpisode(resumed, dnn, true);
        NS_TEST_EXPECT_MSG_EQ((again.plans == second.plans), true, "the same decisions");
        NS_TEST_EXPECT_MSG_EQ(again.reward, second.reward, "the same rewards");
        NS_TEST_EXPECT_MSG_EQ((Save(resumed) == end), true, "the same bytes");

        // Evaluation changes nothing.
        RunEpisode(resumed, dnn, false);
        NS_TEST_EXPECT_MSG_EQ((Save(resumed) == end), true, "evaluation changes nothing");

        // The same again from the same seed, and another training from another.
        auto same = MakePolicy<Policy>(21);
        RunEpisode(same, dnn, true);
        NS_TEST_EXPECT_MSG_EQ((Save(same) == middle), true, "the seed decides");
        auto other = MakePolicy<Policy>(22);
        RunEpisode(other, dnn, true);
        NS_TEST_EXPECT_MSG_EQ((Save(other) == middle), false, "the seed decides");

        NS_TEST_EXPECT_MSG_EQ(GetError(middle, dnn), "", "fits");
        const std::string wrong = GetError(middle, GetTwoArmDnn());
        NS_TEST_EXPECT_MSG_EQ((wrong.find("expected") != std::string::npos &&
                               wrong.find("found") != std::string::npos),
                              true,
                              "tells what was found and expected: " << wrong);
        NS_TEST_EXPECT_MSG_EQ(GetError("no checkpoint", dnn).empty(), false, "another file");
        for (const double share : {0.001, 0.1, 0.5, 0.9, 0.999})
        {
            const auto size = static_cast<std::size_t>(share * middle.size());
            NS_TEST_EXPECT_MSG_EQ(GetError(middle.substr(0, size), dnn).empty(), false, "cut off");
        }
        // A policy that has an agent already takes only what fits.
        std::string error;
        try
        {
            auto arms = MakePolicy<Policy>(1);
            arms->BeginEpisode(MakeSystem({GetTwoArmDnn()}, 1, 0.1));
            Load(arms, middle);
        }
        catch (const std::runtime_error& caught)
        {
            error = caught.what();
        }
        NS_TEST_EXPECT_MSG_EQ(error.empty(), false, "does not fit");
    }
};

/// Begins with the history of other policies, and goes on from there.
class HistoryTestCase : public TestCase
{
  public:
    HistoryTestCase()
        : TestCase("DqnPolicy begins with the history of others")
    {
    }

  private:
    /**
     * @param policy a policy
     * @param name of a figure
     * @return the figure
     */
    static double GetFigure(const Ptr<LearningPolicy>& policy, const std::string& name)
    {
        for (const auto& [figure, value] : policy->GetTrainingFigures())
        {
            if (figure == name)
            {
                return value;
            }
        }
        return -1;
    }

    /**
     * @param stream random stream of its seed
     * @return a learner with two teachers
     */
    static Ptr<LearningPolicy> MakeLearner(int64_t stream)
    {
        auto policy = MakePolicy<Dqn>(stream);
        policy->SetAttribute("HistoryPolicies",
                             StringValue("ns3::DeviceOnlyPolicy,ns3::RandomPolicy"));
        policy->SetAttribute("HistorySteps", UintegerValue(300));
        policy->SetAttribute("HistoryUpdates", UintegerValue(70));
        policy->AssignStreams(stream);
        return policy;
    }

    void DoRun() override
    {
        const auto dnn = GetTestDnn();
        auto policy = MakeLearner(31);
        // 150 transitions of the first, 150 of the second, rounded up to episodes of some 190.
        const Episode first = RunEpisode(policy, dnn, true);
        for (const auto& plan : first.plans)
        {
            NS_TEST_EXPECT_MSG_EQ(plan.cut, dnn->GetExitPosition(plan.exit), "the first teacher");
        }
        const double history = GetFigure(policy, "history");
        NS_TEST_EXPECT_MSG_GT(history, 180, "its transitions");
        NS_TEST_EXPECT_MSG_EQ(GetFigure(policy, "steps"), 0, "none of its own");
        NS_TEST_EXPECT_MSG_EQ(GetFigure(policy, "updates"), 0, "none yet");
        const std::string middle = Save(policy);
        const Episode second = RunEpisode(policy, dnn, true);
        bool sent = false;
        for (const auto& plan : second.plans)
        {
            sent = sent || plan.cut < dnn->GetExitPosition(plan.exit);
        }
        NS_TEST_EXPECT_MSG_EQ(sent, true, "the second teacher");
        NS_TEST_EXPECT_MSG_GT(GetFigure(policy, "history"), 300, "of both");
        NS_TEST_EXPECT_MSG_EQ(GetFigure(policy, "steps"), 0, "none of its own");
        RunEpisode(policy, dnn, true);
        const double steps = GetFigure(policy, "steps");
        NS_TEST_EXPECT_MSG_GT(steps, 180, "its own");
        NS_TEST_EXPECT_MSG_EQ(GetFigure(policy, "updates"), 70 + steps, "on history, then its own");
        const std::string end = Save(policy);

        // Evaluation is its own from the first episode, without teachers.
        auto fresh = MakeLearner(31);
        RunEpisode(fresh, dnn, false);
        NS_TEST_EXPECT_MSG_EQ(GetFigure(fresh, "history"), 0, "nothing is taken");

        auto resumed = MakeLearner(31);
        Load(resumed, middle);
        RunEpisode(resumed, dnn, true);
        RunEpisode(resumed, dnn, true);
        NS_TEST_EXPECT_MSG_EQ(GetFigure(resumed, "history"),
                              GetFigure(policy, "history"),
                              "a history is resumed");

        // A teacher may have attributes.
        auto other = MakeLearner(31);
        other->SetAttribute("HistoryPolicies",
                            StringValue("ns3::FixedPlanPolicy[Exit=1], ns3::RandomPolicy"));
        for (const auto& plan : RunEpisode(other, dnn, true).plans)
        {
            NS_TEST_EXPECT_MSG_EQ(plan.exit, 1, "the teacher's exit");
        }

        for (const char* teacher : {"ns3::DqnPolicy",
                                    "ns3::NoSuchPolicy",
                                    "ns3::FixedPlanPolicy[Cut=-1]",
                                    "ns3::FixedPlanPolicy[NoSuchAttribute=1]",
                                    "ns3::FixedPlanPolicy[Cut=0",
                                    "ns3::GreedyPlanPolicy,",
                                    ""})
        {
            auto wrong = MakePolicy<Dqn>(1);
            wrong->SetAttribute("HistorySteps", UintegerValue(1));
            wrong->SetAttribute("HistoryPolicies", StringValue(teacher));
            bool refused = false;
            try
            {
                wrong->AssignStreams(1);
            }
            catch (const InferenceInputError&)
            {
                refused = true;
            }
            NS_TEST_EXPECT_MSG_EQ(refused, true, "not a teacher: " << teacher);
        }
    }
};

/// The suite.
class PlanLearningPolicyTestSuite : public TestSuite
{
  public:
    PlanLearningPolicyTestSuite()
        : TestSuite("edge-inference-plan-learning-policy", Type::UNIT)
    {
        AddTestCase(new TwoArmTestCase<SacDiscrete>);
        AddTestCase(new TwoArmTestCase<Dqn>);
        AddTestCase(new ValidPlanTestCase<SacDiscrete>);
        AddTestCase(new ValidPlanTestCase<Dqn>);
        AddTestCase(new ResumeTestCase<SacDiscrete>);
        AddTestCase(new ResumeTestCase<Dqn>);
        AddTestCase(new HistoryTestCase);
    }
};

PlanLearningPolicyTestSuite g_planLearningPolicyTestSuite; //!< registers the suite

} // namespace
