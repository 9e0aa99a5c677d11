// SPDX-License-Identifier: GPL-2.0-only

#include "nr-radio-access.h"

#include "nr-api.h"
#include "nr-radio-access-parts.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/nr-gnb-phy.h"
#include "ns3/nr-spectrum-phy.h"
#include "ns3/nr-ue-phy.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("NrRadioAccess");

NS_OBJECT_ENSURE_REGISTERED(NrRadioAccess);

namespace
{

constexpr double SUBCARRIERS_PER_BLOCK = 12; //!< 3GPP TS 38.211, 4.4.4.1

} // namespace

TypeId
NrRadioAccess::GetTypeId()
{
    static TypeId tid =
        AddCommonParts(TypeId("ns3::NrRadioAccess")
                           .SetParent<CellularRadioAccess>()
                           .SetGroupName("EdgeInference")
                           .AddConstructor<NrRadioAccess>())
            .AddTraceSource("Block",
                            "A transport block of data was received: UE, direction, resource "
                            "blocks times symbols, SINR (dB), whether it is correct.",
                            MakeTraceSourceAccessor(&NrRadioAccess::m_block),
                            "ns3::NrRadioAccess::BlockTracedCallback");
    return tid;
}

NrRadioAccess::NrRadioAccess()
{
    NS_LOG_FUNCTION(this);
}

NrRadioAccess::~NrRadioAccess()
{
    NS_LOG_FUNCTION(this);
}

void
NrRadioAccess::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_ueByImsi.clear();
    CellularRadioAccess::DoDispose();
}

uint32_t
NrRadioAccess::AddCell(Ptr<NetDevice> device)
{
    NS_LOG_FUNCTION(this << device);
    auto gnb = DynamicCast<NrGnbNetDevice>(device);
    NS_ABORT_MSG_IF(!gnb || !gnb->GetNode() || gnb->GetCcMapSize() == 0,
                    "NrRadioAccess: a cell must be an NrGnbNetDevice on a node");
    auto added = std::make_unique<Cell>();
    Cell* cell = added.get();
    cell->radio = this;
    cell->node = gnb->GetNode();
    cell->rrc = PeekPointer(gnb->GetRrc());
    for (auto& offered : cell->offered)
    {
        offered.Start(GetWindow(), Simulator::Now());
    }
    KeepCell(std::move(added));
    NameCell(gnb->GetCellId(), cell->index);
    for (uint32_t i = 0; i < gnb->GetCcMapSize(); ++i)
    {
        const Ptr<NrGnbPhy> phy = gnb->GetPhy(static_cast<uint8_t>(i));
        auto part = std::make_unique<Part>();
        part->cell = cell;
        part->scheduler = DynamicCast<NrShareScheduler>(gnb->GetScheduler(static_cast<uint8_t>(i)));
        part->nBlocks = phy->GetRbNum();
        part->symbolSeconds = phy->GetSymbolPeriod().GetSeconds();
        const double slot = phy->GetSlotPeriod().GetSeconds();
        part->uplinkLatency = slot * (phy->GetN2Delay() + 1);
        part->downlinkLatency = slot * (phy->GetL1L2CtrlLatency() + 1);
        if (part->scheduler)
        {
            cell->traces.Connect(part->scheduler,
                                 "Offered",
                                 MakeCallback(&Part::OnOffered, part.get()));
        }
        cell->traces.Connect(phy->GetSpectrumPhy(),
                             nrapi::RX_AT_GNB,
                             MakeCallback(&Part::OnBlock, part.get()));
        NameCell(phy->GetCellId(), cell->index);
        cell->parts.push_back(std::move(part));
    }
    cell->traces.Connect(gnb->GetRrc(), "NewUeContext", MakeCallback(&Cell::OnContext, cell));
    return cell->index;
}

uint32_t
NrRadioAccess::AddUe(Ptr<NetDevice> device, uint32_t part)
{
    NS_LOG_FUNCTION(this << device << part);
    auto nr = DynamicCast<NrUeNetDevice>(device);
    NS_ABORT_MSG_IF(!nr || !nr->GetNode() || !nr->GetRrc() || part >= nr->GetCcMapSize(),
                    "NrRadioAccess: a UE must be an NrUeNetDevice on a node, with bandwidth part "
                        << part);
    NS_ABORT_MSG_IF(nr->GetRrc()->GetState() == nrapi::UeRrc::CONNECTED_NORMALLY,
                    "NrRadioAccess: a UE must be added before it is connected");
    auto ue = std::make_unique<Ue>();
    Ue* u = ue.get();
    ue->radio = this;
    ue->part = part;
    ue->node = nr->GetNode();
    ue->rrc = PeekPointer(nr->GetRrc());
    ue->phy = nr->GetPhy(static_cast<uint8_t>(part));
    ue->queue = std::make_unique<NrBearerQueue>([u](uint32_t bytes) {
        u->bytes[AtDirection(EdgeLinkDirection::DOWNLINK)].Add(Simulator::Now(), bytes);
    });
    ue->gnbSide = std::make_unique<NrBearerQueue>([u](uint32_t bytes) {
        u->bytes[AtDirection(EdgeLinkDirection::UPLINK)].Add(Simulator::Now(), bytes);
    });
    ue->traces.Connect(nr->GetRrc(), "ConnectionEstablished", MakeCallback(&Ue::OnConnected, u));
    ue->traces.Connect(nr->GetRrc(), "RadioLinkFailure", MakeCallback(&Ue::OnLost, u));
    ue->traces.Connect(nr->GetRrc(), "DrbCreated", MakeCallback(&Ue::OnBearer, u));
    ue->traces.Connect(ue->phy, "DlCtrlSinr", MakeCallback(&Ue::OnControl, u));
#if EDGE_INFERENCE_NR_4
    ue->traces.Connect(ue->phy, "ReportUeMeasurements", MakeCallback(&Ue::OnCell, u));
#endif
    ue->traces.Connect(ue->phy->GetSpectrumPhy(),
                       "RxPacketTraceUe",
                       MakeCallback(&Ue::OnDownlinkBlock, u));
    KeepUe(std::move(ue));
    m_ueByImsi[nr->GetImsi()] = u->index;
    return u->index;
}

