// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/edge-topology-helper.h"

#include "../../model/input/input-text.h"
#include "edge-wires.h"
#include "ns2-mobility-trace.h"

#include "ns3/abort.h"
#include "ns3/box.h"
#include "ns3/constant-position-mobility-model.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/inference-input-error.h"
#include "ns3/integer.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/log.h"
#include "ns3/mobility-model.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/position-allocator.h"
#include "ns3/rectangle.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <sstream>
#include <tuple>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("EdgeTopologyHelper");

NS_OBJECT_ENSURE_REGISTERED(EdgeTopologyHelper);

namespace
{

/**
 * @param radius of the disc, m
 * @param height z coordinate, m
 * @return an allocator of uniform positions in the disc about the origin
 */
Ptr<PositionAllocator>
MakeDisc(double radius, double height)
{
    auto disc = CreateObject<UniformDiscPositionAllocator>();
    disc->SetRho(radius);
    disc->SetX(0);
    disc->SetY(0);
    disc->SetZ(height);
    return disc;
}

/// How far a coordinate of a position may be from the origin, m.
constexpr double FARTHEST = 1e7;

/**
 * @param attribute name of the attribute, for errors
 * @param text positions, such as "0,0;100,0,1.5"
 * @param height z coordinate where there are two numbers only, m
 * @return the positions
 * @throws InferenceInputError
 */
std::vector<Vector>
ParsePositions(const std::string& attribute, const std::string& text, double height)
{
    std::vector<Vector> positions;
    std::istringstream list(text);
    for (std::string item; std::getline(list, item, ';');)
    {
        std::array<double, 3> numbers{0, 0, height};
        std::size_t n = 0;
        bool good = true;
        for (const std::string& part : InputText::Split(item, ','))
        {
            double value = 0;
            good = good && n < numbers.size() &&
                   InputText::ReadNumber(InputText::Trim(part), value) &&
                   std::abs(value) <= FARTHEST;
            if (good)
            {
                numbers[n++] = value;
            }
        }
        if (!good || n < 2)
        {
            throw InferenceInputError("topology",
                                      attribute,
                                      item,
                                      "positions in m, such as 0,0;100,0,10");
        }
        positions.emplace_back(numbers[0], numbers[1], numbers[2]);
    }
    return positions;
}

/**
 * @param positions positions, m
 * @return the text that ParsePositions() reads
 */
std::string
WritePositions(const std::vector<Vector>& positions)
{
    std::string text;
    for (const Vector& at : positions)
    {
        std::array<char, 96> item;
        std::snprintf(item.data(), item.size(), "%.17g,%.17g,%.17g", at.x, at.y, at.z);
        text += (text.empty() ? "" : ";") + std::string(item.data());
    }
    return text;
}

/**
 * @param model a mobility model
 * @throws InferenceInputError when it could draw no way or no speed, and would try for ever
 */
void
RequireWays(Ptr<MobilityModel> model)
{
    // Pairs of attributes, and how much the second must be above the first.
    const std::array<std::tuple<const char*, const char*, double>, 4> pairs{
        {{"MinX", "MaxX", 1e-3},
         {"MinY", "MaxY", 1e-3},
         {"MinSpeed", "MaxSpeed", 0},
         {"MinPause", "MaxPause", 0}}};
    for (const auto& [low, high, difference] : pairs)
    {
        DoubleValue least;
        DoubleValue greatest;
        if (model->GetAttributeFailSafe(low, least) &&
            model->GetAttributeFailSafe(high, greatest) &&
            !(greatest.Get() - least.Get() >= difference))
        {
            throw InferenceInputError("topology",
                                      model->GetInstanceTypeId().GetName() + "::" + high,
                                      std::to_string(greatest.Get()),
                                      "more than " + std::string(low) + ", which is " +
                                          std::to_string(least.Get()));
        }
    }
}

/**
 * @param rate rate of a kind of wires
 * @param attribute name of its attribute
 * @throws InferenceInputError when nothing could ever be sent
 */
void
RequireRate(DataRate rate, const std::string& attribute)
{
    if (rate.GetBitRate() == 0)
    {
        throw InferenceInputError("topology", attribute, "0", "a positive rate");
    }
}

} // namespace

