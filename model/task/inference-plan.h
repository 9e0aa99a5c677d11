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
 * is cut, the bits of a transmitted element and the server that runs the rest; with a tail, a
 * second cut after which that server passes the features on to another one.
 *
 * Layers 1..cut run on the UE, layers cut+1..tailCut on @c server, the others on @c tailServer.
 * Servers are numbered as in EdgeTopology: edge servers first, then cloud nodes. A plan is valid
 * for a DnnProfile when @c exit exists, @c cut and @c tailCut are cut points of that exit with cut
 * <= tailCut < the exit's position, @c bits and @c tailBits are among the profile's bit widths and
 * the two servers differ. With cut = tailCut @c server computes nothing: it passes the features on,
 * with no more bits than they came with. (On the wire an exit is one byte: DNNs have at most 256.)
 */
struct InferencePlan
{
    uint16_t exit{0}; //!< exit, counted from 0 (the earliest)
    uint16_t cut{0};  //!< layers 1..cut run on the UE; 0 sends the input, the exit's position keeps
                      //!< all on the UE
    uint16_t bits{32};         //!< bits of a transmitted element
    uint16_t server{0};        //!< index of the server that runs the rest
    uint16_t tailCut{NO_TAIL}; //!< layers cut+1..tailCut run on @c server, the rest on @c
                               //!< tailServer; NO_TAIL: @c server runs all the rest
    uint16_t tailBits{32};     //!< bits of an element that @c server transmits to @c tailServer
    uint16_t tailServer{0};    //!< index of the server that runs the tail

    /// Value of tailCut for a plan without a tail.
    static constexpr uint16_t NO_TAIL = 0xffff;

    /**
     * @return true when a second server runs the last layers
     */
    bool HasTail() const
    {
        return tailCut != NO_TAIL;
    }

    /**
     * @param other the other plan
     * @return true when every field is equal; those of the tail count when there is one
     */
    bool operator==(const InferencePlan& other) const
    {
        return exit == other.exit && cut == other.cut && bits == other.bits &&
               server == other.server && tailCut == other.tailCut &&
               (!HasTail() || (tailBits == other.tailBits && tailServer == other.tailServer));
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
 * @param nServers number of servers; a plan that runs all on the UE needs none
 * @return true when the plan can be run: exit, cuts, widths and servers exist
 */
bool IsRunnable(const InferencePlan& plan, const DnnProfile& dnn, uint32_t nServers);

/**
 * @param plan a plan with a tail
 * @return bits of an element on the way to the tail's server: tailBits, but no more than the
 * features came with when @c server only passes them on
 */
uint16_t GetBackhaulBits(const InferencePlan& plan);

/**
 * @brief Accuracy of a plan's result. What two quantisations lose is taken as independent: the
 * share of its accuracy that each leaves is multiplied (our choice: profiles know one cut at a
 * time). The same tensor quantised twice is as good as its narrower width.
 * @param plan a plan that can be run
 * @param dnn the DNN of the plan
 * @return top-1 share, 0..1
 */
double GetExpectedAccuracy(const InferencePlan& plan, const DnnProfile& dnn);

} // namespace ns3

#endif // INFERENCE_PLAN_H
