// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/spaces/system-encoder.h"
#include "../policy-test-states.h"

#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <set>

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param system who asks for what
 * @param state what is known
 * @return the numbers by name
 */
std::map<std::string, float>
Encode(const EdgeSystem& system, const EpochState& state)
{
    const SystemEncoder encoder(system);
    std::vector<float> numbers(encoder.GetSize() + 1, -77);
    encoder.Encode(system, state, numbers.data());
    EXPECT_EQ(numbers.back(), -77) << "writes GetSize() numbers";
    const auto names = encoder.GetNames();
    std::map<std::string, float> result;
    for (std::size_t i = 0; i < names.size(); ++i)
    {
        result[names[i]] = numbers[i];
    }
    return result;
}

/**
 * @param nUes number of UEs with a stream each
 * @param nServers number of servers; the last is in the cloud
 * @param nCells number of cells
 * @param memory bytes of models that the first server holds
 * @return a system
 */
EdgeSystem
MakeTiers(uint32_t nUes, uint32_t nServers, uint32_t nCells, double memory)
{
    EdgeSystem system =
        MakeSystem(std::vector<Ptr<const DnnProfile>>(nUes, GetTestDnn()), nServers, 0.1);
    system.dnns.push_back(GetTestDnn());
    system.nCells = nCells;
    if (nServers > 0)
    {
        system.servers.back().tier = EdgeServerTier::CLOUD;
        system.servers.back().backhaulDelay = 0.01;
        system.servers.back().backhaulRate = 1e8;
        system.servers.front().modelMemory = memory;
    }
    return system;
}

TEST(SystemEncoder, NamesEachNumberOnce)
{
    const double unbounded = std::numeric_limits<double>::infinity();
    for (const uint32_t nUes : {1, 6, 30})
    {
        for (const uint32_t nServers : {0, 1, 3})
        {
            for (const uint32_t nCells : {1, 4})
            {
                for (const double memory : {1e6, unbounded})
                {
                    const auto system = MakeTiers(nUes, nServers, nCells, memory);
                    const SystemEncoder encoder(system);
                    const auto names = encoder.GetNames();
                    EXPECT_EQ(names.size(), encoder.GetSize());
                    EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(),
                              names.size());
                    const uint32_t cells = nCells > 1 ? 1 + 2 * nCells : 0;
                    const uint32_t models = std::isfinite(memory) ? 1 : 0;
                    EXPECT_EQ(names.size(),
                              nUes * (17 + cells) + nUes * (9 + nServers) +
                                  nServers * (8 + models));
                }
            }
        }
    }
    EXPECT_EQ(SystemEncoder().GetSize(), 0U);
}

TEST(SystemEncoder, IsFiniteAndOfOrderOneWhateverTheState)
{
    std::mt19937_64 random(9);
    for (int i = 0; i < 2000; ++i)
    {
        const double deadline = std::pow(10, std::uniform_real_distribution<double>(-4, 3)(random));
        EdgeSystem system =
            MakeSystem({GetTestDnn(), DnnProfile::Read("vgg16")}, 1 + i % 3, deadline);
        system.nCells = 1 + i % 4;
        EpochState state = MakeState(system, random);
        for (auto& server : state.servers)
        {
            server.backlog *= std::pow(10, random() % 6);
            server.queue *= 1000;
        }
        for (const auto& [name, value] : Encode(system, state))
        {
            EXPECT_TRUE(std::isfinite(value)) << name;
            EXPECT_LE(std::abs(value), 4) << name;
        }
    }
}

