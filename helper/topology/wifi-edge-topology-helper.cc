// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/wifi-edge-topology-helper.h"

#include "../../model/radio/wifi/wifi-agreement-guard.h"
#include "../../model/radio/wifi/wifi-api.h"
#include "../../model/radio/wifi/wifi-radio-access.h"
#include "../../model/radio/wifi/wifi-roaming.h"
#include "edge-wires.h"

#include "ns3/abort.h"
#include "ns3/arp-cache.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inference-input-error.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/log.h"
#include "ns3/mobility-model.h"
#include "ns3/net-device-queue-interface.h"
#include "ns3/on-off-helper.h"
#include "ns3/onoff-application.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/pointer.h"
#include "ns3/propagation-loss-model.h"
#include "ns3/qos-txop.h"
#include "ns3/string.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-helper.h"
#include "ns3/wifi-mac-helper.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-remote-station-manager.h"
#include "ns3/yans-wifi-channel.h"
#include "ns3/yans-wifi-helper.h"

#include <array>
#include <limits>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("WifiEdgeTopologyHelper");

NS_OBJECT_ENSURE_REGISTERED(WifiEdgeTopologyHelper);

namespace
{

/// A standard on 5 GHz.
struct Standard
{
    const char* name;       //!< IEEE name
    WifiStandard standard;  //!< ns-3's
    uint32_t greatestWidth; //!< MHz
};

/// The standards that can be chosen; 802.11n was made for 40 MHz, 802.11ac and later for 160 MHz.
constexpr std::array<Standard, 4> STANDARDS{{{"802.11a", WIFI_STANDARD_80211a, 20},
                                             {"802.11n", WIFI_STANDARD_N, 40},
                                             {"802.11ac", WIFI_STANDARD_80211ac, 160},
                                             {"802.11ax", WIFI_STANDARD_AX, 160}}};

/**
 * @param name IEEE name
 * @return the standard, or null
 */
const Standard*
FindStandard(const std::string& name)
{
    for (const auto& standard : STANDARDS)
    {
        if (name == standard.name)
        {
            return &standard;
        }
    }
    return nullptr;
}

/**
 * @param name IEEE name
 * @throws InferenceInputError when there is no such standard
 */
void
RequireStandard(const std::string& name)
{
    if (!FindStandard(name))
    {
        throw InferenceInputError("topology",
                                  "Standard",
                                  name,
                                  "802.11a, 802.11n, 802.11ac or 802.11ax");
    }
}

constexpr uint16_t BACKGROUND_PORT = 9; //!< discard (RFC 863)

/**
 * @param width MHz
 * @return numbers of channels of that width at 5 GHz (IEEE 802.11-2020, annex E), none overlapping
 */
std::vector<uint32_t>
GetChannelNumbers(uint32_t width)
{
    switch (width)
    {
    case 20:
        return {36, 40, 44, 48, 52, 56, 60, 64, 100, 104, 108, 112, 116, 120, 124, 128};
    case 40:
        return {38, 46, 54, 62, 102, 110, 118, 126};
    case 80:
        return {42, 58, 106, 122};
    default:
        return {50, 114};
    }
}

/**
 * @param manager the name of a rate control
 * @return whether it knows the rates of 802.11a only; ns-3 aborts when it is used with a later
 * standard
 */
bool
IsOfOldStandards(const std::string& manager)
{
    static const std::set<std::string> old{"ns3::AarfWifiManager",
                                           "ns3::AarfcdWifiManager",
                                           "ns3::AmrrWifiManager",
                                           "ns3::AparfWifiManager",
                                           "ns3::ArfWifiManager",
                                           "ns3::CaraWifiManager",
                                           "ns3::MinstrelWifiManager",
                                           "ns3::OnoeWifiManager",
                                           "ns3::ParfWifiManager",
                                           "ns3::RraaWifiManager",
                                           "ns3::RrpaaWifiManager"};
    return old.count(manager) > 0;
}

/**
 * @brief Writes an entry into an ARP cache, to spare the exchange.
 * @param on device whose cache gets the entry; no Ptr, since the device holds a callback of this
 * @param address IP address that the entry is for
 * @param mac MAC address that belongs to the IPv4 address
 */
void
WriteNeighbour(NetDevice* on, Ipv4Address address, Address mac)
{
    auto ipv4 = on->GetNode()->GetObject<Ipv4L3Protocol>();
    auto cache = ipv4->GetInterface(ipv4->GetInterfaceForDevice(on))->GetArpCache();
    auto entry = cache->Lookup(address);
    if (!entry)
    {
        entry = cache->Add(address);
    }
    entry->SetMacAddress(mac);
    entry->MarkPermanent();
}

/**
 * @brief Spares a device the ARP exchanges with another one, for good.
 * @param on device that will not ask
 * @param of device that is known
 * @param address address of the latter
 */
void
AddNeighbour(Ptr<NetDevice> on, Ptr<NetDevice> of, Ipv4Address address)
{
    WriteNeighbour(PeekPointer(on), address, of->GetAddress());
    // the cache is emptied whenever the link goes up or down, that is at every association; this
    // callback comes after the one that does it
    on->AddLinkChangeCallback(
        MakeBoundCallback(&WriteNeighbour, PeekPointer(on), address, of->GetAddress()));
}

/**
 * @param node a node with a Wi-Fi device
 * @return the device
 */
Ptr<WifiNetDevice>
FindWifiDevice(Ptr<Node> node)
{
    Ptr<WifiNetDevice> device;
    for (uint32_t d = 0; !device && d < node->GetNDevices(); ++d)
    {
        device = DynamicCast<WifiNetDevice>(node->GetDevice(d));
    }
    return device;
}

/**
 * @param exponent exponent of the log-distance path loss
 * @param referenceLoss path loss at 1 m, dB
 * @param nakagamiM shape of Nakagami fading, 0 for none
 * @param noiseFigure noise figure of every receiver, dB
 * @return what makes PHYs on one new channel
 */
YansWifiPhyHelper
MakePhy(double exponent, double referenceLoss, double nakagamiM, double noiseFigure)
{
    YansWifiChannelHelper channelHelper;
    channelHelper.SetPropagationDelay("ns3::ConstantSpeedPropagationDelayModel");
    channelHelper.AddPropagationLoss("ns3::LogDistancePropagationLossModel",
                                     "Exponent",
                                     DoubleValue(exponent),
                                     "ReferenceDistance",
                                     DoubleValue(1),
                                     "ReferenceLoss",
                                     DoubleValue(referenceLoss));
    if (nakagamiM > 0)
    {
        channelHelper.AddPropagationLoss("ns3::NakagamiPropagationLossModel",
                                         "m0",
                                         DoubleValue(nakagamiM),
                                         "m1",
                                         DoubleValue(nakagamiM),
                                         "m2",
                                         DoubleValue(nakagamiM));
    }
    YansWifiPhyHelper phy;
    phy.SetChannel(channelHelper.Create());
    phy.Set("RxNoiseFigure", DoubleValue(noiseFigure));
    // ns-3 ignores preambles below -82 dBm, the least a standard's receiver must hear; products
    // hear 10 dB less. Here the SNR alone decides.
    phy.SetPreambleDetectionModel("ns3::ThresholdPreambleDetectionModel",
                                  "Threshold",
                                  DoubleValue(4),
                                  "MinimumRssi",
                                  DoubleValue(-101));
    return phy;
}

} // namespace

