// SPDX-License-Identifier: GPL-2.0-only

#include "link-closed-forms.h"
#include "link-test-bed.h"

#include "ns3/boolean.h"
#include "ns3/ipv4.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief InferenceClient with an InferenceServer over an idle point-to-point link, against closed
 * forms.
 */

using namespace ns3;
using namespace ns3::tests;

namespace
{

/// A stream may say how large an input is: it is sent so large, and features are not changed.
class InputBytesTestCase : public TestCase
{
  public:
    InputBytesTestCase()
        : TestCase("Inputs are as large as their stream says")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool tcp : {false, true})
        {
            for (const uint16_t cut : {0, 1})
            {
                LinkTestBed bed;
                bed.AddServer();
                auto stream = MakeScript({Seconds(1)}, Seconds(1));
                stream->SetAttribute("InputBytes",
                                     StringValue("ns3::ConstantRandomVariable[Constant=33333]"));
                auto client = bed.AddClient(0, {stream});
                client->SetAttribute("Protocol", GetProtocol(tcp));
                InferencePlan plan;
                plan.exit = 1;
                plan.cut = cut;
                client->SetPlan(0, plan, 1);
                OutcomeRecorder recorder(client);
                Simulator::Stop(Seconds(3));
                Simulator::Run();
                NS_TEST_ASSERT_MSG_EQ(recorder.outcomes.size(), 1, "one task");
                const TaskOutcome& outcome = recorder.outcomes.front();
                NS_TEST_EXPECT_MSG_EQ((outcome.status == InferenceTaskStatus::COMPLETED),
                                      true,
                                      "served");
                const uint64_t bytes = cut == 0 ? 33333 : bed.dnn->GetFeatureBytes(1, 32);
                NS_TEST_EXPECT_MSG_EQ(outcome.bytesUp,
                                      GetSocketBytes(tcp, FEATURES_HEADER, bytes),
                                      "bytes of cut " << cut);
                Simulator::Destroy();
            }
        }
    }
};

/// One task over an idle link: each stage, byte and joule of every plan.
class ClosedFormTestCase : public TestCase
{
  public:
    /**
     * @param tcp over TCP
     */
    explicit ClosedFormTestCase(bool tcp)
        : TestCase(std::string("Closed form of every plan, ") + (tcp ? "TCP" : "UDP")),
          m_tcp(tcp)
    {
    }

  private:
    void DoRun() override
    {
        const auto dnn = GetTestDnn();
        uint32_t plans = 0;
        for (uint16_t exit = 0; exit < dnn->GetNExits(); ++exit)
        {
            for (const uint32_t cut : dnn->GetCutPoints(exit))
            {
                for (const uint32_t bits : dnn->GetBitWidths())
                {
                    InferencePlan plan;
                    plan.exit = exit;
                    plan.cut = cut;
                    plan.bits = bits;
                    RunPlan(plan);
                    ++plans;
                }
            }
        }
        NS_TEST_EXPECT_MSG_EQ(plans, 21, "exits, cuts and widths of the DNN");
    }

