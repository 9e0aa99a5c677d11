// SPDX-License-Identifier: GPL-2.0-only
#include "../../model/learning/dqn.h"
#include "learning-test-util.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace ns3::learning;
using namespace ns3::learning::test;

namespace
{

DqnOptions
SmallOptions()
{
    DqnOptions options;
    options.observationSize = 5;
    options.actionCount = 4;
    options.hidden = {16, 12};
    options.learningRate = 1e-3;
    options.adamEpsilon = 1e-4;
    options.batchSize = 8;
    options.replayCapacity = 64;
    options.learningStarts = 10;
    options.epsilonSteps = 50;
    options.tau = 0.05;
    options.seed = 7;
    return options;
}

/// A stream of random transitions whose masks always leave some action.
class Feeder
{
  public:
    Feeder()
        : m_random(99)
    {
        Draw(m_observation, m_mask);
    }

    void Feed(Dqn& agent, int steps, bool history = false)
    {
        for (int i = 0; i < steps; ++i)
        {
            float next[5];
            uint8_t nextMask[4];
            Draw(next, nextMask);
            const uint32_t action = agent.Act(m_observation, m_mask, false);
            const float reward = static_cast<float>(m_random.Normal()) + 0.3F * action;
            const bool terminal = m_random.Uniform() < 0.1;
            if (history)
            {
                agent.RememberHistory(m_observation,
                                      m_mask,
                                      action,
                                      reward,
                                      next,
                                      nextMask,
                                      terminal);
            }
            else
            {
                agent.Remember(m_observation, m_mask, action, reward, next, nextMask, terminal, 2);
                agent.Update();
            }
            std::copy_n(next, 5, m_observation);
            std::copy_n(nextMask, 4, m_mask);
        }
    }

  private:
    void Draw(float* observation, uint8_t* mask)
    {
        for (int i = 0; i < 5; ++i)
        {
            observation[i] = static_cast<float>(m_random.Normal());
        }
        for (int i = 0; i < 4; ++i)
        {
            mask[i] = m_random.Uniform() < 0.6 ? 1 : 0;
        }
        mask[m_random.Integer(4)] = 1;
    }

