// SPDX-License-Identifier: GPL-2.0-only
#ifndef ACTION_HEADS_H
#define ACTION_HEADS_H

#include "learning-random.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace learning
{

/**
 * @brief One or several independent discrete choices with masks, and how they form one action
 * number.
 *
 * Logits, masks and values of the heads stand one after another in a row of Width() entries. The
 * action number is the mixed-radix number of the heads' choices, the first head most significant.
 */
class ActionHeads
{
  public:
    /**
     * @param name for error texts
     * @param sizes choices a head; empty = one head of `width`
     * @param width sum of the sizes
     * @throws LearningError when a size is 0, the sum differs or the actions exceed 32 bits
     */
    ActionHeads(const std::string& name, const std::vector<uint32_t>& sizes, uint32_t width);

    /**
     * @brief Heads whose choices are listed one by one: any number of them, no action number.
     * @param name for error texts
     * @param sizes choices a head; may be empty
     * @throws LearningError when a size is 0
     */
    ActionHeads(const std::string& name, const std::vector<uint32_t>& sizes);

    /// @return number of heads
    std::size_t Count() const;
    /// @return number of actions; only of heads that were made with a width
    uint32_t Actions() const;
    /// @return entries a row
    uint32_t Width() const;
    /// @return choices of a head
    uint32_t Size(std::size_t head) const;
    /// @return first entry of a head in a row
    uint32_t Offset(std::size_t head) const;

    /**
     * @param action an action number
     * @param head which head
     * @return entry in a row of the choice of this head
     */
    uint32_t Entry(uint32_t action, std::size_t head) const;

    /**
     * @brief Demand that an action exists and is valid.
     * @param action an action number
     * @param mask Width() bytes, nullptr = all valid
     * @throws LearningError naming the action
     */
    void RequireValid(uint32_t action, const uint8_t* mask) const;

    /**
     * @brief Demand that listed choices exist and are valid.
     * @param choices Count() numbers
     * @param mask Width() bytes, nullptr = all valid
     * @throws LearningError naming the head
     */
    void RequireValid(const uint32_t* choices, const uint8_t* mask) const;

    /**
     * @brief Demand that every head has a valid choice.
     * @param mask Width() bytes, nullptr = all valid
     * @throws LearningError naming the head
     */
    void RequireSome(const uint8_t* mask) const;

    /**
     * @brief The best valid choice of every head, the first of equals.
     * @param values Width() floats
     * @param mask Width() bytes, nullptr = all valid
     * @return action number
     * @throws LearningError when a head has no valid choice or a value is not finite
     */
    uint32_t Best(const float* values, const uint8_t* mask) const;

    /**
     * @brief Draw each head's choice, one uniform number a head.
     * @param logits Width() floats
     * @param mask Width() bytes, nullptr = all valid
     * @param probabilities scratch of Width() floats, receives the probabilities
     * @param random source
     * @return action number
     * @throws LearningError as Best
     */
    uint32_t Sample(const float* logits,
                    const uint8_t* mask,
                    float* probabilities,
                    LearningRandom& random) const;

    /**
     * @brief As Best, listing the choices.
     * @param values Width() floats
     * @param mask Width() bytes, nullptr = all valid
     * @param choices receives Count() numbers
     */
    void Best(const float* values, const uint8_t* mask, uint32_t* choices) const;

    /**
     * @brief As Sample, listing the choices.
     * @param logits Width() floats
     * @param mask Width() bytes, nullptr = all valid
     * @param probabilities scratch of Width() floats, receives the probabilities
     * @param random source
     * @param choices receives Count() numbers
     */
    void Sample(const float* logits,
                const uint8_t* mask,
                float* probabilities,
                LearningRandom& random,
                uint32_t* choices) const;

    /**
     * @brief Draw uniformly among the valid choices.
     * @param mask Width() bytes, nullptr = all valid
     * @param random source
     * @return action number
     * @throws LearningError when a head has no valid choice
     */
    uint32_t Uniform(const uint8_t* mask, LearningRandom& random) const;

    /**
     * @brief Softmax of each head over rows.
     * @param logits rows x Width()
     * @param masks rows x Width(), nullptr = all valid
     * @param rows number of rows
     * @param probabilities rows x Width(); invalid entries exactly 0
     * @param logProbabilities rows x Width(), 0 for invalid entries; may be nullptr
     */
    void Softmax(const float* logits,
                 const uint8_t* masks,
                 std::size_t rows,
                 float* probabilities,
                 float* logProbabilities) const;

  private:
    /// @return the valid choice of a head with the highest of the head's values
    uint32_t BestOf(std::size_t head, const float* values, const uint8_t* mask) const;
    /// @return the choice of a head that a uniform number in [0, 1) draws
    uint32_t DrawOf(std::size_t head, const float* probabilities, double uniform) const;
    /// Throws LearningError: the mask of a head leaves no choice.
    [[noreturn]] void FailNoValid(std::size_t head) const;

    std::string m_name;              //!< for error texts
    std::vector<uint32_t> m_sizes;   //!< choices a head
    std::vector<uint32_t> m_offsets; //!< first entries
    std::vector<uint32_t> m_weights; //!< value of a head's digit in the action number
    uint32_t m_width;                //!< entries a row
    uint64_t m_actions;              //!< number of actions
};

} // namespace learning
} // namespace ns3

#endif // ACTION_HEADS_H
