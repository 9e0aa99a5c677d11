// SPDX-License-Identifier: GPL-2.0-only
#ifndef N_STEP_RETURNS_H
#define N_STEP_RETURNS_H

#include "replay-memory.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace learning
{

/**
 * @brief Turns single transitions of one environment, given in order, into n-step transitions.
 *
 * The n-step transition from t has the reward r_t + d_t r_(t+1) + d_t d_(t+1) r_(t+2) ... and leads
 * to the observation after n steps with the product of the discounts. At a terminal transition and
 * at the end of an episode the transitions under way are completed with fewer steps.
 */
class NStepReturns
{
  public:
    /**
     * @param n steps of a return, at least 1
     * @param observationSize floats
     * @param maskSize bytes, 0 = none
     * @param actionSize floats of a continuous action, 0 = discrete
     */
    NStepReturns(uint32_t n, uint32_t observationSize, uint32_t maskSize, uint32_t actionSize);

    /**
     * @brief Take a transition; put those that are complete into the memory.
     * @param transition single-step transition, discount 0 = terminal
     * @param memory receives complete transitions
     * @return number of transitions that were put into the memory
     */
    uint32_t Add(const TransitionView& transition, ReplayMemory& memory);

    /**
     * @brief The episode was cut off after the last transition: complete all, bootstrapping there.
     * @param memory receives them
     * @return number of transitions completed
     */
    uint32_t EndEpisode(ReplayMemory& memory);

    /**
     * @brief List the state for a checkpoint.
     * @param fields receives the parts
     * @param name prefix of their names
     * @param actions number of actions that there are
     */
    void List(CheckpointFields& fields, const std::string& name, uint32_t actions);

    /**
     * @brief Check the counters of a checkpoint before it is restored.
     * @param checkpoint a full checkpoint
     * @param name prefix
     * @throws LearningError when a counter is out of range
     */
    void Check(const Checkpoint& checkpoint, const std::string& name) const;

  private:
    /// Hands the oldest waiting transition, with its return, to the memory.
    void Emit(ReplayMemory& memory);

    uint32_t m_n;                         //!< steps of a return
    uint32_t m_observationSize;           //!< floats
    uint32_t m_maskSize;                  //!< bytes
    uint32_t m_actionSize;                //!< floats
    uint64_t m_first{0};                  //!< oldest transition under way, in a ring of n
    uint64_t m_count{0};                  //!< transitions under way
    std::vector<float> m_observations;    //!< n x observation size
    std::vector<uint8_t> m_masks;         //!< n x mask size
    std::vector<uint32_t> m_actions;      //!< n
    std::vector<float> m_actionValues;    //!< n x action size
    std::vector<float> m_rewards;         //!< n, sums so far
    std::vector<float> m_discounts;       //!< n, products so far
    std::vector<float> m_nextObservation; //!< after the last transition
    std::vector<uint8_t> m_nextMask;      //!< after the last transition
};

} // namespace learning
} // namespace ns3

#endif // N_STEP_RETURNS_H
