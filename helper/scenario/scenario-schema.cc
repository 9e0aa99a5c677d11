// SPDX-License-Identifier: GPL-2.0-only

#include "scenario-schema.h"

#include "../../model/input/attribute-limits.h"
#include "../../model/input/attribute-text.h"
#include "../../model/input/input-text.h"
#include "../../model/input/json-cursor.h"
#include "../../model/input/type-lineage.h"
#include "scenario-key.h"
#include "scenario-reader.h"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace ns3
{

namespace
{

using Json = ScenarioReader::Json;

/// A time as text, with its unit.
constexpr const char* TIME_PATTERN =
    "^[+-]?[0-9.]+([eE][+-]?[0-9]+)?(s|ms|us|ns|ps|fs|min|h|d|y)?$";

/**
 * @param bound a bound
 * @return it, as an integer when it is one
 */
Json
PutBound(double bound)
{
    const auto integer = static_cast<int64_t>(bound);
    return static_cast<double>(integer) == bound ? Json(integer) : Json(bound);
}

/**
 * @param checker an attribute's checker
 * @return the schema of its values
 */
Json
DescribeValue(Ptr<const AttributeChecker> checker)
{
    const std::string kind = AttributeText::GetKind(checker);
    const Json number{{"type", "number"}};
    const Json text{{"type", "string"}};
    if (kind == "Boolean")
    {
        return {{"type", "boolean"}};
    }
    if (kind == "Enum")
    {
        Json names = Json::array();
        std::istringstream list(checker->GetUnderlyingTypeInformation());
        for (std::string name; std::getline(list, name, '|');)
        {
            names.push_back(name);
        }
        return {{"enum", names}};
    }
    if (kind == "Uinteger" || kind == "Integer")
    {
        return {{"type", Json::array({"integer", "string"})}};
    }
    if (kind == "Double" || kind == "Time" || kind == "DataRate")
    {
        return {{"type", Json::array({"number", "string"})}};
    }
    if (kind == "Pointer" || kind == "ObjectFactory")
    {
        return {{"anyOf", Json::array({text, Json{{"$ref", "#/$defs/object"}}})}};
    }
    return text;
}

/**
 * @param type a class
 * @param key the entry of the table that takes its attributes
 * @return schemas of its attributes by name
 */
Json
DescribeAttributes(TypeId type, const ScenarioKey& key)
{
    Json complete = Json::object();
    Json properties = Json::object();
    for (const auto& name : ScenarioReader::GetAttributeNames(type, key))
    {
        TypeId::AttributeInformation info;
        type.LookupAttributeByName(name, &info);
        Json value = DescribeValue(info.checker);
        value["description"] = info.help;
        properties[name] = value;
    }
    return properties;
}

/**
 * @param name of a class
 * @return whether it is one of this module
 */
bool
IsOurs(const std::string& name)
{
    return TypeId::LookupByName(name).GetGroupName() == "EdgeInference";
}

/**
 * @param key an entry of the table
 * @param [in,out] definitions get schemas of classes
 * @return schema of the entry
 */
Json
Describe(const ScenarioKey& key, Json& definitions)
{
    Json schema;
    TypeId type;
    switch (key.kind)
    {
    case ScenarioKey::TEXT:
        schema = {{"type", "string"}};
        break;
    case ScenarioKey::PROFILE:
        schema = {{"type", "string"}, {"minLength", 1}};
        break;
    case ScenarioKey::NAME:
        schema = {{"type", "string"}, {"pattern", "^[A-Za-z0-9._-]{1,64}$"}};
        break;
    case ScenarioKey::INTEGER:
        schema = {{"type", "integer"},
                  {"minimum", PutBound(key.least)},
                  {"maximum", PutBound(key.greatest)}};
        break;
    case ScenarioKey::NUMBER:
        schema = {{"type", "number"},
                  {"minimum", PutBound(key.least)},
                  {"maximum", PutBound(key.greatest)}};
        break;
    case ScenarioKey::BOOLEAN:
        schema = {{"type", "boolean"}};
        break;
    case ScenarioKey::TIME:
        schema = {{"anyOf",
                   Json::array({Json{{"type", "number"},
                                     {"minimum", PutBound(key.least)},
                                     {"maximum", PutBound(key.greatest)}},
                                Json{{"type", "string"}, {"pattern", TIME_PATTERN}}})}};
        break;
    case ScenarioKey::CHOICE:
        schema = {{"enum", key.words}};
        break;
    case ScenarioKey::OBJECT: {
        Json properties = Json::object();
        Json required = Json::array();
        for (const auto& child : key.children)
        {
            properties[child.name] = Describe(child, definitions);
            if (child.fallback.empty())
            {
                required.push_back(child.name);
            }
        }
        schema = {{"type", "object"},
                  {"properties", properties},
                  {"required", required},
                  {"additionalProperties", false}};
        break;
    }
    case ScenarioKey::LIST:
        schema = {{"type", "array"},
                  {"minItems", PutBound(key.least)},
                  {"maxItems", PutBound(key.greatest)},
                  {"items", Describe(key.children.front(), definitions)}};
        break;
    case ScenarioKey::ATTRIBUTES:
        schema = {{"$ref", "#/$defs/" + key.base}};
        if (TypeId::LookupByNameFailSafe(key.base, &type))
        {
            definitions[key.base] = {{"type", "object"},
                                     {"properties", DescribeAttributes(type, key)},
                                     {"additionalProperties", false}};
        }
        else
        {
            definitions[key.base] = {{"type", "object"}}; // a radio that this build has not
        }
        break;
    case ScenarioKey::TYPED: {
        Json properties{{"type", {{"type", "string"}, {"pattern", "^ns3::"}}}};
        for (const auto& child : key.children)
        {
            properties[child.name] = Describe(child, definitions);
        }
        const bool mayBeNull = key.fallback == "null";
        schema = {{"type", mayBeNull ? Json::array({"object", "null"}) : Json("object")},
                  {"properties", properties}};
        if (mayBeNull)
        {
            schema["required"] = Json::array({"type"});
        }
        Json cases = Json::array();
        for (const auto& name : AttributeText::GetTypeNames(TypeId::LookupByName(key.base)))
        {
            if (IsOurs(name))
            {
                Json attributes = DescribeAttributes(TypeId::LookupByName(name), key);
                for (const auto& [child, value] : properties.items())
                {
                    attributes[child] = true;
                }
                definitions[name] = {{"properties", attributes}, {"additionalProperties", false}};
                cases.push_back({{"if",
                                  {{"properties", {{"type", {{"const", name}}}}},
                                   {"required", Json::array({"type"})}}},
                                 {"then", {{"$ref", "#/$defs/" + name}}}});
            }
        }
        if (!cases.empty())
        {
            schema["allOf"] = cases;
        }
        break;
    }
    case ScenarioKey::DEFAULTS:
        schema = {{"type", "object"},
                  {"propertyNames", {{"pattern", "^ns3::.*::"}}},
                  {"additionalProperties",
                   {{"type", Json::array({"string", "number", "boolean", "object"})}}}};
        break;
    case ScenarioKey::POLICIES: {
        Json object{
            {"type", "object"},
            {"properties", {{"name", {{"type", "string"}}}, {"type", {{"type", "string"}}}}},
            {"required", Json::array({"type"})}};
        for (const auto& child : key.children)
        {
            object["properties"][child.name] = Describe(child, definitions);
        }
        schema = {
            {"anyOf",
             Json::array(
                 {Json{{"const", "all"}},
                  Json{{"type", "array"},
                       {"minItems", PutBound(key.least)},
                       {"maxItems", PutBound(key.greatest)},
                       {"items", {{"anyOf", Json::array({Json{{"type", "string"}}, object})}}}}})}};
        break;
    }
    }
    if (!key.help.empty())
    {
        schema["description"] = key.help;
    }
    if (!key.fallback.empty() && key.fallback != "{}")
    {
        schema["default"] = Json::parse(key.fallback);
    }
    return schema;
}

/**
 * @param key an entry of the table
 * @return what may stand there, in reStructuredText
 */
std::string
DescribeInWords(const ScenarioKey& key)
{
    const auto bounds = [&key] {
        return PutBound(key.least).dump() + " to " + PutBound(key.greatest).dump();
    };
    const std::string link = "``" + key.base + "``";
    switch (key.kind)
    {
    case ScenarioKey::TEXT:
        return "Text";
    case ScenarioKey::NAME:
        return "Name of 1 to 64 letters, digits, '.', '_' and '-'";
    case ScenarioKey::PROFILE:
        return "Name or file of a profile (" + key.base + ")";
    case ScenarioKey::INTEGER:
        return "Integer, " + bounds();
    case ScenarioKey::NUMBER:
        return "Number, " + bounds();
    case ScenarioKey::BOOLEAN:
        return "``true`` or ``false``";
    case ScenarioKey::TIME:
        return "Time as in ``\"100ms\"``, or a number of seconds, " + bounds() + " s";
    case ScenarioKey::CHOICE: {
        std::string words;
        for (const auto& word : key.words)
        {
            words += (words.empty() ? "``\"" : ", ``\"") + word + "\"``";
        }
        return words;
    }
    case ScenarioKey::OBJECT:
        return "Object";
    case ScenarioKey::LIST:
        return "List of " + bounds();
    case ScenarioKey::ATTRIBUTES:
        return "Attributes of " + link;
    case ScenarioKey::TYPED:
        return "Object with ``type``, " + link +
               " or a class that derives from it, and its attributes" +
               (key.fallback == "null" ? "; or ``null``" : "");
    case ScenarioKey::DEFAULTS:
        return "Object of full names of attributes and their values";
    case ScenarioKey::POLICIES:
        return "``\"all\"`` or a list";
    }
    return "";
}

/**
 * @param key an entry of attributes
 * @return the ranges of the attributes that stand in no checker of a class, in words
 */
std::string
DescribeRanges(const ScenarioKey& key)
{
    std::string words;
    TypeId base;
    const bool hasAttributes =
        key.kind == ScenarioKey::ATTRIBUTES || key.kind == ScenarioKey::TYPED;
    if (!hasAttributes || !TypeId::LookupByNameFailSafe(key.base, &base))
    {
        return words;
    }
    for (const auto& range : AttributeLimits::GetRanges())
    {
        TypeId type;
        if (!TypeId::LookupByNameFailSafe(range.type, &type) ||
            !(type == base || (key.kind == ScenarioKey::TYPED && type.IsChildOf(base))))
        {
            continue;
        }
        const std::string owner = type == base ? "" : type.GetName() + "::";
        words += " ``" + owner + range.attribute +
                 "``: " + AttributeLimits::WriteNumber(range.least) + " to " +
                 AttributeLimits::WriteNumber(range.greatest) + '.';
    }
    return words;
}

/**
 * @brief Describes an entry and what is below it.
 * @param key the entry
 * @param pointer JSON pointer to the entry
 * @param [in,out] os gets the words
 */
void
Document(const ScenarioKey& key, const std::string& pointer, std::ostream& os)
{
    if (!pointer.empty())
    {
        os << "``" << pointer << "``\n   " << DescribeInWords(key);
        if (key.fallback.empty())
        {
            os << "; must be there";
        }
        else if (key.kind != ScenarioKey::OBJECT && key.fallback != "{}" && key.fallback != "[{}]")
        {
            os << "; default ``" << Json::parse(key.fallback).dump() << "``";
        }
        os << ". " << key.help;
        os << DescribeRanges(key);
        if (key.kind == ScenarioKey::ATTRIBUTES && !key.words.empty())
        {
            os << " Without " << InputText::Join(key.words) << ", which other keys set.";
        }
        os << "\n\n";
    }
    for (const auto& child : key.children)
    {
        const std::string place = key.kind == ScenarioKey::LIST       ? "0"
                                  : key.kind == ScenarioKey::POLICIES ? "0/" + child.name
                                                                      : child.name;
        Document(child, pointer + "/" + place, os);
    }
}

/**
 * @param name a key or a text
 * @return whether it names a class
 */
bool
IsClass(const std::string& name)
{
    return name.rfind("ns3::", 0) == 0;
}

/**
 * @param a one schema
 * @param b another one
 * @param pointer JSON pointer to both
 * @return the place of the first difference, "" for none
 */
std::string
Compare(const Json& a, const Json& b, const std::string& pointer)
{
    if (a.is_object() && b.is_object())
    {
        for (const auto* one : {&a, &b})
        {
            for (const auto& [name, value] : one->items())
            {
                const bool isInBoth = a.contains(name) && b.contains(name);
                if (!isInBoth && !IsClass(name))
                {
                    return pointer + "/" + name;
                }
                // A radio that one of the builds has not is there without its attributes.
                const bool isUnknown =
                    isInBoth && IsClass(name) &&
                    (!a[name].contains("properties") || !b[name].contains("properties"));
                const std::string found =
                    isInBoth && !isUnknown ? Compare(a[name], b[name], pointer + "/" + name) : "";
                if (!found.empty())
                {
                    return found;
                }
            }
        }
        return "";
    }
    const bool areCases = pointer.size() > 6 && pointer.substr(pointer.size() - 6) == "/allOf";
    if (areCases && a.is_array() && b.is_array())
    {
        return ""; // one for each class
    }
    if (a.is_array() && b.is_array() && a.size() == b.size())
    {
        for (std::size_t i = 0; i < a.size(); ++i)
        {
            const std::string found = Compare(a[i], b[i], pointer + "/" + std::to_string(i));
            if (!found.empty())
            {
                return found;
            }
        }
        return "";
    }
    return a == b ? "" : pointer.empty() ? "/" : pointer;
}

/**
 * @param a a key
 * @param b another one
 * @return whether they are the same but for small and capital letters
 */
bool
IsSameKey(const std::string& a, const std::string& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char one, char other) {
        return std::tolower(static_cast<unsigned char>(one)) ==
               std::tolower(static_cast<unsigned char>(other));
    });
}

