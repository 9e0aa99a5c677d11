// SPDX-License-Identifier: GPL-2.0-only

#include "../mobility-test-system.h"
#include "../policy-test-states.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/inference-input-error.h"
#include "ns3/learning-policy.h"
#include "ns3/object-factory.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <sstream>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief Learners of every space begin with what the leader of the space does.
 */

namespace ns3
{
namespace tests
{
namespace
{

/// States that come again and again, so that what is decided in each of them can be learnt.
constexpr std::size_t STATES = 8;

/// Of an episode: rules that follow demands decide in another way when they have seen more.
constexpr std::size_t EPOCHS = 48;

/// Gradient steps of imitation, until every pair does as its leader with any of 20 seeds. With half
/// of them some pair does not with two seeds of three.
constexpr uint32_t UPDATES = 800;

/// A space and a learner, and a world for them.
struct Case
{
    const char* name;                                                    //!< in messages
    const char* type;                                                    //!< TypeId of the policy
    std::vector<std::pair<std::string, Ptr<AttributeValue>>> attributes; //!< of the policy
    bool isMobile{false};                                                //!< deployments
    bool isSmall{false};                                                 //!< a server, few plans
};

/// @return text of an attribute
Ptr<AttributeValue>
Text(const std::string& text)
{
    return Create<StringValue>(text);
}

/// @return one case for each pair
std::vector<Case>
GetCases()
{
    return {
        {"SAC", "ns3::SacDiscretePolicy", {{"ActorLearningRate", Text("0.01")}}},
        {"DQN",
         "ns3::DqnPolicy",
         {{"HistoryPolicies", Text("Leader")}, {"LearningRate", Text("0.01")}}},
        {"PPO over plans",
         "ns3::LearningPolicy",
         {{"Space", Text("ns3::PlanSpace")},
          {"Learner", Text("ns3::PpoLearner[LearningRate=0.01|MinibatchSize=64|HiddenUnits=32]")},
          {"HistoryPolicies", Text("Leader")}}},
        {"DDPG", "ns3::DdpgPolicy", {{"ActorLearningRate", Text("0.003")}}},
        {"DDPG by stream",
         "ns3::DdpgPolicy",
         {{"PerStream", Text("true")}, {"ActorLearningRate", Text("0.003")}}},
        {"PPO",
         "ns3::PpoPolicy",
         {{"InitialPreference", Text("0")}, {"LearningRate", Text("0.01")}},
         true},
        // With one candidate the actor's own answer is the decision.
        {"GRLE",
         "ns3::AssignmentLearningPolicy",
         {{"BatchSize", Text("64")}, {"LearningRate", Text("0.003")}, {"Candidates", Text("1")}}}};
}

/**
 * @param which the case
 * @param updates gradient steps of imitation
 * @return its policy, which has 40 epochs of history at least
 */
Ptr<LearningPolicy>
Make(const Case& which, uint32_t updates)
{
    auto policy = ObjectFactory(which.type).Create<LearningPolicy>();
    for (const auto& [name, value] : which.attributes)
    {
        policy->SetAttribute(name, *value);
    }
    policy->SetAttribute("HistorySteps", UintegerValue(40));
    policy->SetAttribute("ImitationUpdates", UintegerValue(updates));
    policy->SetAttributeFailSafe("HistoryUpdates", UintegerValue(5));
    policy->SetAttributeFailSafe("HiddenUnits", UintegerValue(32));
    policy->AssignStreams(11);
    return policy;
}

/// Goes through the states of a case.
class World
{
  public:
    explicit World(const Case& which)
        : m_system(which.isMobile  ? MakeMobileSystem(4, 3, 30e6)
                   : which.isSmall ? MakeSystem({GetTestDnn(), GetTestDnn(), GetTestDnn()}, 1, 0.1)
                                   : MakeSystem({DnnProfile::Read("alexnet-cifar10"),
                                                 DnnProfile::Read("alexnet-cifar10"),
                                                 DnnProfile::Read("alexnet-cifar10")},
                                                2,
                                                0.1))
    {
        if (m_system.dnns.empty())
        {
            m_system.dnns.push_back(m_system.streams[0].dnn);
        }
        std::mt19937_64 random(3);
        for (std::size_t i = 0; i < STATES; ++i)
        {
            m_states.push_back(which.isMobile ? MakeRandomMobileState(m_system, i + 1, random)
                                              : MakeState(m_system, random));
        }
    }

    /**
     * @param policy decides, and learns if it trains
     * @param epochs how many
     * @param earn reward of a stream's plan in an epoch; 0.5 unless given
     * @return its decisions
     */
    std::vector<EpochDecision> Run(
        const Ptr<OffloadingPolicy>& policy,
        std::size_t epochs,
        const std::function<double(std::size_t, std::size_t, const InferencePlan&)>& earn =
            nullptr) const
    {
        auto* const learner = TrainablePolicy::Get(policy);
        policy->BeginEpisode(m_system);
        std::vector<EpochDecision> decisions;
        EpochTransition transition;
        for (std::size_t epoch = 0; epoch < epochs; ++epoch)
        {
            EpochTransition now;
            now.state = m_states[epoch % STATES];
            now.state.epoch = epoch + 1;
            policy->Decide(now.state, now.decision);
            decisions.push_back(now.decision);
            for (std::size_t i = 0; i < m_system.streams.size(); ++i)
            {
                now.rewards.push_back(
                    {true, 1, earn ? earn(epoch, i, now.decision.plans[i]) : 0.5});
            }
            if (epoch > 0 && learner && learner->IsTraining())
            {
                transition.next = now.state;
                learner->Learn(transition);
            }
            transition = now;
        }
        return decisions;
    }

