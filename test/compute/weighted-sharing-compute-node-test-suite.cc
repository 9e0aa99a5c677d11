// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/compute/weighted-sharing-compute-node.h"
#include "compute-test-bed.h"

#include "ns3/boolean.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/test.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
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
        AddTestCase(new LongRunTestCase);
        AddTestCase(new EstimateTestCase);
    }
};

WeightedSharingComputeNodeTestSuite g_weightedSharingComputeNodeTestSuite; //!< registers the suite

} // namespace
