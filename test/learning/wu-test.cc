// SPDX-License-Identifier: GPL-2.0-only
// The system of Wu et al. 2021: closed forms, the static configuration, the exact minimiser against
// enumeration and its known values, and the learner's rewards. The program edge-inference-wu-slots
// trains on it.
#include "wu-learner.h"
#include "wu-policies.h"
#include "wu-published.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

using namespace ns3::learning;
using namespace ns3::learning::test;

namespace
{

/// What is known at a point of Fig. 4 or Fig. 6 from another implementation of the equations, s.
struct Known
{
    double all;     //!< minimiser, all devices wait (50 episodes)
    double offload; //!< minimiser, those that offload wait
    double myopic;  //!< myopic devices with V = 0.006
};

const Known KNOWN_4[] = {
    {.2118, .2035, .305},
    {.2477, .2385, .341},
    {.2834, .2733, .376},
    {.3190, .3082, .414},
    {.3544, .3431, .456},
};
const Known KNOWN_6[] = {
    {.4303, .4161, .533},
    {.3823, .3699, .490},
    {.3641, .3524, .469},
    {.3544, .3431, .456},
    {.3486, .3372, .447},
};

/// Calls a check for every point of both figures.
template <typename Check>
void
ForEachPoint(const Check& check)
{
    for (uint32_t figure : {4, 6})
    {
        const std::vector<WuPoint> points = GetWuFigure(figure);
        ASSERT_EQ(points.size(), 5U);
        for (std::size_t i = 0; i < points.size(); ++i)
        {
            check(points[i], (figure == 4 ? KNOWN_4 : KNOWN_6)[i]);
        }
    }
}

/// Any choices.
std::vector<WuChoice>
DrawChoices(const WuSystem& system, LearningRandom& random)
{
    std::vector<WuChoice> choices(system.Devices());
    for (WuChoice& choice : choices)
    {
        choice = static_cast<WuChoice>(random.Integer(WU_CHOICES));
    }
    return choices;
}

/// A system of few devices and a slow edge, so that all queues fill.
WuParameters
Small(uint32_t devicesPerService)
{
    WuParameters parameters;
    parameters.devicesPerService = devicesPerService;
    parameters.edgeSpeed = 0.15e9 * devicesPerService;
    return parameters;
}

TEST(WuSystem, HasThePublishedClosedForms)
{
    WuParameters parameters;
    parameters.spread = 0;
    LearningRandom random(1);
    WuSystem system(parameters);
    system.Reset(random);
    const double accuracy[] = {.59, .884, .95, .987, .472, .7072, .76, .7896};
    for (WuChoice choice = 0; choice < WU_CHOICES; ++choice)
    {
        EXPECT_NEAR(system.Accuracy(choice), accuracy[choice], 1e-9);
    }
    for (WuChoice choice = 4; choice < WU_CHOICES; ++choice)
    {
        EXPECT_NEAR(system.OwnDelay(0, choice), 0.1536 * (choice - 3), 1e-9);
        EXPECT_NEAR(system.OwnDelay(5, choice), 0.2048 * (choice - 3), 1e-9);
    }
    const double rates[] = {3.300e6, 2.557e6, 1.553e6}; // of gains that are 0.3 % smaller
    for (uint32_t channel = 0; channel < 3; ++channel)
    {
        EXPECT_NEAR(system.Rate(channel), rates[channel], 0.003 * rates[channel]);
    }
    // All offload at a fixed load: c = sqrt 2 - 1 and 2 - sqrt 2, and 0.3357 s of edge delay.
    WuSlot slot = system.Evaluate(ChooseStatic(system));
    EXPECT_NEAR(slot.shares[0], std::sqrt(2.0) - 1, 1e-9);
    EXPECT_NEAR(slot.shares[1], 2 - std::sqrt(2.0), 1e-9);
    double upload = 0;
    for (uint32_t n = 0; n < 10; ++n)
    {
        upload += 384e3 / system.Rate(system.Channel(n));
    }
    EXPECT_NEAR((slot.delay - upload) / 10, 0.3357, 5e-5);
    EXPECT_NEAR(slot.accuracy[0], .884, 1e-9);
    EXPECT_NEAR(slot.accuracy[1], .95, 1e-9);
    EXPECT_EQ(slot.offloaded, 10U);
    // A device at full rate: 1.25 and 0.625 Mbit go in a slot, of 0.768 and 0.512 that come.
    slot = system.Evaluate(std::vector<WuChoice>(10, 7));
    EXPECT_EQ(slot.offloaded, 0U);
    EXPECT_NEAR(slot.delay, 5 * 4 * (.1536 + .2048), 1e-9);
    EXPECT_NEAR(*std::max_element(slot.deviceBits.begin(), slot.deviceBits.end()), 0, 1e-9);
}

TEST(WuSystem, SharesOfTheoremOneAreTheBest)
{
    LearningRandom random(2);
    WuSystem system(Small(3));
    system.Reset(random);
    for (int i = 0; i < 20; ++i)
    {
        const std::vector<WuChoice> choices = DrawChoices(system, random);
        const WuSlot slot = system.Evaluate(choices);
        double own = 0;
        std::array<double, 2> bits{};
        for (uint32_t n = 0; n < system.Devices(); ++n)
        {
            own += system.OwnDelay(n, choices[n]);
            const bool local = WuSystem::IsLocal(choices[n]);
            bits[system.Service(n)] += local ? 0 : system.Bits(n, choices[n]);
        }
        const double first = system.EdgeCycles(0, bits[0], 0) / system.Parameters().edgeSpeed;
        const double second = system.EdgeCycles(1, bits[1], 0) / system.Parameters().edgeSpeed;
        const double best = slot.delay - own - slot.overflows;
        EXPECT_NEAR(best, std::pow(std::sqrt(first) + std::sqrt(second), 2), 1e-9);
        for (double share = 0.02; share < 1; share += 0.02)
        {
            EXPECT_GE(first / share + second / (1 - share), best - 1e-9);
        }
        system.Step(choices);
    }
}

TEST(WuSystem, QueuesDrainAndOverflow)
{
    WuParameters parameters;
    parameters.spread = 0;
    parameters.deviceSpeed = 1; // nothing drains
    parameters.edgeSpeed = 1;
    LearningRandom random(3);
    WuSystem system(parameters);
    system.Reset(random);
    for (int slot = 1; slot <= 5; ++slot)
    {
        EXPECT_EQ(system.Step(std::vector<WuChoice>(10, 7)).overflows, 0U); // B_max is five tasks
    }
    EXPECT_NEAR(system.DeviceBits(0), parameters.deviceBuffer, 1);
    EXPECT_NEAR(system.DeviceBits(5), 5 * 512e3, 1);
    EXPECT_EQ(system.Step(std::vector<WuChoice>(10, 7)).overflows, 5U); // service 0
    EXPECT_NEAR(system.DeviceBits(0), parameters.deviceBuffer, 1);
    for (int slot = 1; slot <= 5; ++slot)
    {
        EXPECT_EQ(system.Step(std::vector<WuChoice>(10, 3)).overflows, 0U); // Q_max is 25 tasks
    }
    EXPECT_NEAR(system.EdgeBits(0), parameters.edgeBuffer, 1);
    EXPECT_EQ(system.Step(std::vector<WuChoice>(10, 3)).overflows, 1U);
}

TEST(WuSystem, DeficitsBoundTheAccuracy)
{
    // Mean accuracy over T slots >= target - Z_T / T, by telescoping, whatever is chosen.
    LearningRandom random(4);
    WuSystem system(WuParameters{});
    system.Reset(random);
    std::array<double, 2> sum{};
    for (int slot = 1; slot <= 300; ++slot)
    {
        const WuSlot done = system.Step(DrawChoices(system, random));
        for (uint32_t m = 0; m < 2; ++m)
        {
            sum[m] += done.accuracy[m];
            const double target = system.Parameters().target[m];
            EXPECT_GE(sum[m] / slot, target - system.Deficit(m) / slot - 1e-9);
        }
    }
    EXPECT_GT(system.Deficit(1), 1); // the bound is not an empty one
}

TEST(WuSystem, ChannelsKeepTheirDistribution)
{
    LearningRandom random(5);
    WuSystem system(WuParameters{});
    system.Reset(random);
    std::array<double, 3> seen{};
    const int slots = 5000;
    for (int i = 0; i < slots; ++i)
    {
        for (uint32_t n = 0; n < system.Devices(); ++n)
        {
            seen[system.Channel(n)] += 1.0 / (slots * system.Devices());
            EXPECT_NEAR(system.Requests(n), 1, 0.5);
        }
        system.Step(ChooseStatic(system));
    }
    for (uint32_t channel = 0; channel < 3; ++channel)
    {
        EXPECT_NEAR(seen[channel], WuSystem::ChannelShares()[channel], 0.01);
    }
}

TEST(WuPolicies, StaticMeetsItsClosedFormAndThePaper)
{
    ForEachPoint([](const WuPoint& point, const Known&) {
        const WuResult result = EvaluateWu(point.parameters, ChooseStatic, 1, 100);
        const double closed = WuSystem::StaticDelay(point.parameters);
        const double published = point.delay[static_cast<uint32_t>(WuCurve::STATIC)];
        EXPECT_NEAR(result.delay, closed, 0.003 * closed) << point.x;
        EXPECT_NEAR(result.delay, published, 0.01 * published) << point.x;
        EXPECT_NEAR(result.accuracy[0], 0.884, 1e-9);
        EXPECT_EQ(result.overflows, 0);
    });
}

TEST(WuPolicies, MyopicHasItsKnownValues)
{
    ForEachPoint([](const WuPoint& point, const Known& known) {
        const auto policy = [](const WuSystem& system) { return ChooseMyopic(system); };
        const WuResult result = EvaluateWu(point.parameters, policy, 1, 5);
        EXPECT_NEAR(result.delay, known.myopic, 0.015 * known.myopic) << point.x;
    });
}

TEST(WuPolicies, ExactMinimiserHasItsKnownValues)
{
    ForEachPoint([](const WuPoint& point, const Known& known) {
        WuParameters parameters = point.parameters;
        const WuResult all = EvaluateWu(parameters, ChooseExact, 1, 8);
        EXPECT_NEAR(all.delay, known.all, 0.005 * known.all) << point.x;
        EXPECT_GE(all.accuracy[0], 0.797);
        EXPECT_GE(all.accuracy[1], 0.895);
        parameters.allWait = false;
        const WuResult offload = EvaluateWu(parameters, ChooseExact, 1, 4);
        EXPECT_NEAR(offload.delay, known.offload, 0.005 * known.offload) << point.x;
    });
}

/// The minimiser reaches the least objective of all joint choices.
void
CompareWithEnumeration(const WuParameters& parameters, int slots)
{
    LearningRandom random(6);
    WuSystem system(parameters);
    system.Reset(random);
    for (int i = 0; i < slots; ++i)
    {
        const auto objective = [&system](const std::vector<WuChoice>& choices) {
            const WuSlot slot = system.Evaluate(choices);
            return slot.objective - system.Parameters().penaltyWeight * slot.overflows;
        };
        EXPECT_NEAR(objective(ChooseExact(system)), objective(ChooseByEnumeration(system)), 1e-9);
        system.Step(DrawChoices(system, random));
    }
}

TEST(WuPolicies, ExactMinimiserEqualsEnumeration)
{
    for (bool allWait : {true, false})
    {
        WuParameters parameters = Small(2);
        parameters.allWait = allWait;
        CompareWithEnumeration(parameters, 60);
        parameters.shares = {3.0 / 7, 4.0 / 7};
        CompareWithEnumeration(parameters, 20);
        parameters = Small(3);
        parameters.allWait = allWait;
        CompareWithEnumeration(parameters, 2);
    }
}

TEST(WuLearner, DifferenceRewardsLeadToTheCommonObjective)
{
    // When one device chooses anew, its reward changes as minus the objective of all does.
    LearningRandom random(7);
    WuSystem system(WuParameters{});
    system.Reset(random);
    for (int i = 0; i < 50; ++i)
    {
        std::vector<WuChoice> choices = DrawChoices(system, random);
        const auto device = static_cast<uint32_t>(random.Integer(system.Devices()));
        const double objective = system.Evaluate(choices).objective;
        const double reward = WuLearner::GetDifferenceRewards(system, choices)[device];
        choices[device] = static_cast<WuChoice>(random.Integer(WU_CHOICES));
        EXPECT_NEAR(WuLearner::GetDifferenceRewards(system, choices)[device] - reward,
                    objective - system.Evaluate(choices).objective,
                    1e-9);
        system.Step(choices);
    }
}

TEST(WuLearner, DecidesInBothFormsAndRepeats)
{
    for (WuForm form : {WuForm::JOINT, WuForm::ROWS})
    {
        WuTraining training;
        training.form = form;
        training.slots = 20;
        training.randomSlots = 20;
        WuLearner first(WuParameters{}, training);
        WuLearner second(WuParameters{}, training);
        for (int episode = 0; episode < 2; ++episode)
        {
            first.TrainEpisode();
            second.TrainEpisode();
        }
        EXPECT_GT(first.Agent().GetStatistics().updates, 15U);
        const auto run = [](WuLearner& learner) {
            return EvaluateWu(
                WuParameters{},
                [&learner](const WuSystem& system) { return learner.Choose(system); },
                1,
                1,
                20);
        };
        const WuResult result = run(first);
        EXPECT_EQ(result.delay, run(second).delay);
        EXPECT_GT(result.delay, 0.1);
        EXPECT_GE(result.accuracy[0], 0.472);
    }
}

TEST(WuLearner, ValidationKeepsTheBestActor)
{
    WuTraining training;
    training.episodes = 12;
    training.slots = 50;
    training.randomSlots = 100;
    training.actorLearningRate = 1e-3;
    training.validateEvery = 3;
    training.explorers = 1; // does not depend on the number of episodes
    training.validationEpisodes = 2;
    const WuTrained trained = TrainWu(WuParameters{}, training, 1, 2);
    EXPECT_EQ(trained.bestAfter % 3, 0U);
    // The same training that ends there has the same actor at its end.
    training.episodes = trained.bestAfter;
    const WuTrained again = TrainWu(WuParameters{}, training, 1, 2);
    EXPECT_EQ(again.last.delay, trained.best.delay);
    EXPECT_EQ(again.best.delay, trained.best.delay);
}

} // namespace
