// SPDX-License-Identifier: GPL-2.0-only

#include "wifi-agreement-guard.h"

#include "wifi-api.h"

#include "ns3/block-ack-manager.h"
#include "ns3/ht-frame-exchange-manager.h"
#include "ns3/mgt-headers.h"
#include "ns3/qos-txop.h"
#include "ns3/simulator.h"
#include "ns3/wifi-phy-state-helper.h"
#include "ns3/wifi-phy.h"

#include <map>
#include <memory>
#include <vector>

namespace ns3
{

#if EDGE_INFERENCE_NS3_VERSION < 338
namespace
{

/**
 * @brief Ends an agreement of block acknowledgement in which the originator alone believes.
 * @param originator who sent the ADDBA request
 * @param recipient station that got the request
 * @param tid of the agreement
 */
void
EndHalfAgreement(WifiNetDevice* originator, WifiNetDevice* recipient, uint8_t tid)
{
    const auto frames = DynamicCast<HtFrameExchangeManager>(
        GetMacWithQueues(*recipient)->GetFrameExchangeManager());
    if (frames && !frames->GetBaAgreementEstablished(originator->GetMac()->GetAddress(), tid))
    {
        MgtDelBaHeader header; // as if the peer had ended it
        header.SetTid(tid);
        GetMacWithQueues(*originator)
            ->GetQosTxop(tid)
            ->GotDelBaFrame(&header, recipient->GetMac()->GetAddress());
    }
}

} // namespace
#endif

void
WifiAgreementGuard::Install(const NetDeviceContainer& devices)
{
    LengthenTimeouts(devices);
#if EDGE_INFERENCE_NS3_VERSION < 338
    Watch(devices);
#endif
    SenseAfterSending(devices);
#if EDGE_INFERENCE_NS3_VERSION >= 347
    SenseWhileDecoding(devices);
#endif
}

void
WifiAgreementGuard::LengthenTimeouts(const NetDeviceContainer& devices)
{
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        auto mac = GetMacWithQueues(*DynamicCast<WifiNetDevice>(devices.Get(i)));
        if (mac->GetQosSupported())
        {
            for (auto category : {AC_BE, AC_BK, AC_VI, AC_VO})
            {
                mac->GetQosTxop(category)->SetAttribute("AddBaResponseTimeout",
                                                        TimeValue(MilliSeconds(600)));
            }
        }
    }
}

void
WifiAgreementGuard::SenseAfterSending(const NetDeviceContainer& devices)
{
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        const auto device = DynamicCast<WifiNetDevice>(devices.Get(i));
#if EDGE_INFERENCE_NS3_VERSION < 337
        device->GetPhy()->SetCcaEdThreshold(-82); // dBm, CcaSensitivity of later releases
#else
        for (const auto& phy : device->GetPhys())
        {
            phy->SetCcaEdThreshold(phy->GetCcaSensitivityThreshold());
        }
#endif
    }
}

#if EDGE_INFERENCE_NS3_VERSION >= 347
void
WifiAgreementGuard::SenseWhileDecoding(const NetDeviceContainer& devices)
{
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        for (const auto& shared : DynamicCast<WifiNetDevice>(devices.Get(i))->GetPhys())
        {
            WifiPhy* phy = PeekPointer(shared); // the trace source is its own
            const auto onDrop = [phy](Ptr<const WifiPpdu>, WifiPhyRxfailureReason reason) {
                const Time left = phy->GetState()->GetDelayUntilIdle();
                if (reason != BUSY_DECODING_PREAMBLE || !left.IsStrictlyPositive())
                {
                    return;
                }
                Simulator::ScheduleNow([phy = Ptr<WifiPhy>(phy), left] {
                    if (phy->IsStateIdle())
                    {
                        // Widths above 20 MHz have a number for each 20 MHz, since 802.11ax.
                        const auto width = static_cast<std::size_t>(phy->GetChannelWidth());
                        const bool each = phy->GetStandard() >= WIFI_STANDARD_AX && width > 20;
                        phy->GetState()->SwitchMaybeToCcaBusy(
                            left,
                            WIFI_CHANLIST_PRIMARY,
                            std::vector<Time>(each ? width / 20 : 0));
                    }
                });
            };
            phy->TraceConnectWithoutContext("PhyRxPpduDrop", MakeLambdaCallback(onDrop));
        }
    }
}
#endif

#if EDGE_INFERENCE_NS3_VERSION < 338
void
WifiAgreementGuard::Watch(const NetDeviceContainer& devices)
{
    auto byAddress = std::make_shared<std::map<Mac48Address, WifiNetDevice*>>();
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        const auto device = DynamicCast<WifiNetDevice>(devices.Get(i));
        const auto mac = GetMacWithQueues(*device);
        (*byAddress)[mac->GetAddress()] = PeekPointer(device);
        if (!mac->GetQosSupported())
        {
            continue;
        }
        for (auto category : {AC_BE, AC_BK, AC_VI, AC_VO})
        {
            mac->GetQosTxop(category)->GetBaManager()->TraceConnectWithoutContext(
                "AgreementState",
                MakeLambdaCallback([byAddress, originator = PeekPointer(device)](
                                       Time,
                                       Mac48Address recipient,
                                       uint8_t tid,
                                       OriginatorBlockAckAgreement::State state) {
                    const auto peer = byAddress->find(recipient);
                    if (state == OriginatorBlockAckAgreement::ESTABLISHED &&
                        peer != byAddress->end())
                    {
                        Simulator::Schedule(MicroSeconds(70),
                                            &EndHalfAgreement,
                                            originator,
                                            peer->second,
                                            tid);
                    }
                }));
        }
    }
}
#endif

} // namespace ns3
