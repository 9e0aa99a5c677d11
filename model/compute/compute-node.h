// SPDX-License-Identifier: GPL-2.0-only

#ifndef COMPUTE_NODE_H
#define COMPUTE_NODE_H

#include "ns3/background-load.h"
#include "ns3/callback.h"
#include "ns3/compute-job.h"
#include "ns3/device-profile.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/ptr.h"
#include "ns3/service-times.h"
#include "ns3/traced-callback.h"
#include "ns3/traced-value.h"

#include <cstdint>
#include <map>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Where inference is computed: holds jobs and serves them at a speed that background load
 * changes over time. Aggregated to a Node, of a UE as of a server.
 *
 * A job is an amount of work, in seconds at full speed. The speed is 1 - background load. What the
 * order of service is, and how many jobs share the speed, is a subclass's affair; callers know this
 * class only: `node->GetObject<ComputeNode>()`. FifoComputeNode is the one to install by default.
 *
 * Every job that was taken leaves in exactly one way: its service ends, its owner cancels or clears
 * it, or the node fails (SetUp()) and gives it back.
 *
 * The background load begins with Object::Initialize(), which ns-3 calls at time 0 for what is
 * aggregated to a Node by then; whoever aggregates later calls it. Until then the speed is 1.
 *
 * Order of events: Submit() never calls back. A job may start within Submit(), and its trace
 * sources fire then, before the caller knows its number. When a job ends, first the books are
 * brought up to date (QueueLength, JobEnded, then JobStarted of the next job), then its owner is
 * called back, who may submit and cancel at will. When the node fails, it is down and empty first
 * (QueueLength, Busy, Up), then job after job, in the order of submission, JobFailed fires and its
 * owner is called back. A job of zero seconds takes its turn like any other and ends in an event of
 * its own at the instant at which it started.
 */
class ComputeNode : public Object
{
  public:
    /// Called when a job has ended or, with ComputeReceipt::failed set, was given back.
    typedef Callback<void, const ComputeReceipt&> DoneCallback;

    /**
     * @brief Signature of the trace source JobRefused.
     * @param job the job
     * @param refusal why the job was not taken
     */
    typedef void (*RefusedTracedCallback)(const ComputeJob& job, ComputeRefusal refusal);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ComputeNode();
    ~ComputeNode() override;

    /**
     * @brief Hands in a job.
     * @param job work, owner, due time and part of the network
     * @param done called once when it has ended or failed, never within this call, and never after
     *        Cancel(), Clear() or disposal; may be null
     * @return its number, from 1 and rising; 0 when it was refused, see GetRefusal(): then nothing
     *         was taken
     */
    uint64_t Submit(const ComputeJob& job, DoneCallback done);

    /**
     * @return why the last call of Submit() took nothing; ComputeRefusal::NONE when it took the job
     */
    ComputeRefusal GetRefusal() const;

    /**
     * @brief Gives up a job, waiting or in service, without calling back.
     * @param job the number of a job
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
     * @brief How long a job would take from its submission now to its end, if nothing else were
     * submitted and the speed stayed as it is.
     * @param job the job
     * @return s; infinite when the node is down or the job would stand still
     */
    double EstimateTime(const ComputeJob& job) const;

    /**
     * @brief How long a job without work, owner and due time would take: what a job waits in a FIFO
     * queue, 0 where jobs share the node.
     * @return s; infinite when the node is down or the job would stand still
     */
    double EstimateWait() const;

    /**
     * @brief Lets the node fail or come back. A node that fails gives back every job that it holds:
     * the owner is called with ComputeReceipt::failed set, within this call. It comes back empty.
     * @param up false: it fails and refuses all jobs from now on; true: it works again
     */
    void SetUp(bool up);

    /**
     * @return whether the node works
     */
    bool IsUp() const;

    /**
     * @return the speed, 0 to 1: what background load leaves
     */
    double GetSpeed() const;

    /**
     * @brief The share of the workers that was at work for jobs of ours in the recent past
     * (standing still included).
     *
     * A mean over the time since 0, in which the past counts by exp(-age / @c UtilisationWindow).
     *
     * @return 0 to 1
     */
    double GetUtilisation() const;

    /**
     * @return the time so far for which workers were at work for jobs of ours (standing still
     * included), summed over the workers
     */
    Time GetBusyTime() const;

    /**
     * @return the number of workers: whole machines of the device's kind
     */
    virtual uint32_t GetWorkers() const;

    /**
     * @brief The power above idle of what is in service, by the device's profile: of each job the
     * energy that DeviceProfile::GetComputeEnergy() says over its seconds, while it advances.
     * @return W; 0 where the profile does not know
     */
    double GetActivePower() const;

    /**
     * @brief Calls back whenever GetActivePower() may have changed; for a ComputeEnergyModel.
     * @param changed whom to call, within any event of the node; null: nobody
     */
    void SetPowerCallback(Callback<void> changed);

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
     * @brief Sets how long inferences take, from the next job on.
     * @param times used by this node only; null: as the profiles say
     */
    void SetServiceTimes(Ptr<ServiceTimes> times);

