// SPDX-License-Identifier: GPL-2.0-only

#include "earliest-deadline-compute-node.h"

#include "ns3/boolean.h"
#include "ns3/log.h"

#include <limits>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("EarliestDeadlineComputeNode");

NS_OBJECT_ENSURE_REGISTERED(EarliestDeadlineComputeNode);

TypeId
EarliestDeadlineComputeNode::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::EarliestDeadlineComputeNode")
            .SetParent<WorkerComputeNode>()
            .SetGroupName("EdgeInference")
            .AddConstructor<EarliestDeadlineComputeNode>()
            .AddAttribute("Preemptive",
                          "Interrupt the job in service that is due last for one that is due "
                          "earlier; otherwise what has begun is served to its end.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&EarliestDeadlineComputeNode::m_preemptive),
                          MakeBooleanChecker());
    return tid;
}

EarliestDeadlineComputeNode::EarliestDeadlineComputeNode()
{
    NS_LOG_FUNCTION(this);
}

EarliestDeadlineComputeNode::~EarliestDeadlineComputeNode()
{
    NS_LOG_FUNCTION(this);
}

EarliestDeadlineComputeNode::Key
EarliestDeadlineComputeNode::GetKey(const Held& held)
{
    return {held.job.due, held.receipt.job};
}

double
EarliestDeadlineComputeNode::DoEstimateTime(const ComputeJob& job) const
{
    if (m_preemptive)
    {
        const uint32_t worst = FindWorst(
            [](const Held& first, const Held& second) { return GetKey(first) < GetKey(second); });
        if (worst < GetWorkers() && job.due < GetServed(worst)->job.due)
        {
            return job.seconds /
                   GetSpeed(); // nothing that waits is due earlier than what is served
        }
    }
    return WorkerComputeNode::DoEstimateTime(job);
}

void
EarliestDeadlineComputeNode::DoEnqueue(Held& held)
{
    m_waiting.emplace(GetKey(held), &held);
}

void
EarliestDeadlineComputeNode::DoDequeue(Held& held)
{
    m_waiting.erase(GetKey(held));
}

void
EarliestDeadlineComputeNode::DoTakeNext(Service& service)
{
    Held* first = m_waiting.begin()->second;
    m_waiting.erase(m_waiting.begin());
    service.jobs.assign(1, first);
    service.steps = first->left;
}

void
EarliestDeadlineComputeNode::DoForgetWaiting()
{
    m_waiting.clear();
}

void
EarliestDeadlineComputeNode::DoListAhead(const ComputeJob& job, std::vector<double>& seconds) const
{
    const auto end = m_waiting.upper_bound({job.due, std::numeric_limits<uint64_t>::max()});
    for (auto held = m_waiting.begin(); held != end; ++held)
    {
        seconds.push_back(held->second->left / GetStepsPerSecond());
    }
}

void
EarliestDeadlineComputeNode::DoAfterRefill()
{
    while (m_preemptive && !m_waiting.empty())
    {
        const uint32_t worst = FindWorst(
            [](const Held& first, const Held& second) { return GetKey(first) < GetKey(second); });
        if (worst >= GetWorkers() || GetKey(*GetServed(worst)) < m_waiting.begin()->first)
        {
            break;
        }
        Preempt(worst);
    }
}

} // namespace ns3
