// SPDX-License-Identifier: GPL-2.0-only

#ifndef LINK_TIMETABLE_H
#define LINK_TIMETABLE_H

#include "ns3/nstime.h"

#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief When one direction of a link may send: slots of a pattern that repeats from time 0 of the
 * simulation on, as in TDD; or always.
 */
class LinkTimetable
{
  public:
    /// Always.
    LinkTimetable() = default;

    /**
     * @param pattern a letter for each slot, such as "DDDSU"; see GetPatternError()
     * @param letter whose slots are open: 'U' or 'D'
     * @param slot length of a slot, positive
     */
    LinkTimetable(const std::string& pattern, char letter, Time slot);

    /**
     * @param pattern a text
     * @return "" when it is a pattern: D (downlink), U (uplink) and S (a special slot, in which
     * nothing is sent), with at least one D and one U, 2 to 1000 slots; else what would have been
     * right
     */
    static std::string GetPatternError(const std::string& pattern);

    /**
     * @return the share of the time in which it may send, above 0
     */
    double GetShare() const;

    /**
     * @param from an instant
     * @param to an instant that is not before it
     * @return s between them in which it may send
     */
    double GetOpen(Time from, Time to) const;

    /**
     * @param from an instant
     * @param open s in which it sends, at least 0
     * @return the first instant by which it had so long to send since @p from, rounded up to the
     * time step
     */
    Time GetEnd(Time from, double open) const;

  private:
    /**
     * @param at an instant
     * @return time steps before it in which it may send
     */
    int64_t GetOpenSteps(int64_t at) const;

    int64_t m_slot{0};               //!< time steps of a slot; 0: always open
    std::vector<int64_t> m_before;   //!< open slots before each slot of a round, and in all
    std::vector<std::size_t> m_open; //!< numbers of the open slots of a round
};

} // namespace ns3

#endif // LINK_TIMETABLE_H
