// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/nr-edge-topology-helper.h"

#include "../../model/input/attribute-limits.h"
#include "../../model/radio/nr/nr-api.h"
#include "../../model/radio/nr/nr-radio-access.h"
#include "rlc-buffer-size.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/inference-input-error.h"
#include "ns3/isotropic-antenna-model.h"
#include "ns3/log.h"
#include "ns3/mobility-model.h"
#include "ns3/node.h"
#include "ns3/nr-gnb-phy.h"
#include "ns3/nr-spectrum-phy.h"
#include "ns3/nr-ue-mac.h"
#include "ns3/nr-ue-phy.h"
#include "ns3/pointer.h"
#include "ns3/string.h"
#include "ns3/three-gpp-channel-model.h"
#include "ns3/three-gpp-propagation-loss-model.h"
#include "ns3/three-gpp-spectrum-propagation-loss-model.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("NrEdgeTopologyHelper");

NS_OBJECT_ENSURE_REGISTERED(NrEdgeTopologyHelper);

namespace
{

/// Bearers whose packets nr's static algorithm sends over bandwidth parts 1, 2 and 3 (the default
/// bearer goes over part 0), and the names of the attributes that say so.
constexpr std::array<std::pair<nrapi::Bearer::Qci, const char*>, 3> PART_BEARERS{
    {{nrapi::Bearer::NGBR_LOW_LAT_EMBB, "NGBR_LOW_LAT_EMBB"},
     {nrapi::Bearer::NGBR_VOICE_VIDEO_GAMING, "NGBR_VOICE_VIDEO_GAMING"},
     {nrapi::Bearer::NGBR_VIDEO_TCP_PREMIUM, "NGBR_VIDEO_TCP_PREMIUM"}}};

constexpr uint32_t MOST_UES = 300; //!< more do not fit the longest period of sounding signals

/**
 * @param pattern types of slots that nr knows, each followed by |
 * @return true when both directions have slots
 */
bool
HasBothDirections(const std::string& pattern)
{
    const bool flexible = pattern.find("F|") != std::string::npos;
    const bool downlink =
        pattern.find("DL|") != std::string::npos || pattern.find("S|") != std::string::npos;
    return flexible || (downlink && pattern.find("UL|") != std::string::npos);
}

} // namespace

