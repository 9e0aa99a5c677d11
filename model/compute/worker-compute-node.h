// SPDX-License-Identifier: GPL-2.0-only

#ifndef WORKER_COMPUTE_NODE_H
#define WORKER_COMPUTE_NODE_H

#include "ns3/compute-node.h"
#include "ns3/event-id.h"

#include <cstdint>
#include <deque>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A ComputeNode with workers, each of which serves one thing at a time: a job, or a batch of
 * jobs that begin and end together. Which comes next is a subclass's affair.
 *
 * A worker is a whole machine of the device's kind, so k workers are k GPUs; for the cores of one
 * machine take a device profile measured on one core.
 *
 * Service times are exact: work is kept as a real number of time steps at full speed, and what
 * rounding an end to the time step leaves over is carried into what the worker serves next, so a
 * busy period of any number of jobs ends where its total work says. A change of speed acts on
 * everything in service at once; what is due to end in the time step of a change ends there.
 */
class WorkerComputeNode : public ComputeNode
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    WorkerComputeNode();
    ~WorkerComputeNode() override;

    uint32_t GetWorkers() const override;

  protected:
    void DoDispose() override;
    void DoSubmit(Held& held) final;
    void DoRemove(Held& held) final;
    void DoRefill() final;
    void DoClear() final;
    double DoGetBacklog() const override;
    double DoEstimateTime(const ComputeJob& job) const override;
    double DoGetActivePower() const override;
    void DoBeforeSpeedChange() override;
    void DoAfterSpeedChange() override;

    /// What a worker serves.
    struct Service
    {
        std::vector<Held*> jobs; //!< the jobs in service; empty while the worker is free
        double steps{0};         //!< time steps of work left of all of these jobs
    };

    /**
     * @brief Puts a job among those that wait.
     * @param held the job; Held::left tells its work in time steps
     */
    virtual void DoEnqueue(Held& held) = 0;

    /**
     * @brief Takes a job out of those that wait.
     * @param held the job, which waits
     */
    virtual void DoDequeue(Held& held) = 0;

    /**
     * @brief Takes out of those that wait what a free worker serves next.
     * @param [in,out] service empty; left empty when nothing may begin now
     */
    virtual void DoTakeNext(Service& service) = 0;

    /**
     * @brief Forgets all that wait.
     */
    virtual void DoForgetWaiting() = 0;

    /**
     * @brief The work of the jobs that wait now and would be served before a new job.
     * @param job the new job
     * @param [out] seconds their work in s at full speed, in the order of service
     */
    virtual void DoListAhead(const ComputeJob& job, std::vector<double>& seconds) const = 0;

    /**
     * @brief Called when every free worker has been asked: the place to preempt.
     */
    virtual void DoAfterRefill();

    /**
     * @brief Number of the busy worker whose jobs a comparison likes least.
     * @tparam LESS compares two const Held&
     * @param less whether the first is better served than the second
     * @return the number; GetWorkers() or more when a worker is free or none exists
     */
    template <typename LESS>
    uint32_t FindWorst(LESS less) const;

    /**
     * @brief Interrupts a worker: its job waits again, with what is left of its work, and a worker
     * is free.
     * @param worker number of a busy worker with a single job
     */
    void Preempt(uint32_t worker);

    /**
     * @param worker number of a worker, below GetNBusyWorkers() + free ones
     * @return the first job of the worker; null while the worker is free
     */
    const Held* GetServed(uint32_t worker) const;

    /**
     * @brief Time after which each worker is free of what it serves.
     * @return s at full speed, by worker; 0 for a free one
     */
    std::vector<double> GetRemainingSeconds() const;

    /**
     * @return s of work of the waiting jobs, each alone
     */
    double GetWaitingSeconds() const;

  private:
    /// One worker.
    struct Worker
    {
        Service service; //!< what the worker serves; steps as of updated
        Time updated;    //!< see service
        bool due{false}; //!< whether the end fell into the time step of a change of speed
        EventId end;     //!< the end of the service
    };

    /**
     * @brief Gives a free worker what comes next, if anything may begin.
     * @param worker number of the worker
     * @param carry time steps of work left over from what it served before, may be negative
     */
    void Start(uint32_t worker, double carry);

    /**
     * @param worker a busy worker
     * @return time steps of work left; what rounding left over may put it below 0
     */
    double GetRemaining(const Worker& worker) const;

    /**
     * @brief Schedules the end of what a worker serves.
     * @param worker number of the worker
     */
    void ScheduleEnd(uint32_t worker);

    /**
     * @brief What a worker served has ended.
     * @param worker number of the worker
     */
    void End(uint32_t worker);

    /// Books how many workers are busy.
    void BookBusy();

    /**
     * @brief Adds to the work of the waiting jobs.
     * @param steps time steps at full speed, negative to take away
     */
    void AddWaiting(double steps);

    uint32_t m_nWorkers;           //!< the attribute Workers
    std::deque<Worker> m_workers;  //!< those that were ever needed
    uint32_t m_waitingJobs{0};     //!< jobs that wait
    double m_waiting{0};           //!< time steps of work of the waiting jobs
    double m_waitingCorrection{0}; //!< low-order part of m_waiting
};

template <typename LESS>
uint32_t
WorkerComputeNode::FindWorst(LESS less) const
{
    uint32_t worst = m_nWorkers;
    for (uint32_t i = 0; i < m_nWorkers; ++i)
    {
        const Held* served = GetServed(i);
        if (!served)
        {
            return m_nWorkers;
        }
        if (worst == m_nWorkers || less(*GetServed(worst), *served))
        {
            worst = i;
        }
    }
    return worst;
}

} // namespace ns3

#endif // WORKER_COMPUTE_NODE_H
