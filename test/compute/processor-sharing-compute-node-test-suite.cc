// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/compute/constant-background-load.h"
#include "../../model/compute/earliest-deadline-compute-node.h"
#include "../../model/compute/fifo-compute-node.h"
#include "../../model/compute/processor-sharing-compute-node.h"
#include "../../model/compute/weighted-sharing-compute-node.h"
#include "compute-test-bed.h"

#include "ns3/edge-inference-compat.h"
#include "ns3/pointer.h"
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
 * Processor sharing.
 */

using namespace ns3;

namespace
{

/// M/G/1 with processor sharing: the mean time does not depend on the law of the work.
class InsensitiveTestCase : public TestCase
{
  public:
    /**
     * @param name name of the law
     * @param work TypeId of the law, mean 1 ms
     * @param rho load
     */
    InsensitiveTestCase(const std::string& name, const std::string& work, double rho)
        : TestCase("M-" + name + "-1 with processor sharing at utilisation " + std::to_string(rho)),
          m_work(work),
          m_rho(rho)
    {
    }

  private:
    void DoRun() override
    {
        auto node = CreateObject<ProcessorSharingComputeNode>();
        ComputeTestBed bed(node);
        bed.keep = false;
        PointerValue work;
        work.DeserializeFromString(m_work, MakePointerChecker<RandomVariableStream>());
        const uint64_t n = 500000;
        bed.Poisson(m_rho / 1e-3, work.Get<RandomVariableStream>(), n);
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(bed.ended, n, "every job ends");
        NS_TEST_EXPECT_MSG_EQ_TOL(bed.GetMeanTime() / (1e-3 / (1 - m_rho)), 1, 0.02, "mean time");
        NS_TEST_EXPECT_MSG_EQ(bed.GetMeanWait(), 0, "all begin at once");
        node->Dispose();
        Simulator::Destroy();
    }

    std::string m_work; //!< the law
    double m_rho;       //!< load
};

/// Exact ends of single jobs, and estimates that come true.
class ExactTestCase : public TestCase
{
  public:
    ExactTestCase()
        : TestCase("Ends, estimates, several workers, changes of speed, cancelling")
    {
    }

