// SPDX-License-Identifier: GPL-2.0-only

#include "lte-radio-access-parts.h"

#include "ns3/assert.h"
#include "ns3/eps-bearer-tag.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <cmath>

namespace ns3
{

namespace
{

constexpr double SUBFRAMES_PER_SECOND = 1000; //!< 36.211, 4.1

constexpr uint8_t LAST_HARQ_REPETITION = 3; //!< ns-3's schedulers repeat three times

} // namespace

LteRadioAccess::Cell::~Cell()
{
    node->UnregisterProtocolHandler(MakeCallback(&Cell::OnPacket, this));
    // nodes that were destroyed have no devices any more, and their schedulers no SAPs
    if (node->GetNDevices() > 0)
    {
        sap->Remove();
    }
}

double
LteRadioAccess::Cell::GetUplinkPhyRate(double sinrDb) const
{
    const double gap = -std::log(5.0 * 0.00005) / 1.5;
    const int cqi =
        amc->GetCqiFromSpectralEfficiency(std::log2(1 + std::pow(10, sinrDb / 10) / gap));
    return cqi > 0 ? SUBFRAMES_PER_SECOND *
                         amc->GetUlTbSizeFromMcs(amc->GetMcsFromCqi(cqi), uplinkBlocks)
                   : 0;
}

double
LteRadioAccess::Cell::GetDownlinkPhyRate(double cqi) const
{
    return cqi > 0 ? SUBFRAMES_PER_SECOND *
                         amc->GetDlTbSizeFromMcs(amc->GetMcsFromCqi(static_cast<int>(cqi)),
                                                 downlinkBlocks)
                   : 0;
}

void
LteRadioAccess::Cell::OnSrs(uint16_t, uint16_t rnti, double sinr, uint8_t carrier)
{
    auto* ue = carrier == 0 ? static_cast<Ue*>(sap->GetUe(rnti)) : nullptr;
    if (ue)
    {
        ue->uplinkSinrDb = {10 * std::log10(sinr), Simulator::Now()};
    }
}

void
LteRadioAccess::Cell::OnBlock(const PhyReceptionStatParameters block)
{
    LteUeState* ue = block.m_ccId == 0 ? sap->GetUe(block.m_rnti) : nullptr;
    if (ue)
    {
        ue->CountUplinkBlock(Simulator::Now(),
                             block.m_correctness != 0,
                             block.m_rv >= LAST_HARQ_REPETITION);
    }
}

void
LteRadioAccess::Cell::OnPacket(Ptr<NetDevice>,
                               Ptr<const Packet> packet,
                               uint16_t,
                               const Address&,
                               const Address&,
                               NetDevice::PacketType)
{
    EpsBearerTag tag;
    LteUeState* ue = packet->PeekPacketTag(tag) ? sap->GetUe(tag.GetRnti()) : nullptr;
    if (ue)
    {
        ue->bytes[AtDirection(EdgeLinkDirection::UPLINK)].Add(Simulator::Now(), packet->GetSize());
    }
}

LteRadioAccess::Ue::~Ue()
{
    traces.reset();
    node->UnregisterProtocolHandler(MakeCallback(&Ue::OnPacket, this));
    if (node->GetNDevices() > 0)
    {
        queue->Disconnect();
    }
}

LteRadioAccess::Cell&
LteRadioAccess::Ue::GetServing() const
{
    return static_cast<Cell&>(radio->GetCell(serving));
}

void
LteRadioAccess::Ue::Join(uint16_t cellId, uint16_t newRnti)
{
    Leave();
    serving = radio->FindCell(cellId);
    rnti = newRnti;
    connected = serving != NO_CELL;
    if (connected)
    {
        GetServing().sap->SetUe(rnti, this);
        radio->RenewShares(serving);
    }
}

void
LteRadioAccess::Ue::Leave()
{
    if (connected)
    {
        connected = false;
        GetServing().sap->SetUe(rnti, nullptr);
        radio->RenewShares(serving);
        queues.clear();
    }
}

void
LteRadioAccess::Ue::Lose()
{
    const bool had = connected;
    Leave();
    handingOver = false;
    queue->Clear();
    if (had)
    {
        radio->TraceConnection(*this);
    }
}

void
LteRadioAccess::Ue::OnConnected([[maybe_unused]] uint64_t id, uint16_t cellId, uint16_t newRnti)
{
    NS_ASSERT(id == imsi);
    Join(cellId, newRnti);
    radio->TraceConnection(*this);
}

void
LteRadioAccess::Ue::OnHandoverStart(uint64_t, uint16_t, uint16_t, uint16_t target)
{
    handingOver = true;
    radio->m_handover(index, serving, radio->FindCell(target), false);
}

void
LteRadioAccess::Ue::OnHandoverEnd([[maybe_unused]] uint64_t id, uint16_t cellId, uint16_t newRnti)
{
    NS_ASSERT(id == imsi);
    const uint32_t from = serving;
    handingOver = false;
    Join(cellId, newRnti);
    ++handovers;
    lastHandover = Simulator::Now();
    radio->m_handover(index, from, serving, true);
}

void
LteRadioAccess::Ue::OnLost(uint64_t, uint16_t, uint16_t)
{
    Lose();
}

void
LteRadioAccess::Ue::OnBearer(uint64_t, uint16_t, uint16_t, uint8_t bearer)
{
    queue->AddBearer(bearer);
}

void
LteRadioAccess::Ue::OnServingCell(uint16_t, uint16_t, double rsrp, double sinr, uint8_t carrier)
{
    if (carrier == 0)
    {
        // This comes in every subframe: dB are computed when somebody asks.
        lastRsrp = rsrp;
        lastSinr = sinr;
        lastMeasured = Simulator::Now();
    }
}

void
LteRadioAccess::Ue::OnCell(uint16_t, uint16_t cellId, double rsrp, double, bool, uint8_t carrier)
{
    Hear(carrier == 0 ? radio->FindCell(cellId) : NO_CELL,
         radio->GetNCells(),
         rsrp,
         Simulator::Now());
}

void
LteRadioAccess::Ue::OnPacket(Ptr<NetDevice>,
                             Ptr<const Packet> packet,
                             uint16_t,
                             const Address&,
                             const Address&,
                             NetDevice::PacketType)
{
    bytes[AtDirection(EdgeLinkDirection::DOWNLINK)].Add(Simulator::Now(), packet->GetSize());
}

} // namespace ns3
