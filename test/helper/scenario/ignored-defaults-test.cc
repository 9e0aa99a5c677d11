// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/scenario/ignored-defaults.h"
#include "../../../model/input/attribute-text.h"

#include "ns3/edge-topology-factory.h"
#include "ns3/experiment-policies.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param radio name of a radio
 * @return a scenario with two streams' worth of everything that is set by keys
 */
InferenceScenario
MakeScenario(const std::string& radio)
{
    InferenceScenario scenario = InferenceScenario::Read("quickstart");
    scenario.SetAll({"/radio/type=" + radio,
                     "/topology/Cells=2",
                     "/clouds/count=1",
                     "/ues/count=2",
                     "/ues/battery/energy=100"});
    return scenario;
}

/**
 * @param scenario a scenario
 * @return builds it
 */
IgnoredDefaults::Build
MakeBuild(const InferenceScenario& scenario)
{
    return [&scenario] { return scenario.Build(ExperimentPolicies::Make("device-only")); };
}

/**
 * @param name full name of an attribute
 * @return what ns-3 knows about it
 */
TypeId::AttributeInformation
Find(const std::string& name)
{
    const std::size_t colons = name.rfind("::");
    const TypeId type = TypeId::LookupByName(name.substr(0, colons));
    for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
    {
        if (type.GetAttribute(i).name == name.substr(colons + 2))
        {
            return type.GetAttribute(i);
        }
    }
    ADD_FAILURE() << "there is no " << name;
    return {};
}

/**
 * @param name full name of an attribute
 * @param radio name of the radio
 * @return the keys that set it, separated by blanks
 */
std::string
GetKeys(const std::string& name, const std::string& radio)
{
    std::string keys;
    for (const auto& pointer : IgnoredDefaults::FindKeys(name, radio))
    {
        keys += (keys.empty() ? "" : " ") + pointer;
    }
    return keys;
}

TEST(IgnoredDefaults, EachAttributeThatTheModuleSetsIsFoundOnEachRadio)
{
    for (const std::string& radio : EdgeTopologyFactory::GetNames())
    {
        const InferenceScenario scenario = MakeScenario(radio);
        const auto build = MakeBuild(scenario);
        const auto all = IgnoredDefaults::Count(build, [](const std::string&) { return true; });
        // What has another value than its default everywhere was set by somebody. A user who gives
        // the default itself would be ignored.
        IgnoredDefaults::Values given;
        for (const auto& [name, values] : all)
        {
            const auto info = Find(name);
            const std::string text = info.originalInitialValue->SerializeToString(info.checker);
            const bool canBeGiven = AttributeText::CanSet(info) &&
                                    AttributeText::GetKind(info.checker) != "Pointer" &&
                                    AttributeText::FindKindError(info.checker, text).empty();
            if (canBeGiven && std::find(values.begin(), values.end(), text) == values.end())
            {
                given[name] = text;
            }
        }
        const IgnoredDefaults defaults(given, radio);
        const auto ignored = defaults.FindIgnored(build);
        for (const auto& [name, text] : given)
        {
            // A number may be told with other digits: then some object has it.
            const auto info = Find(name);
            const Ptr<AttributeValue> value = info.checker->Create();
            ASSERT_TRUE(value->DeserializeFromString(text, info.checker)) << name;
            const auto& values = all.at(name);
            const bool isThere =
                std::find(values.begin(), values.end(), value->SerializeToString(info.checker)) !=
                values.end();
            EXPECT_EQ(ignored.count(name), isThere ? 0U : 1U) << radio << ": " << name;
            for (const auto& pointer : IgnoredDefaults::FindKeys(name, radio))
            {
                EXPECT_NO_THROW(scenario.Get(pointer)) << name;
            }
        }
        EXPECT_GE(given.size(), radio == "link" ? 2U : 10U) << radio;
    }
}

TEST(IgnoredDefaults, TheKeyIsNamed)
{
    EXPECT_EQ(GetKeys("ns3::WifiPhy::TxPowerStart", "wifi"),
              "/radio/wifi/UeTxPower /radio/wifi/ApTxPower");
    EXPECT_EQ(GetKeys("ns3::LogDistancePropagationLossModel::Exponent", "lte"),
              "/radio/lte/PathLossExponent");
    EXPECT_EQ(GetKeys("ns3::A3RsrpHandoverAlgorithm::Hysteresis", "lte"), "/radio/lte/Hysteresis")
        << "a key of the same name";
    EXPECT_EQ(GetKeys("ns3::WifiMac::Ssid", "wifi"), "") << "nothing sets it";
    for (const std::string& radio : EdgeTopologyFactory::GetNames())
    {
        const InferenceScenario scenario = MakeScenario(radio);
        // What is made while an episode runs, or is no part of the network.
        for (const char* name : {"ns3::TcpSocket::SegmentSize",
                                 "ns3::TcpSocket::SndBufSize",
                                 "ns3::TcpSocket::RcvBufSize",
                                 "ns3::TcpSocket::DataRetries",
                                 "ns3::TcpSocket::DelAckTimeout",
                                 "ns3::TcpSocketBase::MinRto",
                                 "ns3::TcpSocket::ConnTimeout"})
        {
            const IgnoredDefaults defaults({{name, "536"}}, radio);
            EXPECT_THROW(defaults.CheckNetwork(MakeBuild(scenario)), InferenceInputError) << name;
            const auto pointers = IgnoredDefaults::FindKeys(name, radio);
            EXPECT_FALSE(pointers.empty()) << name;
            for (const auto& pointer : pointers)
            {
                EXPECT_NO_THROW(scenario.Get(pointer)) << name;
            }
        }
    }
}

