// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/report/scenario-picture.h"

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
 * @param text any text
 * @param words what to look for
 * @return how often it stands there
 */
std::size_t
CountWords(const std::string& text, const std::string& words)
{
    std::size_t n = 0;
    for (std::size_t at = 0; (at = text.find(words, at)) != std::string::npos; at += words.size())
    {
        ++n;
    }
    return n;
}

/**
 * @brief Expects words in a picture.
 * @param picture an svg element
 * @param words each of which it has
 */
void
ExpectWords(const std::string& picture, const std::vector<std::string>& words)
{
    for (const auto& word : words)
    {
        EXPECT_NE(picture.find(word), std::string::npos) << word << " in " << picture;
    }
}

TEST(ScenarioPicture, ShowsEveryTierOfTheScenario)
{
    auto scenario = InferenceScenario::Read("quickstart");
    ExpectWords(ScenarioPicture(scenario.GetJson()).Draw(),
                {"5 UEs: raspberry-pi-4",
                 "Fifo, Markov load",
                 "RandomWaypoint",
                 "alexnet-cifar10: Poisson, 20 a second, 30ms deadline",
                 "1 cell, radio wifi",
                 "802.11ax",
                 "backhaul 1 Gbit/s, 1ms",
                 "1 edge server: xeon-m4-large"});
    EXPECT_EQ(ScenarioPicture(scenario.GetJson()).Draw().find("cloud"), std::string::npos);
    scenario.SetAll({"/radio/type=link",
                     "/topology/Cells=4",
                     "/topology/ServerPlacement=PerCell",
                     "/topology/BackhaulRate=2.5Mbps",
                     "/servers/count=4",
                     "/servers/devices=[\"nvidia-t4\"]",
                     "/servers/cache={\"type\": \"ns3::ModelCache\"}",
                     "/clouds/count=1",
                     "/ues/count=40",
                     "/ues/battery/energy=7",
                     "/streams/-/Rate=5",
                     "/streams/1/ues=[3, 4]",
                     "/control/Control=InBand"});
    const ScenarioPicture picture(scenario.GetJson());
    ExpectWords(picture.Draw(),
                {"40 UEs",
                 "battery 7",
                 "of 2 UEs<",
                 "4 cells, radio link",
                 "local 10 Gbit/s, 10us; others 2.5 Mbit/s, 1ms",
                 "4 edge servers: nvidia-t4, xeon-m4-large",
                 "ModelCache",
                 "to the cloud 1 Gbit/s, 20ms",
                 "1 cloud node: nvidia-v100",
                 "decisions in packets"});
    EXPECT_EQ(picture.Describe(),
              "40 UEs: raspberry-pi-4; 4 cells, radio link; 4 edge servers: nvidia-t4, "
              "xeon-m4-large; 1 cloud node: nvidia-v100.");
    // One symbol a machine, at most ten a box.
    EXPECT_EQ(CountWords(picture.Draw(), "width=\"9\""), 10U + 4 + 4 + 1);
}

TEST(ScenarioPicture, WhatIsNoScenarioHasNone)
{
    for (const char* text : {"", "{}", "[1]", "no JSON", "{\"format\": \"other\"}"})
    {
        EXPECT_FALSE(ScenarioPicture::CanDraw(text)) << text;
    }
    EXPECT_TRUE(ScenarioPicture::CanDraw(InferenceScenario::Read("one-cell").GetJson()));
}

TEST(ScenarioPicture, EveryShippedScenarioHasOne)
{
    for (const char* name : {"ddpg-iiot",
                             "dppo-mobility",
                             "grle-early-exit",
                             "iiot-like",
                             "multi-exit-streams",
                             "one-cell",
                             "own-policy",
                             "sac-d-co-inference",
                             "three-tier",
                             "two-cells-handover"})
    {
        const std::string svg = ScenarioPicture(InferenceScenario::Read(name).GetJson()).Draw();
        EXPECT_EQ(CountWords(svg, "<text"), CountWords(svg, "</text>")) << name;
        EXPECT_GE(CountWords(svg, "rx=\"8\""), 3U) << name;
        EXPECT_EQ(svg.find("\"nan"), std::string::npos) << name;
        EXPECT_EQ(svg.find(">, "), std::string::npos) << name << ": " << svg;
    }
}

} // namespace
} // namespace tests
} // namespace ns3
