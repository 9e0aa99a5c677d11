// SPDX-License-Identifier: GPL-2.0-only

#include "batching-compute-node.h"

#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("BatchingComputeNode");

NS_OBJECT_ENSURE_REGISTERED(BatchingComputeNode);

TypeId
BatchingComputeNode::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::BatchingComputeNode")
            .SetParent<WorkerComputeNode>()
            .SetGroupName("EdgeInference")
            .AddConstructor<BatchingComputeNode>()
            .AddAttribute("BatchLimit",
                          "Greatest number of jobs in a batch; 0: all that wait.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&BatchingComputeNode::m_limit),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("BatchWindow",
                          "How long the oldest job of a batch that is not full waits for others; "
                          "0: a free worker takes what there is.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&BatchingComputeNode::m_window),
                          MakeTimeChecker(Time(0), Seconds(86400)));
    return tid;
}

BatchingComputeNode::BatchingComputeNode()
{
    NS_LOG_FUNCTION(this);
}

BatchingComputeNode::~BatchingComputeNode()
{
    NS_LOG_FUNCTION(this);
}

bool
BatchingComputeNode::IsAlike(const ComputeJob& first, const ComputeJob& second)
{
    return first.dnn && second.dnn && first.exit == second.exit && first.from == second.from &&
           first.to == second.to && first.bits == second.bits &&
           (first.dnn == second.dnn || first.dnn->GetName() == second.dnn->GetName());
}

double
BatchingComputeNode::GetSeconds(const ComputeJob& job, std::size_t batch) const
{
    const auto size = static_cast<double>(batch);
    return job.seconds * (GetDevice() ? GetDevice()->GetBatchFactor(job.bits, size) : size);
}

void
BatchingComputeNode::AddBatches(const ComputeJob& job,
                                std::size_t jobs,
                                std::vector<double>& seconds) const
{
    const std::size_t limit = !job.dnn ? 1 : m_limit > 0 ? m_limit : std::max<std::size_t>(jobs, 1);
    for (; jobs > 0; jobs -= std::min(jobs, limit))
    {
        seconds.push_back(GetSeconds(job, std::min(jobs, limit)));
    }
}

double
BatchingComputeNode::DoGetBacklog() const
{
    std::vector<double> batches = GetRemainingSeconds();
    DoListAhead(ComputeJob(), batches);
    double seconds = 0;
    for (const double batch : batches)
    {
        seconds += batch;
    }
    return seconds;
}

double
BatchingComputeNode::DoEstimateTime(const ComputeJob& job) const
{
    std::vector<double> ahead;
    std::size_t together = 1;
    Time oldest = Simulator::Now();
    for (const auto& group : m_waiting)
    {
        if (!IsAlike(group.front()->job, job))
        {
            AddBatches(group.front()->job, group.size(), ahead);
            continue;
        }
        // full batches go first, and it joins what is left over
        const std::size_t rest = m_limit > 0 ? group.size() % m_limit : group.size();
        AddBatches(job, group.size() - rest, ahead);
        together += rest;
        if (rest > 0)
        {
            oldest = group[group.size() - rest]->receipt.queued;
        }
    }
    const bool full = m_limit > 0 && together >= m_limit;
    const double window =
        full || !job.dnn ? 0 : (oldest + m_window - Simulator::Now()).GetSeconds();
    std::vector<double> free = GetRemainingSeconds();
    for (const double seconds : ahead)
    {
        *std::min_element(free.begin(), free.end()) += seconds;
    }
    const double begins = *std::min_element(free.begin(), free.end()) / GetSpeed();
    return std::max(begins, window) + GetSeconds(job, together) / GetSpeed();
}

void
BatchingComputeNode::DoEnqueue(Held& held)
{
    for (auto& group : m_waiting)
    {
        if (IsAlike(group.front()->job, held.job))
        {
            group.push_back(&held);
            return;
        }
    }
    m_waiting.push_back({&held});
}

void
BatchingComputeNode::DoDequeue(Held& held)
{
    for (auto group = m_waiting.begin(); group != m_waiting.end(); ++group)
    {
        const auto found = std::find(group->begin(), group->end(), &held);
        if (found != group->end())
        {
            group->erase(found);
            if (group->empty())
            {
                m_waiting.erase(group);
            }
            return;
        }
    }
}

void
BatchingComputeNode::DoTakeNext(Service& service)
{
    const Time now = Simulator::Now();
    auto next = m_waiting.end();
    Time ready = Time::Max();
    for (auto group = m_waiting.begin(); group != m_waiting.end(); ++group)
    {
        const Held& oldest = *group->front();
        const bool full = !oldest.job.dnn || (m_limit > 0 && group->size() >= m_limit);
        const Time due = oldest.receipt.queued + m_window;
        if (!full && due > now)
        {
            ready = std::min(ready, due);
        }
        else if (next == m_waiting.end() || oldest.receipt.job < next->front()->receipt.job)
        {
            next = group;
        }
    }
    if (next == m_waiting.end())
    {
        m_ready.Cancel();
        m_ready = Simulator::Schedule(ready - now, &BatchingComputeNode::DoRefill, this);
        return;
    }
    const std::size_t size =
        m_limit > 0 ? std::min<std::size_t>(next->size(), m_limit) : next->size();
    const auto end = next->begin() + static_cast<std::ptrdiff_t>(size);
    service.jobs.assign(next->begin(), end);
    next->erase(next->begin(), end);
    const double seconds = GetSeconds(service.jobs.front()->job, size);
    service.steps = seconds * GetStepsPerSecond();
    for (Held* held : service.jobs)
    {
        held->receipt.batch = static_cast<uint32_t>(size);
        held->receipt.machine = seconds / static_cast<double>(size);
    }
    if (next->empty())
    {
        m_waiting.erase(next);
    }
}

void
BatchingComputeNode::DoForgetWaiting()
{
    m_ready.Cancel();
    m_waiting.clear();
}

void
BatchingComputeNode::DoListAhead(const ComputeJob&, std::vector<double>& seconds) const
{
    for (const auto& group : m_waiting)
    {
        AddBatches(group.front()->job, group.size(), seconds);
    }
}

} // namespace ns3