TEST(IgnoredDefaults, AValueThatSomeObjectHappensToHaveIsIgnoredAllTheSame)
{
    // 20 dBm, as access points have it by their own key; stations have 15 dBm.
    const InferenceScenario scenario = MakeScenario("wifi");
    const IgnoredDefaults defaults({{"ns3::WifiPhy::TxPowerStart", "20"}}, "wifi");
    EXPECT_EQ(defaults.FindIgnored(MakeBuild(scenario)).count("ns3::WifiPhy::TxPowerStart"), 1U);
}

TEST(IgnoredDefaults, WhatAnObjectHasIsObeyed)
{
    const InferenceScenario scenario = MakeScenario("wifi");
    const std::vector<std::pair<std::string, std::string>> obeyed{
        {"ns3::InferenceClient::SegmentSize", "700"},
        {"ns3::WifiMacQueue::MaxDelay", "1s"},
        {"ns3::ArpCache::AliveTimeout", "7s"},
        {"ns3::TcpSocket::DelAckCount", "1"}};
    IgnoredDefaults::Values given(obeyed.begin(), obeyed.end());
    std::vector<std::pair<TypeId, std::size_t>> places;
    for (const auto& [name, text] : given)
    {
        TypeId type = TypeId::LookupByName(name.substr(0, name.rfind("::")));
        for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
        {
            const auto info = type.GetAttribute(i);
            if (type.GetName() + "::" + info.name == name)
            {
                const Ptr<AttributeValue> value = info.checker->Create();
                ASSERT_TRUE(value->DeserializeFromString(text, info.checker));
                type.SetAttributeInitialValue(i, value);
                places.emplace_back(type, i);
            }
        }
    }
    const auto ignored = IgnoredDefaults(given, "wifi").FindIgnored(MakeBuild(scenario));
    for (auto& [type, i] : places)
    {
        type.SetAttributeInitialValue(i, type.GetAttribute(i).originalInitialValue);
    }
    EXPECT_EQ(places.size(), obeyed.size());
    EXPECT_TRUE(ignored.empty()) << ignored.begin()->first;
}

TEST(IgnoredDefaults, AttributesBehindShortFormsAreRefused)
{
    // Every class of a policy beside every attribute of every other class of this module.
    std::size_t handedOn = 0;
    for (uint32_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const TypeId policy = TypeId::GetRegistered(i);
        if (!policy.IsChildOf(TypeId::LookupByName("ns3::OffloadingPolicy")))
        {
            continue;
        }
        for (uint32_t j = 0; j < TypeId::GetRegisteredN(); ++j)
        {
            const TypeId other = TypeId::GetRegistered(j);
            for (std::size_t a = 0; other != policy && a < other.GetAttributeN(); ++a)
            {
                const auto info = other.GetAttribute(a);
                bool isSame = false;
                for (std::size_t b = 0; b < policy.GetAttributeN(); ++b)
                {
                    isSame = isSame || (policy.GetAttribute(b).name == info.name &&
                                        policy.GetAttribute(b).checker == info.checker);
                }
                if (!isSame)
                {
                    continue;
                }
                ++handedOn;
                const std::string name = other.GetName() + "::" + info.name;
                const std::string own = policy.GetName() + "::" + info.name;
                const IgnoredDefaults defaults({{name, "7"}}, "link");
                try
                {
                    defaults.CheckPolicies({{policy.GetName(), {}}});
                    ADD_FAILURE() << name << " is ignored by " << policy.GetName();
                }
                catch (const InferenceInputError& error)
                {
                    EXPECT_EQ(error.GetExpected(), "--" + own + "=7");
                }
                EXPECT_NO_THROW(IgnoredDefaults({{name, "7"}, {own, "7"}}, "link")
                                    .CheckPolicies({{policy.GetName(), {}}}));
                EXPECT_NO_THROW(defaults.CheckPolicies({{"ns3::DeviceOnlyPolicy", {}}}));
            }
        }
    }
    const auto names = ExperimentPolicies::GetAllNames();
    if (std::find(names.begin(), names.end(), "sac-d") != names.end())
    {
        EXPECT_GT(handedOn, 50U) << "learners are there";
    }
}

} // namespace
} // namespace tests
} // namespace ns3
