// SPDX-License-Identifier: GPL-2.0-only

#include "loss-remarks.h"

#include "../../model/input/input-text.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

namespace ns3
{

namespace
{

/// The stages of a task in tasks.csv, and what is said of them.
const std::map<std::string, std::string> STAGES{{"deviceWait", "waiting for the device"},
                                                {"deviceCompute", "computing on the device"},
                                                {"uplink", "waiting for the uplink"},
                                                {"serverLoad", "loading the model"},
                                                {"serverWait", "waiting for the server"},
                                                {"serverCompute", "computing on the server"},
                                                {"backhaul", "on the backhaul"},
                                                {"tailLoad", "loading the tail's model"},
                                                {"tailWait", "waiting for the tail's server"},
                                                {"tailCompute", "computing the tail"},
                                                {"backhaulReturn", "on the way back"},
                                                {"downlink", "waiting for the downlink"}};

/**
 * @param head names of the columns
 * @param row of a task that did not end well
 * @return what it ended by, in words
 */
std::string
Describe(const std::vector<std::string>& head, const std::vector<std::string>& row)
{
    std::map<std::string, std::string> cells;
    for (std::size_t i = 0; i < head.size(); ++i)
    {
        cells[head[i]] = row[i];
    }
    const std::string end = cells["reason"].empty() ? cells["status"] : cells["reason"];
    std::string longest;
    double most = 0;
    for (const auto& [stage, words] : STAGES)
    {
        double seconds = 0;
        if (InputText::ReadNumber(cells[stage], seconds) && seconds > most)
        {
            most = seconds;
            longest = words;
        }
    }
    const bool isTime = end == "expired" || end == "late" || end == "timeout";
    return end + (isTime && !longest.empty() ? " " + longest : "");
}

/**
 * @param share from 0 to 1
 * @return the share in percent
 */
std::string
Percent(double share)
{
    return std::to_string(std::lround(100 * share)) + " %";
}

} // namespace

std::vector<std::string>
FindLosses(const ExperimentSummary& summary)
{
    std::string names = InferenceEpisode::GetTasksHeader();
    names.pop_back(); // the end of the line
    const auto head = InputText::Split(names, ',');
    const auto status = std::find(head.begin(), head.end(), "status") - head.begin();
    std::vector<std::string> lines;
    for (const auto& policy : summary.GetPolicies())
    {
        std::map<std::string, double> ends;
        double all = 0;
        double lost = 0;
        for (const auto& episode : policy.episodes)
        {
            std::istringstream rows(episode.tasksCsv);
            for (std::string line; std::getline(rows, line);)
            {
                const auto row = InputText::Split(line, ',');
                if (row.size() != head.size())
                {
                    continue; // a policy with a comma in its name
                }
                ++all;
                if (row[static_cast<std::size_t>(status)] != "completed")
                {
                    ++lost;
                    ++ends[Describe(head, row)];
                }
            }
        }
        if (lost > all / 2)
        {
            const auto most =
                std::max_element(ends.begin(), ends.end(), [](const auto& a, const auto& b) {
                    return a.second < b.second;
                });
            lines.push_back(policy.name + ": " + Percent(lost / all) + " of the tasks are lost; " +
                            Percent(most->second / all) + " are " + most->first);
        }
    }
    return lines;
}

} // namespace ns3
