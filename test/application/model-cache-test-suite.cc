// SPDX-License-Identifier: GPL-2.0-only

#include "link-closed-forms.h"
#include "link-test-bed.h"
#include "message-bytes.h"

#include "ns3/boolean.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/model-cache.h"
#include "ns3/random-variable-stream.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <list>
#include <map>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief ModelCache against a reference, and servers that fetch what they have not.
 */

using namespace ns3;
using namespace ns3::tests;

namespace
{

/**
 * @param name its name
 * @param parameters its weights
 * @return a DNN of one layer
 */
Ptr<const DnnProfile>
MakeModel(const std::string& name, uint64_t parameters)
{
    return DnnProfile::Parse(R"({
      "format": "dnn-profile/1", "name": ")" +
                                 name +
                                 R"(", "title": "Model",
      "input": {"elements": 600, "bits": 8}, "classes": 10,
      "layers": [{"name": "l1", "macs": 1000000, "parameters": )" +
                                 std::to_string(parameters) + R"(, "outputElements": 100}],
      "exits": [{"name": "only", "after": "l1", "headMacs": 0, "headParameters": 0,
                 "accuracy": [{"bits": 32, "top1": 0.9}, {"bits": 8, "top1": 0.8}]}]})",
                             name + ".json");
}

/// Random uses against a list that is kept in the order of the definition.
class EvictionTestCase : public TestCase
{
  public:
    /**
     * @param eviction what goes first
     */
    explicit EvictionTestCase(ModelCache::Eviction eviction)
        : TestCase(std::string("Random uses against a reference, ") +
                   (eviction == ModelCache::LRU ? "LRU" : "LFU")),
          m_eviction(eviction)
    {
    }

  private:
    /// A model in the reference's cache.
    struct Entry
    {
        std::size_t model; //!< which
        uint64_t uses;     //!< since it came
    };

