// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/task/trace-task-stream.h"
#include "arrival-recorder.h"

#include "ns3/boolean.h"
#include "ns3/inference-input-error.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

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

/// Instants and deadlines from a file.
class TraceTestCase : public TestCase
{
  public:
    TraceTestCase()
        : TestCase("Rows become arrivals, once or in a loop")
    {
    }

  private:
    /**
     * @brief Writes a file.
     * @param text what it holds
     * @return its path
     */
    std::string Write(const std::string& text)
    {
        const std::string name = CreateTempDirFilename("trace-task-stream.csv");
        std::ofstream(name) << text;
        return name;
    }

    /**
     * @brief Sizes of inputs from the file, and by attribute where the file has none.
     * @param stream a stream
     */
    void CheckBytes(const Ptr<TraceTaskStream>& stream)
    {
        stream->SetAttribute("Loop", BooleanValue(false));
        stream->SetAttribute("InputBytes", StringValue("ns3::ConstantRandomVariable[Constant=77]"));
        NS_TEST_EXPECT_MSG_EQ(stream->AssignStreams(9), 2, "one for the sizes");
        for (const auto& [text, bytes] :
             {std::pair<std::string, std::vector<uint64_t>>{"time,bytes\n0.5,33000\n1,12\n",
                                                            {33000, 12}},
              {"time,deadline,bytes\n0.5,1,2\n1,1,3\n", {2, 3}},
              {"time,deadline\n0.5,1\n", {77}}})
        {
            stream->SetFileName(Write(text));
            ArrivalRecorder recorder;
            recorder.Start(stream);
            Simulator::Run();
            Simulator::Destroy();
            NS_TEST_EXPECT_MSG_EQ((recorder.bytes == bytes), true, text);
        }
    }

    void DoRun() override
    {
        const auto file = Write("time,deadline\n0.5,0.1\n0.5,0.2\n2.000000001,0.05\n");
        auto stream = CreateObjectWithAttributes<TraceTaskStream>("FileName", StringValue(file));
        NS_TEST_EXPECT_MSG_EQ(stream->GetFileName(), file, "file name");
        NS_TEST_EXPECT_MSG_EQ_TOL(stream->GetMeanRate(), 3 / 2.000000001, 1e-12, "mean rate");
        ArrivalRecorder once;
        Simulator::Schedule(Seconds(1), &ArrivalRecorder::Start, &once, stream);
        Simulator::Run();
        Simulator::Destroy();
        const std::vector<Time> times = {MilliSeconds(1500),
                                         MilliSeconds(1500),
                                         NanoSeconds(3000000001)};
        const std::vector<Time> deadlines = {MilliSeconds(100),
                                             MilliSeconds(200),
                                             MilliSeconds(50)};
        NS_TEST_EXPECT_MSG_EQ((once.times == times), true, "instants");
        NS_TEST_EXPECT_MSG_EQ((once.deadlines == deadlines), true, "deadlines");

        // without deadlines, in a loop whose passes begin at the last row
        stream = CreateObjectWithAttributes<TraceTaskStream>("FileName",
                                                             StringValue(Write("time\n0.25\n1\n")),
                                                             "Loop",
                                                             BooleanValue(true),
                                                             "MaxTasks",
                                                             UintegerValue(5),
                                                             "Deadline",
                                                             TimeValue(MilliSeconds(70)));
        ArrivalRecorder loop;
        loop.Start(stream);
        Simulator::Run();
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_EQ((loop.GetSeconds() == std::vector<double>{0.25, 1, 1.25, 2, 2.25}),
                              true,
                              "instants in a loop");
        NS_TEST_EXPECT_MSG_EQ(loop.deadlines.back(), MilliSeconds(70), "deadline by attribute");

        // with a pause after each pass
        stream->SetAttribute("LoopPeriod", TimeValue(Seconds(3)));
        stream->SetAttribute("TasksPerArrival", UintegerValue(3));
        NS_TEST_EXPECT_MSG_EQ_TOL(stream->GetMeanRate(), 2, 1e-12, "mean rate in a loop");
        stream->SetAttribute("TasksPerArrival", UintegerValue(1));
        ArrivalRecorder paused;
        paused.Start(stream);
        Simulator::Run();
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_EQ((paused.GetSeconds() == std::vector<double>{0.25, 1, 3.25, 4, 6.25}),
                              true,
                              "instants in a loop with a period");

        CheckBytes(stream);

        // no file, no task
        stream->SetFileName("");
        ArrivalRecorder silent;
        silent.Start(stream);
        Simulator::Run();
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_EQ(silent.times.size(), 0, "no file");
        NS_TEST_EXPECT_MSG_EQ(stream->GetMeanRate(), 0, "mean rate without a file");
    }
};

