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
 * @tparam Algorithm with Save, Load, Imitate and GetStatistics; it need not be known to those who
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
        return m_algorithm
                   ? m_algorithm->GetStatistics().updates + m_algorithm->GetStatistics().imitations
                   : 0;
    }

    uint64_t GetHistory() const override
    {
        return m_algorithm ? m_algorithm->GetStatistics().history : 0;
    }

    bool CanImitate() const override
    {
        return true;
    }

    void Imitate(uint32_t updates) override
    {
        m_algorithm->Imitate(updates);
    }

  protected:
    /**
     * @param figures of the learner
     * @return the same, with those of imitation behind them when it has any
     */
    Learner::Figures AddImitation(Learner::Figures figures) const
    {
        const auto statistics = m_algorithm->GetStatistics();
        if (statistics.imitations > 0)
        {
            figures.emplace_back("imitations", static_cast<double>(statistics.imitations));
            figures.emplace_back("imitationLoss", statistics.imitationLoss);
        }
        return figures;
    }

    void DoDispose() override
    {
        m_algorithm.reset();
        Base::DoDispose();
    }

    std::unique_ptr<Algorithm> m_algorithm; //!< null before Make()
};

} // namespace ns3

#endif // ALGORITHM_LEARNER_H
