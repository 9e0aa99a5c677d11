// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/tuning-program.h"

#include "experiment-tuning.h"

#include "ns3/command-line.h"
#include "ns3/inference-experiment.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"
#include "ns3/strict-command-line.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ns3
{

namespace
{

constexpr uint32_t MOST_TRIALS = 10000;   //!< more are a slip of the pen
constexpr uint32_t MOST_REDUCTION = 1000; //!< of trials from round to round

/**
 * @param scenario with policies
 * @param name of one of them, or of a class; empty: the first one
 * @return the scenario with that policy alone
 */
InferenceScenario
ChoosePolicy(const InferenceScenario& scenario, const std::string& name)
{
    const auto json = nlohmann::ordered_json::parse(scenario.GetJson());
    const auto& policies = json.at("policies");
    nlohmann::ordered_json chosen = {{"type", name.empty() ? "sac-d" : name}};
    for (const auto& policy : policies)
    {
        const bool isEntry = policy.is_object();
        const std::string own =
            !isEntry ? policy.get<std::string>() : policy.value("name", policy.value("type", ""));
        if (isEntry && (name.empty() || own == name))
        {
            chosen = policy;
            break;
        }
    }
    InferenceScenario one = scenario;
    one.Set("/policies=" + nlohmann::ordered_json::array({chosen}).dump());
    return one;
}

/**
 * @param option of the command line
 * @param value number that was given
 * @param least least that it can be
 * @param most most that it can be
 */
void
CheckNumber(const std::string& option, uint32_t value, uint32_t least, uint32_t most)
{
    if (value < least || value > most)
    {
        throw InferenceInputError("command line",
                                  option,
                                  std::to_string(value),
                                  std::to_string(least) + " to " + std::to_string(most));
    }
}

} // namespace

int
RunTuningProgram(int argc, char* argv[])
{
    return RunWithInputErrors([&] {
        InferenceScenario scenario("quickstart");
        InferenceExperiment experiment;
        ExperimentTuning::Search search{"", 16, 2};
        CommandLine cmd(argc > 0 ? argv[0] : "edge-inference-tune");
        cmd.Usage("Chooses values of a learner's attributes on validation seeds: random search "
                  "with successive halving.");
        scenario.AddOptions(cmd);
        experiment.AddOptions(cmd);
        StrictCommandLine::AddText(cmd,
                                   "ranges",
                                   "JSON file with the attributes and their ranges",
                                   search.ranges);
        cmd.AddValue("trials", "Configurations at first", search.trials);
        cmd.AddValue("reduction",
                     "One in so many configurations goes on, for so many times as long",
                     search.reduction);
        scenario.ParseCommandLine(cmd, argc, argv);
        experiment.SetCommandLine(argc, argv);
        CheckNumber("--trials", search.trials, 1, MOST_TRIALS);
        CheckNumber("--reduction", search.reduction, 2, MOST_REDUCTION);
        if (search.ranges.empty())
        {
            throw InferenceInputError("command line", "--ranges", "nothing", "a file with ranges");
        }
        const auto& options = experiment.GetOptions();
        ExperimentTuning(options,
                         ExperimentCommandLine::Read(argc, argv),
                         ChoosePolicy(experiment.SetKeys(scenario), options.policies),
                         search)
            .Do();
        return 0;
    });
}

} // namespace ns3
