// SPDX-License-Identifier: GPL-2.0-only

#ifndef EVENT_LIMIT_H
#define EVENT_LIMIT_H

#include "../../model/input/processor-time-limit.h"

#include <array>
#include <cstdint>
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
 * Each time the limit of processor time has passed it looks whether events went on since it looked
 * the last time. An event that is stopped has therefore taken between one and two times the limit.
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

  private:
    /**
     * @brief Watches from now on.
     * @param events number of events that happened
     * @param now time of the last event
     * @param limit processor time that an event may take, s
     * @param line the error, with @ for the simulated time
     */
    EventLimit(const uint64_t& events, const uint64_t& now, double limit, const std::string& line);

    /**
     * @brief Looks whether events went on.
     * @param watcher the EventLimit
     * @return the error when they did not
     */
    static const char* Look(void* watcher);

    const volatile uint64_t* m_events; //!< how many events there were
    const volatile uint64_t* m_now;    //!< time of the last one
    uint64_t m_last;                   //!< how many there were at the last look
    std::string m_before;              //!< the line before the simulated time
    std::string m_after;               //!< the line behind it
    std::array<char, 2048> m_line{};   //!< the whole line
    ProcessorTimeLimit m_limit;        //!< asks; last, so that all else is there when it does
};

} // namespace ns3

#endif // EVENT_LIMIT_H
