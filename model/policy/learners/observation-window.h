// SPDX-License-Identifier: GPL-2.0-only

#ifndef OBSERVATION_WINDOW_H
#define OBSERVATION_WINDOW_H

#include "ns3/decision-space.h"

#include <cstdint>
#include <map>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Shows a learner the last observations of a row instead of the last one: what a network
 * with memory goes through from the beginning, whenever it decides and whenever it learns.
 *
 * A window has its observations in order of time, the newest at the end, and zeros where the
 * episode had not begun.
 */
class ObservationWindow
{
  public:
    /**
     * @brief An episode begins: nothing was seen.
     * @param size numbers of an observation
     * @param epochs observations of a window; 1: a window is the observation
     */
    void Reset(uint32_t size, uint32_t epochs);

    /**
     * @param [in,out] rows observations of an epoch; become windows
     */
    void Widen(DecisionSpace::Rows& rows);

    /**
     * @param window a row's window
     * @param next the observation that the row saw after it
     * @return its window then, valid until the next call
     */
    const float* GetNext(const float* window, const float* next);

  private:
    uint32_t m_size{0};                            //!< numbers of an observation
    uint32_t m_epochs{1};                          //!< observations of a window
    std::map<uint32_t, std::vector<float>> m_last; //!< windows by row
    std::vector<float> m_next;                     //!< a window to come
};

} // namespace ns3

#endif // OBSERVATION_WINDOW_H
