// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/spaces/numbered-plans.h"
#include "../../application/link-test-bed.h"

#include "ns3/inference-plan.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <tuple>

namespace ns3
{
namespace tests
{
namespace
{

/// What makes a plan different from another: exit, cut, bytes, accuracy, server.
using Effect = std::tuple<uint32_t, uint32_t, uint64_t, double, uint32_t>;

/**
 * @param plan a plan
 * @param dnn a DNN that can run it
 * @return what it does
 */
Effect
GetEffect(const InferencePlan& plan, const DnnProfile& dnn)
{
    const bool local = plan.cut == dnn.GetExitPosition(plan.exit);
    return {plan.exit,
            plan.cut,
            local ? 0 : dnn.GetFeatureBytes(plan.cut, plan.bits),
            dnn.GetAccuracy(plan.exit, plan.cut, plan.bits),
            local ? 0 : plan.server};
}

/**
 * @param dnn a DNN
 * @param nServers number of servers
 * @return every plan that can be run, found by trying all numbers
 */
std::vector<InferencePlan>
GetRunnable(const DnnProfile& dnn, uint32_t nServers)
{
    std::vector<InferencePlan> plans;
    InferencePlan plan;
    for (plan.exit = 0; plan.exit < dnn.GetNExits() + 2; ++plan.exit)
    {
        for (plan.cut = 0; plan.cut < dnn.GetNLayers() + 3; ++plan.cut)
        {
            for (uint32_t bits = 0; bits <= 64; ++bits)
            {
                plan.bits = bits;
                for (plan.server = 0; plan.server < nServers + 1; ++plan.server)
                {
                    if (IsRunnable(plan, dnn, nServers))
                    {
                        plans.push_back(plan);
                    }
                }
            }
        }
    }
    return plans;
}

/**
 * @param dnns of the space
 * @param nServers number of servers
 */
void
Check(const std::vector<Ptr<const DnnProfile>>& dnns, uint32_t nServers)
{
    const NumberedPlans space(dnns, nServers);
    for (const auto& dnn : dnns)
    {
        SCOPED_TRACE(dnn->GetName());
        std::map<Effect, uint32_t> effects; // and how often the mask has them
        for (const auto& plan : GetRunnable(*dnn, nServers))
        {
            effects[GetEffect(plan, *dnn)] = 0;
        }
        const auto& valid = space.GetValidActions(dnn);
        const auto& mask = space.GetMask(dnn);
        ASSERT_EQ(mask.size(), space.GetNActions());
        std::size_t ones = 0;
        for (uint32_t action = 0; action < mask.size(); ++action)
        {
            ASSERT_LE(mask[action], 1);
            if (mask[action])
            {
                ASSERT_LT(ones, valid.size());
                EXPECT_EQ(valid[ones], action) << "rising, and the same as the mask";
                ++ones;
            }
        }
        EXPECT_EQ(ones, valid.size());
        EXPECT_EQ(valid.size(), effects.size()) << "each plan that differs, none twice";
        for (const uint32_t action : valid)
        {
            const InferencePlan plan = space.GetPlan(action, *dnn);
            ASSERT_TRUE(IsRunnable(plan, *dnn, nServers));
            EXPECT_EQ(space.GetAction(plan, *dnn), action);
            ASSERT_EQ(effects.count(GetEffect(plan, *dnn)), 1U);
            EXPECT_EQ(++effects[GetEffect(plan, *dnn)], 1U);
        }
        for (const auto& plan : GetRunnable(*dnn, nServers))
        {
            const uint32_t action = space.GetAction(plan, *dnn);
            ASSERT_LT(action, mask.size());
            EXPECT_EQ(mask[action], 1);
            EXPECT_EQ(GetEffect(space.GetPlan(action, *dnn), *dnn), GetEffect(plan, *dnn));
        }
    }
}

TEST(NumberedPlans, HasEachPlanOfATinyDnnOnce)
{
    for (const uint32_t nServers : {1, 2, 3})
    {
        Check({GetTestDnn()}, nServers);
    }
    // Early: input at 8 and 4 bits, l1 at three widths, all on the UE. Last: the same and l2.
    const auto dnn = GetTestDnn();
    const NumberedPlans space({dnn}, 1);
    EXPECT_EQ(space.GetValidActions(dnn).size(), 0U + 2 + 3 + 1 + 2 + 3 + 3 + 1);
}

TEST(NumberedPlans, HasEachPlanOfEveryShippedDnnOnce)
{
    std::vector<Ptr<const DnnProfile>> all;
    for (const auto& name : DnnProfile::GetKnownNames())
    {
        all.push_back(DnnProfile::Read(name));
        Check({all.back()}, 1);
        Check({all.back()}, 2);
    }
    ASSERT_GE(all.size(), 8U);
    all.push_back(all.front());
    Check(all, 2); // one space for all, one DNN twice
}

TEST(NumberedPlans, ServesDnnsOfDifferentWidths)
{
    const auto wide = DnnProfile::Parse(R"({
      "format": "dnn-profile/1", "name": "wide", "title": "Wide",
      "input": {"elements": 10, "bits": 6}, "classes": 2,
      "layers": [{"name": "l1", "macs": 10, "parameters": 1, "outputElements": 5}],
      "exits": [{"name": "e", "after": "l1", "headMacs": 1, "headParameters": 1,
        "accuracy": [{"bits": 32, "top1": 0.9}, {"bits": 16, "top1": 0.9}, {"bits": 8, "top1": 0.8},
                     {"bits": 7, "top1": 0.7}, {"bits": 2, "top1": 0.2}]}]})",
                                        "wide.json");
    Check({GetTestDnn(), wide}, 2);
}

TEST(NumberedPlans, HasEachTailThatComputesOnce)
{
    using Tail = std::tuple<Effect, uint32_t, uint32_t, uint32_t>;
    const std::vector<EdgeServerTier> tiers{EdgeServerTier::EDGE,
                                            EdgeServerTier::EDGE,
                                            EdgeServerTier::CLOUD};
    const auto dnn = GetTestDnn();
    const NumberedPlans without({dnn}, tiers.size());
    const NumberedPlans space({dnn}, tiers);
    // Those without a tail keep their numbers.
    const auto& heads = without.GetValidActions(dnn);
    const auto& valid = space.GetValidActions(dnn);
    ASSERT_GT(valid.size(), heads.size());
    EXPECT_TRUE(std::equal(heads.begin(), heads.end(), valid.begin()));
    std::set<Tail> expected;
    for (const auto& head : GetRunnable(*dnn, tiers.size()))
    {
        for (const uint32_t cut : dnn->GetCutPoints(head.exit))
        {
            for (const uint32_t bits : dnn->GetBitWidths())
            {
                for (uint16_t server = 0; server < tiers.size(); ++server)
                {
                    InferencePlan plan = head;
                    plan.tailCut = cut;
                    plan.tailBits = bits;
                    plan.tailServer = server;
                    if (cut > head.cut && IsRunnable(plan, *dnn, tiers.size()) &&
                        !(head.server == 2 && server < 2))
                    {
                        expected.insert({GetEffect(head, *dnn), cut, bits, server});
                    }
                }
            }
        }
    }
    std::set<Tail> found;
    for (std::size_t i = heads.size(); i < valid.size(); ++i)
    {
        const InferencePlan plan = space.GetPlan(valid[i], *dnn);
        ASSERT_TRUE(plan.HasTail());
        ASSERT_TRUE(IsRunnable(plan, *dnn, tiers.size()));
        EXPECT_EQ(space.GetAction(plan, *dnn), valid[i]);
        EXPECT_TRUE(
            found.insert({GetEffect(plan, *dnn), plan.tailCut, plan.tailBits, plan.tailServer})
                .second);
    }
    EXPECT_EQ(found, expected);
}

TEST(InferencePlan, ComparesEveryField)
{
    const InferencePlan plan;
    InferencePlan other = plan;
    EXPECT_TRUE(plan == other);
    other.exit = 1;
    EXPECT_TRUE(plan != other);
    other = plan;
    other.cut = 1;
    EXPECT_TRUE(plan != other);
    other = plan;
    other.bits = 1;
    EXPECT_TRUE(plan != other);
    other = plan;
    other.server = 1;
    EXPECT_TRUE(plan != other);
}

TEST(InferencePlan, RunsOnTheUeWithoutAServer)
{
    InferencePlan plan;
    plan.exit = 1;
    plan.cut = 3;
    EXPECT_TRUE(IsRunnable(plan, *GetTestDnn(), 0));
    plan.server = 9; // of no meaning
    EXPECT_TRUE(IsRunnable(plan, *GetTestDnn(), 0));
    plan.cut = 2;
    EXPECT_FALSE(IsRunnable(plan, *GetTestDnn(), 9));
    EXPECT_TRUE(IsRunnable(plan, *GetTestDnn(), 10));
    plan.bits = 7;
    EXPECT_FALSE(IsRunnable(plan, *GetTestDnn(), 10));
}

} // namespace
} // namespace tests
} // namespace ns3