    LearningRandom m_random;
    float m_observation[5]{};
    uint8_t m_mask[4]{};
};

std::string
Bytes(const Dqn& agent, bool full)
{
    std::ostringstream stream;
    agent.Save(stream, full);
    return stream.str();
}

/// Q of all actions from a network's outputs.
torch::Tensor
Combine(const torch::Tensor& out, const DqnOptions& options)
{
    if (!options.duelling)
    {
        return out;
    }
    const torch::Tensor advantage = out.narrow(1, 0, options.actionCount);
    return out.narrow(1, options.actionCount, 1) + advantage - advantage.mean(1, true);
}

/// The same algorithm with LibTorch's autograd and torch::optim::Adam; compares after each update.
void
CompareWithAutograd(DqnOptions options)
{
    options.learningStarts = 40;
    options.nStep = 1;
    Dqn agent(options);
    Feeder feeder;
    feeder.Feed(agent, 39);
    ASSERT_EQ(agent.GetStatistics().updates, 0U);
    auto state = Tensors([&agent](std::ostream& s) { agent.Save(s, true); });
    const std::vector<uint32_t> sizes{5, 16, 12, options.duelling ? 5U : 4U};
    ReferenceMlp network(state["network"], sizes);
    ReferenceMlp target(state["network"], sizes);
    torch::optim::Adam optimiser(
        network.parameters,
        torch::optim::AdamOptions(options.learningRate).eps(options.adamEpsilon));
    LearningRandom sampler(options.seed, 2);
    double largestBefore = 1;
    for (int update = 1; update <= 5; ++update)
    {
        const auto before = state["priorities"];
        feeder.Feed(agent, 1);
        state = Tensors([&agent](std::ostream& s) { agent.Save(s, true); });
        const int64_t held = state["replay_size"].item<int64_t>();
        torch::Tensor rows = torch::empty({options.batchSize}, torch::kLong);
        torch::Tensor weights = torch::ones({options.batchSize});
        if (options.prioritised)
        {
            // The weights before the step: those kept, and the new transition's at the largest.
            torch::Tensor p = before.clone();
            p[held - 1] = std::pow(largestBefore, options.priorityAlpha);
            const torch::Tensor cumulated = p.cumsum(0);
            const double total = cumulated[-1].item<double>();
            const double beta = options.betaStart + (options.betaEnd - options.betaStart) *
                                                        (update - 1) /
                                                        static_cast<double>(options.betaSteps);
            for (uint32_t i = 0; i < options.batchSize; ++i)
            {
                const double mass = (i + sampler.Uniform()) / options.batchSize * total;
                const int64_t row = (cumulated <= mass).sum().item<int64_t>();
                rows[i] = row;
                weights[i] = std::pow(held * p[row].item<double>() / total, -beta);
            }
            weights = weights / weights.max();
        }
        else
        {
            for (uint32_t i = 0; i < options.batchSize; ++i)
            {
                rows[i] = static_cast<int64_t>(sampler.Integer(held));
            }
        }
        largestBefore = state["largest_priority"].item<double>();
        const auto take = [&](const std::string& name) {
            return state["replay_" + name].index_select(0, rows);
        };
        torch::Tensor y;
        {
            torch::NoGradGuard guard;
            const torch::Tensor judged =
                Combine(target.Forward(take("next_observations")), options);
            const torch::Tensor choosing =
                options.doubleQ ? Combine(network.Forward(take("next_observations")), options)
                                : judged;
            const torch::Tensor best =
                choosing.masked_fill(take("next_masks") == 0, -1e30).argmax(1, true);
            y = take("rewards") + take("discounts") * judged.gather(1, best).squeeze(1);
        }
        const torch::Tensor q = Combine(network.Forward(take("observations")), options)
                                    .gather(1, take("actions").to(torch::kLong).unsqueeze(1))
                                    .squeeze(1);
        const torch::Tensor each = options.huberLoss
                                       ? torch::smooth_l1_loss(q, y, torch::Reduction::None)
                                       : torch::mse_loss(q, y, torch::Reduction::None);
        const torch::Tensor loss = (weights * each).mean();
        optimiser.zero_grad();
        loss.backward();
        torch::nn::utils::clip_grad_norm_(network.parameters, options.gradientClip);
        optimiser.step();
        if (options.targetPeriod == 0)
        {
            target.Track(network, options.tau);
        }
        else if (update % options.targetPeriod == 0)
        {
            target.Track(network, 1);
        }
        EXPECT_NEAR(agent.GetStatistics().loss, loss.item<double>(), 1e-4) << update;
        EXPECT_LT(Distance(state["network"], network.Flat()), 2e-5) << update;
        EXPECT_LT(Distance(state["target"], target.Flat()), 2e-5) << update;
    }
}

TEST(Dqn, UpdatesEqualAutogradAndTorchAdam)
{
    DqnOptions options = SmallOptions();
    CompareWithAutograd(options);
    options.doubleQ = false;
    options.huberLoss = false;
    options.targetPeriod = 2;
    options.gradientClip = 0.1; // every step is clipped
    CompareWithAutograd(options);
}

TEST(Dqn, DuellingEqualsAutograd)
{
    DqnOptions options = SmallOptions();
    options.duelling = true;
    CompareWithAutograd(options);
}

TEST(Dqn, PrioritisedEqualsAutogradWithImportanceWeights)
{
    DqnOptions options = SmallOptions();
    options.prioritised = true;
    options.betaSteps = 10;
    CompareWithAutograd(options);
}

TEST(Dqn, ValuesOfDuellingAverageToTheValueStream)
{
    DqnOptions options = SmallOptions();
    options.duelling = true;
    Dqn agent(options);
    const auto state = Tensors([&agent](std::ostream& s) { agent.Save(s, false); });
    const ReferenceMlp network(state.at("network"), {5, 16, 12, 5});
    LearningRandom random(1);
    const torch::Tensor row = RandomTensor(random, {1, 5});
    torch::Tensor values = torch::empty({4});
    agent.Values(row.data_ptr<float>(), values.data_ptr<float>());
    EXPECT_NEAR(values.mean().item<float>(), network.Forward(row)[0][4].item<float>(), 1e-5);
}

TEST(Dqn, EpsilonFallsAndMasksHold)
{
    DqnOptions options = SmallOptions();
    options.epsilonEnd = 0.2;
    Dqn agent(options);
    EXPECT_DOUBLE_EQ(agent.GetStatistics().epsilon, 1);
    const std::vector<float> observation(5, 0.5F);
    const std::vector<uint8_t> mask{1, 0, 1, 1};
    Feeder().Feed(agent, 25);
    EXPECT_NEAR(agent.GetStatistics().epsilon, 0.6, 1e-12);
    Feeder().Feed(agent, 100);
    EXPECT_DOUBLE_EQ(agent.GetStatistics().epsilon, 0.2);
    const uint32_t best = agent.Act(observation.data(), mask.data(), true);
    std::vector<int> counts(4, 0);
    for (int i = 0; i < 30000; ++i)
    {
        ++counts[agent.Act(observation.data(), mask.data(), false)];
    }
    EXPECT_EQ(counts[1], 0);
    EXPECT_NEAR(counts[best], 30000 * (0.8 + 0.2 / 3), 300); // five standard deviations
}

TEST(Dqn, HistoriesFillTheMemoryButMoveNothing)
{
    Dqn agent(SmallOptions());
    Feeder feeder;
    feeder.Feed(agent, 30, true);
    EXPECT_EQ(agent.GetStatistics().steps, 0U);
    EXPECT_FALSE(agent.Update());
    agent.Train(7);
    EXPECT_EQ(agent.GetStatistics().updates, 7U);
    feeder.Feed(agent, 1); // learning has started because the memory holds enough
    EXPECT_EQ(agent.GetStatistics().updates, 8U);
}

TEST(Dqn, SameSeedSameBytesAndResumeEqualsUninterrupted)
{
    for (int variant = 0; variant < 2; ++variant)
    {
        DqnOptions options = SmallOptions();
        options.prioritised = variant == 1;
        options.duelling = variant == 1;
        options.nStep = variant == 1 ? 3 : 1;
        std::string bytes[2];
        for (std::string& run : bytes)
        {
            Dqn agent(options);
            Feeder().Feed(agent, 150);
            run = Bytes(agent, true);
        }
        EXPECT_EQ(bytes[0], bytes[1]);

        Dqn straight(options);
        Feeder feeder;
        feeder.Feed(straight, 100);
        std::stringstream stream(Bytes(straight, true));
        Feeder continued = feeder;
        feeder.Feed(straight, 60);
        DqnOptions other = options;
        other.seed = 99;
        Dqn resumed(other);
        EXPECT_TRUE(resumed.Load(stream));
        continued.Feed(resumed, 60);
        EXPECT_EQ(Bytes(straight, true), Bytes(resumed, true));
    }
}

TEST(Dqn, RefusesDamagedAndForeignCheckpoints)
{
    Dqn agent(SmallOptions());
    Feeder().Feed(agent, 40);
    const std::string good = Bytes(agent, true);
    ExpectDamageRefused(good, [&agent](std::istream& s) { agent.Load(s); });
    EXPECT_EQ(Bytes(agent, true), good);
    DqnOptions wide = SmallOptions();
    wide.duelling = true;
    Dqn other(wide);
    std::istringstream stream(good);
    ExpectError([&] { other.Load(stream); }, "part 'network': found float [352]");
    std::istringstream weights(Bytes(agent, false));
    Dqn loaded(SmallOptions());
    EXPECT_FALSE(loaded.Load(weights));
    float values[2][4];
    const std::vector<float> observation(5, 0.5F);
    agent.Values(observation.data(), values[0]);
    loaded.Values(observation.data(), values[1]);
    for (int a = 0; a < 4; ++a)
    {
        EXPECT_EQ(values[0][a], values[1][a]);
    }
}

TEST(Dqn, RefusesBadOptionsAndInput)
{
    const auto refused = [](const std::function<void(DqnOptions&)>& change,
                            const std::string& part) {
        DqnOptions options = SmallOptions();
        change(options);
        ExpectError([&options] { Dqn agent(options); }, part);
    };
    refused([](auto& o) { o.epsilonStart = 1.5; }, "epsilonStart");
    refused([](auto& o) { o.priorityAlpha = -1; }, "priorityAlpha");
    refused([](auto& o) { o.betaSteps = 0; }, "betaSteps");
    refused([](auto& o) { o.nStep = 0; }, "nStep");
    Dqn agent(SmallOptions());
    const std::vector<float> good(5, 0.5F);
    const std::vector<uint8_t> none(4, 0);
    ExpectError([&] { agent.Remember(good.data(), nullptr, 4, 0, good.data(), nullptr, false); },
                "action 4");
    ExpectError(
        [&] { agent.Remember(good.data(), nullptr, 0, 0, good.data(), none.data(), false); },
        "without any valid action");
    ExpectError(
        [&] {
            agent.Remember(good.data(),
                           nullptr,
                           0,
                           std::numeric_limits<float>::infinity(),
                           good.data(),
                           nullptr,
                           false);
        },
        "reward");
    agent.Remember(good.data(),
                   nullptr,
                   0,
                   1,
                   good.data(),
                   none.data(),
                   true); // terminal: none is fine
    agent.Train(2);
}

TEST(DqnTest, MarginOfAnExpert)
{
    // One state, action 1 always, reward 0.3, the end: without the margin nothing is known of the
    // other actions; with it they are believed to be worse by the margin.
    const std::vector<float> state(5, 0.5F);
    const uint8_t mask[4] = {1, 1, 1, 0};
    for (const bool expert : {false, true})
    {
        DqnOptions options = SmallOptions();
        options.historyMargin = 0.25;
        options.batchSize = 8;
        Dqn agent(options);
        for (int i = 0; i < 20; ++i)
        {
            agent.RememberHistory(state.data(), mask, 1, 0.3F, state.data(), mask, true, 1, expert);
        }
        EXPECT_EQ(agent.GetStatistics().history, 20U);
        EXPECT_EQ(agent.GetStatistics().experts, expert ? 20U : 0U);
        agent.Train(3000);
        float values[4];
        agent.Values(state.data(), values);
        if (expert)
        {
            // The margin pulls while another action is within it, so the balance is near it.
            EXPECT_NEAR(values[1], 0.3, 0.1);
            for (const int other : {0, 2})
            {
                EXPECT_LT(values[other], values[1] - 0.2);
            }
        }
        else
        {
            EXPECT_NEAR(values[1], 0.3, 1e-3);
        }
    }
    // Who comes after somebody else's history is no expert any more.
    Dqn agent(SmallOptions());
    agent.RememberHistory(state.data(), mask, 0, 0, state.data(), mask, true);
    agent.RememberHistory(state.data(), mask, 0, 0, state.data(), mask, true, 1, true);
    EXPECT_EQ(agent.GetStatistics().experts, 0U);
}

} // namespace