void
NrRadioAccess::StartCellWindows(Time window)
{
    for (uint32_t i = 0; i < GetNCells(); ++i)
    {
        for (auto& offered : static_cast<Cell&>(GetCell(i)).offered)
        {
            offered.Start(window, Simulator::Now());
        }
    }
}

bool
NrRadioAccess::CanShareSpectrum(EdgeLinkDirection) const
{
    bool can = GetNCells() > 0;
    for (uint32_t i = 0; i < GetNCells(); ++i)
    {
        for (const auto& part : static_cast<const Cell&>(GetCell(i)).parts)
        {
            can = can && part->scheduler;
        }
    }
    return can;
}

void
NrRadioAccess::Divide(uint32_t index, EdgeLinkDirection direction, bool keepCredit)
{
    const std::vector<double>& wanted = GetSpectrumShares(direction);
    Cell& cell = static_cast<Cell&>(GetCell(index));
    for (uint32_t p = 0; p < cell.parts.size(); ++p)
    {
        const auto& scheduler = cell.parts[p]->scheduler;
        if (!scheduler)
        {
            continue;
        }
        if (wanted.empty())
        {
            scheduler->ClearShares(direction);
            continue;
        }
        std::map<uint16_t, double> shares;
        double sum = 0;
        for (const auto& [rnti, ue] : cell.ues)
        {
            // (a UE added after the shares were set has none)
            if (ue->part == p && ue->index < wanted.size())
            {
                // of the cell, so more of this part of it
                shares[rnti] = wanted[ue->index] * static_cast<double>(cell.parts.size());
                sum += shares[rnti];
            }
        }
        LimitToOne(shares, sum);
        scheduler->SetShares(direction, shares, keepCredit);
    }
}

double
NrRadioAccess::GetRealisedShare(const CellularUe& ue, EdgeLinkDirection direction, Time now) const
{
    if (ue.serving == NO_CELL)
    {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const std::size_t d = AtDirection(direction);
    const double offered = static_cast<const Cell&>(GetCell(ue.serving)).offered[d].GetSum(now);
    return offered > 0 ? ue.use[d].GetSum(now) / offered : std::numeric_limits<double>::quiet_NaN();
}

void
NrRadioAccess::ObserveSignal(const CellularUe& observed, Time now, ChannelState& state) const
{
    const Ue& ue = static_cast<const Ue&>(observed);
    const EdgeMeasurement& dataSinr = ue.sinrDb[AtDirection(EdgeLinkDirection::DOWNLINK)];
    state.uplinkSinrDb = ue.sinrDb[AtDirection(EdgeLinkDirection::UPLINK)];
    state.downlinkSinrDb = dataSinr;
    state.powerDbm = EdgeMeasurement();
    if (ue.controlSinr > 0)
    {
        // nr has the power of the whole control channel
        state.powerDbm = {ue.phy->GetRsrp() -
                              10 * std::log10(SUBCARRIERS_PER_BLOCK * ue.phy->GetRbNum()),
                          ue.controlAt};
        if (!dataSinr.IsKnown() || dataSinr.at + GetWindow() < now)
        {
            state.downlinkSinrDb = {10 * std::log10(ue.controlSinr), ue.controlAt};
        }
    }
}

void
NrRadioAccess::ObserveQueues(const CellularUe& observed, Time now, ChannelState& state) const
{
    const Ue& ue = static_cast<const Ue&>(observed);
    state.uplinkAccessDelay = EdgeMeasurement();
    state.downlinkAccessDelay = EdgeMeasurement();
    if (ue.connected)
    {
        const Part& part = ue.GetServing().GetPart(ue);
        const auto add = [](const EdgeMeasurement& grant, double latency) {
            return EdgeMeasurement{grant.value + latency, grant.at}; // NaN stays
        };
        state.uplinkAccessDelay = add(ue.queue->GetGrantDelay(), part.uplinkLatency);
        state.downlinkAccessDelay = add(ue.gnbSide->GetGrantDelay(), part.downlinkLatency);
    }
    ue.queue->Observe(now, state.backlog, state.headOfLineDelay);
    ue.gnbSide->Observe(now, state.downlinkBacklog, state.downlinkHeadOfLineDelay);
}

} // namespace ns3
