// SPDX-License-Identifier: GPL-2.0-only

#ifndef ATTRIBUTE_LIMITS_H
#define ATTRIBUTE_LIMITS_H

#include "ns3/random-variable-stream.h"
#include "ns3/type-id.h"

#include <cstdint>
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
 * @brief What ns-3 needs of attributes and does not check: ranges, kinds of classes, and parameters
 * with which a random variable never ends its draw. Private to the module.
 *
 * ns-3 ends the program, or goes on for ever, when such an attribute is used. All that is known of
 * it stands in the tables of this file.
 */
namespace AttributeLimits
{

/// Greatest RngSeed: ns-3's generator, MRG32k3a, takes seeds below its second modulus, 4294944443.
constexpr uint32_t GREATEST_SEED = 4294944442;

/// The range of an attribute of numbers or times.
struct Range
{
    const char* type;      //!< the class that has the attribute
    const char* attribute; //!< the name of the attribute
    double least;          //!< least value, in s for a time
    double greatest;       //!< greatest value, in s for a time
    double step{0};        //!< it is a multiple of this; 0: of nothing
};

/**
 * @return all ranges that the classes' own checkers do not have
 */
const std::vector<Range>& GetRanges();

/**
 * @param number a number
 * @return the number in as few digits as it takes to read it again
 */
std::string WriteNumber(double number);

/**
 * @param type the class of an object
 * @param attribute the name of an attribute of the class
 * @return the range of the attribute in words; "" when GetRanges() has none
 */
std::string DescribeRange(TypeId type, const std::string& attribute);

/**
 * @param type the class of an object
 * @param attribute the name of an attribute of the class
 * @param text a value of the kind of the attribute
 * @return "" when ns-3 can use the value, else what would have been right
 */
std::string FindError(TypeId type, const std::string& attribute, const std::string& text);

/**
 * @param name the name of a global value of ns-3, such as SchedulerType
 * @param text a value of the kind of the global value
 * @return "" when ns-3 can use the value, else what would have been right
 */
std::string FindGlobalError(const std::string& name, const std::string& text);

/**
 * @param type a class
 * @return whether its objects work only when a program gives them what no attribute can give
 */
bool IsIncomplete(TypeId type);

/**
 * @param variable a random variable
 * @return "" when its draws end soon, else what would have been right
 */
std::string FindEndlessError(Ptr<const RandomVariableStream> variable);

} // namespace AttributeLimits

} // namespace ns3

#endif // ATTRIBUTE_LIMITS_H