    /**
     * @param plan of the one task
     */
    void RunPlan(const InferencePlan& plan)
    {
        LinkTestBed bed;
        bed.AddServer();
        auto client = bed.AddClient(0, {MakeScript({Seconds(1)}, Seconds(1))});
        client->SetAttribute("Protocol", GetProtocol(m_tcp));
        client->SetPlan(0, plan, 7);
        OutcomeRecorder recorder(client);
        Simulator::Stop(Seconds(3));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(recorder.outcomes.size(), 1, "one task");
        const TaskOutcome& outcome = recorder.outcomes.front();
        const DnnProfile& dnn = *bed.dnn;
        const uint32_t position = dnn.GetExitPosition(plan.exit);
        const bool local = plan.cut == position;
        const uint64_t feature = dnn.GetFeatureBytes(plan.cut, plan.bits);
        const uint64_t deviceMacs = dnn.GetMacs(plan.exit, 0, plan.cut);
        const double device = deviceMacs / LinkTestBed::UE_RATE;
        const double server = dnn.GetMacs(plan.exit, plan.cut, position) / LinkTestBed::SERVER_RATE;
        const double up = local ? 0 : GetTransmission(m_tcp, FEATURES_HEADER, feature) + DELAY;
        const double down = local ? 0 : GetTransmission(m_tcp, RESULT_HEADER, 40) + DELAY;
        const uint64_t bytesUp = local ? 0 : GetSocketBytes(m_tcp, FEATURES_HEADER, feature);
        const uint64_t bytesDown = local ? 0 : RESULT_HEADER + 40;
        const auto seconds = [](Time time) { return time.GetSeconds(); };
        NS_TEST_EXPECT_MSG_EQ(outcome.task, 1, "numbers begin at 1");
        NS_TEST_EXPECT_MSG_EQ(outcome.decision, 7, "decision");
        NS_TEST_EXPECT_MSG_EQ((outcome.plan == plan), true, "plan");
        NS_TEST_EXPECT_MSG_EQ((outcome.status == InferenceTaskStatus::COMPLETED), true, "status");
        NS_TEST_EXPECT_MSG_EQ(outcome.created, Seconds(1), "creation");
        NS_TEST_EXPECT_MSG_EQ(outcome.stages.deviceWait, Time(0), "device wait");
        NS_TEST_EXPECT_MSG_EQ_TOL(seconds(outcome.stages.deviceCompute), device, 1e-9, "device");
        NS_TEST_EXPECT_MSG_EQ_TOL(seconds(outcome.stages.uplink), up, PRECISION, "uplink");
        NS_TEST_EXPECT_MSG_EQ(outcome.stages.serverWait, Time(0), "server wait");
        NS_TEST_EXPECT_MSG_EQ_TOL(seconds(outcome.stages.serverCompute),
                                  (local ? 0 : server),
                                  1e-9,
                                  "server");
        NS_TEST_EXPECT_MSG_EQ_TOL(seconds(outcome.stages.downlink), down, PRECISION, "downlink");
        NS_TEST_EXPECT_MSG_EQ_TOL(seconds(outcome.GetLatency()),
                                  device + up + (local ? 0 : server) + down,
                                  2 * PRECISION,
                                  "latency");
        const InferenceTaskStages& s = outcome.stages;
        NS_TEST_EXPECT_MSG_EQ(outcome.GetLatency(), s.GetTotal(), "stages leave no gap");
        NS_TEST_EXPECT_MSG_EQ(outcome.bytesUp, bytesUp, "bytes up");
        NS_TEST_EXPECT_MSG_EQ(outcome.bytesDown, bytesDown, "bytes down");
        NS_TEST_EXPECT_MSG_EQ_TOL(outcome.energy,
                                  1e-9 * deviceMacs + 8 * TX_ENERGY * bytesUp +
                                      8 * RX_ENERGY * bytesDown,
                                  1e-12,
                                  "energy");
        const bool lossless = local || (plan.cut == 0 && plan.bits >= 8);
        const std::vector<double> early{0.6, 0.5, 0.3};
        const std::vector<double> last{0.9, 0.8, 0.4};
        const int width = lossless || plan.bits == 32 ? 0 : plan.bits == 8 ? 1 : 2;
        NS_TEST_EXPECT_MSG_EQ(outcome.accuracy,
                              (plan.exit == 0 ? early : last)[width],
                              "accuracy of exit " << plan.exit << " cut " << plan.cut << " bits "
                                                  << +plan.bits);
        NS_TEST_EXPECT_MSG_EQ(recorder.balanced, true, "books");
        Simulator::Destroy();
    }

    bool m_tcp; //!< over TCP
};

