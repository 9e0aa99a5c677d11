// SPDX-License-Identifier: GPL-2.0-only

#include "wifi-radio-access.h"

#include "../radio-direction.h"
#include "wifi-radio-access-parts.h"
#include "wifi-spectrum-shares.h"

#include "ns3/abort.h"
#include "ns3/ap-wifi-mac.h"
#include "ns3/log.h"
#include "ns3/qos-txop.h"
#include "ns3/simulator.h"
#include "ns3/sta-wifi-mac.h"
#include "ns3/wifi-phy.h"

#include <algorithm>
#include <limits>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("WifiRadioAccess");

NS_OBJECT_ENSURE_REGISTERED(WifiRadioAccess);

namespace
{

/**
 * @param device a net device
 * @param what "access point" or "UE", for the message
 * @return the device; ends the program when it is no complete WifiNetDevice
 */
Ptr<WifiNetDevice>
ToWifi(Ptr<NetDevice> device, const char* what)
{
    auto wifi = DynamicCast<WifiNetDevice>(device);
    NS_ABORT_MSG_IF(!wifi || !wifi->GetMac() || !wifi->GetPhy() || !wifi->GetNode(),
                    "WifiRadioAccess: an " << what << " must be a WifiNetDevice with PHY and MAC "
                                           << "on a node");
    return wifi;
}

/**
 * @param device a Wi-Fi device
 * @return the queues of its MAC, of all access categories
 */
std::vector<Ptr<WifiMacQueue>>
GetQueues(const WifiNetDevice& device)
{
    const auto mac = GetMacWithQueues(device);
    if (!mac->GetQosSupported())
    {
        return {mac->GetTxopQueue(AC_BE_NQOS)};
    }
    std::vector<Ptr<WifiMacQueue>> queues;
    for (auto category : {AC_BE, AC_BK, AC_VI, AC_VO})
    {
        queues.push_back(mac->GetTxopQueue(category));
    }
    return queues;
}

} // namespace

TypeId
WifiRadioAccess::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::WifiRadioAccess")
            .SetParent<RadioAccess>()
            .SetGroupName("EdgeInference")
            .AddConstructor<WifiRadioAccess>()
            .AddAttribute(
                "Window",
                "Length of the sliding window of rates, ratios and busy time; at least "
                "1 us. A change starts all windows anew.",
                TimeValue(Seconds(1)),
                MakeTimeAccessor(&WifiRadioAccess::SetWindow, &WifiRadioAccess::GetWindow),
                MakeTimeChecker(MicroSeconds(1)))
            .AddAttribute("Smoothing",
                          "Time constant of the exponential average, in dB, of received powers "
                          "and SINRs; 0 gives those of the last frame.",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&WifiRadioAccess::m_smoothing),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("OutageTimeout",
                          "A UE counts as connected while it is associated and has heard a frame "
                          "of its cell within this time.",
                          TimeValue(MilliSeconds(1024)),
                          MakeTimeAccessor(&WifiRadioAccess::m_outageTimeout),
                          MakeTimeChecker(MicroSeconds(1)))
            .AddAttribute(
                "ShareBurst",
                "Most airtime that a UE with a share of the spectrum saves up while it "
                "is idle; an eighth of it is what a waiting UE collects before it sends on. "
                "Read when shares are set for the first time.",
                TimeValue(MilliSeconds(20)),
                MakeTimeAccessor(&WifiRadioAccess::m_shareBurst),
                MakeTimeChecker(MicroSeconds(100)))
            .AddAttribute("MacEfficiency",
                          "Share of the physical rate that the MAC carries as payload (preambles, "
                          "acknowledgements, contention), 0 to 1, for uplinkCapacity; ours.",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&WifiRadioAccess::m_macEfficiency),
                          MakeDoubleChecker<double>(0, 1))
            .AddTraceSource("UplinkFrame",
                            "A frame of a UE was received by its serving access point: UE, cell, "
                            "power (dBm), SINR (dB). Once for a whole A-MPDU.",
                            MakeTraceSourceAccessor(&WifiRadioAccess::m_uplinkFrame),
                            "ns3::WifiRadioAccess::FrameTracedCallback")
            .AddTraceSource("DownlinkFrame",
                            "A frame of an access point, serving or not and for whomever, was "
                            "received by a UE: UE, cell, power (dBm), SINR (dB).",
                            MakeTraceSourceAccessor(&WifiRadioAccess::m_downlinkFrame),
                            "ns3::WifiRadioAccess::FrameTracedCallback")
            .AddTraceSource("Association",
                            "A UE associated (true) or lost its association (false): UE, which, "
                            "cell (the number of cells when it is none of this object's).",
                            MakeTraceSourceAccessor(&WifiRadioAccess::m_association),
                            "ns3::WifiRadioAccess::AssociationTracedCallback");
    return tid;
}

