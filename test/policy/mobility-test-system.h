// SPDX-License-Identifier: GPL-2.0-only

#ifndef MOBILITY_TEST_SYSTEM_H
#define MOBILITY_TEST_SYSTEM_H

#include "policy-test-states.h"

#include <cstdint>
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

/// The models of MakeMobileSystem().
inline const std::vector<Ptr<const DnnProfile>>&
GetMobileDnns()
{
    static const std::vector<Ptr<const DnnProfile>> dnns{DnnProfile::Read("efficientnet-b0"),
                                                         DnnProfile::Read("mobilenetv2")};
    return dnns;
}

/**
 * @param nUes number of UEs, with one stream each; the models take turns
 * @param nCells number of cells, each with an edge server; a cloud node stands behind them
 * @param memory bytes of each edge server
 * @return who asks for what
 */
inline EdgeSystem
MakeMobileSystem(uint32_t nUes, uint32_t nCells, double memory)
{
    EdgeSystem system;
    system.dnns = GetMobileDnns();
    for (uint32_t i = 0; i < nUes; ++i)
    {
        system.streams.push_back({i, system.dnns[i % 2], MilliSeconds(100)});
        system.devices.push_back(DeviceProfile::Read("raspberry-pi-3"));
    }
    for (uint32_t i = 0; i <= nCells; ++i)
    {
        EdgeSystem::Server server;
        const bool isCloud = i == nCells;
        server.device = DeviceProfile::Read(isCloud ? "nvidia-v100" : "jetson-nano");
        server.tier = isCloud ? EdgeServerTier::CLOUD : EdgeServerTier::EDGE;
        server.cell = isCloud ? 0 : i;
        server.backhaulRate = 100e6;
        server.backhaulDelay = isCloud ? 0.04 : 1e-5;
        server.modelRate = 100e6;
        server.modelDelay = 0.02;
        if (!isCloud)
        {
            server.modelMemory = memory;
        }
        system.servers.push_back(server);
    }
    for (uint32_t cell = 0; cell < nCells; ++cell)
    {
        system.paths.emplace_back();
        for (uint32_t i = 0; i <= nCells; ++i)
        {
            system.paths.back().push_back({100e6, i == nCells ? 0.05 : i == cell ? 1e-5 : 0.02});
        }
    }
    system.nCells = nCells;
    system.interval = MilliSeconds(200);
    return system;
}

/**
 * @param system who asks for what
 * @param epoch number of the epoch
 * @return a quiet state: UE i in cell i modulo the number of cells, good channels, every model
 * everywhere
 */
inline EpochState
MakeMobileState(const EdgeSystem& system, uint64_t epoch)
{
    EpochState state;
    state.epoch = epoch;
    state.time = Seconds(0.2 * static_cast<double>(epoch));
    for (uint32_t i = 0; i < system.devices.size(); ++i)
    {
        EdgeUeState ue;
        ue.channel.connected = true;
        ue.channel.servingCell = i % system.nCells;
        ue.channel.powerDbm.value = -60;
        ue.channel.uplinkCapacity.value = 50e6;
        state.ues.push_back(ue);
    }
    state.streams.resize(system.streams.size());
    for (const auto& server : system.servers)
    {
        state.servers.emplace_back();
        if (server.tier == EdgeServerTier::EDGE)
        {
            state.servers.back().models.assign(system.dnns.size(), 1);
        }
    }
    return state;
}

/**
 * @param system of MakeMobileSystem()
 * @param epoch number of the epoch
 * @param random draws the state
 * @return a random state in which UEs are anywhere and models are there, on their way or not
 */
inline EpochState
MakeRandomMobileState(const EdgeSystem& system, uint64_t epoch, std::mt19937_64& random)
{
    EpochState state = MakeState(system, random);
    state.epoch = epoch;
    for (auto& ue : state.ues)
    {
        ue.channel.servingCell = random() % system.nCells;
        for (uint32_t cell = 0; cell < system.nCells; ++cell)
        {
            if (cell != ue.channel.servingCell && random() % 2 > 0)
            {
                EdgeMeasurement power;
                power.value = -120 + static_cast<double>(random() % 80);
                ue.channel.neighbours.push_back({cell, power});
            }
        }
    }
    for (uint32_t i = 0; i < system.servers.size(); ++i)
    {
        auto& models = state.servers[i].models;
        state.servers[i].up = random() % 8 > 0;
        if (system.servers[i].tier == EdgeServerTier::EDGE)
        {
            // At most one of them fits.
            models.assign(system.dnns.size(), 0);
            models[random() % models.size()] = static_cast<double>(random() % 3) / 2;
        }
    }
    return state;
}

} // namespace tests
} // namespace ns3

#endif // MOBILITY_TEST_SYSTEM_H
