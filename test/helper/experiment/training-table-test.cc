// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/experiment/experiment-folder.h"
#include "../../../helper/experiment/training-table.h"
#include "../../../model/process/process-pool.h"

#include "ns3/episode-metric.h"
#include "ns3/inference-input-error.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <set>
#include <sstream>
#include <unistd.h>

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param path of a file
 * @return its text
 */
std::string
Read(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/**
 * @param policy name of a policy
 * @param episode number of an episode
 * @param figures its last cell
 * @return a record
 */
std::string
MakeRecord(const std::string& policy, uint32_t episode, const std::string& figures)
{
    return policy + ",1," + std::to_string(episode) + ",1000001,5" +
           std::string(EpisodeMetric::GetAll().size(), ',') + ',' + figures + '\n';
}

/// A file with the header of the table.
class TrainingTableTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        m_path = (std::filesystem::temp_directory_path() /
                  ("training-table-" + std::to_string(getpid()) + ".csv"))
                     .string();
        ExperimentFolder::WriteWhole(m_path, TrainingTable::GetHeader());
    }

    void TearDown() override
    {
        std::filesystem::remove(m_path);
    }

    std::string m_path; //!< of the file
};

TEST_F(TrainingTableTest, HasAColumnForEachFigure)
{
    const std::vector<std::string> records{MakeRecord("a", 1, ""),
                                           MakeRecord("a", 2, "loss=0.5;steps=3"),
                                           MakeRecord("b", 1, "steps=7;tasks=1;loss=;beta=1e-05")};
    const TrainingTable table(m_path);
    for (const auto& record : records)
    {
        table.Append(record);
    }
    const std::string metrics(EpisodeMetric::GetAll().size(), ',');
    std::istringstream lines(Read(m_path));
    std::string line;
    std::getline(lines, line);
    EXPECT_EQ(line.substr(line.rfind(",loss")), ",loss,steps,learner.tasks,beta")
        << "a figure has a name of its own";
    for (const auto* row :
         {"a,1,1,1000001,5|,,,,", "a,1,2,1000001,5|,0.5,3,,", "b,1,1,1000001,5|,,7,1,1e-05"})
    {
        std::string expected = row;
        expected.replace(expected.find('|'), 1, metrics);
        std::getline(lines, line);
        EXPECT_EQ(line, expected);
    }
    EXPECT_FALSE(std::getline(lines, line));
    EXPECT_EQ(TrainingTable::MakeCsv(records), Read(m_path)) << "at once as one by one";
    EXPECT_EQ(TrainingTable::MakeCsv({}), TrainingTable::GetHeader());
}

TEST_F(TrainingTableTest, TakesRowsOfSeveralProcesses)
{
    std::vector<ProcessPool::Job> jobs;
    for (const std::string policy : {"a", "b", "c"})
    {
        jobs.emplace_back([&, policy] {
            for (uint32_t episode = 1; episode <= 20; ++episode)
            {
                TrainingTable(m_path).Append(
                    MakeRecord(policy, episode, policy + std::to_string(episode % 4) + "=1"));
            }
            return std::string();
        });
    }
    ProcessPool(3).Run(jobs);
    std::istringstream lines(Read(m_path));
    std::set<std::string> rows;
    std::set<std::ptrdiff_t> widths;
    for (std::string line; std::getline(lines, line);)
    {
        widths.insert(std::count(line.begin(), line.end(), ','));
        rows.insert(line.substr(0, line.find(",1000001")));
    }
    EXPECT_EQ(rows.size(), 1U + 60U) << "no row is lost";
    EXPECT_EQ(widths,
              std::set<std::ptrdiff_t>(
                  {static_cast<std::ptrdiff_t>(4 + EpisodeMetric::GetAll().size() + 12)}));
}

TEST_F(TrainingTableTest, TellsWhatCannotBeWritten)
{
    EXPECT_THROW(TrainingTable("/nowhere/training.csv").Append(MakeRecord("a", 1, "")),
                 InferenceInputError);
}

} // namespace
} // namespace tests
} // namespace ns3