TypeId
NrEdgeTopologyHelper::GetTypeId()
{
    static TypeId tid =
        AddCommonAttributes(TypeId("ns3::NrEdgeTopologyHelper")
                                .SetParent<CellularEdgeTopologyHelper>()
                                .SetGroupName("EdgeInference")
                                .AddConstructor<NrEdgeTopologyHelper>(),
                            {"ns3::NrShareScheduler",
                             "Spectrum shares need ns3::NrShareScheduler.",
                             "the whole bandwidth part",
                             3.19,
                             "that of urban micro cells without line of sight (optional) in 3GPP "
                             "TR 38.901, table 7.4.1-1",
                             0,
                             "0 for 32.4 + 20 log10(frequency in GHz), of the same line of that "
                             "table",
                             "10Gbps",
                             "nr"})
            .AddAttribute("Frequency",
                          "Centre of the band, Hz: FR1 below 7.125e9, FR2 from 24.25e9.",
                          DoubleValue(3.5e9),
                          MakeDoubleAccessor(&NrEdgeTopologyHelper::m_frequency),
                          MakeDoubleChecker<double>(0.5e9, 100e9))
            .AddAttribute("Bandwidth",
                          "Bandwidth of each cell, Hz, shared by uplink and downlink in time.",
                          DoubleValue(20e6),
                          MakeDoubleAccessor(&NrEdgeTopologyHelper::m_bandwidth),
                          MakeDoubleChecker<double>(1e6, 2e9))
            .AddAttribute("Numerology",
                          "Numerology: subcarriers of 15 kHz times 2 to its power, slots of 1 ms "
                          "over 2 to its power.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&NrEdgeTopologyHelper::m_numerology),
                          MakeUintegerChecker<uint32_t>(0, 4))
            .AddAttribute("Pattern",
                          "TDD pattern: slots DL, UL, S (downlink data and all control) and F "
                          "(flexible), each followed by |. In a flexible slot nr schedules uplink "
                          "first, so a busy uplink starves the downlink.",
                          StringValue("DL|S|UL|UL|DL|"),
                          MakeStringAccessor(&NrEdgeTopologyHelper::m_pattern),
                          MakeStringChecker())
            .AddAttribute("BandwidthParts",
                          "Number of bandwidth parts of equal width; UE i has its data on part i "
                          "modulo this.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&NrEdgeTopologyHelper::m_nParts),
                          MakeUintegerChecker<uint32_t>(1, PART_BEARERS.size() + 1))
            .AddAttribute(
                "ChannelModel",
                "PathLoss: PathLossModel without fading. UMi, UMa, RMa, InH: path loss and "
                "spatial fading of 3GPP TR 38.901, line of sight at random.",
                EnumValue(PATH_LOSS),
                MakeEnumAccessorCompat<ChannelModel>(&NrEdgeTopologyHelper::m_channelModel),
                MakeEnumChecker(PATH_LOSS,
                                "PathLoss",
                                UMI,
                                "UMi",
                                UMA,
                                "UMa",
                                RMA,
                                "RMa",
                                INH,
                                "InH"))
            .AddAttribute("Shadowing",
                          "Shadowing, with a channel of 3GPP TR 38.901.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&NrEdgeTopologyHelper::m_shadowing),
                          MakeBooleanChecker())
            .AddAttribute("Beamforming",
                          "Beams along the direct path, at both ends; needs a channel of 3GPP TR "
                          "38.901 and antennas of more than one element. UEs of different beams "
                          "are served one after the other. Without it all UEs are in one beam.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&NrEdgeTopologyHelper::m_beamforming),
                          MakeBooleanChecker())
            .AddAttribute("CellAntennaRows",
                          "Rows of the gNBs' antennas, of isotropic elements.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&NrEdgeTopologyHelper::m_cellAntennaRows),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("CellAntennaColumns",
                          "Columns of the gNBs' antennas.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&NrEdgeTopologyHelper::m_cellAntennaColumns),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("UeAntennaRows",
                          "Rows of the UEs' antennas, of isotropic elements.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&NrEdgeTopologyHelper::m_ueAntennaRows),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("UeAntennaColumns",
                          "Columns of the UEs' antennas.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&NrEdgeTopologyHelper::m_ueAntennaColumns),
                          MakeUintegerChecker<uint32_t>(1, 64));
    return tid;
}

NrEdgeTopologyHelper::NrEdgeTopologyHelper()
    : m_frequency(0),
      m_bandwidth(0),
      m_numerology(0),
      m_nParts(0),
      m_channelModel(PATH_LOSS),
      m_shadowing(false),
      m_beamforming(false),
      m_cellAntennaRows(0),
      m_cellAntennaColumns(0),
      m_ueAntennaRows(0),
      m_ueAntennaColumns(0)
{
    ObjectBase::ConstructSelf(AttributeConstructionList());
}

NrEdgeTopologyHelper::~NrEdgeTopologyHelper() = default;

TypeId
NrEdgeTopologyHelper::GetInstanceTypeId() const
{
    return GetTypeId();
}

void
NrEdgeTopologyHelper::SetBand(double frequency, double bandwidth, uint32_t numerology)
{
    const auto set = [this](const std::string& name, const AttributeValue& value, double found) {
        if (!SetAttributeFailSafe(name, value))
        {
            TypeId::AttributeInformation info;
            GetTypeId().LookupAttributeByName(name, &info);
            throw InferenceInputError("topology",
                                      name,
                                      std::to_string(found),
                                      info.checker->GetUnderlyingTypeInformation());
        }
    };
    set("Frequency", DoubleValue(frequency), frequency);
    set("Bandwidth", DoubleValue(bandwidth), bandwidth);
    set("Numerology", UintegerValue(numerology), numerology);
}

uint32_t
NrEdgeTopologyHelper::GetNParts() const
{
    return m_nParts;
}

