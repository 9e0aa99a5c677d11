// SPDX-License-Identifier: GPL-2.0-only

#ifndef ATTRIBUTE_TEXT_H
#define ATTRIBUTE_TEXT_H

#include "ns3/attribute.h"
#include "ns3/type-id.h"

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
 * @brief Tells whether a text is a value of an ns-3 attribute before ns-3 reads it.
 *
 * Many of ns-3's own readers abort the program when the text is malformed ("soon" as a Time, "x" as
 * a number, an unknown TypeId), so what a user wrote has to pass here first. Types that are known:
 * Boolean, Uinteger, Integer, Double, String, Time, DataRate, Enum, TypeId, Pointer and
 * ObjectFactory (as in `ns3::UniformRandomVariable[Min=0|Max=1]`), Vector, Vector2D, Vector3D,
 * Rectangle and Box. Stricter than ns-3: numbers are finite, and random variables draw finite
 * numbers.
 */
class AttributeText
{
  public:
    /**
     * @param checker the attribute's checker
     * @param text a value
     * @return "" when it is one, else what would have been right
     */
    static std::string FindError(Ptr<const AttributeChecker> checker, const std::string& text);

    /**
     * @param checker an attribute's checker
     * @return in words, what its values are
     */
    static std::string Describe(Ptr<const AttributeChecker> checker);

    /**
     * @param checker an attribute's checker
     * @return short name of the type of its values: "Double", "Time", "Pointer" and so on
     */
    static std::string GetKind(Ptr<const AttributeChecker> checker);

    /**
     * @param checker an attribute's checker
     * @return whether its values can be given as text
     */
    static bool IsKnown(Ptr<const AttributeChecker> checker);

    /**
     * @param name a class's TypeId name
     * @param base class it must derive from, or be
     * @return "" when it can be created by name, else what would have been right
     */
    static std::string FindTypeError(const std::string& name, TypeId base);

    /**
     * @param base a class
     * @return TypeId names of the classes that derive from it, or are it, and can be created by
     * name; sorted
     */
    static std::vector<std::string> GetTypeNames(TypeId base);

    /**
     * @brief Checks the arguments of a program that name attributes, such as
     * `--ns3::InferenceClient::Timeout=100ms`, on which CommandLine may abort.
     * @param arguments the arguments, without the program's name
     * @throws InferenceInputError when a value is malformed; unknown names are left to CommandLine
     */
    static void CheckArguments(const std::vector<std::string>& arguments);
};

} // namespace ns3

#endif // ATTRIBUTE_TEXT_H