    void DoRun() override
    {
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(31);
        std::vector<Ptr<const DnnProfile>> models;
        for (int i = 0; i < 12; ++i)
        {
            models.push_back(MakeModel("m" + std::to_string(i), 100 + 50 * (i % 5)));
        }
        auto cache = CreateObject<ModelCache>();
        const uint64_t memory = 3000;
        cache->SetAttribute("Memory", UintegerValue(memory));
        cache->SetAttribute("Eviction", EnumValue(m_eviction));
        uint64_t most = 0;
        cache->TraceConnectWithoutContext(
            "Used",
            MakeLambdaCallback([&most](uint64_t, uint64_t now) { most = std::max(most, now); }));
        uint64_t evicted = 0;
        cache->TraceConnectWithoutContext(
            "Evicted",
            MakeLambdaCallback([&evicted](const std::string&) { ++evicted; }));
        for (const auto& model : models)
        {
            cache->AddModel(model, false);
        }
        std::list<Entry> reference; // least recently used first
        uint64_t hits = 0;
        for (int step = 0; step < 20000; ++step)
        {
            // Some models are wanted more often than others.
            const std::size_t wanted =
                std::min(random->GetInteger(0, 11), random->GetInteger(0, 11));
            auto it = std::find_if(reference.begin(), reference.end(), [&](const Entry& e) {
                return e.model == wanted;
            });
            const bool hit = it != reference.end();
            hits += hit;
            NS_TEST_ASSERT_MSG_EQ(cache->Use(models[wanted]), hit, "step " << step);
            if (hit)
            {
                Entry entry = *it;
                ++entry.uses;
                reference.erase(it);
                reference.push_back(entry);
            }
            else
            {
                const auto getBytes = [&]() {
                    uint64_t bytes = 0;
                    for (const auto& entry : reference)
                    {
                        bytes += models[entry.model]->GetModelBytes();
                    }
                    return bytes;
                };
                while (getBytes() + models[wanted]->GetModelBytes() > memory)
                {
                    auto victim = reference.begin();
                    if (m_eviction == ModelCache::LFU)
                    {
                        victim = std::min_element(
                            reference.begin(),
                            reference.end(),
                            [](const Entry& a, const Entry& b) { return a.uses < b.uses; });
                    }
                    reference.erase(victim);
                }
                reference.push_back({wanted, 1});
                NS_TEST_ASSERT_MSG_EQ(cache->Reserve(models[wanted]), true, "there is room");
                cache->Store(models[wanted]);
                cache->Hold(models[wanted]);
            }
            cache->Release(models[wanted]);
            for (std::size_t i = 0; i < models.size(); ++i)
            {
                const bool there = std::any_of(reference.begin(),
                                               reference.end(),
                                               [i](const Entry& e) { return e.model == i; });
                NS_TEST_ASSERT_MSG_EQ((cache->GetState(models[i]) == ModelCache::PRESENT),
                                      there,
                                      "model " << i << " after step " << step);
                NS_TEST_ASSERT_MSG_EQ(cache->GetShare(models[i]), (there ? 1 : 0), "share");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(cache->GetNHits(), hits, "hits");
        NS_TEST_EXPECT_MSG_EQ(cache->GetNMisses(), 20000 - hits, "misses");
        NS_TEST_EXPECT_MSG_GT(evicted, 1000, "evictions");
        NS_TEST_EXPECT_MSG_GT(hits, 1000, "hits");
        NS_TEST_EXPECT_MSG_LT(most, memory + 1, "the bound holds");
        NS_TEST_EXPECT_MSG_GT(most, memory - 1200, "and is used");
    }

    ModelCache::Eviction m_eviction; //!< what goes first
};

/// What is in use or placed stays; placements beyond the memory; a loss of the memory.
class PlacementTestCase : public TestCase
{
  public:
    PlacementTestCase()
        : TestCase("Models in use and placed models stay")
    {
    }

  private:
    void DoRun() override
    {
        const auto a = MakeModel("a", 100);
        const auto b = MakeModel("b", 100);
        const auto c = MakeModel("c", 100);
        const auto big = MakeModel("big", 300);
        auto cache = CreateObject<ModelCache>();
        cache->SetAttribute("Memory", UintegerValue(800));
        for (const auto& model : {b, c, a, big})
        {
            cache->AddModel(model, true);
        }
        const auto expect = [&](const Ptr<const DnnProfile>& model, bool there) {
            NS_TEST_EXPECT_MSG_EQ((cache->GetState(model) == ModelCache::PRESENT),
                                  there,
                                  model->GetName());
        };
        // From the beginning there is what fits.
        expect(a, false);
        expect(b, true);
        expect(c, true);
        NS_TEST_EXPECT_MSG_EQ(cache->CanHold(big), false, "1200 bytes in 800");
        NS_TEST_EXPECT_MSG_EQ(cache->GetUsed(), 800, "bytes");

        // In use: nothing can go.
        cache->Use(b);
        cache->Use(c);
        cache->Use(c);
        NS_TEST_EXPECT_MSG_EQ(cache->Reserve(a), false, "no room");
        cache->Release(c);
        NS_TEST_EXPECT_MSG_EQ(cache->Reserve(a), false, "c is still in use");
        cache->Release(c);
        NS_TEST_EXPECT_MSG_EQ(cache->Reserve(a), true, "c goes");
        expect(b, true);
        expect(c, false);
        cache->SetShare(a, 0.25);
        NS_TEST_EXPECT_MSG_EQ(cache->GetShare(a), 0.25, "on its way");
        cache->Abandon(a);
        NS_TEST_EXPECT_MSG_EQ(cache->GetUsed(), 400, "its memory is free");
        NS_TEST_EXPECT_MSG_EQ(cache->Reserve(a), true, "again");
        cache->Store(a);

        // The agent wants c and a, then also big, which does not fit; b goes when it is released.
        const auto missing = cache->SetPlacement({c, a, big});
        NS_TEST_ASSERT_MSG_EQ(missing.size(), 1, "c is missing");
        NS_TEST_EXPECT_MSG_EQ((missing[0] == c), true, "c is missing");
        NS_TEST_EXPECT_MSG_EQ(cache->CanHold(b), false, "placed models leave no room");
        expect(b, true);
        cache->Release(b);
        expect(b, false);
        NS_TEST_EXPECT_MSG_EQ(cache->Reserve(c), true, "c fits now");
        cache->Store(c);
        NS_TEST_EXPECT_MSG_EQ(cache->Reserve(b), false, "placed ones stay, used or not");
        cache->ClearPlacement();
        NS_TEST_EXPECT_MSG_EQ(cache->Reserve(b), true, "nothing is placed any more");
        expect(a, false);
        cache->Clear();
        for (const auto& model : {a, b, c})
        {
            expect(model, false);
        }
        NS_TEST_EXPECT_MSG_EQ(cache->GetUsed(), 0, "all is lost");
    }
};

/// A device that loads weights at 1 MB/s after 5 ms.
Ptr<const DeviceProfile>
GetLoadingDevice()
{
    return DeviceProfile::Parse(R"({
      "format": "device-profile/1", "name": "loader", "macRate": {"value": 1e9},
      "power": {"idle": 1, "active": 2, "energyPerMac": 1e-9},
      "load": {"fixed": 0.005, "rate": 1e6}})",
                                "loader.json");
}

