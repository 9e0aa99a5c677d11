// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/state-encoder.h"

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

/// What is known of a stream and its UE, in order.
constexpr std::array STREAM_NAMES{
    "connected",       "power",         "uplinkSinr",  "downlinkSinr",    "uplinkSinrAge",
    "uplinkMcs",       "uplinkPhyRate", "uplinkRate",  "retryRatio",      "lossRatio",
    "busyRatio",       "backlog",       "distance",    "deviceSpeed",     "deviceWait",
    "deviceQueue",     "arrivals",      "pending",     "oldestTimeLeft",  "recentLatency",
    "recentMissRatio", "deadline",      "networkMacs", "pendingOfOthers", "deviceTime",
    "uplinkTime"};

/// What is known of a server, in order.
constexpr std::array SERVER_NAMES{"serverSpeed",
                                  "serverWait",
                                  "serverQueue",
                                  "serverUtilisation",
                                  "serverTime"};

/// What is known of a server in addition, when there are several.
constexpr std::array TIER_NAMES{"serverIsCloud",
                                "serverUp",
                                "serverModel",
                                "serverDelay",
                                "serverLinkRate"};

} // namespace

StateEncoder::StateEncoder(uint32_t nServers)
    : m_nServers(nServers)
{
}

uint32_t
StateEncoder::GetSize() const
{
    const std::size_t tier = m_nServers > 1 ? TIER_NAMES.size() : 0;
    return STREAM_NAMES.size() + m_nServers * (SERVER_NAMES.size() + tier);
}

std::vector<std::string>
StateEncoder::GetNames() const
{
    std::vector<std::string> names(STREAM_NAMES.begin(), STREAM_NAMES.end());
    for (uint32_t i = 0; i < m_nServers; ++i)
    {
        for (const auto* name : SERVER_NAMES)
        {
            names.push_back(name + std::to_string(i));
        }
        if (m_nServers > 1)
        {
            for (const auto* name : TIER_NAMES)
            {
                names.push_back(name + std::to_string(i));
            }
        }
    }
    return names;
}

void
StateEncoder::Encode(const EdgeSystem& system,
                     const EpochState& state,
                     std::size_t stream,
                     float* numbers) const
{
    const auto& info = system.streams[stream];
    const EdgeStreamState& own = state.streams[stream];
    const EdgeUeState& ue = state.ues[info.ue];
    const ChannelState& channel = ue.channel;
    const double deadline = info.deadline.GetSeconds();
    uint32_t pendingOfAll = 0;
    for (const auto& other : state.streams)
    {
        pendingOfAll += other.pending;
    }
    const double age =
        channel.uplinkSinrDb.IsKnown() ? (state.time - channel.uplinkSinrDb.at).GetSeconds() : 1.0;
    float* next = numbers;
    const auto put = [&next](double value) { *next++ = static_cast<float>(value); };
    const auto putTime = [&](double seconds, double speed) {
        put(TimeScale(seconds, speed, deadline));
    };
    put(channel.connected);
    put(PowerScale(channel.powerDbm.GetOr(-100)));
    put(Clip(channel.uplinkSinrDb.GetOr(-5) / 40, 2));
    put(Clip(channel.downlinkSinrDb.GetOr(-5) / 40, 2));
    put(Clip(age, 1));
    put(channel.uplinkMcs.GetOr(0) / 11);
    put(RateScale(channel.uplinkPhyRate.GetOr(0)));
    put(RateScale(channel.uplinkRate.GetOr(0)));
    put(channel.retryRatio.GetOr(0));
    put(channel.lossRatio.GetOr(0));
    put(channel.busyRatio.GetOr(0));
    put(BacklogScale(channel.backlog.GetOr(0)));
    put(Clip(channel.distance.GetOr(0) / 50, 4));
    put(ue.device.speed);
    putTime(ue.device.backlog, ue.device.speed);
    put(Clip(ue.device.queue / 5.0, 2));
    put(Clip(own.arrivals / 5.0, 2));
    put(Clip(own.pending / 5.0, 2));
    put(Clip(own.oldestTimeLeft / deadline, 2));
    put(Clip(own.recentLatency / deadline, 2));
    put(own.recentMissRatio);
    put(Clip(std::log10(deadline), 2));
    put(Clip(std::log10(std::max(1.0, static_cast<double>(info.dnn->GetTotalMacs()))) / 10, 2));
    put(Clip((pendingOfAll - own.pending) / 20.0, 2));
    const DnnProfile& dnn = *info.dnn;
    const uint32_t last = dnn.GetNExits() - 1;
    const uint32_t position = dnn.GetExitPosition(last);
    putTime(dnn.GetSeconds(*system.devices[info.ue], last, 0, position), ue.device.speed);
    putTime(8.0 * dnn.GetFeatureBytes(0, dnn.GetInputBits()),
            m_estimator.EstimateUplinkRate(channel));
    for (uint32_t i = 0; i < m_nServers; ++i)
    {
        const EdgeServerState& server = state.servers[i];
        put(server.speed);
        putTime(server.backlog, server.speed);
        put(Clip(server.queue / 10.0, 2));
        put(server.utilisation);
        putTime(dnn.GetSeconds(*system.servers[i].device, last, 0, position), server.speed);
        if (m_nServers > 1)
        {
            const auto& site = system.servers[i];
            put(site.tier == EdgeServerTier::CLOUD);
            put(server.up);
            put(GetModelShare(system, server, info.dnn));
            putTime(site.backhaulDelay, 1);
            put(Clip(RateScale(site.backhaulRate), 2));
        }
    }
    NS_ASSERT(next == numbers + GetSize());
}

} // namespace ns3
