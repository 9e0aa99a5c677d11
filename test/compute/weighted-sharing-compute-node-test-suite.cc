// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/compute/weighted-sharing-compute-node.h"
#include "compute-test-bed.h"

#include "ns3/boolean.h"
#include "ns3/dnn-profile.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * Weighted sharing.
 */

using namespace ns3;

namespace
{

/// Exact ends under shares.
class SharesTestCase : public TestCase
{
  public:
    SharesTestCase()
        : TestCase("Shares are exact")
    {
    }

  private:
    /**
     * @param name what is tested
     * @param conserving the attribute WorkConserving
     * @param shares shares by owner
     * @param jobs owner and work in s of jobs submitted at 0
     * @param ends when they are to end, s; 0: never
     * @param later shares from 1 s on, if any
     */
    void Check(const std::string& name,
               bool conserving,
               const std::vector<double>& shares,
               const std::vector<std::pair<uint32_t, double>>& jobs,
               const std::vector<double>& ends,
               const std::vector<double>& later = {})
    {
        auto node =
            CreateObjectWithAttributes<WeightedSharingComputeNode>("WorkConserving",
                                                                   BooleanValue(conserving));
        node->SetShares(shares);
        ComputeTestBed bed(node);
        for (const auto& [owner, seconds] : jobs)
        {
            ComputeJob job;
            job.owner = owner;
            job.seconds = seconds;
            bed.Submit(job);
        }
        if (!later.empty())
        {
            Simulator::Schedule(Seconds(1), [node, later] { node->SetShares(later); });
        }
        Simulator::Stop(Seconds(1000));
        Simulator::Run();
        for (std::size_t i = 0; i < jobs.size(); ++i)
        {
            const auto receipt = bed.receipts.find(i + 1);
            NS_TEST_EXPECT_MSG_EQ((receipt != bed.receipts.end()),
                                  (ends[i] > 0),
                                  name << ": whether job " << i + 1 << " ends");
            if (receipt != bed.receipts.end())
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(receipt->second.ended.GetSeconds(),
                                          ends[i],
                                          2e-9,
                                          name << ": end of job " << i + 1);
            }
        }
        node->Dispose();
        Simulator::Destroy();
    }

    void DoRun() override
    {
        Check("alike", true, {}, {{0, 1}, {7, 1}}, {2, 2});
        Check("three to one", true, {3, 1}, {{0, 1}, {1, 1}}, {4.0 / 3, 2});
        Check("three to one, others silent", true, {3, 1, 9}, {{0, 1}, {1, 1}}, {4.0 / 3, 2});
        Check("parts", false, {0.75, 0.25}, {{0, 1}, {1, 1}}, {4.0 / 3, 4});
        Check("parts scaled down", false, {3, 1}, {{0, 1}, {1, 1}}, {4.0 / 3, 4});
        Check("parts below the whole", false, {0.25, 0.25}, {{0, 1}, {1, 1}}, {4, 4});
        Check("an owner's jobs queue", true, {1, 1}, {{0, 1}, {0, 1}, {1, 1}}, {2, 3, 2});
        Check("weight 0 waits for the rest", true, {1, 0, 0}, {{1, 1}, {0, 1}, {2, 1}}, {3, 1, 3});
        Check("beyond the list", true, {1}, {{5, 1}, {0, 1}}, {2, 1});
        Check("weight 0 stands still", false, {1, 0}, {{0, 1}, {1, 1}}, {1, 0});
        // at 1 s: 1.25 and 1.75 left, at 1/4 and 3/4: the second ends 7/3 s later, when 2/3 is left
        Check("new shares", true, {3, 1}, {{0, 2}, {1, 2}}, {4, 10.0 / 3}, {1, 3});
        // at 1 s: 1.25 and 1.75 left; the first stands still until the second is done
        Check("to 0", true, {3, 1}, {{0, 2}, {1, 2}}, {4, 2.75}, {0, 1});
        // at 1 s: 1 left; from then on a part of 1/2
        Check("from 0", false, {0, 1}, {{0, 1}, {1, 2}}, {3, 3}, {1, 1});
    }
};

/// Services that divide a machine: the DNNs of the jobs.
class ServicesTestCase : public TestCase
{
  public:
    ServicesTestCase()
        : TestCase("DNNs have their queues and the shares of their owners")
    {
    }

  private:
    /**
     * @param conserving the attribute WorkConserving
     * @param shares of owners 0 to 3
     * @return when jobs end that owners 0 to 3 submit at 0: 0 and 2 of 1 s for one DNN, 1 and 3 of
     * 2 s for another
     */
    std::vector<double> Run(bool conserving, const std::vector<double>& shares)
    {
        const std::vector<Ptr<const DnnProfile>> dnns = {DnnProfile::Read("bearing-48k"),
                                                         DnnProfile::Read("bearing-32k")};
        auto node = CreateObjectWithAttributes<WeightedSharingComputeNode>("WorkConserving",
                                                                           BooleanValue(conserving),
                                                                           "QueueBy",
                                                                           StringValue("Dnn"));
        node->SetShares(shares);
        ComputeTestBed bed(node);
        for (uint32_t i = 0; i < 4; ++i)
        {
            ComputeJob job{1.0 + i % 2};
            job.owner = i;
            job.dnn = dnns[i % 2];
            bed.Submit(job);
        }
        ComputeJob next{1};
        next.dnn = dnns[0];
        m_estimate = node->EstimateTime(next);
        Simulator::Stop(Seconds(1000));
        Simulator::Run();
        std::vector<double> ends;
        for (const auto& [number, receipt] : bed.receipts)
        {
            ends.push_back(receipt.ended.GetSeconds());
        }
        node->Dispose();
        Simulator::Destroy();
        return ends;
    }

