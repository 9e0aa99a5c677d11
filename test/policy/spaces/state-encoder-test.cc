// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/spaces/state-encoder.h"
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
 * @param encoder it
 * @param system who asks for what
 * @param state what is known
 * @param stream of the observation
 * @return the numbers by name
 */
std::map<std::string, float>
Encode(const StateEncoder& encoder,
       const EdgeSystem& system,
       const EpochState& state,
       std::size_t stream)
{
    std::vector<float> numbers(encoder.GetSize() + 1, -77);
    encoder.Encode(system, state, stream, numbers.data());
    EXPECT_EQ(numbers.back(), -77) << "writes GetSize() numbers";
    const auto names = encoder.GetNames();
    std::map<std::string, float> result;
    for (std::size_t i = 0; i < names.size(); ++i)
    {
        result[names[i]] = numbers[i];
    }
    return result;
}

TEST(StateEncoder, NamesEachNumberOnce)
{
    for (const uint32_t nServers : {0, 1, 2, 12})
    {
        const StateEncoder encoder(nServers);
        const auto names = encoder.GetNames();
        EXPECT_EQ(names.size(), encoder.GetSize());
        EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
        // With several servers each tells five things more.
        EXPECT_EQ(names.size(), 26U + (nServers > 1 ? 10U : 5U) * nServers);
    }
}

TEST(StateEncoder, IsFiniteAndOfOrderOneWhateverTheState)
{
    std::mt19937_64 random(9);
    const std::vector<Ptr<const DnnProfile>> dnns{GetTestDnn(), DnnProfile::Read("vgg16")};
    const StateEncoder encoder(2);
    for (int i = 0; i < 3000; ++i)
    {
        const double deadline = std::pow(10, std::uniform_real_distribution<double>(-4, 3)(random));
        const EdgeSystem system = MakeSystem(dnns, 2, deadline);
        EpochState state = MakeState(system, random);
        for (auto& server : state.servers)
        {
            server.backlog *= std::pow(10, random() % 6);
            server.queue *= 1000;
        }
        for (std::size_t stream = 0; stream < 2; ++stream)
        {
            for (const auto& [name, value] : Encode(encoder, system, state, stream))
            {
                EXPECT_TRUE(std::isfinite(value)) << name;
                EXPECT_LE(std::abs(value), 4) << name;
            }
        }
    }
}

TEST(StateEncoder, TakesUnknownChannelsForTheLowest)
{
    const EdgeSystem system = MakeSystem({GetTestDnn()}, 1, 0.1);
    EpochState state;
    state.time = Seconds(5);
    state.ues.resize(1);
    state.streams.resize(1);
    state.servers.resize(1);
    const StateEncoder encoder(1);
    const auto unknown = Encode(encoder, system, state, 0);
    for (const auto* name : {"connected", "uplinkPhyRate", "uplinkRate", "retryRatio", "backlog"})
    {
        EXPECT_EQ(unknown.at(name), 0) << name;
    }
    EXPECT_EQ(unknown.at("uplinkSinrAge"), 1);
    ChannelState& channel = state.ues[0].channel;
    channel.powerDbm.value = -100;
    channel.uplinkSinrDb.value = -5;
    channel.downlinkSinrDb.value = -5;
    const auto lowest = Encode(encoder, system, state, 0);
    for (const auto* name : {"power", "uplinkSinr", "downlinkSinr"})
    {
        EXPECT_EQ(lowest.at(name), unknown.at(name)) << name;
    }
}

