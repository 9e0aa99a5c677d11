// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/compute/batching-compute-node.h"
#include "compute-test-bed.h"

#include "ns3/dnn-profile.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/nstime.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * Dynamic batching.
 */

using namespace ns3;

namespace
{

/// A network of two layers.
const char* const NETWORK = R"({
  "format": "dnn-profile/1", "name": "two", "title": "Two",
  "input": {"elements": 16, "bits": 8}, "classes": 2,
  "layers": [
    {"name": "l1", "macs": 30000000, "parameters": 10, "outputElements": 8},
    {"name": "l2", "macs": 10000000, "parameters": 10, "outputElements": 2}
  ],
  "exits": [
    {"name": "final", "after": "l2", "headMacs": 0, "headParameters": 0,
     "accuracy": [{"bits": 32, "top1": 0.9}]}
  ]
})";

/// A device with a batching curve whose pieces differ, and an affine one at 8 bits.
const char* const DEVICE = R"({
  "format": "device-profile/1", "name": "gpu", "macRate": {"value": 2e9},
  "batching": [
    {"bits": 32, "sizes": [1, 4, 8, 16], "seconds": [0.02, 0.02, 0.03, 0.056]},
    {"bits": 8, "sizes": [1, 2], "seconds": [0.012, 0.014]}
  ]
})";

/**
 * @param bits precision
 * @return a job that runs the whole network in 12 ms
 */
ComputeJob
MakeJob(uint32_t bits)
{
    static const auto dnn = DnnProfile::Parse(NETWORK, "two.json");
    ComputeJob job;
    job.seconds = 0.012;
    job.dnn = dnn;
    job.to = 2;
    job.bits = bits;
    return job;
}

/**
 * @param limit the attribute BatchLimit
 * @param window the attribute BatchWindow
 * @return a node
 */
Ptr<BatchingComputeNode>
MakeNode(uint32_t limit, Time window = Time())
{
    auto node = CreateObjectWithAttributes<BatchingComputeNode>("BatchLimit",
                                                                UintegerValue(limit),
                                                                "BatchWindow",
                                                                TimeValue(window));
    node->SetDevice(DeviceProfile::Parse(DEVICE, "gpu.json"));
    return node;
}

/// Under saturation the throughput is that of the curve.
class ThroughputTestCase : public TestCase
{
  public:
    ThroughputTestCase()
        : TestCase("Throughput of full batches is the profile's")
    {
    }

  private:
    void DoRun() override
    {
        // factors of the curve, those between and beyond its points linear
        const std::vector<std::pair<uint32_t, double>> curve =
            {{1, 1}, {2, 1}, {4, 1}, {6, 1.25}, {8, 1.5}, {12, 2.15}, {16, 2.8}, {24, 4.1}};
        for (const auto& [limit, factor] : curve)
        {
            auto node = MakeNode(limit);
            ComputeTestBed bed(node);
            const uint32_t batches = 50;
            for (uint32_t i = 0; i < limit * batches; ++i)
            {
                bed.Submit(MakeJob(32));
            }
            // the first finds nobody waiting and goes alone
            const double end = 0.012 * (limit > 1 ? 1 + (batches - 1) * factor : batches);
            const double rest =
                limit > 1
                    ? 0.012 *
                          (node->GetDevice()->GetBatchFactor(32, static_cast<double>(limit - 1)))
                    : 0;
            NS_TEST_EXPECT_MSG_EQ_TOL(node->GetBacklog(), end + rest, 1e-9, "backlog " << limit);
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(bed.ended, limit * batches, "every job ends");
            NS_TEST_EXPECT_MSG_EQ_TOL(Simulator::Now().GetSeconds(),
                                      end + rest,
                                      2e-9,
                                      "time of " << limit);
            double machine = 0;
            for (const auto& [number, receipt] : bed.receipts)
            {
                machine += receipt.machine;
            }
            NS_TEST_EXPECT_MSG_EQ_TOL(machine, end + rest, 1e-9, "shares of the machine");
            node->Dispose();
            Simulator::Destroy();
        }
    }
};

/// Poisson arrivals, take all that wait: against the Markov chain of batch sizes.
class MarkovChainTestCase : public TestCase
{
  public:
    /**
     * @param rate arrivals a second
     * @param expected mean time found elsewhere, s
     */
    MarkovChainTestCase(double rate, double expected)
        : TestCase("Mean time with " + std::to_string(rate) + " arrivals a second"),
          m_rate(rate),
          m_expected(expected)
    {
    }

  private:
    /// @return mean time from the chain, s
    double Solve() const
    {
        // next batch = what arrives during this one, at least 1; tau(b) = 10 ms + b 2 ms
        const uint32_t greatest = 150;
        const auto tau = [](double batch) { return 0.010 + 0.002 * batch; };
        std::vector<std::vector<double>> arrivals(greatest + 1);
        for (uint32_t b = 1; b <= greatest; ++b)
        {
            const double mean = m_rate * tau(b);
            for (uint32_t a = 0; a <= greatest; ++a)
            {
                arrivals[b].push_back(std::exp(a * std::log(mean) - mean - std::lgamma(a + 1.0)));
            }
        }
        std::vector<double> share(greatest + 1, 0);
        share[1] = 1;
        for (uint32_t round = 0; round < 300; ++round)
        {
            std::vector<double> next(greatest + 1, 0);
            for (uint32_t b = 1; b <= greatest; ++b)
            {
                for (uint32_t a = 0; a <= greatest; ++a)
                {
                    next[std::max(a, 1U)] += share[b] * arrivals[b][a];
                }
            }
            share.swap(next);
        }
        double time = 0;
        double jobs = 0;
        for (uint32_t b = 1; b <= greatest; ++b)
        {
            for (uint32_t a = 0; a <= greatest; ++a)
            {
                const double p = share[b] * arrivals[b][a];
                time += p * (a > 0 ? a * (tau(b) / 2 + tau(a)) : tau(1));
                jobs += p * std::max(a, 1U);
            }
        }
        return time / jobs;
    }

