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
 * Rectangle and Box. Stricter than ns-3: numbers are finite, random variables draw finite numbers
 * and end their draws, rectangles and boxes have an area, and AttributeLimits has what ns-3 needs
 * of single attributes and does not check.
 */
class AttributeText
{
  public:
    /**
     * @param type the class of an object
     * @param attribute the name of an attribute of the class
     * @param text a text
     * @return "" when the text is a value with which an object of the class can be made, else what
     * would have been right
     */
    static std::string FindError(TypeId type,
                                 const std::string& attribute,
                                 const std::string& text);

    /**
     * @brief The part of FindError() that asks for the kind of the attribute only.
     * @param checker the checker of an attribute
     * @param text a text
     * @return "" when the text is a value of the kind, else what would have been right
     */
    static std::string FindKindError(Ptr<const AttributeChecker> checker, const std::string& text);

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
     * @param attribute an attribute
     * @return whether text can set it when an object is made: its kind is known, and ns-3 lets an
     * object be made with a value of it
     */
    static bool CanSet(const TypeId::AttributeInformation& attribute);

    /**
     * @param name a class's TypeId name
     * @param base class it must derive from, or be
     * @return "" when an object of it can be made from its name and attributes, else what would
     * have been right
     */
    static std::string FindTypeError(const std::string& name, TypeId base);

    /**
     * @param base a class
     * @return TypeId names of the classes that derive from it, or are it, and of which objects can
     * be made from name and attributes; sorted
     */
    static std::vector<std::string> GetTypeNames(TypeId base);

    /**
     * @brief Checks the arguments of a program that name attributes, such as
     * `--ns3::InferenceClient::Timeout=100ms`, or global values, such as `--SchedulerType`, on
     * which CommandLine may abort.
     * @param arguments the arguments, without the program's name
     * @throws InferenceInputError when a value is malformed, or when the attribute cannot be set;
     * unknown names are left to CommandLine
     */
    static void CheckArguments(const std::vector<std::string>& arguments);
};

} // namespace ns3

#endif // ATTRIBUTE_TEXT_H
