// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/experiment/event-file.h"

#include "ns3/inference-input-error.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <unistd.h>

namespace ns3
{
namespace tests
{
namespace
{

TEST(EventFile, HasTheChecksumsOfTheStandard)
{
    // RFC 3720, B.4, and the check value that catalogues of CRCs give.
    EXPECT_EQ(EventFile::GetChecksum("123456789"), 0xe3069283U);
    EXPECT_EQ(EventFile::GetChecksum(std::string(32, '\0')), 0x8a9136aaU);
    EXPECT_EQ(EventFile::GetChecksum(std::string(32, '\xff')), 0x62a8ab43U);
    EXPECT_EQ(EventFile::GetChecksum(""), 0U);
}

TEST(EventFile, HasTheBytesOfAnEvent)
{
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("event-file-" + std::to_string(getpid()));
    const std::string path = (folder / "deep" / "file").string();
    {
        EventFile file(path);
        file.Add(300, {{"a", 0.5}, {"b", std::nan("")}});
    }
    std::ifstream in(path, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    std::filesystem::remove_all(folder);
    // Version: wall_time 0, step 0, file_version. Event: wall_time 300 (0x4072c00000000000), step
    // 300 as a varint, a summary with one value, of tag "a" and 0.5 (0x3f000000).
    const std::string version("\x09\0\0\0\0\0\0\0\0\x10\0\x1a\x0d"
                              "brain.Event:2",
                              26);
    const std::string event("\x09\0\0\0\0\0\xc0\x72\x40\x10\xac\x02\x2a\x0a\x0a\x08\x0a\x01"
                            "a\x15\0\0\0\x3f",
                            24);
    ASSERT_EQ(bytes.size(), 16 + version.size() + 16 + event.size());
    EXPECT_EQ(bytes.substr(0, 8), std::string("\x1a\0\0\0\0\0\0\0", 8));
    EXPECT_EQ(bytes.substr(12, version.size()), version);
    EXPECT_EQ(bytes.substr(16 + version.size() + 12, event.size()), event);
    EXPECT_THROW(EventFile("/dev/null/file"), InferenceInputError);
}

} // namespace
} // namespace tests
} // namespace ns3