/// Several tasks at one instant: they queue on the UE, on the link and on the server.
class InFlightTestCase : public TestCase
{
  public:
    /**
     * @param tcp over TCP
     */
    explicit InFlightTestCase(bool tcp)
        : TestCase(std::string("Several tasks in flight, ") + (tcp ? "TCP" : "UDP")),
          m_tcp(tcp)
    {
    }

  private:
    void DoRun() override
    {
        for (const uint16_t cut : {0, 2})
        {
            LinkTestBed bed;
            bed.AddServer();
            const Time at = Seconds(1);
            auto client = bed.AddClient(0, {MakeScript({at, at, at}, Seconds(1))});
            client->SetAttribute("Protocol", GetProtocol(m_tcp));
            InferencePlan plan;
            plan.exit = 1;
            plan.cut = cut;
            plan.bits = 8;
            client->SetPlan(0, plan, 1);
            OutcomeRecorder recorder(client);
            Simulator::Stop(Seconds(3));
            Simulator::Run();
            NS_TEST_ASSERT_MSG_EQ(recorder.outcomes.size(), 3, "tasks");
            const double device = bed.dnn->GetMacs(1, 0, cut) / LinkTestBed::UE_RATE;
            const double server = bed.dnn->GetMacs(1, cut, 3) / LinkTestBed::SERVER_RATE;
            const double up =
                GetTransmission(m_tcp, FEATURES_HEADER, bed.dnn->GetFeatureBytes(cut, 8));
            double linkFree = 0;
            double serverFree = 0;
            for (int i = 0; i < 3; ++i)
            {
                const double ready = device * (i + 1);
                linkFree = std::max(linkFree, ready) + up;
                if (m_tcp && cut == 0)
                {
                    // Bytes of one instant share segments: a message is there with the segment
                    // that has its last byte.
                    const uint64_t bytes = GetSocketBytes(true, FEATURES_HEADER, 600);
                    const uint64_t segments = (bytes * (i + 1) + TCP_SEGMENT - 1) / TCP_SEGMENT;
                    linkFree =
                        8.0 *
                        (std::min(3 * bytes, segments * TCP_SEGMENT) + segments * TCP_OVERHEAD) /
                        RATE;
                }
                const double arrived = linkFree + DELAY;
                const double began = std::max(serverFree, arrived);
                serverFree = began + server;
                const InferenceTaskStages& stages = recorder.outcomes[i].stages;
                NS_TEST_EXPECT_MSG_EQ(recorder.outcomes[i].task, uint64_t(i) + 1, "order");
                NS_TEST_EXPECT_MSG_EQ_TOL(stages.deviceWait.GetSeconds(), device * i, 1e-8, "wait");
                NS_TEST_EXPECT_MSG_EQ_TOL(stages.uplink.GetSeconds(),
                                          arrived - ready,
                                          PRECISION,
                                          "uplink " << i);
                NS_TEST_EXPECT_MSG_EQ_TOL(stages.serverWait.GetSeconds(),
                                          began - arrived,
                                          PRECISION,
                                          "server wait " << i);
            }
            Simulator::Destroy();
        }
    }

    bool m_tcp; //!< over TCP
};

