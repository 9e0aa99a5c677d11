// SPDX-License-Identifier: GPL-2.0-only

#include "bursty-task-stream.h"

#include "ns3/double.h"
#include "ns3/simulator.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(BurstyTaskStream);

TypeId
BurstyTaskStream::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::BurstyTaskStream")
            .SetParent<TaskStream>()
            .SetGroupName("EdgeInference")
            .AddConstructor<BurstyTaskStream>()
            .AddAttribute("LowRate",
                          "Mean number of arrivals in the low state in 1/s; 0: none.",
                          DoubleValue(2),
                          MakeDoubleAccessor(&BurstyTaskStream::m_lowRate),
                          MakeDoubleChecker<double>(0, 1e9))
            .AddAttribute("HighRate",
                          "Mean number of arrivals in the high state in 1/s; 0: none.",
                          DoubleValue(20),
                          MakeDoubleAccessor(&BurstyTaskStream::m_highRate),
                          MakeDoubleChecker<double>(0, 1e9))
            .AddAttribute("MeanLowDuration",
                          "Mean of the exponential time in the low state; above 0.",
                          TimeValue(Seconds(4)),
                          MakeTimeAccessor(&BurstyTaskStream::m_meanLowDuration),
                          MakeTimeChecker(TimeStep(1)))
            .AddAttribute("MeanHighDuration",
                          "Mean of the exponential time in the high state; above 0.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&BurstyTaskStream::m_meanHighDuration),
                          MakeTimeChecker(TimeStep(1)))
            .AddTraceSource("High",
                            "Whether the process is in the high state.",
                            MakeTraceSourceAccessor(&BurstyTaskStream::m_high),
                            "ns3::TracedValueCallback::Bool");
    return tid;
}

BurstyTaskStream::BurstyTaskStream()
    : m_intervals(CreateObject<ExponentialRandomVariable>()),
      m_durations(CreateObject<ExponentialRandomVariable>()),
      m_firstState(CreateObject<UniformRandomVariable>())
{
}

BurstyTaskStream::~BurstyTaskStream() = default;

void
BurstyTaskStream::DoDispose()
{
    TaskStream::DoDispose();
    m_intervals = nullptr;
    m_durations = nullptr;
    m_firstState = nullptr;
}

double
BurstyTaskStream::GetMeanRate() const
{
    const double low = m_meanLowDuration.GetSeconds();
    const double high = m_meanHighDuration.GetSeconds();
    return GetTasksPerArrival() * (m_lowRate * low + m_highRate * high) / (low + high);
}

int64_t
BurstyTaskStream::AssignStreams(int64_t stream)
{
    const int64_t used = TaskStream::AssignStreams(stream);
    m_intervals->SetStream(stream + used);
    m_durations->SetStream(stream + used + 1);
    m_firstState->SetStream(stream + used + 2);
    return used + 3;
}

void
BurstyTaskStream::DoStart()
{
    const double low = m_meanLowDuration.GetSeconds();
    const double high = m_meanHighDuration.GetSeconds();
    const bool isHigh = m_firstState->GetValue(0, low + high) < high;
    if (IsRehearsing())
    {
        m_rehearsedHigh = isHigh;
        m_rehearsedSwitch = GetNow() + DrawDuration(isHigh);
        return;
    }
    m_high = isHigh;
    ScheduleSwitch();
}

void
BurstyTaskStream::DoStop()
{
    m_switch.Cancel();
}

Time
BurstyTaskStream::DrawDuration(bool isHigh)
{
    const Time mean = isHigh ? m_meanHighDuration : m_meanLowDuration;
    return ToDelay(m_durations->GetValue(mean.GetSeconds(), 0));
}

void
BurstyTaskStream::ScheduleSwitch()
{
    m_switch = Simulator::Schedule(DrawDuration(m_high.Get()), &BurstyTaskStream::Switch, this);
}

void
BurstyTaskStream::Switch()
{
    m_high = !m_high.Get();
    ScheduleSwitch();
    ScheduleNext();
}

bool
BurstyTaskStream::CanForesee() const
{
    return true;
}

bool
BurstyTaskStream::Rehearse(Time& delay)
{
    Time at = GetNow();
    while (true)
    {
        const double rate = m_rehearsedHigh ? m_highRate : m_lowRate;
        const Time next =
            rate > 0 ? at + ToDelay(m_intervals->GetValue(1 / rate, 0)) : m_rehearsedSwitch;
        if (next < m_rehearsedSwitch)
        {
            delay = next - GetNow();
            return true;
        }
        if (m_rehearsedSwitch >= GetRehearsalEnd())
        {
            return false;
        }
        at = m_rehearsedSwitch;
        m_rehearsedHigh = !m_rehearsedHigh;
        m_rehearsedSwitch += DrawDuration(m_rehearsedHigh);
    }
}

bool
BurstyTaskStream::DoGetNext(Time& delay, Time&)
{
    if (IsRehearsing())
    {
        return Rehearse(delay);
    }
    const double rate = m_high.Get() ? m_highRate : m_lowRate;
    if (rate <= 0)
    {
        return false;
    }
    delay = ToDelay(m_intervals->GetValue(1 / rate, 0));
    return true;
}

} // namespace ns3
