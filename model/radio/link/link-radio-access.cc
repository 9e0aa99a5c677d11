// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/link-radio-access.h"

#include "../radio-direction.h"
#include "../radio-windowed-sum.h"
#include "link-rate-model.h"
#include "link-transmitter.h"

#include "ns3/abort.h"
#include "ns3/mobility-model.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <array>
#include <cmath>
#include <limits>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LinkRadioAccess);

namespace
{

/**
 * @brief Says that nothing is known of the link of a UE that no cell serves.
 * @param [out] state its state
 */
void
ForgetLink(ChannelState& state)
{
    state.powerDbm = state.uplinkSinrDb = state.downlinkSinrDb = EdgeMeasurement();
    state.uplinkPhyRate = state.downlinkPhyRate = EdgeMeasurement();
    state.uplinkCapacity = state.downlinkCapacity = EdgeMeasurement();
    state.uplinkAccessDelay = state.downlinkAccessDelay = EdgeMeasurement();
    state.uplinkShare = state.downlinkShare = EdgeMeasurement();
    state.distance = EdgeMeasurement();
}

} // namespace

/// What is counted of one UE.
struct LinkRadioAccess::Watch
{
    std::array<RadioWindowedSum, 2> bytes;  //!< sent, by direction
    std::array<RadioWindowedSum, 2> shares; //!< share times s, by direction
    std::array<Time, 2> shareSince;         //!< until when shares is complete
    RadioWindowedSum sent;                  //!< uplink packets
    RadioWindowedSum lost;                  //!< uplink packets
    Ptr<MobilityModel> mobility;            //!< of the UE

    /**
     * @param window length of the windows
     */
    void Start(Time window)
    {
        const Time now = Simulator::Now();
        for (std::size_t d = 0; d < bytes.size(); ++d)
        {
            bytes[d].Start(window, now);
            shares[d].Start(window, now);
            shareSince[d] = now;
        }
        sent.Start(window, now);
        lost.Start(window, now);
    }
};

TypeId
LinkRadioAccess::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LinkRadioAccess")
            .SetParent<RadioAccess>()
            .SetGroupName("EdgeInference")
            .AddConstructor<LinkRadioAccess>()
            .AddAttribute(
                "Window",
                "Length of the sliding window of rates, ratios and realised shares. A "
                "change empties it.",
                TimeValue(MilliSeconds(200)),
                MakeTimeAccessor(&LinkRadioAccess::SetWindow, &LinkRadioAccess::GetWindow),
                MakeTimeChecker(MicroSeconds(1)));
    return tid;
}

LinkRadioAccess::LinkRadioAccess() = default;

LinkRadioAccess::~LinkRadioAccess()
{
    Disconnect();
}

void
LinkRadioAccess::DoDispose()
{
    Disconnect();
    RadioAccess::DoDispose();
}

void
LinkRadioAccess::SetMedium(Ptr<LinkRadioMedium> medium)
{
    NS_ABORT_MSG_IF(m_medium, "LinkRadioAccess: SetMedium() once only");
    m_medium = medium;
    m_watches.resize(medium->GetNUes());
    for (uint32_t i = 0; i < m_watches.size(); ++i)
    {
        m_watches[i].Start(m_window);
        m_watches[i].mobility = medium->GetUeDevice(i)->GetNode()->GetObject<MobilityModel>();
    }
    const bool connected =
        medium->TraceConnectWithoutContext("PacketSent",
                                           MakeCallback(&LinkRadioAccess::OnSent, this)) &&
        medium->TraceConnectWithoutContext("PacketDropped",
                                           MakeCallback(&LinkRadioAccess::OnDropped, this)) &&
        medium->TraceConnectWithoutContext("SpectrumShare",
                                           MakeCallback(&LinkRadioAccess::OnShare, this));
    NS_ABORT_MSG_UNLESS(connected, "LinkRadioAccess: the medium lacks a trace source");
}

