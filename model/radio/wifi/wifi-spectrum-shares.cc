// SPDX-License-Identifier: GPL-2.0-only

#include "wifi-spectrum-shares.h"

#include "../radio-direction.h"

#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/traffic-control-layer.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("WifiSpectrumShares");

namespace
{

/// How often rates follow who has something to send; a tenth of a beacon interval.
const int64_t INTERVAL_US = 10240;

/// Weight of the last interval in a UE's activity.
constexpr double ACTIVITY_WEIGHT = 0.25;

/// A rate without limit (WifiAirtimeBudget).
constexpr double NO_LIMIT = 2;

/**
 * @brief Takes all packets out of a queue disc.
 * @param disc the queue disc
 * @param device device of the station
 * @param [in,out] items gets the packets
 */
void
Drain(Ptr<QueueDisc> disc, Ptr<NetDevice> device, std::vector<Ptr<QueueDiscItem>>& items)
{
    for (;;)
    {
        const uint32_t before = disc->GetNPackets();
        const auto item = disc->Dequeue();
        if (!item)
        {
            return;
        }
        if (disc->GetNPackets() == before)
        {
            // it had been taken out already, and has got its header
            device->Send(item->GetPacket(), item->GetAddress(), item->GetProtocol());
        }
        else
        {
            items.push_back(item);
        }
    }
}

} // namespace

WifiSpectrumShares::WifiSpectrumShares(double burst)
    : m_burst(burst)
{
}

WifiSpectrumShares::~WifiSpectrumShares()
{
    m_install.Cancel();
    m_tick.Cancel();
}

void
WifiSpectrumShares::AddCell(Ptr<NetDevice> device)
{
    m_cells.push_back({device, nullptr});
}

void
WifiSpectrumShares::AddUe(Ptr<NetDevice> device,
                          uint32_t cell,
                          uint64_t waitingUp,
                          uint64_t waitingDown)
{
    Ue ue;
    ue.device = device;
    ue.address = Mac48Address::ConvertFrom(device->GetAddress());
    ue.cell = cell;
    for (auto& budget : ue.budgets)
    {
        budget = std::make_shared<WifiAirtimeBudget>();
        budget->SetRate(NO_LIMIT, m_burst, Simulator::Now());
    }
    ue.budgets[0]->Enter(static_cast<uint32_t>(waitingUp));
    ue.budgets[1]->Enter(static_cast<uint32_t>(waitingDown));
    m_ues.push_back(std::move(ue));
}

void
WifiSpectrumShares::Set(EdgeLinkDirection direction, const std::vector<double>& shares)
{
    m_shares[AtDirection(direction)] = shares;
    if (m_cells.empty() || m_cells[0].disc || !m_install.IsExpired())
    {
        SetRates();
    }
    else
    {
        // not now: this may be called while one of the queue discs that will go is being run
        m_install = Simulator::ScheduleNow(&WifiSpectrumShares::InstallDiscs, this);
    }
    if (m_tick.IsExpired())
    {
        m_tick = Simulator::Schedule(MicroSeconds(INTERVAL_US), &WifiSpectrumShares::Tick, this);
    }
}

void
WifiSpectrumShares::SetCell(uint32_t ue, uint32_t cell)
{
    m_ues[ue].cell = cell;
    SetRates();
}

void
WifiSpectrumShares::Spend(uint32_t ue, EdgeLinkDirection direction, double seconds)
{
    m_ues[ue].budgets[AtDirection(direction)]->Spend(seconds, Simulator::Now());
}

void
WifiSpectrumShares::Enter(uint32_t ue, EdgeLinkDirection direction, uint32_t bytes)
{
    m_ues[ue].budgets[AtDirection(direction)]->Enter(bytes);
}

void
WifiSpectrumShares::Leave(uint32_t ue, EdgeLinkDirection direction, uint32_t bytes)
{
    const auto d = AtDirection(direction);
    m_ues[ue].budgets[d]->Leave(bytes);
    if (auto disc = FindDisc(m_ues[ue], d))
    {
        disc->Wake();
    }
}

Ptr<WifiAirtimeQueueDisc>
WifiSpectrumShares::FindDisc(const Ue& ue, std::size_t direction) const
{
    if (direction == 0)
    {
        return ue.disc;
    }
    return ue.cell < m_cells.size() ? m_cells[ue.cell].disc : nullptr;
}

WifiAirtimeQueueDisc::Waiting
WifiSpectrumShares::GetWaiting(uint32_t ue, EdgeLinkDirection direction) const
{
    const auto d = AtDirection(direction);
    const auto disc = FindDisc(m_ues[ue], d);
    // a UE's own address is not among the receivers of its queue disc
    return disc ? disc->GetWaiting(m_ues[ue].address) : WifiAirtimeQueueDisc::Waiting();
}

