// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/system-encoder.h"

#include "observation-scale.h"

#include "ns3/assert.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ns3
{

using namespace observation;

namespace
{

/// What is known of a UE, in order.
constexpr std::array UE_NAMES{"connected",
                              "power",
                              "uplinkSinr",
                              "downlinkSinr",
                              "uplinkSinrAge",
                              "uplinkPhyRate",
                              "uplinkCapacity",
                              "uplinkRate",
                              "retryRatio",
                              "lossRatio",
                              "busyRatio",
                              "backlog",
                              "uplinkShare",
                              "distance",
                              "deviceSpeed",
                              "deviceBacklog",
                              "deviceQueue"};

/// What is known of a stream, in order; then follows its time on each server.
constexpr std::array STREAM_NAMES{"arrivals",
                                  "pending",
                                  "oldestTimeLeft",
                                  "recentLatency",
                                  "recentMissRatio",
                                  "deadline",
                                  "networkMacs",
                                  "deviceTime",
                                  "uplinkTime"};

/// What is known of a server, in order; then follow its models.
constexpr std::array SERVER_NAMES{"speed",
                                  "backlog",
                                  "queue",
                                  "utilisation",
                                  "isCloud",
                                  "up",
                                  "linkDelay",
                                  "linkRate"};

/**
 * @param channel a UE's channel
 * @param cell index of a cell
 * @return dBm at which the UE hears it, as far as known, else the lowest
 */
double
GetCellPower(const ChannelState& channel, uint32_t cell)
{
    if (channel.connected && channel.servingCell == cell)
    {
        return channel.powerDbm.GetOr(-100);
    }
    for (const auto& neighbour : channel.neighbours)
    {
        if (neighbour.cell == cell)
        {
            return neighbour.powerDbm.GetOr(-100);
        }
    }
    return -100;
}

} // namespace

SystemEncoder::SystemEncoder(const EdgeSystem& system)
    : m_nUes(system.devices.size()),
      m_nStreams(system.streams.size()),
      m_nServers(system.servers.size()),
      m_nCells(system.nCells)
{
    for (const auto& server : system.servers)
    {
        if (std::isfinite(server.modelMemory))
        {
            m_nModels = system.dnns.size();
        }
    }
}

uint32_t
SystemEncoder::GetSize() const
{
    const std::size_t cells = m_nCells > 1 ? 1 + 2 * m_nCells : 0;
    return m_nUes * (UE_NAMES.size() + cells) + m_nStreams * (STREAM_NAMES.size() + m_nServers) +
           m_nServers * (SERVER_NAMES.size() + m_nModels);
}

std::vector<std::string>
SystemEncoder::GetNames() const
{
    std::vector<std::string> names;
    for (uint32_t i = 0; i < m_nUes; ++i)
    {
        const std::string prefix = "ue" + std::to_string(i) + '.';
        for (const auto* name : UE_NAMES)
        {
            names.push_back(prefix + name);
        }
        if (m_nCells > 1)
        {
            names.push_back(prefix + "handingOver");
            for (uint32_t cell = 0; cell < m_nCells; ++cell)
            {
                names.push_back(prefix + "inCell" + std::to_string(cell));
                names.push_back(prefix + "power" + std::to_string(cell));
            }
        }
    }
    for (uint32_t i = 0; i < m_nStreams; ++i)
    {
        const std::string prefix = "stream" + std::to_string(i) + '.';
        for (const auto* name : STREAM_NAMES)
        {
            names.push_back(prefix + name);
        }
        for (uint32_t server = 0; server < m_nServers; ++server)
        {
            names.push_back(prefix + "serverTime" + std::to_string(server));
        }
    }
    for (uint32_t i = 0; i < m_nServers; ++i)
    {
        const std::string prefix = "server" + std::to_string(i) + '.';
        for (const auto* name : SERVER_NAMES)
        {
            names.push_back(prefix + name);
        }
        for (uint32_t model = 0; model < m_nModels; ++model)
        {
            names.push_back(prefix + "model" + std::to_string(model));
        }
    }
    return names;
}

void
SystemEncoder::Encode(const EdgeSystem& system, const EpochState& state, float* numbers) const
{
    NS_ASSERT(state.ues.size() == m_nUes && state.streams.size() == m_nStreams &&
              state.servers.size() == m_nServers);
    float* next = numbers;
    const auto put = [&next](double value) { *next++ = static_cast<float>(value); };
    for (const auto& ue : state.ues)
    {
        const ChannelState& channel = ue.channel;
        const auto& sinr = channel.uplinkSinrDb;
        put(channel.connected);
        put(PowerScale(channel.powerDbm.GetOr(-100)));
        put(Clip(sinr.GetOr(-5) / 40, 2));
        put(Clip(channel.downlinkSinrDb.GetOr(-5) / 40, 2));
        put(sinr.IsKnown() ? Clip((state.time - sinr.at).GetSeconds(), 1) : 1);
        put(RateScale(channel.uplinkPhyRate.GetOr(0)));
        put(RateScale(m_estimator.EstimateUplinkRate(channel)));
        put(RateScale(channel.uplinkRate.GetOr(0)));
        put(channel.retryRatio.GetOr(0));
        put(channel.lossRatio.GetOr(0));
        put(channel.busyRatio.GetOr(0));
        put(BacklogScale(channel.backlog.GetOr(0)));
        put(channel.uplinkShare.GetOr(0));
        put(Clip(channel.distance.GetOr(0) / 50, 4));
        put(ue.device.speed);
        put(TimeScale(ue.device.backlog, ue.device.speed, 1));
        put(Clip(ue.device.queue / 5.0, 2));
        if (m_nCells > 1)
        {
            put(channel.handingOver);
            for (uint32_t cell = 0; cell < m_nCells; ++cell)
            {
                put(channel.connected && channel.servingCell == cell);
                put(PowerScale(GetCellPower(channel, cell)));
            }
        }
    }
    for (uint32_t i = 0; i < m_nStreams; ++i)
    {
        const auto& info = system.streams[i];
        const EdgeStreamState& own = state.streams[i];
        const EdgeUeState& ue = state.ues[info.ue];
        const DnnProfile& dnn = *info.dnn;
        const double deadline = info.deadline.GetSeconds();
        const uint32_t last = dnn.GetNExits() - 1;
        const uint32_t position = dnn.GetExitPosition(last);
        put(Clip(own.arrivals / 5.0, 2));
        put(Clip(own.pending / 5.0, 2));
        put(Clip(own.oldestTimeLeft / deadline, 2));
        put(Clip(own.recentLatency / deadline, 2));
        put(own.recentMissRatio);
        put(Clip(std::log10(deadline), 2));
        put(Clip(std::log10(std::max(1.0, static_cast<double>(dnn.GetTotalMacs()))) / 10, 2));
        put(TimeScale(dnn.GetSeconds(*system.devices[info.ue], last, 0, position),
                      ue.device.speed,
                      deadline));
        const double rate = m_estimator.EstimateUplinkRate(ue.channel);
        put(TimeScale(8.0 * dnn.GetFeatureBytes(0, dnn.GetInputBits()), rate, deadline));
        for (uint32_t server = 0; server < m_nServers; ++server)
        {
            put(TimeScale(dnn.GetSeconds(*system.servers[server].device, last, 0, position),
                          state.servers[server].speed,
                          deadline));
        }
    }
    for (uint32_t i = 0; i < m_nServers; ++i)
    {
        const auto& site = system.servers[i];
        const EdgeServerState& server = state.servers[i];
        put(server.speed);
        put(TimeScale(server.backlog, server.speed, 1));
        put(Clip(server.queue / 10.0, 2));
        put(server.utilisation);
        put(site.tier == EdgeServerTier::CLOUD);
        put(server.up);
        put(Clip(site.backhaulDelay * 10, 2));
        put(Clip(RateScale(site.backhaulRate), 2));
        for (uint32_t model = 0; model < m_nModels; ++model)
        {
            put(GetModelShare(system, server, system.dnns[model]));
        }
    }
    NS_ASSERT(next == numbers + GetSize());
}

} // namespace ns3
