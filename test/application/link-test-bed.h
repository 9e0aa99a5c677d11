// SPDX-License-Identifier: GPL-2.0-only

#ifndef LINK_TEST_BED_H
#define LINK_TEST_BED_H

#include "../../model/compute/fifo-compute-node.h"

#include "ns3/device-profile.h"
#include "ns3/dnn-profile.h"
#include "ns3/error-model.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inference-client.h"
#include "ns3/inference-server.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-interface-container.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/task-stream.h"

#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 */

namespace ns3
{
namespace tests
{

/// Arrivals at given instants.
class ScriptedTaskStream : public TaskStream
{
  public:
    /**
     * @param at instants since the stream's start, rising
     * @param deadline of every task
     */
    ScriptedTaskStream(std::vector<Time> at, Time deadline)
        : m_at(std::move(at)),
          m_deadline(deadline)
    {
    }

    double GetMeanRate() const override
    {
        return 0;
    }

  private:
    void DoStart() override
    {
        m_next = 0;
        m_begin = Simulator::Now();
    }

    bool DoGetNext(Time& delay, Time& deadline) override
    {
        if (m_next == m_at.size())
        {
            return false;
        }
        delay = m_begin + m_at[m_next++] - Simulator::Now();
        deadline = m_deadline;
        return true;
    }

    std::vector<Time> m_at; //!< instants since the start
    Time m_deadline;        //!< of every task
    Time m_begin;           //!< the start
    std::size_t m_next{0};  //!< next of m_at
};

/**
 * @param at instants since the stream's start, rising
 * @param deadline of every task
 * @return arrivals at these instants
 */
inline Ptr<TaskStream>
MakeScript(std::vector<Time> at, Time deadline)
{
    auto stream = CreateObject<ScriptedTaskStream>(std::move(at), deadline);
    stream->SetAttribute("Deadline", TimeValue(deadline));
    return stream;
}

/// Three layers, two exits, three widths; 600 bytes of input, 2000, 500 and 100 elements.
inline Ptr<const DnnProfile>
GetTestDnn()
{
    static const std::string text = R"({
      "format": "dnn-profile/1", "name": "bench", "title": "Bench",
      "input": {"elements": 600, "bits": 8}, "classes": 10,
      "layers": [
        {"name": "l1", "macs": 1000000, "parameters": 10, "outputElements": 2000},
        {"name": "l2", "macs": 500000, "parameters": 0, "outputElements": 500},
        {"name": "l3", "macs": 2000000, "parameters": 20, "outputElements": 100}
      ],
      "exits": [
        {"name": "early", "after": "l2", "headMacs": 250000, "headParameters": 5,
         "accuracy": [{"bits": 32, "top1": 0.6}, {"bits": 8, "top1": 0.5}, {"bits": 4, "top1": 0.3}]},
        {"name": "final", "after": "l3", "headMacs": 500000, "headParameters": 2,
         "accuracy": [{"bits": 32, "top1": 0.9}, {"bits": 8, "top1": 0.8}, {"bits": 4, "top1": 0.4}]}
      ]})";
    return DnnProfile::Parse(text, "bench.json");
}

/**
 * @param name its name
 * @param macRate MAC/s
 * @return a device that takes 1 nJ a MAC
 */
inline Ptr<const DeviceProfile>
GetTestDevice(const std::string& name, double macRate)
{
    return DeviceProfile::Parse(
        R"({"format": "device-profile/1", "name": ")" + name + R"(", "macRate": {"value": )" +
            std::to_string(macRate) +
            R"(}, "power": {"idle": 1, "active": 2, "energyPerMac": 1e-9}})",
        name + ".json");
}

/// UEs with a point-to-point link each to every server, nothing else: closed forms hold.
class LinkTestBed
{
  public:
    static constexpr double UE_RATE = 1e8;     //!< MAC/s of a UE
    static constexpr double SERVER_RATE = 1e9; //!< MAC/s of a server
    static constexpr uint16_t PORT = 9000;     //!< of the servers

