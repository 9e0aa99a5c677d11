// SPDX-License-Identifier: GPL-2.0-only

#ifndef GZIP_TEXT_H
#define GZIP_TEXT_H

#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Texts as the program gzip compresses them (RFC 1952), by zlib. The same text gives the
 * same bytes: no time and no name of a file stands in them.
 */
struct GzipText
{
    /**
     * @return whether the module was built with zlib
     */
    static bool IsThere();

    /**
     * @param text any bytes
     * @return them, compressed
     * @throws InferenceInputError when the module was built without zlib
     */
    static std::string Compress(const std::string& text);
};

} // namespace ns3

#endif // GZIP_TEXT_H
