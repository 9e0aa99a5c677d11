// SPDX-License-Identifier: GPL-2.0-only

#include "wifi-roaming.h"

#include "wifi-api.h"

// MgtDelBaHeader has a file of its own since 3.41.
#if EDGE_INFERENCE_NS3_VERSION >= 341
#include "ns3/mgt-action-headers.h"
#else
#include "ns3/mgt-headers.h"
#endif

#include "../radio-trace-connections.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/inference-input-error.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/llc-snap-header.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/qos-txop.h"
#include "ns3/qos-utils.h"
#include "ns3/simulator.h"
#include "ns3/sta-wifi-mac.h"
#include "ns3/string.h"
#include "ns3/wifi-mac-queue.h"
#include "ns3/wifi-phy.h"
#include "ns3/wifi-remote-station-manager.h"

#include <algorithm>
#include <limits>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("WifiRoaming");

NS_OBJECT_ENSURE_REGISTERED(WifiRoaming);

namespace
{

/// How often a frame on the air is waited for, and how long each time: longer than a frame lives.
constexpr uint32_t MOST_TRIES = 600;
const int64_t TRY_US = 1000;

/// How long a UE may wait for its own frame on the air before it leaves, in tries.
constexpr uint32_t MOST_TRIES_TO_LEAVE = 30;

/// @throws InferenceInputError when stations cannot be moved with this ns-3
void
RequireRoaming()
{
    if (!HAS_WIFI_ROAMING)
    {
        throw InferenceInputError("topology", "Roaming", "true", "false with ns-3 before 3.37");
    }
}

/**
 * @param queue queue of a MAC
 * @param tid traffic identifier
 * @param peer address of the receiver
 * @return the first frame with both, or null
 */
Ptr<const WifiMpdu>
PeekFrame(const WifiMacQueue& queue, uint8_t tid, Mac48Address peer)
{
#if EDGE_INFERENCE_NS3_VERSION >= 337
    return queue.PeekByTidAndAddress(tid, peer);
#else
    const auto found = queue.PeekByTidAndAddress(tid, peer);
    return found == queue.end() ? nullptr : *found;
#endif
}

/**
 * @param queue queue of a MAC
 * @param frame one of its frames, which leaves it
 */
void
RemoveFrame(WifiMacQueue& queue, Ptr<const WifiMpdu> frame)
{
#if EDGE_INFERENCE_NS3_VERSION >= 337
    queue.Remove(frame);
#else
    queue.Remove(frame->GetPacket());
#endif
}

/**
 * @brief Makes a station look for an access point, in any state.
 * @param mac the MAC of the station
 */
void
LookForAccessPoint([[maybe_unused]] StaWifiMac& mac)
{
#if EDGE_INFERENCE_NS3_VERSION >= 337
    mac.ScanningTimeout(std::nullopt); // as if a scan had found none
#endif
}

/// How long a UE has for its first association before it is helped, ms: longer than beacons, the
/// wait for them and repeated requests of many UEs take.
constexpr int64_t FIRST_PATIENCE_MS = 1000;

/// How long a UE waits for the answer to its first request, ms.
constexpr int64_t REPLY_MS = 100;

} // namespace

/// A station.
struct WifiRoaming::Ue
{
    WifiRoaming* roaming{nullptr};     //!< decides when the UE changes its cell
    uint32_t index{0};                 //!< index of the UE
    Ptr<WifiNetDevice> device;         //!< device of the station
    Ptr<StaWifiMac> mac;               //!< MAC of the device
    uint32_t cell{0};                  //!< its cell, or the one it goes to
    uint32_t from{0};                  //!< the cell it left
    bool handingOver{false};           //!< between the two
    Time began;                        //!< when the handover began
    Time lastScan;                     //!< when it began to scan last
    Time patience;                     //!< without a first cell: until it scans anew
    uint32_t candidate{0};             //!< the strongest cell at the last comparison
    Time candidateSince;               //!< since when
    std::vector<Waiting> own;          //!< packets that go with it
    std::vector<Waiting> forwarded;    //!< packets that wait for it at the old cell
    RadioTraceConnections connections; //!< ended first (declared last)

    /// @param bssid BSSID of the access point with which the UE is associated
    void OnAssoc(Mac48Address bssid);
};

