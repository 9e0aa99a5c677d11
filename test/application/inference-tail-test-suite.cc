// SPDX-License-Identifier: GPL-2.0-only

#include "link-closed-forms.h"
#include "link-test-bed.h"
#include "message-bytes.h"

#include "ns3/boolean.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/test.h"

#include <algorithm>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief Plans with a tail on a second server: closed forms, and whatever can go wrong on the way.
 */

using namespace ns3;
using namespace ns3::tests;

namespace
{

/// One task over idle links: each stage, byte and joule of every plan with a tail.
class TailClosedFormTestCase : public TestCase
{
  public:
    /**
     * @param tcp over TCP, on both ways
     */
    explicit TailClosedFormTestCase(bool tcp)
        : TestCase(std::string("Closed form of every plan with a tail, ") + (tcp ? "TCP" : "UDP")),
          m_tcp(tcp)
    {
    }

  private:
    void DoRun() override
    {
        const auto dnn = GetTestDnn();
        uint32_t plans = 0;
        InferencePlan plan;
        for (plan.exit = 0; plan.exit < dnn->GetNExits(); ++plan.exit)
        {
            for (const uint32_t cut : dnn->GetCutPoints(plan.exit))
            {
                for (const uint32_t tailCut : dnn->GetCutPoints(plan.exit))
                {
                    for (const uint32_t bits : dnn->GetBitWidths())
                    {
                        for (const uint32_t tailBits : dnn->GetBitWidths())
                        {
                            plan.cut = cut;
                            plan.bits = bits;
                            plan.tailCut = tailCut;
                            plan.tailBits = tailBits;
                            plan.server = plans % 2;
                            plan.tailServer = 1 - plan.server;
                            if (IsRunnable(plan, *dnn, 2))
                            {
                                RunPlan(plan);
                                ++plans;
                            }
                        }
                    }
                }
            }
        }
        NS_TEST_EXPECT_MSG_EQ(plans, 9 * (3 + 6), "exits, pairs of cuts and of widths of the DNN");
    }

