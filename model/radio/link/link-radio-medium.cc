// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/link-radio-medium.h"

#include "../radio-direction.h"
#include "link-fading.h"
#include "link-handover.h"
#include "link-radio-port.h"
#include "link-radio-settings.h"
#include "link-shadowing.h"
#include "link-transmitter.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/mobility-model.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("LinkRadioMedium");

NS_OBJECT_ENSURE_REGISTERED(LinkRadioMedium);

namespace
{

constexpr uint32_t PPP_BYTES = 2; //!< header of ns-3's point-to-point devices

/// Both directions.
constexpr std::array<EdgeLinkDirection, 2> DIRECTIONS{EdgeLinkDirection::UPLINK,
                                                      EdgeLinkDirection::DOWNLINK};

/**
 * @param packet an IPv4 packet with PPP header
 * @return its destination (RFC 791, 3.1); 0 when it is none
 */
uint32_t
ReadDestination(const Packet& packet)
{
    std::array<uint8_t, PPP_BYTES + 20> head{};
    if (packet.CopyData(head.data(), head.size()) < head.size() || head[PPP_BYTES] >> 4 != 4)
    {
        return 0;
    }
    uint32_t address = 0;
    for (std::size_t i = PPP_BYTES + 16; i < head.size(); ++i)
    {
        address = address << 8 | head[i];
    }
    return address;
}

/// Delays of one direction of a UE's link that are drawn.
struct LinkDelays
{
    /// Mean of what was drawn.
    struct Mean
    {
        double sum{0};     //!< of the draws, s
        uint64_t draws{0}; //!< number of draws

        /**
         * @param variable draws s
         * @return a draw, which counts
         */
        double Draw(const Ptr<RandomVariableStream>& variable)
        {
            const double seconds = std::max(variable->GetValue(), 0.0);
            sum += seconds;
            ++draws;
            return seconds;
        }

        /**
         * @return the mean, s
         */
        double Get() const
        {
            return draws > 0 ? sum / static_cast<double>(draws) : 0;
        }
    };

    Mean way;                //!< after sending
    Mean grant;              //!< before sending
    Time drawn;              //!< present delay after sending
    Time until{Seconds(-1)}; //!< how long it holds
    Time last;               //!< when the last packet reaches the other end
};

} // namespace

/// A cell.
struct LinkRadioMedium::Cell
{
    Ptr<PointToPointNetDevice> device; //!< device of the cell
    LinkRadioPort* port{nullptr};      //!< what the device is attached to; kept by the device
    Ptr<MobilityModel> mobility;       //!< where it stands
    std::vector<uint32_t> ues;         //!< indices of the UEs that the cell serves
};

/// A UE and its links.
struct LinkRadioMedium::Ue : LinkRadioMedium::UeState
{
    /**
     * @param settings what the links are like
     * @param nCells number of cells
     */
    Ue(const LinkRadioSettings& settings, uint32_t nCells)
        : shadowing(settings.shadowingDeviation, settings.shadowingDistance, nCells),
          fading(settings.nakagamiM),
          handover(settings.hysteresis, settings.timeToTrigger)
    {
        powers.assign(nCells, 0);
    }

    uint32_t index{0};                           //!< index of the UE
    Ptr<PointToPointNetDevice> device;           //!< device of the UE
    LinkRadioPort* port{nullptr};                //!< what the device is attached to
    Ptr<MobilityModel> mobility;                 //!< mobility model of the UE
    Vector position;                             //!< for which the powers were determined
    LinkShadowing shadowing;                     //!< towards each cell
    LinkFading fading;                           //!< of this block
    LinkHandover handover;                       //!< when to change the cell
    EventId handoverEnd;                         //!< of the one that is going on
    std::array<double, 2> mean{0, 0};            //!< mean SINR by direction, linear
    std::array<LinkTransmitter, 2> transmitters; //!< by direction
    std::array<LinkDelays, 2> delays;            //!< by direction
    std::array<EventId, 2> traceStep;            //!< next step of the trace
    Ptr<UniformRandomVariable> drawOffset;       //!< of the trace
    Time offset;                                 //!< into the trace
};