void
LinkRadioAccess::Disconnect()
{
    if (m_medium)
    {
        m_medium->TraceDisconnectWithoutContext("PacketSent",
                                                MakeCallback(&LinkRadioAccess::OnSent, this));
        m_medium->TraceDisconnectWithoutContext("PacketDropped",
                                                MakeCallback(&LinkRadioAccess::OnDropped, this));
        m_medium->TraceDisconnectWithoutContext("SpectrumShare",
                                                MakeCallback(&LinkRadioAccess::OnShare, this));
        m_medium = nullptr;
        m_watches.clear();
    }
}

Ptr<LinkRadioMedium>
LinkRadioAccess::GetMedium() const
{
    return m_medium;
}

void
LinkRadioAccess::SetWindow(Time window)
{
    m_window = window;
    for (auto& watch : m_watches)
    {
        watch.Start(window);
    }
}

Time
LinkRadioAccess::GetWindow() const
{
    return m_window;
}

uint32_t
LinkRadioAccess::GetNUes() const
{
    return static_cast<uint32_t>(m_watches.size());
}

bool
LinkRadioAccess::CanShareSpectrum(EdgeLinkDirection) const
{
    return true;
}

void
LinkRadioAccess::DoSetSpectrumShares(EdgeLinkDirection direction, const std::vector<double>& shares)
{
    m_medium->SetShares(direction, shares);
}

void
LinkRadioAccess::OnSent(uint32_t ue, EdgeLinkDirection direction, uint32_t bytes, Time)
{
    Watch& watch = m_watches[ue];
    const Time now = Simulator::Now();
    watch.bytes[AtDirection(direction)].Add(now, bytes);
    if (direction == EdgeLinkDirection::UPLINK)
    {
        watch.sent.Add(now, 1);
    }
}

void
LinkRadioAccess::OnDropped(uint32_t ue,
                           EdgeLinkDirection direction,
                           Ptr<const Packet>,
                           LinkRadioMedium::DropReason)
{
    if (ue < m_watches.size() && direction == EdgeLinkDirection::UPLINK)
    {
        m_watches[ue].lost.Add(Simulator::Now(), 1);
    }
}

void
LinkRadioAccess::OnShare(uint32_t ue, EdgeLinkDirection direction, double before, double)
{
    Watch& watch = m_watches[ue];
    const Time now = Simulator::Now();
    watch.shares[AtDirection(direction)].AddInterval(watch.shareSince[AtDirection(direction)],
                                                     now,
                                                     before);
    watch.shareSince[AtDirection(direction)] = now;
}

void
LinkRadioAccess::GetRealisedShares(EdgeLinkDirection direction, std::vector<double>& shares) const
{
    const Time now = Simulator::Now();
    shares.resize(m_watches.size());
    for (uint32_t ue = 0; ue < m_watches.size(); ++ue)
    {
        // what has not been taken down since the last change is added to a copy
        RadioWindowedSum sum = m_watches[ue].shares[AtDirection(direction)];
        sum.AddInterval(m_watches[ue].shareSince[AtDirection(direction)],
                        now,
                        m_medium->GetState(ue).directions[AtDirection(direction)].share);
        const double span = sum.GetSpan(now);
        shares[ue] = span > 0 ? sum.GetSum(now) / span : std::numeric_limits<double>::quiet_NaN();
    }
}

