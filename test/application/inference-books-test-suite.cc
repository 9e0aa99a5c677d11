// SPDX-License-Identifier: GPL-2.0-only

#include "link-test-bed.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/model-cache.h"
#include "ns3/object-factory.h"
#include "ns3/random-variable-stream.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <array>
#include <memory>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief Created = completed + late + dropped + in flight at every instant, in random networks in
 * which everything goes wrong.
 */

using namespace ns3;
using namespace ns3::tests;

namespace
{

/// What all runs together came to.
struct Totals
{
    uint64_t tasks{0};                  //!< tasks created
    std::array<uint64_t, 3> byStatus{}; //!< by InferenceTaskStatus
    std::array<uint64_t, static_cast<int>(InferenceDropReason::REASONS)>
        byReason{}; //!< by InferenceDropReason
};

/// One random run after another.
class BooksTestCase : public TestCase
{
  public:
    /**
     * @param first seed of the first run
     * @param runs how many
     */
    BooksTestCase(uint32_t first, uint32_t runs)
        : TestCase("The books of " + std::to_string(runs) + " random runs from seed " +
                   std::to_string(first)),
          m_first(first),
          m_runs(runs)
    {
    }

  private:
    /**
     * @param least least
     * @param most most
     * @return a random integer among them
     */
    uint32_t Draw(uint32_t least, uint32_t most)
    {
        return m_random->GetInteger(least, most);
    }

    /**
     * @param least s
     * @param most s
     * @return a random time between them
     */
    Time DrawTime(double least, double most)
    {
        return Seconds(m_random->GetValue(least, most));
    }

    /**
     * @return loses packets, or null
     */
    Ptr<ErrorModel> MakeErrors()
    {
        if (Draw(0, 2) == 0)
        {
            auto errors = CreateObject<BurstErrorModel>();
            errors->SetAttribute("ErrorRate", DoubleValue(m_random->GetValue(0.001, 0.03)));
            errors->AssignStreams(m_stream += 10);
            return errors;
        }
        auto errors = CreateObject<RateErrorModel>();
        errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
        const std::array<double, 5> rates{0, 0.01, 0.05, 0.2, 0.5};
        errors->SetRate(rates[Draw(0, 4)]);
        errors->AssignStreams(m_stream += 10);
        return errors;
    }

    /**
     * @return a random stream of tasks
     */
    Ptr<TaskStream> MakeStream()
    {
        ObjectFactory factory;
        switch (Draw(0, 2))
        {
        case 0:
            factory.SetTypeId("ns3::PoissonTaskStream");
            factory.Set("Rate", DoubleValue(Draw(5, 60)));
            break;
        case 1:
            factory.SetTypeId("ns3::ClosedLoopTaskStream");
            factory.Set("MinInterval", TimeValue(DrawTime(0.001, 0.03)));
            break;
        default:
            factory.SetTypeId("ns3::PeriodicTaskStream");
            break;
        }
        factory.Set("TasksPerArrival", UintegerValue(Draw(1, 3)));
        factory.Set("Deadline", TimeValue(DrawTime(0.002, 0.2)));
        return factory.Create<TaskStream>();
    }

    /**
     * @param dnn the network
     * @param nServers number of servers
     * @return a plan, now and then one that cannot be run
     */
    InferencePlan DrawPlan(const DnnProfile& dnn, uint32_t nServers)
    {
        InferencePlan plan;
        plan.exit = Draw(0, dnn.GetNExits() - 1);
        const auto& cuts = dnn.GetCutPoints(plan.exit);
        plan.cut = cuts[Draw(0, cuts.size() - 1)];
        plan.bits = dnn.GetBitWidths()[Draw(0, 2)];
        plan.server = Draw(0, nServers - 1);
        if (Draw(0, 30) == 0)
        {
            plan.server = nServers + 3;
        }
        if (nServers > 1 && plan.cut < dnn.GetExitPosition(plan.exit) && Draw(0, 2) > 0)
        {
            // Nearly all of them can be run.
            for (int attempt = 0; attempt < 20; ++attempt)
            {
                plan.tailCut = cuts[Draw(0, cuts.size() - 1)];
                plan.tailBits = dnn.GetBitWidths()[Draw(0, 2)];
                plan.tailServer = Draw(0, nServers - 1);
                if (IsRunnable(plan, dnn, nServers))
                {
                    break;
                }
            }
        }
        return plan;
    }

    /**
     * @param client a client whose plan to change now
     * @param stream index of its stream
     * @param nServers number of servers
     */
    void ChangePlan(Ptr<InferenceClient> client, uint32_t stream, uint32_t nServers)
    {
        client->SetPlan(stream, DrawPlan(*client->GetDnn(stream), nServers), ++m_decision);
    }