/// Cold starts on a point-to-point backhaul: fetch plus load, to the instant.
class ColdStartTestCase : public TestCase
{
  public:
    ColdStartTestCase()
        : TestCase("A cold start takes exactly fetch plus load")
    {
    }

  private:
    void DoRun() override
    {
        LinkTestBed bed(1, "10Mbps", MilliSeconds(1), 2);
        bed.ConnectServers();
        bed.servers.Get(0)->GetObject<ComputeNode>()->SetDevice(GetLoadingDevice());
        const auto first = MakeModel("first", 1000);
        const auto second = MakeModel("second", 3000);
        auto cache = CreateObject<ModelCache>();
        cache->SetAttribute("Memory", UintegerValue(16000));
        bed.servers.Get(0)->AggregateObject(cache);
        std::vector<Ptr<InferenceServer>> servers{bed.AddServer(0), bed.AddServer(1)};
        auto client = CreateObject<InferenceClient>();
        for (const auto& model : {first, second})
        {
            cache->AddModel(model, false);
            for (const auto& server : servers)
            {
                server->AddDnn(model);
            }
        }
        // The first fetch makes the connection. Two tasks need the second model, one while it
        // comes.
        client->AddStream(MakeScript({Seconds(1)}, Seconds(1)), first);
        client->AddStream(MakeScript({Seconds(2), Seconds(2.02), Seconds(3)}, Seconds(1)), second);
        client->AddServer(InetSocketAddress(bed.interfaces[0][0].GetAddress(1), LinkTestBed::PORT));
        bed.ues.Get(0)->AddApplication(client);
        client->SetPlan(0, {0, 0, 8, 0}, 1);
        client->SetPlan(1, {0, 0, 8, 0}, 1);
        OutcomeRecorder recorder(client);
        std::vector<ModelCache::Fetch> fetches;
        servers[0]->TraceConnectWithoutContext(
            "ModelFetched",
            MakeLambdaCallback(
                [&fetches](const ModelCache::Fetch& fetch) { fetches.push_back(fetch); }));
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(recorder.outcomes.size(), 4, "tasks");
        NS_TEST_ASSERT_MSG_EQ(fetches.size(), 2, "fetches");
        const double request = GetTransmission(true, 28, 0) + DELAY;
        const double weights = GetTransmission(true, 32, 12000) + DELAY;
        const double load = 0.005 + 12000 / 1e6;
        const auto& fetch = fetches[1];
        NS_TEST_EXPECT_MSG_EQ(fetch.stored, true, "it is there");
        NS_TEST_EXPECT_MSG_EQ(fetch.asked, fetch.begun, "at once");
        NS_TEST_EXPECT_MSG_EQ_TOL((fetch.received - fetch.begun).GetSeconds(),
                                  request + weights,
                                  PRECISION,
                                  "the request and 12 kB of weights in packets");
        NS_TEST_EXPECT_MSG_EQ_TOL((fetch.ended - fetch.received).GetSeconds(),
                                  load,
                                  1e-9,
                                  "and loading");
        const auto getLoad = [&](int i) { return recorder.outcomes[i].stages.serverLoad; };
        for (const auto& outcome : recorder.outcomes)
        {
            NS_TEST_EXPECT_MSG_EQ((outcome.status == InferenceTaskStatus::COMPLETED),
                                  true,
                                  "completed");
            NS_TEST_EXPECT_MSG_EQ(outcome.GetLatency(), outcome.stages.GetTotal(), "no gap");
        }
        NS_TEST_EXPECT_MSG_EQ(getLoad(1), fetch.ended - fetch.asked, "the task that missed it");
        NS_TEST_EXPECT_MSG_EQ(
            getLoad(1) - getLoad(2),
            (recorder.outcomes[2].created + recorder.outcomes[2].stages.uplink) -
                (recorder.outcomes[1].created + recorder.outcomes[1].stages.uplink),
            "both wait for the same instant");
        NS_TEST_EXPECT_MSG_EQ(getLoad(3), Time(0), "a warm start waits for nothing");
        NS_TEST_EXPECT_MSG_EQ(cache->GetNMisses(), 3, "misses");
        NS_TEST_EXPECT_MSG_EQ(cache->GetNHits(), 1, "hits");
        NS_TEST_EXPECT_MSG_EQ(servers[1]->GetCounters().models, 2, "models sent");
        NS_TEST_EXPECT_MSG_EQ(recorder.balanced, true, "books");
        Simulator::Destroy();
    }
};