/// Features far larger than the send buffer and the congestion window.
class LargeFeaturesTestCase : public TestCase
{
  public:
    LargeFeaturesTestCase()
        : TestCase("Features of VGG-16, up to 12.8 MB over TCP, fill the link")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool tcp : {true, false})
        {
            LinkTestBed bed;
            bed.dnn = DnnProfile::Read("vgg16");
            bed.AddServer();
            auto client = bed.AddClient(0, {MakeScript({Seconds(1)}, Seconds(1000))});
            client->SetAttribute("Protocol", GetProtocol(tcp));
            InferencePlan plan;
            plan.exit = bed.dnn->GetNExits() - 1;
            plan.bits = bed.dnn->GetBitWidths().front();
            for (const uint32_t cut : bed.dnn->GetCutPoints(plan.exit))
            {
                // Over UDP nothing slows the sender: what overfills the link's queue is lost.
                const uint64_t bytes = bed.dnn->GetFeatureBytes(cut, plan.bits);
                const bool larger =
                    plan.cut == 0 || bytes > bed.dnn->GetFeatureBytes(plan.cut, plan.bits);
                if (cut > 0 && larger && (tcp || bytes < 110000))
                {
                    plan.cut = cut;
                }
            }
            const uint64_t bytes = bed.dnn->GetFeatureBytes(plan.cut, plan.bits);
            NS_TEST_ASSERT_MSG_GT(bytes, (tcp ? 12000000 : 90000), "a large feature");
            client->SetPlan(0, plan, 1);
            OutcomeRecorder recorder(client);
            Simulator::Stop(Seconds(2000));
            Simulator::Run();
            NS_TEST_ASSERT_MSG_EQ(recorder.outcomes.size(), 1, "tasks");
            const TaskOutcome& outcome = recorder.outcomes.front();
            NS_TEST_EXPECT_MSG_EQ(outcome.bytesUp,
                                  GetSocketBytes(tcp, FEATURES_HEADER, bytes),
                                  "bytes");
            NS_TEST_EXPECT_MSG_EQ((outcome.reason == InferenceDropReason::NONE), true, "a result");
            const double least = GetTransmission(tcp, FEATURES_HEADER, bytes) + DELAY;
            NS_TEST_EXPECT_MSG_GT(outcome.stages.uplink.GetSeconds(), least - 1e-5, "uplink");
            NS_TEST_EXPECT_MSG_LT(outcome.stages.uplink.GetSeconds(), 1.1 * least, "uplink");
            Simulator::Destroy();
        }
    }
};

/// What an InferenceDropReason or a late end should look like.
class EndTestCase : public TestCase
{
  public:
    EndTestCase()
        : TestCase("Late results and every drop reason")
    {
    }

  private:
    /// The parts of a run.
    struct Setup
    {
        bool tcp{true};             //!< protocol
        uint16_t cut{0};            //!< of the last exit
        uint16_t exit{1};           //!< exit
        double deadline{1};         //!< s
        double timeout{0.5};        //!< s
        bool clientDrops{true};     //!< DropExpired of the client
        bool serverDrops{true};     //!< DropExpired of the server
        bool hasServer{true};       //!< there is one
        double serverStop{0};       //!< s, 0 never
        double clientStop{0};       //!< s, 0 never
        uint32_t tasks{1};          //!< created at 1 s
        uint32_t deviceQueue{0};    //!< QueueLimit of the UE, 0: default
        uint32_t serverQueue{0};    //!< QueueLimit of the server, 0: default
        uint32_t sendBuffer{32768}; //!< bytes
    };

    /**
     * @param setup the run
     * @return outcomes in their order
     */
    std::vector<TaskOutcome> RunSetup(const Setup& setup)
    {
        LinkTestBed bed;
        if (setup.hasServer)
        {
            auto server = bed.AddServer(0, Time(0), Seconds(setup.serverStop));
            server->SetAttribute("DropExpired", BooleanValue(setup.serverDrops));
        }
        auto client = bed.AddClient(
            0,
            {MakeScript(std::vector<Time>(setup.tasks, Seconds(1)), Seconds(setup.deadline))},
            Time(0),
            Seconds(setup.clientStop));
        client->SetAttribute("Protocol", GetProtocol(setup.tcp));
        client->SetAttribute("Timeout", TimeValue(Seconds(setup.timeout)));
        client->SetAttribute("DropExpired", BooleanValue(setup.clientDrops));
        client->SetAttribute("SendBuffer", UintegerValue(setup.sendBuffer));
        if (setup.deviceQueue > 0)
        {
            bed.ues.Get(0)->GetObject<ComputeNode>()->SetAttribute(
                "QueueLimit",
                UintegerValue(setup.deviceQueue));
        }
        if (setup.serverQueue > 0)
        {
            bed.servers.Get(0)->GetObject<ComputeNode>()->SetAttribute(
                "QueueLimit",
                UintegerValue(setup.serverQueue));
        }
        InferencePlan plan;
        plan.exit = setup.exit;
        plan.cut = setup.cut;
        plan.bits = 32;
        client->SetPlan(0, plan, 1);
        OutcomeRecorder recorder(client);
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        recorder.Check();
        NS_TEST_EXPECT_MSG_EQ(recorder.balanced, true, "books");
        NS_TEST_EXPECT_MSG_EQ(client->GetInFlight(), 0, "all have ended");
        Simulator::Destroy();
        return recorder.outcomes;
    }

