// SPDX-License-Identifier: GPL-2.0-only

#ifndef POLICY_TEST_STATES_H
#define POLICY_TEST_STATES_H

#include "../application/link-test-bed.h"

#include "ns3/epoch-state.h"

#include <random>
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
 * @param dnns network of each stream; stream i belongs to UE i
 * @param nServers number of servers
 * @param deadline s, of each stream
 * @return who asks for what
 */
inline EdgeSystem
MakeSystem(const std::vector<Ptr<const DnnProfile>>& dnns, uint32_t nServers, double deadline)
{
    EdgeSystem system;
    for (uint32_t i = 0; i < dnns.size(); ++i)
    {
        system.streams.push_back({i, dnns[i], Seconds(deadline)});
        system.devices.push_back(GetTestDevice("ue", 1e8));
    }
    for (uint32_t i = 0; i < nServers; ++i)
    {
        system.servers.emplace_back();
        system.servers.back().device = GetTestDevice("server", 1e9);
    }
    system.interval = MilliSeconds(100);
    return system;
}

/**
 * @param system who asks for what
 * @param random draws the state
 * @return a random state; what a radio may not know is unknown now and then
 */
inline EpochState
MakeState(const EdgeSystem& system, std::mt19937_64& random)
{
    const auto draw = [&](double least, double most) {
        return std::uniform_real_distribution<double>(least, most)(random);
    };
    EpochState state;
    state.epoch = 1;
    state.time = Seconds(draw(1, 100));
    const auto measure = [&](EdgeMeasurement& measurement, double least, double most) {
        if (random() % 4 > 0)
        {
            measurement.value = draw(least, most);
            measurement.at = state.time - Seconds(draw(0, 1));
        }
    };
    const auto compute = [&](EdgeComputeState& node) {
        node.at = state.time;
        node.speed = random() % 8 == 0 ? 0 : draw(0.01, 1);
        node.backlog = random() % 2 == 0 ? 0 : draw(0, 0.2);
        node.queue = random() % 30;
        node.utilisation = draw(0, 1);
    };
    for (std::size_t i = 0; i < system.devices.size(); ++i)
    {
        EdgeUeState ue;
        ue.channel.connected = random() % 8 > 0;
        measure(ue.channel.powerDbm, -120, -20);
        measure(ue.channel.uplinkSinrDb, -20, 60);
        measure(ue.channel.downlinkSinrDb, -20, 60);
        measure(ue.channel.uplinkMcs, 0, 11);
        measure(ue.channel.uplinkPhyRate, 0, 300e6);
        measure(ue.channel.uplinkCapacity, 0, 100e6);
        measure(ue.channel.uplinkRate, 0, 100e6);
        measure(ue.channel.retryRatio, 0, 1);
        measure(ue.channel.lossRatio, 0, 1);
        measure(ue.channel.busyRatio, 0, 1);
        measure(ue.channel.backlog, 0, 1e6);
        measure(ue.channel.distance, 0, 500);
        compute(ue.device);
        state.ues.push_back(ue);
    }
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        EdgeStreamState stream;
        stream.at = state.time;
        stream.arrivals = random() % 50;
        stream.pending = random() % 50;
        stream.oldestTimeLeft = draw(-2, 2);
        stream.recentLatency = draw(0, 3);
        stream.recentMissRatio = draw(0, 1);
        state.streams.push_back(stream);
    }
    for (std::size_t i = 0; i < system.servers.size(); ++i)
    {
        state.servers.emplace_back();
        compute(state.servers.back());
    }
    return state;
}

} // namespace tests
} // namespace ns3

#endif // POLICY_TEST_STATES_H
