// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/lte-radio-access.h"

#include "ns3/abort.h"
#include "ns3/component-carrier-enb.h"
#include "ns3/eps-bearer-tag.h"
#include "ns3/log.h"
#include "ns3/lte-amc.h"
#include "ns3/lte-common.h"
#include "ns3/lte-enb-mac.h"
#include "ns3/lte-enb-net-device.h"
#include "ns3/lte-enb-phy.h"
#include "ns3/lte-scheduler-sap.h"
#include "ns3/lte-share-ffr-algorithm.h"
#include "ns3/lte-spectrum-phy.h"
#include "ns3/lte-ue-net-device.h"
#include "ns3/lte-ue-phy.h"
#include "ns3/lte-ue-rrc.h"
#include "ns3/lte-ue-state.h"
#include "ns3/lte-uplink-queue.h"
#include "ns3/mobility-model.h"
#include "ns3/node.h"
#include "ns3/pf-ff-mac-scheduler.h"
#include "ns3/radio-capacity.h"
#include "ns3/radio-surroundings.h"
#include "ns3/radio-trace-connections.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>

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

constexpr uint8_t LAST_HARQ_REPETITION = 3; //!< ns-3's schedulers repeat three times

/**
 * @param ratio linear
 * @return dB
 */
double
ToDb(double ratio)
{
    return 10 * std::log10(ratio);
}

} // namespace

/// An eNB.
struct LteRadioAccess::Cell
{
    LteRadioAccess* radio{nullptr};                //!< whose
    uint32_t index{0};                             //!< number of the cell
    Ptr<LteEnbNetDevice> device;                   //!< radio device
    Ptr<Node> node;                                //!< where it is
    Ptr<MobilityModel> mobility;                   //!< position, found when first needed
    Ptr<LteAmc> amc;                               //!< adaptive modulation and coding
    uint32_t downlinkBlocks{0};                    //!< resource blocks
    uint32_t uplinkBlocks{0};                      //!< resource blocks
    std::unique_ptr<LteSchedulerSap> sap;          //!< before its scheduler
    bool dividesDownlink{false};                   //!< has what downlink shares need
    std::unique_ptr<RadioTraceConnections> traces; //!< of its PHY

    ~Cell()
    {
        node->UnregisterProtocolHandler(MakeCallback(&Cell::OnPacket, this));
        // nodes that were destroyed have no devices any more, and their schedulers no SAPs
        if (node->GetNDevices() > 0)
        {
            sap->Remove();
        }
    }

    /**
     * @param sinrDb of an uplink, dB
     * @return rate that the schedulers would choose for it over the whole band, bit/s. As they do:
     * the spectral efficiency of a bit error rate of 0.00005 (G. Piro et al., 2010), rounded down
     * to a CQI
     */
    double GetUplinkPhyRate(double sinrDb) const
    {
        const double gap = -std::log(5.0 * 0.00005) / 1.5;
        const int cqi =
            amc->GetCqiFromSpectralEfficiency(std::log2(1 + std::pow(10, sinrDb / 10) / gap));
        return cqi > 0 ? SUBFRAMES_PER_SECOND *
                             amc->GetUlTbSizeFromMcs(amc->GetMcsFromCqi(cqi), uplinkBlocks)
                       : 0;
    }

    /**
     * @param cqi that a UE reported
     * @return rate that the schedulers would choose for it over the whole band, bit/s
     */
    double GetDownlinkPhyRate(double cqi) const
    {
        return cqi > 0 ? SUBFRAMES_PER_SECOND *
                             amc->GetDlTbSizeFromMcs(amc->GetMcsFromCqi(static_cast<int>(cqi)),
                                                     downlinkBlocks)
                       : 0;
    }

    /**
     * @brief The sounding reference signal of a UE was received.
     * @param cellId ns-3's number of the cell
     * @param rnti of the UE
     * @param sinr mean over the band, linear
     * @param carrier component carrier
     */
    void OnSrs(uint16_t cellId, uint16_t rnti, double sinr, uint8_t carrier);

    /**
     * @brief An uplink transport block was received.
     * @param block what and how
     */
    void OnBlock(const PhyReceptionStatParameters block);

    /**
     * @brief A network packet is handed up.
     * @param from radio device
     * @param packet network packet
     * @param protocol EtherType
     * @param sender nothing
     * @param receiver nothing
     * @param type how it was addressed
     */
    void OnPacket([[maybe_unused]] Ptr<NetDevice> from,
                  Ptr<const Packet> packet,
                  [[maybe_unused]] uint16_t protocol,
                  [[maybe_unused]] const Address& sender,
                  [[maybe_unused]] const Address& receiver,
                  [[maybe_unused]] NetDevice::PacketType type)
    {
        EpsBearerTag tag;
        LteUeState* ue = packet->PeekPacketTag(tag) ? sap->GetUe(tag.GetRnti()) : nullptr;
        if (ue)
        {
            ue->uplinkBytes.Add(Simulator::Now(), packet->GetSize());
        }
    }
};

