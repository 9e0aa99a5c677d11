// SPDX-License-Identifier: GPL-2.0-only

#ifndef OBJECT_TEXT_H
#define OBJECT_TEXT_H

#include "ns3/type-id.h"

#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Tells whether a text describes an object that ns-3 can make: TYPE or TYPE[NAME=VALUE|...].
 * Private to the module.
 */
namespace ObjectText
{

/**
 * @param text an object as ns-3 writes it
 * @param base the class that the class of the object must derive from, or be
 * @return "" when ns-3 can make the object, else what would have been right
 */
std::string FindError(const std::string& text, TypeId base);

} // namespace ObjectText

} // namespace ns3

#endif // OBJECT_TEXT_H
