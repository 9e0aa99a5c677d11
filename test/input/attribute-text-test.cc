// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/input/attribute-limits.h"
#include "../../model/input/attribute-text.h"

#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"
#include "ns3/object-factory.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <cmath>
#include <gtest/gtest.h>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief What AttributeText lets through does not abort ns-3 and does not hang.
 */

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param type the name of a class
 * @param attribute the name of an attribute
 * @param text a text
 * @return whether the text is refused as a value of the attribute
 */
bool
IsRefused(const std::string& type, const std::string& attribute, const std::string& text)
{
    return !AttributeText::FindError(TypeId::LookupByName(type), attribute, text).empty();
}

/// Values that a user might write and that fit few attributes.
const std::vector<std::string> HOSTILE{
    "",    "-1",   "0",    "1",          "1e-300",    "1e308",   "-1e308",      "nan",
    "inf", "a b",  "[",    "|",          "ns3::Node", "0|0|0|0", "0|0|0|0|0|0", "0:0:0",
    "-5s", "1e9s", "true", "4294967295", "100Mbps"};

/**
 * @param base the name of a class
 * @return the classes that derive from it and that text can name
 */
std::vector<TypeId>
GetTypes(const std::string& base)
{
    std::vector<TypeId> types;
    for (const auto& name : AttributeText::GetTypeNames(TypeId::LookupByName(base)))
    {
        types.push_back(TypeId::LookupByName(name));
    }
    return types;
}

TEST(AttributeText, WhatPassesMakesAnObject)
{
    std::size_t made = 0;
    std::size_t refused = 0;
    for (const std::string base : {"ns3::MobilityModel",
                                   "ns3::PositionAllocator",
                                   "ns3::RandomVariableStream",
                                   "ns3::TaskStream",
                                   "ns3::BackgroundLoad",
                                   "ns3::ComputeNode",
                                   "ns3::QueueDisc"})
    {
        for (const TypeId& type : GetTypes(base))
        {
            for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
            {
                const std::string name = type.GetAttribute(i).name;
                for (const auto& text : HOSTILE)
                {
                    if (IsRefused(type.GetName(), name, text))
                    {
                        ++refused;
                        continue;
                    }
                    ObjectFactory factory(type.GetName());
                    factory.Set(name, StringValue(text));
                    try
                    {
                        EXPECT_NE(factory.Create<Object>(), nullptr) << type << name << text;
                        ++made;
                    }
                    catch (const InferenceInputError&)
                    {
                        ++refused; // a file that is not there
                    }
                }
            }
        }
    }
    Simulator::Destroy(); // some models of movement plan an event when they are made
    // Both kinds there are by the hundred.
    EXPECT_GT(made, 200U);
    EXPECT_GT(refused, 1000U);
}

TEST(AttributeText, StringsMayHaveBlanks)
{
    EXPECT_FALSE(IsRefused("ns3::LinkEdgeTopologyHelper", "CellPositions", "0,0; 100,0"));
    EXPECT_FALSE(IsRefused("ns3::TraceBackgroundLoad", "FileName", "a b\tc.csv"));
    EXPECT_FALSE(IsRefused("ns3::TraceBackgroundLoad", "FileName", ""));
    // Within the text of an object ns-3 stops at a blank.
    EXPECT_NE(AttributeText::FindError(TypeId::LookupByName("ns3::MarkovBackgroundLoad"),
                                       "Level",
                                       "ns3::ConstantRandomVariable[Constant= 1]"),
              "");
}

TEST(AttributeText, WhatNsLetsNobodySetIsRefused)
{
    for (const auto& [type, attribute, text] :
         {std::tuple("ns3::ConstantPositionMobilityModel", "Position", "0:0:0"),
          std::tuple("ns3::ConstantVelocityMobilityModel", "Velocity", "0:0:0"),
          std::tuple("ns3::WaypointMobilityModel", "WaypointsLeft", "1")})
    {
        EXPECT_TRUE(IsRefused(type, attribute, text)) << type;
        try
        {
            AttributeText::CheckArguments(
                {std::string("--") + type + "::" + attribute + "=" + text});
            ADD_FAILURE() << type;
        }
        catch (const InferenceInputError& error)
        {
            EXPECT_EQ(error.GetFile(), "command line");
        }
    }
    for (uint32_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const TypeId type = TypeId::GetRegistered(i);
        for (std::size_t j = 0; j < type.GetAttributeN(); ++j)
        {
            const auto info = type.GetAttribute(j);
            const bool canBeMade = (info.flags & TypeId::ATTR_CONSTRUCT) != 0;
            EXPECT_TRUE(canBeMade || !AttributeText::CanSet(info)) << type << "::" << info.name;
        }
    }
}