WifiRadioAccess::WifiRadioAccess()
{
    NS_LOG_FUNCTION(this);
}

WifiRadioAccess::~WifiRadioAccess()
{
    NS_LOG_FUNCTION(this);
}

void
WifiRadioAccess::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_sharing.reset();
    m_ues.clear();
    m_cells.clear();
    m_ueByKey.clear();
    RadioAccess::DoDispose();
}

uint32_t
WifiRadioAccess::AddCell(Ptr<NetDevice> device)
{
    NS_LOG_FUNCTION(this << device);
    NS_ABORT_MSG_IF(m_sharing, "WifiRadioAccess: the spectrum is divided already");
    auto wifi = ToWifi(device, "access point");
    NS_ABORT_MSG_UNLESS(DynamicCast<ApWifiMac>(wifi->GetMac()),
                        "WifiRadioAccess: an access point must have an ApWifiMac");
    auto cell = std::make_unique<Cell>();
    cell->radio = this;
    cell->index = static_cast<uint32_t>(m_cells.size());
    cell->key = ToWifiKey(wifi->GetMac()->GetAddress());
    cell->device = wifi;
    cell->node = wifi->GetNode();
    cell->StartWindows(m_window);
    Cell* c = cell.get();
    auto& connections = cell->connections;
    Ptr<WifiPhy> phy = wifi->GetPhy();
    connections.Connect(WifiReceptions::Get(*wifi), "Received", MakeCallback(&Cell::OnReceived, c));
    connections.Connect(phy, "PhyTxPsduBegin", MakeCallback(&Cell::OnTxBegin, c));
    connections.Connect(phy->GetState(), "State", MakeCallback(&Cell::OnState, c));
    for (const auto& queue : GetQueues(*wifi))
    {
        connections.Connect(queue, "Enqueue", MakeCallback(&Cell::OnEnqueue, c));
        connections.Connect(queue, "Dequeue", MakeCallback(&Cell::OnDequeue, c));
    }
    cell->node->RegisterProtocolHandler(MakeCallback(&Cell::OnPacket, cell.get()), 0, wifi);
    m_cells.push_back(std::move(cell));
    for (auto& ue : m_ues)
    {
        ue->heard.resize(m_cells.size());
        ue->reported.resize(m_cells.size());
        if (ue->serving == NO_CELL)
        {
            FindServingCell(*ue);
        }
    }
    return static_cast<uint32_t>(m_cells.size() - 1);
}

