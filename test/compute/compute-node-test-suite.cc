// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/compute/constant-background-load.h"
#include "../../model/compute/fifo-compute-node.h"
#include "../../model/compute/markov-background-load.h"

#include "ns3/double.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <limits>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * What ComputeNode does whatever the order of service: limit, background load, utilisation, device,
 * life cycle.
 */

using namespace ns3;

namespace
{

/// Jobs beyond the limit are refused.
class QueueLimitTestCase : public TestCase
{
  public:
    QueueLimitTestCase()
        : TestCase("Queue limit")
    {
    }

  private:
    void DoRun() override
    {
        auto node = CreateObjectWithAttributes<FifoComputeNode>("QueueLimit", UintegerValue(2));
        node->TraceConnectWithoutContext("QueueLength",
                                         MakeCallback(&QueueLimitTestCase::Length, this));
        const ComputeNode::DoneCallback none;
        NS_TEST_EXPECT_MSG_EQ(node->Submit({1}, none), 1, "in service");
        NS_TEST_EXPECT_MSG_EQ(node->Submit({1}, none), 2, "waits");
        NS_TEST_EXPECT_MSG_EQ(node->Submit({1}, none), 0, "refused");
        NS_TEST_EXPECT_MSG_EQ(node->GetQueueLength(), 2, "jobs held");
        NS_TEST_EXPECT_MSG_EQ_TOL(node->GetBacklog(), 2, 1e-12, "backlog without the refused job");
        NS_TEST_EXPECT_MSG_EQ(node->Cancel(2), true, "cancelled");
        NS_TEST_EXPECT_MSG_EQ(node->Submit({1}, none), 3, "room again");
        Simulator::Stop(MilliSeconds(1500));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(node->Submit({1}, none), 4, "room after an end");
        NS_TEST_EXPECT_MSG_EQ(node->Submit({1}, none), 0, "refused again");
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(Simulator::Now(), Seconds(3), "three jobs were served");
        const std::vector<uint32_t> lengths = {1, 2, 1, 2, 1, 2, 1, 0};
        NS_TEST_EXPECT_MSG_EQ((m_lengths == lengths), true, "trace of the queue length");
        Simulator::Destroy();
    }

    /**
     * @brief Trace sink.
     * @param length the number of jobs held
     */
    void Length(uint32_t, uint32_t length)
    {
        m_lengths.push_back(length);
    }

    std::vector<uint32_t> m_lengths; //!< numbers of jobs held
};

/// Background load begins with the node, acts on the speed and can be exchanged.
class BackgroundTestCase : public TestCase
{
  public:
    BackgroundTestCase()
        : TestCase("Background load of a node")
    {
    }

  private:
    void DoRun() override
    {
        auto load = CreateObjectWithAttributes<ConstantBackgroundLoad>("Load", DoubleValue(0.75));
        auto compute =
            CreateObjectWithAttributes<FifoComputeNode>("BackgroundLoad", PointerValue(load));
        compute->TraceConnectWithoutContext("Speed",
                                            MakeCallback(&BackgroundTestCase::Speed, this));
        auto node = CreateObject<Node>(); // initialised by ns-3 at time 0
        node->AggregateObject(compute);
        NS_TEST_EXPECT_MSG_EQ((node->GetObject<ComputeNode>() == compute), true, "found by base");
        NS_TEST_EXPECT_MSG_EQ(compute->GetSpeed(), 1, "before the beginning");

        Simulator::Schedule(Seconds(1), &BackgroundTestCase::SetLoad, this, load, 0.5);
        auto other = CreateObjectWithAttributes<ConstantBackgroundLoad>("Load", DoubleValue(1));
        Simulator::Schedule(Seconds(2), &ComputeNode::SetBackgroundLoad, compute, other);
        Simulator::Schedule(Seconds(3), &BackgroundTestCase::SetLoad, this, load, 0.1); // no longer
        Simulator::Schedule(Seconds(4), &ComputeNode::SetBackgroundLoad, compute, nullptr);
        // again the first, at its last value
        Simulator::Schedule(Seconds(5), &ComputeNode::SetBackgroundLoad, compute, load);
        Simulator::Stop(Seconds(6));
        Simulator::Run();
        const std::vector<double> speeds = {0, 0.25, 1, 0.5, 2, 0, 4, 1, 5, 0.9};
        NS_TEST_EXPECT_MSG_EQ((m_speeds == speeds), true, "instants and speeds");
        Simulator::Destroy(); // disposes of the node
        NS_TEST_EXPECT_MSG_EQ((compute->GetBackgroundLoad() == nullptr), true, "released");
    }

    /**
     * @param load a load
     * @param value its new value
     */
    void SetLoad(Ptr<ConstantBackgroundLoad> load, double value)
    {
        load->SetAttribute("Load", DoubleValue(value));
    }

    /**
     * @brief Trace sink.
     * @param speed the speed
     */
    void Speed(double, double speed)
    {
        m_speeds.push_back(Simulator::Now().GetSeconds());
        m_speeds.push_back(speed);
    }

    std::vector<double> m_speeds; //!< instants in s and speeds
};

/// Utilisation against its closed form, busy time to the time step.
class UtilisationTestCase : public TestCase
{
  public:
    UtilisationTestCase()
        : TestCase("Utilisation and busy time")
    {
    }

