// SPDX-License-Identifier: GPL-2.0-only
#include "running-normaliser.h"

#include "checkpoint-fields.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{
namespace learning
{

RunningNormaliser::RunningNormaliser(uint32_t size, double clip)
    : m_clip(clip),
      m_mean(size, 0.0),
      m_square(size, 0.0)
{
}

void
RunningNormaliser::Update(const float* rows, std::size_t n, RankGroup& group)
{
    const std::size_t size = m_mean.size();
    std::vector<double> sums(size + 1, 0.0);
    sums[size] = static_cast<double>(n);
    for (std::size_t i = 0; i < n * size; ++i)
    {
        sums[i % size] += rows[i];
    }
    group.Sum(sums.data(), sums.size());
    const double count = sums[size];
    if (count == 0)
    {
        return;
    }
    // The second pass around the batch's own mean avoids cancellation.
    std::vector<double> squares(size, 0.0);
    for (std::size_t i = 0; i < n * size; ++i)
    {
        const double difference = rows[i] - sums[i % size] / count;
        squares[i % size] += difference * difference;
    }
    group.Sum(squares.data(), squares.size());
    const double total = m_count + count;
    for (std::size_t j = 0; j < size; ++j)
    {
        const double difference = sums[j] / count - m_mean[j];
        m_square[j] += squares[j] + difference * difference * m_count * count / total;
        m_mean[j] += difference * count / total;
    }
    m_count = total;
}

void
RunningNormaliser::Normalise(const float* rows, std::size_t n, float* out) const
{
    const std::size_t size = m_mean.size();
    for (std::size_t i = 0; i < n; ++i)
    {
        for (std::size_t j = 0; j < size; ++j)
        {
            const double scale = std::sqrt(Variance(static_cast<uint32_t>(j)) + 1e-8);
            const double value = (rows[i * size + j] - m_mean[j]) / scale;
            out[i * size + j] = static_cast<float>(std::min(m_clip, std::max(-m_clip, value)));
        }
    }
}

double
RunningNormaliser::Mean(uint32_t column) const
{
    return m_mean[column];
}

double
RunningNormaliser::Variance(uint32_t column) const
{
    return m_count > 0 ? m_square[column] / m_count : 1.0;
}

void
RunningNormaliser::List(CheckpointFields& fields, const std::string& name)
{
    constexpr double MOST = std::numeric_limits<double>::max();
    fields.Add(name + "_count", &m_count, 1);
    fields.RequireBetween(0, MOST);
    fields.Add(name + "_mean", m_mean.data(), m_mean.size());
    fields.RequireBetween(-MOST, MOST);
    fields.Add(name + "_square", m_square.data(), m_square.size());
    fields.RequireBetween(0, MOST);
}

} // namespace learning
} // namespace ns3
