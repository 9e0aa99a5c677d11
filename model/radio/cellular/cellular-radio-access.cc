// SPDX-License-Identifier: GPL-2.0-only

#include "cellular-radio-access.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("CellularRadioAccess");

NS_OBJECT_ENSURE_REGISTERED(CellularRadioAccess);

TypeId
CellularRadioAccess::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::CellularRadioAccess").SetParent<RadioAccess>().SetGroupName("EdgeInference");
    return tid;
}

TypeId
CellularRadioAccess::AddCommonParts(TypeId tid)
{
    return tid
        .AddAttribute(
            "Window",
            "Length of the sliding window of rates, ratios and realised shares; at "
            "least 1 us. A change starts all windows anew.",
            TimeValue(Seconds(1)),
            MakeTimeAccessor(&CellularRadioAccess::SetWindow, &CellularRadioAccess::GetWindow),
            MakeTimeChecker(MicroSeconds(1)))
        .AddTraceSource("Connection",
                        "A UE was connected to a cell or lost its connection: UE, whether it "
                        "is connected now, cell.",
                        MakeTraceSourceAccessor(&CellularRadioAccess::m_connection),
                        "ns3::CellularRadioAccess::ConnectionTracedCallback");
}

CellularRadioAccess::CellularRadioAccess()
{
    NS_LOG_FUNCTION(this);
}

CellularRadioAccess::~CellularRadioAccess()
{
    NS_LOG_FUNCTION(this);
}

void
CellularRadioAccess::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_ues.clear();
    m_cells.clear();
    m_cellById.clear();
    RadioAccess::DoDispose();
}

uint32_t
CellularRadioAccess::GetNCells() const
{
    return static_cast<uint32_t>(m_cells.size());
}

uint32_t
CellularRadioAccess::GetNUes() const
{
    return static_cast<uint32_t>(m_ues.size());
}

void
CellularRadioAccess::KeepCell(std::unique_ptr<RadioCell> cell)
{
    cell->index = GetNCells();
    m_cells.push_back(std::move(cell));
}

void
CellularRadioAccess::NameCell(uint16_t cellId, uint32_t cell)
{
    m_cellById[cellId] = cell;
}

void
CellularRadioAccess::KeepUe(std::unique_ptr<CellularUe> ue)
{
    ue->index = GetNUes();
    ue->heard.resize(m_cells.size());
    ue->StartWindows(m_window, Simulator::Now());
    m_ues.push_back(std::move(ue));
}

RadioCell&
CellularRadioAccess::GetCell(uint32_t cell) const
{
    return *m_cells[cell];
}

CellularUe&
CellularRadioAccess::GetUe(uint32_t ue) const
{
    return *m_ues[ue];
}

uint32_t
CellularRadioAccess::FindCell(uint16_t cellId) const
{
    const auto cell = m_cellById.find(cellId);
    return cell != m_cellById.end() ? cell->second : NO_CELL;
}

void
CellularRadioAccess::TraceConnection(const CellularUe& ue)
{
    m_connection(ue.index, ue.connected, ue.serving != NO_CELL ? ue.serving : GetNCells());
}

void
CellularRadioAccess::SetWindow(Time window)
{
    m_window = window;
    for (auto& ue : m_ues)
    {
        ue->StartWindows(window, Simulator::Now());
    }
    StartCellWindows(window);
}

Time
CellularRadioAccess::GetWindow() const
{
    return m_window;
}

void
CellularRadioAccess::StartCellWindows(Time)
{
}

void
CellularRadioAccess::DoSetSpectrumShares(EdgeLinkDirection direction, const std::vector<double>&)
{
    for (uint32_t cell = 0; cell < GetNCells(); ++cell)
    {
        Divide(cell, direction, false);
    }
}

void
CellularRadioAccess::RenewShares(uint32_t cell)
{
    for (const auto direction : {EdgeLinkDirection::UPLINK, EdgeLinkDirection::DOWNLINK})
    {
        if (!GetSpectrumShares(direction).empty())
        {
            Divide(cell, direction, true);
        }
    }
}