void
WifiSpectrumShares::InstallDiscs()
{
    SetRates();
    for (auto& cell : m_cells)
    {
        auto disc = CreateObject<WifiAirtimeQueueDisc>();
        for (const auto& ue : m_ues)
        {
            disc->AddReceiver(ue.address, ue.budgets[1]);
        }
        cell.disc = InstallDisc(cell.device, disc);
    }
    for (auto& ue : m_ues)
    {
        auto disc = CreateObject<WifiAirtimeQueueDisc>();
        disc->SetBudget(ue.budgets[0]);
        ue.disc = InstallDisc(ue.device, disc);
    }
}

Ptr<WifiAirtimeQueueDisc>
WifiSpectrumShares::InstallDisc(Ptr<NetDevice> device, Ptr<WifiAirtimeQueueDisc> disc)
{
    auto layer = device->GetNode()->GetObject<TrafficControlLayer>();
    if (!layer)
    {
        NS_LOG_WARN("node " << device->GetNode()->GetId() << " has no TrafficControlLayer");
        return nullptr;
    }
    std::vector<Ptr<QueueDiscItem>> items;
    if (auto old = layer->GetRootQueueDiscOnDevice(device))
    {
        if (old->GetWakeMode() == QueueDisc::WAKE_CHILD)
        {
            for (std::size_t i = 0; i < old->GetNQueueDiscClasses(); ++i)
            {
                Drain(old->GetQueueDiscClass(i)->GetQueueDisc(), device, items);
            }
        }
        else
        {
            Drain(old, device, items);
        }
        layer->DeleteRootQueueDiscOnDevice(device);
    }
    layer->SetRootQueueDiscOnDevice(device, disc);
    layer->ScanDevices();
    disc->Initialize();
    for (auto& item : items)
    {
        disc->Enqueue(item);
    }
    disc->Wake();
    return disc;
}

void
WifiSpectrumShares::Tick()
{
    const bool any = !m_shares[0].empty() || !m_shares[1].empty();
    for (uint32_t i = 0; i < m_ues.size(); ++i)
    {
        Ue& ue = m_ues[i];
        for (std::size_t d = 0; d < N_DIRECTIONS; ++d)
        {
            const bool waits = ue.budgets[d]->GetWaitingBytes() > 0 ||
                               GetWaiting(i, static_cast<EdgeLinkDirection>(d)).bytes > 0;
            ue.activity[d] += ACTIVITY_WEIGHT * ((waits ? 1 : 0) - ue.activity[d]);
        }
    }
    SetRates();
    if (any)
    {
        m_tick = Simulator::Schedule(MicroSeconds(INTERVAL_US), &WifiSpectrumShares::Tick, this);
    }
}

void
WifiSpectrumShares::SetRates()
{
    std::vector<std::array<double, N_DIRECTIONS>> sums(m_cells.size());
    for (std::size_t d = 0; d < N_DIRECTIONS; ++d)
    {
        for (std::size_t i = 0; i < m_shares[d].size(); ++i)
        {
            if (m_ues[i].cell < m_cells.size())
            {
                sums[m_ues[i].cell][d] += m_shares[d][i];
            }
        }
    }
    const auto getShare = [this, &sums](std::size_t i, std::size_t d) {
        const uint32_t cell = m_ues[i].cell;
        const double sum = cell < m_cells.size() ? sums[cell][d] : 1;
        return m_shares[d][i] / std::max(1.0, sum);
    };
    std::vector<double> wanted(m_cells.size(), 0);
    for (std::size_t d = 0; d < N_DIRECTIONS; ++d)
    {
        for (std::size_t i = 0; i < m_shares[d].size(); ++i)
        {
            if (m_ues[i].cell < m_cells.size())
            {
                wanted[m_ues[i].cell] += getShare(i, d) * m_ues[i].activity[d];
            }
        }
    }
    const Time now = Simulator::Now();
    for (std::size_t i = 0; i < m_ues.size(); ++i)
    {
        const uint32_t cell = m_ues[i].cell;
        const double load = cell < m_cells.size() ? std::max(1.0, wanted[cell]) : 1;
        for (std::size_t d = 0; d < N_DIRECTIONS; ++d)
        {
            const double rate = m_shares[d].empty() ? NO_LIMIT : getShare(i, d) / load;
            WifiAirtimeBudget& budget = *m_ues[i].budgets[d];
            const double before = budget.GetRate();
            if (rate == before)
            {
                continue;
            }
            budget.SetRate(rate, m_burst, now);
            auto disc = FindDisc(m_ues[i], d);
            if (disc && rate > before)
            {
                disc->Wake();
            }
        }
    }
}

} // namespace ns3