/// A UE.
struct LteRadioAccess::Ue : public LteUeState
{
    LteRadioAccess* radio{nullptr};                //!< whose
    uint32_t index{0};                             //!< number of the UE
    uint64_t imsi{0};                              //!< its lasting identity
    Ptr<LteUeNetDevice> device;                    //!< radio device
    Ptr<Node> node;                                //!< where it is
    Ptr<MobilityModel> mobility;                   //!< position, found when first needed
    bool connected{false};                         //!< has an RRC connection
    uint32_t serving{NO_CELL};                     //!< cell it is or was connected to
    uint16_t rnti{0};                              //!< its RNTI there
    bool handingOver{false};                       //!< between start and end of a handover
    uint32_t handovers{0};                         //!< completed
    Time lastHandover;                             //!< when the last one was completed
    EdgeMeasurement uplinkSinrDb;                  //!< at the serving cell
    std::vector<EdgeMeasurement> heard;            //!< by cell: RSRP, dBm
    std::unique_ptr<LteUplinkQueue> queue;         //!< what waits in it
    std::unique_ptr<RadioTraceConnections> traces; //!< of its PHY and RRC

    ~Ue()
    {
        traces.reset();
        node->UnregisterProtocolHandler(MakeCallback(&Ue::OnPacket, this));
        if (node->GetNDevices() > 0)
        {
            queue->Disconnect();
        }
    }

    /**
     * @brief It has a connection to a cell.
     * @param cellId ns-3's number of the cell
     * @param newRnti its RNTI there
     */
    void Join(uint16_t cellId, uint16_t newRnti)
    {
        Leave();
        serving = radio->FindCell(cellId);
        rnti = newRnti;
        connected = serving != NO_CELL;
        if (connected)
        {
            radio->m_cells[serving]->sap->SetUe(rnti, this);
            radio->OnMembers(serving);
        }
    }

    /// It has no connection any more.
    void Leave()
    {
        if (connected)
        {
            connected = false;
            radio->m_cells[serving]->sap->SetUe(rnti, nullptr);
            radio->OnMembers(serving);
            queues.clear();
        }
    }

    /// The connection is lost, and with it what waited.
    void Lose()
    {
        const bool had = connected;
        Leave();
        handingOver = false;
        queue->Clear();
        if (had)
        {
            radio->m_connection(index, false, serving);
        }
    }

    /**
     * @param id IMSI
     * @param cellId ns-3's number of the cell
     * @param newRnti its RNTI there
     */
    void OnConnected([[maybe_unused]] uint64_t id, uint16_t cellId, uint16_t newRnti)
    {
        NS_ASSERT(id == imsi);
        Join(cellId, newRnti);
        radio->m_connection(index, connected, connected ? serving : radio->GetNCells());
    }

    /**
     * @param id IMSI
     * @param cellId ns-3's number of the cell it leaves
     * @param oldRnti its RNTI there
     * @param target ns-3's number of the cell it is to go to
     */
    void OnHandoverStart([[maybe_unused]] uint64_t id,
                         [[maybe_unused]] uint16_t cellId,
                         [[maybe_unused]] uint16_t oldRnti,
                         uint16_t target)
    {
        handingOver = true;
        radio->m_handover(index, serving, radio->FindCell(target), false);
    }

    /**
     * @param id IMSI
     * @param cellId ns-3's number of its new cell
     * @param newRnti its RNTI there
     */
    void OnHandoverEnd([[maybe_unused]] uint64_t id, uint16_t cellId, uint16_t newRnti)
    {
        NS_ASSERT(id == imsi);
        const uint32_t from = serving;
        handingOver = false;
        Join(cellId, newRnti);
        ++handovers;
        lastHandover = Simulator::Now();
        radio->m_handover(index, from, serving, true);
    }

    /**
     * @brief A handover failed, or the radio link.
     * @param id IMSI
     * @param cellId ns-3's number of its cell
     * @param oldRnti its RNTI there
     */
    void OnLost([[maybe_unused]] uint64_t id,
                [[maybe_unused]] uint16_t cellId,
                [[maybe_unused]] uint16_t oldRnti)
    {
        Lose();
    }

