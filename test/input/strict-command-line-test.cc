// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-input-error.h"
#include "ns3/strict-command-line.h"

#include <cstdlib>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace ns3
{
namespace tests
{
namespace
{

/// A program with a few options.
class StrictCommandLineTest : public testing::Test
{
  protected:
    StrictCommandLineTest()
    {
        m_cmd.AddValue("output", "a folder", m_output);
        m_cmd.AddValue("seeds", "a number", m_seeds);
        m_cmd.AddValue("rate", "a number", m_rate);
        m_cmd.AddValue("quiet", "true or false", m_quiet);
    }

    /// @param arguments without the program's name
    void Parse(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.begin(), "program");
        std::vector<char*> argv;
        for (auto& argument : arguments)
        {
            argv.push_back(argument.data());
        }
        m_cmd.Parse(static_cast<int>(argv.size()), argv.data());
    }

    /**
     * @param arguments without the program's name
     * @return what the error says; "" when there is none
     */
    std::string FindError(const std::vector<std::string>& arguments)
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

    StrictCommandLine m_cmd{"program.cc"}; //!< the command line
    std::string m_output{"results"};       //!< --output
    uint32_t m_seeds{10};                  //!< --seeds
    double m_rate{5};                      //!< --rate
    bool m_quiet{false};                   //!< --quiet
};

TEST_F(StrictCommandLineTest, ABlankIsPartOfAValue)
{
    Parse({"--output=exp a", "--seeds=3", "-rate=0.5", "--quiet"});
    EXPECT_EQ(m_output, "exp a");
    EXPECT_EQ(m_seeds, 3U);
    EXPECT_EQ(m_rate, 0.5);
    EXPECT_TRUE(m_quiet);
    EXPECT_NE(FindError({"--seeds=3 4"}), "");
    EXPECT_NE(FindError({"--rate=5x"}), "");
    EXPECT_NE(FindError({"--quiet=maybe"}), "");
    EXPECT_NE(FindError({"--seeds=-1"}), "");
}

TEST_F(StrictCommandLineTest, TheSameTwiceIsOnce)
{
    Parse({"--quiet", "--quiet", "--seeds=4", "--seeds=4"});
    EXPECT_TRUE(m_quiet); // CommandLine would turn it back
    EXPECT_EQ(m_seeds, 4U);
    EXPECT_EQ(FindError({"--seeds=4", "--seeds=5"}),
              "command line: --seeds: found \"4\" and \"5\", expected the option once");
}

TEST_F(StrictCommandLineTest, WhatIsNoOptionIsRefusedWithTheNearest)
{
    EXPECT_EQ(
        FindError({"--sedes=4"}),
        "command line: --sedes: found no such option, expected one that --help lists (did you "
        "mean --seeds?)");
    EXPECT_EQ(FindError({"--seeds", "4"}),
              "command line: 4: found no option, expected --NAME=VALUE (did you mean --seeds=4?)");
    EXPECT_EQ(FindError({"seeds=4"}),
              "command line: seeds=4: found no option, expected --NAME=VALUE (did you mean "
              "--seeds=4?)");
    for (const std::string word : {"", "-", "--", "--=3", "x", "--RngSed=1", "--ns3::Node::X=1"})
    {
        EXPECT_NE(FindError({word}), "") << word;
    }
}

TEST_F(StrictCommandLineTest, AttributesAreNamedWithTheirClass)
{
    EXPECT_NE(FindError({"--ns3::RewardModle::LatencyWeight=1"}).find("ns3::RewardModel?"),
              std::string::npos);
    EXPECT_NE(FindError({"--ns3::RewardModel::LatencyWieght=1"})
                  .find("did you mean --ns3::RewardModel::LatencyWeight?"),
              std::string::npos);
    EXPECT_NE(FindError({"--ns3::PoissonTaskStream::Deadline=1s"})
                  .find("expected --ns3::TaskStream::Deadline"),
              std::string::npos);
    EXPECT_NE(
        FindError({"--ns3::RewardModel::LatencyWeight=1", "--ns3::RewardModel::LatencyWeight=2"}),
        "");
}

TEST_F(StrictCommandLineTest, WhatNs3ShouldPrintIsThere)
{
    const std::string attributes = FindError({"--PrintAttributes=ns3::UniformRandomVariabel"});
    EXPECT_NE(attributes.find("did you mean ns3::UniformRandomVariable?"), std::string::npos)
        << attributes;
    EXPECT_NE(FindError({"--PrintAttributes="}), "");
    EXPECT_NE(FindError({"--PrintAttributes"}), "");
    const std::string group = FindError({"--PrintGroup=Coer"});
    EXPECT_NE(group.find("did you mean Core?"), std::string::npos) << group;
}

TEST_F(StrictCommandLineTest, WordsAreUtf8)
{
    const std::string error = FindError({"--output=\xff\xfe"});
    EXPECT_NE(error.find("--output=\xef\xbf\xbd"), std::string::npos) << error;
    EXPECT_NE(error.find("expected text in UTF-8"), std::string::npos) << error;
    Parse({"--output=\xc3\xbc"});
    EXPECT_EQ(m_output, "\xc3\xbc");
}

TEST_F(StrictCommandLineTest, TheEnvironmentComesBeforeTheCommandLine)
{
    setenv("NS_GLOBAL_VALUE", "RngRun=3;RngSeed=5", 1);
    std::vector<std::string> words{"program", "--RngSeed=7"};
    char* argv[] = {words[0].data(), words[1].data()};
    const auto arguments = StrictCommandLine::Check(m_cmd, 2, argv);
    EXPECT_EQ(arguments.words, (std::vector<std::string>{"program", "--RngRun=3", "--RngSeed=7"}));
    for (const char* wrong : {"RngRun=abc", "RngRnu=3", "RngRun"})
    {
        setenv("NS_GLOBAL_VALUE", wrong, 1);
        EXPECT_EQ(FindError({}).rfind("environment: NS_GLOBAL_VALUE: ", 0), 0U) << wrong;
    }
    unsetenv("NS_GLOBAL_VALUE");
    for (const char* wrong : {"ns3::RewardModel::X=1", "x=1", "ns3::RewardModel::LatencyWeight=x"})
    {
        setenv("NS_ATTRIBUTE_DEFAULT", wrong, 1);
        EXPECT_EQ(FindError({}).rfind("environment: NS_ATTRIBUTE_DEFAULT: ", 0), 0U) << wrong;
    }
}

TEST_F(StrictCommandLineTest, WordsHaveTheirPlaceWhereAProgramTakesThem)
{
    std::string file;
    m_cmd.AddNonOption("file", "a file", file);
    Parse({"x.json"});
    EXPECT_EQ(file, "x.json");
}

} // namespace
} // namespace tests
} // namespace ns3
