// SPDX-License-Identifier: GPL-2.0-only

#include "attribute-limits.h"

#include "input-text.h"
#include "quantile-random-variable.h"
#include "quantity-text.h"
#include "type-lineage.h"

#include "ns3/boolean.h"
#include "ns3/data-rate.h"
#include "ns3/integer.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/string.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <limits>
#include <set>
#include <sstream>
#include <vector>

namespace ns3
{

namespace AttributeLimits
{

namespace
{

/// Ranges that the classes' own checkers do not have: ns-3 aborts or goes on for ever beyond them,
/// or an episode would take days. Times are in s, rates in bit/s.
const std::vector<Range> RANGES{
    // Tasks: no value makes an episode endless.
    {"ns3::TaskStream", "Deadline", 1e-4, 1e3},
    {"ns3::PoissonTaskStream", "Rate", 1e-3, 1e4},
    {"ns3::BurstyTaskStream", "LowRate", 0, 1e4},
    {"ns3::BurstyTaskStream", "HighRate", 0, 1e4},
    {"ns3::BurstyTaskStream", "MeanLowDuration", 1e-3, 1e6},
    {"ns3::BurstyTaskStream", "MeanHighDuration", 1e-3, 1e6},
    {"ns3::PeriodicTaskStream", "Period", 1e-4, 1e6},
    {"ns3::ClosedLoopTaskStream", "MinInterval", 1e-5, 1e6},
    {"ns3::TaskStream", "TasksPerArrival", 1, 1e4},
    {"ns3::InferenceClient", "Timeout", 0, 1e3},
    {"ns3::InferenceControlAgent", "Interval", 1e-3, 1e3},
    {"ns3::InferenceScheduler", "Interval", 1e-3, 1e3},
    {"ns3::ObservationModel", "Age", 0, 1e3},
    {"ns3::ObservationModel", "Period", 0, 1e3, 1e-3},
    {"ns3::InferenceServerAgent", "Interval", 0, 1e3, 1e-3},
    // Networks.
    {"ns3::EdgeTopologyHelper", "Radius", 1, 1e4},
    {"ns3::WifiEdgeTopologyHelper", "BackgroundStations", 0, 200},
    // 16 bits of 1024 us.
    {"ns3::WifiEdgeTopologyHelper", "BeaconInterval", 1024e-6, 67.1},
    // Drawing from a shape of a million takes a million draws.
    {"ns3::WifiEdgeTopologyHelper", "NakagamiM", 0, 1000},
    // Movement: every leg takes time, and ends.
    {"ns3::GaussMarkovMobilityModel", "Alpha", 0, 1},
    {"ns3::GaussMarkovMobilityModel", "TimeStep", 1e-3, 1e6},
    {"ns3::RandomWalk2dMobilityModel", "Distance", 1e-3, 1e7},
    {"ns3::RandomWalk2dMobilityModel", "Time", 1e-3, 1e6},
    {"ns3::RandomWalk2dOutdoorMobilityModel", "Distance", 1e-3, 1e7},
    {"ns3::RandomWalk2dOutdoorMobilityModel", "Time", 1e-3, 1e6},
    {"ns3::RandomWalk2dOutdoorMobilityModel", "Tolerance", 1e-9, 1},
    {"ns3::RandomWalk2dOutdoorMobilityModel", "MaxIterations", 1, 1e6},
    {"ns3::SteadyStateRandomWaypointMobilityModel", "MinSpeed", 1e-3, 1e5},
    {"ns3::SteadyStateRandomWaypointMobilityModel", "MaxSpeed", 1e-3, 1e5},
    {"ns3::SteadyStateRandomWaypointMobilityModel", "MinPause", 0, 1e6},
    {"ns3::SteadyStateRandomWaypointMobilityModel", "MaxPause", 0, 1e6},
    {"ns3::SteadyStateRandomWaypointMobilityModel", "MinX", -1e7, 1e7},
    {"ns3::SteadyStateRandomWaypointMobilityModel", "MaxX", -1e7, 1e7},
    {"ns3::SteadyStateRandomWaypointMobilityModel", "MinY", -1e7, 1e7},
    {"ns3::SteadyStateRandomWaypointMobilityModel", "MaxY", -1e7, 1e7},
    {"ns3::GridPositionAllocator", "GridWidth", 1, 1e9},
    // ns-3's networks.
    // An update of energy is an event.
    {"ns3::BasicEnergySource", "PeriodicEnergyUpdateInterval", 0, 1e6, 1e-3},
    // 6 bits.
    {"ns3::HeConfiguration", "BssColor", 0, 63},
    // The search for the least SNR of a rate has no end below 0.
    {"ns3::IdealWifiManager", "BerThreshold", 0, 1},
    {"ns3::HeConfiguration", "BeMuEdcaTimer", 0, 2.08896, 8.192e-3},
    {"ns3::HeConfiguration", "BkMuEdcaTimer", 0, 2.08896, 8.192e-3},
    {"ns3::HeConfiguration", "ViMuEdcaTimer", 0, 2.08896, 8.192e-3},
    {"ns3::HeConfiguration", "VoMuEdcaTimer", 0, 2.08896, 8.192e-3},
    {"ns3::LteUePhy", "NumQoutEvalSf", 10, 60000, 10},
    {"ns3::LteUePhy", "NumQinEvalSf", 10, 60000, 10},
    {"ns3::FqCoDelQueueDisc", "Flows", 1, 65535},
    {"ns3::FqCobaltQueueDisc", "Flows", 1, 65535},
    {"ns3::FqPieQueueDisc", "Flows", 1, 65535},
    // Before the UE can answer, and with a time that the RRC cannot count.
    {"ns3::LteEnbRrc", "ConnectionSetupTimeoutDuration", 1e-3, 1e3},
    // 3GPP TS 36.213, 8.6.1.
    {"ns3::CqaFfMacScheduler", "UlGrantMcs", 0, 28},
    {"ns3::FdBetFfMacScheduler", "UlGrantMcs", 0, 28},
    {"ns3::FdMtFfMacScheduler", "UlGrantMcs", 0, 28},
    {"ns3::FdTbfqFfMacScheduler", "UlGrantMcs", 0, 28},
    {"ns3::PfFfMacScheduler", "UlGrantMcs", 0, 28},
    {"ns3::PssFfMacScheduler", "UlGrantMcs", 0, 28},
    {"ns3::RrFfMacScheduler", "UlGrantMcs", 0, 28},
    {"ns3::TdBetFfMacScheduler", "UlGrantMcs", 0, 28},
    {"ns3::TdMtFfMacScheduler", "UlGrantMcs", 0, 28},
    {"ns3::TdTbfqFfMacScheduler", "UlGrantMcs", 0, 28},
    {"ns3::TtaFfMacScheduler", "UlGrantMcs", 0, 28},
    {"ns3::NoBackhaulEpcHelper", "S11LinkDataRate", 1, 1e15},
    {"ns3::NrNoBackhaulEpcHelper", "S11LinkDataRate", 1, 1e15},
    // A slot of the least numerology.
    {"ns3::NrMacSchedulerNs3", "CqiTimerThreshold", 1e-3, 1e3},
    // The least of the tables of 3GPP TS 38.214, 5.1.3.1 that nr has.
    {"ns3::NrMacSchedulerNs3", "StartingMcsDl", 0, 27},
    {"ns3::NrMacSchedulerNs3", "StartingMcsUl", 0, 27},
    {"ns3::LteUePhy", "UeMeasurementsFilterPeriod", 1e-3, 1e3},
    {"ns3::NrUePhy", "UeMeasurementsFilterPeriod", 1e-3, 1e3},
};

/// Attributes that hold a part of one object, and have no use as text or as a default.
const std::set<std::string> PARTS{
    "ns3::QosTxop::BlockAckManager",
    "ns3::QueueDiscClass::QueueDisc",
    "ns3::WifiNetDevice::Mac",
};

/// Numbers of which an attribute must be one.
struct Choice
{
    const char* type;            //!< the class that has the attribute
    const char* attribute;       //!< the name of the attribute
    std::vector<double> numbers; //!< that it may be
};

/// Arbitration numbers and contention windows of 802.11ax.
const std::vector<double> AIFSN{0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
const std::vector<double>
    WINDOWS{0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 1023, 2047, 4095, 8191, 16383, 32767};

/// Parts of a path loss that the power of an uplink makes up for.
const std::vector<double> ALPHAS{0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1};

/// Attributes for which ns-3 has a table of its own, and aborts beside it.
const std::vector<Choice> CHOICES{
    {"ns3::LteEnbRrc", "SrsPeriodicity", {2, 5, 10, 20, 40, 80, 160, 320}},
    {"ns3::EpsBearer", "Release", {8, 9, 10, 11, 15}},
    {"ns3::NrEpsBearer", "Release", {8, 9, 10, 11, 15}},
    // Stations of 802.11ac and later must have it.
    {"ns3::HtConfiguration", "Support40MHzOperation", {1}},
    // nr's gNB has room for one symbol of each.
    {"ns3::NrMacSchedulerNs3", "DlCtrlSymbols", {1}},
    {"ns3::NrMacSchedulerNs3", "UlCtrlSymbols", {1}},
    // 3GPP TS 38.214, 5.1.2.2.1.
    {"ns3::NrGnbMac", "NumRbPerRbg", {1, 2, 4, 8, 16}},
    {"ns3::NrMacSchedulerSrsDefault",
     "StartingPeriodicity",
     {2, 4, 5, 8, 10, 16, 20, 32, 40, 64, 80, 160, 320, 640, 1280, 2560}},
    // Several carriers need a list of them.
    {"ns3::LteHelper", "UseCa", {0}},
    // nr's UE tells about every transport block what was received of it.
    {"ns3::NrHelper", "HarqEnabled", {1}},
    {"ns3::NrGnbPhy", "SymbolsPerSlot", {14}},
    // 3GPP TS 36.331 and TS 38.331, Alpha.
    {"ns3::LteUePowerControl", "Alpha", ALPHAS},
    {"ns3::NrUePowerControl", "Alpha", ALPHAS},
    {"ns3::HeConfiguration", "MuBeAifsn", AIFSN},
    {"ns3::HeConfiguration", "MuBkAifsn", AIFSN},
    {"ns3::HeConfiguration", "MuViAifsn", AIFSN},
    {"ns3::HeConfiguration", "MuVoAifsn", AIFSN},
    {"ns3::HeConfiguration", "MuBeCwMin", WINDOWS},
    {"ns3::HeConfiguration", "MuBkCwMin", WINDOWS},
    {"ns3::HeConfiguration", "MuViCwMin", WINDOWS},
    {"ns3::HeConfiguration", "MuVoCwMin", WINDOWS},
    {"ns3::HeConfiguration", "MuBeCwMax", WINDOWS},
    {"ns3::HeConfiguration", "MuBkCwMax", WINDOWS},
    {"ns3::HeConfiguration", "MuViCwMax", WINDOWS},
    {"ns3::HeConfiguration", "MuVoCwMax", WINDOWS},
};

/// An attribute that can be true only when another one has been given a value.
struct Need
{
    const char* type;      //!< the class that has both
    const char* attribute; //!< the name of the one
    const char* other;     //!< the name of the other
};

/// Attributes with which ns-3 aborts when they stand alone.
const std::vector<Need> NEEDS{
    {"ns3::FqCoDelQueueDisc", "UseL4s", "CeThreshold"},
    {"ns3::FqCobaltQueueDisc", "UseL4s", "CeThreshold"},
};

/// The range within which the draws of a random variable must be.
struct Draws
{
    const char* type;      //!< the class that has the attribute
    const char* attribute; //!< the name of the attribute
    double least;          //!< least draw
    double greatest;       //!< greatest draw
};

/// A speed of 0 makes a leg endless or, in some releases, take no time; so does an infinite one.
/// Sizes, times and rates below 0 are none.
const std::vector<Draws> DRAWS{
    {"ns3::RandomWaypointMobilityModel", "Speed", 1e-3, 1e5},
    {"ns3::RandomWaypointMobilityModel", "Pause", 0, 1e6},
    {"ns3::RandomDirection2dMobilityModel", "Speed", 1e-3, 1e5},
    {"ns3::RandomDirection2dMobilityModel", "Pause", 0, 1e6},
    {"ns3::RandomWalk2dMobilityModel", "Speed", 1e-3, 1e5},
    {"ns3::RandomWalk2dOutdoorMobilityModel", "Speed", 1e-3, 1e5},
    {"ns3::GaussMarkovMobilityModel", "MeanVelocity", -1e5, 1e5},
    {"ns3::TaskStream", "InputBytes", 1, 1e9},
    {"ns3::RandomServiceTimes", "Seconds", 0, 1e3},
    {"ns3::ProfileError", "Speed", 1e-3, 1e3},
    {"ns3::ProfileError", "ExitTime", 1e-3, 1e3},
    {"ns3::ProfileError", "Accuracy", 1e-3, 1e3},
    {"ns3::LinkEdgeTopologyHelper", "UplinkDelay", 0, 1e3},
    {"ns3::LinkEdgeTopologyHelper", "DownlinkDelay", 0, 1e3},
    {"ns3::LinkEdgeTopologyHelper", "UplinkGrantDelay", 0, 1e3},
    {"ns3::LinkEdgeTopologyHelper", "UplinkRate", 0, 1e15},
    {"ns3::LinkEdgeTopologyHelper", "DownlinkRate", 0, 1e15},
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
    {"ns3::LteHelper", "FadingModel", {"ns3::SpectrumPropagationLossModel"}},
    {"", "SchedulerType", {"ns3::Scheduler"}},
    {"", "SimulatorImplementationType", {"ns3::SimulatorImpl"}},
};

/// Classes whose objects need what no attribute can give: another object, a list, a table.
const std::set<std::string> INCOMPLETE{
    "ns3::DeterministicRandomVariable",
    "ns3::EmpiricalRandomVariable",
    "ns3::FixedRoomPositionAllocator",
    "ns3::HierarchicalMobilityModel",
    "ns3::ListPositionAllocator",
    "ns3::SameRoomPositionAllocator",
    "ns3::ThreeGppV2vHighwayPropagationLossModel",
    "ns3::ThreeGppV2vUrbanPropagationLossModel",
};

/// Least share of the draws of a bounded variable that must be within its bounds; ours: with fewer
/// a draw takes thousands of attempts.
constexpr double LEAST_SHARE = 1e-4;

/// By how much a number of steps may miss a whole one, for each step: what rounding leaves.
constexpr double STEP_TOLERANCE = 1e-12;

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
 * @param kind the name of a kind of values, such as "Time"
 * @return whether the values of the attribute are of that kind
 */
bool
IsOf(TypeId type, const std::string& attribute, const std::string& kind)
{
    TypeId::AttributeInformation info;
    return type.LookupAttributeByName(attribute, &info) &&
           info.checker->GetValueTypeName().find(kind + "Value") != std::string::npos;
}

/**
 * @param type a class
 * @param attribute the name of one of its attributes
 * @param text a value of the kind of the attribute
 * @return it as a number: a time in s, a data rate in bit/s, true as 1; not a number when it is
 * none
 */
double
ReadNumber(TypeId type, const std::string& attribute, const std::string& text)
{
    if (IsOf(type, attribute, "Time"))
    {
        return Time(text).GetSeconds();
    }
    if (IsOf(type, attribute, "DataRate"))
    {
        return static_cast<double>(DataRate(text).GetBitRate());
    }
    if (IsOf(type, attribute, "Boolean"))
    {
        BooleanValue truth;
        truth.DeserializeFromString(text, MakeBooleanChecker());
        return truth.Get() ? 1 : 0;
    }
    double number = std::numeric_limits<double>::quiet_NaN();
    InputText::ReadNumber(text, number);
    return number;
}

/**
 * @param type a class
 * @param attribute the name of one of its attributes
 * @return the range of the attribute; nullptr when there is none
 */
const Range*
FindRange(TypeId type, const std::string& attribute)
{
    const auto found = std::find_if(RANGES.begin(), RANGES.end(), [&](const Range& range) {
        return attribute == range.attribute && IsA(type, range.type);
    });
    return found == RANGES.end() ? nullptr : &*found;
}

/**
 * @param text a random variable as ns-3 writes it, whose draws end
 * @param least least draw
 * @param greatest greatest draw
 * @return whether draws are within the range
 */
bool
AreWithin(const std::string& text, double least, double greatest)
{
    std::istringstream is(text);
    ObjectFactory factory;
    is >> factory;
    // A stream of its own: the numbers of other objects must not depend on this look.
    factory.Set("Stream", IntegerValue(0));
    const auto variable = factory.Create<RandomVariableStream>();
    constexpr int LOOKS = 32;
    bool isWithin = true;
    for (int i = 0; i < LOOKS && isWithin; ++i)
    {
        const double draw = variable->GetValue();
        isWithin = draw >= least && draw <= greatest;
    }
    return isWithin;
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

/**
 * @param type a class
 * @return its oldest ancestor that is not the root of all classes; the class itself when it has
 * none
 */
TypeId
GetFamily(TypeId type)
{
    const std::set<std::string> roots{"ns3::Object", "ns3::ObjectBase"};
    TypeId oldest = type;
    for (const TypeId& ancestor : ListLineage(type))
    {
        oldest = roots.count(ancestor.GetName()) == 0 ? ancestor : oldest;
    }
    return oldest;
}

/**
 * @brief What an attribute of ns-3 is by itself tells what it may become: the name of a class one
 * of the same family, a text that is a time another time.
 * @param type a class
 * @param attribute the name of one of its attributes
 * @param text a value of the kind of the attribute
 * @return "" when the value is of the kind of the default, else what would have been right
 */
std::string
FindDefaultError(TypeId type, const std::string& attribute, const std::string& text)
{
    TypeId::AttributeInformation info;
    if (!type.LookupAttributeByName(attribute, &info))
    {
        return "";
    }
    const std::string own = info.originalInitialValue->SerializeToString(info.checker);
    if (IsOf(type, attribute, "String"))
    {
        double number = 0;
        const bool isTime = QuantityText::IsTime(own) && !InputText::ReadNumber(own, number);
        if (isTime && !QuantityText::IsTime(text))
        {
            return "a time such as " + own;
        }
    }
    else if (!IsOf(type, attribute, "TypeId"))
    {
        return "";
    }
    TypeId known;
    if (!TypeId::LookupByNameFailSafe(own, &known))
    {
        return ""; // it names no class
    }
    const TypeId family = GetFamily(known);
    TypeId named;
    const bool isOne = TypeId::LookupByNameFailSafe(text.substr(0, text.find('[')), &named) &&
                       (named == family || named.IsChildOf(family)) &&
                       (named.HasConstructor() || !known.HasConstructor());
    return isOne || !known.HasParent() ? "" : "the name of a class that is a " + family.GetName();
}

/**
 * @param text a text
 * @return whether it is a pattern of slots as nr reads it
 */
bool
IsSlotPattern(const std::string& text)
{
    const std::set<std::string> slots{"DL", "UL", "S", "F"};
    std::istringstream stream(text);
    std::string slot;
    bool isOne = !text.empty() && text.back() == '|';
    while (isOne && std::getline(stream, slot, '|'))
    {
        isOne = slots.count(slot) > 0;
    }
    return isOne;
}

/**
 * @param type a class
 * @param attribute the name of one of its attributes
 * @param text a value of the kind of the attribute
 * @return "" when the attribute takes texts of this form, else what would have been right
 */
std::string
FindFormError(TypeId type, const std::string& attribute, const std::string& text)
{
    if (PARTS.count(type.GetName() + "::" + attribute) > 0)
    {
        return "no value: " + attribute + " is a part of one " + type.GetName();
    }
    if (attribute == "Pattern" && IsA(type, "ns3::NrGnbPhy") && !IsSlotPattern(text))
    {
        return "slots DL, UL, S or F, each followed by |";
    }
    TypeId made;
    if (IsOf(type, attribute, "Pointer") &&
        TypeId::LookupByNameFailSafe(text.substr(0, text.find('[')), &made) &&
        (made == type || made.IsChildOf(type)))
    {
        return "another class: an object of " + made.GetName() + " would contain itself";
    }
    const bool isTable = attribute == "Quantiles" && IsA(type, "ns3::QuantileRandomVariable");
    return isTable ? QuantileRandomVariable::FindError(text) : "";
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

const std::vector<Range>&
GetRanges()
{
    return RANGES;
}

std::string
WriteNumber(double number)
{
    constexpr double EXACT = 9007199254740992.0; // 2^53
    if (number == std::floor(number) && std::abs(number) <= EXACT)
    {
        return std::to_string(static_cast<int64_t>(number));
    }
    std::array<char, 40> text{};
    double again = 0;
    for (int digits = 1; digits <= 17 && again != number; ++digits)
    {
        std::snprintf(text.data(), text.size(), "%.*g", digits, number);
        InputText::ReadNumber(text.data(), again);
    }
    return text.data();
}

std::string
DescribeRange(TypeId type, const std::string& attribute)
{
    const Range* const range = FindRange(type, attribute);
    if (!range)
    {
        return "";
    }
    const bool isTime = IsOf(type, attribute, "Time");
    const bool isRate = IsOf(type, attribute, "DataRate");
    const std::string unit = isTime ? " s" : isRate ? " bit/s" : "";
    return (isTime   ? "a time from "
            : isRate ? "a data rate from "
                     : "a number from ") +
           WriteNumber(range->least) + unit + " to " + WriteNumber(range->greatest) + unit +
           (range->step > 0 ? ", a multiple of " + WriteNumber(range->step) + unit : "");
}

std::string
FindError(TypeId type, const std::string& attribute, const std::string& text)
{
    if (const std::string error = FindFormError(type, attribute, text); !error.empty())
    {
        return error;
    }
    if (const Range* const range = FindRange(type, attribute))
    {
        const double number = ReadNumber(type, attribute, text);
        const double steps = range->step > 0 ? number / range->step : 0;
        if (!(number >= range->least && number <= range->greatest) ||
            std::abs(steps - std::round(steps)) > STEP_TOLERANCE * std::max(1.0, steps))
        {
            return DescribeRange(type, attribute);
        }
    }
    for (const auto& choice : CHOICES)
    {
        const auto& all = choice.numbers;
        if (attribute == choice.attribute && IsA(type, choice.type) &&
            std::find(all.begin(), all.end(), ReadNumber(type, attribute, text)) == all.end())
        {
            const bool isTruth = IsOf(type, attribute, "Boolean");
            std::string words = "one of:";
            for (const double one : all)
            {
                words += ' ' + (!isTruth ? WriteNumber(one) : one == 0 ? "false" : "true");
            }
            return words;
        }
    }
    for (const auto& need : NEEDS)
    {
        TypeId::AttributeInformation info;
        if (attribute == need.attribute && IsA(type, need.type) &&
            ReadNumber(type, attribute, text) != 0 &&
            type.LookupAttributeByName(need.other, &info) &&
            info.initialValue->SerializeToString(info.checker) ==
                info.originalInitialValue->SerializeToString(info.checker))
        {
            return std::string("false, or ") + need.type + "::" + need.other + " given before it";
        }
    }
    for (const auto& draws : DRAWS)
    {
        if (attribute == draws.attribute && IsA(type, draws.type) &&
            !AreWithin(text, draws.least, draws.greatest))
        {
            return "a random variable whose draws are from " + WriteNumber(draws.least) + " to " +
                   WriteNumber(draws.greatest);
        }
    }
    for (const auto& base : BASES)
    {
        const bool isNamed =
            IsOf(type, attribute, "TypeId") || (IsOf(type, attribute, "String") && !text.empty());
        if (attribute == base.attribute && isNamed && IsA(type, base.type))
        {
            return FindBaseError(base, text);
        }
    }
    return FindDefaultError(type, attribute, text);
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
