// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-actors.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"
#include "ns3/learning-policy.h"
#include "ns3/object-factory.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief InferenceActors: simulators in processes of their own that serve one learner.
 */

using namespace ns3;

namespace
{

const std::string OF_ANY_NETWORK = R"("BatchSize": 8, "LearningStarts": 12)";
const std::string OFF_POLICY = R"("HiddenUnits": 8, )" + OF_ANY_NETWORK;

/// A policy that learns, small enough to learn in a few short episodes.
struct Pair
{
    std::string name;     //!< for messages
    std::string parts;    //!< JSON of its parts and attributes
    bool mayOverlap;      //!< it learns off policy
    uint32_t episodes{6}; //!< of training
};

const std::vector<Pair> PAIRS{{"SAC",
                               R"("space": {"type": "ns3::PlanSpace"},
        "learner": {"type": "ns3::DiscreteSacLearner", )" +
                                   OFF_POLICY + "}",
                               true},
                              {"DQN with priorities and history",
                               R"("space": {"type": "ns3::PlanSpace"}, "HistorySteps": 25,
        "HistoryPolicies": "ns3::GreedyPlanPolicy,ns3::EdgentPolicy", "HistoryUpdates": 5, "HistoryNoise": 0.1,
        "learner": {"type": "ns3::DqnLearner", "Prioritised": true, "EpsilonSteps": 20, )" +
                                   OFF_POLICY + "}",
                               true,
                               9},
                              {"DDPG with the history of the leader",
                               R"("space": {"type": "ns3::AllocationSpace"}, "HistorySteps": 20,
        "HistoryPolicies": "Leader", "learner": {"type": "ns3::DdpgLearner", )" +
                                   OFF_POLICY + "}",
                               true,
                               9},
                              {"TD3 by stream",
                               R"("space": {"type": "ns3::AllocationSpace", "PerStream": true},
        "learner": {"type": "ns3::DdpgLearner", "TwinCritics": true, "TargetSmoothing": true,
                    "PolicyDelay": 2, )" +
                                   OFF_POLICY + "}",
                               true},
                              {"PPO",
                               R"("space": {"type": "ns3::DeploymentSpace"},
        "learner": {"type": "ns3::PpoLearner", "HiddenUnits": 8, "RolloutSize": 12,
                    "MinibatchSize": 6})",
                               false},
                              {"assignments",
                               R"("space": {"type": "ns3::AssignmentSpace"},
        "learner": {"type": "ns3::AssignmentLearner", "BatchSize": 4, "TrainInterval": 2,
                    "Candidates": 4, "Noise": 0.5})",
                               true},
                              {"SAC with a memory",
                               R"("space": {"type": "ns3::PlanSpace"},
        "learner": {"type": "ns3::DiscreteSacLearner", "Network": "ns3::RecurrentNetwork[Width=8|Window=3]", )" +
                                   OF_ANY_NETWORK + "}",
                               true}};

/**
 * @param parts JSON of the policy's parts and attributes
 * @return a small scenario on the link radio
 */
