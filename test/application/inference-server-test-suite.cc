// SPDX-License-Identifier: GPL-2.0-only

#include "link-test-bed.h"
#include "message-bytes.h"

#include "ns3/boolean.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/hash.h"
#include "ns3/random-variable-stream.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <array>
#include <map>
#include <memory>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief InferenceServer and InferenceClient among hostile peers, and what a server counts.
 */

using namespace ns3;
using namespace ns3::tests;

namespace
{

using Bytes = std::vector<uint8_t>;

/// Makes messages that a peer should not send.
class MessageForge
{
  public:
    /**
     * @param stream number of the stream of random numbers
     */
    explicit MessageForge(int64_t stream)
        : m_random(CreateObject<UniformRandomVariable>())
    {
        m_random->SetStream(stream);
    }

    /**
     * @param most greatest
     * @return a random integer from 0
     */
    uint32_t Draw(uint32_t most)
    {
        return m_random->GetInteger(0, most);
    }

    /**
     * @return valid features of a task, for GetTestDnn()
     */
    InferenceHeader MakeFeatures()
    {
        InferenceHeader header = GetFeatures(1000000 + Draw(1000), 600);
        header.dnn = Hash32("bench");
        header.plan.exit = 1;
        header.plan.cut = 0;
        header.plan.bits = 8;
        header.plan.tailCut = InferencePlan::NO_TAIL;
        header.due = Simulator::Now() + MilliSeconds(Draw(50));
        return header;
    }

    /**
     * @param toServer true: nothing that a server takes; false: nothing that a client takes
     * @return a message that must be ignored
     */
    Bytes MakeBad(bool toServer)
    {
        InferenceHeader header = toServer ? MakeFeatures() : GetResult(2000000 + Draw(1000), 40);
        Bytes bytes;
        switch (Draw(9))
        {
        case 0: // noise
            bytes.resize(1 + Draw(200));
            for (auto& byte : bytes)
            {
                byte = Draw(255);
            }
            bytes[0] = 'x';
            return bytes;
        case 1: // truncated
            bytes = GetBytes(header);
            bytes.resize(1 + Draw(bytes.size() - 2));
            return bytes;
        case 2: // another version
            bytes = GetBytes(header, header.total);
            bytes[2] = InferenceHeader::VERSION + 1 + Draw(250);
            return bytes;
        case 3: // an unknown type
            bytes = GetBytes(header, header.total);
            bytes[3] = 7 + Draw(240);
            return bytes;
        case 4: // a fragment that is not there
            header.fragments = Draw(5);
            header.fragment = header.fragments + Draw(3);
            return GetBytes(header, header.total);
        case 5: // the other side's type
            return toServer ? GetBytes(GetDrop(5, InferenceDropReason::EXPIRED))
                            : GetBytes(MakeFeatures(), 600);
        case 6: // less payload than announced in a datagram
            header.total = 0x7fffffff - Draw(100);
            header.payload = header.total;
            return GetBytes(header, Draw(100));
        case 7: // an unknown DNN, or a result that nobody asked for
            header.dnn ^= 1 + Draw(1000);
            return GetBytes(header, header.total);
        case 8: // a plan that the DNN has not, or the same
            header.plan.cut = 7 + Draw(100);
            return GetBytes(header, header.total);
        default: // a feature of another size, or the same
            header.total = header.payload = header.total + 1 + Draw(50);
            return GetBytes(header, header.total);
        }
    }

    /**
     * @param toServer features, or a result
     * @return a valid message with one to four changed bytes
     */
    Bytes MakeMutant(bool toServer)
    {
        InferenceHeader header = toServer ? MakeFeatures() : GetResult(Draw(1000), 40);
        Bytes bytes = GetBytes(header, header.total);
        for (uint32_t i = 0, n = 1 + Draw(3); i < n; ++i)
        {
            bytes[Draw(header.GetSerializedSize() - 1)] = Draw(255);
        }
        return bytes;
    }

  private:
    Ptr<UniformRandomVariable> m_random; //!< the draws
};

/**
 * @param tcp which protocol
 * @return its socket factory
 */
TypeId
GetFactory(bool tcp)
{
    return tcp ? TcpSocketFactory::GetTypeId() : UdpSocketFactory::GetTypeId();
}

/// Valid tasks go on while others send rubbish.
class HostileTestCase : public TestCase
{
  public:
    /**
     * @param tcp over TCP
     */
    explicit HostileTestCase(bool tcp)
        : TestCase(std::string("Hostile peers, ") + (tcp ? "TCP" : "UDP")),
          m_tcp(tcp),
          m_forge(77)
    {
    }

