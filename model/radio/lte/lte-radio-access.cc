// SPDX-License-Identifier: GPL-2.0-only

#include "lte-radio-access.h"

#include "lte-radio-access-parts.h"
#include "lte-scheduler-sap.h"
#include "lte-share-ffr-algorithm.h"

#include "ns3/abort.h"
#include "ns3/component-carrier-enb.h"
#include "ns3/log.h"
#include "ns3/lte-enb-mac.h"
#include "ns3/lte-enb-phy.h"
#include "ns3/lte-spectrum-phy.h"
#include "ns3/lte-ue-phy.h"
#include "ns3/lte-ue-rrc.h"
#include "ns3/node.h"
#include "ns3/pf-ff-mac-scheduler.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("LteRadioAccess");

NS_OBJECT_ENSURE_REGISTERED(LteRadioAccess);

namespace
{

constexpr double SUBFRAMES_PER_SECOND = 1000; //!< 36.211, 4.1

/// s from a packet's coming to an empty RLC buffer until its UE may send, while nothing is
/// measured: half a subframe to the next buffer status report, its way to the eNB and that of the
/// grant back, as ns-3's PHYs delay both (7.2 to 8.2 ms measured in an idle cell).
constexpr double IDLE_GRANT_DELAY = 7.7e-3;

/// s from a UE's transmission opportunity until the eNB has what it sends: the 4 subframes of
/// ns-3's UL_PUSCH_TTIS_DELAY, and half a subframe by which a block ends later, on average, than
/// its bytes over the rate.
constexpr double UPLINK_PHY_DELAY = 4.5e-3;

/// s from a packet's coming to the eNB until an idle UE has it: half a subframe to the next
/// scheduling, two until it is on the air, one there (ns-3's PHYs).
constexpr double DOWNLINK_DELAY = 3.5e-3;

/**
 * @param ratio linear; 0 for none
 * @param at when it was measured
 * @return dB; unknown without a ratio
 */
EdgeMeasurement
ToDb(double ratio, Time at)
{
    return ratio > 0 ? EdgeMeasurement{10 * std::log10(ratio), at} : EdgeMeasurement();
}

} // namespace

TypeId
LteRadioAccess::GetTypeId()
{
    static TypeId tid =
        AddCommonParts(TypeId("ns3::LteRadioAccess")
                           .SetParent<CellularRadioAccess>()
                           .SetGroupName("EdgeInference")
                           .AddConstructor<LteRadioAccess>())
            .AddTraceSource("Handover",
                            "A handover began or succeeded: UE, cell it leaves, cell it goes to, "
                            "whether it is over.",
                            MakeTraceSourceAccessor(&LteRadioAccess::m_handover),
                            "ns3::LteRadioAccess::HandoverTracedCallback");
    return tid;
}

LteRadioAccess::LteRadioAccess()
{
    NS_LOG_FUNCTION(this);
}

LteRadioAccess::~LteRadioAccess()
{
    NS_LOG_FUNCTION(this);
}

