// SPDX-License-Identifier: GPL-2.0-only

#ifndef EDGE_INFERENCE_COMPAT_H
#define EDGE_INFERENCE_COMPAT_H

#include "ns3/attribute-helper.h"
#include "ns3/callback.h"
#include "ns3/enum.h"
#include "ns3/event-id.h"
#include "ns3/event-impl.h"

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

/**
 * @file
 * @ingroup edge-inference
 * @brief The differences between ns-3 3.35 and 3.48, in one place.
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
 * @brief What CommandLine::AddValue hands to a callback: a string before 3.41, a reference to a
 * constant one since.
 */
#if EDGE_INFERENCE_NS3_VERSION >= 341
using OptionText = const std::string&;
#else
using OptionText = std::string;
#endif

#if EDGE_INFERENCE_NS3_VERSION < 337
/**
 * @brief A lambda as Callback of releases before 3.37 wants it: something that can be compared.
 * Copies are one and the same function; two lambdas never are.
 *
 * @tparam F the lambda
 */
template <typename F>
class ComparableLambda
{
  public:
    /// @param function the lambda
    explicit ComparableLambda(F function)
        : m_function(std::make_shared<F>(std::move(function)))
    {
    }

    /**
     * @tparam Args types of the arguments
     * @param args the arguments of the lambda
     * @return what the lambda returns
     */
    template <typename... Args>
    auto operator()(Args&&... args)
    {
        return (*m_function)(std::forward<Args>(args)...);
    }

    /**
     * @param other another one
     * @return whether it is another lambda
     */
    bool operator!=(const ComparableLambda& other) const
    {
        return m_function != other.m_function;
    }

  private:
    std::shared_ptr<F> m_function; //!< the lambda
};
#endif

/**
 * @brief The type of the Callback that a lambda makes, by the type of its call operator.
 * @tparam M pointer to the call operator
 */
template <typename M>
struct LambdaCallback;

/**
 * @brief For a lambda that changes nothing it has captured.
 * @tparam F the lambda
 * @tparam R what it returns
 * @tparam Args what it takes
 */
template <typename F, typename R, typename... Args>
struct LambdaCallback<R (F::*)(Args...) const>
{
    using Type = Callback<R, Args...>; //!< the callback
};

/**
 * @brief For a lambda that is mutable.
 * @tparam F the lambda
 * @tparam R what it returns
 * @tparam Args what it takes
 */
template <typename F, typename R, typename... Args>
struct LambdaCallback<R (F::*)(Args...)>
{
    using Type = Callback<R, Args...>; //!< the callback
};

/**
 * @brief A Callback of a lambda, for every release: Callback's constructor takes one since 3.37.
 * @tparam F the lambda
 * @param function the lambda; its types are those of the callback
 * @return the callback
 */
template <typename F>
typename LambdaCallback<decltype(&F::operator())>::Type
MakeLambdaCallback(F function)
{
    using Type = typename LambdaCallback<decltype(&F::operator())>::Type;
#if EDGE_INFERENCE_NS3_VERSION >= 337
    return Type(std::move(function));
#else
    return Type(ComparableLambda<F>(std::move(function)), true, true);
#endif
}

#if EDGE_INFERENCE_NS3_VERSION < 336
/**
 * @brief An event from a lambda, which ns-3 makes itself since 3.36.
 *
 * `Simulator::Schedule(delay, [this] { ... })` finds it if it stands before ns-3's own headers: the
 * build by waf has this file included first, in every source.
 *
 * @tparam F the lambda
 * @param function what happens
 * @return the event
 */
template <typename F, std::enable_if_t<std::is_class_v<F>, int> = 0>
EventImpl*
MakeEvent(F function)
{
    class LambdaEvent : public EventImpl
    {
      public:
        explicit LambdaEvent(F function)
            : m_function(std::move(function))
        {
        }

      private:
        void Notify() override
        {
            m_function();
        }

        F m_function;
    };

    return new LambdaEvent(std::move(function));
}
#endif

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
