// SPDX-License-Identifier: GPL-2.0-only

#ifndef RADIO_CAPACITY_H
#define RADIO_CAPACITY_H

#include "ns3/channel-state.h"

#include <algorithm>
#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What a scheduled radio (LTE, NR) should carry for a UE from now on: the rate of the whole
 * band times the part of it that the UE can expect times the share of transmissions that succeed.
 *
 * With spectrum shares the part is the UE's, scaled as RadioAccess::SetSpectrumShares() says.
 * Without, it is what the other UEs of its cell left over the last window, at least an equal part.
 *
 * @tparam Users container of pointers to users with a field @c serving
 * @tparam Used callable: index of a UE to the part of the cell that it used, 0..1 or NaN
 * @param users the UEs
 * @param ue index of the UE
 * @param shares spectrum shares by UE; empty: none
 * @param used what each UE used
 * @param phyRate bit/s of the whole band
 * @param retryRatio failed transmissions over all, 0..1
 * @return bit/s, measured when @p phyRate was; unknown when that is
 */
template <typename Users, typename Used>
EdgeMeasurement
ExpectCapacity(const Users& users,
               uint32_t ue,
               const std::vector<double>& shares,
               const Used& used,
               const EdgeMeasurement& phyRate,
               const EdgeMeasurement& retryRatio)
{
    double sum = 0;    // of the shares
    double others = 0; // what the others used
    double n = 0;
    for (uint32_t other = 0; other < users.size(); ++other)
    {
        if (users[other]->serving != users[ue]->serving)
        {
            continue;
        }
        ++n;
        sum += shares.empty() ? 0 : shares[other];
        const double part = other != ue && shares.empty() ? used(other) : 0;
        others += part > 0 ? part : 0; // NaN is nothing
    }
    const double part =
        shares.empty() ? std::max(1 / n, 1 - others) : shares[ue] / std::max(1.0, sum);
    return {phyRate.value * part * (1 - std::min(0.99, retryRatio.GetOr(0))), phyRate.at};
}

} // namespace ns3

#endif // RADIO_CAPACITY_H