  private:
    static constexpr uint32_t MESSAGES = 1200; //!< of each hostile peer

    /// Sends the next message to the server.
    void AttackServer()
    {
        const bool bad = m_sent % 3 != 0;
        const Bytes bytes = bad ? m_forge.MakeBad(true) : m_forge.MakeMutant(true);
        m_certain += bad;
        if (++m_sent < MESSAGES)
        {
            Simulator::Schedule(MilliSeconds(2), &HostileTestCase::AttackServer, this);
        }
        const Address to = InetSocketAddress(m_bed->interfaces[1][0].GetAddress(1), 9000);
        if (!m_tcp)
        {
            m_datagrams->SendTo(GetPacket(bytes, 0, bytes.size()), 0, to);
            if (m_sent % 5 == 0) // and once more
            {
                m_datagrams->SendTo(GetPacket(bytes, 0, bytes.size()), 0, to);
            }
            return;
        }
        Ptr<Socket> socket = Socket::CreateSocket(m_bed->ues.Get(1), GetFactory(true));
        m_sockets.push_back(socket);
        socket->SetConnectCallback(MakeLambdaCallback([bytes, this](Ptr<Socket> connected) {
                                       // In two parts, and closed by every second peer.
                                       const std::size_t cut = m_forge.Draw(bytes.size());
                                       connected->Send(GetPacket(bytes, 0, cut));
                                       connected->Send(GetPacket(bytes, cut, bytes.size()));
                                       if (m_forge.Draw(1))
                                       {
                                           connected->Close();
                                       }
                                   }),
                                   MakeNullCallback<void, Ptr<Socket>>());
        socket->Connect(to);
    }

    /**
     * @brief A client's features, as a hostile server sees them: answers nonsense.
     * @param socket where they are
     */
    void AnswerNonsense(Ptr<Socket> socket)
    {
        Address from;
        while (Ptr<Packet> packet = socket->RecvFrom(from))
        {
            if (packet->GetSize() == 0)
            {
                break;
            }
            const Bytes bytes =
                m_forge.Draw(2) ? m_forge.MakeBad(false) : m_forge.MakeMutant(false);
            ++m_nonsense;
            if (m_tcp)
            {
                socket->Send(GetPacket(bytes, 0, bytes.size()));
                if (m_forge.Draw(1))
                {
                    socket->Close();
                }
            }
            else
            {
                socket->SendTo(GetPacket(bytes, 0, bytes.size()), 0, from);
                socket->SendTo(GetPacket(bytes, 0, bytes.size()), 0, from);
            }
        }
    }

    /**
     * @brief The true server took a task over UDP: another socket of its node claims to answer it.
     * @param from the client
     * @param header header of the features
     */
    void Usurp(const Address& from, const InferenceHeader& header)
    {
        InferenceHeader answer = GetResult(header.task, 40);
        answer.received = answer.sent = Simulator::Now();
        answer.wait = answer.compute = Time(0);
        if (!m_tcp &&
            InetSocketAddress::ConvertFrom(from).GetIpv4() == m_bed->interfaces[0][0].GetAddress(0))
        {
            const Bytes bytes = GetBytes(answer, answer.total);
            m_usurper->SendTo(GetPacket(bytes, 0, bytes.size()), 0, from);
            ++m_usurped;
        }
    }

