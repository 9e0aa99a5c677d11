// SPDX-License-Identifier: GPL-2.0-only

#include "attribute-limits.h"

#include "input-text.h"

#include "ns3/string.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <set>
#include <vector>

namespace ns3
{

namespace AttributeLimits
{

namespace
{

/// The range of an attribute of numbers.
struct Range
{
    const char* type;      //!< the class that has the attribute
    const char* attribute; //!< the name of the attribute
    double least;          //!< least value
    double greatest;       //!< greatest value
};

/// Ranges that ns-3's own checkers do not have.
const std::vector<Range> RANGES{
    {"ns3::GaussMarkovMobilityModel", "Alpha", 0, 1},
    {"ns3::GridPositionAllocator", "GridWidth", 1, 1e9},
    {"ns3::FqCoDelQueueDisc", "Flows", 1, 65535},
    {"ns3::FqCobaltQueueDisc", "Flows", 1, 65535},
    {"ns3::FqPieQueueDisc", "Flows", 1, 65535},
};

/// The class from which the values of attributes of classes must derive.
struct Base
{
    const char* type;               //!< the class that has the attribute
    const char* attribute;          //!< the name of the attribute, or of a global value
    std::vector<const char*> bases; //!< a value must derive from one of them
    bool isMade{true}; //!< objects are made of the value; false: it names what a node has
};

/// What ns-3's checkers of class names do not say: any class passes them.
const std::vector<Base> BASES{
    {"ns3::InferenceClient", "Protocol", {"ns3::TcpSocketFactory", "ns3::UdpSocketFactory"}, false},
    {"ns3::InferenceServer", "Protocol", {"ns3::TcpSocketFactory", "ns3::UdpSocketFactory"}, false},
    {"ns3::Application", "Protocol", {"ns3::SocketFactory"}, false},
    {"ns3::TcpL4Protocol", "RttEstimatorType", {"ns3::RttEstimator"}},
    {"ns3::TcpL4Protocol", "SocketType", {"ns3::TcpCongestionOps"}},
    {"ns3::TcpL4Protocol", "RecoveryType", {"ns3::TcpRecoveryOps"}},
    {"ns3::LteHelper",
     "PathlossModel",
     {"ns3::PropagationLossModel", "ns3::SpectrumPropagationLossModel"}},
    {"", "SchedulerType", {"ns3::Scheduler"}},
    {"", "SimulatorImplementationType", {"ns3::SimulatorImpl"}},
};

/// Classes whose objects need what no attribute can give: another object, a list, a table.
const std::set<std::string> INCOMPLETE{
    "ns3::DeterministicRandomVariable",
    "ns3::EmpiricalRandomVariable",
    "ns3::HierarchicalMobilityModel",
    "ns3::ListPositionAllocator",
};

/// Least share of the draws of a bounded variable that must be within its bounds; ours: with fewer
/// a draw takes thousands of attempts.
constexpr double LEAST_SHARE = 1e-4;

/// Greatest number of steps that one draw may take; ours.
constexpr double MOST_STEPS = 1e5;

/**
 * @param type a class
 * @param ancestor the name of a class
 * @return whether the class is the other one or derives from it
 */
bool
IsA(TypeId type, const std::string& ancestor)
{
    TypeId other;
    return TypeId::LookupByNameFailSafe(ancestor, &other) &&
           (type == other || type.IsChildOf(other));
}

/**
 * @param type a class
 * @param attribute the name of one of its attributes
 * @return whether values of the attribute are names of classes
 */
bool
IsOfClasses(TypeId type, const std::string& attribute)
{
    TypeId::AttributeInformation info;
    return type.LookupAttributeByName(attribute, &info) &&
           info.checker->GetValueTypeName().find("TypeIdValue") != std::string::npos;
}

/**
 * @param base what the value must derive from
 * @param text the name of a class
 * @return "" when it derives from one of the bases that this build has, else what would have been
 * right
 */
std::string
FindBaseError(const Base& base, const std::string& text)
{
    TypeId type;
    std::vector<std::string> names;
    for (const char* name : base.bases)
    {
        TypeId known;
        if (TypeId::LookupByNameFailSafe(name, &known))
        {
            names.emplace_back(name);
        }
    }
    const bool isRight =
        TypeId::LookupByNameFailSafe(text, &type) && (!base.isMade || type.HasConstructor()) &&
        std::any_of(names.begin(), names.end(), [&](const auto& name) { return IsA(type, name); });
    std::string words = "the name of a class that is a ";
    for (const auto& name : names)
    {
        words += (name == names.front() ? "" : " or a ") + name;
    }
    return isRight || names.empty() ? "" : words;
}

/// The parameters of a random variable, by the names of its attributes.
using Parameters = std::function<double(const char*)>;

/**
 * @param bound the greatest value of a variable; 0: none
 * @param share the share of all draws that are within the bound, given that there is one
 * @return the share of all draws that are accepted
 */
double
GetShare(double bound, double share)
{
    return bound == 0 ? 1 : bound < 0 ? 0 : share;
}

/// What is asked of the parameters of a random variable.
struct Ending
{
    const char* type;                            //!< the class of the variable
    std::function<bool(const Parameters&)> ends; //!< whether draws end soon
    const char* expected;                        //!< what would have been right
};

/// Variables of ns-3 that repeat their draw until it is within bounds, or that count up to one of
/// their parameters.
const std::vector<Ending>&
GetEndings()
{
    static const std::vector<Ending> endings{
        {"ns3::NormalRandomVariable",
         [](const Parameters& get) {
             const double variance = get("Variance");
             const double bound = get("Bound");
             return variance == 0
                        ? bound >= 0
                        : variance > 0 && std::erf(bound / std::sqrt(2 * variance)) >= LEAST_SHARE;
         },
         "a Variance of at least 0 and a Bound that many draws keep"},
        {"ns3::ExponentialRandomVariable",
         [](const Parameters& get) {
             const double bound = get("Bound");
             const double mean = get("Mean");
             return mean <= 0 ? bound >= 0
                              : GetShare(bound, -std::expm1(-bound / mean)) >= LEAST_SHARE;
         },
         "a Bound of 0 (none) or one that many draws keep"},
        {"ns3::ParetoRandomVariable",
         [](const Parameters& get) {
             const double bound = get("Bound");
             const double ratio = get("Scale") / bound;
             return GetShare(bound, ratio < 1 ? 1 - std::pow(ratio, get("Shape")) : 0) >=
                    LEAST_SHARE;
         },
         "a Bound of 0 (none) or one that many draws keep"},
        {"ns3::WeibullRandomVariable",
         [](const Parameters& get) {
             const double bound = get("Bound");
             const double share = -std::expm1(-std::pow(bound / get("Scale"), get("Shape")));
             return GetShare(bound, share) >= LEAST_SHARE;
         },
         "a Bound of 0 (none) or one that many draws keep"},
        {"ns3::LaplacianRandomVariable",
         [](const Parameters& get) {
             const double bound = get("Bound");
             return get("Scale") > 0 &&
                    GetShare(bound, -std::expm1(-bound / get("Scale"))) >= LEAST_SHARE;
         },
         "a Scale above 0 and a Bound of 0 (none) or one that many draws keep"},
        {"ns3::LargestExtremeValueRandomVariable",
         [](const Parameters& get) { return get("Scale") > 0; },
         "a Scale above 0"},
        {"ns3::GammaRandomVariable",
         [](const Parameters& get) { return get("Alpha") > 0; },
         "an Alpha above 0"},
        {"ns3::ZetaRandomVariable",
         [](const Parameters& get) { return get("Alpha") > 1; },
         "an Alpha above 1"},
        {"ns3::ErlangRandomVariable",
         [](const Parameters& get) { return get("K") <= MOST_STEPS; },
         "a K of at most 100000"},
        {"ns3::ZipfRandomVariable",
         [](const Parameters& get) { return get("N") <= MOST_STEPS; },
         "an N of at most 100000"},
        {"ns3::BinomialRandomVariable",
         [](const Parameters& get) { return get("Trials") <= MOST_STEPS; },
         "at most 100000 Trials"},
    };
    return endings;
}

} // namespace

std::string
FindError(TypeId type, const std::string& attribute, const std::string& text)
{
    for (const auto& range : RANGES)
    {
        double number = 0;
        if (attribute == range.attribute && IsA(type, range.type) &&
            !(InputText::ReadNumber(text, number) && number >= range.least &&
              number <= range.greatest))
        {
            std::string words = "a number from ";
            for (const double bound : {range.least, range.greatest})
            {
                words += std::to_string(static_cast<int64_t>(bound));
                words += bound == range.least ? " to " : "";
            }
            return words;
        }
    }
    for (const auto& base : BASES)
    {
        if (attribute == base.attribute && IsOfClasses(type, attribute) && IsA(type, base.type))
        {
            return FindBaseError(base, text);
        }
    }
    return "";
}

std::string
FindGlobalError(const std::string& name, const std::string& text)
{
    for (const auto& base : BASES)
    {
        if (*base.type == '\0' && name == base.attribute)
        {
            return FindBaseError(base, text);
        }
    }
    return "";
}

bool
IsIncomplete(TypeId type)
{
    return INCOMPLETE.count(type.GetName()) > 0;
}

std::string
FindEndlessError(Ptr<const RandomVariableStream> variable)
{
    const Parameters get = [&](const char* attribute) {
        StringValue text;
        double number = std::numeric_limits<double>::quiet_NaN();
        variable->GetAttribute(attribute, text);
        InputText::ReadNumber(text.Get(), number);
        return number;
    };
    const std::string name = variable->GetInstanceTypeId().GetName();
    for (const auto& ending : GetEndings())
    {
        if (name == ending.type && !ending.ends(get))
        {
            return "a random variable whose draws end: " + std::string(ending.expected);
        }
    }
    return "";
}

} // namespace AttributeLimits

} // namespace ns3
