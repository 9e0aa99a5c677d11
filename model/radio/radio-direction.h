// SPDX-License-Identifier: GPL-2.0-only

#ifndef RADIO_DIRECTION_H
#define RADIO_DIRECTION_H

#include "ns3/radio-access.h"

#include <cstddef>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @param direction uplink or downlink
 * @return place of the direction in an array with one element a direction
 */
constexpr std::size_t
AtDirection(EdgeLinkDirection direction)
{
    return static_cast<std::size_t>(direction);
}

} // namespace ns3

#endif // RADIO_DIRECTION_H
