// SPDX-License-Identifier: GPL-2.0-only
#ifndef ADVANTAGE_ESTIMATION_H
#define ADVANTAGE_ESTIMATION_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace learning
{

/**
 * @brief Generalised advantage estimation (Schulman et al. 2016, arXiv 1506.02438) over several
 * interleaved streams of transitions.
 *
 * A_t = delta_t + d_t lambda A_(t+1) with delta_t = r_t + d_t V(s'_t) - V(s_t), where t + 1 is the
 * next transition of the same stream. The sum ends where the episode was cut off and at a stream's
 * last transition (both bootstrap from V(s')), and where d_t is 0 (terminal, no bootstrap).
 *
 * @param streams stream of each of n transitions, in order of time within each stream
 * @param rewards r, n floats
 * @param discounts d, n floats, 0 = terminal
 * @param cut n bytes, other than 0 = the episode was cut off after this transition
 * @param values V(s), n floats
 * @param nextValues V(s'), n floats
 * @param lambda in [0, 1]
 * @param n number of transitions
 * @param advantages receives n floats
 */
inline void
EstimateAdvantages(const uint32_t* streams,
                   const float* rewards,
                   const float* discounts,
                   const uint8_t* cut,
                   const float* values,
                   const float* nextValues,
                   float lambda,
                   std::size_t n,
                   float* advantages)
{
    std::vector<float> following; // advantage of each stream's later transition
    for (std::size_t t = n; t-- > 0;)
    {
        if (streams[t] >= following.size())
        {
            following.resize(streams[t] + 1, 0.0F);
        }
        float& later = following[streams[t]];
        const float delta = rewards[t] + discounts[t] * nextValues[t] - values[t];
        later = delta + (cut[t] ? 0.0F : discounts[t] * lambda * later);
        advantages[t] = later;
    }
}

} // namespace learning
} // namespace ns3

#endif // ADVANTAGE_ESTIMATION_H
