// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/lte-edge-topology-helper.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/ff-mac-scheduler.h"
#include "ns3/inference-input-error.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/log.h"
#include "ns3/lte-enb-net-device.h"
#include "ns3/lte-enb-phy.h"
#include "ns3/lte-enb-rrc.h"
#include "ns3/lte-helper.h"
#include "ns3/lte-radio-access.h"
#include "ns3/lte-spectrum-phy.h"
#include "ns3/lte-ue-mac.h"
#include "ns3/lte-ue-net-device.h"
#include "ns3/lte-ue-phy.h"
#include "ns3/mobility-model.h"
#include "ns3/node.h"
#include "ns3/point-to-point-epc-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/propagation-loss-model.h"
#include "ns3/spectrum-channel.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("LteEdgeTopologyHelper");

NS_OBJECT_ENSURE_REGISTERED(LteEdgeTopologyHelper);

namespace
{

constexpr uint32_t MTU = 1500; //!< bytes; the radio would take 30000 and the wires fragment

/// Bandwidths of 36.101, table 5.6-1, resource blocks.
constexpr std::array<uint32_t, 6> BANDWIDTHS{6, 15, 25, 50, 75, 100};

/// Periodicities of the sounding reference signal that ns-3 has (36.213, table 8.2-1), ms. As many
/// UEs can a cell have.
constexpr std::array<uint32_t, 4> SRS_PERIODICITIES{40, 80, 160, 320};

/// More do not fit the longest periodicity.
constexpr uint32_t MOST_UES = 256;

/**
 * @param attribute its name
 * @param blocks resource blocks
 * @throws InferenceInputError when LTE has no such bandwidth
 */
void
RequireBandwidth(const std::string& attribute, uint32_t blocks)
{
    if (std::find(BANDWIDTHS.begin(), BANDWIDTHS.end(), blocks) == BANDWIDTHS.end())
    {
        throw InferenceInputError("topology",
                                  attribute,
                                  std::to_string(blocks),
                                  "6, 15, 25, 50, 75 or 100 resource blocks");
    }
}

/**
 * @param attribute its name
 * @param name TypeId name
 * @param what what it must be, for the message
 * @param base TypeId it must be derived from
 * @throws InferenceInputError when it is not, or cannot be made
 */
void
RequireType(const std::string& attribute,
            const std::string& name,
            const std::string& what,
            TypeId base)
{
    TypeId tid;
    if (!TypeId::LookupByNameFailSafe(name, &tid) || !tid.IsChildOf(base) || !tid.HasConstructor())
    {
        throw InferenceInputError("topology", attribute, name, "the TypeId name of a " + what);
    }
}

/**
 * @brief Sets the link between SGW and PGW, which ns-3 makes in the constructor of its EPC helper,
 * before any of its attributes can be set.
 * @param pgw the PGW
 * @param rate of the link
 * @param delay one way
 */
void
SetS5Link(Ptr<Node> pgw, DataRate rate, Time delay)
{
    for (uint32_t i = 0; i < pgw->GetNDevices(); ++i)
    {
        auto device = DynamicCast<PointToPointNetDevice>(pgw->GetDevice(i));
        if (device)
        {
            const auto channel = device->GetChannel();
            channel->SetAttribute("Delay", TimeValue(delay));
            for (std::size_t end = 0; end < channel->GetNDevices(); ++end)
            {
                channel->GetDevice(end)->SetAttribute("DataRate", DataRateValue(rate));
            }
        }
    }
}

} // namespace

