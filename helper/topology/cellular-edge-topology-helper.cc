// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/cellular-edge-topology-helper.h"

#include "edge-wires.h"

#include "ns3/abort.h"
#include "ns3/channel.h"
#include "ns3/double.h"
#include "ns3/inference-input-error.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/propagation-loss-model.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("CellularEdgeTopologyHelper");

NS_OBJECT_ENSURE_REGISTERED(CellularEdgeTopologyHelper);

namespace
{

/**
 * @param device a point-to-point device
 * @return the device at the other end of its link
 */
Ptr<NetDevice>
GetFarEnd(Ptr<NetDevice> device)
{
    const auto channel = device->GetChannel();
    return channel->GetDevice(channel->GetDevice(0) == device ? 1 : 0);
}

/**
 * @param device a device with an IPv4 address
 * @return the number of its interface and the address
 */
std::pair<uint32_t, Ipv4Address>
GetInterface(Ptr<NetDevice> device)
{
    const auto ipv4 = device->GetNode()->GetObject<Ipv4>();
    const int32_t interface = ipv4->GetInterfaceForDevice(device);
    NS_ABORT_MSG_IF(interface < 0, "a wire of the core network has no address");
    return {interface, ipv4->GetAddress(interface, 0).GetLocal()};
}

/**
 * @param attribute name of the attribute
 * @param name TypeId name
 * @param what words for what it must be, for the message
 * @param base TypeId from which it must be derived
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
 * @param node a node
 * @param peer another node; null: any
 * @return the first point-to-point device of the node whose link leads to the other one; null when
 * there is none
 */
Ptr<NetDevice>
FindWireTo(Ptr<Node> node, Ptr<Node> peer)
{
    for (uint32_t i = 0; i < node->GetNDevices(); ++i)
    {
        const auto device = DynamicCast<PointToPointNetDevice>(node->GetDevice(i));
        if (device && (!peer || GetFarEnd(device)->GetNode() == peer))
        {
            return device;
        }
    }
    return nullptr;
}

} // namespace

TypeId
CellularEdgeTopologyHelper::GetTypeId()
{
    static TypeId tid = TypeId("ns3::CellularEdgeTopologyHelper")
                            .SetParent<EdgeTopologyHelper>()
                            .SetGroupName("EdgeInference");
    return tid;
}

TypeId
CellularEdgeTopologyHelper::AddCommonAttributes(TypeId tid, const Defaults& defaults)
{
    using T = CellularEdgeTopologyHelper;
    return tid
        .AddAttribute("Scheduler",
                      "TypeId name of the MAC scheduler of every cell. " + defaults.schedulerHelp,
                      StringValue(defaults.scheduler),
                      MakeStringAccessor(&T::m_scheduler),
                      MakeStringChecker())
        .AddAttribute("CellTxPower",
                      "Transmit power of each cell over its whole bandwidth, dBm.",
                      DoubleValue(30),
                      MakeDoubleAccessor(&T::m_cellTxPower),
                      MakeDoubleChecker<double>(-100, 100))
        .AddAttribute("UeTxPower",
                      "Transmit power of UEs over " + defaults.ueTxPowerHelp + ", dBm.",
                      DoubleValue(23),
                      MakeDoubleAccessor(&T::m_ueTxPower),
                      MakeDoubleChecker<double>(-100, 100))
        .AddAttribute("CellNoiseFigure",
                      "Noise figure of cells, dB.",
                      DoubleValue(5),
                      MakeDoubleAccessor(&T::m_cellNoiseFigure),
                      MakeDoubleChecker<double>(0, 100))
        .AddAttribute("UeNoiseFigure",
                      "Noise figure of UEs, dB.",
                      DoubleValue(9),
                      MakeDoubleAccessor(&T::m_ueNoiseFigure),
                      MakeDoubleChecker<double>(0, 100))
        .AddAttribute("PathLossModel",
                      "TypeId name of the path loss model, a PropagationLossModel.",
                      StringValue("ns3::LogDistancePropagationLossModel"),
                      MakeStringAccessor(&T::m_pathLossModel),
                      MakeStringChecker())
        .AddAttribute("PathLossExponent",
                      "Exponent of the log-distance path loss; the default is " +
                          defaults.exponentSource + ".",
                      DoubleValue(defaults.pathLossExponent),
                      MakeDoubleAccessor(&T::m_pathLossExponent),
                      MakeDoubleChecker<double>(0))
        .AddAttribute("ReferenceLoss",
                      "Log-distance path loss at 1 m, dB; " + defaults.referenceSource + ".",
                      DoubleValue(defaults.referenceLoss),
                      MakeDoubleAccessor(&T::m_referenceLoss),
                      MakeDoubleChecker<double>())
        .AddAttribute("S1Rate",
                      "Rate of each cell's S1-U link to the SGW.",
                      DataRateValue(DataRate(defaults.s1Rate)),
                      MakeDataRateAccessor(&T::m_s1Rate),
                      MakeDataRateChecker())
        .AddAttribute("S1Delay",
                      "One-way delay of each cell's S1-U link to the SGW.",
                      TimeValue(MilliSeconds(1)),
                      MakeTimeAccessor(&T::m_s1Delay),
                      MakeTimeChecker(Seconds(0)))
        .AddAttribute("S5Rate",
                      "Rate of the link between SGW and PGW.",
                      DataRateValue(DataRate("10Gbps")),
                      MakeDataRateAccessor(&T::m_s5Rate),
                      MakeDataRateChecker())
        .AddAttribute("S5Delay",
                      "One-way delay of the link between SGW and PGW; 0 puts them in one place.",
                      TimeValue(Seconds(0)),
                      MakeTimeAccessor(&T::m_s5Delay),
                      MakeTimeChecker(Seconds(0)))
        .AddAttribute("RlcBufferSize",
                      "Size of the RLC buffer of each bearer, up and down, bytes. (" +
                          defaults.stack + " has 10 KiB, less than most feature maps.)",
                      UintegerValue(1 << 20),
                      MakeUintegerAccessor(&T::m_bufferSize),
                      MakeUintegerChecker<uint32_t>(2000));
}

