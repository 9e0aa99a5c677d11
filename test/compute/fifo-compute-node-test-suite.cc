// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/compute/constant-background-load.h"
#include "../../model/compute/fifo-compute-node.h"
#include "../../model/task/poisson-task-stream.h"

#include "ns3/double.h"
#include "ns3/pointer.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;

namespace
{

/// A test case with one node under a load that it sets, and the receipts of its jobs.
class FifoTestCase : public TestCase
{
  public:
    /**
     * @param name name of the case
     */
    explicit FifoTestCase(const std::string& name)
        : TestCase(name)
    {
    }

  protected:
    void DoSetup() override
    {
        m_load = CreateObject<ConstantBackgroundLoad>();
        m_node =
            CreateObjectWithAttributes<FifoComputeNode>("BackgroundLoad", PointerValue(m_load));
        m_node->Initialize();
    }

    void DoTeardown() override
    {
        m_node->Dispose();
        m_node = nullptr;
        m_load = nullptr;
        Simulator::Destroy();
    }

    /**
     * @param seconds work of a job
     */
    void Submit(double seconds)
    {
        m_node->Submit({seconds}, MakeCallback(&FifoTestCase::Done, this));
    }

    /**
     * @param seconds when to change, s
     * @param load the load from then on
     */
    void SetLoadAt(double seconds, double load)
    {
        Simulator::Schedule(Seconds(seconds), &FifoTestCase::SetLoad, this, load);
    }

    /**
     * @param load the load from now on
     */
    void SetLoad(double load)
    {
        m_load->SetAttribute("Load", DoubleValue(load));
    }

    /**
     * @brief A job ended.
     * @param receipt its receipt
     */
    void Done(const ComputeReceipt& receipt)
    {
        m_receipts.push_back(receipt);
    }

    Ptr<ConstantBackgroundLoad> m_load;     //!< the load
    Ptr<FifoComputeNode> m_node;            //!< the node
    std::vector<ComputeReceipt> m_receipts; //!< jobs that ended, in order
};

/// Service times under changes of load, to the nanosecond.
class LoadStepTestCase : public FifoTestCase
{
  public:
    /**
     * @param name name of the case
     * @param steps instants in s and loads from then on
     * @param works of the jobs in s, all submitted at 0
     * @param ends when they should end, ns
     */
    LoadStepTestCase(const std::string& name,
                     std::vector<std::pair<double, double>> steps,
                     std::vector<double> works,
                     std::vector<int64_t> ends)
        : FifoTestCase("Service under load: " + name),
          m_steps(steps),
          m_works(works),
          m_ends(ends)
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& step : m_steps)
        {
            SetLoadAt(step.first, step.second);
        }
        for (const double work : m_works)
        {
            Submit(work);
        }
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(m_receipts.size(), m_ends.size(), "jobs that ended");
        Time start;
        for (std::size_t i = 0; i < m_ends.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(m_receipts[i].job, i + 1, "order");
            NS_TEST_EXPECT_MSG_EQ(m_receipts[i].seconds, m_works[i], "work");
            NS_TEST_EXPECT_MSG_EQ(m_receipts[i].queued, Time(), "submission");
            NS_TEST_EXPECT_MSG_EQ(m_receipts[i].started, start, "start of " << i);
            NS_TEST_EXPECT_MSG_EQ(m_receipts[i].ended, NanoSeconds(m_ends[i]), "end of " << i);
            start = m_receipts[i].ended;
        }
    }

    std::vector<std::pair<double, double>> m_steps; //!< instants in s and loads
    std::vector<double> m_works;                    //!< work, s
    std::vector<int64_t> m_ends;                    //!< expected ends, ns
};

/// Many random changes of load against an independent account in integers.
class RandomLoadTestCase : public FifoTestCase
{
  public:
    RandomLoadTestCase()
        : FifoTestCase("Service under 100000 random changes of load")
    {
    }

