// SPDX-License-Identifier: GPL-2.0-only

#include "trace-service-times.h"

#include "../input/table-file.h"

#include "ns3/double.h"
#include "ns3/string.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TraceServiceTimes);

TypeId
TraceServiceTimes::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TraceServiceTimes")
            .SetParent<ServiceTimes>()
            .SetGroupName("EdgeInference")
            .AddConstructor<TraceServiceTimes>()
            .AddAttribute("FileName",
                          "CSV file whose first line names its columns; a row for each inference. "
                          "After the last one the first one follows.",
                          StringValue(""),
                          MakeStringAccessor(&TraceServiceTimes::SetFileName,
                                             &TraceServiceTimes::GetFileName),
                          MakeStringChecker())
            .AddAttribute("Column",
                          "Name of the column with the times.",
                          StringValue("seconds"),
                          MakeStringAccessor(&TraceServiceTimes::m_column),
                          MakeStringChecker())
            .AddAttribute("Scale",
                          "Seconds of a unit of the column, such as 0.001 for a column in ms.",
                          DoubleValue(1),
                          MakeDoubleAccessor(&TraceServiceTimes::m_scale),
                          MakeDoubleChecker<double>(1e-12, 1e3));
    return tid;
}

TraceServiceTimes::TraceServiceTimes() = default;

TraceServiceTimes::~TraceServiceTimes() = default;

void
TraceServiceTimes::SetFileName(const std::string& fileName)
{
    m_fileName = fileName;
    m_times.clear();
    m_next = 0;
}

std::string
TraceServiceTimes::GetFileName() const
{
    return m_fileName;
}

void
TraceServiceTimes::NotifyConstructionCompleted()
{
    ServiceTimes::NotifyConstructionCompleted();
    if (!m_fileName.empty())
    {
        Read(); // a broken file is told before anything runs
    }
}

double
TraceServiceTimes::DoGetNext()
{
    if (m_times.empty())
    {
        Read();
    }
    const double seconds = m_times[m_next];
    m_next = (m_next + 1) % m_times.size();
    return seconds;
}

void
TraceServiceTimes::Read()
{
    const TableFile table(m_fileName);
    std::vector<double> times;
    for (std::size_t row = 0; row < table.GetNRows(); ++row)
    {
        times.push_back(m_scale * table.GetNumber(row, m_column, 0));
    }
    m_times.swap(times);
}

} // namespace ns3
