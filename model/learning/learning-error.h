// SPDX-License-Identifier: GPL-2.0-only
#ifndef LEARNING_ERROR_H
#define LEARNING_ERROR_H

#include <stdexcept>
#include <string>

namespace ns3
{
namespace learning
{

/**
 * @brief What the learning room throws: bad options, bad input, a damaged checkpoint, a NaN.
 *
 * The text is one line that names the place, what was found and what would have been right.
 */
class LearningError : public std::runtime_error
{
  public:
    /**
     * @param text one line: place, found, expected
     */
    explicit LearningError(const std::string& text)
        : std::runtime_error(text)
    {
    }
};

} // namespace learning
} // namespace ns3

#endif // LEARNING_ERROR_H