TEST(StateEncoder, PutsEachFieldInItsPlace)
{
    const EdgeSystem system = MakeSystem({GetTestDnn(), GetTestDnn()}, 2, 0.1);
    EpochState base;
    base.time = Seconds(5);
    base.ues.resize(2);
    base.streams.resize(2);
    base.servers.resize(2);
    const StateEncoder encoder(2);
    const auto before = Encode(encoder, system, base, 0);
    const auto expectOnly = [&](const std::string& name,
                                float expected,
                                auto change,
                                const std::string& companion = "") {
        EpochState state = base;
        change(state);
        for (const auto& [other, value] : Encode(encoder, system, state, 0))
        {
            if (other == name)
            {
                EXPECT_NEAR(value, expected, 1e-6) << name;
                EXPECT_NE(value, before.at(other)) << name;
            }
            else if (other != companion)
            {
                EXPECT_EQ(value, before.at(other)) << name << " changes " << other;
            }
        }
    };
    using S = EpochState;
    expectOnly("connected", 1, [](S& s) { s.ues[0].channel.connected = true; });
    expectOnly("uplinkPhyRate", 1, [](S& s) { s.ues[0].channel.uplinkPhyRate.value = 1e8; });
    expectOnly("uplinkRate", 2.0 / 3, [](S& s) { s.ues[0].channel.uplinkRate.value = 1e7; });
    expectOnly("uplinkMcs", 1, [](S& s) { s.ues[0].channel.uplinkMcs.value = 11; });
    expectOnly("retryRatio", 0.3, [](S& s) { s.ues[0].channel.retryRatio.value = 0.3; });
    expectOnly("lossRatio", 0.3, [](S& s) { s.ues[0].channel.lossRatio.value = 0.3; });
    expectOnly("busyRatio", 0.3, [](S& s) { s.ues[0].channel.busyRatio.value = 0.3; });
    expectOnly("distance", 0.5, [](S& s) { s.ues[0].channel.distance.value = 25; });
    expectOnly(
        "deviceSpeed",
        0.5,
        [](S& s) { s.ues[0].device.speed = 0.5; },
        "deviceTime");
    expectOnly("deviceWait", 0.4, [](S& s) { s.ues[0].device.backlog = 0.04; });
    expectOnly("deviceQueue", 0.6, [](S& s) { s.ues[0].device.queue = 3; });
    expectOnly("arrivals", 0.8, [](S& s) { s.streams[0].arrivals = 4; });
    expectOnly("pending", 0.4, [](S& s) { s.streams[0].pending = 2; });
    expectOnly("oldestTimeLeft", -0.5, [](S& s) { s.streams[0].oldestTimeLeft = -0.05; });
    expectOnly("recentLatency", 0.5, [](S& s) { s.streams[0].recentLatency = 0.05; });
    expectOnly("recentMissRatio", 0.5, [](S& s) { s.streams[0].recentMissRatio = 0.5; });
    expectOnly("pendingOfOthers", 0.5, [](S& s) { s.streams[1].pending = 10; });
    expectOnly(
        "serverSpeed1",
        0.25,
        [](S& s) { s.servers[1].speed = 0.25; },
        "serverTime1");
    expectOnly("serverWait0", 0.7, [](S& s) { s.servers[0].backlog = 0.07; });
    expectOnly("serverQueue1", 0.7, [](S& s) { s.servers[1].queue = 7; });
    expectOnly("serverUtilisation0", 0.7, [](S& s) { s.servers[0].utilisation = 0.7; });
    // The whole network, in deadlines: 4e6 MACs at 1e8 and 1e9 MAC/s; its input, 4800 bits at half
    // a Mbit/s.
    EXPECT_NEAR(before.at("deviceTime"), 0.4, 1e-6);
    EXPECT_NEAR(before.at("serverTime0"), 0.04, 1e-6);
    EXPECT_EQ(before.at("uplinkTime"), 2) << "no way up";
    EpochState way = base;
    way.ues[0].device.speed = 0.5;
    way.servers[1].speed = 0.25;
    way.ues[0].channel.connected = true;
    way.ues[0].channel.uplinkCapacity.value = 0.5e6;
    const auto times = Encode(encoder, system, way, 0);
    EXPECT_NEAR(times.at("deviceTime"), 0.8, 1e-6);
    EXPECT_NEAR(times.at("serverTime1"), 0.16, 1e-6);
    EXPECT_NEAR(times.at("uplinkTime"), 0.096, 1e-6);
    // What is of another UE changes nothing.
    EpochState other = base;
    other.ues[1].device.backlog = 1;
    other.ues[1].channel.connected = true;
    EXPECT_EQ(Encode(encoder, system, other, 0), before);
}

} // namespace
} // namespace tests
} // namespace ns3
