// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/application/inference-control-header.h"
#include "../../model/compute/fifo-compute-node.h"
#include "link-test-bed.h"
#include "message-bytes.h"

#include "ns3/config.h"
#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/edge-inference-helper.h"
#include "ns3/edge-topology-factory.h"
#include "ns3/inference-cell-agent.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-server-agent.h"
#include "ns3/link-radio-access.h"
#include "ns3/model-cache.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief With in-band control shares and placements travel in packets: when they act, what a lost
 * one changes, what the doors of cells and servers refuse.
 */

using namespace ns3;
using namespace ns3::tests;

namespace
{

constexpr auto UP = EdgeLinkDirection::UPLINK;
constexpr auto DOWN = EdgeLinkDirection::DOWNLINK;

/// A ComputeNode that notes what it is told.
class NotingComputeNode : public FifoComputeNode
{
  public:
    /**
     * @return the object TypeId
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::tests::NotingComputeNode")
                                .SetParent<FifoComputeNode>()
                                .AddConstructor<NotingComputeNode>();
        return tid;
    }

    void SetShares(const std::vector<double>& shares) override
    {
        told.emplace_back(Simulator::Now(), shares);
    }

    std::vector<std::pair<Time, std::vector<double>>> told; //!< when it was told which weights
};

NS_OBJECT_ENSURE_REGISTERED(NotingComputeNode);

/// Other shares, weights and placements in each epoch; all tasks stay on their UEs.
class ChangingPolicy : public OffloadingPolicy
{
  public:
    /**
     * @param epoch number of the epoch
     * @param ue index of the UE
     * @param n number of UEs
     * @return the UE's share of the uplink; they sum to 1
     */
    static double GetShare(uint64_t epoch, uint32_t ue, uint32_t n)
    {
        const double sum = n * (n + 1) / 2.0;
        return (1 + (ue + epoch) % n) / sum;
    }

    bool shares{true}; //!< it divides spectrum and servers

  private:
    void DoDecide(const EpochState& state, EpochDecision& decision) override
    {
        for (std::size_t i = 0; i < decision.plans.size(); ++i)
        {
            const DnnProfile& dnn = *GetSystem().streams[i].dnn;
            decision.plans[i] = InferencePlan();
            decision.plans[i].exit = dnn.GetNExits() - 1;
            decision.plans[i].cut = dnn.GetNLayers();
        }
        const auto n = static_cast<uint32_t>(state.ues.size());
        decision.uplinkShares.clear();
        decision.downlinkShares.clear();
        decision.computeShares.clear();
        decision.computeShares.resize(shares ? 2 : 0);
        decision.placements.resize(shares ? 2 : 0);
        for (uint32_t ue = 0; shares && ue < n; ++ue)
        {
            decision.uplinkShares.push_back(GetShare(state.epoch, ue, n));
            decision.downlinkShares.push_back(GetShare(state.epoch + 1, ue, n));
            decision.computeShares[1].push_back(1.0 + (state.epoch + ue) % 7);
        }
        if (shares)
        {
            decision.placements[1] = {0, static_cast<uint8_t>(state.epoch % 2)};
        }
    }
};

/**
 * @param name its name
 * @return 60 kB of weights
 */
Ptr<const DnnProfile>
MakeDnn(const std::string& name)
{
    return DnnProfile::Parse(R"({"format": "dnn-profile/1", "name": ")" + name +
                                 R"(", "title": "Travel",
          "input": {"elements": 500, "bits": 8}, "classes": 10,
          "layers": [
            {"name": "l1", "macs": 500000000, "parameters": 15000, "outputElements": 100}],
          "exits": [{"name": "only", "after": "l1", "headMacs": 0, "headParameters": 0,
            "accuracy": [{"bits": 32, "top1": 0.9}, {"bits": 8, "top1": 0.8}]}]})",
                             name + ".json");
}

