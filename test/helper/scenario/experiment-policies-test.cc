// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/rules/fixed-plan-policy.h"

#include "ns3/experiment-policies.h"
#include "ns3/inference-input-error.h"

#include <gtest/gtest.h>
#include <string>

namespace ns3
{
namespace tests
{
namespace
{

/// @return a scenario's policies: a fixed plan of its own, a short name taken for it, a search
ExperimentPolicies::Own
MakeOwn()
{
    const auto fixed = [] { return CreateObject<FixedPlanPolicy>(); };
    return {{"mine", fixed}, {"edgent", fixed}, {"search", [] { return nullptr; }}};
}

/**
 * @param list of names
 * @param hasSearch whether best-fixed can be searched for
 * @return names and TypeId names of what it stands for
 */
std::string
GetList(const std::string& list, bool hasSearch)
{
    std::string text;
    for (const auto& entry : ExperimentPolicies::MakeList(list, hasSearch, MakeOwn()))
    {
        text += entry.name + "=" +
                (entry.policy ? entry.policy->GetInstanceTypeId().GetName().substr(5) : "search") +
                " ";
    }
    return text;
}

TEST(ExperimentPolicies, OwnNamesComeFirst)
{
    EXPECT_EQ(GetList("device-only,mine,mine,edgent", true),
              "device-only=DeviceOnlyPolicy mine=FixedPlanPolicy edgent=FixedPlanPolicy ");
    EXPECT_EQ(GetList("ns3::EdgentPolicy", true), "ns3::EdgentPolicy=EdgentPolicy ");
    EXPECT_EQ(ExperimentPolicies::MakeList("edgent", true).front().policy->GetInstanceTypeId(),
              TypeId::LookupByName("ns3::EdgentPolicy"));
}

TEST(ExperimentPolicies, ShortNamesAreThoseOfClasses)
{
    EXPECT_EQ(GetList("random,greedy-plan,follow-nearest,fixed", true),
              "random=RandomPolicy greedy-plan=GreedyPlanPolicy follow-nearest=FollowNearestPolicy "
              "fixed=FixedPlanPolicy ");
    EXPECT_THROW(GetList("fixed-plan", true), InferenceInputError);
    // In the order of tables, and the same as ever.
    std::string all;
    for (const auto& [name, type] : ExperimentPolicies::GetNames())
    {
        all += name == "sac-d" ? "" : name + " "; // needs LibTorch
    }
    EXPECT_EQ(all, "best-fixed edgent device-only server-only random ");
}

TEST(ExperimentPolicies, SearchesNeedWhatTheySearch)
{
    EXPECT_EQ(GetList("search,mine,best-fixed", true),
              "search=search mine=FixedPlanPolicy best-fixed=search ");
    EXPECT_EQ(GetList("search,mine,best-fixed", false), "mine=FixedPlanPolicy ");
    EXPECT_THROW(GetList("search", false), InferenceInputError);
}

TEST(ExperimentPolicies, AnUnknownNameIsToldTheOwn)
{
    try
    {
        GetList("mine,nobody", true);
        FAIL();
    }
    catch (const InferenceInputError& error)
    {
        EXPECT_EQ(error.GetFound(), "\"nobody\"");
        EXPECT_NE(error.GetExpected().find("among mine edgent search"), std::string::npos);
        EXPECT_NE(error.GetExpected().find(" device-only "), std::string::npos);
    }
}

} // namespace
} // namespace tests
} // namespace ns3
