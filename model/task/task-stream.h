// SPDX-License-Identifier: GPL-2.0-only

#ifndef TASK_STREAM_H
#define TASK_STREAM_H

#include "ns3/callback.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/ptr.h"
#include "ns3/random-variable-stream.h"
#include "ns3/traced-callback.h"

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
 * @brief When inference tasks come: one arrival process, which knows no application.
 *
 * A process is a sequence of arrivals; each arrival asks for @c TasksPerArrival tasks at one
 * instant. The four scenarios of MLPerf's LoadGen are
 * - single-stream: ClosedLoopTaskStream;
 * - multi-stream: ClosedLoopTaskStream with @c TasksPerArrival = 8 (samples per query);
 * - server: PoissonTaskStream;
 * - offline: PeriodicTaskStream with @c TasksPerArrival = @c MaxTasks = the number of samples.
 *
 * A process of one's own derives from this class and answers DoGetNext(), or calls
 * ScheduleArrival() when it knows more.
 *
 * As everywhere in ns-3, a pointer attribute that is set by Config::SetDefault or on the command
 * line is one object that all streams share, and that stays from one run to the next; draws remain
 * reproducible as long as AssignStreams() is called before each run.
 */
class TaskStream : public Object
{
  public:
    /**
     * @brief Signature of the trace source Arrival.
     * @param deadline the deadline of its tasks, relative to now
     * @param tasks the number of tasks that it asks for
     */
    typedef void (*ArrivalTracedCallback)(Time deadline, uint32_t tasks);

    /// An arrival that is known ahead.
    struct Arrival
    {
        Time at;           //!< when the tasks come
        Time deadline;     //!< deadline of its tasks, relative to the arrival
        uint32_t tasks{1}; //!< tasks that it asks for
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    TaskStream();
    ~TaskStream() override;

    /**
     * @brief Begins the process: the time of the process is 0 after @c StartOffset from now.
     *
     * A stream that runs is stopped first; nothing is remembered of an earlier run but the state
     * of the random variables.
     *
     * @param onTask called once for each task, with its deadline relative to now; it may call
     *        Stop(), Start() and NotifyTaskEnded()
     * @throws InferenceInputError when the attributes do not fit together
     */
    void Start(Callback<void, Time> onTask);

    /**
     * @brief Ends the process: no task comes after this call.
     */
    void Stop();

    /**
     * @brief Tells the arrivals of a run that has not begun, by a rehearsal; then the random
     * variables are set back, so that what is told is what comes. AssignStreams() comes before,
     * nothing was drawn since, and no random variable is shared with another object.
     * @param start when Start() will be called
     * @param end of the list
     * @return the arrivals before @p end, rising
     * @throws InferenceInputError when the process cannot tell them (a closed loop, a process of
     * one's own that does not say CanForesee()), or AssignStreams() did not come before
     */
    std::vector<Arrival> Foresee(Time start, Time end);

    /**
     * @return true from Start() until Stop(), even when @c MaxTasks was reached
     */
    bool IsRunning() const;

    /**
     * @return the number of tasks since Start()
     */
    uint64_t GetNTasks() const;

    /**
     * @return bytes of the input of the task that is being handed out, such as a frame of a video;
     * 0: as many as its network takes
     */
    uint64_t GetInputBytes() const;

    /**
     * @brief Tells the stream that one of its tasks has ended, whatever its fate.
     *
     * The owner calls it once for each task. Only closed loops use it.
     */
    virtual void NotifyTaskEnded();

    /**
     * @return the long-run mean rate of tasks in 1/s without regard to @c MaxTasks; NaN when it
     * depends on how fast tasks end (closed loop)
     */
    virtual double GetMeanRate() const = 0;

    /**
     * @brief Fixes the random number streams.
     * @param stream the first stream number to use
     * @return how many stream numbers were used
     */
    virtual int64_t AssignStreams(int64_t stream);

  protected:
    /// Most bytes of the input of a task.
    static constexpr double MAX_INPUT_BYTES = 1e9;

    void DoDispose() override;

    /**
     * @return true when DoStart(), DoGetNext() and DoArrive() are the whole process and go by
     * GetNow(), so that it can be rehearsed
     */
    virtual bool CanForesee() const;