/// Every way in which a fetch can fail or a model be refused, and an agent's placement.
class FetchTroubleTestCase : public TestCase
{
  public:
    FetchTroubleTestCase()
        : TestCase("Sources that are away, models that do not fit, placements, restarts")
    {
    }

  private:
    /// What is different in a run.
    struct Run
    {
        bool refuse{false};      //!< tasks do not wait
        uint64_t memory{0};      //!< of the cache
        bool sourceStarts{true}; //!< there is a source
        double loseFrom{-1};     //!< s, when the way from the source begins to lose everything
        double loseTo{-1};       //!< s, when it ends
        bool restart{false};     //!< the server stops at 2 s and starts at 2.1 s
    };

    /**
     * @param run what is different
     * @param at instants of the tasks, s
     * @return the reasons of the tasks that ended, in their order
     */
    std::vector<std::string> GetReasons(const Run& run, const std::vector<Time>& at)
    {
        LinkTestBed bed(1, "10Mbps", MilliSeconds(1), 2);
        bed.ConnectServers();
        const auto model = MakeModel("model", 50000);
        auto cache = CreateObject<ModelCache>();
        cache->SetAttribute("Memory", UintegerValue(run.memory));
        cache->AddModel(model, false);
        bed.servers.Get(0)->AggregateObject(cache);
        std::vector<Ptr<InferenceServer>> servers{
            bed.AddServer(0, Time(0), run.restart ? Seconds(2) : Time(0))};
        if (run.restart)
        {
            servers.push_back(bed.AddServer(0, Seconds(2.1)));
        }
        for (const auto& server : servers)
        {
            server->SetAttribute("FetchTimeout", TimeValue(MilliSeconds(400)));
            server->SetAttribute(
                "MissAction",
                EnumValue(run.refuse ? InferenceServer::REFUSE : InferenceServer::WAIT));
        }
        if (run.sourceStarts)
        {
            servers.push_back(bed.AddServer(1));
        }
        for (const auto& server : servers)
        {
            server->AddDnn(model);
        }
        auto client = CreateObject<InferenceClient>();
        client->AddStream(MakeScript(at, Seconds(1.5)), model);
        client->AddServer(InetSocketAddress(bed.interfaces[0][0].GetAddress(1), LinkTestBed::PORT));
        bed.ues.Get(0)->AddApplication(client);
        client->SetPlan(0, {0, 0, 8, 0}, 1);
        OutcomeRecorder recorder(client);
        if (run.loseFrom >= 0)
        {
            auto errors = CreateObject<RateErrorModel>();
            errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
            errors->SetRate(1);
            Ptr<NetDevice> device = bed.backhaul[1][0];
            const auto set = [device](Ptr<ErrorModel> model) {
                DynamicCast<PointToPointNetDevice>(device)->SetReceiveErrorModel(model);
            };
            Simulator::Schedule(Seconds(run.loseFrom), [set, errors]() { set(errors); });
            Simulator::Schedule(Seconds(run.loseTo), [set]() { set(nullptr); });
        }
        uint64_t most = 0;
        cache->TraceConnectWithoutContext(
            "Used",
            MakeLambdaCallback([&most](uint64_t, uint64_t now) { most = std::max(most, now); }));
        Simulator::Stop(Seconds(8));
        Simulator::Run();
        std::map<uint64_t, std::string> reasons;
        for (const auto& outcome : recorder.outcomes)
        {
            reasons[outcome.task] = ToString(outcome.reason);
        }
        NS_TEST_EXPECT_MSG_EQ(reasons.size(), at.size(), "each task ends");
        NS_TEST_EXPECT_MSG_EQ(recorder.balanced, true, "books");
        NS_TEST_EXPECT_MSG_EQ((run.memory == 0 || most <= run.memory), true, "bound");
        for (const auto& server : servers)
        {
            const auto& c = server->GetCounters();
            NS_TEST_EXPECT_MSG_EQ(server->GetHeld(), 0, "nothing is left");
            NS_TEST_EXPECT_MSG_EQ((c.accepted <= c.done + c.dropped), true, "the servers' books");
        }
        Simulator::Destroy();
        std::vector<std::string> list;
        for (const auto& [task, reason] : reasons)
        {
            list.push_back(reason);
        }
        return list;
    }