uint32_t
LteRadioAccess::AddCell(Ptr<NetDevice> device)
{
    NS_LOG_FUNCTION(this << device);
    auto enb = DynamicCast<LteEnbNetDevice>(device);
    NS_ABORT_MSG_IF(!enb || !enb->GetNode() || enb->GetCcMap().empty(),
                    "LteRadioAccess: a cell must be an LteEnbNetDevice on a node");
    auto carrier = DynamicCast<ComponentCarrierEnb>(enb->GetCcMap().begin()->second);
    NS_ABORT_MSG_UNLESS(carrier, "LteRadioAccess: a cell must have a component carrier");
    auto cell = std::make_unique<Cell>();
    cell->device = enb;
    cell->node = enb->GetNode();
    cell->amc = CreateObject<LteAmc>();
    cell->downlinkBlocks = carrier->GetDlBandwidth();
    cell->uplinkBlocks = carrier->GetUlBandwidth();
    auto ffr = DynamicCast<LteShareFfrAlgorithm>(carrier->GetFfrAlgorithm());
    auto scheduler = carrier->GetFfMacScheduler();
    cell->dividesDownlink = ffr && DynamicCast<PfFfMacScheduler>(scheduler);
    cell->sap = std::make_unique<LteSchedulerSap>(carrier->GetMac(),
                                                  scheduler,
                                                  ffr,
                                                  carrier->GetDlBandwidth(),
                                                  carrier->GetUlBandwidth());
    Cell* c = cell.get();
    cell->traces = std::make_unique<RadioTraceConnections>();
    cell->traces->Connect(carrier->GetPhy(), "ReportUeSinr", MakeCallback(&Cell::OnSrs, c));
    cell->traces->Connect(carrier->GetPhy()->GetUplinkSpectrumPhy(),
                          "UlPhyReception",
                          MakeCallback(&Cell::OnBlock, c));
    cell->node->RegisterProtocolHandler(MakeCallback(&Cell::OnPacket, c), 0, enb);
    KeepCell(std::move(cell));
    NameCell(enb->GetCellId(), c->index);
    return c->index;
}

uint32_t
LteRadioAccess::AddUe(Ptr<NetDevice> device)
{
    NS_LOG_FUNCTION(this << device);
    auto lte = DynamicCast<LteUeNetDevice>(device);
    NS_ABORT_MSG_IF(!lte || !lte->GetNode() || !lte->GetRrc() || !lte->GetPhy(),
                    "LteRadioAccess: a UE must be an LteUeNetDevice on a node");
    NS_ABORT_MSG_IF(lte->GetRrc()->GetState() == LteUeRrc::CONNECTED_NORMALLY,
                    "LteRadioAccess: a UE must be added before it attaches");
    auto ue = std::make_unique<Ue>();
    ue->radio = this;
    ue->imsi = lte->GetImsi();
    ue->device = lte;
    ue->node = lte->GetNode();
    ue->queue = std::make_unique<LteUplinkQueue>(lte);
    Ue* u = ue.get();
    ue->traces = std::make_unique<RadioTraceConnections>();
    auto& traces = *ue->traces;
    const Ptr<LteUeRrc> rrc = lte->GetRrc();
    traces.Connect(rrc, "ConnectionEstablished", MakeCallback(&Ue::OnConnected, u));
    traces.Connect(rrc, "HandoverStart", MakeCallback(&Ue::OnHandoverStart, u));
    traces.Connect(rrc, "HandoverEndOk", MakeCallback(&Ue::OnHandoverEnd, u));
    traces.Connect(rrc, "HandoverEndError", MakeCallback(&Ue::OnLost, u));
    traces.Connect(rrc, "RadioLinkFailure", MakeCallback(&Ue::OnLost, u));
    traces.Connect(rrc, "DrbCreated", MakeCallback(&Ue::OnBearer, u));
    traces.Connect(lte->GetPhy(), "ReportCurrentCellRsrpSinr", MakeCallback(&Ue::OnServingCell, u));
    traces.Connect(lte->GetPhy(), "ReportUeMeasurements", MakeCallback(&Ue::OnCell, u));
    ue->node->RegisterProtocolHandler(MakeCallback(&Ue::OnPacket, u), 0, lte);
    KeepUe(std::move(ue));
    return u->index;
}

bool
LteRadioAccess::CanShareSpectrum(EdgeLinkDirection direction) const
{
    bool can = GetNCells() > 0;
    for (uint32_t cell = 0; cell < GetNCells() && direction == EdgeLinkDirection::DOWNLINK; ++cell)
    {
        can = can && static_cast<const Cell&>(GetCell(cell)).dividesDownlink;
    }
    return can;
}

