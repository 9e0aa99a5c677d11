// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/experiment/experiment-folder.h"
#include "../../../model/process/process-pool.h"

#include "ns3/inference-input-error.h"

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <sys/wait.h>
#include <unistd.h>

namespace ns3
{
namespace tests
{
namespace
{

/// A folder that is not there yet.
class ExperimentFolderTest : public testing::Test
{
  protected:
    ~ExperimentFolderTest() override
    {
        std::filesystem::remove_all(m_path);
    }

    /**
     * @param file name in the folder
     * @return its bytes
     */
    std::string Read(const std::string& file) const
    {
        std::ifstream is(m_path + "/" + file, std::ios::binary);
        return {std::istreambuf_iterator<char>(is), {}};
    }

    std::string m_path{testing::TempDir() + "experiment-folder-" +
                       std::to_string(getpid())}; //!< it
};

TEST_F(ExperimentFolderTest, HashIsFnv1a)
{
    // Values of the specification (draft-eastlake-fnv, test vectors of 64-bit FNV-1a).
    EXPECT_EQ(ExperimentFolder::Hash(""), "cbf29ce484222325");
    EXPECT_EQ(ExperimentFolder::Hash("a"), "af63dc4c8601ec8c");
    EXPECT_EQ(ExperimentFolder::Hash("foobar"), "85944171f73967e8");
}

TEST_F(ExperimentFolderTest, PiecesLastAsLongAsTheirKey)
{
    const std::string bytes("\0\1\n\xff", 4);
    {
        ExperimentFolder folder(m_path);
        folder.Begin("a");
        EXPECT_FALSE(folder.Find("x"));
        folder.Keep("x", bytes);
        folder.Keep("y", "");
        EXPECT_EQ(folder.Find("x"), bytes);
        // A child of the process keeps as well.
        ProcessPool pool(1);
        pool.Wait(pool.Start([&] {
            folder.Keep("child", "c");
            return std::string();
        }));
        EXPECT_EQ(folder.Find("child"), "c");
    }
    {
        ExperimentFolder folder(m_path);
        folder.Begin("a");
        EXPECT_EQ(folder.Find("x"), bytes);
        EXPECT_EQ(folder.Find("y"), "");
        // Damaged: to be done again.
        std::ofstream(folder.GetPiecePath("x"), std::ios::app) << "more";
        EXPECT_FALSE(folder.Find("x"));
        std::ofstream(folder.GetPiecePath("y")) << "short";
        EXPECT_FALSE(folder.Find("y"));
    }
    {
        ExperimentFolder folder(m_path);
        folder.Begin("b");
        EXPECT_FALSE(folder.Find("child"));
        folder.Keep("x", "b");
        folder.Write("result", "text");
        folder.Finish();
    }
    EXPECT_EQ(Read("result"), "text");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(m_path),
                            std::filesystem::directory_iterator()),
              1);
}

TEST_F(ExperimentFolderTest, WhatAKilledProcessLeftIsRemoved)
{
    {
        ExperimentFolder folder(m_path);
        folder.Begin("a");
        std::ofstream(folder.GetPiecePath("summary.json.123.part")) << "half";
        std::ofstream(folder.GetPiecePath("x.124.part")) << "half";
        std::ofstream(m_path + "/mine") << "not ours";
        std::ofstream(m_path + "/mine.part") << "a download";
        std::ofstream(m_path + "/mine.123.part") << "another";
    }
    ExperimentFolder folder(m_path);
    folder.Begin("a");
    EXPECT_FALSE(std::filesystem::exists(folder.GetPiecePath("summary.json.123.part")));
    EXPECT_FALSE(std::filesystem::exists(folder.GetPiecePath("x.124.part")));
    EXPECT_EQ(Read("mine"), "not ours");
    EXPECT_EQ(Read("mine.part"), "a download");
    EXPECT_EQ(Read("mine.123.part"), "another");
}

TEST_F(ExperimentFolderTest, WhatIsWrittenLiesInOurFolderUntilItIsWhole)
{
    ExperimentFolder folder(m_path);
    folder.Begin("a");
    // No file can be made where the temporary one would have to be.
    std::filesystem::create_directories(
        folder.GetPiecePath("x." + std::to_string(getpid()) + ".part"));
    EXPECT_THROW(folder.Write("x", "text"), InferenceInputError);
    EXPECT_FALSE(std::filesystem::exists(m_path + "/x"));
}

TEST_F(ExperimentFolderTest, WhatSomebodyElseMadeIsLeftAlone)
{
    namespace fs = std::filesystem;
    const std::string theirs = m_path + "/unfinished";
    const auto expectRefused = [&] {
        ExperimentFolder folder(m_path);
        try
        {
            folder.Begin("a");
            ADD_FAILURE() << "taken for ours";
        }
        catch (const InferenceInputError& error)
        {
            EXPECT_NE(std::string(error.what()).find(theirs), std::string::npos);
        }
        folder.Finish();
    };
    fs::create_directories(theirs);
    std::ofstream(theirs + "/novel.txt") << "chapter 1";
    expectRefused();
    EXPECT_EQ(Read("unfinished/novel.txt"), "chapter 1");
    std::ofstream(theirs + "/key") << "of a door";
    expectRefused();
    EXPECT_EQ(Read("unfinished/novel.txt"), "chapter 1");
    EXPECT_EQ(Read("unfinished/key"), "of a door");
    fs::remove_all(theirs);
    std::ofstream(theirs) << "a file";
    expectRefused();
    EXPECT_EQ(Read("unfinished"), "a file");
    // An empty folder is what a process leaves that was killed at once.
    fs::remove_all(theirs);
    fs::create_directories(theirs);
    std::ofstream(theirs + "/key.77.part") << "edge";
    ExperimentFolder folder(m_path);
    folder.Begin("a");
    folder.Finish();
    EXPECT_FALSE(fs::exists(theirs));
}

TEST_F(ExperimentFolderTest, OnlyRegularFilesAreReplaced)
{
    namespace fs = std::filesystem;
    fs::create_directories(m_path + "/folder");
    std::ofstream(m_path + "/file") << "old";
    fs::create_symlink("file", m_path + "/link");
    for (const auto& path : {std::string("/dev/null"), std::string("/"), m_path + "/folder"})
    {
        EXPECT_THROW(ExperimentFolder::CheckWritable(path), InferenceInputError) << path;
        EXPECT_THROW(ExperimentFolder::WriteWhole(path, "new"), InferenceInputError) << path;
    }
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
    EXPECT_THROW(ExperimentFolder::CheckWritable(m_path + "/nowhere/file"), InferenceInputError);
    ExperimentFolder::CheckWritable(m_path + "/link");
    ExperimentFolder::CheckWritable(m_path + "/new");
    EXPECT_FALSE(fs::exists(m_path + "/new")) << "it leaves nothing";
    EXPECT_EQ(Read("file"), "old");
    ExperimentFolder::WriteWhole(m_path + "/link", "new");
    EXPECT_EQ(Read("file"), "new") << "the file that the link leads to";
    EXPECT_TRUE(fs::is_symlink(m_path + "/link"));
    EXPECT_EQ(std::distance(fs::directory_iterator(m_path), fs::directory_iterator()), 3);
}

TEST_F(ExperimentFolderTest, OneProcessAtATime)
{
    ProcessPool pool(1);
    ExperimentFolder folder(m_path);
    const auto job = pool.Start([&]() -> std::string {
        try
        {
            ExperimentFolder other(m_path, std::chrono::milliseconds(0));
        }
        catch (const InferenceInputError& error)
        {
            return error.what();
        }
        return "no error";
    });
    EXPECT_NE(pool.Wait(job).find("another process"), std::string::npos);
    EXPECT_THROW(ExperimentFolder("/proc/none/folder"), InferenceInputError);
    EXPECT_THROW(folder.Write("no/such/file", "x"), InferenceInputError);
}

TEST_F(ExperimentFolderTest, JobsEndWithTheirProcess)
{
    // A process with a job that would run for hours is killed; the lock that both hold gets free.
    std::filesystem::create_directories(m_path);
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    const pid_t pid = fork();
    if (pid == 0)
    {
        ExperimentFolder folder(m_path);
        ProcessPool pool(1);
        pool.Start([] {
            sleep(7200); // clock: an end only where the test has failed
            return std::string();
        });
        const bool told = write(ends[1], "x", 1) == 1;
        sleep(told ? 7200 : 0); // clock: an end only where the test has failed
        _exit(0);
    }
    close(ends[1]);
    char started = 0;
    EXPECT_EQ(read(ends[0], &started, 1), 1);
    close(ends[0]);
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    EXPECT_NO_THROW(ExperimentFolder folder(m_path, std::chrono::minutes(15)));
}

} // namespace
} // namespace tests
} // namespace ns3
