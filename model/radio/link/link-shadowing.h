// SPDX-License-Identifier: GPL-2.0-only

#ifndef LINK_SHADOWING_H
#define LINK_SHADOWING_H

#include "ns3/random-variable-stream.h"
#include "ns3/vector.h"

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
 * @brief Log-normal shadowing of one UE towards each cell, correlated over the way it goes.
 *
 * In dB it is Gaussian with autocorrelation s^2 exp(-d / D) over the distance d (Gudmundson,
 * Correlation model for shadow fading in mobile radio systems, Electronics Letters 27(23), 1991):
 * after a step of length d, S' = r S + sqrt(1 - r^2) s N with r = exp(-d / D) and N standard
 * normal. Cells are independent of each other, and a UE that comes back to a place does not find
 * the same value there.
 */
class LinkShadowing
{
  public:
    /**
     * @param deviation s, dB; 0 for no shadowing
     * @param distance D, m, positive
     * @param nCells number of cells
     */
    LinkShadowing(double deviation, double distance, uint32_t nCells);

    /**
     * @brief Moves the UE. The first call draws the first values.
     * @param position where it is now, m
     */
    void Move(const Vector& position);

    /**
     * @param cell index of the cell
     * @return loss in dB, 0 before the first Move(); negative when the way is better than the mean
     */
    double GetLoss(uint32_t cell) const;

    /**
     * @param stream first stream of random numbers
     * @return how many are used
     */
    int64_t AssignStreams(int64_t stream);

  private:
    double m_deviation;               //!< dB
    double m_distance;                //!< m
    Ptr<NormalRandomVariable> m_draw; //!< standard normal
    bool m_placed{false};             //!< Move() was called
    Vector m_position;                //!< of the last call
    std::vector<double> m_loss;       //!< dB, by cell
};

} // namespace ns3

#endif // LINK_SHADOWING_H
