// SPDX-License-Identifier: GPL-2.0-only

#ifndef ALGORITHM_LEARNER_H
#define ALGORITHM_LEARNER_H

#include "learner.h"

#include <memory>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What learners have in common that own an algorithm of model/learning/.
 *
 * @tparam Algorithm with Save, Load and GetStatistics; it need not be known to those who
 * include the header
 * @tparam Base the class of learners that it is one of
 */
template <typename Algorithm, typename Base = Learner>
class AlgorithmLearner : public Base
{
  public:
    void Save(std::ostream& os, bool full) const override
    {
        m_algorithm->Save(os, full);
    }

    void Load(std::istream& is) override
    {
        m_algorithm->Load(is);
    }

    uint64_t GetUpdates() const override
    {
        return m_algorithm ? m_algorithm->GetStatistics().updates : 0;
    }

  protected:
    void DoDispose() override
    {
        m_algorithm.reset();
        Base::DoDispose();
    }

    std::unique_ptr<Algorithm> m_algorithm; //!< null before Make()
};

} // namespace ns3

#endif // ALGORITHM_LEARNER_H
