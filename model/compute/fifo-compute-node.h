// SPDX-License-Identifier: GPL-2.0-only

#ifndef FIFO_COMPUTE_NODE_H
#define FIFO_COMPUTE_NODE_H

#include "ns3/compute-node.h"
#include "ns3/event-id.h"

#include <deque>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief One worker that serves one job after the other in the order of submission.
 *
 * Service times are exact: work is kept as a real number of time steps at full speed and what
 * rounding an end to the time step leaves over is carried into the next job, so a busy period of
 * any number of jobs ends where its total work says. A change of speed acts on the job in service
 * at once; a job whose end is due in the time step of a change ends there.
 */
class FifoComputeNode : public ComputeNode
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    FifoComputeNode();
    ~FifoComputeNode() override;

  protected:
    void DoDispose() override;
    void DoSubmit(Held& held) override;
    void DoRemove(Held& held) override;
    void DoRefill() override;
    void DoClear() override;
    double DoGetBacklog() const override;
    double DoEstimateTime(const ComputeJob& job) const override;
    void DoBeforeSpeedChange() override;
    void DoAfterSpeedChange() override;

  private:
    /**
     * @brief Starts the service of the first job.
     * @param carry time steps of work left over from the job before, may be negative
     */
    void StartFirst(double carry);

    /**
     * @brief Starts the service of the first of the waiting jobs, or rests when there is none.
     * @param carry time steps of work left over from the job before, may be negative
     */
    void StartNext(double carry);

    /**
     * @return time steps of work left of the job in service; what rounding left over may put it
     * below 0
     */
    double GetRemaining() const;

    /// Schedules the end of the job in service.
    void ScheduleEnd();

    /// The job in service has ended.
    void End();

    /**
     * @brief Adds to the work of the waiting jobs.
     * @param seconds s at full speed, negative to take away
     */
    void AddWaiting(double seconds);

    const double m_stepsPerSecond; //!< time steps in a second
    std::deque<Held*> m_jobs;      //!< jobs held; the first is in service
    bool m_idle{true};             //!< none is in service
    EventId m_end;                 //!< end of the job in service
    double m_remaining{0};         //!< time steps of work left of it at m_updated
    Time m_updated;                //!< see m_remaining
    bool m_due{false};             //!< its end fell into the time step of a change of speed
    double m_waiting{0};           //!< s of work of the waiting jobs
    double m_waitingCorrection{0}; //!< low-order part of m_waiting
};

} // namespace ns3

#endif // FIFO_COMPUTE_NODE_H
