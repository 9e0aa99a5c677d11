// SPDX-License-Identifier: GPL-2.0-only

#include "scenario-reader.h"

#include "../../model/input/attribute-limits.h"
#include "../../model/input/attribute-text.h"
#include "../../model/input/input-text.h"
#include "../../model/input/type-lineage.h"

#include "ns3/edge-topology-factory.h"
#include "ns3/experiment-policies.h"
#include "ns3/inference-input-error.h"
#include "ns3/nstime.h"
#include "ns3/offloading-policy.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <set>

namespace ns3
{

namespace
{

using Json = ScenarioReader::Json;

constexpr const char* GROUP = "EdgeInference";      //!< group of this module's TypeIds
constexpr const char* PAIR = "ns3::LearningPolicy"; //!< the policy that is a space and a learner

/**
 * @param type a class
 * @param inherits whether those of parent classes count, too
 * @return names of its attributes that text can set, sorted
 */
std::vector<std::string>
ListAttributes(TypeId type, bool inherits)
{
    std::set<std::string> names;
    for (const TypeId& owner : inherits ? ListLineage(type) : std::vector<TypeId>{type})
    {
        for (std::size_t i = 0; i < owner.GetAttributeN(); ++i)
        {
            if (AttributeText::CanSet(owner.GetAttribute(i)))
            {
                names.insert(owner.GetAttribute(i).name);
            }
        }
    }
    return {names.begin(), names.end()};
}

/**
 * @param name name of a class
 * @param [out] type takes the class
 * @return whether this build has it
 */
bool
FindType(const std::string& name, TypeId& type)
{
    return TypeId::LookupByNameFailSafe(name, &type);
}

/**
 * @brief Refuses the widths of a learner's own network where another one takes its place.
 * @param place an object that may have the attributes of a learner
 */
void
CheckNetwork(const JsonCursor& place)
{
    for (const std::string name : {"HiddenUnits", "HiddenLayers", "HiddenUnits1", "HiddenUnits2"})
    {
        if (place.GetValue().is_object() && place.Has("Network") && place.Has(name))
        {
            place.Get(name).FailWith(
                name + " beside Network",
                "one of them: " + name + " is of the learner's own network, and what describes " +
                    "another one stands in Network, as in \"ns3::MlpNetwork[HiddenUnits=32]\"");
        }
    }
}

/**
 * @param known the keys that may occur
 * @param [in,out] word is replaced by the one that differs only in case
 */
void
CorrectCase(const std::vector<std::string>& known, std::string& word)
{
    const auto isSame = [](const std::string& a, const std::string& b) {
        return a.size() == b.size() &&
               std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
                   return std::tolower(static_cast<unsigned char>(x)) ==
                          std::tolower(static_cast<unsigned char>(y));
               });
    };
    if (std::find(known.begin(), known.end(), word) != known.end())
    {
        return;
    }
    for (const auto& name : known)
    {
        if (isSame(name, word))
        {
            word = name;
            return;
        }
    }
}

/**
 * @param keys entries of the table
 * @return names of the keys
 */
std::vector<std::string>
GetNames(const std::vector<ScenarioKey>& keys)
{
    std::vector<std::string> names;
    for (const auto& key : keys)
    {
        names.push_back(key.name);
    }
    return names;
}

/**
 * @param key an entry of kind ATTRIBUTES
 * @param type class that has the attributes
 * @return the attributes that it takes
 */
std::vector<std::string>
GetAllowed(const ScenarioKey& key, TypeId type)
{
    std::vector<std::string> names = ListAttributes(type, key.inherits);
    names.erase(std::remove_if(names.begin(),
                               names.end(),
                               [&](const auto& name) {
                                   return std::find(key.words.begin(), key.words.end(), name) !=
                                          key.words.end();
                               }),
                names.end());
    return names;
}

/**
 * @param number a number
 * @return it, as an integer when it is one, so that 20 and 20.0 look alike
 */
Json
PutNumber(const nlohmann::json& number)
{
    constexpr double EXACT = 9007199254740992.0; // 2^53
    if (number.is_number_float())
    {
        const double value = number.get<double>();
        if (value == std::floor(value) && std::abs(value) <= EXACT)
        {
            return static_cast<int64_t>(value);
        }
    }
    return number;
}

