// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/compute/earliest-deadline-compute-node.h"
#include "../../model/compute/fifo-compute-node.h"
#include "compute-test-bed.h"

#include "ns3/boolean.h"
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
 * Earliest deadline first.
 */

using namespace ns3;

namespace
{

/// A set of jobs in unit slots of time.
struct SlotJob
{
    int release; //!< slot from which it is there
    int work;    //!< slots of work
    int due;     //!< slot at whose beginning it is due
};

/**
 * @param jobs jobs
 * @param slot the slot to fill next
 * @param left what is left of their work
 * @return whether any order of service, interrupting at will, meets all dues
 */
bool
IsFeasible(const std::vector<SlotJob>& jobs, int slot, std::vector<int>& left)
{
    bool released = true;
    bool any = false;
    for (std::size_t i = 0; i < jobs.size(); ++i)
    {
        if (left[i] > 0)
        {
            any = true;
            if (std::max(slot, jobs[i].release) + left[i] > jobs[i].due)
            {
                return false;
            }
            released = released && jobs[i].release > slot;
        }
    }
    if (!any)
    {
        return true;
    }
    if (released)
    {
        return IsFeasible(jobs, slot + 1, left);
    }
    for (std::size_t i = 0; i < jobs.size(); ++i)
    {
        if (left[i] > 0 && jobs[i].release <= slot)
        {
            --left[i];
            const bool feasible = IsFeasible(jobs, slot + 1, left);
            ++left[i];
            if (feasible)
            {
                return true;
            }
        }
    }
    return false; // leaving the slot free helps nobody
}

/// What every test of the order needs.
class DeadlineTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /**
     * @brief Runs a set of jobs.
     * @param node a node, new
     * @param jobs the jobs; a slot is 1 ms
     * @return how many end after they are due
     */
    uint32_t CountLate(Ptr<ComputeNode> node, const std::vector<SlotJob>& jobs)
    {
        ComputeTestBed bed(node);
        // submission in the order of release numbers the jobs
        std::vector<SlotJob> sorted = jobs;
        std::stable_sort(sorted.begin(), sorted.end(), [](const SlotJob& a, const SlotJob& b) {
            return a.release < b.release;
        });
        for (const auto& job : sorted)
        {
            ComputeJob asked;
            asked.seconds = job.work * 1e-3;
            asked.due = MilliSeconds(job.due);
            bed.SubmitAt(job.release * 1e-3, asked);
        }
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(bed.ended, jobs.size(), "all end");
        uint32_t late = 0;
        for (const auto& [number, receipt] : bed.receipts)
        {
            late += receipt.ended > MilliSeconds(sorted[number - 1].due) ? 1 : 0;
        }
        node->Dispose();
        Simulator::Destroy();
        return late;
    }
};

/// Against an exhaustive search over all orders of service.
class ExhaustiveTestCase : public DeadlineTestCase
{
  public:
    ExhaustiveTestCase()
        : DeadlineTestCase("Meets all deadlines exactly when some order of service does")
    {
    }

  private:
    void DoRun() override
    {
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(81);
        uint32_t feasibleSets = 0;
        uint32_t lateFifo = 0;
        uint32_t lateWithout = 0;
        const uint32_t sets = 1500;
        for (uint32_t set = 0; set < sets; ++set)
        {
            std::vector<SlotJob> jobs(2 + random->GetInteger(0, 3));
            std::vector<int> left;
            for (auto& job : jobs)
            {
                job.release = static_cast<int>(random->GetInteger(0, 6));
                job.work = static_cast<int>(random->GetInteger(1, 4));
                job.due = job.release + job.work + static_cast<int>(random->GetInteger(0, 7));
                left.push_back(job.work);
            }
            const bool feasible = IsFeasible(jobs, 0, left);
            const uint32_t late = CountLate(CreateObject<EarliestDeadlineComputeNode>(), jobs);
            NS_TEST_EXPECT_MSG_EQ((late == 0), feasible, "set " << set);
            if (feasible)
            {
                ++feasibleSets;
                lateFifo += CountLate(CreateObject<FifoComputeNode>(), jobs) > 0 ? 1 : 0;
                lateWithout += CountLate(CreateObjectWithAttributes<EarliestDeadlineComputeNode>(
                                             "Preemptive",
                                             BooleanValue(false)),
                                         jobs) > 0
                                   ? 1
                                   : 0;
            }
        }
        // the sets tell the orders apart
        NS_TEST_EXPECT_MSG_GT(feasibleSets, sets / 5, "feasible sets");
        NS_TEST_EXPECT_MSG_LT(feasibleSets, sets - sets / 5, "sets that are not");
        NS_TEST_EXPECT_MSG_GT(lateFifo, feasibleSets / 20, "FIFO is late on some");
        NS_TEST_EXPECT_MSG_GT(lateWithout, 0, "without interrupting, some are late");
        NS_TEST_EXPECT_MSG_LT(lateWithout, lateFifo, "fewer than in FIFO");
    }
};

/// Large sets that are feasible by construction.
class FeasibleTestCase : public DeadlineTestCase
{
  public:
    FeasibleTestCase()
        : DeadlineTestCase("No job of a feasible set is late")
    {
    }