    /**
     * @brief The RRC made a data bearer.
     * @param id IMSI
     * @param cellId ns-3's number of its cell
     * @param newRnti its RNTI there
     * @param bearer number of the bearer
     */
    void OnBearer([[maybe_unused]] uint64_t id,
                  [[maybe_unused]] uint16_t cellId,
                  [[maybe_unused]] uint16_t newRnti,
                  uint8_t bearer)
    {
        queue->AddBearer(bearer);
    }

    /**
     * @brief The reference signals of the serving cell were received.
     * @param cellId ns-3's number of the cell
     * @param newRnti RNTI of the UE
     * @param rsrp W
     * @param sinr mean over the band, linear
     * @param carrier component carrier
     */
    void OnServingCell([[maybe_unused]] uint16_t cellId,
                       [[maybe_unused]] uint16_t newRnti,
                       double rsrp,
                       double sinr,
                       uint8_t carrier)
    {
        if (carrier == 0)
        {
            // dB when somebody asks: this comes in every subframe
            lastRsrp = rsrp;
            lastSinr = sinr;
            lastMeasured = Simulator::Now();
        }
    }

    /**
     * @brief The UE measured a cell.
     * @param newRnti RNTI of the UE
     * @param cellId ns-3's number of the cell
     * @param rsrp dBm
     * @param rsrq dB
     * @param isServing true for the serving cell
     * @param carrier component carrier
     */
    void OnCell([[maybe_unused]] uint16_t newRnti,
                uint16_t cellId,
                double rsrp,
                [[maybe_unused]] double rsrq,
                [[maybe_unused]] bool isServing,
                uint8_t carrier)
    {
        const uint32_t cell = carrier == 0 ? radio->FindCell(cellId) : NO_CELL;
        if (cell != NO_CELL)
        {
            heard.resize(radio->m_cells.size());
            heard[cell] = {rsrp, Simulator::Now()};
        }
    }

    /**
     * @brief A network packet is handed up.
     * @param from radio device
     * @param packet network packet
     * @param protocol EtherType
     * @param sender nothing
     * @param receiver nothing
     * @param type how it was addressed
     */
    void OnPacket([[maybe_unused]] Ptr<NetDevice> from,
                  Ptr<const Packet> packet,
                  [[maybe_unused]] uint16_t protocol,
                  [[maybe_unused]] const Address& sender,
                  [[maybe_unused]] const Address& receiver,
                  [[maybe_unused]] NetDevice::PacketType type)
    {
        downlinkBytes.Add(Simulator::Now(), packet->GetSize());
    }

    double lastRsrp{0}; //!< W; 0 for none
    double lastSinr{0}; //!< linear; 0 for none
    Time lastMeasured;  //!< when these were measured
};

void
LteRadioAccess::Cell::OnSrs([[maybe_unused]] uint16_t cellId,
                            uint16_t rnti,
                            double sinr,
                            uint8_t carrier)
{
    auto ue = carrier == 0 ? static_cast<Ue*>(sap->GetUe(rnti)) : nullptr;
    if (ue)
    {
        ue->uplinkSinrDb = {ToDb(sinr), Simulator::Now()};
    }
}

void
LteRadioAccess::Cell::OnBlock(const PhyReceptionStatParameters block)
{
    LteUeState* ue = block.m_ccId == 0 ? sap->GetUe(block.m_rnti) : nullptr;
    if (!ue)
    {
        return;
    }
    const Time now = Simulator::Now();
    const bool isCorrect = block.m_correctness != 0;
    ue->lastAttempt = now;
    ue->anyAttempt = true;
    ue->attempts.Add(now, 1);
    ue->failures.Add(now, isCorrect ? 0 : 1);
    if (isCorrect || block.m_rv >= LAST_HARQ_REPETITION)
    {
        ue->lastEnd = now;
        ue->anyEnd = true;
        ue->ended.Add(now, 1);
        ue->lost.Add(now, isCorrect ? 0 : 1);
    }
}

TypeId
LteRadioAccess::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LteRadioAccess")
            .SetParent<RadioAccess>()
            .SetGroupName("EdgeInference")
            .AddConstructor<LteRadioAccess>()
            .AddAttribute("Window",
                          "Length of the sliding window of rates, ratios and realised shares; at "
                          "least 1 us. A change starts all windows anew.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&LteRadioAccess::SetWindow, &LteRadioAccess::GetWindow),
                          MakeTimeChecker(MicroSeconds(1)))
            .AddTraceSource("Connection",
                            "A UE was connected to a cell or lost its connection: UE, whether it "
                            "is connected now, cell.",
                            MakeTraceSourceAccessor(&LteRadioAccess::m_connection),
                            "ns3::LteRadioAccess::ConnectionTracedCallback")
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

