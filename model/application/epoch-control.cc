// SPDX-License-Identifier: GPL-2.0-only

#include "epoch-control.h"

#include "epoch-executor.h"
#include "epoch-observer.h"
#include "inference-control-header.h"
#include "inference-socket.h"

#include "ns3/abort.h"
#include "ns3/inet-socket-address.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace ns3
{

EpochControl::EpochControl(const EpochParticipants& participants)
    : m_participants(participants)
{
}

const EpochParticipants&
EpochControl::GetParticipants() const
{
    return m_participants;
}

void
EpochControl::SetObservation(Ptr<ObservationModel> model)
{
    m_reports = std::make_unique<EpochReports>(model,
                                               m_participants.system,
                                               [this](EpochState& state) { DoCollect(state); });
}

void
EpochControl::Collect(std::size_t arriving, EpochState& state)
{
    if (m_reports)
    {
        m_reports->Collect(state);
    }
    else
    {
        DoCollect(state);
    }
    for (std::size_t i = 0; i < state.streams.size(); ++i)
    {
        state.streams[i].arriving = i == arriving;
    }
}

void
EpochControl::CarryOut(const EpochDecision& decision, uint64_t number, std::size_t arriving)
{
    CarryShares(decision, number);
    CarryPlans(decision, number, arriving);
}

void
EpochControl::DivideSpectrum(const EpochDecision& decision) const
{
    if (m_participants.radio)
    {
        m_participants.radio->SetSpectrumShares(EdgeLinkDirection::UPLINK, decision.uplinkShares);
        m_participants.radio->SetSpectrumShares(EdgeLinkDirection::DOWNLINK,
                                                decision.downlinkShares);
    }
}

void
IdealEpochControl::DoCollect(EpochState& state)
{
    EpochObserver::ObserveUes(GetParticipants(), state);
    EpochObserver::ObserveServers(GetParticipants(), state);
}

void
IdealEpochControl::CarryShares(const EpochDecision& decision, uint64_t)
{
    const EpochParticipants& participants = GetParticipants();
    DivideSpectrum(decision);
    for (std::size_t i = 0; i < decision.computeShares.size(); ++i)
    {
        participants.servers.at(i).compute->SetShares(decision.computeShares[i]);
    }
    for (std::size_t i = 0; i < decision.placements.size(); ++i)
    {
        EpochExecutor::Place(participants.servers.at(i),
                             participants.system.dnns,
                             decision.placements[i]);
    }
}

void
IdealEpochControl::CarryPlans(const EpochDecision& decision, uint64_t number, std::size_t arriving)
{
    for (const auto& ue : GetParticipants().ues)
    {
        for (uint32_t i = 0; i < ue.client->GetNStreams(); ++i)
        {
            const std::size_t stream = ue.firstStream + i;
            if (arriving == EpochParticipants::NO_STREAM || stream == arriving)
            {
                ue.client->SetPlan(i, decision.plans[stream], number);
            }
        }
    }
}

InBandEpochControl::InBandEpochControl(const EpochParticipants& participants,
                                       Ptr<Node> node,
                                       uint16_t port,
                                       Events events)
    : EpochControl(participants),
      m_socket(Socket::CreateSocket(node, UdpSocketFactory::GetTypeId())),
      m_addresses(participants.ues.size()),
      m_doReport(participants.servers.size(), 0),
      m_events(std::move(events))
{
    // Reports wait here until the next epoch. ns-3's own buffer is too small for those of 250 UEs.
    constexpr uint32_t LEAST_BUFFER = 131072;
    constexpr uint32_t BYTES_OF_UE = 8192;
    const auto n = static_cast<uint32_t>(participants.ues.size());
    m_socket->SetAttribute("RcvBufSize", UintegerValue(std::max(LEAST_BUFFER, n * BYTES_OF_UE)));
    const int bound = m_socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), port));
    NS_ABORT_MSG_IF(bound < 0, "UDP port " << port << " is taken");
}

InBandEpochControl::~InBandEpochControl()
{
    ReleaseSocket(m_socket);
}

void
InBandEpochControl::DoCollect(EpochState& state)
{
    const EpochParticipants& participants = GetParticipants();
    Address from;
    while (Ptr<Packet> packet = m_socket->RecvFrom(from))
    {
        InferenceControlHeader report;
        if (!report.Read(packet) ||
            !report.IsPlausible(Simulator::Now(), participants.system.nCells) ||
            !TakeReport(report, from, state))
        {
            m_events.ignored(packet);
        }
    }
    for (std::size_t i = 0; i < participants.servers.size(); ++i)
    {
        if (!m_doReport[i])
        {
            EpochObserver::ObserveServer(participants.servers[i],
                                         participants.system.dnns,
                                         state.servers[i]);
        }
    }
}

