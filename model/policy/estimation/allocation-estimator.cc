// SPDX-License-Identifier: GPL-2.0-only

#include "allocation-estimator.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{

namespace
{

constexpr double NEVER = std::numeric_limits<double>::infinity();

/// Time constant of the demand's average, s; ours: some ten epochs.
constexpr double DEMAND_WINDOW = 1;

/// Half of PlanEstimator's least round trip without payload, s.
constexpr double HALF_OVERHEAD = 1e-3;

/**
 * @param load of the queue, all its users together
 * @param service s, of one task
 * @return s, mean wait of M/D/1; infinite at a load of 1 and more
 */
double
GetWait(double load, double service)
{
    if (service <= 0)
    {
        return 0;
    }
    return load < 1 ? load * service / (2 * (1 - load)) : NEVER;
}

/**
 * @param plan a plan
 * @param dnn its DNN
 * @return whether it needs a server
 */
bool
IsOffloaded(const InferencePlan& plan, const DnnProfile& dnn)
{
    return plan.cut < dnn.GetExitPosition(plan.exit);
}

/**
 * @param system the machines
 * @param stream a stream
 * @param plan plan of the stream
 * @param server a server
 * @return s of work there at full speed, for one task
 */
double
GetWork(const EdgeSystem& system, std::size_t stream, const InferencePlan& plan, uint32_t server)
{
    const DnnProfile& dnn = *system.streams[stream].dnn;
    const uint32_t position = dnn.GetExitPosition(plan.exit);
    if (plan.cut == position)
    {
        return 0;
    }
    const DeviceProfile& device = *system.servers[server].device;
    const uint32_t end = plan.HasTail() ? plan.tailCut : position;
    double work = 0;
    if (plan.server == server)
    {
        work += dnn.GetSeconds(device, plan.exit, plan.cut, end);
    }
    if (plan.HasTail() && plan.tailServer == server)
    {
        work += dnn.GetSeconds(device, plan.exit, plan.tailCut, position);
    }
    return work;
}

} // namespace

void
AllocationEstimator::Begin(const EdgeSystem& system, bool dividesUplink)
{
    m_dividesUplink = dividesUplink;
    m_arrivals.Begin(system.streams.size(), DEMAND_WINDOW, 0, 0);
    m_uplinkRates.assign(system.devices.size(), 0);
}

void
AllocationEstimator::Observe(const EpochState& state, const std::vector<double>& uplinkShares)
{
    m_arrivals.Observe(state);
    for (std::size_t ue = 0; ue < m_uplinkRates.size(); ++ue)
    {
        const ChannelState& channel = state.ues[ue].channel;
        const double free = 1 - std::min(0.99, channel.busyRatio.GetOr(0));
        const double share = ue < uplinkShares.size() ? uplinkShares[ue] : 1.0;
        const double part = !m_dividesUplink       ? 1
                            : uplinkShares.empty() ? free
                                                   : std::max(1e-3, std::min(free, share));
        m_uplinkRates[ue] = m_estimator.EstimateUplinkRate(channel) / part;
    }
}

double
AllocationEstimator::GetDemand(std::size_t stream) const
{
    return std::max(1.0, m_arrivals.GetRate(stream));
}

double
AllocationEstimator::GetUplinkRate(uint32_t ue) const
{
    return m_uplinkRates[ue];
}

double
AllocationEstimator::GetUplinkShare(const EpochDecision& decision, uint32_t ue) const
{
    if (!m_dividesUplink)
    {
        return 1;
    }
    return ue < decision.uplinkShares.size() ? decision.uplinkShares[ue]
                                             : 1.0 / static_cast<double>(m_uplinkRates.size());
}

double
AllocationEstimator::GetUplinkLoad(const EdgeSystem& system,
                                   std::size_t stream,
                                   const InferencePlan& plan) const
{
    const auto& info = system.streams[stream];
    if (!IsOffloaded(plan, *info.dnn))
    {
        return 0;
    }
    const double rate = m_uplinkRates[info.ue];
    return rate > 0
               ? GetDemand(stream) * 8.0 * info.dnn->GetFeatureBytes(plan.cut, plan.bits) / rate
               : NEVER;
}

double
AllocationEstimator::GetBacklogLoad(const EdgeSystem& system,
                                    const EpochState& state,
                                    std::size_t stream) const
{
    const uint32_t ue = system.streams[stream].ue;
    const double backlog = 8 * state.ues[ue].channel.backlog.GetOr(0);
    const double rate = m_uplinkRates[ue];
    if (backlog <= 0 || rate <= 0)
    {
        return 0;
    }
    const auto n = std::count_if(system.streams.begin(),
                                 system.streams.end(),
                                 [ue](const EdgeSystem::Stream& other) { return other.ue == ue; });
    return backlog / rate / system.interval.GetSeconds() / static_cast<double>(n);
}

double
AllocationEstimator::GetServerLoad(const EdgeSystem& system,
                                   const EpochState& state,
                                   std::size_t stream,
                                   const InferencePlan& plan,
                                   uint32_t server) const
{
    const double work = GetWork(system, stream, plan, server);
    const double speed = state.servers[server].speed;
    return work <= 0 ? 0 : speed > 0 ? GetDemand(stream) * work / speed : NEVER;
}

