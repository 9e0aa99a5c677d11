// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * The sixth published system, on packets: Wu et al., "Accuracy-Guaranteed Collaborative DNN
 * Inference in Industrial IoT via Deep Reinforcement Learning" (IEEE TII 2021). Sensors of two
 * services choose how many of their samples they use, and whether they compute with a compressed
 * network or send them to an access point that has the whole one, so that tasks are fast while the
 * mean accuracy of each service reaches its target in the long run. doc/wu-iiot.rst says what is
 * published and what is ours, and has the paper's own slot equations (edge-inference-wu-slots). The
 * scenario is scenarios/wu-iiot.json.
 *
 *     ./ns3 run "edge-inference-wu-iiot"
 *     ./ns3 run "edge-inference-wu-iiot --radio=wifi --policy=drift-plus-penalty,static"
 *     ./ns3 run "edge-inference-wu-iiot --sweep=/policies/0/V=0.1,1,10"
 */

#include "ns3/core-module.h"
#include "ns3/experiment-program.h"

int
main(int argc, char* argv[])
{
    return ns3::RunExperimentProgram(
        argc,
        argv,
        "wu-iiot",
        "Sampling rates, offloading and shares of an access point under long-term accuracy "
        "targets: drift plus penalty against a static configuration and rules.",
        {{"firstRate", "/streams/0/Rate", "Tasks a second of each sensor of the first service"},
         {"secondRate", "/streams/1/Rate", "Tasks a second of each sensor of the second service"},
         {"interval", "/control/Interval", "Time between decisions, s"},
         {"duration", "/period/length", "Length of an episode, s"}});
}
