// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/wifi-radio-access.h"

#include "ns3/abort.h"
#include "ns3/ap-wifi-mac.h"
#include "ns3/log.h"
#include "ns3/mobility-model.h"
#include "ns3/node.h"
#include "ns3/qos-txop.h"
#include "ns3/radio-trace-connections.h"
#include "ns3/radio-windowed-sum.h"
#include "ns3/simulator.h"
#include "ns3/sta-wifi-mac.h"
#include "ns3/wifi-frame-watch.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy-state-helper.h"
#include "ns3/wifi-phy.h"
#include "ns3/wifi-psdu.h"

#include <algorithm>

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

} // namespace

/// An access point.
struct WifiRadioAccess::Cell
{
    WifiRadioAccess* radio{nullptr};   //!< whose
    uint32_t index{0};                 //!< number of the cell
    uint64_t key{0};                   //!< BSSID
    Ptr<WifiNetDevice> device;         //!< radio device
    Ptr<Node> node;                    //!< where it is
    Ptr<MobilityModel> mobility;       //!< position, found when first needed
    uint32_t lastAmpdu{0xffffffff};    //!< reference number of the last A-MPDU
    RadioTraceConnections connections; //!< ended first (declared last)

    ~Cell()
    {
        node->UnregisterProtocolHandler(MakeCallback(&Cell::OnPacket, this));
    }

    /**
     * @brief Any frame was received by this access point.
     * @param packet MPDU
     * @param frequency MHz
     * @param txVector how it was sent
     * @param mpdu its place in an A-MPDU
     * @param signal signal and noise
     * @param staId who sent it, in a multi-user PPDU
     */
    void OnSniff(Ptr<const Packet> packet,
                 uint16_t frequency,
                 WifiTxVector txVector,
                 MpduInfo mpdu,
                 SignalNoiseDbm signal,
                 uint16_t staId);

    /**
     * @brief A network packet is handed up.
     * @param device radio device
     * @param packet network packet
     * @param protocol EtherType
     * @param from who sent it
     * @param to for whom
     * @param type how it was addressed
     */
    void OnPacket(Ptr<NetDevice> device,
                  Ptr<const Packet> packet,
                  uint16_t protocol,
                  const Address& from,
                  const Address& to,
                  NetDevice::PacketType type);
};

/// A station.
struct WifiRadioAccess::Ue
{
    WifiRadioAccess* radio{nullptr};    //!< whose
    uint32_t index{0};                  //!< number of the UE
    uint64_t key{0};                    //!< MAC address
    Ptr<WifiNetDevice> device;          //!< radio device
    Ptr<Node> node;                     //!< where it is
    Ptr<MobilityModel> mobility;        //!< position, found when first needed
    bool connected{false};              //!< associated with one of the cells
    uint32_t serving{NO_CELL};          //!< last cell it was associated with
    uint64_t servingKey{0};             //!< its BSSID
    WifiFrameSignal uplink;             //!< its frames at the serving cell
    std::vector<WifiFrameSignal> heard; //!< frames of each cell at this UE
    WifiFrameRate uplinkRate;           //!< last uplink data frame
    WifiFrameRate downlinkRate;         //!< last downlink data frame
    uint32_t lastAmpdu{0xffffffff};     //!< reference number of the last A-MPDU it received
    RadioWindowedSum uplinkBytes;       //!< delivered uplink
    RadioWindowedSum downlinkBytes;     //!< delivered downlink
    RadioWindowedSum attempts;          //!< data frames sent, repetitions included
    RadioWindowedSum acked;             //!< data frames acknowledged
    RadioWindowedSum lost;              //!< data frames given up
    RadioWindowedSum busy;              //!< seconds
    uint32_t pending{0};                //!< data frames on the air, not yet counted as attempts
    Time lastAttempt;                   //!< when an attempt last ended
    Time lastEnd;                       //!< when a frame was last acknowledged or given up
    bool anyAttempt{false};             //!< lastAttempt means something
    bool anyEnd{false};                 //!< lastEnd means something
    std::vector<std::unique_ptr<WifiQueueWatch>> queues; //!< of every access category
    RadioTraceConnections connections;                   //!< ended first (declared last)

    ~Ue()
    {
        node->UnregisterProtocolHandler(MakeCallback(&Ue::OnPacket, this));
    }

    /// @param window length of the window; starts all sums anew
    void StartWindows(Time window)
    {
        for (auto sum : {&uplinkBytes, &downlinkBytes, &attempts, &acked, &lost, &busy})
        {
            sum->Start(window, Simulator::Now());
        }
        anyAttempt = false;
        anyEnd = false;
    }