  private:
    void DoRun() override
    {
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(82);
        uint32_t lateFifo = 0;
        for (uint32_t set = 0; set < 50; ++set)
        {
            // a random schedule of slots without a gap; jobs are released when they first get one
            // or before and due when their last ends or later
            const uint32_t n = 40;
            std::vector<SlotJob> jobs(n, SlotJob{-1, 0, 0});
            for (int slot = 0; slot < 200; ++slot)
            {
                auto& job = jobs[std::min<uint32_t>(
                    n - 1,
                    static_cast<uint32_t>(std::max(0.0, slot / 5.0 + random->GetValue(-6, 6))))];
                job.release = job.release < 0 ? slot : job.release;
                ++job.work;
                job.due = slot + 1;
            }
            jobs.erase(std::remove_if(jobs.begin(),
                                      jobs.end(),
                                      [](const SlotJob& job) { return job.work == 0; }),
                       jobs.end());
            NS_TEST_EXPECT_MSG_EQ(CountLate(CreateObject<EarliestDeadlineComputeNode>(), jobs),
                                  0,
                                  "set " << set);
            lateFifo += CountLate(CreateObject<FifoComputeNode>(), jobs) > 0 ? 1 : 0;
        }
        NS_TEST_EXPECT_MSG_EQ(lateFifo, 50, "FIFO is late on all");
    }
};

/// Order, interruption, workers and estimates of single jobs.
class OrderTestCase : public TestCase
{
  public:
    OrderTestCase()
        : TestCase("Order of service, interruption, several workers, estimates")
    {
    }

  private:
    /**
     * @param seconds work, s
     * @param due when it is due, s
     * @return a job
     */
    static ComputeJob Make(double seconds, double due)
    {
        ComputeJob job;
        job.seconds = seconds;
        job.due = Seconds(due);
        return job;
    }

    void DoRun() override
    {
        auto node = CreateObject<EarliestDeadlineComputeNode>();
        ComputeTestBed bed(node);
        bed.Submit(Make(4, 20));        // 1: 0 to 1, then 2 to 3, then 5 to 7
        bed.SubmitAt(1, Make(1, 4));    // 2: 1 to 2
        bed.SubmitAt(3, Make(2, 10));   // 3: 3 to 5
        bed.SubmitAt(3, ComputeJob{1}); // 4: never due, last
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ_TOL(node->GetBacklog(), 4, 1e-12, "backlog");
        NS_TEST_EXPECT_MSG_EQ_TOL(node->EstimateTime(Make(1, 5)), 1, 1e-12, "at once");
        NS_TEST_EXPECT_MSG_EQ_TOL(node->EstimateTime(Make(1, 15)), 2, 1e-12, "after 3");
        NS_TEST_EXPECT_MSG_EQ_TOL(node->EstimateTime(Make(1, 25)), 4, 1e-12, "after 1");
        NS_TEST_EXPECT_MSG_EQ_TOL(node->EstimateWait(), 4, 1e-12, "after all");
        Simulator::Run();
        const std::vector<Time> ends = {Seconds(7), Seconds(2), Seconds(5), Seconds(8)};
        for (uint64_t job = 1; job <= 4; ++job)
        {
            NS_TEST_EXPECT_MSG_EQ(bed.receipts[job].ended, ends[job - 1], "end of job " << job);
        }
        NS_TEST_EXPECT_MSG_EQ(bed.receipts[1].started, Time(), "begins once");
        NS_TEST_EXPECT_MSG_EQ(node->GetBusyTime(), Seconds(8), "busy time");
        node->Dispose();
        Simulator::Destroy();

        // two workers: of what is in service, the job due last is interrupted
        node = CreateObjectWithAttributes<EarliestDeadlineComputeNode>("Workers", UintegerValue(2));
        ComputeTestBed two(node);
        two.Submit(Make(3, 30));     // 1: 0 to 3
        two.Submit(Make(3, 40));     // 2: 0 to 1, then 2 to 4 on either worker
        two.SubmitAt(1, Make(1, 5)); // 3: 1 to 2
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(two.receipts[1].ended, Seconds(3), "goes on");
        NS_TEST_EXPECT_MSG_EQ(two.receipts[3].ended, Seconds(2), "first");
        NS_TEST_EXPECT_MSG_EQ(two.receipts[2].ended, Seconds(4), "interrupted");
        node->Dispose();
        Simulator::Destroy();

        // admission
        node = CreateObjectWithAttributes<EarliestDeadlineComputeNode>("Admission",
                                                                       BooleanValue(true));
        ComputeTestBed strict(node);
        NS_TEST_EXPECT_MSG_EQ(strict.Submit(Make(2, 2)), 1, "just in time");
        NS_TEST_EXPECT_MSG_EQ(strict.Submit(Make(1, 2.9)), 0, "too late");
        NS_TEST_EXPECT_MSG_EQ((node->GetRefusal() == ComputeRefusal::DUE), true, "reason");
        NS_TEST_EXPECT_MSG_EQ(strict.Submit(Make(1, 3)), 2, "just in time");
        NS_TEST_EXPECT_MSG_EQ((node->GetRefusal() == ComputeRefusal::NONE), true, "taken");
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(strict.receipts[2].ended, Seconds(3), "as estimated");
        node->Dispose();
        Simulator::Destroy();
    }
};

/// Earliest deadline first.
class EarliestDeadlineComputeNodeTestSuite : public TestSuite
{
  public:
    EarliestDeadlineComputeNodeTestSuite()
        : TestSuite("edge-inference-earliest-deadline-compute-node", TestSuite::Type::UNIT)
    {
        AddTestCase(new ExhaustiveTestCase);
        AddTestCase(new FeasibleTestCase);
        AddTestCase(new OrderTestCase);
    }
};

EarliestDeadlineComputeNodeTestSuite
    g_earliestDeadlineComputeNodeTestSuite; //!< registers the suite

} // namespace