    void DoRun() override
    {
        const double exact = Solve();
        NS_TEST_EXPECT_MSG_EQ_TOL(exact / m_expected, 1, 1e-4, "the chain");
        auto node = MakeNode(0);
        ComputeTestBed bed(node);
        bed.keep = false;
        const uint64_t n = 300000;
        bed.Poisson(
            m_rate,
            CreateObjectWithAttributes<ConstantRandomVariable>("Constant", DoubleValue(0.012)),
            n,
            MakeJob(8));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(bed.ended, n, "every job ends");
        NS_TEST_EXPECT_MSG_EQ_TOL(bed.GetMeanTime() / exact, 1, 0.02, "mean time");
        node->Dispose();
        Simulator::Destroy();
    }

    double m_rate;     //!< arrivals a second
    double m_expected; //!< mean time found elsewhere, s
};

/// Window, limit, kinds of jobs, cancelling.
class WindowTestCase : public TestCase
{
  public:
    WindowTestCase()
        : TestCase("Window, limit, kinds of jobs, cancelling, estimates")
    {
    }

  private:
    void DoRun() override
    {
        auto node = MakeNode(3, MilliSeconds(10));
        ComputeTestBed bed(node);
        const auto job = MakeJob(8); // alone 12 ms, then 2 ms more each
        NS_TEST_EXPECT_MSG_EQ_TOL(node->EstimateTime(job), 0.022, 1e-12, "window and service");
        bed.Submit(job);          // 1: waits until 10 ms
        bed.SubmitAt(0.005, job); // 2: with 1, 10 to 24 ms
        bed.SubmitAt(0.030, job); // 3, 4, 5: full at 32 ms
        bed.SubmitAt(0.031, job);
        bed.SubmitAt(0.032, job);
        bed.SubmitAt(0.033, job); // 6: window over at 43 ms, but busy until 48 ms
        auto other = MakeJob(32);
        bed.SubmitAt(0.034, other);             // 7: other precision: a batch of its own
        bed.SubmitAt(0.035, ComputeJob{0.001}); // 8: no network: alone, at once ready
        Simulator::Run();
        const auto check = [&](uint64_t number, int started, int ended, uint32_t batch) {
            const auto& receipt = bed.receipts[number];
            NS_TEST_EXPECT_MSG_EQ(receipt.started, MilliSeconds(started), "start of " << number);
            NS_TEST_EXPECT_MSG_EQ(receipt.ended, MilliSeconds(ended), "end of " << number);
            NS_TEST_EXPECT_MSG_EQ(receipt.batch, batch, "batch of " << number);
        };
        check(1, 10, 24, 2);
        check(2, 10, 24, 2);
        check(3, 32, 48, 3);
        check(4, 32, 48, 3);
        check(5, 32, 48, 3);
        check(6, 48, 60, 1);
        check(7, 60, 72, 1);
        check(8, 72, 73, 1);
        node->Dispose();
        Simulator::Destroy();

        node = MakeNode(4);
        ComputeTestBed cancelled(node);
        for (int i = 0; i < 6; ++i)
        {
            cancelled.Submit(job); // 1 goes alone; 2 to 5 and 6 wait
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(node->EstimateTime(job), 0.044, 1e-12, "after 18 ms, with 6");
        node->Cancel(3);
        Simulator::Schedule(MilliSeconds(20), &ComputeNode::Cancel, node, 4);
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(cancelled.ended, 4, "two were cancelled");
        NS_TEST_EXPECT_MSG_EQ(cancelled.receipts[2].ended, MilliSeconds(30), "2, 4, 5, 6 began");
        NS_TEST_EXPECT_MSG_EQ(cancelled.receipts[6].ended, MilliSeconds(30), "in the place of 3");
        node->Dispose();
        Simulator::Destroy();

        // an owner that cancels another job of the batch that has just ended
        node = MakeNode(0, MilliSeconds(1));
        uint32_t calls = 0;
        for (int i = 0; i < 3; ++i)
        {
            node->Submit(job, MakeLambdaCallback([&](const ComputeReceipt&) {
                             ++calls;
                             NS_TEST_EXPECT_MSG_EQ(node->Cancel(2), true, "not told yet");
                             node->Clear();
                         }));
        }
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(calls, 1, "nobody is called after he cancelled");
        node->Dispose();
        Simulator::Destroy();
    }
};

/// Dynamic batching.
class BatchingComputeNodeTestSuite : public TestSuite
{
  public:
    BatchingComputeNodeTestSuite()
        : TestSuite("edge-inference-batching-compute-node", TestSuite::Type::UNIT)
    {
        AddTestCase(new ThroughputTestCase);
        // the expected values: exact solutions found independently (doc/compute.rst)
        AddTestCase(new MarkovChainTestCase(50, 0.015954));
        AddTestCase(new MarkovChainTestCase(200, 0.027719));
        AddTestCase(new MarkovChainTestCase(400, 0.082778));
        AddTestCase(new WindowTestCase);
    }
};

BatchingComputeNodeTestSuite g_batchingComputeNodeTestSuite; //!< registers the suite

} // namespace
