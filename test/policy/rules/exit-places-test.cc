// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/rules/tier-rule-policy.h"
#include "../mobility-test-system.h"
#include "every-policy.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/inference-input-error.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief DNNs with some exits on devices and others at servers (key "cuts" of the profile).
 */

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param nUes number of UEs, with a stream each; the two services of Wu et al. take turns
 * @param nCells number of cells, each with an edge server; a cloud node stands behind them
 * @return who asks for what
 */
EdgeSystem
MakeBearings(uint32_t nUes, uint32_t nCells)
{
    EdgeSystem system = MakeMobileSystem(nUes, nCells, std::numeric_limits<double>::infinity());
    system.dnns = {DnnProfile::Read("bearing-48k"), DnnProfile::Read("bearing-32k")};
    for (std::size_t i = 0; i < nUes; ++i)
    {
        system.streams[i].dnn = system.dnns[i % 2];
        system.streams[i].deadline = Seconds(2);
        system.devices[i] = DeviceProfile::Read("iiot-sensor");
    }
    for (auto& server : system.servers)
    {
        server.device = DeviceProfile::Read("iiot-access-point");
    }
    system.interval = Seconds(1);
    return system;
}

/**
 * @brief Lets policies decide in random states, in which no plan may be one that cannot be run.
 * @param policies by name
 * @param atArrivals whether decisions are asked for at arrivals
 */
void
ExpectRunnablePlans(const std::map<std::string, Ptr<OffloadingPolicy>>& policies, bool atArrivals)
{
    EdgeSystem system = MakeBearings(2, 2);
    system.atArrivals = atArrivals;
    for (auto& stream : system.streams)
    {
        for (int epoch = 1; epoch <= 20; ++epoch)
        {
            stream.arrivals.push_back({Seconds(epoch), stream.deadline});
        }
    }
    for (const auto& [name, policy] : policies)
    {
        std::mt19937_64 random(1);
        policy->BeginEpisode(system);
        EpochDecision decision;
        for (uint64_t epoch = 1; epoch <= 20; ++epoch)
        {
            EpochState state = MakeRandomMobileState(system, epoch, random);
            state.time = Seconds(static_cast<double>(epoch));
            for (auto& stream : state.streams)
            {
                stream.arriving = true;
            }
            decision.plans.resize(system.streams.size());
            policy->Decide(state, decision);
            for (std::size_t i = 0; i < system.streams.size(); ++i)
            {
                EXPECT_TRUE(
                    IsRunnable(decision.plans[i], *system.streams[i].dnn, system.servers.size()))
                    << name << ", epoch " << epoch << ", exit " << decision.plans[i].exit
                    << ", cut " << decision.plans[i].cut;
            }
        }
    }
}

TEST(ExitPlaces, AreKeptByEveryRule)
{
    const auto rules = MakeRules();
    ASSERT_GE(rules.size(), 20U);
    ExpectRunnablePlans(rules, true);
}

TEST(ExitPlaces, AreKeptByLearnersThatTryAtRandom)
{
    ExpectRunnablePlans(MakeLearners(), false);
}

TEST(ExitPlaces, AllOfThemAreReachedByAnAllocation)
{
    const EdgeSystem system = MakeBearings(1, 1);
    const AllocationVector space(system, {});
    const EpochState state = MakeMobileState(system, 1);
    std::mt19937_64 random(2);
    std::set<std::pair<uint32_t, uint32_t>> reached;
    std::vector<float> action(space.GetSize(), 1);
    for (int i = 0; i < 1000; ++i)
    {
        for (uint32_t k = 0; k < space.GetNBounded(); ++k)
        {
            action[k] = std::uniform_real_distribution<float>(-1, 1)(random);
        }
        EpochDecision decision;
        space.Decode(system, state, action.data(), decision);
        const InferencePlan& plan = decision.plans[0];
        reached.insert({AllocationVector::GetTier(plan, *system.dnns[0]), plan.exit});
        // What was decided is said by the action that stands for it.
        std::vector<float> said(space.GetSize());
        EpochDecision again;
        space.Encode(system, decision, said.data());
        space.Decode(system, state, said.data(), again);
        EXPECT_EQ(again.plans[0], plan);
    }
    EXPECT_EQ(reached.size(), 3U * 4U) << "four exits on the device and at each of two servers";
}

TEST(ExitPlaces, TargetsFindTheStaticConfigurationAndTheoremOneItsShares)
{
    const EdgeSystem system = MakeBearings(10, 1);
    auto policy = CreateObject<TierRulePolicy>();
    policy->SetAttribute("Targets", StringValue("0.8,0.9"));
    policy->SetAttribute("FitExits", BooleanValue(false));
    policy->SetAttribute("Shares", StringValue("Service"));
    policy->SetAttribute("MinShare", DoubleValue(0));
    policy->BeginEpisode(system);
    EpochDecision decision;
    decision.plans.resize(system.streams.size());
    policy->Decide(MakeMobileState(system, 1), decision);
    // Wu et al.: all offload, service I at 50 %, service II at 75 %; c is sqrt(2) - 1 for I.
    double shareOfFirst = 0;
    double sum = 0;
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        const DnnProfile& dnn = *system.streams[i].dnn;
        EXPECT_EQ(dnn.GetExit(decision.plans[i].exit).name, i % 2 == 0 ? "edge-50" : "edge-75");
        shareOfFirst += i % 2 == 0 ? decision.computeShares[0][i] : 0;
        sum += decision.computeShares[0][i];
    }
    EXPECT_NEAR(sum, 1, 1e-9);
    EXPECT_NEAR(shareOfFirst, std::sqrt(2.0) - 1, 1e-6);
    // Lambda of the paper for requests of a = 1, by its definition, in s of the edge server.
    const double works[] = {384e3 * 200 / 2e9, 384e3 * 400 / 2e9};
    double lambdas[2];
    for (int service = 0; service < 2; ++service)
    {
        lambdas[service] = 5 * works[service] + 5 * (5 * works[service] - works[service]) / 2;
    }
    const auto delay = [&lambdas](double share) {
        return lambdas[0] / share + lambdas[1] / (1 - share);
    };
    EXPECT_NEAR(delay(shareOfFirst), 3.357, 1e-3) << "the paper's 0.3357 s a device";
    for (int i = 1; i < 1000; ++i)
    {
        EXPECT_GE(delay(i / 1000.0), delay(shareOfFirst) - 1e-9);
    }
    policy->SetAttribute("Targets", StringValue("0.8,0.9,0.9"));
    EXPECT_THROW(policy->BeginEpisode(system), InferenceInputError);
}

} // namespace
} // namespace tests
} // namespace ns3