    /**
     * @param plan of two tasks; the first one makes the connection of the servers
     */
    void RunPlan(const InferencePlan& plan)
    {
        LinkTestBed bed(1, "10Mbps", MilliSeconds(1), 2);
        bed.ConnectServers();
        std::vector<Ptr<InferenceServer>> servers{bed.AddServer(0), bed.AddServer(1)};
        for (const auto& server : servers)
        {
            server->SetAttribute("Protocol", GetProtocol(m_tcp));
        }
        auto client = bed.AddClient(0, {MakeScript({Seconds(1), Seconds(2)}, Seconds(1))});
        client->SetAttribute("Protocol", GetProtocol(m_tcp));
        client->SetPlan(0, plan, 7);
        OutcomeRecorder recorder(client);
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(recorder.outcomes.size(), 2, "tasks");
        const TaskOutcome& outcome = recorder.outcomes.back();
        const DnnProfile& dnn = *bed.dnn;
        const uint32_t position = dnn.GetExitPosition(plan.exit);
        const bool passedOn = plan.cut == plan.tailCut;
        const uint32_t backhaulBits = passedOn ? std::min(plan.bits, plan.tailBits) : plan.tailBits;
        const uint64_t feature = dnn.GetFeatureBytes(plan.cut, plan.bits);
        const uint64_t tailFeature = dnn.GetFeatureBytes(plan.tailCut, backhaulBits);
        const uint64_t deviceMacs = dnn.GetMacs(plan.exit, 0, plan.cut);
        const uint64_t bytesUp = GetSocketBytes(m_tcp, FEATURES_HEADER, feature);
        const uint64_t bytesDown = TAIL_RESULT_HEADER + 40;
        const auto expect = [&](Time is, double should, const char* what) {
            NS_TEST_EXPECT_MSG_EQ_TOL(is.GetSeconds(), should, PRECISION, what);
        };
        const InferenceTaskStages& s = outcome.stages;
        expect(s.deviceCompute, deviceMacs / LinkTestBed::UE_RATE, "device");
        expect(s.uplink, GetTransmission(m_tcp, FEATURES_HEADER, feature) + DELAY, "uplink");
        expect(s.serverLoad + s.serverWait + s.tailLoad + s.tailWait, 0, "no waits");
        expect(s.serverCompute,
               dnn.GetMacs(plan.exit, plan.cut, plan.tailCut) / LinkTestBed::SERVER_RATE,
               "server");
        expect(s.backhaul,
               GetTransmission(m_tcp, FEATURES_HEADER, tailFeature) + DELAY,
               "backhaul");
        expect(s.tailCompute,
               dnn.GetMacs(plan.exit, plan.tailCut, position) / LinkTestBed::SERVER_RATE,
               "tail");
        expect(s.backhaulReturn, GetTransmission(m_tcp, RESULT_HEADER, 40) + DELAY, "way back");
        expect(s.downlink, GetTransmission(m_tcp, TAIL_RESULT_HEADER, 40) + DELAY, "downlink");
        NS_TEST_EXPECT_MSG_EQ(outcome.GetLatency(), s.GetTotal(), "stages leave no gap");
        NS_TEST_EXPECT_MSG_EQ((outcome.status == InferenceTaskStatus::COMPLETED), true, "status");
        NS_TEST_EXPECT_MSG_EQ((outcome.plan == plan), true, "plan");
        NS_TEST_EXPECT_MSG_EQ(outcome.bytesUp, bytesUp, "bytes up");
        NS_TEST_EXPECT_MSG_EQ(outcome.bytesDown, bytesDown, "bytes down");
        NS_TEST_EXPECT_MSG_EQ_TOL(outcome.energy,
                                  1e-9 * deviceMacs + 8 * TX_ENERGY * bytesUp +
                                      8 * RX_ENERGY * bytesDown,
                                  1e-12,
                                  "energy");
        // What each quantisation leaves, of 0.6 or 0.9; the input has 8 bits an element.
        const double full = plan.exit == 0 ? 0.6 : 0.9;
        const auto getLeft = [&](uint32_t cut, uint32_t bits) {
            const double narrow = plan.exit == 0 ? 0.3 : 0.4;
            const double middle = plan.exit == 0 ? 0.5 : 0.8;
            return bits == 32 || (cut == 0 && bits == 8) ? 1 : (bits == 8 ? middle : narrow) / full;
        };
        const double left =
            passedOn ? getLeft(plan.cut, backhaulBits)
                     : getLeft(plan.cut, plan.bits) * getLeft(plan.tailCut, plan.tailBits);
        NS_TEST_EXPECT_MSG_EQ_TOL(outcome.accuracy, full * left, 1e-12, "accuracy");
        NS_TEST_EXPECT_MSG_EQ(recorder.balanced, true, "books");
        const auto& first = servers[plan.server]->GetCounters();
        const auto& second = servers[plan.tailServer]->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(first.accepted, 2, "accepted");
        NS_TEST_EXPECT_MSG_EQ(first.relayed, 2, "relayed");
        NS_TEST_EXPECT_MSG_EQ(first.done, 2, "done");
        NS_TEST_EXPECT_MSG_EQ(second.done, 2, "done by the tail's server");
        NS_TEST_EXPECT_MSG_EQ(second.relayed, 0, "which passes nothing on");
        NS_TEST_EXPECT_MSG_EQ(first.ignored + second.ignored, 0, "nothing ignored");
        NS_TEST_EXPECT_MSG_EQ(servers[0]->GetHeld() + servers[1]->GetHeld(), 0, "held");
        Simulator::Destroy();
    }

    bool m_tcp; //!< over TCP
};

/// The tail's server, or the way to it, is not there or goes away.
class TailFailureTestCase : public TestCase
{
  public:
    /// What goes wrong.
    enum Trouble
    {
        NEVER_STARTS, //!< the tail's server is not there
        TAIL_STOPS,   //!< it stops while it computes
        SERVER_STOPS, //!< the first server stops while the tail computes
        CLIENT_STOPS, //!< the UE's application does
        LOSES_ALL,    //!< the backhaul loses every packet
        LOSES_ANSWERS //!< the way back does
    };

