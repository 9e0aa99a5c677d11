// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEAN_REWARD_H
#define MEAN_REWARD_H

#include "decision-space.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @param transition a step
 * @return the mean reward of all tasks of the decision; without a task it does not count
 */
inline DecisionSpace::Reward
GetMeanReward(const EpochTransition& transition)
{
    uint32_t tasks = 0;
    double sum = 0;
    for (const auto& stream : transition.rewards)
    {
        tasks += stream.tasks;
        sum += stream.reward;
    }
    return {tasks > 0, tasks > 0 ? sum / tasks : 0};
}

} // namespace ns3

#endif // MEAN_REWARD_H
