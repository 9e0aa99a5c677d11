// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/task/bursty-task-stream.h"
#include "../../model/task/closed-loop-task-stream.h"
#include "../../model/task/periodic-task-stream.h"
#include "../../model/task/poisson-task-stream.h"
#include "arrival-recorder.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/inference-input-error.h"
#include "ns3/object-factory.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * What TaskStream does for every process.
 */

using namespace ns3;

namespace
{

/// Start offset, tasks per arrival, the limit on tasks and the trace source.
class LimitsTestCase : public TestCase
{
  public:
    LimitsTestCase()
        : TestCase("Start offset, tasks per arrival, limit on tasks")
    {
    }

  private:
    void DoRun() override
    {
        auto stream = CreateObjectWithAttributes<PeriodicTaskStream>(
            "Period",
            TimeValue(MilliSeconds(100)),
            "TasksPerArrival",
            UintegerValue(4),
            "MaxTasks",
            UintegerValue(10),
            "Deadline",
            TimeValue(MilliSeconds(33)),
            "StartOffset",
            StringValue("ns3::ConstantRandomVariable[Constant=0.025]"));
        stream->TraceConnectWithoutContext("Arrival", MakeCallback(&LimitsTestCase::Arrival, this));
        ArrivalRecorder recorder;
        Simulator::Schedule(Seconds(1), &ArrivalRecorder::Start, &recorder, stream);
        Simulator::Run(); // ends by itself

        const std::vector<Time> expected = {MilliSeconds(1025),
                                            MilliSeconds(1125),
                                            MilliSeconds(1225)};
        const std::vector<uint32_t> tasks = {4, 4, 2};
        NS_TEST_ASSERT_MSG_EQ(recorder.times.size(), 10, "the limit holds");
        for (std::size_t i = 0; i < recorder.times.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(recorder.times[i], expected[i / 4], "task " << i);
            NS_TEST_EXPECT_MSG_EQ(recorder.deadlines[i], MilliSeconds(33), "task " << i);
        }
        NS_TEST_EXPECT_MSG_EQ((m_tasks == tasks), true, "sizes of the arrivals");
        NS_TEST_EXPECT_MSG_EQ(stream->GetNTasks(), 10, "number of tasks");
        NS_TEST_EXPECT_MSG_EQ(stream->IsRunning(), true, "until Stop()");
        NS_TEST_EXPECT_MSG_EQ_TOL(stream->GetMeanRate(), 40, 1e-12, "mean rate");
        stream->Dispose();
        Simulator::Destroy();
    }

    /**
     * @brief Trace sink.
     * @param deadline the deadline
     * @param tasks the number of tasks
     */
    void Arrival(Time deadline, uint32_t tasks)
    {
        NS_TEST_EXPECT_MSG_EQ(deadline, MilliSeconds(33), "deadline of the arrival");
        m_tasks.push_back(tasks);
    }

    std::vector<uint32_t> m_tasks; //!< sizes of the arrivals
};

/// MLPerf's offline scenario.
class OfflineTestCase : public TestCase
{
  public:
    OfflineTestCase()
        : TestCase("All tasks at once")
    {
    }

  private:
    void DoRun() override
    {
        auto stream = CreateObjectWithAttributes<PeriodicTaskStream>("TasksPerArrival",
                                                                     UintegerValue(500),
                                                                     "MaxTasks",
                                                                     UintegerValue(500));
        ArrivalRecorder recorder;
        recorder.Start(stream);
        NS_TEST_EXPECT_MSG_EQ(recorder.times.size(), 0, "no task within Start()");
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(recorder.times.size(), 500, "number of tasks");
        NS_TEST_EXPECT_MSG_EQ(Simulator::Now(), Time(), "all at the first instant");
        Simulator::Destroy();
    }
};

/// An owner that stops or starts the stream within its callback, and Stop() from outside.
class StopTestCase : public TestCase
{
  public:
    StopTestCase()
        : TestCase("Stop and start, also within a task")
    {
    }

