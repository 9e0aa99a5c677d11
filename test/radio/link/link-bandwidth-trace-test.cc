// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/radio/link/link-bandwidth-trace.h"

#include "ns3/inference-input-error.h"

#include <cstdio>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;

namespace
{

/// A file that is gone when this is.
class ScratchFile
{
  public:
    /// @param text what stands in it
    explicit ScratchFile(const std::string& text)
        : m_name(testing::TempDir() + "link-trace-" + std::to_string(getpid()))
    {
        std::ofstream(m_name, std::ios::binary) << text;
    }

    ~ScratchFile()
    {
        std::remove(m_name.c_str());
    }

    /// @return its path
    const std::string& GetName() const
    {
        return m_name;
    }

  private:
    std::string m_name; //!< its path
};

/**
 * @param text a file
 * @param repeat whether it repeats
 * @return what it says
 */
LinkBandwidthTrace
Read(const std::string& text, bool repeat = false)
{
    const ScratchFile file(text);
    return LinkBandwidthTrace(file.GetName(), repeat);
}

TEST(LinkBandwidthTrace, CsvHoldsEachRateUntilTheNext)
{
    const auto trace = Read("time,rate\n1,5e6\n2.5,0\n4,1000000\n");
    EXPECT_EQ(trace.GetRate(Seconds(0)), 5e6) << "the first also before its time";
    EXPECT_EQ(trace.GetRate(Seconds(1)), 5e6);
    EXPECT_EQ(trace.GetRate(Seconds(2.4999)), 5e6);
    EXPECT_EQ(trace.GetRate(Seconds(2.5)), 0);
    EXPECT_EQ(trace.GetRate(Seconds(4)), 1e6);
    EXPECT_EQ(trace.GetRate(Seconds(1000)), 1e6);
    EXPECT_EQ(trace.GetNextChange(Seconds(0)), Seconds(2.5));
    EXPECT_EQ(trace.GetNextChange(Seconds(2.5)), Seconds(4));
    EXPECT_EQ(trace.GetNextChange(Seconds(4)), Time::Max());
    EXPECT_TRUE(trace.GetPeriod().IsZero());
    EXPECT_DOUBLE_EQ(trace.GetMeanRate(), 5e6 * 2.5 / 4);
}

TEST(LinkBandwidthTrace, CsvRepeats)
{
    const auto trace = Read("time,rate\n0,1\n1,2\n3,7\n", true);
    EXPECT_EQ(trace.GetPeriod(), Seconds(3));
    EXPECT_EQ(trace.GetRate(Seconds(2.9)), 2);
    EXPECT_EQ(trace.GetRate(Seconds(3)), 1) << "the last row ends the round";
    EXPECT_EQ(trace.GetRate(Seconds(304.5)), 2);
    EXPECT_EQ(trace.GetNextChange(Seconds(304.5)), Seconds(306));
    EXPECT_EQ(trace.GetNextChange(Seconds(303)), Seconds(304));
    EXPECT_DOUBLE_EQ(trace.GetMeanRate(), 5.0 / 3);
}

TEST(LinkBandwidthTrace, MahimahiCarriesItsOpportunities)
{
    // 6 opportunities in rounds of 10 ms; that at 10 is that at 0 of the next round
    const auto trace = Read("# saturator\n2\n2\n3\n7\n9\n10\n");
    EXPECT_EQ(trace.GetPeriod(), MilliSeconds(10));
    const std::vector<double> opportunities{1, 0, 2, 1, 0, 0, 0, 1, 0, 1};
    for (int round = 0; round < 3; ++round)
    {
        for (int ms = 0; ms < 10; ++ms)
        {
            EXPECT_DOUBLE_EQ(trace.GetRate(MilliSeconds(10 * round + ms)), opportunities[ms] * 12e6)
                << ms;
            EXPECT_DOUBLE_EQ(trace.GetRate(MilliSeconds(10 * round + ms) + MicroSeconds(999)),
                             opportunities[ms] * 12e6)
                << ms;
        }
    }
    EXPECT_DOUBLE_EQ(trace.GetMeanRate(), 6 * 12000 / 0.010);
}

TEST(LinkBandwidthTrace, EveryChangeIsAnnounced)
{
    const auto trace = Read("0\n0\n1\n4\n4\n5\n8\n");
    Time now;
    for (int i = 0; i < 50; ++i)
    {
        const Time next = trace.GetNextChange(now);
        ASSERT_GT(next, now);
        for (Time t = now; t < next; t += MicroSeconds(100))
        {
            ASSERT_EQ(trace.GetRate(t), trace.GetRate(now)) << t.GetMicroSeconds();
        }
        now = next;
    }
}

TEST(LinkBandwidthTrace, BrokenFilesAreNamed)
{
    const std::vector<std::pair<std::string, std::string>> broken{
        {"", ""},
        {"time,rate\n", ""},
        {"time;rate\n0;1\n", "line 1"},
        {"time,rate\n0,-1\n", "line 2"},
        {"time,rate\n0,fast\n", "line 2"},
        {"time,rate\n0,nan\n", "line 2"},
        {"time,rate\n0,1e99\n", "line 2"},
        {"time,rate\n1,5\n0.5,5\n", "line 3"},
        {"time,rate\n0\n", "line 2"},
        {"1\n2\nthree\n", "line 3"},
        {"1\n2\n1\n", "line 3"},
        {"5\n-1\n", "line 2"},
        {"5\n6.5\n", "line 2"},
        {"5\n99999999999999999999\n", "line 2"},
        {"0\n0\n", ""},
        {"time,rate\n0,5e-324\n", ""},
        {std::string("\x00\x01\x02\n", 4), "line 1"},
    };
    for (const auto& [text, pointer] : broken)
    {
        try
        {
            Read(text);
            ADD_FAILURE() << "was read: " << text;
        }
        catch (const InferenceInputError& error)
        {
            EXPECT_EQ(error.GetPointer(), pointer) << error.what();
            EXPECT_NE(error.GetFile().find("link-trace-"), std::string::npos);
        }
    }
    EXPECT_THROW(Read("time,rate\n0,1\n", true), InferenceInputError) << "a round of 0 s";
    EXPECT_THROW(Read("time,rate\n0,1\n1e-9,1\n", true), InferenceInputError) << "of 1 ns";
    EXPECT_THROW(LinkBandwidthTrace("/dev/zero", false), InferenceInputError);
    EXPECT_THROW(LinkBandwidthTrace("/no/such/file", false), InferenceInputError);
    EXPECT_THROW(LinkBandwidthTrace(testing::TempDir(), false), InferenceInputError);
}

} // namespace
