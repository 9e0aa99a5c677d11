// SPDX-License-Identifier: GPL-2.0-only

#include "arrival-rate-estimator.h"

#include <cmath>

namespace ns3
{

void
ArrivalRateEstimator::Begin(std::size_t nStreams, double memory, double tasks, double seconds)
{
    m_memory = memory;
    m_counts.assign(nStreams, {tasks, seconds, Time()});
}

void
ArrivalRateEstimator::Observe(const EpochState& state)
{
    for (std::size_t i = 0; i < m_counts.size(); ++i)
    {
        Count& count = m_counts[i];
        const EdgeStreamState& stream = state.streams[i];
        if (stream.at <= count.at)
        {
            continue;
        }
        if (count.at.IsStrictlyPositive())
        {
            const double seconds = (stream.at - count.at).GetSeconds();
            const double kept = std::exp(-seconds / m_memory);
            count.tasks = kept * count.tasks + stream.arrivals;
            count.seconds = kept * count.seconds + seconds;
        }
        count.at = stream.at;
    }
}

double
ArrivalRateEstimator::GetRate(std::size_t stream) const
{
    const Count& count = m_counts[stream];
    return count.seconds > 0 ? count.tasks / count.seconds : 0;
}

} // namespace ns3
