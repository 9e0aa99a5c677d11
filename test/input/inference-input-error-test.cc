// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/inference-input-error.h"

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace
{

TEST(InferenceInputError, PutsItsPartsIntoOneLine)
{
    const InferenceInputError error("a.json", "/layers/3/macs", "-5", "an integer from 0");
    EXPECT_STREQ(error.what(), "a.json: /layers/3/macs: found -5, expected an integer from 0");
    EXPECT_EQ(error.GetFile(), "a.json");
    EXPECT_EQ(error.GetPointer(), "/layers/3/macs");
    EXPECT_EQ(error.GetFound(), "-5");
    EXPECT_EQ(error.GetExpected(), "an integer from 0");
    EXPECT_EQ(error.GetHint(), "");
}

TEST(InferenceInputError, NamesTheRootAndAddsTheHint)
{
    const InferenceInputError error("a.json", "", "an array of 2", "an object", "see the manual");
    EXPECT_STREQ(error.what(),
                 "a.json: (root): found an array of 2, expected an object (see the manual)");
    EXPECT_EQ(error.GetPointer(), "");
}

TEST(InferenceInputError, StaysShortAndOnOneLine)
{
    const InferenceInputError error("a\nb.json",
                                    "/" + std::string(5000, 'k'),
                                    std::string(5000, 'x'),
                                    "y");
    const std::string line = error.what();
    EXPECT_EQ(line.find("a\\nb.json: /kkk"), 0u);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_NE(line.find("xxx..., expected y"), std::string::npos);
    EXPECT_LT(line.size(), 500u);
    EXPECT_EQ(error.GetFound().size(), 5000u);
}

TEST(InferenceInputError, PrintableEscapesWhatATerminalWouldObey)
{
    const auto printable = [](const std::string& text) {
        return InferenceInputError::MakePrintable(text);
    };
    EXPECT_EQ(printable(""), "");
    EXPECT_EQ(printable("plain text"), "plain text");
    EXPECT_EQ(printable("a\tb\r\n"), "a\\tb\\r\\n");
    EXPECT_EQ(printable("\x1b[31mred"), "\\x1b[31mred");
    EXPECT_EQ(printable(std::string("\0\x7f", 2)), "\\x00\\x7f");
    // C1 control characters, two bytes in UTF-8.
    EXPECT_EQ(printable("\xc2\x9b"), "\\xc2\\x9b");
    EXPECT_EQ(printable("\xc2\xa0"), "\xc2\xa0");
    // Valid UTF-8 of two, three and four bytes stays.
    EXPECT_EQ(printable("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"),
              "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
    // Cut off, overlong, surrogate, too large.
    EXPECT_EQ(printable("\xe2\x82"), "\\xe2\\x82");
    EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");
    EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");
    EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
}

TEST(InferenceInputError, PrintableCutsBetweenCharacters)
{
    EXPECT_EQ(InferenceInputError::MakePrintable("abcdef", 6), "abcdef");
    EXPECT_EQ(InferenceInputError::MakePrintable("abcdef", 5), "abcde...");
    EXPECT_EQ(InferenceInputError::MakePrintable("ab\xe2\x82\xac", 4), "ab...");
    EXPECT_EQ(InferenceInputError::MakePrintable("ab\xe2\x82\xac", 5), "ab\xe2\x82\xac");
}

TEST(InferenceInputError, FindsInvalidUtf8)
{
    EXPECT_EQ(InferenceInputError::FindInvalidUtf8(""), std::string::npos);
    EXPECT_EQ(InferenceInputError::FindInvalidUtf8("\xc3\xa9t\xc3\xa9"), std::string::npos);
    EXPECT_EQ(InferenceInputError::FindInvalidUtf8("\xc3\xa9\xff"), 2u);
    EXPECT_EQ(InferenceInputError::FindInvalidUtf8("ab\x80"), 2u);
}

TEST(RunWithInputErrors, PassesTheExitStatusThrough)
{
    testing::internal::CaptureStderr();
    EXPECT_EQ(RunWithInputErrors([] { return 0; }), 0);
    EXPECT_EQ(RunWithInputErrors([] { return 7; }), 7);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(RunWithInputErrors, PrintsOneLineAndReturnsTwo)
{
    testing::internal::CaptureStderr();
    EXPECT_EQ(
        RunWithInputErrors([]() -> int { throw InferenceInputError("a.json", "/x", "1", "2"); }),
        2);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "error: a.json: /x: found 1, expected 2\n");

    testing::internal::CaptureStderr();
    EXPECT_EQ(RunWithInputErrors([]() -> int { throw std::runtime_error("two\nlines"); }), 2);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "error: two\\nlines\n");
}

} // namespace
} // namespace ns3
