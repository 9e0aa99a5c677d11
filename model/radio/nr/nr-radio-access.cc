// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/nr-radio-access.h"

#include "nr-api.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/mobility-model.h"
#include "ns3/node.h"
#include "ns3/nr-bearer-queue.h"
#include "ns3/nr-gnb-phy.h"
#include "ns3/nr-share-scheduler.h"
#include "ns3/nr-spectrum-phy.h"
#include "ns3/nr-ue-phy.h"
#include "ns3/radio-capacity.h"
#include "ns3/radio-surroundings.h"
#include "ns3/radio-trace-connections.h"
#include "ns3/radio-windowed-sum.h"
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

constexpr uint8_t LAST_REDUNDANCY_VERSION = 3; //!< nr repeats three times
constexpr double SUBCARRIERS_PER_BLOCK = 12;   //!< 3GPP TS 38.211, 4.4.4.1

/**
 * @param ratio linear
 * @return dB; NaN when it is not positive
 */
double
ToDb(double ratio)
{
    return ratio > 0 ? 10 * std::log10(ratio) : std::numeric_limits<double>::quiet_NaN();
}

/**
 * @param direction uplink or downlink
 * @return its place in an array
 */
constexpr std::size_t
At(EdgeLinkDirection direction)
{
    return static_cast<std::size_t>(direction);
}

} // namespace

/// A bandwidth part of a gNB.
struct NrRadioAccess::Part
{
    Cell* cell{nullptr};             //!< whose
    Ptr<NrShareScheduler> scheduler; //!< null when the gNB has another one
    double nBlocks{0};               //!< resource blocks
    double symbolSeconds{0};         //!< length of a symbol
    double uplinkLatency{0};         //!< s from a UE's transmission opportunity to its reception
    double downlinkLatency{0};       //!< s from the gNB's transmission opportunity to its reception

    /**
     * @brief A slot was scheduled.
     * @param direction of the slot
     * @param amount resource blocks times symbols that it has for data
     */
    void OnOffered(EdgeLinkDirection direction, uint32_t amount);

    /**
     * @brief An uplink transport block was received.
     * @param block what and how
     */
    void OnBlock(RxPacketTraceParams block);
};

/// A gNB.
struct NrRadioAccess::Cell
{
    NrRadioAccess* radio{nullptr};            //!< whose
    uint32_t index{0};                        //!< number of the cell
    Ptr<Node> node;                           //!< where it is
    Ptr<MobilityModel> mobility;              //!< position, found when first needed
    nrapi::GnbRrc* rrc{nullptr};              //!< kept alive by traces
    std::vector<std::unique_ptr<Part>> parts; //!< bandwidth parts
    std::map<uint16_t, Ue*> ues;              //!< connected, by RNTI
    RadioWindowedSum offered[2];              //!< by direction: resource blocks times symbols
    RadioTraceConnections traces;             //!< ended first (declared last)

    /**
     * @brief The RRC knows a new UE.
     * @param cellId nr's number of the cell
     * @param rnti of the UE
     */
    void OnContext([[maybe_unused]] uint16_t cellId, uint16_t rnti)
    {
        traces.Connect(rrc->GetUeManager(rnti), "DrbCreated", MakeCallback(&Cell::OnBearer, this));
    }

    /**
     * @brief The RRC made a data bearer.
     * @param imsi of the UE
     * @param cellId nr's number of the cell
     * @param rnti of the UE
     * @param channel logical channel
     */
    void OnBearer(uint64_t imsi, uint16_t cellId, uint16_t rnti, uint8_t channel);
};

