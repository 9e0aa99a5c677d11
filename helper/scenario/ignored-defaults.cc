// SPDX-License-Identifier: GPL-2.0-only

#include "ignored-defaults.h"

#include "../../model/input/attribute-text.h"
#include "../../model/input/type-lineage.h"

#include "ns3/channel-list.h"
#include "ns3/channel.h"
#include "ns3/edge-topology-factory.h"
#include "ns3/inference-input-error.h"
#include "ns3/node-list.h"
#include "ns3/node.h"
#include "ns3/object-ptr-container.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <sstream>

namespace ns3
{

namespace
{

/// A key that sets an attribute of another name.
struct Key
{
    const char* attribute; //!< full name, without ns3::
    const char* radio;     //!< the radio that has the key; nothing: each
    const char* pointers;  //!< JSON pointers, separated by blanks, with {} for the radio; nothing:
                           //!< no key sets it
    bool isHidden;         //!< what it is cannot be asked when the network is built
};

/// Attributes that this module sets itself; those whose key has the same name are not here.
constexpr Key KEYS[] = {
    {"TcpSocket::SegmentSize",
     "",
     "/applications/client/SegmentSize /applications/server/SegmentSize",
     true},
    {"TcpSocket::SndBufSize",
     "",
     "/applications/client/SendBuffer /applications/server/SendBuffer",
     true},
    {"TcpSocket::RcvBufSize", "", "/applications/server/ReceiveBuffer", true},
    {"TcpSocket::DataRetries",
     "",
     "/applications/client/DataRetries /applications/server/DataRetries",
     true},
    {"TcpSocket::DelAckTimeout",
     "",
     "/applications/client/DelAckTimeout /applications/server/DelAckTimeout",
     true},
    {"TcpSocketBase::MinRto", "", "/applications/client/MinRto /applications/server/MinRto", true},
    {"TcpSocket::ConnTimeout", "", "/applications/client/ReconnectDelay", true},
    {"TcpSocket::ConnCount", "", "", true},
    {"TcpSocket::TcpNoDelay", "", "", true},
    {"PointToPointNetDevice::DataRate",
     "",
     "/topology/BackhaulRate /topology/LocalRate /topology/CloudRate",
     false},
    {"PointToPointChannel::Delay",
     "",
     "/topology/BackhaulDelay /topology/LocalDelay /topology/CloudDelay",
     false},
    {"UniformDiscPositionAllocator::rho", "", "/topology/Radius", false},
    {"BasicEnergySource::BasicEnergySourceInitialEnergyJ", "", "/ues/battery/energy", false},
    {"BasicEnergySource::BasicEnergySupplyVoltageV", "", "/ues/battery/voltage", false},
    {"WifiPhy::TxPowerStart", "wifi", "/radio/wifi/UeTxPower /radio/wifi/ApTxPower", false},
    {"WifiPhy::TxPowerEnd", "wifi", "/radio/wifi/UeTxPower /radio/wifi/ApTxPower", false},
    {"WifiPhy::RxNoiseFigure", "wifi", "/radio/wifi/NoiseFigure", true},
    {"WifiPhy::ChannelSettings", "wifi", "/radio/wifi/ChannelWidth", false},
    {"StaWifiMac::ProbeRequestTimeout", "wifi", "/radio/wifi/ProbeTime", false},
    {"LogDistancePropagationLossModel::Exponent", "", "/radio/{}/PathLossExponent", false},
    {"NakagamiPropagationLossModel::m0", "", "/radio/{}/NakagamiM", false},
    {"NakagamiPropagationLossModel::m1", "", "/radio/{}/NakagamiM", false},
    {"NakagamiPropagationLossModel::m2", "", "/radio/{}/NakagamiM", false},
    {"OnOffApplication::DataRate", "wifi", "/radio/wifi/BackgroundRate", false},
    {"OnOffApplication::PacketSize", "wifi", "/radio/wifi/BackgroundPacketSize", false},
    {"OnOffApplication::OnTime", "wifi", "/radio/wifi/BackgroundMeanOn", false},
    {"OnOffApplication::OffTime", "wifi", "/radio/wifi/BackgroundMeanOff", false},
    {"LteEnbNetDevice::DlBandwidth", "lte", "/radio/lte/DownlinkBandwidth", false},
    {"LteEnbNetDevice::UlBandwidth", "lte", "/radio/lte/UplinkBandwidth", false},
    {"LteEnbPhy::TxPower", "lte", "/radio/lte/CellTxPower", false},
    {"LteEnbPhy::NoiseFigure", "lte", "/radio/lte/CellNoiseFigure", false},
    {"LteUePhy::TxPower", "lte", "/radio/lte/UeTxPower", false},
    {"LteUePhy::NoiseFigure", "lte", "/radio/lte/UeNoiseFigure", false},
    {"LteUePhy::EnableUplinkPowerControl", "lte", "/radio/lte/UplinkPowerControl", false},
    {"A2A4RsrqHandoverAlgorithm::ServingCellThreshold",
     "lte",
     "/radio/lte/ServingCellThreshold",
     false},
    {"NoBackhaulEpcHelper::X2LinkDelay", "lte", "/radio/lte/X2Delay", true},
    {"PointToPointEpcHelper::S1uLinkDataRate", "lte", "/radio/lte/S1Rate", true},
    {"PointToPointEpcHelper::S1uLinkDelay", "lte", "/radio/lte/S1Delay", true},
    // nr 2.3 has these classes of lte, nr 4.1.1 its own
    {"PointToPointEpcHelper::S1uLinkDataRate", "nr", "/radio/nr/S1Rate", false},
    {"PointToPointEpcHelper::S1uLinkDelay", "nr", "/radio/nr/S1Delay", false},
    {"NoBackhaulEpcHelper::S5LinkDataRate", "nr", "/radio/nr/S5Rate", false},
    {"NoBackhaulEpcHelper::S5LinkDelay", "nr", "/radio/nr/S5Delay", false},
    {"NrPointToPointEpcHelper::S1uLinkDataRate", "nr", "/radio/nr/S1Rate", false},
    {"NrPointToPointEpcHelper::S1uLinkDelay", "nr", "/radio/nr/S1Delay", false},
    {"NrNoBackhaulEpcHelper::S5LinkDataRate", "nr", "/radio/nr/S5Rate", false},
    {"NrNoBackhaulEpcHelper::S5LinkDelay", "nr", "/radio/nr/S5Delay", false},
    {"NrGnbPhy::TxPower", "nr", "/radio/nr/CellTxPower", false},
    {"NrGnbPhy::NoiseFigure", "nr", "/radio/nr/CellNoiseFigure", false},
    {"NrUePhy::TxPower", "nr", "/radio/nr/UeTxPower", false},
    {"NrUePhy::NoiseFigure", "nr", "/radio/nr/UeNoiseFigure", false},
};

/**
 * @param name full name of an attribute
 * @param [out] type takes its class
 * @param [out] info takes what ns-3 knows about it
 * @return index of the attribute in its class; -1 when there is none
 */
int
FindAttribute(const std::string& name, TypeId& type, TypeId::AttributeInformation& info)
{
    const std::size_t colons = name.rfind("::");
    if (colons == std::string::npos || !TypeId::LookupByNameFailSafe(name.substr(0, colons), &type))
    {
        return -1;
    }
    for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
    {
        info = type.GetAttribute(i);
        if (info.name == name.substr(colons + 2))
        {
            return static_cast<int>(i);
        }
    }
    return -1;
}

/**
 * @param value of an attribute
 * @param checker of the attribute
 * @return the value as text; of an object its class and the values of its attributes
 */
std::string
ToText(const AttributeValue& value, Ptr<const AttributeChecker> checker)
{
    const auto* pointer = dynamic_cast<const PointerValue*>(&value);
    if (!pointer)
    {
        return value.SerializeToString(checker);
    }
    const Ptr<Object> object = pointer->GetObject();
    std::string text = object ? object->GetInstanceTypeId().GetName() : "0";
    for (const TypeId& type :
         object ? ListLineage(object->GetInstanceTypeId()) : std::vector<TypeId>())
    {
        for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
        {
            const auto info = type.GetAttribute(i);
            const Ptr<AttributeValue> own = info.checker->Create();
            const bool isPlain = info.name != "Stream" && info.accessor->HasGetter() &&
                                 !dynamic_cast<const PointerValue*>(PeekPointer(own)) &&
                                 info.accessor->Get(PeekPointer(object), *own);
            text += isPlain ? "|" + info.name + "=" + own->SerializeToString(info.checker) : "";
        }
    }
    return text;
}

/**
 * @param text of a value that the attribute can have
 * @param checker of the attribute
 * @return the same value as objects tell it; the text itself when it is none
 */
std::string
Canonise(const std::string& text, Ptr<const AttributeChecker> checker)
{
    if (AttributeText::GetKind(checker) == "String")
    {
        return text; // reading it would stop at a blank
    }
    const Ptr<AttributeValue> value = checker->Create();
    return value->DeserializeFromString(text, checker) ? ToText(*value, checker) : text;
}

/// Goes from object to object.
class Walk
{
  public:
    /**
     * @param wanted tells whether the values of an attribute are asked for
     */
    explicit Walk(const std::function<bool(const std::string& name)>& wanted)
        : m_wanted(wanted)
    {
    }

