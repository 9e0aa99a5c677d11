// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/radio-access.h"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(RadioAccess);

TypeId
RadioAccess::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::RadioAccess").SetParent<Object>().SetGroupName("EdgeInference");
    return tid;
}

void
RadioAccess::CheckSpectrumShares(const std::vector<double>& shares) const
{
    if (!shares.empty() && shares.size() != GetNUes())
    {
        throw std::invalid_argument("spectrum shares: " + std::to_string(shares.size()) +
                                    " numbers for " + std::to_string(GetNUes()) + " UEs");
    }
    for (std::size_t ue = 0; ue < shares.size(); ++ue)
    {
        if (!std::isfinite(shares[ue]) || shares[ue] < 0)
        {
            throw std::invalid_argument("spectrum shares: UE " + std::to_string(ue) + " has " +
                                        std::to_string(shares[ue]) +
                                        ", expected a number of at least 0");
        }
    }
}

void
RadioAccess::SetSpectrumShares(EdgeLinkDirection direction, const std::vector<double>& shares)
{
    CheckSpectrumShares(shares);
    const std::size_t d = static_cast<std::size_t>(direction);
    m_own[d] = shares;
    m_shares[d] = shares;
    DoSetSpectrumShares(direction, m_shares[d]);
}

void
RadioAccess::ChangeSpectrumShares(EdgeLinkDirection direction,
                                  const std::vector<std::pair<uint32_t, double>>& shares)
{
    std::vector<double> own = m_own[static_cast<std::size_t>(direction)];
    own.resize(GetNUes(), std::numeric_limits<double>::quiet_NaN());
    for (const auto& [ue, share] : shares)
    {
        if (ue >= own.size())
        {
            throw std::invalid_argument("spectrum shares: there is no UE " + std::to_string(ue));
        }
        own[ue] = share;
    }
    std::vector<double> all = own;
    bool hasShare = false;
    for (double& share : all)
    {
        hasShare = hasShare || !std::isnan(share);
        share = std::isnan(share) ? 1 : share;
    }
    SetSpectrumShares(direction, hasShare ? all : std::vector<double>());
    m_own[static_cast<std::size_t>(direction)] = hasShare ? own : std::vector<double>();
}

const std::vector<double>&
RadioAccess::GetSpectrumShares(EdgeLinkDirection direction) const
{
    return m_shares[static_cast<std::size_t>(direction)];
}

void
RadioAccess::GetRealisedShares(EdgeLinkDirection, std::vector<double>& shares) const
{
    shares.assign(GetNUes(), std::numeric_limits<double>::quiet_NaN());
}

bool
RadioAccess::IsShareKeptByUe(EdgeLinkDirection) const
{
    return false;
}

bool
RadioAccess::CanShareSpectrum(EdgeLinkDirection) const
{
    return false;
}

void
RadioAccess::DoSetSpectrumShares(EdgeLinkDirection, const std::vector<double>&)
{
}

} // namespace ns3
