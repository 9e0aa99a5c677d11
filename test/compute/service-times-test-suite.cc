// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/compute/fifo-compute-node.h"
#include "../../model/compute/random-service-times.h"
#include "../../model/compute/trace-service-times.h"
#include "compute-test-bed.h"

#include "ns3/double.h"
#include "ns3/inference-input-error.h"
#include "ns3/string.h"
#include "ns3/test.h"

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

/**
 * @param seconds work of the job by the profiles
 * @return the job
 */
ComputeJob
MakeJob(double seconds)
{
    ComputeJob job;
    job.seconds = seconds;
    return job;
}

/// A queue that is served in the times of a file, in their order, again from the first one.
class TraceServiceTimesTestCase : public TestCase
{
  public:
    TraceServiceTimesTestCase()
        : TestCase("Service times of a file, in their order")
    {
    }

  private:
    void DoRun() override
    {
        const std::string file = CreateTempDirFilename("service-times.csv");
        std::ofstream(file) << "frame,none,busy\n1,10,40\n2,20,50\n3,30,60\n";
        auto node = CreateObject<FifoComputeNode>();
        node->SetServiceTimes(
            CreateObjectWithAttributes<TraceServiceTimes>("FileName",
                                                          StringValue(file),
                                                          "Column",
                                                          StringValue("busy"),
                                                          "Scale",
                                                          DoubleValue(1e-3),
                                                          "Overhead",
                                                          TimeValue(MilliSeconds(3))));
        ComputeTestBed bed(node);
        for (int i = 0; i < 4; ++i)
        {
            bed.SubmitAt(0, MakeJob(1)); // the second of the profiles counts nothing
        }
        Simulator::Run();
        const std::vector<int> ends{43, 43 + 53, 43 + 53 + 63, 43 + 53 + 63 + 43};
        for (std::size_t i = 0; i < ends.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(bed.receipts[i + 1].ended, MilliSeconds(ends[i]), "job " << i);
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(bed.receipts[2].seconds, 0.053, 1e-12, "work of the receipt");
        Simulator::Destroy();
    }
};

/// A job that runs a part of the network takes its part of the time.
class PartServiceTimesTestCase : public TestCase
{
  public:
    PartServiceTimesTestCase()
        : TestCase("Parts of a network take parts of a service time")
    {
    }

  private:
    void DoRun() override
    {
        const auto dnn = DnnProfile::Parse(R"({
          "format": "dnn-profile/1", "name": "two", "title": "Two",
          "input": {"elements": 10, "bits": 8}, "classes": 2,
          "layers": [{"name": "a", "macs": 1000, "parameters": 0, "outputElements": 10},
                     {"name": "b", "macs": 3000, "parameters": 0, "outputElements": 2}],
          "exits": [{"name": "final", "after": "b", "accuracy": [{"bits": 32, "top1": 1}]}]})",
                                           "two.json");
        const auto device = DeviceProfile::Parse(
            R"({"format": "device-profile/1", "name": "d", "title": "D", "macRate": {"value": 1e6}})",
            "d.json");
        auto times = CreateObjectWithAttributes<RandomServiceTimes>(
            "Seconds",
            StringValue("ns3::ConstantRandomVariable[Constant=0.08]"));
        ComputeJob job;
        job.dnn = dnn;
        job.to = 1;
        job.seconds = dnn->GetSeconds(*device, 0, 0, 1);
        NS_TEST_EXPECT_MSG_EQ_TOL(times->GetSeconds(job, device), 0.02, 1e-12, "first layer");
        job.from = 1;
        job.to = 2;
        job.seconds = dnn->GetSeconds(*device, 0, 1, 2);
        NS_TEST_EXPECT_MSG_EQ_TOL(times->GetSeconds(job, device), 0.06, 1e-12, "second layer");
        NS_TEST_EXPECT_MSG_EQ_TOL(times->GetSeconds(job, nullptr), 0.08, 1e-12, "no device");
        times->Dispose();
    }
};

/// Drawn times are drawn once a job, and never below 0.
class RandomServiceTimesTestCase : public TestCase
{
  public:
    RandomServiceTimesTestCase()
        : TestCase("Service times that are drawn")
    {
    }

  private:
    void DoRun() override
    {
        auto node = CreateObject<FifoComputeNode>();
        node->SetServiceTimes(CreateObjectWithAttributes<RandomServiceTimes>(
            "Seconds",
            StringValue("ns3::UniformRandomVariable[Min=-1|Max=1]")));
        NS_TEST_EXPECT_MSG_EQ(node->AssignStreams(40), 1, "streams");
        auto same = CreateObject<UniformRandomVariable>();
        same->SetStream(40);
        ComputeTestBed bed(node);
        double total = 0;
        for (uint32_t i = 0; i < 50; ++i)
        {
            bed.SubmitAt(0, MakeJob(5));
            total += std::max(same->GetValue(-1, 1), 0.0);
        }
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(bed.ended, 50, "all end");
        NS_TEST_EXPECT_MSG_EQ_TOL(bed.receipts[50].ended.GetSeconds(), total, 1e-6, "their sum");
        Simulator::Destroy();
    }
};

/// A broken file is told when the object is made.
class BrokenServiceTimesTestCase : public TestCase
{
  public:
    BrokenServiceTimesTestCase()
        : TestCase("Broken files of service times")
    {
    }

  private:
    /**
     * @param text what the file has to hold
     * @param words what the error must say
     */
    void Expect(const std::string& text, const std::string& words)
    {
        const std::string file = CreateTempDirFilename("broken-service-times.csv");
        std::ofstream(file) << text;
        std::string error;
        try
        {
            CreateObjectWithAttributes<TraceServiceTimes>("FileName", StringValue(file));
        }
        catch (const InferenceInputError& problem)
        {
            error = problem.what();
        }
        NS_TEST_EXPECT_MSG_NE(error.find(words), std::string::npos, words << " in " << error);
    }

    void DoRun() override
    {
        Expect("second\n1\n", "did you mean \"second\"?");
        Expect("seconds\n1\n-1\n", "line 3: found seconds = -1");
        Expect("seconds\n", "no row");
        auto none = CreateObject<TraceServiceTimes>();
        bool isRefused = false;
        try
        {
            none->GetSeconds(MakeJob(1), nullptr);
        }
        catch (const InferenceInputError&)
        {
            isRefused = true;
        }
        NS_TEST_EXPECT_MSG_EQ(isRefused, true, "no file");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Tests of ServiceTimes.
 */
class ServiceTimesTestSuite : public TestSuite
{
  public:
    ServiceTimesTestSuite()
        : TestSuite("edge-inference-service-times", TestSuite::Type::UNIT)
    {
        AddTestCase(new TraceServiceTimesTestCase());
        AddTestCase(new PartServiceTimesTestCase());
        AddTestCase(new RandomServiceTimesTestCase());
        AddTestCase(new BrokenServiceTimesTestCase());
    }
};

ServiceTimesTestSuite g_serviceTimesTestSuite; //!< registers the suite

} // namespace
