// SPDX-License-Identifier: GPL-2.0-only

#ifndef PPO_POLICY_H
#define PPO_POLICY_H

#include "ns3/deployment-learning-policy.h"
#include "ns3/random-variable-stream.h"
#include "ns3/trainable-policy.h"

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

namespace learning
{
class RankGroup;
} // namespace learning

/**
 * @ingroup edge-inference
 * @brief Deployment under mobility learnt by proximal policy optimisation (learning::Ppo), in one
 * process or distributed over ranks of MPI, after the abstract of He et al., "Dynamic Deployment of
 * DNN Inference Tasks Based on Distributed Proximal Policy Optimization", CCIS 2060, 2024.
 *
 * What it sees and decides is DeploymentLearningPolicy's. Three discrete heads and two Gaussian
 * entries of one network decide for every stream. A stream's reward of an epoch is the mean of its
 * tasks' rewards (RewardModel), mixed with the mean over the streams in its cell, with which it
 * shares a server's memory and the spectrum; without a task 0.
 *
 * Ranks: each has episodes of its own and a rollout of its part of RolloutSize; gradients are
 * averaged at every step, so that all have the same network. One update is thus learnt from
 * RolloutSize transitions whatever the number of ranks.
 */
class PpoPolicy : public DeploymentLearningPolicy, public TrainablePolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    PpoPolicy();
    ~PpoPolicy() override;

    void Learn(const EpochTransition& transition) override;
    Ranks JoinRanks(std::shared_ptr<TrainingRanks>& ranks) override;
    void FinishTraining() override;
    void Save(std::ostream& os) const override;
    void SaveNetworks(std::ostream& os) const override;
    void Load(std::istream& is) override;
    std::vector<std::pair<std::string, double>> GetTrainingFigures() const override;
    int64_t AssignStreams(int64_t stream) override;

  protected:
    void DoDispose() override;

  private:
    struct Agent; //!< the learner, behind LibTorch

    /// A decision that has not been learnt from.
    struct Step
    {
        uint64_t epoch{0};                //!< its number
        std::vector<float> observations;  //!< rows
        std::vector<uint8_t> masks;       //!< rows
        std::vector<uint32_t> choices;    //!< rows
        std::vector<float> continuous;    //!< rows
        std::vector<float> probabilities; //!< logarithm of that of the whole action, one a row
        std::vector<uint32_t> cells;      //!< cell of the UE, one a row
    };

    void DoBeginEpisode() override;
    void Act(const std::vector<float>& observations,
             const std::vector<uint8_t>& masks,
             std::vector<Action>& actions) override;

    /**
     * @brief Draws the seed of the agent; the first call waits for those of all ranks.
     * @return the seed, the same on all ranks
     */
    uint64_t AgreeOnSeed();

    /// Makes the agent for this scenario, or checks that it fits.
    void MakeAgent();

    /**
     * @brief Tells the other ranks whether this one has a full rollout, and hears of them.
     * @param isReady it has
     * @return whether all have; if not, there will be no more updates
     */
    bool Agree(bool isReady);

    double m_gamma;               //!< discount an epoch
    double m_lambda;              //!< of advantages
    double m_clip;                //!< of ratios
    double m_entropyCoefficient;  //!< weight of the entropy
    double m_valueCoefficient;    //!< weight of the critic's loss
    double m_learningRate;        //!< Adam's
    uint64_t m_annealSteps;       //!< transitions of all ranks until the learning rate is 0
    double m_gradientClip;        //!< largest norm
    uint32_t m_rolloutSize;       //!< transitions an update, of all ranks
    uint32_t m_minibatchSize;     //!< transitions a gradient step, of all ranks
    uint32_t m_epochs;            //!< passes over a rollout
    uint32_t m_hiddenUnits;       //!< width of a hidden layer
    uint32_t m_hiddenLayers;      //!< number of hidden layers
    double m_initialLogDeviation; //!< of the Gaussian entries
    double m_initialPreference;   //!< log-odds of the greedy choices at the start
    double m_sharedReward;        //!< part of a reward that is the mean over the cell

    std::unique_ptr<Agent> m_agent;               //!< the learner
    std::shared_ptr<learning::RankGroup> m_group; //!< the ranks; null: alone
    bool m_isOpen{true};                          //!< all ranks still learn
    std::string m_checkpoint;                     //!< read before the agent was made
    Ptr<UniformRandomVariable> m_seed;            //!< gives the agent its seed
    uint64_t m_agreedSeed{0};                     //!< of all ranks; 0 before they agreed
    std::vector<Step> m_steps;                    //!< decisions not learnt from, oldest first
};

} // namespace ns3

#endif // PPO_POLICY_H
