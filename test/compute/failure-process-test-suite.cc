// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/compute/fifo-compute-node.h"
#include "../../model/compute/markov-background-load.h"
#include "compute-test-bed.h"

#include "ns3/edge-inference-compat.h"
#include "ns3/failure-process.h"
#include "ns3/inference-input-error.h"
#include "ns3/object-factory.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * Failures.
 */

using namespace ns3;

namespace
{

/// Random failures of every order of service: the books.
class BooksTestCase : public TestCase
{
  public:
    /**
     * @param type TypeId of the node
     */
    explicit BooksTestCase(const std::string& type)
        : TestCase("1000 random failures of " + type),
          m_type(type)
    {
    }

  private:
    /// A job comes; sometimes an older one is cancelled.
    void Arrive()
    {
        ComputeJob job;
        job.seconds = m_random->GetValue(0, 0.018);
        job.owner = m_random->GetInteger(0, 4);
        job.due = Simulator::Now() + MilliSeconds(m_random->GetInteger(1, 200));
        const bool up = m_node->IsUp();
        const uint64_t number = m_node->Submit(job, MakeCallback(&BooksTestCase::Left, this));
        NS_TEST_EXPECT_MSG_EQ((number > 0), up, "taken when up");
        if (number > 0)
        {
            m_state.push_back(HELD);
        }
        if (m_random->GetValue() < 0.1 && !m_state.empty())
        {
            const uint64_t old =
                m_state.size() - m_random->GetInteger(0, std::min<uint32_t>(m_state.size() - 1, 8));
            const bool cancelled = m_node->Cancel(old);
            NS_TEST_EXPECT_MSG_EQ(cancelled, (m_state[old - 1] == HELD), "held until it left");
            if (cancelled)
            {
                m_state[old - 1] = CANCELLED;
                ++m_cancelled;
            }
        }
        m_next = Simulator::Schedule(Seconds(m_gap->GetValue()), &BooksTestCase::Arrive, this);
    }

    /**
     * @brief A job ended or failed.
     * @param receipt its receipt
     */
    void Left(const ComputeReceipt& receipt)
    {
        NS_TEST_ASSERT_MSG_EQ((m_state[receipt.job - 1] == HELD), true, "leaves once");
        NS_TEST_EXPECT_MSG_EQ(receipt.failed, !m_node->IsUp(), "fails when the node does");
        m_state[receipt.job - 1] = receipt.failed ? FAILED : ENDED;
        ++(receipt.failed ? m_failed : m_ended);
    }

    /**
     * @brief Trace sink.
     * @param up the state from now on
     */
    void Changed(bool up)
    {
        m_failures += up ? 0 : 1;
        if (m_failures == 1000 && up)
        {
            m_next.Cancel();
            m_process->Stop();
            m_node->SetUp(true);
        }
    }

    void DoRun() override
    {
        ObjectFactory factory(m_type);
        m_node = factory.Create<ComputeNode>();
        m_node->SetShares({1, 2, 3, 0, 1});
        m_node->SetBackgroundLoad(CreateObject<MarkovBackgroundLoad>());
        m_node->AssignStreams(91);
        m_node->Initialize();
        m_random = CreateObject<UniformRandomVariable>();
        m_random->SetStream(86);
        m_gap = CreateObjectWithAttributes<ExponentialRandomVariable>("Mean", DoubleValue(0.02));
        m_gap->SetStream(87);
        m_process = CreateObject<FailureProcess>();
        m_process->SetAttribute("UpTime", StringValue("ns3::ExponentialRandomVariable[Mean=0.5]"));
        m_process->SetAttribute("DownTime",
                                StringValue("ns3::ExponentialRandomVariable[Mean=0.05]"));
        NS_TEST_EXPECT_MSG_EQ(m_process->AssignStreams(88), 2, "streams");
        m_process->TraceConnectWithoutContext("State", MakeCallback(&BooksTestCase::Changed, this));
        m_process->Drive(m_node);
        Arrive();
        Simulator::Stop(Seconds(5000));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(m_failures, 1000, "failures");
        NS_TEST_EXPECT_MSG_EQ(m_node->GetQueueLength(), 0, "nothing is left");
        NS_TEST_EXPECT_MSG_EQ(m_node->GetBacklog(), 0, "nothing is left");
        NS_TEST_EXPECT_MSG_EQ(m_ended + m_failed + m_cancelled, m_state.size(), "the books");
        NS_TEST_EXPECT_MSG_GT(m_failed, 500, "many failed");
        NS_TEST_EXPECT_MSG_GT(m_cancelled, 200, "many were cancelled");
        NS_TEST_EXPECT_MSG_GT(m_ended, 5000, "most ended");
        m_node->Dispose();
        m_node = nullptr;
        Simulator::Destroy();
    }

    /// What became of a job.
    enum State : uint8_t
    {
        HELD,
        ENDED,
        CANCELLED,
        FAILED
    };

    std::string m_type;                   //!< TypeId of the node
    Ptr<ComputeNode> m_node;              //!< the node
    Ptr<FailureProcess> m_process;        //!< lets it fail
    Ptr<UniformRandomVariable> m_random;  //!< draws jobs
    Ptr<ExponentialRandomVariable> m_gap; //!< draws times between arrivals, s
    EventId m_next;                       //!< the next arrival
    std::vector<State> m_state;           //!< of each job
    uint64_t m_ended{0};                  //!< jobs that ended
    uint64_t m_failed{0};                 //!< jobs that were given back
    uint64_t m_cancelled{0};              //!< jobs that were cancelled
    uint32_t m_failures{0};               //!< failures
};

/// Owners that act while a node fails.
class OwnersTestCase : public TestCase
{
  public:
    OwnersTestCase()
        : TestCase("Owners act when their jobs are given back")
    {
    }

