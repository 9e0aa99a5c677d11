// SPDX-License-Identifier: GPL-2.0-only

#include "assignment-critic.h"

#include "../../dnn/exit-places.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

void
AssignmentCritic::SetSystem(const EdgeSystem& system, const Settings& settings)
{
    m_system = &system;
    m_settings = settings;
    m_estimator = PlanEstimator(settings.overhead);
    uint32_t exits = 1;
    for (const auto& stream : system.streams)
    {
        exits = settings.earlyExit ? std::max(exits, stream.dnn->GetNExits()) : 1;
    }
    m_options.clear();
    const uint32_t nServers = system.servers.size();
    const uint32_t nPlaces = nServers + (settings.localExits ? 1 : 0);
    for (uint32_t place = 0; place < nPlaces; ++place)
    {
        for (uint32_t exit = 0; exit < exits; ++exit)
        {
            const bool local = settings.localExits && place == 0;
            m_options.push_back({local, place - (settings.localExits && !local ? 1 : 0), exit});
        }
    }
    m_fixed.assign(system.streams.size() * m_options.size(), Fixed());
    m_slot.assign(m_fixed.size(), Slot());
    m_rates.assign(system.streams.size(), 0);
    m_waits.assign(nServers + system.devices.size(), 0);
    m_isUp.assign(nServers, true);
    m_sums.assign(m_waits.size(), Sums());
    for (uint32_t task = 0; task < system.streams.size(); ++task)
    {
        const auto& stream = system.streams[task];
        const DnnProfile& dnn = *stream.dnn;
        uint32_t bits = dnn.GetBitWidths().front();
        for (const uint32_t width : dnn.GetBitWidths())
        {
            bits = width >= settings.bits ? width : bits; // widest first
        }
        for (uint32_t i = 0; i < m_options.size(); ++i)
        {
            const Option& option = m_options[i];
            Fixed& fixed = m_fixed[At(task, i)];
            const ExitPlace where = option.local ? ExitPlace::DEVICE : ExitPlace::SERVER;
            const uint32_t exit = settings.earlyExit ? option.exit : GetLastExit(dnn, where);
            fixed.valid = exit < dnn.GetNExits() && HasExit(dnn, exit, where);
            if (!fixed.valid)
            {
                continue;
            }
            const uint32_t position = dnn.GetExitPosition(exit);
            fixed.plan.exit = exit;
            fixed.plan.cut = GetLeastCut(dnn, exit, where);
            fixed.plan.bits = option.local ? dnn.GetBitWidths().front() : bits;
            fixed.plan.server = option.server;
            fixed.queue = option.local ? nServers + stream.ue : option.server;
            const auto& device = option.local ? system.devices.at(stream.ue)
                                              : system.servers.at(option.server).device;
            fixed.seconds =
                dnn.GetSeconds(*device, exit, option.local ? 0 : fixed.plan.cut, position);
            fixed.accuracy = GetExpectedAccuracy(fixed.plan, dnn);
        }
    }
}

void
AssignmentCritic::SetState(const EpochState& state, const std::vector<double>& rates)
{
    NS_ASSERT(rates.size() == m_rates.size());
    const double infinity = std::numeric_limits<double>::infinity();
    m_rates = rates;
    const std::size_t nServers = m_system->servers.size();
    const auto isUp = [](const EdgeServerState& server) { return server.up; };
    const bool isAny =
        m_settings.localExits || std::any_of(state.servers.begin(), state.servers.end(), isUp);
    m_isUp.assign(nServers, true);
    for (std::size_t server = 0; server < nServers; ++server)
    {
        m_isUp[server] = !isAny || state.servers.at(server).up;
    }
    for (std::size_t place = 0; place < m_waits.size(); ++place)
    {
        const bool isServer = place < nServers;
        const EdgeComputeState& node =
            isServer ? state.servers.at(place) : state.ues.at(place - nServers).device;
        const bool up = !isServer || state.servers[place].up;
        m_waits[place] = !up || node.speed <= 0 ? infinity : node.backlog / node.speed;
    }
    for (uint32_t task = 0; task < m_rates.size(); ++task)
    {
        // What PlanEstimator says of the way depends on the place only, so it is asked once.
        uint32_t asked = NONE;
        double way = 0;
        for (uint32_t i = 0; i < m_options.size(); ++i)
        {
            const Fixed& fixed = m_fixed[At(task, i)];
            if (!fixed.valid)
            {
                continue;
            }
            if (fixed.queue != asked)
            {
                asked = fixed.queue;
                way = 0;
                if (!m_options[i].local)
                {
                    PlanEstimate estimate =
                        m_estimator.Estimate(*m_system, state, task, fixed.plan);
                    estimate.serverWait = 0;
                    estimate.serverCompute = 0;
                    way = estimate.GetTotal();
                }
            }
            const bool isServer = fixed.queue < nServers;
            const double speed = isServer ? state.servers[fixed.queue].speed
                                          : state.ues[fixed.queue - nServers].device.speed;
            Slot& slot = m_slot[At(task, i)];
            slot.way = way;
            slot.service = speed > 0 ? fixed.seconds / speed : infinity;
        }
    }
}

