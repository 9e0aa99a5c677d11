// SPDX-License-Identifier: GPL-2.0-only

#ifndef DQN_LEARNER_H
#define DQN_LEARNER_H

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
class Dqn;
} // namespace learning

/**
 * @ingroup edge-inference
 * @brief Deep Q-learning (learning::Dqn; Mnih et al., Nature 518, 2015), with double and duelling
 * networks, prioritised replay and the history of other policies as attributes. Several choices a
 * row become one among all their combinations.
 */
class DqnLearner : public AlgorithmLearner<learning::Dqn, NetworkLearner>
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    DqnLearner();
    ~DqnLearner() override;

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
    /// Most combinations of the choices of a row.
    static constexpr uint64_t MOST_ACTIONS = 65536;

    /**
     * @param mask a row's mask
     * @param [out] joint mask of all combinations; of no use with one head
     * @return the mask to learn with
     */
    const uint8_t* MakeMask(const uint8_t* mask, std::vector<uint8_t>& joint) const;

    double m_gamma{0};               //!< discount per epoch
    double m_learningRate{0};        //!< Adam
    double m_gradientClip{0};        //!< norm
    double m_tau{0};                 //!< step of the target network
    uint32_t m_batchSize{0};         //!< transitions a gradient step
    uint32_t m_replayCapacity{0};    //!< transitions kept
    uint32_t m_learningStarts{0};    //!< transitions before the first gradient step
    double m_updatesPerStep{0};      //!< gradient steps a transition
    double m_epsilonStart{0};        //!< exploration at the start
    double m_epsilonEnd{0};          //!< exploration at the end
    uint32_t m_epsilonSteps{0};      //!< transitions from start to end
    bool m_double{false};            //!< double Q-learning
    bool m_duelling{false};          //!< duelling heads
    bool m_prioritised{false};       //!< prioritised replay
    double m_priorityAlpha{0};       //!< exponent of the priorities
    double m_betaStart{0};           //!< exponent of the importance weights at the start
    uint32_t m_betaSteps{0};         //!< gradient steps until it is 1
    double m_historyMargin{0};       //!< by which actions of experts must be better
    double m_imitationMargin{0};     //!< by which actions that are imitated must be better
    std::vector<uint32_t> m_heads;   //!< choices of each head
    uint32_t m_nActions{0};          //!< combinations of them
    std::vector<uint32_t> m_actions; //!< numbers of combinations, one a row
    std::vector<uint8_t> m_mask;     //!< of all combinations, of a row
    std::vector<uint8_t> m_nextMask; //!< the same of the row after
    std::vector<uint8_t> m_masks;    //!< row after row
};

} // namespace ns3

#endif // DQN_LEARNER_H