/**
 * @param className TypeId name of a class
 * @param name of an attribute
 * @return its help; empty when there is none
 */
std::string
FindAttributeHelp(const std::string& className, const std::string& name)
{
    TypeId type;
    if (!TypeId::LookupByNameFailSafe(className, &type))
    {
        return "";
    }
    for (const TypeId& owner : ListLineage(type))
    {
        for (std::size_t i = 0; i < owner.GetAttributeN(); ++i)
        {
            if (IsSameKey(owner.GetAttribute(i).name, name))
            {
                return owner.GetAttribute(i).help;
            }
        }
    }
    return "";
}

/**
 * @param key an entry
 * @param value what stands there
 * @param rest of the way from there
 * @return help of what the way leads to; empty when that is not known
 */
std::string
FindHelp(const ScenarioKey& key, const Json& value, std::vector<std::string> rest)
{
    if (rest.empty())
    {
        return key.help;
    }
    const std::string token = rest.front();
    rest.erase(rest.begin());
    if (key.kind == ScenarioKey::LIST)
    {
        uint64_t index = 0;
        const bool isIndex = InputText::ReadInteger(token, index) && index < value.size();
        return FindHelp(key.children.at(0), isIndex ? value.at(index) : Json(), rest);
    }
    for (const auto& child : key.children)
    {
        if (IsSameKey(child.name, token))
        {
            const bool isThere = value.is_object() && value.contains(child.name);
            return FindHelp(child, isThere ? value.at(child.name) : Json(), rest);
        }
    }
    const bool hasType = value.is_object() && value.contains("type") && value["type"].is_string();
    const std::string type =
        key.kind == ScenarioKey::TYPED && hasType ? value["type"].get<std::string>() : key.base;
    return rest.empty() ? FindAttributeHelp(type, token) : "";
}

} // namespace