uint32_t
WifiRadioAccess::AddUe(Ptr<NetDevice> device)
{
    NS_LOG_FUNCTION(this << device);
    NS_ABORT_MSG_IF(m_sharing, "WifiRadioAccess: the spectrum is divided already");
    auto wifi = ToWifi(device, "UE");
    auto mac = DynamicCast<StaWifiMac>(wifi->GetMac());
    NS_ABORT_MSG_UNLESS(mac, "WifiRadioAccess: a UE must have a StaWifiMac");
    auto ue = std::make_unique<Ue>();
    ue->radio = this;
    ue->index = static_cast<uint32_t>(m_ues.size());
    ue->key = ToWifiKey(mac->GetAddress());
    ue->device = wifi;
    ue->node = wifi->GetNode();
    ue->heard.resize(m_cells.size());
    ue->reported.resize(m_cells.size());
    ue->StartWindows(m_window);
    FindServingCell(*ue);

    Ue* u = ue.get();
    auto& connections = ue->connections;
    Ptr<WifiPhy> phy = wifi->GetPhy();
    connections.Connect(mac, "Assoc", MakeCallback(&Ue::OnAssoc, u));
    connections.Connect(mac, "DeAssoc", MakeCallback(&Ue::OnDeAssoc, u));
    connections.Connect(mac, "AckedMpdu", MakeCallback(&Ue::OnAcked, u));
    connections.Connect(mac, "NAckedMpdu", MakeCallback(&Ue::OnNacked, u));
    connections.Connect(mac, "MpduResponseTimeout", MakeCallback(&Ue::OnMpduTimeout, u));
    connections.Connect(mac, "PsduResponseTimeout", MakeCallback(&Ue::OnPsduTimeout, u));
    connections.Connect(mac, "DroppedMpdu", MakeCallback(&Ue::OnDropped, u));
    connections.Connect(mac, "MacTxDrop", MakeCallback(&Ue::OnTxDrop, u));
    connections.Connect(WifiReceptions::Get(*wifi), "Received", MakeCallback(&Ue::OnReceived, u));
    connections.Connect(phy, "PhyTxPsduBegin", MakeCallback(&Ue::OnTxBegin, u));
    connections.Connect(phy->GetState(), "State", MakeCallback(&Ue::OnState, u));
    for (const auto& queue : GetQueues(*wifi))
    {
        auto watch = std::make_unique<WifiQueueWatch>(queue);
        connections.Connect(queue,
                            "Enqueue",
                            MakeCallback(&WifiQueueWatch::OnEnqueue, watch.get()));
        connections.Connect(queue,
                            "Dequeue",
                            MakeCallback(&WifiQueueWatch::OnDequeue, watch.get()));
        ue->queues.push_back(std::move(watch));
    }
    ue->node->RegisterProtocolHandler(MakeCallback(&Ue::OnPacket, u), 0, wifi);
    m_ueByKey[ue->key] = ue->index;
    m_ues.push_back(std::move(ue));
    return static_cast<uint32_t>(m_ues.size() - 1);
}

uint32_t
WifiRadioAccess::GetNCells() const
{
    return static_cast<uint32_t>(m_cells.size());
}

uint32_t
WifiRadioAccess::GetNUes() const
{
    return static_cast<uint32_t>(m_ues.size());
}

void
WifiRadioAccess::SetWindow(Time window)
{
    m_window = window;
    for (auto& ue : m_ues)
    {
        ue->StartWindows(window);
    }
    for (auto& cell : m_cells)
    {
        cell->StartWindows(window);
    }
}

Time
WifiRadioAccess::GetWindow() const
{
    return m_window;
}

uint32_t
WifiRadioAccess::FindCell(uint64_t key) const
{
    for (const auto& cell : m_cells)
    {
        if (cell->key == key)
        {
            return cell->index;
        }
    }
    return NO_CELL;
}

void
WifiRadioAccess::FindServingCell(Ue& ue) const
{
    auto mac = DynamicCast<StaWifiMac>(ue.device->GetMac());
    if (mac->IsAssociated())
    {
        ue.servingKey = ToWifiKey(GetBssid(*mac));
        ue.serving = FindCell(ue.servingKey);
        ue.connected = ue.serving != NO_CELL;
        ue.wasServed = ue.connected;
    }
}