void
CellularRadioAccess::LimitToOne(std::map<uint16_t, double>& shares, double sum)
{
    if (sum > 1)
    {
        for (auto& [rnti, share] : shares)
        {
            share /= sum;
        }
    }
}

void
CellularRadioAccess::GetRealisedShares(EdgeLinkDirection direction,
                                       std::vector<double>& shares) const
{
    const Time now = Simulator::Now();
    shares.resize(m_ues.size());
    for (const auto& ue : m_ues)
    {
        shares[ue->index] = GetRealisedShare(*ue, direction, now);
    }
}

EdgeMeasurement
CellularRadioAccess::ExpectCapacity(const CellularUe& ue,
                                    EdgeLinkDirection direction,
                                    const EdgeMeasurement& phyRate,
                                    const EdgeMeasurement& retryRatio) const
{
    const std::vector<double>& shares = GetSpectrumShares(direction);
    const Time now = Simulator::Now();
    double sum = 0;    // of the shares
    double others = 0; // what the others used
    double n = 0;
    for (const auto& other : m_ues)
    {
        if (other->serving != ue.serving)
        {
            continue;
        }
        ++n;
        sum += shares.empty() ? 0 : shares[other->index];
        const double part = other->index != ue.index && shares.empty()
                                ? GetRealisedShare(*other, direction, now)
                                : 0;
        others += part > 0 ? part : 0; // NaN is nothing
    }
    const double part =
        shares.empty() ? std::max(1 / n, 1 - others) : shares[ue.index] / std::max(1.0, sum);
    return {phyRate.value * part * (1 - std::min(0.99, retryRatio.GetOr(0))), phyRate.at};
}

void
CellularRadioAccess::Observe(uint32_t index, ChannelState& state) const
{
    NS_ABORT_MSG_IF(index >= m_ues.size(),
                    GetInstanceTypeId().GetName()
                        << ": there is no UE " << index << " of " << m_ues.size());
    constexpr std::size_t UP = AtDirection(EdgeLinkDirection::UPLINK);
    constexpr std::size_t DOWN = AtDirection(EdgeLinkDirection::DOWNLINK);
    CellularUe& ue = *m_ues[index];
    const Time now = Simulator::Now();
    ue.Observe(ue.serving != NO_CELL ? m_cells[ue.serving].get() : nullptr, now, state);
    ue.ObserveNeighbours(
        static_cast<uint32_t>(ue.heard.size()),
        [&ue](uint32_t cell) { return ue.heard[cell]; },
        state);
    state.uplinkMcs = ue.mcs[UP];
    state.downlinkMcs = ue.mcs[DOWN];
    state.cqi = ue.cqi;
    state.uplinkPhyRate = ue.phyRate[UP];
    state.downlinkPhyRate = ue.phyRate[DOWN];
    ObserveSignal(ue, now, state);
    state.uplinkRate = ue.bytes[UP].PerSecond(now, 8 * ue.bytes[UP].GetSum(now));
    state.downlinkRate = ue.bytes[DOWN].PerSecond(now, 8 * ue.bytes[DOWN].GetSum(now));
    state.uplinkShare = {GetRealisedShare(ue, EdgeLinkDirection::UPLINK, now), now};
    state.downlinkShare = {GetRealisedShare(ue, EdgeLinkDirection::DOWNLINK, now), now};
    state.busyRatio = EdgeMeasurement();
    state.retryRatio = ue.blocks.GetFailedRatio();
    state.lossRatio = ue.blocks.GetLossRatio();
    state.uplinkCapacity =
        ExpectCapacity(ue, EdgeLinkDirection::UPLINK, state.uplinkPhyRate, state.retryRatio);
    state.downlinkCapacity =
        ExpectCapacity(ue, EdgeLinkDirection::DOWNLINK, state.downlinkPhyRate, state.retryRatio);
    ObserveQueues(ue, now, state);
}

} // namespace ns3
