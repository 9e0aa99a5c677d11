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
#include "ns3/experiment-program.h"

int
main(int argc, char* argv[])
{
    return ns3::RunExperimentProgram(
        argc,
        argv,
        "quickstart",
        "Trains, evaluates and compares policies in the scenario of a file.");
}