    /**
     * @param seed of the run
     */
    void RunOnce(uint32_t seed)
    {
        m_random = CreateObject<UniformRandomVariable>();
        m_stream = 100000 * seed;
        m_random->SetStream(m_stream);
        const uint32_t nUes = Draw(1, 3);
        const uint32_t nServers = Draw(1, 3);
        const std::array<const char*, 3> rates{"1Mbps", "5Mbps", "20Mbps"};
        LinkTestBed bed(nUes, rates[Draw(0, 2)], DrawTime(0, 0.02), nServers);
        if (Draw(0, 4) > 0)
        {
            bed.ConnectServers(rates[Draw(0, 2)], DrawTime(0, 0.02));
            for (const auto& row : bed.backhaul)
            {
                for (const auto& device : row)
                {
                    if (device)
                    {
                        device->SetAttribute("ReceiveErrorModel", PointerValue(MakeErrors()));
                    }
                }
            }
        }
        std::vector<Ptr<InferenceServer>> servers;
        for (uint32_t i = 0; i < nServers; ++i)
        {
            if (Draw(0, 2) == 0)
            {
                // 148 bytes of weights: they fit, or they do not.
                auto cache = CreateObject<ModelCache>();
                cache->SetAttribute("Memory", UintegerValue(Draw(0, 3) * 100));
                cache->AddModel(bed.dnn, Draw(0, 1));
                bed.servers.Get(i)->AggregateObject(cache);
            }
            const uint32_t fate = Draw(0, 3);
            if (fate == 0)
            {
                continue; // it never starts
            }
            const Time stop = fate == 1 ? Time(0) : DrawTime(0.1, 2);
            servers.push_back(bed.AddServer(i, DrawTime(0, 0.09) * Draw(0, 1), stop));
            const std::size_t added = servers.size() - 1;
            if (fate == 3)
            {
                servers.push_back(bed.AddServer(i, stop + DrawTime(0.001, 0.4)));
            }
            const bool drops = Draw(0, 1);
            const TypeId protocol =
                Draw(0, 1) ? TcpSocketFactory::GetTypeId() : UdpSocketFactory::GetTypeId();
            const auto missAction = Draw(0, 1) ? InferenceServer::WAIT : InferenceServer::REFUSE;
            for (std::size_t j = added; j < servers.size(); ++j)
            {
                servers[j]->SetAttribute("DropExpired", BooleanValue(drops));
                servers[j]->SetAttribute("Protocol", TypeIdValue(protocol));
                servers[j]->SetAttribute("MissAction", EnumValue(missAction));
                servers[j]->SetAttribute("FetchTimeout", TimeValue(DrawTime(0.01, 0.5)));
                servers[j]->SetAttribute("ReconnectDelay", TimeValue(DrawTime(0.01, 0.3)));
            }
        }
        for (uint32_t i = 0; i < nUes + nServers; ++i)
        {
            const std::array<uint32_t, 3> limits{0, 2, 5};
            const auto compute =
                (i < nUes ? bed.ues.Get(i) : bed.servers.Get(i - nUes))->GetObject<ComputeNode>();
            compute->SetAttribute("QueueLimit", UintegerValue(limits[Draw(0, 2)]));
            compute->SetAttribute("Admission", BooleanValue(Draw(0, 3) == 0));
            for (int failure = 0; Draw(0, 3) == 0 && failure < 3; ++failure)
            {
                const Time at = DrawTime(0, 2);
                Simulator::Schedule(at, &ComputeNode::SetUp, compute, false);
                Simulator::Schedule(at + DrawTime(0, 0.4), &ComputeNode::SetUp, compute, true);
            }
        }
        std::vector<Ptr<InferenceClient>> clients;
        std::vector<std::unique_ptr<OutcomeRecorder>> recorders;
        for (uint32_t ue = 0; ue < nUes; ++ue)
        {
            std::vector<Ptr<TaskStream>> streams{MakeStream()};
            if (Draw(0, 1))
            {
                streams.push_back(MakeStream());
            }
            const Time stop = Draw(0, 2) == 0 ? DrawTime(0.2, 2) : Time(0);
            auto client = bed.AddClient(ue, streams, DrawTime(0, 0.1), stop);
            const std::array<double, 3> timeouts{0, 0.05, 0.5};
            client->SetAttribute("Timeout", TimeValue(Seconds(timeouts[Draw(0, 2)])));
            client->SetAttribute("DropExpired", BooleanValue(Draw(0, 1)));
            client->SetAttribute("ReconnectDelay", TimeValue(DrawTime(0.01, 0.3)));
            client->SetAttribute("SendBuffer", UintegerValue(Draw(2048, 40000)));
            client->SetAttribute("FragmentSize", UintegerValue(Draw(64, 1400)));
            client->SetAttribute("Protocol",
                                 TypeIdValue(Draw(0, 1) ? TcpSocketFactory::GetTypeId()
                                                        : UdpSocketFactory::GetTypeId()));
            client->AssignStreams(m_stream += 10);
            for (uint32_t i = 0; i < streams.size(); ++i)
            {
                client->SetPlan(i, DrawPlan(*bed.dnn, nServers), 0);
                for (int change = 0; change < 5; ++change)
                {
                    Simulator::Schedule(DrawTime(0, 2),
                                        &BooksTestCase::ChangePlan,
                                        this,
                                        client,
                                        i,
                                        nServers);
                }
            }
            for (uint32_t server = 0; server < nServers; ++server)
            {
                bed.SetUplinkErrors(ue, server, MakeErrors());
                bed.SetDownlinkErrors(ue, server, MakeErrors());
            }
            Simulator::Schedule(Seconds(2), &InferenceClient::CloseStreams, client);
            clients.push_back(client);
            recorders.push_back(std::make_unique<OutcomeRecorder>(client));
            for (int check = 0; check < 50; ++check)
            {
                Simulator::Schedule(DrawTime(0, 3),
                                    &OutcomeRecorder::Check,
                                    recorders.back().get());
            }
        }
        // The longest deadline, the longest timeout and a step.
        Simulator::Stop(Seconds(2 + 0.2 + 0.5 + 0.001));
        Simulator::Run();
        for (uint32_t i = 0; i < nUes; ++i)
        {
            recorders[i]->Check();
            NS_TEST_EXPECT_MSG_EQ(recorders[i]->balanced, true, "books of run " << seed);
            NS_TEST_EXPECT_MSG_EQ(clients[i]->GetInFlight(), 0, "all ended in run " << seed);
            NS_TEST_EXPECT_MSG_EQ(recorders[i]->outcomes.size(),
                                  recorders[i]->created,
                                  "each ends once in run " << seed);
            m_totals.tasks += recorders[i]->created;
            for (const auto& outcome : recorders[i]->outcomes)
            {
                ++m_totals.byStatus[static_cast<int>(outcome.status)];
                ++m_totals.byReason[static_cast<int>(outcome.reason)];
                const InferenceTaskStages& s = outcome.stages;
                const Time stages = s.GetTotal();
                if (outcome.status != InferenceTaskStatus::DROPPED)
                {
                    NS_TEST_EXPECT_MSG_EQ(outcome.GetLatency(), stages, "stages in run " << seed);
                }
                NS_TEST_EXPECT_MSG_EQ((outcome.energy >= 0), true, "energy in run " << seed);
            }
        }
        for (const auto& server : servers)
        {
            const auto& c = server->GetCounters();
            NS_TEST_EXPECT_MSG_EQ((c.done + server->GetHeld() <= c.accepted), true, "server");
            NS_TEST_EXPECT_MSG_EQ((c.accepted <= c.done + c.dropped + server->GetHeld()),
                                  true,
                                  "what a server accepts it answers, drops or holds");
        }
        Simulator::Destroy();
    }