    /**
     * @brief Checks a run in which every task has the same end.
     * @param name of the run
     * @param setup the run
     * @param status of its tasks
     * @param reason of its tasks
     * @param latency s, of its first task; NaN when any
     */
    void Expect(const std::string& name,
                const Setup& setup,
                InferenceTaskStatus status,
                InferenceDropReason reason,
                double latency)
    {
        const auto outcomes = RunSetup(setup);
        NS_TEST_ASSERT_MSG_EQ(outcomes.size(), setup.tasks, name);
        for (const auto& outcome : outcomes)
        {
            NS_TEST_EXPECT_MSG_EQ(ToString(outcome.status), std::string(ToString(status)), name);
            NS_TEST_EXPECT_MSG_EQ(ToString(outcome.reason), std::string(ToString(reason)), name);
            NS_TEST_EXPECT_MSG_EQ(outcome.accuracy, 0, name);
        }
        if (!std::isnan(latency))
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(outcomes.front().GetLatency().GetSeconds(),
                                      latency,
                                      PRECISION,
                                      name);
        }
    }

    void DoRun() override
    {
        const double up = GetTransmission(true, FEATURES_HEADER, 600) + DELAY;
        const double result = GetTransmission(true, RESULT_HEADER, 40) + DELAY;
        const double drop = GetTransmission(true, DROP_HEADER, 0) + DELAY;
        Setup late;
        late.deadline = 5e-3;
        late.serverDrops = false;
        Expect("late",
               late,
               InferenceTaskStatus::LATE,
               InferenceDropReason::NONE,
               up + 4e-3 + result);
        late.clientDrops = false;
        late.cut = 3;
        Expect("late on the UE", late, InferenceTaskStatus::LATE, InferenceDropReason::NONE, 40e-3);

        Setup expired;
        expired.deadline = 20e-3;
        expired.cut = 3;
        Expect("expired on the UE",
               expired,
               InferenceTaskStatus::DROPPED,
               InferenceDropReason::EXPIRED,
               expired.deadline);
        expired.cut = 0;
        expired.deadline = 4e-3;
        Expect("expired in service on the server",
               expired,
               InferenceTaskStatus::DROPPED,
               InferenceDropReason::EXPIRED,
               expired.deadline + drop);
        expired.deadline = 1e-3;
        // The answer of that very instant waits for TCP's acknowledgement to leave.
        const double acknowledgement = 8.0 * TCP_OVERHEAD / RATE;
        Expect("expired on the way",
               expired,
               InferenceTaskStatus::DROPPED,
               InferenceDropReason::EXPIRED,
               up + acknowledgement + drop);

        Setup stopped;
        stopped.serverStop = 1.003;
        Expect("server stops",
               stopped,
               InferenceTaskStatus::DROPPED,
               InferenceDropReason::SERVER_STOPPED,
               3e-3 + drop);
        stopped.serverStop = 1.001;
        Expect("server stops before the features are there",
               stopped,
               InferenceTaskStatus::DROPPED,
               InferenceDropReason::NO_CONNECTION,
               std::nan(""));
        stopped.serverStop = 0;
        stopped.clientStop = 1.003;
        Expect("client stops",
               stopped,
               InferenceTaskStatus::DROPPED,
               InferenceDropReason::CLIENT_STOPPED,
               3e-3);
        stopped.cut = 3;
        Expect("client stops while computing",
               stopped,
               InferenceTaskStatus::DROPPED,
               InferenceDropReason::CLIENT_STOPPED,
               3e-3);

        Setup alone;
        alone.hasServer = false;
        alone.deadline = 0.1;
        Expect("no server, TCP",
               alone,
               InferenceTaskStatus::DROPPED,
               InferenceDropReason::NO_CONNECTION,
               alone.deadline);
        alone.clientDrops = false;
        Expect("no server, TCP, kept until the timeout",
               alone,
               InferenceTaskStatus::DROPPED,
               InferenceDropReason::NO_CONNECTION,
               alone.deadline + alone.timeout);
        alone.tcp = false;
        Expect("no server, UDP",
               alone,
               InferenceTaskStatus::DROPPED,
               InferenceDropReason::TIMEOUT,
               alone.deadline + alone.timeout);
        alone.timeout = 0;
        Expect("no server, UDP, no patience",
               alone,
               InferenceTaskStatus::DROPPED,
               InferenceDropReason::TIMEOUT,
               alone.deadline);

        Setup invalid;
        for (const auto& [exit, cut] : {std::pair{1, 9}, std::pair{7, 0}, std::pair{0, 3}})
        {
            invalid.exit = exit;
            invalid.cut = cut;
            Expect("invalid plan",
                   invalid,
                   InferenceTaskStatus::DROPPED,
                   InferenceDropReason::INVALID_PLAN,
                   0);
        }
        CheckQueues();
        CheckWithdrawn();
    }

    /// Full queues of UE and server.
    void CheckQueues()
    {
        Setup setup;
        setup.tasks = 5;
        setup.cut = 3;
        setup.deviceQueue = 2;
        auto outcomes = RunSetup(setup);
        const auto count = [&](InferenceDropReason reason) {
            return std::count_if(outcomes.begin(), outcomes.end(), [&](const auto& outcome) {
                return outcome.reason == reason;
            });
        };
        NS_TEST_EXPECT_MSG_EQ(count(InferenceDropReason::NONE), 2, "of 5 the UE's queue holds 2");
        NS_TEST_EXPECT_MSG_EQ(count(InferenceDropReason::DEVICE_QUEUE),
                              3,
                              "the others are dropped");
        setup.deviceQueue = 0;
        setup.cut = 0;
        setup.serverQueue = 2;
        outcomes = RunSetup(setup);
        NS_TEST_EXPECT_MSG_EQ(outcomes.size(), 5, "tasks");
        // One every 0.6 ms, 4 ms each: the third to fifth find two there.
        NS_TEST_EXPECT_MSG_EQ(count(InferenceDropReason::NONE),
                              2,
                              "of 5 the server's queue holds 2");
        NS_TEST_EXPECT_MSG_EQ(count(InferenceDropReason::SERVER_QUEUE),
                              3,
                              "the others are refused");
    }

    /// Features that never left cost no bytes and no energy, however the task ends.
    void CheckWithdrawn()
    {
        Setup setup;
        setup.tasks = 20;
        setup.cut = 1;
        setup.deadline = 0.3;
        setup.sendBuffer = 2048;
        for (const bool stop : {false, true})
        {
            setup.clientStop = stop ? 1.205 : 0;
            setup.clientDrops = !stop;
            setup.hasServer = false;
            const auto outcomes = RunSetup(setup);
            uint32_t computed = 0;
            for (const auto& outcome : outcomes)
            {
                NS_TEST_EXPECT_MSG_EQ(outcome.bytesUp, 0, "nothing was sent");
                // Each task takes 10 ms on the UE and 1e6 MACs of 1 nJ.
                const double energy = outcome.stages.deviceCompute.IsZero() ? 0 : 1e-3;
                NS_TEST_EXPECT_MSG_EQ_TOL(outcome.energy, energy, 1e-15, "energy");
                computed += energy > 0;
            }
            NS_TEST_EXPECT_MSG_EQ(computed, 20, "tasks computed on the UE");
        }
    }
};

