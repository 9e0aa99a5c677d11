// SPDX-License-Identifier: GPL-2.0-only
#include "json-cursor.h"

#include "ns3/inference-input-error.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

namespace ns3
{

namespace
{

using Json = nlohmann::json;

/**
 * @param pointer JSON pointer of an object
 * @param key a key in it
 * @return the key's JSON pointer
 */
std::string
Append(const std::string& pointer, const std::string& key)
{
    std::string joined = pointer + "/";
    for (const char c : key)
    {
        // The only two escapes of RFC 6901.
        if (c == '~')
        {
            joined += "~0";
        }
        else if (c == '/')
        {
            joined += "~1";
        }
        else
        {
            joined += c;
        }
    }
    return joined;
}

/**
 * @param text a text
 * @param at a byte in it
 * @return where that is, as people count
 */
std::string
GetPlace(const std::string& text, std::size_t at)
{
    at = std::min(at, text.size());
    const auto begin = text.begin();
    const auto end = begin + static_cast<std::ptrdiff_t>(at);
    const auto line = 1 + std::count(begin, end, '\n');
    const std::size_t newline = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
    const std::size_t column = newline == std::string::npos ? at + 1 : at - newline;
    return "line " + std::to_string(line) + " column " + std::to_string(column);
}

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

/** @brief Builds the value while nlohmann's parser reads; refuses what strict reading forbids. */
class Builder : public nlohmann::json_sax<Json>
{
  public:
    /**
     * @param text the whole text
     * @param file its name
     * @param root where to build
     */
    Builder(const std::string& text, const std::string& file, Json& root)
        : m_text(text),
          m_file(file),
          m_root(root)
    {
    }

    bool null() override
    {
        Add(nullptr);
        return true;
    }

    bool boolean(bool value) override
    {
        Add(value);
        return true;
    }

    bool number_integer(number_integer_t value) override
    {
        Add(value);
        return true;
    }

    bool number_unsigned(number_unsigned_t value) override
    {
        Add(value);
        return true;
    }

    bool number_float(number_float_t value, const string_t&) override
    {
        Add(value);
        return true;
    }

    bool string(string_t& value) override
    {
        Add(std::move(value));
        return true;
    }

    bool binary(binary_t&) override
    {
        return false; // a JSON text has no such thing
    }

    bool start_object(std::size_t) override
    {
        Open(Json::object());
        return true;
    }

    bool key(string_t& name) override
    {
        Level& level = m_levels.back();
        level.key = name;
        if (level.container->contains(name))
        {
            throw InferenceInputError(m_file,
                                      GetPointer(),
                                      "the key \"" + name + "\" twice in one object",
                                      "each key once");
        }
        return true;
    }

    bool end_object() override
    {
        m_levels.pop_back();
        return true;
    }

    bool start_array(std::size_t) override
    {
        Open(Json::array());
        return true;
    }

    bool end_array() override
    {
        m_levels.pop_back();
        return true;
    }

    bool parse_error(std::size_t position,
                     const std::string& token,
                     const nlohmann::detail::exception& error) override
    {
        // The parser's own words differ from release to release; its exception's number does not.
        constexpr int OUT_OF_RANGE_NUMBER = 406;
        if (error.id == OUT_OF_RANGE_NUMBER)
        {
            // Some releases put what stands before the number into the token, too.
            const std::size_t before = token.find_last_not_of("0123456789+-.eE");
            throw InferenceInputError(m_file,
                                      GetPointer(),
                                      before == std::string::npos ? token
                                                                  : token.substr(before + 1),
                                      "a number within the range of a double");
        }
        if (position > m_text.size())
        {
            throw InferenceInputError(m_file,
                                      GetPointer(),
                                      "the end of the text at " + GetPlace(m_text, m_text.size()),
                                      "the rest of a JSON text",
                                      "is the file truncated?");
        }
        // The parser has read up to and including the first byte that cannot stand there.
        const std::size_t at = position > 0 ? position - 1 : 0;
        std::size_t size = 1;
        while (at + size < m_text.size() && (m_text[at + size] & 0xC0) == 0x80)
        {
            size++; // the rest of a character in UTF-8
        }
        throw InferenceInputError(m_file,
                                  GetPointer(),
                                  "'" + m_text.substr(at, size) + "' at " + GetPlace(m_text, at),
                                  "valid JSON (RFC 8259)");
    }

