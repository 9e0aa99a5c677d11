// SPDX-License-Identifier: GPL-2.0-only

#include "wifi-airtime-queue-disc.h"

#include "wifi-frame-watch.h"

#include "ns3/fq-codel-queue-disc.h"
#include "ns3/log.h"
#include "ns3/net-device-queue-interface.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("WifiAirtimeQueueDisc");

NS_OBJECT_ENSURE_REGISTERED(WifiAirtimeQueueDisc);

TypeId
WifiAirtimeQueueDisc::GetTypeId()
{
    static TypeId tid = TypeId("ns3::WifiAirtimeQueueDisc")
                            .SetParent<QueueDisc>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<WifiAirtimeQueueDisc>();
    return tid;
}

WifiAirtimeQueueDisc::WifiAirtimeQueueDisc()
    : QueueDisc(QueueDiscSizePolicy::MULTIPLE_QUEUES)
{
    NS_LOG_FUNCTION(this);
    AddQueue(nullptr);
}

WifiAirtimeQueueDisc::~WifiAirtimeQueueDisc()
{
    NS_LOG_FUNCTION(this);
}

void
WifiAirtimeQueueDisc::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_run.Cancel();
    m_queues.clear();
    m_queueOf.clear();
    QueueDisc::DoDispose();
}

void
WifiAirtimeQueueDisc::AddQueue(std::shared_ptr<WifiAirtimeBudget> budget)
{
    constexpr uint32_t QUANTUM = 2296; // bytes, the MTU of a Wi-Fi device, as by default
    auto disc = CreateObject<FqCoDelQueueDisc>();
    disc->SetQuantum(QUANTUM);
    auto queue = CreateObject<QueueDiscClass>();
    queue->SetQueueDisc(disc);
    AddQueueDiscClass(queue);
    m_queues.push_back({std::move(budget), {}});
}

void
WifiAirtimeQueueDisc::SetBudget(std::shared_ptr<WifiAirtimeBudget> budget)
{
    NS_LOG_FUNCTION(this);
    m_queues[0].budget = std::move(budget);
}

void
WifiAirtimeQueueDisc::AddReceiver(Mac48Address receiver, std::shared_ptr<WifiAirtimeBudget> budget)
{
    NS_LOG_FUNCTION(this << receiver);
    m_queueOf[ToWifiKey(receiver)] = m_queues.size();
    AddQueue(std::move(budget));
}

std::size_t
WifiAirtimeQueueDisc::FindQueue(const Address& address) const
{
    if (!Mac48Address::IsMatchingType(address))
    {
        return 0;
    }
    const auto found = m_queueOf.find(ToWifiKey(Mac48Address::ConvertFrom(address)));
    return found == m_queueOf.end() ? 0 : found->second;
}

WifiAirtimeQueueDisc::Waiting
WifiAirtimeQueueDisc::GetWaiting(Mac48Address receiver) const
{
    const std::size_t queue = FindQueue(receiver);
    const auto& arrivals = m_queues[queue].arrivals;
    return {GetQueueDiscClass(queue)->GetQueueDisc()->GetNBytes(),
            arrivals.empty() ? Time() : arrivals.front()};
}

void
WifiAirtimeQueueDisc::TrimArrivals(std::size_t queue)
{
    auto& arrivals = m_queues[queue].arrivals;
    while (arrivals.size() > GetQueueDiscClass(queue)->GetQueueDisc()->GetNPackets())
    {
        arrivals.pop_front();
    }
}

void
WifiAirtimeQueueDisc::Wake()
{
    if (GetNPackets() > 0)
    {
        RunAfter(Time());
    }
}

void
WifiAirtimeQueueDisc::RunAfter(Time wait)
{
    const Time at = Simulator::Now() + wait;
    if (!m_run.IsExpired() && TimeStep(static_cast<int64_t>(m_run.GetTs())) <= at)
    {
        return;
    }
    m_run.Cancel();
    m_run = Simulator::Schedule(wait, &QueueDisc::Run, this);
}

bool
WifiAirtimeQueueDisc::DoEnqueue(Ptr<QueueDiscItem> item)
{
    const std::size_t queue = FindQueue(item->GetAddress());
    const bool taken = GetQueueDiscClass(queue)->GetQueueDisc()->Enqueue(item);
    m_queues[queue].arrivals.push_back(Simulator::Now());
    TrimArrivals(queue);
    return taken;
}

Ptr<QueueDiscItem>
WifiAirtimeQueueDisc::DoDequeue()
{
    // A packet taken out for a full MAC would stand before those of other queues.
    const auto device = GetNetDeviceQueueInterface();
    for (std::size_t i = 0; device && i < device->GetNTxQueues(); ++i)
    {
        if (device->GetTxQueue(i)->IsStopped())
        {
            return nullptr;
        }
    }
    const Time now = Simulator::Now();
    Time wait = Time::Max();
    for (std::size_t i = 0; i < m_queues.size(); ++i)
    {
        const std::size_t queue = (m_next + i) % m_queues.size();
        const auto disc = GetQueueDiscClass(queue)->GetQueueDisc();
        if (disc->GetNPackets() == 0)
        {
            continue;
        }
        const auto& budget = m_queues[queue].budget;
        if (budget && !budget->IsOpen(now))
        {
            wait = std::min(wait, budget->GetWait(now));
            continue;
        }
        // the queue may drop all it has instead
        auto item = disc->Dequeue();
        TrimArrivals(queue);
        if (item)
        {
            m_next = (queue + 1) % m_queues.size();
            return item;
        }
    }
    if (wait != Time::Max())
    {
        RunAfter(wait);
    }
    return nullptr;
}

bool
WifiAirtimeQueueDisc::CheckConfig()
{
    return GetNInternalQueues() == 0 && GetNPacketFilters() == 0;
}

void
WifiAirtimeQueueDisc::InitializeParams()
{
}

} // namespace ns3
