// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/double.h"
#include "ns3/inference-input-error.h"
#include "ns3/object-factory.h"
#include "ns3/offloading-policy.h"
#include "ns3/string.h"
#include "ns3/trainable-policy.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param policy one that learns
 * @return the classes of its leaders, separated by blanks
 */
std::string
ListLeaders(const Ptr<OffloadingPolicy>& policy)
{
    std::string names;
    for (const auto& leader : TrainablePolicy::Get(policy)->MakeLeaders())
    {
        EXPECT_EQ(TrainablePolicy::Get(leader), nullptr) << "a leader is a rule";
        names += (names.empty() ? "" : " ") + leader->GetInstanceTypeId().GetName();
    }
    return names;
}

TEST(Leaders, EverySpaceHasOne)
{
    for (const auto& [policy, leader] :
         {std::pair{"ns3::SacDiscretePolicy", "ns3::GreedyPlanPolicy"},
          std::pair{"ns3::DqnPolicy", "ns3::GreedyPlanPolicy"},
          std::pair{"ns3::DdpgPolicy", "ns3::GreedyAllocationPolicy"},
          std::pair{"ns3::GridDqnPolicy", "ns3::GreedyAllocationPolicy"},
          std::pair{"ns3::PpoPolicy", "ns3::LruGreedyPolicy"},
          std::pair{"ns3::AssignmentLearningPolicy", "ns3::GreedyAssignmentPolicy"}})
    {
        EXPECT_EQ(ListLeaders(ObjectFactory(policy).Create<OffloadingPolicy>()), leader) << policy;
    }
}

TEST(Leaders, HaveTheAttributesOfTheSpace)
{
    const auto ppo = ObjectFactory("ns3::PpoPolicy").Create<OffloadingPolicy>();
    ppo->SetAttribute("Margin", DoubleValue(0.123));
    DoubleValue margin;
    TrainablePolicy::Get(ppo)->MakeLeaders().at(0)->GetAttribute("Margin", margin);
    EXPECT_EQ(margin.Get(), 0.123);
    const auto ddpg = ObjectFactory("ns3::DdpgPolicy").Create<OffloadingPolicy>();
    ddpg->SetAttribute("PriorMargin", DoubleValue(0.321));
    TrainablePolicy::Get(ddpg)->MakeLeaders().at(0)->GetAttribute("Margin", margin);
    EXPECT_EQ(margin.Get(), 0.321);
}

TEST(Leaders, TeachersThatKnowNoMoreAreLeadersToo)
{
    const auto policy = ObjectFactory("ns3::DqnPolicy").Create<OffloadingPolicy>();
    policy->SetAttribute(
        "HistoryPolicies",
        StringValue("ns3::StreamDynamicProgrammePolicy,ns3::GreedyPlanPolicy,ns3::EdgentPolicy"));
    EXPECT_EQ(ListLeaders(policy), "ns3::GreedyPlanPolicy") << "no history, no teachers";
    policy->SetAttribute("HistorySteps", UintegerValue(10));
    EXPECT_EQ(ListLeaders(policy), "ns3::GreedyPlanPolicy ns3::EdgentPolicy")
        << "hindsight knows more than the learner";
}

TEST(Leaders, ARuleWithAttributesMayLeadAndTeach)
{
    const auto getMargins = [](const Ptr<OffloadingPolicy>& policy) {
        std::vector<double> margins;
        for (const auto& leader : TrainablePolicy::Get(policy)->MakeLeaders())
        {
            DoubleValue margin;
            leader->GetAttribute("Margin", margin);
            margins.push_back(margin.Get());
        }
        return margins;
    };
    for (const char* type : {"ns3::DqnPolicy", "ns3::SacDiscretePolicy", "ns3::DdpgPolicy"})
    {
        const auto policy = ObjectFactory(type).Create<OffloadingPolicy>();
        policy->SetAttribute("Leader", StringValue("ns3::EstimatedRewardPolicy[Margin=0.4]"));
        EXPECT_EQ(getMargins(policy), std::vector<double>{0.4}) << type;
        policy->SetAttribute("HistorySteps", UintegerValue(10));
        policy->SetAttribute("HistoryPolicies",
                             StringValue("Leader,ns3::EstimatedRewardPolicy[Margin=0.4],"
                                         "ns3::GreedyPlanPolicy[Margin=0.2], ns3::GreedyPlanPolicy"
                                         "[Margin=0.3]"));
        EXPECT_EQ(getMargins(policy), (std::vector<double>{0.4, 0.2, 0.3})) << type;
        for (const char* wrong : {"ns3::PpoPolicy", "Leader", "ns3::GreedyPlanPolicy[Margin=x]"})
        {
            policy->SetAttribute("Leader", StringValue(wrong));
            EXPECT_THROW(getMargins(policy), InferenceInputError) << type << ' ' << wrong;
        }
    }
}

} // namespace
} // namespace tests
} // namespace ns3
