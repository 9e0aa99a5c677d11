// SPDX-License-Identifier: GPL-2.0-only

#include "weighted-sharing-compute-node.h"

#include "ns3/assert.h"
#include "ns3/boolean.h"
#include "ns3/log.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("WeightedSharingComputeNode");

NS_OBJECT_ENSURE_REGISTERED(WeightedSharingComputeNode);

TypeId
WeightedSharingComputeNode::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::WeightedSharingComputeNode")
            .SetParent<SharingComputeNode>()
            .SetGroupName("EdgeInference")
            .AddConstructor<WeightedSharingComputeNode>()
            .AddAttribute("WorkConserving",
                          "Owners with jobs divide the whole machine by their weights; otherwise "
                          "each has its part to itself, used or not.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&WeightedSharingComputeNode::m_workConserving),
                          MakeBooleanChecker());
    return tid;
}

WeightedSharingComputeNode::WeightedSharingComputeNode()
{
    NS_LOG_FUNCTION(this);
}

WeightedSharingComputeNode::~WeightedSharingComputeNode()
{
    NS_LOG_FUNCTION(this);
}

void
WeightedSharingComputeNode::SetShares(const std::vector<double>& shares)
{
    NS_LOG_FUNCTION(this << shares.size());
    Advance();
    m_shares = shares;
    m_shareSum = 0;
    for (double& share : m_shares)
    {
        NS_ASSERT_MSG(std::isfinite(share) && share >= 0, "a share of " << share);
        // weights that cannot be told from 0 next to others would only cost precision
        share = std::isfinite(share) && share > 1e-9 ? std::min(share, 1e9) : 0;
        m_shareSum += share;
    }
    Rebalance();
    Reschedule();
}

double
WeightedSharingComputeNode::GetShare(uint32_t owner) const
{
    return m_shares.empty() ? 1 : owner < m_shares.size() ? m_shares[owner] : 0;
}

bool
WeightedSharingComputeNode::IsConserving() const
{
    return m_workConserving || m_shares.empty();
}

void
WeightedSharingComputeNode::DoSubmit(Held& held)
{
    held.left = held.job.seconds * GetStepsPerSecond();
    m_queues[held.job.owner].push_back(&held);
}

void
WeightedSharingComputeNode::DoRemove(Held& held)
{
    if (IsServed(held))
    {
        Leave(held);
        m_weights.erase(held.job.owner);
    }
    const auto queue = m_queues.find(held.job.owner);
    queue->second.erase(std::find(queue->second.begin(), queue->second.end(), &held));
    if (queue->second.empty())
    {
        m_queues.erase(queue);
    }
}

void
WeightedSharingComputeNode::DoRefill()
{
    Rebalance();
    Reschedule();
}

void
WeightedSharingComputeNode::DoClear()
{
    m_queues.clear();
    m_weights.clear();
    SharingComputeNode::DoClear();
}

void
WeightedSharingComputeNode::Rebalance()
{
    const bool onlyZeros =
        IsConserving() && std::none_of(m_queues.begin(), m_queues.end(), [this](const auto& queue) {
            return GetShare(queue.first) > 0;
        });
    std::vector<uint64_t> begun;
    for (auto& [owner, queue] : m_queues)
    {
        const double weight = onlyZeros ? 1 : GetShare(owner);
        const auto served = m_weights.find(owner);
        const double old = served == m_weights.end() ? 0 : served->second;
        if (weight == old)
        {
            continue;
        }
        Held& held = *queue.front();
        if (old > 0)
        {
            Leave(held);
            m_weights.erase(served);
        }
        if (weight > 0)
        {
            Enter(held, weight);
            m_weights.emplace(owner, weight);
            if (!held.begun)
            {
                begun.push_back(owner);
            }
        }
    }
    if (begun.empty())
    {
        return;
    }
    Reschedule(); // busy first
    for (const uint64_t owner : begun)
    {
        const auto queue = m_queues.find(static_cast<uint32_t>(owner));
        if (queue != m_queues.end() && !queue->second.front()->begun &&
            IsServed(*queue->second.front()))
        {
            BookStart(*queue->second.front());
        }
    }
}

double
WeightedSharingComputeNode::DoEstimateTime(const ComputeJob& job) const
{
    // as if all others with jobs stayed: exact while they do, an upper bound otherwise
    double work = job.seconds;
    const auto queue = m_queues.find(job.owner);
    if (queue != m_queues.end())
    {
        for (const Held* held : queue->second)
        {
            double left = held->left;
            for (auto served = GetServed().begin();
                 held == queue->second.front() && served != GetServed().end();
                 ++served)
            {
                if (served->second.held == held)
                {
                    left =
                        std::max((served->first.first - GetVirtualTime()) * served->second.weight,
                                 0.0);
                }
            }
            work += left / GetStepsPerSecond();
        }
    }
    if (work == 0)
    {
        return 0;
    }
    double share = GetShare(job.owner);
    double sum = std::max(1.0, m_shareSum);
    if (IsConserving())
    {
        sum = queue == m_queues.end() ? share : 0;
        std::size_t owners = queue == m_queues.end() ? 1 : 0;
        for (const auto& other : m_queues)
        {
            sum += GetShare(other.first);
            ++owners;
        }
        if (!(sum > 0))
        {
            share = 1;
            sum = static_cast<double>(owners);
        }
    }
    return share > 0 ? work * sum / share / GetSpeed() : std::numeric_limits<double>::infinity();
}

double
WeightedSharingComputeNode::DoGetRate() const
{
    return IsConserving() ? 1 / GetWeightSum() : 1 / std::max(1.0, m_shareSum);
}

bool
WeightedSharingComputeNode::DoIsShared() const
{
    return IsConserving();
}

double
WeightedSharingComputeNode::DoGetWaiting() const
{
    double steps = 0;
    for (const auto& [owner, queue] : m_queues)
    {
        for (const Held* held : queue)
        {
            steps += IsServed(*held) ? 0 : held->left;
        }
    }
    return steps;
}

void
WeightedSharingComputeNode::DoAfterEnd(uint32_t owner)
{
    m_weights.erase(owner);
    const auto queue = m_queues.find(owner);
    queue->second.pop_front();
    if (queue->second.empty())
    {
        m_queues.erase(queue);
    }
    Rebalance();
}

} // namespace ns3