    /**
     * @param run what is different
     * @param at instants of the tasks, s
     * @param expected their reasons
     * @param what the run
     */
    void Expect(const Run& run,
                const std::vector<Time>& at,
                const std::vector<std::string>& expected,
                const std::string& what)
    {
        const auto reasons = GetReasons(run, at);
        for (std::size_t i = 0; i < expected.size() && i < reasons.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(reasons[i], expected[i], what << ", task " << i + 1);
        }
    }

    void DoRun() override
    {
        const std::vector<Time> three{Seconds(1), Seconds(1.9), Seconds(4)};
        Run run;
        Expect(run, three, {"", "", ""}, "all is well");
        run.refuse = true;
        Expect(run, three, {"model-missing", "", ""}, "refuse");
        run = Run();
        run.memory = 199999;
        Expect(run, three, {"model-missing", "model-missing", "model-missing"}, "too large");
        run = Run();
        run.sourceStarts = false;
        Expect(run, three, {"model-missing", "model-missing", "model-missing"}, "no source");
        run = Run();
        run.loseFrom = 1.05; // in the midst of 165 ms of weights
        run.loseTo = 2.5;
        Expect(run, three, {"model-missing", "model-missing", ""}, "the source falls silent");
        run = Run();
        run.restart = true;
        // The third finds an empty cache, but the model can be fetched again.
        Expect(run, three, {"", "", ""}, "restart");
        run.restart = false;
        RunPlacement();
    }

