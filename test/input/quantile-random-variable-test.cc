// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/input/quantile-random-variable.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/inference-input-error.h"
#include "ns3/string.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief Draws from tables of quantiles.
 */

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param quantiles the table
 * @param scale factor of its values
 * @return a variable with a stream of its own
 */
Ptr<QuantileRandomVariable>
Make(const std::string& quantiles, double scale = 1)
{
    auto variable = CreateObject<QuantileRandomVariable>();
    variable->SetAttribute("Quantiles", StringValue(quantiles));
    variable->SetAttribute("Scale", DoubleValue(scale));
    variable->SetStream(5);
    return variable;
}

TEST(QuantileRandomVariable, IsLinearBetweenQuantilesAndBoundedByTheEnds)
{
    const auto variable = Make("0.1:10, 0.5:20,0.9:60", 0.001);
    EXPECT_DOUBLE_EQ(variable->GetQuantile(0), 0.010);
    EXPECT_DOUBLE_EQ(variable->GetQuantile(0.1), 0.010);
    EXPECT_DOUBLE_EQ(variable->GetQuantile(0.3), 0.015);
    EXPECT_DOUBLE_EQ(variable->GetQuantile(0.5), 0.020);
    EXPECT_DOUBLE_EQ(variable->GetQuantile(0.8), 0.050);
    EXPECT_DOUBLE_EQ(variable->GetQuantile(1), 0.060);
}

TEST(QuantileRandomVariable, DrawsHaveTheQuantiles)
{
    const auto variable = Make("0.01:3,0.25:5,0.5:5,0.95:40,0.999:500");
    std::vector<double> draws(200000);
    std::generate(draws.begin(), draws.end(), [&] { return variable->GetValue(); });
    std::sort(draws.begin(), draws.end());
    for (const double share : {0.005, 0.1, 0.3, 0.7, 0.9, 0.98})
    {
        const double drawn = draws[static_cast<std::size_t>(share * draws.size())];
        // 200,000 draws: the share of a quantile is known to 0.001, three standard deviations
        EXPECT_GE(drawn, variable->GetQuantile(share - 0.0035)) << share;
        EXPECT_LE(drawn, variable->GetQuantile(share + 0.0035)) << share;
    }
    EXPECT_EQ(draws.front(), 3);
    EXPECT_EQ(draws.back(), 500);
}

TEST(QuantileRandomVariable, AntitheticDrawsMirror)
{
    const auto variable = Make("0:0,1:1");
    const auto other = Make("0:0,1:1");
    other->SetAttribute("Antithetic", BooleanValue(true));
    for (int i = 0; i < 5; ++i)
    {
        EXPECT_DOUBLE_EQ(variable->GetValue() + other->GetValue(), 1);
    }
}

TEST(QuantileRandomVariable, IntegersAreWithinTheirRange)
{
    EXPECT_EQ(Make("0:7.9,1:7.9")->GetInteger(), 7U);
    EXPECT_EQ(Make("0:-5,1:-5")->GetInteger(), 0U);
    EXPECT_EQ(Make("0:1e12,1:1e12")->GetInteger(), 4294967295U);
}

TEST(QuantileRandomVariable, WhatIsNoTableIsToldAndTheTableStays)
{
    const auto variable = Make("0.5:2");
    for (const std::string text : {"",
                                   "5",
                                   "0.5:1,",
                                   "0.5:1,0.5:2",
                                   "0.5:1,0.4:2",
                                   "0.1:2,0.2:1",
                                   "-0.1:1",
                                   "1.1:1",
                                   "0.5:x",
                                   "0.5:inf",
                                   "0.5:1e101",
                                   "0.5:1:2"})
    {
        try
        {
            variable->SetQuantiles(text);
            FAIL() << text;
        }
        catch (const InferenceInputError& error)
        {
            EXPECT_NE(std::string(error.what()).find("Quantiles"), std::string::npos) << text;
        }
        EXPECT_EQ(variable->GetQuantile(0.3), 2) << text;
        EXPECT_EQ(variable->GetQuantiles(), "0.5:2") << text;
    }
}

} // namespace
} // namespace tests
} // namespace ns3