TEST(AttributeText, RangesHoldAtEveryDoor)
{
    std::size_t tried = 0;
    for (const auto& range : AttributeLimits::GetRanges())
    {
        TypeId type;
        TypeId::AttributeInformation info;
        if (!TypeId::LookupByNameFailSafe(range.type, &type))
        {
            continue; // of a module that this build does not have
        }
        const std::string name = std::string(range.type) + "::" + range.attribute;
        ASSERT_TRUE(type.LookupAttributeByName(range.attribute, &info)) << name;
        const std::string kind = AttributeText::GetKind(info.checker);
        const std::string unit = kind == "Time" ? "s" : kind == "DataRate" ? "bps" : "";
        const auto write = [&](double number) {
            return AttributeLimits::WriteNumber(number) + unit;
        };
        for (const auto& text : {write(range.greatest * 2 + 1), write(-1e8)})
        {
            ++tried;
            EXPECT_TRUE(IsRefused(range.type, range.attribute, text)) << name << '=' << text;
            EXPECT_THROW(AttributeText::CheckArguments({"--" + name + "=" + text}),
                         InferenceInputError)
                << name << '=' << text;
            EXPECT_THROW(
                InferenceScenario::Parse(
                    R"({"format": "edge-inference-scenario/1", "name": "x", "defaults": {")" +
                        name + "\": " + (unit.empty() ? text : '"' + text + '"') + "}}",
                    "x.json"),
                InferenceInputError)
                << name << '=' << text;
        }
        EXPECT_FALSE(IsRefused(range.type, range.attribute, write(range.greatest))) << name;
    }
    EXPECT_GT(tried, 30U);
}