void
WifiRadioAccess::Observe(uint32_t index, ChannelState& state) const
{
    NS_ABORT_MSG_IF(index >= m_ues.size(),
                    "WifiRadioAccess: there is no UE " << index << " of " << m_ues.size());
    Ue& ue = *m_ues[index];
    const Time now = Simulator::Now();
    ue.Observe(ue.serving != NO_CELL ? m_cells[ue.serving].get() : nullptr, now, state);
    ue.ObserveNeighbours(
        static_cast<uint32_t>(ue.heard.size()),
        [this, index](uint32_t cell) { return GetCellPower(index, cell); },
        state);
    const WifiFrameSignal unheard;
    const WifiFrameSignal& downlink = ue.serving != NO_CELL ? ue.heard[ue.serving] : unheard;
    state.connected = state.connected && downlink.powerDbm.IsKnown() &&
                      now - downlink.powerDbm.at <= m_outageTimeout;
    state.powerDbm = downlink.powerDbm;
    state.downlinkSinrDb = downlink.sinrDb;
    state.uplinkSinrDb = ue.uplink.sinrDb;
    state.uplinkMcs = ue.uplinkRate.mcs;
    state.downlinkMcs = ue.downlinkRate.mcs;
    state.uplinkPhyRate = ue.uplinkRate.phyRate;
    state.downlinkPhyRate = ue.downlinkRate.phyRate;
    state.cqi = EdgeMeasurement();

    state.uplinkRate = ue.uplinkBytes.PerSecond(now, 8 * ue.uplinkBytes.GetSum(now));
    state.downlinkRate = ue.downlinkBytes.PerSecond(now, 8 * ue.downlinkBytes.GetSum(now));
    state.busyRatio = ue.busy.PerSecond(now, ue.busy.GetSum(now));
    // (An acknowledgement that came after a block acknowledgement request belongs to an attempt
    // that may have left the window.)
    state.retryRatio = ue.frames.GetUnreceivedRatio();
    const double free = 1 - std::min(0.99, state.busyRatio.GetOr(0));
    const auto expect =
        [&](EdgeLinkDirection direction, EdgeMeasurement phyRate, double delivered) {
            const auto& shares = GetSpectrumShares(direction);
            const double part = shares.empty() ? free : std::min(free, shares[index]);
            phyRate.value = m_macEfficiency * phyRate.value * part * delivered;
            return phyRate;
        };
    state.uplinkCapacity = expect(EdgeLinkDirection::UPLINK,
                                  state.uplinkPhyRate,
                                  1 - std::min(0.99, state.retryRatio.GetOr(0)));
    state.downlinkCapacity = expect(EdgeLinkDirection::DOWNLINK, state.downlinkPhyRate, 1);
    state.uplinkAccessDelay = ue.access[0];
    state.downlinkAccessDelay = ue.access[1];
    state.lossRatio = ue.frames.GetLossRatio();

    ObserveQueues(ue, now, state);
    state.uplinkShare = {GetRealisedShare(ue, EdgeLinkDirection::UPLINK), now};
    state.downlinkShare = {GetRealisedShare(ue, EdgeLinkDirection::DOWNLINK), now};
}

void
WifiRadioAccess::ObserveQueues(const Ue& ue, Time now, ChannelState& state) const
{
    double backlog = 0;
    double oldest = 0;
    for (const auto& queue : ue.queues)
    {
        backlog += queue->GetQueue()->GetNBytes();
        if (!queue->IsEmpty())
        {
            oldest = std::max(oldest, (now - queue->GetOldest()).GetSeconds());
        }
    }
    double downBacklog = static_cast<double>(ue.downQueue.GetBytes());
    double downOldest = ue.downQueue.IsEmpty() ? 0 : (now - ue.downQueue.GetOldest()).GetSeconds();
    if (m_sharing)
    {
        const auto addWaiting =
            [now, this, &ue](EdgeLinkDirection direction, double& bytes, double& age) {
                const auto waiting = m_sharing->GetWaiting(ue.index, direction);
                bytes += waiting.bytes;
                age = waiting.bytes > 0 ? std::max(age, (now - waiting.since).GetSeconds()) : age;
            };
        addWaiting(EdgeLinkDirection::UPLINK, backlog, oldest);
        addWaiting(EdgeLinkDirection::DOWNLINK, downBacklog, downOldest);
    }
    state.backlog = {backlog, now};
    state.headOfLineDelay = {oldest, now};
    state.downlinkBacklog = {downBacklog, now};
    state.downlinkHeadOfLineDelay = {downOldest, now};
}