bool
InBandEpochControl::TakeReport(const InferenceControlHeader& message,
                               const Address& from,
                               EpochState& state)
{
    const EpochParticipants& participants = GetParticipants();
    const uint32_t index = message.ue;
    if (message.type == InferenceControlHeader::SERVER_REPORT)
    {
        const std::size_t models = message.server.models.size();
        if (index >= participants.servers.size() ||
            (models > 0 && models != participants.system.dnns.size()))
        {
            return false;
        }
        if (!m_doReport[index] || message.server.at >= state.servers[index].at)
        {
            state.servers[index] = message.server; // unless a newer one has overtaken it
        }
        m_doReport[index] = 1;
        return true;
    }
    const auto& ues = participants.ues;
    if (message.type != InferenceControlHeader::REPORT || index >= ues.size() ||
        message.streams.size() != ues[index].client->GetNStreams())
    {
        return false;
    }
    m_addresses[index] = from;
    if (message.state.device.at >= state.ues[index].device.at)
    {
        // Otherwise a newer report has overtaken this one.
        state.ues[index] = message.state;
        std::copy(message.streams.begin(),
                  message.streams.end(),
                  state.streams.begin() + ues[index].firstStream);
    }
    return true;
}

void
InBandEpochControl::CarryPlans(const EpochDecision& decision, uint64_t number, std::size_t)
{
    for (uint32_t i = 0; i < m_addresses.size(); ++i)
    {
        if (m_addresses[i].IsInvalid())
        {
            continue;
        }
        const auto& ue = GetParticipants().ues[i];
        const auto first = decision.plans.begin() + ue.firstStream;
        InferenceControlHeader header;
        header.type = InferenceControlHeader::DECISION;
        header.ue = i;
        header.decision = number;
        header.plans.assign(first, first + ue.client->GetNStreams());
        Send(header, m_addresses[i]);
    }
}

void
InBandEpochControl::Send(const InferenceControlHeader& header, const Address& to)
{
    const InferenceControlMessage message = header.Describe();
    m_events.sent(message);
    if (!m_events.lose(message))
    {
        Ptr<Packet> packet = Create<Packet>();
        packet->AddHeader(header);
        m_socket->SendTo(packet, 0, to);
    }
}

void
InBandEpochControl::CarryShares(const EpochDecision& decision, uint64_t number)
{
    if (GetParticipants().cells.empty())
    {
        DivideSpectrum(decision);
    }
    else
    {
        SendSpectrum(decision, number);
    }
    const std::size_t n = std::max(decision.computeShares.size(), decision.placements.size());
    for (std::size_t i = 0; i < n; ++i)
    {
        SendServer(i, decision, number);
    }
}

void
InBandEpochControl::SendSpectrum(const EpochDecision& decision, uint64_t number)
{
    const EpochParticipants& participants = GetParticipants();
    const auto& radio = participants.radio;
    m_hasShares = m_hasShares || !decision.uplinkShares.empty() || !decision.downlinkShares.empty();
    if (!radio || !m_hasShares)
    {
        return;
    }
    radio->CheckSpectrumShares(decision.uplinkShares);
    radio->CheckSpectrumShares(decision.downlinkShares);
    const auto getShare = [](const std::vector<double>& shares, std::size_t ue) {
        return shares.empty() ? std::numeric_limits<double>::quiet_NaN() : shares[ue];
    };
    InferenceControlHeader header;
    header.type = InferenceControlHeader::SPECTRUM_DECISION;
    header.decision = number;
    for (uint32_t ue = 0; ue < radio->GetNUes(); ++ue)
    {
        header.spectrum.push_back(
            {ue, getShare(decision.uplinkShares, ue), getShare(decision.downlinkShares, ue)});
    }
    const auto all = header.spectrum;
    for (uint32_t cell = 0; cell < participants.cells.size(); ++cell)
    {
        header.ue = cell;
        Send(header, participants.cells[cell]);
    }
    if (!radio->IsShareKeptByUe(EdgeLinkDirection::UPLINK) &&
        !radio->IsShareKeptByUe(EdgeLinkDirection::DOWNLINK))
    {
        return;
    }
    header.type = InferenceControlHeader::UE_SPECTRUM_DECISION;
    for (uint32_t ue = 0; ue < m_addresses.size(); ++ue)
    {
        if (!m_addresses[ue].IsInvalid())
        {
            header.ue = ue;
            header.spectrum = {all.at(ue)};
            Send(header, m_addresses[ue]);
        }
    }
}

void
InBandEpochControl::SendServer(uint32_t index, const EpochDecision& decision, uint64_t number)
{
    const EpochParticipants& participants = GetParticipants();
    const auto& server = participants.servers.at(index);
    InferenceControlHeader header;
    header.type = InferenceControlHeader::SERVER_DECISION;
    header.ue = index;
    header.decision = number;
    header.hasWeights = index < decision.computeShares.size();
    header.hasPlacement = index < decision.placements.size();
    header.weights = header.hasWeights ? decision.computeShares[index] : std::vector<double>();
    header.placement = header.hasPlacement ? decision.placements[index] : std::vector<uint8_t>();
    if (!server.address.IsInvalid())
    {
        Send(header, server.address);
        return;
    }
    if (header.hasWeights)
    {
        server.compute->SetShares(header.weights);
    }
    if (header.hasPlacement)
    {
        EpochExecutor::Place(server, participants.system.dnns, header.placement);
    }
}

} // namespace ns3