/// A UE.
struct NrRadioAccess::Ue
{
    NrRadioAccess* radio{nullptr};          //!< whose
    uint32_t index{0};                      //!< number of the UE
    uint32_t part{0};                       //!< bandwidth part that carries its data
    Ptr<Node> node;                         //!< where it is
    Ptr<MobilityModel> mobility;            //!< position, found when first needed
    nrapi::UeRrc* rrc{nullptr};             //!< kept alive by traces
    Ptr<NrUePhy> phy;                       //!< of the bandwidth part that carries its data
    bool connected{false};                  //!< has an RRC connection
    uint32_t serving{NO_CELL};              //!< cell it is or was connected to
    uint16_t rnti{0};                       //!< its RNTI there
    EdgeMeasurement sinrDb[2];              //!< by direction: of data
    EdgeMeasurement mcs[2];                 //!< by direction
    EdgeMeasurement phyRate[2];             //!< by direction
    EdgeMeasurement cqi;                    //!< wideband
    std::pair<Time, uint8_t> lastBlock[2];  //!< by direction: when, and first symbol
    double controlSinr{0};                  //!< of downlink control, linear; 0 for none
    Time controlAt;                         //!< when this was measured
    std::vector<EdgeMeasurement> heard;     //!< by cell: RSRP, dBm
    RadioWindowedSum use[2];                //!< by direction: resource blocks times symbols
    RadioWindowedSum bytes[2];              //!< by direction: delivered
    RadioWindowedSum attempts;              //!< uplink transport blocks, repetitions included
    RadioWindowedSum failures;              //!< of them, received with errors
    RadioWindowedSum ended;                 //!< uplink transport blocks received or given up
    RadioWindowedSum lost;                  //!< of them, given up
    Time lastAttempt;                       //!< when the last uplink transport block came
    Time lastEnd;                           //!< when the last one was received or given up
    bool anyAttempt{false};                 //!< lastAttempt means something
    bool anyEnd{false};                     //!< lastEnd means something
    std::unique_ptr<NrBearerQueue> queue;   //!< its own end of its bearers
    std::unique_ptr<NrBearerQueue> gnbSide; //!< the gNB's end
    RadioTraceConnections traces;           //!< ended first (declared last)

    /**
     * @brief Starts all sums anew.
     * @param window length of the sliding window
     */
    void StartWindows(Time window)
    {
        for (auto sum :
             {&use[0], &use[1], &bytes[0], &bytes[1], &attempts, &failures, &ended, &lost})
        {
            sum->Start(window, Simulator::Now());
        }
        anyAttempt = false;
        anyEnd = false;
    }

    /**
     * @brief A transport block was received, by the gNB or by the UE.
     * @param direction its direction
     * @param block what and how
     * @param source bandwidth part that it came through
     */
    void OnBlock(EdgeLinkDirection direction, const RxPacketTraceParams& block, const Part& source)
    {
        const Time now = Simulator::Now();
        const std::size_t d = At(direction);
        if (lastBlock[d] == std::make_pair(now, block.m_symStart))
        {
            return; // nr reports a block once for each packet in it
        }
        lastBlock[d] = {now, block.m_symStart};
        const uint32_t amount = block.m_rbAssignedNum * block.m_numSym;
        use[d].Add(now, amount);
        sinrDb[d] = {ToDb(block.m_sinr), now};
        mcs[d] = {static_cast<double>(block.m_mcs), now};
        phyRate[d] = {8.0 * block.m_tbSize * source.nBlocks / (amount * source.symbolSeconds), now};
        if (direction == EdgeLinkDirection::UPLINK)
        {
            lastAttempt = now;
            anyAttempt = true;
            attempts.Add(now, 1);
            failures.Add(now, block.m_corrupt ? 1 : 0);
            if (!block.m_corrupt || block.m_rv >= LAST_REDUNDANCY_VERSION)
            {
                lastEnd = now;
                anyEnd = true;
                ended.Add(now, 1);
                lost.Add(now, block.m_corrupt ? 1 : 0);
            }
        }
        radio->m_block(index, direction, amount, sinrDb[d].value, !block.m_corrupt);
    }

    /// @param block a downlink transport block that this UE received
    void OnDownlinkBlock(RxPacketTraceParams block)
    {
        if (serving == NO_CELL || !nrapi::IsFirstStream(block))
        {
            return;
        }
        const Cell& cell = *radio->m_cells[serving];
        OnBlock(EdgeLinkDirection::DOWNLINK,
                block,
                *cell.parts[std::min<std::size_t>(part, cell.parts.size() - 1)]);
        cqi = {static_cast<double>(block.m_cqi), Simulator::Now()};
    }

    /**
     * @brief The downlink control channel was received.
     * @param cellId nr's number of the cell
     * @param newRnti RNTI of the UE
     * @param sinr mean over the band, linear
     * @param bwp bandwidth part
     */
    void OnControl([[maybe_unused]] uint16_t cellId,
                   [[maybe_unused]] uint16_t newRnti,
                   double sinr,
                   [[maybe_unused]] uint16_t bwp EDGE_INFERENCE_NR_STREAM)
    {
        controlSinr = sinr;
        controlAt = Simulator::Now();
    }