  private:
    void DoRun() override
    {
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(31);
        // loads are multiples of 1/1024 and works whole ns, so that the account below is exact:
        // work done is the sum of time times free share, in 1/1024 ns
        const int64_t unit = 1024;
        std::vector<int64_t> works;
        for (int i = 0; i < 20000; ++i)
        {
            works.push_back(random->GetInteger(0, 5000000)); // ns
            Submit(works.back() * 1e-9);
        }
        std::vector<int64_t> changes{0};
        std::vector<int64_t> shares{unit};
        for (int i = 0; i < 100000; ++i)
        {
            changes.push_back(changes.back() + random->GetInteger(0, 2000000));
            shares.push_back(random->GetInteger(0, 3) ? random->GetInteger(1, unit) : 0);
            Simulator::Schedule(NanoSeconds(changes.back()),
                                &RandomLoadTestCase::SetLoad,
                                this,
                                1 - shares.back() / double(unit));
        }
        SetLoadAt(NanoSeconds(changes.back() + 1).GetSeconds(), 0);
        changes.push_back(changes.back() + 1);
        shares.push_back(unit);
        Simulator::Run();

        NS_TEST_ASSERT_MSG_EQ(m_receipts.size(), works.size(), "all jobs ended");
        int64_t total = 0;      // work of the jobs so far, 1/1024 ns
        int64_t done = 0;       // work done by the last change, 1/1024 ns
        std::size_t change = 0; // the last change before the end of the job
        int64_t worst = 0;
        int64_t changed = 0; // jobs in which the load changed
        for (std::size_t i = 0; i < works.size(); ++i)
        {
            total += works[i] * unit;
            const auto before = change;
            while (change + 1 < changes.size() &&
                   done + (changes[change + 1] - changes[change]) * shares[change] < total)
            {
                done += (changes[change + 1] - changes[change]) * shares[change];
                ++change;
            }
            changed += change != before;
            const double exact = changes[change] + (total - done) / double(shares[change]);
            const int64_t error =
                std::llabs(m_receipts[i].ended.GetNanoSeconds() - std::llround(exact));
            worst = std::max(worst, error);
        }
        NS_TEST_EXPECT_MSG_LT(worst, 2, "greatest error in ns");
        NS_TEST_EXPECT_MSG_GT(changed, 10000, "the load matters");
    }
};

/// A busy period of a million jobs whose work is no whole number of ns.
class DriftTestCase : public FifoTestCase
{
  public:
    DriftTestCase()
        : FifoTestCase("No drift over 1000000 jobs")
    {
    }

  private:
    void DoRun() override
    {
        const int n = 1000000;
        const double work = 1e-4 / 3;
        for (int i = 0; i < n; ++i)
        {
            m_node->Submit({work}, MakeCallback(&DriftTestCase::Check, this));
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(m_node->GetBacklog(), 100.0 / 3, 1e-11, "backlog of all");
        Simulator::Stop(Seconds(20));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ_TOL(m_node->GetBacklog(), 40.0 / 3, 1e-11, "backlog after 20 s");
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(Simulator::Now(), NanoSeconds(33333333333), "end of the last");
        NS_TEST_EXPECT_MSG_EQ(m_ended, n, "jobs that ended");
        NS_TEST_EXPECT_MSG_LT(m_worst, 0.51, "greatest error in ns, of which 0.5 is rounding");
        NS_TEST_EXPECT_MSG_EQ(m_node->GetBacklog(), 0, "nothing is left");
    }

    /**
     * @brief A job ended.
     * @param receipt its receipt
     */
    void Check(const ComputeReceipt& receipt)
    {
        ++m_ended;
        const double exact = m_ended * 1e5 / 3;
        m_worst = std::max(m_worst, std::fabs(receipt.ended.GetNanoSeconds() - exact));
    }

    int m_ended{0};    //!< jobs that ended
    double m_worst{0}; //!< greatest error, ns
};

/// Cancelling waiting and served jobs, and all of them.
class CancelTestCase : public FifoTestCase
{
  public:
    CancelTestCase()
        : FifoTestCase("Cancel and clear")
    {
    }

