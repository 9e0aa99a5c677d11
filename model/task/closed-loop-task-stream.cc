// SPDX-License-Identifier: GPL-2.0-only

#include "closed-loop-task-stream.h"

#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>
#include <limits>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ClosedLoopTaskStream);

TypeId
ClosedLoopTaskStream::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::ClosedLoopTaskStream")
            .SetParent<TaskStream>()
            .SetGroupName("EdgeInference")
            .AddConstructor<ClosedLoopTaskStream>()
            .AddAttribute("ThinkTime",
                          "Random time in s from the end of the last task of an arrival to the "
                          "next arrival; a negative draw counts as 0.",
                          StringValue("ns3::ConstantRandomVariable[Constant=0]"),
                          MakePointerAccessor(&ClosedLoopTaskStream::m_thinkTime),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("MinInterval",
                          "Least time from one arrival to the next, so that tasks that end in no "
                          "time cannot stop the clock; above 0.",
                          TimeValue(MicroSeconds(100)),
                          MakeTimeAccessor(&ClosedLoopTaskStream::m_minInterval),
                          MakeTimeChecker(TimeStep(1)));
    return tid;
}

ClosedLoopTaskStream::ClosedLoopTaskStream() = default;

ClosedLoopTaskStream::~ClosedLoopTaskStream() = default;

void
ClosedLoopTaskStream::DoDispose()
{
    TaskStream::DoDispose();
    m_thinkTime = nullptr;
}

void
ClosedLoopTaskStream::NotifyTaskEnded()
{
    if (!IsRunning() || m_inFlight == 0 || --m_inFlight > 0)
    {
        return;
    }
    const Time think = ToDelay(m_thinkTime->GetValue());
    ScheduleArrival(std::max(think, m_lastArrival + m_minInterval - Simulator::Now()),
                    GetDeadline());
}

double
ClosedLoopTaskStream::GetMeanRate() const
{
    return std::numeric_limits<double>::quiet_NaN();
}

int64_t
ClosedLoopTaskStream::AssignStreams(int64_t stream)
{
    const int64_t used = TaskStream::AssignStreams(stream);
    m_thinkTime->SetStream(stream + used);
    return used + 1;
}

void
ClosedLoopTaskStream::DoStart()
{
    m_begun = false;
    m_inFlight = 0;
}

void
ClosedLoopTaskStream::DoArrive(uint32_t tasks)
{
    m_lastArrival = Simulator::Now();
    m_inFlight = tasks;
}

bool
ClosedLoopTaskStream::DoGetNext(Time& delay, Time&)
{
    const bool first = !m_begun;
    m_begun = true;
    delay = Time();
    return first;
}

} // namespace ns3
