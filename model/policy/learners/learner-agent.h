// SPDX-License-Identifier: GPL-2.0-only

#ifndef LEARNER_AGENT_H
#define LEARNER_AGENT_H

#include "ns3/learner-base.h"

#include <cstddef>
#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A learner of discrete actions as the agent of a policy.
 *
 * @tparam Interface what the policy calls: PlanLearningPolicy::Agent
 * @tparam Learner an algorithm of model/learning/ with Act, Remember, Update, Save and Load
 */
template <typename Interface, typename Learner>
class LearnerAgent : public LearnerBase<Interface, Learner>
{
  public:
    using LearnerBase<Interface, Learner>::LearnerBase;

    void Act(const float* observations,
             const uint8_t* masks,
             std::size_t n,
             bool greedy,
             uint32_t* actions) override
    {
        this->m_learner.Act(observations, masks, n, greedy, actions);
    }

    void Remember(const typename Interface::Step& step) override
    {
        this->m_learner.Remember(step.observation,
                                 step.mask,
                                 step.action,
                                 step.reward,
                                 step.next,
                                 step.nextMask,
                                 false);
    }
};

} // namespace ns3

#endif // LEARNER_AGENT_H
