// SPDX-License-Identifier: GPL-2.0-only

#include "processor-sharing-compute-node.h"

#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("ProcessorSharingComputeNode");

NS_OBJECT_ENSURE_REGISTERED(ProcessorSharingComputeNode);

TypeId
ProcessorSharingComputeNode::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::ProcessorSharingComputeNode")
            .SetParent<SharingComputeNode>()
            .SetGroupName("EdgeInference")
            .AddConstructor<ProcessorSharingComputeNode>()
            .AddAttribute(
                "Workers",
                "Number of workers, each a whole machine of the device's kind; a job runs "
                "on one at a time.",
                UintegerValue(1),
                MakeUintegerAccessor(&ProcessorSharingComputeNode::m_nWorkers),
                MakeUintegerChecker<uint32_t>(1, 4096));
    return tid;
}

ProcessorSharingComputeNode::ProcessorSharingComputeNode()
{
    NS_LOG_FUNCTION(this);
}

ProcessorSharingComputeNode::~ProcessorSharingComputeNode()
{
    NS_LOG_FUNCTION(this);
}

uint32_t
ProcessorSharingComputeNode::GetWorkers() const
{
    return m_nWorkers;
}

void
ProcessorSharingComputeNode::DoSubmit(Held& held)
{
    held.left = held.job.seconds * GetStepsPerSecond();
    Enter(held, 1);
    m_entering = &held;
}

void
ProcessorSharingComputeNode::DoRemove(Held& held)
{
    Leave(held);
    if (m_entering == &held)
    {
        m_entering = nullptr;
    }
}

void
ProcessorSharingComputeNode::DoRefill()
{
    Reschedule();
    if (Held* held = m_entering)
    {
        m_entering = nullptr;
        BookStart(*held);
    }
}

void
ProcessorSharingComputeNode::DoClear()
{
    m_entering = nullptr;
    SharingComputeNode::DoClear();
}

double
ProcessorSharingComputeNode::DoEstimateTime(const ComputeJob& job) const
{
    // the others end one by one; in between virtual time advances at a constant rate
    const double work = job.seconds * GetStepsPerSecond();
    const double now = GetVirtualTime();
    auto together = static_cast<double>(GetServed().size() + 1);
    double from = 0;
    double steps = 0;
    for (const auto& [tag, served] : GetServed())
    {
        const double end = std::max(tag.first - now, 0.0);
        if (end >= work)
        {
            break;
        }
        steps += (end - from) * std::max(1.0, together / m_nWorkers);
        from = end;
        --together;
    }
    steps += (work - from) * std::max(1.0, together / m_nWorkers);
    return steps / GetStepsPerSecond() / GetSpeed();
}

double
ProcessorSharingComputeNode::DoGetRate() const
{
    return std::min(1.0, m_nWorkers / static_cast<double>(GetServed().size()));
}

bool
ProcessorSharingComputeNode::DoIsShared() const
{
    return GetServed().size() > m_nWorkers;
}

void
ProcessorSharingComputeNode::DoAfterEnd(uint32_t)
{
}

} // namespace ns3
