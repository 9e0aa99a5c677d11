// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/failure-process.h"

#include "../input/time-series-file.h"

#include "ns3/inference-input-error.h"
#include "ns3/log.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <cmath>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("FailureProcess");

NS_OBJECT_ENSURE_REGISTERED(FailureProcess);

TypeId
FailureProcess::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::FailureProcess")
            .SetParent<Object>()
            .SetGroupName("EdgeInference")
            .AddConstructor<FailureProcess>()
            .AddAttribute("UpTime",
                          "Random time in s from the beginning or a return to the next failure; a "
                          "draw is brought into 1e-6 to 1e9.",
                          StringValue("ns3::ExponentialRandomVariable[Mean=100]"),
                          MakePointerAccessor(&FailureProcess::m_upTime),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("DownTime",
                          "Random time in s from a failure to the return; a draw is brought into "
                          "1e-6 to 1e9.",
                          StringValue("ns3::ExponentialRandomVariable[Mean=10]"),
                          MakePointerAccessor(&FailureProcess::m_downTime),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute(
                "FileName",
                "CSV file with the header time,up: s since the beginning, and 1 where it "
                "works from then on or 0 where it has failed; read when set, instead of "
                "the random times.",
                StringValue(""),
                MakeStringAccessor(&FailureProcess::SetFileName, &FailureProcess::GetFileName),
                MakeStringChecker())
            .AddTraceSource("State",
                            "It fails or comes back; before what it drives is told.",
                            MakeTraceSourceAccessor(&FailureProcess::m_state),
                            "ns3::FailureProcess::StateTracedCallback");
    return tid;
}

FailureProcess::FailureProcess()
{
    NS_LOG_FUNCTION(this);
}

FailureProcess::~FailureProcess()
{
    NS_LOG_FUNCTION(this);
}

void
FailureProcess::DoDispose()
{
    NS_LOG_FUNCTION(this);
    Stop();
    m_upTime = nullptr;
    m_downTime = nullptr;
    Object::DoDispose();
}

void
FailureProcess::Start(Callback<void, bool> onChange)
{
    NS_LOG_FUNCTION(this);
    Stop();
    m_onChange = onChange;
    m_begin = Simulator::Now();
    m_next = 0;
    m_up = true;
    ScheduleNext();
}

void
FailureProcess::Drive(Ptr<ComputeNode> node)
{
    Start(MakeCallback(&ComputeNode::SetUp, node));
}

void
FailureProcess::Stop()
{
    NS_LOG_FUNCTION(this);
    m_change.Cancel();
    m_onChange = Callback<void, bool>();
}

bool
FailureProcess::IsUp() const
{
    return m_up;
}

int64_t
FailureProcess::AssignStreams(int64_t stream)
{
    m_upTime->SetStream(stream);
    m_downTime->SetStream(stream + 1);
    return 2;
}

void
FailureProcess::SetFileName(const std::string& fileName)
{
    std::vector<Time> times;
    std::vector<bool> states;
    if (!fileName.empty())
    {
        TimeSeriesColumn up;
        up.name = "up";
        up.min = 0;
        up.max = 1;
        up.expected = "1 (up) or 0 (down)";
        for (const auto& row : ReadTimeSeries(fileName, up))
        {
            if (row.value != 0 && row.value != 1)
            {
                throw InferenceInputError(fileName, "", std::to_string(row.value), up.expected);
            }
            times.push_back(row.time);
            states.push_back(row.value > 0);
        }
    }
    m_times.swap(times);
    m_states.swap(states);
    m_fileName = fileName;
}

std::string
FailureProcess::GetFileName() const
{
    return m_fileName;
}

void
FailureProcess::ScheduleNext()
{
    if (m_fileName.empty())
    {
        const double wait = (m_up ? m_upTime : m_downTime)->GetValue();
        // fmax ignores NaN
        m_change = Simulator::Schedule(Seconds(std::fmin(std::fmax(wait, 1e-6), 1e9)),
                                       &FailureProcess::Change,
                                       this);
    }
    else if (m_next < m_times.size())
    {
        m_change = Simulator::Schedule(m_begin + m_times[m_next] - Simulator::Now(),
                                       &FailureProcess::Change,
                                       this);
    }
}

void
FailureProcess::Change()
{
    bool up = !m_up;
    if (!m_fileName.empty())
    {
        up = m_states[m_next];
        ++m_next;
    }
    const bool changed = up != m_up;
    m_up = up;
    ScheduleNext();
    if (!changed)
    {
        return;
    }
    m_state(up);
    const auto onChange = m_onChange; // Stop() within the call forgets it
    if (!onChange.IsNull())
    {
        onChange(up);
    }
}

} // namespace ns3
