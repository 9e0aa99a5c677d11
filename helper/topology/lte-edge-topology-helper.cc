// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/lte-edge-topology-helper.h"

#include "../../model/radio/lte/lte-api.h"
#include "../../model/radio/lte/lte-radio-access.h"
#include "lte-edge-network.h"
#include "rlc-buffer-size.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/ff-mac-scheduler.h"
#include "ns3/inference-input-error.h"
#include "ns3/log.h"
#include "ns3/lte-enb-net-device.h"
#include "ns3/lte-enb-phy.h"
#include "ns3/lte-enb-rrc.h"
#include "ns3/lte-helper.h"
#include "ns3/lte-radio-bearer-info.h"
#include "ns3/lte-rlc.h"
#include "ns3/lte-spectrum-phy.h"
#include "ns3/lte-ue-mac.h"
#include "ns3/lte-ue-net-device.h"
#include "ns3/lte-ue-phy.h"
#include "ns3/lte-ue-rrc.h"
#include "ns3/mobility-model.h"
#include "ns3/node.h"
#include "ns3/point-to-point-epc-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/propagation-loss-model.h"
#include "ns3/spectrum-channel.h"
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
 * @param attribute name of the attribute
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
        AddCommonAttributes(TypeId("ns3::LteEdgeTopologyHelper")
                                .SetParent<CellularEdgeTopologyHelper>()
                                .SetGroupName("EdgeInference")
                                .AddConstructor<LteEdgeTopologyHelper>(),
                            {"ns3::PfFfMacScheduler",
                             "Downlink shares need ns3::PfFfMacScheduler.",
                             "the resource blocks that they use",
                             3.67,
                             "that of pico cells in 3GPP TR 36.814, table A.2.1.1.2-3",
                             30.6,
                             "the default is that of pico cells in 3GPP TR 36.814, table "
                             "A.2.1.1.2-3 (140.7 dB at 1 km)",
                             "1Gbps",
                             "ns-3"})
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
            .AddAttribute("UplinkPowerControl",
                          "Uplink power control of ns-3 (LteUePowerControl): UEs send with at most "
                          "UeTxPower. Without it they always send with UeTxPower.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&LteEdgeTopologyHelper::m_uplinkPowerControl),
                          MakeBooleanChecker())
            .AddAttribute("NakagamiM",
                          "Shape of Nakagami fading, flat over the band and drawn anew for each "
                          "subframe and link: 1 is Rayleigh, larger is milder; 0 for no fading, "
                          "else at least 0.5.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&LteEdgeTopologyHelper::m_nakagamiM),
                          MakeDoubleChecker<double>(0, 1000)) // a draw takes as many draws
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
            .AddAttribute("X2Delay",
                          "One-way delay of the link between each two cells.",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&LteEdgeTopologyHelper::m_x2Delay),
                          MakeTimeChecker(Seconds(0)))
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
      m_uplinkPowerControl(false),
      m_nakagamiM(0),
      m_handover(A3_RSRP),
      m_hysteresis(0),
      m_servingThreshold(0),
      m_neighbourOffset(0)
{
    ObjectBase::ConstructSelf(AttributeConstructionList());
}

LteEdgeTopologyHelper::~LteEdgeTopologyHelper() = default;

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
    CheckCommonAttributes(FfMacScheduler::GetTypeId(), "MAC scheduler");
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
}

Ptr<RadioAccess>
LteEdgeTopologyHelper::MakeRadio(const EdgeTopology& net) const
{
    auto radio = CreateObject<LteRadioAccess>();
    for (uint32_t c = 0; c < net.cellDevices.GetN(); ++c)
    {
        radio->AddCell(net.cellDevices.Get(c));
    }
    for (uint32_t i = 0; i < net.ueDevices.GetN(); ++i)
    {
        radio->AddUe(net.ueDevices.Get(i));
    }
    return radio;
}