  private:
    void DoRun() override
    {
        auto load = CreateObject<ConstantBackgroundLoad>();
        auto node = CreateObjectWithAttributes<ProcessorSharingComputeNode>("BackgroundLoad",
                                                                            PointerValue(load));
        node->Initialize();
        ComputeTestBed bed(node);
        bed.Submit({3});      // 1
        bed.SubmitAt(1, {1}); // 2: half the rate each from 1 s: ends at 3 s
        Simulator::Schedule(Seconds(3), [load] { load->SetAttribute("Load", DoubleValue(0.5)); });
        // from 3 s on 1 has 1 s of work left, at half speed
        bed.SubmitAt(4, {0.25}); // 3: at a quarter: ends at 5 s
        Simulator::Stop(Seconds(4.5));
        Simulator::Run();
        // left: 0.375 of 1 and 0.125 of 3
        NS_TEST_EXPECT_MSG_EQ_TOL(node->GetBacklog(), 0.5, 1e-9, "backlog");
        NS_TEST_EXPECT_MSG_EQ_TOL(node->EstimateTime({0.125}), 0.75, 1e-9, "with both");
        NS_TEST_EXPECT_MSG_EQ_TOL(node->EstimateTime({1}), 3, 1e-9, "after both");
        NS_TEST_EXPECT_MSG_EQ(node->EstimateWait(), 0, "begins at once");
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(bed.receipts[2].ended, Seconds(3), "end of 2");
        NS_TEST_EXPECT_MSG_EQ(bed.receipts[3].ended, Seconds(5), "end of 3");
        NS_TEST_EXPECT_MSG_EQ(bed.receipts[1].ended, Seconds(5.5), "end of 1");
        NS_TEST_EXPECT_MSG_EQ(node->GetBusyTime(), Seconds(5.5), "busy time");
        node->Dispose();
        Simulator::Destroy();

        // 3 jobs on 2 workers: 2/3 each
        node = CreateObjectWithAttributes<ProcessorSharingComputeNode>("Workers", UintegerValue(2));
        ComputeTestBed two(node);
        for (const double seconds : {1, 2, 2})
        {
            two.Submit({seconds});
        }
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(two.receipts[1].ended, Seconds(1.5), "two thirds");
        NS_TEST_EXPECT_MSG_EQ(two.receipts[2].ended, Seconds(2.5), "a worker each");
        NS_TEST_EXPECT_MSG_EQ(two.receipts[3].ended, Seconds(2.5), "a worker each");
        node->Dispose();
        Simulator::Destroy();

        node = CreateObject<ProcessorSharingComputeNode>();
        ComputeTestBed cancelled(node);
        cancelled.Submit({1});
        cancelled.Submit({1});
        Simulator::Schedule(Seconds(1), &ComputeNode::Cancel, node, 2);
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(cancelled.receipts[1].ended, Seconds(1.5), "alone from 1 s");
        NS_TEST_EXPECT_MSG_EQ(cancelled.ended, 1, "the other was cancelled");
        node->Dispose();
        Simulator::Destroy();
    }
};

/// Whatever the order, a machine that never rests while there is work has the same backlog.
class ConservationTestCase : public TestCase
{
  public:
    ConservationTestCase()
        : TestCase("Work is conserved: the backlog is that of FIFO")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<Ptr<ComputeNode>> nodes = {CreateObject<FifoComputeNode>(),
                                                     CreateObject<EarliestDeadlineComputeNode>(),
                                                     CreateObject<ProcessorSharingComputeNode>(),
                                                     CreateObject<WeightedSharingComputeNode>()};
        nodes[3]->SetShares({1, 3, 0, 0.5});
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(84);
        double at = 0;
        uint32_t empty = 0;
        double worst = 0;
        std::vector<uint64_t> ended(nodes.size(), 0);
        const uint32_t n = 50000;
        for (uint32_t i = 0; i < n; ++i)
        {
            at += random->GetValue(0, 2e-3);
            ComputeJob job;
            job.seconds = random->GetValue(0, 1.9e-3);
            job.owner = random->GetInteger(0, 3);
            job.due = Seconds(at + random->GetValue(0, 0.02));
            Simulator::Schedule(Seconds(at), [&, job] {
                const double backlog = nodes[0]->GetBacklog();
                empty += backlog == 0 ? 1 : 0;
                for (std::size_t k = 0; k < nodes.size(); ++k)
                {
                    worst = std::max(worst, std::fabs(nodes[k]->GetBacklog() - backlog));
                    const auto done = [&ended, k](const ComputeReceipt&) { ++ended[k]; };
                    nodes[k]->Submit(job, MakeLambdaCallback(done));
                }
            });
        }
        Simulator::Run();
        NS_TEST_EXPECT_MSG_LT(worst, 5e-9, "greatest difference of the backlogs, s");
        NS_TEST_EXPECT_MSG_GT(empty, n / 50, "many busy periods");
        for (std::size_t k = 0; k < nodes.size(); ++k)
        {
            NS_TEST_EXPECT_MSG_EQ(ended[k], n, "every job ends");
            NS_TEST_EXPECT_MSG_EQ(nodes[k]->GetBacklog(), 0, "nothing is left");
            NS_TEST_EXPECT_MSG_EQ_TOL(nodes[k]->GetBusyTime().GetSeconds() /
                                          nodes[0]->GetBusyTime().GetSeconds(),
                                      1,
                                      1e-6,
                                      "busy time");
            nodes[k]->Dispose();
        }
        Simulator::Destroy();
    }
};

/// Processor sharing.
class ProcessorSharingComputeNodeTestSuite : public TestSuite
{
  public:
    ProcessorSharingComputeNodeTestSuite()
        : TestSuite("edge-inference-processor-sharing-compute-node", TestSuite::Type::UNIT)
    {
        AddTestCase(
            new InsensitiveTestCase("D", "ns3::ConstantRandomVariable[Constant=0.001]", 0.6));
        AddTestCase(
            new InsensitiveTestCase("M", "ns3::ExponentialRandomVariable[Mean=0.001]", 0.6));
        AddTestCase(new InsensitiveTestCase("W",
                                            "ns3::WeibullRandomVariable[Scale=0.0005|Shape=0.5]",
                                            0.5));
        AddTestCase(new ExactTestCase);
        AddTestCase(new ConservationTestCase);
    }
};

ProcessorSharingComputeNodeTestSuite
    g_processorSharingComputeNodeTestSuite; //!< registers the suite

} // namespace
