// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/experiment/finished-result.h"

#include "ns3/inference-input-error.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace ns3
{
namespace tests
{
namespace
{

/// A folder with results and a file of the user's.
class FinishedResultTest : public testing::Test
{
  protected:
    FinishedResultTest()
    {
        std::filesystem::create_directories(m_path);
        for (const char* file : {"summary.json", "observations.csv", "notes.txt"})
        {
            std::ofstream(m_path + "/" + file) << "x";
        }
    }

    ~FinishedResultTest() override
    {
        std::filesystem::remove_all(m_path);
    }

    /**
     * @param file name in the folder
     * @return whether it is there
     */
    bool Has(const std::string& file) const
    {
        return std::filesystem::exists(m_path + "/" + file);
    }

    std::string m_path{testing::TempDir() + "finished-result-" +
                       std::to_string(getpid())}; //!< the folder
};

TEST_F(FinishedResultTest, OtherArgumentsAreRefusedOrReplaced)
{
    const FinishedResult result(m_path);
    result.Keep("key", "program --rate=5", {"observations.csv", "summary.json", "../outside"});
    result.Replace("key", true); // the same again
    EXPECT_TRUE(Has("summary.json"));
    try
    {
        result.Replace("other", true);
        FAIL() << "results of other arguments were given up";
    }
    catch (const InferenceInputError& error)
    {
        EXPECT_NE(std::string(error.what()).find("--rate=5"), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("--force"), std::string::npos) << error.what();
    }
    EXPECT_TRUE(Has("summary.json"));
    result.Replace("other", false);
    EXPECT_FALSE(Has("summary.json"));
    EXPECT_FALSE(Has("observations.csv"));
    EXPECT_FALSE(Has(FinishedResult::FILE));
    EXPECT_TRUE(Has("notes.txt"));
    result.Replace("other", true); // nothing is there
}

TEST_F(FinishedResultTest, ResultsThatSayNothingAreNotReplaced)
{
    const FinishedResult result(m_path);
    EXPECT_THROW(result.Replace("key", true), InferenceInputError);
    result.Replace("key", false);
    EXPECT_TRUE(Has("summary.json")); // it is overwritten, not removed: who knows whose it is
    std::filesystem::create_directories(m_path + "/unfinished");
    result.Replace("key", true); // a run that was killed goes on
}

} // namespace
} // namespace tests
} // namespace ns3