/// A network with in-band control, wires of 100 Mbit/s and 7 ms, and books of all messages.
class TravelBed
{
  public:
    static constexpr uint32_t FRAME = 8 + 20 + 2; //!< bytes of UDP, IP and PPP

    /**
     * @param radio short name of the radio
     * @param nUes number of UEs
     * @param nCells number of cells
     * @param loss chance with which a message is lost
     * @param policy decides
     */
    TravelBed(const std::string& radio,
              uint32_t nUes,
              uint32_t nCells,
              double loss,
              Ptr<ChangingPolicy> policy)
        : topology(EdgeTopologyFactory::Create(radio))
    {
        Config::SetDefault("ns3::InferenceScheduler::Control", StringValue("InBand"));
        Config::SetDefault("ns3::InferenceScheduler::Interval", TimeValue(MilliSeconds(50)));
        Config::SetDefault("ns3::InferenceScheduler::Loss", DoubleValue(loss));
        std::vector<Vector> positions;
        for (uint32_t i = 0; i < nUes; ++i)
        {
            positions.emplace_back((nCells > 1 ? -60 : 10) + 5.0 * i, 3, 1.5);
        }
        topology->SetUes(nUes,
                         nCells > 1 ? "ns3::ConstantVelocityMobilityModel"
                                    : "ns3::ConstantPositionMobilityModel");
        topology->SetUePositions(positions);
        topology->SetServers(2);
        topology->SetCells(nCells);
        topology->SetAttribute("CellSpacing", DoubleValue(100));
        topology->SetBackhaul(DataRate("100Mbps"), DELAY);
        net = topology->Build();
        for (uint32_t i = 0; nCells > 1 && i < nUes; ++i)
        {
            net.ues.Get(i)->GetObject<ConstantVelocityMobilityModel>()->SetVelocity(
                Vector(15 + 5.0 * i, 0, 0));
        }
        helper = std::make_unique<EdgeInferenceHelper>(net);
        helper->SetDevices("raspberry-pi-4", "raspberry-pi-4");
        helper->SetServerCompute("ns3::tests::NotingComputeNode");
        helper->SetServerCache("Memory", UintegerValue(100000));
        // The second server has the second model: there is no room for both.
        helper->SetModelSource(EdgeInferenceHelper::ModelSource::NEIGHBOUR, true);
        for (const auto* name : {"one", "two"})
        {
            dnns.push_back(MakeDnn(name));
            helper->SetDnn(dnns.back());
            helper->AddStreams("ns3::PeriodicTaskStream",
                               "Period",
                               TimeValue(Seconds(1000)),
                               "StartOffset",
                               StringValue("ns3::ConstantRandomVariable[Constant=900]"));
        }
        helper->SetPolicy(policy);
        helper->SetTaskPeriod(START, Seconds(100));
        helper->Install();
        helper->AssignStreams(InferenceEpisode::FIRST_STREAM);
        Config::Reset();
        Watch();
    }

    ~TravelBed()
    {
        helper.reset();
        net = EdgeTopology();
        Simulator::Destroy();
    }

    TravelBed(const TravelBed&) = delete;
    TravelBed& operator=(const TravelBed&) = delete;

    /**
     * @return the ComputeNode of the second server
     */
    Ptr<NotingComputeNode> GetCompute() const
    {
        return DynamicCast<NotingComputeNode>(net.servers.Get(1)->GetObject<ComputeNode>());
    }

    /**
     * @return datagrams that agents ignored
     */
    uint64_t CountIgnored() const
    {
        uint64_t n = 0;
        for (const auto& agent : agents)
        {
            n += agent->GetNIgnored();
        }
        return n;
    }

