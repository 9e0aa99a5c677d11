// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * Five stations walk through a cell, each with a stream of images for AlexNet (CIFAR-10). Their own
 * processors and the edge server's are loaded by others, in steps. A soft actor-critic learns,
 * inside the simulator's process, at which exit each stream stops, after which layer it is cut and
 * with how many bits the feature is sent, ten times a second; fixed strategies and Edgent's rule
 * run on the same unseen seeds. The scenario is scenarios/quickstart.json.
 *
 *     ./ns3 run "edge-inference-quickstart --help"
 *     ./ns3 run "edge-inference-quickstart --radio=lte --set=/streams/0/Rate=10"
 *     ./ns3 run "edge-inference-quickstart --ns3::SacDiscretePolicy::Gamma=0.5"
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
        "SAC-d against fixed strategies, in scenarios/quickstart.json or another scenario.",
        {{"nUes", "/ues/count", "UEs with tasks"},
         {"dnn", "/streams/0/dnn", "DNN profile: a name or a .json file"},
         {"device", "/ues/device", "Device profile of the UEs"},
         {"server", "/servers/device", "Device profile of the edge server"},
         {"rate", "/streams/0/Rate", "Tasks a second of each UE"},
         {"deadline", "/streams/0/Deadline", "Deadline of a task, s"},
         {"duration", "/period/length", "Length of an episode, s"},
         {"radius", "/topology/Radius", "Radius of the UEs' area, m"}});
}