    /**
     * @param nUes number of UEs
     * @param rate of each link
     * @param delay one-way, of each link
     * @param nServers number of servers
     */
    explicit LinkTestBed(uint32_t nUes = 1,
                         const std::string& rate = "10Mbps",
                         Time delay = MilliSeconds(1),
                         uint32_t nServers = 1)
        : dnn(GetTestDnn())
    {
        ues.Create(nUes);
        servers.Create(nServers);
        InternetStackHelper stack;
        stack.SetIpv6StackInstall(false);
        stack.Install(ues);
        stack.Install(servers);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue(rate));
        link.SetChannelAttribute("Delay", TimeValue(delay));
        Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
        links.resize(nUes);
        interfaces.resize(nUes);
        for (uint32_t ue = 0; ue < nUes; ++ue)
        {
            for (uint32_t server = 0; server < nServers; ++server)
            {
                links[ue].push_back(link.Install(ues.Get(ue), servers.Get(server)));
                interfaces[ue].push_back(addresses.Assign(links[ue].back()));
                addresses.NewNetwork();
            }
        }
        for (uint32_t i = 0; i < nUes + nServers; ++i)
        {
            Ptr<Node> node = i < nUes ? ues.Get(i) : servers.Get(i - nUes);
            auto compute = CreateObject<FifoComputeNode>();
            compute->SetDevice(i < nUes ? GetTestDevice("ue", UE_RATE)
                                        : GetTestDevice("server", SERVER_RATE));
            node->AggregateObject(compute);
        }
    }

    /**
     * @brief Links every server with every other; servers that are added from now on know each
     * other and fetch models from each other, the last first.
     * @param rate of each link
     * @param delay one-way, of each link
     */
    void ConnectServers(const std::string& rate = "10Mbps", Time delay = MilliSeconds(1))
    {
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue(rate));
        link.SetChannelAttribute("Delay", TimeValue(delay));
        Ipv4AddressHelper addresses("10.100.0.0", "255.255.255.0");
        const uint32_t n = servers.GetN();
        backhaulAddresses.assign(n, std::vector<Address>(n));
        backhaul.assign(n, std::vector<Ptr<NetDevice>>(n));
        for (uint32_t a = 0; a < n; ++a)
        {
            for (uint32_t b = a + 1; b < n; ++b)
            {
                const NetDeviceContainer devices = link.Install(servers.Get(a), servers.Get(b));
                const Ipv4InterfaceContainer ends = addresses.Assign(devices);
                addresses.NewNetwork();
                backhaulAddresses[a][b] = InetSocketAddress(ends.GetAddress(1), PORT);
                backhaulAddresses[b][a] = InetSocketAddress(ends.GetAddress(0), PORT);
                backhaul[a][b] = devices.Get(1);
                backhaul[b][a] = devices.Get(0);
            }
        }
    }

    /**
     * @param server index of the server
     * @param start when it starts
     * @param stop when it stops; 0 never
     * @return the application
     */
    Ptr<InferenceServer> AddServer(uint32_t server = 0, Time start = Time(0), Time stop = Time(0))
    {
        auto application = CreateObject<InferenceServer>();
        application->AddDnn(dnn);
        if (!backhaulAddresses.empty())
        {
            const auto& others = backhaulAddresses[server];
            for (const auto& address : others)
            {
                application->AddServer(address);
            }
            for (uint32_t i = others.size(); i-- > 0;)
            {
                if (i != server)
                {
                    application->AddModelSource(others[i]);
                }
            }
        }
        servers.Get(server)->AddApplication(application);
        application->SetStartTime(start);
        if (stop.IsStrictlyPositive())
        {
            application->SetStopTime(stop);
        }
        return application;
    }

    /**
     * @param ue index of the UE
     * @param streams its streams
     * @param start when it starts
     * @param stop when it stops; 0 never
     * @return the application; it knows all servers
     */
    Ptr<InferenceClient> AddClient(uint32_t ue,
                                   const std::vector<Ptr<TaskStream>>& streams,
                                   Time start = Time(0),
                                   Time stop = Time(0))
    {
        auto application = CreateObject<InferenceClient>();
        application->SetUe(ue);
        for (const auto& stream : streams)
        {
            application->AddStream(stream, dnn);
        }
        for (const auto& interface : interfaces[ue])
        {
            application->AddServer(InetSocketAddress(interface.GetAddress(1), PORT));
        }
        ues.Get(ue)->AddApplication(application);
        application->SetStartTime(start);
        if (stop.IsStrictlyPositive())
        {
            application->SetStopTime(stop);
        }
        return application;
    }

    /**
     * @param ue index of a UE
     * @param server index of a server
     * @param model loses packets on their way to the server
     */
    void SetUplinkErrors(uint32_t ue, uint32_t server, Ptr<ErrorModel> model)
    {
        links[ue][server].Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(model));
    }

    /**
     * @param ue index of a UE
     * @param server index of a server
     * @param model loses packets on their way to the UE
     */
    void SetDownlinkErrors(uint32_t ue, uint32_t server, Ptr<ErrorModel> model)
    {
        links[ue][server].Get(0)->SetAttribute("ReceiveErrorModel", PointerValue(model));
    }

    Ptr<const DnnProfile> dnn;                                   //!< of every stream
    NodeContainer ues;                                           //!< the UEs
    NodeContainer servers;                                       //!< the servers
    std::vector<std::vector<NetDeviceContainer>> links;          //!< by UE and server
    std::vector<std::vector<Ipv4InterfaceContainer>> interfaces; //!< by UE and server
    std::vector<std::vector<Address>> backhaulAddresses; //!< by from and to server, if connected
    std::vector<std::vector<Ptr<NetDevice>>> backhaul;   //!< the receiving end, likewise
};

