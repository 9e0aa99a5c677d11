// SPDX-License-Identifier: GPL-2.0-only

#ifndef FAULT_DRILL_H
#define FAULT_DRILL_H

#include "../../model/policy/spaces/numbered-plans.h"
#include "link-test-bed.h"

#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/model-cache.h"
#include "ns3/object-factory.h"
#include "ns3/random-variable-stream.h"
#include "ns3/uinteger.h"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 */

namespace ns3
{
namespace tests
{

/**
 * @brief Nodes, applications and links of a network of three tiers fail and return at random while
 * tasks with plans of every kind are under way.
 *
 * Four UEs, two edge servers with model caches that hold one of two models, and a cloud node, all
 * linked with each other. A fault hits a ComputeNode (of a UE or a server), a server's application,
 * a link of a UE or a link between servers, and lasts 20 to 200 ms; the next one comes after 20 to
 * 100 ms, so that several last at the same time.
 */
class FaultDrill
{
  public:
    /// What a drill came to.
    struct Report
    {
        uint32_t faults{0};                 //!< that came
        uint32_t returns{0};                //!< that ended
        std::array<uint32_t, 4> byKind{};   //!< faults by kind
        uint64_t tasks{0};                  //!< created
        std::array<uint64_t, 3> byStatus{}; //!< by InferenceTaskStatus
        std::array<uint64_t, static_cast<int>(InferenceDropReason::REASONS)>
            byReason{};       //!< by InferenceDropReason
        uint64_t relayed{0};  //!< tasks with a tail that came to a server
        uint64_t fetched{0};  //!< models that came to a cache
        bool balanced{true};  //!< the books held at every event, and every task ended once
        uint64_t leftOver{0}; //!< tasks that some application holds at the end
    };

    /**
     * @param messages tasks' messages are moved whole, without TCP
     */
    explicit FaultDrill(bool messages = false)
        : m_messages(messages)
    {
    }

    /**
     * @brief Runs a drill in a simulation of its own.
     * @param faults how many
     * @param seed first stream of random numbers is 1000000 times this
     * @param onFault called at each fault with its number, from 1
     * @return what it came to
     */
    Report Run(uint32_t faults, uint32_t seed, const std::function<void(uint32_t)>& onFault)
    {
        m_report = Report();
        m_faults = faults;
        m_onFault = onFault;
        m_down.clear();
        m_random = CreateObject<UniformRandomVariable>();
        m_random->SetStream(int64_t{1000000} * seed);
        m_bed = std::make_unique<LinkTestBed>(UES, "20Mbps", MilliSeconds(2), SERVERS);
        m_bed->ConnectServers("50Mbps", MilliSeconds(5));
        for (uint32_t i = 0; m_messages && i < UES + SERVERS; ++i)
        {
            const auto node = i < UES ? m_bed->ues.Get(i) : m_bed->servers.Get(i - UES);
            for (uint32_t k = 0; k < node->GetNDevices(); ++k)
            {
                node->GetDevice(k)->SetMtu(65535);
            }
        }
        // 60 kB of weights each: one fits into a cache.
        m_dnns = {MakeDnn("one"), MakeDnn("two")};
        NumberedPlans space(m_dnns,
                            {EdgeServerTier::EDGE, EdgeServerTier::EDGE, EdgeServerTier::CLOUD});
        for (uint32_t i = 0; i < SERVERS; ++i)
        {
            Ptr<ModelCache> cache;
            if (i < SERVERS - 1)
            {
                cache = CreateObject<ModelCache>();
                cache->SetAttribute("Memory", UintegerValue(100000));
                cache->TraceConnectWithoutContext(
                    "Stored",
                    MakeLambdaCallback([this](const std::string&) { ++m_report.fetched; }));
                m_bed->servers.Get(i)->AggregateObject(cache);
            }
            m_servers.push_back(m_bed->AddServer(i));
            if (m_messages)
            {
                m_servers.back()->MoveMessages();
            }
            m_servers.back()->SetAttribute("FetchTimeout", TimeValue(MilliSeconds(200)));
            m_servers.back()->SetAttribute("ReconnectDelay", TimeValue(MilliSeconds(50)));
            for (const auto& dnn : m_dnns)
            {
                m_servers.back()->AddDnn(dnn);
                if (cache)
                {
                    cache->AddModel(dnn, false);
                }
            }
        }
        for (uint32_t ue = 0; ue < UES; ++ue)
        {
            AddClient(ue, space, int64_t{1000000} * seed + 100 * (ue + 1));
        }
        Simulator::Schedule(MilliSeconds(100), &FaultDrill::Fail, this);
        Simulator::Run();
        for (uint32_t i = 0; i < UES; ++i)
        {
            OutcomeRecorder& recorder = *m_recorders[i];
            recorder.Check();
            m_report.balanced = m_report.balanced && recorder.balanced;
            m_report.tasks += recorder.created;
            m_report.leftOver += m_clients[i]->GetInFlight();
            for (std::size_t status = 0; status < 3; ++status)
            {
                m_report.byStatus[status] += recorder.byStatus[status];
            }
        }
        for (const auto& server : m_servers)
        {
            const auto& c = server->GetCounters();
            m_report.leftOver += server->GetHeld();
            m_report.relayed += c.relayed;
            m_report.balanced = m_report.balanced && c.accepted <= c.done + c.dropped;
        }
        m_recorders.clear();
        m_clients.clear();
        m_servers.clear();
        m_bed.reset();
        Simulator::Destroy();
        return m_report;
    }

