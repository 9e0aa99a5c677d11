// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/nr-edge-topology-helper.h"

#include "../../model/radio/nr/nr-api.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/inference-input-error.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/isotropic-antenna-model.h"
#include "ns3/log.h"
#include "ns3/mobility-model.h"
#include "ns3/node.h"
#include "ns3/nr-gnb-phy.h"
#include "ns3/nr-radio-access.h"
#include "ns3/nr-spectrum-phy.h"
#include "ns3/nr-ue-mac.h"
#include "ns3/nr-ue-phy.h"
#include "ns3/object-map.h"
#include "ns3/pointer.h"
#include "ns3/string.h"
#include "ns3/three-gpp-channel-model.h"
#include "ns3/three-gpp-propagation-loss-model.h"
#include "ns3/three-gpp-spectrum-propagation-loss-model.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>
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
 * @brief Gives the buffers of all data bearers a size.
 * @param owner the UE's RRC, or what the gNB's RRC knows of one UE
 * @param bytes their size
 */
void
SizeBuffers(const Object& owner, uint32_t bytes)
{
    ObjectMapValue bearers;
    owner.GetAttribute("DataRadioBearerMap", bearers);
    for (auto it = bearers.Begin(); it != bearers.End(); ++it)
    {
        auto info = DynamicCast<nrapi::DataBearerInfo>(it->second);
        if (info && info->m_rlc)
        {
            // an RLC without this attribute (saturation mode) has no buffer
            info->m_rlc->SetAttributeFailSafe("MaxTxBufferSize", UintegerValue(bytes));
        }
    }
}

/**
 * @brief There is a new bearer.
 * @param owner the UE's RRC, or what the gNB's RRC knows of one UE; no Ptr, since it holds the
 * callback
 * @param bytes size of each buffer
 * @param imsi of the UE
 * @param cell its cell
 * @param rnti its RNTI there
 * @param bearer the new one
 */
void
OnBearer(Object* owner,
         uint32_t bytes,
         [[maybe_unused]] uint64_t imsi,
         [[maybe_unused]] uint16_t cell,
         [[maybe_unused]] uint16_t rnti,
         [[maybe_unused]] uint8_t bearer)
{
    SizeBuffers(*owner, bytes);
}

/**
 * @brief Connects, or ends the program with a message.
 * @param object who has the trace source
 * @param source its name
 * @param callback what to call
 */
void
Connect(Ptr<Object> object, const std::string& source, const CallbackBase& callback)
{
    NS_ABORT_MSG_UNLESS(object->TraceConnectWithoutContext(source, callback),
                        object->GetInstanceTypeId().GetName()
                            << " of this nr has no trace source \"" << source << "\"");
}

/**
 * @brief A gNB has a new UE.
 * @param rrc of the gNB; no Ptr, since it holds the callback
 * @param bytes size of each buffer
 * @param cell the cell
 * @param rnti of the UE
 */
void
OnUe(nrapi::GnbRrc* rrc, uint32_t bytes, [[maybe_unused]] uint16_t cell, uint16_t rnti)
{
    const Ptr<nrapi::UeManager> manager = rrc->GetUeManager(rnti);
    Object* raw = PeekPointer(manager);
    Connect(manager, "DrbCreated", MakeBoundCallback(&OnBearer, raw, bytes));
}

/**
 * @param pattern types of slots, separated by |
 * @return true when nr knows it and both directions have slots
 */
bool
IsPattern(const std::string& pattern)
{
    std::istringstream stream(pattern);
    std::string slot;
    bool downlink = false;
    bool uplink = false;
    while (std::getline(stream, slot, '|'))
    {
        if (slot != "DL" && slot != "UL" && slot != "S" && slot != "F")
        {
            return false;
        }
        downlink = downlink || slot != "UL";
        uplink = uplink || slot == "UL" || slot == "F";
    }
    return downlink && uplink && pattern.back() == '|';
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

} // namespace

