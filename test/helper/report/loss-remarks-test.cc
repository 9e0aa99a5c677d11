// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/report/loss-remarks.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param status of a task
 * @param reason why it was dropped
 * @param stages its twelve stages
 * @return a row of tasks.csv
 */
std::string
MakeRow(const std::string& status, const std::string& reason, const std::string& stages)
{
    return "p,1,0,0,1,1,2,0,8,0,,,," + status + ',' + reason + ",1,2,1," + stages + ",0,0,0,0,0\n";
}

TEST(LossRemarks, APolicyThatLosesMostSaysWhy)
{
    const std::string uplink = "0,0,0.9,0,0,0.1,0,0,0,0,0,0";
    const std::string good = MakeRow("completed", "", uplink);
    const std::string expired = MakeRow("dropped", "expired", uplink);
    const std::string down = MakeRow("dropped", "server-down", uplink);
    ExperimentSummary summary;
    for (const auto& [name, rows] : std::vector<std::pair<std::string, std::string>>{
             {"half", good + expired},
             {"lossy", expired + expired + good + down},
             {"dead", down}})
    {
        EpisodeResult episode;
        episode.tasksCsv = rows;
        summary.AddPolicy({name, {episode}, {}});
    }
    EXPECT_EQ(FindLosses(summary),
              (std::vector<std::string>{
                  "lossy: 75 % of the tasks are lost; 50 % are expired waiting for the uplink",
                  "dead: 100 % of the tasks are lost; 100 % are server-down"}));
}

} // namespace
} // namespace tests
} // namespace ns3
