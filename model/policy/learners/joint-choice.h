// SPDX-License-Identifier: GPL-2.0-only

#ifndef JOINT_CHOICE_H
#define JOINT_CHOICE_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 * @brief Several choices as one number, the last choice counting fastest.
 */

namespace ns3
{

/**
 * @param heads choices of each head
 * @return number of combinations; UINT64_MAX when there are more than fit
 */
inline uint64_t
CountCombinations(const std::vector<uint32_t>& heads)
{
    uint64_t n = 1;
    for (const uint64_t head : heads)
    {
        n = head > 0 && n > UINT64_MAX / head ? UINT64_MAX : n * head;
    }
    return n;
}

/**
 * @param choices one a head
 * @param heads choices of each head
 * @return the number of the combination
 */
inline uint32_t
JoinChoices(const uint32_t* choices, const std::vector<uint32_t>& heads)
{
    uint32_t action = 0;
    for (std::size_t head = 0; head < heads.size(); ++head)
    {
        action = action * heads[head] + choices[head];
    }
    return action;
}

/**
 * @param action number of a combination
 * @param heads choices of each head
 * @param [out] choices one a head
 */
inline void
SplitAction(uint32_t action, const std::vector<uint32_t>& heads, uint32_t* choices)
{
    for (std::size_t head = heads.size(); head-- > 0;)
    {
        choices[head] = action % heads[head];
        action /= heads[head];
    }
}

/**
 * @param mask the heads' masks, one after the other
 * @param heads choices of each head
 * @param [out] joint one byte a combination: 1 where every choice of it is valid
 */
inline void
JoinMasks(const uint8_t* mask, const std::vector<uint32_t>& heads, uint8_t* joint)
{
    const uint64_t n = CountCombinations(heads);
    std::fill(joint, joint + n, 1);
    uint64_t stride = n;
    for (const uint32_t head : heads)
    {
        stride /= head;
        for (uint64_t action = 0; action < n; ++action)
        {
            joint[action] &= mask[action / stride % head];
        }
        mask += head;
    }
}

} // namespace ns3

#endif // JOINT_CHOICE_H