  private:
    /** @brief An object or array that is being filled. */
    struct Level
    {
        Json* container; //!< stable, because its parent is not changed meanwhile
        std::string key; //!< key being read
    };

    /**
     * @brief Put a value where it belongs.
     * @param value the value
     * @return where it is now
     */
    Json* Add(Json value)
    {
        if (m_levels.empty())
        {
            m_root = std::move(value);
            return &m_root;
        }
        Level& level = m_levels.back();
        if (level.container->is_array())
        {
            level.container->push_back(std::move(value));
            return &level.container->back();
        }
        Json& place = (*level.container)[level.key];
        place = std::move(value);
        return &place;
    }

    /**
     * @brief Begin an object or array.
     * @param empty the empty value
     */
    void Open(Json empty)
    {
        if (m_levels.size() == JsonCursor::MAX_DEPTH)
        {
            throw InferenceInputError(
                m_file,
                GetPointer(),
                "nesting deeper than " + std::to_string(JsonCursor::MAX_DEPTH) + " levels",
                "at most " + std::to_string(JsonCursor::MAX_DEPTH) + " levels");
        }
        Json* place = Add(std::move(empty));
        m_levels.push_back(Level{place, {}});
    }

    /** @return JSON pointer of the value that is being read */
    std::string GetPointer() const
    {
        std::string pointer;
        for (const Level& level : m_levels)
        {
            if (level.container->is_array())
            {
                const bool inner = &level != &m_levels.back();
                pointer += "/" + std::to_string(level.container->size() - (inner ? 1 : 0));
            }
            else if (!level.key.empty() || !level.container->empty())
            {
                pointer = Append(pointer, level.key);
            }
        }
        return pointer;
    }

