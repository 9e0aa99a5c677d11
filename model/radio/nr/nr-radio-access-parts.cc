// SPDX-License-Identifier: GPL-2.0-only

#include "nr-radio-access-parts.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{

namespace
{

constexpr uint8_t LAST_REDUNDANCY_VERSION = 3; //!< nr repeats three times

} // namespace

void
NrRadioAccess::Part::OnOffered(EdgeLinkDirection direction, uint32_t amount)
{
    cell->offered[AtDirection(direction)].Add(Simulator::Now(), amount);
}

void
NrRadioAccess::Part::OnBlock(RxPacketTraceParams block)
{
    const auto ue = cell->ues.find(block.m_rnti);
    if (ue != cell->ues.end() && nrapi::IsFirstStream(block))
    {
        ue->second->OnBlock(EdgeLinkDirection::UPLINK, block, *this);
    }
}

void
NrRadioAccess::Cell::OnContext(uint16_t, uint16_t rnti)
{
    traces.Connect(rrc->GetUeManager(rnti), "DrbCreated", MakeCallback(&Cell::OnBearer, this));
}

void
NrRadioAccess::Cell::OnBearer(uint64_t imsi, uint16_t, uint16_t rnti, uint8_t)
{
    const auto ue = radio->m_ueByImsi.find(imsi);
    if (ue != radio->m_ueByImsi.end())
    {
        static_cast<Ue&>(radio->GetUe(ue->second)).gnbSide->AddBearers(*rrc->GetUeManager(rnti));
    }
}

const NrRadioAccess::Part&
NrRadioAccess::Cell::GetPart(const Ue& ue) const
{
    return *parts[std::min<std::size_t>(ue.part, parts.size() - 1)];
}

NrRadioAccess::Cell&
NrRadioAccess::Ue::GetServing() const
{
    return static_cast<Cell&>(radio->GetCell(serving));
}

void
NrRadioAccess::Ue::OnBlock(EdgeLinkDirection direction,
                           const RxPacketTraceParams& block,
                           const Part& source)
{
    const Time now = Simulator::Now();
    const std::size_t d = AtDirection(direction);
    if (lastBlock[d] == std::make_pair(now, block.m_symStart))
    {
        return; // nr reports a block once for each packet in it
    }
    lastBlock[d] = {now, block.m_symStart};
    const uint32_t amount = block.m_rbAssignedNum * block.m_numSym;
    use[d].Add(now, amount);
    sinrDb[d] = {block.m_sinr > 0 ? 10 * std::log10(block.m_sinr)
                                  : std::numeric_limits<double>::quiet_NaN(),
                 now};
    mcs[d] = {static_cast<double>(block.m_mcs), now};
    phyRate[d] = {8.0 * block.m_tbSize * source.nBlocks / (amount * source.symbolSeconds), now};
    if (direction == EdgeLinkDirection::UPLINK)
    {
        CountUplinkBlock(now, !block.m_corrupt, block.m_rv >= LAST_REDUNDANCY_VERSION);
    }
    radio->m_block(index, direction, amount, sinrDb[d].value, !block.m_corrupt);
}

void
NrRadioAccess::Ue::OnDownlinkBlock(RxPacketTraceParams block)
{
    if (serving != NO_CELL && nrapi::IsFirstStream(block))
    {
        OnBlock(EdgeLinkDirection::DOWNLINK, block, GetServing().GetPart(*this));
        cqi = {static_cast<double>(block.m_cqi), Simulator::Now()};
    }
}

void
NrRadioAccess::Ue::OnControl(uint16_t, uint16_t, double sinr, uint16_t EDGE_INFERENCE_NR_STREAM)
{
    controlSinr = sinr;
    controlAt = Simulator::Now();
}

void
NrRadioAccess::Ue::OnCell(uint16_t, uint16_t cellId, double rsrp, double, bool, uint8_t)
{
    Hear(radio->FindCell(cellId), radio->GetNCells(), rsrp, Simulator::Now());
}

void
NrRadioAccess::Ue::Leave()
{
    if (connected)
    {
        connected = false;
        GetServing().ues.erase(rnti);
        radio->RenewShares(serving);
    }
}

void
NrRadioAccess::Ue::OnConnected(uint64_t, uint16_t cellId, uint16_t newRnti)
{
    Leave();
    rnti = newRnti;
    serving = radio->FindCell(cellId);
    connected = serving != NO_CELL;
    if (connected)
    {
        GetServing().ues[rnti] = this;
        radio->RenewShares(serving);
    }
    radio->TraceConnection(*this);
}

void
NrRadioAccess::Ue::OnLost(uint64_t, uint16_t, uint16_t)
{
    const bool had = connected;
    Leave();
    queue->Clear();
    gnbSide->Clear();
    if (had)
    {
        radio->TraceConnection(*this);
    }
}

void
NrRadioAccess::Ue::OnBearer(uint64_t, uint16_t, uint16_t, uint8_t)
{
    queue->AddBearers(*rrc);
}

} // namespace ns3