CellularEdgeTopologyHelper::CellularEdgeTopologyHelper()
    : m_cellTxPower(0),
      m_ueTxPower(0),
      m_cellNoiseFigure(0),
      m_ueNoiseFigure(0),
      m_pathLossExponent(0),
      m_referenceLoss(0),
      m_bufferSize(0)
{
}

CellularEdgeTopologyHelper::~CellularEdgeTopologyHelper() = default;

void
CellularEdgeTopologyHelper::CheckCommonAttributes(TypeId scheduler, const std::string& what) const
{
    RequireType("Scheduler", m_scheduler, what, scheduler);
    RequireType("PathLossModel",
                m_pathLossModel,
                "PropagationLossModel",
                PropagationLossModel::GetTypeId());
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
CellularEdgeTopologyHelper::Build()
{
    CheckAttributes();
    EdgeTopology net;
    CreateNodes(net);
    InstallRadio(net);
    InstallCoreNetwork(net);
    m_cellDevices = net.cellDevices;
    m_ueDevices = net.ueDevices;
    AssignNodeStreams();
    net.radio = MakeRadio(net);
    Attach(net);
    return net;
}

void
CellularEdgeTopologyHelper::SetDefaultRoute(Ptr<Node> node, Ipv4Address gateway, uint32_t interface)
{
    EdgeWires::GetStaticRouting(node)->SetDefaultRoute(gateway, interface);
}

void
CellularEdgeTopologyHelper::RouteToCells(EdgeTopology& net, Ptr<Node> pgw)
{
    // The PGW has one wire yet, to the SGW, and each cell one to the SGW beside those of X2.
    const auto s5 = FindWireTo(pgw, nullptr);
    NS_ABORT_MSG_IF(!s5, "the PGW has no wire to the SGW");
    const auto sgw = GetFarEnd(s5)->GetNode();
    for (uint32_t c = 0; c < net.cells.GetN(); ++c)
    {
        const auto s1 = FindWireTo(net.cells.Get(c), sgw);
        NS_ABORT_MSG_IF(!s1, "cell " << c << " has no wire to the SGW");
        net.cellAddresses.push_back(GetInterface(s1).second);
        EdgeWires::GetStaticRouting(pgw)->AddHostRouteTo(net.cellAddresses.back(),
                                                         GetInterface(GetFarEnd(s5)).second,
                                                         GetInterface(s5).first);
    }
}

void
CellularEdgeTopologyHelper::InstallCore(EdgeTopology& net, Ptr<Node> pgw)
{
    RouteToCells(net, pgw);
    InstallCentralWires(net, pgw);
    for (auto& toServers : net.paths)
    {
        for (auto& path : toServers)
        {
            path.rate = std::min({path.rate, m_s1Rate, m_s5Rate});
            path.delay += m_s1Delay + m_s5Delay;
        }
    }
}

} // namespace ns3