  private:
    static constexpr uint32_t UES = 4;     //!< number of UEs
    static constexpr uint32_t SERVERS = 3; //!< the last is in the cloud

    /**
     * @param name its name
     * @return a DNN of two layers
     */
    static Ptr<const DnnProfile> MakeDnn(const std::string& name)
    {
        return DnnProfile::Parse(R"({"format": "dnn-profile/1", "name": ")" + name +
                                     R"(", "title": "Drill",
              "input": {"elements": 3000, "bits": 8}, "classes": 10,
              "layers": [
                {"name": "l1", "macs": 1000000, "parameters": 5000, "outputElements": 2000},
                {"name": "l2", "macs": 4000000, "parameters": 5000, "outputElements": 500},
                {"name": "l3", "macs": 4000000, "parameters": 5000, "outputElements": 100}],
              "exits": [{"name": "only", "after": "l3", "headMacs": 0, "headParameters": 0,
                "accuracy": [{"bits": 32, "top1": 0.9}, {"bits": 8, "top1": 0.8}]}]})",
                                 name + ".json");
    }

    /**
     * @param ue index of the UE
     * @param space plans to choose from
     * @param stream first stream of random numbers
     */
    void AddClient(uint32_t ue, const NumberedPlans& space, int64_t stream)
    {
        auto client = CreateObject<InferenceClient>();
        client->SetUe(ue);
        if (m_messages)
        {
            client->MoveMessages();
        }
        client->SetAttribute("ReconnectDelay", TimeValue(MilliSeconds(50)));
        for (const auto& dnn : m_dnns)
        {
            ObjectFactory factory("ns3::PoissonTaskStream");
            factory.Set("Rate", DoubleValue(7));
            factory.Set("Deadline", TimeValue(MilliSeconds(250)));
            client->AddStream(factory.Create<TaskStream>(), dnn);
        }
        client->AssignStreams(stream);
        for (const auto& interface : m_bed->interfaces[ue])
        {
            client->AddServer(InetSocketAddress(interface.GetAddress(1), LinkTestBed::PORT));
        }
        m_bed->ues.Get(ue)->AddApplication(client);
        m_clients.push_back(client);
        m_recorders.push_back(std::make_unique<OutcomeRecorder>(client));
        client->TraceConnectWithoutContext(
            "TaskEnded",
            MakeLambdaCallback([this](const TaskOutcome& outcome) {
                ++m_report.byReason[static_cast<int>(outcome.reason)];
            }));
        std::vector<std::vector<InferencePlan>> plans;
        for (const auto& dnn : m_dnns)
        {
            plans.emplace_back();
            for (const uint32_t action : space.GetValidActions(dnn))
            {
                plans.back().push_back(space.GetPlan(action, *dnn));
            }
        }
        ChangePlans(client, plans);
    }

    /**
     * @param client whose plans to change, from now on
     * @param plans to choose from, by stream
     */
    void ChangePlans(Ptr<InferenceClient> client,
                     const std::vector<std::vector<InferencePlan>>& plans)
    {
        for (uint32_t i = 0; i < plans.size(); ++i)
        {
            client->SetPlan(i, plans[i][m_random->GetInteger(0, plans[i].size() - 1)], 1);
        }
        if (m_report.faults < m_faults)
        {
            Simulator::Schedule(MilliSeconds(100),
                                [this, client, plans]() { ChangePlans(client, plans); });
        }
    }

    /// A fault comes.
    void Fail()
    {
        const uint32_t kind = m_random->GetInteger(0, 3);
        const uint32_t a = m_random->GetInteger(0, kind == 0 ? UES + SERVERS - 1 : SERVERS - 1);
        const uint32_t b = m_random->GetInteger(0, kind == 2 ? UES - 1 : SERVERS - 2);
        const std::array<uint32_t, 3> what{kind, a, kind < 2 ? 0 : b};
        ++m_report.faults;
        ++m_report.byKind[kind];
        if (m_down[what]++ == 0)
        {
            Set(what, false);
        }
        m_onFault(m_report.faults);
        for (const auto& recorder : m_recorders)
        {
            recorder->Check();
            recorder->outcomes.clear();
        }
        Simulator::Schedule(MilliSeconds(m_random->GetInteger(20, 200)), [this, what]() {
            ++m_report.returns;
            if (--m_down[what] == 0)
            {
                Set(what, true);
            }
        });
        if (m_report.faults < m_faults)
        {
            Simulator::Schedule(MilliSeconds(m_random->GetInteger(20, 100)),
                                &FaultDrill::Fail,
                                this);
            return;
        }
        for (const auto& client : m_clients)
        {
            client->CloseStreams();
        }
        Simulator::Stop(Seconds(3));
    }

    /**
     * @param what kind, which, and which other
     * @param up it works from now on
     */
    void Set(const std::array<uint32_t, 3>& what, bool up)
    {
        const auto [kind, a, b] = what;
        switch (kind)
        {
        case 0:
            (a < UES ? m_bed->ues.Get(a) : m_bed->servers.Get(a - UES))
                ->GetObject<ComputeNode>()
                ->SetUp(up);
            break;
        case 1:
            m_servers[a]->SetRunning(up);
            break;
        case 2:
            SetLink(m_bed->links[b][a].Get(0), up);
            SetLink(m_bed->links[b][a].Get(1), up);
            break;
        default: {
            const uint32_t other = b < a ? b : b + 1;
            SetLink(m_bed->backhaul[a][other], up);
            SetLink(m_bed->backhaul[other][a], up);
        }
        }
    }

    /**
     * @param device receiving end of a link
     * @param up packets pass
     */
    static void SetLink(Ptr<NetDevice> device, bool up)
    {
        Ptr<RateErrorModel> errors;
        if (!up)
        {
            errors = CreateObject<RateErrorModel>();
            errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
            errors->SetRate(1);
        }
        DynamicCast<PointToPointNetDevice>(device)->SetReceiveErrorModel(errors);
    }

    bool m_messages;                                           //!< messages are moved whole
    uint32_t m_faults{0};                                      //!< to come in all
    std::function<void(uint32_t)> m_onFault;                   //!< called at each
    Ptr<UniformRandomVariable> m_random;                       //!< decides everything
    std::unique_ptr<LinkTestBed> m_bed;                        //!< the network
    std::vector<Ptr<const DnnProfile>> m_dnns;                 //!< of the streams of a UE
    std::vector<Ptr<InferenceServer>> m_servers;               //!< by index
    std::vector<Ptr<InferenceClient>> m_clients;               //!< by UE
    std::vector<std::unique_ptr<OutcomeRecorder>> m_recorders; //!< by UE
    std::map<std::array<uint32_t, 3>, uint32_t> m_down;        //!< faults that last, by what
    Report m_report;                                           //!< so far
};

} // namespace tests
} // namespace ns3

#endif // FAULT_DRILL_H