/// Collects the outcomes of a client and checks its books at every event.
class OutcomeRecorder
{
  public:
    /**
     * @param client whose outcomes to collect
     */
    explicit OutcomeRecorder(const Ptr<InferenceClient>& client)
        : m_client(client)
    {
        client->TraceConnectWithoutContext("TaskCreated",
                                           MakeCallback(&OutcomeRecorder::Created, this));
        client->TraceConnectWithoutContext("TaskEnded",
                                           MakeCallback(&OutcomeRecorder::Ended, this));
    }

    OutcomeRecorder(const OutcomeRecorder&) = delete;
    OutcomeRecorder& operator=(const OutcomeRecorder&) = delete;

    /// Checks created = completed + late + dropped + in flight, and all of these against our count.
    void Check()
    {
        const auto& c = m_client->GetCounters();
        balanced =
            balanced && c.created == c.completed + c.late + c.dropped + m_client->GetInFlight();
        balanced = balanced && c.created == created && m_client->GetInFlight() == m_open.size() &&
                   c.completed == byStatus[0] && c.late == byStatus[1] && c.dropped == byStatus[2];
    }

    std::vector<TaskOutcome> outcomes; //!< in the order of their ends
    uint64_t created{0};               //!< tasks created
    uint64_t byStatus[3]{0, 0, 0};     //!< ends by InferenceTaskStatus
    bool balanced{true};               //!< the books held at every event, each task ended once

  private:
    /**
     * @param task it
     */
    void Created(const InferenceTask& task)
    {
        ++created;
        m_last = task.id;
        balanced = balanced && m_open.insert(task.id).second && task.created == Simulator::Now();
        Check();
    }

    /**
     * @param outcome how it ended
     */
    void Ended(const TaskOutcome& outcome)
    {
        balanced = balanced && m_open.erase(outcome.task) == 1 && outcome.task <= m_last &&
                   outcome.ended == Simulator::Now() &&
                   (outcome.accuracy == 0 || outcome.status == InferenceTaskStatus::COMPLETED) &&
                   (outcome.reason != InferenceDropReason::NONE) ==
                       (outcome.status == InferenceTaskStatus::DROPPED);
        ++byStatus[static_cast<int>(outcome.status)];
        outcomes.push_back(outcome);
        Check();
    }

    Ptr<InferenceClient> m_client; //!< the client
    std::set<uint64_t> m_open;     //!< tasks created and not ended
    uint64_t m_last{0};            //!< newest task
};

} // namespace tests
} // namespace ns3

#endif // LINK_TEST_BED_H
