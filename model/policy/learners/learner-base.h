// SPDX-License-Identifier: GPL-2.0-only

#ifndef LEARNER_BASE_H
#define LEARNER_BASE_H

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
 * @brief What all agents of policies have of a learner: it learns, and is written and read.
 *
 * @tparam Interface what the policy calls, with Update, Save, SaveNetworks and Load
 * @tparam Learner an algorithm of model/learning/ with Update, Save and Load
 */
template <typename Interface, typename Learner>
class LearnerBase : public Interface
{
  public:
    /**
     * @tparam Options of the learner
     * @param options hyperparameters
     */
    template <typename Options>
    explicit LearnerBase(const Options& options)
        : m_learner(options)
    {
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

#endif // LEARNER_BASE_H
