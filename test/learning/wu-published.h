// SPDX-License-Identifier: GPL-2.0-only
#ifndef WU_PUBLISHED_H
#define WU_PUBLISHED_H

#include "wu-system.h"

#include <array>
#include <vector>

namespace ns3
{
namespace learning
{
namespace test
{

/// A curve of the figures.
enum class WuCurve
{
    STATIC, //!< "Static configuration"
    MYOPIC, //!< "Delay myopic"
    LEARNT, //!< "Proposed": DDPG
    FIXED,  //!< "Proposed-fixed": DDPG with fixed edge shares
    EXACT,  //!< not in the paper: the exact minimiser of drift plus penalty
};

/// Number of values of WuCurve.
const uint32_t WU_CURVES = 5;

/**
 * @brief A point on the x axis of a figure of the paper, and its values there.
 *
 * The figures are vector graphics, so values were read to +-0.0002 s (Fig. 7: +-0.001 s).
 */
struct WuPoint
{
    double x; //!< load (Fig. 4, 5), MHz of bandwidth (Fig. 6), GHz of the edge (Fig. 7)
    WuParameters parameters;                             //!< the system there
    std::array<double, WU_CURVES> delay;                 //!< of each curve, s; 0 = not shown
    std::array<double, WuParameters::SERVICES> accuracy; //!< medians of Fig. 5; 0 = not shown
};

/**
 * @param figure 4 (with the accuracies of Fig. 5), 6 or 7
 * @return its points; none for other figures
 */
std::vector<WuPoint> GetWuFigure(uint32_t figure);

} // namespace test
} // namespace learning
} // namespace ns3

#endif // WU_PUBLISHED_H
