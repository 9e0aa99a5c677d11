// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/command-line.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"
#include "ns3/rng-seed-manager.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace ns3
{
namespace tests
{
namespace
{

/// Parses command lines of a program with the scenario one-cell.
class ScenarioCommandLineTest : public testing::Test
{
  protected:
    /**
     * @param arguments without the program's name
     * @return the scenario that would run
     */
    static InferenceScenario Parse(std::vector<std::string> arguments)
    {
        InferenceScenario scenario("quickstart");
        CommandLine cmd("program");
        scenario.AddOptions(cmd);
        scenario.AddShorthand(cmd, "rate", "/streams/0/Rate", "Tasks a second");
        scenario.AddShorthand(cmd, "deadline", "/streams/0/Deadline", "Deadline");
        arguments.insert(arguments.begin(), "program");
        std::vector<char*> argv;
        for (auto& argument : arguments)
        {
            argv.push_back(argument.data());
        }
        scenario.ParseCommandLine(cmd, static_cast<int>(argv.size()), argv.data());
        return scenario;
    }

    /**
     * @param arguments without the program's name
     * @return what the error says; "" when there is none
     */
    static std::string FindError(const std::vector<std::string>& arguments)
    {
        try
        {
            Parse(arguments);
        }
        catch (const InferenceInputError& error)
        {
            return error.what();
        }
        return "";
    }

    /**
     * @brief Expects an error that has some words.
     * @param arguments without the program's name
     * @param words that it has
     */
    static void ExpectError(const std::vector<std::string>& arguments, const std::string& words)
    {
        const std::string error = FindError(arguments);
        EXPECT_NE(error.find(words), std::string::npos) << arguments.back() << ": " << error;
    }
};

TEST_F(ScenarioCommandLineTest, AttributesThatTheScenarioSetsAreRefusedWithTheirKey)
{
    const std::vector<std::string> reward{"--set=/reward/LatencyWeight=0.3",
                                          "--ns3::RewardModel::LatencyWeight=0.9"};
    ExpectError(reward, "expected --set=/reward/LatencyWeight=0.9");
    ExpectError({"--ns3::EdgeTopologyHelper::Ues=7"}, "--set=/ues/count=7");
    ExpectError(
        {"--set=/policies=[{\"type\": \"edgent\", \"Bits\": 4}]", "--ns3::EdgentPolicy::Bits=8"},
        "--set=/policies/0/Bits=8");
    ExpectError({"--set=/streams/0/Deadline=1s", "--ns3::TaskStream::Deadline=2s"},
                "--set=/streams/0/Deadline=2s");
    ExpectError(
        {"--set=/defaults={\"ns3::TcpSocket::DelAckCount\": 1}", "--ns3::TcpSocket::DelAckCount=2"},
        "--set=/defaults/ns3::TcpSocket::DelAckCount=2");
    // The same value is no contradiction: other policies of the class take it as their default.
    EXPECT_EQ(FindError({"--set=/policies=[\"edgent\", {\"name\": \"four\", \"type\": \"edgent\", "
                         "\"Bits\": 4}]",
                         "--ns3::EdgentPolicy::Bits=4"}),
              "");
    // What the scenario leaves open is a default that the command line may set.
    EXPECT_EQ(FindError({"--set=/reward/LatencyWeight=null"}), "");
}

TEST_F(ScenarioCommandLineTest, ElementsThatAreNotThereAreAppendedOnlyWhenAsked)
{
    ExpectError({"--set=/streams/1/Rate=5"}, "an index from 0 to 0, or - to append");
    ExpectError({"--set=/ues/devices/0=iphone"}, "- to append");
    const auto scenario = Parse({"--set=/streams/-/Rate=5", "--set=/streams/-/Rate=6"});
    EXPECT_EQ(scenario.Get("/streams/1/Rate"), "5");
    EXPECT_EQ(scenario.Get("/streams/2/Rate"), "6");
}

TEST_F(ScenarioCommandLineTest, AKeyHasOneValue)
{
    ExpectError({"--rate=5", "--set=/streams/0/Rate=6"}, "another value of /streams/0/Rate");
    ExpectError({"--set=/streams/0/rate=5", "--set=/streams/0/Rate=6"}, "another value");
    ExpectError({"--radio=link", "--radio=wifi"}, "the option once");
    ExpectError({"--radio=link", "--set=/radio/type=wifi"}, "another value of /radio/type");
    EXPECT_EQ(Parse({"--rate=7", "--set=/streams/0/Rate=7"}).Get("/streams/0/Rate"), "7");
}

TEST_F(ScenarioCommandLineTest, TheEnvironmentSetsTheRun)
{
    setenv("NS_GLOBAL_VALUE", "RngRun=3", 1);
    EXPECT_EQ(Parse({}).GetRngRun(), 3U);
    EXPECT_EQ(RngSeedManager::GetRun(), 3U);
    EXPECT_EQ(Parse({"--RngRun=4"}).GetRngRun(), 4U);
}

TEST_F(ScenarioCommandLineTest, TimesWithoutAUnitAreAnnouncedOnce)
{
    testing::internal::CaptureStderr();
    Parse({"--deadline=20", "--rate=5"});
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "note: a time without a unit is in seconds: --deadline=20\n");
    testing::internal::CaptureStderr();
    Parse({"--deadline=20ms"});
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

} // namespace
} // namespace tests
} // namespace ns3
