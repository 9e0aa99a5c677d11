// SPDX-License-Identifier: GPL-2.0-only

#include "wifi-radio-access-parts.h"

#include "wifi-spectrum-shares.h"

#include "ns3/simulator.h"
#include "ns3/sta-wifi-mac.h"
#include "ns3/wifi-phy.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// What an exchange costs beside its frames, s: AIFS (43 us) and the mean backoff (7.5 slots of 9
/// us) of best effort at 5 GHz before it, SIFS (16 us) before the answer (IEEE 802.11-2020, table
/// 9-155 and 17.4.4).
constexpr double CONTENTION = 126.5e-6;

/**
 * @param psdus frames of a PPDU
 * @param txVector how the frame is sent
 * @param phy PHY that sends it
 * @return how long it takes, s
 */
double
GetAirtime(const WifiConstPsduMap& psdus, const WifiTxVector& txVector, const WifiPhy& phy)
{
    return WifiPhy::CalculateTxDuration(psdus, txVector, phy.GetPhyBand()).GetSeconds();
}

/**
 * @param header a frame's
 * @return true when it belongs to an exchange that its receiver began
 */
bool
IsResponse(const WifiMacHeader& header)
{
    return header.IsAck() || header.IsBlockAck() || header.IsCts();
}

} // namespace

void
WifiRadioAccess::Ue::StartWindows(Time window)
{
    for (auto sum : {&uplinkBytes, &downlinkBytes, &busy})
    {
        sum->Start(window, Simulator::Now());
    }
    for (auto& sum : airtime)
    {
        sum.Start(window, Simulator::Now());
    }
    frames.Start(window, Simulator::Now());
}

void
WifiRadioAccess::Ue::OnAssoc(Mac48Address bssid)
{
    const uint32_t before = serving;
    servingKey = ToWifiKey(bssid);
    serving = radio->FindCell(servingKey);
    connected = serving != NO_CELL;
    handingOver = false;
    if (connected && wasServed && serving != before)
    {
        ++handovers;
        lastHandover = Simulator::Now();
    }
    wasServed = wasServed || connected;
    if (radio->m_sharing)
    {
        radio->m_sharing->SetCell(index, serving);
    }
    radio->m_association(index, true, connected ? serving : radio->GetNCells());
}

void
WifiRadioAccess::Ue::OnDeAssoc(Mac48Address bssid)
{
    connected = false;
    const uint32_t cell = radio->FindCell(ToWifiKey(bssid));
    radio->m_association(index, false, cell != NO_CELL ? cell : radio->GetNCells());
}

void
WifiRadioAccess::Ue::OnReceived(const WifiReception& reception)
{
    if (!reception.HasTransmitter())
    {
        return;
    }
    const WifiMacHeader& header = reception.GetHeader();
    const uint64_t transmitter = ToWifiKey(header.GetAddr2());
    const uint32_t cell = transmitter == servingKey ? serving : radio->FindCell(transmitter);
    if (cell == NO_CELL)
    {
        return;
    }
    const Time now = Simulator::Now();
    const double power = reception.signal.rssi;
    const double sinr = reception.GetSinrDb();
    heard[cell].Update(power, sinr, radio->m_smoothing, now);
    if (header.HasData() && ToWifiKey(header.GetAddr1()) == key)
    {
        const auto mac = StaticCast<StaWifiMac>(device->GetMac());
        downlinkRate.Update(reception.txVector, reception.GetStaId(mac->GetAssociationId()), now);
    }
    radio->m_downlinkFrame(index, cell, power, sinr);
}

void
WifiRadioAccess::Ue::OnPacket([[maybe_unused]] Ptr<NetDevice> device,
                              Ptr<const Packet> packet,
                              [[maybe_unused]] uint16_t protocol,
                              [[maybe_unused]] const Address& from,
                              [[maybe_unused]] const Address& to,
                              [[maybe_unused]] NetDevice::PacketType type)
{
    downlinkBytes.Add(Simulator::Now(), packet->GetSize());
}

void
WifiRadioAccess::Ue::EndAttempts()
{
    if (pending > 0)
    {
        frames.AddAttempts(Simulator::Now(), pending, 0);
        pending = 0;
    }
}

void
WifiRadioAccess::Ue::OnTxBegin(WifiConstPsduMap psdus,
                               WifiTxVector txVector,
                               [[maybe_unused]] double power)
{
    const double seconds = GetAirtime(psdus, txVector, *device->GetPhy());
    const bool answers = IsResponse(psdus.begin()->second->GetHeader(0));
    radio->ChargeAirtime(*this,
                         serving,
                         answers ? EdgeLinkDirection::DOWNLINK : EdgeLinkDirection::UPLINK,
                         seconds,
                         answers ? 0 : CONTENTION);
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
        for (auto& queue : queues)
        {
            queue->OnSent(access[0]);
        }
    }
}

void
WifiRadioAccess::Ue::OnAcked(Ptr<const WifiMpdu> mpdu)
{
    if (mpdu->GetHeader().HasData())
    {
        EndAttempts();
        frames.AddEnd(Simulator::Now(), false);
    }
}

void
WifiRadioAccess::Ue::OnNacked([[maybe_unused]] Ptr<const WifiMpdu> mpdu)
{
    EndAttempts();
}

