// SPDX-License-Identifier: GPL-2.0-only

#include "plan-estimator.h"

#include <algorithm>
#include <limits>

namespace ns3
{

namespace
{

/**
 * @param amount an amount of work
 * @param rate amount per s
 * @return s; infinite when there is work and no rate
 */
double
Over(double amount, double rate)
{
    if (amount <= 0)
    {
        return 0;
    }
    return rate > 0 ? amount / rate : std::numeric_limits<double>::infinity();
}

/**
 * @param system the machines
 * @param state what is known
 * @param dnn a DNN
 * @param server index of a server
 * @return s until its weights are on that server
 */
double
GetLoadTime(const EdgeSystem& system,
            const EpochState& state,
            const DnnProfile& dnn,
            uint32_t server)
{
    const auto& models = state.servers.at(server).models;
    for (std::size_t i = 0; i < models.size() && i < system.dnns.size(); ++i)
    {
        if (PeekPointer(system.dnns[i]) == &dnn)
        {
            const auto& info = system.servers.at(server);
            const double missing = (1 - models[i]) * dnn.GetModelBytes();
            const bool isKnown = info.modelRate > 0;
            return missing <= 0 ? 0
                                : Over(8 * missing, isKnown ? info.modelRate : info.backhaulRate) +
                                      2 * (isKnown ? info.modelDelay : info.backhaulDelay) +
                                      info.device->GetLoadSeconds(dnn.GetModelBytes());
        }
    }
    return 0;
}

/**
 * @param server state of a server
 * @return s of work ahead of a new job there
 */
double
GetWait(const EdgeServerState& server)
{
    return server.up ? Over(server.backlog, server.speed) : std::numeric_limits<double>::infinity();
}

} // namespace

PlanEstimator::PlanEstimator(double overhead)
    : m_overhead(overhead)
{
}

PlanEstimate
PlanEstimator::Estimate(const EdgeSystem& system,
                        const EpochState& state,
                        std::size_t stream,
                        const InferencePlan& plan) const
{
    const auto& info = system.streams.at(stream);
    const DnnProfile& dnn = *info.dnn;
    const EdgeUeState& ue = state.ues.at(info.ue);
    const uint32_t position = dnn.GetExitPosition(plan.exit);
    PlanEstimate estimate;
    if (plan.cut > 0)
    {
        estimate.deviceWait = Over(ue.device.backlog, ue.device.speed);
        estimate.deviceCompute =
            Over(dnn.GetSeconds(*system.devices.at(info.ue), plan.exit, 0, plan.cut),
                 ue.device.speed);
    }
    if (plan.cut == position)
    {
        return estimate;
    }
    const EdgeServerState& server = state.servers.at(plan.server);
    const auto& site = system.servers.at(plan.server);
    const uint32_t end = plan.HasTail() ? plan.tailCut : position;
    const ChannelState& channel = ue.channel;
    const EdgeSystem::Path wires = system.GetPath(channel.servingCell, plan.server);
    const double path = wires.delay;
    const double bytes = dnn.GetFeatureBytes(plan.cut, plan.bits) + channel.backlog.GetOr(0);
    estimate.uplink = Over(8 * bytes, std::min(EstimateUplinkRate(channel), wires.rate));
    if (channel.uplinkAccessDelay.IsKnown())
    {
        const double access = channel.uplinkAccessDelay.value;
        const double result = 8.0 * dnn.GetResultBytes();
        estimate.uplink += access + path;
        estimate.downlink =
            channel.downlinkAccessDelay.GetOr(std::max(0.0, m_overhead - access)) + path +
            (channel.downlinkCapacity.GetOr(0) > 0 ? result / channel.downlinkCapacity.value : 0);
    }
    else
    {
        const double beyond = std::max(0.0, path - m_overhead / 2);
        estimate.uplink += beyond;
        estimate.downlink = m_overhead + beyond;
    }
    if (end > plan.cut)
    {
        estimate.serverLoad = GetLoadTime(system, state, dnn, plan.server);
        estimate.serverWait = GetWait(server);
        estimate.serverCompute =
            Over(dnn.GetSeconds(*site.device, plan.exit, plan.cut, end), server.speed);
    }
    if (plan.HasTail())
    {
        const EdgeServerState& tail = state.servers.at(plan.tailServer);
        const auto& tailSite = system.servers.at(plan.tailServer);
        const double delay = site.backhaulDelay + tailSite.backhaulDelay;
        estimate.backhaul = Over(8.0 * dnn.GetFeatureBytes(plan.tailCut, GetBackhaulBits(plan)),
                                 std::min(site.backhaulRate, tailSite.backhaulRate)) +
                            delay;
        estimate.tailLoad = GetLoadTime(system, state, dnn, plan.tailServer);
        estimate.tailWait = GetWait(tail);
        estimate.tailCompute =
            Over(dnn.GetSeconds(*tailSite.device, plan.exit, plan.tailCut, position), tail.speed);
        estimate.backhaulReturn = delay;
    }
    return estimate;
}

double
PlanEstimator::EstimateUplinkRate(const ChannelState& channel) const
{
    if (!channel.connected)
    {
        return 0;
    }
    return channel.uplinkCapacity.GetOr(0);
}

} // namespace ns3