TypeId
LinkRadioMedium::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LinkRadioMedium")
            .SetParent<Object>()
            .SetGroupName("EdgeInference")
            .AddConstructor<LinkRadioMedium>()
            .AddTraceSource("PacketSent",
                            "A packet was sent completely over a UE's link.",
                            MakeTraceSourceAccessor(&LinkRadioMedium::m_sent),
                            "ns3::LinkRadioMedium::SentTracedCallback")
            .AddTraceSource("PacketDropped",
                            "A packet was dropped: full queue, handover, or for no UE.",
                            MakeTraceSourceAccessor(&LinkRadioMedium::m_dropped),
                            "ns3::LinkRadioMedium::DroppedTracedCallback")
            .AddTraceSource("LinkRate",
                            "A UE's link has another rate.",
                            MakeTraceSourceAccessor(&LinkRadioMedium::m_rate),
                            "ns3::LinkRadioMedium::RateTracedCallback")
            .AddTraceSource("SpectrumShare",
                            "A UE has another share of its cell's spectrum.",
                            MakeTraceSourceAccessor(&LinkRadioMedium::m_share),
                            "ns3::LinkRadioMedium::ShareTracedCallback")
            .AddTraceSource("HandoverStart",
                            "A handover begins: the UE's links are interrupted.",
                            MakeTraceSourceAccessor(&LinkRadioMedium::m_handoverStart),
                            "ns3::LinkRadioMedium::HandoverTracedCallback")
            .AddTraceSource("HandoverEnd",
                            "A handover is complete.",
                            MakeTraceSourceAccessor(&LinkRadioMedium::m_handoverEnd),
                            "ns3::LinkRadioMedium::HandoverTracedCallback");
    return tid;
}

LinkRadioMedium::LinkRadioMedium()
    : m_settings(std::make_unique<LinkRadioSettings>()),
      m_model(std::make_unique<LinkRateModel>(m_settings->rate))
{
}

LinkRadioMedium::~LinkRadioMedium()
{
    m_block.Cancel();
}

void
LinkRadioMedium::DoDispose()
{
    m_block.Cancel();
    m_route = nullptr;
    m_ues.clear();
    m_cells.clear();
    m_byAddress.clear();
    Object::DoDispose();
}

void
LinkRadioMedium::SetSettings(const LinkRadioSettings& settings)
{
    NS_ABORT_MSG_IF(!m_cells.empty(), "LinkRadioMedium: settings come first");
    *m_settings = settings;
    *m_model = LinkRateModel(settings.rate);
}

const LinkRadioSettings&
LinkRadioMedium::GetSettings() const
{
    return *m_settings;
}

uint32_t
LinkRadioMedium::AddCell(Ptr<PointToPointNetDevice> device)
{
    NS_ABORT_MSG_IF(!m_ues.empty(), "LinkRadioMedium: cells come before UEs");
    const auto index = static_cast<uint32_t>(m_cells.size());
    auto cell = std::make_unique<Cell>();
    cell->device = device;
    cell->mobility = device->GetNode()->GetObject<MobilityModel>();
    NS_ABORT_MSG_IF(!cell->mobility, "LinkRadioMedium: cell " << index << " stands nowhere");
    auto port = CreateObject<LinkRadioPort>();
    port->SetSender([medium = Ptr<LinkRadioMedium>(this)](Ptr<const Packet> packet) {
        return medium->SendDown(packet);
    });
    device->Attach(port);
    cell->port = PeekPointer(port);
    m_cells.push_back(std::move(cell));
    return index;
}