    /// @param bssid the UE associated with it
    void OnAssoc(Mac48Address bssid)
    {
        servingKey = ToWifiKey(bssid);
        serving = radio->FindCell(servingKey);
        connected = serving != NO_CELL;
        radio->m_association(index, true, connected ? serving : radio->GetNCells());
    }

    /// @param bssid the UE lost it
    void OnDeAssoc(Mac48Address bssid)
    {
        connected = false;
        const uint32_t cell = radio->FindCell(ToWifiKey(bssid));
        radio->m_association(index, false, cell != NO_CELL ? cell : radio->GetNCells());
    }

    /**
     * @brief Any frame was received by this UE.
     * @param packet MPDU
     * @param frequency MHz
     * @param txVector how it was sent
     * @param mpdu its place in an A-MPDU
     * @param signal signal and noise
     * @param staId for whom, in a multi-user PPDU
     */
    void OnSniff(Ptr<const Packet> packet,
                 [[maybe_unused]] uint16_t frequency,
                 WifiTxVector txVector,
                 MpduInfo mpdu,
                 SignalNoiseDbm signal,
                 uint16_t staId)
    {
        const bool isSubframe = mpdu.type != NORMAL_MPDU;
        if (isSubframe && mpdu.mpduRefNumber == lastAmpdu)
        {
            return; // same PPDU, same measurement
        }
        WifiFrameHead head;
        const bool hasTransmitter = head.Read(*packet, isSubframe);
        if (isSubframe)
        {
            lastAmpdu = mpdu.mpduRefNumber;
        }
        if (!hasTransmitter)
        {
            return;
        }
        const uint32_t cell =
            head.transmitter == servingKey ? serving : radio->FindCell(head.transmitter);
        if (cell == NO_CELL)
        {
            return;
        }
        const Time now = Simulator::Now();
        heard[cell].Update(signal, radio->m_smoothing, now);
        if (head.hasData && head.receiver == key)
        {
            downlinkRate.Update(txVector, staId, now);
        }
        radio->m_downlinkFrame(index, cell, signal.signal, signal.signal - signal.noise);
    }

    /**
     * @brief A network packet is handed up.
     * @param device radio device
     * @param packet network packet
     * @param protocol EtherType
     * @param from who sent it
     * @param to for whom
     * @param type how it was addressed
     */
    void OnPacket([[maybe_unused]] Ptr<NetDevice> device,
                  Ptr<const Packet> packet,
                  [[maybe_unused]] uint16_t protocol,
                  [[maybe_unused]] const Address& from,
                  [[maybe_unused]] const Address& to,
                  [[maybe_unused]] NetDevice::PacketType type)
    {
        downlinkBytes.Add(Simulator::Now(), packet->GetSize());
    }

    /// Counts the frames on the air as attempts: their fate is known, or others follow.
    void EndAttempts()
    {
        if (pending > 0)
        {
            lastAttempt = Simulator::Now();
            anyAttempt = true;
            attempts.Add(lastAttempt, pending);
            pending = 0;
        }
    }

    /**
     * @param psdus what the UE begins to send
     * @param txVector how
     * @param power W
     */
    void OnTxBegin(WifiConstPsduMap psdus,
                   [[maybe_unused]] WifiTxVector txVector,
                   [[maybe_unused]] double power)
    {
        uint32_t n = 0;
        for (const auto& [staId, psdu] : psdus)
        {
            for (std::size_t i = 0; i < psdu->GetNMpdus(); ++i)
            {
                n += psdu->GetHeader(i).HasData() ? 1 : 0;
            }
        }
        if (n > 0)
        {
            EndAttempts();
            pending = n;
        }
    }

    /// @param mpdu was acknowledged
    void OnAcked(Ptr<const WifiMpdu> mpdu)
    {
        if (mpdu->GetHeader().HasData())
        {
            EndAttempts();
            lastEnd = Simulator::Now();
            anyEnd = true;
            acked.Add(lastEnd, 1);
        }
    }

    /// @param mpdu was not in the block acknowledgement
    void OnNacked([[maybe_unused]] Ptr<const WifiMpdu> mpdu)
    {
        EndAttempts();
    }

    /**
     * @param reason which response is missing
     * @param mpdu to what
     * @param txVector how it was sent
     */
    void OnMpduTimeout([[maybe_unused]] uint8_t reason,
                       [[maybe_unused]] Ptr<const WifiMpdu> mpdu,
                       [[maybe_unused]] const WifiTxVector& txVector)
    {
        EndAttempts();
    }

