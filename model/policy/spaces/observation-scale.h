// SPDX-License-Identifier: GPL-2.0-only

#ifndef OBSERVATION_SCALE_H
#define OBSERVATION_SCALE_H

#include "ns3/epoch-state.h"

#include <algorithm>
#include <cmath>

/**
 * @file
 * @ingroup edge-inference
 * @brief How StateEncoder and SystemEncoder bring what is measured to about -1..1.
 */

namespace ns3
{
namespace observation
{

/**
 * @param value a value
 * @param limit its greatest magnitude
 * @return the value brought into -limit..limit
 */
inline double
Clip(double value, double limit)
{
    return std::max(-limit, std::min(limit, value));
}

/**
 * @param rate bit/s
 * @return 0 at 100 kbit/s and below, 1 at 100 Mbit/s
 */
inline double
RateScale(double rate)
{
    return std::log10(std::max(rate, 1e5) / 1e5) / 3;
}

/**
 * @param power dBm
 * @return 0 at -70 dBm, 1 at -40 dBm, between -2 and 2
 */
inline double
PowerScale(double power)
{
    return Clip((power + 70) / 30, 2);
}

/**
 * @param seconds a time at full speed, s
 * @param speed share of the speed that is there, 0..1
 * @param deadline s
 * @return the time in deadlines, at most 2
 */
inline double
TimeScale(double seconds, double speed, double deadline)
{
    return Clip(seconds / std::max(speed, 1e-3) / deadline, 2);
}

/**
 * @param bytes that wait to be sent
 * @return 0 for nothing, about 1 for 20 packets of 1500 bytes, at most 2
 */
inline double
BacklogScale(double bytes)
{
    return Clip(std::log1p(bytes / 1500) / 3, 2);
}

/**
 * @param system who asks for what
 * @param server state of a server
 * @param dnn a model
 * @return share of it that is there, 0..1
 */
inline double
GetModelShare(const EdgeSystem& system,
              const EdgeServerState& server,
              const Ptr<const DnnProfile>& dnn)
{
    const auto it = std::find(system.dnns.begin(), system.dnns.end(), dnn);
    const std::size_t index = it - system.dnns.begin();
    return index < server.models.size() ? server.models[index] : 1;
}

} // namespace observation
} // namespace ns3

#endif // OBSERVATION_SCALE_H