uint32_t
LinkRadioMedium::AddUe(Ptr<PointToPointNetDevice> device, Ipv4Address address)
{
    const auto index = static_cast<uint32_t>(m_ues.size());
    auto ue = std::make_unique<Ue>(*m_settings, GetNCells());
    ue->index = index;
    ue->device = device;
    ue->mobility = device->GetNode()->GetObject<MobilityModel>();
    NS_ABORT_MSG_IF(!ue->mobility, "LinkRadioMedium: UE " << index << " is nowhere");
    auto port = CreateObject<LinkRadioPort>();
    port->SetSender([medium = Ptr<LinkRadioMedium>(this), index](Ptr<const Packet> packet) {
        return medium->SendUp(index, packet);
    });
    device->Attach(port);
    ue->port = PeekPointer(port);
    for (auto direction : DIRECTIONS)
    {
        const std::size_t at = AtDirection(direction);
        ue->directions[at].isTraced = !m_settings->traces[at].empty() || m_settings->rates[at];
        ue->transmitters[at].SetTimetable(m_settings->timetables[at]);
        if (m_settings->grants[at])
        {
            ue->transmitters[at].SetGrantDelay(
                [grant = &ue->delays[at].grant, variable = m_settings->grants[at]] {
                    return Seconds(grant->Draw(variable));
                });
        }
        ue->transmitters[at].SetSink(
            [this, index, direction](Ptr<Packet> packet, uint32_t bytes, Time at) {
                OnSent(index, direction, packet, bytes, at);
            });
    }
    ue->drawOffset = CreateObject<UniformRandomVariable>();
    m_byAddress[address.Get()] = index;
    m_ues.push_back(std::move(ue));
    return index;
}

void
LinkRadioMedium::SetRouting(std::function<void(uint32_t ue, uint32_t cell)> route)
{
    m_route = std::move(route);
}

void
LinkRadioMedium::Start()
{
    m_block = Simulator::ScheduleNow(&LinkRadioMedium::OnStart, this);
}

uint32_t
LinkRadioMedium::GetNUes() const
{
    return static_cast<uint32_t>(m_ues.size());
}

uint32_t
LinkRadioMedium::GetNCells() const
{
    return static_cast<uint32_t>(m_cells.size());
}

const LinkRadioMedium::UeState&
LinkRadioMedium::GetState(uint32_t ue) const
{
    return *m_ues.at(ue);
}

const LinkTransmitter&
LinkRadioMedium::GetTransmitter(uint32_t ue, EdgeLinkDirection direction) const
{
    return m_ues.at(ue)->transmitters[AtDirection(direction)];
}

Ptr<PointToPointNetDevice>
LinkRadioMedium::GetUeDevice(uint32_t ue) const
{
    return m_ues.at(ue)->device;
}

Ptr<PointToPointNetDevice>
LinkRadioMedium::GetCellDevice(uint32_t cell) const
{
    return m_cells.at(cell)->device;
}

Time
LinkRadioMedium::GetDelay(uint32_t ue, EdgeLinkDirection direction) const
{
    const LinkDelays& delays = m_ues.at(ue)->delays[AtDirection(direction)];
    return m_settings->delay + Seconds(delays.way.Get() + delays.grant.Get());
}

const LinkRateModel&
LinkRadioMedium::GetRateModel() const
{
    return *m_model;
}

int64_t
LinkRadioMedium::AssignStreams(uint32_t index, int64_t stream)
{
    Ue& ue = *m_ues.at(index);
    int64_t used = ue.shadowing.AssignStreams(stream);
    used += ue.fading.AssignStreams(stream + used);
    ue.drawOffset->SetStream(stream + used);
    return used + 1;
}