    void DoRun() override
    {
        m_bed = std::make_unique<LinkTestBed>(2, "10Mbps", MilliSeconds(1), 2);
        auto server = m_bed->AddServer(0);
        std::vector<Time> at;
        for (int i = 0; i < 250; ++i)
        {
            at.push_back(MilliSeconds(100 + 10 * i));
        }
        // Stream 0 is honest, stream 1 asks the hostile server.
        auto client =
            m_bed->AddClient(0,
                             {MakeScript(at, MilliSeconds(30)), MakeScript(at, MilliSeconds(30))});
        client->SetAttribute("Protocol", TypeIdValue(GetFactory(m_tcp)));
        client->SetAttribute("ReconnectDelay", TimeValue(MilliSeconds(5)));
        InferencePlan plan;
        plan.exit = 1;
        plan.bits = 8;
        client->SetPlan(0, plan, 1);
        plan.server = 1;
        client->SetPlan(1, plan, 1);
        OutcomeRecorder recorder(client);

        m_datagrams = Socket::CreateSocket(m_bed->ues.Get(1), GetFactory(false));
        m_datagrams->Bind();
        m_usurper = Socket::CreateSocket(m_bed->servers.Get(0), GetFactory(false));
        m_usurper->Bind();
        server->TraceConnectWithoutContext("TaskAccepted",
                                           MakeCallback(&HostileTestCase::Usurp, this));
        Ptr<Socket> hostile = Socket::CreateSocket(m_bed->servers.Get(1), GetFactory(m_tcp));
        hostile->Bind(InetSocketAddress(Ipv4Address::GetAny(), 9000));
        if (m_tcp)
        {
            hostile->Listen();
            hostile->SetAcceptCallback(
                MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                MakeLambdaCallback([this](Ptr<Socket> socket, const Address&) {
                    m_sockets.push_back(socket);
                    socket->SetRecvCallback(MakeCallback(&HostileTestCase::AnswerNonsense, this));
                }));
        }
        else
        {
            hostile->SetRecvCallback(MakeCallback(&HostileTestCase::AnswerNonsense, this));
        }
        uint64_t ignoredTraced = 0;
        server->TraceConnectWithoutContext("Ignored", MakeLambdaCallback([&](Ptr<const Packet>) {
                                               ++ignoredTraced;
                                           }));
        Simulator::Schedule(MilliSeconds(100), &HostileTestCase::AttackServer, this);
        Simulator::Stop(Seconds(5));
        Simulator::Run();

        recorder.Check();
        NS_TEST_EXPECT_MSG_EQ(recorder.balanced, true, "books");
        NS_TEST_EXPECT_MSG_EQ(client->GetInFlight(), 0, "all have ended");
        NS_TEST_EXPECT_MSG_EQ(m_sent, MESSAGES, "attacks");
        std::array<uint32_t, 2> completed{};
        for (const auto& outcome : recorder.outcomes)
        {
            completed[outcome.stream] += outcome.status == InferenceTaskStatus::COMPLETED;
            NS_TEST_EXPECT_MSG_EQ(outcome.GetLatency().IsPositive(), true, "latency");
            if (outcome.stream == 0)
            {
                // 1.6 ms up, 4 ms of computing, 1.1 ms down; a usurped one would lack the 4 ms. The
                // attackers' valid tasks compute on the same server.
                NS_TEST_EXPECT_MSG_GT(outcome.GetLatency(), MicroSeconds(6500), "a true result");
            }
        }
        NS_TEST_EXPECT_MSG_GT(completed[0], 245, "the honest server's tasks go on");
        NS_TEST_EXPECT_MSG_LT(completed[1], 5, "nonsense is no result");
        NS_TEST_EXPECT_MSG_GT(m_nonsense, 200, "the hostile server answered");
        const uint64_t ignored = server->GetCounters().ignored;
        NS_TEST_EXPECT_MSG_EQ(ignored, ignoredTraced, "each is traced");
        // Over TCP a cut off message is no error yet, nor is one that goes on for 2 GB.
        NS_TEST_EXPECT_MSG_GT(ignored, (m_tcp ? 0.6 : 1.0) * m_certain - 1, "counted");
        NS_TEST_EXPECT_MSG_GT(client->GetCounters().ignored, 100, "the client counts too");
        if (!m_tcp)
        {
            NS_TEST_EXPECT_MSG_GT(m_usurped, 240, "tasks that another socket claimed to answer");
            NS_TEST_EXPECT_MSG_GT(client->GetCounters().ignored, m_usurped, "all of them ignored");
        }
        m_sockets.clear();
        m_datagrams = nullptr;
        m_usurper = nullptr;
        m_bed.reset();
        Simulator::Destroy();
    }

    bool m_tcp;                         //!< over TCP
    MessageForge m_forge;               //!< makes messages
    std::unique_ptr<LinkTestBed> m_bed; //!< the network
    std::vector<Ptr<Socket>> m_sockets; //!< hostile connections
    Ptr<Socket> m_datagrams;            //!< hostile datagrams to the server
    Ptr<Socket> m_usurper;              //!< on the server's node
    uint32_t m_sent{0};                 //!< messages to the server
    uint32_t m_certain{0};              //!< of these, which cannot be valid
    uint32_t m_nonsense{0};             //!< messages to the client
    uint32_t m_usurped{0};              //!< results of the usurper
};

/// Over one TCP connection: what a client that breaks the rules gets.
class ForeignFeaturesTestCase : public TestCase
{
  public:
    ForeignFeaturesTestCase()
        : TestCase("A server that sends features, and answers before it was asked")
    {
    }

