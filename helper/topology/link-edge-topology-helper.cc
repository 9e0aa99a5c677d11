// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/link-edge-topology-helper.h"

#include "../../model/input/input-text.h"
#include "../../model/radio/link/link-radio-settings.h"
#include "edge-wires.h"

#include "ns3/boolean.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/drop-tail-queue.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/inference-input-error.h"
#include "ns3/ipv4-interface-address.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/link-radio-access.h"
#include "ns3/log.h"
#include "ns3/mac48-address.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/queue-size.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <filesystem>
#include <map>
#include <memory>
#include <tuple>
#include <vector>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("LinkEdgeTopologyHelper");

NS_OBJECT_ENSURE_REGISTERED(LinkEdgeTopologyHelper);

namespace
{

/// Network of the UEs, and of the cells' radio devices at its end.
constexpr uint32_t UE_NETWORK = 10U << 24 | 1U << 16;
constexpr uint32_t FIRST_UE = UE_NETWORK + 2;
constexpr uint32_t FIRST_CELL = UE_NETWORK + (128U << 8) + 1;

/// So fast that a packet takes 0 ns: queue and rate are the medium's.
constexpr uint64_t DEVICE_RATE = 1000000000000000;

/// How files with rates are used.
struct TraceUse
{
    uint32_t nUes; //!< number of UEs
    bool perUe;    //!< each UE has a rate of its own
    bool repeat;   //!< a CSV file begins again
};

/**
 * @param attribute that names the files
 * @param text of the attribute
 * @param use how the files are used
 * @return the traces: none, one for all, or one for each UE
 */
std::vector<std::shared_ptr<const LinkBandwidthTrace>>
ReadTraces(const std::string& attribute, const std::string& text, const TraceUse& use)
{
    std::vector<std::string> files;
    const std::size_t place = text.find("{}");
    for (uint32_t i = 0; place != std::string::npos && i < use.nUes; ++i)
    {
        files.push_back(std::string(text).replace(place, 2, std::to_string(i)));
    }
    // A file may have a comma in its name.
    if (place == std::string::npos && !text.empty() && std::filesystem::exists(text))
    {
        files.push_back(text);
    }
    else if (place == std::string::npos && !text.empty())
    {
        for (const auto& file : InputText::Split(text, ','))
        {
            files.push_back(InputText::Trim(file));
        }
    }
    if (files.size() > 1 && !use.perUe)
    {
        throw InferenceInputError("topology",
                                  attribute,
                                  std::to_string(files.size()) + " files for the rate of a cell",
                                  "one file, or TracePerUe");
    }
    std::map<std::string, std::shared_ptr<const LinkBandwidthTrace>> read;
    std::vector<std::shared_ptr<const LinkBandwidthTrace>> traces;
    for (const auto& file : files)
    {
        auto& trace = read[file];
        if (!trace)
        {
            trace = std::make_shared<const LinkBandwidthTrace>(file, use.repeat);
        }
        traces.push_back(trace);
    }
    return traces;
}

} // namespace

