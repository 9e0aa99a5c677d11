// SPDX-License-Identifier: GPL-2.0-only

#ifndef SVG_TEXT_H
#define SVG_TEXT_H

#include <cstddef>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Texts in SVG and HTML.
 */
struct SvgText
{
    /**
     * @param text any bytes
     * @return the text, safe between tags and in attributes of HTML and XML
     */
    static std::string Escape(const std::string& text);

    /**
     * @param text a text
     * @param most characters that have room
     * @return the text, cut at a character's border when it is longer
     */
    static std::string Shorten(const std::string& text, std::size_t most);

    /**
     * @param format as of printf
     * @return the formatted text, of up to 511 characters
     */
    static std::string Format(const char* format, ...) __attribute__((format(printf, 1, 2)));
};

} // namespace ns3

#endif // SVG_TEXT_H