    const Time START{MilliSeconds(500)}; //!< of the first epoch; radios are connected
    const Time DELAY{MilliSeconds(7)};   //!< of each wire of the backhaul
    /// Called with each message that was sent, and when its last bit is on the first wire.
    std::function<void(const InferenceControlMessage&, Time)> onSent;
    std::function<void(const InferenceControlMessage&)> onArrived; //!< with each that has acted
    std::unique_ptr<EdgeTopologyHelper> topology;                  //!< builds the network
    EdgeTopology net;                                              //!< the network
    std::unique_ptr<EdgeInferenceHelper> helper;                   //!< installs the rest
    std::vector<Ptr<const DnnProfile>> dnns;                       //!< of the streams
    std::vector<Ptr<InferenceAgent>> agents;                       //!< of UEs, cells and servers
    std::map<int, uint64_t> sent;                                  //!< messages, by content
    std::map<int, uint64_t> lost;                                  //!< by content
    std::map<int, uint64_t> arrived;                               //!< by content

  private:
    /// Listens to the scheduler and to all agents.
    void Watch()
    {
        const auto scheduler = helper->GetScheduler();
        scheduler->TraceConnectWithoutContext(
            "Sent",
            MakeLambdaCallback([this](const InferenceControlMessage& message) {
                ++sent[message.content];
                if (m_instant != Simulator::Now())
                {
                    m_instant = Simulator::Now();
                    m_sentUntil = m_instant;
                }
                m_sentUntil += NanoSeconds(80 * (message.bytes + FRAME)); // at 100 Mbit/s
                if (onSent)
                {
                    onSent(message, m_sentUntil);
                }
            }));
        scheduler->TraceConnectWithoutContext(
            "Lost",
            MakeLambdaCallback(
                [this](const InferenceControlMessage& message) { ++lost[message.content]; }));
        for (const auto& nodes : {net.ues, net.cells, net.servers})
        {
            for (uint32_t i = 0; i < nodes.GetN(); ++i)
            {
                for (uint32_t k = 0; k < nodes.Get(i)->GetNApplications(); ++k)
                {
                    const auto agent = DynamicCast<InferenceAgent>(nodes.Get(i)->GetApplication(k));
                    if (agent)
                    {
                        agents.push_back(agent);
                        agent->TraceConnectWithoutContext(
                            "Arrived",
                            MakeLambdaCallback([this](const InferenceControlMessage& message) {
                                ++arrived[message.content];
                                if (onArrived)
                                {
                                    onArrived(message);
                                }
                            }));
                    }
                }
            }
        }
    }

    Time m_instant;   //!< of the last messages
    Time m_sentUntil; //!< when the last bit of the last one is on the wire
};

/**
 * @ingroup edge-inference-tests
 * @brief Each message acts when its last bit has come, not earlier; the instant is a closed form.
 */
class TravelTimeTestCase : public TestCase
{
  public:
    /**
     * @param radio short name of the radio
     * @param extra seconds and seconds a byte that the core network adds on the way to a cell
     */
    TravelTimeTestCase(const std::string& radio, std::pair<double, double> extra)
        : TestCase("when shares and placements act on " + radio),
          m_radio(radio),
          m_extra(extra)
    {
    }

  private:
    /**
     * @param message a message that was sent
     * @param until when its last bit is on the first wire
     */
    void Sent(const InferenceControlMessage& message, Time until)
    {
        using Message = InferenceControlMessage;
        const uint32_t frame = message.bytes + TravelBed::FRAME;
        Time at = until + m_bed->DELAY;
        if (message.content == Message::SPECTRUM)
        {
            NS_TEST_EXPECT_MSG_EQ(message.bytes, 18 + 20 * 2, "bytes for two UEs");
            at += Seconds(m_extra.first + m_extra.second * frame);
        }
        else if (message.content == Message::SERVER)
        {
            NS_TEST_EXPECT_MSG_EQ(message.bytes, 21 + 8 * 2 + 2, "two UEs, two models");
            at += m_bed->DELAY + NanoSeconds(80 * frame); // over the hub
        }
        m_expected[{message.content, message.index, message.decision}] = at;
    }