    /**
     * @param trouble what goes wrong
     * @param tcp over TCP
     * @param drops servers abandon tasks at their deadline
     * @param expected the reason
     */
    TailFailureTestCase(Trouble trouble, bool tcp, bool drops, InferenceDropReason expected)
        : TestCase("Trouble " + std::to_string(trouble) + (tcp ? ", TCP" : ", UDP") +
                   (drops ? ", drops expired" : "")),
          m_trouble(trouble),
          m_tcp(tcp),
          m_drops(drops),
          m_expected(expected)
    {
    }

  private:
    void DoRun() override
    {
        LinkTestBed bed(1, "10Mbps", MilliSeconds(1), 2);
        bed.ConnectServers();
        // The tail computes for 2.5 ms, from 6.7 ms (TCP, after the handshake) or 4.5 ms after the
        // task's creation on.
        const Time at = Seconds(1);
        const Time trouble = at + MicroSeconds(6850);
        std::vector<Ptr<InferenceServer>> servers{
            bed.AddServer(0, Time(0), m_trouble == SERVER_STOPS ? trouble : Time(0))};
        if (m_trouble != NEVER_STARTS)
        {
            servers.push_back(
                bed.AddServer(1, Time(0), m_trouble == TAIL_STOPS ? trouble : Time(0)));
        }
        for (const auto& server : servers)
        {
            server->SetAttribute("Protocol", GetProtocol(m_tcp));
            server->SetAttribute("DropExpired", BooleanValue(m_drops));
        }
        if (m_trouble == LOSES_ALL || m_trouble == LOSES_ANSWERS)
        {
            auto errors = CreateObject<RateErrorModel>();
            errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
            errors->SetRate(1);
            const bool all = m_trouble == LOSES_ALL;
            Simulator::Schedule(all ? Time(0) : at + MilliSeconds(6), [&bed, errors, all]() {
                bed.backhaul[all ? 0 : 1][all ? 1 : 0]->SetAttribute("ReceiveErrorModel",
                                                                     PointerValue(errors));
            });
        }
        auto client = bed.AddClient(0,
                                    {MakeScript({at}, MilliSeconds(100))},
                                    Time(0),
                                    m_trouble == CLIENT_STOPS ? trouble : Time(0));
        client->SetAttribute("Timeout", TimeValue(Seconds(2)));
        client->SetPlan(0, {1, 0, 8, 0, 2, 8, 1}, 1);
        OutcomeRecorder recorder(client);
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(recorder.outcomes.size(), 1, "it ended once");
        NS_TEST_EXPECT_MSG_EQ(ToString(recorder.outcomes[0].reason),
                              std::string(ToString(m_expected)),
                              "reason");
        NS_TEST_EXPECT_MSG_EQ(recorder.balanced, true, "books");
        for (const auto& server : servers)
        {
            const auto& c = server->GetCounters();
            NS_TEST_EXPECT_MSG_EQ(server->GetHeld(), 0, "nothing is left");
            NS_TEST_EXPECT_MSG_EQ(c.accepted, c.done + c.dropped, "the servers' books");
        }
        Simulator::Destroy();
    }

    Trouble m_trouble;              //!< what goes wrong
    bool m_tcp;                     //!< over TCP
    bool m_drops;                   //!< servers abandon tasks at their deadline
    InferenceDropReason m_expected; //!< the reason
};

/// A tail's server that answers what it was not asked, and a plan that cannot be passed on.
class ForeignTailTestCase : public TestCase
{
  public:
    ForeignTailTestCase()
        : TestCase("Foreign answers of a tail's server are ignored")
    {
    }