  private:
    void DoRun() override
    {
        m_stream = CreateObjectWithAttributes<PeriodicTaskStream>("Period",
                                                                  TimeValue(Seconds(1)),
                                                                  "TasksPerArrival",
                                                                  UintegerValue(3));
        m_stream->Start(MakeCallback(&StopTestCase::Task, this));
        Simulator::Schedule(Seconds(10), &TaskStream::Stop, m_stream);
        Simulator::Run();
        // 3 at 0 s, 2 at 1 s of which the last starts anew, 3 at 1 s, 1 at 2 s, which stops; then
        // from 5.5 s until Stop() at 10 s
        const std::vector<double> expected = {0,   0,   0,   1,   1,   1,   1,   1,
                                              2,   5.5, 5.5, 5.5, 6.5, 6.5, 6.5, 7.5,
                                              7.5, 7.5, 8.5, 8.5, 8.5, 9.5, 9.5, 9.5};
        NS_TEST_EXPECT_MSG_EQ((m_times == expected), true, "instants of the tasks");
        NS_TEST_EXPECT_MSG_EQ(m_stream->GetNTasks(), 15, "tasks of the last run");
        NS_TEST_EXPECT_MSG_EQ(m_stream->IsRunning(), false, "stopped");
        m_stream->NotifyTaskEnded(); // an open loop does not mind
        m_stream->Dispose();
        m_stream = nullptr;
        Simulator::Destroy();
    }

    /// A task.
    void Task(Time)
    {
        m_times.push_back(Simulator::Now().GetSeconds());
        if (m_times.size() == 5)
        {
            m_stream->Start(MakeCallback(&StopTestCase::Task, this));
        }
        else if (m_times.size() == 9)
        {
            m_stream->Stop();
            Simulator::Schedule(Seconds(3.5),
                                &TaskStream::Start,
                                m_stream,
                                Callback<void, Time>(MakeCallback(&StopTestCase::Task, this)));
        }
    }

    Ptr<TaskStream> m_stream;    //!< the stream
    std::vector<double> m_times; //!< when tasks came, s
};

/// The same seed gives the same instants, in another episode of the process too.
class ReproducibilityTestCase : public TestCase
{
  public:
    ReproducibilityTestCase()
        : TestCase("Same RngRun and streams, same instants")
    {
    }

  private:
    /**
     * @brief One episode.
     * @param factory makes the stream
     * @param run the RngRun
     * @param first the first random number stream
     * @return the instants
     */
    std::vector<Time> RunEpisode(const ObjectFactory& factory, uint64_t run, int64_t first)
    {
        RngSeedManager::SetRun(run);
        auto stream = factory.Create<TaskStream>();
        m_used = stream->AssignStreams(first);
        ArrivalRecorder recorder;
        recorder.Start(stream);
        Simulator::Schedule(Seconds(30), &ReproducibilityTestCase::EndTask, this, stream);
        Simulator::Stop(Seconds(60));
        Simulator::Run();
        stream->Dispose();
        Simulator::Destroy();
        return recorder.times;
    }

    /**
     * @brief Ends a task, so that a closed loop goes on.
     * @param stream the stream
     */
    void EndTask(Ptr<TaskStream> stream)
    {
        stream->NotifyTaskEnded();
    }

    void DoRun() override
    {
        const uint64_t run = RngSeedManager::GetRun();
        const std::string random = "ns3::UniformRandomVariable[Min=0|Max=0.5]";
        std::vector<ObjectFactory> factories;
        for (const std::string type : {"Periodic", "Poisson", "Bursty", "ClosedLoop"})
        {
            ObjectFactory factory("ns3::" + type + "TaskStream");
            factory.Set("StartOffset", StringValue(random));
            factories.push_back(factory);
        }
        factories[0].Set("Jitter", StringValue(random));
        factories[3].Set("ThinkTime", StringValue(random));
        const std::vector<int64_t> used = {2, 2, 4, 2};
        for (std::size_t i = 0; i < factories.size(); ++i)
        {
            const std::string name = factories[i].GetTypeId().GetName();
            const auto first = RunEpisode(factories[i], 3, 100);
            NS_TEST_EXPECT_MSG_EQ(m_used, used[i], name << ": number of streams");
            NS_TEST_EXPECT_MSG_EQ((first.size() > 1), true, name << ": there are tasks");
            NS_TEST_EXPECT_MSG_EQ((first == RunEpisode(factories[i], 3, 100)), true, name);
            NS_TEST_EXPECT_MSG_EQ((first == RunEpisode(factories[i], 4, 100)), false, name);
            NS_TEST_EXPECT_MSG_EQ((first == RunEpisode(factories[i], 3, 200)), false, name);
        }
        RngSeedManager::SetRun(run);
    }

    int64_t m_used{0}; //!< random number streams of the last episode
};

/// Arrivals told ahead are those that come, and telling them changes none.
class ForesightTestCase : public TestCase
{
  public:
    ForesightTestCase()
        : TestCase("Foreseen arrivals are those that come")
    {
    }

