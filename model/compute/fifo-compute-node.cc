// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/fifo-compute-node.h"

#include "ns3/log.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("FifoComputeNode");

NS_OBJECT_ENSURE_REGISTERED(FifoComputeNode);

namespace
{

/// Ends further away than this many time steps (300 years of ns) are not scheduled.
constexpr double MAX_STEPS = 9.2e18;

} // namespace

TypeId
FifoComputeNode::GetTypeId()
{
    static TypeId tid = TypeId("ns3::FifoComputeNode")
                            .SetParent<ComputeNode>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<FifoComputeNode>();
    return tid;
}

FifoComputeNode::FifoComputeNode()
    : m_stepsPerSecond(static_cast<double>(Seconds(1).GetTimeStep()))
{
    NS_LOG_FUNCTION(this);
}

FifoComputeNode::~FifoComputeNode()
{
    NS_LOG_FUNCTION(this);
}

void
FifoComputeNode::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_end.Cancel();
    m_jobs.clear();
    ComputeNode::DoDispose();
}

void
FifoComputeNode::DoSubmit(Held& held)
{
    m_jobs.push_back(&held);
    AddWaiting(held.job.seconds);
}

void
FifoComputeNode::DoRemove(Held& held)
{
    if (&held == m_jobs.front())
    {
        m_end.Cancel();
        m_jobs.pop_front();
        m_idle = true;
        return;
    }
    // numbers rise from front to back
    m_jobs.erase(std::lower_bound(
        m_jobs.begin(),
        m_jobs.end(),
        held.receipt.job,
        [](const Held* other, uint64_t number) { return other->receipt.job < number; }));
    AddWaiting(-held.job.seconds);
}

void
FifoComputeNode::DoRefill()
{
    if (m_idle)
    {
        StartNext(0);
    }
}

void
FifoComputeNode::DoClear()
{
    m_end.Cancel();
    m_jobs.clear();
    m_idle = true;
    m_waiting = 0;
    m_waitingCorrection = 0;
}

double
FifoComputeNode::DoGetBacklog() const
{
    if (m_jobs.empty())
    {
        return 0;
    }
    return std::max(m_waiting + m_waitingCorrection + GetRemaining() / m_stepsPerSecond, 0.0);
}

double
FifoComputeNode::DoEstimateTime(const ComputeJob& job) const
{
    return (DoGetBacklog() + job.seconds) / GetSpeed();
}

void
FifoComputeNode::DoBeforeSpeedChange()
{
    if (m_jobs.empty())
    {
        return;
    }
    m_remaining = GetRemaining();
    m_updated = Simulator::Now();
    m_due = m_due || m_remaining < 0.5 * GetSpeed();
}

void
FifoComputeNode::DoAfterSpeedChange()
{
    if (!m_jobs.empty())
    {
        ScheduleEnd();
    }
}

void
FifoComputeNode::StartNext(double carry)
{
    if (m_jobs.empty())
    {
        m_waiting = 0;
        m_waitingCorrection = 0;
        SetBusy(false);
        return;
    }
    AddWaiting(-m_jobs.front()->job.seconds);
    StartFirst(carry);
}

void
FifoComputeNode::StartFirst(double carry)
{
    Held& held = *m_jobs.front();
    m_idle = false;
    m_remaining = held.job.seconds * m_stepsPerSecond + carry;
    m_updated = Simulator::Now();
    m_due = false;
    ScheduleEnd();
    BookStart(held);
}

double
FifoComputeNode::GetRemaining() const
{
    const auto elapsed = static_cast<double>((Simulator::Now() - m_updated).GetTimeStep());
    return m_remaining - elapsed * GetSpeed();
}

void
FifoComputeNode::ScheduleEnd()
{
    m_end.Cancel();
    double steps = 0;
    if (!m_due && m_remaining > 0)
    {
        steps = std::round(m_remaining / GetSpeed()); // infinite at speed 0
        if (steps >= MAX_STEPS - static_cast<double>(m_updated.GetTimeStep()))
        {
            return; // the job stands still until the speed changes
        }
    }
    m_end =
        Simulator::Schedule(TimeStep(static_cast<uint64_t>(steps)), &FifoComputeNode::End, this);
}

void
FifoComputeNode::End()
{
    NS_LOG_FUNCTION(this);
    const double carry = GetRemaining();
    Held& held = *m_jobs.front();
    m_jobs.pop_front();
    m_idle = true;
    const Ended ended = BookEnd(held);
    StartNext(carry);
    CallBack(ended);
}

void
FifoComputeNode::AddWaiting(double seconds)
{
    // Neumaier's compensated sum: what a sum of many jobs loses by rounding is kept aside
    const double sum = m_waiting + seconds;
    if (std::fabs(m_waiting) >= std::fabs(seconds))
    {
        m_waitingCorrection += (m_waiting - sum) + seconds;
    }
    else
    {
        m_waitingCorrection += (seconds - sum) + m_waiting;
    }
    m_waiting = sum;
}

} // namespace ns3