  private:
    void DoRun() override
    {
        auto node = CreateObject<FifoComputeNode>();
        std::string log;
        node->TraceConnectWithoutContext("Up", MakeCallback(&OwnersTestCase::Up, this));
        for (int i = 0; i < 4; ++i)
        {
            node->Submit({1}, MakeLambdaCallback([&](const ComputeReceipt& receipt) {
                             log += std::to_string(receipt.job) + (receipt.failed ? "f" : "e");
                             if (receipt.job == 1 && receipt.failed)
                             {
                                 NS_TEST_EXPECT_MSG_EQ(node->Submit({1}, {}), 0, "down");
                                 NS_TEST_EXPECT_MSG_EQ((node->GetRefusal() == ComputeRefusal::DOWN),
                                                       true,
                                                       "down");
                                 NS_TEST_EXPECT_MSG_EQ(std::isinf(node->EstimateWait()),
                                                       true,
                                                       "down");
                                 NS_TEST_EXPECT_MSG_EQ(node->Cancel(3), true, "not told yet");
                                 NS_TEST_EXPECT_MSG_EQ(node->Cancel(1), false, "told");
                                 node->SetUp(true);
                                 NS_TEST_EXPECT_MSG_EQ(node->Submit({1}, {}), 5, "up again");
                             }
                         }));
        }
        Simulator::Schedule(Seconds(0.5), &ComputeNode::SetUp, node, false);
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(log, "1f2f4f", "who is called");
        NS_TEST_EXPECT_MSG_EQ(m_up, "01", "trace");
        NS_TEST_EXPECT_MSG_EQ(Simulator::Now(), Seconds(1.5), "the job of the new life ends");
        NS_TEST_EXPECT_MSG_EQ(node->GetBusyTime(), Seconds(1.5), "busy time");
        node->Dispose();
        Simulator::Destroy();
    }

    /**
     * @brief Trace sink.
     * @param up the state from now on
     */
    void Up(bool, bool up)
    {
        m_up += up ? "1" : "0";
    }

    std::string m_up; //!< states
};

/// Random times and those of a file.
class TimesTestCase : public TestCase
{
  public:
    TimesTestCase()
        : TestCase("Times of failures")
    {
    }

  private:
    /**
     * @brief Runs a process from 1 s on.
     * @param process the process
     * @param stop when to stop, s
     * @return when it changed, s
     */
    std::vector<double> Run(Ptr<FailureProcess> process, double stop)
    {
        std::vector<double> times;
        bool last = true;
        Simulator::Schedule(Seconds(1), [&] {
            process->Start(MakeLambdaCallback([&](bool up) {
                NS_TEST_EXPECT_MSG_EQ(up, !last, "alternates");
                NS_TEST_EXPECT_MSG_EQ(process->IsUp(), up, "state");
                last = up;
                times.push_back(Simulator::Now().GetSeconds());
            }));
        });
        Simulator::Stop(Seconds(stop));
        Simulator::Run();
        process->Dispose();
        Simulator::Destroy();
        return times;
    }

    void DoRun() override
    {
        auto process = CreateObject<FailureProcess>();
        process->SetAttribute("UpTime", StringValue("ns3::ConstantRandomVariable[Constant=2]"));
        process->SetAttribute("DownTime", StringValue("ns3::ConstantRandomVariable[Constant=0.5]"));
        NS_TEST_EXPECT_MSG_EQ((Run(process, 6.7) == std::vector<double>{3, 3.5, 5.5, 6}),
                              true,
                              "constant times");

        const std::string file = CreateTempDirFilename("failures.csv");
        std::ofstream(file) << "time,up\n0,1\n1,0\n2,0\n2.5,1\n4,0\n";
        process = CreateObjectWithAttributes<FailureProcess>("FileName", StringValue(file));
        NS_TEST_EXPECT_MSG_EQ((Run(process, 100) == std::vector<double>{2, 3.5, 5}),
                              true,
                              "times of a file");

        for (const std::string text : {"time,up\n1,0.5\n", "time,up\n1,2\n", "time,down\n1,0\n"})
        {
            std::ofstream(file) << text;
            bool thrown = false;
            try
            {
                CreateObject<FailureProcess>()->SetFileName(file);
            }
            catch (const InferenceInputError& error)
            {
                thrown = error.GetFile() == file;
            }
            NS_TEST_EXPECT_MSG_EQ(thrown, true, "refused: " << text);
        }
    }
};

/// Failures.
class FailureProcessTestSuite : public TestSuite
{
  public:
    FailureProcessTestSuite()
        : TestSuite("edge-inference-failure-process", TestSuite::Type::UNIT)
    {
        for (const std::string name :
             {"Fifo", "EarliestDeadline", "ProcessorSharing", "WeightedSharing", "Batching"})
        {
            AddTestCase(new BooksTestCase("ns3::" + name + "ComputeNode"));
        }
        AddTestCase(new OwnersTestCase);
        AddTestCase(new TimesTestCase);
    }
};

FailureProcessTestSuite g_failureProcessTestSuite; //!< registers the suite

} // namespace
