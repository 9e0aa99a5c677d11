// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/application/inference-datagram-writer.h"
#include "link-test-bed.h"
#include "message-bytes.h"

#include "ns3/drop-tail-queue.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/inference-input-error.h"
#include "ns3/ipv4-raw-socket-factory.h"
#include "ns3/radio-access.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"

#include <algorithm>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief Ways that are away for some time, and messages that are larger than a queue.
 */

using namespace ns3;
using namespace ns3::tests;

namespace
{

/// A radio that only knows whether its UE is connected.
class OnOffRadio : public RadioAccess
{
  public:
    uint32_t GetNUes() const override
    {
        return 1;
    }

    void Observe(uint32_t, ChannelState& state) const override
    {
        state.connected = isOn;
    }

    bool isOn{true}; //!< what it tells
};

/// A way that loses everything for some time. TCP alone would wait for as long as the outage took.
class OutageTestCase : public TestCase
{
  public:
    /**
     * @param begin when the outage begins, s
     * @param length how long it lasts, s
     * @param radio the client knows its radio
     */
    OutageTestCase(double begin, double length, bool radio)
        : TestCase("An outage of " + std::to_string(length) + " s from " + std::to_string(begin) +
                   " s, " + (radio ? "with" : "without") + " a radio that tells"),
          m_begin(begin),
          m_length(length),
          m_tells(radio)
    {
    }

  private:
    void DoRun() override
    {
        LinkTestBed bed;
        auto server = bed.AddServer();
        std::vector<Time> at;
        for (int i = 0; i < 240; ++i)
        {
            at.push_back(MilliSeconds(1000 + 100 * i));
        }
        auto radio = CreateObject<OnOffRadio>();
        auto client = CreateObject<InferenceClient>();
        client->SetRadio(m_tells ? radio : nullptr);
        client->AddStream(MakeScript(at, MilliSeconds(90)), bed.dnn);
        client->AddServer(InetSocketAddress(bed.interfaces[0][0].GetAddress(1), LinkTestBed::PORT));
        bed.ues.Get(0)->AddApplication(client);
        client->SetPlan(0, {1, 0, 8, 0}, 1);
        OutcomeRecorder recorder(client);
        auto errors = CreateObject<RateErrorModel>();
        errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
        errors->SetRate(1);
        errors->Disable();
        bed.SetUplinkErrors(0, 0, errors);
        bed.SetDownlinkErrors(0, 0, errors);
        const auto turn = [=](bool on) {
            on ? errors->Disable() : errors->Enable();
            radio->isOn = on;
        };
        const double end = m_begin + m_length;
        Simulator::Schedule(Seconds(m_begin), [=]() { turn(false); });
        Simulator::Schedule(Seconds(end), [=]() { turn(true); });
        Simulator::Stop(Seconds(30));
        Simulator::Run();
        recorder.Check();
        NS_TEST_EXPECT_MSG_EQ(recorder.balanced, true, "books");
        NS_TEST_ASSERT_MSG_EQ(recorder.outcomes.size(), at.size(), "each task ends");
        double served = 100;
        for (const auto& outcome : recorder.outcomes)
        {
            const double created = outcome.created.GetSeconds();
            if (outcome.status == InferenceTaskStatus::COMPLETED && created >= end)
            {
                served = std::min(served, created);
            }
            NS_TEST_EXPECT_MSG_EQ((outcome.status == InferenceTaskStatus::DROPPED),
                                  (outcome.reason != InferenceDropReason::NONE),
                                  "each drop has a reason");
        }
        // A radio that tells is asked every 0.1 s. Else the client tries every 1.5 s at least. TCP
        // alone needs 7.6 s after 4 s: its timeout is 3.9 s here, and doubles.
        NS_TEST_EXPECT_MSG_LT(served - end, (m_tells ? 0.35 : 2.0), "served again");
        NS_TEST_EXPECT_MSG_EQ(server->GetHeld(), 0, "nothing is held");
        Simulator::Destroy();
    }

    double m_begin;  //!< s
    double m_length; //!< s
    bool m_tells;    //!< the client knows its radio
};

/// Five megabytes over UDP and a queue of 100 packets.
class PacingTestCase : public TestCase
{
  public:
    PacingTestCase()
        : TestCase("Datagrams of a message that is larger than the queue below the socket")
    {
    }

