// SPDX-License-Identifier: GPL-2.0-only

#include "attribute-text.h"

#include "attribute-limits.h"
#include "input-text.h"
#include "object-text.h"
#include "quantity-text.h"

#include "ns3/global-value.h"
#include "ns3/inference-input-error.h"
#include "ns3/object.h"
#include "ns3/pointer.h"
#include "ns3/random-variable-stream.h"
#include "ns3/string.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace ns3
{

namespace
{

using Checker = Ptr<const AttributeChecker>;

/**
 * @param checker an attribute's checker
 * @return the class of a Pointer attribute's objects
 */
TypeId
GetPointee(const Checker& checker)
{
    const auto* pointer = dynamic_cast<const PointerChecker*>(PeekPointer(checker));
    return pointer ? pointer->GetPointeeTypeId() : Object::GetTypeId();
}

/**
 * @param checker the checker of an attribute of numbers
 * @return the range of the numbers in words: " from 0 to 1"; "" when the checker has none
 */
std::string
DescribeRange(const Checker& checker)
{
    const std::string words = checker->HasUnderlyingTypeInformation()
                                  ? checker->GetUnderlyingTypeInformation()
                                  : std::string();
    // As the checker says it: "double 0:1".
    const std::size_t blank = words.find(' ');
    const std::size_t colon = words.find(':', blank == std::string::npos ? words.size() : blank);
    return colon == std::string::npos ? ""
                                      : " from " + words.substr(blank + 1, colon - blank - 1) +
                                            " to " + words.substr(colon + 1);
}

/**
 * @param checker the checker of an enumeration
 * @return the names of its values
 */
std::vector<std::string>
GetEnumNames(const Checker& checker)
{
    return InputText::Split(checker->GetUnderlyingTypeInformation(), '|');
}

/**
 * @param checker the checker of a pointer to an object
 * @return what the values are, in words
 */
std::string
DescribePointer(const Checker& checker)
{
    const std::string base = GetPointee(checker).GetName();
    return "a " + base +
           (base == "ns3::RandomVariableStream" ? " such as ns3::UniformRandomVariable[Min=0|Max=1]"
                                                : ", as in ns3::CLASS[NAME=VALUE|NAME=VALUE]");
}

/**
 * @param checker the checker of a text
 * @return what the values are: as a checker of the module's own says it
 */
std::string
DescribeString(const Checker& checker)
{
    const std::string words = checker->GetUnderlyingTypeInformation();
    return words.empty() || words == "std::string" ? "a text" : words;
}

/**
 * @param text a text
 * @return whether it is an integer that a signed attribute can hold
 */
bool
IsSigned(const std::string& text)
{
    int64_t number = 0;
    return InputText::ReadInteger(text, number) && number <= 9'200'000'000'000'000'000;
}

/**
 * @param text a text
 * @return whether it is an integer that an unsigned attribute can hold
 */
bool
IsUnsigned(const std::string& text)
{
    uint64_t number = 0;
    return InputText::ReadInteger(text, number);
}

/**
 * @param text a text
 * @return whether it is a number
 */
bool
IsNumber(const std::string& text)
{
    double number = 0;
    return InputText::ReadNumber(text, number);
}

/**
 * @param text a text
 * @return whether it is the name of a class
 */
bool
IsType(const std::string& text)
{
    TypeId type;
    return TypeId::LookupByNameFailSafe(text, &type);
}

/// What the texts of the attributes of one kind are.
struct Kind
{
    std::string name;                                               //!< of the type of the values
    std::function<std::string(const Checker&)> describe;            //!< the values in words
    std::function<bool(const Checker&, const std::string&)> isText; //!< whether a text is a value
};

/**
 * @return every kind of attributes that text can set
 */
const std::vector<Kind>&
GetKinds()
{
    // Words that do not depend on the attribute.
    const auto say = [](const std::string& words) {
        return [words](const Checker&) { return words; };
    };
    const auto sayRange = [](const std::string& words) {
        return [words](const Checker& checker) { return words + DescribeRange(checker); };
    };
    const auto is = [](auto test) {
        return [test](const Checker&, const std::string& text) { return test(text); };
    };
    const auto isNumbers = [](char separator, std::size_t n) {
        return [separator, n](const Checker&, const std::string& text) {
            return QuantityText::IsNumbers(text, separator, n);
        };
    };
    const auto isArea = [](std::size_t n) {
        return
            [n](const Checker&, const std::string& text) { return QuantityText::IsArea(text, n); };
    };
    const auto isAny = [](const Checker&, const std::string&) { return true; };
    const auto isEnum = [](const Checker& checker, const std::string& text) {
        const auto names = GetEnumNames(checker);
        return std::find(names.begin(), names.end(), text) != names.end();
    };
    static const std::vector<Kind> kinds{
        {"Boolean", say("true or false"), isAny},
        {"Uinteger", sayRange("an integer"), is(IsUnsigned)},
        {"Integer", sayRange("an integer"), is(IsSigned)},
        {"Double", sayRange("a number"), is(IsNumber)},
        {"String", DescribeString, isAny},
        {"Time", sayRange("a time such as 100ms or 2.5s"), is(QuantityText::IsTime)},
        {"DataRate", say("a data rate such as 10Mbps"), is(QuantityText::IsDataRate)},
        {"Enum",
         [](const Checker& checker) { return "one of: " + InputText::Join(GetEnumNames(checker)); },
         isEnum},
        {"TypeId", say("the name of a TypeId"), is(IsType)},
        {"Pointer", DescribePointer, isAny},
        {"ObjectFactory", say("a class, as in ns3::CLASS[NAME=VALUE|NAME=VALUE]"), isAny},
        {"Vector", say("three numbers X:Y:Z"), isNumbers(':', 3)},
        {"Vector2D", say("two numbers X:Y"), isNumbers(':', 2)},
        {"Vector3D", say("three numbers X:Y:Z"), isNumbers(':', 3)},
        {"Rectangle",
         say("four numbers XMIN|XMAX|YMIN|YMAX, the second above the first, the fourth above the "
             "third"),
         isArea(4)},
        {"Box",
         say("six numbers XMIN|XMAX|YMIN|YMAX|ZMIN|ZMAX, each MAX above its MIN, but for Z, where "
             "it may be equal"),
         isArea(6)}};
    return kinds;
}

/**
 * @param checker an attribute's checker
 * @return the kind of the attribute; nullptr when text cannot set it
 */
const Kind*
FindKind(const Checker& checker)
{
    const std::string name = AttributeText::GetKind(checker);
    const auto& kinds = GetKinds();
    const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& candidate) {
        return candidate.name == name;
    });
    return kind == kinds.end() ? nullptr : &*kind;
}

