// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/rules/fixed-plan-policy.h"

#include "ns3/edge-inference-compat.h"
#include "ns3/edge-inference-helper.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"
#include "ns3/link-edge-topology-helper.h"
#include "ns3/link-radio-access.h"
#include "ns3/node.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief Tasks' messages that are moved whole: Transport of LinkEdgeTopologyHelper.
 */

using namespace ns3;

namespace
{

constexpr int64_t UP_NS = 1000;          // of a byte: 8 Mbit/s
constexpr int64_t DOWN_NS = 500;         // of a byte: 16 Mbit/s
constexpr int64_t WIRE_NS = 80;          // of a byte: 100 Mbit/s
constexpr int64_t RADIO_DELAY = 3000000; // ns
constexpr int64_t WIRE_DELAY = 2000000;  // ns
constexpr int64_t START = 100000000;     // ns: when the tasks are created
constexpr uint32_t IP = 28;              // bytes: headers of IPv4 and UDP
constexpr uint32_t PPP = 2;              // bytes, on wires
constexpr uint32_t FEATURES_HEADER = 49; // bytes
constexpr uint32_t RESULT = 56 + 40;     // bytes: header, and four of each of ten classes
constexpr uint32_t LARGEST = 65507;      // bytes of a datagram

/**
 * @param bytes of a task's input
 * @return bytes of the IP packets of its message, in their order
 */
std::vector<int64_t>
GetPackets(int64_t bytes)
{
    std::vector<int64_t> packets;
    for (const int64_t most = LARGEST - FEATURES_HEADER; bytes > 0; bytes -= most)
    {
        packets.push_back(std::min(bytes, most) + FEATURES_HEADER + IP);
    }
    return packets;
}

/// What a run came to.
struct Moved
{
    std::vector<int64_t> atCell;     //!< instants (ns) at which packets of features came
    std::vector<int64_t> atServer;   //!< at which messages were taken
    std::vector<int64_t> answered;   //!< at which they were answered
    std::vector<int64_t> atUe;       //!< at which packets came
    uint64_t sent{0};                //!< packets over the uplink
    uint64_t overflows{0};           //!< packets that found a full queue
    InferenceClient::Counters books; //!< of the client
    uint64_t inFlight{0};            //!< tasks at the end
};

/**
 * @brief Messages of one UE that are created at one instant.
 * @param tasks how many
 * @param bytes of each input
 * @param deadline of each
 * @param maxPackets of the link's queue
 * @return what it came to
 */
Moved
Move(uint32_t tasks, uint32_t bytes, Time deadline, uint32_t maxPackets = 1000)
{
    LinkEdgeTopologyHelper topology;
    topology.SetUes(1);
    for (const auto& [name, value] :
         {std::pair("Transport", "Messages"),
          std::pair("UplinkRate", "ns3::ConstantRandomVariable[Constant=8e6]"),
          std::pair("DownlinkRate", "ns3::ConstantRandomVariable[Constant=16e6]"),
          std::pair("Delay", "3ms"),
          std::pair("BackhaulRate", "100Mbps"),
          std::pair("BackhaulDelay", "2ms")})
    {
        topology.SetAttribute(name, StringValue(value));
    }
    topology.SetAttribute("MaxPackets", UintegerValue(maxPackets));
    EdgeInferenceHelper inference(topology.Build());
    inference.SetDnn("alexnet-cifar10");
    inference.SetDevices("raspberry-pi-4", "nvidia-t4");
    inference.AddStreams(
        "ns3::PeriodicTaskStream",
        "Period",
        StringValue("100s"),
        "TasksPerArrival",
        UintegerValue(tasks),
        "Deadline",
        TimeValue(deadline),
        "InputBytes",
        StringValue("ns3::ConstantRandomVariable[Constant=" + std::to_string(bytes) + "]"));
    auto policy = CreateObject<FixedPlanPolicy>();
    InferencePlan plan;
    plan.exit = 2;
    plan.cut = 0;
    plan.bits = 8;
    policy->SetPlan(plan);
    inference.SetPolicy(policy);
    inference.SetTaskPeriod(NanoSeconds(START), Seconds(10));
    inference.Install();

    Moved run;
    const EdgeTopology& net = inference.GetTopology();
    const auto note = [](std::vector<int64_t>& instants) {
        return MakeLambdaCallback([&instants](Ptr<const Packet>) {
            instants.push_back(Simulator::Now().GetNanoSeconds());
        });
    };
    net.cellDevices.Get(0)->TraceConnectWithoutContext("PhyRxEnd", note(run.atCell));
    net.ueDevices.Get(0)->TraceConnectWithoutContext("PhyRxEnd", note(run.atUe));
    const auto noteTask = [](std::vector<int64_t>& instants) {
        return MakeLambdaCallback([&instants](const Address&, const InferenceHeader&) {
            instants.push_back(Simulator::Now().GetNanoSeconds());
        });
    };
    const auto& server = inference.GetServers().front();
    server->TraceConnectWithoutContext("TaskAccepted", noteTask(run.atServer));
    server->TraceConnectWithoutContext("TaskAnswered", noteTask(run.answered));
    const auto medium = DynamicCast<LinkRadioAccess>(net.radio)->GetMedium();
    medium->TraceConnectWithoutContext(
        "PacketSent",
        MakeLambdaCallback([&run](uint32_t, EdgeLinkDirection direction, uint32_t, Time) {
            run.sent += direction == EdgeLinkDirection::UPLINK ? 1 : 0;
        }));
    medium->TraceConnectWithoutContext(
        "PacketDropped",
        MakeLambdaCallback([&run](uint32_t,
                                  EdgeLinkDirection,
                                  Ptr<const Packet>,
                                  LinkRadioMedium::DropReason reason) {
            run.overflows += reason == LinkRadioMedium::OVERFLOW_DROP ? 1 : 0;
        }));
    Simulator::Stop(inference.GetEndOfTasks());
    Simulator::Run();
    run.books = inference.GetClients().front()->GetCounters();
    run.inFlight = inference.GetClients().front()->GetInFlight();
    Simulator::Destroy();
    return run;
}

} // namespace