TypeId
WifiEdgeTopologyHelper::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::WifiEdgeTopologyHelper")
            .SetParent<EdgeTopologyHelper>()
            .SetGroupName("EdgeInference")
            .AddConstructor<WifiEdgeTopologyHelper>()
            .AddAttribute("Standard",
                          "802.11a, 802.11n, 802.11ac or 802.11ax, on 5 GHz.",
                          StringValue("802.11ax"),
                          MakeStringAccessor(&WifiEdgeTopologyHelper::m_standard),
                          MakeStringChecker())
            .AddAttribute("ChannelWidth",
                          "Channel width, MHz: 20, 40, 80 or 160, as far as the standard has it.",
                          UintegerValue(20),
                          MakeUintegerAccessor(&WifiEdgeTopologyHelper::m_channelWidth),
                          MakeUintegerChecker<uint32_t>(20, 160))
            .AddAttribute("RateManager",
                          "TypeId name of the rate control of every station.",
                          StringValue("ns3::IdealWifiManager"),
                          MakeStringAccessor(&WifiEdgeTopologyHelper::m_rateManager),
                          MakeStringChecker())
            .AddAttribute("ApTxPower",
                          "Transmit power of the access point, dBm.",
                          DoubleValue(20),
                          MakeDoubleAccessor(&WifiEdgeTopologyHelper::m_apTxPower),
                          MakeDoubleChecker<double>())
            .AddAttribute("UeTxPower",
                          "Transmit power of UEs and background stations, dBm.",
                          DoubleValue(15),
                          MakeDoubleAccessor(&WifiEdgeTopologyHelper::m_ueTxPower),
                          MakeDoubleChecker<double>())
            .AddAttribute("NoiseFigure",
                          "Noise figure of every receiver, dB.",
                          DoubleValue(7),
                          MakeDoubleAccessor(&WifiEdgeTopologyHelper::m_noiseFigure),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("PathLossExponent",
                          "Exponent of the log-distance path loss.",
                          DoubleValue(3),
                          MakeDoubleAccessor(&WifiEdgeTopologyHelper::m_pathLossExponent),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("ReferenceLoss",
                          "Path loss at 1 m, dB; the default is free space at 5.15 GHz.",
                          DoubleValue(46.6777),
                          MakeDoubleAccessor(&WifiEdgeTopologyHelper::m_referenceLoss),
                          MakeDoubleChecker<double>())
            .AddAttribute("NakagamiM",
                          "Shape of Nakagami fading, drawn anew for each frame: 1 is Rayleigh, "
                          "larger is milder; 0 for no fading, else at least 0.5.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&WifiEdgeTopologyHelper::m_nakagamiM),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("BeaconInterval",
                          "Time between beacons, a multiple of 1024 us.",
                          TimeValue(MicroSeconds(102400)),
                          MakeTimeAccessor(&WifiEdgeTopologyHelper::m_beaconInterval),
                          MakeTimeChecker(MicroSeconds(1024)))
            .AddAttribute("SharedChannel",
                          "True: all cells are on one channel. False: they have channels of their "
                          "own, as far as there are (16 of 20 MHz, 8 of 40, 4 of 80, 2 of 160).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&WifiEdgeTopologyHelper::m_sharedChannel),
                          MakeBooleanChecker())
            .AddAttribute(
                "Roaming",
                "With several cells, UEs change to a stronger one (WifiRoaming); else each "
                "stays with the first that it was associated with.",
                BooleanValue(HAS_WIFI_ROAMING),
                MakeBooleanAccessor(&WifiEdgeTopologyHelper::m_roams),
                MakeBooleanChecker())
            .AddAttribute("ProbeTime",
                          "How long a UE that changes its cell waits for answers to its probe.",
                          TimeValue(MilliSeconds(20)),
                          MakeTimeAccessor(&WifiEdgeTopologyHelper::m_probeTime),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("BackgroundStations",
                          "Number of stations with traffic of their own.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&WifiEdgeTopologyHelper::m_nBackground),
                          MakeUintegerChecker<uint32_t>(0, MAX_NODES))
            .AddAttribute("BackgroundRate",
                          "Rate of UDP payload of a background station while it is on.",
                          DataRateValue(DataRate("5Mbps")),
                          MakeDataRateAccessor(&WifiEdgeTopologyHelper::m_backgroundRate),
                          MakeDataRateChecker())
            .AddAttribute("BackgroundMeanOn",
                          "Mean of the exponential time a background station is on.",
                          TimeValue(Seconds(2)),
                          MakeTimeAccessor(&WifiEdgeTopologyHelper::m_backgroundOn),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("BackgroundMeanOff",
                          "Mean of the exponential time a background station is off.",
                          TimeValue(Seconds(2)),
                          MakeTimeAccessor(&WifiEdgeTopologyHelper::m_backgroundOff),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("BackgroundPacketSize",
                          "UDP payload of a packet of the background traffic, bytes.",
                          UintegerValue(1400),
                          MakeUintegerAccessor(&WifiEdgeTopologyHelper::m_backgroundPacket),
                          MakeUintegerChecker<uint32_t>(1, 1472));
    return tid;
}

WifiEdgeTopologyHelper::WifiEdgeTopologyHelper()
    : m_channelWidth(0),
      m_apTxPower(0),
      m_ueTxPower(0),
      m_noiseFigure(0),
      m_pathLossExponent(0),
      m_referenceLoss(0),
      m_nakagamiM(0),
      m_sharedChannel(true),
      m_roams(true),
      m_nBackground(0),
      m_backgroundPacket(0)
{
    ObjectBase::ConstructSelf(AttributeConstructionList());
}

WifiEdgeTopologyHelper::~WifiEdgeTopologyHelper() = default;

TypeId
WifiEdgeTopologyHelper::GetInstanceTypeId() const
{
    return GetTypeId();
}

void
WifiEdgeTopologyHelper::SetStandard(const std::string& standard)
{
    RequireStandard(standard);
    m_standard = standard;
}

void
WifiEdgeTopologyHelper::SetChannelWidth(uint32_t width)
{
    SetNumber("ChannelWidth", width);
}

void
WifiEdgeTopologyHelper::SetBackgroundTraffic(uint32_t n, DataRate rate, Time meanOn, Time meanOff)
{
    SetNumber("BackgroundStations", n);
    m_backgroundRate = rate;
    m_backgroundOn = meanOn;
    m_backgroundOff = meanOff;
}

void
WifiEdgeTopologyHelper::CheckAttributes() const
{
    RequireStandard(m_standard);
    const uint32_t w = m_channelWidth;
    const uint32_t greatest = FindStandard(m_standard)->greatestWidth;
    if ((w != 20 && w != 40 && w != 80 && w != 160) || w > greatest)
    {
        throw InferenceInputError("topology",
                                  "ChannelWidth",
                                  std::to_string(w) + " MHz",
                                  "20, 40, 80 or 160 MHz, at most " + std::to_string(greatest) +
                                      " MHz with " + m_standard);
    }
    TypeId manager;
    if (!TypeId::LookupByNameFailSafe(m_rateManager, &manager) ||
        !manager.IsChildOf(WifiRemoteStationManager::GetTypeId()) || !manager.HasConstructor())
    {
        throw InferenceInputError("topology",
                                  "RateManager",
                                  m_rateManager,
                                  "the TypeId name of a WifiRemoteStationManager");
    }
    if (m_standard != "802.11a" && IsOfOldStandards(m_rateManager))
    {
        throw InferenceInputError("topology",
                                  "RateManager",
                                  m_rateManager,
                                  "one that knows the rates of " + m_standard +
                                      ", such as ns3::IdealWifiManager",
                                  "this one goes with Standard 802.11a");
    }
    if (m_beaconInterval.GetNanoSeconds() % 1024000 != 0)
    {
        throw InferenceInputError("topology",
                                  "BeaconInterval",
                                  std::to_string(m_beaconInterval.GetSeconds()) + " s",
                                  "a multiple of 1024 us");
    }
    if (m_nakagamiM != 0 && m_nakagamiM < 0.5)
    {
        throw InferenceInputError("topology",
                                  "NakagamiM",
                                  std::to_string(m_nakagamiM),
                                  "0, or at least 0.5");
    }
    if (m_nBackground > 0 &&
        (m_backgroundRate.GetBitRate() == 0 || !m_backgroundOn.IsStrictlyPositive() ||
         m_backgroundOff.IsStrictlyNegative()))
    {
        throw InferenceInputError("topology",
                                  "background traffic",
                                  std::to_string(m_backgroundRate.GetBitRate()) + " bit/s, on " +
                                      std::to_string(m_backgroundOn.GetSeconds()) + " s, off " +
                                      std::to_string(m_backgroundOff.GetSeconds()) + " s",
                                  "a positive rate, a positive mean time on and a mean time off "
                                  "that is not negative");
    }
}

EdgeTopology
WifiEdgeTopologyHelper::Build()
{
    CheckAttributes();
    EdgeTopology net;
    CreateNodes(net);
    m_background = NodeContainer();
    m_background.Create(m_nBackground);
    m_aps = net.cells;
    m_ues = net.ues;
    InstallFixedPositions(m_background, BACKGROUND);
    const NetDeviceContainer backgroundDevices = InstallRadio(net);
    if (net.cells.GetN() == 1)
    {
        InstallNetwork(net, backgroundDevices);
    }
    else
    {
        InstallRoamingNetwork(net, backgroundDevices);
    }
    InstallBackgroundTraffic();
    AssignNodeStreams();

    auto radio = CreateObject<WifiRadioAccess>();
    for (uint32_t c = 0; c < net.cellDevices.GetN(); ++c)
    {
        radio->AddCell(net.cellDevices.Get(c));
    }
    for (uint32_t i = 0; i < net.ueDevices.GetN(); ++i)
    {
        radio->AddUe(net.ueDevices.Get(i));
    }
    net.radio = radio;
    m_roaming = nullptr;
    if (net.cells.GetN() > 1)
    {
        InstallRoaming(net, radio);
    }
    return net;
}

uint32_t
WifiEdgeTopologyHelper::GetChannelNumber(uint32_t cell) const
{
    const std::vector<uint32_t> numbers = GetChannelNumbers(m_channelWidth);
    return m_sharedChannel ? 0 : numbers[cell % numbers.size()];
}

Ssid
WifiEdgeTopologyHelper::GetSsid(uint32_t cell) const
{
    return Ssid(m_aps.GetN() == 1 ? "edge-inference" : "edge-inference-" + std::to_string(cell));
}

Ptr<PropagationLossModel>
WifiEdgeTopologyHelper::MakePathLoss() const
{
    auto loss = CreateObject<LogDistancePropagationLossModel>();
    loss->SetAttribute("Exponent", DoubleValue(m_pathLossExponent));
    loss->SetAttribute("ReferenceDistance", DoubleValue(1));
    loss->SetAttribute("ReferenceLoss", DoubleValue(m_referenceLoss));
    return loss;
}

uint32_t
WifiEdgeTopologyHelper::FindStrongestCell(Ptr<Node> node) const
{
    const auto loss = MakePathLoss();
    uint32_t best = 0;
    double power = -std::numeric_limits<double>::infinity();
    for (uint32_t c = 0; c < m_aps.GetN(); ++c)
    {
        const double other = loss->CalcRxPower(m_apTxPower,
                                               m_aps.Get(c)->GetObject<MobilityModel>(),
                                               node->GetObject<MobilityModel>());
        if (other > power)
        {
            best = c;
            power = other;
        }
    }
    return best;
}

NetDeviceContainer
WifiEdgeTopologyHelper::InstallRadio(EdgeTopology& net)
{
    YansWifiPhyHelper phy =
        MakePhy(m_pathLossExponent, m_referenceLoss, m_nakagamiM, m_noiseFigure);
    WifiHelper wifi;
    wifi.SetStandard(FindStandard(m_standard)->standard);
    wifi.SetRemoteStationManager(m_rateManager);
    const uint32_t nCells = m_aps.GetN();

    WifiMacHelper mac;
    phy.Set("TxPowerStart", DoubleValue(m_apTxPower));
    phy.Set("TxPowerEnd", DoubleValue(m_apTxPower));
    for (uint32_t c = 0; c < nCells; ++c)
    {
        // One cell sends its first beacon at once: stations are associated within milliseconds.
        // Several send theirs at different times: at the same time they would collide always.
        const std::string moment = std::to_string(static_cast<double>(c) / nCells);
        mac.SetType(
            "ns3::ApWifiMac",
            "Ssid",
            SsidValue(GetSsid(c)),
            "BeaconInterval",
            TimeValue(m_beaconInterval),
            "EnableBeaconJitter",
            BooleanValue(nCells > 1),
            "BeaconJitter",
            StringValue("ns3::UniformRandomVariable[Min=" + moment + "|Max=" + moment + "]"));
        SetChannel(phy, GetChannelNumber(c), m_channelWidth);
        net.cellDevices.Add(wifi.Install(phy, mac, m_aps.Get(c)));
    }

    phy.Set("TxPowerStart", DoubleValue(m_ueTxPower));
    phy.Set("TxPowerEnd", DoubleValue(m_ueTxPower));
    const NodeContainer stations(net.ues, m_background);
    NetDeviceContainer backgroundDevices;
    for (uint32_t i = 0; i < stations.GetN(); ++i)
    {
        const uint32_t cell = FindStrongestCell(stations.Get(i));
        // A station that loses its access point stays associated and goes on when it is back. Up
        // to ns-3.37 at least, a second association that finds no answer either aborts in
        // StaWifiMac::SendAssociationRequest() (see WifiRoaming); whether the cell is within reach
        // is what WifiRadioAccess::OutageTimeout tells.
        mac.SetType("ns3::StaWifiMac",
                    "Ssid",
                    SsidValue(GetSsid(cell)),
                    "ActiveProbing",
                    BooleanValue(false),
                    "MaxMissedBeacons",
                    UintegerValue(std::numeric_limits<uint32_t>::max()));
        SetChannel(phy, GetChannelNumber(cell), m_channelWidth);
        const NetDeviceContainer device = wifi.Install(phy, mac, stations.Get(i));
        (i < m_nUes ? net.ueDevices : backgroundDevices).Add(device);
        // Stations that wait equally long for beacons would all answer the same one, at the same
        // instant, and collide. The first beacon of a single cell comes at once, so the wait need
        // not be ns-3's 120 ms.
        const Time wait = MilliSeconds(10 + i % 100) + (nCells > 1 ? m_beaconInterval : Seconds(0));
        Ptr<WifiMac> station = DynamicCast<WifiNetDevice>(device.Get(0))->GetMac();
        station->SetAttribute("WaitBeaconTimeout", TimeValue(wait));
        if (nCells > 1)
        {
            station->SetAttribute("ProbeRequestTimeout", TimeValue(m_probeTime));
            if (HAS_WIFI_ROAMING && i < m_nUes) // WifiRoaming repeats their requests
            {
                station->SetAttribute("AssocRequestTimeout", TimeValue(Seconds(1e6)));
            }
        }
    }
    NetDeviceContainer devices(net.cellDevices, net.ueDevices);
    devices.Add(backgroundDevices);
    WifiAgreementGuard::Install(devices);
    return backgroundDevices;
}

void
WifiEdgeTopologyHelper::InstallNetwork(EdgeTopology& net,
                                       const NetDeviceContainer& backgroundDevices)
{
    InstallInternet(NodeContainer(net.cells, net.ues, m_background));
    Ipv4AddressHelper addresses("10.1.0.0", "255.255.0.0");
    const Ptr<NetDevice> apDevice = net.cellDevices.Get(0);
    const NetDeviceContainer stations(net.ueDevices, backgroundDevices);
    m_apAddress = addresses.Assign(net.cellDevices).GetAddress(0);
    const Ipv4InterfaceContainer interfaces = addresses.Assign(stations);
    for (uint32_t i = 0; i < stations.GetN(); ++i)
    {
        const Ptr<NetDevice> device = stations.Get(i);
        const Ipv4Address address = interfaces.GetAddress(i);
        AddNeighbour(device, apDevice, m_apAddress);
        AddNeighbour(apDevice, device, address);
        EdgeWires::GetStaticRouting(device->GetNode())
            ->SetDefaultRoute(m_apAddress, interfaces.Get(i).second);
        if (i < m_nUes)
        {
            net.ueAddresses.push_back(address);
        }
    }

    InstallWires(net, net.cells);
}

void
WifiEdgeTopologyHelper::InstallRoamingNetwork(EdgeTopology& net,
                                              const NetDeviceContainer& backgroundDevices)
{
    InstallInternet(NodeContainer(net.cells, net.ues, m_background));
    // All access points have one address, so that the gateway of a UE is the same everywhere; none
    // has a route to the UEs' network, only to the UEs that it serves.
    m_apAddress = Ipv4Address("10.1.0.1");
    for (uint32_t c = 0; c < net.cells.GetN(); ++c)
    {
        const Ptr<NetDevice> device = net.cellDevices.Get(c);
        auto ipv4 = net.cells.Get(c)->GetObject<Ipv4>();
        const uint32_t interface = ipv4->AddInterface(device);
        ipv4->AddAddress(interface, Ipv4InterfaceAddress(m_apAddress, Ipv4Mask::GetOnes()));
        ipv4->SetUp(interface);
        if (auto queues = device->GetObject<NetDeviceQueueInterface>())
        {
            TrafficControlHelper::Default(queues->GetNTxQueues()).Install(device);
        }
    }
    InstallWires(net, net.cells);

    Ipv4AddressHelper addresses("10.1.0.0", "255.255.0.0", "0.0.0.2");
    const NetDeviceContainer stations(net.ueDevices, backgroundDevices);
    const Ipv4InterfaceContainer interfaces = addresses.Assign(stations);
    for (uint32_t i = 0; i < stations.GetN(); ++i)
    {
        const Ptr<NetDevice> device = stations.Get(i);
        const Ipv4Address address = interfaces.GetAddress(i);
        const uint32_t cell = FindStrongestCell(device->GetNode());
        AddNeighbour(device, net.cellDevices.Get(cell), m_apAddress);
        for (uint32_t c = 0; c < net.cells.GetN(); ++c)
        {
            AddNeighbour(net.cellDevices.Get(c), device, address);
        }
        EdgeWires::GetStaticRouting(device->GetNode())
            ->SetDefaultRoute(m_apAddress, interfaces.Get(i).second);
        if (i < m_nUes)
        {
            net.ueAddresses.push_back(address);
            GetWires()->RouteUe(address, cell, 1);
        }
    }
}

void
WifiEdgeTopologyHelper::InstallRoaming(const EdgeTopology& net, Ptr<WifiRadioAccess> radio)
{
    m_roaming = CreateObject<WifiRoaming>();
    m_roaming->SetRadio(radio);
    for (uint32_t c = 0; c < net.cells.GetN(); ++c)
    {
        m_roaming->AddCell(net.cellDevices.Get(c),
                           GetSsid(c),
                           PrintChannel(GetChannelNumber(c), m_channelWidth));
    }
    for (uint32_t i = 0; i < net.ues.GetN(); ++i)
    {
        m_roaming->AddUe(net.ueDevices.Get(i), FindStrongestCell(net.ues.Get(i)));
    }
    const auto loss = MakePathLoss();
    const double power = m_apTxPower;
    const NodeContainer aps = net.cells;
    const NodeContainer ues = net.ues;
    if (!m_sharedChannel && m_roams)
    {
        m_roaming->SetSurvey(MakeLambdaCallback([loss, power, aps, ues](uint32_t ue, uint32_t c) {
            return loss->CalcRxPower(power,
                                     aps.Get(c)->GetObject<MobilityModel>(),
                                     ues.Get(ue)->GetObject<MobilityModel>());
        }));
    }
    const auto wires = GetWires();
    const auto gateway = m_apAddress;
    const auto addresses = net.ueAddresses;
    const auto apDevices = net.cellDevices;
    const auto ueDevices = net.ueDevices;
    m_roaming->SetArrival(MakeLambdaCallback(
        [wires, gateway, addresses, apDevices, ueDevices](uint32_t ue, uint32_t cell) {
            WriteNeighbour(PeekPointer(ueDevices.Get(ue)),
                           gateway,
                           apDevices.Get(cell)->GetAddress());
            wires->RouteUe(addresses[ue], cell, 1);
        }));
    if (HAS_WIFI_ROAMING || m_roams)
    {
        m_roaming->Start(m_roams);
    }
    radio->AggregateObject(m_roaming);
}

void
WifiEdgeTopologyHelper::InstallBackgroundTraffic()
{
    if (m_background.GetN() == 0)
    {
        return;
    }
    PacketSinkHelper sink("ns3::UdpSocketFactory",
                          InetSocketAddress(Ipv4Address::GetAny(), BACKGROUND_PORT));
    sink.Install(m_aps);
    const auto exponential = [](Time mean) {
        return StringValue(
            "ns3::ExponentialRandomVariable[Mean=" + std::to_string(mean.GetSeconds()) + "]");
    };
    OnOffHelper source("ns3::UdpSocketFactory", InetSocketAddress(m_apAddress, BACKGROUND_PORT));
    source.SetAttribute("DataRate", DataRateValue(m_backgroundRate));
    source.SetAttribute("PacketSize", UintegerValue(m_backgroundPacket));
    source.SetAttribute("OnTime", exponential(m_backgroundOn));
    source.SetAttribute("OffTime", exponential(m_backgroundOff));
    source.Install(m_background);
}

void
WifiEdgeTopologyHelper::AssignNodeStreams() const
{
    AssignTopologyStreams();
    AssignCommonStreams(BACKGROUND, m_background);
    const std::array<std::pair<NodeKind, NodeContainer>, 3> kinds{
        {{CELL, m_aps}, {UE, m_ues}, {BACKGROUND, m_background}}};
    for (const auto& [kind, nodes] : kinds)
    {
        for (uint32_t i = 0; i < nodes.GetN(); ++i)
        {
            const Ptr<Node> node = nodes.Get(i);
            const int64_t first = GetStream(kind, i);
            const int64_t used =
                WifiHelper().AssignStreams(NetDeviceContainer(FindWifiDevice(node)),
                                           first + RADIO_STREAMS);
            NS_ABORT_MSG_IF(used > INTERNET_STREAMS - RADIO_STREAMS,
                            "a Wi-Fi device uses " << used << " streams");
            auto source = kind == BACKGROUND
                              ? DynamicCast<OnOffApplication>(node->GetApplication(0))
                              : nullptr;
            if (source)
            {
                source->AssignStreams(first + APPLICATION_STREAMS);
            }
        }
    }
    auto channel = DynamicCast<YansWifiChannel>(FindWifiDevice(m_aps.Get(0))->GetChannel());
    channel->AssignStreams(GetStream(CHANNEL, 0));
}

Ptr<WifiRoaming>
WifiEdgeTopologyHelper::GetRoaming() const
{
    return m_roaming;
}

NodeContainer
WifiEdgeTopologyHelper::GetBackgroundStations() const
{
    return m_background;
}

} // namespace ns3
