// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/sharing-compute-node.h"

#include "ns3/log.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SharingComputeNode");

NS_OBJECT_ENSURE_REGISTERED(SharingComputeNode);

namespace
{

/// Ends further away than this many time steps (300 years of ns) are not scheduled.
constexpr double MAX_STEPS = 9.2e18;

} // namespace

TypeId
SharingComputeNode::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SharingComputeNode").SetParent<ComputeNode>().SetGroupName("EdgeInference");
    return tid;
}

SharingComputeNode::SharingComputeNode()
{
    NS_LOG_FUNCTION(this);
}

SharingComputeNode::~SharingComputeNode()
{
    NS_LOG_FUNCTION(this);
}

void
SharingComputeNode::DoDispose()
{
    NS_LOG_FUNCTION(this);
    DoClear();
    ComputeNode::DoDispose();
}

void
SharingComputeNode::DoClear()
{
    m_end.Cancel();
    m_served.clear();
    m_tags.clear();
    m_weights = 0;
    m_tagWork = 0;
    m_virtual = 0;
    m_rate = 0;
    m_updated = Simulator::Now();
}

double
SharingComputeNode::DoGetBacklog() const
{
    const double served = m_tagWork - GetVirtualTime() * m_weights;
    return std::max(served + DoGetWaiting(), 0.0) / GetStepsPerSecond();
}

double
SharingComputeNode::DoGetActivePower() const
{
    double power = 0;
    for (const auto& [tag, served] : m_served)
    {
        const double seconds = served.held->receipt.machine;
        power += seconds > 0 ? GetJobEnergy(*served.held) / seconds * served.weight * m_rate : 0;
    }
    return power;
}

void
SharingComputeNode::DoBeforeSpeedChange()
{
    Advance();
}

void
SharingComputeNode::DoAfterSpeedChange()
{
    Reschedule();
}

double
SharingComputeNode::DoGetWaiting() const
{
    return 0;
}

uint32_t
SharingComputeNode::DoGetQueue(const ComputeJob& job) const
{
    return job.owner;
}

void
SharingComputeNode::Enter(Held& held, double weight)
{
    Advance();
    const double tag = m_virtual + held.left / weight;
    m_served.emplace(Tag(tag, held.receipt.job), Served{&held, weight});
    m_tags.emplace(held.receipt.job, tag);
    m_weights += weight;
    m_tagWork += tag * weight;
}

void
SharingComputeNode::Leave(Held& held)
{
    Advance();
    const auto tag = m_tags.find(held.receipt.job);
    const auto served = m_served.find(Tag(tag->second, held.receipt.job));
    const double weight = served->second.weight;
    held.left = std::max((tag->second - m_virtual) * weight, 0.0);
    m_weights -= weight;
    m_tagWork -= tag->second * weight;
    m_served.erase(served);
    m_tags.erase(tag);
    if (m_served.empty())
    {
        // nothing of rounding is left for the next busy period
        m_weights = 0;
        m_tagWork = 0;
        m_virtual = 0;
    }
}

bool
SharingComputeNode::IsServed(const Held& held) const
{
    return m_tags.count(held.receipt.job) > 0;
}

const std::map<SharingComputeNode::Tag, SharingComputeNode::Served>&
SharingComputeNode::GetServed() const
{
    return m_served;
}

double
SharingComputeNode::GetWeightSum() const
{
    return m_weights;
}

double
SharingComputeNode::GetVirtualTime() const
{
    const auto elapsed = static_cast<double>((Simulator::Now() - m_updated).GetTimeStep());
    return m_virtual + elapsed * m_rate * GetSpeed();
}

void
SharingComputeNode::Advance()
{
    m_virtual = GetVirtualTime();
    m_updated = Simulator::Now();
}

void
SharingComputeNode::Reschedule()
{
    Advance();
    m_end.Cancel();
    m_rate = m_served.empty() ? 0 : DoGetRate();
    SetWorkersBusy(m_rate * m_weights);
    if (m_served.empty() || !(m_rate > 0))
    {
        return;
    }
    const double left = m_served.begin()->first.first - m_virtual;
    double steps = 0;
    if (left > 0)
    {
        steps = std::round(left / (m_rate * GetSpeed())); // infinite at speed 0
        if (steps >= MAX_STEPS - static_cast<double>(m_updated.GetTimeStep()))
        {
            return; // all stand still until the speed or the rate changes
        }
    }
    m_end =
        Simulator::Schedule(TimeStep(static_cast<uint64_t>(steps)), &SharingComputeNode::End, this);
}

void
SharingComputeNode::End()
{
    NS_LOG_FUNCTION(this);
    Advance();
    Held& held = *m_served.begin()->second.held;
    const double weight = m_served.begin()->second.weight;
    const double surplus = (m_virtual - m_served.begin()->first.first) * weight;
    const bool shared = DoIsShared();
    Leave(held);
    const uint32_t queue = DoGetQueue(held.job);
    const uint64_t number = BookEnd(held);
    DoAfterEnd(queue);
    if (shared && m_weights > 0)
    {
        m_virtual += surplus / m_weights;
    }
    Reschedule();
    CallBack(number);
}

} // namespace ns3
