// SPDX-License-Identifier: GPL-2.0-only

#ifndef SERVICE_CONTINUITY_H
#define SERVICE_CONTINUITY_H

#include "ns3/nstime.h"
#include "ns3/task-outcome.h"

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
 * @brief How steadily streams are served: how long each has been without a fresh result, and how
 * often its tasks moved from one server to another. The definitions are ours.
 *
 * A result is as old as its task: its age counts from the task's creation. Only tasks completed in
 * time have one. A stream is interrupted while the newest result that has reached the UE is older
 * than deadline plus period, the period being the time from the stream's first task to the end of
 * the task period over the number of its tasks. A stream whose tasks all end in time at a constant
 * period is never interrupted. Before the first result the age counts from one period before the
 * first task. The time looked at runs from the first task to the end of the task period.
 *
 * A migration is a task that is computed at another server than the one before it of the same
 * stream (in the order of creation; of a plan with a tail, the tail's server). Tasks that stay on
 * the UE are passed over, so that going back to the same server is none.
 */
class ServiceContinuity
{
  public:
    /// No server: the task stays on the UE.
    static constexpr uint32_t NO_SERVER = UINT32_MAX;

    /**
     * @param outcome how a task ended
     * @param stream number of its stream, among all streams
     * @param server index of the server that computes its last layers, or NO_SERVER
     */
    void Add(const TaskOutcome& outcome, uint32_t stream, uint32_t server);

    /**
     * @param end end of the task period
     * @return share of time in which a stream was interrupted, mean over the streams that had a
     * task, 0..1; NaN when none had
     */
    double GetInterruption(Time end) const;

    /**
     * @param length length of the task period
     * @return migrations per minute of a stream, mean over the streams that had a task; NaN when
     * none had
     */
    double GetMigrations(Time length) const;

  private:
    /// What is kept of a task.
    struct Task
    {
        Time created;    //!< when it was created
        Time deadline;   //!< relative to its creation
        Time ended;      //!< when it ended
        bool completed;  //!< in time
        uint32_t server; //!< where it was computed
    };

    /**
     * @param tasks of one stream
     * @param end end of the task period
     * @return share of time in which it was interrupted
     */
    static double GetInterruption(std::vector<Task> tasks, Time end);

    std::vector<std::vector<Task>> m_streams; //!< tasks, by stream
};

} // namespace ns3

#endif // SERVICE_CONTINUITY_H