TEST(SystemEncoder, PutsEachFieldInItsPlace)
{
    const EdgeSystem system = MakeTiers(2, 2, 2, 1e6);
    EpochState base;
    base.time = Seconds(5);
    base.ues.resize(2);
    base.streams.resize(2);
    base.servers.resize(2);
    const auto before = Encode(system, base);
    const auto expectOnly = [&](const std::string& name,
                                float expected,
                                auto change,
                                const std::set<std::string>& companions = {}) {
        EpochState state = base;
        change(state);
        for (const auto& [other, value] : Encode(system, state))
        {
            if (other == name)
            {
                EXPECT_NEAR(value, expected, 1e-6) << name;
                EXPECT_NE(value, before.at(other)) << name;
            }
            else if (companions.count(other) == 0)
            {
                EXPECT_EQ(value, before.at(other)) << name << " changes " << other;
            }
        }
    };
    using S = EpochState;
    expectOnly("ue1.uplinkRate", 2.0 / 3, [](S& s) { s.ues[1].channel.uplinkRate.value = 1e7; });
    expectOnly("ue0.uplinkPhyRate", 1, [](S& s) { s.ues[0].channel.uplinkPhyRate.value = 1e8; });
    expectOnly("ue1.uplinkShare", 0.3, [](S& s) { s.ues[1].channel.uplinkShare.value = 0.3; });
    expectOnly("ue0.retryRatio", 0.3, [](S& s) { s.ues[0].channel.retryRatio.value = 0.3; });
    expectOnly("ue0.lossRatio", 0.3, [](S& s) { s.ues[0].channel.lossRatio.value = 0.3; });
    expectOnly("ue0.busyRatio", 0.3, [](S& s) { s.ues[0].channel.busyRatio.value = 0.3; });
    expectOnly("ue1.distance", 0.5, [](S& s) { s.ues[1].channel.distance.value = 25; });
    expectOnly("ue1.connected",
               1,
               [](S& s) { s.ues[1].channel.connected = true; },
               {"ue1.inCell0"});
    expectOnly("ue0.handingOver", 1, [](S& s) { s.ues[0].channel.handingOver = true; });
    expectOnly("ue0.power1", 0.5, [](S& s) {
        s.ues[0].channel.neighbours.push_back({1, {-55, Seconds(5)}});
    });
    expectOnly("ue1.deviceSpeed",
               0.5,
               [](S& s) { s.ues[1].device.speed = 0.5; },
               {"stream1.deviceTime"});
    expectOnly("ue1.deviceBacklog", 0.4, [](S& s) { s.ues[1].device.backlog = 0.4; });
    expectOnly("ue1.deviceQueue", 0.6, [](S& s) { s.ues[1].device.queue = 3; });
    expectOnly("stream0.arrivals", 0.8, [](S& s) { s.streams[0].arrivals = 4; });
    expectOnly("stream1.pending", 0.4, [](S& s) { s.streams[1].pending = 2; });
    expectOnly("stream1.oldestTimeLeft", -0.5, [](S& s) { s.streams[1].oldestTimeLeft = -0.05; });
    expectOnly("stream1.recentLatency", 0.5, [](S& s) { s.streams[1].recentLatency = 0.05; });
    expectOnly("stream1.recentMissRatio", 0.5, [](S& s) { s.streams[1].recentMissRatio = 0.5; });
    expectOnly("server1.speed",
               0.25,
               [](S& s) { s.servers[1].speed = 0.25; },
               {"stream0.serverTime1", "stream1.serverTime1"});
    expectOnly("server0.backlog", 0.7, [](S& s) { s.servers[0].backlog = 0.7; });
    expectOnly("server1.queue", 0.7, [](S& s) { s.servers[1].queue = 7; });
    expectOnly("server0.utilisation", 0.7, [](S& s) { s.servers[0].utilisation = 0.7; });
    expectOnly("server1.up", 0, [](S& s) { s.servers[1].up = false; });
    expectOnly("server0.model0", 0.2, [](S& s) { s.servers[0].models = {0.2}; });
    // What the system says.
    EXPECT_EQ(before.at("server0.isCloud"), 0);
    EXPECT_EQ(before.at("server1.isCloud"), 1);
    EXPECT_NEAR(before.at("server1.linkDelay"), 0.1, 1e-6);
    EXPECT_NEAR(before.at("server1.linkRate"), 1, 1e-6);
    EXPECT_NEAR(before.at("stream0.deadline"), -1, 1e-6);
    // The whole network, in deadlines: 4e6 MACs at 1e8 and 1e9 MAC/s.
    EXPECT_NEAR(before.at("stream0.deviceTime"), 0.4, 1e-6);
    EXPECT_NEAR(before.at("stream1.serverTime0"), 0.04, 1e-6);
    EXPECT_EQ(before.at("stream0.uplinkTime"), 2) << "no way up";
    // Its input, 4800 bits at half a Mbit/s.
    EpochState way = base;
    way.ues[1].channel.connected = true;
    way.ues[1].channel.uplinkCapacity.value = 0.5e6;
    EXPECT_NEAR(Encode(system, way).at("stream1.uplinkTime"), 0.096, 1e-6);
    EXPECT_NEAR(Encode(system, way).at("ue1.uplinkCapacity"), std::log10(5.0) / 3, 1e-6);
}

} // namespace
} // namespace tests
} // namespace ns3
