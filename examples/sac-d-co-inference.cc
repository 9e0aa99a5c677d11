// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * The first of the five published systems: Niu et al., "An Adaptive Device-Edge Co-Inference
 * Framework Based on Soft Actor-Critic" (WCNC 2022, arXiv 2201.02968). Raspberry Pis and a PC share
 * the layers of a multi-exit AlexNet; a discrete soft actor-critic chooses exit, cut and bits for
 * each UE within a tight deadline, while channel and processors change. doc/system-sac-d.rst says
 * what is published and what is ours. The scenario is scenarios/sac-d-co-inference.json.
 *
 *     ./ns3 run "sac-d-co-inference --radio=link"
 *     ./ns3 run "sac-d-co-inference --nUes=1 --policy=sac-d,dqn,edgent"
 *     ./ns3 run "sac-d-co-inference --deadline=10ms --ns3::SacDiscretePolicy::Gamma=0.5"
 */

#include "ns3/core-module.h"
#include "ns3/experiment-program.h"

int
main(int argc, char* argv[])
{
    return ns3::RunExperimentProgram(
        argc,
        argv,
        "sac-d-co-inference",
        "SAC-d (Niu et al., WCNC 2022) chooses exit, cut and bits; compared with fixed plans, "
        "Edgent's rule and DQN.",
        {{"nUes", "/ues/count", "UEs with tasks"},
         {"device", "/ues/device", "Device profile of the UEs"},
         {"server", "/servers/device", "Device profile of the edge server"},
         {"rate", "/streams/0/Rate", "Tasks a second of each UE"},
         {"deadline", "/streams/0/Deadline", "Deadline of a task, s"},
         {"duration", "/period/length", "Length of an episode, s"},
         {"radius", "/topology/Radius", "Radius of the UEs' area, m"}});
}
