// SPDX-License-Identifier: GPL-2.0-only

#ifndef OBJECT_TEXT_H
#define OBJECT_TEXT_H

#include "ns3/type-id.h"

#include <functional>
#include <string>
#include <vector>

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

/// Takes a class, the name of one of its attributes and a text; tells what would have been right
/// instead of the text, or "" when it is right.
using AttributeTest =
    std::function<std::string(TypeId type, const std::string& attribute, const std::string& text)>;

/**
 * @param text an object as ns-3 writes it
 * @param base the class that the class of the object must derive from, or be
 * @param test checks the attributes of the object
 * @return "" when ns-3 can make the object, else what would have been right
 */
std::string FindError(const std::string& text, TypeId base, const AttributeTest& test);

/**
 * @param name the TypeId name of a class
 * @param base the class that it must derive from, or be
 * @return "" when an object of it can be made from name and attributes, else what would have been
 * right
 */
std::string FindTypeError(const std::string& name, TypeId base);

/**
 * @param base a class
 * @return TypeId names of the classes that derive from it, or are it, and of which objects can be
 * made from name and attributes; sorted
 */
std::vector<std::string> GetTypeNames(TypeId base);

} // namespace ObjectText

} // namespace ns3

#endif // OBJECT_TEXT_H
