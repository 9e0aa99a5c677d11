// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/dnn-profile.h"
#include "ns3/inference-input-error.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <ostream>
#include <set>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace ns3
{
namespace
{

namespace fs = std::filesystem;

/** @brief What the error for one broken file has to say. */
struct Broken
{
    std::string name;     //!< file without folder and extension
    std::string pointer;  //!< exact JSON pointer
    std::string found;    //!< part of what was found
    std::string expected; //!< part of what would have been right
};

/** @brief Name a case in GoogleTest's and ctest's lists. */
void
PrintTo(const Broken& broken, std::ostream* stream)
{
    *stream << broken.name;
}

/** @brief A text some times over. */
std::string
Repeat(const std::string& text, int times)
{
    std::string repeated;
    for (int i = 0; i < times; i++)
    {
        repeated += text;
    }
    return repeated;
}

/** @return the folder of the broken files */
fs::path
GetFolder()
{
    return fs::path(EDGE_INFERENCE_TEST_DIR) / "data" / "broken-profiles";
}

// clang-format off
const std::vector<Broken> BROKEN = {
    {"empty", "", "an empty text", "without byte-order mark"},
    {"only-spaces", "", "an empty text", "without byte-order mark"},
    {"truncated-in-layers", "/layers/1", "the end of the text at line 8 column 6", "the rest of a JSON text"},
    {"truncated-last-brace", "/latency", "the end of the text", "the rest of a JSON text"},
    {"truncated-in-string", "/format", "the end of the text at line 2", "the rest of a JSON text"},
    {"binary-elf", "", "'\177' at line 1 column 1", "valid JSON"},
    {"invalid-utf8", "", "the byte \\xff at line 3 column 14", "UTF-8"},
    {"utf8-overlong", "", "the byte \\xc0 at line 3 column 14", "UTF-8"},
    {"utf8-bom", "", "a byte-order mark", "without byte-order mark"},
    {"utf16", "", "the byte \\xff at line 1 column 1", "UTF-8"},
    {"plain-text", "", "'A' at line 1 column 1", "valid JSON"},
    {"yaml", "", "at line 1", "valid JSON"},
    {"comment", "", "'/'", "valid JSON"},
    {"trailing-comma", "/latency/2/seconds", "'}' at line 20", "valid JSON"},
    {"single-quotes", "/name", "'''", "valid JSON"},
    {"two-documents", "", "'{' at line 23 column 1", "valid JSON"},
    {"text-after-end", "", "'x' at line 23 column 1", "valid JSON"},
    {"control-character", "/name", "'\001' at line 3 column 14", "valid JSON"},
    {"bad-escape", "/name", "'q' at line 3 column 15", "valid JSON"},
    {"lone-surrogate", "/name", "at line 3", "valid JSON"},
    {"missing-comma", "/classes", "'\"' at line 6", "valid JSON"},
    {"deep-arrays", Repeat("/0", 64), "nesting deeper than 64 levels", "at most 64 levels"},
    {"deep-objects", Repeat("/a", 64), "nesting deeper than 64 levels", "at most 64 levels"},
    {"nan", "/layers/0/macs", "'N' at line 7", "valid JSON"},
    {"infinity", "/exits/0/accuracy/0/top1", "'I' at line 13", "valid JSON"},
    {"minus-infinity", "/latency/2/seconds", "'I' at line 20", "valid JSON"},
    {"overflow", "/latency/2/seconds", "1e999", "within the range of a double"},
    {"leading-zero", "/layers/0/macs", "at line 7", "valid JSON"},
    {"hexadecimal", "/layers/0/macs", "at line 7", "valid JSON"},
    {"duplicate-key", "/classes", "the key \"classes\" twice", "each key once"},
    {"duplicate-key-in-layer", "/layers/0/macs", "the key \"macs\" twice", "each key once"},
    {"duplicate-layer", "/layers/1/name", "the string \"conv1\"", "no other layer"},
    {"duplicate-exit", "/exits/1/name", "the string \"early\"", "no other exit"},
    {"duplicate-device", "/latency/1/device", "the string \"slow\"", "each device once"},
    {"duplicate-bits", "/exits/0/accuracy/1/bits", "32", "fewer than 32"},
    {"root-array", "", "an array of 1", "an object"},
    {"root-number", "", "42", "an object"},
    {"root-null", "", "null", "an object"},
    {"layers-object", "/layers", "an object", "an array of 1 to 10000"},
    {"layer-is-string", "/layers/2", "the string \"fc\"", "an object"},
    {"macs-string", "/layers/0/macs", "the string \"100\"", "an integer from 0"},
    {"macs-null", "/layers/0/macs", "null", "an integer from 0"},
    {"macs-boolean", "/layers/0/macs", "true", "an integer from 0"},
    {"name-number", "/name", "7", "a name of 1 to 64"},
    {"accuracy-number", "/exits/0/accuracy", "0.6", "an array of 1 to 64"},
    {"cut-string", "/layers/0/cut", "the string \"yes\"", "true or false"},
    {"source-number", "/source", "2018", "a string of 1"},
    {"title-empty", "/title", "the string \"\"", "a string of 1 to 128"},
    {"seconds-string", "/latency/2/seconds", "the string \"0.02\"", "a number above 0"},
    {"total-seconds-array", "/latency/2/seconds", "an array of 1", "a number above 0"},
    {"empty-object", "/format", "nothing", "the key \"format\""},
    {"no-format", "/format", "nothing", "the key \"format\""},
    {"wrong-format", "/format", "the string \"dnn-profile/9\"", "one of: dnn-profile/1"},
    {"device-profile", "/format", "the string \"device-profile/1\"", "one of: dnn-profile/1"},
    {"no-name", "/name", "nothing", "the key \"name\""},
    {"no-input", "/input", "nothing", "the key \"input\""},
    {"no-macs", "/layers/0/macs", "nothing", "the key \"macs\""},
    {"no-accuracy", "/exits/1/accuracy", "nothing", "the key \"accuracy\""},
    {"no-exits-left", "/exits", "an array of 0", "an array of 1 to 1000"},
    {"unknown-key", "/clases", "the unknown key \"clases\"", "one of: format"},
    {"unknown-key-in-layer", "/layers/0/params", "the unknown key \"params\"", "one of: name"},
    {"unknown-key-odd", "/a~1b~0c", "the unknown key \"a/b~c\"", "one of: format"},
    {"unknown-kind", "/latency/1/kind", "the string \"exit\"", "one of: layers, exits, total"},
    {"unknown-layer", "/exits/0/after", "the string \"conv9\"", "the name of a layer"},
    {"assumed-without-reason", "/exits/0/accuracy/0/source", "nothing", "the key \"source\""},
    {"negative-macs", "/layers/0/macs", "-100", "an integer from 0"},
    {"negative-parameters", "/layers/0/parameters", "-10", "an integer from 0"},
    {"zero-elements", "/layers/0/outputElements", "0", "an integer from 1"},
    {"zero-input", "/input/elements", "0", "an integer from 1"},
    {"zero-input-bits", "/input/bits", "0", "an integer from 1 to 64"},
    {"zero-classes", "/classes", "0", "an integer from 1"},
    {"fraction-macs", "/layers/0/macs", "100.5", "an integer from 0"},
    {"fraction-bits", "/exits/0/accuracy/1/bits", "7.5", "an integer from 1 to 64"},
    {"huge-macs", "/layers/0/macs", "1e+26", "an integer from 0"},
    {"huge-elements", "/layers/0/outputElements", "18446744073709551615", "an integer from 1"},
    {"many-bits", "/exits/0/accuracy/0/bits", "128", "an integer from 1 to 64"},
    {"accuracy-above-one", "/exits/1/accuracy/0/top1", "1.5", "a number from 0.0 to 1.0"},
    {"accuracy-percent", "/exits/1/accuracy/0/top1", "90", "a number from 0.0 to 1.0"},
    {"accuracy-negative", "/exits/0/accuracy/1/top1", "-0.5", "a number from 0.0 to 1.0"},
    {"accuracy-rises", "/exits/0/accuracy/1/top1", "0.7", "at most the accuracy at more bits"},
    {"no-macs-at-all", "/layers", "no multiply-accumulates", "at least 1"},
    {"negative-seconds", "/latency/2/seconds", "-0.02", "a number above 0"},
    {"zero-seconds", "/latency/0/seconds/1", "0", "a number above 0"},
    {"exits-out-of-order", "/exits/1/after", "the string \"conv1\"", "a layer behind that of the exit before it"},
    {"two-exits-one-layer", "/exits/1/after", "the string \"fc\"", "a layer behind"},
    {"last-exit-too-early", "/exits/1/after", "the string \"conv2\"", "the last layer, \"fc\""},
    {"exit-where-no-cut", "/exits/0/after", "the string \"conv1\"", "may be cut after"},
    {"bits-rising", "/exits/0/accuracy/1/bits", "32", "fewer than 8"},
    {"bits-differ", "/exits/1/accuracy/1/bits", "4", "8, as in the first exit"},
    {"bits-missing-in-exit", "/exits/1/accuracy", "an array of 1", "an array of 2"},
    {"seconds-too-few", "/latency/0/seconds", "an array of 2", "an array of 3"},
    {"seconds-too-many", "/latency/1/seconds", "an array of 3", "an array of 2"},
    {"exit-seconds-falling", "/latency/1/seconds/1", "0.01", "more than the exit before it"},
    {"heads-too-few", "/latency/0/heads", "an array of 1", "an array of 2"},
    {"heads-in-total", "/latency/2/heads", "a table of heads", "none for this kind"},
    {"name-with-newline", "/name", "the string \"ti", "a name of 1 to 64"},
    {"name-with-slash", "/name", "the string \"../tiny\"", "a name of 1 to 64"},
    {"name-too-long", "/name", "the string \"xxxx", "a name of 1 to 64"},
    {"name-empty", "/name", "the string \"\"", "a name of 1 to 64"},
};

// clang-format on

/** @brief One line, with all parts in their order. */
void
CheckLine(const InferenceInputError& error)
{
    const std::string line = error.what();
    for (const char c : line)
    {
        EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) << line;
    }
    EXPECT_LT(line.size(), 1200u) << line;
    const auto file = line.find(InferenceInputError::MakePrintable(error.GetFile()) + ": ");
    const auto found = line.find(": found ");
    const auto expected = line.find(", expected ");
    EXPECT_EQ(file, 0u) << line;
    EXPECT_NE(found, std::string::npos) << line;
    EXPECT_NE(expected, std::string::npos) << line;
    EXPECT_LT(found, expected) << line;
}

/** @brief A folder that goes away with the test. */
class TemporaryFolder
{
  public:
    TemporaryFolder()
    {
        std::string pattern = (fs::temp_directory_path() / "edge-inference-XXXXXX").string();
        m_path = ::mkdtemp(pattern.data());
    }

    ~TemporaryFolder()
    {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }

    /** @return the path of an entry */
    fs::path operator/(const std::string& name) const
    {
        return m_path / name;
    }

  private:
    fs::path m_path; //!< the folder
};

/** @brief Read a file that cannot be read and return the error. */
InferenceInputError
ReadBroken(const fs::path& path)
{
    try
    {
        DnnProfile::Read(path.string());
    }
    catch (const InferenceInputError& error)
    {
        CheckLine(error);
        EXPECT_EQ(error.GetFile(), path.string());
        return error;
    }
    ADD_FAILURE() << path << " was accepted";
    return InferenceInputError("", "", "", "");
}

class BrokenProfileTest : public testing::TestWithParam<Broken>
{
};

TEST_P(BrokenProfileTest, NamesFilePointerFoundAndExpected)
{
    const Broken& broken = GetParam();
    const InferenceInputError error = ReadBroken(GetFolder() / (broken.name + ".json"));
    EXPECT_EQ(error.GetPointer(), broken.pointer) << error.what();
    EXPECT_NE(error.GetFound().find(broken.found), std::string::npos) << error.what();
    EXPECT_NE(error.GetExpected().find(broken.expected), std::string::npos) << error.what();
}

/** @brief Name a test case after its file. */
std::string
GetCaseName(const testing::TestParamInfo<Broken>& broken)
{
    std::string name = broken.param.name;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Files, BrokenProfileTest, testing::ValuesIn(BROKEN), GetCaseName);

TEST(BrokenProfiles, TableAndFolderHoldTheSame)
{
    std::set<std::string> files;
    for (const auto& file : fs::directory_iterator(GetFolder()))
    {
        files.insert(file.path().stem().string());
    }
    std::set<std::string> names;
    for (const Broken& broken : BROKEN)
    {
        names.insert(broken.name);
    }
    EXPECT_EQ(files, names);
    EXPECT_EQ(names.size(), BROKEN.size());
    EXPECT_GE(names.size(), 45u);
}

TEST(BrokenProfiles, MissingFile)
{
    const TemporaryFolder folder;
    const InferenceInputError error = ReadBroken(folder / "none.json");
    EXPECT_EQ(error.GetPointer(), "");
    EXPECT_EQ(error.GetFound(), "no such file");
    EXPECT_EQ(error.GetExpected(), "a readable JSON file");
}

TEST(BrokenProfiles, Directory)
{
    const TemporaryFolder folder;
    fs::create_directory(folder / "folder.json");
    EXPECT_EQ(ReadBroken(folder / "folder.json").GetFound(), "a directory");
}

TEST(BrokenProfiles, NamedPipeDoesNotBlock)
{
    const TemporaryFolder folder;
    ASSERT_EQ(::mkfifo((folder / "pipe.json").c_str(), 0600), 0);
    EXPECT_EQ(ReadBroken(folder / "pipe.json").GetFound(), "something that is not a regular file");
}

TEST(BrokenProfiles, DanglingLink)
{
    const TemporaryFolder folder;
    fs::create_symlink("nowhere", folder / "link.json");
    EXPECT_EQ(ReadBroken(folder / "link.json").GetFound(), "no such file");
}

TEST(BrokenProfiles, UnreadableFile)
{
    const TemporaryFolder folder;
    std::ofstream(folder / "secret.json") << "{}";
    fs::permissions(folder / "secret.json", fs::perms::none);
    if (::geteuid() == 0)
    {
        GTEST_SKIP() << "root may read everything";
    }
    EXPECT_EQ(ReadBroken(folder / "secret.json").GetExpected(), "a readable JSON file");
}

TEST(BrokenProfiles, HundredMegabytesAreRefusedUnread)
{
    const TemporaryFolder folder;
    std::ofstream(folder / "big.json") << "{";
    fs::resize_file(folder / "big.json", 100'000'000);
    const InferenceInputError error = ReadBroken(folder / "big.json");
    EXPECT_EQ(error.GetFound(), "100000000 bytes");
    EXPECT_EQ(error.GetExpected(), "at most 16777216 bytes");
}

TEST(BrokenProfiles, LargestAllowedSizeIsRead)
{
    const TemporaryFolder folder;
    std::ofstream(folder / "spaces.json") << "{}" << std::string(16 * 1024 * 1024 - 2, ' ');
    EXPECT_EQ(ReadBroken(folder / "spaces.json").GetPointer(), "/format");
}

TEST(BrokenProfiles, UnknownNameListsTheKnownOnes)
{
    try
    {
        DnnProfile::Read("alexnet-cifar01");
        FAIL();
    }
    catch (const InferenceInputError& error)
    {
        CheckLine(error);
        EXPECT_EQ(error.GetFile(), "alexnet-cifar01");
        EXPECT_NE(error.GetExpected().find("alexnet, alexnet-cifar10, "), std::string::npos);
        EXPECT_EQ(error.GetHint(), "did you mean \"alexnet-cifar10\"?");
    }
}

TEST(BrokenProfiles, NameIsNoPath)
{
    for (const std::string name : {"", "../dnn/alexnet", "/etc/passwd", ".", "a\nb"})
    {
        EXPECT_THROW(DnnProfile::Read(name), InferenceInputError) << name;
        EXPECT_THROW(DeviceProfile::Read(name), InferenceInputError) << name;
    }
}

TEST(BrokenProfiles, EveryPrefixOfAProfileIsRefused)
{
    const fs::path path =
        fs::path(EDGE_INFERENCE_TEST_DIR).parent_path() / "profiles/dnn/alexnet-cifar10.json";
    std::ifstream stream(path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    ASSERT_GT(text.size(), 1000u);
    const std::size_t end = text.find_last_of('}');
    for (std::size_t size = 0; size <= end; size += 37)
    {
        EXPECT_THROW(DnnProfile::Parse(text.substr(0, size), "prefix"), InferenceInputError)
            << size;
    }
    EXPECT_NO_THROW(DnnProfile::Parse(text, "whole"));
}

} // namespace
} // namespace ns3
