// SPDX-License-Identifier: GPL-2.0-only

#ifndef CLOSED_LOOP_TASK_STREAM_H
#define CLOSED_LOOP_TASK_STREAM_H

#include "ns3/task-stream.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The next arrival comes a think time after the last task of the previous one has ended:
 * MLPerf's "single-stream" scenario, and "multi-stream" with @c TasksPerArrival = 8.
 *
 * Tasks that end in no time (a full queue, no connection) would stop the clock; therefore two
 * arrivals are at least @c MinInterval apart.
 */
class ClosedLoopTaskStream : public TaskStream
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ClosedLoopTaskStream();
    ~ClosedLoopTaskStream() override;

    /**
     * @brief Counts the end of a task. A call while no task is in flight is ignored. A task of an
     * earlier run must not be reported after the next Start().
     */
    void NotifyTaskEnded() override;

    double GetMeanRate() const override;
    int64_t AssignStreams(int64_t stream) override;

  protected:
    void DoDispose() override;
    void DoStart() override;
    void DoArrive(uint32_t tasks) override;
    bool DoGetNext(Time& delay, Time& deadline) override;

  private:
    Ptr<RandomVariableStream> m_thinkTime; //!< s, from the last end to the next arrival
    Time m_minInterval;                    //!< least time between two arrivals
    bool m_begun{false};                   //!< whether the first arrival was asked for
    Time m_lastArrival;                    //!< instant of the last arrival
    uint32_t m_inFlight{0};                //!< tasks of the last arrival that have not ended
};

} // namespace ns3

#endif // CLOSED_LOOP_TASK_STREAM_H
