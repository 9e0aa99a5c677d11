// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/input/time-series-file.h"

#include "ns3/inference-input-error.h"
#include "ns3/test.h"

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;

namespace
{

/// Good files, in the shapes that spreadsheets and editors give them.
class GoodFilesTestCase : public TestCase
{
  public:
    GoodFilesTestCase()
        : TestCase("Good files")
    {
    }

  private:
    void DoRun() override
    {
        const std::string file = CreateTempDirFilename("good-time-series.csv");
        TimeSeriesColumn column;
        column.name = "load";
        column.required = false;
        column.min = 0;
        column.max = 1;
        const std::vector<std::string> texts = {
            "time,load\n0,0\n1.25,0.5\n1.25,1\n123456.789012345,1e-3\n",
            "time,load\n0,0\n1.25,0.5\n1.25,1\n123456.789012345,1e-3", // no newline at the end
            "\xEF\xBB\xBFtime,load\r\n0,0\r\n1.25,.5\r\n1.25,1\r\n123456.789012345,0.001\r\n",
            "# recorded on a server\n\n time , load \n0 ,\t0\n# a remark\n\n1.25e0,+0.5\n"
            "1.25,1.0\n123456.789012345,1E-3\n\n"};
        for (std::size_t i = 0; i < texts.size(); ++i)
        {
            std::ofstream(file, std::ios::binary) << texts[i];
            const auto points = ReadTimeSeries(file, column);
            NS_TEST_ASSERT_MSG_EQ(points.size(), 4, "rows of file " << i);
            NS_TEST_EXPECT_MSG_EQ(points[0].time, Time(), "file " << i);
            NS_TEST_EXPECT_MSG_EQ(points[1].time, MilliSeconds(1250), "file " << i);
            NS_TEST_EXPECT_MSG_EQ(points[2].time, MilliSeconds(1250), "file " << i);
            NS_TEST_EXPECT_MSG_EQ(points[3].time, NanoSeconds(123456789012345), "file " << i);
            NS_TEST_EXPECT_MSG_EQ(points[0].value, 0, "file " << i);
            NS_TEST_EXPECT_MSG_EQ(points[1].value, 0.5, "file " << i);
            NS_TEST_EXPECT_MSG_EQ(points[2].value, 1, "file " << i);
            NS_TEST_EXPECT_MSG_EQ(points[3].value, 1e-3, "file " << i);
        }
        std::ofstream(file, std::ios::binary) << "time\n7\n";
        const auto points = ReadTimeSeries(file, column);
        NS_TEST_ASSERT_MSG_EQ(points.size(), 1, "one row");
        NS_TEST_EXPECT_MSG_EQ(std::isnan(points[0].value), true, "no value");
    }
};

/// Broken files: the error names the line and says what is there and what should be.
class BrokenFilesTestCase : public TestCase
{
  public:
    BrokenFilesTestCase()
        : TestCase("Broken files")
    {
    }

  private:
    /// A broken text and its error.
    struct Broken
    {
        std::string text;    //!< what the file holds
        std::string pointer; //!< where the error is
        std::string found;   //!< what is there
    };

