// SPDX-License-Identifier: GPL-2.0-only

#include "accuracy-constraints.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{

void
AccuracyConstraints::Begin(const EdgeSystem& system, const std::vector<double>& targets)
{
    NS_ASSERT(targets.size() == 1 || targets.size() == system.dnns.size());
    m_queues.clear();
    for (std::size_t i = 0; i < system.dnns.size(); ++i)
    {
        m_queues.emplace_back(targets.size() == 1 ? targets[0] : targets[i]);
    }
    m_services.clear();
    for (const auto& stream : system.streams)
    {
        const auto found = std::find(system.dnns.begin(), system.dnns.end(), stream.dnn);
        NS_ASSERT(found != system.dnns.end());
        m_services.push_back(found - system.dnns.begin());
    }
    m_plans.clear();
    m_reported.assign(system.streams.size(), Time());
}

void
AccuracyConstraints::Observe(const EdgeSystem& system, const EpochState& state)
{
    m_tasks.assign(m_queues.size(), 0);
    m_sums.assign(m_queues.size(), 0);
    for (std::size_t i = 0; i < m_services.size(); ++i)
    {
        const EdgeStreamState& stream = state.streams[i];
        if (stream.at <= m_reported[i])
        {
            continue;
        }
        m_reported[i] = stream.at;
        if (!m_plans.empty())
        {
            const double inTime = 1 - stream.recentMissRatio;
            const double accuracy = GetExpectedAccuracy(m_plans[i], *system.streams[i].dnn);
            m_tasks[m_services[i]] += stream.arrivals;
            m_sums[m_services[i]] += stream.arrivals * accuracy * inTime;
        }
    }
    for (std::size_t service = 0; service < m_queues.size(); ++service)
    {
        if (m_tasks[service] > 0)
        {
            m_queues[service].Update(m_sums[service] / m_tasks[service]);
        }
    }
}

void
AccuracyConstraints::Hold(const EpochDecision& decision)
{
    m_plans = decision.plans;
}

const std::vector<AccuracyQueue>&
AccuracyConstraints::GetQueues() const
{
    return m_queues;
}

std::size_t
AccuracyConstraints::GetService(std::size_t stream) const
{
    return m_services[stream];
}

double
AccuracyConstraints::GetDrift(const std::vector<double>& weights,
                              const std::vector<double>& accuracies) const
{
    m_weights.assign(m_queues.size(), 0);
    m_weighted.assign(m_queues.size(), 0);
    for (std::size_t i = 0; i < m_services.size(); ++i)
    {
        m_weights[m_services[i]] += weights[i];
        m_weighted[m_services[i]] += weights[i] * accuracies[i];
    }
    double drift = 0;
    for (std::size_t service = 0; service < m_queues.size(); ++service)
    {
        drift += m_weights[service] > 0
                     ? m_queues[service].GetDrift(m_weighted[service] / m_weights[service])
                     : 0;
    }
    return drift;
}

} // namespace ns3
