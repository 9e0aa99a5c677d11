// SPDX-License-Identifier: GPL-2.0-only

#include "svg-text.h"

#include "ns3/inference-input-error.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>

namespace ns3
{

std::string
SvgText::Escape(const std::string& text)
{
    std::string safe;
    // Line breaks and tabs are text; whatever else does not print becomes visible.
    std::size_t begin = 0;
    while (begin <= text.size())
    {
        const std::size_t end = std::min(text.find_first_of("\n\t", begin), text.size());
        for (const char c : InferenceInputError::MakePrintable(text.substr(begin, end - begin)))
        {
            switch (c)
            {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            case '\'':
                safe += "&#39;";
                break;
            default:
                safe += c;
            }
        }
        if (end < text.size())
        {
            safe += text[end];
        }
        begin = end + 1;
    }
    return safe;
}

std::string
SvgText::Shorten(const std::string& text, std::size_t most)
{
    std::size_t bytes = 0;
    std::size_t characters = 0;
    while (bytes < text.size())
    {
        if (characters == most - 1 && text.size() - bytes > 1)
        {
            return text.substr(0, bytes) + "\xE2\x80\xA6";
        }
        do
        {
            ++bytes;
        } while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80);
        ++characters;
    }
    return text;
}

std::string
SvgText::Format(const char* format, ...)
{
    std::array<char, 512> buffer;
    va_list arguments;
    va_start(arguments, format);
    const int size = std::vsnprintf(buffer.data(), buffer.size(), format, arguments);
    va_end(arguments);
    return {buffer.data(), std::min<std::size_t>(size, buffer.size() - 1)};
}

} // namespace ns3
