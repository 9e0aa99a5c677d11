// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/task-stream.h"

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

void
TaskStream::NotifyTaskEnded()
{
}

int64_t
TaskStream::AssignStreams(int64_t stream)
{
    NS_LOG_FUNCTION(this << stream);
    m_startOffset->SetStream(stream);
    return 1;
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
    uint64_t tasks = m_tasksPerArrival;
    if (m_maxTasks > 0)
    {
        tasks = std::min(tasks, m_maxTasks - m_nTasks);
    }
    const uint64_t run = m_run;
    const auto onTask = m_onTask; // Stop() within a call forgets it
    DoArrive(static_cast<uint32_t>(tasks));
    m_arrival(deadline, static_cast<uint32_t>(tasks));
    for (uint64_t i = 0; i < tasks && m_run == run; ++i)
    {
        ++m_nTasks;
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
