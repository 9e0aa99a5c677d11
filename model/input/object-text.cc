// SPDX-License-Identifier: GPL-2.0-only

#include "object-text.h"

#include "attribute-limits.h"
#include "input-text.h"

#include "ns3/integer.h"
#include "ns3/object-factory.h"
#include "ns3/random-variable-stream.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <sstream>

namespace ns3
{

namespace ObjectText
{

namespace
{

/**
 * @param type a class
 * @return whether an object of it can be made from its name and attributes
 */
bool
CanMake(TypeId type)
{
    return type.HasConstructor() && !AttributeLimits::IsIncomplete(type);
}

/**
 * @param type the class of the object
 * @param item an attribute with its value: NAME=VALUE
 * @param form what an object looks like, for errors
 * @param test checks the attribute
 * @return "" when the class has the attribute and the value is one of it, else what would have been
 * right
 */
std::string
FindAttributeError(TypeId type,
                   const std::string& item,
                   const std::string& form,
                   const AttributeTest& test)
{
    const std::size_t equal = item.find('=');
    if (equal == std::string::npos)
    {
        return form;
    }
    const std::string name = item.substr(0, equal);
    const std::string error = test(type, name, item.substr(equal + 1));
    return error.empty() ? "" : error + " as " + name;
}

/**
 * @param text an object as ns-3 writes it
 * @param base the class that the class of the object must derive from, or be
 * @param test checks the attributes of the object
 * @return "" when the class and each attribute are right by themselves, else what would have been
 * right
 */
std::string
FindPartError(const std::string& text, TypeId base, const AttributeTest& test)
{
    const std::size_t bracket = text.find('[');
    const std::string name = text.substr(0, bracket);
    const std::string error = FindTypeError(name, base);
    if (!error.empty())
    {
        return error;
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
    for (const auto& item : InputText::Split(list, '|'))
    {
        const std::string inner = FindAttributeError(TypeId::LookupByName(name), item, form, test);
        if (!inner.empty())
        {
            return inner;
        }
    }
    return "";
}

/**
 * @param text a random variable as ns-3 writes it, with attributes that are right by themselves
 * @return "" when its draws end and are finite, else what would have been right
 */
std::string
FindDrawError(const std::string& text)
{
    std::istringstream is(text);
    ObjectFactory factory;
    is >> factory;
    // A stream of its own: the numbers of other objects must not depend on this look.
    factory.Set("Stream", IntegerValue(0));
    auto variable = factory.Create<RandomVariableStream>();
    const std::string error = AttributeLimits::FindEndlessError(variable);
    if (!error.empty())
    {
        return error;
    }
    for (int i = 0; i < 32; ++i)
    {
        if (!std::isfinite(variable->GetValue()))
        {
            return "a random variable whose draws are finite";
        }
    }
    return "";
}

} // namespace

std::string
FindError(const std::string& text, TypeId base, const AttributeTest& test)
{
    const std::string error = FindPartError(text, base, test);
    if (!error.empty())
    {
        return error;
    }
    const TypeId random = RandomVariableStream::GetTypeId();
    const bool isRandom = base == random || base.IsChildOf(random);
    return isRandom ? FindDrawError(text) : "";
}

std::vector<std::string>
GetTypeNames(TypeId base)
{
    std::vector<std::string> names;
    for (uint32_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const TypeId type = TypeId::GetRegistered(i);
        if ((type == base || type.IsChildOf(base)) && CanMake(type))
        {
            names.push_back(type.GetName());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string
FindTypeError(const std::string& name, TypeId base)
{
    TypeId type;
    if (TypeId::LookupByNameFailSafe(name, &type) && (type == base || type.IsChildOf(base)) &&
        CanMake(type))
    {
        return "";
    }
    const auto names = GetTypeNames(base);
    constexpr std::size_t FEW = 24;
    return names.size() > FEW ? "the name of a class that is a " + base.GetName()
                              : "one of: " + InputText::Join(names);
}

} // namespace ObjectText

} // namespace ns3
