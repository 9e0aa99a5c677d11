// SPDX-License-Identifier: GPL-2.0-only
#include "../../model/learning/discrete-sac.h"
#include "learning-test-util.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>

using namespace ns3::learning;
using namespace ns3::learning::test;

namespace
{

const uint32_t OBSERVATION = 5;

DiscreteSacOptions
SmallOptions()
{
    DiscreteSacOptions options;
    options.observationSize = OBSERVATION;
    options.actionCount = 4;
    options.hidden = {16, 12};
    options.batchSize = 8;
    options.replayCapacity = 64;
    options.learningStarts = 10;
    options.actorLearningRate = 1e-3;
    options.criticLearningRate = 2e-3;
    options.tau = 0.05;
    options.seed = 7;
    return options;
}

/// A stream of random transitions whose masks always leave some action.
class Feeder
{
  public:
    explicit Feeder(const DiscreteSacOptions& options)
        : m_options(options),
          m_random(99),
          m_observation(options.observationSize),
          m_next(options.observationSize),
          m_mask(options.actionCount),
          m_nextMask(options.actionCount)
    {
        Draw(m_observation, m_mask);
    }

    void Feed(DiscreteSac& agent, int steps)
    {
        for (int i = 0; i < steps; ++i)
        {
            Draw(m_next, m_nextMask);
            const uint32_t action = agent.Act(m_observation.data(), m_mask.data(), false);
            agent.Remember(m_observation.data(),
                           m_mask.data(),
                           action,
                           static_cast<float>(m_random.Normal()) + 0.3F * action,
                           m_next.data(),
                           m_nextMask.data(),
                           m_random.Uniform() < 0.1,
                           1 + static_cast<float>(m_random.Integer(3)));
            agent.Update();
            m_observation = m_next;
            m_mask = m_nextMask;
        }
    }

  private:
    void Draw(std::vector<float>& observation, std::vector<uint8_t>& mask)
    {
        for (float& value : observation)
        {
            value = static_cast<float>(m_random.Normal());
        }
        const std::vector<uint32_t> sizes = m_options.headSizes.empty()
                                                ? std::vector<uint32_t>{m_options.actionCount}
                                                : m_options.headSizes;
        std::size_t offset = 0;
        for (uint32_t size : sizes)
        {
            for (uint32_t i = 0; i < size; ++i)
            {
                mask[offset + i] = m_random.Uniform() < 0.6 ? 1 : 0;
            }
            mask[offset + m_random.Integer(size)] = 1;
            offset += size;
        }
    }

