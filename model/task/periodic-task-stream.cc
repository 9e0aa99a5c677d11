// SPDX-License-Identifier: GPL-2.0-only

#include "periodic-task-stream.h"

#include "ns3/pointer.h"
#include "ns3/string.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PeriodicTaskStream);

TypeId
PeriodicTaskStream::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::PeriodicTaskStream")
            .SetParent<TaskStream>()
            .SetGroupName("EdgeInference")
            .AddConstructor<PeriodicTaskStream>()
            .AddAttribute("Period",
                          "Time from one nominal arrival to the next; above 0.",
                          TimeValue(MilliSeconds(100)),
                          MakeTimeAccessor(&PeriodicTaskStream::m_period),
                          MakeTimeChecker(TimeStep(1)))
            .AddAttribute("Jitter",
                          "Random time in s from a nominal arrival to the actual one; it may be "
                          "negative.",
                          StringValue("ns3::ConstantRandomVariable[Constant=0]"),
                          MakePointerAccessor(&PeriodicTaskStream::m_jitter),
                          MakePointerChecker<RandomVariableStream>());
    return tid;
}

PeriodicTaskStream::PeriodicTaskStream() = default;

PeriodicTaskStream::~PeriodicTaskStream() = default;

void
PeriodicTaskStream::DoDispose()
{
    TaskStream::DoDispose();
    m_jitter = nullptr;
}

double
PeriodicTaskStream::GetMeanRate() const
{
    return GetTasksPerArrival() / m_period.GetSeconds();
}

int64_t
PeriodicTaskStream::AssignStreams(int64_t stream)
{
    const int64_t used = TaskStream::AssignStreams(stream);
    m_jitter->SetStream(stream + used);
    return used + 1;
}

void
PeriodicTaskStream::DoStart()
{
    m_next = GetNow();
}

bool
PeriodicTaskStream::CanForesee() const
{
    return true;
}

bool
PeriodicTaskStream::DoGetNext(Time& delay, Time&)
{
    const double jitter = m_jitter->GetValue();
    delay = m_next - GetNow() + ToDelay(jitter) - ToDelay(-jitter);
    m_next += m_period;
    return true;
}

} // namespace ns3