    /**
     * @param reason which response is missing
     * @param psdu to what
     * @param txVector how it was sent
     */
    void OnPsduTimeout([[maybe_unused]] uint8_t reason,
                       Ptr<const WifiPsdu> psdu,
                       [[maybe_unused]] const WifiTxVector& txVector)
    {
        EndAttempts();
        if (psdu->GetHeader(0).IsBlockAckReq())
        {
            // data waits while a request is repeated: without this, a UE out of reach would look as
            // it did before
            pending = 1;
            EndAttempts();
        }
    }

    /// Counts a frame as given up.
    void CountLost()
    {
        lastEnd = Simulator::Now();
        anyEnd = true;
        lost.Add(lastEnd, 1);
    }

    /**
     * @param reason why
     * @param mpdu was given up
     */
    void OnDropped([[maybe_unused]] WifiMacDropReason reason, Ptr<const WifiMpdu> mpdu)
    {
        if (mpdu->GetHeader().HasData())
        {
            CountLost();
        }
    }

    /// @param packet was not taken by the MAC because the UE is not associated
    void OnTxDrop([[maybe_unused]] Ptr<const Packet> packet)
    {
        CountLost();
    }

    /**
     * @param begin begin of a state that the PHY was in
     * @param duration its length
     * @param state which
     */
    void OnState(Time begin, Time duration, WifiPhyState state)
    {
        if (state == WifiPhyState::RX || state == WifiPhyState::CCA_BUSY)
        {
            busy.AddInterval(begin, begin + duration);
        }
    }
};

void
WifiRadioAccess::Cell::OnSniff(Ptr<const Packet> packet,
                               [[maybe_unused]] uint16_t frequency,
                               WifiTxVector txVector,
                               MpduInfo mpdu,
                               SignalNoiseDbm signal,
                               uint16_t staId)
{
    const bool isSubframe = mpdu.type != NORMAL_MPDU;
    if (isSubframe && mpdu.mpduRefNumber == lastAmpdu)
    {
        return; // same PPDU, same measurement
    }
    WifiFrameHead head;
    const bool hasTransmitter = head.Read(*packet, isSubframe);
    if (isSubframe)
    {
        lastAmpdu = mpdu.mpduRefNumber;
    }
    if (!hasTransmitter)
    {
        return;
    }
    const auto found = radio->m_ueByKey.find(head.transmitter);
    if (found == radio->m_ueByKey.end())
    {
        return;
    }
    Ue& ue = *radio->m_ues[found->second];
    if (ue.serving != index)
    {
        return;
    }
    const Time now = Simulator::Now();
    ue.uplink.Update(signal, radio->m_smoothing, now);
    if (head.hasData)
    {
        ue.uplinkRate.Update(txVector, staId, now);
    }
    radio->m_uplinkFrame(ue.index, index, signal.signal, signal.signal - signal.noise);
}

void
WifiRadioAccess::Cell::OnPacket([[maybe_unused]] Ptr<NetDevice> device,
                                Ptr<const Packet> packet,
                                [[maybe_unused]] uint16_t protocol,
                                const Address& from,
                                [[maybe_unused]] const Address& to,
                                [[maybe_unused]] NetDevice::PacketType type)
{
    const auto found = radio->m_ueByKey.find(ToWifiKey(Mac48Address::ConvertFrom(from)));
    if (found != radio->m_ueByKey.end())
    {
        radio->m_ues[found->second]->uplinkBytes.Add(Simulator::Now(), packet->GetSize());
    }
}

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
    m_ues.clear();
    m_cells.clear();
    m_ueByKey.clear();
    RadioAccess::DoDispose();
}

