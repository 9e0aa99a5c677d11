// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/experiment-program.h"

#include "ns3/command-line.h"
#include "ns3/inference-experiment.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"

namespace ns3
{

int
RunExperimentProgram(int argc,
                     char* argv[],
                     const std::string& name,
                     const std::string& usage,
                     const std::vector<ExperimentShorthand>& shorthands)
{
    return RunWithInputErrors([&] {
        InferenceScenario scenario(name);
        InferenceExperiment experiment;
        CommandLine cmd(argc > 0 ? argv[0] : name);
        cmd.Usage(usage);
        scenario.AddOptions(cmd);
        for (const auto& shorthand : shorthands)
        {
            scenario.AddShorthand(cmd, shorthand.option, shorthand.pointer, shorthand.help);
        }
        experiment.AddOptions(cmd, true);
        scenario.ParseCommandLine(cmd, argc, argv);
        experiment.SetCommandLine(argc, argv);
        experiment.Run(scenario);
        return 0;
    });
}

} // namespace ns3
