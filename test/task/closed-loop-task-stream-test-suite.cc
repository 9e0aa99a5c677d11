// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/task/closed-loop-task-stream.h"
#include "arrival-recorder.h"

#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;

namespace
{

/// Single-stream and multi-stream: an arrival waits for the end of the previous one.
class ClosedLoopTestCase : public TestCase
{
  public:
    /**
     * @param tasksPerArrival tasks of one arrival
     * @param taskTimes how long the tasks take in turn, in ms
     * @param think think time in ms
     * @param expected instants of the first arrivals in ms
     */
    ClosedLoopTestCase(uint32_t tasksPerArrival,
                       std::vector<int> taskTimes,
                       int think,
                       std::vector<double> expected)
        : TestCase("Closed loop of " + std::to_string(tasksPerArrival) + " tasks, think time " +
                   std::to_string(think) + " ms"),
          m_tasksPerArrival(tasksPerArrival),
          m_taskTimes(taskTimes),
          m_think(think),
          m_expected(expected)
    {
    }

  private:
    void DoRun() override
    {
        m_stream = CreateObjectWithAttributes<ClosedLoopTaskStream>(
            "TasksPerArrival",
            UintegerValue(m_tasksPerArrival),
            "MaxTasks",
            UintegerValue(m_tasksPerArrival * m_expected.size()),
            "ThinkTime",
            StringValue("ns3::ConstantRandomVariable[Constant=" + std::to_string(m_think * 1e-3) +
                        "]"));
        m_stream->TraceConnectWithoutContext("Arrival",
                                             MakeCallback(&ClosedLoopTestCase::Arrival, this));
        m_stream->Start(MakeCallback(&ClosedLoopTestCase::Task, this));
        NS_TEST_EXPECT_MSG_EQ(std::isnan(m_stream->GetMeanRate()), true, "no mean rate");
        Simulator::Run(); // ends by itself
        NS_TEST_ASSERT_MSG_EQ(m_arrivals.size(), m_expected.size(), "number of arrivals");
        for (std::size_t i = 0; i < m_expected.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(m_arrivals[i],
                                  NanoSeconds(std::llround(m_expected[i] * 1e6)),
                                  "arrival " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(m_tasks, m_tasksPerArrival * m_expected.size(), "number of tasks");
        m_stream->NotifyTaskEnded(); // one too many is ignored
        m_stream->Dispose();
        m_stream = nullptr;
        Simulator::Destroy();
    }

    /// A task: it ends at once when it takes no time.
    void Task(Time)
    {
        const int time = m_taskTimes[m_tasks++ % m_taskTimes.size()];
        if (time == 0)
        {
            m_stream->NotifyTaskEnded();
        }
        else
        {
            Simulator::Schedule(MilliSeconds(time), &TaskStream::NotifyTaskEnded, m_stream);
        }
    }

    /// Trace sink.
    void Arrival(Time, uint32_t)
    {
        m_arrivals.push_back(Simulator::Now());
    }

    uint32_t m_tasksPerArrival;     //!< tasks of one arrival
    std::vector<int> m_taskTimes;   //!< how long tasks take in turn, ms
    int m_think;                    //!< think time, ms
    std::vector<double> m_expected; //!< expected arrivals, ms
    Ptr<TaskStream> m_stream;       //!< the stream
    std::size_t m_tasks{0};         //!< number of tasks
    std::vector<Time> m_arrivals;   //!< when arrivals came
};

/// Starting again forgets tasks in flight.
class RestartTestCase : public TestCase
{
  public:
    RestartTestCase()
        : TestCase("Stop and start with a task in flight")
    {
    }

  private:
    void DoRun() override
    {
        auto stream = CreateObject<ClosedLoopTaskStream>();
        ArrivalRecorder recorder;
        recorder.Start(stream);
        Simulator::Schedule(Seconds(1), &TaskStream::Stop, stream);
        Simulator::Schedule(Seconds(2), &TaskStream::NotifyTaskEnded, stream); // of the old run
        Simulator::Schedule(Seconds(3), &ArrivalRecorder::Start, &recorder, stream);
        Simulator::Schedule(Seconds(4), &TaskStream::NotifyTaskEnded, stream);
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ((recorder.GetSeconds() == std::vector<double>{0, 3, 4}),
                              true,
                              "instants");
        Simulator::Destroy();
    }
};

/// A closed loop.
class ClosedLoopTaskStreamTestSuite : public TestSuite
{
  public:
    ClosedLoopTaskStreamTestSuite()
        : TestSuite("edge-inference-closed-loop-task-stream", TestSuite::Type::UNIT)
    {
        AddTestCase(new ClosedLoopTestCase(1, {30}, 0, {0, 30, 60, 90}));
        AddTestCase(new ClosedLoopTestCase(1, {30, 10}, 20, {0, 50, 80, 130}));
        // the slowest of the samples counts
        AddTestCase(new ClosedLoopTestCase(8, {5, 1, 40, 7}, 0, {0, 40, 80}));
        // tasks that fail at once: the default MinInterval of 0.1 ms lets time pass
        AddTestCase(new ClosedLoopTestCase(1, {0}, 0, {0, 0.1, 0.2, 0.3}));
        AddTestCase(new ClosedLoopTestCase(3, {0}, 2, {0, 2, 4}));
        AddTestCase(new ClosedLoopTestCase(2, {0, 6}, 0, {0, 6, 12}));
        AddTestCase(new RestartTestCase);
    }
};

ClosedLoopTaskStreamTestSuite g_closedLoopTaskStreamTestSuite; //!< registers the suite

} // namespace
