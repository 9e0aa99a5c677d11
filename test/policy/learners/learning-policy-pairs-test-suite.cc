// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/double.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"
#include "ns3/learning-policy.h"
#include "ns3/object-factory.h"
#include "ns3/test.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief LearningPolicy: every space with every learner, in scenarios on the link radio.
 */

using namespace ns3;

namespace
{

/// A space or a learner of a scenario.
struct Part
{
    std::string name; //!< for messages
    std::string json; //!< in a scenario
};

/// The spaces, each in all forms that ask for another kind of action.
const std::vector<Part> SPACES{
    {"plans", R"({"type": "ns3::PlanSpace"})"},
    {"allocations", R"({"type": "ns3::AllocationSpace"})"},
    {"allocations by stream", R"({"type": "ns3::AllocationSpace", "PerStream": true})"},
    {"grid", R"({"type": "ns3::AllocationGridSpace"})"},
    {"deployments", R"({"type": "ns3::DeploymentSpace"})"},
    {"deployments without shares",
     R"({"type": "ns3::DeploymentSpace", "ShareUplink": false, "ShareCompute": false})"},
    {"assignments", R"({"type": "ns3::AssignmentSpace"})"}};

/// A learner, and the spaces that it fits.
struct LearnerOfSpaces : Part
{
    std::set<std::string> fits; //!< names of spaces
};

const std::string OF_ANY_NETWORK = R"("BatchSize": 8, "LearningStarts": 12)";
const std::string OFF_POLICY = R"("HiddenUnits": 8, )" + OF_ANY_NETWORK;

// The ends of learners.
const std::string SMALL_SET = R"(, "Network": "ns3::SetNetwork[Width=8]"})";
const std::string SMALL_GRAPH = R"(, "Network": "ns3::GraphNetwork[Width=8|Rounds=1]"})";
const std::string SMALL_MEMORY = R"(, "Network": "ns3::RecurrentNetwork[Width=8|Window=3]"})";

/// The learners, small enough to learn in two short episodes.
const std::vector<LearnerOfSpaces> LEARNERS{
    {{"SAC", R"({"type": "ns3::DiscreteSacLearner", )" + OFF_POLICY + "}"},
     {"plans", "grid", "deployments without shares", "assignments"}},
    {{"DQN", R"({"type": "ns3::DqnLearner", )" + OFF_POLICY + "}"},
     {"plans", "grid", "deployments without shares", "assignments"}},
    {{"DDPG", R"({"type": "ns3::DdpgLearner", )" + OFF_POLICY + "}"},
     {"allocations", "allocations by stream"}},
    {{"TD3",
      R"({"type": "ns3::DdpgLearner", "TwinCritics": true, "TargetSmoothing": true, )" +
          std::string(R"("PolicyDelay": 2, )") + OFF_POLICY + "}"},
     {"allocations", "allocations by stream"}},
    {{"PPO",
      R"({"type": "ns3::PpoLearner", "HiddenUnits": 8, "RolloutSize": 12, "MinibatchSize": 6})"},
     {"plans",
      "allocations by stream",
      "grid",
      "deployments",
      "deployments without shares",
      "assignments"}},
    {{"assignment",
      R"({"type": "ns3::AssignmentLearner", "BatchSize": 4, "TrainInterval": 2, "Candidates": 4})"},
     {"assignments"}}};

/// Learners with other networks than their own, and the spaces to try them on.
const std::vector<LearnerOfSpaces> NETWORKS{
    {{"SAC with a set", R"({"type": "ns3::DiscreteSacLearner", )" + OF_ANY_NETWORK + SMALL_SET},
     {"assignments"}},
    {{"DQN with a graph", R"({"type": "ns3::DqnLearner", )" + OF_ANY_NETWORK + SMALL_GRAPH},
     {"assignments"}},
    {{"DDPG with a set", R"({"type": "ns3::DdpgLearner", )" + OF_ANY_NETWORK + SMALL_SET},
     {"allocations"}},
    {{"TD3 with a memory",
      R"({"type": "ns3::DdpgLearner", "TwinCritics": true, )" + OF_ANY_NETWORK + SMALL_MEMORY},
     {"allocations by stream"}},
    {{"SAC with a memory",
      R"({"type": "ns3::DiscreteSacLearner", )" + OF_ANY_NETWORK + SMALL_MEMORY},
     {"plans"}},
    {{"PPO with a memory",
      R"({"type": "ns3::PpoLearner", "RolloutSize": 12, "MinibatchSize": 6)" + SMALL_MEMORY},
     {"deployments"}},
    {{"DQN with another perceptron",
      R"({"type": "ns3::DqnLearner", )" + OF_ANY_NETWORK +
          R"(, "Network": "ns3::MlpNetwork[HiddenUnits=8]"})"},
     {"plans"}},
    {{"assignment with a set",
      R"({"type": "ns3::AssignmentLearner", "BatchSize": 4, "TrainInterval": 2)" + SMALL_SET},
     {"assignments"}},
    {{"assignment with a graph",
      R"({"type": "ns3::AssignmentLearner", "BatchSize": 4, "TrainInterval": 2)" + SMALL_GRAPH},
     {"assignments"}}};

/// A learner with a network that it, or the space, does not serve, and a word of the refusal.
const std::vector<std::pair<LearnerOfSpaces, std::string>> REFUSED_NETWORKS{
    {{{"DQN with a set", R"({"type": "ns3::DqnLearner", )" + OF_ANY_NETWORK + SMALL_SET},
      {"plans"}},
     "ns3::SetNetwork: Network: found a space that tells of no members"},
    {{{"assignment with a memory", R"({"type": "ns3::AssignmentLearner")" + SMALL_MEMORY},
      {"assignments"}},
     "ns3::AssignmentLearner: Network: found ns3::RecurrentNetwork"}};

/**
 * @param space its JSON
 * @param learner its JSON
 * @return a small scenario on the link radio with that pair
 */
InferenceScenario
MakeScenario(const std::string& space, const std::string& learner)
{
    return InferenceScenario::Parse(
        R"({"format": "edge-inference-scenario/1", "name": "pairs", "radio": {"type": "link"},
            "ues": {"count": 2}, "clouds": {"count": 1},
            "streams": [{"type": "ns3::PoissonTaskStream", "dnn": "resnet20-cifar10", "Rate": 40,
                         "Deadline": "100ms"}],
            "control": {"Interval": "50ms"}, "period": {"length": 0.8},
            "policies": [{"type": "ns3::LearningPolicy", "space": )" +
            space + R"(, "learner": )" + learner + "}]}",
        "pairs");
}

/**
 * @param scenario with one policy
 * @return that policy
 */
Ptr<LearningPolicy>
MakePolicy(const InferenceScenario& scenario)
{
    return DynamicCast<LearningPolicy>(
        InferenceScenario::MakePolicy(scenario.GetPolicies().front()));
}

/**
 * @param scenario builds episodes
 * @param policy decides
 * @param run number of the run
 * @param training it learns
 * @return what came of it
 */
EpisodeResult
RunEpisode(const InferenceScenario& scenario,
           const Ptr<LearningPolicy>& policy,
           uint64_t run,
           bool training)
{
    const auto build = [&](Ptr<OffloadingPolicy> who) { return scenario.Build(who); };
    return InferenceEpisode(build).Run(policy, run, training);
}

/// A pair that fits learns, is saved and goes on; one that does not is refused.
class PairTestCase : public TestCase
{
  public:
    /**
     * @param space one of SPACES
     * @param learner one of LEARNERS
     */
    PairTestCase(const Part& space, const LearnerOfSpaces& learner)
        : TestCase(learner.name + " on " + space.name),
          m_space(space),
          m_learner(learner)
    {
    }

  private:
    void DoRun() override
    {
        const InferenceScenario scenario = MakeScenario(m_space.json, m_learner.json);
        const Ptr<LearningPolicy> policy = MakePolicy(scenario);
        if (m_learner.fits.count(m_space.name) == 0)
        {
            Refuse(policy);
            return;
        }
        NS_TEST_EXPECT_MSG_EQ(policy->GetGradientSteps(), 0, "it is untrained");
        for (const uint64_t run : {1, 2})
        {
            const EpisodeResult result = RunEpisode(scenario, policy, run, true);
            NS_TEST_EXPECT_MSG_GT(result.tasks, 20, "there is something to decide");
        }
        NS_TEST_EXPECT_MSG_GT(policy->GetGradientSteps(), 0, "it has learnt");
        for (const auto& [name, value] : policy->GetTrainingFigures())
        {
            NS_TEST_EXPECT_MSG_EQ(std::isfinite(value), true, name);
        }
        const auto names = policy->GetSpace()->GetNames();
        NS_TEST_EXPECT_MSG_EQ(names.size(),
                              policy->GetSpace()->GetLayout().observationSize,
                              "every number of an observation has a name");
        NS_TEST_EXPECT_MSG_EQ(std::set<std::string>(names.begin(), names.end()).size(),
                              names.size(),
                              "of its own");
        // What was learnt decides the same elsewhere.
        std::stringstream networks;
        policy->SaveNetworks(networks);
        const Ptr<LearningPolicy> other = MakePolicy(scenario);
        other->Load(networks);
        const EpisodeResult one = RunEpisode(scenario, policy, 7, false);
        const EpisodeResult two = RunEpisode(scenario, other, 7, false);
        NS_TEST_EXPECT_MSG_EQ(one.tasks, two.tasks, "the same tasks");
        NS_TEST_EXPECT_MSG_EQ(one.values[EpisodeResult::REWARD],
                              two.values[EpisodeResult::REWARD],
                              "the same decisions");
    }

    /// Demands that the pair is refused, and by what.
    void Refuse(const Ptr<LearningPolicy>& policy)
    {
        std::string text;
        try
        {
            policy->AssignStreams(1);
            policy->BeginEpisode(MakeSystem());
        }
        catch (const InferenceInputError& error)
        {
            text = error.what();
        }
        for (const std::string& part :
             {policy->GetSpace()->GetInstanceTypeId().GetName() + " asks for ",
              policy->GetLearner()->GetInstanceTypeId().GetName() + ", which learns "})
        {
            NS_TEST_EXPECT_MSG_EQ((text.find(part) != std::string::npos),
                                  true,
                                  "says '" << part << "': " << text);
        }
        NS_TEST_EXPECT_MSG_EQ((text.find('\n') == std::string::npos), true, "in one line");
    }

    /// @return two UEs, an edge server and a cloud node
    static EdgeSystem MakeSystem()
    {
        EdgeSystem system;
        const auto dnn = DnnProfile::Read("resnet20-cifar10");
        system.dnns = {dnn};
        system.interval = MilliSeconds(50);
        for (uint32_t i = 0; i < 2; ++i)
        {
            system.streams.push_back({i, dnn, MilliSeconds(100)});
            system.devices.push_back(DeviceProfile::Read("raspberry-pi-4"));
            system.servers.emplace_back();
            system.servers.back().device = DeviceProfile::Read("nvidia-t4");
        }
        system.servers.back().tier = EdgeServerTier::CLOUD;
        return system;
    }

    const Part& m_space;              //!< what is decided
    const LearnerOfSpaces& m_learner; //!< how that is learnt
};

/// A network that does not serve is refused in one line.
class NetworkRefusedTestCase : public TestCase
{
  public:
    /**
     * @param space one of SPACES
     * @param learner one of REFUSED_NETWORKS
     * @param words of the refusal
     */
    NetworkRefusedTestCase(const Part& space, const Part& learner, const std::string& words)
        : TestCase(learner.name + " on " + space.name),
          m_space(space),
          m_learner(learner),
          m_words(words)
    {
    }

  private:
    void DoRun() override
    {
        const InferenceScenario scenario = MakeScenario(m_space.json, m_learner.json);
        std::string text;
        try
        {
            RunEpisode(scenario, MakePolicy(scenario), 1, true);
        }
        catch (const InferenceInputError& error)
        {
            text = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ((text.find(m_words) != std::string::npos),
                              true,
                              "says '" << m_words << "': " << text);
        NS_TEST_EXPECT_MSG_EQ((text.find('\n') == std::string::npos), true, "in one line");
    }

    const Part& m_space;       //!< what is decided
    const Part& m_learner;     //!< how that would be learnt
    const std::string m_words; //!< of the refusal
};

/// What an observation and an action say of a member is of that member.
class MembersTestCase : public TestCase
{
  public:
    MembersTestCase()
        : TestCase("Members of an observation are told by their names")
    {
    }

  private:
    void DoRun() override
    {
        // With a prior, an observation names the numbers of an action, too.
        for (const char* type : {R"({"type": "ns3::AllocationSpace", "Prior": "Greedy"})",
                                 R"({"type": "ns3::AssignmentSpace"})"})
        {
            const bool isAllocation = std::string(type).find("Allocation") != std::string::npos;
            const InferenceScenario scenario =
                MakeScenario(type, LEARNERS[isAllocation ? 2 : 0].json);
            const Ptr<LearningPolicy> policy = MakePolicy(scenario);
            RunEpisode(scenario, policy, 1, false);
            const auto names = policy->GetSpace()->GetNames();
            const auto& layout = policy->GetSpace()->GetLayout();
            const uint32_t count = isAllocation ? 2 : layout.heads[0];
            NS_TEST_ASSERT_MSG_EQ(layout.members.size(), count, type);
            std::size_t told = 0;
            for (uint32_t i = 0; i < count; ++i)
            {
                const auto& member = layout.members[i];
                const std::string number = std::to_string(i);
                for (const uint32_t place : member.observation)
                {
                    const std::string& name = names.at(place);
                    const bool isOwn = name.find("option" + number + '.') == 0 ||
                                       name.find("ue" + number) != std::string::npos ||
                                       name.find("stream" + number + '.') != std::string::npos;
                    NS_TEST_EXPECT_MSG_EQ(isOwn, true, number << " has " << name);
                }
                told += member.observation.size();
                NS_TEST_EXPECT_MSG_EQ(member.numbers.empty(), !isAllocation, "numbers");
                NS_TEST_EXPECT_MSG_EQ(member.choices.empty(), isAllocation, "choices");
            }
            const auto isOfOne = [](const std::string& name) {
                // What is called otherwise is of a server, or of the row itself.
                return name.find("ue") == 0 || name.find("stream") == 0 ||
                       name.find("option") == 0 || name.find("prior.") == 0;
            };
            const auto all = std::count_if(names.begin(), names.end(), isOfOne);
            NS_TEST_EXPECT_MSG_EQ(told, static_cast<std::size_t>(all), "nothing is left out");
        }
    }
};

/// Short forms have the attributes of their parts, and so does the form with two parts.
class ShortFormTestCase : public TestCase
{
  public:
    ShortFormTestCase()
        : TestCase("Short forms set the attributes of their space and their learner")
    {
    }

  private:
    /**
     * @param object has an attribute
     * @param name of the attribute
     * @return its value
     */
    static double Get(const Ptr<Object>& object, const std::string& name)
    {
        DoubleValue value;
        object->GetAttribute(name, value);
        return value.Get();
    }

    void DoRun() override
    {
        struct Form
        {
            const char* name;    //!< short form
            const char* space;   //!< its space
            const char* learner; //!< its learner
            const char* number;  //!< an attribute of the learner
            double fallback;     //!< its default in the short form
        };

        for (const auto& form :
             {Form{"ns3::SacDiscretePolicy",
                   "ns3::PlanSpace",
                   "ns3::DiscreteSacLearner",
                   "Gamma",
                   0.3},
              Form{"ns3::DqnPolicy", "ns3::PlanSpace", "ns3::DqnLearner", "Gamma", 0.3},
              Form{"ns3::DdpgPolicy", "ns3::AllocationSpace", "ns3::DdpgLearner", "Gamma", 0.5},
              Form{"ns3::GridDqnPolicy",
                   "ns3::AllocationGridSpace",
                   "ns3::DqnLearner",
                   "Gamma",
                   0.5},
              Form{"ns3::PpoPolicy", "ns3::DeploymentSpace", "ns3::PpoLearner", "Gamma", 0.9},
              Form{"ns3::AssignmentLearningPolicy",
                   "ns3::AssignmentSpace",
                   "ns3::AssignmentLearner",
                   "LearningRate",
                   0.01}})
        {
            const auto policy = ObjectFactory(form.name).Create<LearningPolicy>();
            NS_TEST_EXPECT_MSG_EQ(policy->GetInstanceTypeId().GetName(), form.name, "its name");
            NS_TEST_EXPECT_MSG_EQ(policy->GetSpace()->GetInstanceTypeId().GetName(),
                                  form.space,
                                  form.name);
            NS_TEST_EXPECT_MSG_EQ(policy->GetLearner()->GetInstanceTypeId().GetName(),
                                  form.learner,
                                  form.name);
            NS_TEST_EXPECT_MSG_EQ(Get(policy->GetLearner(), form.number), form.fallback, form.name);
            policy->SetAttribute(form.number, DoubleValue(0.125));
            NS_TEST_EXPECT_MSG_EQ(Get(policy->GetLearner(), form.number), 0.125, form.name);
            NS_TEST_EXPECT_MSG_EQ(Get(policy, form.number), 0.125, form.name);
            // Every attribute of the space is there, too, and is the space's.
            for (TypeId type = policy->GetSpace()->GetInstanceTypeId();
                 type != DecisionSpace::GetTypeId();
                 type = type.GetParent())
            {
                for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
                {
                    TypeId::AttributeInformation info;
                    const auto own = type.GetAttribute(i);
                    NS_TEST_EXPECT_MSG_EQ(
                        policy->GetInstanceTypeId().LookupAttributeByName(own.name, &info),
                        true,
                        form.name << " has " << own.name);
                    NS_TEST_EXPECT_MSG_EQ(info.help, own.help, own.name);
                }
            }
        }
        // What the space owns in turn.
        const auto mobile = ObjectFactory("ns3::PpoPolicy").Create<LearningPolicy>();
        mobile->SetAttribute("Margin", DoubleValue(0.625));
        NS_TEST_EXPECT_MSG_EQ(Get(mobile->GetSpace(), "Margin"), 0.625, "of the placement rule");
    }
};

/// A pair in a scenario: its keys are checked, completed and set like all others.
class ScenarioTestCase : public TestCase
{
  public:
    ScenarioTestCase()
        : TestCase("A scenario names a space and a learner")
    {
    }

  private:
    /**
     * @param policies JSON of the list of policies
     * @return why it is refused; "" when it is not
     */
    static std::string GetError(const std::string& policies)
    {
        try
        {
            InferenceScenario::Parse(
                R"({"format": "edge-inference-scenario/1", "name": "x", "policies": )" + policies +
                    "}",
                "x.json");
        }
        catch (const InferenceInputError& error)
        {
            return error.what();
        }
        return "";
    }

    void DoRun() override
    {
        InferenceScenario scenario = MakeScenario(SPACES[0].json, LEARNERS[1].json);
        scenario.Set("/policies/0/learner/gamma=0.5");
        NS_TEST_EXPECT_MSG_EQ(scenario.Get("/policies/0/learner/Gamma"), "0.5", "is set");
        NS_TEST_EXPECT_MSG_EQ(scenario.Get("/policies/0/learner/Double"), "true", "a default");
        NS_TEST_EXPECT_MSG_EQ(scenario.Get("/policies/0/space/Slack"), "-1", "another one");
        NS_TEST_EXPECT_MSG_EQ(scenario.Get("/policies/0/HistorySteps"), "0", "the policy's own");
        const auto again = InferenceScenario::Parse(scenario.GetJson(), "again");
        NS_TEST_EXPECT_MSG_EQ(again.GetJson(), scenario.GetJson(), "the same after reading");
        DoubleValue gamma;
        MakePolicy(again)->GetLearner()->GetAttribute("Gamma", gamma);
        NS_TEST_EXPECT_MSG_EQ(gamma.Get(), 0.5, "reaches the learner");

        const std::string pair = R"([{"type": "ns3::LearningPolicy", "space": )";
        const std::string plans = R"({"type": "ns3::PlanSpace"})";
        for (const auto& [policies, words] : std::vector<std::pair<std::string, std::string>>{
                 {pair + plans + "}]", "learner"},
                 {pair + "null, \"learner\": null}]", "/policies/0/space"},
                 {pair + plans + R"(, "learner": {"type": "ns3::DqnLerner"}}])", "ns3::DqnLearner"},
                 {pair + plans + R"(, "learner": {"type": "ns3::PlanSpace"}}])",
                  "/policies/0/learner/type"},
                 {pair + plans + R"(, "learner": {"type": "ns3::DqnLearner", "Gama": 1}}])",
                  "Gamma"},
                 {pair + plans + R"(, "learner": {"type": "ns3::DqnLearner", "Gamma": 2}}])",
                  "/policies/0/learner/Gamma"},
                 {pair + plans + R"(, "learner": {"type": "ns3::DqnLearner", )" + OFF_POLICY +
                      SMALL_SET + "}]",
                  "/policies/0/learner/HiddenUnits: found HiddenUnits beside Network"},
                 {pair + plans + R"(, "learner": {"type": "ns3::AssignmentLearner", )" +
                      R"("HiddenUnits2": 8)" + SMALL_GRAPH + "}]",
                  "/policies/0/learner/HiddenUnits2"},
                 {R"([{"type": "ns3::DqnPolicy", )" + OFF_POLICY +
                      R"(, "Network": "ns3::MlpNetwork"}])",
                  "/policies/0/HiddenUnits: found HiddenUnits beside Network"},
                 {R"([{"type": "ns3::DqnPolicy", "space": {"type": "ns3::PlanSpace"}}])", "space"}})
        {
            const std::string error = GetError(policies);
            NS_TEST_EXPECT_MSG_EQ((error.find(words) != std::string::npos),
                                  true,
                                  "says '" << words << "': " << error);
        }
    }
};

/// The suite.
class LearningPolicyPairsTestSuite : public TestSuite
{
  public:
    LearningPolicyPairsTestSuite()
        : TestSuite("edge-inference-learning-policy-pairs", Type::UNIT)
    {
        for (const auto& learner : LEARNERS)
        {
            for (const auto& space : SPACES)
            {
                AddTestCase(new PairTestCase(space, learner));
            }
        }
        for (const auto& space : SPACES)
        {
            for (const auto& learner : NETWORKS)
            {
                if (learner.fits.count(space.name) > 0)
                {
                    AddTestCase(new PairTestCase(space, learner));
                }
            }
            for (const auto& [learner, words] : REFUSED_NETWORKS)
            {
                if (learner.fits.count(space.name) > 0)
                {
                    AddTestCase(new NetworkRefusedTestCase(space, learner, words));
                }
            }
        }
        AddTestCase(new MembersTestCase);
        AddTestCase(new ShortFormTestCase);
        AddTestCase(new ScenarioTestCase);
    }
};

LearningPolicyPairsTestSuite g_learningPolicyPairsTestSuite; //!< registers the suite

} // namespace