TypeId
LteEdgeTopologyHelper::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LteEdgeTopologyHelper")
            .SetParent<EdgeTopologyHelper>()
            .SetGroupName("EdgeInference")
            .AddConstructor<LteEdgeTopologyHelper>()
            .AddAttribute("DownlinkBandwidth",
                          "Downlink of each cell, resource blocks of 180 kHz: 6, 15, 25, 50, 75 or "
                          "100.",
                          UintegerValue(50),
                          MakeUintegerAccessor(&LteEdgeTopologyHelper::m_downlinkBlocks),
                          MakeUintegerChecker<uint32_t>(6, 100))
            .AddAttribute("UplinkBandwidth",
                          "Uplink of each cell, resource blocks of 180 kHz: 6, 15, 25, 50, 75 or "
                          "100.",
                          UintegerValue(50),
                          MakeUintegerAccessor(&LteEdgeTopologyHelper::m_uplinkBlocks),
                          MakeUintegerChecker<uint32_t>(6, 100))
            .AddAttribute("Scheduler",
                          "TypeId name of the MAC scheduler of every cell. Downlink shares need "
                          "ns3::PfFfMacScheduler.",
                          StringValue("ns3::PfFfMacScheduler"),
                          MakeStringAccessor(&LteEdgeTopologyHelper::m_scheduler),
                          MakeStringChecker())
            .AddAttribute("CellTxPower",
                          "Transmit power of each cell over its whole bandwidth, dBm.",
                          DoubleValue(30),
                          MakeDoubleAccessor(&LteEdgeTopologyHelper::m_cellTxPower),
                          MakeDoubleChecker<double>())
            .AddAttribute("UeTxPower",
                          "Transmit power of UEs, dBm, over the resource blocks that they use.",
                          DoubleValue(23),
                          MakeDoubleAccessor(&LteEdgeTopologyHelper::m_ueTxPower),
                          MakeDoubleChecker<double>())
            .AddAttribute("CellNoiseFigure",
                          "Noise figure of cells, dB.",
                          DoubleValue(5),
                          MakeDoubleAccessor(&LteEdgeTopologyHelper::m_cellNoiseFigure),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("UeNoiseFigure",
                          "Noise figure of UEs, dB.",
                          DoubleValue(9),
                          MakeDoubleAccessor(&LteEdgeTopologyHelper::m_ueNoiseFigure),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("UplinkPowerControl",
                          "Uplink power control of ns-3 (LteUePowerControl): UEs send with at most "
                          "UeTxPower. Without it they always send with UeTxPower.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&LteEdgeTopologyHelper::m_uplinkPowerControl),
                          MakeBooleanChecker())
            .AddAttribute("PathLossModel",
                          "TypeId name of the path loss model, a PropagationLossModel.",
                          StringValue("ns3::LogDistancePropagationLossModel"),
                          MakeStringAccessor(&LteEdgeTopologyHelper::m_pathLossModel),
                          MakeStringChecker())
            .AddAttribute("PathLossExponent",
                          "Exponent of the log-distance path loss; the default is that of pico "
                          "cells in 3GPP TR 36.814, table A.2.1.1.2-3.",
                          DoubleValue(3.67),
                          MakeDoubleAccessor(&LteEdgeTopologyHelper::m_pathLossExponent),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("ReferenceLoss",
                          "Log-distance path loss at 1 m, dB; the default is that of pico cells in "
                          "3GPP TR 36.814, table A.2.1.1.2-3 (140.7 dB at 1 km).",
                          DoubleValue(30.6),
                          MakeDoubleAccessor(&LteEdgeTopologyHelper::m_referenceLoss),
                          MakeDoubleChecker<double>())
            .AddAttribute("NakagamiM",
                          "Shape of Nakagami fading, flat over the band and drawn anew for each "
                          "subframe and link: 1 is Rayleigh, larger is milder; 0 for no fading, "
                          "else at least 0.5.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&LteEdgeTopologyHelper::m_nakagamiM),
                          MakeDoubleChecker<double>(0))
            .AddAttribute(
                "Handover",
                "When UEs change their cell: A3Rsrp, A2A4Rsrq or None.",
                EnumValue(A3_RSRP),
                MakeEnumAccessorCompat<HandoverAlgorithm>(&LteEdgeTopologyHelper::m_handover),
                MakeEnumChecker(A3_RSRP, "A3Rsrp", A2_A4_RSRQ, "A2A4Rsrq", NONE, "None"))
            .AddAttribute("Hysteresis",
                          "A3Rsrp: by how much the RSRP of a neighbour has to be better, dB.",
                          DoubleValue(3),
                          MakeDoubleAccessor(&LteEdgeTopologyHelper::m_hysteresis),
                          MakeDoubleChecker<double>(0, 15))
            .AddAttribute("TimeToTrigger",
                          "A3Rsrp: for how long it has to be better.",
                          TimeValue(MilliSeconds(256)),
                          MakeTimeAccessor(&LteEdgeTopologyHelper::m_timeToTrigger),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute(
                "ServingCellThreshold",
                "A2A4Rsrq: the serving cell is left when its RSRQ is below this, in steps "
                "of 0.5 dB from -20 dB (36.133, 9.1.7).",
                UintegerValue(30),
                MakeUintegerAccessor(&LteEdgeTopologyHelper::m_servingThreshold),
                MakeUintegerChecker<uint32_t>(0, 34))
            .AddAttribute("NeighbourCellOffset",
                          "A2A4Rsrq: by how many such steps the RSRQ of a neighbour has to be "
                          "better.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&LteEdgeTopologyHelper::m_neighbourOffset),
                          MakeUintegerChecker<uint32_t>(0, 34))
            .AddAttribute("S1Rate",
                          "Rate of each cell's S1-U link to the SGW.",
                          DataRateValue(DataRate("1Gbps")),
                          MakeDataRateAccessor(&LteEdgeTopologyHelper::m_s1Rate),
                          MakeDataRateChecker())
            .AddAttribute("S1Delay",
                          "One-way delay of each cell's S1-U link to the SGW.",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&LteEdgeTopologyHelper::m_s1Delay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("S5Rate",
                          "Rate of the link between SGW and PGW.",
                          DataRateValue(DataRate("10Gbps")),
                          MakeDataRateAccessor(&LteEdgeTopologyHelper::m_s5Rate),
                          MakeDataRateChecker())
            .AddAttribute(
                "S5Delay",
                "One-way delay of the link between SGW and PGW; 0 puts them in one place.",
                TimeValue(Seconds(0)),
                MakeTimeAccessor(&LteEdgeTopologyHelper::m_s5Delay),
                MakeTimeChecker(Seconds(0)))
            .AddAttribute("X2Delay",
                          "One-way delay of the link between each two cells.",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&LteEdgeTopologyHelper::m_x2Delay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("RlcBufferSize",
                          "Size of the RLC buffer of each bearer, up and down, bytes. (ns-3 has "
                          "10 KiB, less than most feature maps.)",
                          UintegerValue(1 << 20),
                          MakeUintegerAccessor(&LteEdgeTopologyHelper::m_bufferSize),
                          MakeUintegerChecker<uint32_t>(2000))
            .AddAttribute("AttachInterval",
                          "Time between the attaches of two UEs. UEs that attach within 10 ms of "
                          "each other have their random access at the same instant.",
                          TimeValue(MilliSeconds(5)),
                          MakeTimeAccessor(&LteEdgeTopologyHelper::m_attachInterval),
                          MakeTimeChecker(Seconds(0)));
    return tid;
}

LteEdgeTopologyHelper::LteEdgeTopologyHelper()
    : m_downlinkBlocks(0),
      m_uplinkBlocks(0),
      m_cellTxPower(0),
      m_ueTxPower(0),
      m_cellNoiseFigure(0),
      m_ueNoiseFigure(0),
      m_uplinkPowerControl(false),
      m_pathLossExponent(0),
      m_referenceLoss(0),
      m_nakagamiM(0),
      m_handover(A3_RSRP),
      m_hysteresis(0),
      m_servingThreshold(0),
      m_neighbourOffset(0),
      m_bufferSize(0)
{
    ObjectBase::ConstructSelf(AttributeConstructionList());
}

TypeId
LteEdgeTopologyHelper::GetInstanceTypeId() const
{
    return GetTypeId();
}

void
LteEdgeTopologyHelper::SetBandwidth(uint32_t downlink, uint32_t uplink)
{
    RequireBandwidth("DownlinkBandwidth", downlink);
    RequireBandwidth("UplinkBandwidth", uplink);
    m_downlinkBlocks = downlink;
    m_uplinkBlocks = uplink;
}

void
LteEdgeTopologyHelper::SetHandover(HandoverAlgorithm algorithm)
{
    m_handover = algorithm;
}

uint32_t
LteEdgeTopologyHelper::GetSrsPeriodicity(uint32_t nUes)
{
    for (const uint32_t periodicity : SRS_PERIODICITIES)
    {
        if (nUes + nUes / 4 <= periodicity)
        {
            return periodicity;
        }
    }
    return SRS_PERIODICITIES.back();
}

void
LteEdgeTopologyHelper::CheckAttributes() const
{
    RequireBandwidth("DownlinkBandwidth", m_downlinkBlocks);
    RequireBandwidth("UplinkBandwidth", m_uplinkBlocks);
    RequireType("Scheduler", m_scheduler, "MAC scheduler", FfMacScheduler::GetTypeId());
    RequireType("PathLossModel",
                m_pathLossModel,
                "PropagationLossModel",
                PropagationLossModel::GetTypeId());
    TypeId buildings;
    if (TypeId::LookupByNameFailSafe("ns3::BuildingsPropagationLossModel", &buildings) &&
        TypeId::LookupByName(m_pathLossModel).IsChildOf(buildings))
    {
        throw InferenceInputError("topology",
                                  "PathLossModel",
                                  m_pathLossModel,
                                  "a model that needs no buildings");
    }
    if (m_nUes > MOST_UES)
    {
        throw InferenceInputError("topology",
                                  "Ues",
                                  std::to_string(m_nUes),
                                  "at most " + std::to_string(MOST_UES) + " UEs with LTE",
                                  "the longest period of the sounding reference signal, 320 ms, "
                                  "has room for no more");
    }
    if (m_nakagamiM != 0 && m_nakagamiM < 0.5)
    {
        throw InferenceInputError("topology",
                                  "NakagamiM",
                                  std::to_string(m_nakagamiM),
                                  "0, or at least 0.5");
    }
    for (const auto& [attribute, rate] :
         {std::make_pair("S1Rate", m_s1Rate), std::make_pair("S5Rate", m_s5Rate)})
    {
        if (rate.GetBitRate() == 0)
        {
            throw InferenceInputError("topology", attribute, "0", "a positive rate");
        }
    }
}

EdgeTopology
LteEdgeTopologyHelper::Build()
{
    CheckAttributes();
    EdgeTopology net;
    CreateNodes(net);
    InstallRadio(net);
    InstallNetwork(net);
    m_cellDevices = net.cellDevices;
    m_ueDevices = net.ueDevices;
    AssignNodeStreams();

    auto radio = CreateObject<LteRadioAccess>();
    for (uint32_t c = 0; c < net.cellDevices.GetN(); ++c)
    {
        radio->AddCell(net.cellDevices.Get(c));
    }
    for (uint32_t i = 0; i < net.ueDevices.GetN(); ++i)
    {
        radio->AddUe(net.ueDevices.Get(i));
    }
    net.radio = radio;
    m_network->AttachOneByOne(net.ueDevices, net.cellDevices, m_attachInterval);
    return net;
}

void
LteEdgeTopologyHelper::InstallRadio(EdgeTopology& net)
{
    auto epc = CreateObject<PointToPointEpcHelper>();
    epc->SetAttribute("S1uLinkDataRate", DataRateValue(m_s1Rate));
    epc->SetAttribute("S1uLinkDelay", TimeValue(m_s1Delay));
    epc->SetAttribute("X2LinkDelay", TimeValue(m_x2Delay));
    SetS5Link(epc->GetPgwNode(), m_s5Rate, m_s5Delay);
    auto lte = CreateObject<LteHelper>();
    lte->SetEpcHelper(epc);
    m_network = CreateObject<LteEdgeNetwork>();
    m_network->Keep(lte, epc);
    net.cells.Get(0)->AggregateObject(m_network);

    lte->SetSchedulerType(m_scheduler);
    lte->SetFfrAlgorithmType("ns3::LteShareFfrAlgorithm");
    lte->SetEnbDeviceAttribute("DlBandwidth", UintegerValue(m_downlinkBlocks));
    lte->SetEnbDeviceAttribute("UlBandwidth", UintegerValue(m_uplinkBlocks));
    lte->SetPathlossModelType(TypeId::LookupByName(m_pathLossModel));
    if (m_pathLossModel == "ns3::LogDistancePropagationLossModel")
    {
        lte->SetPathlossModelAttribute("Exponent", DoubleValue(m_pathLossExponent));
        lte->SetPathlossModelAttribute("ReferenceDistance", DoubleValue(1));
        lte->SetPathlossModelAttribute("ReferenceLoss", DoubleValue(m_referenceLoss));
    }
    switch (m_handover)
    {
    case A3_RSRP:
        lte->SetHandoverAlgorithmType("ns3::A3RsrpHandoverAlgorithm");
        lte->SetHandoverAlgorithmAttribute("Hysteresis", DoubleValue(m_hysteresis));
        lte->SetHandoverAlgorithmAttribute("TimeToTrigger", TimeValue(m_timeToTrigger));
        break;
    case A2_A4_RSRQ:
        lte->SetHandoverAlgorithmType("ns3::A2A4RsrqHandoverAlgorithm");
        lte->SetHandoverAlgorithmAttribute("ServingCellThreshold",
                                           UintegerValue(m_servingThreshold));
        lte->SetHandoverAlgorithmAttribute("NeighbourCellOffset", UintegerValue(m_neighbourOffset));
        break;
    case NONE:
        lte->SetHandoverAlgorithmType("ns3::NoOpHandoverAlgorithm");
        break;
    }

    net.cellDevices = lte->InstallEnbDevice(net.cells);
    net.ueDevices = lte->InstallUeDevice(net.ues);
    if (m_nakagamiM > 0)
    {
        for (const auto& channel :
             {lte->GetDownlinkSpectrumChannel(), lte->GetUplinkSpectrumChannel()})
        {
            auto fading = CreateObject<NakagamiPropagationLossModel>();
            fading->SetAttribute("m0", DoubleValue(m_nakagamiM));
            fading->SetAttribute("m1", DoubleValue(m_nakagamiM));
            fading->SetAttribute("m2", DoubleValue(m_nakagamiM));
            channel->AddPropagationLossModel(fading);
        }
    }
    for (uint32_t c = 0; c < net.cellDevices.GetN(); ++c)
    {
        auto device = DynamicCast<LteEnbNetDevice>(net.cellDevices.Get(c));
        device->GetPhy()->SetTxPower(m_cellTxPower);
        device->GetPhy()->SetNoiseFigure(m_cellNoiseFigure);
        device->GetRrc()->SetSrsPeriodicity(GetSrsPeriodicity(m_nUes));
        // with ns-3's 80 ms all UEs that attach meanwhile wait for the same message and then have
        // their random access at the same instant
        device->GetRrc()->SetAttribute("SystemInformationPeriodicity", TimeValue(MilliSeconds(10)));
    }
    for (uint32_t i = 0; i < net.ueDevices.GetN(); ++i)
    {
        auto device = DynamicCast<LteUeNetDevice>(net.ueDevices.Get(i));
        device->SetMtu(MTU);
        device->GetPhy()->SetTxPower(m_ueTxPower);
        device->GetPhy()->SetNoiseFigure(m_ueNoiseFigure);
        device->GetPhy()->SetAttribute("EnableUplinkPowerControl",
                                       BooleanValue(m_uplinkPowerControl));
    }
    m_network->SetBufferSize(net.cellDevices, net.ueDevices, m_bufferSize);
    if (net.cells.GetN() > 1)
    {
        lte->AddX2Interface(net.cells);
    }
}

void
LteEdgeTopologyHelper::InstallNetwork(EdgeTopology& net)
{
    const Ptr<PointToPointEpcHelper> epc = m_network->GetEpcHelper();
    InstallInternet(net.ues);
    const Ipv4InterfaceContainer interfaces = epc->AssignUeIpv4Address(net.ueDevices);
    for (uint32_t i = 0; i < net.ues.GetN(); ++i)
    {
        net.ueAddresses.push_back(interfaces.GetAddress(i));
        Ipv4StaticRoutingHelper()
            .GetStaticRouting(net.ues.Get(i)->GetObject<Ipv4>())
            ->SetDefaultRoute(epc->GetUeDefaultGatewayAddress(), interfaces.Get(i).second);
    }
    InstallCentralWires(net, epc->GetPgwNode());
    for (auto& toServers : net.paths)
    {
        for (auto& path : toServers)
        {
            path.rate = std::min({path.rate, m_s1Rate, m_s5Rate});
            path.delay += m_s1Delay + m_s5Delay;
        }
    }
}

void
LteEdgeTopologyHelper::AssignNodeStreams() const
{
    AssignTopologyStreams();
    const Ptr<LteHelper> lte = m_network->GetLteHelper();
    for (uint32_t c = 0; c < m_cellDevices.GetN(); ++c)
    {
        const auto phy = DynamicCast<LteEnbNetDevice>(m_cellDevices.Get(c))->GetPhy();
        int64_t stream = GetStream(CELL, c) + RADIO_STREAMS;
        stream += phy->GetDownlinkSpectrumPhy()->AssignStreams(stream);
        phy->GetUplinkSpectrumPhy()->AssignStreams(stream);
    }
    for (uint32_t i = 0; i < m_ueDevices.GetN(); ++i)
    {
        const auto device = DynamicCast<LteUeNetDevice>(m_ueDevices.Get(i));
        int64_t stream = GetStream(UE, i) + RADIO_STREAMS;
        stream += device->GetPhy()->GetDownlinkSpectrumPhy()->AssignStreams(stream);
        stream += device->GetPhy()->GetUplinkSpectrumPhy()->AssignStreams(stream);
        device->GetMac()->AssignStreams(stream);
    }
    int64_t stream = GetStream(CHANNEL, 0);
    for (const auto& channel : {lte->GetDownlinkSpectrumChannel(), lte->GetUplinkSpectrumChannel()})
    {
        if (channel->GetPropagationLossModel())
        {
            stream += channel->GetPropagationLossModel()->AssignStreams(stream);
        }
    }
    // the nodes of the core network draw no random numbers that matter, but they own streams
    m_network->GetEpcHelper()->AssignStreams(GetStream(ROUTER, 0));
}

int64_t
LteEdgeTopologyHelper::AssignStreams(int64_t stream)
{
    if (SetFirstStream(stream))
    {
        AssignNodeStreams();
    }
    return GetNStreams();
}

} // namespace ns3