void
NrEdgeTopologyHelper::CheckAttributes() const
{
    CheckCommonAttributes(NrMacSchedulerNs3::GetTypeId(), "MAC scheduler of nr");
    std::string expected = AttributeLimits::FindError(NrGnbPhy::GetTypeId(), "Pattern", m_pattern);
    if (expected.empty() && !HasBothDirections(m_pattern))
    {
        expected = "slots of both directions";
    }
    if (!expected.empty())
    {
        throw InferenceInputError("topology",
                                  "Pattern",
                                  m_pattern,
                                  expected,
                                  "for example DL|S|UL|UL|DL|");
    }
    // A part of less than 4 resource blocks has no use, and each has a group of them at least.
    UintegerValue group;
    TypeId::AttributeInformation groups;
    NrGnbMac::GetTypeId().LookupAttributeByName("NumRbPerRbg", &groups);
    group.DeserializeFromString(groups.initialValue->SerializeToString(groups.checker),
                                groups.checker);
    const uint64_t blocks = std::max<uint64_t>(4, group.Get());
    const double least =
        static_cast<double>(blocks) * 12 * 15e3 * std::pow(2, m_numerology) * m_nParts;
    if (m_bandwidth < least)
    {
        throw InferenceInputError(
            "topology",
            "Bandwidth",
            std::to_string(m_bandwidth),
            "at least " + std::to_string(least) + " Hz",
            std::to_string(blocks) + " resource blocks of this numerology for each bandwidth part");
    }
    if (m_nUes > MOST_UES)
    {
        throw InferenceInputError("topology",
                                  "Ues",
                                  std::to_string(m_nUes),
                                  "at most " + std::to_string(MOST_UES) + " UEs with NR");
    }
    if (m_beamforming && m_channelModel == PATH_LOSS)
    {
        throw InferenceInputError("topology",
                                  "Beamforming",
                                  "true",
                                  "a ChannelModel other than PathLoss",
                                  "a path loss has no directions");
    }
}

void
NrEdgeTopologyHelper::CheckHeights(const EdgeTopology& net) const
{
    for (const auto& [nodes, attribute] :
         {std::pair(net.cells, "CellHeight"), std::pair(net.ues, "UeHeight")})
    {
        for (uint32_t i = 0; m_channelModel == RMA && i < nodes.GetN(); ++i)
        {
            const double height = nodes.Get(i)->GetObject<MobilityModel>()->GetPosition().z;
            if (height <= 0)
            {
                throw InferenceInputError("topology",
                                          attribute,
                                          std::to_string(height),
                                          "a height above 0",
                                          "RMa is for cells of 10 to 150 m and UEs of 1 to 10 m");
            }
        }
    }
}

Ptr<RadioAccess>
NrEdgeTopologyHelper::MakeRadio(const EdgeTopology& net) const
{
    auto radio = CreateObject<NrRadioAccess>();
    for (uint32_t c = 0; c < net.cellDevices.GetN(); ++c)
    {
        radio->AddCell(net.cellDevices.Get(c));
    }
    for (uint32_t i = 0; i < net.ueDevices.GetN(); ++i)
    {
        radio->AddUe(net.ueDevices.Get(i), i % m_nParts);
    }
    return radio;
}

void
NrEdgeTopologyHelper::Attach(const EdgeTopology& net)
{
    nrapi::AttachToClosest(*m_nr, net.ueDevices, net.cellDevices);
    for (uint32_t i = 0; i < net.ueDevices.GetN(); ++i)
    {
        if (i % m_nParts > 0)
        {
            const nrapi::Bearer bearer(PART_BEARERS[i % m_nParts - 1].first);
            m_nr->ActivateDedicatedEpsBearer(net.ueDevices.Get(i), bearer, nrapi::Tft::Default());
        }
    }
}