TEST(AttributeText, DefaultsTellWhatAnAttributeMayBe)
{
    const auto isThere = [](const std::string& type) {
        TypeId id;
        return TypeId::LookupByNameFailSafe(type, &id);
    };
    for (const auto& [type, attribute, text, isRight] :
         {std::tuple("ns3::NetDeviceQueueInterface", "TxQueuesType", "ns3::ApWifiMac", false),
          std::tuple("ns3::NetDeviceQueueInterface", "TxQueuesType", "ns3::NetDeviceQueue", true),
          std::tuple("ns3::TcpL4Protocol", "SocketType", "ns3::TcpBic", true),
          std::tuple("ns3::TcpL4Protocol", "SocketType", "ns3::Node", false),
          std::tuple("ns3::FqCoDelQueueDisc", "Interval", "", false),
          std::tuple("ns3::FqCoDelQueueDisc", "Interval", "/dev/zero", false),
          std::tuple("ns3::FqCoDelQueueDisc", "Interval", "50ms", true),
          std::tuple("ns3::QueueDiscClass", "QueueDisc", "ns3::FifoQueueDisc", false),
          std::tuple("ns3::NormalRandomVariable", "Bound", "-1", false),
          std::tuple("ns3::NormalRandomVariable", "Bound", "3", true),
          std::tuple("ns3::HeConfiguration", "MuVoAifsn", "1", false),
          std::tuple("ns3::HeConfiguration", "MuVoAifsn", "2", true),
          std::tuple("ns3::HeConfiguration", "BkMuEdcaTimer", "1us", false),
          std::tuple("ns3::HeConfiguration", "BkMuEdcaTimer", "1ns", false),
          std::tuple("ns3::HeConfiguration", "BkMuEdcaTimer", "16384us", true),
          std::tuple("ns3::HeConfiguration", "BkMuEdcaTimer", "2088.96ms", true),
          std::tuple("ns3::HeConfiguration", "BssColor", "64", false),
          std::tuple("ns3::HeConfiguration", "BssColor", "63", true),
          std::tuple("ns3::HtConfiguration", "Support40MHzOperation", "false", false),
          std::tuple("ns3::HtConfiguration", "Support40MHzOperation", "true", true),
          std::tuple("ns3::QosTxop", "BlockAckManager", "ns3::BlockAckManager", false),
          std::tuple("ns3::IdealWifiManager", "BerThreshold", "-1", false),
          std::tuple("ns3::IdealWifiManager", "BerThreshold", "1e-6", true),
          std::tuple("ns3::BasicEnergySource", "PeriodicEnergyUpdateInterval", "1ns", false),
          std::tuple("ns3::BasicEnergySource", "PeriodicEnergyUpdateInterval", "1s", true),
          std::tuple("ns3::TableBasedErrorRateModel",
                     "FallbackErrorRateModel",
                     "ns3::TableBasedErrorRateModel",
                     false),
          std::tuple("ns3::TableBasedErrorRateModel",
                     "FallbackErrorRateModel",
                     "ns3::YansErrorRateModel",
                     true),
          std::tuple("ns3::WifiNetDevice", "Mac", "ns3::StaWifiMac", false),
          std::tuple("ns3::YansWifiChannel",
                     "PropagationLossModel",
                     "ns3::ThreeGppV2vUrbanPropagationLossModel",
                     false),
          std::tuple("ns3::LteHelper", "UseCa", "true", false),
          std::tuple("ns3::LteHelper", "UseCa", "false", true),
          std::tuple("ns3::NoBackhaulEpcHelper", "S11LinkDataRate", "0bps", false),
          std::tuple("ns3::NoBackhaulEpcHelper", "S11LinkDataRate", "10Gb/s", true),
          std::tuple("ns3::LteEnbRrc", "ConnectionSetupTimeoutDuration", "0s", false),
          std::tuple("ns3::LteEnbRrc", "ConnectionSetupTimeoutDuration", "150ms", true),
          std::tuple("ns3::LteUePowerControl", "Alpha", "0.3", false),
          std::tuple("ns3::LteUePowerControl", "Alpha", "0.4", true),
          std::tuple("ns3::PfFfMacScheduler", "UlGrantMcs", "29", false),
          std::tuple("ns3::PfFfMacScheduler", "UlGrantMcs", "12", true),
          std::tuple("ns3::NrHelper", "HarqEnabled", "false", false),
          std::tuple("ns3::NrGnbPhy", "SymbolsPerSlot", "12", false),
          std::tuple("ns3::NrGnbPhy", "Pattern", "DL|UL", false),
          std::tuple("ns3::NrGnbPhy", "Pattern", "DL|S|UL|", true),
          std::tuple("ns3::NrMacSchedulerNs3", "CqiTimerThreshold", "1us", false),
          std::tuple("ns3::NrMacSchedulerNs3", "CqiTimerThreshold", "1s", true),
          std::tuple("ns3::NrMacSchedulerNs3", "StartingMcsDl", "28", false),
          std::tuple("ns3::NrMacSchedulerNs3", "StartingMcsUl", "27", true),
          std::tuple("ns3::NrMacSchedulerNs3", "DlCtrlSymbols", "2", false),
          std::tuple("ns3::NrMacSchedulerNs3", "UlCtrlSymbols", "1", true),
          std::tuple("ns3::NrGnbMac", "NumRbPerRbg", "0", false),
          std::tuple("ns3::NrGnbMac", "NumRbPerRbg", "4", true),
          std::tuple("ns3::NrMacSchedulerSrsDefault", "StartingPeriodicity", "3", false),
          std::tuple("ns3::NrMacSchedulerSrsDefault", "StartingPeriodicity", "80", true),
          std::tuple("ns3::NrUePowerControl", "Alpha", "2", false),
          std::tuple("ns3::NrUePowerControl", "Alpha", "0.8", true),
          std::tuple("ns3::NrUePhy", "UeMeasurementsFilterPeriod", "1ns", false),
          std::tuple("ns3::NrUePhy", "UeMeasurementsFilterPeriod", "200ms", true),
          std::tuple("ns3::LteUePhy", "NumQoutEvalSf", "205", false),
          std::tuple("ns3::LteUePhy", "NumQoutEvalSf", "200", true),
          std::tuple("ns3::LteEnbRrc", "SrsPeriodicity", "3", false),
          std::tuple("ns3::LteEnbRrc", "SrsPeriodicity", "40", true),
          std::tuple("ns3::EpsBearer", "Release", "12", false),
          std::tuple("ns3::EpsBearer", "Release", "264", false), // 8 in eight bits
          std::tuple("ns3::EpsBearer", "Release", "15", true),
          std::tuple("ns3::LteHelper", "EnbComponentCarrierManager", "nan", false),
          std::tuple("ns3::LteHelper", "FadingModel", "nan", false),
          std::tuple("ns3::LteHelper", "FadingModel", "", true)})
    {
        if (isThere(type))
        {
            EXPECT_EQ(IsRefused(type, attribute, text), !isRight)
                << type << "::" << attribute << '=' << text;
        }
    }
}

