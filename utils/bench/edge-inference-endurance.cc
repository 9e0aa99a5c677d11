// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 * @brief One training of many short episodes; prints how much memory the process takes meanwhile,
 * and how fast that grows.
 *
 *     edge-inference-endurance --episodes=10000
 *     edge-inference-endurance --scenario=three-tier --radio=wifi --length=0.5 --policy=edgent
 *
 * Exit status 1 when the memory grows over the second half of the episodes by more than a hundredth
 * of what it is in their middle.
 */

#include "ns3/experiment-policies.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/strict-command-line.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace
{

/**
 * @return resident memory of this process, MB
 */
double
GetMemory()
{
    long pages = 0;
    long resident = 0;
    std::ifstream("/proc/self/statm") >> pages >> resident;
    return static_cast<double>(resident) * sysconf(_SC_PAGESIZE) / 1e6;
}

/**
 * @param points memory in MB, at equal distances
 * @return slope of the straight line that is nearest to the points (least squares), MB a distance
 */
double
GetSlope(const std::vector<double>& points)
{
    const double n = static_cast<double>(points.size());
    double covariance = 0;
    double variance = 0;
    for (std::size_t i = 0; i < points.size(); ++i)
    {
        const double x = static_cast<double>(i) - (n - 1) / 2;
        covariance += x * points[i];
        variance += x * x;
    }
    return variance > 0 ? covariance / variance : 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    using namespace ns3;
    uint32_t episodes = 1000;
    std::string name = "quickstart";
    std::string radio = "link";
    std::string policyName = "sac-d";
    double length = 0.2;
    StrictCommandLine cmd(__FILE__);
    cmd.AddValue("episodes", "Episodes of the training", episodes);
    cmd.AddValue("scenario", "Scenario", name);
    cmd.AddValue("radio", "Radio", radio);
    cmd.AddValue("policy", "Policy; one that does not learn runs all the same", policyName);
    cmd.AddValue("length", "Length of an episode, s", length);
    return RunWithInputErrors([&] {
        cmd.Parse(argc, argv);
        InferenceScenario scenario = InferenceScenario::Read(name);
        scenario.SetAll({"/radio/type=" + radio, "/period/length=" + std::to_string(length)});
        RngSeedManager::SetSeed(scenario.GetRngSeed());
        const auto policy = ExperimentPolicies::Make(policyName);
        InferenceEpisode episode(
            [&](Ptr<OffloadingPolicy> who) { return scenario.Build(std::move(who)); });
        constexpr uint32_t LOOKS = 40;
        const uint32_t every = std::max(1U, episodes / LOOKS);
        std::vector<double> memory;
        uint64_t tasks = 0;
        std::printf("episode     tasks  memory[MB]\n");
        for (uint32_t i = 1; i <= episodes; ++i)
        {
            tasks += episode.Run(policy, i, true).tasks;
            if (i % every == 0)
            {
                memory.push_back(GetMemory());
                std::printf("%7u  %8llu  %10.1f\n",
                            i,
                            static_cast<unsigned long long>(tasks),
                            memory.back());
                std::fflush(stdout);
            }
        }
        const std::vector<double> second(memory.begin() + memory.size() / 2, memory.end());
        const double middle = second.empty() ? 0 : second.front();
        const double growth = GetSlope(second) * static_cast<double>(second.size());
        std::printf("second half: %+.2f MB of %.1f MB (%+.2f %%), %+.3f kB an episode\n",
                    growth,
                    middle,
                    middle > 0 ? growth / middle * 100 : 0,
                    GetSlope(second) / every * 1000);
        return growth > middle / 100 ? 1 : 0;
    });
}