TypeId
LinkEdgeTopologyHelper::GetTypeId()
{
    using T = LinkEdgeTopologyHelper;
    static TypeId tid =
        TypeId("ns3::LinkEdgeTopologyHelper")
            .SetParent<EdgeTopologyHelper>()
            .SetGroupName("EdgeInference")
            .AddConstructor<LinkEdgeTopologyHelper>()
            .AddAttribute("UplinkBandwidth",
                          "W of a cell's uplink, Hz.",
                          DoubleValue(20e6),
                          MakeDoubleAccessor(&T::m_uplinkBandwidth),
                          MakeDoubleChecker<double>(1, 1e12))
            .AddAttribute("DownlinkBandwidth",
                          "W of a cell's downlink, Hz.",
                          DoubleValue(20e6),
                          MakeDoubleAccessor(&T::m_downlinkBandwidth),
                          MakeDoubleChecker<double>(1, 1e12))
            .AddAttribute("UeTxPower",
                          "Transmit power of a UE over the whole band, dBm. Default: power class 3 "
                          "of 3GPP TS 36.101 and TS 38.101-1.",
                          DoubleValue(23),
                          MakeDoubleAccessor(&T::m_ueTxPower),
                          MakeDoubleChecker<double>(-100, 100))
            .AddAttribute("CellTxPower",
                          "Transmit power of a cell over the whole band, dBm. Default: a small "
                          "cell, as in 3GPP TR 36.872.",
                          DoubleValue(30),
                          MakeDoubleAccessor(&T::m_cellTxPower),
                          MakeDoubleChecker<double>(-100, 100))
            .AddAttribute("UeNoiseFigure",
                          "Noise figure of a UE's receiver, dB. Default: 3GPP TR 36.942.",
                          DoubleValue(9),
                          MakeDoubleAccessor(&T::m_ueNoiseFigure),
                          MakeDoubleChecker<double>(0, 100))
            .AddAttribute("CellNoiseFigure",
                          "Noise figure of a cell's receiver, dB. Default: 3GPP TR 36.942.",
                          DoubleValue(5),
                          MakeDoubleAccessor(&T::m_cellNoiseFigure),
                          MakeDoubleChecker<double>(0, 100))
            .AddAttribute("UplinkNoiseRise",
                          "Interference over thermal noise at the cells, dB.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&T::m_uplinkNoiseRise),
                          MakeDoubleChecker<double>(0, 100))
            .AddAttribute("DownlinkNoiseRise",
                          "Interference over thermal noise at the UEs, from other than the cells "
                          "of the topology, dB.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&T::m_downlinkNoiseRise),
                          MakeDoubleChecker<double>(0, 100))
            .AddAttribute("Interference",
                          "Share of their power with which the other cells disturb the downlink, "
                          "0..1: how busy they are. 0: cells have bands of their own.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&T::m_interference),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("PathLossExponent",
                          "Exponent of the log-distance path loss. Default: within the 2.7 to 3.5 "
                          "of an urban area (Rappaport, Wireless Communications, table 4.2).",
                          DoubleValue(3),
                          MakeDoubleAccessor(&T::m_pathLossExponent),
                          MakeDoubleChecker<double>(0, 10))
            .AddAttribute("ReferenceLoss",
                          "Path loss at 1 m, dB; the default is free space at 3.5 GHz.",
                          DoubleValue(43.33),
                          MakeDoubleAccessor(&T::m_referenceLoss),
                          MakeDoubleChecker<double>(-200, 400))
            .AddAttribute("MinimumSinr",
                          "SINR below which a link carries nothing, dB. Default: near that of the "
                          "lowest CQI at 10 % block errors, -6.7 dB, and some margin.",
                          DoubleValue(-10),
                          MakeDoubleAccessor(&T::m_minimumSinr),
                          MakeDoubleChecker<double>(-200, 200))
            .AddAttribute("SnrGap",
                          "Gap to Shannon's limit, dB: rate is W log2(1 + SINR / gap).",
                          DoubleValue(0),
                          MakeDoubleAccessor(&T::m_gap),
                          MakeDoubleChecker<double>(0, 100))
            .AddAttribute("MaxSpectralEfficiency",
                          "Greatest rate over bandwidth, bit/s/Hz; 0 for no bound. (256-QAM of one "
                          "layer has 7.4.)",
                          DoubleValue(0),
                          MakeDoubleAccessor(&T::m_maxEfficiency),
                          MakeDoubleChecker<double>(0, 1e6))
            .AddAttribute("ShadowingDeviation",
                          "Standard deviation of the log-normal shadowing, dB; 0 for none. "
                          "Default: UMi street canyon, line of sight, 3GPP TR 38.901, table "
                          "7.4.1-1.",
                          DoubleValue(4),
                          MakeDoubleAccessor(&T::m_shadowingDeviation),
                          MakeDoubleChecker<double>(0, 100))
            .AddAttribute("ShadowingDistance",
                          "Distance over which the shadowing's correlation falls to 1/e, m. "
                          "Default: UMi, line of sight, 3GPP TR 38.901, table 7.5-6.",
                          DoubleValue(10),
                          MakeDoubleAccessor(&T::m_shadowingDistance),
                          MakeDoubleChecker<double>(1e-3, 1e6))
            .AddAttribute("NakagamiM",
                          "Shape of the block fading: 1 is Rayleigh, larger is milder; 0 for no "
                          "fading, else at least 0.5.",
                          DoubleValue(1),
                          MakeDoubleAccessor(&T::m_nakagamiM),
                          MakeDoubleChecker<double>(0, 1e6))
            .AddAttribute("CoherenceTime",
                          "Length of a block, in which the channel does not change. Default: "
                          "0.423 / Doppler shift (Rappaport, eq. 5.40) at 1.8 m/s and 3.5 GHz.",
                          TimeValue(MilliSeconds(20)),
                          MakeTimeAccessor(&T::m_coherenceTime),
                          MakeTimeChecker(MicroSeconds(10)))
            .AddAttribute("Hysteresis",
                          "How much stronger another cell's mean power must be, dB. Default: that "
                          "of ns-3's A3RsrpHandoverAlgorithm.",
                          DoubleValue(3),
                          MakeDoubleAccessor(&T::m_hysteresis),
                          MakeDoubleChecker<double>(0, 100))
            .AddAttribute("TimeToTrigger",
                          "For how long another cell must be that much stronger. Default: that of "
                          "ns-3's A3RsrpHandoverAlgorithm.",
                          TimeValue(MilliSeconds(256)),
                          MakeTimeAccessor(&T::m_timeToTrigger),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("HandoverInterruption",
                          "How long nothing is carried at a handover. Default: about the 49.5 ms "
                          "of LTE in 3GPP TR 36.881.",
                          TimeValue(MilliSeconds(50)),
                          MakeTimeAccessor(&T::m_interruption),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("DropAtHandover",
                          "Packets that wait for or at the UE when a handover begins are dropped; "
                          "else they are kept.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&T::m_dropAtHandover),
                          MakeBooleanChecker())
            .AddAttribute("Delay",
                          "Delay of every packet after it was sent, one way.",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&T::m_delay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("UplinkDelay",
                          "Random delay of uplink packets after they were sent, s, beside Delay: "
                          "what UE, cell and core take to process them; null: none.",
                          PointerValue(),
                          MakePointerAccessor(&T::m_uplinkDelay),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("DownlinkDelay",
                          "Random delay of downlink packets, as UplinkDelay.",
                          PointerValue(),
                          MakePointerAccessor(&T::m_downlinkDelay),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("DelayHold",
                          "A draw of UplinkDelay or DownlinkDelay holds until nothing was sent for "
                          "this long, so that packets of one frame have the same one. 0: those of "
                          "one instant.",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&T::m_delayHold),
                          MakeTimeChecker(Seconds(0), Seconds(1000000)))
            .AddAttribute("DelayInOrder",
                          "Packets wait for those that were sent before them and are delayed for "
                          "longer; else they overtake them, and each has the delay that was drawn.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&T::m_delayInOrder),
                          MakeBooleanChecker())
            .AddAttribute("UplinkGrantDelay",
                          "Random time that an uplink packet which finds its queue empty waits "
                          "until it may be sent, s: scheduling request and grant. null: none.",
                          PointerValue(),
                          MakePointerAccessor(&T::m_grantDelay),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("UplinkRate",
                          "Random rate of the whole uplink in each block of the coherence time, "
                          "bit/s, in place of W log2(1 + SINR); null: by SINR or trace.",
                          PointerValue(),
                          MakePointerAccessor(&T::m_uplinkRate),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("DownlinkRate",
                          "Random rate of the whole downlink, as UplinkRate.",
                          PointerValue(),
                          MakePointerAccessor(&T::m_downlinkRate),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("TddPattern",
                          "Slots in which the directions take turns: D, U, and S in which nothing "
                          "is sent, such as DDDSU; it begins with the simulation and repeats. "
                          "Rates are means over it. Empty: both directions send at all times.",
                          StringValue(""),
                          MakeStringAccessor(&T::m_tddPattern),
                          MakeStringChecker())
            .AddAttribute("TddSlot",
                          "Length of a slot of TddPattern. Default: that of 5G NR at a subcarrier "
                          "spacing of 30 kHz (3GPP TS 38.211).",
                          TimeValue(MicroSeconds(500)),
                          MakeTimeAccessor(&T::m_tddSlot),
                          MakeTimeChecker(MicroSeconds(10), Seconds(10)))
            .AddAttribute("MaxPackets",
                          "Most packets in the queue of a link's direction.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&T::m_maxPackets),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute(
                "Transport",
                "How messages of tasks are moved. Packets: over TCP or UDP, as Protocol of "
                "the applications says. Messages: each whole, as one packet of up to "
                "65535 bytes or as few as it takes, over radio and wires, without "
                "handshake, segments, acknowledgements and repetitions: cheap, for "
                "training.",
                EnumValue(T::PACKETS),
                MakeEnumAccessorCompat<T::Transport>(&T::m_transport),
                MakeEnumChecker(T::PACKETS, "Packets", T::MESSAGES, "Messages"))
            .AddAttribute("UplinkTrace",
                          "File with the rate of the uplink over time, CSV (time,rate in s and "
                          "bit/s) or mahimahi; empty: the rate follows the SINR. Several files "
                          "with commas between them, or a name with {} for the number of the UE "
                          "from 0, give each UE its own; a list begins again behind its end.",
                          StringValue(""),
                          MakeStringAccessor(&T::m_uplinkTrace),
                          MakeStringChecker())
            .AddAttribute("DownlinkTrace",
                          "File with the rate of the downlink over time, as UplinkTrace.",
                          StringValue(""),
                          MakeStringAccessor(&T::m_downlinkTrace),
                          MakeStringChecker())
            .AddAttribute("RepeatTrace",
                          "A CSV trace begins again at the time of its last row; else the rate of "
                          "its last row stays. A mahimahi trace always repeats.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&T::m_repeatTrace),
                          MakeBooleanChecker())
            .AddAttribute("TracePerUe",
                          "The trace is the rate of each UE's own link; else it is that of the "
                          "cell, which its UEs divide as they divide W.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&T::m_tracePerUe),
                          MakeBooleanChecker())
            .AddAttribute("TraceOffset",
                          "Each UE begins at a time in the trace that is drawn uniformly from 0 to "
                          "this.",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&T::m_traceOffset),
                          MakeTimeChecker(Seconds(0)));
    return tid;
}

LinkEdgeTopologyHelper::LinkEdgeTopologyHelper()
{
    ObjectBase::ConstructSelf(AttributeConstructionList());
}

LinkEdgeTopologyHelper::~LinkEdgeTopologyHelper() = default;

TypeId
LinkEdgeTopologyHelper::GetInstanceTypeId() const
{
    return GetTypeId();
}

void
LinkEdgeTopologyHelper::SetTraces(const std::string& uplink, const std::string& downlink)
{
    m_uplinkTrace = uplink;
    m_downlinkTrace = downlink;
}

LinkRadioSettings
LinkEdgeTopologyHelper::MakeSettings() const
{
    if (m_nakagamiM != 0 && m_nakagamiM < 0.5)
    {
        throw InferenceInputError("topology",
                                  "NakagamiM",
                                  std::to_string(m_nakagamiM),
                                  "0, or at least 0.5");
    }
    LinkRadioSettings settings;
    settings.rate.uplink = {m_uplinkBandwidth, m_ueTxPower, m_cellNoiseFigure, m_uplinkNoiseRise};
    settings.rate.downlink = {m_downlinkBandwidth,
                              m_cellTxPower,
                              m_ueNoiseFigure,
                              m_downlinkNoiseRise};
    settings.rate.pathLossExponent = m_pathLossExponent;
    settings.rate.referenceLoss = m_referenceLoss;
    settings.rate.interference = m_interference;
    settings.rate.minimumSinr = m_minimumSinr;
    settings.rate.gap = m_gap;
    if (m_maxEfficiency > 0)
    {
        settings.rate.maxEfficiency = m_maxEfficiency;
    }
    settings.shadowingDeviation = m_shadowingDeviation;
    settings.shadowingDistance = m_shadowingDistance;
    settings.nakagamiM = m_nakagamiM;
    settings.coherenceTime = m_coherenceTime;
    settings.hysteresis = m_hysteresis;
    settings.timeToTrigger = m_timeToTrigger;
    settings.interruption = m_interruption;
    settings.dropAtHandover = m_dropAtHandover;
    settings.delay = m_delay;
    settings.maxPackets = m_maxPackets;
    const TraceUse use{m_nUes, m_tracePerUe, m_repeatTrace};
    SetMeasured(settings);
    settings.traces = {ReadTraces("UplinkTrace", m_uplinkTrace, use),
                       ReadTraces("DownlinkTrace", m_downlinkTrace, use)};
    settings.tracePerUe = m_tracePerUe;
    settings.traceOffset = m_traceOffset.GetSeconds();
    return settings;
}

void
LinkEdgeTopologyHelper::SetMeasured(LinkRadioSettings& settings) const
{
    settings.delays = {m_uplinkDelay, m_downlinkDelay};
    settings.delayHold = m_delayHold;
    settings.delayInOrder = m_delayInOrder;
    settings.grants = {m_grantDelay, nullptr};
    settings.rates = {m_uplinkRate, m_downlinkRate};
    for (const auto& [name, rate, trace] :
         {std::tuple("UplinkRate", m_uplinkRate, m_uplinkTrace),
          std::tuple("DownlinkRate", m_downlinkRate, m_downlinkTrace)})
    {
        if (rate && !trace.empty())
        {
            throw InferenceInputError("topology", name, "a trace as well", "a rate or a trace");
        }
    }
    if (!m_tddPattern.empty())
    {
        const std::string error = LinkTimetable::GetPatternError(m_tddPattern);
        if (!error.empty())
        {
            throw InferenceInputError("topology", "TddPattern", m_tddPattern, error);
        }
        settings.timetables = {LinkTimetable(m_tddPattern, 'U', m_tddSlot),
                               LinkTimetable(m_tddPattern, 'D', m_tddSlot)};
    }
}

Ptr<PointToPointNetDevice>
LinkEdgeTopologyHelper::AddDevice(Ptr<Node> node, Ipv4Address address, uint32_t& interface)
{
    auto device = CreateObject<PointToPointNetDevice>();
    device->SetAddress(Mac48Address::Allocate());
    device->SetDataRate(DataRate(DEVICE_RATE));
    auto queue = CreateObject<DropTailQueue<Packet>>();
    // holds the packets of one instant; those that wait are in the medium
    queue->SetMaxSize(QueueSize("1000000p"));
    device->SetQueue(queue);
    node->AddDevice(device);
    auto ipv4 = node->GetObject<Ipv4>();
    interface = ipv4->AddInterface(device);
    ipv4->AddAddress(interface, Ipv4InterfaceAddress(address, Ipv4Mask::GetOnes()));
    ipv4->SetUp(interface);
    return device;
}

void
LinkEdgeTopologyHelper::WidenDevices(EdgeTopology& net)
{
    for (const NetDeviceContainer& devices : {net.cellDevices, net.ueDevices})
    {
        for (uint32_t i = 0; i < devices.GetN(); ++i)
        {
            devices.Get(i)->SetMtu(EdgeTopology::MESSAGE_MTU);
        }
    }
}

EdgeTopology
LinkEdgeTopologyHelper::Build()
{
    auto medium = CreateObject<LinkRadioMedium>();
    medium->SetSettings(MakeSettings());
    EdgeTopology net;
    net.movesMessages = m_transport == MESSAGES;
    CreateNodes(net);
    InstallInternet(NodeContainer(net.cells, net.ues));
    std::vector<uint32_t> radioInterfaces(net.cells.GetN());
    for (uint32_t c = 0; c < net.cells.GetN(); ++c)
    {
        const Ptr<Node> cell = net.cells.Get(c);
        auto device = AddDevice(cell, Ipv4Address(FIRST_CELL + c), radioInterfaces[c]);
        medium->AddCell(device);
        net.cellDevices.Add(device);
        if (net.cells.GetN() == 1)
        {
            EdgeWires::GetStaticRouting(cell)->AddNetworkRouteTo(Ipv4Address(UE_NETWORK),
                                                                 "255.255.0.0",
                                                                 radioInterfaces[c]);
        }
    }
    for (uint32_t i = 0; i < net.ues.GetN(); ++i)
    {
        uint32_t interface = 0;
        const Ipv4Address address(FIRST_UE + i);
        auto device = AddDevice(net.ues.Get(i), address, interface);
        EdgeWires::GetStaticRouting(net.ues.Get(i))
            ->SetDefaultRoute(Ipv4Address::GetAny(), interface);
        medium->AddUe(device, address);
        net.ueDevices.Add(device);
        net.ueAddresses.push_back(address);
    }
    if (net.movesMessages)
    {
        WidenDevices(net);
    }
    InstallWires(net, net.cells);
    medium->SetRouting([wires = GetWires(),
                        addresses = net.ueAddresses,
                        radioInterfaces](uint32_t ue, uint32_t cell) {
        wires->RouteUe(addresses[ue], cell, radioInterfaces[cell]);
    });
    m_medium = medium;
    AssignNodeStreams();
    medium->Start();
    auto radio = CreateObject<LinkRadioAccess>();
    radio->SetMedium(medium);
    net.radio = radio;
    return net;
}

void
LinkEdgeTopologyHelper::AssignNodeStreams() const
{
    AssignTopologyStreams();
    for (uint32_t i = 0; i < m_medium->GetNUes(); ++i)
    {
        m_medium->AssignStreams(i, GetStream(UE, i) + RADIO_STREAMS);
    }
    // All UEs share these, and draw from them in the order of events.
    int64_t stream = GetStream(CHANNEL, 0);
    for (const auto& variable :
         {m_uplinkDelay, m_downlinkDelay, m_grantDelay, m_uplinkRate, m_downlinkRate})
    {
        if (variable)
        {
            variable->SetStream(stream);
        }
        ++stream;
    }
}

} // namespace ns3
