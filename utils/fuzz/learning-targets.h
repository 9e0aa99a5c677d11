// SPDX-License-Identifier: GPL-2.0-only

#ifndef LEARNING_TARGETS_H
#define LEARNING_TARGETS_H

#include "fuzz-targets.h"

#include <cstdint>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 *
 * Readers that need LibTorch. Their inputs are recipes: a byte chooses what is done, and the next
 * ones where and with which value. So a checkpoint is changed within, behind a right checksum, and
 * a network is a program that can be compiled.
 */

namespace ns3
{

/// Takes choices from the bytes of an input. What is missing is 0.
class Recipe
{
  public:
    /**
     * @param bytes of the input; they must outlive this object
     */
    explicit Recipe(const std::string& bytes)
        : m_bytes(bytes)
    {
    }

    /// @return whether all was taken
    bool IsAtEnd() const
    {
        return m_at >= m_bytes.size();
    }

    /**
     * @param n how many there are to choose from, at least 1
     * @return a number below n
     */
    std::size_t Choose(std::size_t n)
    {
        std::size_t number = 0;
        for (std::size_t range = 1; range < n; range *= 256)
        {
            number = number * 256 + (IsAtEnd() ? 0 : static_cast<uint8_t>(m_bytes[m_at++]));
        }
        return number % n;
    }

  private:
    const std::string& m_bytes; //!< of the input
    std::size_t m_at{0};        //!< bytes that were taken
};

/**
 * @return answers of a network of TorchScript: the policy takes or refuses them
 */
FuzzTarget MakeAnswersTarget();

/**
 * @return states of learners in a checkpoint: what a learner takes, it can act and learn with
 */
FuzzTarget MakeStateTarget();

/**
 * @return experience of actors in a checkpoint
 */
FuzzTarget MakeExperienceTarget();

} // namespace ns3

#endif // LEARNING_TARGETS_H