    /**
     * @brief The UE measured a cell (nr 4).
     * @param newRnti RNTI of the UE
     * @param cellId nr's number of the cell
     * @param rsrp dBm
     * @param rsrq dB
     * @param isServing true for the serving cell
     * @param bwp bandwidth part
     */
    void OnCell([[maybe_unused]] uint16_t newRnti,
                uint16_t cellId,
                double rsrp,
                [[maybe_unused]] double rsrq,
                [[maybe_unused]] bool isServing,
                [[maybe_unused]] uint8_t bwp)
    {
        const uint32_t cell = radio->FindCell(cellId);
        if (cell != NO_CELL)
        {
            heard.resize(radio->m_cells.size());
            heard[cell] = {rsrp, Simulator::Now()};
        }
    }

    /// Leaves its cell, for the division of spectrum and for what is received there.
    void Leave()
    {
        if (connected)
        {
            connected = false;
            radio->m_cells[serving]->ues.erase(rnti);
            radio->Divide(serving, EdgeLinkDirection::UPLINK, true);
            radio->Divide(serving, EdgeLinkDirection::DOWNLINK, true);
        }
    }

    /**
     * @param imsi of the UE
     * @param cellId nr's number of the cell
     * @param newRnti its RNTI there
     */
    void OnConnected([[maybe_unused]] uint64_t imsi, uint16_t cellId, uint16_t newRnti)
    {
        Leave();
        rnti = newRnti;
        serving = radio->FindCell(cellId);
        connected = serving != NO_CELL;
        if (connected)
        {
            radio->m_cells[serving]->ues[rnti] = this;
            radio->Divide(serving, EdgeLinkDirection::UPLINK, true);
            radio->Divide(serving, EdgeLinkDirection::DOWNLINK, true);
        }
        radio->m_connection(index, connected, connected ? serving : radio->GetNCells());
    }

    /**
     * @brief The radio link failed.
     * @param imsi of the UE
     * @param cellId nr's number of its cell
     * @param oldRnti its RNTI there
     */
    void OnLost([[maybe_unused]] uint64_t imsi,
                [[maybe_unused]] uint16_t cellId,
                [[maybe_unused]] uint16_t oldRnti)
    {
        const bool had = connected;
        Leave();
        queue->Clear();
        gnbSide->Clear();
        if (had)
        {
            radio->m_connection(index, false, serving);
        }
    }

    /**
     * @brief The RRC made a data bearer.
     * @param imsi of the UE
     * @param cellId nr's number of its cell
     * @param newRnti its RNTI there
     * @param bearer number of the bearer
     */
    void OnBearer([[maybe_unused]] uint64_t imsi,
                  [[maybe_unused]] uint16_t cellId,
                  [[maybe_unused]] uint16_t newRnti,
                  [[maybe_unused]] uint8_t bearer)
    {
        queue->AddBearers(*rrc);
    }
};

void
NrRadioAccess::Part::OnOffered(EdgeLinkDirection direction, uint32_t amount)
{
    cell->offered[At(direction)].Add(Simulator::Now(), amount);
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
NrRadioAccess::Cell::OnBearer(uint64_t imsi,
                              [[maybe_unused]] uint16_t cellId,
                              uint16_t rnti,
                              [[maybe_unused]] uint8_t channel)
{
    const auto ue = radio->m_ueByImsi.find(imsi);
    if (ue != radio->m_ueByImsi.end())
    {
        radio->m_ues[ue->second]->gnbSide->AddBearers(*rrc->GetUeManager(rnti));
    }
}

TypeId
NrRadioAccess::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::NrRadioAccess")
            .SetParent<RadioAccess>()
            .SetGroupName("EdgeInference")
            .AddConstructor<NrRadioAccess>()
            .AddAttribute("Window",
                          "Length of the sliding window of rates, ratios and realised shares; at "
                          "least 1 us. A change starts all windows anew.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&NrRadioAccess::SetWindow, &NrRadioAccess::GetWindow),
                          MakeTimeChecker(MicroSeconds(1)))
            .AddTraceSource("Connection",
                            "A UE was connected to a cell or lost its connection: UE, whether it "
                            "is connected now, cell.",
                            MakeTraceSourceAccessor(&NrRadioAccess::m_connection),
                            "ns3::NrRadioAccess::ConnectionTracedCallback")
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
    m_ues.clear();
    m_cells.clear();
    m_cellById.clear();
    m_ueByImsi.clear();
    RadioAccess::DoDispose();
}