void
LinkRadioAccess::Observe(uint32_t index, ChannelState& state) const
{
    NS_ABORT_MSG_IF(index >= m_watches.size(),
                    "LinkRadioAccess: there is no UE " << index << " of " << m_watches.size());
    const Watch& watch = m_watches[index];
    const Time now = Simulator::Now();
    const LinkRadioMedium::UeState& ue = m_medium->GetState(index);
    const LinkRadioMedium::DirectionState& up =
        ue.directions[AtDirection(EdgeLinkDirection::UPLINK)];
    const LinkRadioMedium::DirectionState& down =
        ue.directions[AtDirection(EdgeLinkDirection::DOWNLINK)];
    const LinkTransmitter& upQueue = m_medium->GetTransmitter(index, EdgeLinkDirection::UPLINK);
    const LinkTransmitter& downQueue = m_medium->GetTransmitter(index, EdgeLinkDirection::DOWNLINK);

    state.time = now;
    state.connected = ue.isServed && up.bandRate > 0 && down.bandRate > 0;
    state.servingCell = ue.cell;
    state.handingOver = ue.handingOver;
    state.handovers = ue.handovers;
    state.lastHandover = ue.lastHandover;
    state.uplinkMcs = EdgeMeasurement();
    state.downlinkMcs = EdgeMeasurement();
    state.cqi = EdgeMeasurement();
    state.busyRatio = EdgeMeasurement();
    state.position = watch.mobility->GetPosition();
    state.velocity = watch.mobility->GetVelocity();
    state.neighbours.clear();
    if (!ue.isServed)
    {
        ForgetLink(state);
    }
    else
    {
        state.powerDbm = {ue.powers[ue.cell], ue.at};
        const auto inDb = [](const LinkRadioMedium::DirectionState& direction) {
            return direction.isTraced || direction.sinr <= 0
                       ? EdgeMeasurement()
                       : EdgeMeasurement{LinkRateModel::ToDb(direction.sinr), direction.at};
        };
        state.uplinkSinrDb = inDb(up);
        state.downlinkSinrDb = inDb(down);
        state.uplinkPhyRate = state.uplinkCapacity = {upQueue.GetRate(), now};
        state.downlinkPhyRate = state.downlinkCapacity = {downQueue.GetRate(), now};
        const auto getDelay = [&](EdgeLinkDirection direction) {
            return EdgeMeasurement{m_medium->GetDelay(index, direction).GetSeconds(), now};
        };
        state.uplinkAccessDelay = getDelay(EdgeLinkDirection::UPLINK);
        state.downlinkAccessDelay = getDelay(EdgeLinkDirection::DOWNLINK);
        state.uplinkShare = {up.share, now};
        state.downlinkShare = {down.share, now};
        const auto cell = m_medium->GetCellDevice(ue.cell)->GetNode()->GetObject<MobilityModel>();
        state.distance = {watch.mobility->GetDistanceFrom(cell), now};
        const LinkRateModel& model = m_medium->GetRateModel();
        const double least = LinkRateModel::ToDb(model.GetNoise(EdgeLinkDirection::DOWNLINK)) +
                             model.GetSettings().minimumSinr;
        for (uint32_t other = 0; other < ue.powers.size(); ++other)
        {
            if (other != ue.cell && ue.powers[other] >= least)
            {
                state.neighbours.push_back({other, {ue.powers[other], ue.at}});
            }
        }
    }

    const auto& [upBytes, downBytes] = watch.bytes;
    state.uplinkRate = upBytes.PerSecond(now, 8 * upBytes.GetSum(now));
    state.downlinkRate = downBytes.PerSecond(now, 8 * downBytes.GetSum(now));
    const double lost = watch.lost.GetSum(now);
    const double ended = lost + watch.sent.GetSum(now);
    state.lossRatio = ended > 0 ? EdgeMeasurement{lost / ended, now} : EdgeMeasurement();
    state.retryRatio = {0, now};
    const auto age = [now](const LinkTransmitter& queue) {
        return (now - queue.GetOldest()).GetSeconds();
    };
    state.backlog = {static_cast<double>(upQueue.GetBytes()), now};
    state.headOfLineDelay = {age(upQueue), now};
    state.downlinkBacklog = {static_cast<double>(downQueue.GetBytes()), now};
    state.downlinkHeadOfLineDelay = {age(downQueue), now};
}

} // namespace ns3
