// SPDX-License-Identifier: GPL-2.0-only

#ifndef DISCRETE_SAC_LEARNER_H
#define DISCRETE_SAC_LEARNER_H

#include "algorithm-learner.h"
#include "network-learner.h"

#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

namespace learning
{
class DiscreteSac;
} // namespace learning

/**
 * @ingroup edge-inference
 * @brief Soft actor-critic for discrete actions (learning::DiscreteSac): any number of choices a
 * row, of which the policy is the product. With PlanSpace it is SAC-d, after Niu et al., arXiv
 * 2201.02968.
 */
class DiscreteSacLearner : public AlgorithmLearner<learning::DiscreteSac, NetworkLearner>
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    DiscreteSacLearner();
    ~DiscreteSacLearner() override;

    std::string Describe() const override;
    bool Fits(const Layout& layout) const override;
    void Make(const Ptr<DecisionSpace>& space, uint64_t seed) override;
    void Act(Rows& rows, bool greedy) override;
    void Remember(const Step& step) override;
    void Update() override;
    Figures GetFigures() const override;
    Actors GetActors() const override;
    void SeedExploration(uint64_t seed) override;
    bool TakesHistory() const override;
    void RememberHistory(const Step& step, bool expert) override;
    void TrainOnHistory(uint32_t updates) override;
    bool CanFollow() const override;
    void Follow(const Rows& leader, double margin, bool greedy, Rows& rows) override;

  private:
    double m_gamma{0};               //!< discount per epoch
    double m_tau{0};                 //!< step of the target critics
    double m_actorLearningRate{0};   //!< Adam
    double m_criticLearningRate{0};  //!< Adam
    double m_alphaLearningRate{0};   //!< Adam
    uint32_t m_batchSize{0};         //!< transitions a gradient step
    uint32_t m_replayCapacity{0};    //!< transitions kept
    uint32_t m_learningStarts{0};    //!< transitions before the first gradient step
    double m_updatesPerStep{0};      //!< gradient steps a transition
    double m_alpha{0};               //!< temperature, or its start
    bool m_learnAlpha{false};        //!< learn the temperature
    double m_targetEntropyRatio{0};  //!< target entropy over log |A|
    double m_alphaMin{0};            //!< least learnt temperature
    double m_alphaMax{0};            //!< greatest learnt temperature
    double m_gradientClip{0};        //!< norm; 0 does not clip
    bool m_averagedCritics{false};   //!< mean instead of minimum
    std::vector<uint32_t> m_heads;   //!< choices of each head
    std::vector<uint32_t> m_actions; //!< numbers of actions, one a row
};

} // namespace ns3

#endif // DISCRETE_SAC_LEARNER_H
