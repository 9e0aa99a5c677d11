// SPDX-License-Identifier: GPL-2.0-only
#include "../../model/input/input-text.h"
#include "../../model/input/json-cursor.h"
#include "../../model/input/strict-json.h"

#include "ns3/inference-input-error.h"

#include <functional>
#include <gtest/gtest.h>
#include <string>

namespace ns3
{
namespace
{

/** @brief Parse a text that is right. */
JsonCursor
Parse(const std::string& text)
{
    return JsonCursor::Parse(text, "test.json");
}

/** @brief Run what must fail; return the error's line. */
std::string
GetError(const std::function<void()>& run)
{
    try
    {
        run();
    }
    catch (const InferenceInputError& error)
    {
        return error.what();
    }
    ADD_FAILURE() << "nothing was thrown";
    return "";
}

TEST(JsonCursor, WalksObjectsAndArrays)
{
    const JsonCursor root = Parse(R"({"a": [1, {"b": true}], "c~/": "text"})");
    EXPECT_EQ(root.GetFile(), "test.json");
    EXPECT_EQ(root.GetPointer(), "");
    EXPECT_EQ(root.GetKeys(), (std::vector<std::string>{"a", "c~/"}));
    EXPECT_TRUE(root.Has("a"));
    EXPECT_FALSE(root.Has("b"));
    const JsonCursor list = root.Get("a");
    EXPECT_EQ(list.GetSize(0, 10), 2u);
    EXPECT_EQ(list.At(1).GetPointer(), "/a/1");
    EXPECT_EQ(list.At(1).Get("b").GetPointer(), "/a/1/b");
    EXPECT_TRUE(list.At(1).Get("b").GetBool());
    EXPECT_EQ(root.Get("c~/").GetPointer(), "/c~0~1");
    EXPECT_EQ(root.Get("c~/").GetString(), "text");
}

TEST(JsonCursor, OutlivesTheDocument)
{
    const JsonCursor inner = Parse(R"({"a": {"b": 5}})").Get("a").Get("b");
    EXPECT_EQ(inner.GetInteger(0, 10), 5u);
}

TEST(JsonCursor, ReadsScalarsAtTheRoot)
{
    EXPECT_EQ(Parse("7").GetInteger(0, 10), 7u);
    EXPECT_EQ(Parse("\"x\"").GetString(), "x");
    EXPECT_FALSE(Parse(" false\n").GetBool());
}

TEST(JsonCursor, ChecksRangesAtTheirEnds)
{
    EXPECT_DOUBLE_EQ(Parse("0").GetNumber(0, 1), 0);
    EXPECT_DOUBLE_EQ(Parse("1.0").GetNumber(0, 1), 1);
    EXPECT_DOUBLE_EQ(Parse("-2").GetNumber(-2, 1), -2);
    EXPECT_EQ(GetError([] { Parse("1.0000001").GetNumber(0, 1); }),
              "test.json: (root): found 1.0000001, expected a number from 0.0 to 1.0");
    EXPECT_DOUBLE_EQ(Parse("5e-324").GetPositive(1), 5e-324);
    EXPECT_EQ(GetError([] { Parse("0").GetPositive(1); }),
              "test.json: (root): found 0, expected a number above 0, at most 1.0");
    EXPECT_EQ(Parse("3").GetInteger(3, 3), 3u);
    EXPECT_EQ(GetError([] { Parse("2").GetInteger(3, 4); }),
              "test.json: (root): found 2, expected an integer from 3 to 4");
    EXPECT_EQ(Parse("[]").GetSize(0, 0), 0u);
    EXPECT_EQ(GetError([] { Parse("[1]").GetSize(2, 2); }),
              "test.json: (root): found an array of 1, expected an array of 2");
}

TEST(JsonCursor, AnIntegerMayBeWrittenLikeAFloat)
{
    EXPECT_EQ(Parse("2.0").GetInteger(0, 10), 2u);
    EXPECT_EQ(Parse("3e6").GetInteger(0, 10000000), 3000000u);
    EXPECT_THROW(Parse("2.5").GetInteger(0, 10), InferenceInputError);
    EXPECT_THROW(Parse("-1").GetInteger(0, 10), InferenceInputError);
    EXPECT_THROW(Parse("\"2\"").GetInteger(0, 10), InferenceInputError);
}

TEST(JsonCursor, ChecksNamesAndStrings)
{
    EXPECT_EQ(Parse("\"a-B_9.x\"").GetName(), "a-B_9.x");
    EXPECT_THROW(Parse("\"a b\"").GetName(), InferenceInputError);
    EXPECT_THROW(Parse("\"\"").GetName(), InferenceInputError);
    EXPECT_THROW(Parse("\"" + std::string(65, 'a') + "\"").GetName(), InferenceInputError);
    EXPECT_EQ(Parse("\"" + std::string(64, 'a') + "\"").GetName().size(), 64u);
    EXPECT_EQ(Parse("\"abc\"").GetString(3), "abc");
    EXPECT_THROW(Parse("\"abc\"").GetString(2), InferenceInputError);
    EXPECT_THROW(Parse("\"\"").GetString(), InferenceInputError);
}

TEST(JsonCursor, SuggestsTheNearestWord)
{
    EXPECT_EQ(GetError([] {
                  Parse(R"({"rat": 1})").CheckObject({"kind", "rate"});
              }),
              "test.json: /rat: found the unknown key \"rat\", expected one of: kind, rate "
              "(did you mean \"rate\"?)");
    EXPECT_EQ(GetError([] {
                  Parse(R"({"zzzzzz": 1})").CheckObject({"kind", "rate"});
              }),
              "test.json: /zzzzzz: found the unknown key \"zzzzzz\", expected one of: kind, rate");
    EXPECT_EQ(GetError([] {
                  Parse("\"kond\"").GetChoice({"kind", "rate"});
              }),
              "test.json: (root): found the string \"kond\", expected one of: kind, rate "
              "(did you mean \"kind\"?)");
    EXPECT_EQ(Parse("\"kind\"").GetChoice({"kind", "rate"}), "kind");
    EXPECT_THROW(Parse("1").GetChoice({"kind"}), InferenceInputError);
    EXPECT_EQ(InputText::FindNearest(std::string(100000, 'k'), {"kind"}), "");
    EXPECT_EQ(InputText::FindNearest("deadlin", {"rate", "deadline", "headline"}), "deadline");
}

TEST(JsonCursor, RefusesTheWrongContainer)
{
    EXPECT_THROW(Parse("[]").GetKeys(), InferenceInputError);
    EXPECT_THROW(Parse("[]").Has("a"), InferenceInputError);
    EXPECT_THROW(Parse("1").Get("a"), InferenceInputError);
    EXPECT_THROW(Parse("{}").GetSize(0, 9), InferenceInputError);
    EXPECT_EQ(GetError([] { Parse(R"({"a": {}})").Get("a").Get("b"); }),
              "test.json: /a/b: found nothing, expected the key \"b\" with its value");
}

TEST(JsonCursor, CountsNestingExactly)
{
    const std::string open(StrictJson::GREATEST_DEPTH, '[');
    const std::string close(StrictJson::GREATEST_DEPTH, ']');
    EXPECT_NO_THROW(Parse(open + close));
    EXPECT_THROW(Parse("[" + open + close + "]"), InferenceInputError);
    // Many siblings are not deep.
    std::string wide = "[";
    for (int i = 0; i < 1000; i++)
    {
        wide += "[],";
    }
    EXPECT_NO_THROW(Parse(wide + "[]]"));
}

TEST(JsonCursor, NamesThePlaceOfASyntaxError)
{
    EXPECT_EQ(GetError([] { Parse("{\"a\": [1, [2, x]]}"); }),
              "test.json: /a/1/1: found 'x' at line 1 column 15, expected valid JSON (RFC 8259)");
    EXPECT_EQ(GetError([] { Parse("{\"a\":\n  {\"b\": tru}}"); }),
              "test.json: /a/b: found '}' at line 2 column 12, expected valid JSON (RFC 8259)");
    EXPECT_EQ(GetError([] { Parse("{\"\": 1, \"\": 2}"); }),
              "test.json: /: found the key \"\" twice in one object, expected each key once");
    EXPECT_EQ(GetError([] { Parse("[1, 2"); }),
              "test.json: /2: found the end of the text at line 1 column 6, expected the rest of "
              "a JSON text (is the file truncated?)");
}

TEST(JsonCursor, RefusesATextThatIsTooLong)
{
    EXPECT_NO_THROW(Parse("1" + std::string(StrictJson::GREATEST_SIZE - 1, ' ')));
    EXPECT_THROW(Parse("1" + std::string(StrictJson::GREATEST_SIZE, ' ')), InferenceInputError);
}

} // namespace
} // namespace ns3