  private:
    /**
     * @param total payload bytes of each message
     * @param knows the writer knows what waits in the queue
     * @param withdrawn task that is withdrawn after 100 ms; 0 for none
     * @return payload bytes that come, of two messages
     */
    uint64_t Run(uint64_t total, bool knows, uint64_t withdrawn)
    {
        LinkTestBed bed;
        Ptr<Socket> sink = Socket::CreateSocket(bed.servers.Get(0), UdpSocketFactory::GetTypeId());
        sink->Bind(InetSocketAddress(Ipv4Address::GetAny(), LinkTestBed::PORT));
        uint64_t bytes = 0;
        sink->SetRecvCallback(MakeLambdaCallback([&bytes](Ptr<Socket> socket) {
            while (Ptr<Packet> packet = socket->Recv())
            {
                InferenceHeader header;
                packet->RemoveHeader(header);
                bytes += packet->GetSize();
            }
        }));
        Ptr<Socket> socket = Socket::CreateSocket(bed.ues.Get(0), UdpSocketFactory::GetTypeId());
        socket->Bind();
        socket->Connect(InetSocketAddress(bed.interfaces[0][0].GetAddress(1), LinkTestBed::PORT));
        auto queue = DynamicCast<PointToPointNetDevice>(bed.links[0][0].Get(0))->GetQueue();
        InferenceDatagramWriter writer;
        writer.Start(socket,
                     {1400, 60000, false},
                     knows ? std::function<double()>([queue]() { return queue->GetNBytes(); })
                           : std::function<double()>());
        Simulator::Schedule(Seconds(1), [&]() {
            InferenceDatagrams whole(GetFeatures(1, total), 1400);
            NS_TEST_EXPECT_MSG_EQ(writer.Push(GetFeatures(1, total)), whole.GetBytes(), "bytes");
            writer.Push(GetFeatures(2, total));
            NS_TEST_EXPECT_MSG_EQ(writer.IsWaiting(1), false, "it was begun");
            NS_TEST_EXPECT_MSG_EQ(writer.IsWaiting(2), (knows && total > 60000), "its turn comes");
        });
        Simulator::Schedule(Seconds(1.1), [&]() {
            if (withdrawn > 0)
            {
                NS_TEST_EXPECT_MSG_EQ(writer.Withdraw(withdrawn), (withdrawn == 2), "not begun");
                NS_TEST_EXPECT_MSG_EQ(writer.Withdraw(withdrawn), false, "it is gone");
            }
        });
        Simulator::Stop(Seconds(20));
        Simulator::Run();
        writer.Stop();
        Simulator::Destroy();
        return bytes;
    }

    void DoRun() override
    {
        constexpr uint64_t MANY = 5000000;
        NS_TEST_EXPECT_MSG_EQ(Run(MANY, true, 0), 2 * MANY, "all of it");
        NS_TEST_EXPECT_MSG_LT(Run(MANY, false, 0), 2 * MANY, "else much of it is lost");
        NS_TEST_EXPECT_MSG_EQ(Run(MANY, true, 2), MANY, "the second was withdrawn");
        NS_TEST_EXPECT_MSG_LT(Run(MANY, true, 1), 1.1 * MANY, "the rest of the first is not sent");
        NS_TEST_EXPECT_MSG_EQ(Run(20000, true, 0), 40000, "what fits goes at once");
    }
};

/// A socket factory of neither TCP nor UDP would be taken for one of UDP and carry nothing.
class ProtocolTestCase : public TestCase
{
  public:
    ProtocolTestCase()
        : TestCase("Protocols that are neither TCP nor UDP are refused")
    {
    }

  private:
    /**
     * @param protocol of the client
     * @param servers of the server
     * @return what was refused; empty when nothing was
     */
    std::string GetRefused(TypeId protocol, TypeId servers)
    {
        LinkTestBed bed;
        bed.AddServer()->SetAttribute("Protocol", TypeIdValue(servers));
        auto client = bed.AddClient(0, {MakeScript({Seconds(1)}, Seconds(1))});
        client->SetAttribute("Protocol", TypeIdValue(protocol));
        std::string refused;
        Simulator::Stop(Seconds(2));
        try
        {
            Simulator::Run();
        }
        catch (const InferenceInputError& error)
        {
            refused = error.what();
        }
        Simulator::Destroy();
        return refused;
    }

    void DoRun() override
    {
        const TypeId tcp = TcpSocketFactory::GetTypeId();
        const TypeId udp = UdpSocketFactory::GetTypeId();
        const TypeId raw = Ipv4RawSocketFactory::GetTypeId();
        NS_TEST_EXPECT_MSG_EQ(GetRefused(tcp, udp), "", "both serve");
        NS_TEST_EXPECT_MSG_EQ(GetRefused(udp, tcp), "", "both serve");
        for (const std::string& refused : {GetRefused(raw, tcp), GetRefused(tcp, raw)})
        {
            NS_TEST_EXPECT_MSG_NE(refused.find("Protocol"), std::string::npos, refused);
            NS_TEST_EXPECT_MSG_NE(refused.find("ns3::Ipv4RawSocketFactory"),
                                  std::string::npos,
                                  refused);
            NS_TEST_EXPECT_MSG_NE(refused.find("ns3::TcpSocketFactory or ns3::UdpSocketFactory"),
                                  std::string::npos,
                                  refused);
        }
    }
};

/// The suite.
class InferenceOutageTestSuite : public TestSuite
{
  public:
    InferenceOutageTestSuite()
        : TestSuite("edge-inference-inference-outage", Type::UNIT)
    {
        for (const bool radio : {false, true})
        {
            AddTestCase(new OutageTestCase(0, 5, radio)); // from the start: never connected
            AddTestCase(new OutageTestCase(3, 4, radio));
            AddTestCase(new OutageTestCase(3, 10, radio));
        }
        AddTestCase(new PacingTestCase());
        AddTestCase(new ProtocolTestCase());
    }
};

InferenceOutageTestSuite g_inferenceOutageTestSuite; //!< registers the suite

} // namespace
