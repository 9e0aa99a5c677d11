// SPDX-License-Identifier: GPL-2.0-only

#include "../../helper/report/text-table.h"
#include "headroom.h"

#include "ns3/command-line.h"
#include "ns3/inference-input-error.h"

#include <iostream>
#include <map>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 * @brief How much the rules of a scenario leave to be won: see doc/headroom.rst.
 *
 *     build/bin/edge-inference-headroom --system=dppo --seeds=5
 *     build/bin/edge-inference-headroom --scenario=mine.json --ns3::ClairvoyantPolicy::Horizon=1s
 */

using namespace ns3;

namespace
{

/// Scenarios of the published systems.
const std::map<std::string, std::string> SYSTEMS{{"sac-d", "sac-d-co-inference"},
                                                 {"grle", "grle-early-exit"},
                                                 {"streams", "multi-exit-streams"},
                                                 {"ddpg", "ddpg-iiot"},
                                                 {"dppo", "dppo-mobility"}};

/**
 * @param argument of the command line
 * @return it, or --scenario in place of --system
 */
std::string
Translate(const std::string& argument)
{
    const auto equals = argument.find('=');
    if (argument.substr(0, equals) != "--system")
    {
        return argument;
    }
    const std::string name = equals == std::string::npos ? "" : argument.substr(equals + 1);
    const auto system = SYSTEMS.find(name);
    if (system == SYSTEMS.end())
    {
        std::string names;
        for (const auto& [known, scenario] : SYSTEMS)
        {
            names += (names.empty() ? "" : ", ") + known;
        }
        throw InferenceInputError("command line",
                                  "--system",
                                  name.empty() ? "nothing" : name,
                                  "one of " + names);
    }
    return "--scenario=" + system->second;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunWithInputErrors([&] {
        std::vector<std::string> texts;
        std::vector<char*> words;
        for (int i = 0; i < argc; ++i)
        {
            texts.push_back(i > 0 ? Translate(argv[i]) : argv[i]);
        }
        for (auto& text : texts)
        {
            words.push_back(text.data());
        }
        words.push_back(nullptr);
        std::string system;
        InferenceScenario scenario("quickstart");
        InferenceExperiment experiment;
        CommandLine cmd(__FILE__);
        cmd.Usage(
            "Runs all rules that fit a scenario, and a policy that knows the future around the "
            "best of them, on the same seeds: how much there is to win.");
        cmd.AddValue("system",
                     "A published system instead of --scenario: sac-d, grle, streams, ddpg or dppo",
                     system);
        scenario.AddOptions(cmd);
        experiment.AddOptions(cmd);
        scenario.ParseCommandLine(cmd, argc, words.data());
        experiment.SetCommandLine(argc, words.data());
        Headroom headroom(experiment, scenario);
        headroom.Run();
        headroom.Write();
        headroom.Print(std::cout, TextTable::GetTerminalWidth());
        return 0;
    });
}
