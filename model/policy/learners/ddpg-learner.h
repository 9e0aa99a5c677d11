// SPDX-License-Identifier: GPL-2.0-only

#ifndef DDPG_LEARNER_H
#define DDPG_LEARNER_H

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
class Ddpg;
} // namespace learning

/**
 * @ingroup edge-inference
 * @brief Deep deterministic policy gradient (learning::Ddpg; Lillicrap et al. 2016) for real
 * numbers and shares. TD3 (Fujimoto et al. 2018) is a matter of attributes: TwinCritics,
 * TargetSmoothing, PolicyDelay 2.
 *
 * Beyond the paper, each on its own, off by default:
 * - Refine: the actor's action is improved by the critic, part by part of the row, among every
 *   winner of the scores and the steps next to its own (in the manner of Dulac-Arnold et al. 2015).
 */
class DdpgLearner : public AlgorithmLearner<learning::Ddpg, NetworkLearner>
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    DdpgLearner();
    ~DdpgLearner() override;

    /// Kinds of exploration noise.
    enum NoiseKind
    {
        GAUSSIAN,          //!< independent from step to step
        ORNSTEIN_UHLENBECK //!< correlated in time
    };

    std::string Describe() const override;
    bool Fits(const Layout& layout) const override;
    void Make(const Ptr<DecisionSpace>& space, uint64_t seed) override;
    void Act(Rows& rows, bool greedy) override;
    void Remember(const Step& step) override;
    void Update() override;
    Figures GetFigures() const override;
    Actors GetActors() const override;
    void SeedExploration(uint64_t seed) override;
    void BeginEpisode(uint32_t rows) override;
    bool TakesHistory() const override;
    void RememberHistory(const Step& step, bool expert) override;
    void TrainOnHistory(uint32_t updates) override;

  protected:
    void DoDispose() override;

  private:
    /**
     * @brief Puts the best of the neighbours, part by part, in the place of the action.
     * @param observation a row's
     * @param [in,out] action a row's
     */
    void Refine(const float* observation, float* action);

    /// @return mask of the numbers in this episode; null: none must be 0
    const uint8_t* GetMask() const;

    double m_gamma{0};                //!< the attribute Gamma
    double m_tau{0};                  //!< the attribute Tau
    double m_actorLearningRate{0};    //!< the attribute ActorLearningRate
    double m_criticLearningRate{0};   //!< the attribute CriticLearningRate
    double m_gradientClip{0};         //!< the attribute GradientClip
    uint32_t m_batchSize{0};          //!< the attribute BatchSize
    uint32_t m_replayCapacity{0};     //!< the attribute ReplayCapacity
    uint32_t m_learningStarts{0};     //!< the attribute LearningStarts
    double m_updatesPerStep{0};       //!< the attribute UpdatesPerStep
    NoiseKind m_noise{GAUSSIAN};      //!< the attribute Noise
    double m_noiseScale{0};           //!< the attribute NoiseScale
    double m_simplexNoiseScale{0};    //!< the attribute SimplexNoiseScale
    double m_ouTheta{0};              //!< the attribute OuTheta
    bool m_twinCritics{false};        //!< the attribute TwinCritics
    bool m_targetSmoothing{false};    //!< the attribute TargetSmoothing
    double m_targetNoise{0};          //!< the attribute TargetNoise
    double m_targetNoiseClip{0};      //!< the attribute TargetNoiseClip
    uint32_t m_policyDelay{1};        //!< the attribute PolicyDelay
    bool m_invertingGradients{false}; //!< the attribute InvertingGradients
    bool m_refine{false};             //!< the attribute Refine
    Ptr<DecisionSpace> m_space;       //!< asks for actions
};

} // namespace ns3

#endif // DDPG_LEARNER_H