  private:
    void DoRun() override
    {
        const double window = 2;
        m_node = CreateObjectWithAttributes<FifoComputeNode>("UtilisationWindow",
                                                             TimeValue(Seconds(window)));
        NS_TEST_EXPECT_MSG_EQ(m_node->GetUtilisation(), 0, "nothing yet");
        Simulator::Schedule(Seconds(1), &UtilisationTestCase::Submit, this, 3.0); // busy 1 to 4
        Simulator::Schedule(Seconds(6), &UtilisationTestCase::Submit, this, 5.0); // busy 6 to 11

        // share of the weight exp(-(t - u) / window) over 0 to t that lies on busy times u
        auto weight = [](double from, double to, double t, double w) {
            return std::exp((to - t) / w) - std::exp((from - t) / w);
        };
        Check(0.5, 0);
        Check(1, 0);
        Check(2, weight(1, 2, 2, window) / weight(0, 2, 2, window));
        Check(4, weight(1, 4, 4, window) / weight(0, 4, 4, window));
        Check(5.5, weight(1, 4, 5.5, window) / weight(0, 5.5, 5.5, window));
        Check(9, (weight(1, 4, 9, window) + weight(6, 9, 9, window)) / weight(0, 9, 9, window));
        Simulator::Schedule(Seconds(9), &UtilisationTestCase::CheckBusyTime, this, Seconds(6));
        Simulator::Run();
        CheckBusyTime(Seconds(8));
        m_node = nullptr;
        Simulator::Destroy();
    }

    /**
     * @param seconds the work of a job
     */
    void Submit(double seconds)
    {
        m_node->Submit({seconds}, ComputeNode::DoneCallback());
    }

    /**
     * @param time when to look, s
     * @param utilisation what to see
     */
    void Check(double time, double utilisation)
    {
        Simulator::Schedule(Seconds(time), &UtilisationTestCase::CheckNow, this, utilisation);
    }

    /**
     * @param utilisation what to see now
     */
    void CheckNow(double utilisation)
    {
        NS_TEST_EXPECT_MSG_EQ_TOL(m_node->GetUtilisation(),
                                  utilisation,
                                  1e-12,
                                  "utilisation at " << Simulator::Now().As(Time::S));
    }

    /**
     * @param time the busy time to see now
     */
    void CheckBusyTime(Time time)
    {
        NS_TEST_EXPECT_MSG_EQ(m_node->GetBusyTime(), time, "busy time");
    }

    Ptr<ComputeNode> m_node; //!< the node
};

/// What a new job would wait.
class EstimateTestCase : public TestCase
{
  public:
    EstimateTestCase()
        : TestCase("Estimate of the wait")
    {
    }

  private:
    void DoRun() override
    {
        auto load = CreateObject<ConstantBackgroundLoad>();
        auto node =
            CreateObjectWithAttributes<FifoComputeNode>("BackgroundLoad", PointerValue(load));
        node->Initialize();
        NS_TEST_EXPECT_MSG_EQ(node->EstimateWait(), 0, "idle");
        load->SetAttribute("Load", DoubleValue(1));
        NS_TEST_EXPECT_MSG_EQ(node->EstimateWait(), 0, "nothing to wait for");
        node->Submit({1}, ComputeNode::DoneCallback());
        node->Submit({2}, ComputeNode::DoneCallback());
        NS_TEST_EXPECT_MSG_EQ(node->EstimateWait(),
                              std::numeric_limits<double>::infinity(),
                              "stands still");
        load->SetAttribute("Load", DoubleValue(0.75));
        NS_TEST_EXPECT_MSG_EQ_TOL(node->EstimateWait(), 12, 1e-12, "3 s at a quarter");
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ_TOL(node->GetBacklog(), 1.75, 1e-12, "1.25 s are done");
        NS_TEST_EXPECT_MSG_EQ_TOL(node->EstimateWait(), 7, 1e-12, "1.75 s at a quarter");
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(Simulator::Now(), Seconds(12), "as estimated");
        Simulator::Destroy();
    }
};

/// Nothing is called back after disposal, and the random streams are passed on.
class LifeCycleTestCase : public TestCase
{
  public:
    LifeCycleTestCase()
        : TestCase("Disposal, random streams, attributes")
    {
    }

  private:
    void DoRun() override
    {
        auto node = CreateObject<FifoComputeNode>();
        NS_TEST_EXPECT_MSG_EQ(node->AssignStreams(5), 0, "nothing is random");
        node->SetBackgroundLoad(CreateObject<MarkovBackgroundLoad>());
        NS_TEST_EXPECT_MSG_EQ(node->AssignStreams(5), 2, "the streams of the load");
        NS_TEST_EXPECT_MSG_EQ((node->GetDevice() == nullptr), true, "no device");
        node->Initialize();
        const auto done = MakeCallback(&LifeCycleTestCase::Done, this);
        node->Submit({1}, done);
        node->Submit({1}, done);
        Simulator::Schedule(Seconds(0.5), &Object::Dispose, node);
        Simulator::Stop(Seconds(1000));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(m_done, 0, "nobody is called back");
        NS_TEST_EXPECT_MSG_EQ(node->Cancel(2), false, "the job is gone");
        node->Clear();
        Simulator::Destroy();
    }

    /// A job ended.
    void Done(const ComputeReceipt&)
    {
        ++m_done;
    }

    int m_done{0}; //!< jobs that ended
};

/// What ComputeNode does whatever the order of service.
class ComputeNodeTestSuite : public TestSuite
{
  public:
    ComputeNodeTestSuite()
        : TestSuite("edge-inference-compute-node", TestSuite::Type::UNIT)
    {
        AddTestCase(new QueueLimitTestCase);
        AddTestCase(new BackgroundTestCase);
        AddTestCase(new UtilisationTestCase);
        AddTestCase(new EstimateTestCase);
        AddTestCase(new LifeCycleTestCase);
    }
};

ComputeNodeTestSuite g_computeNodeTestSuite; //!< registers the suite

} // namespace
