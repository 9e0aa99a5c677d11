// SPDX-License-Identifier: GPL-2.0-only
#ifndef LEARNING_CHECKS_H
#define LEARNING_CHECKS_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace learning
{

/// Gradient steps that may be due between two episodes. Ours: fewer than one is left over mostly.
constexpr double MOST_DUE = 1e4;

/// Rows of a decision, and so numbers of streams. Ours: far above the most UEs of a scenario.
constexpr uint32_t MOST_ROWS = 1000000;

/**
 * @brief Demand that an option lies in a closed interval.
 * @param name of the option, for instance "DiscreteSac gamma"
 * @param value found
 * @param low smallest
 * @param high largest
 * @throws LearningError naming all four
 */
void RequireRange(const std::string& name, double value, double low, double high);

/**
 * @brief Demand that an option is finite and above 0.
 * @param name of the option
 * @param value found
 * @throws LearningError naming both
 */
void RequirePositive(const std::string& name, double value);

/**
 * @brief Demand that layer widths are usable.
 * @param name of the option
 * @param hidden widths, each at least 1
 * @throws LearningError naming the place
 */
void RequireWidths(const std::string& name, const std::vector<uint32_t>& hidden);

/**
 * @brief Demand that floats are finite.
 * @param name what the floats are, for the message
 * @param values the floats
 * @param count number of floats
 * @throws LearningError naming the first that is not
 */
void RequireFinite(const char* name, const float* values, std::size_t count);

/**
 * @param values floats
 * @param mask bytes, 0 = invalid; nullptr = all valid
 * @param count how many, at least 1
 * @return index of the largest valid float, the first of equals; count when none is valid
 */
std::size_t ArgMax(const float* values, const uint8_t* mask, std::size_t count);

} // namespace learning
} // namespace ns3

#endif // LEARNING_CHECKS_H
