// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/task/poisson-task-stream.h"
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

/// Mean, variance and tail of the intervals; dispersion of the counts.
class PoissonTestCase : public TestCase
{
  public:
    PoissonTestCase()
        : TestCase("Exponential intervals, counts of dispersion 1")
    {
    }

  private:
    void DoRun() override
    {
        const double rate = 40;
        const std::size_t n = 400000;
        auto stream = CreateObjectWithAttributes<PoissonTaskStream>("Rate",
                                                                    DoubleValue(rate),
                                                                    "MaxTasks",
                                                                    UintegerValue(n));
        stream->AssignStreams(11);
        ArrivalRecorder recorder;
        recorder.Start(stream);
        Simulator::Run();
        Simulator::Destroy();
        NS_TEST_ASSERT_MSG_EQ(recorder.times.size(), n, "number of tasks");
        NS_TEST_EXPECT_MSG_EQ(stream->GetMeanRate(), rate, "mean rate");

        double sum = 0;
        double squares = 0;
        double longer = 0;
        double products = 0;
        double last = 0;
        double lastInterval = 1 / rate;
        std::vector<double> counts(1);
        for (const double time : recorder.GetSeconds())
        {
            const double interval = time - last;
            sum += interval;
            squares += interval * interval;
            longer += interval > 1 / rate;
            products += (interval - 1 / rate) * (lastInterval - 1 / rate);
            last = time;
            lastInterval = interval;
            const auto window = static_cast<std::size_t>(time);
            counts.resize(window + 1);
            counts[window] += 1;
        }
        counts.pop_back(); // the last window is not complete
        const double mean = sum / n;
        const double variance = squares / n - mean * mean;
        // tolerances are three to four standard errors
        NS_TEST_EXPECT_MSG_EQ_TOL(mean * rate, 1, 0.006, "mean interval");
        NS_TEST_EXPECT_MSG_EQ_TOL(variance * rate * rate, 1, 0.018, "variance of the intervals");
        NS_TEST_EXPECT_MSG_EQ_TOL(longer / n, std::exp(-1), 0.003, "tail of the intervals");
        NS_TEST_EXPECT_MSG_EQ_TOL(products / n * rate * rate, 0, 0.006, "correlation");

        double countSum = 0;
        double countSquares = 0;
        for (const double count : counts)
        {
            countSum += count;
            countSquares += count * count;
        }
        const double countMean = countSum / counts.size();
        const double dispersion =
            (countSquares / counts.size() - countMean * countMean) / countMean;
        NS_TEST_EXPECT_MSG_EQ_TOL(dispersion, 1, 0.05, "index of dispersion");
    }
};

/// A rate of 0 is silence.
class NoRateTestCase : public TestCase
{
  public:
    NoRateTestCase()
        : TestCase("Rate 0")
    {
    }

  private:
    void DoRun() override
    {
        auto stream = CreateObjectWithAttributes<PoissonTaskStream>("Rate", DoubleValue(0));
        ArrivalRecorder recorder;
        recorder.Start(stream);
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(recorder.times.size(), 0, "no task");
        NS_TEST_EXPECT_MSG_EQ(stream->GetMeanRate(), 0, "mean rate");
        Simulator::Destroy();
    }
};

/// A Poisson stream.
class PoissonTaskStreamTestSuite : public TestSuite
{
  public:
    PoissonTaskStreamTestSuite()
        : TestSuite("edge-inference-poisson-task-stream", TestSuite::Type::UNIT)
    {
        AddTestCase(new PoissonTestCase);
        AddTestCase(new NoRateTestCase);
    }
};

PoissonTaskStreamTestSuite g_poissonTaskStreamTestSuite; //!< registers the suite

} // namespace
