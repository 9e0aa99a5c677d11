// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/attribute-text.h"

#include "json-cursor.h"

#include "ns3/inference-input-error.h"
#include "ns3/integer.h"
#include "ns3/object-factory.h"
#include "ns3/pointer.h"
#include "ns3/random-variable-stream.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <set>
#include <sstream>

namespace ns3
{

namespace
{

/// Greatest time, s: far below where 64 bits of ns end (9.2e9 s), so that sums of two fit, too.
constexpr double GREATEST_TIME = 1e9;

/// Greatest rate, bit/s: far below where 64 bits end.
constexpr double GREATEST_RATE = 1e18;

/**
 * @param text a text
 * @param [out] number takes the number
 * @return whether all of the text is one finite decimal number
 */
bool
ReadNumber(const std::string& text, double& number)
{
    if (text.empty() || text.find_first_not_of("+-.0123456789eE") != std::string::npos)
    {
        return false; // strtod() also takes blanks, "inf", "nan" and hexadecimal numbers
    }
    char* end = nullptr;
    number = std::strtod(text.c_str(), &end);
    return end == text.c_str() + text.size() && std::isfinite(number);
}

/**
 * @param text a text
 * @param [in,out] isNegative takes whether it begins with '-'
 * @return whether all of the text is one integer of at most 64 bits
 */
bool
ReadInteger(const std::string& text, bool& isNegative)
{
    const std::size_t sign = !text.empty() && (text[0] == '-' || text[0] == '+');
    isNegative = !text.empty() && text[0] == '-';
    if (text.size() == sign || text.find_first_not_of("0123456789", sign) != std::string::npos)
    {
        return false;
    }
    errno = 0;
    if (isNegative)
    {
        std::strtoll(text.c_str(), nullptr, 10);
    }
    else
    {
        std::strtoull(text.c_str(), nullptr, 10);
    }
    return errno == 0;
}

/**
 * @param text a text
 * @param digits bytes that a number may have
 * @param units units and their factors; the unit "" is the one of a plain number
 * @param [out] value takes the number times the factor
 * @return whether the text is a number and a unit
 */
bool
ReadQuantity(const std::string& text,
             const char* digits,
             const std::vector<std::pair<std::string, double>>& units,
             double& value)
{
    const auto at = std::min(text.find_first_not_of(digits), text.size());
    const auto unit = std::find_if(units.begin(), units.end(), [&](const auto& entry) {
        return text.compare(at, std::string::npos, entry.first) == 0;
    });
    if (unit == units.end() || !ReadNumber(text.substr(0, at), value))
    {
        return false;
    }
    value *= unit->second;
    return true;
}

/**
 * @param text a text
 * @return whether it is a time that ns-3 reads
 */
bool
IsTime(const std::string& text)
{
    static const std::vector<std::pair<std::string, double>> units{{"", 1},
                                                                   {"s", 1},
                                                                   {"ms", 1e-3},
                                                                   {"us", 1e-6},
                                                                   {"ns", 1e-9},
                                                                   {"ps", 1e-12},
                                                                   {"fs", 1e-15},
                                                                   {"min", 60},
                                                                   {"h", 3600},
                                                                   {"d", 86400},
                                                                   {"y", 365 * 86400}};
    double seconds = 0;
    return ReadQuantity(text, "+-0123456789.eE", units, seconds) &&
           std::abs(seconds) <= GREATEST_TIME;
}

/**
 * @param text a text
 * @return whether it is a data rate that ns-3 reads
 */
bool
IsDataRate(const std::string& text)
{
    static const std::vector<std::pair<std::string, double>> units = [] {
        std::vector<std::pair<std::string, double>> all{{"", 1}};
        const std::vector<std::pair<std::string, double>> prefixes{{"", 1},
                                                                   {"k", 1e3},
                                                                   {"K", 1e3},
                                                                   {"M", 1e6},
                                                                   {"G", 1e9}};
        for (const auto& [prefix, factor] : prefixes)
        {
            all.emplace_back(prefix + "bps", factor);
            all.emplace_back(prefix + "b/s", factor);
            all.emplace_back(prefix + "Bps", 8 * factor);
            all.emplace_back(prefix + "B/s", 8 * factor);
        }
        double factor = 1;
        for (const char* prefix : {"Ki", "Mi", "Gi"})
        {
            factor *= 1024;
            all.emplace_back(prefix + std::string("b/s"), factor);
            all.emplace_back(prefix + std::string("B/s"), 8 * factor);
        }
        return all;
    }();
    double rate = 0;
    return ReadQuantity(text, "0123456789.", units, rate) && rate <= GREATEST_RATE;
}

/**
 * @param text a text
 * @param separator stands between the parts
 * @return its parts
 */
std::vector<std::string>
Split(const std::string& text, char separator)
{
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (std::size_t end = 0; end != std::string::npos; begin = end + 1)
    {
        end = text.find(separator, begin);
        parts.push_back(text.substr(begin, end - begin));
    }
    return parts;
}

/**
 * @param text a text
 * @param separator stands between the numbers
 * @param n how many numbers there must be
 * @return whether it is that many numbers
 */
bool
IsNumbers(const std::string& text, char separator, std::size_t n)
{
    const auto parts = Split(text, separator);
    double number = 0;
    return parts.size() == n && std::all_of(parts.begin(), parts.end(), [&](const auto& part) {
               return ReadNumber(part, number);
           });
}

/**
 * @param text an object as ns-3 writes it: TYPE or TYPE[NAME=VALUE|...]
 * @param base class it must derive from
 * @return "" when ns-3 can make it, else what would have been right
 */
std::string
FindObjectError(const std::string& text, TypeId base)
{
    const std::size_t bracket = text.find('[');
    const std::string name = text.substr(0, bracket);
    const std::string error = AttributeText::FindTypeError(name, base);
    if (!error.empty())
    {
        return error;
    }
    // These draw what only a program can give them.
    static const std::set<std::string> incomplete{"ns3::DeterministicRandomVariable",
                                                  "ns3::EmpiricalRandomVariable"};
    if (incomplete.count(name) > 0)
    {
        return "a random variable that its attributes describe";
    }
    if (bracket == std::string::npos)
    {
        return "";
    }
    const std::string form = "an object as in ns3::UniformRandomVariable[Min=0|Max=1]";
    if (text.back() != ']' || text.find_first_of("[] \t\r\n\v\f", bracket + 1) != text.size() - 1)
    {
        return form; // ns-3 cannot nest brackets and stops at a blank
    }
    const std::string list = text.substr(bracket + 1, text.size() - bracket - 2);
    if (list.empty())
    {
        return "";
    }
    for (const auto& item : Split(list, '|'))
    {
        const std::size_t equal = item.find('=');
        if (equal == std::string::npos)
        {
            return form;
        }
        TypeId::AttributeInformation info;
        if (!TypeId::LookupByName(name).LookupAttributeByName(item.substr(0, equal), &info))
        {
            return "an attribute of " + name + " instead of " + item.substr(0, equal);
        }
        const std::string inner = AttributeText::FindError(info.checker, item.substr(equal + 1));
        if (!inner.empty())
        {
            return inner + " as " + item.substr(0, equal);
        }
    }
    return "";
}

/**
 * @param text a random variable as ns-3 writes it, with attributes that are right by themselves
 * @return whether its draws are finite
 */
bool
IsFinite(const std::string& text)
{
    std::istringstream is(text);
    ObjectFactory factory;
    is >> factory;
    // A stream of its own: the numbers of other objects must not depend on this look.
    factory.Set("Stream", IntegerValue(0));
    auto variable = factory.Create<RandomVariableStream>();
    for (int i = 0; i < 32; ++i)
    {
        if (!std::isfinite(variable->GetValue()))
        {
            return false;
        }
    }
    return true;
}

/**
 * @param checker an attribute's checker
 * @return the class of a Pointer attribute's objects
 */
TypeId
GetPointee(const Ptr<const AttributeChecker>& checker)
{
    const auto* pointer = dynamic_cast<const PointerChecker*>(PeekPointer(checker));
    return pointer ? pointer->GetPointeeTypeId() : Object::GetTypeId();
}

/**
 * @param checker an attribute's checker
 * @return the range of its numbers, as the checker says it: "0:1"
 */
std::string
GetRange(const Ptr<const AttributeChecker>& checker)
{
    const std::string words = checker->HasUnderlyingTypeInformation()
                                  ? checker->GetUnderlyingTypeInformation()
                                  : std::string();
    const std::size_t blank = words.find(' ');
    return blank == std::string::npos ? std::string() : words.substr(blank + 1);
}

} // namespace

std::string
AttributeText::GetKind(Ptr<const AttributeChecker> checker)
{
    std::string kind = checker->GetValueTypeName();
    kind = kind.rfind("ns3::", 0) == 0 ? kind.substr(5) : kind;
    return kind.substr(0, kind.rfind("Value"));
}

bool
AttributeText::IsKnown(Ptr<const AttributeChecker> checker)
{
    static const std::set<std::string> known{"Boolean",
                                             "Uinteger",
                                             "Integer",
                                             "Double",
                                             "String",
                                             "Time",
                                             "DataRate",
                                             "Enum",
                                             "TypeId",
                                             "Pointer",
                                             "ObjectFactory",
                                             "Vector",
                                             "Vector2D",
                                             "Vector3D",
                                             "Rectangle",
                                             "Box"};
    return known.count(GetKind(checker)) > 0;
}

std::string
AttributeText::Describe(Ptr<const AttributeChecker> checker)
{
    const std::string kind = GetKind(checker);
    const std::string range = GetRange(checker);
    const std::size_t colon = range.find(':');
    std::string within;
    if (colon != std::string::npos)
    {
        within = " from " + range.substr(0, colon) + " to " + range.substr(colon + 1);
    }
    if (kind == "Boolean")
    {
        return "true or false";
    }
    if (kind == "Uinteger" || kind == "Integer")
    {
        return "an integer" + within;
    }
    if (kind == "Double")
    {
        return "a number" + within;
    }
    if (kind == "Time")
    {
        return "a time such as 100ms or 2.5s" + within;
    }
    if (kind == "DataRate")
    {
        return "a data rate such as 10Mbps";
    }
    if (kind == "Enum")
    {
        std::string names = checker->GetUnderlyingTypeInformation();
        for (auto at = names.find('|'); at != std::string::npos; at = names.find('|', at + 2))
        {
            names.replace(at, 1, ", ");
        }
        return "one of: " + names;
    }
    if (kind == "TypeId")
    {
        return "the name of a TypeId";
    }
    if (kind == "Pointer")
    {
        const std::string base = GetPointee(checker).GetName();
        return "a " + base +
               (base == "ns3::RandomVariableStream"
                    ? " such as ns3::UniformRandomVariable[Min=0|Max=1]"
                    : ", as in ns3::CLASS[NAME=VALUE|NAME=VALUE]");
    }
    if (kind == "ObjectFactory")
    {
        return "a class, as in ns3::CLASS[NAME=VALUE|NAME=VALUE]";
    }
    if (kind == "Vector" || kind == "Vector3D")
    {
        return "three numbers X:Y:Z";
    }
    if (kind == "Vector2D")
    {
        return "two numbers X:Y";
    }
    if (kind == "Rectangle")
    {
        return "four numbers XMIN|XMAX|YMIN|YMAX";
    }
    if (kind == "Box")
    {
        return "six numbers XMIN|XMAX|YMIN|YMAX|ZMIN|ZMAX";
    }
    return kind == "String" ? "a text" : "nothing: an attribute that text cannot set";
}

std::string
AttributeText::FindError(Ptr<const AttributeChecker> checker, const std::string& text)
{
    const std::string kind = GetKind(checker);
    const std::string expected = Describe(checker);
    bool isNegative = false;
    double number = 0;
    bool isRight = IsKnown(checker);
    if (kind == "Uinteger")
    {
        isRight = ReadInteger(text, isNegative) && !isNegative;
    }
    else if (kind == "Integer")
    {
        isRight = ReadInteger(text, isNegative) && (isNegative || ReadNumber(text, number)) &&
                  number <= 9.2e18;
    }
    else if (kind == "Double")
    {
        isRight = ReadNumber(text, number);
    }
    else if (kind == "Time")
    {
        isRight = IsTime(text);
    }
    else if (kind == "DataRate")
    {
        isRight = IsDataRate(text);
    }
    else if (kind == "Enum")
    {
        const auto names = Split(checker->GetUnderlyingTypeInformation(), '|');
        isRight = std::find(names.begin(), names.end(), text) != names.end();
    }
    else if (kind == "TypeId")
    {
        TypeId type;
        isRight = TypeId::LookupByNameFailSafe(text, &type);
    }
    else if (kind == "Pointer" || kind == "ObjectFactory")
    {
        const TypeId base = GetPointee(checker);
        const std::string error = FindObjectError(text, base);
        if (!error.empty())
        {
            return error;
        }
        isRight = !base.IsChildOf(RandomVariableStream::GetTypeId()) &&
                          base != RandomVariableStream::GetTypeId()
                      ? true
                      : IsFinite(text);
        return isRight ? "" : "a random variable whose draws are finite";
    }
    else if (kind == "Vector" || kind == "Vector3D")
    {
        isRight = IsNumbers(text, ':', 3);
    }
    else if (kind == "Vector2D")
    {
        isRight = IsNumbers(text, ':', 2);
    }
    else if (kind == "Rectangle" || kind == "Box")
    {
        isRight = IsNumbers(text, '|', kind == "Box" ? 6 : 4);
    }
    if (!isRight)
    {
        return expected;
    }
    Ptr<AttributeValue> value = checker->Create();
    return value->DeserializeFromString(text, checker) && checker->Check(*value) ? "" : expected;
}

std::vector<std::string>
AttributeText::GetTypeNames(TypeId base)
{
    std::vector<std::string> names;
    for (uint32_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const TypeId type = TypeId::GetRegistered(i);
        if ((type == base || type.IsChildOf(base)) && type.HasConstructor())
        {
            names.push_back(type.GetName());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string
AttributeText::FindTypeError(const std::string& name, TypeId base)
{
    TypeId type;
    if (TypeId::LookupByNameFailSafe(name, &type) && (type == base || type.IsChildOf(base)) &&
        type.HasConstructor())
    {
        return "";
    }
    const auto names = GetTypeNames(base);
    constexpr std::size_t FEW = 24;
    return names.size() > FEW ? "the name of a class that is a " + base.GetName()
                              : "one of: " + JsonCursor::Join(names);
}

void
AttributeText::CheckArguments(const std::vector<std::string>& arguments)
{
    for (const auto& argument : arguments)
    {
        const std::size_t begin = argument.find_first_not_of('-');
        const std::size_t equal = argument.find('=');
        if (begin == 0 || begin > 2 || begin == std::string::npos || equal == std::string::npos ||
            equal < begin)
        {
            continue;
        }
        const std::string name = argument.substr(begin, equal - begin);
        const std::string text = argument.substr(equal + 1);
        Ptr<const AttributeChecker> checker;
        const std::size_t colons = name.rfind("::");
        TypeId type;
        TypeId::AttributeInformation info;
        if (colons != std::string::npos &&
            TypeId::LookupByNameFailSafe(name.substr(0, colons), &type) &&
            type.LookupAttributeByName(name.substr(colons + 2), &info))
        {
            checker = info.checker;
        }
        if (checker && IsKnown(checker))
        {
            const std::string expected = FindError(checker, text);
            if (!expected.empty())
            {
                throw InferenceInputError("command line",
                                          argument.substr(0, equal),
                                          text,
                                          expected);
            }
        }
    }
}

} // namespace ns3
