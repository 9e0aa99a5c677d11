// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/input/table-file.h"

#include "ns3/inference-input-error.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief Tables whose columns have names.
 */

namespace ns3
{
namespace tests
{
namespace
{

/// A file that goes with the test.
class TableFileTest : public ::testing::Test
{
  protected:
    TableFileTest()
        : m_path((std::filesystem::temp_directory_path() /
                  ("table-file-test-" + std::to_string(getpid()) + ".csv"))
                     .string())
    {
    }

    ~TableFileTest() override
    {
        std::remove(m_path.c_str());
    }

    /**
     * @param text what the file has to hold
     * @return the table
     */
    TableFile Read(const std::string& text)
    {
        std::ofstream(m_path, std::ios::binary) << text;
        return TableFile(m_path);
    }

    /**
     * @param action what must be refused
     * @param words what the error must say
     */
    template <typename ACTION>
    static void ExpectError(ACTION action, const std::string& words)
    {
        try
        {
            action();
            FAIL() << "expected: " << words;
        }
        catch (const InferenceInputError& error)
        {
            EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
        }
    }

    const std::string m_path; //!< path of the file
};

TEST_F(TableFileTest, FieldsAreFoundByNames)
{
    const TableFile table = Read("\xEF\xBB\xBF# source\r\ncity, size ,p50\r\n\r\nSeoul,5,12.5\r\n"
                                 "Nanjing , 5 , 6\n# more\nSeoul,20,\n");
    EXPECT_EQ(table.GetNRows(), 3U);
    EXPECT_EQ(table.GetColumn("size"), 1U);
    EXPECT_EQ(table.Find({{"city", "Seoul"}, {"size", "20"}}), 2U);
    EXPECT_EQ(table.GetText(1, "city"), "Nanjing");
    EXPECT_EQ(table.GetNumber(0, "p50", 0), 12.5);
}

TEST_F(TableFileTest, WhatIsWrongNamesFileAndLine)
{
    const TableFile table = Read("city,p50\n\nSeoul,x\nNanjing,-1\nDallas,\n");
    ExpectError([&] { table.GetColumn("p5"); }, m_path + ": line 1: found no column \"p5\"");
    ExpectError([&] { table.GetColumn("p5"); }, "did you mean \"p50\"?");
    ExpectError([&] { table.GetNumber(0, "p50", 0); }, "line 3: found p50 = x");
    ExpectError([&] { table.GetNumber(1, "p50", 0); }, "line 4: found p50 = -1");
    ExpectError([&] { table.GetNumber(2, "p50", 0); }, "line 5: found p50 = nothing");
    ExpectError([&] { table.Find({{"city", "Rome"}}); }, "no row with city = Rome");
    ExpectError([&] { Read("a,b\n1\n"); }, "line 2: found 1 fields, expected 2 as in the header");
    ExpectError([&] { Read(""); }, "found no row");
    ExpectError([&] { Read("a,b\n"); }, "found no row");
    ExpectError([&] { TableFile(m_path + ".none"); }, m_path + ".none");
}

} // namespace
} // namespace tests
} // namespace ns3