InferenceScenario
MakeScenario(const std::string& parts)
{
    return InferenceScenario::Parse(
        R"({"format": "edge-inference-scenario/1", "name": "actors", "radio": {"type": "link"},
            "ues": {"count": 2}, "clouds": {"count": 1},
            "streams": [{"type": "ns3::PoissonTaskStream", "dnn": "resnet20-cifar10", "Rate": 40,
                         "Deadline": "100ms"}],
            "control": {"Interval": "50ms"}, "period": {"length": 0.6},
            "policies": [{"type": "ns3::LearningPolicy", )" +
            parts + "}]}",
        "actors");
}

/// A training, and what it came to.
struct Training
{
    /**
     * @param pair the policy
     */
    explicit Training(const Pair& pair)
        : scenario(MakeScenario(pair.parts)),
          policy(DynamicCast<LearningPolicy>(
              InferenceScenario::MakePolicy(scenario.GetPolicies().front())))
    {
    }

    /// @return the listener that writes rows
    InferenceActors::Listener GetListener()
    {
        return [this](const InferenceActors::Episode& episode) {
            std::ostringstream row;
            row.precision(17);
            row << episode.number << ' ' << episode.run << ' ' << episode.result.tasks << ' '
                << episode.result.reward;
            for (const auto& [name, value] : policy->GetTrainingFigures())
            {
                row << ' ' << name << ' ' << value;
            }
            rows.push_back(row.str());
        };
    }

    /// @return builds an episode
    InferenceEpisode::Scenario GetBuilder() const
    {
        return [this](Ptr<OffloadingPolicy> who) { return scenario.Build(who); };
    }

    /// @return all that resuming needs
    std::string Save() const
    {
        std::ostringstream state;
        policy->Save(state);
        return state.str();
    }

    InferenceScenario scenario;    //!< of the episodes
    Ptr<LearningPolicy> policy;    //!< learns
    std::vector<std::string> rows; //!< of episodes
};

/// The number of processes changes nothing, the number of actors does; a training can be resumed.
class LearnersTestCase : public TestCase
{
  public:
    /**
     * @param pair the policy
     */
    explicit LearnersTestCase(const Pair& pair)
        : TestCase(pair.name + " learns from three simulators"),
          m_pair(pair)
    {
    }

  private:
    /**
     * @param options how many
     * @param [out] rows of episodes
     * @return what the policy saves
     */
    std::string Train(const InferenceActors::Options& options, std::vector<std::string>& rows)
    {
        Training training(m_pair);
        InferenceActors(training.GetBuilder(), training.policy, options)
            .Run(m_pair.episodes, training.GetListener());
        rows = training.rows;
        NS_TEST_EXPECT_MSG_GT(training.policy->GetGradientSteps(), 0, "it has learnt");
        return training.Save();
    }

    /**
     * @brief Stops after each round, and goes on in another policy.
     * @param options how many
     * @param [out] rows of episodes
     * @return what the last policy saves
     */
    std::string TrainInParts(const InferenceActors::Options& options,
                             std::vector<std::string>& rows)
    {
        std::string state;
        std::string pending;
        for (uint32_t episodes = 0; episodes < m_pair.episodes;)
        {
            Training training(m_pair);
            if (!state.empty())
            {
                std::istringstream is(state);
                training.policy->Load(is);
            }
            training.rows = rows;
            InferenceActors actors(training.GetBuilder(), training.policy, options);
            actors.Resume(static_cast<uint32_t>(rows.size()), pending);
            actors.RunRound(m_pair.episodes - actors.GetEpisodes(), training.GetListener());
            episodes = actors.GetEpisodes();
            pending = actors.SavePending();
            NS_TEST_EXPECT_MSG_EQ(pending.empty(), !options.overlap, "only overlap leaves some");
            state = training.Save();
            if (episodes == m_pair.episodes)
            {
                actors.Finish(training.GetListener());
                state = training.Save();
            }
            rows = training.rows;
        }
        return state;
    }

    void DoRun() override
    {
        std::vector<std::string> states;
        for (const bool overlap : {false, true})
        {
            if (overlap && !m_pair.mayOverlap)
            {
                continue;
            }
            InferenceActors::Options options;
            options.actors = 3;
            options.overlap = overlap;
            options.jobs = 1;
            std::vector<std::string> one;
            const std::string state = Train(options, one);
            options.jobs = 2;
            std::vector<std::string> two;
            NS_TEST_EXPECT_MSG_EQ((Train(options, two) == state), true, "two at one time");
            NS_TEST_EXPECT_MSG_EQ((one == two), true, "the same rows");
            NS_TEST_EXPECT_MSG_EQ(one.size(), m_pair.episodes, "one row an episode");
            std::vector<std::string> parts;
            NS_TEST_EXPECT_MSG_EQ((TrainInParts(options, parts) == state), true, "in parts");
            NS_TEST_EXPECT_MSG_EQ((one == parts), true, "the same rows in parts");
            states.push_back(state);
        }
        InferenceActors::Options alone;
        alone.actors = 1;
        std::vector<std::string> rows;
        states.push_back(Train(alone, rows));
        for (std::size_t i = 1; i < states.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ((states[i] == states[i - 1]), false, "is another method");
        }
    }

    const Pair& m_pair; //!< the policy
};

/// Simulators of a round explore in different ways, and in the same ways a second time.
class ExplorationTestCase : public TestCase
{
  public:
    ExplorationTestCase()
        : TestCase("Every simulator explores in a way of its own")
    {
    }

  private:
    void DoRun() override
    {
        std::vector<std::string> all;
        for (int time = 0; time < 2; ++time)
        {
            Training training(PAIRS[0]);
            InferenceActors::Options options;
            options.actors = 2;
            // The same run of ns-3 twice, so that exploration alone could differ.
            options.getRun = [](uint32_t) { return 7; };
            std::vector<std::string> found;
            InferenceActors(training.GetBuilder(), training.policy, options)
                .Run(2, [&](const auto& episode) { found.push_back(episode.experience); });
            NS_TEST_EXPECT_MSG_EQ((found.at(0) == found.at(1)), true, "run and seed decide");
            all.push_back(found[0]);
            options.getRun = nullptr;
            Training other(PAIRS[0]);
            InferenceActors(other.GetBuilder(), other.policy, options)
                .Run(2, [&](const auto& episode) { all.push_back(episode.experience); });
        }
        NS_TEST_EXPECT_MSG_EQ((all[0] == all[3] && all[1] == all[4] && all[2] == all[5]),
                              true,
                              "the same a second time");
        NS_TEST_EXPECT_MSG_EQ((all[1] == all[2]), false, "one episode is not the other");
    }
};

/// Simulators that die or hang are run again.
class DeathTestCase : public TestCase
{
  public:
    DeathTestCase()
        : TestCase("A simulator that dies or hangs is run again, with the same result")
    {
    }

  private:
    /// How a simulator fails, in the middle of its episode.
    using Failure = std::function<void()>;

    /// @return the text of the error of a training that fails; "" if it does not
    template <typename Action>
    static std::string GetError(const Action& action)
    {
        try
        {
            action();
        }
        catch (const std::runtime_error& error)
        {
            return error.what();
        }
        return "";
    }

    /**
     * @brief Trains, while simulators of the fifth episode fail.
     * @param failure how
     * @param times how often
     * @param overlap learn while they run
     * @return what the policy saves
     */
    std::string Train(const Failure& failure, std::size_t times, bool overlap)
    {
        Training training(PAIRS[0]);
        const std::string marks = CreateTempDirFilename("marks");
        std::remove(marks.c_str());
        InferenceActors::Options options;
        options.actors = 3;
        options.jobs = 2;
        options.overlap = overlap;
        options.patience = 5;
        const auto build = [&](Ptr<OffloadingPolicy> who) {
            const EdgeInferenceHelper inference = training.scenario.Build(who);
            std::ifstream is(marks);
            const std::string seen((std::istreambuf_iterator<char>(is)), {});
            if (RngSeedManager::GetRun() == 5 && seen.size() < times)
            {
                std::ofstream(marks, std::ios::app) << 'x';
                Simulator::Schedule(Seconds(1.3), failure);
            }
            return inference;
        };
        InferenceActors(build, training.policy, options).Run(6, nullptr);
        std::ifstream is(marks);
        const std::string seen((std::istreambuf_iterator<char>(is)), {});
        NS_TEST_EXPECT_MSG_EQ(seen.size(), times, "it failed as often as it should");
        return training.Save();
    }

    void DoRun() override
    {
        const Failure die = [] { std::raise(SIGKILL); };
        const Failure stop = [] { std::raise(SIGSTOP); };
        const Failure leave = [] { _exit(3); };
        for (const bool overlap : {false, true})
        {
            const std::string whole = Train(die, 0, overlap);
            NS_TEST_EXPECT_MSG_EQ((Train(die, 1, overlap) == whole), true, "killed once");
            NS_TEST_EXPECT_MSG_EQ((Train(leave, 2, overlap) == whole), true, "failed twice");
        }
        NS_TEST_EXPECT_MSG_EQ((Train(stop, 1, false) == Train(stop, 0, false)), true, "hung once");
        const std::string error = GetError([&] { Train(die, 3, false); });
        for (const std::string part : {"episode 5", "RngRun 5", "3 attempts", "signal 9"})
        {
            NS_TEST_EXPECT_MSG_EQ((error.find(part) != std::string::npos),
                                  true,
                                  "says '" << part << "': " << error);
        }
        const Failure refuse = [] { throw std::runtime_error("words of a simulator"); };
        NS_TEST_EXPECT_MSG_EQ(GetError([&] { Train(refuse, 1, false); }),
                              "words of a simulator",
                              "what is thrown is not tried again");
        errno = 0;
        NS_TEST_EXPECT_MSG_EQ(waitpid(-1, nullptr, WNOHANG), -1, "nobody is left");
        NS_TEST_EXPECT_MSG_EQ(errno, ECHILD, "nobody is left");
    }
};

/// What has no actors is refused.
class RefusalTestCase : public TestCase
{
  public:
    RefusalTestCase()
        : TestCase("Policies without actors are refused")
    {
    }

  private:
    void DoRun() override
    {
        const auto random = ObjectFactory("ns3::RandomPolicy").Create<OffloadingPolicy>();
        InferenceActors::Options options;
        options.actors = 4;
        const auto getError = [&](const Ptr<OffloadingPolicy>& policy) -> std::string {
            try
            {
                InferenceActors::Check(policy, options, "here", "name");
            }
            catch (const InferenceInputError& error)
            {
                return error.what();
            }
            return "";
        };
        NS_TEST_EXPECT_MSG_NE(getError(random).find("/training/actors"), std::string::npos, "rule");
        const Ptr<OffloadingPolicy> ppo = Training(PAIRS[4]).policy;
        NS_TEST_EXPECT_MSG_EQ(getError(ppo), "", "has actors");
        options.overlap = true;
        NS_TEST_EXPECT_MSG_NE(getError(ppo).find("/training/overlap"), std::string::npos, "PPO");
        NS_TEST_EXPECT_MSG_EQ(getError(Training(PAIRS[0]).policy), "", "SAC may overlap");
    }
};

/// InferenceActors.
class InferenceActorsTestSuite : public TestSuite
{
  public:
    InferenceActorsTestSuite()
        : TestSuite("edge-inference-actors", Type::SYSTEM)
    {
        for (const auto& pair : PAIRS)
        {
            AddTestCase(new LearnersTestCase(pair));
        }
        AddTestCase(new ExplorationTestCase());
        AddTestCase(new DeathTestCase());
        AddTestCase(new RefusalTestCase());
    }
};

InferenceActorsTestSuite g_inferenceActorsTestSuite; //!< the suite

} // namespace