/// A server that stops and another that starts later on its port; a way that opens late.
class ReconnectTestCase : public TestCase
{
  public:
    ReconnectTestCase()
        : TestCase("Connects again when a server comes back or a route appears")
    {
    }

  private:
    /**
     * @param server index of the server
     * @param up up or down
     */
    void Connection(uint32_t server, bool up)
    {
        NS_TEST_EXPECT_MSG_EQ(server, 0, "the only server");
        m_connections.emplace_back(Simulator::Now().GetSeconds(), up);
    }

    void DoRun() override
    {
        for (const bool tcp : {true, false})
        {
            m_connections.clear();
            LinkTestBed bed;
            bed.AddServer(0, Time(0), Seconds(2));
            bed.AddServer(0, Seconds(3), Seconds(4));
            bed.AddServer(0, Seconds(4.2));
            std::vector<Time> at;
            for (int i = 1; i < 60; ++i)
            {
                at.push_back(MilliSeconds(100) * i);
            }
            auto client = bed.AddClient(0, {MakeScript(at, MilliSeconds(90))});
            client->SetAttribute("Protocol", GetProtocol(tcp));
            client->SetAttribute("Timeout", TimeValue(Time(0)));
            client->SetAttribute("ReconnectDelay", TimeValue(MilliSeconds(100)));
            client->TraceConnectWithoutContext("Connection",
                                               MakeCallback(&ReconnectTestCase::Connection, this));
            InferencePlan plan;
            plan.exit = 1;
            plan.bits = 8;
            client->SetPlan(0, plan, 1);
            OutcomeRecorder recorder(client);
            Simulator::Stop(Seconds(7));
            Simulator::Run();
            recorder.Check();
            NS_TEST_EXPECT_MSG_EQ(recorder.balanced, true, "books");
            NS_TEST_EXPECT_MSG_EQ(recorder.outcomes.size(), 59, "all tasks end");
            for (const auto& outcome : recorder.outcomes)
            {
                const double when = outcome.created.GetSeconds();
                const bool served = when < 1.95 || (when > 3.65 && when < 3.95) || when > 4.85;
                const bool between = (when > 2.05 && when < 2.95) || (when > 4.05 && when < 4.15);
                if (served || between)
                {
                    NS_TEST_EXPECT_MSG_EQ((outcome.status == InferenceTaskStatus::COMPLETED),
                                          served,
                                          "task created at " << when);
                }
            }
            if (tcp)
            {
                NS_TEST_ASSERT_MSG_EQ(m_connections.size(), 5, "up, down, up, down, up");
                for (std::size_t i = 0; i < 5; ++i)
                {
                    NS_TEST_EXPECT_MSG_EQ(m_connections[i].second, (i % 2 == 0), "alternating");
                }
                NS_TEST_EXPECT_MSG_EQ_TOL(m_connections[1].first, 2.001, 1e-3, "notices at once");
                // Attempts at 0 and 0.2 s, given up after another 0.4 s, the next 0.1 s later.
                NS_TEST_EXPECT_MSG_LT(m_connections[2].first, 3.6, "soon back");
                NS_TEST_EXPECT_MSG_LT(m_connections[4].first, 4.8, "soon back");
            }
            Simulator::Destroy();
        }
        CheckNoRoute();
    }

