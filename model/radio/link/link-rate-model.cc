// SPDX-License-Identifier: GPL-2.0-only

#include "link-rate-model.h"

#include "../radio-direction.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

namespace
{

constexpr double THERMAL_NOISE = -174; //!< dBm/Hz at 290 K

} // namespace

LinkRateModel::LinkRateModel(const Settings& settings)
    : m_settings(settings),
      m_minimumSinr(FromDb(settings.minimumSinr)),
      m_gap(FromDb(settings.gap))
{
    for (auto direction : {EdgeLinkDirection::UPLINK, EdgeLinkDirection::DOWNLINK})
    {
        const Direction& d = Get(direction);
        m_noise[AtDirection(direction)] =
            FromDb(THERMAL_NOISE + d.noiseFigure + d.noiseRise) * d.bandwidth;
    }
}

const LinkRateModel::Settings&
LinkRateModel::GetSettings() const
{
    return m_settings;
}

const LinkRateModel::Direction&
LinkRateModel::Get(EdgeLinkDirection direction) const
{
    return direction == EdgeLinkDirection::UPLINK ? m_settings.uplink : m_settings.downlink;
}

double
LinkRateModel::FromDb(double db)
{
    return std::pow(10, db / 10);
}

double
LinkRateModel::ToDb(double linear)
{
    return 10 * std::log10(linear);
}

double
LinkRateModel::GetPathLoss(double distance) const
{
    return m_settings.referenceLoss +
           10 * m_settings.pathLossExponent * std::log10(std::max(1.0, distance));
}

double
LinkRateModel::GetReceivedPower(EdgeLinkDirection direction, double loss) const
{
    return Get(direction).txPower - loss;
}

double
LinkRateModel::GetNoise(EdgeLinkDirection direction) const
{
    return m_noise[AtDirection(direction)];
}

bool
LinkRateModel::IsOutage(double sinr) const
{
    return sinr < m_minimumSinr;
}

double
LinkRateModel::GetRate(EdgeLinkDirection direction, double sinr) const
{
    if (IsOutage(sinr))
    {
        return 0;
    }
    return Get(direction).bandwidth *
           std::min(std::log2(1 + sinr / m_gap), m_settings.maxEfficiency);
}

} // namespace ns3
