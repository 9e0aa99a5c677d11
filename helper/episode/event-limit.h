// SPDX-License-Identifier: GPL-2.0-only

#ifndef EVENT_LIMIT_H
#define EVENT_LIMIT_H

#include <cstdint>
#include <ctime>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Ends the program, with status 2 and one line, when a single event does not end. Private to
 * the module.
 *
 * Nothing can be thrown out of an event that goes round for ever, so a timer of this process's
 * processor time looks whether events went on since it looked the last time. An event that is
 * stopped has therefore taken between one and two times the limit. Other simulators that wait, and
 * a machine that others use, do not count. There is one limit at a time in a process; a child that
 * is forked has none.
 */
class EventLimit
{
  public:
    /**
     * @brief Watches from now on.
     * @param events number of events that happened, which has to stay there
     * @param now time of the last event in ns-3's units of time, which has to stay there
     * @param limit processor time that an event may take, s
     */
    EventLimit(const uint64_t& events, const uint64_t& now, double limit);

    ~EventLimit();
    EventLimit(const EventLimit&) = delete;
    EventLimit& operator=(const EventLimit&) = delete;

  private:
    timer_t m_timer{};       //!< signals that the limit has passed again
    bool m_isRunning{false}; //!< the system had a timer
};

} // namespace ns3

#endif // EVENT_LIMIT_H