    /// Connect() fails at once while the interface is down; it must be tried again.
    void CheckNoRoute()
    {
        m_connections.clear();
        LinkTestBed bed;
        bed.AddServer();
        auto client = bed.AddClient(0, {MakeScript({Seconds(3)}, MilliSeconds(90))});
        client->TraceConnectWithoutContext("Connection",
                                           MakeCallback(&ReconnectTestCase::Connection, this));
        InferencePlan plan;
        plan.exit = 1;
        client->SetPlan(0, plan, 1);
        auto ipv4 = bed.ues.Get(0)->GetObject<Ipv4>();
        ipv4->SetDown(1);
        Simulator::Schedule(Seconds(1), &Ipv4::SetUp, ipv4, 1);
        OutcomeRecorder recorder(client);
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(recorder.outcomes.size(), 1, "one task");
        NS_TEST_EXPECT_MSG_EQ((recorder.outcomes[0].status == InferenceTaskStatus::COMPLETED),
                              true,
                              "the way is open when it comes");
        NS_TEST_EXPECT_MSG_EQ(m_connections.size(), 1, "connected once");
        Simulator::Destroy();
    }

    std::vector<std::pair<double, bool>> m_connections; //!< s and up or down
};

/// What a client reports of its streams.
class ReportTestCase : public TestCase
{
  public:
    ReportTestCase()
        : TestCase("Report of a stream, and its period")
    {
    }

