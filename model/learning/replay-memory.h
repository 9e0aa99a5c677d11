// SPDX-License-Identifier: GPL-2.0-only
#ifndef REPLAY_MEMORY_H
#define REPLAY_MEMORY_H

#include <ATen/core/Tensor.h>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace learning
{

class CheckpointFields;
class Checkpoint;
class LearningRandom;

/**
 * @brief One transition; the pointers are read during the call only.
 */
struct TransitionView
{
    const float* observation{nullptr};     //!< before the action
    const uint8_t* mask{nullptr};          //!< valid actions; nullptr = all
    uint32_t action{0};                    //!< discrete action
    const float* actionValues{nullptr};    //!< continuous action
    float reward{0};                       //!< reward, of n steps when nStep > 1
    const float* nextObservation{nullptr}; //!< after it
    const uint8_t* nextMask{nullptr};      //!< valid actions then; nullptr = all
    float discount{0};                     //!< factor of the value of nextObservation; 0 = terminal
};

/**
 * @brief Transitions drawn from a ReplayMemory, one row each.
 */
struct TransitionBatch
{
    std::vector<float> observations;     //!< rows x observation size
    std::vector<uint8_t> masks;          //!< rows x mask size
    std::vector<uint32_t> actions;       //!< rows
    std::vector<float> actionValues;     //!< rows x action size
    std::vector<float> rewards;          //!< rows
    std::vector<float> nextObservations; //!< rows x observation size
    std::vector<uint8_t> nextMasks;      //!< rows x mask size
    std::vector<float> discounts;        //!< rows
};

/**
 * @brief The last transitions, in contiguous tensors; adding and gathering allocate nothing.
 */
class ReplayMemory
{
  public:
    /**
     * @param capacity transitions kept, at least 1
     * @param observationSize floats an observation
     * @param maskSize bytes a mask, 0 = no masks
     * @param actionSize floats a continuous action, 0 = discrete actions
     */
    ReplayMemory(uint32_t capacity,
                 uint32_t observationSize,
                 uint32_t maskSize,
                 uint32_t actionSize);

    /**
     * @brief Add a transition; when full it takes the place of the oldest.
     * @param transition copied
     * @return the place it was put
     */
    uint32_t Add(const TransitionView& transition);

    /// @return number of transitions held
    uint32_t Size() const;
    /// @return place that the next transition will take
    uint32_t NextPlace() const;
    /// @return number of transitions that fit
    uint32_t Capacity() const;

    /**
     * @brief Copy transitions into a batch.
     * @param places rows numbers below Size()
     * @param rows number of transitions
     * @param batch receives them
     */
    void Gather(const uint32_t* places, std::size_t rows, TransitionBatch& batch) const;

    /**
     * @brief Copy transitions drawn at random, each as likely as any other, into a batch.
     * @param random draws them
     * @param [out] places their rows; as many are drawn as it has room for
     * @param batch receives them
     */
    void Sample(LearningRandom& random,
                std::vector<uint32_t>& places,
                TransitionBatch& batch) const;

    /**
     * @brief List the state for a checkpoint.
     * @param fields receives the parts
     * @param name prefix of their names
     * @param size number of transitions held, Size() for saving, from StoredSize() for loading
     * @param actions number of actions that there are
     */
    void List(CheckpointFields& fields, const std::string& name, uint32_t size, uint32_t actions);

    /**
     * @param checkpoint a full checkpoint
     * @param name prefix
     * @return number of transitions in it
     * @throws LearningError when they do not fit
     */
    uint32_t StoredSize(const Checkpoint& checkpoint, const std::string& name) const;

  private:
    uint32_t m_capacity;           //!< transitions that fit
    uint32_t m_observationSize;    //!< floats
    uint32_t m_maskSize;           //!< bytes
    uint32_t m_actionSize;         //!< floats
    uint64_t m_size{0};            //!< transitions held
    uint64_t m_next{0};            //!< place of the next one
    at::Tensor m_observations;     //!< capacity x observation size
    at::Tensor m_nextObservations; //!< capacity x observation size, the next observations
    at::Tensor m_masks;            //!< capacity x mask size
    at::Tensor m_nextMasks;        //!< capacity x mask size
    at::Tensor m_actions;          //!< capacity
    at::Tensor m_actionValues;     //!< capacity x action size
    at::Tensor m_rewards;          //!< capacity
    at::Tensor m_discounts;        //!< capacity
};

} // namespace learning
} // namespace ns3

#endif // REPLAY_MEMORY_H
