// SPDX-License-Identifier: GPL-2.0-only

#ifndef NR_API_H
#define NR_API_H

#include "ns3/boolean.h"
#include "ns3/cc-bwp-helper.h"
#include "ns3/double.h"
#include "ns3/ideal-beamforming-helper.h"
#include "ns3/multi-model-spectrum-channel.h"
#include "ns3/nr-gnb-net-device.h"
#include "ns3/nr-helper.h"
#include "ns3/nr-mac-scheduler-ns3.h"
#include "ns3/nr-mac-scheduler-ue-info.h"
#include "ns3/nr-phy-mac-common.h"
#include "ns3/nr-point-to-point-epc-helper.h"
#include "ns3/nr-ue-net-device.h"
#include "ns3/propagation-loss-model.h"

#if __has_include("ns3/nr-qos-flow.h")
#error "edge-inference: this nr is newer than 4.1.1; use 2.3 (ns-3.37) or 4.1.1 (ns-3.46)"
#endif
#if __has_include("ns3/nr-gnb-rrc.h")
#if !__has_include("ns3/nr-channel-helper.h")
#error "edge-inference: nr 3.2 to 3.3.1 are not supported; use 2.3 (ns-3.37) or 4.1.1 (ns-3.46)"
#endif
#include "ns3/nr-channel-helper.h"
#include "ns3/nr-epc-tft.h"
#include "ns3/nr-eps-bearer.h"
#include "ns3/nr-gnb-rrc.h"
#include "ns3/nr-pdcp.h"
#include "ns3/nr-radio-bearer-info.h"
#include "ns3/nr-rlc-um.h"
#include "ns3/nr-ue-rrc.h"
/// 1 for nr 4 (classes Nr*, vectors of RBGs), 0 for nr 2 (ns-3's Lte* classes, numbers of RBGs).
#define EDGE_INFERENCE_NR_4 1
/// Last parameter of some trace sources of nr 2: number of the stream.
#define EDGE_INFERENCE_NR_STREAM
#else
#include "ns3/channel-condition-model.h"
#include "ns3/epc-tft.h"
#include "ns3/eps-bearer.h"
#include "ns3/lte-enb-rrc.h"
#include "ns3/lte-pdcp.h"
#include "ns3/lte-radio-bearer-info.h"
#include "ns3/lte-rlc-um.h"
#include "ns3/lte-ue-rrc.h"
#define EDGE_INFERENCE_NR_4 0
#define EDGE_INFERENCE_NR_STREAM , uint8_t
#endif

#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 * @brief The differences between nr 2.3 (ns-3.37) and nr 4.1.1 (ns-3.46), in one place. Only the
 * sources of the NR radio include it.
 */