    const std::string& m_text;   //!< the whole text
    const std::string& m_file;   //!< its name
    Json& m_root;                //!< the value
    std::vector<Level> m_levels; //!< open objects and arrays, outermost first
};

/**
 * @brief Refuse a text that is not UTF-8 or begins with a byte-order mark.
 * @param text the text
 * @param file its name
 */
void
CheckEncoding(const std::string& text, const std::string& file)
{
    const std::string expected = "a JSON text in UTF-8 without byte-order mark";
    if (text.compare(0, 3, "\xEF\xBB\xBF") == 0)
    {
        throw InferenceInputError(file, "", "a byte-order mark", expected);
    }
    const std::size_t at = InferenceInputError::FindInvalidUtf8(text);
    if (at != std::string::npos)
    {
        throw InferenceInputError(file,
                                  "",
                                  "the byte " +
                                      InferenceInputError::MakePrintable(text.substr(at, 1)) +
                                      " at " + GetPlace(text, at),
                                  expected);
    }
    if (text.find_first_not_of(" \t\r\n") == std::string::npos)
    {
        throw InferenceInputError(file, "", "an empty text", expected);
    }
}

} // namespace

JsonCursor::JsonCursor(std::shared_ptr<const Document> document,
                       const nlohmann::json* value,
                       std::string pointer)
    : m_document(std::move(document)),
      m_value(value),
      m_pointer(std::move(pointer))
{
}

JsonCursor
JsonCursor::ReadFile(const std::string& path)
{
    namespace fs = std::filesystem;
    const auto refuse = [&](const std::string& found, const std::string& expected) {
        throw InferenceInputError(path, "", found, expected);
    };
    const std::string readable = "a readable JSON file";
    std::error_code code;
    const fs::file_status status = fs::status(path, code);
    if (status.type() == fs::file_type::not_found)
    {
        refuse("no such file", readable);
    }
    if (status.type() == fs::file_type::directory)
    {
        refuse("a directory", readable);
    }
    if (status.type() != fs::file_type::regular)
    {
        refuse(code ? code.message() : "something that is not a regular file", readable);
    }
    const std::string limit = "at most " + std::to_string(MAX_BYTES) + " bytes";
    const auto size = fs::file_size(path, code);
    if (code)
    {
        refuse(code.message(), readable);
    }
    if (size > MAX_BYTES)
    {
        refuse(std::to_string(size) + " bytes", limit);
    }
    errno = 0;
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
    {
        refuse(errno != 0 ? std::strerror(errno) : "a file that cannot be opened", readable);
    }
    std::string text(size, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad())
    {
        refuse("a read error", readable);
    }
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return Parse(text, path);
}

JsonCursor
JsonCursor::Parse(const std::string& text, const std::string& file)
{
    if (text.size() > MAX_BYTES)
    {
        throw InferenceInputError(file,
                                  "",
                                  std::to_string(text.size()) + " bytes",
                                  "at most " + std::to_string(MAX_BYTES) + " bytes");
    }
    CheckEncoding(text, file);
    auto document = std::make_shared<Document>();
    document->file = file;
    Builder builder(text, file, document->root);
    nlohmann::json::sax_parse(text, &builder);
    const nlohmann::json* root = &document->root;
    return JsonCursor(std::move(document), root, "");
}

const std::string&
JsonCursor::GetFile() const
{
    return m_document->file;
}

const std::string&
JsonCursor::GetPointer() const
{
    return m_pointer;
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
            const std::string nearest = FindNearest(key, keys);
            Get(key).FailWith("the unknown key \"" + key + "\"",
                              "one of: " + Join(keys),
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
    JsonCursor place(m_document, m_value, Append(m_pointer, key));
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
    return JsonCursor(m_document, &m_value->at(index), m_pointer + "/" + std::to_string(index));
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
    const std::string expected = "one of: " + Join(choices);
    if (!m_value->is_string())
    {
        Fail(expected);
    }
    const auto& word = m_value->get_ref<const std::string&>();
    if (std::find(choices.begin(), choices.end(), word) == choices.end())
    {
        const std::string nearest = FindNearest(word, choices);
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
    throw InferenceInputError(m_document->file, m_pointer, found, expected, hint);
}

std::string
JsonCursor::FindNearest(const std::string& word, const std::vector<std::string>& known)
{
    // Levenshtein's distance, one row at a time; a key of a megabyte has no neighbour.
    constexpr std::size_t LONGEST = 256;
    if (word.size() > LONGEST)
    {
        return "";
    }
    std::string nearest;
    std::size_t least = 0;
    for (const std::string& candidate : known)
    {
        std::vector<std::size_t> row(candidate.size() + 1);
        for (std::size_t j = 0; j < row.size(); j++)
        {
            row[j] = j;
        }
        for (std::size_t i = 1; i <= word.size(); i++)
        {
            std::size_t diagonal = row[0];
            row[0] = i;
            for (std::size_t j = 1; j < row.size(); j++)
            {
                const std::size_t change = diagonal + (word[i - 1] == candidate[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
            }
        }
        // Similar: at most half of the longer word differs.
        const std::size_t distance = row.back();
        if (2 * distance <= std::max(word.size(), candidate.size()) &&
            (nearest.empty() || distance < least))
        {
            nearest = candidate;
            least = distance;
        }
    }
    return nearest;
}

std::string
JsonCursor::Join(const std::vector<std::string>& words)
{
    std::string joined;
    for (const std::string& word : words)
    {
        joined += (joined.empty() ? "" : ", ") + word;
    }
    return joined;
}

} // namespace ns3