  private:
    void DoRun() override
    {
        LinkTestBed bed;
        // Task 1 computes on the UE for 40 ms; task 2 has been sent when the answers come.
        auto client = bed.AddClient(
            0,
            {MakeScript({Seconds(1)}, Seconds(1)), MakeScript({Seconds(1.01)}, Seconds(1))});
        InferencePlan plan;
        plan.exit = 1;
        plan.cut = 2;
        client->SetPlan(0, plan, 1);
        plan.cut = 0;
        client->SetPlan(1, plan, 1);
        OutcomeRecorder recorder(client);
        Ptr<Socket> listener = Socket::CreateSocket(bed.servers.Get(0), GetFactory(true));
        listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), 9000));
        listener->Listen();
        Ptr<Socket> connection;
        listener->SetAcceptCallback(
            MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
            MakeLambdaCallback([&](Ptr<Socket> socket, const Address&) { connection = socket; }));
        Simulator::Schedule(Seconds(1.013), [&]() {
            for (const auto& header : {GetResult(1, 40),
                                       GetFeatures(2, 40),
                                       GetResult(3, 40),
                                       GetDrop(1, InferenceDropReason::EXPIRED)})
            {
                const Bytes bytes = GetBytes(header, header.total);
                connection->Send(GetPacket(bytes, 0, bytes.size()));
            }
        });
        Simulator::Stop(Seconds(1.1));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(recorder.outcomes.size(), 0, "none of these ends a task");
        NS_TEST_EXPECT_MSG_EQ(client->GetCounters().ignored, 4, "all are counted");
        NS_TEST_EXPECT_MSG_EQ(client->GetInFlight(), 2, "both go on");
        connection = nullptr;
        Simulator::Destroy();
    }
};

/// A program that speaks another protocol sends in two parts and closes: what comes after the first
/// is read by nobody, and ns-3 resets such a connection from within Close().
class ForeignProgramTestCase : public TestCase
{
  public:
    /**
     * @param serverIsForeign the program is a server that a client connects to
     */
    explicit ForeignProgramTestCase(bool serverIsForeign)
        : TestCase(std::string("A foreign program that closes with bytes unread, as ") +
                   (serverIsForeign ? "server" : "client")),
          m_serverIsForeign(serverIsForeign)
    {
    }

  private:
    /**
     * @param socket a connected socket of the program
     */
    static void Talk(Ptr<Socket> socket)
    {
        const Bytes half(100, 'x');
        socket->Send(GetPacket(half, 0, half.size()));
        Simulator::Schedule(MilliSeconds(1), [socket, half]() {
            socket->Send(GetPacket(half, 0, half.size()));
            socket->Close();
        });
    }

    void DoRun() override
    {
        LinkTestBed bed(2);
        uint64_t ignored = 0;
        Ptr<Socket> foreign =
            Socket::CreateSocket(m_serverIsForeign ? bed.servers.Get(0) : bed.ues.Get(1),
                                 GetFactory(true));
        std::unique_ptr<OutcomeRecorder> recorder;
        auto client = bed.AddClient(0, {MakeScript({MilliSeconds(100)}, Seconds(1))}, Seconds(1));
        client->SetPlan(0, InferencePlan(), 1);
        recorder = std::make_unique<OutcomeRecorder>(client);
        Ptr<InferenceServer> server;
        if (m_serverIsForeign)
        {
            foreign->Bind(InetSocketAddress(Ipv4Address::GetAny(), LinkTestBed::PORT));
            foreign->Listen();
            foreign->SetAcceptCallback(
                MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                MakeLambdaCallback([](Ptr<Socket> socket, const Address&) { Talk(socket); }));
        }
        else
        {
            server = bed.AddServer();
            foreign->SetConnectCallback(MakeCallback(&ForeignProgramTestCase::Talk),
                                        MakeNullCallback<void, Ptr<Socket>>());
            const InetSocketAddress to(bed.interfaces[1][0].GetAddress(1), LinkTestBed::PORT);
            Simulator::Schedule(MilliSeconds(10), [foreign, to]() { foreign->Connect(to); });
        }
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        ignored = server ? server->GetCounters().ignored : client->GetCounters().ignored;
        NS_TEST_EXPECT_MSG_GT(ignored, 0, "it was counted");
        NS_TEST_ASSERT_MSG_EQ(recorder->outcomes.size(), 1, "the task has ended");
        NS_TEST_EXPECT_MSG_EQ((recorder->outcomes[0].reason == InferenceDropReason::NONE),
                              !m_serverIsForeign,
                              "the true server goes on");
        foreign = nullptr;
        Simulator::Destroy();
    }