    /**
     * @param part of the first DNN, in equal shares of its owners; the other one has the rest
     * @return sum of the delays when nobody has more than its part
     */
    double GetSum(double part)
    {
        const double rest = 1 - part;
        const auto ends = Run(false, {part / 2, rest / 2, part / 2, rest / 2});
        return std::accumulate(ends.begin(), ends.end(), 0.0);
    }

    void DoRun() override
    {
        // Parts 0.4 and 0.6: one job after the other.
        const std::vector<double> parts = Run(false, {0.1, 0.3, 0.3, 0.3});
        const std::vector<double> ends = {1 / 0.4, 2 / 0.6, 2 / 0.4, 4 / 0.6};
        NS_TEST_ASSERT_MSG_EQ(parts.size(), ends.size(), "jobs that ended");
        for (std::size_t i = 0; i < ends.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(parts[i], ends[i], 2e-9, "end of job " << i + 1);
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(m_estimate, 3 / 0.4, 1e-9, "estimate behind two jobs");
        // Work-conserving: at 5 s the first DNN has no job left, and of the second 1 s is.
        const std::vector<double> whole = Run(true, {0.1, 0.3, 0.3, 0.3});
        NS_TEST_EXPECT_MSG_EQ_TOL(whole[2], 5, 2e-9, "last job of the first DNN");
        NS_TEST_EXPECT_MSG_EQ_TOL(whole[3], 6, 2e-9, "last job of the second DNN");
        NS_TEST_EXPECT_MSG_EQ_TOL(Run(true, {})[0], 2, 2e-9, "alike without shares");
        // Wu et al., Theorem 1: Lambda is 3 and 6 s, so the best part is 1 / (1 + sqrt(2)).
        const double best = std::sqrt(2.0) - 1;
        const double least = GetSum(best);
        NS_TEST_EXPECT_MSG_EQ_TOL(least,
                                  std::pow(std::sqrt(3.0) + std::sqrt(6.0), 2),
                                  1e-7,
                                  "(sum of the roots)^2");
        for (double part = 0.05; part < 1; part += 0.05)
        {
            const double sum = GetSum(part);
            NS_TEST_EXPECT_MSG_EQ_TOL(sum, 3 / part + 6 / (1 - part), 1e-6, "Lambda / c");
            NS_TEST_EXPECT_MSG_GT(sum, least, "no other part is better: " << part);
        }
    }

    double m_estimate{0}; //!< s of one more job of the first DNN
};

/// Long run: owners with jobs all the time get what their weights say.
class LongRunTestCase : public TestCase
{
  public:
    LongRunTestCase()
        : TestCase("Busy owners divide the machine by their weights")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<double> shares = {0.5, 1, 2.5, 4};
        auto node = CreateObject<WeightedSharingComputeNode>();
        node->SetShares(shares);
        auto random = CreateObject<ExponentialRandomVariable>();
        random->SetStream(85);
        std::vector<double> got(shares.size(), 0);
        for (uint32_t i = 0; i < 40000; ++i)
        {
            ComputeJob job;
            job.seconds = random->GetValue(1e-3, 0);
            job.owner = i % 4;
            node->Submit(job, MakeLambdaCallback([&got](const ComputeReceipt& receipt) {
                             got[receipt.owner] += receipt.seconds;
                         }));
        }
        const double end = 10; // the heaviest owner's 10 s take 20 s
        Simulator::Stop(Seconds(end));
        Simulator::Run();
        for (std::size_t i = 0; i < shares.size(); ++i)
        {
            // what is in service has not ended yet: at most a job
            NS_TEST_EXPECT_MSG_EQ_TOL(got[i], end * shares[i] / 8, 0.02, "work of owner " << i);
        }
        node->Dispose();
        Simulator::Destroy();
    }
};

/// The estimate is exact while the others stay.
class EstimateTestCase : public TestCase
{
  public:
    EstimateTestCase()
        : TestCase("Estimates")
    {
    }

  private:
    void DoRun() override
    {
        auto node = CreateObject<WeightedSharingComputeNode>();
        node->SetShares({1, 3, 0});
        ComputeTestBed bed(node);
        ComputeJob first{100};
        bed.Submit(first);
        ComputeJob second{1};
        second.owner = 1;
        NS_TEST_EXPECT_MSG_EQ_TOL(node->EstimateTime(second), 4.0 / 3, 1e-9, "at three quarters");
        ComputeJob third{1};
        third.owner = 2;
        NS_TEST_EXPECT_MSG_EQ(std::isinf(node->EstimateTime(third)), true, "no weight");
        bed.Submit(second);
        NS_TEST_EXPECT_MSG_EQ_TOL(node->EstimateTime(second), 8.0 / 3, 1e-9, "behind its own");
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ_TOL(node->EstimateTime(second), 5.0 / 3, 1e-8, "a quarter is left");
        NS_TEST_EXPECT_MSG_EQ_TOL(node->GetBacklog(), 100, 1e-8, "backlog");
        node->Dispose();
        Simulator::Destroy();
    }
};

/// Weighted sharing.
class WeightedSharingComputeNodeTestSuite : public TestSuite
{
  public:
    WeightedSharingComputeNodeTestSuite()
        : TestSuite("edge-inference-weighted-sharing-compute-node", TestSuite::Type::UNIT)
    {
        AddTestCase(new SharesTestCase);
        AddTestCase(new ServicesTestCase);
        AddTestCase(new LongRunTestCase);
        AddTestCase(new EstimateTestCase);
    }
};

WeightedSharingComputeNodeTestSuite g_weightedSharingComputeNodeTestSuite; //!< registers the suite

} // namespace
