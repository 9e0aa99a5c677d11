// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/spaces/allocation-vector.h"
#include "../policy-test-states.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <set>

namespace ns3
{
namespace tests
{
namespace
{

/// Number of UEs of MakeTiers(); the last has no streams, the first has two.
constexpr uint32_t N_UES = 4;

/**
 * @param nCells number of cells
 * @return two edge servers, of which the second has a bounded memory, and a cloud node
 */
EdgeSystem
MakeTiers(uint32_t nCells = 1)
{
    EdgeSystem system =
        MakeSystem({GetTestDnn(), DnnProfile::Read("alexnet-cifar10"), GetTestDnn()}, 3, 0.1);
    system.streams.push_back({0, DnnProfile::Read("resnet20-cifar10"), Seconds(1)});
    system.devices.push_back(GetTestDevice("ue", 1e8));
    system.servers[1].modelMemory = 1e6;
    system.servers[2].tier = EdgeServerTier::CLOUD;
    system.nCells = nCells;
    for (const auto& stream : system.streams)
    {
        system.dnns.push_back(stream.dnn);
    }
    return system;
}

/**
 * @return every combination of options
 */
std::vector<AllocationOptions>
GetAllOptions()
{
    std::vector<AllocationOptions> all;
    for (uint32_t i = 0; i < 512; ++i)
    {
        AllocationOptions options;
        options.exits = i & 1;
        options.cuts = i & 2;
        options.bits = i & 4;
        options.uplink = i & 8;
        options.downlink = i & 16;
        options.edgeCompute = i & 32;
        options.cloudCompute = i & 64;
        options.placements = i & 128;
        options.usersOnly = i & 256;
        options.minShare = i % 3 == 0 ? 0 : 0.02;
        all.push_back(options);
    }
    return all;
}

/**
 * @param space a space
 * @param random draws
 * @return a valid action
 */
std::vector<float>
DrawAction(const AllocationVector& space, std::mt19937_64& random)
{
    std::vector<float> action(space.GetSize());
    for (uint32_t i = 0; i < space.GetNBounded(); ++i)
    {
        action[i] = std::uniform_real_distribution<float>(-1, 1)(random);
    }
    uint32_t first = space.GetNBounded();
    for (const uint32_t size : space.GetSimplexes())
    {
        double sum = 0;
        for (uint32_t i = first; i < first + size; ++i)
        {
            action[i] = space.GetMask()[i] ? std::exponential_distribution<float>()(random) : 0;
            sum += action[i];
        }
        for (uint32_t i = first; i < first + size; ++i)
        {
            action[i] /= sum;
        }
        first += size;
    }
    return action;
}

/**
 * @param shares by UE
 * @param least that each UE with streams has
 */
void
ExpectShares(const std::vector<double>& shares, double least)
{
    ASSERT_EQ(shares.size(), N_UES);
    EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-9);
    for (uint32_t ue = 0; ue < N_UES - 1; ++ue)
    {
        EXPECT_GE(shares[ue], least - 1e-12);
    }
    EXPECT_EQ(shares.back(), 0) << "no streams";
}

TEST(AllocationVector, DecidesValidlyWhateverTheOptions)
{
    std::mt19937_64 random(4);
    const EdgeSystem system = MakeTiers();
    for (const auto& options : GetAllOptions())
    {
        const AllocationVector space(system, options);
        const auto names = space.GetNames();
        ASSERT_EQ(names.size(), space.GetSize());
        ASSERT_EQ(space.GetMask().size(), space.GetSize());
        EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
        for (int i = 0; i < 5; ++i)
        {
            const EpochState state = MakeState(system, random);
            EpochDecision decision;
            space.Decode(system, state, DrawAction(space, random).data(), decision);
            ASSERT_EQ(decision.plans.size(), system.streams.size());
            for (std::size_t s = 0; s < decision.plans.size(); ++s)
            {
                EXPECT_TRUE(IsRunnable(decision.plans[s], *system.streams[s].dnn, 3));
            }
            EXPECT_EQ(decision.uplinkShares.empty(), !options.uplink);
            EXPECT_EQ(decision.downlinkShares.empty(), !options.downlink);
            EXPECT_EQ(decision.placements.empty(), !options.placements);
            EXPECT_EQ(decision.computeShares.empty(),
                      !options.edgeCompute && !options.cloudCompute);
            if (options.uplink)
            {
                ExpectShares(decision.uplinkShares, options.minShare);
            }
            if (options.downlink)
            {
                ExpectShares(decision.downlinkShares, options.minShare);
            }
            for (uint32_t server = 0; server < decision.computeShares.size(); ++server)
            {
                const bool is = server < 2 ? options.edgeCompute : options.cloudCompute;
                EXPECT_EQ(decision.computeShares[server].empty(), !is);
                if (is)
                {
                    ExpectShares(decision.computeShares[server], options.minShare);
                }
            }
            if (options.placements)
            {
                EXPECT_TRUE(decision.placements[0].empty());
                EXPECT_EQ(decision.placements[1].size(), system.dnns.size());
                EXPECT_TRUE(decision.placements[2].empty());
            }
        }
    }
}

TEST(AllocationVector, ReachesEveryTierExitCutAndWidth)
{
    std::mt19937_64 random(5);
    const EdgeSystem system = MakeTiers();
    AllocationOptions options;
    options.cuts = true;
    options.bits = true;
    const AllocationVector space(system, options);
    const EpochState state = MakeState(system, random);
    const DnnProfile& dnn = *system.streams[1].dnn;
    std::set<uint32_t> tiers;
    std::set<std::array<uint32_t, 3>> plans;
    for (int i = 0; i < 20000; ++i)
    {
        EpochDecision decision;
        space.Decode(system, state, DrawAction(space, random).data(), decision);
        const InferencePlan& plan = decision.plans[1];
        tiers.insert(AllocationVector::GetTier(plan, dnn));
        plans.insert({plan.exit, plan.cut, plan.bits});
    }
    EXPECT_EQ(tiers, (std::set<uint32_t>{0, 1, 2, 3}));
    // AlexNet: 5 widths, all of them at every cut; of the input 2, 4 and 8 bits; and the whole DNN
    // on the device.
    std::size_t expected = 0;
    for (uint32_t exit = 0; exit < dnn.GetNExits(); ++exit)
    {
        expected += (dnn.GetCutPoints(exit).size() - 2) * 5 + 3 + 1;
    }
    EXPECT_EQ(plans.size(), expected);
}

TEST(AllocationVector, DecodesWhatItEncoded)
{
    std::mt19937_64 random(6);
    const EdgeSystem system = MakeTiers();
    for (const auto& options : GetAllOptions())
    {
        if (options.usersOnly)
        {
            continue;
        }
        const AllocationVector space(system, options);
        const EpochState state = MakeState(system, random);
        EpochDecision decision;
        space.Decode(system, state, DrawAction(space, random).data(), decision);
        std::vector<float> action(space.GetSize() + 1, -77);
        space.Encode(system, decision, action.data());
        EXPECT_EQ(action.back(), -77) << "writes GetSize() numbers";
        EpochDecision again;
        space.Decode(system, state, action.data(), again);
        EXPECT_EQ(again.placements, decision.placements);
        for (std::size_t i = 0; i < decision.plans.size(); ++i)
        {
            EXPECT_EQ(again.plans[i], decision.plans[i]);
        }
        for (uint32_t ue = 0; options.uplink && ue < N_UES; ++ue)
        {
            EXPECT_NEAR(again.uplinkShares[ue], decision.uplinkShares[ue], 1e-5);
        }
    }
}

TEST(AllocationVector, DividesAmongUsersByTheirShares)
{
    std::mt19937_64 random(7);
    const EdgeSystem system = MakeTiers();
    EpochState state = MakeState(system, random);
    for (auto& ue : state.ues)
    {
        ue.channel.backlog = EdgeMeasurement();
    }
    AllocationOptions options;
    options.exits = false;
    options.minShare = 0.1;
    const AllocationVector space(system, options);
    // Scores: stream 0 (UE 0) to server 0, stream 1 (UE 1) to server 0, stream 2 (UE 2) at home,
    // stream 3 (UE 0) to the cloud.
    std::vector<float> action(space.GetSize(), 0);
    action[0 * 4 + 1] = 1;
    action[1 * 4 + 1] = 1;
    action[2 * 4 + 0] = 1;
    action[3 * 4 + 3] = 1;
    const std::vector<float> shares{0.2F, 0.3F, 0.5F, 0};
    for (uint32_t i = 0; i < 3; ++i)
    {
        std::copy(shares.begin(), shares.end(), action.begin() + 16 + 4 * i);
    }
    EpochDecision decision;
    space.Decode(system, state, action.data(), decision);
    const auto expect = [](const std::vector<double>& found, std::vector<double> expected) {
        for (uint32_t ue = 0; ue < N_UES; ++ue)
        {
            EXPECT_NEAR(found[ue], expected[ue], 1e-6) << ue;
        }
    };
    // 0.7 for those who send, 2 to 3; who does not keeps the least.
    expect(decision.uplinkShares, {0.1 + 0.28, 0.1 + 0.42, 0.1, 0});
    expect(decision.computeShares[0], {0.1 + 0.28, 0.1 + 0.42, 0.1, 0});
    EXPECT_TRUE(decision.computeShares[2].empty()) << "the cloud is not divided";
    // Nobody uses server 1: all alike.
    expect(decision.computeShares[1], {1.0 / 3, 1.0 / 3, 1.0 / 3, 0});
    // What waits needs the uplink, too.
    state.ues[2].channel.backlog.value = 1000;
    space.Decode(system, state, action.data(), decision);
    expect(decision.uplinkShares, {0.1 + 0.14, 0.1 + 0.21, 0.1 + 0.35, 0});
}

TEST(AllocationVector, DividesEachCellByItself)
{
    std::mt19937_64 random(8);
    const EdgeSystem system = MakeTiers(3);
    AllocationOptions options;
    options.usersOnly = false;
    const AllocationVector space(system, options);
    for (int i = 0; i < 200; ++i)
    {
        EpochState state = MakeState(system, random);
        for (auto& ue : state.ues)
        {
            ue.channel.servingCell = random() % 3;
        }
        EpochDecision decision;
        space.Decode(system, state, DrawAction(space, random).data(), decision);
        for (uint32_t cell = 0; cell < 3; ++cell)
        {
            double sum = 0;
            uint32_t n = 0;
            for (uint32_t ue = 0; ue < N_UES - 1; ++ue)
            {
                if (state.ues[ue].channel.servingCell == cell)
                {
                    sum += decision.uplinkShares[ue];
                    ++n;
                }
            }
            EXPECT_NEAR(sum, n > 0 ? 1 : 0, 1e-9);
        }
        ExpectShares(decision.computeShares[0], options.minShare);
    }
}

} // namespace
} // namespace tests
} // namespace ns3
