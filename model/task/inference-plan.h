// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_PLAN_H
#define INFERENCE_PLAN_H

#include "ns3/dnn-profile.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Where and how one DNN inference runs: the exit at which it stops, the layer after which it
 * is cut, the bits of a transmitted element and the server that runs the rest.
 *
 * A plan is valid for a DnnProfile when @c exit exists, @c cut is one of the cut points of that
 * exit and
 * @c bits is one of the profile's bit widths.
 */
struct InferencePlan
{
    uint16_t exit{0}; //!< exit, counted from 0 (the earliest)
    uint16_t cut{0};  //!< layers 1..cut run on the UE; 0 sends the input, the exit's position keeps
                      //!< all on the UE
    uint16_t bits{32};  //!< bits of a transmitted element
    uint16_t server{0}; //!< index of the edge server that runs the rest

    /**
     * @param other the other plan
     * @return true when every field is equal
     */
    bool operator==(const InferencePlan& other) const
    {
        return exit == other.exit && cut == other.cut && bits == other.bits &&
               server == other.server;
    }

    /**
     * @param other the other plan
     * @return true when any field differs
     */
    bool operator!=(const InferencePlan& other) const
    {
        return !(*this == other);
    }
};

/**
 * @param plan a plan
 * @param dnn a DNN
 * @param nServers number of edge servers; a plan that runs all on the UE needs none
 * @return true when the plan can be run: exit, cut, width and server exist
 */
bool IsRunnable(const InferencePlan& plan, const DnnProfile& dnn, uint32_t nServers);

} // namespace ns3

#endif // INFERENCE_PLAN_H
