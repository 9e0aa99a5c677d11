// SPDX-License-Identifier: GPL-2.0-only

#include "trace-task-stream.h"

#include "ns3/boolean.h"
#include "ns3/inference-input-error.h"
#include "ns3/string.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TraceTaskStream);

TypeId
TraceTaskStream::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TraceTaskStream")
            .SetParent<TaskStream>()
            .SetGroupName("EdgeInference")
            .AddConstructor<TraceTaskStream>()
            .AddAttribute(
                "FileName",
                "CSV file with the header time,deadline,bytes: s, s, and the size of a "
                "task's input; deadline and bytes may be missing; read when set.",
                StringValue(""),
                MakeStringAccessor(&TraceTaskStream::SetFileName, &TraceTaskStream::GetFileName),
                MakeStringChecker())
            .AddAttribute("Loop",
                          "Whether the file begins again after its last row.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&TraceTaskStream::m_loop),
                          MakeBooleanChecker())
            .AddAttribute("LoopPeriod",
                          "Time from the beginning of one pass to the beginning of the next; the "
                          "time of the last row when that is longer.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&TraceTaskStream::m_loopPeriod),
                          MakeTimeChecker(Time(0)));
    return tid;
}

TraceTaskStream::TraceTaskStream() = default;

TraceTaskStream::~TraceTaskStream() = default;

void
TraceTaskStream::SetFileName(const std::string& fileName)
{
    std::vector<TimeSeriesRow> rows;
    if (!fileName.empty())
    {
        TimeSeriesColumn deadline;
        deadline.name = "deadline";
        deadline.required = false;
        deadline.min = 1e-9;
        deadline.max = 1e9;
        deadline.expected = "a deadline in s from 1e-9 to 1e9";
        TimeSeriesColumn bytes;
        bytes.name = "bytes";
        bytes.required = false;
        bytes.min = 1;
        bytes.max = MAX_INPUT_BYTES;
        bytes.expected = "bytes from 1 to 1e9";
        rows = ReadTimeSeriesRows(fileName, {deadline, bytes});
    }
    m_rows.swap(rows);
    m_fileName = fileName;
}

std::string
TraceTaskStream::GetFileName() const
{
    return m_fileName;
}

Time
TraceTaskStream::GetPassLength() const
{
    return std::max(m_loopPeriod, m_rows.back().time);
}

double
TraceTaskStream::GetMeanRate() const
{
    if (m_rows.empty())
    {
        return 0;
    }
    const double length = GetPassLength().GetSeconds();
    return length > 0 ? GetTasksPerArrival() * (m_rows.size() / length)
                      : std::numeric_limits<double>::quiet_NaN();
}

void
TraceTaskStream::DoCheck() const
{
    if (m_loop && !m_rows.empty())
    {
        CheckRound(m_fileName, GetPassLength());
    }
}

void
TraceTaskStream::DoStart()
{
    m_next = 0;
    m_passStart = GetNow();
}

bool
TraceTaskStream::CanForesee() const
{
    return true;
}

bool
TraceTaskStream::DoGetNext(Time& delay, Time& deadline)
{
    if (m_next >= m_rows.size())
    {
        if (!m_loop || m_rows.empty())
        {
            return false;
        }
        m_next = 0;
        m_passStart += GetPassLength();
    }
    const auto& row = m_rows[m_next++];
    delay = m_passStart + row.time - GetNow();
    if (!std::isnan(row.values[0]))
    {
        deadline = Seconds(row.values[0]);
    }
    m_bytes = row.values[1];
    return true;
}

double
TraceTaskStream::DoGetInputBytes()
{
    return std::isnan(m_bytes) ? TaskStream::DoGetInputBytes() : m_bytes;
}

} // namespace ns3
