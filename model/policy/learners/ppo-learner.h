// SPDX-License-Identifier: GPL-2.0-only

#ifndef PPO_LEARNER_H
#define PPO_LEARNER_H

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
class Ppo;
class RankGroup;
} // namespace learning

/**
 * @ingroup edge-inference
 * @brief Proximal policy optimisation (learning::Ppo) for choices and real numbers, in one process
 * or distributed over ranks of MPI.
 *
 * Discrete heads and Gaussian entries of one network decide for every row. Ranks: each has episodes
 * of its own and a rollout of its part of RolloutSize; gradients are averaged at every step, so
 * that all have the same network. One update is thus learnt from RolloutSize transitions whatever
 * the number of ranks.
 */
class PpoLearner : public AlgorithmLearner<learning::Ppo, NetworkLearner>
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    PpoLearner();
    ~PpoLearner() override;

    std::string Describe() const override;
    bool Fits(const Layout& layout) const override;
    void Make(const Ptr<DecisionSpace>& space, uint64_t seed) override;
    void Act(Rows& rows, bool greedy) override;
    void Remember(const Step& step) override;
    void Update() override;
    Figures GetFigures() const override;
    Actors GetActors() const override;
    void SeedExploration(uint64_t seed) override;
    void Skip(uint32_t row) override;
    void BeginEpisode(uint32_t rows) override;
    void RememberHistory(const Step& step, bool expert) override;
    bool CanImitate() const override;
    bool JoinRanks(std::shared_ptr<TrainingRanks>& ranks) override;
    uint64_t AgreeOnSeed(uint64_t seed) override;
    void FinishTraining() override;

  protected:
    void DoDispose() override;

  private:
    /**
     * @brief Tells the other ranks whether this one has a full rollout, and hears of them.
     * @param isReady whether this rank has a full rollout
     * @return whether all have; if not, there will be no more updates
     */
    bool Agree(bool isReady);

    double m_gamma{0};               //!< discount an epoch
    double m_lambda{0};              //!< of advantages
    double m_clip{0};                //!< of ratios
    double m_entropyCoefficient{0};  //!< weight of the entropy
    double m_valueCoefficient{0};    //!< weight of the critic's loss
    double m_learningRate{0};        //!< Adam's
    uint64_t m_annealSteps{0};       //!< transitions of all ranks until the learning rate is 0
    double m_gradientClip{0};        //!< largest norm
    uint32_t m_rolloutSize{0};       //!< transitions an update, of all ranks
    uint32_t m_minibatchSize{0};     //!< transitions a gradient step, of all ranks
    uint32_t m_epochs{0};            //!< passes over a rollout
    double m_initialLogDeviation{0}; //!< of the Gaussian entries
    double m_initialPreference{0};   //!< log-odds of the rule's choices at the start

    std::shared_ptr<learning::RankGroup> m_group; //!< the ranks; null: alone
    bool m_isOpen{true};                          //!< all ranks still learn
    uint32_t m_collected{0};                      //!< transitions since the last update
};

} // namespace ns3

#endif // PPO_LEARNER_H
