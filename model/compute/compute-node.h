// SPDX-License-Identifier: GPL-2.0-only

#ifndef COMPUTE_NODE_H
#define COMPUTE_NODE_H

#include "ns3/background-load.h"
#include "ns3/callback.h"
#include "ns3/device-profile.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/ptr.h"
#include "ns3/traced-callback.h"
#include "ns3/traced-value.h"

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
 * @brief What happened to one job of a ComputeNode.
 */
struct ComputeReceipt
{
    uint64_t job{0};   //!< number of the job, as answered by ComputeNode::Submit()
    double seconds{0}; //!< its work, in s at full speed
    Time queued;       //!< when it was submitted
    Time started;      //!< when its service began
    Time ended;        //!< when its service ended; 0 while it runs

    /**
     * @brief Signature of a trace source that reports a job.
     * @param receipt what happened to it so far
     */
    typedef void (*TracedCallback)(const ComputeReceipt& receipt);
};

/**
 * @ingroup edge-inference
 * @brief Where inference is computed: holds jobs and serves them at a speed that background load
 * changes over time. Aggregated to a Node, of a UE as of a server.
 *
 * A job is an amount of work, in seconds at full speed. The speed is 1 - background load. What the
 * order of service is, and how many jobs share the speed, is a subclass's affair; callers know this
 * class only: `node->GetObject<ComputeNode>()`. FifoComputeNode is the one to install by default.
 *
 * The background load begins with Object::Initialize(), which ns-3 calls at time 0 for what is
 * aggregated to a Node by then; whoever aggregates later calls it. Until then the speed is 1.
 *
 * Order of events: Submit() never calls back. A job may start within Submit(), and its trace
 * sources fire then, before the caller knows its number. When a job ends, first the books are
 * brought up to date (QueueLength, JobEnded, then JobStarted of the next job), then its owner is
 * called back, who may submit and cancel at will. A job of zero seconds takes its turn like any
 * other and ends in an event of its own at the instant at which it started.
 */
class ComputeNode : public Object
{
  public:
    /// Called when a job has ended.
    typedef Callback<void, const ComputeReceipt&> DoneCallback;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ComputeNode();
    ~ComputeNode() override;

    /**
     * @brief Hands in a job.
     * @param seconds its work in s at full speed, at least 0 and finite
     * @param done called once when it has ended, never within this call, and never after Cancel(),
     *        Clear() or disposal; may be null
     * @return its number, from 1 and rising; 0 when the queue is full: then nothing was taken
     */
    uint64_t Submit(double seconds, DoneCallback done);

    /**
     * @brief Gives up a job, waiting or in service, without calling back.
     * @param job its number
     * @return false when no such job is held: it never was, has ended or was cancelled
     */
    bool Cancel(uint64_t job);

    /**
     * @brief Gives up all jobs without calling back: the owners keep the books of what they handed
     * in.
     */
    void Clear();

    /**
     * @brief Divides the capacity among the owners of jobs, where the order of service knows
     * shares.
     * @param shares weight of each owner's jobs, at least 0; empty: all alike
     */
    virtual void SetShares(const std::vector<double>& shares);

    /**
     * @return the number of jobs held, waiting and in service
     */
    uint32_t GetQueueLength() const;

    /**
     * @brief The work that is left of the jobs held. Costs the same however many they are.
     * @return s at full speed
     */
    double GetBacklog() const;

    /**
     * @brief How long the jobs held take if the speed stays as it is, which is what a new job would
     * wait in a FIFO queue.
     * @return s; infinite when jobs stand still
     */
    double EstimateWait() const;

    /**
     * @return the speed, 0 to 1: what background load leaves
     */
    double GetSpeed() const;

    /**
     * @brief The share of the recent past in which a job of ours was in service (standing still
     * included).
     *
     * A mean over the time since 0, in which the past counts by exp(-age / @c UtilisationWindow).
     *
     * @return 0 to 1
     */
    double GetUtilisation() const;

    /**
     * @return the time so far in which a job of ours was in service (standing still included)
     */
    Time GetBusyTime() const;

    /**
     * @param device what the node is; it tells owners how many seconds a job is
     */
    void SetDevice(Ptr<const DeviceProfile> device);

    /**
     * @return what the node is; null when it was not told
     */
    Ptr<const DeviceProfile> GetDevice() const;

    /**
     * @brief Sets what others take of the capacity. Begins at once when the node is initialised.
     * @param load the process, used by this node only; null: nothing
     */
    void SetBackgroundLoad(Ptr<BackgroundLoad> load);

    /**
     * @return what others take of the capacity; null: nothing
     */
    Ptr<BackgroundLoad> GetBackgroundLoad() const;

    /**
     * @brief Fixes the random number streams, those of the background load included.
     * @param stream the first stream number to use
     * @return how many stream numbers were used
     */
    virtual int64_t AssignStreams(int64_t stream);

  protected:
    void DoInitialize() override;
    void DoDispose() override;

    /**
     * @brief Takes a job; called when the queue is not full.
     * @param receipt its number, work and instant of submission
     * @param done whom to call back
     */
    virtual void DoSubmit(const ComputeReceipt& receipt, DoneCallback done) = 0;

    /**
     * @brief Gives up a job.
     * @param job its number
     * @return false when no such job is held
     */
    virtual bool DoCancel(uint64_t job) = 0;

    /**
     * @brief Gives up all jobs.
     */
    virtual void DoClear() = 0;

    /**
     * @return the work that is left of the jobs held, in s at full speed
     */
    virtual double DoGetBacklog() const = 0;

    /**
     * @brief Called before the speed changes: bring the work done so far into the books at the old
     * speed, GetSpeed().
     */
    virtual void DoBeforeSpeedChange() = 0;

    /**
     * @brief Called after the speed has changed: reschedule.
     */
    virtual void DoAfterSpeedChange() = 0;

    /**
     * @brief Books a job that entered or left. Called by the subclass for each.
     * @param held the number of jobs held from now on
     */
    void SetQueueLength(uint32_t held);

    /**
     * @brief Books whether a job is in service. Called by the subclass when this changes.
     * @param busy true from now on when one is
     */
    void SetBusy(bool busy);

    TracedCallback<const ComputeReceipt&> m_jobStarted; //!< the trace source JobStarted
    TracedCallback<const ComputeReceipt&> m_jobEnded;   //!< the trace source JobEnded

  private:
    /**
     * @param load the background load from now on
     */
    void BackgroundLoadChanged(double load);

    /// Begins the background load, if there is one.
    void StartBackgroundLoad();

    uint32_t m_queueLimit;                  //!< greatest number of jobs held, 0: no limit
    Time m_utilisationWindow;               //!< time constant of the utilisation
    Ptr<BackgroundLoad> m_backgroundLoad;   //!< what others take
    Ptr<const DeviceProfile> m_device;      //!< what the node is
    uint64_t m_lastJob{0};                  //!< number of the last job
    bool m_active{false};                   //!< between DoInitialize() and DoDispose()
    TracedValue<uint32_t> m_queueLength{0}; //!< the trace source QueueLength
    TracedValue<double> m_speed{1};         //!< the trace source Speed
    TracedValue<bool> m_busy{false};        //!< the trace source Busy
    Time m_busyTime;                        //!< busy time up to m_busyUpdated
    double m_busyShare{0}; //!< exponentially weighted busy share up to m_busyUpdated
    Time m_busyUpdated;    //!< when Busy changed last
};

} // namespace ns3

#endif // COMPUTE_NODE_H
