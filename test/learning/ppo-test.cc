// SPDX-License-Identifier: GPL-2.0-only
#include "../../model/learning/ppo.h"
#include "learning-test-util.h"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <thread>

using namespace ns3::learning;
using namespace ns3::learning::test;

namespace
{

const uint32_t OBSERVATION = 3;
const std::vector<uint32_t> HEADS{3, 2};
const uint32_t CONTINUOUS = 2;
const uint32_t CHOICES = 5;

PpoOptions
SmallOptions()
{
    PpoOptions options;
    options.observationSize = OBSERVATION;
    options.headSizes = HEADS;
    options.continuousSize = CONTINUOUS;
    options.hidden = {12, 10};
    options.rolloutSize = 24;
    options.minibatchSize = 8;
    options.epochs = 3;
    options.entropyCoefficient = 0.01;
    options.valueClip = 0.2;
    options.initialLogStd = -0.5;
    options.learningRate = 3e-3;
    options.seed = 5;
    return options;
}

/// Random transitions of one stream; masks always leave some choice.
class Feeder
{
  public:
    explicit Feeder(uint64_t seed)
        : m_random(seed)
    {
        Draw(m_observation);
    }

    void Feed(Ppo& agent, int steps, uint32_t stream = 0, bool update = true)
    {
        for (int i = 0; i < steps; ++i)
        {
            float next[OBSERVATION];
            uint8_t mask[CHOICES] = {1, 1, 1, 1, 1};
            Draw(next);
            mask[m_random.Integer(3)] = m_random.Uniform() < 0.5 ? 0 : 1;
            uint32_t choices[2];
            float continuous[CONTINUOUS];
            float logProbability;
            agent.Act(m_observation, mask, 1, false, choices, continuous, &logProbability);
            const bool terminal = m_random.Uniform() < 0.1;
            agent.Remember(stream,
                           m_observation,
                           mask,
                           choices,
                           continuous,
                           logProbability,
                           static_cast<float>(m_random.Normal()) + choices[0] - continuous[1],
                           next,
                           terminal,
                           1.5F);
            if (!terminal && m_random.Uniform() < 0.1)
            {
                agent.EndEpisode(stream);
            }
            if (update)
            {
                agent.Update();
            }
            std::copy_n(next, OBSERVATION, m_observation);
        }
    }

  private:
    void Draw(float* observation)
    {
        for (uint32_t i = 0; i < OBSERVATION; ++i)
        {
            observation[i] = static_cast<float>(m_random.Normal());
        }
    }

    LearningRandom m_random;
    float m_observation[OBSERVATION]{};
};

std::string
Bytes(const Ppo& agent, bool full)
{
    std::ostringstream stream;
    agent.Save(stream, full);
    return stream.str();
}

/// Meeting point of the ranks of ThreadGroup.
struct Meeting
{
    explicit Meeting(uint32_t ranks)
        : size(ranks),
          data(ranks)
    {
    }

    void Wait()
    {
        std::unique_lock<std::mutex> lock(mutex);
        const uint64_t turn = turns;
        if (++waiting == size)
        {
            waiting = 0;
            ++turns;
            all.notify_all();
            return;
        }
        all.wait(lock, [this, turn] { return turns != turn; });
    }

    uint32_t size;
    std::vector<std::vector<double>> data;
    std::mutex mutex;
    std::condition_variable all;
    uint32_t waiting{0};
    uint64_t turns{0};
};

/// Ranks as threads of this process.
class ThreadGroup : public RankGroup
{
  public:
    ThreadGroup(Meeting& meeting, uint32_t rank)
        : m_meeting(meeting),
          m_rank(rank)
    {
    }

    uint32_t Rank() const override
    {
        return m_rank;
    }

    uint32_t Size() const override
    {
        return m_meeting.size;
    }

    void Sum(float* values, std::size_t count) override
    {
        std::vector<double> wide(values, values + count);
        Sum(wide.data(), count);
        std::copy(wide.begin(), wide.end(), values);
    }