void
NrEdgeTopologyHelper::InstallRadio(EdgeTopology& net)
{
    CheckHeights(net);
    m_epc = CreateObject<NrPointToPointEpcHelper>();
    m_epc->SetAttribute("S1uLinkDataRate", DataRateValue(m_s1Rate));
    m_epc->SetAttribute("S1uLinkDelay", TimeValue(m_s1Delay));
    m_epc->SetAttribute("S5LinkDataRate", DataRateValue(m_s5Rate));
    m_epc->SetAttribute("S5LinkDelay", TimeValue(m_s5Delay));
    m_nr = CreateObject<NrHelper>();
    m_nr->SetEpcHelper(m_epc);
    // they live as long as what they made
    net.cells.Get(0)->AggregateObject(m_nr);
    net.cells.Get(0)->AggregateObject(m_epc);

    const bool hasEnvironment = m_channelModel != PATH_LOSS;
    const auto environment =
        hasEnvironment ? static_cast<nrapi::Environment>(m_channelModel - UMI) : nrapi::UMI;
    OperationBandInfo band =
        nrapi::MakeBand(m_frequency, m_bandwidth, static_cast<uint8_t>(m_nParts), environment);
    if (hasEnvironment)
    {
        nrapi::InstallSpatialChannels(*m_nr, band, environment, m_shadowing);
    }
    else
    {
        nrapi::InstallPlainChannels(band, [this] { return MakePathLoss(); });
    }
    const BandwidthPartInfoPtrVector parts = CcBwpCreator::GetAllBwps({band});
    ConfigureHelper();
    net.cellDevices = m_nr->InstallGnbDevice(net.cells, parts);
    net.ueDevices = m_nr->InstallUeDevice(net.ues, parts);
    ConfigureDevices(net);
}

Ptr<PropagationLossModel>
NrEdgeTopologyHelper::MakePathLoss() const
{
    ObjectFactory factory(m_pathLossModel);
    if (m_pathLossModel == "ns3::LogDistancePropagationLossModel")
    {
        factory.Set("Exponent", DoubleValue(m_pathLossExponent));
        factory.Set("ReferenceDistance", DoubleValue(1));
        factory.Set("ReferenceLoss",
                    DoubleValue(m_referenceLoss != 0 ? m_referenceLoss
                                                     : 32.4 + 20 * std::log10(m_frequency / 1e9)));
    }
    auto loss = factory.Create<PropagationLossModel>();
    loss->SetAttributeFailSafe("Frequency", DoubleValue(m_frequency));
    return loss;
}

void
NrEdgeTopologyHelper::ConfigureHelper()
{
    if (m_beamforming)
    {
        auto beams = CreateObject<IdealBeamformingHelper>();
        beams->SetAttribute("BeamformingMethod",
                            TypeIdValue(TypeId::LookupByName("ns3::DirectPathBeamforming")));
        m_nr->SetBeamformingHelper(beams);
    }
    const auto setAntenna = [](auto set, uint32_t rows, uint32_t columns) {
        set("NumRows", UintegerValue(rows));
        set("NumColumns", UintegerValue(columns));
        set("AntennaElement", PointerValue(CreateObject<IsotropicAntennaModel>()));
    };
    setAntenna([this](const std::string& name,
                      const AttributeValue& value) { m_nr->SetGnbAntennaAttribute(name, value); },
               m_cellAntennaRows,
               m_cellAntennaColumns);
    setAntenna([this](const std::string& name,
                      const AttributeValue& value) { m_nr->SetUeAntennaAttribute(name, value); },
               m_ueAntennaRows,
               m_ueAntennaColumns);
    m_nr->SetSchedulerTypeId(TypeId::LookupByName(m_scheduler));
    if (m_pattern.find('S') != std::string::npos || m_pattern.find('F') != std::string::npos)
    {
        // sounding signals have room there: uplink slots are all data
        m_nr->SetSchedulerAttribute("EnableSrsInUlSlots", BooleanValue(false));
    }
    m_nr->SetGnbPhyAttribute("NoiseFigure", DoubleValue(m_cellNoiseFigure));
    m_nr->SetUePhyAttribute("NoiseFigure", DoubleValue(m_ueNoiseFigure));
    m_nr->SetUePhyAttribute("TxPower", DoubleValue(m_ueTxPower));
    for (uint32_t p = 1; p < m_nParts; ++p)
    {
        const char* bearer = PART_BEARERS[p - 1].second;
        m_nr->SetGnbBwpManagerAlgorithmAttribute(bearer, UintegerValue(p));
        m_nr->SetUeBwpManagerAlgorithmAttribute(bearer, UintegerValue(p));
    }
}

