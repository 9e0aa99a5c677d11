// SPDX-License-Identifier: GPL-2.0-only

#include "strict-json.h"

#include "ns3/inference-input-error.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace ns3
{

namespace
{

using Json = nlohmann::json;

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

/** @brief Builds the value while nlohmann's parser reads; refuses what strict reading forbids. */
class Builder : public nlohmann::json_sax<Json>
{
  public:
    /**
     * @param text the whole text
     * @param file the name of the text, for errors
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
        if (m_levels.size() == StrictJson::GREATEST_DEPTH)
        {
            throw InferenceInputError(
                m_file,
                GetPointer(),
                "nesting deeper than " + std::to_string(StrictJson::GREATEST_DEPTH) + " levels",
                "at most " + std::to_string(StrictJson::GREATEST_DEPTH) + " levels");
        }
        Json* place = Add(std::move(empty));
        m_levels.push_back(Level{place, {}});
    }

    /** @return JSON pointer of the value that is being read */
    std::string GetPointer() const
    {
        Json::json_pointer pointer;
        for (const Level& level : m_levels)
        {
            if (level.container->is_array())
            {
                const bool inner = &level != &m_levels.back();
                pointer /= level.container->size() - (inner ? 1 : 0);
            }
            else if (!level.key.empty() || !level.container->empty())
            {
                pointer /= level.key;
            }
        }
        return pointer.to_string();
    }

    const std::string& m_text;   //!< the whole text
    const std::string& m_file;   //!< the name of the text, for errors
    Json& m_root;                //!< the value that is built
    std::vector<Level> m_levels; //!< open objects and arrays, outermost first
};

/**
 * @brief Refuse a text that is not UTF-8 or begins with a byte-order mark.
 * @param text the text
 * @param file the name of the text, for errors
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

nlohmann::json
StrictJson::Parse(const std::string& text, const std::string& file)
{
    if (text.size() > GREATEST_SIZE)
    {
        throw InferenceInputError(file,
                                  "",
                                  std::to_string(text.size()) + " bytes",
                                  "at most " + std::to_string(GREATEST_SIZE) + " bytes");
    }
    CheckEncoding(text, file);
    Json root;
    Builder builder(text, file, root);
    Json::sax_parse(text, &builder);
    return root;
}

} // namespace ns3