    void DoRun() override
    {
        for (uint32_t run = 0; run < m_runs; ++run)
        {
            RunOnce(m_first + run);
        }
        // The runs are worth something only when all of this happened.
        NS_TEST_EXPECT_MSG_GT(m_totals.tasks, 50 * m_runs, "tasks");
        for (const uint64_t n : m_totals.byStatus)
        {
            NS_TEST_EXPECT_MSG_GT(n, 0, "every status");
        }
        for (std::size_t reason = 0; reason < m_totals.byReason.size(); ++reason)
        {
            NS_TEST_EXPECT_MSG_GT(m_totals.byReason[reason],
                                  0,
                                  "reason " << ToString(static_cast<InferenceDropReason>(reason)));
        }
    }

    uint32_t m_first;                    //!< seed of the first run
    uint32_t m_runs;                     //!< how many
    Ptr<UniformRandomVariable> m_random; //!< makes a run
    int64_t m_stream{0};                 //!< last random stream used
    uint64_t m_decision{0};              //!< last decision
    Totals m_totals;                     //!< of all runs
};

/// The suite.
class InferenceBooksTestSuite : public TestSuite
{
  public:
    InferenceBooksTestSuite()
        : TestSuite("edge-inference-inference-books", Type::UNIT)
    {
        AddTestCase(new BooksTestCase(1, 60));
        AddTestCase(new BooksTestCase(61, 60));
    }
};

InferenceBooksTestSuite g_inferenceBooksTestSuite; //!< registers the suite

} // namespace
