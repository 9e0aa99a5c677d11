// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/radio/link/link-rate-model.h"

#include <cmath>
#include <gtest/gtest.h>

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;

namespace
{

constexpr auto UP = EdgeLinkDirection::UPLINK;
constexpr auto DOWN = EdgeLinkDirection::DOWNLINK;

TEST(LinkRateModel, PathLossIsLogDistance)
{
    LinkRateModel::Settings settings;
    settings.pathLossExponent = 3.5;
    settings.referenceLoss = 40;
    const LinkRateModel model(settings);
    EXPECT_DOUBLE_EQ(model.GetPathLoss(1), 40);
    EXPECT_NEAR(model.GetPathLoss(10), 75, 1e-12);
    EXPECT_NEAR(model.GetPathLoss(200) - model.GetPathLoss(100), 35 * std::log10(2), 1e-12);
    EXPECT_DOUBLE_EQ(model.GetPathLoss(0), 40); // never nearer than 1 m
}

TEST(LinkRateModel, NoiseIsThermalNoiseFigureAndRise)
{
    LinkRateModel::Settings settings;
    settings.uplink = {1e6, 20, 6, 2};
    settings.downlink = {2e6, 30, 9, 0};
    const LinkRateModel model(settings);
    EXPECT_NEAR(LinkRateModel::ToDb(model.GetNoise(UP)), -174 + 60 + 6 + 2, 1e-9);
    EXPECT_NEAR(LinkRateModel::ToDb(model.GetNoise(DOWN)), -174 + 63.0103 + 9, 1e-4);
    EXPECT_DOUBLE_EQ(model.GetReceivedPower(UP, 100), -80);
    EXPECT_DOUBLE_EQ(model.GetReceivedPower(DOWN, 100), -70);
}

TEST(LinkRateModel, RateIsShannons)
{
    LinkRateModel::Settings settings;
    settings.uplink.bandwidth = 1e6;
    settings.downlink.bandwidth = 3e6;
    settings.minimumSinr = -3;
    const LinkRateModel model(settings);
    EXPECT_DOUBLE_EQ(model.GetRate(UP, 3), 2e6);
    EXPECT_DOUBLE_EQ(model.GetRate(DOWN, 1), 3e6);
    EXPECT_DOUBLE_EQ(model.GetRate(DOWN, 1023), 30e6);
    EXPECT_GT(model.GetRate(UP, 0.502), 0);
    EXPECT_EQ(model.GetRate(UP, 0.501), 0) << "10^-0.3 is 0.50119";
    EXPECT_TRUE(model.IsOutage(0.501));
    EXPECT_FALSE(model.IsOutage(0.502));
}

TEST(LinkRateModel, GapAndGreatestEfficiency)
{
    LinkRateModel::Settings settings;
    settings.uplink.bandwidth = 1e6;
    settings.gap = 10 * std::log10(4.0);
    settings.maxEfficiency = 5;
    const LinkRateModel model(settings);
    EXPECT_NEAR(model.GetRate(UP, 12), 2e6, 1e-3);
    EXPECT_DOUBLE_EQ(model.GetRate(UP, 1e6), 5e6);
}

} // namespace