void
LinkRadioMedium::OnStart()
{
    m_start = Simulator::Now();
    for (auto& pointer : m_ues)
    {
        Ue& ue = *pointer;
        ue.position = ue.mobility->GetPosition();
        UpdatePowers(ue);
        ue.cell = static_cast<uint32_t>(std::max_element(ue.powers.begin(), ue.powers.end()) -
                                        ue.powers.begin());
        ue.isServed = true;
        ue.port->SetPeer(PeekPointer(m_cells[ue.cell]->device));
        m_cells[ue.cell]->ues.push_back(ue.index);
        if (m_route)
        {
            m_route(ue.index, ue.cell);
        }
        ue.fading.Draw();
        UpdateSinr(ue);
        ue.offset = Seconds(ue.drawOffset->GetValue(0, m_settings->traceOffset));
        for (auto direction : DIRECTIONS)
        {
            if (!m_settings->traces[AtDirection(direction)].empty())
            {
                OnTrace(ue.index, direction);
            }
        }
    }
    for (uint32_t cell = 0; cell < m_cells.size(); ++cell)
    {
        UpdateShares(cell);
    }
    m_block = Simulator::Schedule(m_settings->coherenceTime, &LinkRadioMedium::OnBlock, this);
}

void
LinkRadioMedium::OnBlock()
{
    const Time now = Simulator::Now();
    for (auto& pointer : m_ues)
    {
        Ue& ue = *pointer;
        const Vector position = ue.mobility->GetPosition();
        if (position.x != ue.position.x || position.y != ue.position.y ||
            position.z != ue.position.z)
        {
            ue.position = position;
            UpdatePowers(ue);
        }
        ue.at = now;
        ue.fading.Draw();
        if (m_cells.size() > 1 && !ue.handingOver)
        {
            if (const auto target = ue.handover.Update(ue.powers, ue.cell, now))
            {
                BeginHandover(ue, *target);
            }
        }
        UpdateSinr(ue);
        UpdateRates(ue);
    }
    m_block = Simulator::Schedule(m_settings->coherenceTime, &LinkRadioMedium::OnBlock, this);
}

void
LinkRadioMedium::UpdatePowers(Ue& ue)
{
    ue.shadowing.Move(ue.position);
    for (uint32_t cell = 0; cell < m_cells.size(); ++cell)
    {
        const double distance =
            CalculateDistance(ue.position, m_cells[cell]->mobility->GetPosition());
        ue.powers[cell] =
            m_model->GetReceivedPower(EdgeLinkDirection::DOWNLINK,
                                      m_model->GetPathLoss(distance) + ue.shadowing.GetLoss(cell));
    }
    ue.at = Simulator::Now();
    ue.mean = {0, 0};
}

void
LinkRadioMedium::UpdateSinr(Ue& ue)
{
    if (ue.mean[0] == 0)
    {
        const auto& rate = m_settings->rate;
        double interference = 0;
        for (uint32_t cell = 0; rate.interference > 0 && cell < m_cells.size(); ++cell)
        {
            interference += cell == ue.cell ? 0 : LinkRateModel::FromDb(ue.powers[cell]);
        }
        const double down = ue.powers[ue.cell];
        const double up = down - rate.downlink.txPower + rate.uplink.txPower; // same loss
        ue.mean[AtDirection(EdgeLinkDirection::UPLINK)] =
            LinkRateModel::FromDb(up) / m_model->GetNoise(EdgeLinkDirection::UPLINK);
        ue.mean[AtDirection(EdgeLinkDirection::DOWNLINK)] =
            LinkRateModel::FromDb(down) /
            (m_model->GetNoise(EdgeLinkDirection::DOWNLINK) + rate.interference * interference);
    }
    for (auto direction : DIRECTIONS)
    {
        DirectionState& state = ue.directions[AtDirection(direction)];
        if (const auto& rate = m_settings->rates[AtDirection(direction)])
        {
            state.bandRate = std::max(rate->GetValue(), 0.0);
            state.at = Simulator::Now();
        }
        else if (!state.isTraced)
        {
            state.sinr = ue.mean[AtDirection(direction)] * ue.fading.GetGain(direction);
            state.bandRate = m_model->GetRate(direction, state.sinr);
            state.at = Simulator::Now();
        }
    }
}