void
LteRadioAccess::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_ues.clear();
    m_cells.clear();
    m_cellById.clear();
    RadioAccess::DoDispose();
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
    cell->radio = this;
    cell->index = static_cast<uint32_t>(m_cells.size());
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
    m_cellById[enb->GetCellId()] = cell->index;
    m_cells.push_back(std::move(cell));
    return static_cast<uint32_t>(m_cells.size() - 1);
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
    ue->index = static_cast<uint32_t>(m_ues.size());
    ue->imsi = lte->GetImsi();
    ue->device = lte;
    ue->node = lte->GetNode();
    ue->heard.resize(m_cells.size());
    ue->queue = std::make_unique<LteUplinkQueue>(lte);
    ue->StartWindows(m_window, Simulator::Now());
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
    m_ues.push_back(std::move(ue));
    return static_cast<uint32_t>(m_ues.size() - 1);
}

uint32_t
LteRadioAccess::GetNCells() const
{
    return static_cast<uint32_t>(m_cells.size());
}

uint32_t
LteRadioAccess::GetNUes() const
{
    return static_cast<uint32_t>(m_ues.size());
}

void
LteRadioAccess::SetWindow(Time window)
{
    m_window = window;
    for (auto& ue : m_ues)
    {
        ue->StartWindows(window, Simulator::Now());
    }
}

Time
LteRadioAccess::GetWindow() const
{
    return m_window;
}

uint32_t
LteRadioAccess::FindCell(uint16_t cellId) const
{
    const auto cell = m_cellById.find(cellId);
    return cell != m_cellById.end() ? cell->second : NO_CELL;
}

bool
LteRadioAccess::CanShareSpectrum(EdgeLinkDirection direction) const
{
    return !m_cells.empty() && (direction == EdgeLinkDirection::UPLINK ||
                                std::all_of(m_cells.begin(), m_cells.end(), [](const auto& cell) {
                                    return cell->dividesDownlink;
                                }));
}

void
LteRadioAccess::DoSetSpectrumShares(EdgeLinkDirection direction, const std::vector<double>&)
{
    for (uint32_t cell = 0; cell < m_cells.size(); ++cell)
    {
        Divide(cell, direction, false);
    }
}

void
LteRadioAccess::Divide(uint32_t cell, EdgeLinkDirection direction, bool keepCredit)
{
    const std::vector<double>& wanted = GetSpectrumShares(direction);
    std::map<uint16_t, double> shares;
    double sum = 0;
    for (const auto& ue : m_ues)
    {
        if (!wanted.empty() && ue->connected && ue->serving == cell)
        {
            shares[ue->rnti] = wanted[ue->index];
            sum += wanted[ue->index];
        }
    }
    if (sum > 1)
    {
        for (auto& [rnti, share] : shares)
        {
            share /= sum;
        }
    }
    if (direction == EdgeLinkDirection::UPLINK)
    {
        m_cells[cell]->sap->SetUplinkShares(shares, keepCredit);
    }
    else
    {
        m_cells[cell]->sap->SetDownlinkShares(shares, keepCredit);
    }
}

void
LteRadioAccess::OnMembers(uint32_t cell)
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
LteRadioAccess::GetRealisedShares(EdgeLinkDirection direction, std::vector<double>& shares) const
{
    const Time now = Simulator::Now();
    shares.resize(m_ues.size());
    for (const auto& ue : m_ues)
    {
        const RadioWindowedSum& use =
            direction == EdgeLinkDirection::UPLINK ? ue->uplinkUse : ue->downlinkUse;
        const double subframes = use.GetSpan(now) * SUBFRAMES_PER_SECOND;
        shares[ue->index] =
            subframes > 0 ? use.GetSum(now) / subframes : std::numeric_limits<double>::quiet_NaN();
    }
}