  private:
    /**
     * @brief One episode: the stream starts at 1.5 s.
     * @param factory makes the stream
     * @param foresee whether to ask before
     * @return the tasks that came before 41.5 s
     */
    ArrivalRecorder RunEpisode(const ObjectFactory& factory, bool foresee)
    {
        const Time start = Seconds(1.5);
        const Time end = Seconds(41.5);
        auto stream = factory.Create<TaskStream>();
        stream->AssignStreams(300);
        m_high = 0;
        stream->TraceConnectWithoutContext("High", MakeCallback(&ForesightTestCase::High, this));
        m_foreseen = foresee ? stream->Foresee(start, end) : std::vector<TaskStream::Arrival>();
        NS_TEST_EXPECT_MSG_EQ(m_high, 0, "a rehearsal is not traced");
        ArrivalRecorder recorder;
        Simulator::Schedule(start, &ArrivalRecorder::Start, &recorder, stream);
        Simulator::Stop(end);
        Simulator::Run();
        stream->Dispose();
        Simulator::Destroy();
        return recorder;
    }

    /// A change of a bursty stream's state.
    void High(bool, bool)
    {
        ++m_high;
    }

    void DoRun() override
    {
        const std::string random = "ns3::UniformRandomVariable[Min=0|Max=0.5]";
        const std::string file = CreateTempDirFilename("foresight.csv");
        std::ofstream(file) << "time,deadline\n0.5,0.1\n0.5,0.2\n2.25,0.05\n";
        std::vector<ObjectFactory> factories;
        for (const std::string type : {"Periodic", "Poisson", "Bursty", "Trace"})
        {
            ObjectFactory factory("ns3::" + type + "TaskStream");
            factory.Set("StartOffset", StringValue(random));
            factories.push_back(factory);
        }
        factories[0].Set("Jitter", StringValue(random));
        factories[1].Set("TasksPerArrival", UintegerValue(3));
        factories[2].Set("LowRate", DoubleValue(0));
        factories[2].Set("HighRate", DoubleValue(50));
        factories[3].Set("FileName", StringValue(file));
        factories[3].Set("Loop", BooleanValue(true));
        factories.push_back(factories[1]);
        factories.back().Set("MaxTasks", UintegerValue(50));
        for (const auto& factory : factories)
        {
            const std::string name = factory.GetTypeId().GetName();
            const ArrivalRecorder told = RunEpisode(factory, true);
            std::vector<Time> times;
            std::vector<Time> deadlines;
            for (const auto& arrival : m_foreseen)
            {
                times.insert(times.end(), arrival.tasks, arrival.at);
                deadlines.insert(deadlines.end(), arrival.tasks, arrival.deadline);
            }
            NS_TEST_EXPECT_MSG_GT(times.size(), 40, name << ": there are tasks");
            NS_TEST_EXPECT_MSG_EQ((told.times == times), true, name << ": instants");
            NS_TEST_EXPECT_MSG_EQ((told.deadlines == deadlines), true, name << ": deadlines");
            const ArrivalRecorder untold = RunEpisode(factory, false);
            NS_TEST_EXPECT_MSG_EQ((untold.times == times), true, name << ": asked or not");
        }
        NS_TEST_EXPECT_MSG_EQ(Refuses(ObjectFactory("ns3::ClosedLoopTaskStream"), true),
                              true,
                              "a closed loop cannot tell");
        NS_TEST_EXPECT_MSG_EQ(Refuses(factories[1], false), true, "numbers that are not fixed");
    }

    /**
     * @param factory makes the stream
     * @param assign whether to fix its random numbers
     * @return whether it refuses to tell
     */
    bool Refuses(const ObjectFactory& factory, bool assign)
    {
        auto stream = factory.Create<TaskStream>();
        if (assign)
        {
            stream->AssignStreams(1);
        }
        try
        {
            stream->Foresee(Time(0), Seconds(1));
        }
        catch (const InferenceInputError&)
        {
            return true;
        }
        return false;
    }

    std::vector<TaskStream::Arrival> m_foreseen; //!< of the last episode
    uint32_t m_high{0};                          //!< changes of state so far
};

/// What TaskStream does for every process.
class TaskStreamTestSuite : public TestSuite
{
  public:
    TaskStreamTestSuite()
        : TestSuite("edge-inference-task-stream", TestSuite::Type::UNIT)
    {
        AddTestCase(new LimitsTestCase);
        AddTestCase(new OfflineTestCase);
        AddTestCase(new StopTestCase);
        AddTestCase(new ReproducibilityTestCase);
        AddTestCase(new ForesightTestCase);
    }
};

TaskStreamTestSuite g_taskStreamTestSuite; //!< registers the suite

} // namespace
