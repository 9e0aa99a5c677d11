// SPDX-License-Identifier: GPL-2.0-only
#include "../../model/learning/ddpg.h"
#include "learning-test-util.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace ns3::learning;
using namespace ns3::learning::test;

namespace
{

const uint32_t OBSERVATION = 4;
const uint32_t ACTION = 6; // one bounded entry, simplexes of 2 and 3

DdpgOptions
SmallOptions()
{
    DdpgOptions options;
    options.observationSize = OBSERVATION;
    options.actionSize = ACTION;
    options.actionLow = {-1, 0, 0, 0, 0, 0};
    options.actionHigh = {3, 1, 1, 1, 1, 1};
    options.simplexes = {2, 3};
    options.hidden = {16, 12};
    options.adamEpsilon = 1e-4;
    options.batchSize = 8;
    options.replayCapacity = 64;
    options.learningStarts = 10;
    options.tau = 0.05;
    options.seed = 7;
    return options;
}

/// A stream of random transitions with masks on the last simplex.
class Feeder
{
  public:
    Feeder()
        : m_random(99)
    {
        Draw(m_observation, m_mask);
    }

    void Feed(Ddpg& agent, int steps)
    {
        for (int i = 0; i < steps; ++i)
        {
            float next[OBSERVATION];
            uint8_t nextMask[ACTION];
            Draw(next, nextMask);
            float action[ACTION];
            agent.Act(m_observation, m_mask, false, action);
            agent.Remember(m_observation,
                           m_mask,
                           action,
                           static_cast<float>(m_random.Normal()) + action[0] - action[4],
                           next,
                           nextMask,
                           m_random.Uniform() < 0.1,
                           2);
            agent.Update();
            std::copy_n(next, OBSERVATION, m_observation);
            std::copy_n(nextMask, ACTION, m_mask);
        }
    }

  private:
    void Draw(float* observation, uint8_t* mask)
    {
        for (uint32_t i = 0; i < OBSERVATION; ++i)
        {
            observation[i] = static_cast<float>(m_random.Normal());
        }
        std::fill_n(mask, ACTION, 1);
        mask[3 + m_random.Integer(3)] = m_random.Uniform() < 0.5 ? 0 : 1;
    }

