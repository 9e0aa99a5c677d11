// SPDX-License-Identifier: GPL-2.0-only

#include "system-encoder.h"

#include "observation-feature.h"
#include "observation-scale.h"

#include "ns3/assert.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace ns3
{

using namespace observation;

namespace
{

/// What is known of a UE.
struct UeView
{
    const EpochState& state; //!< of the epoch
    const EdgeUeState& ue;   //!< of the UE
    double capacity;         //!< bit/s that the uplink is expected to carry
};

/// What is known of a stream.
struct StreamView
{
    const EdgeSystem::Stream& info; //!< of the stream
    const EdgeStreamState& own;     //!< of the stream
    const EdgeUeState& ue;          //!< of its UE
    double deadline;                //!< s
    double deviceTime;              //!< s of the whole DNN on the UE at full speed
    double capacity;                //!< bit/s that the uplink is expected to carry
};

/// What is known of a server.
struct ServerView
{
    const EdgeSystem::Server& site; //!< of the server
    const EdgeServerState& server;  //!< of the server
};

/// Of a UE, in order.
constexpr std::array<Feature<UeView>, 17> UE_FEATURES{{
    {"connected", [](const UeView& v) -> double { return v.ue.channel.connected; }},
    {"power", [](const UeView& v) { return PowerScale(v.ue.channel.powerDbm.GetOr(-100)); }},
    {"uplinkSinr",
     [](const UeView& v) { return Clip(v.ue.channel.uplinkSinrDb.GetOr(-5) / STATE.sinr, 2); }},
    {"downlinkSinr",
     [](const UeView& v) { return Clip(v.ue.channel.downlinkSinrDb.GetOr(-5) / STATE.sinr, 2); }},
    {"uplinkSinrAge",
     [](const UeView& v) {
         const auto& sinr = v.ue.channel.uplinkSinrDb;
         return sinr.IsKnown() ? Clip((v.state.time - sinr.at).GetSeconds(), 1) : 1;
     }},
    {"uplinkPhyRate",
     [](const UeView& v) { return RateScale(v.ue.channel.uplinkPhyRate.GetOr(0)); }},
    {"uplinkCapacity", [](const UeView& v) { return RateScale(v.capacity); }},
    {"uplinkRate", [](const UeView& v) { return RateScale(v.ue.channel.uplinkRate.GetOr(0)); }},
    {"retryRatio", [](const UeView& v) { return v.ue.channel.retryRatio.GetOr(0); }},
    {"lossRatio", [](const UeView& v) { return v.ue.channel.lossRatio.GetOr(0); }},
    {"busyRatio", [](const UeView& v) { return v.ue.channel.busyRatio.GetOr(0); }},
    {"backlog",
     [](const UeView& v) { return BacklogScale(v.ue.channel.backlog.GetOr(0), STATE.backlog); }},
    {"uplinkShare", [](const UeView& v) { return v.ue.channel.uplinkShare.GetOr(0); }},
    {"distance",
     [](const UeView& v) {
         return Clip(v.ue.channel.distance.GetOr(0) / STATE.distance, STATE.distanceLimit);
     }},
    {"deviceSpeed", [](const UeView& v) { return v.ue.device.speed; }},
    {"deviceBacklog",
     [](const UeView& v) { return TimeScale(v.ue.device.backlog, v.ue.device.speed, 1); }},
    {"deviceQueue", [](const UeView& v) { return Clip(v.ue.device.queue / DEVICE_QUEUE, 2); }},
}};

/// Of a stream, in order; then follows its time on each server.
constexpr std::array<Feature<StreamView>, 9> STREAM_FEATURES{{
    {"arrivals", [](const StreamView& v) { return Clip(v.own.arrivals / ARRIVALS, 2); }},
    {"pending", [](const StreamView& v) { return Clip(v.own.pending / STATE.pending, 2); }},
    {"oldestTimeLeft",
     [](const StreamView& v) { return Clip(v.own.oldestTimeLeft / v.deadline, 2); }},
    {"recentLatency",
     [](const StreamView& v) { return Clip(v.own.recentLatency / v.deadline, 2); }},
    {"recentMissRatio", [](const StreamView& v) { return v.own.recentMissRatio; }},
    {"deadline", [](const StreamView& v) { return Clip(std::log10(v.deadline), 2); }},
    {"networkMacs", [](const StreamView& v) { return MacsScale(*v.info.dnn); }},
    {"deviceTime",
     [](const StreamView& v) { return TimeScale(v.deviceTime, v.ue.device.speed, v.deadline); }},
    {"uplinkTime",
     [](const StreamView& v) {
         const DnnProfile& dnn = *v.info.dnn;
         return TimeScale(8.0 * dnn.GetFeatureBytes(0, dnn.GetInputBits()), v.capacity, v.deadline);
     }},
}};

/// Of a server, in order; then follow its models.
constexpr std::array<Feature<ServerView>, 8> SERVER_FEATURES{{
    {"speed", [](const ServerView& v) { return v.server.speed; }},
    {"backlog", [](const ServerView& v) { return TimeScale(v.server.backlog, v.server.speed, 1); }},
    {"queue", [](const ServerView& v) { return Clip(v.server.queue / SERVER_QUEUE, 2); }},
    {"utilisation", [](const ServerView& v) { return v.server.utilisation; }},
    {"isCloud", [](const ServerView& v) -> double { return v.site.tier == EdgeServerTier::CLOUD; }},
    {"up", [](const ServerView& v) -> double { return v.server.up; }},
    {"linkDelay",
     [](const ServerView& v) { return Clip(v.site.backhaulDelay * PER_LINK_DELAY, 2); }},
    {"linkRate", [](const ServerView& v) { return Clip(RateScale(v.site.backhaulRate), 2); }},
}};

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
    return m_nUes * GetUeSize() + m_nStreams * GetStreamSize() +
           m_nServers * (SERVER_FEATURES.size() + m_nModels);
}

uint32_t
SystemEncoder::GetUeSize() const
{
    return UE_FEATURES.size() + (m_nCells > 1 ? 1 + 2 * m_nCells : 0);
}

uint32_t
SystemEncoder::GetStreamSize() const
{
    return STREAM_FEATURES.size() + m_nServers;
}

std::vector<std::vector<uint32_t>>
SystemEncoder::GetUeNumbers(const EdgeSystem& system) const
{
    std::vector<std::vector<uint32_t>> all;
    for (uint32_t i = 0; m_nStreams == m_nUes && i < m_nUes; ++i)
    {
        if (system.streams[i].ue != i)
        {
            return {};
        }
        std::vector<uint32_t> numbers(GetUeSize() + GetStreamSize());
        const auto stream = numbers.begin() + GetUeSize();
        std::iota(numbers.begin(), stream, i * GetUeSize());
        std::iota(stream, numbers.end(), m_nUes * GetUeSize() + i * GetStreamSize());
        all.push_back(std::move(numbers));
    }
    return all;
}

std::vector<std::string>
SystemEncoder::GetNames() const
{
    std::vector<std::string> names;
    for (uint32_t i = 0; i < m_nUes; ++i)
    {
        const std::string prefix = "ue" + std::to_string(i) + '.';
        AddNames(UE_FEATURES, prefix, "", names);
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
        AddNames(STREAM_FEATURES, prefix, "", names);
        for (uint32_t server = 0; server < m_nServers; ++server)
        {
            names.push_back(prefix + "serverTime" + std::to_string(server));
        }
    }
    for (uint32_t i = 0; i < m_nServers; ++i)
    {
        const std::string prefix = "server" + std::to_string(i) + '.';
        AddNames(SERVER_FEATURES, prefix, "", names);
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
        const UeView view{state, ue, m_estimator.EstimateUplinkRate(channel)};
        next = Write(UE_FEATURES, view, next);
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
        const EdgeUeState& ue = state.ues[info.ue];
        const DnnProfile& dnn = *info.dnn;
        const uint32_t last = dnn.GetNExits() - 1;
        const uint32_t position = dnn.GetExitPosition(last);
        const StreamView view{info,
                              state.streams[i],
                              ue,
                              info.deadline.GetSeconds(),
                              dnn.GetSeconds(*system.devices[info.ue], last, 0, position),
                              m_estimator.EstimateUplinkRate(ue.channel)};
        next = Write(STREAM_FEATURES, view, next);
        for (uint32_t server = 0; server < m_nServers; ++server)
        {
            put(TimeScale(dnn.GetSeconds(*system.servers[server].device, last, 0, position),
                          state.servers[server].speed,
                          view.deadline));
        }
    }
    for (uint32_t i = 0; i < m_nServers; ++i)
    {
        const EdgeServerState& server = state.servers[i];
        next = Write(SERVER_FEATURES, ServerView{system.servers[i], server}, next);
        for (uint32_t model = 0; model < m_nModels; ++model)
        {
            put(GetModelShare(system, server, system.dnns[model]));
        }
    }
    NS_ASSERT(next == numbers + GetSize());
}

} // namespace ns3
