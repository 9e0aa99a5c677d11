// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/plan-estimator.h"

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

} // namespace

PlanEstimator::PlanEstimator(double macEfficiency, double overhead)
    : m_macEfficiency(macEfficiency),
      m_overhead(overhead)
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
    const UeState& ue = state.ues.at(info.ue);
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
    const ComputeState& server = state.servers.at(plan.server);
    const double bytes = dnn.GetFeatureBytes(plan.cut, plan.bits) + ue.channel.backlog.GetOr(0);
    estimate.uplink = Over(8 * bytes, EstimateUplinkRate(ue.channel));
    estimate.serverWait = Over(server.backlog, server.speed);
    estimate.serverCompute =
        Over(dnn.GetSeconds(*system.servers.at(plan.server).device, plan.exit, plan.cut, position),
             server.speed);
    estimate.downlink = m_overhead;
    return estimate;
}

double
PlanEstimator::EstimateUplinkRate(const ChannelState& channel) const
{
    if (!channel.connected)
    {
        return 0;
    }
    const double free = 1 - std::min(0.99, channel.busyRatio.GetOr(0));
    const double delivered = 1 - std::min(0.99, channel.retryRatio.GetOr(0));
    return m_macEfficiency * channel.uplinkPhyRate.GetOr(0) * free * delivered;
}

} // namespace ns3
