// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/task-stream.h"

#include "ns3/abort.h"
#include "ns3/inference-input-error.h"
#include "ns3/log.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("TaskStream");

NS_OBJECT_ENSURE_REGISTERED(TaskStream);

TypeId
TaskStream::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TaskStream")
            .SetParent<Object>()
            .SetGroupName("EdgeInference")
            .AddAttribute("Deadline",
                          "Deadline of a task, relative to its arrival; above 0.",
                          TimeValue(MilliSeconds(200)),
                          MakeTimeAccessor(&TaskStream::m_deadline),
                          MakeTimeChecker(TimeStep(1)))
            .AddAttribute("TasksPerArrival",
                          "Number of tasks that come at one instant (MLPerf: samples per query).",
                          UintegerValue(1),
                          MakeUintegerAccessor(&TaskStream::m_tasksPerArrival),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxTasks",
                          "Number of tasks after which no more come; 0: no limit.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&TaskStream::m_maxTasks),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("StartOffset",
                          "Random time in s from Start() to the beginning of the process, such as "
                          "the phase of a periodic stream; a negative draw counts as 0.",
                          StringValue("ns3::ConstantRandomVariable[Constant=0]"),
                          MakePointerAccessor(&TaskStream::m_startOffset),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("InputBytes",
                          "Random size of a task's input, bytes from 1 to 1e9, such as the frames "
                          "of a compressed video; null: as many as its network takes.",
                          PointerValue(),
                          MakePointerAccessor(&TaskStream::m_drawBytes),
                          MakePointerChecker<RandomVariableStream>())
            .AddTraceSource("Arrival",
                            "An arrival, before its tasks are handed out.",
                            MakeTraceSourceAccessor(&TaskStream::m_arrival),
                            "ns3::TaskStream::ArrivalTracedCallback");
    return tid;
}

TaskStream::TaskStream()
{
    NS_LOG_FUNCTION(this);
}

TaskStream::~TaskStream()
{
    NS_LOG_FUNCTION(this);
}

void
TaskStream::DoDispose()
{
    NS_LOG_FUNCTION(this);
    Stop();
    m_startOffset = nullptr;
    m_drawBytes = nullptr;
    Object::DoDispose();
}

void
TaskStream::Start(Callback<void, Time> onTask)
{
    NS_LOG_FUNCTION(this);
    DoCheck();
    Stop();
    m_onTask = onTask;
    m_running = true;
    ++m_run;
    m_nTasks = 0;
    m_event = Simulator::Schedule(ToDelay(m_startOffset->GetValue()), &TaskStream::Begin, this);
}

void
TaskStream::Stop()
{
    NS_LOG_FUNCTION(this);
    if (!m_running)
    {
        return;
    }
    m_running = false;
    ++m_run;
    m_event.Cancel();
    m_onTask = Callback<void, Time>();
    DoStop();
}

std::vector<TaskStream::Arrival>
TaskStream::Foresee(Time start, Time end)
{
    NS_LOG_FUNCTION(this << start << end);
    NS_ABORT_MSG_IF(m_running, "Foresee() comes before Start()");
    const std::string type = GetInstanceTypeId().GetName();
    if (!CanForesee())
    {
        throw InferenceInputError(type,
                                  "",
                                  "a process that cannot tell its arrivals ahead",
                                  "one that can, as ns3::PoissonTaskStream",
                                  "a policy needs to know the arrivals");
    }
    if (m_firstStream < 0 || m_startOffset->GetStream() != m_firstStream)
    {
        throw InferenceInputError(type,
                                  "",
                                  "random numbers that cannot be drawn twice",
                                  "AssignStreams(), and random variables of the stream's own");
    }
    DoCheck();
    std::vector<Arrival> arrivals;
    m_rehearsing = true;
    m_rehearsalEnd = end;
    m_rehearsed = start + ToDelay(m_startOffset->GetValue());
    m_nTasks = 0;
    DoStart();
    while (!IsExhausted())
    {
        Time delay;
        Time deadline = m_deadline;
        if (!DoGetNext(delay, deadline))
        {
            break;
        }
        m_rehearsed += std::max(delay, Time());
        if (m_rehearsed >= end)
        {
            break;
        }
        arrivals.push_back({m_rehearsed, deadline, GetTasksNow()});
        DoArrive(arrivals.back().tasks);
        m_nTasks += arrivals.back().tasks;
    }
    m_rehearsing = false;
    m_nTasks = 0;
    AssignStreams(m_firstStream);
    return arrivals;
}

