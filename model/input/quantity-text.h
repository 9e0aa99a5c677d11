// SPDX-License-Identifier: GPL-2.0-only

#ifndef QUANTITY_TEXT_H
#define QUANTITY_TEXT_H

#include <cstddef>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Tells whether a text is a quantity that ns-3 can read: a time, a data rate, a list of
 * coordinates. Private to the module.
 */
namespace QuantityText
{

/**
 * @param text a text
 * @return whether it is a time that ns-3 reads, of at most 1e9 s
 */
bool IsTime(const std::string& text);

/**
 * @param text a text
 * @return whether it is a data rate that ns-3 reads, of at most 1e18 bit/s
 */
bool IsDataRate(const std::string& text);

/**
 * @param text a text
 * @param separator the character that stands between two numbers
 * @param n how many numbers there must be
 * @return whether it is that many numbers, such as the coordinates 0:1:2
 */
bool IsNumbers(const std::string& text, char separator, std::size_t n);

/**
 * @brief Objects that move in an area without extent make events without end.
 * @param text a text
 * @param n how many numbers there must be: 4 for a rectangle, 6 for a box
 * @return whether it is the least and the greatest x, y and z of an area, with '|' between them,
 * and the greatest x and y are above the least ones
 */
bool IsArea(const std::string& text, std::size_t n);

} // namespace QuantityText

} // namespace ns3

#endif // QUANTITY_TEXT_H