TEST(AttributeText, WalksThatTakeNoTimeAreRefused)
{
    for (const std::string type : {"ns3::RandomWaypointMobilityModel",
                                   "ns3::RandomDirection2dMobilityModel",
                                   "ns3::RandomWalk2dMobilityModel"})
    {
        for (const std::string text : {"ns3::ConstantRandomVariable[Constant=0]",
                                       "ns3::ConstantRandomVariable[Constant=-1]",
                                       "ns3::ConstantRandomVariable[Constant=1e9]",
                                       "ns3::UniformRandomVariable[Min=-1|Max=1]"})
        {
            EXPECT_TRUE(IsRefused(type, "Speed", text)) << type << text;
        }
        EXPECT_FALSE(IsRefused(type, "Speed", "ns3::UniformRandomVariable[Min=0|Max=10]")) << type;
    }
    EXPECT_TRUE(IsRefused("ns3::RandomWalk2dMobilityModel", "Bounds", "0|1e-9|0|1e-9"));
    EXPECT_TRUE(IsRefused("ns3::RandomWalk2dMobilityModel", "Bounds", "-1e300|1e300|0|1"));
    EXPECT_FALSE(IsRefused("ns3::RandomWalk2dMobilityModel", "Bounds", "0|1|0|1"));
}

TEST(AttributeText, DrawsThatDoNotEndAreRefused)
{
    for (const std::string text : {"ns3::NormalRandomVariable[Bound=-1]",
                                   "ns3::NormalRandomVariable[Bound=0]",
                                   "ns3::NormalRandomVariable[Bound=1e-9]",
                                   "ns3::NormalRandomVariable[Variance=-1]",
                                   "ns3::ExponentialRandomVariable[Bound=-1]",
                                   "ns3::ExponentialRandomVariable[Mean=1e9|Bound=1]",
                                   "ns3::ParetoRandomVariable[Scale=2|Bound=1]",
                                   "ns3::ParetoRandomVariable[Bound=-1]",
                                   "ns3::WeibullRandomVariable[Bound=-1]",
                                   "ns3::WeibullRandomVariable[Scale=1e9|Bound=1e-9]",
                                   "ns3::GammaRandomVariable[Alpha=-1e9]",
                                   "ns3::GammaRandomVariable[Alpha=0]",
                                   "ns3::ZipfRandomVariable[N=4294967295]",
                                   "ns3::ErlangRandomVariable[K=4294967295]"})
    {
        EXPECT_TRUE(IsRefused("ns3::MarkovBackgroundLoad", "HoldingTime", text)) << text;
    }
    for (const std::string text : {"ns3::NormalRandomVariable",
                                   "ns3::NormalRandomVariable[Mean=1|Variance=4|Bound=1]",
                                   "ns3::NormalRandomVariable[Variance=0]",
                                   "ns3::ExponentialRandomVariable[Mean=1|Bound=0.5]",
                                   "ns3::ParetoRandomVariable[Scale=1|Shape=2|Bound=10]",
                                   "ns3::WeibullRandomVariable[Scale=1|Shape=2|Bound=10]",
                                   "ns3::GammaRandomVariable[Alpha=0.5]",
                                   "ns3::ZipfRandomVariable[N=1000]",
                                   "ns3::ErlangRandomVariable[K=10]"})
    {
        EXPECT_FALSE(IsRefused("ns3::MarkovBackgroundLoad", "HoldingTime", text)) << text;
    }
}