bool
TaskStream::IsRunning() const
{
    return m_running;
}

uint64_t
TaskStream::GetNTasks() const
{
    return m_nTasks;
}

uint64_t
TaskStream::GetInputBytes() const
{
    return m_inputBytes;
}

void
TaskStream::NotifyTaskEnded()
{
}

int64_t
TaskStream::AssignStreams(int64_t stream)
{
    NS_LOG_FUNCTION(this << stream);
    m_firstStream = stream;
    m_startOffset->SetStream(stream);
    if (m_drawBytes)
    {
        m_drawBytes->SetStream(stream + 1);
        return 2;
    }
    return 1;
}

bool
TaskStream::CanForesee() const
{
    return false;
}

Time
TaskStream::GetNow() const
{
    return m_rehearsing ? m_rehearsed : Simulator::Now();
}

bool
TaskStream::IsRehearsing() const
{
    return m_rehearsing;
}

Time
TaskStream::GetDeadline() const
{
    return m_deadline;
}

uint32_t
TaskStream::GetTasksPerArrival() const
{
    return m_tasksPerArrival;
}

Time
TaskStream::ToDelay(double seconds)
{
    return Seconds(std::fmin(std::fmax(seconds, 0.0), 1e9));
}

bool
TaskStream::IsExhausted() const
{
    return m_maxTasks > 0 && m_nTasks >= m_maxTasks;
}

Time
TaskStream::GetRehearsalEnd() const
{
    return m_rehearsalEnd;
}

uint32_t
TaskStream::GetTasksNow() const
{
    const uint64_t left = m_maxTasks > 0 ? m_maxTasks - m_nTasks : m_tasksPerArrival;
    return static_cast<uint32_t>(std::min<uint64_t>(m_tasksPerArrival, left));
}

void
TaskStream::ScheduleNext()
{
    if (!m_running || IsExhausted())
    {
        return;
    }
    m_event.Cancel();
    Time delay;
    Time deadline = m_deadline;
    if (DoGetNext(delay, deadline))
    {
        ScheduleArrival(delay, deadline);
    }
}

void
TaskStream::ScheduleArrival(Time delay, Time deadline)
{
    if (!m_running || IsExhausted())
    {
        return;
    }
    m_event.Cancel();
    m_event = Simulator::Schedule(std::max(delay, Time()), &TaskStream::Arrive, this, deadline);
}

void
TaskStream::DoCheck() const
{
}

void
TaskStream::DoStart()
{
}

void
TaskStream::DoStop()
{
}

void
TaskStream::DoArrive(uint32_t)
{
}

double
TaskStream::DoGetInputBytes()
{
    return m_drawBytes ? std::max(m_drawBytes->GetValue(), 1.0) : 0;
}

void
TaskStream::Begin()
{
    NS_LOG_FUNCTION(this);
    DoStart();
    ScheduleNext();
}

void
TaskStream::Arrive(Time deadline)
{
    NS_LOG_FUNCTION(this << deadline);
    const uint32_t tasks = GetTasksNow();
    const uint64_t run = m_run;
    const auto onTask = m_onTask; // Stop() within a call forgets it
    DoArrive(tasks);
    m_arrival(deadline, tasks);
    for (uint32_t i = 0; i < tasks && m_run == run; ++i)
    {
        ++m_nTasks;
        m_inputBytes = static_cast<uint64_t>(std::fmin(DoGetInputBytes(), MAX_INPUT_BYTES));
        onTask(deadline);
    }
    if (m_run != run)
    {
        return;
    }
    if (IsExhausted())
    {
        DoStop();
    }
    else if (m_event.IsExpired()) // else the process has scheduled the next arrival already
    {
        ScheduleNext();
    }
}

} // namespace ns3