  private:
    void DoRun() override
    {
        for (const double work : {1.0, 2.0, 3.0, 4.0, 5.0})
        {
            Submit(work);
        }
        NS_TEST_EXPECT_MSG_EQ(m_node->Cancel(3), true, "a waiting one");
        NS_TEST_EXPECT_MSG_EQ(m_node->Cancel(3), false, "not twice");
        NS_TEST_EXPECT_MSG_EQ(m_node->Cancel(0), false, "never a job");
        NS_TEST_EXPECT_MSG_EQ(m_node->Cancel(6), false, "not yet a job");
        NS_TEST_EXPECT_MSG_EQ_TOL(m_node->GetBacklog(), 12, 1e-12, "without the third");
        Simulator::Stop(Seconds(1.5));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(m_node->Cancel(1), false, "it has ended");
        NS_TEST_EXPECT_MSG_EQ_TOL(m_node->GetBacklog(), 10.5, 1e-12, "after 1.5 s");
        NS_TEST_EXPECT_MSG_EQ(m_node->Cancel(2), true, "the one in service");
        NS_TEST_EXPECT_MSG_EQ_TOL(m_node->GetBacklog(), 9, 1e-12, "without the second");
        NS_TEST_EXPECT_MSG_EQ(m_node->GetQueueLength(), 2, "jobs held");
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(m_receipts.size(), 3, "jobs that ended");
        NS_TEST_EXPECT_MSG_EQ(m_receipts[1].job, 4, "order");
        NS_TEST_EXPECT_MSG_EQ(m_receipts[1].started, Seconds(1.5), "starts at the cancellation");
        NS_TEST_EXPECT_MSG_EQ(m_receipts[1].ended, Seconds(5.5), "its whole work");
        NS_TEST_EXPECT_MSG_EQ(m_receipts[2].ended, Seconds(10.5), "the last");

        Submit(1);
        NS_TEST_EXPECT_MSG_EQ(m_node->Cancel(6), true, "the only one");
        NS_TEST_EXPECT_MSG_EQ(m_node->GetBacklog(), 0, "idle");
        Submit(1);
        Submit(1);
        m_node->Clear();
        NS_TEST_EXPECT_MSG_EQ(m_node->GetQueueLength(), 0, "cleared");
        NS_TEST_EXPECT_MSG_EQ(m_node->GetBacklog(), 0, "cleared");
        m_node->Clear(); // of nothing
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(m_receipts.size(), 3, "nobody is called back");
        Submit(1);
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(m_receipts.back().job, 9, "numbers are not used again");
        NS_TEST_EXPECT_MSG_EQ(m_receipts.back().ended - m_receipts.back().queued,
                              Seconds(1),
                              "works after clearing");
    }
};

/// Owners that submit, cancel and clear when they are called back; jobs of zero seconds.
class CallbackTestCase : public FifoTestCase
{
  public:
    CallbackTestCase()
        : FifoTestCase("Order of events, jobs of zero seconds, owners that act when called")
    {
    }

  private:
    void DoRun() override
    {
        m_node->TraceConnectWithoutContext("JobStarted",
                                           MakeCallback(&CallbackTestCase::Started, this));
        m_node->TraceConnectWithoutContext("JobEnded",
                                           MakeCallback(&CallbackTestCase::Ended, this));
        m_node->TraceConnectWithoutContext("Busy", MakeCallback(&CallbackTestCase::Busy, this));
        for (const double work : {0.0, 0.0, 1.0, 0.0, 2.0})
        {
            m_node->Submit({work}, MakeCallback(&CallbackTestCase::Act, this));
        }
        NS_TEST_EXPECT_MSG_EQ(m_log, "B s1 ", "nothing ends within Submit()");
        Simulator::Run();
        // 1 and 2 end at 0 s, 3 and 4 at 1 s: the books come before the owner. The owner of 3
        // submits 6, the owner of 4 cancels 5 (in service), the owner of 6 submits 7, that of 7
        // submits 8 and 9 and clears.
        NS_TEST_EXPECT_MSG_EQ(m_log,
                              "B s1 e1 s2 d1 e2 s3 d2 e3 s4 d3 e4 s5 d4 s6 e6 I d6 B s7 e7 I d7 B "
                              "s8 I ",
                              "order of events");
    }

    /**
     * @brief An owner is called back.
     * @param receipt the receipt
     */
    void Act(const ComputeReceipt& receipt)
    {
        m_log += "d" + std::to_string(receipt.job) + " ";
        const auto act = MakeCallback(&CallbackTestCase::Act, this);
        switch (receipt.job)
        {
        case 1:
        case 2:
            NS_TEST_EXPECT_MSG_EQ(receipt.ended, Time(), "zero seconds");
            break;
        case 3:
            NS_TEST_EXPECT_MSG_EQ(m_node->Submit({0.5}, act), 6, "submitted by an owner");
            break;
        case 4:
            NS_TEST_EXPECT_MSG_EQ(receipt.started, Seconds(1), "zero seconds");
            NS_TEST_EXPECT_MSG_EQ(receipt.ended, Seconds(1), "zero seconds");
            NS_TEST_EXPECT_MSG_EQ(m_node->Cancel(5), true, "cancelled by an owner");
            break;
        case 6:
            NS_TEST_EXPECT_MSG_EQ(receipt.ended, Seconds(1.5), "end of 6");
            NS_TEST_EXPECT_MSG_EQ(m_node->Submit({1}, act), 7, "submitted by an owner");
            break;
        case 7:
            NS_TEST_EXPECT_MSG_EQ(receipt.ended, Seconds(2.5), "end of 7");
            m_node->Submit({1}, act);
            m_node->Submit({1}, act);
            m_node->Clear();
            break;
        default:
            NS_TEST_EXPECT_MSG_EQ(true, false, "no other job ends");
        }
    }

