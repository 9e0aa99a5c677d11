// SPDX-License-Identifier: GPL-2.0-only

#ifndef NS2_MOBILITY_TRACE_H
#define NS2_MOBILITY_TRACE_H

#include "ns3/node-container.h"

#include <cstdint>
#include <set>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A movement file in ns-2's format (of BonnMotion, SUMO and others), checked line by line
 * before ns-3's Ns2MobilityHelper plays it: that one passes over whatever it does not understand.
 *
 * What may stand in it, `$ns_` by any name:
 *
 *     $node_(0) set X_ 1.5                        position at the beginning, m: X_, Y_, Z_
 *     $ns_ at 2.5 "$node_(0) setdest 10 20 1.4"   from 2.5 s on to x, y (m) at 1.4 m/s
 *
 * Blank lines, lines that begin with `#` and lines that begin with `$god_` are ignored. A position
 * that is set at a later time (`$ns_ at 9 "$node_(0) set X_ 3"`) is an error: Ns2MobilityHelper
 * (seen in ns-3.37) moves the node there at the beginning already.
 */
class Ns2MobilityTrace
{
  public:
    /**
     * @param file path of the file
     * @throws InferenceInputError, whose pointer is the line, such as "line 7"
     */
    explicit Ns2MobilityTrace(const std::string& file);

    /**
     * @brief Moves nodes as the file says. Those that it does not name are an error.
     * @param nodes nodes without mobility model; node i is `$node_(i)`
     * @param height z coordinate of nodes whose Z_ the file does not set, m
     * @throws InferenceInputError when the file has no position of a node
     */
    void Install(const NodeContainer& nodes, double height) const;

  private:
    std::string m_file;                  //!< path of the file
    std::set<uint32_t> m_placed;         //!< nodes whose X_ and Y_ it sets
    std::set<uint32_t> m_placedInHeight; //!< nodes whose Z_ it sets
};

} // namespace ns3

#endif // NS2_MOBILITY_TRACE_H
