// SPDX-License-Identifier: GPL-2.0-only

#include "state-encoder.h"

#include "observation-feature.h"
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

/// What is known of a stream and its UE.
struct StreamView
{
    const EpochState& state;        //!< of the epoch
    const EdgeSystem::Stream& info; //!< of the stream
    const EdgeStreamState& own;     //!< of the stream
    const EdgeUeState& ue;          //!< of its UE
    const DeviceProfile& device;    //!< machine of the UE
    double deadline;                //!< s
    double uplinkRate;              //!< bit/s that the uplink is expected to carry
    uint32_t pendingOfAll;          //!< tasks of all streams
};

/// What is known of a server that a stream may use.
struct ServerView
{
    const EdgeSystem& system;       //!< who asks for what
    const EdgeSystem::Stream& info; //!< of the stream
    const EdgeSystem::Server& site; //!< of the server
    const EdgeServerState& server;  //!< of the server
    double deadline;                //!< s
};

/**
 * @param dnn a DNN
 * @param device a machine
 * @return s of the whole DNN at full speed
 */
double
GetWholeTime(const DnnProfile& dnn, const DeviceProfile& device)
{
    const uint32_t last = dnn.GetNExits() - 1;
    return dnn.GetSeconds(device, last, 0, dnn.GetExitPosition(last));
}

/// Of a stream and its UE, in order.
constexpr std::array<Feature<StreamView>, 26> STREAM_FEATURES{{
    {"connected", [](const StreamView& v) -> double { return v.ue.channel.connected; }},
    {"power", [](const StreamView& v) { return PowerScale(v.ue.channel.powerDbm.GetOr(-100)); }},
    {"uplinkSinr",
     [](const StreamView& v) { return Clip(v.ue.channel.uplinkSinrDb.GetOr(-5) / STATE.sinr, 2); }},
    {"downlinkSinr",
     [](const StreamView& v) {
         return Clip(v.ue.channel.downlinkSinrDb.GetOr(-5) / STATE.sinr, 2);
     }},
    {"uplinkSinrAge",
     [](const StreamView& v) {
         const auto& sinr = v.ue.channel.uplinkSinrDb;
         return Clip(sinr.IsKnown() ? (v.state.time - sinr.at).GetSeconds() : 1.0, 1);
     }},
    {"uplinkMcs", [](const StreamView& v) { return v.ue.channel.uplinkMcs.GetOr(0) / MCS; }},
    {"uplinkPhyRate",
     [](const StreamView& v) { return RateScale(v.ue.channel.uplinkPhyRate.GetOr(0)); }},
    {"uplinkRate", [](const StreamView& v) { return RateScale(v.ue.channel.uplinkRate.GetOr(0)); }},
    {"retryRatio", [](const StreamView& v) { return v.ue.channel.retryRatio.GetOr(0); }},
    {"lossRatio", [](const StreamView& v) { return v.ue.channel.lossRatio.GetOr(0); }},
    {"busyRatio", [](const StreamView& v) { return v.ue.channel.busyRatio.GetOr(0); }},
    {"backlog",
     [](const StreamView& v) {
         return BacklogScale(v.ue.channel.backlog.GetOr(0), STATE.backlog);
     }},
    {"distance",
     [](const StreamView& v) {
         return Clip(v.ue.channel.distance.GetOr(0) / STATE.distance, STATE.distanceLimit);
     }},
    {"deviceSpeed", [](const StreamView& v) { return v.ue.device.speed; }},
    {"deviceWait",
     [](const StreamView& v) {
         return TimeScale(v.ue.device.backlog, v.ue.device.speed, v.deadline);
     }},
    {"deviceQueue", [](const StreamView& v) { return Clip(v.ue.device.queue / DEVICE_QUEUE, 2); }},
    {"arrivals", [](const StreamView& v) { return Clip(v.own.arrivals / ARRIVALS, 2); }},
    {"pending", [](const StreamView& v) { return Clip(v.own.pending / STATE.pending, 2); }},
    {"oldestTimeLeft",
     [](const StreamView& v) { return Clip(v.own.oldestTimeLeft / v.deadline, 2); }},
    {"recentLatency",
     [](const StreamView& v) { return Clip(v.own.recentLatency / v.deadline, 2); }},
    {"recentMissRatio", [](const StreamView& v) { return v.own.recentMissRatio; }},
    {"deadline", [](const StreamView& v) { return Clip(std::log10(v.deadline), 2); }},
    {"networkMacs", [](const StreamView& v) { return MacsScale(*v.info.dnn); }},
    {"pendingOfOthers",
     [](const StreamView& v) {
         return Clip((v.pendingOfAll - v.own.pending) / OTHERS_PENDING, 2);
     }},
    {"deviceTime",
     [](const StreamView& v) {
         return TimeScale(GetWholeTime(*v.info.dnn, v.device), v.ue.device.speed, v.deadline);
     }},
    {"uplinkTime",
     [](const StreamView& v) {
         const DnnProfile& dnn = *v.info.dnn;
         return TimeScale(8.0 * dnn.GetFeatureBytes(0, dnn.GetInputBits()),
                          v.uplinkRate,
                          v.deadline);
     }},
}};