uint32_t
AssignmentCritic::GetNTasks() const
{
    return m_rates.size();
}

uint32_t
AssignmentCritic::GetNOptions() const
{
    return m_options.size();
}

double
AssignmentCritic::CountAssignments() const
{
    double count = 1;
    for (uint32_t task = 0; task < GetNTasks(); ++task)
    {
        uint32_t valid = 0;
        for (uint32_t option = 0; option < GetNOptions(); ++option)
        {
            valid += IsValid(task, option) ? 1 : 0;
        }
        count *= valid;
    }
    return count;
}

std::size_t
AssignmentCritic::At(uint32_t task, uint32_t option) const
{
    return static_cast<std::size_t>(task) * m_options.size() + option;
}

bool
AssignmentCritic::IsValid(uint32_t task, uint32_t option) const
{
    return m_fixed[At(task, option)].valid;
}

bool
AssignmentCritic::IsUsable(uint32_t task, uint32_t option) const
{
    return IsValid(task, option) && (IsLocal(option) || m_isUp[m_options[option].server]);
}

bool
AssignmentCritic::IsLocal(uint32_t option) const
{
    return m_options[option].local;
}

InferencePlan
AssignmentCritic::GetPlan(uint32_t task, uint32_t option) const
{
    return m_fixed[At(task, option)].plan;
}

double
AssignmentCritic::GetRate(uint32_t task) const
{
    return m_rates[task];
}

double
AssignmentCritic::GetDeadline(uint32_t task) const
{
    return m_system->streams[task].deadline.GetSeconds();
}

double
AssignmentCritic::GetWay(uint32_t task, uint32_t option) const
{
    return m_slot[At(task, option)].way;
}

double
AssignmentCritic::GetService(uint32_t task, uint32_t option) const
{
    return m_slot[At(task, option)].service;
}

double
AssignmentCritic::GetWait(uint32_t task, uint32_t option) const
{
    return m_waits[m_fixed[At(task, option)].queue];
}

double
AssignmentCritic::GetAccuracy(uint32_t task, uint32_t option) const
{
    return m_fixed[At(task, option)].accuracy;
}

double
AssignmentCritic::GetWaitProbability(double rate,
                                     double service,
                                     double variation,
                                     double patience,
                                     double slack)
{
    const double scale = 2 / (1 + variation);
    const double a = rate * scale;
    const double m = scale / service;
    const double d = m - a;
    // Densities are multiplied by exp(d x) when the queue is overloaded, so that none overflows.
    const double shift = d < 0 ? d * patience : 0;
    const auto mass = [&](double y) {
        // integral of a exp(shift - d v) over v = 0..y
        return std::fabs(d * patience) < 1e-9 ? a * y
                                              : a * (std::exp(shift) - std::exp(shift - d * y)) / d;
    };
    const double empty = std::exp(shift);
    const double beyond = a * std::exp(shift - d * patience) / m;
    return (empty + mass(slack)) / (empty + mass(patience) + beyond);
}

double
AssignmentCritic::Evaluate(const std::vector<uint32_t>& assignment) const
{
    NS_ASSERT(assignment.size() == m_rates.size());
    std::fill(m_sums.begin(), m_sums.end(), Sums());
    double total = 0;
    for (uint32_t task = 0; task < m_rates.size(); ++task)
    {
        total += m_rates[task];
        if (assignment[task] == NONE)
        {
            continue;
        }
        const std::size_t at = At(task, assignment[task]);
        NS_ASSERT(m_fixed[at].valid);
        const Slot& slot = m_slot[at];
        const double patience = GetDeadline(task) - slot.way;
        if (patience <= 0 || std::isinf(slot.service))
        {
            continue; // never served
        }
        Sums& sums = m_sums[m_fixed[at].queue];
        const double rate = m_rates[task];
        sums.rate += rate;
        sums.work += rate * slot.service;
        sums.square += rate * slot.service * slot.service;
        sums.patience += rate * patience;
    }
    if (total <= 0)
    {
        return 0;
    }
    const double interval = m_system->interval.GetSeconds();
    double value = 0;
    for (uint32_t task = 0; task < m_rates.size(); ++task)
    {
        if (assignment[task] == NONE || m_rates[task] <= 0)
        {
            continue;
        }
        const std::size_t at = At(task, assignment[task]);
        const Fixed& fixed = m_fixed[at];
        const Slot& slot = m_slot[at];
        const double slack = GetDeadline(task) - slot.way - slot.service;
        if (!(slack >= 0))
        {
            continue;
        }
        const double late = std::max(0.0, m_waits[fixed.queue] - slack) / interval;
        if (late >= 1)
        {
            continue;
        }
        const Sums& sums = m_sums[fixed.queue];
        double inTime = 1;
        if (sums.work > 0)
        {
            const double service = sums.work / sums.rate;
            const double variation =
                std::max(0.0, sums.square / sums.rate / (service * service) - 1);
            const double patience = std::max(sums.patience / sums.rate, slack);
            inTime = GetWaitProbability(sums.rate, service, variation, patience, slack);
        }
        value += m_rates[task] * fixed.accuracy * inTime * (1 - late);
    }
    return value / total;
}

} // namespace ns3