/**
 * @param type name of a policy
 * @return its name in results: the short name, or that of the class without its namespace
 */
std::string
GetPolicyName(const std::string& type)
{
    for (const auto& [name, known] : ExperimentPolicies::GetNames())
    {
        if (type == known)
        {
            return name;
        }
    }
    const auto colons = type.rfind("::");
    return colons == std::string::npos ? type : type.substr(colons + 2);
}

/**
 * @param text a value as ns-3 prints it
 * @param kind kind of its attribute
 * @return it in JSON
 */
Json
PutText(const std::string& text, const std::string& kind)
{
    if (kind == "Boolean")
    {
        return text == "true" || text == "1";
    }
    if (kind == "Double" || kind == "Uinteger" || kind == "Integer")
    {
        const auto number = nlohmann::json::parse(text, nullptr, false);
        return number.is_number() ? PutNumber(number) : Json(text);
    }
    if (kind == "Time")
    {
        const int64_t ns = Time(text).GetNanoSeconds();
        for (const auto& [unit, name] :
             {std::pair<int64_t, const char*>{1000000000, "s"}, {1000000, "ms"}, {1000, "us"}})
        {
            if (ns % unit == 0)
            {
                return std::to_string(ns / unit) + name;
            }
        }
        return std::to_string(ns) + "ns";
    }
    return text;
}

/**
 * @brief Adds the defaults of a class of this module.
 * @param [in,out] object gets them; attributes are sorted afterwards
 * @param type the class
 * @param names attributes to add
 */
void
AddDefaults(Json& object, TypeId type, const std::vector<std::string>& names)
{
    if (type.GetGroupName() != GROUP)
    {
        return; // what ns-3's own classes have differs from release to release
    }
    std::map<std::string, Json> attributes;
    for (const auto& name : names)
    {
        TypeId::AttributeInformation info;
        if (object.contains(name))
        {
            attributes[name] = object[name];
            object.erase(name); // comes again in its place
            continue;
        }
        if (!type.LookupAttributeByName(name, &info))
        {
            continue;
        }
        const std::string text = info.initialValue->SerializeToString(info.checker);
        const std::string kind = AttributeText::GetKind(info.checker);
        // What is not there, such as the file of no trace, has no text that could be read again.
        const bool isNothing = text.empty() || (kind == "Pointer" && text == "0");
        if (!isNothing)
        {
            attributes[name] = PutText(text, kind);
        }
    }
    for (const auto& name : names)
    {
        if (attributes.count(name) > 0)
        {
            object[name] = attributes[name];
        }
    }
}

} // namespace

std::string
ScenarioReader::GetPolicyType(const std::string& type)
{
    for (const auto& [name, known] : ExperimentPolicies::GetNames())
    {
        if (type == name)
        {
            return known.empty() ? name : known;
        }
    }
    try
    {
        return ExperimentPolicies::Make(type)->GetInstanceTypeId().GetName(); // further names
    }
    catch (const InferenceInputError&)
    {
        return type; // the caller says what is known
    }
}

std::vector<std::string>
ScenarioReader::GetAttributeNames(TypeId type, const ScenarioKey& key)
{
    return GetAllowed(key, type);
}

std::string
ScenarioReader::GetText(const nlohmann::json& value)
{
    if (value.is_string())
    {
        return value.get<std::string>();
    }
    if (value.is_boolean())
    {
        return value.get<bool>() ? "true" : "false";
    }
    if (value.is_object() && value.contains("type") && value["type"].is_string())
    {
        // An object, such as a random variable, in ns-3's own form.
        std::string list;
        for (const auto& [name, part] : value.items())
        {
            if (name != "type")
            {
                list += (list.empty() ? "" : "|") + name + "=" + GetText(part);
            }
        }
        return value["type"].get<std::string>() + (list.empty() ? "" : "[" + list + "]");
    }
    return nlohmann::json(PutNumber(value)).dump();
}

double
ScenarioReader::GetSeconds(const nlohmann::json& value)
{
    return value.is_number() ? value.get<double>() : Time(value.get<std::string>()).GetSeconds();
}