    bool m_serverIsForeign; //!< the program is a server
};

/// Headers that a stream must not wait for: their payload would be 4 GiB, or of what nobody knows.
class ClaimTestCase : public TestCase
{
  public:
    ClaimTestCase()
        : TestCase("Headers that claim more than the DNN has")
    {
    }

  private:
    void DoRun() override
    {
        std::vector<InferenceHeader> claims(5);
        for (auto& header : claims)
        {
            header.type = InferenceHeader::FEATURES;
            header.dnn = Hash32("bench");
            header.plan.exit = 1;
            header.plan.cut = 1;
            header.plan.bits = 32;
            header.total = header.payload = 8000;
            header.due = Seconds(9);
        }
        claims[0].total = claims[0].payload = 0xffffffff;
        claims[1].dnn = Hash32("another one");
        claims[2].plan.cut = 7;
        claims[3].type = InferenceHeader::MODEL;
        claims[3].total = claims[3].payload = uint64_t{1} << 40;
        LinkTestBed bed(claims.size());
        auto server = bed.AddServer();
        std::vector<Ptr<Socket>> sockets;
        std::vector<bool> isOpen(claims.size(), true);
        for (std::size_t i = 0; i < claims.size(); ++i)
        {
            const auto closed = [&isOpen, i](Ptr<Socket>) { isOpen[i] = false; };
            sockets.push_back(Socket::CreateSocket(bed.ues.Get(i), GetFactory(true)));
            sockets[i]->SetCloseCallbacks(MakeLambdaCallback(closed), MakeLambdaCallback(closed));
            const InetSocketAddress to(bed.interfaces[i][0].GetAddress(1), LinkTestBed::PORT);
            Simulator::Schedule(MilliSeconds(10), [&sockets, i, to]() { sockets[i]->Connect(to); });
            Simulator::Schedule(MilliSeconds(100), [&sockets, &claims, i]() {
                const Bytes bytes = GetBytes(claims[i]);
                sockets[i]->Send(GetPacket(bytes, 0, bytes.size()));
            });
        }
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(server->GetCounters().ignored, 4, "each is counted at its header");
        const std::vector<bool> expected{false, false, false, false, true};
        NS_TEST_EXPECT_MSG_EQ((isOpen == expected), true, "and its connection is closed");
        sockets.clear();
        Simulator::Destroy();
    }
};

/// A server is stopped by whoever is told of what it does.
class StopWithinTraceTestCase : public TestCase
{
  public:
    /**
     * @param tcp over TCP
     */
    explicit StopWithinTraceTestCase(bool tcp)
        : TestCase(std::string("A server that is stopped from within its traces, ") +
                   (tcp ? "TCP" : "UDP")),
          m_tcp(tcp)
    {
    }

