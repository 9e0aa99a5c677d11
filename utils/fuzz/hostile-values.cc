// SPDX-License-Identifier: GPL-2.0-only

#include "hostile-values.h"

#include "../../helper/scenario/scenario-key.h"
#include "../../model/input/attribute-text.h"
#include "../../model/input/input-text.h"
#include "../../model/input/type-lineage.h"

#include "ns3/edge-topology-factory.h"
#include "ns3/pointer.h"
#include "ns3/type-id.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace ns3
{

namespace
{

using Json = nlohmann::json;

/// Most classes that are tried as values of one attribute.
constexpr std::size_t MOST_CLASSES = 32;

/// Of any kind: of the wrong type, or nothing.
const std::vector<Json> WRONG{Json(),
                              Json::array(),
                              Json::object(),
                              "",
                              " ",
                              "nan",
                              "ns3::Node",
                              "ns3::Object",
                              Json::parse(R"({"type": "ns3::Node"})")};

const std::vector<Json> NUMBERS{-1, 0, 1, 2, 0.5, -0.5, 1e308, -1e308, 5e-324, 1e9, 1e-9, "inf"};

const std::vector<Json> INTEGERS{-1,
                                 0,
                                 1,
                                 2,
                                 3,
                                 255,
                                 65535,
                                 4294967295.0,
                                 4294967296.0,
                                 "18446744073709551615",
                                 "-9223372036854775808",
                                 1e308,
                                 0.5};

const std::vector<Json> TIMES{0,
                              "0s",
                              "-1s",
                              "1ns",
                              "1us",
                              "100s",
                              "1e9s",
                              "9223372036s",
                              "1e308s",
                              "-9e9s",
                              "1e-300s",
                              "soon"};

const std::vector<Json> RATES{"0bps",
                              "1bps",
                              "-1bps",
                              "1e-320bps",
                              "5e-324bps",
                              "18446744073709551615bps",
                              "1e308Gbps",
                              "1Mbps"};

const std::vector<Json> TEXTS{"0,0; 100,0",
                              "/dev/zero",
                              "/",
                              "/no/such/file",
                              "%s%s%n",
                              "a\nb",
                              std::string(5000, 'x'),
                              "\xc3\xa4",
                              "-1",
                              "1e308",
                              "ns3::ConstantRateWifiManager",
                              "ns3::AarfWifiManager",
                              "ns3::NoSuchClass"};

const std::vector<Json> VECTORS{"0:0:0",
                                "0:0",
                                "1e308:-1e308:1e308",
                                "nan:0:0",
                                "1e308:1e308",
                                "5e-324:0:0",
                                "0|0|0|0",
                                "-1e308|1e308|-1e308|1e308",
                                "0|1e-300|0|1e-300",
                                "0|1|0|1|0|0",
                                "-1e308|1e308|-1e308|1e308|-1e308|1e308",
                                "1|0|1|0"};

const std::vector<Json> VARIABLES{"ns3::ConstantRandomVariable[Constant=0]",
                                  "ns3::ConstantRandomVariable[Constant=-1]",
                                  "ns3::ConstantRandomVariable[Constant=1e308]",
                                  "ns3::ConstantRandomVariable[Constant=1e-300]",
                                  "ns3::ConstantRandomVariable[Constant=1e9]",
                                  "ns3::UniformRandomVariable[Min=-1e308|Max=1e308]",
                                  "ns3::UniformRandomVariable[Min=1|Max=0]",
                                  "ns3::NormalRandomVariable[Variance=1e300]",
                                  "ns3::NormalRandomVariable[Bound=-1]",
                                  "ns3::ParetoRandomVariable[Shape=1e-9]",
                                  "ns3::ZipfRandomVariable[N=4294967295]",
                                  "ns3::SequentialRandomVariable[Min=0|Max=1e308]",
                                  "ns3::DeterministicRandomVariable",
                                  "ns3::EmpiricalRandomVariable"};

/// What an ns3::LearningPolicy needs beside its attributes.
const Json PAIR{{"space", {{"type", "ns3::PlanSpace"}}},
                {"learner", {{"type", "ns3::DqnLearner"}}}};

/**
 * @param type a class
 * @return the radio whose episodes use objects of the class
 */
std::string
GetRadio(TypeId type)
{
    const std::string group = type.GetGroupName();
    const std::string name = type.GetName();
    const auto has = [&](const char* part) { return name.find(part) != std::string::npos; };
    const bool isLte = group == "Lte" || has("Lte") || has("Epc") || has("Ff");
    const bool isNr = group == "nr" || has("ns3::Nr");
    const bool isWifi = group == "Wifi" || group == "Propagation" || group == "Spectrum" ||
                        group == "Antenna" || has("Wifi");
    return isNr ? "nr" : isLte ? "lte" : isWifi ? "wifi" : "link";
}

/**
 * @param base a class
 * @return texts that name classes which derive from it, and the class itself
 */
std::vector<Json>
NameClasses(TypeId base)
{
    auto names = AttributeText::GetTypeNames(base);
    names.resize(std::min(names.size(), MOST_CLASSES));
    std::vector<Json> values(names.begin(), names.end());
    values.emplace_back(base.GetName());
    return values;
}

/**
 * @param info an attribute
 * @return values of its kind
 */
std::vector<Json>
MakeValues(const TypeId::AttributeInformation& info)
{
    const std::string kind = AttributeText::GetKind(info.checker);
    if (kind == "Boolean")
    {
        return {true, false, "yes", 2};
    }
    if (kind == "Double")
    {
        return NUMBERS;
    }
    if (kind == "Uinteger" || kind == "Integer")
    {
        return INTEGERS;
    }
    if (kind == "Time")
    {
        return TIMES;
    }
    if (kind == "DataRate")
    {
        return RATES;
    }
    if (kind == "Enum")
    {
        const auto names = InputText::Split(info.checker->GetUnderlyingTypeInformation(), '|');
        return {names.begin(), names.end()};
    }
    if (kind == "TypeId")
    {
        TypeId type;
        const std::string now = info.initialValue->SerializeToString(info.checker);
        return TypeId::LookupByNameFailSafe(now, &type) && type.HasParent()
                   ? NameClasses(type.GetParent())
                   : std::vector<Json>();
    }
    if (kind == "Pointer")
    {
        const auto* checker = dynamic_cast<const PointerChecker*>(PeekPointer(info.checker));
        const TypeId pointee = checker->GetPointeeTypeId();
        return pointee.GetName() == "ns3::RandomVariableStream" ? VARIABLES : NameClasses(pointee);
    }
    return kind == "String" || kind == "ObjectFactory" ? TEXTS : VECTORS;
}

/// Gathers the inputs.
class Maker
{
  public:
    /**
     * @brief Adds what stands at a key and below.
     * @param key an entry of the table of keys
     * @param pointer the JSON pointer of its place
     */
    void AddKey(const ScenarioKey& key, const std::string& pointer)
    {
        switch (key.kind)
        {
        case ScenarioKey::OBJECT:
            for (const auto& child : key.children)
            {
                AddKey(child, pointer + "/" + child.name);
            }
            break;
        case ScenarioKey::LIST:
            AddValues(pointer, INTEGERS);
            AddKey(key.children.front(), pointer + "/0");
            break;
        case ScenarioKey::ATTRIBUTES:
            AddSection(key, pointer);
            break;
        case ScenarioKey::TYPED:
            AddClasses(key, pointer, {});
            break;
        case ScenarioKey::POLICIES:
            AddPolicies(key, pointer);
            break;
        case ScenarioKey::DEFAULTS:
            AddDefaults(pointer);
            break;
        default:
            AddValues(pointer, key.kind == ScenarioKey::TIME ? TIMES : NUMBERS);
            AddValues(pointer, key.kind == ScenarioKey::INTEGER ? INTEGERS : TEXTS);
            AddValues(pointer, {key.words.begin(), key.words.end()});
        }
    }

    std::vector<HostileInput> inputs; //!< that were made

  private:
    /**
     * @param pointer a place
     * @param values tried there, and what is wrong anywhere
     */
    void AddValues(const std::string& pointer, const std::vector<Json>& values)
    {
        for (const auto* list : {&values, &WRONG})
        {
            for (const auto& value : *list)
            {
                inputs.push_back({{pointer + "=" + value.dump()}, "link", ""});
            }
        }
    }

    /**
     * @brief Adds the values of an attribute.
     * @param type the class that has it
     * @param info the attribute
     * @param radio of the scenario
     * @param put takes a value, and gives the changes of the scenario
     * @param isNamed whether the command line can name the attribute by this class
     */
    template <typename Put>
    void AddAttribute(TypeId type,
                      const TypeId::AttributeInformation& info,
                      const std::string& radio,
                      Put put,
                      bool isNamed = true)
    {
        const auto own = MakeValues(info);
        for (const auto* list : {&own, &WRONG})
        {
            for (const auto& value : *list)
            {
                HostileInput input{put(value), radio, ""};
                if (value.is_string() && isNamed)
                {
                    input.argument = "--" + type.GetName() + "::" + info.name + "=" +
                                     value.template get<std::string>();
                }
                inputs.push_back(std::move(input));
            }
        }
    }

    /**
     * @param type a class
     * @param inherits whether the attributes of its parents count
     * @return its attributes that text can set
     */
    static std::vector<TypeId::AttributeInformation> List(TypeId type, bool inherits)
    {
        std::vector<TypeId::AttributeInformation> list;
        for (const TypeId& owner : inherits ? ListLineage(type) : std::vector<TypeId>{type})
        {
            for (std::size_t i = 0; i < owner.GetAttributeN(); ++i)
            {
                if (AttributeText::CanSet(owner.GetAttribute(i)))
                {
                    list.push_back(owner.GetAttribute(i));
                }
            }
        }
        return list;
    }

    /**
     * @param key an entry of kind ATTRIBUTES
     * @param pointer its place
     */
    void AddSection(const ScenarioKey& key, const std::string& pointer)
    {
        TypeId type;
        if (!TypeId::LookupByNameFailSafe(key.base, &type))
        {
            return; // a radio that this build does not have
        }
        const std::string word = pointer.substr(pointer.rfind('/') + 1);
        const auto radios = EdgeTopologyFactory::GetNames();
        const bool isRadio = std::find(radios.begin(), radios.end(), word) != radios.end();
        for (const auto& info : List(type, key.inherits))
        {
            const std::string at = pointer + "/" + info.name + "=";
            AddAttribute(type, info, isRadio ? word : "link", [&](const Json& value) {
                return std::vector<std::string>{at + value.dump()};
            });
        }
    }

    /**
     * @brief Adds each attribute of each class that can stand at a place.
     * @param key an entry of kind TYPED
     * @param pointer the place
     * @param before changes of the scenario that the place needs
     */
    void AddClasses(const ScenarioKey& key,
                    const std::string& pointer,
                    const std::vector<std::string>& before)
    {
        AddValues(pointer, TEXTS);
        for (const auto& name : AttributeText::GetTypeNames(TypeId::LookupByName(key.base)))
        {
            const TypeId type = TypeId::LookupByName(name);
            const bool isPair = name == "ns3::LearningPolicy";
            const auto put = [&](const std::string& attribute, const Json& value) {
                Json object = isPair ? PAIR : Json::object();
                object["type"] = name;
                if (!attribute.empty())
                {
                    object[attribute] = value;
                }
                auto changes = before;
                changes.push_back(pointer + "=" + object.dump());
                return changes;
            };
            inputs.push_back({put("", 0), "link", ""});
            for (const auto& info : List(type, true))
            {
                if (isPair && (info.name == "Space" || info.name == "Learner"))
                {
                    continue; // keys in small letters, with objects, are in their place
                }
                AddAttribute(type, info, "link", [&](const Json& value) {
                    return put(info.name, value);
                });
            }
        }
    }

    /**
     * @param key the entry of policies
     * @param pointer its place
     */
    void AddPolicies(const ScenarioKey& key, const std::string& pointer)
    {
        AddValues(pointer, TEXTS);
        ScenarioKey any = key;
        any.kind = ScenarioKey::TYPED;
        AddValues(pointer + "/0", TEXTS);
        AddClasses(any, pointer + "/0", {pointer + "=[\"edgent\"]"});
    }

    /**
     * @param pointer the place of the defaults
     */
    void AddDefaults(const std::string& pointer)
    {
        for (uint32_t i = 0; i < TypeId::GetRegisteredN(); ++i)
        {
            const TypeId type = TypeId::GetRegistered(i);
            for (const auto& info : List(type, false))
            {
                const std::string name = type.GetName() + "::" + info.name;
                AddAttribute(type, info, GetRadio(type), [&](const Json& value) {
                    return std::vector<std::string>{pointer + "=" + Json{{name, value}}.dump()};
                });
            }
        }
    }
};

} // namespace

std::vector<HostileInput>
MakeHostileInputs()
{
    Maker maker;
    maker.AddKey(ScenarioKey::GetRoot(), "");
    return std::move(maker.inputs);
}

} // namespace ns3
