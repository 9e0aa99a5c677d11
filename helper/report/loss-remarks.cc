// SPDX-License-Identifier: GPL-2.0-only

#include "loss-remarks.h"

#include "task-account.h"

#include <cmath>

namespace ns3
{

namespace
{

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
    std::vector<std::string> lines;
    for (const auto& policy : summary.GetPolicies())
    {
        const auto account = TaskAccount::Of(policy);
        const auto good = account.ends.find("in time");
        const double lost = 1 - (good == account.ends.end() ? 0 : good->second);
        if (account.tasks > 0 && lost > 0.5)
        {
            lines.push_back(policy.name + ": " + Percent(lost) + " of the tasks are lost; " +
                            Percent(account.mostLostShare) + " are " + account.mostLost);
        }
    }
    return lines;
}

} // namespace ns3