    /**
     * @param message a message that was carried out
     */
    void Arrived(const InferenceControlMessage& message)
    {
        using Message = InferenceControlMessage;
        const uint64_t epoch = message.decision;
        const Time now = Simulator::Now();
        const Time at = m_expected.at({message.content, message.index, epoch});
        if (message.content == Message::SPECTRUM || message.content == Message::SERVER)
        {
            // Each hop of the core network rounds to a nanosecond.
            const Time early = NanoSeconds(message.content == Message::SPECTRUM ? 3 : 0);
            NS_TEST_EXPECT_MSG_GT_OR_EQ(now, at - early, "not before its last bit has come");
            NS_TEST_EXPECT_MSG_LT_OR_EQ(now, at + early, "and not later");
        }
        else
        {
            NS_TEST_EXPECT_MSG_GT(now, at, "a UE is reached over the air");
        }
        const auto& radio = *m_bed->net.radio;
        if (message.content == Message::SERVER)
        {
            const auto& [told, weights] = m_bed->GetCompute()->told.back();
            NS_TEST_EXPECT_MSG_EQ(told, now, "weights");
            NS_TEST_EXPECT_MSG_EQ(weights.at(1), 1 + (epoch + 1) % 7, "of this decision");
            const auto cache = m_bed->net.servers.Get(1)->GetObject<ModelCache>();
            // The second model leaves no room for the first one while it is placed.
            NS_TEST_EXPECT_MSG_EQ(cache->CanHold(m_bed->dnns[0]), (epoch % 2 == 0), "placement");
        }
        for (uint32_t ue = 0; ue < 2; ++ue)
        {
            for (const auto direction : {UP, DOWN})
            {
                const bool isAtUe = radio.IsShareKeptByUe(direction);
                if (message.content == (isAtUe ? Message::UE_SPECTRUM : Message::SPECTRUM) &&
                    (!isAtUe || ue == message.index))
                {
                    NS_TEST_EXPECT_MSG_EQ(
                        radio.GetSpectrumShares(direction).at(ue),
                        ChangingPolicy::GetShare(epoch + (direction == DOWN), ue, 2),
                        "the share of the decision that has come");
                }
            }
        }
        m_changes.insert(now);
    }

    void DoRun() override
    {
        m_bed = std::make_unique<TravelBed>(m_radio, 2, 1, 0, CreateObject<ChangingPolicy>());
        m_bed->onSent = [this](const auto& message, Time until) { Sent(message, until); };
        m_bed->onArrived = [this](const auto& message) { Arrived(message); };
        std::vector<Time> changes; // as the link has it
        if (const auto link = DynamicCast<LinkRadioAccess>(m_bed->net.radio))
        {
            link->GetMedium()->TraceConnectWithoutContext(
                "SpectrumShare",
                MakeLambdaCallback([&changes](uint32_t, EdgeLinkDirection, double, double) {
                    changes.push_back(Simulator::Now());
                }));
        }
        Simulator::Stop(m_bed->START + MilliSeconds(840)); // 17 epochs, the last 40 ms ago
        Simulator::Run();
        using Message = InferenceControlMessage;
        NS_TEST_EXPECT_MSG_EQ(m_bed->sent[Message::SPECTRUM], 17, "one an epoch");
        NS_TEST_EXPECT_MSG_EQ(m_bed->arrived[Message::SPECTRUM], 17, "all arrive");
        NS_TEST_EXPECT_MSG_EQ(m_bed->arrived[Message::SERVER], 17, "all arrive");
        NS_TEST_EXPECT_MSG_EQ(m_bed->GetCompute()->told.size(), 17, "nothing else tells it");
        NS_TEST_EXPECT_MSG_EQ(m_bed->CountIgnored(), 0, "nothing is ignored");
        const bool isAtUe = m_bed->net.radio->IsShareKeptByUe(UP);
        NS_TEST_EXPECT_MSG_EQ((m_bed->arrived[Message::UE_SPECTRUM] > 20), isAtUe, "to UEs");
        NS_TEST_EXPECT_MSG_EQ((m_radio != "link" || changes.size() > 60), true, "shares change");
        for (const Time& change : changes)
        {
            NS_TEST_EXPECT_MSG_EQ((m_changes.count(change) > 0 || change < m_bed->START),
                                  true,
                                  "a change at " << change.As(Time::S) << " without a message");
        }
        m_bed.reset();
    }