void
WifiRadioAccess::Ue::OnMpduTimeout([[maybe_unused]] uint8_t reason,
                                   [[maybe_unused]] Ptr<const WifiMpdu> mpdu,
                                   [[maybe_unused]] const WifiTxVector& txVector)
{
    EndAttempts();
}

void
WifiRadioAccess::Ue::OnPsduTimeout([[maybe_unused]] uint8_t reason,
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

void
WifiRadioAccess::Ue::OnEnqueue(Ptr<const WifiMpdu> mpdu)
{
    radio->m_sharing->Enter(index, EdgeLinkDirection::UPLINK, mpdu->GetSize());
}

void
WifiRadioAccess::Ue::OnDequeue(Ptr<const WifiMpdu> mpdu)
{
    radio->m_sharing->Leave(index, EdgeLinkDirection::UPLINK, mpdu->GetSize());
}

void
WifiRadioAccess::Ue::CountLost()
{
    frames.AddEnd(Simulator::Now(), true);
}

void
WifiRadioAccess::Ue::OnDropped([[maybe_unused]] WifiMacDropReason reason, Ptr<const WifiMpdu> mpdu)
{
    if (mpdu->GetHeader().HasData())
    {
        CountLost();
    }
}

void
WifiRadioAccess::Ue::OnTxDrop([[maybe_unused]] Ptr<const Packet> packet)
{
    CountLost();
}

void
WifiRadioAccess::Ue::OnState(Time begin, Time duration, WifiPhyState state)
{
    if (state == WifiPhyState::RX || state == WifiPhyState::CCA_BUSY)
    {
        busy.AddInterval(begin, begin + duration);
    }
}

void
WifiRadioAccess::Cell::StartWindows(Time window)
{
    busy.Start(window, Simulator::Now());
    contention.Start(window, Simulator::Now());
    for (auto& sum : airtime)
    {
        sum.Start(window, Simulator::Now());
    }
}

void
WifiRadioAccess::Cell::OnTxBegin(WifiConstPsduMap psdus,
                                 WifiTxVector txVector,
                                 [[maybe_unused]] double power)
{
    double seconds = -1;
    for (const auto& [staId, psdu] : psdus)
    {
        const WifiMacHeader& header = psdu->GetHeader(0);
        const auto found = radio->m_ueByKey.find(ToWifiKey(header.GetAddr1()));
        if (found == radio->m_ueByKey.end())
        {
            continue;
        }
        if (seconds < 0)
        {
            // those of a multi-user PPDU share its time
            seconds =
                GetAirtime(psdus, txVector, *device->GetPhy()) / static_cast<double>(psdus.size());
        }
        if (header.HasData())
        {
            Ue& ue = *radio->m_ues[found->second];
            ue.downQueue.OnSent(ue.access[1]);
        }
        const bool answers = IsResponse(header);
        radio->ChargeAirtime(*radio->m_ues[found->second],
                             index,
                             answers ? EdgeLinkDirection::UPLINK : EdgeLinkDirection::DOWNLINK,
                             seconds,
                             answers ? 0 : CONTENTION / static_cast<double>(psdus.size()));
    }
}

void
WifiRadioAccess::Cell::OnEnqueue(Ptr<const WifiMpdu> mpdu)
{
    const auto found = radio->m_ueByKey.find(ToWifiKey(mpdu->GetHeader().GetAddr1()));
    if (found != radio->m_ueByKey.end())
    {
        radio->m_ues[found->second]->downQueue.OnEnqueue(mpdu);
        if (radio->m_sharing)
        {
            radio->m_sharing->Enter(found->second, EdgeLinkDirection::DOWNLINK, mpdu->GetSize());
        }
    }
}

void
WifiRadioAccess::Cell::OnDequeue(Ptr<const WifiMpdu> mpdu)
{
    const auto found = radio->m_ueByKey.find(ToWifiKey(mpdu->GetHeader().GetAddr1()));
    if (found != radio->m_ueByKey.end())
    {
        radio->m_ues[found->second]->downQueue.OnDequeue(mpdu);
        if (radio->m_sharing)
        {
            radio->m_sharing->Leave(found->second, EdgeLinkDirection::DOWNLINK, mpdu->GetSize());
        }
    }
}

void
WifiRadioAccess::Cell::OnState(Time begin, Time duration, WifiPhyState state)
{
    if (state == WifiPhyState::RX || state == WifiPhyState::CCA_BUSY || state == WifiPhyState::TX)
    {
        busy.AddInterval(begin, begin + duration);
    }
}

void
WifiRadioAccess::Cell::OnReceived(const WifiReception& reception)
{
    if (!reception.HasTransmitter())
    {
        return;
    }
    const WifiMacHeader& header = reception.GetHeader();
    const auto found = radio->m_ueByKey.find(ToWifiKey(header.GetAddr2()));
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
    const double power = reception.signal.rssi;
    const double sinr = reception.GetSinrDb();
    ue.uplink.Update(power, sinr, radio->m_smoothing, now);
    if (header.HasData())
    {
        ue.uplinkRate.Update(reception.txVector, reception.GetStaId(SU_STA_ID), now);
    }
    radio->m_uplinkFrame(ue.index, index, power, sinr);
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

} // namespace ns3
