// SPDX-License-Identifier: GPL-2.0-only

#ifndef PROCESSOR_TIME_LIMIT_H
#define PROCESSOR_TIME_LIMIT_H

#include <csignal>
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
 * @brief Ends the program, with status 2 and one line, when something takes too much processor time
 * of this process. Private to the module.
 *
 * Nothing can be thrown out of what goes round for ever, so a timer sends a signal, and the line is
 * made beforehand. Other programs that wait, and a machine that others use, do not count. Limits
 * may be nested: the one that began last ends first. A child that is forked has none.
 */
class ProcessorTimeLimit
{
  public:
    /// Called in a handler of a signal each time the limit has passed, and allocates nothing.
    /// Returns the line with which the program ends, or nullptr when it goes on.
    typedef const char* (*Look)(void* watcher);

    /**
     * @brief The program ends unless the object is destroyed before.
     * @param seconds the limit, s
     * @param line the error, as of InferenceInputError::what()
     */
    ProcessorTimeLimit(double seconds, const std::string& line);

    /**
     * @brief Whether the program ends is asked each time the limit has passed.
     * @param seconds the limit, s
     * @param look tells whether the program ends
     * @param watcher given to it
     */
    ProcessorTimeLimit(double seconds, Look look, void* watcher);

    ~ProcessorTimeLimit();
    ProcessorTimeLimit(const ProcessorTimeLimit&) = delete;
    ProcessorTimeLimit& operator=(const ProcessorTimeLimit&) = delete;

  private:
    /**
     * @brief Starts the timer. A limit that cannot be had stops nobody.
     * @param seconds the limit, s
     */
    void Start(double seconds);

    /**
     * @brief Handles the signal.
     * @param signal the signal that came
     * @param info has the limit that has passed
     * @param context of no meaning here
     */
    static void Handle(int signal, siginfo_t* info, void* context);

    std::string m_line;             //!< the error; empty when m_look tells it
    Look m_look{nullptr};           //!< tells whether the program ends
    void* m_watcher{nullptr};       //!< given to it
    timer_t m_timer{};              //!< signals that the limit has passed
    bool m_isRunning{false};        //!< the system had a timer
    struct sigaction m_before = {}; //!< what the signal did before
};

} // namespace ns3

#endif // PROCESSOR_TIME_LIMIT_H