    std::string m_radio;               //!< short name of the radio
    std::pair<double, double> m_extra; //!< s, and s a byte, of the core network
    std::unique_ptr<TravelBed> m_bed;  //!< the network
    std::set<Time> m_changes;          //!< when messages acted
    std::map<std::tuple<int, uint32_t, uint64_t>, Time>
        m_expected; //!< when a message acts, by content, index and decision
};

/**
 * @ingroup edge-inference-tests
 * @brief Lost messages change nothing; what arrives is what was sent and not lost; shares of a cell
 * never sum to more than 1, whatever is lost.
 */
class TravelLossTestCase : public TestCase
{
  public:
    TravelLossTestCase()
        : TestCase("lost shares and placements")
    {
    }

  private:
    void DoRun() override
    {
        using Message = InferenceControlMessage;
        {
            TravelBed bed("link", 2, 1, 1, CreateObject<ChangingPolicy>());
            Simulator::Stop(Seconds(2));
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(bed.sent[Message::SPECTRUM], 30, "one an epoch");
            NS_TEST_EXPECT_MSG_GT(bed.sent[Message::PLANS], 50, "to each UE that is known");
            NS_TEST_EXPECT_MSG_EQ((bed.lost == bed.sent), true, "all are lost");
            NS_TEST_EXPECT_MSG_EQ(bed.arrived.empty(), true, "none arrives");
            NS_TEST_EXPECT_MSG_EQ(bed.net.radio->GetSpectrumShares(UP).empty(), true, "as before");
            NS_TEST_EXPECT_MSG_EQ(bed.GetCompute()->told.empty(), true, "as before");
        }
        {
            // Without shares nothing of this is sent, and control is as it was before there was it.
            const auto policy = CreateObject<ChangingPolicy>();
            policy->shares = false;
            TravelBed bed("link", 2, 1, 0, policy);
            Simulator::Stop(Seconds(1));
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(bed.sent.size(), 1, "plans only");
            NS_TEST_EXPECT_MSG_GT(bed.sent[Message::PLANS], 10, "plans");
        }
        TravelBed bed("link", 5, 2, 0.5, CreateObject<ChangingPolicy>());
        const auto medium = DynamicCast<LinkRadioAccess>(bed.net.radio)->GetMedium();
        uint64_t looks = 0;
        double most = 0;
        const auto look = [&] {
            for (const std::size_t direction : {0, 1})
            {
                std::vector<double> sums(2);
                for (uint32_t ue = 0; ue < 5; ++ue)
                {
                    const auto& state = medium->GetState(ue);
                    sums[state.cell] += state.directions[direction].share;
                }
                for (const double sum : sums)
                {
                    NS_TEST_EXPECT_MSG_LT_OR_EQ(sum, 1 + 1e-12, "at every instant");
                    most = std::max(most, sum);
                }
            }
            ++looks;
        };
        medium->TraceConnectWithoutContext(
            "SpectrumShare",
            MakeLambdaCallback([&](uint32_t, EdgeLinkDirection, double, double) {
                Simulator::ScheduleNow(look); // when all UEs have their shares of this instant
            }));
        Simulator::Stop(Seconds(8) - MilliSeconds(10));
        Simulator::Run();
        uint32_t handovers = 0;
        for (uint32_t ue = 0; ue < 5; ++ue)
        {
            handovers += medium->GetState(ue).handovers;
        }
        NS_TEST_EXPECT_MSG_GT(handovers, 3, "UEs change their cell");
        NS_TEST_EXPECT_MSG_GT(looks, 500, "shares change");
        NS_TEST_EXPECT_MSG_EQ_TOL(most, 1, 1e-12, "a cell is given away as a whole");
        for (const auto content : {Message::PLANS, Message::SPECTRUM, Message::SERVER})
        {
            NS_TEST_EXPECT_MSG_GT(bed.lost[content], 40, "lost");
            NS_TEST_EXPECT_MSG_GT(bed.arrived[content], 40, "arrived");
        }
        for (const auto content : {Message::SPECTRUM, Message::SERVER})
        {
            NS_TEST_EXPECT_MSG_EQ(bed.sent[content],
                                  bed.lost[content] + bed.arrived[content],
                                  "wires lose nothing");
        }
        NS_TEST_EXPECT_MSG_EQ(bed.GetCompute()->told.size(),
                              bed.arrived[Message::SERVER],
                              "what is lost tells nobody");
    }
};