  private:
    void DoRun() override
    {
        for (const std::string trace : {"TaskAccepted", "TaskAnswered", "TaskRelayed"})
        {
            LinkTestBed bed(1, "10Mbps", MilliSeconds(1), 2);
            bed.ConnectServers();
            auto server = bed.AddServer(0);
            auto other = bed.AddServer(1);
            server->SetAttribute("Protocol", TypeIdValue(GetFactory(m_tcp)));
            const std::vector<Time> at(5, Seconds(1));
            auto client = bed.AddClient(
                0,
                {MakeScript(at, MilliSeconds(100)), MakeScript({Seconds(3)}, MilliSeconds(100))});
            client->SetAttribute("Protocol", TypeIdValue(GetFactory(m_tcp)));
            InferencePlan plan;
            plan.exit = 1;
            plan.bits = 8;
            plan.tailCut = trace == "TaskRelayed" ? 0 : InferencePlan::NO_TAIL;
            plan.tailBits = 8;
            plan.tailServer = 1;
            client->SetPlan(0, plan, 1);
            client->SetPlan(1, plan, 1);
            OutcomeRecorder recorder(client);
            uint32_t told = 0;
            server->TraceConnectWithoutContext(
                trace,
                MakeLambdaCallback([&](const Address&, const InferenceHeader&) {
                    if (++told == 2 && server->IsUp())
                    {
                        server->SetRunning(false);
                        Simulator::Schedule(Seconds(1), &InferenceServer::SetRunning, server, true);
                    }
                }));
            Simulator::Stop(Seconds(6));
            Simulator::Run();
            recorder.Check();
            NS_TEST_EXPECT_MSG_EQ(recorder.balanced, true, "books, " << trace);
            NS_TEST_ASSERT_MSG_EQ(recorder.outcomes.size(), 6, "all have ended, " << trace);
            NS_TEST_EXPECT_MSG_EQ((recorder.outcomes.back().reason == InferenceDropReason::NONE),
                                  true,
                                  "it serves again, " << trace);
            const auto& c = server->GetCounters();
            NS_TEST_EXPECT_MSG_EQ(server->GetHeld(), 0, "nothing is held, " << trace);
            NS_TEST_EXPECT_MSG_EQ(c.ignored, 0, "what comes after the end is nobody's, " << trace);
            Simulator::Destroy();
        }
    }

    bool m_tcp; //!< over TCP
};

/// A server that stops while a handshake is under way serves nobody.
class StopInHandshakeTestCase : public TestCase
{
  public:
    StopInHandshakeTestCase()
        : TestCase("A server that stops between SYN and ACK")
    {
    }

  private:
    void DoRun() override
    {
        LinkTestBed bed(1, "10Mbps", MilliSeconds(10));
        // The client's SYN arrives at 1.010 s, its ACK at 1.030 s.
        auto server = bed.AddServer(0, Time(0), Seconds(1.020));
        auto client = bed.AddClient(0, {MakeScript({MilliSeconds(100)}, Seconds(1))}, Seconds(1));
        InferencePlan plan;
        plan.exit = 1;
        client->SetPlan(0, plan, 1);
        OutcomeRecorder recorder(client);
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(recorder.outcomes.size(), 1, "one task");
        NS_TEST_EXPECT_MSG_EQ((recorder.outcomes[0].status == InferenceTaskStatus::DROPPED),
                              true,
                              "no one");
        NS_TEST_EXPECT_MSG_EQ(server->GetCounters().accepted, 0, "it has stopped");
        NS_TEST_EXPECT_MSG_EQ(server->GetCounters().done, 0, "it has stopped");
        Simulator::Destroy();
    }
};

/// ns-3's listening TCP sockets take resets of connections that are gone for a window of 0.
class StrayResetTestCase : public TestCase
{
  public:
    StrayResetTestCase()
        : TestCase("Resets of connections that are gone, before each new connection")
    {
    }

  private:
    void DoRun() override
    {
        constexpr uint32_t CLIENTS = 3;
        LinkTestBed bed(CLIENTS);
        auto server = bed.AddServer();
        std::vector<std::unique_ptr<OutcomeRecorder>> recorders;
        for (uint32_t ue = 0; ue < CLIENTS; ++ue)
        {
            auto client =
                bed.AddClient(ue, {MakeScript({MilliSeconds(100)}, Seconds(1))}, Seconds(1 + ue));
            InferencePlan plan;
            plan.exit = 1;
            client->SetPlan(0, plan, 1);
            recorders.push_back(std::make_unique<OutcomeRecorder>(client));
            // Without an acknowledgement, and with one: both are legal (RFC 9293, 3.5.2).
            for (const int flags : {+TcpHeader::RST, TcpHeader::RST | TcpHeader::ACK})
            {
                TcpHeader reset;
                reset.SetFlags(flags);
                reset.SetWindowSize(0);
                reset.SetSourcePort(50000);
                reset.SetDestinationPort(LinkTestBed::PORT);
                Simulator::Schedule(MilliSeconds(1000 * ue + 900 + flags),
                                    &TcpL4Protocol::SendPacket,
                                    bed.ues.Get(ue)->GetObject<TcpL4Protocol>(),
                                    Create<Packet>(),
                                    reset,
                                    Address(bed.interfaces[ue][0].GetAddress(0)),
                                    Address(bed.interfaces[ue][0].GetAddress(1)),
                                    Ptr<NetDevice>());
            }
        }
        Simulator::Stop(Seconds(6));
        Simulator::Run();
        for (const auto& recorder : recorders)
        {
            NS_TEST_ASSERT_MSG_EQ(recorder->outcomes.size(), 1, "one task");
            NS_TEST_EXPECT_MSG_EQ((recorder->outcomes[0].status == InferenceTaskStatus::COMPLETED),
                                  true,
                                  "it was served");
        }
        NS_TEST_EXPECT_MSG_EQ(server->GetCounters().done, CLIENTS, "of each client");
        Simulator::Destroy();
    }
};

