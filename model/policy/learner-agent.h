// SPDX-License-Identifier: GPL-2.0-only

#ifndef LEARNER_AGENT_H
#define LEARNER_AGENT_H

#include <cstddef>
#include <cstdint>
#include <istream>
#include <ostream>

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
class LearnerAgent : public Interface
{
  public:
    /**
     * @tparam Options of the learner
     * @param options hyperparameters
     */
    template <typename Options>
    explicit LearnerAgent(const Options& options)
        : m_learner(options)
    {
    }

    void Act(const float* observations,
             const uint8_t* masks,
             std::size_t n,
             bool greedy,
             uint32_t* actions) override
    {
        m_learner.Act(observations, masks, n, greedy, actions);
    }

    void Remember(const typename Interface::Step& step) override
    {
        m_learner.Remember(step.observation,
                           step.mask,
                           step.action,
                           step.reward,
                           step.next,
                           step.nextMask,
                           false);
    }

    void Update() override
    {
        m_learner.Update();
    }

    void Save(std::ostream& os) const override
    {
        m_learner.Save(os, true);
    }

    void SaveNetworks(std::ostream& os) const override
    {
        m_learner.Save(os, false);
    }

    void Load(std::istream& is) override
    {
        m_learner.Load(is);
    }

  protected:
    Learner m_learner; //!< the algorithm
};

} // namespace ns3

#endif // LEARNER_AGENT_H
