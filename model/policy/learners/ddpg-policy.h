// SPDX-License-Identifier: GPL-2.0-only

#ifndef DDPG_POLICY_H
#define DDPG_POLICY_H

#include "ns3/allocation-learning-policy.h"
#include "ns3/state-encoder.h"
#include "ns3/system-encoder.h"

#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Deep deterministic policy gradient (Lillicrap et al. 2016) on the joint continuous action
 * of AllocationVector: assignment scores, exits, spectrum and compute shares of all UEs in one
 * forward pass, after Zhang et al., GLOBECOM 2020. TD3 (Fujimoto et al. 2018) is a matter of
 * attributes: TwinCritics, TargetSmoothing, PolicyDelay 2.
 *
 * Beyond the paper, each on its own, off by default:
 * - PerStream: a row for each stream instead of one for all. One actor and one critic serve all
 *   streams; a row sees its stream (StateEncoder), what all ask for together, and acts for it:
 *   scores, exit, and a number w in -1..1 for each resource that is shared, which is divided in
 *   proportion to demand times e^(2 w). Its reward is its own by OwnReward, else that of all.
 * - Prior GREEDY: the action is added to the greedy choice (residual learning, Silver et al. 2018,
 *   Johannink et al. 2019), which the observation tells, too: scores are added to plus or minus one
 *   half, exits to that of the choice, shares multiply its shares (with PerStream: demand). An
 * action of zeros and of equal shares is the greedy choice.
 * - Refine: the actor's action is improved by the critic, stream by stream, among every tier and
 * the exits next to its own (in the manner of Dulac-Arnold et al. 2015).
 * - Demonstrations: so many first steps are those of the greedy choice.
 */
class DdpgPolicy : public AllocationLearningPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    DdpgPolicy();
    ~DdpgPolicy() override;

    /// Kinds of exploration noise.
    enum NoiseKind
    {
        GAUSSIAN,          //!< independent from step to step
        ORNSTEIN_UHLENBECK //!< correlated in time
    };

    /// What the action is added to.
    enum PriorKind
    {
        NONE,  //!< nothing
        GREEDY //!< the greedy choice
    };

  private:
    Layout DoPrepare() override;
    std::unique_ptr<Agent> MakeAgent(const Layout& layout, uint64_t seed) const override;
    void DoObserve(const EpochState& state, float* observations, float* actions) override;
    void DoCarryOut(const EpochState& state,
                    const float* actions,
                    EpochDecision& decision) override;
    bool DoScore(const EpochTransition& transition, uint32_t row, double& reward) const override;

    /**
     * @return bounded numbers of a stream in the space of actions
     */
    uint32_t GetStreamSize() const;

    /**
     * @brief A row's numbers for one stream, from an action of the whole space.
     * @param action numbers of the space
     * @param stream index of a stream
     * @param [out] row its scores, exit and weights
     */
    void TakeRow(const std::vector<float>& action, std::size_t stream, float* row) const;

    double m_gamma{0};                   //!< the attribute Gamma
    double m_tau{0};                     //!< the attribute Tau
    double m_actorLearningRate{0};       //!< the attribute ActorLearningRate
    double m_criticLearningRate{0};      //!< the attribute CriticLearningRate
    double m_gradientClip{0};            //!< the attribute GradientClip
    uint32_t m_hiddenUnits{0};           //!< the attribute HiddenUnits
    uint32_t m_hiddenLayers{0};          //!< the attribute HiddenLayers
    uint32_t m_batchSize{0};             //!< the attribute BatchSize
    uint32_t m_replayCapacity{0};        //!< the attribute ReplayCapacity
    uint32_t m_learningStarts{0};        //!< the attribute LearningStarts
    double m_updatesPerStep{0};          //!< the attribute UpdatesPerStep
    NoiseKind m_noise{GAUSSIAN};         //!< the attribute Noise
    double m_noiseScale{0};              //!< the attribute NoiseScale
    double m_simplexNoiseScale{0};       //!< the attribute SimplexNoiseScale
    double m_ouTheta{0};                 //!< the attribute OuTheta
    bool m_twinCritics{false};           //!< the attribute TwinCritics
    bool m_targetSmoothing{false};       //!< the attribute TargetSmoothing
    double m_targetNoise{0};             //!< the attribute TargetNoise
    double m_targetNoiseClip{0};         //!< the attribute TargetNoiseClip
    uint32_t m_policyDelay{1};           //!< the attribute PolicyDelay
    bool m_invertingGradients{false};    //!< the attribute InvertingGradients
    bool m_perStream{false};             //!< the attribute PerStream
    double m_ownReward{0};               //!< the attribute OwnReward
    PriorKind m_prior{NONE};             //!< the attribute Prior
    double m_priorMargin{0};             //!< the attribute PriorMargin
    bool m_refine{false};                //!< the attribute Refine
    uint32_t m_demonstrations{0};        //!< the attribute Demonstrations
    SystemEncoder m_systemEncoder;       //!< observes all at once
    StateEncoder m_streamEncoder;        //!< observes one stream
    EpochDecision m_priorDecision;       //!< the greedy choice
    std::vector<float> m_priorAction;    //!< the same in the space
    std::vector<float> m_action;         //!< numbers of the space
    std::vector<double> m_weights;       //!< by resource, by UE
    std::vector<double> m_streamDemands; //!< by resource, by stream
};

} // namespace ns3

#endif // DDPG_POLICY_H
