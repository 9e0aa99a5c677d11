// SPDX-License-Identifier: GPL-2.0-only
#ifndef WU_LEARNER_H
#define WU_LEARNER_H

#include "../../model/learning/ddpg.h"
#include "wu-policies.h"
#include "wu-system.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace learning
{
namespace test
{

/// How the learner sees the system.
enum class WuForm
{
    JOINT, //!< the paper's: one state, one action and one reward for all devices
    ROWS,  //!< ours: one row a device, from one actor and one critic that all devices share
};

/**
 * @brief How the learner is trained. Values are the paper's where the comment does not say "ours".
 */
struct WuTraining
{
    WuForm form{WuForm::ROWS};            //!< ours, see there
    uint32_t episodes{1000};              //!< of a training
    uint32_t slots{200};                  //!< of an episode
    std::vector<uint32_t> hidden{64, 32}; //!< of both networks
    double actorLearningRate{1e-4};       //!< Adam
    double criticLearningRate{1e-3};      //!< Adam
    double tau{0.005};                    //!< of the target networks
    double gamma{0.85};                   //!< discount
    uint32_t batchSize{64};               //!< transitions of a gradient step
    uint32_t replaySlots{100000};         //!< slots that are remembered
    double updatesPerSlot{1};             //!< gradient steps
    /// Standard deviation of the noise in halves of an action's range; ours, the paper's is 0.2.
    double noise{0.8};
    /**
     * @brief Share of the rows that act with noise, in the form of rows (ours): from all to this
     * one over the first half of the training. The others act as trained, so that the accuracy
     * queues are where they are without noise.
     */
    double explorers{0.1};
    /**
     * @brief The system begins anew when a deficit exceeds it (ours): noise alone makes deficits
     * that the trained actor never meets, and whose rewards drown all others.
     */
    double largestDeficit{2};
    uint32_t randomSlots{1000}; //!< slots of random choices at the beginning (ours)
    double rewardScale{10};     //!< rewards are multiplied by it (ours)
    uint64_t seed{1};           //!< decides everything
    /**
     * @brief Every so many episodes the actor runs the validation episodes; the best one is kept
     * (ours; the paper says nothing of it).
     *
     * The best has the least delay among those that miss neither target by more than 0.003, or, if
     * there is none, the least miss.
     */
    uint32_t validateEvery{50};
    uint32_t validationEpisodes{10}; //!< their random numbers serve nothing else
};

/**
 * @brief DDPG on the system, through the learner of the module.
 *
 * An action has two numbers a device: its range is divided among the four rates, and the sign of
 * the second one is the place. What is remembered is the choice that was carried out.
 *
 * In the joint form the reward is minus the slot's objective. In the form of rows a device's reward
 * is minus what the slot's objective would be smaller if the device had no task (a difference
 * reward), so that what is best for a device by itself, given the others, is best for all.
 */
class WuLearner
{
  public:
    /**
     * @param parameters the system
     * @param training how to train
     */
    WuLearner(const WuParameters& parameters, const WuTraining& training);

    /// @brief Trains one episode.
    void TrainEpisode();

    /**
     * @param system the system in its present state
     * @return what the actor chooses, without noise
     */
    std::vector<WuChoice> Choose(const WuSystem& system);

    /**
     * @param system the system in its present state
     * @param choices one a device
     * @return the reward of each device in the form of rows, not scaled
     */
    static std::vector<double> GetDifferenceRewards(const WuSystem& system,
                                                    const std::vector<WuChoice>& choices);

    /// @return the learner
    Ddpg& Agent();

  private:
    void Observe(const WuSystem& system, std::vector<float>& rows) const;
    void ObserveJointly(const WuSystem& system, std::vector<float>& row) const;
    std::vector<WuChoice> Decide(const std::vector<float>& rows,
                                 double explorers,
                                 std::vector<float>& taken);

    const WuTraining m_training;   //!< how to train
    WuSystem m_system;             //!< where it trains
    LearningRandom m_random;       //!< of the training's episodes
    uint32_t m_rows{0};            //!< rows a slot
    uint32_t m_width{0};           //!< numbers of a row
    uint32_t m_episodes{0};        //!< of the training so far
    std::unique_ptr<Ddpg> m_agent; //!< the learner
};

/// What a training gave, on the episodes of the evaluation.
struct WuTrained
{
    WuResult best;         //!< the actor that the validation chose
    WuResult last;         //!< the actor at the end
    uint32_t bestAfter{0}; //!< episodes
};

/**
 * @brief Trains, chooses an actor by validation, and evaluates it.
 * @param parameters the system
 * @param training how to train
 * @param seed of the evaluation, below 1000
 * @param episodes of the evaluation
 * @return what it gave
 */
WuTrained TrainWu(const WuParameters& parameters,
                  const WuTraining& training,
                  uint64_t seed,
                  uint32_t episodes);

} // namespace test
} // namespace learning
} // namespace ns3

#endif // WU_LEARNER_H