    DiscreteSacOptions m_options;
    LearningRandom m_random;
    std::vector<float> m_observation;
    std::vector<float> m_next;
    std::vector<uint8_t> m_mask;
    std::vector<uint8_t> m_nextMask;
};

std::string
Bytes(const DiscreteSac& agent, bool full)
{
    std::ostringstream stream;
    agent.Save(stream, full);
    return stream.str();
}

/// Softmax over the valid entries of one head by LibTorch, invalid log probabilities 0.
std::pair<torch::Tensor, torch::Tensor>
MaskedSoftmax(const torch::Tensor& logits, const torch::Tensor& mask)
{
    const torch::Tensor filled = logits.masked_fill(mask == 0, -1e30);
    const torch::Tensor p = torch::softmax(filled, 1) * (mask != 0);
    const torch::Tensor logP = torch::log_softmax(filled, 1).masked_fill(mask == 0, 0.0);
    return {p, logP};
}

/// The same algorithm with LibTorch's autograd and torch::optim::Adam; compares after each update.
void
CompareWithAutograd(DiscreteSacOptions options, double tolerance)
{
    const std::vector<uint32_t> heads =
        options.headSizes.empty() ? std::vector<uint32_t>{options.actionCount} : options.headSizes;
    options.learningStarts = 40;
    DiscreteSac agent(options);
    Feeder feeder(options);
    feeder.Feed(agent, 39);
    ASSERT_EQ(agent.GetStatistics().updates, 0U);

    auto state = Tensors([&agent](std::ostream& s) { agent.Save(s, true); });
    const std::vector<uint32_t> sizes{options.observationSize, 16, 12, options.actionCount};
    ReferenceMlp actor(state["actor"], sizes);
    std::vector<torch::Tensor> halves = state["critics"].chunk(2);
    std::vector<ReferenceMlp> critics{{halves[0], sizes}, {halves[1], sizes}};
    std::vector<ReferenceMlp> targets{{halves[0], sizes}, {halves[1], sizes}};
    torch::Tensor logAlpha = state["log_alpha"].clone().set_requires_grad(true);
    std::vector<torch::Tensor> criticParameters = critics[0].parameters;
    criticParameters.insert(criticParameters.end(),
                            critics[1].parameters.begin(),
                            critics[1].parameters.end());
    const auto adam = [&options](double rate) {
        return torch::optim::AdamOptions(rate).eps(options.adamEpsilon);
    };
    torch::optim::Adam actorOptimiser(actor.parameters, adam(options.actorLearningRate));
    torch::optim::Adam criticOptimiser(criticParameters, adam(options.criticLearningRate));
    torch::optim::Adam alphaOptimiser({logAlpha}, adam(options.alphaLearningRate));
    LearningRandom sampler(options.seed, 2);
    const auto both = [&options](const torch::Tensor& a, const torch::Tensor& b) {
        return options.averagedCritics ? 0.5 * (a + b) : torch::min(a, b);
    };

    for (int update = 1; update <= 5; ++update)
    {
        feeder.Feed(agent, 1);
        ASSERT_EQ(agent.GetStatistics().updates, static_cast<uint64_t>(update));
        state = Tensors([&agent](std::ostream& s) { agent.Save(s, true); });
        const int64_t held = state["replay_size"].item<int64_t>();
        torch::Tensor rows = torch::empty({options.batchSize}, torch::kLong);
        for (uint32_t i = 0; i < options.batchSize; ++i)
        {
            rows[i] = static_cast<int64_t>(sampler.Integer(held));
        }
        const auto take = [&](const std::string& name) {
            return state["replay_" + name].index_select(0, rows);
        };
        const torch::Tensor now = take("observations");
        const torch::Tensor next = take("next_observations");
        const torch::Tensor masks = take("masks");
        const torch::Tensor nextMasks = take("next_masks");
        const torch::Tensor actions = take("actions").to(torch::kLong);
        const double alpha = logAlpha.exp().item<double>();

        torch::Tensor y;
        {
            torch::NoGradGuard guard;
            const torch::Tensor logits = actor.Forward(next);
            const torch::Tensor q = both(targets[0].Forward(next), targets[1].Forward(next));
            torch::Tensor value = torch::zeros({options.batchSize});
            int64_t offset = 0;
            for (uint32_t size : heads)
            {
                const auto pi = MaskedSoftmax(logits.narrow(1, offset, size),
                                              nextMasks.narrow(1, offset, size));
                value += (pi.first * (q.narrow(1, offset, size) - alpha * pi.second)).sum(1);
                offset += size;
            }
            y = take("rewards") + take("discounts") * value;
        }
        torch::Tensor criticLoss = torch::zeros({});
        for (auto& critic : critics)
        {
            const torch::Tensor q = critic.Forward(now);
            torch::Tensor taken = torch::zeros({options.batchSize});
            torch::Tensor rest = actions.clone();
            int64_t offset = options.actionCount;
            for (std::size_t h = heads.size(); h-- > 0;)
            {
                offset -= heads[h];
                const torch::Tensor choice = torch::remainder(rest, static_cast<int64_t>(heads[h]));
                rest = torch::div(rest, static_cast<int64_t>(heads[h]), "floor");
                taken = taken + q.gather(1, (choice + offset).unsqueeze(1)).squeeze(1);
            }
            criticLoss = criticLoss + torch::mse_loss(taken, y);
        }
        criticOptimiser.zero_grad();
        criticLoss.backward();
        criticOptimiser.step();

        torch::Tensor q;
        {
            torch::NoGradGuard guard;
            q = both(critics[0].Forward(now), critics[1].Forward(now));
        }
        const torch::Tensor logits = actor.Forward(now);
        torch::Tensor actorLoss = torch::zeros({});
        torch::Tensor entropy = torch::zeros({});
        torch::Tensor target = torch::zeros({});
        int64_t offset = 0;
        for (uint32_t size : heads)
        {
            const torch::Tensor mask = masks.narrow(1, offset, size);
            const auto pi = MaskedSoftmax(logits.narrow(1, offset, size), mask);
            actorLoss = actorLoss +
                        (pi.first * (alpha * pi.second - q.narrow(1, offset, size))).sum(1).mean();
            entropy = entropy - (pi.first * pi.second).sum(1).mean().detach();
            target =
                target + options.targetEntropyRatio * mask.sum(1).to(torch::kFloat).log().mean();
            offset += size;
        }
        actorOptimiser.zero_grad();
        actorLoss.backward();
        actorOptimiser.step();
        if (options.learnAlpha)
        {
            alphaOptimiser.zero_grad();
            (logAlpha.exp() * (entropy - target)).sum().backward();
            alphaOptimiser.step();
        }
        for (int c = 0; c < 2; ++c)
        {
            targets[c].Track(critics[c], options.tau);
        }

        const auto statistics = agent.GetStatistics();
        EXPECT_NEAR(statistics.criticLoss, 0.5 * criticLoss.item<double>(), 1e-4) << update;
        EXPECT_NEAR(statistics.actorLoss, actorLoss.item<double>(), 1e-4) << update;
        EXPECT_NEAR(statistics.entropy, entropy.item<double>(), 1e-5) << update;
        EXPECT_NEAR(statistics.alpha, logAlpha.exp().item<double>(), 1e-6) << update;
        EXPECT_LT(Distance(state["actor"], actor.Flat()), tolerance) << update;
        EXPECT_LT(Distance(state["critics"], torch::cat({critics[0].Flat(), critics[1].Flat()})),
                  tolerance)
            << update;
        EXPECT_LT(Distance(state["targets"], torch::cat({targets[0].Flat(), targets[1].Flat()})),
                  tolerance)
            << update;
    }
}

TEST(DiscreteSac, UpdatesEqualAutogradAndTorchAdam)
{
    DiscreteSacOptions options = SmallOptions();
    options.adamEpsilon = 1e-4;
    CompareWithAutograd(options, 2e-5);
    options.learnAlpha = true;
    options.averagedCritics = true;
    options.alphaLearningRate = 0.01;
    CompareWithAutograd(options, 2e-5);
}

TEST(DiscreteSac, FactoredHeadsEqualAutograd)
{
    DiscreteSacOptions options = SmallOptions();
    options.adamEpsilon = 1e-4;
    options.actionCount = 9;
    options.headSizes = {4, 2, 3};
    options.learnAlpha = true;
    CompareWithAutograd(options, 2e-5);
}

TEST(DiscreteSac, DecisionsEqualLibTorchForward)
{
    DiscreteSacOptions options = SmallOptions();
    options.observationSize = 32;
    options.actionCount = 8;
    options.hidden = {64, 64};
    DiscreteSac agent(options);
    const auto state = Tensors([&agent](std::ostream& s) { agent.Save(s, false); });
    const ReferenceMlp actor(state.at("actor"), {32, 64, 64, 8});
    LearningRandom random(3);
    const torch::Tensor rows = RandomTensor(random, {200, 32});
    const torch::Tensor expected = torch::softmax(actor.Forward(rows), 1).detach();
    std::vector<uint32_t> together(200);
    agent.Act(rows.data_ptr<float>(), nullptr, 200, true, together.data());
    for (int64_t i = 0; i < 200; ++i)
    {
        torch::Tensor p = torch::empty({8});
        agent.Probabilities(rows[i].data_ptr<float>(), nullptr, p.data_ptr<float>());
        EXPECT_LT(Distance(p, expected[i]), 1e-5);
        const uint32_t action = agent.Act(rows[i].data_ptr<float>(), nullptr, true);
        EXPECT_EQ(action, together[i]);
        EXPECT_GE(p[action].item<float>(), p.max().item<float>());
    }
}

TEST(DiscreteSac, BatchDrawsTheSameActionsAsSingleCalls)
{
    DiscreteSacOptions options = SmallOptions();
    DiscreteSac first(options);
    DiscreteSac second(options);
    Feeder(options).Feed(first, 30);
    Feeder(options).Feed(second, 30);
    LearningRandom random(5);
    const torch::Tensor rows = RandomTensor(random, {100, OBSERVATION});
    std::vector<uint8_t> masks(100 * 4);
    for (std::size_t i = 0; i < masks.size(); ++i)
    {
        masks[i] = i % 4 == i / 4 % 4 || i % 3 == 0 ? 1 : 0;
    }
    std::vector<uint32_t> actions(100);
    first.Act(rows.data_ptr<float>(), masks.data(), 100, false, actions.data());
    for (int i = 0; i < 100; ++i)
    {
        EXPECT_EQ(second.Act(rows[i].data_ptr<float>(), &masks[i * 4], false), actions[i]);
    }
}

TEST(DiscreteSac, DrawsFollowTheProbabilitiesAndNeverAnInvalidAction)
{
    DiscreteSacOptions options = SmallOptions();
    options.actionCount = 7;
    options.headSizes = {4, 3};
    options.learningStarts = 0;
    DiscreteSac agent(options);
    Feeder(options).Feed(agent, 20);
    const std::vector<float> observation{0.3F, -1.0F, 0.8F, 0.1F, 2.0F};
    const std::vector<uint8_t> mask{1, 0, 1, 1, 0, 1, 1};
    std::vector<float> p(7);
    agent.Probabilities(observation.data(), mask.data(), p.data());
    EXPECT_EQ(p[1], 0.0F);
    EXPECT_EQ(p[4], 0.0F);
    EXPECT_NEAR(p[0] + p[2] + p[3], 1, 1e-6);
    EXPECT_NEAR(p[5] + p[6], 1, 1e-6);
    const int draws = 200000;
    std::vector<double> counts(12, 0);
    for (int i = 0; i < draws; ++i)
    {
        counts.at(agent.Act(observation.data(), mask.data(), false)) += 1;
    }
    for (int a = 0; a < 4; ++a)
    {
        for (int b = 0; b < 3; ++b)
        {
            const double probability = static_cast<double>(p[a]) * p[4 + b];
            const double deviation = std::sqrt(probability * (1 - probability) / draws);
            EXPECT_NEAR(counts[a * 3 + b] / draws, probability, 4.5 * deviation + 1e-12);
        }
    }
}

TEST(DiscreteSac, ExploresUniformlyBeforeTheFirstUpdate)
{
    DiscreteSac agent(SmallOptions());
    const std::vector<float> observation(OBSERVATION, 1.0F);
    const std::vector<uint8_t> mask{1, 1, 0, 1};
    std::vector<int> counts(4, 0);
    for (int i = 0; i < 30000; ++i)
    {
        ++counts[agent.Act(observation.data(), mask.data(), false)];
    }
    EXPECT_EQ(counts[2], 0);
    for (int a : {0, 1, 3})
    {
        EXPECT_NEAR(counts[a], 10000, 400); // five standard deviations
    }
}

TEST(DiscreteSac, UpdatesAreDueByFractions)
{
    DiscreteSacOptions options = SmallOptions();
    options.updatesPerStep = 0.25;
    DiscreteSac agent(options);
    Feeder feeder(options);
    feeder.Feed(agent, 9);
    EXPECT_EQ(agent.GetStatistics().updates, 0U);
    feeder.Feed(agent, 40);
    EXPECT_EQ(agent.GetStatistics().updates, 10U);
    EXPECT_EQ(agent.GetStatistics().steps, 49U);
    EXPECT_FALSE(agent.Update());
}

TEST(DiscreteSac, SameSeedSameBytes)
{
    for (uint32_t nStep : {1U, 3U})
    {
        DiscreteSacOptions options = SmallOptions();
        options.nStep = nStep;
        std::string bytes[3];
        for (int run = 0; run < 3; ++run)
        {
            options.seed = run == 2 ? 8 : 7;
            torch::manual_seed(run); // the global generator must not matter
            DiscreteSac agent(options);
            Feeder(options).Feed(agent, 150);
            bytes[run] = Bytes(agent, true);
        }
        EXPECT_EQ(bytes[0], bytes[1]);
        EXPECT_NE(bytes[0], bytes[2]);
    }
}

TEST(DiscreteSac, ResumeEqualsUninterrupted)
{
    DiscreteSacOptions options = SmallOptions();
    options.learnAlpha = true;
    options.nStep = 3;
    DiscreteSac straight(options);
    Feeder feeder(options);
    feeder.Feed(straight, 100);
    std::stringstream stream(Bytes(straight, true));
    Feeder continued = feeder;
    feeder.Feed(straight, 60);

    DiscreteSacOptions other = options;
    other.seed = 1234; // everything must come from the checkpoint
    DiscreteSac resumed(other);
    Feeder(options).Feed(resumed, 20);
    EXPECT_TRUE(resumed.Load(stream));
    continued.Feed(resumed, 60);
    EXPECT_EQ(Bytes(straight, true), Bytes(resumed, true));
}

TEST(DiscreteSac, WeightsOnlyCheckpointActsTheSame)
{
    DiscreteSacOptions options = SmallOptions();
    DiscreteSac trained(options);
    Feeder feeder(options);
    feeder.Feed(trained, 80);
    EXPECT_LT(Bytes(trained, false).size(), Bytes(trained, true).size());
    const std::string path = ::testing::TempDir() + "discrete-sac-test.pt";
    trained.Save(path, false);
    DiscreteSac loaded(options);
    EXPECT_FALSE(loaded.Load(path));
    std::remove(path.c_str());
    LearningRandom random(4);
    for (int i = 0; i < 50; ++i)
    {
        const torch::Tensor row = RandomTensor(random, {OBSERVATION});
        float p[2][4];
        trained.Probabilities(row.data_ptr<float>(), nullptr, p[0]);
        loaded.Probabilities(row.data_ptr<float>(), nullptr, p[1]);
        for (int a = 0; a < 4; ++a)
        {
            EXPECT_EQ(p[0][a], p[1][a]);
        }
    }
    feeder.Feed(loaded, 30); // it learns on
    EXPECT_GT(loaded.GetStatistics().updates, trained.GetStatistics().updates);
}

TEST(DiscreteSac, RefusesBadCheckpointsAndStaysAsItWas)
{
    DiscreteSacOptions options = SmallOptions();
    DiscreteSac agent(options);
    Feeder(options).Feed(agent, 40);
    const std::string good = Bytes(agent, true);
    ExpectDamageRefused(good, [&agent](std::istream& s) { agent.Load(s); });
    EXPECT_EQ(Bytes(agent, true), good);

    DiscreteSacOptions wide = options;
    wide.hidden = {16, 13};
    DiscreteSac wider(wide);
    std::istringstream stream(good);
    ExpectError([&] { wider.Load(stream); },
                "part 'actor': found float [352], expected float [373]");
    DiscreteSacOptions small = options;
    small.replayCapacity = 30;
    DiscreteSac smaller(small);
    stream.str(good);
    stream.clear();
    ExpectError([&] { smaller.Load(stream); }, "part 'replay_size': found 40, expected at most 30");
    ExpectError([&] { agent.Load(std::string("no-such-file.pt")); }, "no-such-file.pt");
    ExpectError([&] { agent.Save("no-such-folder/x.pt", true); }, "no-such-folder/x.pt");
}

TEST(DiscreteSac, RefusesBadOptionsAndInput)
{
    const auto refused = [](const std::function<void(DiscreteSacOptions&)>& change,
                            const std::string& part) {
        DiscreteSacOptions options = SmallOptions();
        change(options);
        ExpectError([&options] { DiscreteSac agent(options); }, part);
    };
    refused([](auto& o) { o.observationSize = 0; }, "observationSize: found 0");
    refused([](auto& o) { o.actionCount = 0; }, "actionCount");
    refused([](auto& o) { o.gamma = 1.5; }, "gamma: found 1.5, expected 0 to 1");
    refused([](auto& o) { o.gamma = std::nan(""); }, "gamma");
    refused([](auto& o) { o.tau = 0; }, "tau");
    refused([](auto& o) { o.hidden = {8, 0}; }, "hidden[1]");
    refused([](auto& o) { o.batchSize = 0; }, "batchSize");
    refused([](auto& o) { o.replayCapacity = 0; }, "replayCapacity");
    refused([](auto& o) { o.criticLearningRate = -1; }, "criticLearningRate");
    refused([](auto& o) { o.headSizes = {2, 3}; }, "head sizes that sum to 5");
    refused([](auto& o) { o.headSizes = {4, 0}; }, "head of size 0");

    DiscreteSac agent(SmallOptions());
    std::vector<float> good(OBSERVATION, 0.5F);
    std::vector<float> bad = good;
    bad[3] = std::numeric_limits<float>::quiet_NaN();
    const std::vector<uint8_t> none(4, 0);
    const std::vector<uint8_t> some{1, 1, 1, 0};
    const auto remember =
        [&](const float* obs, uint32_t action, float reward, const uint8_t* next) {
            agent.Remember(obs, some.data(), action, reward, good.data(), next, false);
        };
    ExpectError([&] { remember(bad.data(), 0, 0, nullptr); }, "observation[3]");
    ExpectError([&] { remember(good.data(), 3, 0, nullptr); }, "action 3");
    ExpectError([&] { remember(good.data(), 4, 0, nullptr); }, "action 4");
    ExpectError([&] { remember(good.data(), 0, bad[3], nullptr); }, "reward");
    ExpectError([&] { remember(good.data(), 0, 0, none.data()); }, "without any valid action");
    ExpectError([&] { agent.Act(good.data(), none.data(), false); }, "without any valid action");
    ExpectError([&] { agent.Act(bad.data(), nullptr, true); }, "expected a finite number");
    EXPECT_EQ(agent.GetStatistics().steps, 0U);
}

TEST(DiscreteSac, DivergenceNamesStepAndTensor)
{
    DiscreteSacOptions options = SmallOptions();
    options.learningStarts = 1;
    DiscreteSac agent(options);
    const std::vector<float> observation(OBSERVATION, 1e30F);
    agent.Remember(observation.data(), nullptr, 1, 3e38F, observation.data(), nullptr, false);
    ExpectError([&agent] { agent.Update(); }, "DiscreteSac update 1: gradient of critic 1 weight");
}

} // namespace