/// Of a server, in order.
constexpr std::array<Feature<ServerView>, 5> SERVER_FEATURES{{
    {"serverSpeed", [](const ServerView& v) { return v.server.speed; }},
    {"serverWait",
     [](const ServerView& v) { return TimeScale(v.server.backlog, v.server.speed, v.deadline); }},
    {"serverQueue", [](const ServerView& v) { return Clip(v.server.queue / SERVER_QUEUE, 2); }},
    {"serverUtilisation", [](const ServerView& v) { return v.server.utilisation; }},
    {"serverTime",
     [](const ServerView& v) {
         return TimeScale(GetWholeTime(*v.info.dnn, *v.site.device), v.server.speed, v.deadline);
     }},
}};

/// Of a server in addition, when there are several, in order.
constexpr std::array<Feature<ServerView>, 5> TIER_FEATURES{{
    {"serverIsCloud",
     [](const ServerView& v) -> double { return v.site.tier == EdgeServerTier::CLOUD; }},
    {"serverUp", [](const ServerView& v) -> double { return v.server.up; }},
    {"serverModel",
     [](const ServerView& v) { return GetModelShare(v.system, v.server, v.info.dnn); }},
    {"serverDelay",
     [](const ServerView& v) { return TimeScale(v.site.backhaulDelay, 1, v.deadline); }},
    {"serverLinkRate", [](const ServerView& v) { return Clip(RateScale(v.site.backhaulRate), 2); }},
}};

} // namespace

StateEncoder::StateEncoder(uint32_t nServers)
    : m_nServers(nServers)
{
}

uint32_t
StateEncoder::GetSize() const
{
    const std::size_t tier = m_nServers > 1 ? TIER_FEATURES.size() : 0;
    return STREAM_FEATURES.size() + m_nServers * (SERVER_FEATURES.size() + tier);
}

std::vector<std::string>
StateEncoder::GetNames() const
{
    std::vector<std::string> names;
    AddNames(STREAM_FEATURES, "", "", names);
    for (uint32_t i = 0; i < m_nServers; ++i)
    {
        AddNames(SERVER_FEATURES, "", std::to_string(i), names);
        if (m_nServers > 1)
        {
            AddNames(TIER_FEATURES, "", std::to_string(i), names);
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
    const EdgeUeState& ue = state.ues[info.ue];
    const double deadline = info.deadline.GetSeconds();
    uint32_t pendingOfAll = 0;
    for (const auto& other : state.streams)
    {
        pendingOfAll += other.pending;
    }
    const StreamView view{state,
                          info,
                          state.streams[stream],
                          ue,
                          *system.devices[info.ue],
                          deadline,
                          m_estimator.EstimateUplinkRate(ue.channel),
                          pendingOfAll};
    float* next = Write(STREAM_FEATURES, view, numbers);
    for (uint32_t i = 0; i < m_nServers; ++i)
    {
        const ServerView server{system, info, system.servers[i], state.servers[i], deadline};
        next = Write(SERVER_FEATURES, server, next);
        next = m_nServers > 1 ? Write(TIER_FEATURES, server, next) : next;
    }
    NS_ASSERT(next == numbers + GetSize());
}

} // namespace ns3