    /**
     * @param object an object, with those that are aggregated to it, and those that it tells
     */
    void Visit(const Ptr<const Object>& object)
    {
        if (!object || !m_seen.insert(object).second)
        {
            return;
        }
        Ask(object);
        for (auto others = object->GetAggregateIterator(); others.HasNext();)
        {
            Visit(others.Next());
        }
    }

    /**
     * @return the values, sorted
     */
    IgnoredDefaults::Census Get()
    {
        for (auto& [name, values] : m_census)
        {
            std::sort(values.begin(), values.end());
        }
        return m_census;
    }

  private:
    /**
     * @param object that is asked for its attributes
     */
    void Ask(const Ptr<const Object>& object)
    {
        for (const TypeId& type : ListLineage(object->GetInstanceTypeId()))
        {
            for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
            {
                const auto info = type.GetAttribute(i);
                const Ptr<AttributeValue> value = info.checker->Create();
                const auto* pointer = dynamic_cast<const PointerValue*>(PeekPointer(value));
                const auto* list = dynamic_cast<const ObjectPtrContainerValue*>(PeekPointer(value));
                const std::string name = type.GetName() + "::" + info.name;
                const bool isWanted = !list && m_wanted(name);
                if (!info.accessor->HasGetter() || !(pointer || list || isWanted) ||
                    !info.accessor->Get(PeekPointer(object), *value))
                {
                    continue;
                }
                if (isWanted)
                {
                    m_census[name].push_back(ToText(*value, info.checker));
                }
                if (pointer)
                {
                    Visit(pointer->GetObject());
                }
                for (std::size_t j = 0; list && j < list->GetN(); ++j)
                {
                    Visit(list->Get(j));
                }
            }
        }
    }