void
LteEdgeTopologyHelper::Attach(const EdgeTopology& net)
{
    m_network->AttachOneByOne(net.ueDevices, net.cellDevices, m_attachInterval);
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
    ConfigureHandover(*lte);
    net.cellDevices = lte->InstallEnbDevice(net.cells);
    net.ueDevices = lte->InstallUeDevice(net.ues);
    if (m_nakagamiM > 0)
    {
        AddFading(*lte);
    }
    ConfigureDevices(net);
    if (net.cells.GetN() > 1)
    {
        lte->AddX2Interface(net.cells);
    }
}

void
LteEdgeTopologyHelper::ConfigureHandover(LteHelper& lte) const
{
    switch (m_handover)
    {
    case A3_RSRP:
        lte.SetHandoverAlgorithmType("ns3::A3RsrpHandoverAlgorithm");
        lte.SetHandoverAlgorithmAttribute("Hysteresis", DoubleValue(m_hysteresis));
        lte.SetHandoverAlgorithmAttribute("TimeToTrigger", TimeValue(m_timeToTrigger));
        break;
    case A2_A4_RSRQ:
        lte.SetHandoverAlgorithmType("ns3::A2A4RsrqHandoverAlgorithm");
        lte.SetHandoverAlgorithmAttribute("ServingCellThreshold",
                                          UintegerValue(m_servingThreshold));
        lte.SetHandoverAlgorithmAttribute("NeighbourCellOffset", UintegerValue(m_neighbourOffset));
        break;
    case NONE:
        lte.SetHandoverAlgorithmType("ns3::NoOpHandoverAlgorithm");
        break;
    }
}

void
LteEdgeTopologyHelper::AddFading(LteHelper& lte) const
{
    for (const auto& channel : {lte.GetDownlinkSpectrumChannel(), lte.GetUplinkSpectrumChannel()})
    {
        auto fading = CreateObject<NakagamiPropagationLossModel>();
        fading->SetAttribute("m0", DoubleValue(m_nakagamiM));
        fading->SetAttribute("m1", DoubleValue(m_nakagamiM));
        fading->SetAttribute("m2", DoubleValue(m_nakagamiM));
        channel->AddPropagationLossModel(fading);
    }
}

void
LteEdgeTopologyHelper::ConfigureDevices(const EdgeTopology& net) const
{
    using BufferSize = RlcBufferSize<LteEnbRrc, LteRadioBearerInfo>;
    for (uint32_t c = 0; c < net.cellDevices.GetN(); ++c)
    {
        auto device = DynamicCast<LteEnbNetDevice>(net.cellDevices.Get(c));
        device->GetPhy()->SetTxPower(m_cellTxPower);
        device->GetPhy()->SetNoiseFigure(m_cellNoiseFigure);
        device->GetRrc()->SetSrsPeriodicity(GetSrsPeriodicity(m_nUes));
        // With ns-3's 80 ms all UEs that attach meanwhile wait for the same message and then have
        // their random access at the same instant.
        device->GetRrc()->SetAttribute("SystemInformationPeriodicity", TimeValue(MilliSeconds(10)));
        BufferSize::SetInCell(device->GetRrc(), m_bufferSize);
    }
    for (uint32_t i = 0; i < net.ueDevices.GetN(); ++i)
    {
        auto device = DynamicCast<LteUeNetDevice>(net.ueDevices.Get(i));
        device->SetMtu(MTU);
        device->GetPhy()->SetTxPower(m_ueTxPower);
        device->GetPhy()->SetNoiseFigure(m_ueNoiseFigure);
        device->GetPhy()->SetAttribute("EnableUplinkPowerControl",
                                       BooleanValue(m_uplinkPowerControl));
        BufferSize::SetInUe(device->GetRrc(), m_bufferSize);
    }
}

void
LteEdgeTopologyHelper::InstallCoreNetwork(EdgeTopology& net)
{
    InstallNetwork(net, m_network->GetEpcHelper());
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
    AssignCoreStreams(m_network->GetEpcHelper(), GetStream(ROUTER, 0));
}

} // namespace ns3