void
LteRadioAccess::Divide(uint32_t cell, EdgeLinkDirection direction, bool keepCredit)
{
    const std::vector<double>& wanted = GetSpectrumShares(direction);
    std::map<uint16_t, double> shares;
    double sum = 0;
    for (uint32_t i = 0; i < wanted.size(); ++i)
    {
        const CellularUe& ue = GetUe(i);
        if (ue.connected && ue.serving == cell)
        {
            shares[ue.rnti] = wanted[i];
            sum += wanted[i];
        }
    }
    LimitToOne(shares, sum);
    LteSchedulerSap& sap = *static_cast<Cell&>(GetCell(cell)).sap;
    if (direction == EdgeLinkDirection::UPLINK)
    {
        sap.SetUplinkShares(shares, keepCredit);
    }
    else
    {
        sap.SetDownlinkShares(shares, keepCredit);
    }
}

double
LteRadioAccess::GetRealisedShare(const CellularUe& ue, EdgeLinkDirection direction, Time now) const
{
    const RadioWindowedSum& use = ue.use[AtDirection(direction)];
    const double subframes = use.GetSpan(now) * SUBFRAMES_PER_SECOND;
    return subframes > 0 ? use.GetSum(now) / subframes : std::numeric_limits<double>::quiet_NaN();
}

void
LteRadioAccess::ObserveSignal(const CellularUe& observed, Time, ChannelState& state) const
{
    const Ue& ue = static_cast<const Ue&>(observed);
    state.powerDbm = ToDb(ue.lastRsrp * 1000, ue.lastMeasured);
    state.downlinkSinrDb = ToDb(ue.lastSinr, ue.lastMeasured);
    state.uplinkSinrDb = ue.uplinkSinrDb;
    if (ue.serving == NO_CELL)
    {
        return;
    }
    // A UE that sends nothing has a link, too.
    const Cell& cell = ue.GetServing();
    if (ue.uplinkSinrDb.IsKnown() &&
        (!state.uplinkPhyRate.IsKnown() || ue.uplinkSinrDb.at > state.uplinkPhyRate.at))
    {
        state.uplinkPhyRate = {cell.GetUplinkPhyRate(ue.uplinkSinrDb.value), ue.uplinkSinrDb.at};
    }
    if (ue.cqi.IsKnown() &&
        (!state.downlinkPhyRate.IsKnown() || ue.cqi.at > state.downlinkPhyRate.at))
    {
        state.downlinkPhyRate = {cell.GetDownlinkPhyRate(ue.cqi.value), ue.cqi.at};
    }
}

void
LteRadioAccess::ObserveQueues(const CellularUe& observed, Time now, ChannelState& state) const
{
    const Ue& ue = static_cast<const Ue&>(observed);
    state.uplinkAccessDelay = EdgeMeasurement();
    state.downlinkAccessDelay = EdgeMeasurement();
    if (ue.connected)
    {
        const EdgeMeasurement& grant = ue.queue->GetGrantDelay();
        state.uplinkAccessDelay = {grant.GetOr(IDLE_GRANT_DELAY) + UPLINK_PHY_DELAY,
                                   grant.IsKnown() ? grant.at : now};
        state.downlinkAccessDelay = {DOWNLINK_DELAY, now};
    }
    ue.queue->Observe(now, state.backlog, state.headOfLineDelay);
    double bytes = 0;
    double oldest = 0;
    Time reported;
    for (const auto& [channel, queue] : ue.queues)
    {
        reported = std::max(reported, queue.at);
        if (queue.bytes > queue.granted)
        {
            bytes += queue.bytes - queue.granted;
            oldest = std::max(oldest, (now - queue.at + queue.headOfLine).GetSeconds());
        }
    }
    const bool anyQueue = !ue.queues.empty();
    state.downlinkBacklog = anyQueue ? EdgeMeasurement{bytes, reported} : EdgeMeasurement();
    state.downlinkHeadOfLineDelay =
        anyQueue ? EdgeMeasurement{oldest, reported} : EdgeMeasurement();
}

} // namespace ns3
