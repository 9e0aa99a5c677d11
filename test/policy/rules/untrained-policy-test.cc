// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/rules/untrained-policy.h"

#include "ns3/experiment-policies.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-scenario.h"
#include "ns3/trainable-policy.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief UntrainedPolicy decides as the policy that it has, before that learns.
 */

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param policy who decides
 * @return the tasks of an episode of evaluation
 */
std::string
RunEpisode(Ptr<OffloadingPolicy> policy)
{
    auto scenario = InferenceScenario::Read("one-cell");
    scenario.SetAll({"/radio/type=link", "/ues/count=2", "/period/length=2s"});
    InferenceEpisode episode([&](Ptr<OffloadingPolicy> p) { return scenario.Build(p); });
    episode.Record("x", 1);
    return episode.Run(policy, 5, false).tasksCsv;
}

TEST(UntrainedPolicyTest, DecidesAsThePolicyDoesWithoutTraining)
{
    const auto known = ExperimentPolicies::GetAllNames();
    for (const std::string name : {"random", "sac-d", "ppo"})
    {
        if (std::find(known.begin(), known.end(), name) == known.end())
        {
            continue; // without LibTorch
        }
        const auto untrained = CreateObject<UntrainedPolicy>();
        untrained->SetPolicy(ExperimentPolicies::Make(name));
        EXPECT_EQ(TrainablePolicy::Get(untrained), nullptr) << name;
        const std::string tasks = RunEpisode(untrained);
        EXPECT_GT(std::count(tasks.begin(), tasks.end(), '\n'), 5) << name;
        EXPECT_EQ(tasks, RunEpisode(ExperimentPolicies::Make(name))) << name;
    }
}

} // namespace
} // namespace tests
} // namespace ns3