    void Sum(double* values, std::size_t count) override
    {
        m_meeting.data[m_rank].assign(values, values + count);
        m_meeting.Wait();
        for (std::size_t i = 0; i < count; ++i)
        {
            values[i] = 0;
            for (const auto& part : m_meeting.data)
            {
                values[i] += part[i];
            }
        }
        m_meeting.Wait();
    }

    bool AllEqual(uint64_t value) override
    {
        double bits;
        std::memcpy(&bits, &value, sizeof(bits));
        m_meeting.data[m_rank].assign(1, bits);
        m_meeting.Wait();
        bool same = true;
        for (const auto& part : m_meeting.data)
        {
            same = same && std::memcmp(part.data(), &bits, sizeof(bits)) == 0;
        }
        m_meeting.Wait();
        return same;
    }

  private:
    Meeting& m_meeting;
    uint32_t m_rank;
};

TEST(Ppo, GradientEqualsFiniteDifference)
{
    for (bool moved : {false, true})
    {
        PpoOptions options = SmallOptions();
        options.entropyCoefficient = 0.05;
        Ppo agent(options);
        Feeder(1).Feed(agent, 20, 0, false);
        std::vector<float> base = agent.Parameters();
        LearningRandom random(2);
        if (moved) // so that ratios differ from 1, some beyond the clip, some values too
        {
            for (float& value : base)
            {
                value += static_cast<float>(0.15 * random.Normal());
            }
        }
        std::vector<float> gradient;
        std::vector<float> ignored;
        agent.LossAndGradient(base, gradient);
        double norm = 0;
        for (float g : gradient)
        {
            norm += g * g;
        }
        norm = std::sqrt(norm);
        ASSERT_GT(norm, 0.1);
        // Central differences along random directions; single floats are too coarse one by one.
        for (int direction = 0; direction < 30; ++direction)
        {
            std::vector<float> plus = base;
            std::vector<float> minus = base;
            double expected = 0;
            double length = 0;
            std::vector<double> step(base.size());
            for (std::size_t i = 0; i < base.size(); ++i)
            {
                step[i] = random.Normal() + 3 * gradient[i] / norm * std::sqrt(base.size() / 9.0);
                length += step[i] * step[i];
            }
            const double h = 1e-3 / std::sqrt(length);
            for (std::size_t i = 0; i < base.size(); ++i)
            {
                plus[i] = static_cast<float>(base[i] + h * step[i]);
                minus[i] = static_cast<float>(base[i] - h * step[i]);
                expected += gradient[i] * (static_cast<double>(plus[i]) - minus[i]);
            }
            const double difference =
                agent.LossAndGradient(plus, ignored) - agent.LossAndGradient(minus, ignored);
            EXPECT_NEAR(difference / expected, 1, moved ? 5e-3 : 1e-3) << direction;
        }
    }
}

TEST(Ppo, GradientEqualsAutograd)
{
    PpoOptions options = SmallOptions();
    Ppo agent(options);
    Feeder(1).Feed(agent, 20, 0, false);
    std::vector<float> base = agent.Parameters();
    LearningRandom random(2);
    for (float& value : base)
    {
        value += static_cast<float>(0.1 * random.Normal());
    }
    const auto state = Tensors([&agent](std::ostream& s) { agent.Save(s, true); });
    const std::vector<uint32_t> actorSizes{OBSERVATION, 12, 10, CHOICES + CONTINUOUS};
    const std::vector<uint32_t> criticSizes{OBSERVATION, 12, 10, 1};
    const auto split = [&](const torch::Tensor& flat, int part) {
        const int64_t critic = (3 + 1) * 12 + (12 + 1) * 10 + 11;
        const int64_t actor = flat.numel() - critic - CONTINUOUS;
        return part == 0   ? flat.narrow(0, 0, actor)
               : part == 1 ? flat.narrow(0, actor, CONTINUOUS)
                           : flat.narrow(0, actor + CONTINUOUS, critic);
    };
    const torch::Tensor flat = torch::from_blob(base.data(), {static_cast<int64_t>(base.size())});
    const ReferenceMlp actor(split(flat, 0), actorSizes, true);
    const ReferenceMlp critic(split(flat, 2), criticSizes, true);
    const ReferenceMlp oldCritic(split(state.at("parameters"), 2), criticSizes, true);
    torch::Tensor logStd = split(flat, 1).clone().set_requires_grad(true);
    const auto take = [&state](const std::string& name) { return state.at("rollout_" + name); };
    const int64_t n = 20;
    const torch::Tensor now = take("observations").view({n, OBSERVATION});
    const torch::Tensor next = take("next_observations").view({n, OBSERVATION});
    // Advantages by the recursion, one stream.
    const torch::Tensor oldValues = oldCritic.Forward(now).squeeze(1).detach();
    const torch::Tensor nextValues = oldCritic.Forward(next).squeeze(1).detach();
    torch::Tensor advantages = torch::zeros({n});
    double later = 0;
    for (int64_t t = n - 1; t >= 0; --t)
    {
        const double d = take("discounts")[t].item<double>();
        const double delta = take("rewards")[t].item<double>() + d * nextValues[t].item<double>() -
                             oldValues[t].item<double>();
        const bool cut = take("cut")[t].item<int64_t>() != 0;
        later = delta + (cut ? 0 : d * options.lambda * later);
        advantages[t] = later;
    }
    const torch::Tensor returns = advantages + oldValues;
    const torch::Tensor normal = (advantages - advantages.mean()) / (advantages.std() + 1e-8);

    const torch::Tensor out = actor.Forward(now);
    const torch::Tensor masks = take("masks").view({n, CHOICES});
    const torch::Tensor choices = take("choices").view({n, 2}).to(torch::kLong);
    torch::Tensor logP = torch::zeros({n});
    torch::Tensor entropy = torch::zeros({n});
    int64_t offset = 0;
    for (int64_t h = 0; h < 2; ++h)
    {
        const torch::Tensor mask = masks.narrow(1, offset, HEADS[h]);
        const torch::Tensor logits = out.narrow(1, offset, HEADS[h]).masked_fill(mask == 0, -1e30);
        const torch::Tensor logs = torch::log_softmax(logits, 1);
        logP = logP + logs.gather(1, choices.narrow(1, h, 1)).squeeze(1);
        entropy = entropy - (logs.exp() * logs.masked_fill(mask == 0, 0.0)).sum(1);
        offset += HEADS[h];
    }
    const torch::Tensor means = out.narrow(1, CHOICES, CONTINUOUS);
    const torch::Tensor scaled =
        (take("continuous").view({n, CONTINUOUS}) - means) * torch::exp(-logStd);
    const double halfLog = 0.5 * std::log(2 * 3.14159265358979323846);
    logP = logP - (0.5 * scaled * scaled + logStd + halfLog).sum(1);
    entropy = entropy + (logStd + halfLog + 0.5).sum();
    const torch::Tensor ratio = torch::exp(logP - take("log_probabilities"));
    const torch::Tensor policyLoss =
        torch::max(-normal * ratio,
                   -normal * torch::clamp(ratio, 1 - options.clip, 1 + options.clip))
            .mean();
    const torch::Tensor value = critic.Forward(now).squeeze(1);
    const torch::Tensor limited =
        oldValues + torch::clamp(value - oldValues, -options.valueClip, options.valueClip);
    const torch::Tensor valueLoss =
        0.5 * torch::max((value - returns).pow(2), (limited - returns).pow(2)).mean();
    const torch::Tensor loss = policyLoss - options.entropyCoefficient * entropy.mean() +
                               options.valueCoefficient * valueLoss;
    loss.backward();

    std::vector<float> gradient;
    const double own = agent.LossAndGradient(base, gradient);
    EXPECT_NEAR(own, loss.item<double>(), 1e-4);
    const torch::Tensor mine =
        torch::from_blob(gradient.data(), {static_cast<int64_t>(gradient.size())});
    EXPECT_LT(Distance(split(mine, 0), actor.FlatGradient()), 1e-4);
    EXPECT_LT(Distance(split(mine, 1), logStd.grad()), 1e-4);
    EXPECT_LT(Distance(split(mine, 2), critic.FlatGradient()), 1e-4);
}

TEST(Ppo, RanksEqualOneRankWithAllTheirTransitions)
{
    // N ranks with a rollout of B / N each as one minibatch take the same steps as one rank with B.
    PpoOptions options = SmallOptions();
    options.normaliseObservations = true;
    const int rollouts = 4;
    const int whole = 24;
    for (uint32_t ranks : {2U, 4U})
    {
        options.rolloutSize = options.minibatchSize = whole;
        Ppo alone(options);
        std::vector<std::vector<float>> parameters(ranks);
        options.rolloutSize = options.minibatchSize = whole / ranks;
        Meeting meeting(ranks);
        std::vector<std::unique_ptr<Ppo>> agents;
        std::vector<Feeder> feeders;
        for (uint32_t r = 0; r < ranks; ++r)
        {
            agents.push_back(
                std::make_unique<Ppo>(options, std::make_shared<ThreadGroup>(meeting, r)));
            feeders.emplace_back(100 + r);
        }
        for (int rollout = 0; rollout < rollouts; ++rollout)
        {
            // The actions come from the lone agent for both: its generator is another one.
            std::vector<std::thread> threads;
            for (uint32_t r = 0; r < ranks; ++r)
            {
                LearningRandom random(1000 * rollout + r);
                for (uint32_t i = 0; i < whole / ranks; ++i)
                {
                    const torch::Tensor rows = RandomTensor(random, {2, OBSERVATION});
                    uint32_t choices[2];
                    float continuous[CONTINUOUS];
                    float logProbability;
                    alone.Act(rows[0].data_ptr<float>(),
                              nullptr,
                              1,
                              false,
                              choices,
                              continuous,
                              &logProbability);
                    const auto reward = static_cast<float>(random.Normal()) + choices[0];
                    for (Ppo* agent : {&alone, agents[r].get()})
                    {
                        agent->Remember(r,
                                        rows[0].data_ptr<float>(),
                                        nullptr,
                                        choices,
                                        continuous,
                                        logProbability,
                                        reward,
                                        rows[1].data_ptr<float>(),
                                        i % 5 == 4);
                    }
                }
            }
            EXPECT_TRUE(alone.Update());
            for (uint32_t r = 0; r < ranks; ++r)
            {
                threads.emplace_back([&agents, r] { EXPECT_TRUE(agents[r]->Update()); });
            }
            for (std::thread& thread : threads)
            {
                thread.join();
            }
            const std::vector<float> expected = alone.Parameters();
            for (uint32_t r = 0; r < ranks; ++r)
            {
                EXPECT_EQ(agents[r]->ParameterHash(), agents[0]->ParameterHash());
                const std::vector<float> found = agents[r]->Parameters();
                for (std::size_t i = 0; i < expected.size(); ++i)
                {
                    ASSERT_NEAR(found[i], expected[i], 2e-5)
                        << ranks << " ranks, rollout " << rollout;
                }
            }
        }
    }
}

TEST(Ppo, RanksWithDifferentParametersAreNoticed)
{
    PpoOptions options = SmallOptions();
    Meeting meeting(2);
    std::vector<std::unique_ptr<Ppo>> agents;
    for (uint32_t r = 0; r < 2; ++r)
    {
        options.seed = 5 + r; // the start differs
        agents.push_back(std::make_unique<Ppo>(options, std::make_shared<ThreadGroup>(meeting, r)));
        Feeder(1).Feed(*agents[r], 24, 0, false);
    }
    std::vector<std::thread> threads;
    for (uint32_t r = 0; r < 2; ++r)
    {
        threads.emplace_back([&agents, r] {
            ExpectError([&agents, r] { agents[r]->Update(); }, "the ranks' parameters differ");
        });
    }
    for (std::thread& thread : threads)
    {
        thread.join();
    }
}

TEST(Ppo, OneMpiRankIsTheSingleProcess)
{
    Ppo alone(SmallOptions());
    Ppo member(SmallOptions(), std::make_shared<RankGroup>());
    Feeder(3).Feed(alone, 100);
    Feeder(3).Feed(member, 100);
    EXPECT_EQ(Bytes(alone, true), Bytes(member, true));
}

TEST(Ppo, ActsWithinMasksAndReportsLogProbabilities)
{
    Ppo agent(SmallOptions());
    Feeder(1).Feed(agent, 100);
    const auto state = Tensors([&agent](std::ostream& s) { agent.Save(s, false); });
    const std::vector<float> observation{0.2F, -0.4F, 1.0F};
    const std::vector<uint8_t> mask{0, 1, 1, 1, 0};
    double sum = 0;
    double square = 0;
    int ones = 0;
    const int n = 100000;
    float greedy[CONTINUOUS];
    uint32_t choices[2];
    agent.Act(observation.data(), mask.data(), 1, true, choices, greedy, nullptr);
    std::map<uint32_t, float> logs;
    for (int i = 0; i < n; ++i)
    {
        float drawn[CONTINUOUS];
        float log;
        agent.Act(observation.data(), mask.data(), 1, false, choices, drawn, &log);
        ASSERT_NE(choices[0], 0U);
        ASSERT_EQ(choices[1], 0U);
        ones += choices[0] == 1 ? 1 : 0;
        const double difference = drawn[0] - greedy[0];
        sum += difference / n;
        square += difference * difference / n;
        if (i < 2000)
        {
            // Without the Gaussians' part only the probability of the first head is left.
            double gaussian = 0;
            for (int j = 0; j < 2; ++j)
            {
                const torch::Tensor p = state.at("parameters");
                const int64_t at = (3 + 1) * 12 + (12 + 1) * 10 + (10 + 1) * 7 + j;
                const double logStd = p[at].item<double>();
                const double scaled = (drawn[j] - greedy[j]) * std::exp(-logStd);
                gaussian -= 0.5 * scaled * scaled + logStd + 0.91893853320467;
            }
            const double left = std::exp(log - gaussian);
            if (logs.count(choices[0]))
            {
                EXPECT_NEAR(left, logs[choices[0]], 1e-4);
            }
            logs[choices[0]] = static_cast<float>(left);
        }
    }
    EXPECT_NEAR(logs[1] + logs[2], 1, 1e-4);
    EXPECT_NEAR(static_cast<double>(ones) / n, logs[1], 0.008);
    EXPECT_NEAR(sum, 0, 0.01);
    const double logStd =
        state.at("parameters")[(3 + 1) * 12 + (12 + 1) * 10 + (10 + 1) * 7].item<double>();
    EXPECT_NEAR(std::sqrt(square), std::exp(logStd), 0.01);
}

TEST(Ppo, AnnealsStopsEarlyAndCounts)
{
    PpoOptions options = SmallOptions();
    options.annealSteps = 96;
    Ppo agent(options);
    Feeder feeder(1);
    feeder.Feed(agent, 24);
    EXPECT_DOUBLE_EQ(agent.GetStatistics().learningRate, 3e-3);
    EXPECT_EQ(agent.GetStatistics().minibatches, 9U);
    feeder.Feed(agent, 48);
    EXPECT_DOUBLE_EQ(agent.GetStatistics().learningRate, 1.5e-3);
    feeder.Feed(agent, 72);
    EXPECT_DOUBLE_EQ(agent.GetStatistics().learningRate, 0);

    options.annealSteps = 0;
    options.epochs = 50;
    options.learningRate = 0.01;
    options.targetKl = 0.02;
    Ppo stopping(options);
    Feeder(1).Feed(stopping, 24);
    EXPECT_LT(stopping.GetStatistics().minibatches, 150U);
    EXPECT_GT(stopping.GetStatistics().divergence, 0.02);
}

TEST(Ppo, SameSeedSameBytesAndResumeEqualsUninterrupted)
{
    PpoOptions options = SmallOptions();
    options.normaliseObservations = true;
    std::string bytes[2];
    for (std::string& run : bytes)
    {
        Ppo agent(options);
        Feeder(9).Feed(agent, 150);
        run = Bytes(agent, true);
    }
    EXPECT_EQ(bytes[0], bytes[1]);

    Ppo straight(options);
    Feeder feeder(9);
    feeder.Feed(straight, 100); // in the middle of a rollout
    std::stringstream stream(Bytes(straight, true));
    Feeder continued = feeder;
    feeder.Feed(straight, 60);
    PpoOptions other = options;
    other.seed = 99;
    Ppo resumed(other);
    EXPECT_TRUE(resumed.Load(stream));
    continued.Feed(resumed, 60);
    EXPECT_EQ(Bytes(straight, true), Bytes(resumed, true));
}

TEST(Ppo, RefusesDamagedCheckpoints)
{
    Ppo agent(SmallOptions());
    Feeder(1).Feed(agent, 40);
    const std::string good = Bytes(agent, true);
    ExpectDamageRefused(good, [&agent](std::istream& s) { agent.Load(s); });
    EXPECT_EQ(Bytes(agent, true), good);
    PpoOptions wide = SmallOptions();
    wide.hidden = {12, 11};
    Ppo other(wide);
    std::istringstream stream(good);
    ExpectError([&] { other.Load(stream); }, "part 'parameters'");
    std::istringstream weights(Bytes(agent, false));
    Ppo loaded(SmallOptions());
    EXPECT_FALSE(loaded.Load(weights));
    EXPECT_EQ(loaded.ParameterHash(), agent.ParameterHash());
}

TEST(Ppo, RefusesBadOptionsAndInput)
{
    const auto refused = [](const std::function<void(PpoOptions&)>& change,
                            const std::string& part) {
        PpoOptions options = SmallOptions();
        change(options);
        ExpectError([&options] { Ppo agent(options); }, part);
    };
    refused([](auto& o) { o.minibatchSize = 25; }, "minibatchSize: found 25, expected 1 to 24");
    refused([](auto& o) { o.headSizes = {2, 0}; }, "size of a head");
    refused(
        [](auto& o) {
            o.headSizes.clear();
            o.continuousSize = 0;
        },
        "continuousSize");
    refused([](auto& o) { o.clip = 0; }, "clip");
    Ppo agent(SmallOptions());
    const std::vector<float> good(OBSERVATION, 0.5F);
    const std::vector<uint8_t> mask{1, 1, 1, 0, 1};
    const std::vector<uint8_t> none{1, 1, 1, 0, 0};
    const uint32_t choices[2] = {2, 0};
    uint32_t chosen[2];
    float continuous[CONTINUOUS] = {0, 0};
    ExpectError([&] { agent.Act(good.data(), none.data(), 1, false, chosen, continuous, nullptr); },
                "in head 1");
    ExpectError(
        [&] {
            agent.Remember(0,
                           good.data(),
                           mask.data(),
                           choices,
                           continuous,
                           0,
                           0,
                           good.data(),
                           false);
        },
        "choice 0 in head 1");
    ExpectError(
        [&] {
            agent.Remember(0,
                           good.data(),
                           nullptr,
                           choices,
                           continuous,
                           std::numeric_limits<float>::quiet_NaN(),
                           0,
                           good.data(),
                           false);
        },
        "log probability");
}

} // namespace