TEST(AttributeText, EveryVariableThatPassesDraws)
{
    std::size_t drawn = 0;
    for (const TypeId& type : GetTypes("ns3::RandomVariableStream"))
    {
        for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
        {
            for (const std::string value : {"-1e300", "-1", "0", "1e-300", "1e-6", "1e6", "1e300"})
            {
                const std::string text =
                    type.GetName() + "[" + type.GetAttribute(i).name + "=" + value + "]";
                if (IsRefused("ns3::MarkovBackgroundLoad", "HoldingTime", text))
                {
                    continue;
                }
                ObjectFactory factory(type.GetName());
                factory.Set(type.GetAttribute(i).name, StringValue(value));
                auto variable = factory.Create<RandomVariableStream>();
                variable->SetStream(1);
                for (int n = 0; n < 100; ++n)
                {
                    EXPECT_TRUE(std::isfinite(variable->GetValue())) << text;
                }
                ++drawn;
            }
        }
    }
    EXPECT_GT(drawn, 20U);
}

TEST(AttributeText, RangesAndClassesThatNsDoesNotCheck)
{
    for (const auto& [type, attribute, bad, good] :
         {std::tuple("ns3::GaussMarkovMobilityModel", "Alpha", "1e300", "0.85"),
          std::tuple("ns3::GaussMarkovMobilityModel", "Bounds", "0|0|0|0|0|0", "0|9|0|9|1|1"),
          std::tuple("ns3::RandomWalk2dMobilityModel", "Bounds", "0|0|0|9", "0|9|0|9"),
          std::tuple("ns3::GridPositionAllocator", "GridWidth", "0", "3"),
          std::tuple("ns3::FqCoDelQueueDisc", "Flows", "0", "1024"),
          std::tuple("ns3::FqCoDelQueueDisc", "UseL4s", "true", "false"),
          std::tuple("ns3::QuantileRandomVariable", "Quantiles", "0.5:2,0.4:3", "0.4:2,0.5:3"),
          std::tuple("ns3::InferenceClient", "Protocol", "ns3::Node", "ns3::UdpSocketFactory"),
          std::tuple("ns3::InferenceClient",
                     "Protocol",
                     "ns3::Ipv4RawSocketFactory",
                     "ns3::TcpSocketFactory"),
          std::tuple("ns3::TcpL4Protocol", "SocketType", "ns3::Node", "ns3::TcpNewReno")})
    {
        EXPECT_TRUE(IsRefused(type, attribute, bad)) << type << "::" << attribute;
        EXPECT_FALSE(IsRefused(type, attribute, good)) << type << "::" << attribute;
    }
    for (const std::string type : {"ns3::HierarchicalMobilityModel", "ns3::ListPositionAllocator"})
    {
        EXPECT_NE(AttributeText::FindTypeError(type, Object::GetTypeId()), "") << type;
    }
    EXPECT_NO_THROW(AttributeText::CheckArguments({"--SchedulerType=ns3::HeapScheduler",
                                                   "--RngRun=7",
                                                   "--ns3::TcpSocket::SegmentSize=500",
                                                   "--unknown=x"}));
    for (const std::string argument : {"--SchedulerType=ns3::Node",
                                       "--SchedulerType=nonsense",
                                       "--SimulatorImplementationType=ns3::Node",
                                       "--RngRun=x",
                                       "--ns3::TcpL4Protocol::SocketType=ns3::Node",
                                       "--ns3::TcpSocket::SegmentSize=-1"})
    {
        EXPECT_THROW(AttributeText::CheckArguments({argument}), InferenceInputError) << argument;
    }
}

} // namespace
} // namespace tests
} // namespace ns3