/**
 * @ingroup edge-inference-tests
 * @brief A message takes its bytes by the rate, and the delay; messages queue; to the ns.
 */
class LinkMessagesTimeTestCase : public TestCase
{
  public:
    /**
     * @param tasks messages that come at one instant
     * @param bytes of the input of each
     */
    LinkMessagesTimeTestCase(uint32_t tasks, uint32_t bytes)
        : TestCase(std::to_string(tasks) + " messages of " + std::to_string(bytes) + " bytes"),
          m_tasks(tasks),
          m_bytes(bytes)
    {
    }

  private:
    void DoRun() override
    {
        const Moved run = Move(m_tasks, m_bytes, Seconds(5));
        const auto packets = GetPackets(m_bytes);
        NS_TEST_ASSERT_MSG_EQ(run.atCell.size(),
                              m_tasks * packets.size(),
                              "as few packets as it takes");
        NS_TEST_ASSERT_MSG_EQ(run.atServer.size(), m_tasks, "all come");
        NS_TEST_ASSERT_MSG_EQ(run.atUe.size(), m_tasks, "all answers come");
        int64_t atCell = START + RADIO_DELAY;
        int64_t wired = 0; // when the wire has sent what came before
        for (uint32_t i = 0; i < m_tasks; ++i)
        {
            for (std::size_t k = 0; k < packets.size(); ++k)
            {
                atCell += packets[k] * UP_NS;
                wired = std::max(wired, atCell) + (packets[k] + PPP) * WIRE_NS;
                NS_TEST_EXPECT_MSG_EQ(run.atCell[i * packets.size() + k], atCell, "by radio");
            }
            NS_TEST_EXPECT_MSG_EQ(run.atServer[i], wired + WIRE_DELAY, "over the wire");
            const int64_t result = RESULT + IP;
            NS_TEST_EXPECT_MSG_EQ(run.atUe[i],
                                  run.answered[i] + (result + PPP) * WIRE_NS + WIRE_DELAY +
                                      result * DOWN_NS + RADIO_DELAY,
                                  "the answer");
        }
        NS_TEST_EXPECT_MSG_EQ(run.books.completed, m_tasks, "in time");
    }

    uint32_t m_tasks; //!< messages at one instant
    uint32_t m_bytes; //!< of the input of each
};

/**
 * @ingroup edge-inference-tests
 * @brief What has not begun at its deadline is not sent; a full queue drops messages.
 */
class LinkMessagesDropTestCase : public TestCase
{
  public:
    LinkMessagesDropTestCase()
        : TestCase("messages that expire, and messages that find a full queue")
    {
    }