/// What is wrong is said, and the stream stays as it was.
class BrokenTraceTestCase : public TestCase
{
  public:
    BrokenTraceTestCase()
        : TestCase("Broken files")
    {
    }

  private:
    void DoRun() override
    {
        const std::string file = CreateTempDirFilename("broken-task-stream.csv");
        std::ofstream(file) << "time,deadline\n0,0.1\n1,0\n";
        auto stream = CreateObject<TraceTaskStream>();
        std::string pointer;
        try
        {
            stream->SetAttribute("FileName", StringValue(file));
        }
        catch (const InferenceInputError& error)
        {
            pointer = error.GetPointer();
        }
        NS_TEST_EXPECT_MSG_EQ(pointer, "line 3", "a deadline of 0");
        NS_TEST_EXPECT_MSG_EQ(stream->GetFileName(), "", "the stream is as before");

        for (const std::string text : {"time,bytes\n0,0\n", "time,bytes\n0,1e10\n"})
        {
            std::ofstream(file) << text;
            pointer.clear();
            try
            {
                stream->SetAttribute("FileName", StringValue(file));
            }
            catch (const InferenceInputError& error)
            {
                pointer = error.GetPointer();
            }
            NS_TEST_EXPECT_MSG_EQ(pointer, "line 2", text);
        }
        std::ofstream(file) << "time,bytes,deadline\n0,1,1\n";
        pointer.clear();
        try
        {
            stream->SetAttribute("FileName", StringValue(file));
        }
        catch (const InferenceInputError& error)
        {
            pointer = error.GetPointer();
        }
        NS_TEST_EXPECT_MSG_EQ(pointer, "line 1", "columns out of order");

        // a pass of no length cannot be repeated
        std::ofstream(file) << "time\n0\n0\n";
        stream->SetAttribute("FileName", StringValue(file));
        stream->SetAttribute("Loop", BooleanValue(true));
        NS_TEST_EXPECT_MSG_EQ(std::isnan(stream->GetMeanRate()), true, "no mean rate");
        for (const std::string rows : {"time\n0\n0\n", "time\n0\n1e-9\n"})
        {
            std::ofstream(file) << rows;
            stream->SetAttribute("FileName", StringValue(file));
            ArrivalRecorder recorder;
            bool thrown = false;
            try
            {
                recorder.Start(stream);
            }
            catch (const InferenceInputError& error)
            {
                thrown = error.GetFile() == file;
            }
            NS_TEST_EXPECT_MSG_EQ(thrown, true, "a pass of next to no length: " << rows);
        }
        Simulator::Destroy();
    }
};

/// A stream from a file.
class TraceTaskStreamTestSuite : public TestSuite
{
  public:
    TraceTaskStreamTestSuite()
        : TestSuite("edge-inference-trace-task-stream", TestSuite::Type::UNIT)
    {
        AddTestCase(new TraceTestCase);
        AddTestCase(new BrokenTraceTestCase);
    }
};

TraceTaskStreamTestSuite g_traceTaskStreamTestSuite; //!< registers the suite

} // namespace