void
NrEdgeTopologyHelper::ConfigureDevices(const EdgeTopology& net) const
{
    using BufferSize = RlcBufferSize<nrapi::GnbRrc, nrapi::DataBearerInfo>;
    for (uint32_t c = 0; c < net.cellDevices.GetN(); ++c)
    {
        for (uint32_t p = 0; p < m_nParts; ++p)
        {
            const Ptr<NrGnbPhy> phy = NrHelper::GetGnbPhy(net.cellDevices.Get(c), p);
            phy->SetAttribute("Numerology", UintegerValue(m_numerology));
            phy->SetAttribute("TxPower", DoubleValue(m_cellTxPower - 10 * std::log10(m_nParts)));
            phy->SetAttribute("Pattern", StringValue(m_pattern));
        }
        const Ptr<nrapi::GnbRrc> rrc =
            DynamicCast<NrGnbNetDevice>(net.cellDevices.Get(c))->GetRrc();
        // nr has its own schedule of sounding signals; the RRC of nr 2 bounds the number of UEs by
        // this, and that of nr 4 has no such attribute
        rrc->SetAttributeFailSafe("SrsPeriodicity", UintegerValue(320));
        BufferSize::SetInCell(rrc, m_bufferSize);
    }
    for (uint32_t i = 0; i < net.ueDevices.GetN(); ++i)
    {
        BufferSize::SetInUe(DynamicCast<NrUeNetDevice>(net.ueDevices.Get(i))->GetRrc(),
                            m_bufferSize);
    }
    nrapi::UpdateConfig(net.cellDevices);
    nrapi::UpdateConfig(net.ueDevices);
}

void
NrEdgeTopologyHelper::InstallCoreNetwork(EdgeTopology& net)
{
    InstallNetwork(net, m_epc);
}

void
NrEdgeTopologyHelper::AssignNodeStreams() const
{
    AssignTopologyStreams();
    int64_t channelStream = GetStream(CHANNEL, 0);
    for (uint32_t c = 0; c < m_cellDevices.GetN(); ++c)
    {
        int64_t stream = GetStream(CELL, c) + RADIO_STREAMS;
        for (uint32_t p = 0; p < m_nParts; ++p)
        {
            const Ptr<NrSpectrumPhy> phy =
                NrHelper::GetGnbPhy(m_cellDevices.Get(c), p)->GetSpectrumPhy();
            stream += NrHelper::GetScheduler(m_cellDevices.Get(c), p)->AssignStreams(stream);
            stream += phy->AssignStreams(stream);
            if (c > 0)
            {
                continue; // all cells have the same channels
            }
            const Ptr<SpectrumChannel> channel = phy->GetSpectrumChannel();
            const auto loss = channel->GetPropagationLossModel();
            channelStream += loss->AssignStreams(channelStream);
            const auto threeGpp = DynamicCast<ThreeGppPropagationLossModel>(loss);
            if (threeGpp && threeGpp->GetChannelConditionModel())
            {
                channelStream += threeGpp->GetChannelConditionModel()->AssignStreams(channelStream);
            }
            const auto fading = DynamicCast<ThreeGppSpectrumPropagationLossModel>(
                channel->GetPhasedArraySpectrumPropagationLossModel());
            const auto matrix =
                fading ? DynamicCast<ThreeGppChannelModel>(fading->GetChannelModel()) : nullptr;
            if (matrix)
            {
                channelStream += matrix->AssignStreams(channelStream);
            }
        }
    }
    for (uint32_t i = 0; i < m_ueDevices.GetN(); ++i)
    {
        int64_t stream = GetStream(UE, i) + RADIO_STREAMS;
        for (uint32_t p = 0; p < m_nParts; ++p)
        {
            const Ptr<NetDevice> device = m_ueDevices.Get(i);
            stream += NrHelper::GetUeMac(device, p)->AssignStreams(stream);
            stream += NrHelper::GetUePhy(device, p)->GetSpectrumPhy()->AssignStreams(stream);
        }
    }
    // the nodes of the core network draw no random numbers that matter, but they own streams
    m_epc->AssignStreams(GetStream(ROUTER, 0));
}

} // namespace ns3