    std::function<bool(const std::string& name)> m_wanted; //!< which attributes
    std::set<Ptr<const Object>> m_seen;                    //!< objects that were visited
    IgnoredDefaults::Census m_census;                      //!< so far
};

/// Puts defaults back to what they are without the user's, as long as it lives.
class WithoutGiven
{
  public:
    /**
     * @param given what the user gave
     */
    explicit WithoutGiven(const IgnoredDefaults::Values& given)
    {
        for (const auto& [name, text] : given)
        {
            TypeId type;
            TypeId::AttributeInformation info;
            const int index = FindAttribute(name, type, info);
            if (index >= 0)
            {
                m_defaults.push_back({type, static_cast<std::size_t>(index), info.initialValue});
                type.SetAttributeInitialValue(index, info.originalInitialValue);
            }
        }
    }

    WithoutGiven(const WithoutGiven&) = delete;
    WithoutGiven& operator=(const WithoutGiven&) = delete;

    ~WithoutGiven()
    {
        for (const auto& [type, index, value] : m_defaults)
        {
            TypeId(type).SetAttributeInitialValue(index, value);
        }
    }

  private:
    /// A default that the user gave.
    struct Default
    {
        TypeId type;                     //!< class
        std::size_t index;               //!< of the attribute
        Ptr<const AttributeValue> value; //!< the user's
    };