    /// What the agent places is fetched without a task, what it does not is evicted.
    void RunPlacement()
    {
        LinkTestBed bed(1, "10Mbps", MilliSeconds(1), 2);
        bed.ConnectServers();
        const auto a = MakeModel("a", 1000);
        const auto b = MakeModel("b", 1000);
        auto cache = CreateObject<ModelCache>();
        cache->SetAttribute("Memory", UintegerValue(4000));
        bed.servers.Get(0)->AggregateObject(cache);
        std::vector<Ptr<InferenceServer>> servers{bed.AddServer(0), bed.AddServer(1)};
        for (const auto& model : {a, b})
        {
            cache->AddModel(model, false);
            for (const auto& server : servers)
            {
                server->AddDnn(model);
            }
        }
        const auto place = [&](double at, Ptr<const DnnProfile> model) {
            Simulator::Schedule(Seconds(at),
                                [&servers, model]() { servers[0]->SetPlacement({model}); });
        };
        std::string seen;
        const auto look = [&](double at) {
            Simulator::Schedule(Seconds(at), [&]() {
                seen += cache->GetState(a) == ModelCache::PRESENT ? 'a' : '-';
                seen += cache->GetState(b) == ModelCache::PRESENT ? 'b' : '-';
            });
        };
        place(1, a);
        look(1.001);
        look(1.5);
        place(2, b);
        look(2.001);
        look(2.5);
        place(3, b);
        look(3.001);
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(seen, "--a----b-b", "what is there at each look");
        NS_TEST_EXPECT_MSG_EQ(servers[1]->GetCounters().models, 2, "fetched once each");
        Simulator::Destroy();
    }
};

/// Weights of more bytes than 32 bits count, as those of LLaMA 2 7B.
class LargeModelTestCase : public TestCase
{
  public:
    LargeModelTestCase()
        : TestCase("Fetch of 4.4 GB")
    {
    }

  private:
    void DoRun() override
    {
        constexpr uint64_t BYTES = 4400000000;
        constexpr uint16_t MTU = 65535; // large segments, for there are many bytes
        LinkTestBed bed(1, "10Mbps", MilliSeconds(1), 2);
        bed.ConnectServers("100Gbps", MicroSeconds(10));
        const auto model = MakeModel("large", BYTES / 4);
        auto cache = CreateObject<ModelCache>();
        cache->AddModel(model, false);
        bed.servers.Get(0)->AggregateObject(cache);
        std::vector<Ptr<InferenceServer>> servers{bed.AddServer(0), bed.AddServer(1)};
        for (const auto& server : servers)
        {
            server->AddDnn(model);
            server->SetAttribute("SegmentSize", UintegerValue(MTU - 100));
        }
        bed.backhaul[1][0]->SetMtu(MTU);
        bed.backhaul[0][1]->SetMtu(MTU);
        std::vector<ModelCache::Fetch> fetches;
        servers[0]->TraceConnectWithoutContext(
            "ModelFetched",
            MakeLambdaCallback(
                [&fetches](const ModelCache::Fetch& fetch) { fetches.push_back(fetch); }));
        Simulator::Schedule(Seconds(1), [&]() { servers[0]->SetPlacement({model}); });
        Simulator::Stop(Seconds(30));
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(fetches.size(), 1, "it has come");
        NS_TEST_EXPECT_MSG_EQ(fetches[0].stored, true, "and was stored");
        NS_TEST_EXPECT_MSG_GT((fetches[0].received - fetches[0].begun).GetSeconds(),
                              8.0 * BYTES / 100e9,
                              "all bytes took their time");
        NS_TEST_EXPECT_MSG_EQ((cache->GetState(model) == ModelCache::PRESENT), true, "it is there");
        Simulator::Destroy();
    }
};

/// The suite.
class ModelCacheTestSuite : public TestSuite
{
  public:
    ModelCacheTestSuite()
        : TestSuite("edge-inference-model-cache", Type::UNIT)
    {
        AddTestCase(new EvictionTestCase(ModelCache::LRU));
        AddTestCase(new EvictionTestCase(ModelCache::LFU));
        AddTestCase(new PlacementTestCase());
        AddTestCase(new ColdStartTestCase());
        AddTestCase(new FetchTroubleTestCase());
        AddTestCase(new LargeModelTestCase());
    }
};

ModelCacheTestSuite g_modelCacheTestSuite; //!< registers the suite

} // namespace
