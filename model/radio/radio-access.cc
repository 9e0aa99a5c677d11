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
RadioAccess::SetSpectrumShares(EdgeLinkDirection direction, const std::vector<double>& shares)
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
    m_shares[static_cast<std::size_t>(direction)] = shares;
    DoSetSpectrumShares(direction, m_shares[static_cast<std::size_t>(direction)]);
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
RadioAccess::CanShareSpectrum(EdgeLinkDirection) const
{
    return false;
}

void
RadioAccess::DoSetSpectrumShares(EdgeLinkDirection, const std::vector<double>&)
{
}

} // namespace ns3
