// SPDX-License-Identifier: GPL-2.0-only
#include "../../model/learning/order-preserving-quantisation.h"
#include "learning-test-util.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace ns3::learning;
using namespace ns3::learning::test;

namespace
{

/// The published rule read anew: every entry in turn is looked for by its rank of |m - 0.5|.
std::vector<uint8_t>
ByTheRule(const std::vector<float>& m, std::size_t k)
{
    const std::size_t n = m.size();
    std::vector<uint8_t> x(n);
    if (k == 0)
    {
        for (std::size_t i = 0; i < n; ++i)
        {
            x[i] = m[i] > 0.5 ? 1 : 0;
        }
        return x;
    }
    for (std::size_t e = 0; e < n; ++e)
    {
        std::size_t rank = 1;
        for (std::size_t i = 0; i < n; ++i)
        {
            const double mine = std::fabs(static_cast<double>(m[e]) - 0.5);
            const double other = std::fabs(static_cast<double>(m[i]) - 0.5);
            rank += other < mine || (other == mine && i < e) ? 1 : 0;
        }
        if (rank == k)
        {
            for (std::size_t i = 0; i < n; ++i)
            {
                x[i] = m[e] > 0.5 ? m[i] > m[e] : m[i] >= m[e];
            }
        }
    }
    return x;
}

std::vector<float>
RandomVector(LearningRandom& random, std::size_t n, bool coarse)
{
    std::vector<float> m(n);
    for (float& value : m)
    {
        // Multiples of 1/16 are exact, also at 0.5, and give ties.
        value = coarse ? static_cast<float>(random.Integer(17)) / 16
                       : static_cast<float>(random.Uniform());
    }
    return m;
}

TEST(OrderPreservingQuantisation, EqualsTheRuleOnRandomVectors)
{
    LearningRandom random(1);
    for (int round = 0; round < 1000; ++round)
    {
        const std::size_t n = 1 + random.Integer(12);
        const std::vector<float> m = RandomVector(random, n, round % 2 == 0);
        const auto candidates = QuantiseBinary(m, static_cast<uint32_t>(n) + 5);
        ASSERT_EQ(candidates.size(), n + 1);
        for (std::size_t k = 0; k <= n; ++k)
        {
            ASSERT_EQ(candidates[k], ByTheRule(m, k)) << round << " " << k;
            for (std::size_t i = 0; i < n; ++i)
            {
                for (std::size_t j = 0; j < n; ++j)
                {
                    if (m[i] > m[j])
                    {
                        ASSERT_GE(candidates[k][i], candidates[k][j]); // the order is preserved
                    }
                }
            }
        }
        ASSERT_EQ(QuantiseBinary(m, 1).size(), 1U);
    }
}

TEST(OrderPreservingQuantisation, WithTwoOptionsAnAssignmentIsTheBinaryRule)
{
    LearningRandom random(2);
    for (int round = 0; round < 1000; ++round)
    {
        const std::size_t n = 1 + random.Integer(12);
        // Coarse numbers: 1 - m is exact. The rule takes option 0 (x = 0) at m = 0.5, so it is
        // first.
        const std::vector<float> m = RandomVector(random, n, true);
        std::vector<float> scores;
        for (float value : m)
        {
            scores.push_back(1 - value);
            scores.push_back(value);
        }
        const auto binary = QuantiseBinary(m, static_cast<uint32_t>(n) + 1);
        const auto options =
            QuantiseAssignment(scores.data(), nullptr, n, 2, static_cast<uint32_t>(n) + 1);
        ASSERT_EQ(options.size(), binary.size());
        for (std::size_t k = 0; k < binary.size(); ++k)
        {
            ASSERT_TRUE(std::equal(binary[k].begin(), binary[k].end(), options[k].begin()));
        }
    }
}

TEST(OrderPreservingQuantisation, AssignmentsEqualABruteForceReading)
{
    LearningRandom random(3);
    for (int round = 0; round < 1000; ++round)
    {
        const std::size_t n = 1 + random.Integer(6);
        const std::size_t m = 2 + random.Integer(3);
        const std::vector<float> scores = RandomVector(random, n * m, round % 2 == 0);
        std::vector<uint8_t> mask(n * m);
        for (std::size_t i = 0; i < n; ++i)
        {
            for (std::size_t j = 0; j < m; ++j)
            {
                mask[i * m + j] = random.Uniform() < 0.7 ? 1 : 0;
            }
            mask[i * m + random.Integer(m)] = 1;
        }
        // Brute force: all (margin, task, option) in a sorted set.
        std::vector<uint32_t> best(n);
        std::set<std::tuple<float, uint32_t, uint32_t>> order;
        for (uint32_t i = 0; i < n; ++i)
        {
            float top = -1;
            for (uint32_t j = 0; j < m; ++j)
            {
                if (mask[i * m + j] && scores[i * m + j] > top)
                {
                    top = scores[i * m + j];
                    best[i] = j;
                }
            }
            for (uint32_t j = 0; j < m; ++j)
            {
                if (mask[i * m + j] && j != best[i])
                {
                    order.insert({top - scores[i * m + j], i, j});
                }
            }
        }
        const auto candidates = QuantiseAssignment(scores.data(), mask.data(), n, m, 1000);
        ASSERT_EQ(candidates.size(), order.size() + 1);
        ASSERT_EQ(candidates[0], best);
        std::size_t k = 0;
        for (const auto& entry : order)
        {
            std::vector<uint32_t> expected = best;
            for (uint32_t i = 0; i < n; ++i)
            {
                const uint32_t j = std::get<2>(entry);
                const float margin = scores[i * m + best[i]] - scores[i * m + j];
                expected[i] = mask[i * m + j] && margin <= std::get<0>(entry) ? j : best[i];
            }
            ASSERT_EQ(candidates[++k], expected);
        }
    }
    const float one = 1;
    const uint8_t none = 0;
    ExpectError([&] { QuantiseAssignment(&one, &none, 1, 1, 1); }, "without an allowed option");
}

TEST(CandidateCount, FollowsThePublishedRule)
{
    // Every 32 slots: 1 + the largest index, counted from 1, of these slots; at most the start.
    LearningRandom random(4);
    CandidateCount count(10, 32);
    std::vector<uint32_t> winners;
    uint32_t expected = 10;
    for (int slot = 0; slot < 1000; ++slot)
    {
        ASSERT_EQ(count.Get(), expected);
        const auto winner = static_cast<uint32_t>(random.Integer(expected) * random.Integer(2));
        winners.push_back(winner);
        count.Record(winner);
        if (winners.size() % 32 == 0)
        {
            const uint32_t largest = *std::max_element(winners.end() - 32, winners.end());
            expected = std::min(10U, largest + 1 + 1);
        }
    }
    CandidateCount fixed(7, 0);
    for (int slot = 0; slot < 100; ++slot)
    {
        fixed.Record(0);
        EXPECT_EQ(fixed.Get(), 7U);
    }
}

} // namespace