AllocationEstimator::Loads
AllocationEstimator::AddLoads(const EdgeSystem& system,
                              const EpochState& state,
                              const EpochDecision& decision) const
{
    const std::size_t nUes = system.devices.size();
    const std::size_t nServers = system.servers.size();
    Loads loads;
    loads.device.assign(nUes, 0);
    loads.uplink.assign(nUes, 0);
    loads.link.assign(nServers, 0);
    loads.server.assign(nServers * nUes, 0);
    loads.serverTotal.assign(nServers, 0);
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        const auto& info = system.streams[i];
        const InferencePlan& plan = decision.plans[i];
        const double demand = GetDemand(i);
        const double speed = state.ues[info.ue].device.speed;
        const double work = info.dnn->GetSeconds(*system.devices[info.ue], plan.exit, 0, plan.cut);
        loads.device[info.ue] += work <= 0 ? 0 : speed > 0 ? demand * work / speed : NEVER;
        loads.uplink[info.ue] += GetUplinkLoad(system, i, plan);
        if (!IsOffloaded(plan, *info.dnn))
        {
            continue;
        }
        const uint32_t cell = state.ues[info.ue].channel.servingCell;
        loads.link[plan.server] += demand * 8.0 * info.dnn->GetFeatureBytes(plan.cut, plan.bits) /
                                   system.GetPath(cell, plan.server).rate;
        if (plan.HasTail())
        {
            loads.link[plan.tailServer] +=
                demand * 8.0 * info.dnn->GetFeatureBytes(plan.tailCut, GetBackhaulBits(plan)) /
                system.servers[plan.tailServer].backhaulRate;
        }
        for (std::size_t server = 0; server < nServers; ++server)
        {
            const double load = GetServerLoad(system, state, i, plan, server);
            loads.server[server * nUes + info.ue] += load;
            loads.serverTotal[server] += load;
        }
    }
    return loads;
}

double
AllocationEstimator::EstimateWay(const EdgeSystem& system,
                                 const EpochState& state,
                                 const EpochDecision& decision,
                                 const Loads& loads,
                                 std::size_t stream) const
{
    const auto& info = system.streams[stream];
    const InferencePlan& plan = decision.plans[stream];
    const ChannelState& channel = state.ues[info.ue].channel;
    const double share = GetUplinkShare(decision, info.ue);
    const double rate = share * m_uplinkRates[info.ue];
    const double bits = 8.0 * info.dnn->GetFeatureBytes(plan.cut, plan.bits);
    const double ahead = 8 * channel.backlog.GetOr(0);
    const EdgeSystem::Path wires = system.GetPath(channel.servingCell, plan.server);
    const double pass = bits / wires.rate;
    return (bits + ahead) / rate + GetWait(loads.uplink[info.ue] / share, bits / rate) + pass +
           GetWait(loads.link[plan.server], pass) +
           std::max(0.0, channel.uplinkAccessDelay.GetOr(-HALF_OVERHEAD) + wires.delay);
}

double
AllocationEstimator::EstimateService(const EdgeSystem& system,
                                     const EpochState& state,
                                     const EpochDecision& decision,
                                     const Loads& loads,
                                     std::size_t stream,
                                     uint32_t server) const
{
    const double load = GetServerLoad(system, state, stream, decision.plans[stream], server);
    const EdgeServerState& machine = state.servers[server];
    const uint32_t ue = system.streams[stream].ue;
    const double own = loads.server[server * system.devices.size() + ue];
    const double all = loads.serverTotal[server];
    const bool isDivided =
        server < decision.computeShares.size() && ue < decision.computeShares[server].size();
    const double part =
        isDivided ? std::max({decision.computeShares[server][ue], 1 - (all - own), 1e-3}) : 1;
    const double service = load / GetDemand(stream) / part;
    const double waiting = machine.speed > 0 ? machine.backlog / machine.speed : NEVER;
    return service + GetWait(isDivided ? own / part : all, service) +
           (isDivided ? waiting * own / all / part : waiting);
}

void
AllocationEstimator::Estimate(const EdgeSystem& system,
                              const EpochState& state,
                              const EpochDecision& decision,
                              std::vector<double>& latencies) const
{
    const std::size_t nStreams = system.streams.size();
    NS_ASSERT(decision.plans.size() == nStreams && m_uplinkRates.size() == system.devices.size());
    const Loads loads = AddLoads(system, state, decision);
    latencies.resize(nStreams);
    for (std::size_t i = 0; i < nStreams; ++i)
    {
        const auto& info = system.streams[i];
        const PlanEstimate alone = m_estimator.Estimate(system, state, i, decision.plans[i]);
        double latency = alone.deviceWait + alone.deviceCompute +
                         GetWait(loads.device[info.ue], alone.deviceCompute);
        if (!IsOffloaded(decision.plans[i], *info.dnn))
        {
            latencies[i] = latency;
            continue;
        }
        if (GetUplinkShare(decision, info.ue) * m_uplinkRates[info.ue] <= 0)
        {
            latencies[i] = NEVER;
            continue;
        }
        latency += EstimateWay(system, state, decision, loads, i);
        latency += alone.serverLoad + alone.backhaul + alone.tailLoad + alone.backhaulReturn +
                   alone.downlink;
        for (uint32_t server = 0; server < system.servers.size(); ++server)
        {
            if (GetServerLoad(system, state, i, decision.plans[i], server) > 0)
            {
                latency += EstimateService(system, state, decision, loads, i, server);
                latency = state.servers[server].up ? latency : NEVER;
            }
        }
        latencies[i] = latency;
    }
}

} // namespace ns3
