// SPDX-License-Identifier: GPL-2.0-only
#include "learning-gates.h"

#include "../../model/learning/assignment-learner.h"
#include "../../model/learning/ddpg.h"
#include "../../model/learning/discrete-sac.h"
#include "../../model/learning/dqn.h"
#include "../../model/learning/learning-random.h"
#include "../../model/learning/ppo.h"
#include "gate-problems.h"
#include "wu-learner.h"
#include "wu-policies.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <functional>
#include <stdexcept>

namespace ns3
{
namespace learning
{
namespace test
{

namespace
{

const uint64_t CART_POLE_STEPS = 100000;
const uint64_t PENDULUM_STEPS = 20000;

/// Mean return of greedy episodes; `worst` receives the smallest.
double
EvaluateCartPole(const std::function<uint32_t(const float*)>& policy,
                 uint64_t seed,
                 int episodes,
                 int* worst = nullptr)
{
    LearningRandom random(seed, 1000);
    CartPole environment(random);
    double sum = 0;
    int smallest = 500;
    for (int i = 0; i < episodes; ++i)
    {
        environment.Reset();
        while (!environment.Step(policy(environment.Observation())))
        {
        }
        sum += environment.Steps();
        smallest = std::min(smallest, environment.Steps());
    }
    if (worst)
    {
        *worst = smallest;
    }
    return sum / episodes;
}

/// Stand in for an environment that costs something, as a packet-level simulation does.
void
BurnProcessorTime(double seconds)
{
    const auto now = []() {
        timespec time;
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time); // clock: for the benchmark of ranks
        return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
    };
    if (seconds > 0)
    {
        const double end = now() + seconds;
        while (now() < end)
        {
        }
    }
}

/// Train an agent with Act, Remember, EndEpisode and Update on CartPole.
template <typename Agent>
double
TrainCartPole(Agent& agent, uint64_t seed)
{
    const auto policy = [&agent](const float* o) { return agent.Act(o, nullptr, true); };
    LearningRandom random(seed, 2000);
    CartPole environment(random);
    for (uint64_t step = 1; step <= CART_POLE_STEPS; ++step)
    {
        float before[4];
        std::copy_n(environment.Observation(), 4, before);
        const uint32_t action = agent.Act(before, nullptr, false);
        const bool over = environment.Step(action);
        agent.Remember(before,
                       nullptr,
                       action,
                       1,
                       environment.Observation(),
                       nullptr,
                       environment.Fell());
        if (over)
        {
            agent.EndEpisode();
            environment.Reset();
        }
        agent.Update();
        int worst = 0;
        if (step % 5000 == 0)
        {
            EvaluateCartPole(policy, seed + step, 10, &worst);
        }
        if (worst == 500)
        {
            break;
        }
    }
    return EvaluateCartPole(policy, seed + 500000, 50);
}

std::vector<double>
SacCartPole(uint64_t seed)
{
    DiscreteSacOptions options;
    options.observationSize = 4;
    options.actionCount = 2;
    options.gamma = 0.99;
    options.alpha = 0.5; // with a reward of 1 a step a smaller one saturates the actor early
    options.actorLearningRate = 3e-4;
    options.criticLearningRate = 1e-3;
    options.learningStarts = 1000;
    options.updatesPerStep = 0.5;
    options.seed = seed;
    DiscreteSac agent(options);
    return {TrainCartPole(agent, seed)};
}

std::vector<double>
DqnCartPole(uint64_t seed)
{
    DqnOptions options;
    options.observationSize = 4;
    options.actionCount = 2;
    options.learningRate = 1e-3;
    options.learningStarts = 1000;
    options.epsilonSteps = 10000;
    options.epsilonEnd = 0.04;
    options.updatesPerStep = 0.5;
    options.nStep = 3;
    options.seed = seed;
    Dqn agent(options);
    return {TrainCartPole(agent, seed)};
}

std::vector<double>
DuellingCartPole(uint64_t seed)
{
    DqnOptions options;
    options.observationSize = 4;
    options.actionCount = 2;
    options.learningRate = 1e-3;
    options.learningStarts = 1000;
    options.epsilonSteps = 10000;
    options.epsilonEnd = 0.04;
    options.updatesPerStep = 0.5;
    options.nStep = 3;
    options.duelling = true;
    options.prioritised = true;
    options.betaSteps = 50000;
    options.seed = seed;
    Dqn agent(options);
    return {TrainCartPole(agent, seed)};
}

std::vector<double>
PpoCartPole(uint64_t seed)
{
    return {TrainPpoCartPole(seed, std::make_shared<RankGroup>(), CART_POLE_STEPS, true).score};
}

double
TrainPendulum(Ddpg& agent, uint64_t seed)
{
    LearningRandom random(seed, 2000);
    Pendulum environment(random);
    for (uint64_t step = 0; step < PENDULUM_STEPS; ++step)
    {
        float before[3];
        std::copy_n(environment.Observation(), 3, before);
        float action;
        agent.Act(before, nullptr, false, &action);
        const double reward = environment.Step(action);
        agent.Remember(before,
                       nullptr,
                       &action,
                       static_cast<float>(reward),
                       environment.Observation(),
                       nullptr,
                       false);
        if (environment.Over())
        {
            agent.EndEpisode();
            environment.Reset();
        }
        agent.Update();
    }
    double sum = 0;
    for (int episode = 0; episode < 50; ++episode)
    {
        environment.Reset();
        while (!environment.Over())
        {
            float action;
            agent.Act(environment.Observation(), nullptr, true, &action);
            sum += environment.Step(action);
        }
    }
    return sum / 50;
}

DdpgOptions
PendulumOptions(uint64_t seed)
{
    DdpgOptions options;
    options.observationSize = 3;
    options.actionSize = 1;
    options.actionLow = {-2};
    options.actionHigh = {2};
    options.gamma = 0.98;
    options.learningStarts = 1000;
    options.seed = seed;
    return options;
}

std::vector<double>
DdpgPendulum(uint64_t seed)
{
    Ddpg agent(PendulumOptions(seed));
    return {TrainPendulum(agent, seed)};
}

std::vector<double>
Td3Pendulum(uint64_t seed)
{
    DdpgOptions options = PendulumOptions(seed);
    options.twinCritics = true;
    options.targetSmoothing = true;
    options.policyDelay = 2;
    Ddpg agent(options);
    return {TrainPendulum(agent, seed)};
}

/// DDPG on the system of Wu et al.: delay as a part of the static configuration's, and accuracies.
std::vector<double>
DdpgWu(uint64_t seed)
{
    const WuParameters parameters;
    WuTraining training;
    training.actorLearningRate = 3e-4; // a short training
    training.episodes = 60;
    training.seed = seed;
    WuLearner learner(parameters, training);
    for (uint32_t episode = 0; episode < training.episodes; ++episode)
    {
        learner.TrainEpisode();
    }
    const auto policy = [&learner](const WuSystem& system) { return learner.Choose(system); };
    const WuResult result = EvaluateWu(parameters, policy, seed, 5);
    return {result.delay / WuSystem::StaticDelay(parameters),
            result.accuracy[0],
            result.accuracy[1]};
}

/// Put every transition of the process, each with its exact frequency, into an agent's memory.
template <typename Agent>
void
Fill(Agent& agent, const TabularMdp& mdp)
{
    std::vector<float> now(mdp.states);
    std::vector<float> next(mdp.states);
    for (std::size_t i = 0; i < mdp.nextOf8.size(); ++i)
    {
        const auto state = static_cast<uint32_t>(i / mdp.actions);
        for (uint32_t following : mdp.nextOf8[i])
        {
            std::fill(now.begin(), now.end(), 0.0F);
            std::fill(next.begin(), next.end(), 0.0F);
            now[state] = 1;
            next[following] = 1;
            agent.Remember(now.data(),
                           nullptr,
                           static_cast<uint32_t>(i % mdp.actions),
                           static_cast<float>(mdp.rewards[i]),
                           next.data(),
                           nullptr,
                           false);
        }
    }
}

/// Share of states in which the greedy action is one of the best.
template <typename Agent>
double
OptimalShare(Agent& agent, const TabularMdp& mdp, const std::vector<double>& q)
{
    double right = 0;
    for (uint32_t s = 0; s < mdp.states; ++s)
    {
        std::vector<float> observation(mdp.states, 0.0F);
        observation[s] = 1;
        const uint32_t action = agent.Act(observation.data(), nullptr, true);
        right += q[s * mdp.actions + action] >= mdp.Value(q, s, 0) - 1e-9 ? 1 : 0;
    }
    return right / mdp.states;
}

/// Temperature of the soft problems, beside rewards of up to 1.
const double TEMPERATURE = 0.05;

/// SAC-discrete trained on a process: share of optimal states, and largest error of the soft
/// values.
std::vector<double>
SolveWithSac(const TabularMdp& mdp, uint64_t seed)
{
    const double alpha = TEMPERATURE;
    DiscreteSacOptions options;
    options.observationSize = mdp.states;
    options.actionCount = mdp.actions;
    options.gamma = mdp.gamma;
    options.alpha = alpha;
    options.learningStarts = 1;
    options.updatesPerStep = 30000.0 / static_cast<double>(8 * mdp.nextOf8.size());
    options.actorLearningRate = 1e-3;
    options.criticLearningRate = 3e-5; // Adam's noise at the end grows with it
    options.hidden = {32, 32};
    options.batchSize = 128;
    options.tau = 0.05;
    options.averagedCritics = true; // the minimum's bias is not part of the soft optimum
    options.seed = seed;
    DiscreteSac agent(options);
    Fill(agent, mdp);
    agent.Update();
    const std::vector<double> exact = mdp.Solve(alpha);
    double worst = 0;
    for (uint32_t s = 0; s < mdp.states; ++s)
    {
        std::vector<float> observation(mdp.states, 0.0F);
        std::vector<float> q(mdp.actions);
        std::vector<float> p(mdp.actions);
        observation[s] = 1;
        agent.Values(observation.data(), q.data());
        agent.Probabilities(observation.data(), nullptr, p.data());
        double value = 0;
        for (uint32_t a = 0; a < mdp.actions; ++a)
        {
            value += p[a] * (q[a] - alpha * std::log(std::max(1e-30, static_cast<double>(p[a]))));
        }
        const double expected = mdp.Value(exact, s, alpha);
        worst = std::max(worst, std::fabs(value - expected) / std::fabs(expected));
    }
    return {OptimalShare(agent, mdp, mdp.Solve(0)), worst};
}

std::vector<double>
SolveWithDqn(const TabularMdp& mdp, uint64_t seed)
{
    DqnOptions options;
    options.observationSize = mdp.states;
    options.actionCount = mdp.actions;
    options.gamma = mdp.gamma;
    options.learningStarts = 1;
    options.updatesPerStep = 4000.0 / static_cast<double>(8 * mdp.nextOf8.size());
    options.learningRate = 1e-3;
    options.tau = 0.02;
    options.huberLoss = false; // its fixed point is a median-like value on random transitions
    options.seed = seed;
    Dqn agent(options);
    Fill(agent, mdp);
    agent.Update();
    return {OptimalShare(agent, mdp, mdp.Solve(0))};
}

std::vector<double>
SacChain(uint64_t seed)
{
    return SolveWithSac(TabularMdp::Chain(), seed);
}

std::vector<double>
SacRandom(uint64_t seed)
{
    return SolveWithSac(TabularMdp::Random(seed), seed);
}

std::vector<double>
DqnChain(uint64_t seed)
{
    return SolveWithDqn(TabularMdp::Chain(), seed);
}

std::vector<double>
DqnRandom(uint64_t seed)
{
    return SolveWithDqn(TabularMdp::Random(seed), seed);
}

/// Means of value / optimum on test instances: 8 tasks as in training, 12 tasks, Greedy on the 12.
std::vector<double>
TrainAssignment(AssignmentActor actor, uint64_t seed)
{
    AssignmentLearnerOptions options;
    options.actor = actor;
    options.taskFeatures = 1;
    options.optionFeatures = 1;
    options.edgeFeatures = 1;
    options.maxTasks = 12;
    options.maxOptions = 4;
    options.learningRate = 2e-3;
    options.trainInterval = 5;
    options.batchSize = 64;
    options.candidates = 25; // as many as there are for 8 tasks and 4 options
    options.noise = 1;
    options.seed = seed;
    AssignmentLearner learner(options);
    LearningRandom random(seed, 3000);
    for (int slot = 0; slot < 5000; ++slot)
    {
        const SharedServers servers(random, 8, 4);
        learner.Decide(
            servers.Problem(),
            [&servers](const std::vector<uint32_t>& a) { return servers.Value(a); },
            true);
    }
    double seen = 0;
    double unseen = 0;
    double greedy = 0;
    const auto evaluate = [&learner](const SharedServers& servers, double optimum) {
        const auto critic = [&servers](const std::vector<uint32_t>& a) { return servers.Value(a); };
        return servers.Value(learner.Decide(servers.Problem(), critic, false)) / optimum;
    };
    const int instances = 100;
    LearningRandom fresh(seed, 4000);
    for (int i = 0; i < instances; ++i)
    {
        const SharedServers servers(fresh, 8, 4);
        seen += evaluate(servers, servers.Optimum()) / instances;
    }
    const int large = 5; // 4^12 assignments each
    for (int i = 0; i < large; ++i)
    {
        const SharedServers servers(fresh, 12, 4);
        const double optimum = servers.Optimum();
        unseen += evaluate(servers, optimum) / large;
        greedy += servers.Greedy() / optimum / large;
    }
    return {seen, unseen, greedy};
}

std::vector<double>
GraphActor(uint64_t seed)
{
    return TrainAssignment(AssignmentActor::GRAPH, seed);
}

std::vector<double>
DenseActor(uint64_t seed)
{
    return TrainAssignment(AssignmentActor::DENSE, seed);
}

} // namespace

CartPoleRun
TrainPpoCartPole(uint64_t seed,
                 const std::shared_ptr<RankGroup>& group,
                 uint64_t steps,
                 bool stopWhenSolved,
                 double stepCost)
{
    // rl-baselines3-zoo's hyperparameters for CartPole-v1, divided among the ranks.
    const uint32_t environments = 8 / group->Size();
    PpoOptions options;
    options.observationSize = 4;
    options.headSizes = {2};
    options.gamma = 0.98;
    options.lambda = 0.8;
    options.learningRate = 1e-3;
    options.annealSteps = steps / group->Size();
    options.rolloutSize = 32 * environments;
    options.minibatchSize = options.rolloutSize;
    options.epochs = 20;
    options.seed = seed;
    Ppo agent(options, group);
    const auto policy = [&agent](const float* observation) {
        uint32_t choice;
        agent.Act(observation, nullptr, 1, true, &choice, nullptr, nullptr);
        return choice;
    };

    LearningRandom random(seed, 2000 + group->Rank()); // every rank has its own environments
    std::vector<CartPole> all(environments, CartPole(random));
    std::vector<float> before(environments * 4);
    std::vector<uint32_t> choices(environments);
    std::vector<float> logs(environments);
    for (CartPole& environment : all)
    {
        environment.Reset();
    }
    CartPoleRun run;
    auto start = std::chrono::steady_clock::now(); // clock: told by the benchmark, not judged
    const auto lap = [&run, &start]() {
        const auto now = std::chrono::steady_clock::now(); // clock: as above
        run.seconds += std::chrono::duration<double>(now - start).count();
        start = now;
    };
    uint64_t evaluated = 0;
    bool solved = false;
    while (run.steps < steps && !solved)
    {
        for (uint32_t e = 0; e < environments; ++e)
        {
            std::copy_n(all[e].Observation(), 4, &before[e * 4]);
        }
        agent
            .Act(before.data(), nullptr, environments, false, choices.data(), nullptr, logs.data());
        for (uint32_t e = 0; e < environments; ++e)
        {
            const bool over = all[e].Step(choices[e]);
            BurnProcessorTime(stepCost);
            agent.Remember(e,
                           &before[e * 4],
                           nullptr,
                           &choices[e],
                           nullptr,
                           logs[e],
                           1,
                           all[e].Observation(),
                           all[e].Fell());
            if (over)
            {
                agent.EndEpisode(e);
                all[e].Reset();
            }
        }
        run.steps += environments * group->Size();
        if (agent.Update() && stopWhenSolved && run.steps >= evaluated + 5000)
        {
            lap();
            evaluated = run.steps;
            int worst = 0;
            EvaluateCartPole(policy, seed + run.steps, 10, &worst); // the same on every rank
            solved = worst == 500;
            start = std::chrono::steady_clock::now(); // clock: as above
        }
    }
    lap();
    run.score = EvaluateCartPole(policy, seed + 500000, 50);
    run.hash = agent.ParameterHash();
    return run;
}

const std::vector<LearningGate>&
LearningGates()
{
    const std::string zoo = "rl-baselines3-zoo";
    const std::string iteration = "1 (value iteration)";
    const std::string soft = "0 (soft value iteration)";
    const std::string search = "1 (exhaustive search)";
    static const std::vector<LearningGate> gates = {
        {"sac-cartpole", {{"return", "500 (optimum)", 475, true, false}}, SacCartPole},
        {"dqn-cartpole", {{"return", "500 (" + zoo + ")", 475, true, false}}, DqnCartPole},
        {"dqn-per-duelling-cartpole",
         {{"return", "500 (optimum)", 475, true, false}},
         DuellingCartPole},
        {"ppo-cartpole", {{"return", "500 (" + zoo + ")", 475, true, false}}, PpoCartPole},
        {"ddpg-pendulum", {{"return", "-152 (" + zoo + ")", -200, true, false}}, DdpgPendulum},
        {"td3-pendulum", {{"return", "-152 (" + zoo + ")", -200, true, false}}, Td3Pendulum},
        {"ddpg-wu",
         {{"delay / static", "0.711 (exact minimiser)", 0.78, false, false},
          {"accuracy 1", "0.8 (constraint)", 0.797, true, false},
          {"accuracy 2", "0.9 (constraint)", 0.895, true, false}},
         DdpgWu},
        {"sac-chain",
         {{"optimal states", iteration, 1, true, true}, {"value error", soft, 0.02, false, true}},
         SacChain},
        {"sac-random-mdp",
         {{"optimal states", iteration, 1, true, true}, {"value error", soft, 0.02, false, true}},
         SacRandom},
        {"dqn-chain", {{"optimal states", iteration, 1, true, true}}, DqnChain},
        {"dqn-random-mdp", {{"optimal states", iteration, 1, true, true}}, DqnRandom},
        {"graph-actor",
         {{"8 tasks", search, 0.99, true, false},
          {"12 unseen tasks", search, 0.95, true, false},
          {"12 tasks, greedy rule", search, 0, true, false}},
         GraphActor},
        {"droo-actor",
         {{"8 tasks", search, 0, true, false},
          {"12 unseen tasks", search, 0, true, false},
          {"12 tasks, greedy rule", search, 0, true, false}},
         DenseActor},
    };
    return gates;
}

const LearningGate&
FindLearningGate(const std::string& name)
{
    for (const LearningGate& gate : LearningGates())
    {
        if (gate.name == name)
        {
            return gate;
        }
    }
    throw std::invalid_argument("no learning gate is called " + name);
}

} // namespace test
} // namespace learning
} // namespace ns3
