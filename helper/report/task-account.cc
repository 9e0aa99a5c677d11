// SPDX-License-Identifier: GPL-2.0-only

#include "task-account.h"

#include "task-row.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>
#include <utility>

namespace ns3
{

namespace
{

/// A stage of a task in tasks.csv.
struct Stage
{
    const char* column; //!< its name there
    const char* words;  //!< what is said when most of a lost task's time went there
    std::size_t group;  //!< index of its group in GetStages()
};

constexpr Stage STAGES[] = {{"deviceWait", "waiting for the device", 0},
                            {"deviceCompute", "computing on the device", 1},
                            {"uplink", "waiting for the uplink", 2},
                            {"serverLoad", "loading the model", 3},
                            {"serverWait", "waiting for the server", 4},
                            {"serverCompute", "computing on the server", 5},
                            {"backhaul", "on the backhaul", 6},
                            {"tailLoad", "loading the tail's model", 3},
                            {"tailWait", "waiting for the tail's server", 4},
                            {"tailCompute", "computing the tail", 5},
                            {"backhaulReturn", "on the way back", 6},
                            {"downlink", "waiting for the downlink", 7}};

/**
 * @param row of a task that did not end well
 * @return what it ended by, in words
 */
std::string
DescribeLoss(const TaskRow& row)
{
    const std::string end = row["reason"].empty() ? row["status"] : row["reason"];
    std::string longest;
    double most = 0;
    for (const auto& stage : STAGES)
    {
        const double seconds = row.GetNumber(stage.column);
        longest = seconds > most ? stage.words : longest;
        most = std::max(most, seconds);
    }
    const bool isTime = end == "expired" || end == "late" || end == "timeout";
    return end + (isTime && !longest.empty() ? " " + longest : "");
}

/**
 * @param row of a task that was answered
 * @return the machines that computed it
 */
std::string
DescribePlace(const TaskRow& row)
{
    if (row.GetNumber("bytesUp") == 0)
    {
        return "UE";
    }
    const std::string first = row["cut"] == "0" ? "" : "UE, ";
    const std::string last = row["tailServer"].empty() ? "" : ", server " + row["tailServer"];
    return first + "server " + row["server"] + last;
}

/// Counts who had how many tasks in time, on a seed.
class Counter
{
  public:
    /**
     * @param index of who had a task
     * @param isInTime whether it was in time
     */
    void Add(double index, bool isInTime)
    {
        auto& [all, good] = m_counts[static_cast<std::size_t>(index)];
        all += 1;
        good += isInTime ? 1 : 0;
    }

    /**
     * @param other counts that are added
     */
    void Add(const Counter& other)
    {
        for (const auto& [index, counts] : other.m_counts)
        {
            m_counts[index].first += counts.first;
            m_counts[index].second += counts.second;
        }
    }

    /**
     * @return shares in time by index; NaN for who had no task
     */
    std::vector<double> GetShares() const
    {
        std::vector<double> shares(m_counts.empty() ? 0 : m_counts.rbegin()->first + 1, NAN);
        for (const auto& [index, counts] : m_counts)
        {
            shares[index] = counts.second / counts.first;
        }
        return shares;
    }

  private:
    std::map<std::size_t, std::pair<double, double>> m_counts; //!< all and in time, by index
};

/// Puts counts and indices of seeds together.
class PartyCounter
{
  public:
    /**
     * @param seed counts of a seed
     */
    void Add(const Counter& seed)
    {
        m_all.Add(seed);
        const double fairness = TaskAccount::GetFairness(seed.GetShares());
        if (!std::isnan(fairness))
        {
            m_fairness.push_back(fairness);
        }
    }

    /**
     * @return what they came to
     */
    TaskAccount::Party Get() const
    {
        return {m_all.GetShares(), SeedStatistics::Of(m_fairness)};
    }

  private:
    Counter m_all;                  //!< of all seeds
    std::vector<double> m_fairness; //!< one a seed
};

/**
 * @param shares counts that become shares
 * @param all what 1 stands for
 */
void
Divide(TaskAccount::Shares& shares, double all)
{
    for (auto& [name, share] : shares)
    {
        share /= all;
    }
}

/**
 * @brief Adds an answered task.
 * @param row of the task
 * @param [in,out] account gets counts and sums
 */
void
AddAnswer(const TaskRow& row, TaskAccount& account)
{
    ++account.answered;
    for (const auto& stage : STAGES)
    {
        account.stages[TaskAccount::GetStages()[stage.group]] += row.GetNumber(stage.column);
    }
    const std::string place = DescribePlace(row);
    ++account.exits["exit " + row["exit"]];
    ++account.cuts["cut " + row["cut"]];
    ++account.bits[place == "UE" ? "nothing sent" : row["bits"] + " bits"];
    ++account.places[place];
}

} // namespace

const std::vector<std::string>&
TaskAccount::GetStages()
{
    static const std::vector<std::string> stages{"waiting for the UE",
                                                 "computing on the UE",
                                                 "uplink",
                                                 "loading models",
                                                 "waiting for servers",
                                                 "computing on servers",
                                                 "backhaul",
                                                 "downlink"};
    return stages;
}

double
TaskAccount::GetFairness(const std::vector<double>& values)
{
    double n = 0;
    double sum = 0;
    double squares = 0;
    for (const double value : values)
    {
        if (!std::isnan(value))
        {
            n += 1;
            sum += value;
            squares += value * value;
        }
    }
    return squares > 0 ? sum * sum / (n * squares) : NAN;
}

TaskAccount
TaskAccount::Of(const ExperimentSummary::Policy& policy)
{
    TaskAccount account;
    TaskRow row;
    Shares losses;
    PartyCounter ues;
    PartyCounter streams;
    for (const auto& episode : policy.episodes)
    {
        Counter byUe;
        Counter byStream;
        std::istringstream rows(episode.tasksCsv);
        for (std::string line; std::getline(rows, line);)
        {
            row.Read(line);
            ++account.tasks;
            const bool isInTime = row["status"] == "completed";
            byUe.Add(row.GetNumber("ue"), isInTime);
            byStream.Add(row.GetNumber("stream"), isInTime);
            ++account.ends[isInTime                ? "in time"
                           : row["reason"].empty() ? row["status"]
                                                   : row["reason"]];
            if (!isInTime)
            {
                ++losses[DescribeLoss(row)];
            }
            if (row["status"] != "dropped")
            {
                AddAnswer(row, account);
            }
        }
        ues.Add(byUe);
        streams.Add(byStream);
    }
    for (const auto& [loss, count] : losses)
    {
        account.mostLost = count > account.mostLostShare ? loss : account.mostLost;
        account.mostLostShare = std::max(account.mostLostShare, count);
    }
    account.mostLostShare /= account.tasks;
    Divide(account.ends, account.tasks);
    for (auto* shares :
         {&account.stages, &account.exits, &account.cuts, &account.bits, &account.places})
    {
        Divide(*shares, account.answered);
    }
    account.ues = ues.Get();
    account.streams = streams.Get();
    return account;
}

} // namespace ns3
