// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * The second of the five published systems: Li, Iosifidis and Zhang, "Graph Reinforcement
 * Learning-based CNN Inference Offloading in Dynamic Edge Computing" (GLOBECOM 2022, arXiv
 * 2210.13464). Devices offload every task to one of several edge servers whose capacity changes; a
 * graph network proposes server and exit for all of them together (GRLE), against the last exit
 * only (GRL), a fully connected network (DROOE, DROO) and a greedy rule. doc/system-grle.rst says
 * what is published and what is ours. The scenario is scenarios/grle-early-exit.json.
 *
 *     ./ns3 run "grle-early-exit --radio=link --trainings=5"
 *     ./ns3 run "grle-early-exit --devices=30 --policy=grle,greedy"
 *     ./ns3 run "grle-early-exit --sweep=/streams/0/Deadline=20ms,40ms,80ms"
 */

#include "ns3/core-module.h"
#include "ns3/experiment-program.h"

int
main(int argc, char* argv[])
{
    return ns3::RunExperimentProgram(
        argc,
        argv,
        "grle-early-exit",
        "GRLE (Li et al., GLOBECOM 2022) assigns devices to edge servers and exits; compared with "
        "GRL, DROO, DROOE and a greedy rule.",
        {{"devices", "/ues/count", "Devices that offload"},
         {"servers", "/servers/count", "Edge servers"},
         {"rate", "/streams/0/Rate", "Tasks a second of each device"},
         {"deadline", "/streams/0/Deadline", "Deadline of a task, s"},
         {"duration", "/period/length", "Length of an episode, s"}});
}
