// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * Runs any scenario file: trains the policies that learn, evaluates all on the same unseen seeds
 * and compares them; with --sweep for every combination of some keys' values. What was killed goes
 * on when it is started again with the same arguments.
 *
 *     ./ns3 run "edge-inference-run --scenario=quickstart --policy=edgent,device-only"
 *     ./ns3 run "edge-inference-run --scenario=quickstart --sweep=/streams/0/Rate=5,10,20,40"
 */

#include "ns3/core-module.h"
#include "ns3/inference-experiment.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"

using namespace ns3;

int
main(int argc, char* argv[])
{
    return RunWithInputErrors([&] {
        InferenceScenario scenario("quickstart");
        InferenceExperiment experiment("run");
        CommandLine cmd(__FILE__);
        cmd.Usage("Trains, evaluates and compares policies in the scenario of a file.");
        scenario.AddOptions(cmd);
        experiment.AddOptions(cmd, true);
        scenario.ParseCommandLine(cmd, argc, argv);
        experiment.AddAttributes(argc, argv);
        experiment.Run(scenario);
        return 0;
    });
}
