// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/task/bursty-task-stream.h"
#include "arrival-recorder.h"

#include "ns3/double.h"
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

/// Rates in each state, time in each state, and the index of dispersion against its closed form.
class BurstyTestCase : public TestCase
{
  public:
    BurstyTestCase()
        : TestCase("Rates by state, share of time, index of dispersion")
    {
    }

  private:
    void DoRun() override
    {
        const double lowRate = 2;
        const double highRate = 20;
        const double low = 4;
        const double high = 1;
        const double duration = 400000;
        auto stream = CreateObjectWithAttributes<BurstyTaskStream>("LowRate",
                                                                   DoubleValue(lowRate),
                                                                   "HighRate",
                                                                   DoubleValue(highRate),
                                                                   "MeanLowDuration",
                                                                   TimeValue(Seconds(low)),
                                                                   "MeanHighDuration",
                                                                   TimeValue(Seconds(high)));
        stream->AssignStreams(21);
        stream->TraceConnectWithoutContext("High", MakeCallback(&BurstyTestCase::High, this));
        stream->Start(MakeCallback(&BurstyTestCase::Task, this));
        Simulator::Stop(Seconds(duration));
        Simulator::Run();
        High(m_high, m_high); // books the time since the last change
        stream->Dispose();
        Simulator::Destroy();

        const double rate = (lowRate * low + highRate * high) / (low + high);
        NS_TEST_EXPECT_MSG_EQ_TOL(stream->GetMeanRate(), rate, 1e-12, "mean rate");
        const double total = m_tasks[0] + m_tasks[1];
        NS_TEST_EXPECT_MSG_EQ_TOL(total / duration / rate, 1, 0.01, "measured rate");
        NS_TEST_EXPECT_MSG_EQ_TOL(m_time[1] / duration, high / (low + high), 0.004, "time high");
        // these two hold only when the interval is drawn anew at a switch
        NS_TEST_EXPECT_MSG_EQ_TOL(m_tasks[0] / m_time[0] / lowRate, 1, 0.005, "rate when low");
        NS_TEST_EXPECT_MSG_EQ_TOL(m_tasks[1] / m_time[1] / highRate, 1, 0.005, "rate when high");

        const double s1 = 1 / low;
        const double s2 = 1 / high;
        const double s = s1 + s2;
        const double limit = 2 * s1 * s2 * (lowRate - highRate) * (lowRate - highRate) /
                             (s * s * (lowRate * s2 + highRate * s1));
        for (const std::size_t window : {1, 10})
        {
            const double exact = 1 + limit * (1 - (1 - std::exp(-s * window)) / (s * window));
            NS_TEST_EXPECT_MSG_EQ_TOL(GetDispersion(window) / exact,
                                      1,
                                      0.03,
                                      "index of dispersion in " << window << " s");
        }
    }

    /**
     * @param window length of a window in s
     * @return variance over mean of the tasks counted in windows
     */
    double GetDispersion(std::size_t window) const
    {
        double sum = 0;
        double squares = 0;
        double n = 0;
        for (std::size_t begin = 0; begin + window <= m_counts.size(); begin += window)
        {
            double count = 0;
            for (std::size_t i = begin; i < begin + window; ++i)
            {
                count += m_counts[i];
            }
            sum += count;
            squares += count * count;
            n += 1;
        }
        return (squares / n - sum / n * sum / n) / (sum / n);
    }

    /// A task.
    void Task(Time)
    {
        m_tasks[m_high] += 1;
        const auto second = static_cast<std::size_t>(Simulator::Now().GetSeconds());
        m_counts.resize(second + 1);
        m_counts[second] += 1;
    }

    /**
     * @brief Trace sink.
     * @param high the new state
     */
    void High(bool, bool high)
    {
        const double now = Simulator::Now().GetSeconds();
        m_time[m_high] += now - m_since;
        m_since = now;
        m_high = high;
    }

    bool m_high{false};           //!< the state
    double m_since{0};            //!< since when, s
    double m_time[2]{0, 0};       //!< time in each state, s
    double m_tasks[2]{0, 0};      //!< tasks in each state
    std::vector<double> m_counts; //!< tasks in each second
};

/// The first state comes from the stationary distribution.
class StationaryStartTestCase : public TestCase
{
  public:
    StationaryStartTestCase()
        : TestCase("The process begins in its stationary state")
    {
    }

  private:
    void DoRun() override
    {
        auto stream = CreateObjectWithAttributes<BurstyTaskStream>("LowRate",
                                                                   DoubleValue(0),
                                                                   "HighRate",
                                                                   DoubleValue(1e4),
                                                                   "MeanLowDuration",
                                                                   TimeValue(Seconds(3)),
                                                                   "MeanHighDuration",
                                                                   TimeValue(Seconds(1)));
        stream->AssignStreams(22);
        const int runs = 4000;
        int high = 0;
        for (int i = 0; i < runs; ++i)
        {
            // at 1e4 tasks/s there is one within 10 ms if, and nearly only if, the state is high
            ArrivalRecorder recorder;
            recorder.Start(stream);
            Simulator::Stop(MilliSeconds(10));
            Simulator::Run();
            stream->Stop();
            high += !recorder.times.empty();
        }
        Simulator::Destroy();
        NS_TEST_EXPECT_MSG_EQ_TOL(high / double(runs), 0.25, 0.025, "share of high beginnings");
    }
};

/// With a limit on tasks nothing is left to do at the end, so a simulation ends.
class BurstyLimitTestCase : public TestCase
{
  public:
    BurstyLimitTestCase()
        : TestCase("No event is left after the last task")
    {
    }

  private:
    void DoRun() override
    {
        auto stream = CreateObjectWithAttributes<BurstyTaskStream>("MaxTasks", UintegerValue(50));
        stream->AssignStreams(23);
        ArrivalRecorder recorder;
        recorder.Start(stream);
        Simulator::Stop(Seconds(1e6));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(recorder.times.size(), 50, "number of tasks");
        NS_TEST_EXPECT_MSG_LT(Simulator::GetEventCount(), 1000, "few events");
        Simulator::Destroy();
    }
};

/// A bursty stream.
class BurstyTaskStreamTestSuite : public TestSuite
{
  public:
    BurstyTaskStreamTestSuite()
        : TestSuite("edge-inference-bursty-task-stream", TestSuite::Type::UNIT)
    {
        AddTestCase(new BurstyTestCase);
        AddTestCase(new StationaryStartTestCase);
        AddTestCase(new BurstyLimitTestCase);
    }
};

BurstyTaskStreamTestSuite g_burstyTaskStreamTestSuite; //!< registers the suite

} // namespace
