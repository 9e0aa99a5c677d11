// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/learners/joint-choice.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace tests
{
namespace
{

TEST(JointChoice, NumbersEveryCombinationOnce)
{
    const std::vector<uint32_t> heads{3, 1, 4};
    ASSERT_EQ(CountCombinations(heads), 12U);
    uint32_t action = 0;
    for (uint32_t a = 0; a < 3; ++a)
    {
        for (uint32_t c = 0; c < 4; ++c, ++action)
        {
            const std::vector<uint32_t> choices{a, 0, c};
            EXPECT_EQ(JoinChoices(choices.data(), heads), action);
            std::vector<uint32_t> split(3);
            SplitAction(action, heads, split.data());
            EXPECT_EQ(split, choices);
        }
    }
}

TEST(JointChoice, ACombinationIsValidWhenAllItsChoicesAre)
{
    const std::vector<uint32_t> heads{2, 3};
    const std::vector<uint8_t> mask{1, 0, 1, 0, 1};
    std::vector<uint8_t> joint(6);
    JoinMasks(mask.data(), heads, joint.data());
    EXPECT_EQ(joint, (std::vector<uint8_t>{1, 0, 1, 0, 0, 0}));
}

TEST(JointChoice, CountsNoFurtherThanItCan)
{
    EXPECT_EQ(CountCombinations({}), 1U);
    EXPECT_EQ(CountCombinations(std::vector<uint32_t>(3, UINT32_MAX)), UINT64_MAX);
}

} // namespace
} // namespace tests
} // namespace ns3
