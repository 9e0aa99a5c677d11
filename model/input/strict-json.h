// SPDX-License-Identifier: GPL-2.0-only

#ifndef STRICT_JSON_H
#define STRICT_JSON_H

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Strict reading of JSON texts. Private to the module.
 *
 * One JSON text of RFC 8259 in UTF-8 without byte-order mark, no key twice in one object, numbers
 * within the range of a double, bounded in size and depth. nlohmann's parser reads; what it lacks
 * and a user needs stands here: the JSON pointer, line and column of an error, and the refusal of a
 * key that comes twice, of which the parser would keep the last one in silence.
 */
namespace StrictJson
{

/// Greatest size of a text, in bytes.
constexpr std::size_t GREATEST_SIZE = 16 * 1024 * 1024;

/// Greatest nesting of objects and arrays.
constexpr std::size_t GREATEST_DEPTH = 64;

/**
 * @param text the JSON text
 * @param file the name to use in errors
 * @return the value of the text
 * @throws InferenceInputError when the text is not strict JSON
 */
nlohmann::json Parse(const std::string& text, const std::string& file);

} // namespace StrictJson

} // namespace ns3

#endif // STRICT_JSON_H
