// SPDX-License-Identifier: GPL-2.0-only

#include "wifi-receptions.h"

#include "ns3/wifi-utils.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(WifiReceptions);

const WifiMacHeader&
WifiReception::GetHeader() const
{
    return psdu.GetHeader(std::find(status.begin(), status.end(), true) - status.begin());
}

bool
WifiReception::HasTransmitter() const
{
    const WifiMacHeader& header = GetHeader();
    return !header.IsCts() && !header.IsAck();
}

double
WifiReception::GetSinrDb() const
{
    return RatioToDb(signal.snr);
}

uint16_t
WifiReception::GetStaId(uint16_t own) const
{
    if (!txVector.IsMu())
    {
        return SU_STA_ID;
    }
    const auto& users = txVector.GetHeMuUserInfoMap();
    return users.size() == 1 ? users.begin()->first : own; // one alone sent it: uplink
}

TypeId
WifiReceptions::GetTypeId()
{
    static TypeId tid = TypeId("ns3::WifiReceptions")
                            .SetParent<Object>()
                            .SetGroupName("EdgeInference")
                            .AddTraceSource("Received",
                                            "The PHY received a PSDU; its MAC gets it next.",
                                            MakeTraceSourceAccessor(&WifiReceptions::m_received),
                                            "ns3::WifiReceptions::ReceivedCallback");
    return tid;
}

Ptr<WifiReceptions>
WifiReceptions::Get(const WifiNetDevice& device)
{
    Ptr<WifiPhy> phy = device.GetPhy();
    Ptr<WifiReceptions> receptions = phy->GetObject<WifiReceptions>();
    if (!receptions)
    {
        receptions = CreateObject<WifiReceptions>();
        receptions->m_mac = PeekPointer(GetMacWithQueues(device)->GetFrameExchangeManager());
        phy->AggregateObject(receptions);
        phy->SetReceiveOkCallback(MakeCallback(&WifiReceptions::Receive, PeekPointer(receptions)));
    }
    return receptions;
}

void
WifiReceptions::Receive(WifiPsduArgument psdu,
                        RxSignalInfo signal,
                        WifiTxVectorArgument txVector,
                        WifiStatusArgument status)
{
    // Each MPDU of an A-MPDU comes alone, too, with no status, before the whole.
    if (!status.empty())
    {
        m_received({*psdu, signal, txVector, status});
    }
    m_mac->Receive(psdu, signal, txVector, status);
}

} // namespace ns3
