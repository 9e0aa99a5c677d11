// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_PROGRESS_H
#define EXPERIMENT_PROGRESS_H

#include "experiment-clock.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Tells on standard error how far a program is: one line that is rewritten on a terminal, a
 * line a step otherwise.
 */
class ExperimentProgress
{
  public:
    /**
     * @param quiet say nothing
     * @param clock of the whole experiment, which tells the time that is left; null: the time of
     * the phase is estimated from its own steps
     */
    explicit ExperimentProgress(bool quiet, std::shared_ptr<const ExperimentClock> clock = nullptr);

    /**
     * @brief Begins a phase.
     * @param what it is called
     * @param steps how many steps it has
     */
    void Begin(const std::string& what, uint64_t steps);

    /**
     * @brief A step is done.
     * @param step how many are done, from 1
     * @param remark what came of it
     */
    void Step(uint64_t step, const std::string& remark);

    /// Ends a phase.
    void End();

    /**
     * @brief Says something on a line of its own.
     * @param text the line
     */
    void Say(const std::string& text);

  private:
    bool m_quiet;                                   //!< say nothing
    std::shared_ptr<const ExperimentClock> m_clock; //!< of the whole experiment; may be null
    bool m_terminal;                                //!< standard error is a terminal
    std::string m_what;                             //!< the phase
    uint64_t m_steps{0};                            //!< steps of the phase
    std::chrono::steady_clock::time_point m_begin;  //!< when it began
};

} // namespace ns3

#endif // EXPERIMENT_PROGRESS_H