void
LinkRadioMedium::UpdateRates(Ue& ue)
{
    for (auto direction : DIRECTIONS)
    {
        const DirectionState& state = ue.directions[AtDirection(direction)];
        LinkTransmitter& transmitter = ue.transmitters[AtDirection(direction)];
        const double rate = state.share * state.bandRate;
        if (rate != transmitter.GetRate())
        {
            transmitter.SetRate(rate);
            m_rate(ue.index, direction, rate);
        }
    }
}

void
LinkRadioMedium::UpdateShares(uint32_t index)
{
    const Cell& cell = *m_cells[index];
    for (auto direction : DIRECTIONS)
    {
        const auto& shares = m_shares[AtDirection(direction)];
        double sum = 0;
        for (uint32_t ue : cell.ues)
        {
            sum += shares.empty() ? 0 : shares[ue];
        }
        const bool isOwn =
            m_settings->tracePerUe && !m_settings->traces[AtDirection(direction)].empty();
        const double equal = isOwn || cell.ues.empty() ? 1 : 1.0 / cell.ues.size();
        for (uint32_t i : cell.ues)
        {
            Ue& ue = *m_ues[i];
            const double share = ue.handingOver   ? 0
                                 : shares.empty() ? equal
                                                  : shares[i] / std::max(1.0, sum);
            DirectionState& state = ue.directions[AtDirection(direction)];
            if (share != state.share)
            {
                const double before = state.share;
                state.share = share;
                m_share(i, direction, before, share);
            }
        }
    }
    for (uint32_t ue : cell.ues)
    {
        UpdateRates(*m_ues[ue]);
    }
}

void
LinkRadioMedium::SetShares(EdgeLinkDirection direction, const std::vector<double>& shares)
{
    NS_ASSERT_MSG(shares.empty() || shares.size() == m_ues.size(), "one share a UE");
    m_shares[AtDirection(direction)] = shares;
    for (uint32_t cell = 0; cell < m_cells.size(); ++cell)
    {
        UpdateShares(cell);
    }
}

void
LinkRadioMedium::BeginHandover(Ue& ue, uint32_t target)
{
    NS_LOG_FUNCTION(this << ue.index << ue.cell << target);
    ue.handingOver = true;
    m_handoverStart(ue.index, ue.cell, target);
    UpdateShares(ue.cell);
    if (m_settings->dropAtHandover)
    {
        for (auto direction : DIRECTIONS)
        {
            ue.transmitters[AtDirection(direction)].Clear([&](Ptr<Packet> packet, uint32_t, Time) {
                m_dropped(ue.index, direction, packet, HANDOVER_DROP);
            });
        }
    }
    ue.handoverEnd = Simulator::Schedule(m_settings->interruption,
                                         &LinkRadioMedium::EndHandover,
                                         this,
                                         ue.index,
                                         target);
}

void
LinkRadioMedium::EndHandover(uint32_t index, uint32_t target)
{
    Ue& ue = *m_ues[index];
    const uint32_t old = ue.cell;
    auto& others = m_cells[old]->ues;
    others.erase(std::find(others.begin(), others.end(), index));
    auto& joined = m_cells[target]->ues;
    joined.insert(std::upper_bound(joined.begin(), joined.end(), index), index);
    ue.cell = target;
    ue.handingOver = false;
    ++ue.handovers;
    ue.lastHandover = Simulator::Now();
    ue.handover.Reset();
    ue.port->SetPeer(PeekPointer(m_cells[target]->device));
    ue.mean = {0, 0};
    UpdateSinr(ue);
    for (auto& transmitter : ue.transmitters)
    {
        transmitter.Restart();
    }
    if (m_route)
    {
        m_route(index, target);
    }
    UpdateShares(old);
    UpdateShares(target);
    m_handoverEnd(index, old, target);
}