TypeId
WifiRoaming::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::WifiRoaming")
            .SetParent<Object>()
            .SetGroupName("EdgeInference")
            .AddConstructor<WifiRoaming>()
            .AddAttribute("Interval",
                          "Time between two comparisons of powers.",
                          TimeValue(MicroSeconds(102400)),
                          MakeTimeAccessor(&WifiRoaming::m_interval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("Hysteresis",
                          "By how much another access point must be stronger than the serving one, "
                          "dB.",
                          DoubleValue(4),
                          MakeDoubleAccessor(&WifiRoaming::m_hysteresis),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("TimeToTrigger",
                          "How long it must be stronger.",
                          TimeValue(MilliSeconds(200)),
                          MakeTimeAccessor(&WifiRoaming::m_timeToTrigger),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("RetryInterval",
                          "After this time without an association, a UE without an access point "
                          "looks again for the strongest one.",
                          TimeValue(MilliSeconds(300)),
                          MakeTimeAccessor(&WifiRoaming::m_retry),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddTraceSource("HandoverStart",
                            "A UE leaves its access point for another one: UE, from, to.",
                            MakeTraceSourceAccessor(&WifiRoaming::m_handoverStart),
                            "ns3::WifiRoaming::HandoverStartTracedCallback")
            .AddTraceSource("HandoverEnd",
                            "A UE is associated with another access point: UE, from, to, time "
                            "without service.",
                            MakeTraceSourceAccessor(&WifiRoaming::m_handoverEnd),
                            "ns3::WifiRoaming::HandoverEndTracedCallback");
    return tid;
}

WifiRoaming::WifiRoaming()
{
    NS_LOG_FUNCTION(this);
}

WifiRoaming::~WifiRoaming()
{
    NS_LOG_FUNCTION(this);
}

void
WifiRoaming::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_tick.Cancel();
    m_ues.clear();
    m_cells.clear();
    m_radio = nullptr;
    m_survey = Survey();
    m_arrival = Arrival();
    Object::DoDispose();
}

void
WifiRoaming::AddCell(Ptr<NetDevice> device, const Ssid& ssid, const std::string& channel)
{
    m_cells.push_back({DynamicCast<WifiNetDevice>(device), ssid, channel});
    NS_ASSERT(m_cells.back().device);
}

void
WifiRoaming::AddUe(Ptr<NetDevice> device, uint32_t cell)
{
    auto ue = std::make_unique<Ue>();
    ue->roaming = this;
    ue->index = static_cast<uint32_t>(m_ues.size());
    ue->device = DynamicCast<WifiNetDevice>(device);
    NS_ASSERT(ue->device);
    ue->mac = DynamicCast<StaWifiMac>(ue->device->GetMac());
    NS_ASSERT(ue->mac);
    ue->cell = cell;
    ue->candidate = cell;
    ue->connections.Connect(ue->mac, "Assoc", MakeCallback(&Ue::OnAssoc, ue.get()));
    m_ues.push_back(std::move(ue));
}

void
WifiRoaming::SetRadio(Ptr<WifiRadioAccess> radio)
{
    m_radio = PeekPointer(radio);
}

void
WifiRoaming::SetSurvey(Survey survey)
{
    m_survey = survey;
}

void
WifiRoaming::SetArrival(Arrival arrival)
{
    m_arrival = arrival;
}

void
WifiRoaming::Start(bool roams)
{
    NS_LOG_FUNCTION(this << roams);
    RequireRoaming();
    m_roams = roams;
    for (auto& ue : m_ues)
    {
        TimeValue wait;
        ue->mac->GetAttribute("WaitBeaconTimeout", wait);
        ue->patience = std::max(m_retry, wait.Get() + MilliSeconds(REPLY_MS));
        const Time first = std::max(MilliSeconds(FIRST_PATIENCE_MS), 2 * ue->patience);
        ue->lastScan = Simulator::Now() + first - ue->patience;
    }
    m_tick.Cancel();
    m_tick = Simulator::Schedule(m_interval, &WifiRoaming::Tick, this);
}

bool
WifiRoaming::IsLooking(const Ue& ue)
{
    return ue.handingOver || !ue.mac->IsAssociated();
}

uint32_t
WifiRoaming::Choose(const Ue& ue) const
{
    // a power that was measured longer ago says nothing: the UE hears that cell no more
    const Time oldest = Simulator::Now() - 10 * m_interval;
    const auto getPower = [this, &ue, oldest](uint32_t cell) {
        const EdgeMeasurement power = m_radio->GetCellPower(ue.index, cell);
        return power.IsKnown() && power.at >= oldest ? power.value
                                                     : -std::numeric_limits<double>::infinity();
    };
    uint32_t best = ue.cell;
    double power = getPower(ue.cell) + (IsLooking(ue) ? 0 : m_hysteresis);
    for (uint32_t cell = 0; cell < m_cells.size(); ++cell)
    {
        const double other = getPower(cell);
        if (other > power)
        {
            best = cell;
            power = other;
        }
    }
    return best;
}

void
WifiRoaming::Tick()
{
    const Time now = Simulator::Now();
    for (auto& ue : m_ues)
    {
        for (uint32_t cell = 0; !m_survey.IsNull() && cell < m_cells.size(); ++cell)
        {
            m_radio->ReportCellPower(ue->index, cell, m_survey(ue->index, cell));
        }
        const uint32_t best = Choose(*ue);
        if (IsLooking(*ue))
        {
            if (now - ue->lastScan >= (ue->handingOver ? m_retry : ue->patience))
            {
                ue->cell = best;
                Scan(ue->index);
            }
            continue;
        }
        if (best != ue->candidate)
        {
            ue->candidate = best;
            ue->candidateSince = now;
        }
        if (m_roams && best != ue->cell && now - ue->candidateSince >= m_timeToTrigger)
        {
            HandOver(ue->index, best);
        }
    }
    m_tick = Simulator::Schedule(m_interval, &WifiRoaming::Tick, this);
}

void
WifiRoaming::HandOver(uint32_t index, uint32_t cell)
{
    NS_LOG_FUNCTION(this << index << cell);
    RequireRoaming();
    NS_ASSERT(index < m_ues.size() && cell < m_cells.size());
    Ue& ue = *m_ues[index];
    if (ue.handingOver || cell == ue.cell || !ue.mac->IsAssociated())
    {
        return;
    }
    ue.from = ue.cell;
    ue.cell = cell;
    ue.handingOver = true;
    ue.began = Simulator::Now();
    ue.lastScan = ue.began;
    m_radio->BeginHandover(index);
    m_handoverStart(index, ue.from, cell);
    Simulator::ScheduleNow(&WifiRoaming::Leave, Ptr<WifiRoaming>(this), index, 0);
}

void
WifiRoaming::Leave(uint32_t index, uint32_t tries)
{
    if (index >= m_ues.size())
    {
        return; // disposed of
    }
    Ue& ue = *m_ues[index];
    const auto bssid = Mac48Address::ConvertFrom(m_cells[ue.from].device->GetAddress());
    const bool onAir = ue.device->GetPhy()->IsStateTx();
    if ((onAir || !Clear(ue.device, bssid, ue.own)) && tries < MOST_TRIES_TO_LEAVE)
    {
        Simulator::Schedule(MicroSeconds(TRY_US),
                            &WifiRoaming::Leave,
                            Ptr<WifiRoaming>(this),
                            index,
                            tries + 1);
        return;
    }
    // the old access point is told over the wires that the UE has gone, and accepts nothing for it
    m_cells[ue.from].device->GetRemoteStationManager()->RecordDisassociated(
        Mac48Address::ConvertFrom(ue.device->GetAddress()));
    Forget(index, ue.from, 0);
    Scan(index);
}

void
WifiRoaming::Scan(uint32_t index)
{
    Ue& ue = *m_ues[index];
    const Cell& cell = m_cells[ue.cell];
    ue.lastScan = Simulator::Now();
    ue.mac->SetSsid(cell.ssid);
    // one that never had a cell may be out of reach of all for long: it listens and does not ask
    ue.mac->SetAttribute("ActiveProbing", BooleanValue(ue.handingOver));
    LookForAccessPoint(*ue.mac);
    bool sameChannel = true;
    for (const auto& other : m_cells)
    {
        sameChannel = sameChannel && other.channel == cell.channel;
    }
    if (!sameChannel)
    {
        ue.device->GetPhy()->SetAttribute("ChannelSettings", StringValue(cell.channel));
    }
}

bool
WifiRoaming::Clear(Ptr<WifiNetDevice> device, Mac48Address peer, std::vector<Waiting>& packets)
{
    constexpr uint8_t N_TIDS = 8;
    const auto mac = GetMacWithQueues(*device);
    if (!mac->GetQosSupported())
    {
        // without QoS there are no agreements and frames are few: they end on the old channel
        return true;
    }
    bool clear = true;
    for (uint8_t tid = 0; tid < N_TIDS; ++tid)
    {
        const AcIndex category = QosUtilsMapTidToAc(tid);
        auto queue = mac->GetTxopQueue(category);
        bool onAir = false;
        while (auto mpdu = PeekFrame(*queue, tid, peer))
        {
            if (mpdu->IsInFlight())
            {
                onAir = true;
                break;
            }
            const WifiMacHeader& header = mpdu->GetHeader();
            if (header.HasData() && !header.IsQosAmsdu())
            {
                const bool up = header.IsToDs();
                packets.push_back({mpdu->GetPacket()->Copy(),
                                   up ? header.GetAddr3() : header.GetAddr1(),
                                   up ? header.GetAddr2() : header.GetAddr3()});
            }
            RemoveFrame(*queue, mpdu);
        }
        if (onAir)
        {
            clear = false;
            continue;
        }
        // as if the peer had ended the agreement
        MgtDelBaHeader header;
        header.SetTid(tid);
        mac->GetQosTxop(category)->GotDelBaFrame(&header, peer);
    }
    return clear;
}

void
WifiRoaming::Forget(uint32_t index, uint32_t cell, uint32_t tries)
{
    if (index >= m_ues.size() || (m_ues[index]->cell == cell && !m_ues[index]->handingOver))
    {
        return; // disposed of, or the UE is back
    }
    Ue& ue = *m_ues[index];
    const auto address = Mac48Address::ConvertFrom(ue.device->GetAddress());
    std::vector<Waiting> packets;
    const bool clear = Clear(m_cells[cell].device, address, packets);
    if (ue.handingOver)
    {
        ue.forwarded.insert(ue.forwarded.end(), packets.begin(), packets.end());
    }
    else
    {
        Forward(index, cell, packets);
    }
    if (!clear && tries < MOST_TRIES)
    {
        Simulator::Schedule(MicroSeconds(TRY_US),
                            &WifiRoaming::Forget,
                            Ptr<WifiRoaming>(this),
                            index,
                            cell,
                            tries + 1);
    }
}

void
WifiRoaming::Forward(uint32_t index, uint32_t cell, std::vector<Waiting>& packets)
{
    const Ptr<WifiNetDevice> device = m_cells[cell].device;
    auto ipv4 = device->GetNode()->GetObject<Ipv4L3Protocol>();
    for (auto& waiting : packets)
    {
        LlcSnapHeader llc;
        waiting.packet->RemoveHeader(llc);
        if (ipv4 && llc.GetType() == Ipv4L3Protocol::PROT_NUMBER)
        {
            ipv4->Receive(device,
                          waiting.packet,
                          Ipv4L3Protocol::PROT_NUMBER,
                          m_ues[index]->device->GetAddress(),
                          device->GetAddress(),
                          NetDevice::PACKET_HOST);
        }
    }
    packets.clear();
}

void
WifiRoaming::Ue::OnAssoc([[maybe_unused]] Mac48Address bssid)
{
    // the MAC is not done yet: it takes packets, and empties the neighbour cache, after this trace
    Ptr<WifiRoaming> keep(roaming);
    const uint32_t which = index;
    Simulator::ScheduleNow([keep, which]() {
        if (which >= keep->m_ues.size())
        {
            return; // disposed of
        }
        Ue& ue = *keep->m_ues[which];
        if (!keep->m_arrival.IsNull())
        {
            keep->m_arrival(which, ue.cell);
        }
        ue.candidate = ue.cell;
        if (!ue.handingOver)
        {
            return;
        }
        ue.handingOver = false;
        const auto ap = Mac48Address::ConvertFrom(keep->m_cells[ue.cell].device->GetAddress());
        // by the base class: since 3.43 StaWifiMac has an Enqueue of its own that hides this one
        WifiMac& mac = *ue.mac;
        for (auto& waiting : ue.own)
        {
            mac.Enqueue(waiting.packet, ap);
        }
        ue.own.clear();
        keep->Forward(which, ue.from, ue.forwarded);
        keep->m_handoverEnd(which, ue.from, ue.cell, Simulator::Now() - ue.began);
    });
}

} // namespace ns3
