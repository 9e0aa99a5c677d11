// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/task/periodic-task-stream.h"
#include "arrival-recorder.h"

#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;

namespace
{

/// A period that is no whole number of ms: every instant is exact.
class ExactPeriodTestCase : public TestCase
{
  public:
    ExactPeriodTestCase()
        : TestCase("Instants are exact to the time step")
    {
    }

  private:
    void DoRun() override
    {
        const int64_t period = 33366667; // ns, 29.97 frames per second
        auto stream = CreateObjectWithAttributes<PeriodicTaskStream>("Period",
                                                                     TimeValue(NanoSeconds(period)),
                                                                     "MaxTasks",
                                                                     UintegerValue(100000));
        ArrivalRecorder recorder;
        recorder.Start(stream);
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(recorder.times.size(), 100000, "number of tasks");
        int64_t wrong = 0;
        for (std::size_t k = 0; k < recorder.times.size(); ++k)
        {
            wrong += recorder.times[k].GetNanoSeconds() != static_cast<int64_t>(k) * period;
        }
        NS_TEST_EXPECT_MSG_EQ(wrong, 0, "arrivals off their instant");
        NS_TEST_EXPECT_MSG_EQ_TOL(stream->GetMeanRate(), 1e9 / period, 1e-9, "mean rate");
        Simulator::Destroy();
    }
};

/// Jitter moves single arrivals only, and never turns their order.
class JitterTestCase : public TestCase
{
  public:
    JitterTestCase()
        : TestCase("Jitter does not accumulate and keeps the order")
    {
    }

  private:
    void DoRun() override
    {
        auto stream = CreateObjectWithAttributes<PeriodicTaskStream>(
            "Period",
            TimeValue(MilliSeconds(100)),
            "MaxTasks",
            UintegerValue(5000),
            "Jitter",
            StringValue("ns3::UniformRandomVariable[Min=0|Max=0.04]"));
        stream->AssignStreams(7);
        ArrivalRecorder recorder;
        recorder.Start(stream);
        Simulator::Run();
        double sum = 0;
        double low = 1;
        double high = 0;
        for (std::size_t k = 0; k < recorder.times.size(); ++k)
        {
            const double jitter = recorder.times[k].GetSeconds() - 0.1 * k;
            sum += jitter;
            low = std::min(low, jitter);
            high = std::max(high, jitter);
        }
        NS_TEST_EXPECT_MSG_EQ((low >= -1e-9 && high <= 0.04 + 1e-9), true, "range of the jitter");
        NS_TEST_EXPECT_MSG_EQ_TOL(sum / recorder.times.size(), 0.02, 0.0006, "mean of the jitter");
        Simulator::Destroy();

        // draws of up to three periods either way: later arrivals wait for earlier ones
        stream->SetAttribute("Jitter", StringValue("ns3::UniformRandomVariable[Min=-0.3|Max=0.3]"));
        stream->AssignStreams(7);
        ArrivalRecorder wild;
        wild.Start(stream);
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(wild.times.size(), 5000, "none is lost");
        NS_TEST_EXPECT_MSG_EQ(std::is_sorted(wild.times.begin(), wild.times.end()),
                              true,
                              "time goes forward");
        NS_TEST_EXPECT_MSG_EQ_TOL(wild.times.back().GetSeconds(), 499.9, 0.31, "no drift");
        stream->Dispose();
        Simulator::Destroy();
    }
};

/// A periodic stream.
class PeriodicTaskStreamTestSuite : public TestSuite
{
  public:
    PeriodicTaskStreamTestSuite()
        : TestSuite("edge-inference-periodic-task-stream", TestSuite::Type::UNIT)
    {
        AddTestCase(new ExactPeriodTestCase);
        AddTestCase(new JitterTestCase);
    }
};

PeriodicTaskStreamTestSuite g_periodicTaskStreamTestSuite; //!< registers the suite

} // namespace