namespace ns3
{

/// The two families of 5G-LENA's interface under one set of names.
namespace nrapi
{

#if EDGE_INFERENCE_NR_4
using UeRrc = NrUeRrc;                                //!< RRC of a UE
using GnbRrc = NrGnbRrc;                              //!< RRC of a gNB
using UeManager = NrUeManager;                        //!< what a gNB's RRC knows of a UE
using DataBearerInfo = NrDataRadioBearerInfo;         //!< a data radio bearer
using RlcUm = NrRlcUm;                                //!< unacknowledged mode
using Bearer = NrEpsBearer;                           //!< bearer by QCI
using Tft = NrEpcTft;                                 //!< traffic flow template
constexpr const char* RX_AT_GNB = "RxPacketTraceGnb"; //!< transport blocks at a gNB
#else
using UeRrc = LteUeRrc;
using GnbRrc = LteEnbRrc;
using UeManager = ns3::UeManager;
using DataBearerInfo = LteDataRadioBearerInfo;
using RlcUm = LteRlcUm;
using Bearer = EpsBearer;
using Tft = EpcTft;
constexpr const char* RX_AT_GNB = "RxPacketTraceEnb";
#endif

/// Who is to be scheduled, as nr hands it to a scheduler.
using ScheduledUe = std::shared_ptr<NrMacSchedulerUeInfo>;

/**
 * @param params a transport block
 * @return true for what has to be counted once (nr 2 has one record a stream)
 */
inline bool
IsFirstStream([[maybe_unused]] const RxPacketTraceParams& params)
{
#if EDGE_INFERENCE_NR_4
    return true;
#else
    return params.m_streamId == 0;
#endif
}

/**
 * @brief Gives a UE resource block groups for new data in this slot, instead of those it had.
 * @param ue the UE
 * @param isDownlink direction
 * @param groups which groups; may be empty
 * @param symbols over how many symbols
 */
inline void
SetGroups(const ScheduledUe& ue,
          bool isDownlink,
          const std::vector<uint16_t>& groups,
          uint32_t symbols)
{
    auto& assigned = isDownlink ? ue->m_dlRBG : ue->m_ulRBG;
    auto& over = isDownlink ? ue->m_dlSym : ue->m_ulSym;
#if EDGE_INFERENCE_NR_4
    assigned.clear();
    over.clear();
    for (const uint16_t group : groups)
    {
        for (uint32_t symbol = 0; symbol < symbols; ++symbol)
        {
            assigned.push_back(group);
            over.push_back(static_cast<uint8_t>(symbol));
        }
    }
#else
    assigned = static_cast<uint32_t>(groups.size()) * symbols;
    over = groups.empty() ? 0 : static_cast<uint8_t>(symbols);
#endif
}

/**
 * @param ue a UE
 * @param isDownlink direction
 * @return bytes of the transport block that its groups make, as computed last
 */
inline uint32_t
GetBlockSize(const ScheduledUe& ue, bool isDownlink)
{
    if (!isDownlink)
    {
        return ue->m_ulTbSize;
    }
#if EDGE_INFERENCE_NR_4
    return ue->m_dlTbSize;
#else
    uint32_t sum = 0;
    for (const uint32_t size : ue->m_dlTbSize)
    {
        sum += size;
    }
    return sum;
#endif
}

/**
 * @param mask mask of notched groups, empty for none
 * @param n number of groups
 * @return groups that may be used
 */
template <typename T>
std::vector<uint16_t>
GetUsableGroups(const std::vector<T>& mask, uint16_t n)
{
    std::vector<uint16_t> groups;
    for (uint16_t group = 0; group < n; ++group)
    {
        if (mask.empty() || mask[group])
        {
            groups.push_back(group);
        }
    }
    return groups;
}

/**
 * @brief Attaches each UE to the closest gNB.
 * @param helper nr's helper
 * @param ues devices of the UEs
 * @param gnbs devices of all gNBs
 */
inline void
AttachToClosest(NrHelper& helper, const NetDeviceContainer& ues, const NetDeviceContainer& gnbs)
{
#if EDGE_INFERENCE_NR_4
    helper.AttachToClosestGnb(ues, gnbs);
#else
    helper.AttachToClosestEnb(ues, gnbs);
#endif
}

/**
 * @brief Completes the configuration of devices once their attributes are set.
 * @param devices devices of gNBs, then of UEs
 */
inline void
UpdateConfig([[maybe_unused]] const NetDeviceContainer& devices)
{
#if !EDGE_INFERENCE_NR_4
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        if (auto gnb = DynamicCast<NrGnbNetDevice>(devices.Get(i)))
        {
            gnb->UpdateConfig();
        }
        else if (auto ue = DynamicCast<NrUeNetDevice>(devices.Get(i)))
        {
            ue->UpdateConfig();
        }
    }
#endif
}

/// Environments of 3GPP TR 38.901.
enum Environment
{
    UMI, //!< urban micro, street canyon
    UMA, //!< urban macro
    RMA, //!< rural macro
    INH  //!< indoor hotspot, mixed office
};

/**
 * @param frequency centre, Hz
 * @param bandwidth of all parts together, Hz
 * @param nParts number of parts of equal width
 * @param environment which channel model InstallChannels() will make
 * @return the band
 */
inline OperationBandInfo
MakeBand(double frequency,
         double bandwidth,
         uint8_t nParts,
         [[maybe_unused]] Environment environment)
{
    CcBwpCreator creator;
#if EDGE_INFERENCE_NR_4
    const CcBwpCreator::SimpleOperationBandConf conf(frequency, bandwidth, nParts);
#else
    constexpr BandwidthPartInfo::Scenario SCENARIOS[]{BandwidthPartInfo::UMi_StreetCanyon,
                                                      BandwidthPartInfo::UMa,
                                                      BandwidthPartInfo::RMa,
                                                      BandwidthPartInfo::InH_OfficeMixed};
    const CcBwpCreator::SimpleOperationBandConf conf(frequency,
                                                     bandwidth,
                                                     nParts,
                                                     SCENARIOS[environment]);
#endif
    return creator.CreateOperationBandContiguousCc(conf);
}

/**
 * @brief Gives every part of a band a channel with spatial fading after 3GPP TR 38.901.
 * @param helper nr's helper
 * @param band the band
 * @param environment as in MakeBand()
 * @param shadowing true for shadowing
 */
inline void
InstallSpatialChannels([[maybe_unused]] NrHelper& helper,
                       OperationBandInfo& band,
                       [[maybe_unused]] Environment environment,
                       bool shadowing)
{
#if EDGE_INFERENCE_NR_4
    constexpr const char* SCENARIOS[]{"UMi", "UMa", "RMa", "InH-OfficeMixed"};
    auto channels = CreateObject<NrChannelHelper>();
    channels->ConfigureFactories(SCENARIOS[environment], "Default", "ThreeGpp");
    channels->SetPathlossAttribute("ShadowingEnabled", BooleanValue(shadowing));
    channels->AssignChannelsToBands({band});
#else
    helper.SetPathlossAttribute("ShadowingEnabled", BooleanValue(shadowing));
    helper.InitializeOperationBand(&band);
#endif
}

/**
 * @brief Gives every part of a band a channel with path loss only.
 * @param band the band
 * @param makeLoss makes the chain of path loss models of one channel
 */
template <typename F>
void
InstallPlainChannels(OperationBandInfo& band, F makeLoss)
{
    for (auto& carrier : band.m_cc)
    {
        for (auto& part : carrier->m_bwp)
        {
#if EDGE_INFERENCE_NR_4
            // no fading: the filter of reference signals is all that the helper adds
            auto channels = CreateObject<NrChannelHelper>();
            const Ptr<SpectrumChannel> channel = channels->CreateChannel(0);
            channel->AddPropagationLossModel(makeLoss());
            part->SetChannel(channel);
#else
            part->m_channel = CreateObject<MultiModelSpectrumChannel>();
            part->m_channel->AddPropagationLossModel(makeLoss());
            // nr reads the centre frequency from the attribute of this model, which loses nothing
            part->m_propagation = CreateObject<FriisPropagationLossModel>();
            part->m_propagation->SetAttribute("Frequency", DoubleValue(part->m_centralFrequency));
#endif
        }
    }
}

} // namespace nrapi

} // namespace ns3

#endif // NR_API_H