/// A radio of three UEs, two of them in cell 0, that only keeps its shares.
class ThreeUeRadio : public RadioAccess
{
  public:
    uint32_t GetNUes() const override
    {
        return 3;
    }

    void Observe(uint32_t ue, ChannelState& state) const override
    {
        state.connected = true;
        state.servingCell = ue < 2 ? 0 : 1;
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Shares that change one by one.
 */
class ChangeSharesTestCase : public TestCase
{
  public:
    ChangeSharesTestCase()
        : TestCase("shares of some UEs")
    {
    }

  private:
    void DoRun() override
    {
        constexpr double NONE = std::numeric_limits<double>::quiet_NaN();
        const auto radio = CreateObject<ThreeUeRadio>();
        const auto is = [&radio](const std::vector<double>& shares) {
            return radio->GetSpectrumShares(UP) == shares;
        };
        radio->ChangeSpectrumShares(UP, {{0, NONE}});
        NS_TEST_EXPECT_MSG_EQ(is({}), true, "nobody has one");
        radio->ChangeSpectrumShares(UP, {{1, 0.25}});
        NS_TEST_EXPECT_MSG_EQ(is({1, 0.25, 1}), true, "those without count as 1");
        radio->ChangeSpectrumShares(UP, {{0, 0.5}, {2, 0}});
        NS_TEST_EXPECT_MSG_EQ(is({0.5, 0.25, 0}), true, "others stay");
        NS_TEST_EXPECT_MSG_EQ(radio->GetSpectrumShares(DOWN).empty(), true, "the other direction");
        const std::vector<std::vector<std::pair<uint32_t, double>>> wrong{
            {{1, 0.5}, {3, 0.5}},
            {{1, 0.5}, {0, -0.5}},
            {{1, 0.5}, {0, std::numeric_limits<double>::infinity()}}};
        for (const auto& changes : wrong)
        {
            bool isRefused = false;
            try
            {
                radio->ChangeSpectrumShares(UP, changes);
            }
            catch (const std::invalid_argument&)
            {
                isRefused = true;
            }
            NS_TEST_EXPECT_MSG_EQ((isRefused && is({0.5, 0.25, 0})), true, "nothing is changed");
        }
        radio->ChangeSpectrumShares(UP, {{0, NONE}, {1, NONE}});
        NS_TEST_EXPECT_MSG_EQ(is({1, 1, 0}), true, "given back");
        radio->ChangeSpectrumShares(UP, {{2, NONE}});
        NS_TEST_EXPECT_MSG_EQ(is({}), true, "the last one is given back");
        radio->SetSpectrumShares(UP, {0.1, 0.2, 0.3});
        radio->ChangeSpectrumShares(UP, {{1, 0.7}});
        NS_TEST_EXPECT_MSG_EQ(is({0.1, 0.7, 0.3}), true, "after all were set");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief What the doors of cells and servers take and refuse.
 */
class AgentDoorTestCase : public TestCase
{
  public:
    AgentDoorTestCase()
        : TestCase("malformed, foreign and old decisions at cells and servers")
    {
    }

  private:
    using Header = InferenceControlHeader;

    /**
     * @param bytes a datagram
     * @param from the socket that sends it
     * @param isTaken whether it is to be carried out
     * @param agent at which it arrives
     * @param to where the agent listens
     */
    void Try(const std::vector<uint8_t>& bytes,
             const Ptr<Socket>& from,
             bool isTaken,
             const Ptr<InferenceAgent>& agent,
             const Address& to)
    {
        const uint64_t ignored = agent->GetNIgnored();
        const uint64_t arrived = m_arrived;
        Simulator::Schedule(MilliSeconds(1), [&bytes, &from, &to] {
            from->SendTo(GetPacket(bytes, 0, bytes.size()), 0, to);
        });
        Simulator::Stop(MilliSeconds(10));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(m_arrived - arrived, isTaken, "carried out: " << ++m_tries);
        NS_TEST_EXPECT_MSG_EQ(agent->GetNIgnored() - ignored, !isTaken, "counted: " << m_tries);
    }

    /**
     * @param agent an agent
     * @param node where it is to stand
     */
    void Install(const Ptr<InferenceAgent>& agent, Ptr<Node> node)
    {
        agent->SetScheduler(m_scheduler);
        agent->TraceConnectWithoutContext(
            "Arrived",
            MakeLambdaCallback([this](const InferenceControlMessage&) { ++m_arrived; }));
        node->AddApplication(agent);
    }

    void DoRun() override
    {
        constexpr double INF = std::numeric_limits<double>::infinity();
        LinkTestBed bed(2);
        m_scheduler = InetSocketAddress(bed.interfaces[0][0].GetAddress(1), 9100);
        const auto radio = CreateObject<ThreeUeRadio>();
        const auto cell = CreateObject<InferenceCellAgent>();
        cell->SetCell(radio, 0);
        Install(cell, bed.ues.Get(0));
        const auto open = [&bed] {
            return Socket::CreateSocket(bed.servers.Get(0), UdpSocketFactory::GetTypeId());
        };
        Ptr<Socket> scheduler = open();
        scheduler->Bind(InetSocketAddress(Ipv4Address::GetAny(), 9100));
        Ptr<Socket> stranger = open();
        stranger->Bind();
        const Address at = InetSocketAddress(bed.interfaces[0][0].GetAddress(0), 9100);

        Header good;
        good.type = Header::SPECTRUM_DECISION;
        good.decision = 7;
        good.spectrum = {{0, 0.25, 0.5}, {1, 0.75, 0.125}, {2, 0.5, 0.5}};
        Try(GetBytes(good), stranger, false, cell, at);
        Try(GetBytes(good), scheduler, true, cell, at);
        NS_TEST_EXPECT_MSG_EQ((radio->GetSpectrumShares(UP) == std::vector<double>{0.25, 0.75, 1}),
                              true,
                              "the UE of another cell keeps what it has: nothing");
        Try(GetBytes(good), scheduler, false, cell, at); // it came before
        const std::vector<std::function<void(Header&)>> wrong{
            [](auto& h) { h.decision = 6; },
            [](auto& h) { h.ue = 1; },
            [](auto& h) { h.spectrum[2].ue = 3; },
            [](auto& h) { h.spectrum[0].uplink = -0.5; },
            [INF](auto& h) { h.spectrum[0].downlink = INF; },
            [](auto& h) { h.type = Header::UE_SPECTRUM_DECISION; },
            [](auto& h) { h.type = Header::DECISION; },
            [](auto& h) { h.type = Header::SERVER_DECISION; },
            [](auto& h) { h.type = Header::SERVER_REPORT; }};
        for (const auto& change : wrong)
        {
            Header bad = good;
            bad.decision = 1000;
            change(bad);
            Try(GetBytes(bad), scheduler, false, cell, at);
        }
        for (const std::size_t size : {1, 11, 12, 17, 77})
        {
            Header bad = good;
            bad.decision = 1000;
            auto bytes = GetBytes(bad);
            bytes.resize(size);
            Try(bytes, scheduler, false, cell, at);
        }
        good.decision = 8;
        good.spectrum[0].uplink = std::nan("");
        auto bytes = GetBytes(good);
        bytes[2] = Header::VERSION + 1;
        Try(bytes, scheduler, false, cell, at);
        bytes[2] = Header::VERSION;
        bytes[3] = 7; // there is no such type
        Try(bytes, scheduler, false, cell, at);
        Try(GetBytes(good), scheduler, true, cell, at);
        NS_TEST_EXPECT_MSG_EQ((radio->GetSpectrumShares(UP) == std::vector<double>{1, 0.75, 1}),
                              true,
                              "given back");
        TryServer(bed, scheduler);
        scheduler = nullptr;
        stranger = nullptr;
        Simulator::Destroy();
    }

    /**
     * @brief The same at a server.
     * @param bed has the server
     * @param scheduler the socket that sends
     */
    void TryServer(LinkTestBed& bed, const Ptr<Socket>& scheduler)
    {
        const auto node = bed.ues.Get(1);
        const auto application = CreateObject<InferenceServer>();
        application->AddDnn(bed.dnn);
        node->AddApplication(application);
        const auto agent = CreateObject<InferenceServerAgent>();
        agent->SetServer(application, 2, {bed.dnn}, 3);
        m_scheduler = InetSocketAddress(bed.interfaces[1][0].GetAddress(1), 9100);
        Install(agent, node);
        const Address at = InetSocketAddress(bed.interfaces[1][0].GetAddress(0), 9100);
        Header good;
        good.type = Header::SERVER_DECISION;
        good.ue = 2;
        good.decision = 3;
        good.hasWeights = true;
        good.weights = {1, 0, 2.5};
        good.hasPlacement = true;
        good.placement = {1};
        Try(GetBytes(good), scheduler, true, agent, at);
        const std::vector<std::function<void(Header&)>> wrong{
            [](auto& h) { h.decision = 3; },
            [](auto& h) { h.ue = 1; },
            [](auto& h) { h.weights.push_back(1); },
            [](auto& h) { h.weights[1] = -1; },
            [](auto& h) { h.weights[1] = std::nan(""); },
            [](auto& h) { h.hasWeights = false; },
            [](auto& h) {
                h.placement = {1, 1};
            },
            [](auto& h) { h.placement = {2}; },
            [](auto& h) { h.hasPlacement = false; },
            [](auto& h) { h.type = Header::SPECTRUM_DECISION; }};
        for (const auto& change : wrong)
        {
            Header bad = good;
            bad.decision = 1000;
            change(bad);
            Try(GetBytes(bad), scheduler, false, agent, at);
        }
        good.decision = 4;
        good.weights.clear();
        good.placement.clear();
        Try(GetBytes(good), scheduler, true, agent, at);
    }

    Address m_scheduler;   //!< where the scheduler listens
    uint64_t m_arrived{0}; //!< messages that were carried out
    int m_tries{0};        //!< messages that were tried
};

/**
 * @ingroup edge-inference-tests
 * @brief Shares and placements in packets.
 */
class ControlTravelTestSuite : public TestSuite
{
  public:
    ControlTravelTestSuite()
        : TestSuite("edge-inference-control-travel", Type::UNIT)
    {
        AddTestCase(new ChangeSharesTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new AgentDoorTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new TravelTimeTestCase("link", {0, 0}), EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new TravelTimeTestCase("wifi", {0, 0}), EDGE_INFERENCE_TEST_QUICK);
        // S5 of 10 Gbit/s, S1-U of 1 Gbit/s and 1 ms.
        AddTestCase(new TravelTimeTestCase("lte", {1e-3, 8 / 1e10 + 8 / 1e9}),
                    EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new TravelLossTestCase, EDGE_INFERENCE_TEST_QUICK);
    }
};

ControlTravelTestSuite g_controlTravelTestSuite; //!< registers the suite

} // namespace