uint32_t
NrRadioAccess::AddCell(Ptr<NetDevice> device)
{
    NS_LOG_FUNCTION(this << device);
    auto gnb = DynamicCast<NrGnbNetDevice>(device);
    NS_ABORT_MSG_IF(!gnb || !gnb->GetNode() || gnb->GetCcMapSize() == 0,
                    "NrRadioAccess: a cell must be an NrGnbNetDevice on a node");
    auto cell = std::make_unique<Cell>();
    cell->radio = this;
    cell->index = static_cast<uint32_t>(m_cells.size());
    cell->node = gnb->GetNode();
    cell->rrc = PeekPointer(gnb->GetRrc());
    for (auto& offered : cell->offered)
    {
        offered.Start(m_window, Simulator::Now());
    }
    m_cellById[gnb->GetCellId()] = cell->index;
    for (uint32_t i = 0; i < gnb->GetCcMapSize(); ++i)
    {
        const Ptr<NrGnbPhy> phy = gnb->GetPhy(static_cast<uint8_t>(i));
        auto part = std::make_unique<Part>();
        part->cell = cell.get();
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
        m_cellById[phy->GetCellId()] = cell->index;
        cell->parts.push_back(std::move(part));
    }
    cell->traces.Connect(gnb->GetRrc(), "NewUeContext", MakeCallback(&Cell::OnContext, cell.get()));
    m_cells.push_back(std::move(cell));
    return static_cast<uint32_t>(m_cells.size() - 1);
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
    ue->index = static_cast<uint32_t>(m_ues.size());
    ue->part = part;
    ue->node = nr->GetNode();
    ue->rrc = PeekPointer(nr->GetRrc());
    ue->phy = nr->GetPhy(static_cast<uint8_t>(part));
    ue->heard.resize(m_cells.size());
    ue->queue = std::make_unique<NrBearerQueue>([u](uint32_t bytes) {
        u->bytes[At(EdgeLinkDirection::DOWNLINK)].Add(Simulator::Now(), bytes);
    });
    ue->gnbSide = std::make_unique<NrBearerQueue>([u](uint32_t bytes) {
        u->bytes[At(EdgeLinkDirection::UPLINK)].Add(Simulator::Now(), bytes);
    });
    ue->StartWindows(m_window);
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
    m_ueByImsi[nr->GetImsi()] = ue->index;
    m_ues.push_back(std::move(ue));
    return static_cast<uint32_t>(m_ues.size() - 1);
}

uint32_t
NrRadioAccess::GetNCells() const
{
    return static_cast<uint32_t>(m_cells.size());
}

uint32_t
NrRadioAccess::GetNUes() const
{
    return static_cast<uint32_t>(m_ues.size());
}

void
NrRadioAccess::SetWindow(Time window)
{
    m_window = window;
    for (auto& ue : m_ues)
    {
        ue->StartWindows(window);
    }
    for (auto& cell : m_cells)
    {
        for (auto& offered : cell->offered)
        {
            offered.Start(window, Simulator::Now());
        }
    }
}

Time
NrRadioAccess::GetWindow() const
{
    return m_window;
}

uint32_t
NrRadioAccess::FindCell(uint16_t cellId) const
{
    const auto cell = m_cellById.find(cellId);
    return cell != m_cellById.end() ? cell->second : NO_CELL;
}

bool
NrRadioAccess::CanShareSpectrum(EdgeLinkDirection) const
{
    return !m_cells.empty() && std::all_of(m_cells.begin(), m_cells.end(), [](const auto& cell) {
        return std::all_of(cell->parts.begin(), cell->parts.end(), [](const auto& part) {
            return part->scheduler != nullptr;
        });
    });
}

void
NrRadioAccess::DoSetSpectrumShares(EdgeLinkDirection direction, const std::vector<double>&)
{
    for (uint32_t cell = 0; cell < m_cells.size(); ++cell)
    {
        Divide(cell, direction, false);
    }
}

void
NrRadioAccess::Divide(uint32_t index, EdgeLinkDirection direction, bool keepCredit)
{
    const std::vector<double>& wanted = GetSpectrumShares(direction);
    Cell& cell = *m_cells[index];
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
        if (sum > 1)
        {
            for (auto& [rnti, share] : shares)
            {
                share /= sum;
            }
        }
        scheduler->SetShares(direction, shares, keepCredit);
    }
}

