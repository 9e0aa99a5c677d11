// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/edge-topology-helper.h"

#include "ns3/box.h"
#include "ns3/double.h"
#include "ns3/inference-input-error.h"
#include "ns3/integer.h"
#include "ns3/log.h"
#include "ns3/mobility-model.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/position-allocator.h"
#include "ns3/rectangle.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <limits>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("EdgeTopologyHelper");

NS_OBJECT_ENSURE_REGISTERED(EdgeTopologyHelper);

namespace
{

/// Streams of one node; more than any node with one radio device uses.
constexpr int64_t STREAMS_PER_NODE = 64;

/**
 * @param radius of the disc, m
 * @return an allocator of uniform positions in the disc about the origin
 */
Ptr<PositionAllocator>
MakeDisc(double radius)
{
    auto disc = CreateObject<UniformDiscPositionAllocator>();
    disc->SetRho(radius);
    disc->SetX(0);
    disc->SetY(0);
    return disc;
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
            .AddAttribute("Servers",
                          "Number of edge servers, each with a wired link of its own.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&EdgeTopologyHelper::m_nServers),
                          MakeUintegerChecker<uint32_t>(1, 250))
            .AddAttribute("Radius",
                          "Radius of the disc about the origin in which UEs move, m.",
                          DoubleValue(40),
                          MakeDoubleAccessor(&EdgeTopologyHelper::m_radius),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("BackhaulRate",
                          "Rate of each edge server's wired link.",
                          DataRateValue(DataRate("1Gbps")),
                          MakeDataRateAccessor(&EdgeTopologyHelper::m_backhaulRate),
                          MakeDataRateChecker())
            .AddAttribute("BackhaulDelay",
                          "One-way delay of each edge server's wired link.",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&EdgeTopologyHelper::m_backhaulDelay),
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
      m_nServers(0),
      m_radius(0),
      m_firstStream(0)
{
    StartMobility("ns3::RandomWaypointMobilityModel");
    AddMobilityAttribute("Speed", StringValue("ns3::UniformRandomVariable[Min=0.5|Max=1.5]"));
    AddMobilityAttribute("Pause", StringValue("ns3::ConstantRandomVariable[Constant=0]"));
}

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
EdgeTopologyHelper::SetServers(uint32_t n)
{
    SetNumber("Servers", n);
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
    if (rate.GetBitRate() == 0)
    {
        throw InferenceInputError("topology", "BackhaulRate", "0", "a positive rate");
    }
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
        const BoxValue box(Box(-r, r, -r, r, 0, 0));
        if (info.checker->Check(square))
        {
            factory.Set("Bounds", square);
        }
        else if (info.checker->Check(box))
        {
            factory.Set("Bounds", box);
            if (isLeftOpen("NormalPitch"))
            {
                // UEs stay on the ground
                factory.Set("NormalPitch",
                            StringValue("ns3::NormalRandomVariable[Mean=0|Variance=0|Bound=0]"));
            }
        }
    }
    for (uint32_t i = 0; i < ues.GetN(); ++i)
    {
        const int64_t stream = GetStream(UE, i);
        auto model = factory.Create<MobilityModel>();
        if (takesAllocator)
        {
            // one for each UE: its way does not depend on how many others there are
            model->SetAttribute("PositionAllocator", PointerValue(MakeDisc(m_radius)));
        }
        model->AssignStreams(stream);
        // Initialised before it is placed: SetPosition() restarts the walk, and a model that is
        // initialised afterwards (with its node) starts a second walk beside the first one.
        model->Initialize();
        ues.Get(i)->AggregateObject(model);
        if (m_mobilityAttributes.count("Position") == 0)
        {
            auto disc = MakeDisc(m_radius);
            disc->AssignStreams(stream + STREAMS_PER_NODE - 2);
            model->SetPosition(disc->GetNext());
        }
    }
}

void
EdgeTopologyHelper::InstallFixedPositions(const NodeContainer& nodes, NodeKind kind) const
{
    ObjectFactory factory("ns3::ConstantPositionMobilityModel");
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        auto disc = MakeDisc(m_radius);
        disc->AssignStreams(GetStream(kind, i) + STREAMS_PER_NODE - 2);
        auto model = factory.Create<MobilityModel>();
        model->SetPosition(disc->GetNext());
        nodes.Get(i)->AggregateObject(model);
    }
}

} // namespace ns3