    void DoRun() override
    {
        const std::vector<Broken> cases = {
            {"", "", "an empty file"},
            {"\n\n# nothing\n", "", "an empty file"},
            {"time,load\n", "", "no row"},
            {"time,load\n# none\n\n", "", "no row"},
            {"time\n0\n", "line 1", "time"},
            {"load,time\n0,0\n", "line 1", "load,time"},
            {"Time,Load\n0,0\n", "line 1", "Time,Load"},
            {"time;load\n0;0\n", "line 1", "time;load"},
            {"time,load,extra\n0,0,0\n", "line 1", "time,load,extra"},
            {"0,0\n1,0.5\n", "line 1", "0,0"},
            {"\n# x\ntime,deadline\n0,0\n", "line 3", "time,deadline"},
            {"time,load\n0,0\n1\n", "line 3", "1 fields"},
            {"time,load\n0,0,0\n", "line 2", "3 fields"},
            {"time,load\n0,0\n1,\n", "line 3", ""},
            {"time,load\n,0\n", "line 2", ""},
            {"time,load\nabc,0\n", "line 2", "abc"},
            {"time,load\n1s,0\n", "line 2", "1s"},
            {"time,load\n1.2.3,0\n", "line 2", "1.2.3"},
            {"time,load\n1e,0\n", "line 2", "1e"},
            {"time,load\n0x10,0\n", "line 2", "0x10"},
            {"time,load\nnan,0\n", "line 2", "nan"},
            {"time,load\ninf,0\n", "line 2", "inf"},
            {"time,load\n1e999,0\n", "line 2", "1e999"},
            {"time,load\n1e10,0\n", "line 2", "1e10"},
            {"time,load\n-1,0\n", "line 2", "-1"},
            {"time,load\n0,0\n2,0\n\n1.9,0\n", "line 5", "1.9"},
            {"time,load\n0,nan\n", "line 2", "nan"},
            {"time,load\n0,-0.1\n", "line 2", "-0.1"},
            {"time,load\n0,1.1\n", "line 2", "1.1"},
            {"time,load\n0,\"0.5\"\n", "line 2", "\"0.5\""},
            {std::string("time,load\n0,0\0\n", 14), "line 2", std::string("0\0", 2)},
            {std::string(1 << 20, 'x'), "line 1", std::string(1 << 20, 'x')},
        };
        TimeSeriesColumn column;
        column.name = "load";
        column.min = 0;
        column.max = 1;
        column.expected = "a load from 0 to 1";
        const std::string file = CreateTempDirFilename("broken-time-series.csv");
        for (std::size_t i = 0; i < cases.size(); ++i)
        {
            std::ofstream(file, std::ios::binary | std::ios::trunc) << cases[i].text;
            Check(file, column, cases[i], i);
        }
        Check(file + ".missing", column, {"", "", "no such file"}, 1000);
        Check(CreateTempDirFilename(""), column, {"", "", "a directory"}, 1001);
        Check("/dev/zero", column, {"", "", "something that is not a regular file"}, 1002);
    }

    /**
     * @brief Checks one error.
     * @param file path of the file
     * @param column the second column
     * @param broken the expected error
     * @param index number of the case
     */
    void Check(const std::string& file,
               const TimeSeriesColumn& column,
               const Broken& broken,
               std::size_t index)
    {
        bool thrown = false;
        try
        {
            ReadTimeSeries(file, column);
        }
        catch (const InferenceInputError& error)
        {
            thrown = true;
            const std::string what = error.what();
            NS_TEST_EXPECT_MSG_EQ(error.GetFile(), file, "file of case " << index);
            NS_TEST_EXPECT_MSG_EQ(error.GetPointer(), broken.pointer, "line of case " << index);
            NS_TEST_EXPECT_MSG_EQ((error.GetFound() == broken.found), true, "case " << index);
            NS_TEST_EXPECT_MSG_EQ(error.GetExpected().empty(), false, "case " << index);
            NS_TEST_EXPECT_MSG_EQ(what.find('\n'), std::string::npos, "one line, case " << index);
            NS_TEST_EXPECT_MSG_LT(what.size(), file.size() + 300, "short, case " << index);
        }
        NS_TEST_EXPECT_MSG_EQ(thrown, true, "case " << index << " is refused");
    }
};

/// Time series from files.
class TimeSeriesFileTestSuite : public TestSuite
{
  public:
    TimeSeriesFileTestSuite()
        : TestSuite("edge-inference-time-series-file", TestSuite::Type::UNIT)
    {
        AddTestCase(new GoodFilesTestCase);
        AddTestCase(new BrokenFilesTestCase);
    }
};

TimeSeriesFileTestSuite g_timeSeriesFileTestSuite; //!< registers the suite

} // namespace