    /**
     * @brief Trace sink.
     * @param receipt the receipt
     */
    void Started(const ComputeReceipt& receipt)
    {
        m_log += "s" + std::to_string(receipt.job) + " ";
        NS_TEST_EXPECT_MSG_EQ(receipt.ended, Time(), "not yet");
    }

    /**
     * @brief Trace sink.
     * @param receipt the receipt
     */
    void Ended(const ComputeReceipt& receipt)
    {
        m_log += "e" + std::to_string(receipt.job) + " ";
        NS_TEST_EXPECT_MSG_EQ(receipt.ended, Simulator::Now(), "ended now");
    }

    /**
     * @brief Trace sink.
     * @param busy the new state
     */
    void Busy(bool, bool busy)
    {
        m_log += busy ? "B " : "I ";
    }

    std::string m_log; //!< what happened: started, ended, done, busy, idle
};

/// A queue with Poisson arrivals against its closed form and against conservation laws.
class PoissonQueueTestCase : public FifoTestCase
{
  public:
    /**
     * @param rho load by our jobs
     * @param exponential exponential work (M/M/1), else constant (M/D/1)
     * @param speed speed of the worker
     */
    PoissonQueueTestCase(double rho, bool exponential, double speed)
        : FifoTestCase(std::string(exponential ? "M-M-1" : "M-D-1") + " at utilisation " +
                       std::to_string(rho) + ", speed " + std::to_string(speed)),
          m_rho(rho),
          m_exponential(exponential),
          m_speed(speed)
    {
    }

  private:
    void DoRun() override
    {
        const uint64_t n = 500000;
        SetLoad(1 - m_speed);
        m_node->TraceConnectWithoutContext("QueueLength",
                                           MakeCallback(&PoissonQueueTestCase::Length, this));
        auto stream =
            CreateObjectWithAttributes<PoissonTaskStream>("Rate",
                                                          DoubleValue(m_rho * m_speed / WORK),
                                                          "MaxTasks",
                                                          UintegerValue(n));
        stream->AssignStreams(41);
        m_work = CreateObject<ExponentialRandomVariable>();
        m_work->SetStream(51);
        stream->Start(MakeCallback(&PoissonQueueTestCase::Arrive, this));
        Simulator::Run(); // until the queue is empty

        NS_TEST_ASSERT_MSG_EQ(m_ended, n, "every job ends");
        const double service = WORK / m_speed;
        // Pollaczek and Khinchine: rho E[S^2] / (2 E[S] (1 - rho))
        const double wait = m_rho * service * (m_exponential ? 2 : 1) / (2 * (1 - m_rho));
        NS_TEST_EXPECT_MSG_EQ_TOL(m_wait.GetSeconds() / n / wait, 1, 0.02, "mean wait");
        NS_TEST_EXPECT_MSG_EQ_TOL(m_estimates / n / wait, 1, 0.02, "mean estimate, by PASTA");
        NS_TEST_EXPECT_MSG_LT(m_worstEstimate, 2e-9, "each estimate is the wait");

        // the run begins and ends empty, so these hold exactly
        NS_TEST_EXPECT_MSG_EQ(m_area.GetTimeStep(), m_sojourn.GetTimeStep(), "Little's law");
        NS_TEST_EXPECT_MSG_EQ(m_node->GetBusyTime(), m_service, "busy time is time in service");
        NS_TEST_EXPECT_MSG_EQ_TOL(m_service.GetSeconds() * m_speed / m_submitted,
                                  1,
                                  1e-6,
                                  "service is work over speed");

        const double utilisation = m_service.GetSeconds() / Simulator::Now().GetSeconds();
        NS_TEST_EXPECT_MSG_EQ_TOL(utilisation / m_rho, 1, 0.01, "utilisation");
        NS_TEST_EXPECT_MSG_EQ_TOL(m_utilisations / n / m_rho, 1, 0.01, "mean of GetUtilisation()");
        stream->Dispose();
    }

