// SPDX-License-Identifier: GPL-2.0-only

#include "link-bandwidth-trace.h"

#include "../../input/input-file.h"
#include "../../input/input-text.h"
#include "../../input/time-series-file.h"

#include "ns3/inference-input-error.h"

#include <algorithm>
#include <sstream>

namespace ns3
{

namespace
{

constexpr double OPPORTUNITY = 1500 * 8; //!< bits
constexpr int64_t LONGEST = 1000000000;  //!< ms, of a mahimahi file
constexpr double FASTEST = 1e15;         //!< bit/s
constexpr double SLOWEST = 1e-3;         //!< bit/s, but for a link that stands still

const char* const EXPECTED = "a CSV file with the header time,rate, or a mahimahi trace";

/**
 * @param text a line
 * @return true when there are but digits
 */
bool
IsWholeNumber(const std::string& text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

} // namespace

LinkBandwidthTrace::LinkBandwidthTrace(const std::string& file, bool repeat)
{
    std::istringstream in(InputFile::Read(file, EXPECTED));
    std::string line;
    while (std::getline(in, line))
    {
        line = InputText::Trim(line);
        if (!line.empty() && line[0] != '#')
        {
            break;
        }
    }
    if (IsWholeNumber(line))
    {
        ReadMahimahi(file);
    }
    else
    {
        ReadCsv(file, repeat);
    }
}

void
LinkBandwidthTrace::Append(Time time, double rate)
{
    if (!m_steps.empty() && m_steps.back().time == time)
    {
        m_steps.back().rate = rate; // of several rows with one time the last holds
    }
    else if (m_steps.empty() || m_steps.back().rate != rate)
    {
        m_steps.push_back({time, rate});
    }
}

void
LinkBandwidthTrace::ReadCsv(const std::string& file, bool repeat)
{
    TimeSeriesColumn column;
    column.name = "rate";
    column.min = 0;
    column.max = FASTEST;
    column.expected = "a rate in bit/s from 0 to 1e15";
    const auto points = ReadTimeSeries(file, column);
    for (const auto& point : points)
    {
        // A byte at such a rate would take longer than simulated time can be.
        if (point.value > 0 && point.value < SLOWEST)
        {
            throw InferenceInputError(file,
                                      "",
                                      "a rate above 0 and below 1e-3 bit/s",
                                      "0, or a rate in bit/s from 1e-3 to 1e15");
        }
    }
    m_end = points.back().time;
    if (repeat)
    {
        m_period = points.back().time;
        CheckRound(file, m_period);
    }
    Append(Time(), points.front().value);
    for (const auto& point : points)
    {
        if (!repeat || point.time < m_period)
        {
            Append(point.time, point.value);
        }
    }
}

void
LinkBandwidthTrace::ReadMahimahi(const std::string& file)
{
    std::istringstream in(InputFile::Read(file, EXPECTED));
    std::vector<int64_t> instants;
    std::string line;
    for (std::size_t number = 1; std::getline(in, line); ++number)
    {
        line = InputText::Trim(line);
        if (line.empty() || line[0] == '#')
        {
            continue;
        }
        const std::string pointer = "line " + std::to_string(number);
        int64_t ms = 0;
        if (!IsWholeNumber(line) || !InputText::ReadInteger(line, ms) || ms > LONGEST)
        {
            throw InferenceInputError(file,
                                      pointer,
                                      line,
                                      "a whole number of ms from 0 to 1000000000");
        }
        if (!instants.empty() && ms < instants.back())
        {
            throw InferenceInputError(file,
                                      pointer,
                                      line,
                                      "a number of ms not before that of the line above");
        }
        instants.push_back(ms);
    }
    const int64_t round = instants.back();
    if (round == 0)
    {
        throw InferenceInputError(file,
                                  "",
                                  "a last opportunity at 0 ms",
                                  "a last one later than 0 ms: it is the length of a round");
    }
    m_period = MilliSeconds(round);
    m_end = m_period;
    for (int64_t& ms : instants)
    {
        ms %= round;
    }
    std::sort(instants.begin(), instants.end());
    Append(Time(), 0);
    for (std::size_t i = 0; i < instants.size();)
    {
        const int64_t ms = instants[i];
        const std::size_t first = i;
        while (i < instants.size() && instants[i] == ms)
        {
            ++i;
        }
        Append(MilliSeconds(ms), static_cast<double>(i - first) * OPPORTUNITY / 1e-3);
        if ((i == instants.size() || instants[i] > ms + 1) && ms + 1 < round)
        {
            Append(MilliSeconds(ms + 1), 0);
        }
    }
}

std::size_t
LinkBandwidthTrace::Find(Time time) const
{
    const auto next =
        std::upper_bound(m_steps.begin(), m_steps.end(), time, [](Time t, const Step& step) {
            return t < step.time;
        });
    return static_cast<std::size_t>(next - m_steps.begin()) - 1;
}

double
LinkBandwidthTrace::GetRate(Time time) const
{
    const Time within =
        m_period.IsZero() ? time : TimeStep(time.GetTimeStep() % m_period.GetTimeStep());
    return m_steps[Find(within)].rate;
}

Time
LinkBandwidthTrace::GetNextChange(Time time) const
{
    const Time within =
        m_period.IsZero() ? time : TimeStep(time.GetTimeStep() % m_period.GetTimeStep());
    const std::size_t next = Find(within) + 1;
    if (next < m_steps.size())
    {
        return time + (m_steps[next].time - within);
    }
    return m_period.IsZero() ? Time::Max() : time + (m_period - within);
}

Time
LinkBandwidthTrace::GetPeriod() const
{
    return m_period;
}

double
LinkBandwidthTrace::GetMeanRate() const
{
    if (m_end.IsZero())
    {
        return m_steps.front().rate;
    }
    double bits = 0;
    for (std::size_t i = 0; i < m_steps.size(); ++i)
    {
        const Time end = i + 1 < m_steps.size() ? m_steps[i + 1].time : m_end;
        bits += m_steps[i].rate * (end - m_steps[i].time).GetSeconds();
    }
    return bits / m_end.GetSeconds();
}

} // namespace ns3