std::string
ScenarioSchema::DescribeKey(const std::string& scenario, const std::string& pointer)
{
    const auto split = pointer.empty() ? std::string() : pointer.substr(1);
    std::string help = FindHelp(ScenarioKey::GetRoot(),
                                Json::parse(scenario, nullptr, false),
                                InputText::Split(split, '/'));
    for (const auto* end : {". ", "; ", ": "})
    {
        help = help.substr(0, help.find(end));
    }
    return help.substr(0, help.find_last_not_of('.') + 1);
}

std::string
ScenarioSchema::GetJsonSchema()
{
    Json definitions = Json::object();
    Json properties = Describe(ScenarioKey::GetRoot(), definitions);
    definitions["object"] = {
        {"type", "object"},
        {"properties", {{"type", {{"type", "string"}, {"pattern", "^ns3::"}}}}},
        {"required", Json::array({"type"})}};
    properties["properties"]["$schema"] = {{"type", "string"}};
    Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                {"title", "Scenario of edge-inference"},
                {"$comment",
                 "SPDX-License-Identifier: GPL-2.0-only. Printed by edge-inference-scenario-keys "
                 "--schema; do not edit."}};
    for (const auto& [name, value] : properties.items())
    {
        schema[name] = value;
    }
    // in the order of their names, whatever part of the table uses them first
    std::vector<std::string> names;
    for (const auto& [name, value] : definitions.items())
    {
        names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    Json sorted = Json::object();
    for (const auto& name : names)
    {
        sorted[name] = definitions[name];
    }
    schema["$defs"] = sorted;
    return schema.dump(1) + "\n";
}

std::string
ScenarioSchema::GetDocumentation()
{
    std::ostringstream os;
    os << ".. SPDX-License-Identifier: GPL-2.0-only\n\n"
          ".. Printed by utils/doc/edge-inference-scenario-keys.cc; do not edit.\n\n"
          "Keys of scenario files\n----------------------\n\n"
          "Keys by their JSON pointers; ``0`` stands for any index of a list. A class's "
          "attributes, "
          "with their\ndefaults and ranges, stand in ``attributes.rst``.\n\n";
    Document(ScenarioKey::GetRoot(), "", os);
    return os.str();
}

std::string
ScenarioSchema::FindDifference(const std::string& text, const std::string& file)
{
    return Compare(JsonCursor::Parse(text, file).GetValue(), Json::parse(GetJsonSchema()), "");
}

} // namespace ns3