uint32_t
WifiRadioAccess::AddCell(Ptr<NetDevice> device)
{
    NS_LOG_FUNCTION(this << device);
    auto wifi = ToWifi(device, "access point");
    NS_ABORT_MSG_UNLESS(DynamicCast<ApWifiMac>(wifi->GetMac()),
                        "WifiRadioAccess: an access point must have an ApWifiMac");
    auto cell = std::make_unique<Cell>();
    cell->radio = this;
    cell->index = static_cast<uint32_t>(m_cells.size());
    cell->key = ToWifiKey(wifi->GetMac()->GetAddress());
    cell->device = wifi;
    cell->node = wifi->GetNode();
    cell->connections.Connect(wifi->GetPhy(),
                              "MonitorSnifferRx",
                              MakeCallback(&Cell::OnSniff, cell.get()));
    cell->node->RegisterProtocolHandler(MakeCallback(&Cell::OnPacket, cell.get()), 0, wifi);
    m_cells.push_back(std::move(cell));
    for (auto& ue : m_ues)
    {
        ue->heard.resize(m_cells.size());
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
    connections.Connect(phy, "MonitorSnifferRx", MakeCallback(&Ue::OnSniff, u));
    connections.Connect(phy, "PhyTxPsduBegin", MakeCallback(&Ue::OnTxBegin, u));
    connections.Connect(phy->GetState(), "State", MakeCallback(&Ue::OnState, u));
    std::vector<AcIndex> categories{AC_BE_NQOS};
    if (mac->GetQosSupported())
    {
        categories = {AC_BE, AC_BK, AC_VI, AC_VO};
    }
    for (auto category : categories)
    {
        Ptr<WifiMacQueue> queue = mac->GetTxopQueue(category);
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
        ue.servingKey = ToWifiKey(mac->GetBssid(0));
        ue.serving = FindCell(ue.servingKey);
        ue.connected = ue.serving != NO_CELL;
    }
}

void
WifiRadioAccess::Observe(uint32_t index, ChannelState& state) const
{
    NS_ABORT_MSG_IF(index >= m_ues.size(),
                    "WifiRadioAccess: there is no UE " << index << " of " << m_ues.size());
    Ue& ue = *m_ues[index];
    const Time now = Simulator::Now();
    state.time = now;
    state.servingCell = ue.serving != NO_CELL ? ue.serving : 0;
    const WifiFrameSignal unheard;
    const WifiFrameSignal& downlink = ue.serving != NO_CELL ? ue.heard[ue.serving] : unheard;
    state.connected = ue.connected && downlink.powerDbm.IsKnown() &&
                      now - downlink.powerDbm.at <= m_outageTimeout;
    state.powerDbm = downlink.powerDbm;
    state.downlinkSinrDb = downlink.sinrDb;
    state.uplinkSinrDb = ue.uplink.sinrDb;
    state.uplinkMcs = ue.uplinkRate.mcs;
    state.downlinkMcs = ue.downlinkRate.mcs;
    state.uplinkPhyRate = ue.uplinkRate.phyRate;
    state.cqi = Measurement();

    const double span = ue.uplinkBytes.GetSpan(now);
    const auto perSecond = [span, now](double amount) {
        return span > 0 ? Measurement{amount / span, now} : Measurement();
    };
    state.uplinkRate = perSecond(8 * ue.uplinkBytes.GetSum(now));
    state.downlinkRate = perSecond(8 * ue.downlinkBytes.GetSum(now));
    state.busyRatio = perSecond(ue.busy.GetSum(now));

    state.retryRatio = Measurement();
    if (ue.anyAttempt)
    {
        // an acknowledgement that came after a block acknowledgement request belongs to an attempt
        // that may have left the window: hence the bound
        const double acked = ue.acked.GetSum(ue.lastAttempt);
        const double attempts = ue.attempts.GetSum(ue.lastAttempt);
        state.retryRatio = {std::max(0.0, 1 - acked / attempts), ue.lastAttempt};
    }
    state.lossRatio = Measurement();
    if (ue.anyEnd)
    {
        const double lost = ue.lost.GetSum(ue.lastEnd);
        state.lossRatio = {lost / (lost + ue.acked.GetSum(ue.lastEnd)), ue.lastEnd};
    }

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
    state.backlog = {backlog, now};
    state.headOfLineDelay = {oldest, now};

    if (!ue.mobility)
    {
        ue.mobility = ue.node->GetObject<MobilityModel>();
    }
    state.position = ue.mobility ? ue.mobility->GetPosition() : Vector();
    state.velocity = ue.mobility ? ue.mobility->GetVelocity() : Vector();
    state.distance = Measurement();
    if (ue.mobility && ue.serving != NO_CELL)
    {
        Cell& cell = *m_cells[ue.serving];
        if (!cell.mobility)
        {
            cell.mobility = cell.node->GetObject<MobilityModel>();
        }
        if (cell.mobility)
        {
            state.distance = {ue.mobility->GetDistanceFrom(cell.mobility), now};
        }
    }

    state.neighbours.clear();
    for (uint32_t cell = 0; cell < ue.heard.size(); ++cell)
    {
        if (cell != ue.serving && ue.heard[cell].powerDbm.IsKnown())
        {
            state.neighbours.push_back({cell, ue.heard[cell].powerDbm});
        }
    }
}

} // namespace ns3
