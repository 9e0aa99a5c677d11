// SPDX-License-Identifier: GPL-2.0-only

#ifndef LINK_FADING_H
#define LINK_FADING_H

#include "ns3/radio-access.h"
#include "ns3/random-variable-stream.h"

#include <array>
#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Block fading of one UE: in each block of time the power gain of each direction is drawn
 * anew, independently, from a gamma distribution of mean 1 (Nakagami fading of shape m; m = 1 is
 * Rayleigh fading, whose power is exponential).
 */
class LinkFading
{
  public:
    /**
     * @param m shape, at least 0.5; 0 for no fading
     */
    explicit LinkFading(double m);

    /// Begins a block.
    void Draw();

    /**
     * @param direction uplink or downlink
     * @return power gain in the present block, linear
     */
    double GetGain(EdgeLinkDirection direction) const;

    /**
     * @param stream first stream of random numbers
     * @return how many are used
     */
    int64_t AssignStreams(int64_t stream);

  private:
    std::array<Ptr<GammaRandomVariable>, 2> m_draw; //!< by direction; null without fading
    std::array<double, 2> m_gain{1, 1};             //!< by direction
};

} // namespace ns3

#endif // LINK_FADING_H