    /// A job comes.
    void Arrive(Time)
    {
        const double work = m_exponential ? m_work->GetValue(WORK, 0) : WORK;
        m_submitted += work;
        m_utilisations += m_node->GetUtilisation();
        const double estimate = m_node->EstimateWait();
        m_estimates += estimate;
        m_pending.push_back(estimate);
        m_node->Submit({work}, MakeCallback(&PoissonQueueTestCase::Count, this));
    }

    /**
     * @brief A job ended.
     * @param receipt its receipt
     */
    void Count(const ComputeReceipt& receipt)
    {
        const double wait = (receipt.started - receipt.queued).GetSeconds();
        m_worstEstimate = std::max(m_worstEstimate, std::fabs(m_pending[m_ended] - wait));
        ++m_ended;
        m_wait += receipt.started - receipt.queued;
        m_service += receipt.ended - receipt.started;
        m_sojourn += receipt.ended - receipt.queued;
    }

    /**
     * @brief Trace sink.
     * @param before jobs held until now
     */
    void Length(uint32_t before, uint32_t)
    {
        m_area += (Simulator::Now() - m_since) * before;
        m_since = Simulator::Now();
    }

    static constexpr double WORK = 1e-3; //!< mean work of a job, s

    double m_rho;                          //!< utilisation
    bool m_exponential;                    //!< exponential work
    double m_speed;                        //!< speed
    Ptr<ExponentialRandomVariable> m_work; //!< draws work
    uint64_t m_ended{0};                   //!< jobs that ended
    double m_submitted{0};                 //!< work submitted, s
    double m_estimates{0};                 //!< sum of estimated waits, s
    double m_utilisations{0};              //!< sum of utilisations that arrivals saw
    std::vector<double> m_pending;         //!< estimated waits, s
    double m_worstEstimate{0};             //!< greatest error of an estimate, s
    Time m_wait;                           //!< sum of waits
    Time m_service;                        //!< sum of service times
    Time m_sojourn;                        //!< sum of times from submission to end
    Time m_area;                           //!< integral of the queue length over time
    Time m_since;                          //!< last change of the queue length
};

/// The FIFO node.
class FifoComputeNodeTestSuite : public TestSuite
{
  public:
    FifoComputeNodeTestSuite()
        : TestSuite("edge-inference-fifo-compute-node", TestSuite::Type::UNIT)
    {
        const int64_t s = 1000000000;
        AddTestCase(new LoadStepTestCase("none", {}, {1, 0.5}, {s, 3 * s / 2}));
        AddTestCase(
            new LoadStepTestCase("one step", {{0.4, 0.5}}, {1, 1}, {s * 16 / 10, s * 36 / 10}));
        AddTestCase(new LoadStepTestCase("two steps in one job",
                                         {{0.4, 0.75}, {0.8, 0}},
                                         {1},
                                         {s * 13 / 10}));
        AddTestCase(new LoadStepTestCase("a third is left",
                                         {{0, 2.0 / 3}},
                                         {1, 0.001},
                                         {3 * s, 3 * s + 3000000}));
        AddTestCase(new LoadStepTestCase("nothing is left for 10 s",
                                         {{0.4, 1}, {10.4, 0}},
                                         {1, 1},
                                         {11 * s, 12 * s}));
        AddTestCase(new LoadStepTestCase("nothing is left between two jobs",
                                         {{1, 1}, {5, 0}},
                                         {1, 1},
                                         {s, 6 * s}));
        AddTestCase(new LoadStepTestCase("nothing is left from the beginning",
                                         {{0, 1}, {2, 0.5}},
                                         {1, 0, 1},
                                         {4 * s, 4 * s, 6 * s}));
        AddTestCase(new LoadStepTestCase("nothing is left within the last time step",
                                         {{0.001, 1}, {1, 0}},
                                         {0.0010000003, 1},
                                         {1000000, 2 * s}));
        AddTestCase(new LoadStepTestCase("next to nothing is left",
                                         {{0.5, 1 - 1e-16}, {7, 0}},
                                         {1},
                                         {7 * s + s / 2}));
        AddTestCase(new RandomLoadTestCase);
        AddTestCase(new DriftTestCase);
        AddTestCase(new CancelTestCase);
        AddTestCase(new CallbackTestCase);
        AddTestCase(new PoissonQueueTestCase(0.5, false, 1));
        AddTestCase(new PoissonQueueTestCase(0.8, false, 0.4));
        AddTestCase(new PoissonQueueTestCase(0.5, true, 1));
        AddTestCase(new PoissonQueueTestCase(0.7, true, 0.3));
    }
};

FifoComputeNodeTestSuite g_fifoComputeNodeTestSuite; //!< registers the suite

} // namespace
