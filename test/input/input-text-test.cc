// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/input/input-file.h"
#include "../../model/input/input-text.h"

#include "ns3/inference-input-error.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <sys/stat.h>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief The one reader of numbers, lists and files.
 */

namespace ns3
{
namespace tests
{
namespace
{

TEST(InputText, NumbersAreWholeFiniteAndDecimal)
{
    double number = 0;
    const std::vector<std::pair<std::string, double>> good{{"0", 0},
                                                           {"-2.5", -2.5},
                                                           {"+3", 3},
                                                           {"1e6", 1e6},
                                                           {".5", 0.5},
                                                           {"1E-3", 1e-3}};
    for (const auto& [text, value] : good)
    {
        EXPECT_TRUE(InputText::ReadNumber(text, number)) << text;
        EXPECT_EQ(number, value) << text;
    }
    for (const std::string text :
         {"", " 1", "1 ", "0x10", "inf", "nan", "1e999", "1e", "1.2.3", "--1", "1,5", "e", "1s"})
    {
        EXPECT_FALSE(InputText::ReadNumber(text, number)) << text;
    }
    EXPECT_FALSE(InputText::ReadNumber(std::string("1\0", 2), number));
}

TEST(InputText, IntegersFitTheirType)
{
    uint64_t number = 7;
    EXPECT_TRUE(InputText::ReadInteger("18446744073709551615", number));
    EXPECT_EQ(number, UINT64_MAX);
    EXPECT_TRUE(InputText::ReadInteger("+5", number));
    EXPECT_EQ(number, 5U);
    for (const std::string text :
         {"", "-1", "18446744073709551616", "1.0", "1e3", " 1", "1 ", "+", "+-1", "0x1", "one"})
    {
        EXPECT_FALSE(InputText::ReadInteger(text, number)) << text;
        EXPECT_EQ(number, 5U) << text;
    }
    int64_t integer = 0;
    EXPECT_TRUE(InputText::ReadInteger("-9223372036854775808", integer));
    EXPECT_EQ(integer, INT64_MIN);
    uint16_t small = 0;
    EXPECT_FALSE(InputText::ReadInteger("65536", small));
}

TEST(InputText, QuantitiesHaveAUnit)
{
    double number = 0;
    std::string unit;
    EXPECT_TRUE(InputText::ReadQuantity("5ms", number, unit));
    EXPECT_EQ(number, 5);
    EXPECT_EQ(unit, "ms");
    EXPECT_TRUE(InputText::ReadQuantity("5exa", number, unit));
    EXPECT_EQ(number, 5);
    EXPECT_EQ(unit, "exa");
    EXPECT_TRUE(InputText::ReadQuantity("-1e3", number, unit));
    EXPECT_EQ(number, -1e3);
    EXPECT_EQ(unit, "");
    EXPECT_TRUE(InputText::ReadQuantity("0x10", number, unit));
    EXPECT_EQ(number, 0);
    EXPECT_EQ(unit, "x10");
    for (const std::string text : {"", "ms", " 5", "inf", "nan", "1e999", "-", "e5"})
    {
        EXPECT_FALSE(InputText::ReadQuantity(text, number, unit)) << text;
    }
}

TEST(InputText, ListsKeepWhatIsEmpty)
{
    EXPECT_EQ(InputText::Split("a,,b,", ','), (std::vector<std::string>{"a", "", "b", ""}));
    EXPECT_EQ(InputText::Split("", ','), std::vector<std::string>{""});
    EXPECT_EQ(InputText::Trim(" \ta b\r"), "a b");
    EXPECT_EQ(InputText::Trim(" \t\r"), "");
    EXPECT_EQ(InputText::Join({"a", "b", "c"}), "a, b, c");
    EXPECT_EQ(InputText::Join({}), "");
}

/**
 * @param path the path of a file
 * @return what InputFile::Read() found wrong with it; "" when it read it
 */
std::string
FindFault(const std::string& path)
{
    try
    {
        InputFile::Read(path, "a small file", 1000);
        return "";
    }
    catch (const InferenceInputError& error)
    {
        EXPECT_EQ(error.GetFile(), path);
        return error.GetFound();
    }
}

TEST(InputFile, ReadsRegularFilesOfBoundedSizeOnly)
{
    const auto folder = std::filesystem::path(testing::TempDir()) / "edge-inference-input-file";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const std::string file = folder / "file";
    std::ofstream(file, std::ios::binary) << std::string("a\0b\n", 4);
    EXPECT_EQ(InputFile::Read(file, "a small file", 1000), std::string("a\0b\n", 4));
    std::filesystem::resize_file(file, 1000);
    EXPECT_EQ(FindFault(file), "");
    std::filesystem::resize_file(file, 1001);
    EXPECT_EQ(FindFault(file), "1001 bytes");
    EXPECT_EQ(FindFault(folder), "a directory");
    EXPECT_EQ(FindFault(folder / "missing"), "no such file");
    EXPECT_EQ(FindFault(""), "no such file");
    EXPECT_EQ(FindFault("/dev/zero"), "something that is not a regular file");
    const std::string pipe = folder / "pipe";
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_EQ(FindFault(pipe), "something that is not a regular file");
    std::filesystem::remove_all(folder);
}

} // namespace
} // namespace tests
} // namespace ns3