EdgeMeasurement
WifiRadioAccess::GetCellPower(uint32_t ue, uint32_t cell) const
{
    const EdgeMeasurement& heard = m_ues[ue]->heard[cell].powerDbm;
    const EdgeMeasurement& reported = m_ues[ue]->reported[cell];
    return !heard.IsKnown() || (reported.IsKnown() && reported.at > heard.at) ? reported : heard;
}

void
WifiRadioAccess::ReportCellPower(uint32_t ue, uint32_t cell, double powerDbm)
{
    m_ues[ue]->reported[cell] = {powerDbm, Simulator::Now()};
}

void
WifiRadioAccess::BeginHandover(uint32_t ue)
{
    NS_LOG_FUNCTION(this << ue);
    m_ues[ue]->handingOver = true;
    m_ues[ue]->connected = false;
}

bool
WifiRadioAccess::CanShareSpectrum(EdgeLinkDirection) const
{
    return true;
}

bool
WifiRadioAccess::IsShareKeptByUe(EdgeLinkDirection direction) const
{
    return direction == EdgeLinkDirection::UPLINK;
}

void
WifiRadioAccess::DoSetSpectrumShares(EdgeLinkDirection direction, const std::vector<double>& shares)
{
    if (!m_sharing)
    {
        if (shares.empty())
        {
            return;
        }
        m_sharing = std::make_unique<WifiSpectrumShares>(m_shareBurst.GetSeconds());
        for (auto& cell : m_cells)
        {
            m_sharing->AddCell(cell->device);
        }
        for (auto& ue : m_ues)
        {
            uint64_t waiting = 0;
            for (const auto& queue : ue->queues)
            {
                const Ptr<WifiMacQueue> macQueue = queue->GetQueue();
                waiting += macQueue->GetNBytes();
                ue->connections.Connect(macQueue,
                                        "Enqueue",
                                        MakeCallback(&Ue::OnEnqueue, ue.get()));
                ue->connections.Connect(macQueue,
                                        "Dequeue",
                                        MakeCallback(&Ue::OnDequeue, ue.get()));
            }
            m_sharing->AddUe(ue->device, ue->serving, waiting, ue->downQueue.GetBytes());
        }
    }
    m_sharing->Set(direction, shares);
}

void
WifiRadioAccess::ChargeAirtime(Ue& ue,
                               uint32_t cell,
                               EdgeLinkDirection direction,
                               double seconds,
                               double contention)
{
    const Time now = Simulator::Now();
    const auto d = AtDirection(direction);
    ue.airtime[d].Add(now, seconds + contention);
    if (cell != NO_CELL)
    {
        m_cells[cell]->airtime[d].Add(now, seconds + contention);
        m_cells[cell]->contention.Add(now, contention);
    }
    if (m_sharing)
    {
        m_sharing->Spend(ue.index, direction, seconds + contention);
    }
}

double
WifiRadioAccess::GetRealisedShare(const Ue& ue, EdgeLinkDirection direction) const
{
    if (ue.serving == NO_CELL)
    {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const Time now = Simulator::Now();
    const auto d = AtDirection(direction);
    const Cell& cell = *m_cells[ue.serving];
    const double taken = ue.airtime[d].GetSum(now);
    const double idle =
        std::max(0.0, cell.busy.GetSpan(now) - cell.busy.GetSum(now) - cell.contention.GetSum(now));
    const double had = std::max(cell.airtime[d].GetSum(now), taken) + idle;
    return had > 0 ? taken / had : std::numeric_limits<double>::quiet_NaN();
}

void
WifiRadioAccess::GetRealisedShares(EdgeLinkDirection direction, std::vector<double>& shares) const
{
    shares.clear();
    for (const auto& ue : m_ues)
    {
        shares.push_back(GetRealisedShare(*ue, direction));
    }
}

} // namespace ns3