    /**
     * @param some decisions
     * @param others decisions of the same epochs
     * @return share of the plans that end at the same place with the same exit
     */
    double Compare(const std::vector<EpochDecision>& some,
                   const std::vector<EpochDecision>& others) const
    {
        double same = 0;
        for (std::size_t epoch = 0; epoch < some.size(); ++epoch)
        {
            for (std::size_t i = 0; i < m_system.streams.size(); ++i)
            {
                const InferencePlan& one = some[epoch].plans[i];
                const InferencePlan& other = others[epoch].plans[i];
                same +=
                    one.exit == other.exit && one.cut == other.cut && one.server == other.server;
            }
        }
        return same / static_cast<double>(some.size() * m_system.streams.size());
    }

    /**
     * @param policy has learnt
     * @return its decisions in all states, without exploration
     */
    std::vector<EpochDecision> Evaluate(const Ptr<LearningPolicy>& policy) const
    {
        policy->SetTraining(false);
        return Run(policy, EPOCHS);
    }

  private:
    EdgeSystem m_system;              //!< who asks for what
    std::vector<EpochState> m_states; //!< that come again and again
};

/**
 * @param policy a learner
 * @return what it saves
 */
std::string
Save(const Ptr<LearningPolicy>& policy)
{
    std::ostringstream stream;
    policy->Save(stream);
    return stream.str();
}

/**
 * @param policy a learner
 * @param name of a figure
 * @return the figure; -1 when there is none
 */
double
GetFigure(const Ptr<LearningPolicy>& policy, const std::string& name)
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

TEST(ImitationPolicy, EveryPairLearnsToDoAsItsLeaderDoes)
{
    for (const Case& which : GetCases())
    {
        const World world(which);
        auto policy = Make(which, UPDATES);
        const auto leader = policy->MakeLeaders().at(0);
        policy->SetTraining(true);
        const auto taught = world.Run(policy, EPOCHS);
        EXPECT_GT(world.Compare(taught, world.Run(leader, EPOCHS)), 0.99) << which.name;
        EXPECT_EQ(policy->GetGradientSteps(), 0U) << which.name;
        EXPECT_EQ(GetFigure(policy, "imitations"), -1) << which.name;
        const auto untaught = Make(which, UPDATES);
        const auto theirs = world.Run(policy->MakeLeaders().at(0), EPOCHS);
        const double before = world.Compare(world.Evaluate(untaught), theirs);
        world.Run(policy, 1); // an episode of its own: imitation comes first
        EXPECT_EQ(GetFigure(policy, "imitations"), UPDATES) << which.name;
        EXPECT_GE(policy->GetGradientSteps(), UPDATES) << which.name;
        const double after = world.Compare(world.Evaluate(policy), theirs);
        EXPECT_GE(after, 0.9) << which.name << ", before " << before;
        EXPECT_GE(after, before) << which.name;
        RecordProperty(which.name, std::to_string(before) + " " + std::to_string(after));
    }
}

TEST(ImitationPolicy, GoesOnExactlyInTheMiddleOfTheHistory)
{
    for (const Case& which : GetCases())
    {
        const World world(which);
        auto whole = Make(which, 20);
        whole->SetTraining(true);
        world.Run(whole, 9);
        const std::string middle = Save(whole);
        auto resumed = Make(which, 20);
        std::istringstream stream(middle);
        resumed->Load(stream);
        resumed->SetTraining(true);
        for (int episode = 0; episode < 8; ++episode)
        {
            world.Run(whole, 9);
            world.Run(resumed, 9);
        }
        EXPECT_EQ(GetFigure(whole, "imitations"), 20) << which.name;
        EXPECT_EQ(Save(whole), Save(resumed)) << which.name;
    }
}

TEST(PriorPolicy, FollowsTheLeaderThatIsNamed)
{
    for (const char* type : {"ns3::SacDiscretePolicy", "ns3::DqnPolicy"})
    {
        const World world({type, type, {}, false, true});
        auto policy = ObjectFactory(type).Create<LearningPolicy>();
        policy->SetAttribute("Prior", BooleanValue(true));
        policy->SetAttribute("Leader", StringValue("ns3::EdgentPolicy"));
        policy->AssignStreams(5);
        const auto edgent = ObjectFactory("ns3::EdgentPolicy").Create<OffloadingPolicy>();
        EXPECT_EQ(world.Compare(world.Evaluate(policy), world.Run(edgent, EPOCHS)), 1) << type;
        const auto greedy = ObjectFactory("ns3::GreedyPlanPolicy").Create<OffloadingPolicy>();
        EXPECT_LT(world.Compare(world.Evaluate(policy), world.Run(greedy, EPOCHS)), 1) << type;
    }
}

TEST(PriorPolicy, LeavesTheLeaderForWhatIsBetterByTheMargin)
{
    // The leader's plan earns 0.5 in each state, all others a little or much more.
    for (const char* type : {"ns3::SacDiscretePolicy", "ns3::DqnPolicy"})
    {
        for (const double more : {0.1, 0.8})
        {
            const World world({type, type, {}, false, true});
            auto policy = ObjectFactory(type).Create<LearningPolicy>();
            policy->SetAttribute("Prior", BooleanValue(true));
            policy->SetAttribute("LeaderMargin", DoubleValue(0.4));
            policy->SetAttribute("Gamma", DoubleValue(0));
            policy->SetAttribute("LearningStarts", UintegerValue(50));
            policy->SetAttribute("BatchSize", UintegerValue(32));
            policy->SetAttribute("HiddenUnits", UintegerValue(32));
            policy->SetAttributeFailSafe("EpsilonSteps", UintegerValue(600));
            policy->SetAttributeFailSafe("LearningRate", DoubleValue(3e-3));
            policy->SetAttributeFailSafe("CriticLearningRate", DoubleValue(3e-3));
            policy->AssignStreams(5);
            const auto led = world.Run(policy->MakeLeaders().at(0), EPOCHS);
            EXPECT_EQ(world.Compare(world.Evaluate(policy), led), 1) << "nothing is learnt yet";
            policy->SetTraining(true);
            for (int episode = 0; episode < 10; ++episode)
            {
                world.Run(policy,
                          EPOCHS,
                          [&](std::size_t epoch, std::size_t stream, const auto& plan) {
                              const InferencePlan& own = led[epoch].plans[stream];
                              const bool isLed = plan.exit == own.exit && plan.cut == own.cut &&
                                                 plan.server == own.server;
                              return isLed ? 0.5 : 0.5 + more;
                          });
            }
            const double same = world.Compare(world.Evaluate(policy), led);
            if (more < 0.4)
            {
                EXPECT_GT(same, 0.9) << type << ", gain " << more;
            }
            else
            {
                EXPECT_LT(same, 0.3) << type << ", gain " << more;
            }
        }
    }
}

TEST(ImitationPolicy, RefusesWhatCannotBeImitated)
{
    const auto getError =
        [](const std::string& type,
           const std::vector<std::pair<std::string, Ptr<AttributeValue>>>& attributes) {
            auto policy = ObjectFactory(type).Create<LearningPolicy>();
            for (const auto& [name, value] : attributes)
            {
                policy->SetAttribute(name, *value);
            }
            try
            {
                policy->AssignStreams(1);
            }
            catch (const InferenceInputError& error)
            {
                return std::string(error.what());
            }
            return std::string();
        };
    const auto has = [&](const std::string& error, const std::string& part) {
        EXPECT_NE(error.find(part), std::string::npos) << error;
    };
    const auto some = Text("10");
    has(getError("ns3::SacDiscretePolicy", {{"ImitationUpdates", some}}), "nobody to imitate");
    has(getError("ns3::PpoPolicy", {{"HistorySteps", some}}), "ImitationUpdates above 0");
    has(getError(
            "ns3::SacDiscretePolicy",
            {{"HistorySteps", some}, {"ImitationUpdates", some}, {"HistoryNoise", Text("0.1")}}),
        "random plans are not to be imitated");
    has(getError("ns3::SacDiscretePolicy",
                 {{"HistorySteps", some}, {"HistoryPolicies", Text("Leader,Follower")}}),
        "Follower");
    // A residual is as its leader from the start, and a grid has few decisions.
    has(getError("ns3::DdpgPolicy", {{"HistorySteps", some}, {"Prior", Text("Greedy")}}),
        "takes no decisions of other policies");
    has(getError("ns3::LearningPolicy",
                 {{"Space", Text("ns3::AllocationGridSpace")},
                  {"Learner", Text("ns3::DqnLearner")},
                  {"HistorySteps", some}}),
        "takes no decisions of other policies");
    has(getError("ns3::LearningPolicy",
                 {{"Space", Text("ns3::AllocationSpace")},
                  {"Learner", Text("ns3::DdpgLearner")},
                  {"HistorySteps", some},
                  {"HistoryNoise", Text("0.1")}}),
        "no random plans");
    has(getError("ns3::LearningPolicy",
                 {{"Space", Text("ns3::PlanSpace")},
                  {"Learner", Text("ns3::PpoLearner")},
                  {"Prior", Text("true")}}),
        "no values of them");
    EXPECT_EQ(getError("ns3::SacDiscretePolicy", {{"HistorySteps", some}}), "");
    EXPECT_EQ(getError("ns3::PpoPolicy", {{"HistorySteps", some}, {"ImitationUpdates", some}}), "");
}

} // namespace
} // namespace tests
} // namespace ns3
