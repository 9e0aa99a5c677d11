// SPDX-License-Identifier: GPL-2.0-only

#ifndef SAC_DISCRETE_POLICY_H
#define SAC_DISCRETE_POLICY_H

#include "ns3/plan-learning-policy.h"

#include <cstdint>
#include <memory>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief SAC-d: exit, cut and bits of each stream chosen by a discrete soft actor-critic that
 * learns inside the simulator's process.
 *
 * After Niu, Teng, Han, Zou, WCNC 2022, arXiv 2201.02968 (formulation ours, see the documentation);
 * the algorithm is Christodoulou, arXiv 1910.07207, in masked form.
 */
class SacDiscretePolicy : public PlanLearningPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    SacDiscretePolicy();
    ~SacDiscretePolicy() override;

  private:
    std::unique_ptr<Agent> MakeAgent(uint32_t observationSize,
                                     uint32_t actionCount,
                                     uint64_t seed) const override;

    double m_gamma;              //!< discount per epoch
    double m_tau;                //!< step of the target networks
    double m_actorLearningRate;  //!< Adam
    double m_criticLearningRate; //!< Adam
    double m_alphaLearningRate;  //!< Adam
    uint32_t m_hiddenUnits;      //!< width of a hidden layer
    uint32_t m_hiddenLayers;     //!< hidden layers
    uint32_t m_batchSize;        //!< transitions a gradient step
    uint32_t m_replayCapacity;   //!< transitions kept
    uint32_t m_learningStarts;   //!< transitions before the first gradient step
    double m_updatesPerStep;     //!< gradient steps a transition
    double m_alpha;              //!< temperature
    bool m_learnAlpha;           //!< learn it
    double m_targetEntropyRatio; //!< target entropy over log |A|
    double m_alphaMin;           //!< clamp
    double m_alphaMax;           //!< clamp
    double m_gradientClip;       //!< norm
    bool m_averagedCritics;      //!< mean instead of minimum
};

} // namespace ns3

#endif // SAC_DISCRETE_POLICY_H