    LearningRandom m_random;
    float m_observation[OBSERVATION]{};
    uint8_t m_mask[ACTION]{};
};

std::string
Bytes(const Ddpg& agent, bool full)
{
    std::ostringstream stream;
    agent.Save(stream, full);
    return stream.str();
}

/// The heads: tanh, then masked softmax of 2 and of 3.
torch::Tensor
Squash(const torch::Tensor& raw, const torch::Tensor& masks)
{
    const torch::Tensor filled = raw.masked_fill(masks == 0, -1e30);
    return torch::cat({torch::tanh(raw.narrow(1, 0, 1)),
                       torch::softmax(filled.narrow(1, 1, 2), 1),
                       torch::softmax(filled.narrow(1, 3, 3), 1)},
                      1);
}

/// The same algorithm with LibTorch's autograd and torch::optim::Adam; compares after each update.
void
CompareWithAutograd(DdpgOptions options)
{
    options.learningStarts = 40;
    Ddpg agent(options);
    Feeder feeder;
    feeder.Feed(agent, 39);
    ASSERT_EQ(agent.GetStatistics().updates, 0U);
    auto state = Tensors([&agent](std::ostream& s) { agent.Save(s, true); });
    const std::vector<uint32_t> actorSizes{OBSERVATION, 16, 12, ACTION};
    const std::vector<uint32_t> criticSizes{OBSERVATION + ACTION, 16, 12, 1};
    const int count = options.twinCritics ? 2 : 1;
    ReferenceMlp actor(state["actor"], actorSizes);
    ReferenceMlp actorTarget(state["actor"], actorSizes);
    std::vector<ReferenceMlp> critics;
    std::vector<ReferenceMlp> criticTargets;
    std::vector<torch::Tensor> criticParameters;
    for (const torch::Tensor& part : state["critics"].chunk(count))
    {
        critics.emplace_back(part, criticSizes);
        criticTargets.emplace_back(part, criticSizes);
        criticParameters.insert(criticParameters.end(),
                                critics.back().parameters.begin(),
                                critics.back().parameters.end());
    }
    const auto adam = [&options](double rate) {
        return torch::optim::AdamOptions(rate).eps(options.adamEpsilon);
    };
    torch::optim::Adam actorOptimiser(actor.parameters, adam(options.actorLearningRate));
    torch::optim::Adam criticOptimiser(criticParameters, adam(options.criticLearningRate));
    LearningRandom sampler(options.seed, 2);
    for (int update = 1; update <= 6; ++update)
    {
        feeder.Feed(agent, 1);
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
        torch::Tensor y;
        {
            torch::NoGradGuard guard;
            torch::Tensor raw = actorTarget.Forward(next);
            if (options.targetSmoothing)
            {
                // Clipped noise: on the bounded entry after tanh, on the simplexes' logits.
                torch::Tensor noise = torch::empty_like(raw);
                for (int64_t i = 0; i < noise.numel(); ++i)
                {
                    const double draw = options.targetNoise * sampler.Normal();
                    noise.flatten()[i] =
                        std::min(options.targetNoiseClip, std::max(-options.targetNoiseClip, draw));
                }
                const torch::Tensor bounded =
                    torch::clamp(torch::tanh(raw.narrow(1, 0, 1)) + noise.narrow(1, 0, 1), -1, 1);
                const torch::Tensor action = Squash(raw + noise, take("next_masks"));
                raw = torch::cat({bounded, action.narrow(1, 1, 5)}, 1);
            }
            else
            {
                raw = Squash(raw, take("next_masks"));
            }
            torch::Tensor q;
            for (const auto& target : criticTargets)
            {
                const torch::Tensor one = target.Forward(torch::cat({next, raw}, 1)).squeeze(1);
                q = q.defined() ? torch::min(q, one) : one;
            }
            y = take("rewards") + take("discounts") * q;
        }
        torch::Tensor criticLoss = torch::zeros({});
        for (const auto& critic : critics)
        {
            criticLoss = criticLoss +
                         torch::mse_loss(
                             critic.Forward(torch::cat({now, take("action_values")}, 1)).squeeze(1),
                             y);
        }
        criticOptimiser.zero_grad();
        criticLoss.backward();
        criticOptimiser.step();
        if (update % static_cast<int>(options.policyDelay) == 0)
        {
            const torch::Tensor raw = actor.Forward(now);
            const torch::Tensor action = Squash(raw, take("masks"));
            const torch::Tensor loss = -critics[0].Forward(torch::cat({now, action}, 1)).mean();
            actorOptimiser.zero_grad();
            if (options.invertingGradients)
            {
                const torch::Tensor byRaw =
                    torch::autograd::grad({loss}, {raw}, {}, true)[0].clone();
                const torch::Tensor byAction = torch::autograd::grad({loss}, {action}, {}, true)[0];
                const torch::Tensor a = action.detach().select(1, 0);
                const torch::Tensor d = byAction.select(1, 0);
                byRaw.select(1, 0).copy_(torch::where(d < 0, d * (1 - a) / 2, d * (1 + a) / 2));
                raw.backward(byRaw);
            }
            else
            {
                loss.backward();
            }
            actorOptimiser.step();
            actorTarget.Track(actor, options.tau);
            for (int c = 0; c < count; ++c)
            {
                criticTargets[c].Track(critics[c], options.tau);
            }
            EXPECT_NEAR(agent.GetStatistics().actorLoss, loss.item<double>(), 1e-4) << update;
        }
        EXPECT_NEAR(agent.GetStatistics().criticLoss, criticLoss.item<double>() / count, 1e-3)
            << update;
        EXPECT_LT(Distance(state["actor"], actor.Flat()), 3e-5) << update;
        EXPECT_LT(Distance(state["target_actor"], actorTarget.Flat()), 3e-5) << update;
        for (int c = 0; c < count; ++c)
        {
            EXPECT_LT(Distance(state["critics"].chunk(count)[c], critics[c].Flat()), 3e-5)
                << update;
            EXPECT_LT(Distance(state["target_critics"].chunk(count)[c], criticTargets[c].Flat()),
                      3e-5)
                << update;
        }
    }
}

TEST(Ddpg, UpdatesEqualAutogradAndTorchAdam)
{
    CompareWithAutograd(SmallOptions());
}

TEST(Ddpg, Td3EqualsAutograd)
{
    DdpgOptions options = SmallOptions();
    options.twinCritics = true;
    options.targetSmoothing = true;
    options.policyDelay = 2;
    CompareWithAutograd(options);
}

TEST(Ddpg, InvertingGradientsEqualAutograd)
{
    DdpgOptions options = SmallOptions();
    options.invertingGradients = true;
    CompareWithAutograd(options);
}

TEST(Ddpg, ActionsStayWithinBoundsAndSharesSumToOne)
{
    for (bool train : {false, true})
    {
        DdpgOptions options = SmallOptions();
        options.noiseScale = 1; // often at the bounds
        Ddpg agent(options);
        Feeder().Feed(agent, train ? 50 : 0);
        LearningRandom random(3);
        const std::vector<uint8_t> mask{1, 1, 1, 1, 0, 1};
        double low = 9;
        double high = -9;
        for (int i = 0; i < 2000; ++i)
        {
            const torch::Tensor row = RandomTensor(random, {OBSERVATION});
            float a[ACTION];
            agent.Act(row.data_ptr<float>(), mask.data(), i % 4 == 0, a);
            EXPECT_GE(a[0], -1);
            EXPECT_LE(a[0], 3);
            low = std::min<double>(low, a[0]);
            high = std::max<double>(high, a[0]);
            EXPECT_NEAR(a[1] + a[2], 1, 1e-6);
            EXPECT_NEAR(a[3] + a[5], 1, 1e-6);
            EXPECT_EQ(a[4], 0.0F);
            EXPECT_GE(*std::min_element(a + 1, a + ACTION), 0.0F);
        }
        EXPECT_LT(low, -0.9);
        EXPECT_GT(high, 2.9);
    }
}

TEST(Ddpg, GreedyActionEqualsLibTorchForward)
{
    Ddpg agent(SmallOptions());
    const auto state = Tensors([&agent](std::ostream& s) { agent.Save(s, false); });
    const ReferenceMlp actor(state.at("actor"), {OBSERVATION, 16, 12, ACTION});
    LearningRandom random(3);
    const torch::Tensor masks = torch::ones({1, ACTION});
    for (int i = 0; i < 100; ++i)
    {
        const torch::Tensor row = RandomTensor(random, {1, OBSERVATION});
        torch::Tensor expected = Squash(actor.Forward(row), masks)[0].detach();
        expected[0] = 1 + 2 * expected[0]; // bounds -1 and 3
        torch::Tensor action = torch::empty({ACTION});
        agent.Act(row.data_ptr<float>(), nullptr, true, action.data_ptr<float>());
        EXPECT_LT(Distance(action, expected), 1e-5);
    }
}

TEST(Ddpg, NoiseHasItsDeviationAndCorrelation)
{
    for (DdpgNoise kind : {DdpgNoise::GAUSSIAN, DdpgNoise::ORNSTEIN_UHLENBECK})
    {
        DdpgOptions options = SmallOptions();
        options.actionSize = 1;
        options.actionLow = {-2};
        options.actionHigh = {2};
        options.simplexes.clear();
        options.noise = kind;
        options.noiseScale = 0.1;
        Ddpg agent(options);
        const std::vector<float> observation(OBSERVATION, 0.1F);
        float action = 0;
        agent.Remember(observation.data(), nullptr, &action, 0, observation.data(), nullptr, false);
        for (int i = 0; i < 10; ++i)
        {
            agent.Remember(observation.data(),
                           nullptr,
                           &action,
                           0,
                           observation.data(),
                           nullptr,
                           false);
        }
        agent.Update();
        float centre;
        agent.Act(observation.data(), nullptr, true, &centre);
        const int n = 200000;
        double square = 0;
        double product = 0;
        double last = 0;
        for (int i = 0; i < n; ++i)
        {
            agent.Act(observation.data(), nullptr, false, &action);
            const double noise = (action - centre) / 2; // in halves of the range
            square += noise * noise / n;
            product += noise * last / n;
            last = noise;
        }
        EXPECT_NEAR(std::sqrt(square), 0.1, 0.002);
        const double correlation = kind == DdpgNoise::GAUSSIAN ? 0 : 1 - options.ouTheta;
        EXPECT_NEAR(product / square, correlation, 0.015);
    }
}

TEST(Ddpg, SolvesALinearQuadraticProblem)
{
    // x' = 0.9 x + 0.5 a, cost x^2 + 0.1 a^2, discount 0.9: the scalar Riccati equation has a
    // closed form, the best action is -k x.
    const double a = 0.9;
    const double b = 0.5;
    const double gamma = 0.9;
    double p = 1;
    for (int i = 0; i < 1000; ++i)
    {
        p = 1 + gamma * a * a * p - std::pow(gamma * a * b * p, 2) / (0.1 + gamma * b * b * p);
    }
    const double gain = gamma * a * b * p / (0.1 + gamma * b * b * p);
    DdpgOptions options;
    options.observationSize = 1;
    options.actionSize = 1;
    options.actionLow = {-2};
    options.actionHigh = {2};
    options.gamma = gamma;
    options.learningStarts = 4000;
    options.updatesPerStep = 0;
    options.tau = 0.02;
    options.seed = 3;
    DdpgOptions training = options;
    training.updatesPerStep = 4000;
    Ddpg agent(training);
    LearningRandom random(5);
    for (int i = 0; i < 4000; ++i)
    {
        const auto x = static_cast<float>(2 * random.Uniform() - 1);
        float action;
        agent.Act(&x, nullptr, false, &action);
        const auto next = static_cast<float>(a * x + b * action);
        agent
            .Remember(&x, nullptr, &action, -x * x - 0.1F * action * action, &next, nullptr, false);
    }
    agent.Update();
    for (float x : {-0.8F, -0.4F, 0.4F, 0.8F})
    {
        float action;
        agent.Act(&x, nullptr, true, &action);
        EXPECT_NEAR(action, -gain * x, 0.1);
        EXPECT_NEAR(agent.Value(&x, &action), -p * x * x, 0.1);
    }
}

TEST(Ddpg, SameSeedSameBytesAndResumeEqualsUninterrupted)
{
    for (int variant = 0; variant < 2; ++variant)
    {
        DdpgOptions options = SmallOptions();
        options.nStep = variant == 1 ? 3 : 1;
        options.noise = variant == 1 ? DdpgNoise::ORNSTEIN_UHLENBECK : DdpgNoise::GAUSSIAN;
        options.twinCritics = options.targetSmoothing = variant == 1;
        std::string bytes[2];
        for (std::string& run : bytes)
        {
            Ddpg agent(options);
            Feeder().Feed(agent, 150);
            run = Bytes(agent, true);
        }
        EXPECT_EQ(bytes[0], bytes[1]);

        Ddpg straight(options);
        Feeder feeder;
        feeder.Feed(straight, 100);
        std::stringstream stream(Bytes(straight, true));
        Feeder continued = feeder;
        feeder.Feed(straight, 60);
        DdpgOptions other = options;
        other.seed = 99;
        Ddpg resumed(other);
        EXPECT_TRUE(resumed.Load(stream));
        continued.Feed(resumed, 60);
        EXPECT_EQ(Bytes(straight, true), Bytes(resumed, true));
    }
}

TEST(Ddpg, RefusesDamagedCheckpoints)
{
    Ddpg agent(SmallOptions());
    Feeder().Feed(agent, 40);
    const std::string good = Bytes(agent, true);
    ExpectDamageRefused(good, [&agent](std::istream& s) { agent.Load(s); });
    EXPECT_EQ(Bytes(agent, true), good);
    DdpgOptions twin = SmallOptions();
    twin.twinCritics = true;
    Ddpg other(twin);
    std::istringstream stream(good);
    ExpectError([&] { other.Load(stream); }, "part 'critics'");
    std::istringstream weights(Bytes(agent, false));
    Ddpg loaded(SmallOptions());
    EXPECT_FALSE(loaded.Load(weights));
    const std::vector<float> observation(OBSERVATION, 0.3F);
    float actions[2][ACTION];
    agent.Act(observation.data(), nullptr, true, actions[0]);
    loaded.Act(observation.data(), nullptr, true, actions[1]);
    for (uint32_t i = 0; i < ACTION; ++i)
    {
        EXPECT_EQ(actions[0][i], actions[1][i]);
    }
}

TEST(Ddpg, RefusesBadOptionsAndInput)
{
    const auto refused = [](const std::function<void(DdpgOptions&)>& change,
                            const std::string& part) {
        DdpgOptions options = SmallOptions();
        change(options);
        ExpectError([&options] { Ddpg agent(options); }, part);
    };
    refused([](auto& o) { o.actionSize = 0; }, "actionSize");
    refused([](auto& o) { o.simplexes = {7}; }, "sum of simplexes: found 7");
    refused([](auto& o) { o.actionLow = {1}; }, "length of actionLow");
    refused([](auto& o) { o.actionHigh[0] = -1; }, "actionHigh - actionLow");
    refused([](auto& o) { o.policyDelay = 0; }, "policyDelay");
    Ddpg agent(SmallOptions());
    const std::vector<float> good(OBSERVATION, 0.5F);
    const std::vector<uint8_t> none{1, 1, 1, 0, 0, 0};
    const std::vector<float> outside{3.5F, 1, 0, 1, 0, 0};
    float action[ACTION];
    ExpectError([&] { agent.Act(good.data(), none.data(), true, action); }, "simplex at 3");
    ExpectError(
        [&] {
            agent.Remember(good.data(), nullptr, outside.data(), 0, good.data(), nullptr, false);
        },
        "action[0]: found 3.5, expected -1 to 3");
}

} // namespace
