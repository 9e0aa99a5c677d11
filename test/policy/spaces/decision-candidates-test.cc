// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/spaces/assignment-space.h"
#include "../../../model/policy/spaces/decision-candidates.h"
#include "../../../model/policy/spaces/plan-space.h"
#include "../policy-test-states.h"

#include "ns3/integer.h"

#include <gtest/gtest.h>
#include <random>
#include <set>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief DecisionCandidates: which decisions are tried instead of one.
 */

namespace ns3
{
namespace tests
{
namespace
{

/// Two streams at an epoch, and decisions around one of them.
class DecisionCandidatesTest : public ::testing::Test
{
  protected:
    /**
     * @param space what is decided
     */
    void Begin(const Ptr<DecisionSpace>& space)
    {
        const EdgeSystem system = MakeSystem({GetTestDnn(), GetTestDnn()}, 1, 0.1);
        std::mt19937_64 random(3);
        m_state = MakeState(system, random);
        m_space = space;
        m_space->BeginEpisode(system);
        // The decision that is changed is one of the space's own.
        m_space->Observe(m_state, false, m_rows);
        const std::size_t width = m_rows.masks.size() / m_rows.GetN();
        for (std::size_t row = 0; row < m_rows.GetN(); ++row)
        {
            m_nValid.push_back(0);
            for (std::size_t choice = 0; choice < width; ++choice)
            {
                const bool isValid = m_rows.masks[row * width + choice];
                m_nValid.back() += isValid;
                m_rows.choices[row] = isValid ? choice : m_rows.choices[row];
            }
        }
        m_decision.plans.resize(2);
        m_space->CarryOut(m_state, m_rows, m_decision);
        m_candidates.Begin(m_space, m_state, m_decision);
    }

    /**
     * @param most number of decisions at most
     * @return for each decision: in how many plans it differs; all decisions differ from each other
     */
    std::vector<int> CountChanges(std::size_t most)
    {
        std::vector<int> counts;
        std::set<std::vector<uint32_t>> all;
        for (const auto& action : m_candidates.List(most, m_random))
        {
            EpochDecision other = m_decision;
            m_candidates.CarryOut(m_state, action, other);
            counts.push_back(0);
            std::vector<uint32_t> numbers;
            for (std::size_t i = 0; i < other.plans.size(); ++i)
            {
                const InferencePlan& plan = other.plans[i];
                counts.back() += plan != m_decision.plans[i];
                numbers.insert(numbers.end(), {plan.exit, plan.cut, plan.bits, plan.server});
            }
            EXPECT_TRUE(all.insert(numbers).second) << "twice";
        }
        return counts;
    }

    EpochState m_state;                //!< what is known
    EpochDecision m_decision;          //!< the present decision
    Ptr<DecisionSpace> m_space;        //!< what is decided
    DecisionSpace::Rows m_rows;        //!< the present decision as actions
    std::vector<std::size_t> m_nValid; //!< valid choices, by row
    DecisionCandidates m_candidates;   //!< what is tested
    Ptr<UniformRandomVariable> m_random{
        CreateObjectWithAttributes<UniformRandomVariable>("Stream",
                                                          IntegerValue(1))}; //!< draws some
};

TEST_F(DecisionCandidatesTest, AreAllJointChoicesWhereTheyAreFew)
{
    Begin(CreateObject<PlanSpace>());
    const std::size_t all = m_nValid[0] * m_nValid[1];
    ASSERT_GT(all, 20U);
    const auto counts = CountChanges(all - 1);
    EXPECT_EQ(counts.size(), all - 1);
    std::size_t both = 0;
    for (const int count : counts)
    {
        EXPECT_GE(count, 1);
        both += count == 2;
    }
    EXPECT_EQ(both, (m_nValid[0] - 1) * (m_nValid[1] - 1));
}

TEST_F(DecisionCandidatesTest, ChangeOneStreamWhereTheyAreMany)
{
    Begin(CreateObject<PlanSpace>());
    const std::size_t single = m_nValid[0] + m_nValid[1] - 2;
    EXPECT_EQ(CountChanges(single + 1), std::vector<int>(single, 1));
    // Some of them, drawn at random, where these are too many, too.
    const auto first = m_candidates.List(3, m_random);
    ASSERT_EQ(first.size(), 3U);
    bool isOther = false;
    for (int i = 0; i < 5; ++i)
    {
        EXPECT_EQ(CountChanges(3), std::vector<int>(3, 1));
        isOther = isOther || m_candidates.List(3, m_random)[0].choices != first[0].choices;
    }
    EXPECT_TRUE(isOther);
    EXPECT_TRUE(m_candidates.List(0, m_random).empty());
}

TEST_F(DecisionCandidatesTest, GoOnAroundTheChosenOne)
{
    Begin(CreateObject<PlanSpace>());
    EXPECT_FALSE(m_candidates.IsChosen());
    const std::size_t single = m_nValid[0] + m_nValid[1] - 2;
    const auto before = m_candidates.List(single, m_random);
    m_candidates.Choose(before.front());
    EXPECT_TRUE(m_candidates.IsChosen());
    std::size_t changed = 0;
    for (const int count : CountChanges(single))
    {
        changed += count == 2;
    }
    // The first stream was changed, so that a change of the second one makes two.
    EXPECT_EQ(changed, m_nValid[1] - 1);
}

TEST_F(DecisionCandidatesTest, LeaveAPlanAloneThatTheSpaceDoesNotKnow)
{
    Begin(CreateObject<PlanSpace>());
    m_decision.plans[1].bits = 31; // of no width
    m_candidates.Begin(m_space, m_state, m_decision);
    const std::size_t n = m_nValid[0] - 1 + m_nValid[1];
    const auto counts = CountChanges(n);
    EXPECT_EQ(counts, std::vector<int>(n, 1));
    for (const auto& action : m_candidates.List(n, m_random))
    {
        EpochDecision other = m_decision;
        m_candidates.CarryOut(m_state, action, other);
        EXPECT_TRUE(other.plans[0] == m_decision.plans[0] || other.plans[1].bits == 31);
    }
}

TEST_F(DecisionCandidatesTest, KnowAssignments)
{
    Begin(CreateObject<AssignmentSpace>());
    ASSERT_GT(m_nValid[0], 1U);
    const std::size_t single = m_nValid[0] + m_nValid[1] - 2;
    // Unless the decision was recognised each change would be counted from nothing.
    EXPECT_EQ(CountChanges(single), std::vector<int>(single, 1));
    DecisionSpace::Rows rows = m_rows;
    rows.choices.assign(rows.choices.size(), 0);
    m_space->Recognise(m_decision, rows);
    EXPECT_EQ(rows.choices, m_rows.choices);
    EXPECT_EQ(rows.known, std::vector<uint8_t>({1, 1}));
    m_decision.plans[0].cut = 200; // no such cut
    m_space->Recognise(m_decision, rows);
    EXPECT_EQ(rows.known, std::vector<uint8_t>({0, 1}));
}

} // namespace
} // namespace tests
} // namespace ns3
