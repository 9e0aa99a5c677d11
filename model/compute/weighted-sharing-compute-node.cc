// SPDX-License-Identifier: GPL-2.0-only

#include "weighted-sharing-compute-node.h"

#include "ns3/assert.h"
#include "ns3/boolean.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
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
                          MakeBooleanChecker())
            .AddAttribute("QueueBy",
                          "Whose jobs are served one after the other, and among whom the machine "
                          "is divided: the UEs, or the DNNs, whose weight is the sum of the "
                          "weights of all UEs that have asked for them so far.",
                          EnumValue(UE),
                          MakeEnumAccessorCompat<WeightedSharingComputeNode::QueueRule>(
                              &WeightedSharingComputeNode::m_queueBy),
                          MakeEnumChecker(UE, "Ue", DNN, "Dnn"));
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

double
WeightedSharingComputeNode::GetQueueShare(uint32_t queue) const
{
    if (m_queueBy == UE)
    {
        return GetShare(queue);
    }
    double sum = 0;
    for (const uint32_t owner : m_owners[queue])
    {
        sum += GetShare(owner);
    }
    // Without a list services are alike, however many ask for them.
    return m_shares.empty() ? 1 : sum;
}

uint32_t
WeightedSharingComputeNode::DoGetQueue(const ComputeJob& job) const
{
    return m_queueBy == UE ? job.owner
                           : std::find(m_dnns.begin(), m_dnns.end(), job.dnn) - m_dnns.begin();
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
    const uint32_t queue = DoGetQueue(held.job);
    if (m_queueBy == DNN)
    {
        if (queue == m_dnns.size())
        {
            m_dnns.push_back(held.job.dnn);
            m_owners.emplace_back();
        }
        m_owners[queue].insert(held.job.owner);
    }
    m_queues[queue].push_back(&held);
}

void
WeightedSharingComputeNode::DoRemove(Held& held)
{
    if (IsServed(held))
    {
        Leave(held);
        m_weights.erase(DoGetQueue(held.job));
    }
    const auto queue = m_queues.find(DoGetQueue(held.job));
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
            return GetQueueShare(queue.first) > 0;
        });
    std::vector<uint64_t> begun;
    for (auto& [number, queue] : m_queues)
    {
        const double weight = onlyZeros ? 1 : GetQueueShare(number);
        const auto served = m_weights.find(number);
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
            m_weights.emplace(number, weight);
            if (!held.begun)
            {
                begun.push_back(number);
            }
        }
    }
    if (begun.empty())
    {
        return;
    }
    Reschedule(); // busy first
    for (const uint64_t number : begun)
    {
        const auto queue = m_queues.find(static_cast<uint32_t>(number));
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
    const uint32_t number = DoGetQueue(job);
    const auto queue = m_queues.find(number);
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
    // nobody has asked for this DNN yet: its weight will be that of the owner
    const bool isNew = m_queueBy == DNN && number == m_dnns.size();
    double share = isNew ? GetShare(job.owner) : GetQueueShare(number);
    double sum = std::max(1.0, m_shareSum);
    if (IsConserving())
    {
        sum = queue == m_queues.end() ? share : 0;
        std::size_t owners = queue == m_queues.end() ? 1 : 0;
        for (const auto& other : m_queues)
        {
            sum += GetQueueShare(other.first);
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
WeightedSharingComputeNode::DoAfterEnd(uint32_t queue)
{
    m_weights.erase(queue);
    const auto jobs = m_queues.find(queue);
    jobs->second.pop_front();
    if (jobs->second.empty())
    {
        m_queues.erase(jobs);
    }
    Rebalance();
}

} // namespace ns3
