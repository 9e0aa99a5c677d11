// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/experiment/training-checkpoint.h"

#include "ns3/inference-input-error.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <unistd.h>

namespace ns3
{
namespace tests
{
namespace
{

namespace fs = std::filesystem;

/// A folder of its own for each test.
class TrainingCheckpointTest : public ::testing::Test
{
  protected:
    void SetUp() override
    {
        m_folder =
            fs::temp_directory_path() / ("edge-inference-checkpoint-" + std::to_string(getpid()));
        fs::create_directories(m_folder);
        m_path = (m_folder / "policy.checkpoint").string();
    }

    void TearDown() override
    {
        fs::remove_all(m_folder);
    }

    /**
     * @return a checkpoint with all kinds of bytes in it
     */
    static TrainingCheckpoint Make()
    {
        TrainingCheckpoint checkpoint;
        checkpoint.policy = "ns3::SomePolicy";
        checkpoint.arguments = {{"nUes", "5"}, {"odd \"name\"\n", "\\ \xc3\xa9"}};
        checkpoint.rows = {"sac-d,1,0.5\n", "sac-d,2,nan\n", "sac-d,3,-0.125\n"};
        checkpoint.curve = {{1, 0.1}, {2, std::nan("")}, {3, -1e-300}};
        checkpoint.gradientSteps = 17;
        for (int i = 0; i < 100000; ++i)
        {
            checkpoint.state += static_cast<char>(i * 37);
        }
        checkpoint.pending = std::string("learnt from\0later", 17);
        checkpoint.validation.points = {{2, {0.5, std::nan("")}}};
        checkpoint.validation.rows = {"sac-d,1,,2\n"};
        checkpoint.best = std::string("\0best\n", 6);
        return checkpoint;
    }

    /**
     * @param bytes what the file gets
     * @return the text of the error that reading it gives
     */
    std::string GetError(const std::string& bytes)
    {
        std::ofstream(m_path, std::ios::binary) << bytes;
        try
        {
            TrainingCheckpoint::Read(m_path);
        }
        catch (const InferenceInputError& error)
        {
            return error.what();
        }
        return "";
    }

