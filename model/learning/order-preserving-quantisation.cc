// SPDX-License-Identifier: GPL-2.0-only
#include "order-preserving-quantisation.h"

#include "checkpoint-fields.h"
#include "learning-checks.h"
#include "learning-error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace ns3
{
namespace learning
{

std::vector<std::vector<uint8_t>>
QuantiseBinary(const std::vector<float>& relaxed, uint32_t count)
{
    const std::size_t n = relaxed.size();
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&relaxed](std::size_t a, std::size_t b) {
        return std::fabs(relaxed[a] - 0.5F) < std::fabs(relaxed[b] - 0.5F);
    });
    std::vector<std::vector<uint8_t>> candidates;
    for (std::size_t k = 0; k < std::min<std::size_t>(count, n + 1); ++k)
    {
        const float threshold = k == 0 ? 0.5F : relaxed[order[k - 1]];
        const bool strict = k == 0 || threshold > 0.5F;
        std::vector<uint8_t> candidate(n);
        for (std::size_t i = 0; i < n; ++i)
        {
            candidate[i] = strict ? relaxed[i] > threshold : relaxed[i] >= threshold;
        }
        candidates.push_back(candidate);
    }
    return candidates;
}

std::vector<std::vector<uint32_t>>
QuantiseAssignment(const float* scores,
                   const uint8_t* mask,
                   std::size_t tasks,
                   std::size_t options,
                   uint32_t count)
{
    struct Pair
    {
        float margin;
        uint32_t task;
        uint32_t option;
    };

    std::vector<uint32_t> best(tasks);
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < tasks; ++i)
    {
        const uint8_t* allowed = mask ? mask + i * options : nullptr;
        const float* row = scores + i * options;
        const std::size_t top = ArgMax(row, allowed, options);
        if (top == options)
        {
            throw LearningError("QuantiseAssignment: found task " + std::to_string(i) +
                                " without an allowed option, expected at least one");
        }
        best[i] = static_cast<uint32_t>(top);
        for (std::size_t j = 0; j < options; ++j)
        {
            if (j != top && (!allowed || allowed[j]))
            {
                pairs.push_back(
                    {row[top] - row[j], static_cast<uint32_t>(i), static_cast<uint32_t>(j)});
            }
        }
    }
    const std::size_t wanted = std::min<std::size_t>(std::max(count, 1U) - 1, pairs.size());
    std::partial_sort(pairs.begin(),
                      pairs.begin() + static_cast<std::ptrdiff_t>(wanted),
                      pairs.end(),
                      [](const Pair& a, const Pair& b) {
                          return a.margin != b.margin ? a.margin < b.margin
                                 : a.task != b.task   ? a.task < b.task
                                                      : a.option < b.option;
                      });
    std::vector<std::vector<uint32_t>> candidates{best};
    for (std::size_t k = 0; k < wanted; ++k)
    {
        const uint32_t option = pairs[k].option;
        std::vector<uint32_t> candidate = best;
        for (std::size_t i = 0; i < tasks; ++i)
        {
            const float* row = scores + i * options;
            if ((!mask || mask[i * options + option]) &&
                row[best[i]] - row[option] <= pairs[k].margin)
            {
                candidate[i] = option;
            }
        }
        candidates.push_back(candidate);
    }
    return candidates;
}

CandidateCount::CandidateCount(uint32_t start, uint32_t interval)
    : m_start(std::max(start, 1U)),
      m_interval(interval),
      m_count(m_start)
{
}

uint32_t
CandidateCount::Get() const
{
    return static_cast<uint32_t>(m_count);
}

void
CandidateCount::Record(uint32_t winner)
{
    m_largest = std::max<uint64_t>(m_largest, winner + 1);
    ++m_slots;
    if (m_interval > 0 && m_slots == m_interval)
    {
        m_count = std::min<uint64_t>(m_largest + 1, m_start);
        m_largest = 0;
        m_slots = 0;
    }
}

void
CandidateCount::List(CheckpointFields& fields, const std::string& name)
{
    fields.Add(name + "_count", &m_count, 1);
    fields.RequireBetween(1, m_start);
    fields.Add(name + "_largest", &m_largest, 1);
    fields.RequireBetween(0, std::numeric_limits<uint32_t>::max());
    fields.Add(name + "_slots", &m_slots, 1);
}

} // namespace learning
} // namespace ns3