TypeId
NrEdgeTopologyHelper::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::NrEdgeTopologyHelper")
            .SetParent<EdgeTopologyHelper>()
            .SetGroupName("EdgeInference")
            .AddConstructor<NrEdgeTopologyHelper>()
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
            .AddAttribute("Scheduler",
                          "TypeId name of the MAC scheduler of every cell. Spectrum shares need "
                          "ns3::NrShareScheduler.",
                          StringValue("ns3::NrShareScheduler"),
                          MakeStringAccessor(&NrEdgeTopologyHelper::m_scheduler),
                          MakeStringChecker())
            .AddAttribute("CellTxPower",
                          "Transmit power of each cell over its whole bandwidth, dBm.",
                          DoubleValue(30),
                          MakeDoubleAccessor(&NrEdgeTopologyHelper::m_cellTxPower),
                          MakeDoubleChecker<double>())
            .AddAttribute("UeTxPower",
                          "Transmit power of UEs over the whole bandwidth part, dBm.",
                          DoubleValue(23),
                          MakeDoubleAccessor(&NrEdgeTopologyHelper::m_ueTxPower),
                          MakeDoubleChecker<double>())
            .AddAttribute("CellNoiseFigure",
                          "Noise figure of cells, dB.",
                          DoubleValue(5),
                          MakeDoubleAccessor(&NrEdgeTopologyHelper::m_cellNoiseFigure),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("UeNoiseFigure",
                          "Noise figure of UEs, dB.",
                          DoubleValue(9),
                          MakeDoubleAccessor(&NrEdgeTopologyHelper::m_ueNoiseFigure),
                          MakeDoubleChecker<double>(0))
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
            .AddAttribute("PathLossModel",
                          "TypeId name of the path loss model, a PropagationLossModel.",
                          StringValue("ns3::LogDistancePropagationLossModel"),
                          MakeStringAccessor(&NrEdgeTopologyHelper::m_pathLossModel),
                          MakeStringChecker())
            .AddAttribute("PathLossExponent",
                          "Exponent of the log-distance path loss; the default is that of urban "
                          "micro cells without line of sight (optional) in 3GPP TR 38.901, table "
                          "7.4.1-1.",
                          DoubleValue(3.19),
                          MakeDoubleAccessor(&NrEdgeTopologyHelper::m_pathLossExponent),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("ReferenceLoss",
                          "Log-distance path loss at 1 m, dB; 0 for 32.4 + 20 log10(frequency in "
                          "GHz), of the same line of that table.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&NrEdgeTopologyHelper::m_referenceLoss),
                          MakeDoubleChecker<double>())
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
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("S1Rate",
                          "Rate of each cell's S1-U link to the SGW.",
                          DataRateValue(DataRate("10Gbps")),
                          MakeDataRateAccessor(&NrEdgeTopologyHelper::m_s1Rate),
                          MakeDataRateChecker())
            .AddAttribute("S1Delay",
                          "One-way delay of each cell's S1-U link to the SGW.",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&NrEdgeTopologyHelper::m_s1Delay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("S5Rate",
                          "Rate of the link between SGW and PGW.",
                          DataRateValue(DataRate("10Gbps")),
                          MakeDataRateAccessor(&NrEdgeTopologyHelper::m_s5Rate),
                          MakeDataRateChecker())
            .AddAttribute(
                "S5Delay",
                "One-way delay of the link between SGW and PGW; 0 puts them in one place.",
                TimeValue(Seconds(0)),
                MakeTimeAccessor(&NrEdgeTopologyHelper::m_s5Delay),
                MakeTimeChecker(Seconds(0)))
            .AddAttribute("RlcBufferSize",
                          "Size of the RLC buffer of each bearer, up and down, bytes. (nr has 10 "
                          "KiB, less than most feature maps.)",
                          UintegerValue(1 << 20),
                          MakeUintegerAccessor(&NrEdgeTopologyHelper::m_bufferSize),
                          MakeUintegerChecker<uint32_t>(2000));
    return tid;
}

NrEdgeTopologyHelper::NrEdgeTopologyHelper()
    : m_frequency(0),
      m_bandwidth(0),
      m_numerology(0),
      m_nParts(0),
      m_cellTxPower(0),
      m_ueTxPower(0),
      m_cellNoiseFigure(0),
      m_ueNoiseFigure(0),
      m_channelModel(PATH_LOSS),
      m_shadowing(false),
      m_pathLossExponent(0),
      m_referenceLoss(0),
      m_beamforming(false),
      m_cellAntennaRows(0),
      m_cellAntennaColumns(0),
      m_ueAntennaRows(0),
      m_ueAntennaColumns(0),
      m_bufferSize(0)
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
    RequireType("Scheduler", m_scheduler, "MAC scheduler of nr", NrMacSchedulerNs3::GetTypeId());
    RequireType("PathLossModel",
                m_pathLossModel,
                "PropagationLossModel",
                PropagationLossModel::GetTypeId());
    if (m_pattern.empty() || !IsPattern(m_pattern))
    {
        throw InferenceInputError("topology",
                                  "Pattern",
                                  m_pattern,
                                  "slots DL, UL, S or F, each followed by |",
                                  "both directions need slots, e.g. DL|S|UL|UL|DL|");
    }
    // a part of less than 4 resource blocks has no use
    const double least = 4 * 12 * 15e3 * std::pow(2, m_numerology) * m_nParts;
    if (m_bandwidth < least)
    {
        throw InferenceInputError("topology",
                                  "Bandwidth",
                                  std::to_string(m_bandwidth),
                                  "at least " + std::to_string(least) + " Hz",
                                  "4 resource blocks of this numerology for each bandwidth part");
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
NrEdgeTopologyHelper::Build()
{
    CheckAttributes();
    EdgeTopology net;
    CreateNodes(net);
    InstallRadio(net);
    InstallNetwork(net);
    m_cellDevices = net.cellDevices;
    m_ueDevices = net.ueDevices;
    AssignNodeStreams();

    auto radio = CreateObject<NrRadioAccess>();
    for (uint32_t c = 0; c < net.cellDevices.GetN(); ++c)
    {
        radio->AddCell(net.cellDevices.Get(c));
    }
    for (uint32_t i = 0; i < net.ueDevices.GetN(); ++i)
    {
        radio->AddUe(net.ueDevices.Get(i), i % m_nParts);
    }
    net.radio = radio;

    nrapi::AttachToClosest(*m_nr, net.ueDevices, net.cellDevices);
    for (uint32_t i = 0; i < net.ueDevices.GetN(); ++i)
    {
        if (i % m_nParts > 0)
        {
            const nrapi::Bearer bearer(PART_BEARERS[i % m_nParts - 1].first);
            m_nr->ActivateDedicatedEpsBearer(net.ueDevices.Get(i), bearer, nrapi::Tft::Default());
        }
    }
    return net;
}

void
NrEdgeTopologyHelper::InstallRadio(EdgeTopology& net)
{
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
        nrapi::InstallPlainChannels(band, [this] {
            ObjectFactory factory(m_pathLossModel);
            if (m_pathLossModel == "ns3::LogDistancePropagationLossModel")
            {
                factory.Set("Exponent", DoubleValue(m_pathLossExponent));
                factory.Set("ReferenceDistance", DoubleValue(1));
                factory.Set("ReferenceLoss",
                            DoubleValue(m_referenceLoss != 0
                                            ? m_referenceLoss
                                            : 32.4 + 20 * std::log10(m_frequency / 1e9)));
            }
            auto loss = factory.Create<PropagationLossModel>();
            loss->SetAttributeFailSafe("Frequency", DoubleValue(m_frequency));
            return loss;
        });
    }
    const BandwidthPartInfoPtrVector parts = CcBwpCreator::GetAllBwps({band});
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

    net.cellDevices = m_nr->InstallGnbDevice(net.cells, parts);
    net.ueDevices = m_nr->InstallUeDevice(net.ues, parts);
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
        Connect(rrc, "NewUeContext", MakeBoundCallback(&OnUe, PeekPointer(rrc), m_bufferSize));
    }
    for (uint32_t i = 0; i < net.ueDevices.GetN(); ++i)
    {
        const Ptr<nrapi::UeRrc> rrc = DynamicCast<NrUeNetDevice>(net.ueDevices.Get(i))->GetRrc();
        Object* raw = PeekPointer(rrc);
        Connect(rrc, "DrbCreated", MakeBoundCallback(&OnBearer, raw, m_bufferSize));
    }
    nrapi::UpdateConfig(net.cellDevices);
    nrapi::UpdateConfig(net.ueDevices);
}

void
NrEdgeTopologyHelper::InstallNetwork(EdgeTopology& net)
{
    InstallInternet(net.ues);
    const Ipv4InterfaceContainer interfaces = m_epc->AssignUeIpv4Address(net.ueDevices);
    for (uint32_t i = 0; i < net.ues.GetN(); ++i)
    {
        net.ueAddresses.push_back(interfaces.GetAddress(i));
        Ipv4StaticRoutingHelper()
            .GetStaticRouting(net.ues.Get(i)->GetObject<Ipv4>())
            ->SetDefaultRoute(m_epc->GetUeDefaultGatewayAddress(), interfaces.Get(i).second);
    }
    InstallCentralWires(net, m_epc->GetPgwNode());
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

int64_t
NrEdgeTopologyHelper::AssignStreams(int64_t stream)
{
    if (SetFirstStream(stream))
    {
        AssignNodeStreams();
    }
    return GetNStreams();
}

} // namespace ns3
