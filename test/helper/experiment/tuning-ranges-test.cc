// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/experiment/experiment-folder.h"
#include "../../../helper/experiment/experiment-tuning.h"
#include "../../../helper/experiment/tuning-ranges.h"

#include "ns3/inference-input-error.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <set>
#include <unistd.h>

namespace ns3
{
namespace tests
{
namespace
{

/// A file with ranges for a scenario with a rule, which has attributes in any build.
class TuningRangesTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        m_path = (std::filesystem::temp_directory_path() /
                  ("tuning-ranges-" + std::to_string(getpid()) + ".json"))
                     .string();
        m_scenario = InferenceScenario::Read("quickstart");
        m_scenario.Set(R"(/policies=[{"type": "ns3::GreedyPlanPolicy", "name": "greedy"}])");
    }

    void TearDown() override
    {
        std::filesystem::remove(m_path);
    }

    /**
     * @param json what the file has
     * @return the ranges
     */
    TuningRanges Read(const std::string& json)
    {
        ExperimentFolder::WriteWhole(m_path, json);
        return TuningRanges(m_path, m_scenario);
    }

    std::string m_path;           //!< of the file
    InferenceScenario m_scenario; //!< with one policy
};

TEST_F(TuningRangesTest, DrawsWithinTheRanges)
{
    const auto ranges = Read(R"({"FirstRate": {"from": 1e4, "to": 1e8, "log": true, "whole": true},
                                 "Margin": {"values": [0.1, 0.2, 0.4]}})");
    ASSERT_EQ(ranges.GetRanges().size(), 2U);
    const auto all = ranges.Draw(400, 1, 1);
    std::set<std::string> margins;
    int low = 0;
    for (const auto& values : all)
    {
        const double rate = std::stod(values[0]);
        EXPECT_TRUE(rate >= 1e4 && rate <= 1e8) << rate;
        EXPECT_EQ(values[0].find_first_of(".e"), std::string::npos) << "whole";
        low += rate < 1e6 ? 1 : 0;
        margins.insert(values[1]);
    }
    EXPECT_EQ(margins, (std::set<std::string>{"0.1", "0.2", "0.4"}));
    // Half of the logarithms lie below 1e6: 200 of 400 with a standard deviation of 10.
    EXPECT_NEAR(low, 200, 50);
    EXPECT_EQ(ranges.Draw(2, 1, 1)[1], all[1]) << "the first do not depend on how many there are";
    EXPECT_NE(ranges.Draw(2, 1, 2)[1], all[1]);
    const auto scenario = ranges.Apply(m_scenario, {"20000", "0.4"});
    EXPECT_NE(scenario.GetJson().find("\"Margin\": 0.4"), std::string::npos) << scenario.GetJson();
    EXPECT_EQ(ranges.GetSettings({"20000", "0.4"})[1], "/policies/0/Margin=0.4");
}

TEST_F(TuningRangesTest, TellsWhatIsNoRange)
{
    for (const auto& [json, pointer] : {
             std::pair{R"({})", ""},
             std::pair{R"({"Margin": {"from": 0.1}})", "/Margin"},
             std::pair{R"({"Margin": {"from": 0.1, "to": 0.2, "step": 1}})", "/Margin"},
             std::pair{R"({"Margin": {"from": 0.2, "to": 0.1}})", "/Margin/to"},
             std::pair{R"({"Margin": {"from": 0, "to": 0.1, "log": true}})", "/Margin/from"},
             std::pair{R"({"Margin": {"from": 0.5, "to": 1.5}})", "/Margin/to"},
             std::pair{R"({"Margin": {"values": [0.5, "much"]}})", "/Margin/values/1"},
             std::pair{R"({"Margins": {"values": [0.5]}})", "/Margins/values/0"},
         })
    {
        try
        {
            Read(json);
            FAIL() << json;
        }
        catch (const InferenceInputError& error)
        {
            EXPECT_EQ(error.GetFile(), m_path) << error.what();
            EXPECT_EQ(error.GetPointer().rfind(pointer, 0), 0U) << error.what();
        }
    }
}

TEST(ExperimentTuning, HalvesTheTrials)
{
    const auto tell = [](uint32_t trials, uint32_t reduction, uint32_t episodes) {
        std::string text;
        for (const auto& rung : ExperimentTuning::MakeRungs(trials, reduction, episodes))
        {
            text += std::to_string(rung.trials) + "x" + std::to_string(rung.episodes) + " ";
        }
        return text;
    };
    EXPECT_EQ(tell(8, 2, 80), "8x10 4x20 2x40 1x80 ");
    EXPECT_EQ(tell(9, 3, 100), "9x11 3x33 1x99 ");
    EXPECT_EQ(tell(10, 3, 100), "10x11 3x33 1x99 ");
    EXPECT_EQ(tell(1, 2, 7), "1x7 ");
    EXPECT_EQ(tell(16, 2, 3), "16x1 8x2 ") << "no training has less than one episode";
}

} // namespace
} // namespace tests
} // namespace ns3