    std::vector<Default> m_defaults; //!< the user's
};

} // namespace

IgnoredDefaults::IgnoredDefaults(const Values& given, const std::string& radio)
    : m_radio(radio)
{
    for (const auto& [name, text] : given)
    {
        TypeId type;
        TypeId::AttributeInformation info;
        if (FindAttribute(name, type, info) >= 0)
        {
            m_given[name] = text;
        }
    }
}

std::vector<std::string>
IgnoredDefaults::FindKeys(const std::string& name, const std::string& radio)
{
    std::vector<std::string> pointers;
    for (const auto& key : KEYS)
    {
        if (name == std::string("ns3::") + key.attribute &&
            (*key.radio == '\0' || radio == key.radio))
        {
            std::istringstream words(key.pointers);
            for (std::string pointer; words >> pointer;)
            {
                const std::size_t mark = pointer.find("{}");
                pointers.push_back(mark == std::string::npos ? pointer
                                                             : pointer.replace(mark, 2, radio));
            }
            return pointers;
        }
    }
    const std::string attribute = name.substr(name.rfind("::") + 2);
    const TypeId type = EdgeTopologyFactory::Create(radio)->GetInstanceTypeId();
    for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
    {
        if (type.GetAttribute(i).name == attribute)
        {
            pointers.push_back("/radio/" + radio + "/" + attribute);
        }
    }
    return pointers;
}

void
IgnoredDefaults::CheckPolicies(const std::vector<Policy>& policies) const
{
    for (const auto& [name, text] : m_given)
    {
        TypeId own;
        TypeId::AttributeInformation info;
        FindAttribute(name, own, info);
        for (const auto& policy : policies)
        {
            std::vector<std::string> types = policy.parts;
            types.insert(types.begin(), policy.type);
            for (const auto& typeName : types)
            {
                // An attribute that is handed on has the checker of the class that it comes from.
                TypeId type;
                TypeId::AttributeInformation other;
                const std::string full = typeName + "::" + info.name;
                const auto same = m_given.find(full);
                if (full != name && FindAttribute(full, type, other) >= 0 &&
                    other.checker == info.checker &&
                    (same == m_given.end() || same->second != text))
                {
                    throw InferenceInputError("command line",
                                              "--" + name,
                                              text,
                                              "--" + full + "=" + text,
                                              typeName + " sets this attribute itself, so that a "
                                                         "default has no effect");
                }
            }
        }
    }
}

IgnoredDefaults::Census
IgnoredDefaults::Count(const Build& build, const std::function<bool(const std::string&)>& wanted)
{
    Walk walk(wanted);
    {
        const EdgeInferenceHelper inference = build();
        for (auto node = NodeList::Begin(); node != NodeList::End(); ++node)
        {
            walk.Visit(*node);
        }
        for (auto channel = ChannelList::Begin(); channel != ChannelList::End(); ++channel)
        {
            walk.Visit(*channel);
        }
        for (const auto& client : inference.GetClients())
        {
            for (uint32_t i = 0; i < client->GetNStreams(); ++i)
            {
                walk.Visit(client->GetStream(i));
            }
        }
        walk.Visit(inference.GetScheduler());
        walk.Visit(inference.GetRewardModel());
    }
    const auto census = walk.Get();
    Simulator::Destroy();
    return census;
}

std::map<std::string, std::string>
IgnoredDefaults::GetTexts() const
{
    std::map<std::string, std::string> texts;
    for (const auto& [name, text] : m_given)
    {
        TypeId type;
        TypeId::AttributeInformation info;
        FindAttribute(name, type, info);
        texts[name] = Canonise(text, info.checker);
    }
    return texts;
}

std::map<std::string, std::string>
IgnoredDefaults::FindIgnored(const Build& build) const
{
    std::map<std::string, std::string> ignored;
    auto wanted = GetTexts();
    for (const auto& key : KEYS)
    {
        const std::string name = std::string("ns3::") + key.attribute;
        const bool isHidden = key.isHidden && (*key.radio == '\0' || m_radio == key.radio);
        if (isHidden && wanted.erase(name) > 0)
        {
            ignored[name] = "";
        }
    }
    if (wanted.empty())
    {
        return ignored;
    }
    const auto isWanted = [&](const std::string& name) { return wanted.count(name) > 0; };
    const Census with = Count(build, isWanted);
    const WithoutGiven defaults(m_given);
    auto without = Count(build, isWanted);
    for (const auto& [name, values] : with)
    {
        TypeId type;
        TypeId::AttributeInformation info;
        FindAttribute(name, type, info);
        // Nobody took the value where all values are as without it. (They may look different from
        // what was given, and some may happen to be equal to it.) A user who gives what is the
        // default anyway is ignored where nobody has that.
        const bool isDefault = Canonise(info.originalInitialValue->SerializeToString(info.checker),
                                        info.checker) == wanted[name];
        const bool isThere = std::find(values.begin(), values.end(), wanted[name]) != values.end();
        if (without[name] == values && !(isDefault && isThere))
        {
            ignored[name] = values.front();
        }
    }
    return ignored;
}

void
IgnoredDefaults::CheckNetwork(const Build& build) const
{
    for (const auto& [name, is] : FindIgnored(build))
    {
        const std::string& text = m_given.at(name);
        std::string keys;
        for (const auto& pointer : FindKeys(name, m_radio))
        {
            keys += (keys.empty() ? "--set=" : " or --set=") + pointer + "=" + text;
        }
        throw InferenceInputError(
            "command line",
            "--" + name,
            text,
            keys.empty() ? "no default: no key of the scenario sets it" : keys,
            "whatever makes the network sets this attribute itself" +
                (is.empty() ? std::string() : ", to " + is) + ", so that a default has no effect");
    }
}

} // namespace ns3
