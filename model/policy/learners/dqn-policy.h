// SPDX-License-Identifier: GPL-2.0-only

#ifndef DQN_POLICY_H
#define DQN_POLICY_H

#include "ns3/plan-learning-policy.h"

#include <cstdint>
#include <memory>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Exit, cut, bits and server of each stream chosen by deep Q-learning (Mnih et al., Nature
 * 518, 2015), with double and duelling networks, prioritised replay and the history of other
 * policies as attributes.
 */
class DqnPolicy : public PlanLearningPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    DqnPolicy();
    ~DqnPolicy() override;

  private:
    std::unique_ptr<Agent> MakeAgent(uint32_t observationSize,
                                     uint32_t actionCount,
                                     uint64_t seed) const override;
    History GetHistory() const override;

    double m_gamma;            //!< discount per epoch
    double m_learningRate;     //!< Adam
    double m_gradientClip;     //!< norm
    double m_tau;              //!< step of the target network
    uint32_t m_hiddenUnits;    //!< width of a hidden layer
    uint32_t m_hiddenLayers;   //!< hidden layers
    uint32_t m_batchSize;      //!< transitions a gradient step
    uint32_t m_replayCapacity; //!< transitions kept
    uint32_t m_learningStarts; //!< transitions before the first gradient step
    double m_updatesPerStep;   //!< gradient steps a transition
    double m_epsilonStart;     //!< exploration at the start
    double m_epsilonEnd;       //!< exploration at the end
    uint32_t m_epsilonSteps;   //!< transitions from start to end
    bool m_double;             //!< double Q-learning
    bool m_duelling;           //!< duelling heads
    bool m_prioritised;        //!< prioritised replay
    double m_priorityAlpha;    //!< exponent of the priorities
    double m_betaStart;        //!< exponent of the importance weights at the start
    uint32_t m_betaSteps;      //!< gradient steps until it is 1

    std::string m_historyPolicies; //!< whose history to begin with
    uint32_t m_historySteps;       //!< transitions of it
    uint32_t m_historyUpdates;     //!< gradient steps on it
    double m_historyMargin;        //!< by which its actions must be better
    double m_historyNoise;         //!< probability of a random plan in it
};

} // namespace ns3

#endif // DQN_POLICY_H
