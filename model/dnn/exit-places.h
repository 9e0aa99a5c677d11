// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXIT_PLACES_H
#define EXIT_PLACES_H

#include "ns3/dnn-profile.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 *
 * Which exits of a DNN a device can compute alone and which a server can end. Every exit, unless
 * the profile says where the chain may be cut for it (key "cuts").
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Where the last layers of an inference run.
 */
enum class ExitPlace
{
    DEVICE, //!< all of it on the UE
    SERVER  //!< at least the last layers on a server
};

/**
 * @param dnn a DNN
 * @param exit one of its exits
 * @param place a place
 * @return whether an inference that stops at this exit can end there
 */
bool HasExit(const DnnProfile& dnn, uint32_t exit, ExitPlace place);

/**
 * @param dnn a DNN
 * @param place a place
 * @return how many of its exits it has there, at least 1
 */
uint32_t CountExits(const DnnProfile& dnn, ExitPlace place);

/**
 * @param dnn a DNN
 * @param place a place
 * @param number below CountExits()
 * @return of the exits that it has there the one with this number
 */
uint32_t GetExitAt(const DnnProfile& dnn, ExitPlace place, uint32_t number);

/**
 * @param dnn a DNN
 * @param place a place
 * @return the last of the exits that it has there
 */
uint32_t GetLastExit(const DnnProfile& dnn, ExitPlace place);

/**
 * @param dnn a DNN
 * @param place a place
 * @param exit one of the exits that it has there
 * @return its number, as GetExitAt() takes it
 */
uint32_t GetExitNumber(const DnnProfile& dnn, ExitPlace place, uint32_t exit);

/**
 * @param dnn a DNN
 * @param exit one of the exits that it has at the place
 * @param place a place
 * @return the exit's position for the device; for a server the first cut, so that the device
 * computes as little as it can: 0 unless the profile says otherwise
 */
uint32_t GetLeastCut(const DnnProfile& dnn, uint32_t exit, ExitPlace place);

} // namespace ns3

#endif // EXIT_PLACES_H