ScenarioReader::Json
ScenarioReader::ReadAttribute(const JsonCursor& place, TypeId type, const std::string& attribute)
{
    TypeId::AttributeInformation info;
    type.LookupAttributeByName(attribute, &info);
    const nlohmann::json& value = place.GetValue();
    const std::string kind = AttributeText::GetKind(info.checker);
    const bool isObject = value.is_object() && (kind == "Pointer" || kind == "ObjectFactory");
    if ((kind == "Boolean") != value.is_boolean() || value.is_null() || value.is_array() ||
        (value.is_object() && !isObject) || (kind == "String" && !value.is_string()))
    {
        const std::string range = AttributeLimits::DescribeRange(type, attribute);
        place.Fail(range.empty() ? AttributeText::Describe(info.checker) : range);
    }
    const std::string text = GetText(value);
    const std::string error = AttributeText::FindError(type, attribute, text);
    if (!error.empty())
    {
        place.Fail(error);
    }
    if (isObject)
    {
        return text;
    }
    return value.is_number() ? PutNumber(value) : Json(value);
}

ScenarioReader::Json
ScenarioReader::ReadAttributes(const JsonCursor& place, const ScenarioKey& key)
{
    Json result = Json::object();
    TypeId type;
    if (!FindType(key.base, type))
    {
        // A radio that this build does not have: kept as it is.
        for (const auto& name : place.GetKeys())
        {
            const JsonCursor member = place.Get(name);
            const nlohmann::json& value = member.GetValue();
            if (!value.is_primitive() || value.is_null())
            {
                member.Fail("a number, a string, true or false");
            }
            result[name] = value.is_number() ? PutNumber(value) : Json(value);
        }
        return result;
    }
    place.CheckObject(GetAllowed(key, type));
    for (const auto& name : place.GetKeys())
    {
        result[name] = ReadAttribute(place.Get(name), type, name);
    }
    return result;
}

