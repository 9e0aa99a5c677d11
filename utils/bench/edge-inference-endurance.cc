// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 * @brief One training of many short episodes, or one long episode; prints how much memory the
 * process takes meanwhile, and how fast that grows.
 *
 *     edge-inference-endurance --episodes=10000
 *     edge-inference-endurance --episodes=10000 --actors=2
 *     edge-inference-endurance --scenario=three-tier --radio=wifi --length=0.5 --policy=edgent
 *     edge-inference-endurance --episodes=1 --radio=lte --length=600 --policy=edgent
 *
 * Exit status 1 when the memory grows over the second half by more than a hundredth of what it is
 * in the middle.
 */

#include "../../helper/experiment/inference-actors.h"
#include "process-memory.h"

#include "ns3/experiment-policies.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/strict-command-line.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

namespace
{

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

/// Looks at the memory again and again.
class Looks
{
  public:
    /// How many there are.
    static constexpr uint32_t N = 40;

    /**
     * @param unit of what goes on meanwhile
     */
    explicit Looks(const std::string& unit)
    {
        std::printf("%10s     tasks  memory[MB]\n", unit.c_str());
    }

    /**
     * @param at how far all is
     * @param tasks so far
     */
    void Look(double at, uint64_t tasks)
    {
        m_memory.push_back(GetResidentMemory() / 1e6);
        std::printf("%10.6g  %8llu  %10.1f\n",
                    at,
                    static_cast<unsigned long long>(tasks),
                    m_memory.back());
        std::fflush(stdout);
    }

    /**
     * @return exit status: 1 when the second half grows
     */
    int Judge() const
    {
        const auto middle = m_memory.begin() + static_cast<std::ptrdiff_t>(m_memory.size() / 2);
        const std::vector<double> first(m_memory.begin(), middle);
        const std::vector<double> second(middle, m_memory.end());
        const double before = GetSlope(first) * static_cast<double>(first.size());
        const double growth = GetSlope(second) * static_cast<double>(second.size());
        const double base = second.empty() ? 0 : second.front();
        std::printf("first half: %+.2f MB; second half: %+.2f MB of %.1f MB (%+.2f %%)\n",
                    before,
                    growth,
                    base,
                    base > 0 ? growth / base * 100 : 0);
        return growth > base / 100 ? 1 : 0;
    }

  private:
    std::vector<double> m_memory; //!< MB, at equal distances
};

/**
 * @brief A training of many episodes.
 * @param build makes the network
 * @param policy learns
 * @param episodes how many
 * @param actors processes that run them; 0: this one
 * @return exit status
 */
int
RunEpisodes(const ns3::InferenceEpisode::Scenario& build,
            const ns3::Ptr<ns3::OffloadingPolicy>& policy,
            uint32_t episodes,
            uint32_t actors)
{
    Looks looks("episode");
    const uint32_t every = std::max(1U, episodes / Looks::N);
    uint64_t tasks = 0;
    const auto end = [&](uint32_t number, uint64_t more) {
        tasks += more;
        if (number % every == 0)
        {
            looks.Look(number, tasks);
        }
    };
    if (actors > 0)
    {
        ns3::InferenceActors::Options options;
        options.actors = actors;
        options.jobs = actors;
        options.getRun = [](uint32_t number) { return number; };
        ns3::InferenceActors(build, policy, options)
            .Run(episodes, [&](const ns3::InferenceActors::Episode& episode) {
                end(episode.number, episode.result.tasks);
            });
        return looks.Judge();
    }
    ns3::InferenceEpisode episode(build);
    for (uint32_t i = 1; i <= episodes; ++i)
    {
        end(i, episode.Run(policy, i, true).tasks);
    }
    return looks.Judge();
}

/**
 * @brief One long episode.
 * @param build makes the network
 * @param policy decides
 * @param length of the episode, s
 * @return exit status
 */
int
RunLong(const ns3::InferenceEpisode::Scenario& build,
        const ns3::Ptr<ns3::OffloadingPolicy>& policy,
        double length)
{
    using namespace ns3;
    Looks looks("time[s]");
    InferenceEpisode episode([&](Ptr<OffloadingPolicy> who) {
        auto network = build(std::move(who));
        for (uint32_t i = 1; i <= Looks::N; ++i)
        {
            const double at = length * i / Looks::N;
            Simulator::Schedule(Seconds(at), [&looks, at]() { looks.Look(at, 0); });
        }
        return network;
    });
    std::printf("tasks %llu\n",
                static_cast<unsigned long long>(episode.Run(policy, 1, false).tasks));
    return looks.Judge();
}

} // namespace

int
main(int argc, char* argv[])
{
    using namespace ns3;
    uint32_t episodes = 1000;
    uint32_t actors = 0;
    std::string name = "quickstart";
    std::string radio = "link";
    std::string policyName = "sac-d";
    double length = 0.2;
    StrictCommandLine cmd(__FILE__);
    cmd.AddValue("episodes", "Episodes of the training; 1: a long one", episodes);
    cmd.AddValue("actors", "Simulators that run episodes at once, each a process; 0: none", actors);
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
        const auto build = [&](Ptr<OffloadingPolicy> who) {
            return scenario.Build(std::move(who));
        };
        return episodes == 1 ? RunLong(build, policy, length)
                             : RunEpisodes(build, policy, episodes, actors);
    });
}