  private:
    void DoRun() override
    {
        // 150 ms each: the third begins when the first is through, the fourth has expired then.
        const Moved expired = Move(4, 150000, MilliSeconds(200));
        NS_TEST_EXPECT_MSG_EQ(expired.sent, 3 * 3, "three messages of three packets");
        NS_TEST_EXPECT_MSG_EQ(expired.books.completed, 1, "the first");
        NS_TEST_EXPECT_MSG_EQ(expired.books.dropped, 3, "the others");
        NS_TEST_EXPECT_MSG_EQ(expired.inFlight, 0, "all ended");
        const Moved full = Move(3, 3000, MilliSeconds(200), 1);
        NS_TEST_EXPECT_MSG_EQ(full.overflows, 2, "one waits");
        NS_TEST_EXPECT_MSG_EQ(full.sent, 1, "it is sent");
        NS_TEST_EXPECT_MSG_EQ(full.books.completed, 1, "it is answered");
        NS_TEST_EXPECT_MSG_EQ(full.books.dropped, 2, "nothing repeats the others");
        NS_TEST_EXPECT_MSG_EQ(full.inFlight, 0, "all ended");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Three tiers and decisions in packets, in a scenario: every task ends, and the same run is
 * the same again. (Faults, tails and fetches of models: the drill of 1,000 faults.)
 */
class LinkMessagesScenarioTestCase : public TestCase
{
  public:
    LinkMessagesScenarioTestCase()
        : TestCase("a scenario of three tiers that moves messages")
    {
    }

  private:
    /**
     * @param transport of the link
     * @return what the tasks came to
     */
    EpisodeResult RunScenario(const std::string& transport)
    {
        auto scenario = InferenceScenario::Read("three-tier");
        scenario.SetAll({"/radio/type=link",
                         "/radio/link/Transport=" + transport,
                         "/control/Control=InBand",
                         "/period/length=1s"});
        const auto build = [&](Ptr<OffloadingPolicy> policy) {
            const auto built = scenario.Build(policy);
            const bool isWhole = transport == "Messages";
            for (const auto& devices :
                 {built.GetTopology().ueDevices, built.GetTopology().cellDevices})
            {
                NS_TEST_EXPECT_MSG_EQ(devices.Get(0)->GetMtu(), (isWhole ? 65535 : 1500), "MTU");
            }
            return built;
        };
        InferenceEpisode episode(build);
        episode.Record("random", 1);
        return episode.Run(InferenceScenario::MakePolicy({"random", "ns3::RandomPolicy", {}}),
                           3,
                           false);
    }

    void DoRun() override
    {
        const EpisodeResult messages = RunScenario("Messages");
        const auto rows = std::count(messages.tasksCsv.begin(), messages.tasksCsv.end(), '\n');
        NS_TEST_EXPECT_MSG_GT(messages.tasks, 30, "6 UEs with 10 and 3 with 2 tasks a second");
        NS_TEST_EXPECT_MSG_EQ(static_cast<uint64_t>(rows), messages.tasks, "every task ended");
        NS_TEST_EXPECT_MSG_EQ(RunScenario("Messages").tasksCsv, messages.tasksCsv, "again");
        NS_TEST_EXPECT_MSG_NE(RunScenario("Packets").tasksCsv, messages.tasksCsv, "over TCP");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Other radios move no messages, and say so at the door.
 */
class LinkMessagesRefusedTestCase : public TestCase
{
  public:
    LinkMessagesRefusedTestCase()
        : TestCase("messages on other radios, and other transports, are refused")
    {
    }

  private:
    /**
     * @param radio what stands at /radio
     * @param pointer of the place that is to be refused
     * @param wanted words that the error has to have
     */
    void Expect(const std::string& radio,
                const std::string& pointer,
                const std::vector<std::string>& wanted)
    {
        try
        {
            InferenceScenario::Parse(R"({"format": "edge-inference-scenario/1", "name": "small",
                                         "streams": [{"Rate": 1}], "radio": )" +
                                         radio + "}",
                                     "small.json");
            NS_TEST_EXPECT_MSG_EQ(true, false, radio << " is not refused");
        }
        catch (const InferenceInputError& error)
        {
            NS_TEST_EXPECT_MSG_EQ(error.GetPointer(), pointer, "where");
            const std::string text = error.what();
            for (const auto& word : wanted)
            {
                NS_TEST_EXPECT_MSG_NE(text.find(word), std::string::npos, word << " in " << text);
            }
        }
    }

    void DoRun() override
    {
        Expect(R"({"type": "wifi", "wifi": {"Transport": "Messages"}})",
               "/radio/wifi/Transport",
               {"small.json", "/radio/wifi/Transport", "unknown key", "expected one of"});
        Expect(R"({"type": "link", "link": {"Transport": "Segments"}})",
               "/radio/link/Transport",
               {"small.json", "Segments", "Packets", "Messages"});
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Tests of messages that are moved whole.
 */
class LinkMessagesTestSuite : public TestSuite
{
  public:
    LinkMessagesTestSuite()
        : TestSuite("edge-inference-link-messages", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new LinkMessagesTimeTestCase(1, 3000));
        AddTestCase(new LinkMessagesTimeTestCase(2, 3000));
        AddTestCase(new LinkMessagesTimeTestCase(1, 65458)); // the largest that is one packet
        AddTestCase(new LinkMessagesTimeTestCase(2, 65459));
        AddTestCase(new LinkMessagesTimeTestCase(3, 150000));
        AddTestCase(new LinkMessagesDropTestCase());
        AddTestCase(new LinkMessagesScenarioTestCase());
        AddTestCase(new LinkMessagesRefusedTestCase());
    }
};

static LinkMessagesTestSuite g_linkMessagesTestSuite; //!< registers the suite