TypeId
EdgeTopologyHelper::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::EdgeTopologyHelper")
            .SetParent<ObjectBase>()
            .SetGroupName("EdgeInference")
            .AddAttribute("Ues",
                          "Number of UEs.",
                          UintegerValue(5),
                          MakeUintegerAccessor(&EdgeTopologyHelper::m_nUes),
                          MakeUintegerChecker<uint32_t>(1, MAX_NODES))
            .AddAttribute("UePositions",
                          "Where the first UEs begin, m: x,y or x,y,z of each, with semicolons "
                          "between them; the others begin at random places in the area.",
                          StringValue(""),
                          MakeStringAccessor(&EdgeTopologyHelper::m_uePositions),
                          MakeStringChecker())
            .AddAttribute("UeHeight",
                          "Height of the UEs, m, when nothing else says it.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&EdgeTopologyHelper::m_ueHeight),
                          MakeDoubleChecker<double>(0, 1e4))
            .AddAttribute("MobilityTrace",
                          "ns-2 movement file that moves the UEs; empty: the mobility model does.",
                          StringValue(""),
                          MakeStringAccessor(&EdgeTopologyHelper::m_mobilityTrace),
                          MakeStringChecker())
            .AddAttribute("Cells",
                          "Number of cells, unless CellPositions says where each one stands.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&EdgeTopologyHelper::m_nCells),
                          MakeUintegerChecker<uint32_t>(1, EdgeWires::MOST))
            .AddAttribute("CellLayout",
                          "How cells are laid out about the origin: along the x axis, in rings "
                          "about the first one, or in rows of a square.",
                          EnumValue(EdgeTopologyHelper::LINE),
                          MakeEnumAccessorCompat<EdgeTopologyHelper::CellLayout>(
                              &EdgeTopologyHelper::m_layout),
                          MakeEnumChecker(EdgeTopologyHelper::LINE,
                                          "Line",
                                          EdgeTopologyHelper::HEXAGON,
                                          "Hexagon",
                                          EdgeTopologyHelper::GRID,
                                          "Grid"))
            .AddAttribute("CellSpacing",
                          "Distance between neighbouring cells, m.",
                          DoubleValue(100),
                          MakeDoubleAccessor(&EdgeTopologyHelper::m_spacing),
                          MakeDoubleChecker<double>(0, 1e5))
            .AddAttribute("CellHeight",
                          "Height of the cells' antennas, m, when CellPositions does not say it.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&EdgeTopologyHelper::m_cellHeight),
                          MakeDoubleChecker<double>(0, 1e4))
            .AddAttribute("CellPositions",
                          "Where the cells stand, m: x,y or x,y,z of each, with semicolons between "
                          "them; empty: Cells, CellLayout and CellSpacing say it.",
                          StringValue(""),
                          MakeStringAccessor(&EdgeTopologyHelper::m_cellPositions),
                          MakeStringChecker())
            .AddAttribute("Servers",
                          "Number of edge servers that all cells share, each with a wired link of "
                          "its own. Not used when ServerPlacement is PerCell.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&EdgeTopologyHelper::m_nServers),
                          MakeUintegerChecker<uint32_t>(1, EdgeWires::MOST))
            .AddAttribute("ServerPlacement",
                          "Shared: the edge servers stand behind the backhaul and all cells share "
                          "them. PerCell: edge server i stands at cell i; the other cells reach it "
                          "over the backhaul.",
                          EnumValue(EdgeTopologyHelper::SHARED),
                          MakeEnumAccessorCompat<EdgeTopologyHelper::ServerPlacement>(
                              &EdgeTopologyHelper::m_placement),
                          MakeEnumChecker(EdgeTopologyHelper::SHARED,
                                          "Shared",
                                          EdgeTopologyHelper::PER_CELL,
                                          "PerCell"))
            .AddAttribute("Clouds",
                          "Number of cloud nodes, each with a wired link of its own. They come "
                          "after the edge servers.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&EdgeTopologyHelper::m_nClouds),
                          MakeUintegerChecker<uint32_t>(0, EdgeWires::MOST))
            .AddAttribute("Radius",
                          "Radius of the disc about the origin in which UEs move, m.",
                          DoubleValue(40),
                          MakeDoubleAccessor(&EdgeTopologyHelper::m_radius),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("BackhaulRate",
                          "Rate of each link of the backhaul: of a shared edge server, or of a "
                          "cell when each has a server.",
                          DataRateValue(DataRate("1Gbps")),
                          MakeDataRateAccessor(&EdgeTopologyHelper::m_backhaulRate),
                          MakeDataRateChecker())
            .AddAttribute("BackhaulDelay",
                          "One-way delay of each link of the backhaul.",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&EdgeTopologyHelper::m_backhaulDelay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("LocalRate",
                          "Rate of the wires within a site: between a cell and its own edge "
                          "server, or between several cells and the router of shared servers.",
                          DataRateValue(DataRate("10Gbps")),
                          MakeDataRateAccessor(&EdgeTopologyHelper::m_localRate),
                          MakeDataRateChecker())
            .AddAttribute("LocalDelay",
                          "One-way delay of the wires within a site.",
                          TimeValue(MicroSeconds(10)),
                          MakeTimeAccessor(&EdgeTopologyHelper::m_localDelay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("CloudRate",
                          "Rate of each cloud node's link.",
                          DataRateValue(DataRate("1Gbps")),
                          MakeDataRateAccessor(&EdgeTopologyHelper::m_cloudRate),
                          MakeDataRateChecker())
            .AddAttribute("CloudDelay",
                          "One-way delay of each cloud node's link, which begins at the router "
                          "between cells and servers.",
                          TimeValue(MilliSeconds(20)),
                          MakeTimeAccessor(&EdgeTopologyHelper::m_cloudDelay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("FirstStream",
                          "First of the GetNStreams() streams of random numbers that the topology "
                          "uses.",
                          IntegerValue(1000000),
                          MakeIntegerAccessor(&EdgeTopologyHelper::m_firstStream),
                          MakeIntegerChecker<int64_t>(0, int64_t{1} << 60));
    return tid;
}

EdgeTopologyHelper::EdgeTopologyHelper()
    : m_nUes(0),
      m_nCells(0),
      m_nServers(0),
      m_nClouds(0),
      m_layout(LINE),
      m_spacing(0),
      m_cellHeight(0),
      m_ueHeight(0),
      m_placement(SHARED),
      m_radius(0),
      m_firstStream(0)
{
    StartMobility("ns3::RandomWaypointMobilityModel");
    AddMobilityAttribute("Speed", StringValue("ns3::UniformRandomVariable[Min=0.5|Max=1.5]"));
    AddMobilityAttribute("Pause", StringValue("ns3::ConstantRandomVariable[Constant=0]"));
}

EdgeTopologyHelper::~EdgeTopologyHelper() = default;

void
EdgeTopologyHelper::SetUes(uint32_t n)
{
    SetNumber("Ues", n);
}

void
EdgeTopologyHelper::SetMobility(const std::string& mobility,
                                const std::vector<std::pair<std::string, std::string>>& attributes)
{
    StartMobility(mobility);
    for (const auto& [name, value] : attributes)
    {
        AddMobilityAttribute(name, StringValue(value));
    }
}

void
EdgeTopologyHelper::SetMobilityTrace(const std::string& file)
{
    m_mobilityTrace = file;
}

void
EdgeTopologyHelper::SetUePositions(const std::vector<Vector>& positions)
{
    m_uePositions = WritePositions(positions);
}

void
EdgeTopologyHelper::SetCells(uint32_t n)
{
    SetNumber("Cells", n);
    m_cellPositions.clear();
}

void
EdgeTopologyHelper::SetCellPositions(const std::vector<Vector>& positions)
{
    m_cellPositions = WritePositions(positions);
}

uint32_t
EdgeTopologyHelper::GetNCells() const
{
    return static_cast<uint32_t>(GetCellPositions().size());
}

void
EdgeTopologyHelper::SetServers(uint32_t n)
{
    SetNumber("Servers", n);
}

void
EdgeTopologyHelper::SetServerPlacement(ServerPlacement placement)
{
    m_placement = placement;
}

void
EdgeTopologyHelper::SetClouds(uint32_t n)
{
    SetNumber("Clouds", n);
}

void
EdgeTopologyHelper::SetClouds(uint32_t n, DataRate rate, Time delay)
{
    RequireRate(rate, "CloudRate");
    if (!SetAttributeFailSafe("CloudDelay", TimeValue(delay)))
    {
        throw InferenceInputError("topology",
                                  "CloudDelay",
                                  std::to_string(delay.GetSeconds()) + " s",
                                  "a delay that is not negative");
    }
    SetClouds(n);
    m_cloudRate = rate;
}

void
EdgeTopologyHelper::SetArea(double radius)
{
    if (!SetAttributeFailSafe("Radius", DoubleValue(radius)))
    {
        throw InferenceInputError("topology",
                                  "Radius",
                                  std::to_string(radius),
                                  "a radius in m, not negative");
    }
}

void
EdgeTopologyHelper::SetBackhaul(DataRate rate, Time delay)
{
    RequireRate(rate, "BackhaulRate");
    if (!SetAttributeFailSafe("BackhaulDelay", TimeValue(delay)))
    {
        throw InferenceInputError("topology",
                                  "BackhaulDelay",
                                  std::to_string(delay.GetSeconds()) + " s",
                                  "a delay that is not negative");
    }
    m_backhaulRate = rate;
}

void
EdgeTopologyHelper::SetNumber(const std::string& attribute, uint64_t n)
{
    if (!SetAttributeFailSafe(attribute, UintegerValue(n)))
    {
        TypeId::AttributeInformation info;
        GetInstanceTypeId().LookupAttributeByName(attribute, &info);
        throw InferenceInputError("topology",
                                  attribute,
                                  std::to_string(n),
                                  info.checker->GetUnderlyingTypeInformation());
    }
}

int64_t
EdgeTopologyHelper::GetNStreams()
{
    return int64_t{N_KINDS} * MAX_NODES * STREAMS_PER_NODE;
}

int64_t
EdgeTopologyHelper::GetStream(NodeKind kind, uint32_t index) const
{
    return m_firstStream + (int64_t{kind} * MAX_NODES + index) * STREAMS_PER_NODE;
}

void
EdgeTopologyHelper::StartMobility(const std::string& mobility)
{
    TypeId tid;
    if (!TypeId::LookupByNameFailSafe(mobility, &tid) ||
        !tid.IsChildOf(MobilityModel::GetTypeId()) || !tid.HasConstructor())
    {
        throw InferenceInputError("topology",
                                  "mobility model",
                                  mobility,
                                  "the TypeId name of a mobility model",
                                  "e.g. ns3::RandomWaypointMobilityModel");
    }
    m_mobility = ObjectFactory();
    m_mobility.SetTypeId(tid);
    m_mobilityAttributes.clear();
}

void
EdgeTopologyHelper::AddMobilityAttribute(const std::string& name, const AttributeValue& value)
{
    const TypeId tid = m_mobility.GetTypeId();
    TypeId::AttributeInformation info;
    if (!tid.LookupAttributeByName(name, &info))
    {
        throw InferenceInputError("topology",
                                  tid.GetName(),
                                  name,
                                  "the name of one of its attributes");
    }
    if (!info.checker->CreateValidValue(value))
    {
        throw InferenceInputError("topology",
                                  tid.GetName() + "::" + name,
                                  value.SerializeToString(info.checker),
                                  info.checker->GetValueTypeName());
    }
    m_mobility.Set(name, value);
    m_mobilityAttributes.insert(name);
}

void
EdgeTopologyHelper::InstallUeMobility(const NodeContainer& ues) const
{
    if (!m_mobilityTrace.empty())
    {
        Ns2MobilityTrace(m_mobilityTrace).Install(ues, m_ueHeight);
        return;
    }
    const auto positions = ParsePositions("UePositions", m_uePositions, m_ueHeight);
    if (positions.size() > ues.GetN())
    {
        throw InferenceInputError("topology",
                                  "UePositions",
                                  std::to_string(positions.size()) + " positions",
                                  "at most one a UE: " + std::to_string(ues.GetN()));
    }
    ObjectFactory factory = m_mobility;
    TypeId::AttributeInformation info;
    const auto isLeftOpen = [this, &info](const std::string& name) {
        return m_mobilityAttributes.count(name) == 0 &&
               m_mobility.GetTypeId().LookupAttributeByName(name, &info);
    };
    const bool takesAllocator = isLeftOpen("PositionAllocator");
    if (isLeftOpen("Bounds"))
    {
        const double r = m_radius;
        const RectangleValue square(Rectangle(-r, r, -r, r));
        const BoxValue box(Box(-r, r, -r, r, m_ueHeight, m_ueHeight));
        if (info.checker->Check(square))
        {
            factory.Set("Bounds", square);
        }
        else if (info.checker->Check(box))
        {
            factory.Set("Bounds", box);
            if (isLeftOpen("NormalPitch"))
            {
                // UEs keep their height
                factory.Set("NormalPitch",
                            StringValue("ns3::NormalRandomVariable[Mean=0|Variance=0|Bound=0]"));
            }
        }
    }
    for (const auto& [name, value] : {std::pair{"MinX", -m_radius},
                                      std::pair{"MaxX", m_radius},
                                      std::pair{"MinY", -m_radius},
                                      std::pair{"MaxY", m_radius},
                                      std::pair{"Z", m_ueHeight}})
    {
        if (isLeftOpen(name) && info.checker->Check(DoubleValue(value)))
        {
            factory.Set(name, DoubleValue(value));
        }
    }
    for (uint32_t i = 0; i < ues.GetN(); ++i)
    {
        const int64_t stream = GetStream(UE, i);
        auto model = factory.Create<MobilityModel>();
        RequireWays(model);
        if (takesAllocator)
        {
            // one for each UE: its way does not depend on how many others there are
            model->SetAttribute("PositionAllocator", PointerValue(MakeDisc(m_radius, m_ueHeight)));
        }
        model->AssignStreams(stream);
        // Initialised before it is placed: SetPosition() restarts the walk, and a model that is
        // initialised afterwards (with its node) starts a second walk beside the first one.
        model->Initialize();
        ues.Get(i)->AggregateObject(model);
        if (m_mobilityAttributes.count("Position") == 0)
        {
            auto disc = MakeDisc(m_radius, m_ueHeight);
            disc->AssignStreams(stream + POSITION_STREAMS);
            model->SetPosition(i < positions.size() ? positions[i] : disc->GetNext());
        }
    }
}

void
EdgeTopologyHelper::InstallFixedPositions(const NodeContainer& nodes, NodeKind kind) const
{
    ObjectFactory factory("ns3::ConstantPositionMobilityModel");
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        auto disc = MakeDisc(m_radius, m_ueHeight);
        disc->AssignStreams(GetStream(kind, i) + POSITION_STREAMS);
        auto model = factory.Create<MobilityModel>();
        model->SetPosition(disc->GetNext());
        nodes.Get(i)->AggregateObject(model);
    }
}

std::vector<Vector>
EdgeTopologyHelper::GetCellPositions() const
{
    if (!m_cellPositions.empty())
    {
        const auto listed = ParsePositions("CellPositions", m_cellPositions, m_cellHeight);
        if (listed.size() > EdgeWires::MOST)
        {
            throw InferenceInputError("topology",
                                      "CellPositions",
                                      std::to_string(listed.size()) + " positions",
                                      "at most " + std::to_string(EdgeWires::MOST));
        }
        return listed;
    }
    std::vector<Vector> positions;
    if (m_layout == HEXAGON)
    {
        // rings about the first cell, each walked once round
        const double height = std::sqrt(3) / 2;
        constexpr std::array<std::pair<int, int>, 6> SIDES{
            {{-1, 1}, {-2, 0}, {-1, -1}, {1, -1}, {2, 0}, {1, 1}}};
        positions.emplace_back(0, 0, m_cellHeight);
        for (int ring = 1; positions.size() < m_nCells; ++ring)
        {
            int x = 2 * ring; // in halves of the spacing
            int y = 0;        // in rows
            for (const auto& [dx, dy] : SIDES)
            {
                for (int i = 0; i < ring && positions.size() < m_nCells; ++i)
                {
                    positions.emplace_back(x * m_spacing / 2, y * m_spacing * height, m_cellHeight);
                    x += dx;
                    y += dy;
                }
            }
        }
        return positions;
    }
    const uint32_t columns =
        m_layout == LINE ? m_nCells : static_cast<uint32_t>(std::ceil(std::sqrt(double(m_nCells))));
    const uint32_t rows = (m_nCells + columns - 1) / columns;
    for (uint32_t c = 0; c < m_nCells; ++c)
    {
        positions.emplace_back(m_spacing * (c % columns - (columns - 1) / 2.0),
                               m_spacing * (c / columns - (rows - 1) / 2.0),
                               m_cellHeight);
    }
    return positions;
}

void
EdgeTopologyHelper::InstallCellPositions(const NodeContainer& cells) const
{
    const auto positions = GetCellPositions();
    for (uint32_t c = 0; c < cells.GetN(); ++c)
    {
        auto model = CreateObject<ConstantPositionMobilityModel>();
        model->SetPosition(positions.at(c));
        cells.Get(c)->AggregateObject(model);
    }
}

void
EdgeTopologyHelper::CreateNodes(EdgeTopology& net)
{
    RequireRate(m_backhaulRate, "BackhaulRate");
    RequireRate(m_localRate, "LocalRate");
    RequireRate(m_cloudRate, "CloudRate");
    const uint32_t nCells = GetNCells();
    net.cells.Create(nCells);
    net.ues.Create(m_nUes);
    net.servers.Create((m_placement == PER_CELL ? nCells : m_nServers) + m_nClouds);
    InstallCellPositions(net.cells);
    InstallUeMobility(net.ues);
    m_builtCells = net.cells;
    m_builtUes = net.ues;
    m_builtServers = net.servers;
    m_wires = nullptr;
}

void
EdgeTopologyHelper::InstallInternet(const NodeContainer& nodes)
{
    EdgeWires::InstallInternet(nodes);
}

void
EdgeTopologyHelper::InstallWires(EdgeTopology& net, const NodeContainer& gateways, bool central)
{
    m_wires = CreateObject<EdgeWires>();
    m_wires->Install(net,
                     gateways,
                     central,
                     m_nClouds,
                     m_placement == PER_CELL,
                     {{m_backhaulRate, m_backhaulDelay},
                      {m_localRate, m_localDelay},
                      {m_cloudRate, m_cloudDelay}});
}

void
EdgeTopologyHelper::InstallWires(EdgeTopology& net, const NodeContainer& gateways)
{
    InstallWires(net, gateways, false);
}

void
EdgeTopologyHelper::InstallCentralWires(EdgeTopology& net, Ptr<Node> gateway)
{
    InstallWires(net, NodeContainer(gateway), true);
}

Ptr<EdgeWires>
EdgeTopologyHelper::GetWires() const
{
    return m_wires;
}

void
EdgeTopologyHelper::AssignCommonStreams(NodeKind kind, const NodeContainer& nodes) const
{
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        const Ptr<Node> node = nodes.Get(i);
        const int64_t first = GetStream(kind, i);
        const auto mobility = node->GetObject<MobilityModel>();
        int64_t used = mobility ? mobility->AssignStreams(first) : 0;
        NS_ABORT_MSG_IF(used > RADIO_STREAMS, "mobility uses " << used << " streams");
        used = InternetStackHelper().AssignStreams(NodeContainer(node), first + INTERNET_STREAMS);
        NS_ABORT_MSG_IF(used > APPLICATION_STREAMS - INTERNET_STREAMS,
                        "an internet stack uses " << used << " streams");
    }
}

void
EdgeTopologyHelper::AssignTopologyStreams() const
{
    AssignCommonStreams(CELL, m_builtCells);
    AssignCommonStreams(UE, m_builtUes);
    AssignCommonStreams(SERVER, m_builtServers);
    if (m_wires && m_wires->GetHub())
    {
        bool isCell = false;
        for (uint32_t c = 0; c < m_builtCells.GetN(); ++c)
        {
            isCell = isCell || m_builtCells.Get(c) == m_wires->GetHub();
        }
        if (!isCell)
        {
            AssignCommonStreams(ROUTER, NodeContainer(m_wires->GetHub()));
        }
    }
}

int64_t
EdgeTopologyHelper::AssignStreams(int64_t stream)
{
    if (!SetAttributeFailSafe("FirstStream", IntegerValue(stream)))
    {
        throw InferenceInputError("topology",
                                  "FirstStream",
                                  std::to_string(stream),
                                  "a stream that is not negative");
    }
    // nodes of an episode that was destroyed have no devices any more
    if (m_builtUes.GetN() > 0 && m_builtUes.Get(0)->GetNDevices() > 0)
    {
        AssignNodeStreams();
    }
    return GetNStreams();
}

} // namespace ns3