void
LteRadioAccess::Observe(uint32_t index, ChannelState& state) const
{
    NS_ABORT_MSG_IF(index >= m_ues.size(),
                    "LteRadioAccess: there is no UE " << index << " of " << m_ues.size());
    Ue& ue = *m_ues[index];
    const Time now = Simulator::Now();
    state.time = now;
    state.connected = ue.connected;
    state.servingCell = ue.serving != NO_CELL ? ue.serving : 0;
    state.powerDbm = ue.lastRsrp > 0 ? EdgeMeasurement{ToDb(ue.lastRsrp * 1000), ue.lastMeasured}
                                     : EdgeMeasurement();
    state.downlinkSinrDb =
        ue.lastSinr > 0 ? EdgeMeasurement{ToDb(ue.lastSinr), ue.lastMeasured} : EdgeMeasurement();
    state.uplinkSinrDb = ue.uplinkSinrDb;
    state.uplinkMcs = ue.uplinkMcs;
    state.downlinkMcs = ue.downlinkMcs;
    state.cqi = ue.cqi;
    state.uplinkPhyRate = ue.uplinkPhyRate;
    state.downlinkPhyRate = ue.downlinkPhyRate;
    if (ue.serving != NO_CELL)
    {
        // a UE that sends nothing has a link, too
        const Cell& cell = *m_cells[ue.serving];
        if (ue.uplinkSinrDb.IsKnown() &&
            (!ue.uplinkPhyRate.IsKnown() || ue.uplinkSinrDb.at > ue.uplinkPhyRate.at))
        {
            state.uplinkPhyRate = {cell.GetUplinkPhyRate(ue.uplinkSinrDb.value),
                                   ue.uplinkSinrDb.at};
        }
        if (ue.cqi.IsKnown() &&
            (!ue.downlinkPhyRate.IsKnown() || ue.cqi.at > ue.downlinkPhyRate.at))
        {
            state.downlinkPhyRate = {cell.GetDownlinkPhyRate(ue.cqi.value), ue.cqi.at};
        }
    }

    const double span = ue.uplinkBytes.GetSpan(now);
    const auto perSecond = [span, now](double amount) {
        return span > 0 ? EdgeMeasurement{amount / span, now} : EdgeMeasurement();
    };
    state.uplinkRate = perSecond(8 * ue.uplinkBytes.GetSum(now));
    state.downlinkRate = perSecond(8 * ue.downlinkBytes.GetSum(now));
    state.uplinkShare = perSecond(ue.uplinkUse.GetSum(now) / SUBFRAMES_PER_SECOND);
    state.downlinkShare = perSecond(ue.downlinkUse.GetSum(now) / SUBFRAMES_PER_SECOND);
    state.busyRatio = EdgeMeasurement();
    state.retryRatio = EdgeMeasurement();
    if (ue.anyAttempt)
    {
        state.retryRatio = {ue.failures.GetSum(ue.lastAttempt) / ue.attempts.GetSum(ue.lastAttempt),
                            ue.lastAttempt};
    }
    const auto expect = [&](EdgeLinkDirection direction, const EdgeMeasurement& phyRate) {
        const auto used = [&](uint32_t other) {
            const RadioWindowedSum& use = direction == EdgeLinkDirection::UPLINK
                                              ? m_ues[other]->uplinkUse
                                              : m_ues[other]->downlinkUse;
            return use.GetSum(now) / (use.GetSpan(now) * SUBFRAMES_PER_SECOND);
        };
        return ExpectCapacity(m_ues,
                              index,
                              GetSpectrumShares(direction),
                              used,
                              phyRate,
                              state.retryRatio);
    };
    state.uplinkCapacity = expect(EdgeLinkDirection::UPLINK, state.uplinkPhyRate);
    state.downlinkCapacity = expect(EdgeLinkDirection::DOWNLINK, state.downlinkPhyRate);
    state.uplinkAccessDelay = EdgeMeasurement();
    state.downlinkAccessDelay = EdgeMeasurement();
    if (ue.connected)
    {
        const EdgeMeasurement& grant = ue.queue->GetGrantDelay();
        state.uplinkAccessDelay = {grant.GetOr(IDLE_GRANT_DELAY) + UPLINK_PHY_DELAY,
                                   grant.IsKnown() ? grant.at : now};
        state.downlinkAccessDelay = {DOWNLINK_DELAY, now};
    }
    state.lossRatio = EdgeMeasurement();
    if (ue.anyEnd)
    {
        state.lossRatio = {ue.lost.GetSum(ue.lastEnd) / ue.ended.GetSum(ue.lastEnd), ue.lastEnd};
    }

    state.backlog = EdgeMeasurement();
    state.headOfLineDelay = EdgeMeasurement();
    if (ue.queue->IsKnown())
    {
        const double age = ue.queue->IsWaiting() ? (now - ue.queue->GetOldest()).GetSeconds() : 0.0;
        state.backlog = {static_cast<double>(ue.queue->GetBytes()), now};
        state.headOfLineDelay = {age, now};
    }
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

    state.handingOver = ue.handingOver;
    state.handovers = ue.handovers;
    state.lastHandover = ue.lastHandover;
    ObservePlace(ue, m_cells, now, state);
    ObserveNeighbours(ue, state);
}

} // namespace ns3