/// What a server counts and traces.
class CountersTestCase : public TestCase
{
  public:
    CountersTestCase()
        : TestCase("Counters, traces and what is held")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool tcp : {true, false})
        {
            LinkTestBed bed;
            auto server = bed.AddServer();
            bed.servers.Get(0)->GetObject<ComputeNode>()->SetAttribute("QueueLimit",
                                                                       UintegerValue(3));
            const Time at = Seconds(1);
            auto client =
                bed.AddClient(0, {MakeScript({at, at, at, at, at, Seconds(2)}, MilliSeconds(9))});
            client->SetAttribute("Protocol", TypeIdValue(GetFactory(tcp)));
            InferencePlan plan;
            plan.exit = 1;
            plan.bits = 8;
            client->SetPlan(0, plan, 1);
            uint32_t accepted = 0;
            std::map<uint64_t, uint32_t> answered;
            server->TraceConnectWithoutContext(
                "TaskAccepted",
                MakeLambdaCallback([&](const Address&, const InferenceHeader& header) {
                    ++accepted;
                    NS_TEST_EXPECT_MSG_EQ((header.plan.bits == 8), true, "plan");
                    NS_TEST_EXPECT_MSG_EQ(server->GetHeld(), (accepted == 4 ? 1 : accepted), "");
                }));
            server->TraceConnectWithoutContext(
                "TaskAnswered",
                MakeLambdaCallback([&](const Address&, const InferenceHeader& header) {
                    ++answered[header.task];
                }));
            OutcomeRecorder recorder(client);
            Simulator::Stop(Seconds(3));
            Simulator::Run();
            // 4 ms each from 1.6 ms on: the first ends in time, the second and third are given up
            // at 9 ms, the fourth and fifth find a full queue; the sixth comes alone.
            const auto& c = server->GetCounters();
            NS_TEST_EXPECT_MSG_EQ(accepted, 4, "accepted");
            NS_TEST_EXPECT_MSG_EQ(c.accepted, 4, "accepted");
            NS_TEST_EXPECT_MSG_EQ(c.done, 2, "done");
            NS_TEST_EXPECT_MSG_EQ(c.dropped, 4, "given up or refused");
            NS_TEST_EXPECT_MSG_EQ(c.ignored, 0, "nothing foreign");
            NS_TEST_EXPECT_MSG_EQ(server->GetHeld(), 0, "nothing left");
            NS_TEST_EXPECT_MSG_EQ(answered.size(), 6, "each is answered");
            for (const auto& [task, times] : answered)
            {
                NS_TEST_EXPECT_MSG_EQ(times, 1, "once");
            }
            NS_TEST_EXPECT_MSG_EQ(recorder.byStatus[0], 2, "completed");
            NS_TEST_EXPECT_MSG_EQ(recorder.byStatus[2], 4, "dropped");
            Simulator::Destroy();
        }
    }
};

/// The suite.
class InferenceServerTestSuite : public TestSuite
{
  public:
    InferenceServerTestSuite()
        : TestSuite("edge-inference-inference-server", Type::UNIT)
    {
        AddTestCase(new HostileTestCase(true));
        AddTestCase(new HostileTestCase(false));
        AddTestCase(new ForeignFeaturesTestCase);
        AddTestCase(new ClaimTestCase);
        AddTestCase(new ForeignProgramTestCase(false));
        AddTestCase(new ForeignProgramTestCase(true));
        AddTestCase(new StopWithinTraceTestCase(true));
        AddTestCase(new StopWithinTraceTestCase(false));
        AddTestCase(new StopInHandshakeTestCase);
        AddTestCase(new StrayResetTestCase);
        AddTestCase(new CountersTestCase);
    }
};

InferenceServerTestSuite g_inferenceServerTestSuite; //!< registers the suite

} // namespace
