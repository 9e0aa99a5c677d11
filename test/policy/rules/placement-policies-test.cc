// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/estimation/plan-menu.h"
#include "../../../model/policy/rules/follow-nearest-policy.h"
#include "../../../model/policy/rules/least-loaded-policy.h"
#include "../../../model/policy/rules/lru-greedy-policy.h"
#include "../../../model/policy/rules/static-deployment-policy.h"
#include "../../../model/policy/spaces/deployment-space.h"
#include "../../../model/policy/spaces/numbered-plans.h"
#include "../mobility-test-system.h"

#include "ns3/double.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace ns3
{
namespace tests
{
namespace
{

/// Room for one of the two models.
constexpr double ONE = 30e6;

/**
 * @param system who asks for what
 * @param stream index of a stream
 * @param plan its plan
 * @return whether it stays on the UE
 */
bool
IsLocal(const EdgeSystem& system, std::size_t stream, const InferencePlan& plan)
{
    return plan.cut == system.streams[stream].dnn->GetExitPosition(plan.exit);
}

TEST(PlanMenu, HasTheBestOfAllPlans)
{
    const EdgeSystem system = MakeMobileSystem(4, 2, ONE);
    const PlanMenu menu(system);
    const PlanEstimator estimator;
    const NumberedPlans space(system.dnns, static_cast<uint32_t>(system.servers.size()));
    std::mt19937_64 random(5);
    for (int repetition = 0; repetition < 25; ++repetition)
    {
        const EpochState state = MakeRandomMobileState(system, 1, random);
        const double limit = 0.02 * static_cast<double>(1 + random() % 8);
        for (std::size_t i = 0; i < system.streams.size(); ++i)
        {
            const auto dnn = system.streams[i].dnn;
            for (uint32_t server = 0; server <= system.servers.size(); ++server)
            {
                const bool isLocal = server == system.servers.size();
                const auto choice = isLocal ? menu.ChooseLocal(system, state, i, limit)
                                            : menu.ChooseAt(system, state, i, server, limit);
                ASSERT_TRUE(IsRunnable(choice.plan, *dnn, system.servers.size()));
                ASSERT_EQ(IsLocal(system, i, choice.plan), isLocal);
                PlanMenu::Choice best;
                bool isFirst = true;
                for (const uint32_t action : space.GetValidActions(dnn))
                {
                    PlanMenu::Choice other;
                    other.plan = space.GetPlan(action, *dnn);
                    if (IsLocal(system, i, other.plan) != isLocal)
                    {
                        continue;
                    }
                    other.plan.server = isLocal ? 0 : static_cast<uint16_t>(server);
                    other.latency = estimator.Estimate(system, state, i, other.plan).GetTotal();
                    other.accuracy = GetExpectedAccuracy(other.plan, *dnn);
                    other.isWithin = other.latency <= limit;
                    if (isFirst || PlanMenu::IsBetter(other, best))
                    {
                        best = other;
                        isFirst = false;
                    }
                }
                EXPECT_EQ(choice.isWithin, best.isWithin);
                EXPECT_EQ(choice.latency, best.latency);
                if (best.isWithin)
                {
                    EXPECT_EQ(choice.accuracy, best.accuracy);
                }
            }
        }
    }
}

TEST(FollowNearestPolicy, MovesServerAndModelWithTheUe)
{
    const EdgeSystem system = MakeMobileSystem(2, 3, ONE);
    auto policy = CreateObject<FollowNearestPolicy>();
    policy->BeginEpisode(system);
    EpochDecision decision;
    EpochState state = MakeMobileState(system, 1); // UE 0 in cell 0, UE 1 in cell 1
    policy->Decide(state, decision);
    EXPECT_EQ(decision.plans[0].server, 0);
    EXPECT_EQ(decision.plans[1].server, 1);
    EXPECT_EQ(decision.placements[0], (std::vector<uint8_t>{1, 0}));
    EXPECT_EQ(decision.placements[1], (std::vector<uint8_t>{0, 1}));
    EXPECT_TRUE(decision.placements[3].empty()); // the cloud has every model
    state = MakeMobileState(system, 2);
    state.ues[0].channel.servingCell = 2;
    policy->Decide(state, decision);
    EXPECT_EQ(decision.plans[0].server, 2);
    EXPECT_EQ(decision.placements[2], (std::vector<uint8_t>{1, 0}));
    // Without a connection the last cell counts.
    state.ues[0].channel.connected = false;
    state.ues[0].channel.servingCell = 0;
    policy->Decide(state, decision);
    EXPECT_EQ(decision.placements[2], (std::vector<uint8_t>{1, 0}));
}

TEST(FollowNearestPolicy, StaysOnTheUeWhileTheModelComes)
{
    const EdgeSystem system = MakeMobileSystem(1, 2, ONE);
    auto policy = CreateObject<FollowNearestPolicy>();
    policy->BeginEpisode(system);
    EpochDecision decision;
    EpochState state = MakeMobileState(system, 1);
    state.servers[0].models = {0, 1};
    policy->Decide(state, decision);
    EXPECT_TRUE(IsLocal(system, 0, decision.plans[0])); // 23 MB at 100 Mbit/s take 2 s
    EXPECT_EQ(decision.placements[0], (std::vector<uint8_t>{1, 0}));
}

TEST(StaticDeploymentPolicy, StaysWhereItBegan)
{
    const EdgeSystem system = MakeMobileSystem(4, 4, ONE);
    auto policy = CreateObject<StaticDeploymentPolicy>();
    policy->BeginEpisode(system);
    EpochDecision first;
    policy->Decide(MakeMobileState(system, 1), first);
    // As many streams of either model: two copies of each.
    uint32_t copies = 0;
    for (uint32_t server = 0; server < 4; ++server)
    {
        EXPECT_EQ(first.placements[server][0] + first.placements[server][1], 1);
        copies += first.placements[server][0];
    }
    EXPECT_EQ(copies, 2U);
    EpochState state = MakeMobileState(system, 2);
    for (uint32_t i = 0; i < 4; ++i)
    {
        state.ues[i].channel.servingCell = (i + 2) % 4;
    }
    EpochDecision second;
    policy->Decide(state, second);
    EXPECT_EQ(second.placements, first.placements);
    for (uint32_t i = 0; i < 4; ++i)
    {
        if (!IsLocal(system, i, second.plans[i]) && !IsLocal(system, i, first.plans[i]))
        {
            EXPECT_EQ(second.plans[i].server, first.plans[i].server);
        }
    }
    policy->BeginEpisode(system);
    state.epoch = 1;
    policy->Decide(state, second);
    EXPECT_EQ(second.plans[0].server, 2);
}

TEST(LeastLoadedPolicy, TakesTheHolderWithLeastWork)
{
    const EdgeSystem system = MakeMobileSystem(1, 3, ONE);
    auto policy = CreateObject<LeastLoadedPolicy>();
    policy->BeginEpisode(system);
    EpochDecision decision;
    EpochState state = MakeMobileState(system, 1);
    state.servers[0].backlog = 0.02;
    state.servers[1].backlog = 0.01;
    state.servers[2].models = {0, 1}; // idle, but without the model
    policy->Decide(state, decision);
    EXPECT_EQ(decision.plans[0].server, 1);
    state.servers[0].backlog = 0.001;
    policy->Decide(state, decision);
    EXPECT_EQ(decision.plans[0].server, 0);
}

TEST(LruGreedyPolicy, EvictsWhatWasAskedForLongestAgo)
{
    const EdgeSystem system = MakeMobileSystem(2, 2, ONE);
    auto policy = CreateObject<LruGreedyPolicy>();
    policy->BeginEpisode(system);
    EpochDecision decision;
    EpochState state = MakeMobileState(system, 1);
    state.servers[0].models = {1, 0};
    state.servers[1].models = {0, 1};
    policy->Decide(state, decision);
    EXPECT_EQ(decision.placements[0], (std::vector<uint8_t>{1, 0}));
    EXPECT_EQ(decision.placements[1], (std::vector<uint8_t>{0, 1}));
    // Both UEs come to cell 1: what is there and asked for stays.
    state.epoch = 2;
    state.ues[0].channel.servingCell = 1;
    policy->Decide(state, decision);
    EXPECT_EQ(decision.placements[1], (std::vector<uint8_t>{0, 1}));
    // The UE of the other model leaves cell 1, which fetches the first model.
    state.epoch = 3;
    state.ues[1].channel.servingCell = 0;
    state.servers[0].models = {0, 1};
    policy->Decide(state, decision);
    EXPECT_EQ(decision.placements[1], (std::vector<uint8_t>{1, 0}));
}

TEST(LruGreedyPolicy, KeepsWhatWasAskedForWithinTheWindow)
{
    const EdgeSystem system = MakeMobileSystem(2, 2, ONE);
    for (const uint64_t window : {1, 3})
    {
        auto policy = CreateObject<LruGreedyPolicy>();
        policy->SetAttribute("AskWindow", UintegerValue(window));
        policy->BeginEpisode(system);
        EpochDecision decision;
        EpochState state = MakeMobileState(system, 1);
        state.servers[0].models = {1, 0};
        state.servers[1].models = {0, 1};
        policy->Decide(state, decision);
        // The UEs change places, and the model of the second one is in both cells.
        state.epoch = 2;
        state.ues[0].channel.servingCell = 1;
        state.ues[1].channel.servingCell = 0;
        state.servers[0].models = {0, 1};
        policy->Decide(state, decision);
        // Within the window both models of cell 1 are asked for alike, and what is there stays.
        EXPECT_EQ(decision.placements[1],
                  (window > 1 ? std::vector<uint8_t>{0, 1} : std::vector<uint8_t>{1, 0}));
    }
}

/// Decides in a DeploymentSpace, at random among what is valid.
class RandomDeploymentPolicy : public OffloadingPolicy
{
  public:
    std::mt19937_64 random{3};                                   //!< chooses
    Ptr<DeploymentSpace> space{CreateObject<DeploymentSpace>()}; //!< what is decided
    DecisionSpace::Rows rows;                                    //!< what was seen and done

  private:
    void DoBeginEpisode() override
    {
        space->BeginEpisode(GetSystem());
    }

    void DoDecide(const EpochState& state, EpochDecision& decision) override
    {
        space->Observe(state, false, rows);
        const DecisionSpace::Layout& layout = space->GetLayout();
        std::size_t offset = 0;
        auto taken = rows.choices.begin();
        for (std::size_t i = 0; i < rows.GetN(); ++i)
        {
            for (const uint32_t size : layout.heads)
            {
                std::vector<uint32_t> valid;
                for (uint32_t choice = 0; choice < size; ++choice)
                {
                    if (rows.masks[offset + choice])
                    {
                        valid.push_back(choice);
                    }
                }
                ASSERT_FALSE(valid.empty());
                *taken++ = valid[random() % valid.size()];
                offset += size;
            }
        }
        for (auto& number : rows.numbers)
        {
            number = static_cast<float>(random() % 7) - 3;
        }
        space->CarryOut(state, rows, decision);
    }
};

/**
 * @brief What every decision must be like.
 * @param system who asks for what
 * @param state what was known
 * @param decision what was decided
 */
void
CheckDecision(const EdgeSystem& system, const EpochState& state, const EpochDecision& decision)
{
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        ASSERT_TRUE(IsRunnable(decision.plans[i], *system.streams[i].dnn, system.servers.size()));
    }
    ASSERT_EQ(decision.placements.size(), system.servers.size());
    for (uint32_t server = 0; server < system.servers.size(); ++server)
    {
        const auto& placement = decision.placements[server];
        double bytes = 0;
        for (std::size_t dnn = 0; dnn < placement.size(); ++dnn)
        {
            bytes += placement[dnn] ? system.dnns[dnn]->GetModelBytes() : 0;
        }
        EXPECT_LE(bytes, system.servers[server].modelMemory);
        if (state.servers[server].models.empty())
        {
            EXPECT_TRUE(placement.empty());
        }
    }
}

TEST(PlacementPolicies, DecideWhatCanBeDoneInAnyState)
{
    std::mt19937_64 random(11);
    for (const auto& [nUes, nCells] : {std::pair{1U, 1U}, {5U, 2U}, {9U, 4U}})
    {
        const EdgeSystem system = MakeMobileSystem(nUes, nCells, ONE);
        const std::vector<Ptr<OffloadingPolicy>> policies{CreateObject<StaticDeploymentPolicy>(),
                                                          CreateObject<FollowNearestPolicy>(),
                                                          CreateObject<LeastLoadedPolicy>(),
                                                          CreateObject<LruGreedyPolicy>(),
                                                          CreateObject<RandomDeploymentPolicy>()};
        for (const auto& policy : policies)
        {
            policy->BeginEpisode(system);
        }
        for (uint64_t epoch = 1; epoch <= 60; ++epoch)
        {
            const EpochState state = MakeRandomMobileState(system, epoch, random);
            for (const auto& policy : policies)
            {
                EpochDecision decision;
                policy->Decide(state, decision);
                CheckDecision(system, state, decision);
            }
        }
    }
}

TEST(DeploymentSpace, DividesTheSpectrumOfEachCell)
{
    const EdgeSystem system = MakeMobileSystem(7, 3, ONE);
    auto policy = CreateObject<RandomDeploymentPolicy>();
    policy->BeginEpisode(system);
    std::mt19937_64 random(17);
    for (uint64_t epoch = 1; epoch <= 40; ++epoch)
    {
        EpochState state = MakeRandomMobileState(system, epoch, random);
        std::vector<double> sums(system.nCells, 0);
        std::vector<uint32_t> ues(system.nCells, 0);
        EpochDecision decision;
        for (auto& ue : state.ues)
        {
            ue.channel.connected = true;
        }
        policy->Decide(state, decision);
        ASSERT_EQ(decision.uplinkShares.size(), 7U);
        for (std::size_t ue = 0; ue < state.ues.size(); ++ue)
        {
            EXPECT_GT(decision.uplinkShares[ue], 0);
            sums[state.ues[ue].channel.servingCell] += decision.uplinkShares[ue];
            ++ues[state.ues[ue].channel.servingCell];
        }
        for (uint32_t cell = 0; cell < system.nCells; ++cell)
        {
            EXPECT_NEAR(sums[cell], ues[cell] > 0 ? 1 : 0, 1e-12);
        }
        for (uint32_t server = 0; server < 3; ++server)
        {
            EXPECT_EQ(decision.computeShares[server].size(), 7U);
        }
        EXPECT_TRUE(decision.computeShares[3].empty());
        // A weight is used between the powers -2 and 2 of e.
        EXPECT_NEAR(decision.computeShares[0][0],
                    std::exp(std::max(-2.0F, std::min(2.0F, policy->rows.numbers[1]))),
                    1e-6);
    }
}

TEST(DeploymentSpace, ServesOnlyWhereTheModelIsKept)
{
    const EdgeSystem system = MakeMobileSystem(8, 3, ONE);
    auto policy = CreateObject<RandomDeploymentPolicy>();
    policy->BeginEpisode(system);
    std::mt19937_64 random(19);
    for (uint64_t epoch = 1; epoch <= 80; ++epoch)
    {
        const EpochState state = MakeRandomMobileState(system, epoch, random);
        EpochDecision decision;
        policy->Decide(state, decision);
        for (std::size_t i = 0; i < system.streams.size(); ++i)
        {
            const uint32_t server = decision.plans[i].server;
            if (!IsLocal(system, i, decision.plans[i]) &&
                system.servers[server].tier == EdgeServerTier::EDGE)
            {
                EXPECT_EQ(decision.placements[server].at(i % 2), 1);
            }
        }
    }
}

TEST(DeploymentSpace, NamesServersByWhatTheyAreToTheStream)
{
    const EdgeSystem system = MakeMobileSystem(1, 4, ONE);
    auto policy = CreateObject<RandomDeploymentPolicy>();
    policy->BeginEpisode(system);
    EpochState state = MakeMobileState(system, 1);
    state.ues[0].channel.servingCell = 2;
    EdgeMeasurement weak;
    weak.value = -80;
    EdgeMeasurement strong;
    strong.value = -70;
    state.ues[0].channel.neighbours = {{0, weak}, {3, strong}};
    EpochDecision decision;
    policy->Decide(state, decision);
    const auto names = policy->space->GetNames();
    ASSERT_EQ(names.size(), policy->space->GetLayout().observationSize);
    ASSERT_EQ(policy->rows.observations.size(), names.size());
    const auto get = [&](const std::string& name) {
        const auto it = std::find(names.begin(), names.end(), name);
        EXPECT_NE(it, names.end()) << name;
        return policy->rows.observations[it - names.begin()];
    };
    EXPECT_FLOAT_EQ(get("nearest.delay"), 1e-4F); // of a deadline of 100 ms
    EXPECT_FLOAT_EQ(get("next.delay"), 0.2F);
    EXPECT_FLOAT_EQ(get("cloud.delay"), 0.5F);
    EXPECT_FLOAT_EQ(get("gap"), 10.0F / 15);
    EXPECT_FLOAT_EQ(get("is-efficientnet-b0"), 1);
    EXPECT_FLOAT_EQ(get("is-mobilenetv2"), 0);
    // All may hold its model; the cloud is too far for any plan.
    using Space = DeploymentSpace;
    EXPECT_EQ(policy->rows.masks[Space::DEVICE], 1);
    EXPECT_EQ(policy->rows.masks[Space::NEAREST], 1);
    EXPECT_EQ(policy->rows.masks[Space::NEXT], 1);
    EXPECT_EQ(policy->rows.masks[Space::HOLDER], 1);
    EXPECT_EQ(policy->rows.masks[Space::CLOUD], 0);
    EXPECT_EQ(policy->rows.masks[Space::BEST], 1);
    // Without neighbours there is no next cell, neither to compute nor to hold.
    state.ues[0].channel.neighbours.clear();
    policy->Decide(state, decision);
    EXPECT_EQ(policy->rows.masks[Space::NEXT], 0);
    EXPECT_EQ(policy->rows.masks[Space::TARGETS + Space::LIMITS.size() + Space::HOLD_BOTH], 0);
    EXPECT_EQ(get("next.delay"), 0);
}

} // namespace
} // namespace tests
} // namespace ns3