    fs::path m_folder;  //!< its folder
    std::string m_path; //!< a file in it
};

TEST_F(TrainingCheckpointTest, ComesBackAsItWas)
{
    const TrainingCheckpoint in = Make();
    in.Write(m_path);
    in.Write(m_path); // it may be there already
    const TrainingCheckpoint out = TrainingCheckpoint::Read(m_path);
    EXPECT_EQ(out.policy, in.policy);
    EXPECT_EQ(out.arguments, in.arguments);
    EXPECT_EQ(out.rows, in.rows);
    EXPECT_EQ(out.state, in.state);
    EXPECT_EQ(out.pending, in.pending);
    EXPECT_EQ(out.validation.Pack(), in.validation.Pack());
    EXPECT_EQ(out.best, in.best);
    EXPECT_EQ(out.gradientSteps, in.gradientSteps);
    ASSERT_EQ(out.curve.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i)
    {
        EXPECT_EQ(out.curve[i].episode, i + 1);
    }
    EXPECT_EQ(out.curve[0].reward, 0.1);
    EXPECT_TRUE(std::isnan(out.curve[1].reward)) << "an episode without tasks";
    EXPECT_EQ(out.curve[2].reward, -1e-300);
    EXPECT_EQ(std::distance(fs::directory_iterator(m_folder), fs::directory_iterator()), 1)
        << "no other file is left";
}

TEST_F(TrainingCheckpointTest, TellsATruncatedFile)
{
    TrainingCheckpoint checkpoint = Make();
    checkpoint.state.resize(500);
    checkpoint.Write(m_path);
    std::ifstream file(m_path, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    for (std::size_t size = 0; size < bytes.size(); ++size)
    {
        const std::string error = GetError(bytes.substr(0, size));
        ASSERT_NE(error, "") << "cut to " << size;
        ASSERT_NE(error.find(m_path), std::string::npos);
        ASSERT_EQ(error.find('\n'), std::string::npos);
    }
    EXPECT_NE(GetError(bytes + "x"), "");
    EXPECT_EQ(GetError(bytes), "");
}

TEST_F(TrainingCheckpointTest, TellsADamagedHead)
{
    TrainingCheckpoint checkpoint = Make();
    checkpoint.state = "state";
    checkpoint.Write(m_path);
    std::ifstream file(m_path, std::ios::binary);
    const std::string written(std::istreambuf_iterator<char>(file), {});
    // As the first version wrote it, for the checksum would tell every change.
    const std::string bytes = "edge-inference-checkpoint 1\n" + written.substr(written.find('{'));
    EXPECT_EQ(GetError(bytes), "");
    const auto replace = [&](const std::string& from, const std::string& to) {
        std::string changed = bytes;
        const auto at = changed.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return changed.replace(at, from.size(), to);
    };
    for (const auto& changed : {replace("checkpoint 1", "checkpoint 3"),
                                replace("\"policy\"", "\"police\""),
                                replace("\"ns3::SomePolicy\"", "7"),
                                replace("\"rewards\":[", "\"rewards\":[\"x\","),
                                replace("\"rewards\":[", "\"rewards\":[0.5,"),
                                replace("\"rewards\":[", "\"rewards\":{"),
                                replace("\"gradientSteps\":17", "\"gradientSteps\":\"a\""),
                                replace("\"stateBytes\":5", "\"stateBytes\":4"),
                                replace("\"stateBytes\":5", "\"stateBytes\":-1"),
                                replace("\"stateBytes\":5", "\"stateBytes\":\"5\""),
                                std::string("\x89PNG\n\n"),
                                std::string(1000, '\n'),
                                std::string(100000, '[')})
    {
        EXPECT_NE(GetError(changed), "") << changed.substr(0, 300);
    }
    // Whatever byte of the head is changed: a checkpoint or an input error, nothing else.
    std::mt19937 random(3);
    for (int i = 0; i < 3000; ++i)
    {
        std::string changed = bytes;
        changed[random() % changed.size()] = static_cast<char>(random());
        GetError(changed);
    }
}

TEST_F(TrainingCheckpointTest, TellsWhatCannotBeReadOrWritten)
{
    EXPECT_THROW(TrainingCheckpoint::Read((m_folder / "none").string()), InferenceInputError);
    EXPECT_THROW(TrainingCheckpoint::Read(m_folder.string()), InferenceInputError);
    EXPECT_THROW(Make().Write((m_folder / "none" / "file").string()), InferenceInputError);
    fs::create_directories(m_folder / "taken");
    EXPECT_THROW(Make().Write((m_folder / "taken").string()), InferenceInputError);
}

TEST_F(TrainingCheckpointTest, TellsEveryFlippedBit)
{
    TrainingCheckpoint checkpoint = Make();
    checkpoint.state.resize(300);
    checkpoint.Write(m_path);
    std::ifstream file(m_path, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    for (std::size_t at = 0; at < bytes.size(); ++at)
    {
        for (int bit = 0; bit < 8; ++bit)
        {
            std::string flipped = bytes;
            flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
            const std::string error = GetError(flipped);
            ASSERT_NE(error, "") << "bit " << bit << " of byte " << at;
            ASSERT_EQ(error.find('\n'), std::string::npos);
        }
    }
}

TEST_F(TrainingCheckpointTest, ReadsTheFirstVersion)
{
    EXPECT_EQ(GetError("edge-inference-checkpoint 1\n"
                       R"({"policy":"ns3::P","arguments":{},"rows":[],"rewards":[],"stateBytes":2})"
                       "\nab"),
              "");
}

} // namespace
} // namespace tests
} // namespace ns3