ScenarioReader::Json
ScenarioReader::ReadTyped(const JsonCursor& place, const ScenarioKey& key)
{
    const auto fallback = nlohmann::json::parse(key.fallback);
    if (place.GetValue().is_null() && fallback.is_null())
    {
        return nullptr;
    }
    std::string name;
    if (place.Has("type") || fallback.is_null())
    {
        name = place.Get("type").GetString();
        const TypeId base = TypeId::LookupByName(key.base);
        const std::string expected = AttributeText::FindTypeError(name, base);
        if (!expected.empty())
        {
            const std::string nearest =
                InputText::FindNearest(name, AttributeText::GetTypeNames(base));
            place.Get("type").Fail(expected,
                                   nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
        }
    }
    else
    {
        name = fallback.at("type").get<std::string>();
    }
    const TypeId type = TypeId::LookupByName(name);
    std::vector<std::string> known{"type"};
    for (const auto& child : key.children)
    {
        known.push_back(child.name);
    }
    const auto attributes = GetAllowed(key, type);
    known.insert(known.end(), attributes.begin(), attributes.end());
    place.CheckObject(known);
    CheckNetwork(place);
    Json result = Json::object();
    result["type"] = name;
    for (const auto& child : key.children)
    {
        result[child.name] = place.Has(child.name)
                                 ? ReadValue(place.Get(child.name), child)
                                 : ReadValue(JsonCursor::Parse(child.fallback, child.name), child);
    }
    for (const auto& attribute : attributes)
    {
        if (place.Has(attribute))
        {
            result[attribute] = ReadAttribute(place.Get(attribute), type, attribute);
        }
    }
    return result;
}

ScenarioReader::Json
ScenarioReader::ReadPolicies(const JsonCursor& place, const ScenarioKey& key)
{
    if (place.GetValue() == "all")
    {
        return "all";
    }
    if (!place.GetValue().is_array())
    {
        place.Fail("\"all\", or a list of policies");
    }
    std::vector<std::string> known;
    for (const auto& entry : ExperimentPolicies::GetNames())
    {
        known.push_back(entry.first);
    }
    const TypeId base = OffloadingPolicy::GetTypeId();
    Json result = Json::array();
    std::set<std::string> names;
    const std::size_t n =
        place.GetSize(static_cast<std::size_t>(key.least), static_cast<std::size_t>(key.greatest));
    for (std::size_t i = 0; i < n; ++i)
    {
        const JsonCursor item = place.At(i);
        const JsonCursor typePlace = item.GetValue().is_object() ? item.Get("type") : item;
        const std::string word = typePlace.GetString();
        const std::string type = GetPolicyType(word);
        Json policy = Json::object();
        const bool isSearch = std::find(known.begin(), known.end(), type) != known.end();
        const std::string expected = isSearch ? "" : AttributeText::FindTypeError(type, base);
        if (!expected.empty())
        {
            const std::string nearest = InputText::FindNearest(word, known);
            typePlace.Fail("one of: " + InputText::Join(known) + "; or " + expected,
                           nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
        }
        std::vector<std::string> attributes;
        if (!isSearch)
        {
            attributes = ListAttributes(TypeId::LookupByName(type), true);
        }
        // A space and a learner have places of their own, below keys in small letters.
        const auto parts = type == PAIR ? key.children : std::vector<ScenarioKey>();
        for (const auto& part : parts)
        {
            const auto isPart = [&](std::string attribute) {
                CorrectCase({part.name}, attribute);
                return attribute == part.name;
            };
            attributes.erase(std::remove_if(attributes.begin(), attributes.end(), isPart),
                             attributes.end());
        }
        std::string name = GetPolicyName(type);
        if (item.GetValue().is_object())
        {
            std::vector<std::string> keys{"name", "type"};
            const auto names = GetNames(parts);
            keys.insert(keys.end(), names.begin(), names.end());
            keys.insert(keys.end(), attributes.begin(), attributes.end());
            item.CheckObject(keys);
            CheckNetwork(item);
            name = item.Has("name") ? item.Get("name").GetName() : name;
        }
        if (!names.insert(name).second)
        {
            item.FailWith("the policy \"" + name + "\" twice", "each name once");
        }
        policy["name"] = name;
        policy["type"] = type;
        for (const auto& part : parts)
        {
            const JsonCursor place = item.Get(part.name);
            if (place.GetValue().is_null())
            {
                place.Fail("an object with the type of a " + part.base);
            }
            policy[part.name] = ReadTyped(place, part);
        }
        for (const auto& attribute : attributes)
        {
            if (item.GetValue().is_object() && item.Has(attribute))
            {
                policy[attribute] =
                    ReadAttribute(item.Get(attribute), TypeId::LookupByName(type), attribute);
            }
        }
        result.push_back(std::move(policy));
    }
    return result;
}

ScenarioReader::Json
ScenarioReader::ReadDefaults(const JsonCursor& place)
{
    Json result = Json::object();
    for (const auto& name : place.GetKeys())
    {
        const JsonCursor item = place.Get(name);
        const std::size_t colons = name.rfind("::");
        TypeId type;
        if (colons == std::string::npos || !FindType(name.substr(0, colons), type))
        {
            item.FailWith("the key \"" + name + "\"",
                          "the full name of an attribute, as in ns3::TcpSocket::SegmentSize");
        }
        const std::string attribute = name.substr(colons + 2);
        TypeId::AttributeInformation info;
        if (!type.LookupAttributeByName(attribute, &info) || !AttributeText::CanSet(info))
        {
            const std::string nearest =
                InputText::FindNearest(attribute, ListAttributes(type, true));
            item.FailWith("the unknown attribute \"" + attribute + "\"",
                          "an attribute of " + type.GetName() + " that text can set",
                          nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
        }
        result[name] = ReadAttribute(item, type, attribute);
    }
    return result;
}

ScenarioReader::Json
ScenarioReader::ReadObject(const JsonCursor& place, const ScenarioKey& key)
{
    std::vector<std::string> known = GetNames(key.children);
    if (place.GetPointer().empty())
    {
        known.emplace_back("$schema"); // for editors
    }
    place.CheckObject(known);
    Json result = Json::object();
    for (const auto& child : key.children)
    {
        // What must be there and is not: Get() says so.
        result[child.name] = place.Has(child.name) || child.fallback.empty()
                                 ? ReadValue(place.Get(child.name), child)
                                 : ReadValue(JsonCursor::Parse(child.fallback, child.name), child);
    }
    return result;
}

ScenarioReader::Json
ScenarioReader::ReadValue(const JsonCursor& place, const ScenarioKey& key)
{
    switch (key.kind)
    {
    case ScenarioKey::TEXT:
        return place.GetValue() == "" ? std::string() : place.GetString();
    case ScenarioKey::NAME:
        return place.GetName();
    case ScenarioKey::PROFILE:
        return place.GetString();
    case ScenarioKey::INTEGER:
        return place.GetInteger(static_cast<uint64_t>(key.least),
                                static_cast<uint64_t>(key.greatest));
    case ScenarioKey::NUMBER:
        return PutNumber(place.GetNumber(key.least, key.greatest));
    case ScenarioKey::BOOLEAN:
        return place.GetBool();
    case ScenarioKey::CHOICE:
        return place.GetChoice(key.words);
    case ScenarioKey::TIME: {
        const nlohmann::json& value = place.GetValue();
        const auto print = [](double bound) { return nlohmann::json(PutNumber(bound)).dump(); };
        const std::string expected = "a time such as \"100ms\" or a number of seconds, from " +
                                     print(key.least) + " s to " + print(key.greatest) + " s";
        const bool isRight =
            value.is_number() ||
            (value.is_string() &&
             AttributeText::FindKindError(MakeTimeChecker(), GetText(value)).empty());
        if (!isRight || !(GetSeconds(value) >= key.least && GetSeconds(value) <= key.greatest))
        {
            place.Fail(expected);
        }
        return value.is_number() ? PutNumber(value) : Json(value);
    }
    case ScenarioKey::OBJECT:
        return ReadObject(place, key);
    case ScenarioKey::LIST: {
        Json result = Json::array();
        const std::size_t n = place.GetSize(static_cast<std::size_t>(key.least),
                                            static_cast<std::size_t>(key.greatest));
        for (std::size_t i = 0; i < n; ++i)
        {
            result.push_back(ReadValue(place.At(i), key.children.front()));
        }
        return result;
    }
    case ScenarioKey::ATTRIBUTES:
        return ReadAttributes(place, key);
    case ScenarioKey::TYPED:
        return ReadTyped(place, key);
    case ScenarioKey::DEFAULTS:
        return ReadDefaults(place);
    case ScenarioKey::POLICIES:
        return ReadPolicies(place, key);
    }
    return nullptr;
}

ScenarioReader::Json
ScenarioReader::Read(const JsonCursor& root)
{
    Json scenario = ReadValue(root, ScenarioKey::GetRoot());
    const std::size_t nUes = scenario["ues"]["count"];
    for (std::size_t i = 0; i < scenario["streams"].size(); ++i)
    {
        const Json& ues = scenario["streams"][i]["ues"];
        std::set<std::size_t> once;
        for (std::size_t j = 0; j < ues.size(); ++j)
        {
            if (ues[j].get<std::size_t>() >= nUes || !once.insert(ues[j].get<std::size_t>()).second)
            {
                root.Get("streams").At(i).Get("ues").At(j).Fail(
                    "the index of a UE, 0 to " + std::to_string(nUes - 1) + ", each once");
            }
        }
    }
    const Json& control = scenario["control"];
    if (control.value("Trigger", "") == "Arrival" && control.value("Control", "") == "InBand")
    {
        root.Get("control").Get("Trigger").Fail(
            "Interval, or Control Ideal",
            "a decision that travels in packets comes after the task");
    }
    const std::string radio = scenario["radio"]["type"];
    const auto names = EdgeTopologyFactory::GetNames();
    if (std::find(names.begin(), names.end(), radio) == names.end())
    {
        try
        {
            EdgeTopologyFactory::Create(radio);
        }
        catch (const InferenceInputError& error)
        {
            throw InferenceInputError(root.GetFile(),
                                      "/radio/type",
                                      error.GetFound(),
                                      error.GetExpected(),
                                      error.GetHint());
        }
    }
    return scenario;
}

std::vector<std::pair<std::string, std::string>>
ScenarioReader::GetAttributes(const Json& object, const ScenarioKey& key)
{
    std::vector<std::pair<std::string, std::string>> attributes;
    const auto children = GetNames(key.children);
    for (const auto& [name, value] : object.items())
    {
        const bool isOther = (key.kind == ScenarioKey::TYPED && name == "type") ||
                             std::find(children.begin(), children.end(), name) != children.end();
        if (!isOther)
        {
            attributes.emplace_back(name, GetText(value));
        }
    }
    return attributes;
}

void
ScenarioReader::CompleteValue(Json& value, const ScenarioKey& key)
{
    TypeId type;
    switch (key.kind)
    {
    case ScenarioKey::OBJECT:
        for (const auto& child : key.children)
        {
            CompleteValue(value[child.name], child);
        }
        break;
    case ScenarioKey::LIST:
        for (auto& item : value)
        {
            CompleteValue(item, key.children.front());
        }
        break;
    case ScenarioKey::ATTRIBUTES:
        if (FindType(key.base, type))
        {
            AddDefaults(value, type, GetAllowed(key, type));
        }
        break;
    case ScenarioKey::TYPED:
        if (!value.is_null())
        {
            type = TypeId::LookupByName(value["type"].get<std::string>());
            for (const auto& child : key.children)
            {
                CompleteValue(value[child.name], child);
            }
            AddDefaults(value, type, GetAllowed(key, type));
        }
        break;
    case ScenarioKey::POLICIES:
        if (value.is_array())
        {
            for (auto& item : value)
            {
                if (FindType(item["type"].get<std::string>(), type))
                {
                    for (const auto& part : key.children)
                    {
                        if (item.contains(part.name))
                        {
                            CompleteValue(item[part.name], part);
                        }
                    }
                    AddDefaults(item, type, ListAttributes(type, true));
                }
            }
        }
        break;
    default:
        break;
    }
}

ScenarioReader::Json
ScenarioReader::Complete(const Json& scenario)
{
    Json complete = scenario;
    CompleteValue(complete, ScenarioKey::GetRoot());
    return complete;
}

const ScenarioKey*
ScenarioReader::Resolve(const Json& scenario, std::vector<std::string>& path)
{
    const ScenarioKey* key = &ScenarioKey::GetRoot();
    const Json* value = &scenario;
    for (std::string& word : path)
    {
        if (!key)
        {
            return nullptr;
        }
        std::vector<std::string> known = GetNames(key->children);
        TypeId type;
        if (key->kind == ScenarioKey::TYPED)
        {
            known.emplace_back("type");
        }
        const bool isTyped = key->kind == ScenarioKey::TYPED || key->kind == ScenarioKey::POLICIES;
        const bool hasType =
            value && value->is_object() && value->contains("type") && (*value)["type"].is_string();
        const std::string name =
            isTyped && hasType ? (*value)["type"].get<std::string>() : key->base;
        if ((isTyped || key->kind == ScenarioKey::ATTRIBUTES) && FindType(name, type))
        {
            const auto attributes = ListAttributes(type, true);
            known.insert(known.end(), attributes.begin(), attributes.end());
        }
        const ScenarioKey* next = nullptr;
        if (key->kind == ScenarioKey::LIST)
        {
            next = &key->children.front();
        }
        else if (key->kind == ScenarioKey::POLICIES && value && value->is_array())
        {
            next = key; // an element of the list
        }
        else
        {
            CorrectCase(known, word);
            const auto child = std::find_if(key->children.begin(),
                                            key->children.end(),
                                            [&](const auto& entry) { return entry.name == word; });
            next = child == key->children.end() ? nullptr : &*child;
        }
        if (value && value->is_object())
        {
            value = value->contains(word) ? &(*value)[word] : nullptr;
        }
        else if (value && value->is_array())
        {
            const bool isIndex = !word.empty() && word.size() < 6 &&
                                 word.find_first_not_of("0123456789") == std::string::npos;
            const std::size_t index = isIndex ? std::stoul(word) : value->size();
            value = index < value->size() ? &(*value)[index] : nullptr;
        }
        else
        {
            value = nullptr;
        }
        key = next;
    }
    return key;
}

} // namespace ns3
