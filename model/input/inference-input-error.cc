// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/inference-input-error.h"

#include <cstdio>
#include <exception>
#include <iostream>

namespace ns3
{

namespace
{

/// Greatest number of bytes of a found text in what().
constexpr std::size_t FOUND_LIMIT = 80;

/**
 * @param text any bytes
 * @param at where a character begins
 * @return its length in bytes, or 0 when it is not well-formed UTF-8 (RFC 3629, section 4)
 */
std::size_t
GetUtf8Length(const std::string& text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(at);
    if (first < 0x80)
    {
        return 1;
    }
    std::size_t length = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (first >= 0xC2 && first <= 0xDF)
    {
        length = 2;
    }
    else if (first >= 0xE0 && first <= 0xEF)
    {
        length = 3;
        low = first == 0xE0 ? 0xA0 : 0x80;
        high = first == 0xED ? 0x9F : 0xBF;
    }
    else if (first >= 0xF0 && first <= 0xF4)
    {
        length = 4;
        low = first == 0xF0 ? 0x90 : 0x80;
        high = first == 0xF4 ? 0x8F : 0xBF;
    }
    if (length == 0 || at + length > text.size() || byte(at + 1) < low || byte(at + 1) > high)
    {
        return 0;
    }
    for (std::size_t i = 2; i < length; i++)
    {
        if (byte(at + i) < 0x80 || byte(at + i) > 0xBF)
        {
            return 0;
        }
    }
    return length;
}

/**
 * @param byte a byte
 * @return its escape sequence
 */
std::string
Escape(unsigned char byte)
{
    switch (byte)
    {
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        char buffer[5];
        std::snprintf(buffer, sizeof(buffer), "\\x%02x", static_cast<unsigned>(byte));
        return buffer;
    }
}

/**
 * @brief Put the parts of an error into its one line.
 * @param file file or source
 * @param pointer JSON pointer
 * @param found what was found
 * @param expected what would have been right
 * @param hint further help
 * @return the line
 */
std::string
MakeLine(const std::string& file,
         const std::string& pointer,
         const std::string& found,
         const std::string& expected,
         const std::string& hint)
{
    const auto printable = InferenceInputError::MakePrintable;
    std::string line = printable(file, 0) + ": ";
    line += (pointer.empty() ? "(root)" : printable(pointer, 4 * FOUND_LIMIT)) + ": ";
    line += "found " + printable(found, FOUND_LIMIT) + ", expected " + printable(expected, 0);
    if (!hint.empty())
    {
        line += " (" + printable(hint, 0) + ")";
    }
    return line;
}

} // namespace

InferenceInputError::InferenceInputError(const std::string& file,
                                         const std::string& pointer,
                                         const std::string& found,
                                         const std::string& expected,
                                         const std::string& hint)
    : std::runtime_error(MakeLine(file, pointer, found, expected, hint)),
      m_file(file),
      m_pointer(pointer),
      m_found(found),
      m_expected(expected),
      m_hint(hint)
{
}

const std::string&
InferenceInputError::GetFile() const
{
    return m_file;
}

const std::string&
InferenceInputError::GetPointer() const
{
    return m_pointer;
}

const std::string&
InferenceInputError::GetFound() const
{
    return m_found;
}

const std::string&
InferenceInputError::GetExpected() const
{
    return m_expected;
}

const std::string&
InferenceInputError::GetHint() const
{
    return m_hint;
}

std::string
InferenceInputError::MakePrintable(const std::string& text, std::size_t limit)
{
    std::string printable;
    std::size_t at = 0;
    while (at < text.size())
    {
        const std::size_t length = GetUtf8Length(text, at);
        const std::size_t step = length == 0 ? 1 : length;
        if (limit > 0 && at + step > limit)
        {
            return printable + "...";
        }
        const auto byte = static_cast<unsigned char>(text[at]);
        // U+0080 to U+009F (0xC2 0x80 to 0xC2 0x9F) are control characters to a terminal, too.
        const bool control =
            byte < 0x20 || byte == 0x7F ||
            (length == 2 && byte == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0);
        if (length == 0 || control)
        {
            for (std::size_t i = 0; i < step; i++)
            {
                printable += Escape(static_cast<unsigned char>(text[at + i]));
            }
        }
        else
        {
            printable.append(text, at, step);
        }
        at += step;
    }
    return printable;
}

std::size_t
InferenceInputError::FindInvalidUtf8(const std::string& text)
{
    std::size_t at = 0;
    while (at < text.size())
    {
        const std::size_t length = GetUtf8Length(text, at);
        if (length == 0)
        {
            return at;
        }
        at += length;
    }
    return std::string::npos;
}

int
RunWithInputErrors(const std::function<int()>& run)
{
    try
    {
        const int status = run();
        if (!std::cout.flush())
        {
            throw InferenceInputError("standard output",
                                      "",
                                      "an error",
                                      "a place with room for all of it");
        }
        return status;
    }
    catch (const InferenceInputError& error)
    {
        std::cerr << "error: " << error.what() << std::endl;
    }
    catch (const std::exception& error)
    {
        // LibTorch's errors go on with the addresses of its functions.
        const std::string words = error.what();
        const std::string first = words.substr(0, words.find("\nframe #0:"));
        std::cerr << "error: " << InferenceInputError::MakePrintable(first) << std::endl;
    }
    return 2;
}

} // namespace ns3