double
NrRadioAccess::GetRealisedShare(const Ue& ue, EdgeLinkDirection direction, Time now) const
{
    if (ue.serving == NO_CELL)
    {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const double offered = m_cells[ue.serving]->offered[At(direction)].GetSum(now);
    return offered > 0 ? ue.use[At(direction)].GetSum(now) / offered
                       : std::numeric_limits<double>::quiet_NaN();
}

void
NrRadioAccess::GetRealisedShares(EdgeLinkDirection direction, std::vector<double>& shares) const
{
    const Time now = Simulator::Now();
    shares.resize(m_ues.size());
    for (const auto& ue : m_ues)
    {
        shares[ue->index] = GetRealisedShare(*ue, direction, now);
    }
}

void
NrRadioAccess::Observe(uint32_t index, ChannelState& state) const
{
    NS_ABORT_MSG_IF(index >= m_ues.size(),
                    "NrRadioAccess: there is no UE " << index << " of " << m_ues.size());
    constexpr std::size_t UP = At(EdgeLinkDirection::UPLINK);
    constexpr std::size_t DOWN = At(EdgeLinkDirection::DOWNLINK);
    Ue& ue = *m_ues[index];
    const Time now = Simulator::Now();
    state.time = now;
    state.connected = ue.connected;
    state.servingCell = ue.serving != NO_CELL ? ue.serving : 0;
    state.powerDbm = EdgeMeasurement();
    if (ue.controlSinr > 0)
    {
        // nr has the power of the whole control channel
        state.powerDbm = {ue.phy->GetRsrp() - ToDb(SUBCARRIERS_PER_BLOCK * ue.phy->GetRbNum()),
                          ue.controlAt};
    }
    state.downlinkSinrDb = ue.sinrDb[DOWN];
    if (ue.controlSinr > 0 && (!ue.sinrDb[DOWN].IsKnown() || ue.sinrDb[DOWN].at + m_window < now))
    {
        state.downlinkSinrDb = {ToDb(ue.controlSinr), ue.controlAt};
    }
    state.uplinkSinrDb = ue.sinrDb[UP];
    state.uplinkMcs = ue.mcs[UP];
    state.downlinkMcs = ue.mcs[DOWN];
    state.cqi = ue.cqi;
    state.uplinkPhyRate = ue.phyRate[UP];
    state.downlinkPhyRate = ue.phyRate[DOWN];

    const double span = ue.bytes[UP].GetSpan(now);
    const auto perSecond = [span, now](double amount) {
        return span > 0 ? EdgeMeasurement{amount / span, now} : EdgeMeasurement();
    };
    state.uplinkRate = perSecond(8 * ue.bytes[UP].GetSum(now));
    state.downlinkRate = perSecond(8 * ue.bytes[DOWN].GetSum(now));
    state.uplinkShare = {GetRealisedShare(ue, EdgeLinkDirection::UPLINK, now), now};
    state.downlinkShare = {GetRealisedShare(ue, EdgeLinkDirection::DOWNLINK, now), now};
    state.busyRatio = EdgeMeasurement();
    state.retryRatio = EdgeMeasurement();
    if (ue.anyAttempt)
    {
        state.retryRatio = {ue.failures.GetSum(ue.lastAttempt) / ue.attempts.GetSum(ue.lastAttempt),
                            ue.lastAttempt};
    }
    const auto expect = [&](EdgeLinkDirection direction, const EdgeMeasurement& phyRate) {
        const auto used = [&](uint32_t other) {
            return GetRealisedShare(*m_ues[other], direction, now);
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
        const auto& parts = m_cells[ue.serving]->parts;
        const Part& part = *parts[std::min<std::size_t>(ue.part, parts.size() - 1)];
        const auto add = [](const EdgeMeasurement& grant, double latency) {
            return EdgeMeasurement{grant.value + latency, grant.at}; // NaN stays
        };
        state.uplinkAccessDelay = add(ue.queue->GetGrantDelay(), part.uplinkLatency);
        state.downlinkAccessDelay = add(ue.gnbSide->GetGrantDelay(), part.downlinkLatency);
    }
    state.lossRatio = EdgeMeasurement();
    if (ue.anyEnd)
    {
        state.lossRatio = {ue.lost.GetSum(ue.lastEnd) / ue.ended.GetSum(ue.lastEnd), ue.lastEnd};
    }

    const auto measure =
        [now](const NrBearerQueue& queue, EdgeMeasurement& bytes, EdgeMeasurement& age) {
            bytes = EdgeMeasurement();
            age = EdgeMeasurement();
            if (queue.IsKnown())
            {
                bytes = {static_cast<double>(queue.GetBytes()), now};
                age = {queue.GetAge().GetSeconds(), now};
            }
        };
    measure(*ue.queue, state.backlog, state.headOfLineDelay);
    measure(*ue.gnbSide, state.downlinkBacklog, state.downlinkHeadOfLineDelay);

    state.handingOver = false;
    state.handovers = 0;
    state.lastHandover = Time(0);
    ObservePlace(ue, m_cells, now, state);
    ObserveNeighbours(ue, state);
}

} // namespace ns3