/**
 * @param name the name of an option of the command line
 * @param text the value of the option
 * @return "" when the option is no attribute and no global value of ns-3, or when the value is
 * right for it, else what would have been right
 */
std::string
FindArgumentError(const std::string& name, const std::string& text)
{
    for (auto value = GlobalValue::Begin(); value != GlobalValue::End(); ++value)
    {
        if ((*value)->GetName() == name)
        {
            const std::string error = AttributeText::FindKindError((*value)->GetChecker(), text);
            return error.empty() ? AttributeLimits::FindGlobalError(name, text) : error;
        }
    }
    const std::size_t colons = name.rfind("::");
    TypeId type;
    TypeId::AttributeInformation info;
    const bool isAttribute = colons != std::string::npos &&
                             TypeId::LookupByNameFailSafe(name.substr(0, colons), &type) &&
                             type.LookupAttributeByName(name.substr(colons + 2), &info);
    return isAttribute ? AttributeText::FindError(type, name.substr(colons + 2), text) : "";
}

/**
 * @param type a class
 * @param attribute the name of an attribute of the class
 * @param text a text
 * @return "" when the text is a value that the attribute can have, else what would have been right
 */
std::string
FindOwnError(TypeId type, const std::string& attribute, const std::string& text)
{
    TypeId::AttributeInformation info;
    if (!type.LookupAttributeByName(attribute, &info))
    {
        return "an attribute of " + type.GetName() + " instead of " + attribute;
    }
    if (!AttributeText::CanSet(info))
    {
        return "no value: " + attribute + " of " + type.GetName() + " cannot be set by text";
    }
    const std::string error = AttributeText::FindKindError(info.checker, text);
    const std::string range = AttributeLimits::DescribeRange(type, attribute);
    return error.empty()   ? AttributeLimits::FindError(type, attribute, text)
           : range.empty() ? error
                           : range;
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
AttributeText::CanSet(const TypeId::AttributeInformation& attribute)
{
    return FindKind(attribute.checker) != nullptr && (attribute.flags & TypeId::ATTR_CONSTRUCT) &&
           attribute.accessor->HasSetter();
}

std::string
AttributeText::Describe(Ptr<const AttributeChecker> checker)
{
    const Kind* kind = FindKind(checker);
    return kind ? kind->describe(checker) : "nothing: an attribute that text cannot set";
}

std::string
AttributeText::FindError(TypeId type, const std::string& attribute, const std::string& text)
{
    const std::string error = FindOwnError(type, attribute, text);
    if (!error.empty() || !type.IsChildOf(RandomVariableStream::GetTypeId()) ||
        !type.HasConstructor())
    {
        return error;
    }
    // As a default, too, an attribute of a random variable must leave draws that end.
    return ObjectText::FindError(type.GetName() + "[" + attribute + "=" + text + "]",
                                 RandomVariableStream::GetTypeId(),
                                 &FindOwnError);
}

std::string
AttributeText::FindKindError(Ptr<const AttributeChecker> checker, const std::string& text)
{
    const Kind* kind = FindKind(checker);
    if (kind && (kind->name == "Pointer" || kind->name == "ObjectFactory"))
    {
        // The description of an object says more precisely what would have been right.
        return ObjectText::FindError(text, GetPointee(checker), &FindOwnError);
    }
    if (!kind || !kind->isText(checker, text))
    {
        return Describe(checker);
    }
    if (kind->name == "String")
    {
        // ns-3's reader of texts stops at a blank and aborts.
        return checker->Check(StringValue(text)) ? "" : Describe(checker);
    }
    Ptr<AttributeValue> value = checker->Create();
    const bool isValue = value->DeserializeFromString(text, checker) && checker->Check(*value);
    return isValue ? "" : Describe(checker);
}

std::vector<std::string>
AttributeText::GetTypeNames(TypeId base)
{
    return ObjectText::GetTypeNames(base);
}

std::string
AttributeText::FindTypeError(const std::string& name, TypeId base)
{
    return ObjectText::FindTypeError(name, base);
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
        const std::string expected = FindArgumentError(name, text);
        if (!expected.empty())
        {
            throw InferenceInputError("command line", argument.substr(0, equal), text, expected);
        }
    }
}

} // namespace ns3
