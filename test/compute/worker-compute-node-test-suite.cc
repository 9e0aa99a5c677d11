// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/compute/fifo-compute-node.h"
#include "compute-test-bed.h"

#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * Several workers.
 */

using namespace ns3;

namespace
{

/// M/M/k: Erlang's C.
class ErlangTestCase : public TestCase
{
  public:
    /**
     * @param workers k
     * @param rho load of each worker
     */
    ErlangTestCase(uint32_t workers, double rho)
        : TestCase("M-M-" + std::to_string(workers) + " at utilisation " + std::to_string(rho)),
          m_workers(workers),
          m_rho(rho)
    {
    }

  private:
    void DoRun() override
    {
        auto node =
            CreateObjectWithAttributes<FifoComputeNode>("Workers", UintegerValue(m_workers));
        ComputeTestBed bed(node);
        bed.keep = false;
        const double mean = 1e-3;
        const double rate = m_rho * m_workers / mean;
        auto work =
            CreateObjectWithAttributes<ExponentialRandomVariable>("Mean", DoubleValue(mean));
        const uint64_t n = 700000;
        bed.Poisson(rate, work, n);
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(bed.ended, n, "every job ends");
        const double offered = m_rho * m_workers;
        double term = 1; // offered^i / i!
        double sum = 0;
        for (uint32_t i = 0; i < m_workers; ++i)
        {
            sum += term;
            term *= offered / (i + 1);
        }
        const double waits = term / (1 - m_rho) / (sum + term / (1 - m_rho));
        const double wait = waits * mean / (m_workers * (1 - m_rho));
        NS_TEST_EXPECT_MSG_EQ_TOL(bed.GetMeanWait() / wait, 1, 0.02, "mean wait");
        NS_TEST_EXPECT_MSG_EQ_TOL(node->GetBusyTime().GetSeconds() / Simulator::Now().GetSeconds() /
                                      offered,
                                  1,
                                  0.01,
                                  "workers at work");
        node->Dispose();
        Simulator::Destroy();
    }

    uint32_t m_workers; //!< k
    double m_rho;       //!< load of each
};

/// The estimate is what comes true when nothing else comes.
class WorkersTestCase : public TestCase
{
  public:
    WorkersTestCase()
        : TestCase("Several workers: order, estimates, cancelling, changes of their number")
    {
    }

  private:
    void DoRun() override
    {
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(83);
        for (uint32_t workers = 1; workers <= 5; ++workers)
        {
            auto node =
                CreateObjectWithAttributes<FifoComputeNode>("Workers", UintegerValue(workers));
            ComputeTestBed bed(node);
            std::vector<double> estimates;
            for (uint32_t i = 0; i < 60; ++i)
            {
                const double seconds = random->GetValue(0.1, 2);
                estimates.push_back(node->EstimateTime({seconds}));
                bed.Submit({seconds});
            }
            Simulator::Run();
            for (const auto& [number, receipt] : bed.receipts)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(receipt.ended.GetSeconds(),
                                          estimates[number - 1],
                                          1e-7,
                                          "estimate with " << workers << " workers");
            }
            node->Dispose();
            Simulator::Destroy();
        }
        auto node = CreateObjectWithAttributes<FifoComputeNode>("Workers", UintegerValue(2));
        ComputeTestBed bed(node);
        for (const double seconds : {4, 4, 1, 1})
        {
            bed.Submit({seconds});
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(node->GetBacklog(), 10, 1e-12, "backlog");
        NS_TEST_EXPECT_MSG_EQ(node->GetUtilisation(), 1, "both are at work");
        Simulator::Schedule(Seconds(1), &ComputeNode::Cancel, node, 2);
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(bed.receipts[3].ended, Seconds(2), "in the place of 2");
        NS_TEST_EXPECT_MSG_EQ(bed.receipts[4].ended, Seconds(3), "after 3");
        NS_TEST_EXPECT_MSG_EQ(bed.receipts[1].ended, Seconds(4), "as begun");
        NS_TEST_EXPECT_MSG_EQ(node->GetBusyTime(), Seconds(7), "busy time of both");
        node->Dispose();
        Simulator::Destroy();
    }
};

/// Several workers.
class WorkerComputeNodeTestSuite : public TestSuite
{
  public:
    WorkerComputeNodeTestSuite()
        : TestSuite("edge-inference-worker-compute-node", TestSuite::Type::UNIT)
    {
        AddTestCase(new ErlangTestCase(2, 0.6));
        AddTestCase(new ErlangTestCase(4, 0.7));
        AddTestCase(new WorkersTestCase);
    }
};

WorkerComputeNodeTestSuite g_workerComputeNodeTestSuite; //!< registers the suite

} // namespace