    /**
     * @return the time of the run, or of its rehearsal
     */
    Time GetNow() const;

    /**
     * @return true during a rehearsal
     */
    bool IsRehearsing() const;

    /**
     * @return when the rehearsal ends: no arrival counts from then on
     */
    Time GetRehearsalEnd() const;

    /**
     * @return the attribute @c Deadline
     */
    Time GetDeadline() const;

    /**
     * @return the attribute @c TasksPerArrival
     */
    uint32_t GetTasksPerArrival() const;

    /**
     * @brief Turns a random number into a delay.
     * @param seconds s
     * @return the delay, rounded to the time step and brought into 0 to 1e9 s
     */
    static Time ToDelay(double seconds);

    /**
     * @brief Asks the process anew for its next arrival, which replaces one that was scheduled
     * before, if there was one. Does nothing when the stream is stopped or @c MaxTasks was reached.
     */
    void ScheduleNext();

    /**
     * @brief Schedules the next arrival and forgets one that was scheduled before. Does nothing
     * when the stream is stopped or @c MaxTasks was reached.
     * @param delay time from now; a negative one counts as 0
     * @param deadline deadline of its tasks, relative to the arrival
     */
    void ScheduleArrival(Time delay, Time deadline);

    /**
     * @brief Called by Start() before anything else: refuse attributes that do not fit together.
     * @throws InferenceInputError when they do not
     */
    virtual void DoCheck() const;

    /**
     * @brief Called at time 0 of the process, before the first DoGetNext(): forget earlier runs.
     */
    virtual void DoStart();

    /**
     * @brief Called when the stream is stopped and when @c MaxTasks is reached: cancel events of
     * the process's own.
     */
    virtual void DoStop();

    /**
     * @brief Called at each arrival, before its tasks are handed out.
     * @param tasks the number of tasks that it asks for
     */
    virtual void DoArrive(uint32_t tasks);

    /**
     * @brief Tells when the next arrival comes. Called at time 0 of the process and after each
     * arrival.
     * @param [out] delay time from now until it comes
     * @param [in,out] deadline deadline of its tasks, relative to the arrival; the attribute
     *        @c Deadline when not changed
     * @return false when none is known to come
     */
    virtual bool DoGetNext(Time& delay, Time& deadline) = 0;

    /**
     * @brief Called for each task of an arrival, after DoArrive() and before the next DoGetNext().
     * @return bytes of its input; 0: as many as its network takes; a draw of @c InputBytes unless
     * overridden
     */
    virtual double DoGetInputBytes();

  private:
    /// Time 0 of the process.
    void Begin();

    /**
     * @return true when @c MaxTasks was reached
     */
    bool IsExhausted() const;

    /**
     * @return the number of tasks of an arrival now
     */
    uint32_t GetTasksNow() const;

    /**
     * @brief An arrival.
     * @param deadline deadline of its tasks, relative to now
     */
    void Arrive(Time deadline);

    Time m_deadline;                          //!< relative deadline of a task
    uint32_t m_tasksPerArrival;               //!< tasks of one arrival
    uint64_t m_maxTasks;                      //!< tasks after which the process is silent, 0: none
    Ptr<RandomVariableStream> m_startOffset;  //!< s, from Start() to time 0 of the process
    Ptr<RandomVariableStream> m_drawBytes;    //!< of a task's input; null: as its network takes
    uint64_t m_inputBytes{0};                 //!< of the task that is handed out
    Callback<void, Time> m_onTask;            //!< the owner
    EventId m_event;                          //!< time 0 of the process, then the next arrival
    bool m_running{false};                    //!< between Start() and Stop()
    uint64_t m_run{0};                        //!< number of the run, to notice a restart
    uint64_t m_nTasks{0};                     //!< tasks since Start()
    int64_t m_firstStream{-1};                //!< of AssignStreams(); -1 before
    bool m_rehearsing{false};                 //!< within Foresee()
    Time m_rehearsed;                         //!< time of the rehearsal
    Time m_rehearsalEnd;                      //!< when the rehearsal ends
    TracedCallback<Time, uint32_t> m_arrival; //!< the trace source Arrival
};

} // namespace ns3

#endif // TASK_STREAM_H
