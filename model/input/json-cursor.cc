// SPDX-License-Identifier: GPL-2.0-only
#include "json-cursor.h"

#include "input-file.h"
#include "input-text.h"
#include "strict-json.h"

#include "ns3/inference-input-error.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ns3
{

namespace
{

using Json = nlohmann::json;

/**
 * @param value a value
 * @return what it is, in a few words
 */
std::string
Describe(const Json& value)
{
    switch (value.type())
    {
    case Json::value_t::object:
        return "an object";
    case Json::value_t::array:
        return "an array of " + std::to_string(value.size());
    case Json::value_t::string:
        return "the string \"" + value.get_ref<const std::string&>() + "\"";
    default:
        return value.dump();
    }
}

/**
 * @param number a bound
 * @return its shortest text
 */
std::string
Format(double number)
{
    return Json(number).dump();
}

} // namespace

JsonCursor::JsonCursor(std::shared_ptr<const Document> document,
                       const nlohmann::json* value,
                       nlohmann::json::json_pointer pointer)
    : m_document(std::move(document)),
      m_value(value),
      m_pointer(std::move(pointer))
{
}

JsonCursor
JsonCursor::ReadFile(const std::string& path)
{
    return Parse(InputFile::Read(path, "a readable JSON file", StrictJson::GREATEST_SIZE), path);
}

JsonCursor
JsonCursor::Parse(const std::string& text, const std::string& file)
{
    auto document = std::make_shared<Document>();
    document->file = file;
    document->root = StrictJson::Parse(text, file);
    const nlohmann::json* root = &document->root;
    return JsonCursor(std::move(document), root, nlohmann::json::json_pointer());
}

const std::string&
JsonCursor::GetFile() const
{
    return m_document->file;
}

std::string
JsonCursor::GetPointer() const
{
    return m_pointer.to_string();
}

const nlohmann::json&
JsonCursor::GetValue() const
{
    return *m_value;
}

void
JsonCursor::CheckObject(const std::vector<std::string>& keys) const
{
    for (const std::string& key : GetKeys())
    {
        if (std::find(keys.begin(), keys.end(), key) == keys.end())
        {
            const std::string nearest = InputText::FindNearest(key, keys);
            Get(key).FailWith("the unknown key \"" + key + "\"",
                              "one of: " + InputText::Join(keys),
                              nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
        }
    }
}

std::vector<std::string>
JsonCursor::GetKeys() const
{
    if (!m_value->is_object())
    {
        Fail("an object");
    }
    std::vector<std::string> keys;
    for (auto item = m_value->begin(); item != m_value->end(); ++item)
    {
        keys.push_back(item.key());
    }
    return keys;
}

bool
JsonCursor::Has(const std::string& key) const
{
    if (!m_value->is_object())
    {
        Fail("an object");
    }
    return m_value->contains(key);
}

JsonCursor
JsonCursor::Get(const std::string& key) const
{
    JsonCursor place(m_document, m_value, m_pointer / key);
    if (!Has(key))
    {
        place.FailWith("nothing", "the key \"" + key + "\" with its value");
    }
    place.m_value = &(*m_value)[key];
    return place;
}

std::size_t
JsonCursor::GetSize(std::size_t least, std::size_t greatest) const
{
    const std::string range = least == greatest
                                  ? std::to_string(least)
                                  : std::to_string(least) + " to " + std::to_string(greatest);
    if (!m_value->is_array() || m_value->size() < least || m_value->size() > greatest)
    {
        Fail("an array of " + range);
    }
    return m_value->size();
}

JsonCursor
JsonCursor::At(std::size_t index) const
{
    return JsonCursor(m_document, &m_value->at(index), m_pointer / index);
}

double
JsonCursor::GetNumber(double least, double greatest) const
{
    if (!m_value->is_number() || !(m_value->get<double>() >= least) ||
        !(m_value->get<double>() <= greatest))
    {
        Fail("a number from " + Format(least) + " to " + Format(greatest));
    }
    return m_value->get<double>();
}

double
JsonCursor::GetPositive(double greatest) const
{
    if (!m_value->is_number() || !(m_value->get<double>() > 0) ||
        !(m_value->get<double>() <= greatest))
    {
        Fail("a number above 0, at most " + Format(greatest));
    }
    return m_value->get<double>();
}

uint64_t
JsonCursor::GetInteger(uint64_t least, uint64_t greatest) const
{
    const double value = m_value->is_number() ? m_value->get<double>() : std::nan("");
    if (!(value >= static_cast<double>(least)) || !(value <= static_cast<double>(greatest)) ||
        value != std::floor(value))
    {
        Fail("an integer from " + std::to_string(least) + " to " + std::to_string(greatest));
    }
    return static_cast<uint64_t>(value);
}

bool
JsonCursor::GetBool() const
{
    if (!m_value->is_boolean())
    {
        Fail("true or false");
    }
    return m_value->get<bool>();
}

std::string
JsonCursor::GetString(std::size_t greatest) const
{
    if (!m_value->is_string() || m_value->get_ref<const std::string&>().empty() ||
        m_value->get_ref<const std::string&>().size() > greatest)
    {
        Fail("a string of 1 to " + std::to_string(greatest) + " bytes");
    }
    return m_value->get<std::string>();
}

std::string
JsonCursor::GetName() const
{
    constexpr std::size_t GREATEST = 64;
    constexpr const char* ALLOWED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                    "0123456789._-";
    if (!m_value->is_string() || m_value->get_ref<const std::string&>().empty() ||
        m_value->get_ref<const std::string&>().size() > GREATEST ||
        m_value->get_ref<const std::string&>().find_first_not_of(ALLOWED) != std::string::npos)
    {
        Fail("a name of 1 to 64 letters, digits, '.', '_' or '-'");
    }
    return m_value->get<std::string>();
}

std::string
JsonCursor::GetChoice(const std::vector<std::string>& choices) const
{
    const std::string expected = "one of: " + InputText::Join(choices);
    if (!m_value->is_string())
    {
        Fail(expected);
    }
    const auto& word = m_value->get_ref<const std::string&>();
    if (std::find(choices.begin(), choices.end(), word) == choices.end())
    {
        const std::string nearest = InputText::FindNearest(word, choices);
        Fail(expected, nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
    }
    return word;
}

void
JsonCursor::Fail(const std::string& expected, const std::string& hint) const
{
    FailWith(Describe(*m_value), expected, hint);
}

void
JsonCursor::FailWith(const std::string& found,
                     const std::string& expected,
                     const std::string& hint) const
{
    throw InferenceInputError(m_document->file, GetPointer(), found, expected, hint);
}

nlohmann::json::json_pointer
JsonCursor::ReadPointer(const std::string& text, const std::string& source)
{
    try
    {
        if (!text.empty())
        {
            return nlohmann::json::json_pointer(text);
        }
    }
    catch (const nlohmann::json::parse_error&)
    {
        // no '/' at the beginning, or '~' with neither '0' nor '1' behind it
    }
    throw InferenceInputError(source,
                              "",
                              '"' + text + '"',
                              "a JSON pointer such as /streams/0/Rate");
}

} // namespace ns3
