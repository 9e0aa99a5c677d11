// SPDX-License-Identifier: GPL-2.0-only

#ifndef EDGE_INFERENCE_COMPAT_H
#define EDGE_INFERENCE_COMPAT_H

#include "ns3/attribute-helper.h"
#include "ns3/enum.h"
#include "ns3/event-id.h"

#include <limits>
#include <optional>
#include <utility>

/**
 * @file
 * @ingroup edge-inference
 * @brief The differences between ns-3 3.37 and 3.48, in one place.
 *
 * EDGE_INFERENCE_NS3_VERSION is 337 for ns-3.37, 348 for ns-3.48 and 999 for a development tree.
 * The build defines it. Outside of this file, of CMake and of the radio adapters it is not tested.
 */

#ifndef EDGE_INFERENCE_NS3_VERSION
#if defined(__has_include)
#if __has_include("ns3/version-defines.h")
#include "ns3/version-defines.h"
#endif
#endif
#if defined(NS3_VERSION_MAJOR) && defined(NS3_VERSION_MINOR)
#define EDGE_INFERENCE_NS3_VERSION (NS3_VERSION_MAJOR * 100 + NS3_VERSION_MINOR)
#else
#error "ns-3's version is not known: compile with -DEDGE_INFERENCE_NS3_VERSION=337 for ns-3.37"
#endif
#endif

/**
 * @brief `override` where ns3::Application declares a virtual AssignStreams (since 3.42), else
 * nothing.
 *
 * Usage: `int64_t AssignStreams(int64_t stream) EDGE_INFERENCE_ASSIGN_STREAMS_OVERRIDE;` in a class
 * that derives from ns3::Application directly.
 */
#if EDGE_INFERENCE_NS3_VERSION >= 342
#define EDGE_INFERENCE_ASSIGN_STREAMS_OVERRIDE override
#else
#define EDGE_INFERENCE_ASSIGN_STREAMS_OVERRIDE
#endif

/**
 * @brief `override` where ns3::MobilityModel declares a virtual Copy (since 3.46), else nothing.
 */
#if EDGE_INFERENCE_NS3_VERSION >= 346
#define EDGE_INFERENCE_MOBILITY_COPY_OVERRIDE override
#else
#define EDGE_INFERENCE_MOBILITY_COPY_OVERRIDE
#endif

/**
 * @name Durations of test cases
 * @brief TestCase::Duration became an enum class in 3.42; the names before that are gone
 * since 3.46.
 * (`TestSuite::Type::UNIT` needs no help: it is valid in every release.)
 * @{
 */
#if EDGE_INFERENCE_NS3_VERSION >= 342
#define EDGE_INFERENCE_TEST_QUICK ns3::TestCase::Duration::QUICK                 //!< always
#define EDGE_INFERENCE_TEST_EXTENSIVE ns3::TestCase::Duration::EXTENSIVE         //!< some s
#define EDGE_INFERENCE_TEST_TAKES_FOREVER ns3::TestCase::Duration::TAKES_FOREVER //!< min
#else
#define EDGE_INFERENCE_TEST_QUICK ns3::TestCase::QUICK                 //!< always
#define EDGE_INFERENCE_TEST_EXTENSIVE ns3::TestCase::EXTENSIVE         //!< some s
#define EDGE_INFERENCE_TEST_TAKES_FOREVER ns3::TestCase::TAKES_FOREVER //!< min
#endif
/** @} */

namespace ns3
{

/**
 * @brief ns-3's energy models live in ns3::energy since 3.42 and in ns3 before:
 * `energy::EnergySource` and the like can be written for both. (Helpers stay in ns3; do not
 * forward-declare these classes.)
 */
namespace energy
{
#if EDGE_INFERENCE_NS3_VERSION < 342
using namespace ns3;
#endif
} // namespace energy

/**
 * @brief MakeEnumAccessor for every release: a template over the enumeration since 3.41.
 *
 * EnumValue and MakeEnumChecker need no help as long as the enumeration is unscoped (a plain `enum`
 * inside its class), because releases before 3.41 convert it to int.
 *
 * @tparam T the enumeration
 * @tparam Args the member or the pair of setter and getter
 * @param args what MakeEnumAccessor takes
 * @return the accessor
 */
template <typename T, typename... Args>
Ptr<const AttributeAccessor>
MakeEnumAccessorCompat(Args&&... args)
{
#if EDGE_INFERENCE_NS3_VERSION >= 341
    return MakeEnumAccessor<T>(std::forward<Args>(args)...);
#else
    return MakeEnumAccessor(std::forward<Args>(args)...);
#endif
}

/**
 * @brief A measurement that ns-3 returns as a bare number
 * (WifiRemoteStationManager::GetMostRecentRssi before 3.43).
 * @param value the number
 * @return the number
 */
inline double
ValueOrNan(double value)
{
    return value;
}

/**
 * @brief A measurement that ns-3 returns as an optional number (since 3.43).
 * @tparam T the number's type
 * @param value the number, or nothing
 * @return the number, or NaN when there is none
 */
template <typename T>
double
ValueOrNan(const std::optional<T>& value)
{
    return value ? static_cast<double>(*value) : std::numeric_limits<double>::quiet_NaN();
}

} // namespace ns3

#endif // EDGE_INFERENCE_COMPAT_H
