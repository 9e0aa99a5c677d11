// SPDX-License-Identifier: GPL-2.0-only

#include "epoch-control.h"

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
    m_reports =
        std::make_unique<EpochReports>(model, m_participants.system, [this](EpochState& state) {
            DoCollect(state);
            EpochObserver::ObserveServers(m_participants, state);
        });
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
        EpochObserver::ObserveServers(m_participants, state);
    }
    for (std::size_t i = 0; i < state.streams.size(); ++i)
    {
        state.streams[i].arriving = i == arriving;
    }
}

void
EpochControl::CarryOut(const EpochDecision& decision, uint64_t number, std::size_t arriving)
{
    if (m_participants.radio)
    {
        m_participants.radio->SetSpectrumShares(EdgeLinkDirection::UPLINK, decision.uplinkShares);
        m_participants.radio->SetSpectrumShares(EdgeLinkDirection::DOWNLINK,
                                                decision.downlinkShares);
    }
    for (std::size_t i = 0; i < decision.computeShares.size(); ++i)
    {
        m_participants.servers.at(i).compute->SetShares(decision.computeShares[i]);
    }
    for (std::size_t i = 0; i < decision.placements.size(); ++i)
    {
        CarryPlacement(i, decision.placements[i]);
    }
    CarryPlans(decision, number, arriving);
}

void
EpochControl::CarryPlacement(std::size_t server, const std::vector<uint8_t>& placement)
{
    const auto& application = m_participants.servers.at(server).application;
    if (!application)
    {
        return;
    }
    if (placement.empty())
    {
        application->ClearPlacement();
        return;
    }
    std::vector<Ptr<const DnnProfile>> held;
    for (std::size_t dnn = 0; dnn < placement.size(); ++dnn)
    {
        if (placement[dnn])
        {
            held.push_back(m_participants.system.dnns.at(dnn));
        }
    }
    application->SetPlacement(held);
}

void
IdealEpochControl::DoCollect(EpochState& state)
{
    EpochObserver::ObserveUes(GetParticipants(), state);
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
                                       Callback<void, Ptr<const Packet>> onIgnored)
    : EpochControl(participants),
      m_socket(Socket::CreateSocket(node, UdpSocketFactory::GetTypeId())),
      m_addresses(participants.ues.size()),
      m_onIgnored(onIgnored)
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
    const auto& ues = GetParticipants().ues;
    Address from;
    while (Ptr<Packet> packet = m_socket->RecvFrom(from))
    {
        InferenceControlHeader report;
        if (!report.Read(packet) || report.type != InferenceControlHeader::REPORT ||
            report.ue >= ues.size() ||
            !report.IsPlausible(Simulator::Now(), GetParticipants().system.nCells) ||
            report.streams.size() != ues[report.ue].client->GetNStreams())
        {
            m_onIgnored(packet);
            continue;
        }
        m_addresses[report.ue] = from;
        if (report.state.device.at < state.ues[report.ue].device.at)
        {
            continue; // a newer report has overtaken this one
        }
        state.ues[report.ue] = report.state;
        std::copy(report.streams.begin(),
                  report.streams.end(),
                  state.streams.begin() + ues[report.ue].firstStream);
    }
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
        Ptr<Packet> packet = Create<Packet>();
        packet->AddHeader(header);
        m_socket->SendTo(packet, 0, m_addresses[i]);
    }
}

} // namespace ns3