  private:
    /**
     * @param client the client
     */
    void Report(Ptr<InferenceClient> client)
    {
        m_reports.emplace_back();
        client->Report(0, m_reports.back());
    }

    void DoRun() override
    {
        LinkTestBed bed;
        // On the UE, 40 ms each: ends at 1.04, 1.08, 1.12 s; the deadline is 90 ms.
        auto client =
            bed.AddClient(0, {MakeScript({Seconds(1), Seconds(1), Seconds(1)}, MilliSeconds(90))});
        for (const double at : {0.5, 1.05, 1.1, 1.2})
        {
            Simulator::Schedule(Seconds(at), &ReportTestCase::Report, this, client);
        }
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(m_reports.size(), 4, "reports");
        NS_TEST_EXPECT_MSG_EQ(m_reports[0].arrivals, 0, "nothing yet");
        NS_TEST_EXPECT_MSG_EQ(m_reports[0].recentLatency, 0, "nothing yet");
        NS_TEST_EXPECT_MSG_EQ(m_reports[1].arrivals, 3, "since the first report");
        NS_TEST_EXPECT_MSG_EQ(m_reports[1].pending, 2, "one has ended");
        NS_TEST_EXPECT_MSG_EQ_TOL(m_reports[1].oldestTimeLeft, 0.04, 1e-9, "due at 1.09");
        NS_TEST_EXPECT_MSG_EQ_TOL(m_reports[1].recentLatency, 0.04, 1e-9, "of one task");
        NS_TEST_EXPECT_MSG_EQ(m_reports[1].recentMissRatio, 0, "in time");
        NS_TEST_EXPECT_MSG_EQ(m_reports[2].arrivals, 0, "a new period");
        NS_TEST_EXPECT_MSG_EQ(m_reports[2].pending, 0, "the third was dropped at 1.09");
        NS_TEST_EXPECT_MSG_EQ_TOL(m_reports[2].recentLatency, 0.085, 1e-9, "80 and 90 ms");
        NS_TEST_EXPECT_MSG_EQ(m_reports[2].recentMissRatio, 0.5, "one of two");
        NS_TEST_EXPECT_MSG_EQ(m_reports[3].recentLatency, 0, "none ended");
        NS_TEST_EXPECT_MSG_EQ(m_reports[3].at, Seconds(1.2), "instant");
        Simulator::Destroy();
    }

    std::vector<EdgeStreamState> m_reports; //!< in order
};

/// The suite.
class InferenceClientTestSuite : public TestSuite
{
  public:
    InferenceClientTestSuite()
        : TestSuite("edge-inference-inference-client", Type::UNIT)
    {
        for (const bool tcp : {true, false})
        {
            AddTestCase(new ClosedFormTestCase(tcp));
            AddTestCase(new InFlightTestCase(tcp));
        }
        AddTestCase(new LargeFeaturesTestCase());
        AddTestCase(new InputBytesTestCase());
        AddTestCase(new EndTestCase());
        AddTestCase(new ReconnectTestCase());
        AddTestCase(new ReportTestCase());
    }
};

InferenceClientTestSuite g_inferenceClientTestSuite; //!< registers the suite

} // namespace
