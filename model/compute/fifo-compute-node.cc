// SPDX-License-Identifier: GPL-2.0-only

#include "fifo-compute-node.h"

#include "ns3/log.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("FifoComputeNode");

NS_OBJECT_ENSURE_REGISTERED(FifoComputeNode);

TypeId
FifoComputeNode::GetTypeId()
{
    static TypeId tid = TypeId("ns3::FifoComputeNode")
                            .SetParent<WorkerComputeNode>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<FifoComputeNode>();
    return tid;
}

FifoComputeNode::FifoComputeNode()
{
    NS_LOG_FUNCTION(this);
}

FifoComputeNode::~FifoComputeNode()
{
    NS_LOG_FUNCTION(this);
}

double
FifoComputeNode::DoEstimateTime(const ComputeJob& job) const
{
    // the same, without a look at every job
    return GetWorkers() == 1 ? (DoGetBacklog() + job.seconds) / GetSpeed()
                             : WorkerComputeNode::DoEstimateTime(job);
}

void
FifoComputeNode::DoEnqueue(Held& held)
{
    m_waiting.push_back(&held);
}

void
FifoComputeNode::DoDequeue(Held& held)
{
    m_waiting.erase(std::lower_bound(
        m_waiting.begin(),
        m_waiting.end(),
        held.receipt.job,
        [](const Held* other, uint64_t number) { return other->receipt.job < number; }));
}

void
FifoComputeNode::DoTakeNext(Service& service)
{
    service.jobs.assign(1, m_waiting.front());
    service.steps = m_waiting.front()->left;
    m_waiting.pop_front();
}

void
FifoComputeNode::DoForgetWaiting()
{
    m_waiting.clear();
}

void
FifoComputeNode::DoListAhead(const ComputeJob&, std::vector<double>& seconds) const
{
    for (const Held* held : m_waiting)
    {
        seconds.push_back(held->job.seconds);
    }
}

} // namespace ns3