    /**
     * @brief Fixes the random number streams, those of background load and service times
     * included.
     * @param stream the first stream number to use
     * @return how many stream numbers were used
     */
    virtual int64_t AssignStreams(int64_t stream);

  protected:
    void DoInitialize() override;
    void DoDispose() override;

    /// A job held.
    struct Held
    {
        ComputeJob job;         //!< work, owner, due time and part of the network
        ComputeReceipt receipt; //!< what has happened to the job so far
        DoneCallback done;      //!< whom to call back
        bool begun{false};      //!< whether service has begun once
        double left{0};         //!< for the subclass: work that is left, in time steps
    };

    /**
     * @brief Takes a job in, without starting anything: DoRefill() follows.
     * @param held the job; stays where it is as long as it is held
     */
    virtual void DoSubmit(Held& held) = 0;

    /**
     * @brief Gives up a job without starting anything: it is forgotten then, and DoRefill()
     * follows.
     * @param held the job
     */
    virtual void DoRemove(Held& held) = 0;

    /**
     * @brief Starts what may start: a job has come or gone.
     */
    virtual void DoRefill() = 0;

    /**
     * @brief Gives up all jobs, which are forgotten after this call.
     */
    virtual void DoClear() = 0;

    /**
     * @return the work that is left of the jobs held, in s at full speed
     */
    virtual double DoGetBacklog() const = 0;

    /**
     * @brief Estimates how long a job would take, at a speed above 0.
     * @param job the job
     * @return s, see EstimateTime()
     */
    virtual double DoEstimateTime(const ComputeJob& job) const = 0;

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
     * @brief Books that the service of a job begins. Called by the subclass once for each.
     * @param held the job
     */
    void BookStart(Held& held);

    /**
     * @brief Books that the service of a job has ended. Called by the subclass for each; then it
     * starts what comes next, and then it calls CallBack().
     * @param held the job, not held any more after this call
     * @return the number of the job
     */
    uint64_t BookEnd(Held& held);

    /**
     * @brief Calls the owner of a job back, unless he has cancelled it meanwhile.
     * @param job number of a job that has ended
     */
    void CallBack(uint64_t job);

    /**
     * @brief Books how many workers are at work. Called by the subclass after every change of what
     * is in service.
     * @param workers how many, 0 to GetWorkers(); may be fractions where jobs share workers
     */
    void SetWorkersBusy(double workers);

    /**
     * @brief What the jobs in service take at full speed.
     * @return sum over them of GetJobEnergy() over the time that it takes, W
     */
    virtual double DoGetActivePower() const = 0;

    /**
     * @param held a job in service
     * @return its energy above idle, J; 0 when not known
     */
    double GetJobEnergy(const Held& held) const;

    /**
     * @return time steps in a second
     */
    static double GetStepsPerSecond();

  private:
    /**
     * @param load the background load from now on
     */
    void BackgroundLoadChanged(double load);

    /// Begins the background load, if there is one.
    void StartBackgroundLoad();

    uint32_t m_queueLimit;                //!< greatest number of jobs held, 0: no limit
    Time m_utilisationWindow;             //!< time constant of the utilisation
    Ptr<BackgroundLoad> m_backgroundLoad; //!< share that others take of the speed
    Ptr<ServiceTimes> m_serviceTimes;     //!< how long inferences take; null: as profiles say
    Ptr<const DeviceProfile> m_device;    //!< what the node is
    uint64_t m_lastJob{0};                //!< number of the last job
    std::map<uint64_t, Held> m_jobs;      //!< jobs held, by number
    std::map<uint64_t, Held> m_leaving;   //!< jobs that have ended or failed and whose owners are
                                          //!< not told yet
    ComputeRefusal m_refusal{ComputeRefusal::NONE}; //!< of the last Submit()
    bool m_works{true};                             //!< whether the node works
    bool m_admission;                       //!< whether jobs that would end late are refused
    bool m_active{false};                   //!< between DoInitialize() and DoDispose()
    TracedValue<uint32_t> m_queueLength{0}; //!< the trace source QueueLength
    TracedValue<double> m_speed{1};         //!< the trace source Speed
    TracedValue<bool> m_busy{false};        //!< the trace source Busy
    TracedValue<bool> m_up{true};           //!< the trace source Up
    double m_busySteps{0};                  //!< time steps of workers at work up to m_busyUpdated
    double m_workersBusy{0};                //!< workers at work since m_busyUpdated
    Callback<void> m_powerChanged;          //!< whom to call when the power may have changed
    double m_busyShare{0}; //!< exponentially weighted busy share up to m_busyUpdated
    Time m_busyUpdated;    //!< when the number of workers at work changed last

    TracedCallback<const ComputeReceipt&> m_jobStarted;             //!< the trace source JobStarted
    TracedCallback<const ComputeReceipt&> m_jobEnded;               //!< the trace source JobEnded
    TracedCallback<const ComputeReceipt&> m_jobFailed;              //!< the trace source JobFailed
    TracedCallback<const ComputeJob&, ComputeRefusal> m_jobRefused; //!< the trace source JobRefused
};

} // namespace ns3

#endif // COMPUTE_NODE_H
