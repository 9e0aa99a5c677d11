// SPDX-License-Identifier: GPL-2.0-only

#include "trace-background-load.h"

#include "ns3/boolean.h"
#include "ns3/inference-input-error.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TraceBackgroundLoad);

TypeId
TraceBackgroundLoad::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TraceBackgroundLoad")
            .SetParent<BackgroundLoad>()
            .SetGroupName("EdgeInference")
            .AddConstructor<TraceBackgroundLoad>()
            .AddAttribute("FileName",
                          "CSV file with the header time,load: s and a share of the capacity, 0 to "
                          "1; read when set.",
                          StringValue(""),
                          MakeStringAccessor(&TraceBackgroundLoad::SetFileName,
                                             &TraceBackgroundLoad::GetFileName),
                          MakeStringChecker())
            .AddAttribute("Loop",
                          "Whether the file begins again after its last row.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&TraceBackgroundLoad::m_loop),
                          MakeBooleanChecker())
            .AddAttribute("LoopPeriod",
                          "Time from the beginning of one pass to the beginning of the next; the "
                          "time of the last row when that is longer.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&TraceBackgroundLoad::m_loopPeriod),
                          MakeTimeChecker(Time(0)));
    return tid;
}

TraceBackgroundLoad::TraceBackgroundLoad() = default;

TraceBackgroundLoad::~TraceBackgroundLoad() = default;

void
TraceBackgroundLoad::SetFileName(const std::string& fileName)
{
    std::vector<TimeSeriesPoint> rows;
    if (!fileName.empty())
    {
        TimeSeriesColumn load;
        load.name = "load";
        load.min = 0;
        load.max = 1;
        load.expected = "a load from 0 to 1";
        rows = ReadTimeSeries(fileName, load);
    }
    m_rows.swap(rows);
    m_fileName = fileName;
    if (IsRunning())
    {
        DoStop();
        DoStart();
    }
}

std::string
TraceBackgroundLoad::GetFileName() const
{
    return m_fileName;
}

void
TraceBackgroundLoad::DoStart()
{
    m_next = 0;
    m_passStart = Simulator::Now();
    if (m_rows.empty())
    {
        SetLoad(0);
        return;
    }
    if (m_loop)
    {
        CheckRound(m_fileName, std::max(m_loopPeriod, m_rows.back().time));
    }
    if (m_rows.front().time.IsZero())
    {
        Apply();
        return;
    }
    ScheduleNext();
    SetLoad(m_rows.front().value);
}

void
TraceBackgroundLoad::DoStop()
{
    m_change.Cancel();
}

void
TraceBackgroundLoad::ScheduleNext()
{
    if (m_next >= m_rows.size())
    {
        if (!m_loop)
        {
            return;
        }
        m_next = 0;
        m_passStart += std::max(m_loopPeriod, m_rows.back().time);
    }
    m_change = Simulator::Schedule(m_passStart + m_rows[m_next].time - Simulator::Now(),
                                   &TraceBackgroundLoad::Apply,
                                   this);
}

void
TraceBackgroundLoad::Apply()
{
    while (m_next + 1 < m_rows.size() && m_rows[m_next + 1].time == m_rows[m_next].time)
    {
        ++m_next;
    }
    const double load = m_rows[m_next].value;
    ++m_next;
    ScheduleNext();
    SetLoad(load); // last, since its owner may stop the process
}

} // namespace ns3
