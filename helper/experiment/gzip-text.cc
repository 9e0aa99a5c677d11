// SPDX-License-Identifier: GPL-2.0-only

#include "gzip-text.h"

#include "ns3/abort.h"
#include "ns3/inference-input-error.h"

#ifdef EDGE_INFERENCE_HAVE_ZLIB
#include <algorithm>
#include <array>
#include <limits>
#include <zlib.h>
#endif

namespace ns3
{

#ifdef EDGE_INFERENCE_HAVE_ZLIB

bool
GzipText::IsThere()
{
    return true;
}

std::string
GzipText::Compress(const std::string& text)
{
    constexpr int windowBits = 15 + 16; // the largest window; 16 asks for the form of gzip
    constexpr int memoryLevel = 8;      // zlib's own default
    z_stream stream{};
    NS_ABORT_MSG_UNLESS(deflateInit2(&stream,
                                     Z_DEFAULT_COMPRESSION,
                                     Z_DEFLATED,
                                     windowBits,
                                     memoryLevel,
                                     Z_DEFAULT_STRATEGY) == Z_OK,
                        "zlib " << zlibVersion() << " does not begin");
    std::string bytes;
    std::array<char, 65536> buffer;
    std::size_t given = 0;
    int status = Z_OK;
    while (status == Z_OK)
    {
        if (stream.avail_in == 0)
        {
            const auto next =
                std::min<std::size_t>(text.size() - given, std::numeric_limits<uInt>::max());
            // zlib does not change what it reads, but says so in newer releases only.
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data() + given));
            stream.avail_in = static_cast<uInt>(next);
            given += next;
        }
        stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
        stream.avail_out = static_cast<uInt>(buffer.size());
        status = deflate(&stream, given == text.size() ? Z_FINISH : Z_NO_FLUSH);
        bytes.append(buffer.data(), buffer.size() - stream.avail_out);
    }
    deflateEnd(&stream);
    NS_ABORT_MSG_UNLESS(status == Z_STREAM_END, "zlib ends with status " << status);
    return bytes;
}

#else

bool
GzipText::IsThere()
{
    return false;
}

std::string
GzipText::Compress(const std::string&)
{
    throw InferenceInputError("command line",
                              "--gzip",
                              "a build without zlib",
                              "one with it (Debian: apt install zlib1g-dev)");
}

#endif

} // namespace ns3