  private:
    void DoRun() override
    {
        LinkTestBed bed(1, "10Mbps", MilliSeconds(1), 2);
        bed.ConnectServers();
        auto server = bed.AddServer(0);
        server->SetAttribute("Protocol", GetProtocol(false));
        auto client = bed.AddClient(0, {MakeScript({Seconds(1)}, MilliSeconds(100))});
        client->SetPlan(0, {1, 0, 8, 0, 2, 8, 1}, 1);
        OutcomeRecorder recorder(client);
        Ptr<Socket> hostile =
            Socket::CreateSocket(bed.servers.Get(1), UdpSocketFactory::GetTypeId());
        hostile->Bind(InetSocketAddress(Ipv4Address::GetAny(), LinkTestBed::PORT));
        hostile->SetRecvCallback(MakeLambdaCallback([](Ptr<Socket> socket) {
            Address from;
            while (Ptr<Packet> packet = socket->RecvFrom(from))
            {
                InferenceHeader asked;
                packet->RemoveHeader(asked);
                for (const auto& answer : {GetResult(asked.task + 1, 40),
                                           GetTailResult(asked.task, 40),
                                           GetFeatures(asked.task, 40),
                                           GetDrop(asked.task + 7, InferenceDropReason::EXPIRED)})
                {
                    const auto bytes = GetBytes(answer, answer.total);
                    socket->SendTo(GetPacket(bytes, 0, bytes.size()), 0, from);
                }
            }
        }));
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(recorder.outcomes.size(), 1, "it ended once");
        NS_TEST_EXPECT_MSG_EQ((recorder.outcomes[0].reason == InferenceDropReason::EXPIRED),
                              true,
                              "without a result");
        NS_TEST_EXPECT_MSG_EQ(server->GetCounters().ignored, 4, "each answer was ignored");
        NS_TEST_EXPECT_MSG_EQ(server->GetHeld(), 0, "nothing is left");
        Simulator::Destroy();
        RunUnknownServer();
    }

    /// The client knows a server that the first one does not.
    void RunUnknownServer()
    {
        LinkTestBed bed(1, "10Mbps", MilliSeconds(1), 2);
        auto server = bed.AddServer(0); // not connected to others
        auto client = bed.AddClient(0, {MakeScript({Seconds(1)}, MilliSeconds(100))});
        client->SetPlan(0, {1, 0, 8, 0, 2, 8, 1}, 1);
        OutcomeRecorder recorder(client);
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(recorder.outcomes.size(), 1, "it ended once");
        NS_TEST_EXPECT_MSG_EQ((recorder.outcomes[0].reason == InferenceDropReason::INVALID_PLAN),
                              true,
                              "refused");
        NS_TEST_EXPECT_MSG_EQ(server->GetCounters().ignored, 0, "but understood");
        Simulator::Destroy();
    }
};

/// The suite.
class InferenceTailTestSuite : public TestSuite
{
  public:
    InferenceTailTestSuite()
        : TestSuite("edge-inference-inference-tail", Type::UNIT)
    {
        using T = TailFailureTestCase;
        AddTestCase(new TailClosedFormTestCase(true));
        AddTestCase(new TailClosedFormTestCase(false));
        for (const bool tcp : {true, false})
        {
            const auto lost = tcp ? InferenceDropReason::NO_BACKHAUL : InferenceDropReason::EXPIRED;
            AddTestCase(new T(T::NEVER_STARTS, tcp, true, lost));
            AddTestCase(new T(T::NEVER_STARTS, tcp, false, InferenceDropReason::NO_BACKHAUL));
            AddTestCase(new T(T::LOSES_ALL, tcp, true, lost));
            AddTestCase(new T(T::LOSES_ALL, tcp, false, InferenceDropReason::NO_BACKHAUL));
            AddTestCase(new T(T::LOSES_ANSWERS, tcp, true, InferenceDropReason::EXPIRED));
            for (const bool drops : {true, false})
            {
                AddTestCase(new T(T::TAIL_STOPS, tcp, drops, InferenceDropReason::SERVER_STOPPED));
                AddTestCase(
                    new T(T::SERVER_STOPS, tcp, drops, InferenceDropReason::SERVER_STOPPED));
                AddTestCase(
                    new T(T::CLIENT_STOPS, tcp, drops, InferenceDropReason::CLIENT_STOPPED));
            }
        }
        AddTestCase(new ForeignTailTestCase());
    }
};

InferenceTailTestSuite g_inferenceTailTestSuite; //!< registers the suite

} // namespace