void
LinkRadioMedium::OnTrace(uint32_t index, EdgeLinkDirection direction)
{
    Ue& ue = *m_ues[index];
    const auto& traces = m_settings->traces[AtDirection(direction)];
    const LinkBandwidthTrace& trace = *traces[index % traces.size()];
    const Time now = Simulator::Now();
    const Time time = now - m_start + ue.offset;
    DirectionState& state = ue.directions[AtDirection(direction)];
    state.bandRate = trace.GetRate(time);
    state.at = now;
    UpdateRates(ue);
    const Time next = trace.GetNextChange(time);
    if (next != Time::Max())
    {
        ue.traceStep[AtDirection(direction)] =
            Simulator::Schedule(next - time, &LinkRadioMedium::OnTrace, this, index, direction);
    }
}

bool
LinkRadioMedium::Send(Ue& ue, EdgeLinkDirection direction, Ptr<const Packet> packet)
{
    LinkTransmitter& transmitter = ue.transmitters[AtDirection(direction)];
    if (transmitter.GetPackets() >= m_settings->maxPackets)
    {
        m_dropped(ue.index, direction, packet, OVERFLOW_DROP);
        return false;
    }
    transmitter.Enqueue(packet->Copy(), packet->GetSize() - PPP_BYTES);
    return true;
}

bool
LinkRadioMedium::SendUp(uint32_t ue, Ptr<const Packet> packet)
{
    return Send(*m_ues[ue], EdgeLinkDirection::UPLINK, packet);
}

bool
LinkRadioMedium::SendDown(Ptr<const Packet> packet)
{
    const auto found = m_byAddress.find(ReadDestination(*packet));
    if (found == m_byAddress.end())
    {
        m_dropped(GetNUes(), EdgeLinkDirection::DOWNLINK, packet, UNKNOWN_DROP);
        return false;
    }
    return Send(*m_ues[found->second], EdgeLinkDirection::DOWNLINK, packet);
}

Time
LinkRadioMedium::GetArrival(Ue& ue, EdgeLinkDirection direction)
{
    const Time now = Simulator::Now();
    Time at = now + m_settings->delay;
    if (const auto& variable = m_settings->delays[AtDirection(direction)])
    {
        LinkDelays& delays = ue.delays[AtDirection(direction)];
        if (now > delays.until)
        {
            delays.drawn = Seconds(delays.way.Draw(variable));
        }
        delays.until = now + m_settings->delayHold;
        at += delays.drawn;
        delays.last = std::max(at, delays.last);
        at = m_settings->delayInOrder ? delays.last : at;
    }
    return at;
}

void
LinkRadioMedium::OnSent(uint32_t index,
                        EdgeLinkDirection direction,
                        Ptr<Packet> packet,
                        uint32_t bytes,
                        Time at)
{
    Ue& ue = *m_ues[index];
    m_sent(index, direction, bytes, Simulator::Now() - at);
    const auto& receiver =
        direction == EdgeLinkDirection::UPLINK ? m_cells[ue.cell]->device : ue.device;
    Simulator::ScheduleWithContext(receiver->GetNode()->GetId(),
                                   GetArrival(ue, direction) - Simulator::Now(),
                                   &LinkRadioMedium::Deliver,
                                   this,
                                   index,
                                   ue.cell,
                                   direction,
                                   packet);
}

void
LinkRadioMedium::Deliver(uint32_t ue,
                         uint32_t cell,
                         EdgeLinkDirection direction,
                         Ptr<Packet> packet)
{
    if (direction == EdgeLinkDirection::UPLINK)
    {
        Cell& receiver = *m_cells[cell];
        receiver.port->SetPeer(PeekPointer(m_ues[ue]->device));
        receiver.device->Receive(packet);
    }
    else
    {
        m_ues[ue]->device->Receive(packet);
    }
}

} // namespace ns3
